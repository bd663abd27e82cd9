"""The floor: a static page whose choices are in it, and one WebSocket round trip for a click. Nothing is computed."""

# written as its users write it, without types
# mypy: ignore-errors
# ruff: noqa: ANN001, ANN201

import asyncio
import html
import json
import os
import sys
from pathlib import Path

import tornado.web
import tornado.websocket

TURNS = json.loads(Path(os.environ["CONVERSATION"]).read_text(encoding="utf-8"))
SCRIPT = """
const line = new WebSocket(`ws://${location.host}/line`);
document.addEventListener("click", (event) => {
  if (event.target.tagName === "BUTTON") line.send(event.target.dataset.place);
});
line.onmessage = (message) => {
  const { said, buttons } = JSON.parse(message.data);
  document.querySelector("#log").insertAdjacentHTML("beforeend", said);
  document.querySelector("#choices").innerHTML = buttons;
};
"""


def spoken(lines):
    """What is said."""
    return "".join(f"<p><b>{line['who']}</b>: {html.escape(line['text'])}</p>" for line in lines)


def buttons(place):
    """What can be answered."""
    if place == len(TURNS):
        return "<p>The end.</p>"
    choices = enumerate(TURNS[place]["choices"])
    return "".join(
        f'<p><button data-place="{place}-{number}">{html.escape(c["text"])}</button>' for number, c in choices
    )


PAGE = (
    f'<!doctype html><meta charset="utf-8"><title>A conversation</title><h1>A conversation</h1>'
    f'<div id="log">{spoken(TURNS[0]["lines"])}</div><div id="choices">{buttons(0)}</div><script>{SCRIPT}</script>'
)


class Page(tornado.web.RequestHandler):
    """The page."""

    def get(self):
        """Always the same."""
        self.write(PAGE)


class Line(tornado.websocket.WebSocketHandler):
    """The WebSocket."""

    def on_message(self, message):
        """A click."""
        place, number = map(int, message.split("-"))
        choice = TURNS[place]["choices"][number]
        said = f"<p><b>You</b>: {html.escape(choice['text'])}</p>" + spoken(choice["response"])
        said += f"<blockquote>{html.escape(choice['feedback'])}</blockquote>"
        if place + 1 < len(TURNS):
            said += spoken(TURNS[place + 1]["lines"])
        self.write_message(json.dumps({"said": said, "buttons": buttons(place + 1)}))


async def main():
    """Serve until a signal comes."""
    tornado.web.Application([("/", Page), ("/line", Line)]).listen(int(sys.argv[1]), "127.0.0.1")
    await asyncio.Event().wait()


asyncio.run(main())
