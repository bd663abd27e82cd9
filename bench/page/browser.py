"""What somebody in front of Chromium waits for: a choice that can be clicked, and the feedback after a click."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from bench.page.conversation import Turn
from tests import chromium

LIMIT_MS = 40_000

# Elements are looked for once a frame, in shadow roots as well: a thing counts when a person could see it.
WATCH = """
(() => {
  const plain = (text) => text.replaceAll("*", "").replace(/\\s+/g, " ");
  const within = function* (root) {
    for (const one of root.querySelectorAll("*")) {
      yield one;
      if (one.shadowRoot) yield* within(one.shadowRoot);
    }
  };
  const shown = (one) => one.getClientRects().length > 0 && getComputedStyle(one).visibility !== "hidden";
  const button = (text) => {
    for (const one of within(document)) {
      if (one.localName !== "button" || one.disabled) continue;
      if (plain(one.textContent).includes(text) && shown(one)) return one;
    }
    return null;
  };
  const words = (text) => {
    for (const one of within(document)) {
      for (const node of one.childNodes) {
        if (node.nodeType === Node.TEXT_NODE && plain(node.data).includes(text) && shown(one)) return one;
      }
    }
    return null;
  };
  const soon = (look, limit) => new Promise((found, failed) => {
    const frame = () => {
      const one = look();
      if (one) found(one);
      else if (performance.now() > limit) failed(new Error("It is not shown."));
      else requestAnimationFrame(frame);
    };
    frame();
  });
  window.benchClick = async (choice, feedback, limit) => {
    if (words(feedback)) throw new Error("The feedback is there before the click.");
    const one = await soon(() => button(choice), performance.now() + limit);
    const start = performance.now();
    one.click();
    await soon(() => words(feedback), start + limit);
    return performance.now() - start;
  };
  window.benchFirst = soon(() => button(FIRST), LIMIT).then(() => performance.now());
})();
"""


@dataclass
class Visit:
    """What one visit showed."""

    ready_ms: float
    """From the start of the navigation until the first choice can be clicked."""
    clicks_ms: list[float]
    """From each click until its feedback is seen."""
    bytes: int
    """That came over the wire until the first choice could be clicked, WebSocket included."""
    requests: int
    """That were asked of the server until then; what came from the browser's cache is not counted."""
    foreign: list[str] = field(default_factory=list)
    """Other hosts that were asked for something."""


class Wire:
    """Counts what goes over the wire for one page."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0
        self.hosts: Counter[str] = Counter()
        self._from_cache: set[str] = set()
        self._asked_for: set[str] = set()
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.requestServedFromCache", self._cached)
        session.on("Network.responseReceived", self._answered)
        session.on("Network.loadingFinished", lambda event: self._add(event["encodedDataLength"]))
        session.on("Network.webSocketCreated", self._asked)
        session.on("Network.webSocketFrameReceived", self._frame)

    @property
    def requests(self) -> int:
        """How many were asked of a server, rather than of the browser's cache."""
        return len(self._asked_for - self._from_cache)

    def _asked(self, event: dict[str, Any]) -> None:
        url = urlsplit(event["request"]["url"] if "request" in event else event["url"])
        if url.scheme in {"http", "https", "ws", "wss"}:
            self._asked_for.add(event["requestId"])
            self.hosts[url.hostname or ""] += 1

    def _cached(self, event: dict[str, Any]) -> None:
        self._from_cache.add(event["requestId"])

    def _answered(self, event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache"):
            self._cached(event)

    def _add(self, length: float) -> None:
        self.bytes += int(length)

    def _frame(self, event: dict[str, Any]) -> None:
        frame = event["response"]
        encoded = len(frame["payloadData"].encode())
        self.bytes += encoded if frame["opcode"] == 1 else encoded * 3 // 4  # binary ones come in base64


def launch(playwright: Playwright) -> Browser:
    """Chromium; every other host is unknown at once, so that nobody waits for one that cannot be reached."""
    return playwright.chromium.launch(
        executable_path=chromium.find(),
        args=[*chromium.FLAGS, "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"],
    )


def new_person(browser: Browser) -> BrowserContext:
    """A profile with nothing in its cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(LIMIT_MS)
    return context


def visit(context: BrowserContext, url: str, turns: Sequence[Turn], clicks: int) -> Visit:
    """Open a page, click as soon as that is possible, and go on. Raises when a choice or its feedback is not shown."""
    first = turns[0].choices[0].text
    page = context.new_page()
    try:
        page.add_init_script(WATCH.replace("FIRST", json.dumps(first)).replace("LIMIT", str(LIMIT_MS)))
        wire = Wire(page)
        page.goto(url, wait_until="commit")
        ready = page.evaluate("benchFirst")
        size, requests = wire.bytes, wire.requests
        took = []
        for turn in turns[:clicks]:
            choice = turn.choices[0]
            click = f"benchClick({json.dumps(choice.text)}, {json.dumps(choice.feedback)}, {LIMIT_MS})"
            took.append(page.evaluate(click))
        foreign = sorted(host for host in wire.hosts if host != "127.0.0.1")
        return Visit(ready, took, size, requests, foreign)
    finally:
        page.close()
