"""The conversation, as somebody who uses Panel would write it."""

# written as its users write it, without types
# mypy: ignore-errors
# ruff: noqa: ANN001, ANN201

import html
import json
import os
from pathlib import Path

import panel as pn

pn.extension()
TURNS = json.loads(Path(os.environ["CONVERSATION"]).read_text(encoding="utf-8"))

log = pn.Column(sizing_mode="stretch_width")
choices = pn.Column(sizing_mode="stretch_width")


def spoken(lines):
    """What is said, each line as a pane of its own."""
    return [pn.pane.HTML(f"<p><b>{line['who']}</b>: {html.escape(line['text'])}</p>") for line in lines]


def show(place):
    """What is said at a turn, and what can be answered."""
    if place == len(TURNS):
        again = pn.widgets.Button(name="Again", sizing_mode="stretch_width")
        again.on_click(lambda _event: begin())
        choices.objects = [again]
        return
    log.extend(spoken(TURNS[place]["lines"]))
    buttons = []
    for choice in TURNS[place]["choices"]:
        button = pn.widgets.Button(name=choice["text"], sizing_mode="stretch_width")
        button.on_click(lambda _event, choice=choice: answer(place, choice))
        buttons.append(button)
    choices.objects = buttons


def answer(place, choice):
    """What comes of a choice."""
    log.append(pn.pane.HTML(f"<p><b>You</b>: {html.escape(choice['text'])}</p>"))
    log.extend(spoken(choice["response"]))
    log.append(pn.pane.HTML(f"<blockquote>{html.escape(choice['feedback'])}</blockquote>"))
    show(place + 1)


def begin():
    """From the start."""
    log.clear()
    show(0)


begin()
pn.Column("# A conversation", log, choices).servable()
