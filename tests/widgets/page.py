"""A page with a stage in it and a model that records what it sends: no kernel, no server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route

from roleplay.apps.catalogue import WORDS
from roleplay.widgets.stage import Stage

STATIC = Path(__file__).parents[2] / "src/roleplay/server/template/roleplay/static"
"""Where the page's own style sheet lives."""

ORIGIN = "http://stage.test"
"""The address of the page; nothing listens there, the test answers itself."""

PAGE = """<!doctype html>
<html lang="en" data-roleplay data-base="/hub">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Stage</title>
<link rel="stylesheet" href="/page.css"><link rel="stylesheet" href="/stage.css"></head>
<body class="rp-page"><main id="main" tabindex="-1"><div class="rp-cells" id="rp-cells"><div id="host"></div></div></main>
<script type="module" src="/start.js"></script></body></html>"""

LAB = (
    PAGE.replace(' data-roleplay data-base="/hub"', "")
    .replace(' class="rp-page"', "")
    .replace('<link rel="stylesheet" href="/page.css">', "")
)
"""The same without anything of ours around it, as in JupyterLab."""

START = """
import widget from "/stage.js";
const heard = {};
const state = await (await fetch("/state.json")).json();
window.sent = [];
window.readies = 0;
document.addEventListener("roleplay:ready", () => { window.readies += 1; });
document.addEventListener("roleplay:ready", () => document.documentElement.classList.add("rp-ready"));
const model = {
  get: (name) => state[name],
  set: (name, value) => { state[name] = value; },
  on: (name, act) => { (heard[name] ??= []).push(act); },
  off: (name, act) => { heard[name] = (heard[name] ?? []).filter((one) => one !== act); },
  send: (message) => { window.sent.push(message); },
  save_changes: () => {},
};
window.show = (screen) => { state.screen = screen; (heard["change:screen"] ?? []).forEach((act) => act()); };
window.say = (message) => (heard["msg:custom"] ?? []).forEach((act) => act(message, []));
window.takeDown = widget.render({ model, el: document.getElementById("host") });
window.heardNow = () => Object.values(heard).flat().length;
window.up = true;
"""


def open_stage(
    context: BrowserContext,
    screen: Mapping[str, Any],
    *,
    address: str = "/hub/learn",
    page: str = PAGE,
    kind: type[Stage] = Stage,
) -> Page:
    """Open a page in which the stage shows `screen`. What it sends is in `window.sent`."""
    stage = kind(WORDS)
    answers = {
        "/page.css": ("text/css", (STATIC / "page.css").read_text()),
        "/stage.css": ("text/css", str(stage._css)),
        "/stage.js": ("text/javascript", str(stage._esm)),
        "/start.js": ("text/javascript", START),
        "/state.json": ("application/json", json.dumps({"screen": screen, "words": WORDS})),
    }

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN).split("#")[0]
        media, body = answers.get(path, ("text/html", page))
        route.fulfill(body=body, content_type=f"{media}; charset=utf-8")

    opened = _LEFT.pop(context, None) or context.new_page()
    opened.route("**/*", answer)
    opened.goto(ORIGIN + address)
    opened.wait_for_function("window.up === true")
    return opened


_LEFT: dict[BrowserContext, Page] = {}  # pages that a test has left, for the next one: a new one costs a second


def leave(context: BrowserContext, **options: Any) -> bool:
    """Leave a profile with these options as one that is new, with a page for the next test. False: it cannot be."""
    page, *others = context.pages or [context.new_page()]
    for other in others:
        other.close()
    page.unroute_all(behavior="ignoreErrors")
    page.route("**/*", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
    page.goto(ORIGIN)
    page.evaluate("localStorage.clear(); sessionStorage.clear()")
    page.unroute_all()
    page.mouse.move(-1, -1)
    page.set_viewport_size(options["viewport"])
    motion, colours = options["reduced_motion"], options.get("color_scheme", "light")
    page.emulate_media(media="null", reduced_motion=motion, color_scheme=colours)
    context.clear_cookies()
    _LEFT[context] = page
    return bool(page.evaluate("Date.now.toString().includes('native code')"))  # no clock that a test stopped


def forget(context: BrowserContext) -> None:
    """Close a profile."""
    _LEFT.pop(context, None)
    context.close()


def sent(page: Page) -> list[dict[str, Any]]:
    """What the stage has sent, without the first message."""
    messages: list[dict[str, Any]] = page.evaluate("window.sent")
    return [message for message in messages if message["do"] != "ready"]


def show(page: Page, screen: Mapping[str, Any]) -> None:
    """Answer with a screen."""
    page.evaluate("(screen) => window.show(screen)", screen)


def say(page: Page, message: Mapping[str, Any]) -> None:
    """Answer with a message."""
    page.evaluate("(message) => window.say(message)", message)
