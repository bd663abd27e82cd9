"""The conversation, as somebody who uses Solara would write it."""

# written as its users write it, without types
# mypy: ignore-errors
# ruff: noqa: ANN001, ANN201, ANN202

import json
import os
from pathlib import Path

import solara

TURNS = json.loads(Path(os.environ["CONVERSATION"]).read_text(encoding="utf-8"))


def spoken(lines):
    """What is said, as Markdown."""
    return [f"**{line['who']}**: {line['text']}" for line in lines]


@solara.component
def Page():  # noqa: N802 - a component is named like a class
    """A log, and buttons."""
    place, set_place = solara.use_state(0)
    log, set_log = solara.use_state(spoken(TURNS[0]["lines"]))

    def answer(choice):
        new = [f"**You**: {choice['text']}", *spoken(choice["response"]), f"> {choice['feedback']}"]
        if place + 1 < len(TURNS):
            new += spoken(TURNS[place + 1]["lines"])
        set_log([*log, *new])
        set_place(place + 1)

    def begin():
        set_log(spoken(TURNS[0]["lines"]))
        set_place(0)

    with solara.Column():
        solara.Markdown("# A conversation")
        for entry in log:
            solara.Markdown(entry)
        if place == len(TURNS):
            solara.Button("Again", on_click=begin)
        else:
            for choice in TURNS[place]["choices"]:
                solara.Button(choice["text"], on_click=lambda choice=choice: answer(choice))
