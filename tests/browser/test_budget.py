"""What a page costs until its first choice: few requests, little script, nothing that the policy has to bend for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, expect

from tests.browser.workbook import READY_MS, Trainee

MOST_REQUESTS = 10
MOST_SCRIPT = 180_000
"""Bytes over the wire, with brotli."""

MOST_AT_FIRST, MOST_AGAIN = 80_000, 20_000
"""Bytes that reach the browser until the choices are there, page, files and messages: on a first visit, and later."""


def test_the_first_choice_costs_little(visit: Callable[..., Trainee], browser: Browser) -> None:
    """Up to the first choice a page makes ten requests at most, all to this host, with less than 180 kB of script.

    A second visit loads no file again, nor the words of the interface, and no policy is violated in either.
    """
    somebody = visit()
    somebody.starts()
    somebody.presses("Begin without writing")
    address = somebody.page.url
    complaints: list[str] = []
    context = browser.new_context(storage_state=somebody.page.context.storage_state())  # nothing is kept in it yet
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    wire = context.new_cdp_session(page)
    asked: dict[str, dict[str, Any]] = {}
    sockets: list[str] = []
    frames: list[int] = []

    def begun(event: dict[str, Any]) -> None:
        asked[event["requestId"]] = {"url": event["request"]["url"]}

    wire.on("Network.requestWillBeSent", begun)
    wire.on("Network.responseReceived", lambda e: asked[e["requestId"]].update(kind=e["type"], **e["response"]))
    wire.on("Network.requestServedFromCache", lambda e: asked[e["requestId"]].update(kept=True))
    wire.on("Network.loadingFinished", lambda e: asked[e["requestId"]].update(size=e["encodedDataLength"]))
    wire.on("Network.webSocketCreated", lambda e: sockets.append(e["url"]))
    wire.on("Network.webSocketFrameReceived", lambda e: frames.append(len(e["response"]["payloadData"]) * 3 // 4))
    wire.send("Network.enable")

    page.goto(address)
    expect(page.locator(".rp-choice").first).to_be_visible(timeout=READY_MS)
    page.wait_for_load_state("networkidle")
    first = list(asked.values())
    urls = [one["url"] for one in first] + sockets
    assert len(urls) <= MOST_REQUESTS, urls
    assert {urlsplit(url).netloc for url in urls} == {urlsplit(address).netloc}
    scripts = {one["url"]: one["size"] for one in first if one["kind"] == "Script"}
    assert len(scripts) >= 2
    assert sum(scripts.values()) < MOST_SCRIPT, scripts
    assert sum(one["size"] for one in first) + sum(frames) < MOST_AT_FIRST, (first, frames)

    asked.clear()
    frames.clear()
    page.goto(address)
    expect(page.locator(".rp-choice").first).to_be_visible(timeout=READY_MS)
    page.wait_for_load_state("networkidle")
    again = [one for one in asked.values() if not (one.get("kept") or one.get("fromDiskCache"))]
    assert [one["url"] for one in again] == [address]
    assert 0 < sum(one["size"] for one in again) + sum(frames) < MOST_AGAIN, (again, frames)
    assert complaints == []
    context.close()
