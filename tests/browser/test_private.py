"""What leaves the page, and what comes to it before it should."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1
from playwright.sync_api import BrowserContext, Page, WebSocket, expect

from roleplay.engine import Phase
from roleplay.model.scenario import Scenario
from tests.browser.workbook import SMALL_ID, Trainee, Workbook

SHIPPED = "referral/just-between-us"


def strings(data: Any) -> Iterator[str]:
    """Every text in some JSON data, names of fields included."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield key
            yield from strings(value)
    elif isinstance(data, list):
        for one in data:
            yield from strings(one)
    elif isinstance(data, str):
        yield data


@dataclass
class Wire:
    """What goes over the sockets and requests of a browser."""

    addresses: list[str] = field(default_factory=list)
    """Everything that was asked for, sockets included."""
    received: list[str] = field(default_factory=list)
    """Every text that came over a socket, as a page, or as a file of a page."""
    sent: int = 0
    """Messages that went out over sockets, and requests."""

    def tap(self, context: BrowserContext) -> None:
        """Listen from now on, to all pages."""
        context.on("request", self._request)
        context.on("page", self._page)

    def _page(self, page: Page) -> None:
        page.on("websocket", self._socket)
        page.on("response", self._response)

    def _request(self, request: Any) -> None:
        self.addresses.append(request.url)
        self.sent += 1

    def _response(self, response: Any) -> None:
        if response.request.resource_type in {"document", "script", "stylesheet"} and response.status == 200:
            self.received.append(response.text())

    def _socket(self, socket: WebSocket) -> None:
        self.addresses.append(socket.url)
        socket.on("framereceived", self._frame)
        socket.on("framesent", self._count)

    def _count(self, _: object) -> None:
        self.sent += 1

    def _frame(self, payload: bytes | str) -> None:
        if isinstance(payload, str):
            self.received.append(payload)
            return
        _, parts = deserialize_msg_from_ws_v1(payload)
        for part in parts:
            try:
                self.received.extend(strings(json.loads(bytes(part))))
            except ValueError:
                self.received.append(bytes(part).decode(errors="replace"))

    def carried(self, text: str) -> bool:
        """Whether a text came over the wire, as it is or inside another one."""
        return any(text in one for one in self.received)


@pytest.fixture
def tapped(visit: Callable[..., Trainee]) -> tuple[Trainee, Wire]:
    """Somebody signed in, and the wire between them and the server."""
    somebody, wire = visit(), Wire()
    wire.tap(somebody.page.context)
    somebody.page = somebody.page.context.new_page()
    somebody.signs_in()
    return somebody, wire


def whole(text: str) -> str:
    """The longest part of a text that is the same for every site and has no marks of actions."""
    return max(re.split(r"\{[^}]*\}|\*|\n", text), key=len).strip()


def secrets(scenario: Scenario) -> dict[str, str]:
    """Where it stands in the file -> what the browser may not know before the debrief, or before it was chosen."""
    found = {"twist": whole(scenario.debrief.twist)}
    for node in scenario.nodes:
        for place, line in enumerate(node.say):
            if line.thought:
                found[f"thought {node.id}/{place}"] = whole(line.thought)
        for choice in node.choices:
            found[f"feedback {node.id}/{choice.id}"] = whole(choice.feedback)
            for place, line in enumerate(choice.response):
                if line.thought:
                    found[f"thought {node.id}/{choice.id}/{place}"] = whole(line.thought)
        if node.reply is not None:
            found[f"answer {node.id}"] = whole(node.reply.model_answer)
            found[f"why {node.id}"] = whole(node.reply.why)
        if node.end is not None:
            found[f"view {node.id}"] = whole(node.end.peer_view)
            found[f"ending {node.id}"] = whole(node.end.text)
    return found


def ids(workbook: Workbook, scenario: Scenario) -> set[str]:
    """Ids that give something away: behaviours, and nodes and choices with a name of several words."""
    own = {node.id for node in scenario.nodes} | {choice.id for node in scenario.nodes for choice in node.choices}
    behaviours = {behaviour.id for rubric in workbook.rubrics().values() for behaviour in rubric.behaviours}
    return {one for one in own | behaviours if "-" in one}


# ------------------------------------------------------------------------------------------------------- other hosts


def test_no_request_leaves_for_another_host(visit: Callable[..., Trainee], workbook: Workbook) -> None:
    """From the sign-in page to the debrief and progress, nothing is asked of anybody but this server, sockets included."""
    somebody, wire = visit(), Wire()
    wire.tap(somebody.page.context)
    somebody.page = page = somebody.page.context.new_page()
    page.goto(f"{workbook.origin}/learn")
    page.get_by_role("textbox").fill(workbook.link())
    page.get_by_role("button", name="Sign in").click()
    somebody.sees_a_screen("library")
    for path in ("/learn/progress", "/learn/nowhere", f"/learn/scenario/{SHIPPED}", "/no/such/page"):
        page.goto(f"{workbook.origin}{path}")
        page.wait_for_load_state("networkidle")
    somebody.starts(SMALL_ID)
    somebody.presses("Begin without writing")
    for name in ("Pause", "Leave", "Get help"):
        page.get_by_role("button", name=name, exact=True).click()
        page.keyboard.press("Escape")
    somebody.says("pass")
    somebody.presses("Go on without writing")
    somebody.sees_a_screen("debrief")
    assert len(wire.addresses) > 20
    assert any(address.startswith("ws://") for address in wire.addresses)
    hosts = {
        urlsplit(address.removeprefix("blob:")).netloc for address in wire.addresses if not address.startswith("data:")
    }
    assert hosts == {f"127.0.0.1:{workbook.port}"}


# ------------------------------------------------------------------------------------------------------ before its time


def test_a_practice_attempt_tells_nothing_before_its_time(tapped: tuple[Trainee, Wire]) -> None:
    """The wire carries the feedback to what was chosen and to nothing else, no thought, and no ending but the reached one.

    Nor does it carry a model answer before one's own, or an id that gives something away.
    """
    trainee, wire = tapped
    trainee.starts(SHIPPED)
    scenario = trainee.playing.game.scenario
    hidden = secrets(scenario)
    assert len(hidden) > 40
    forbidden = ids(trainee.workbook, scenario)
    rubrics = trainee.workbook.rubrics()
    trainee.presses("Begin without writing")
    looked_for: set[str] = set()
    while trainee.state.phase is Phase.ENACT:
        node = trainee.state.node
        if trainee.page.locator(".rp-choice").count():
            choice = trainee.best(rubrics)
            trainee.says(choice)
            told = hidden.pop(f"feedback {node}/{choice}")
            assert wire.carried(told)
        else:
            trainee.asked.locator("textarea").fill("I am glad that you wrote.")
            trainee.presses("Send")
            assert wire.carried(hidden.pop(f"answer {node}"))
            assert wire.carried(hidden.pop(f"why {node}"))
            reply = trainee.playing.game.nodes[node].source.reply
            assert reply is not None
            looked_for = set(reply.looks_for)  # the boxes to tick in one's own reply name them
            trainee.presses("Go on")
        reached = trainee.state.node
        if f"ending {reached}" in hidden:
            assert wire.carried(hidden.pop(f"ending {reached}"))
        assert {place: text for place, text in hidden.items() if wire.carried(text)} == {}
        assert {one for one in forbidden - looked_for if any(one == text for text in wire.received)} == set()


def test_an_assessment_gives_no_feedback_before_its_end(tapped: tuple[Trainee, Wire]) -> None:
    """No feedback, thought, behaviour or model answer comes before the end; then only what belongs to one's own way."""
    trainee, wire = tapped
    trainee.starts(SMALL_ID, mode="Assessment")
    scenario = trainee.playing.game.scenario
    hidden = secrets(scenario)
    trainee.presses("Begin without writing")
    trainee.says("talk")
    trainee.says("sorry")
    trainee.asked.locator("textarea").fill("I am sorry, Dana.")
    trainee.presses("Send")
    assert {place for place, text in hidden.items() if wire.carried(text)} == {"ending warm-end"}
    assert {one for one in ids(trainee.workbook, scenario) if one in wire.received} == set()
    trainee.presses("Go on without writing")
    trainee.sees_a_screen("debrief")
    told = {place for place, text in hidden.items() if wire.carried(text)}
    assert {place for place in told if place.startswith("feedback")} == {
        "feedback opening/talk",
        "feedback asking/sorry",
    }
    assert not any(place.startswith(("thought", "twist")) for place in told)
    assert [one for one in told if one.startswith("view")] == ["view warm-end"]


# ----------------------------------------------------------------------------------------------------------- nobody told


def test_pause_and_help_are_known_to_nobody(tapped: tuple[Trainee, Wire]) -> None:
    """Opening and closing Pause and Get help sends nothing, neither over a socket nor as a request."""
    trainee, wire = tapped
    trainee.starts(SMALL_ID)
    trainee.presses("Begin without writing")
    page = trainee.page
    page.wait_for_timeout(500)
    before, log = wire.sent, trainee.playing.events
    for name in ("Pause", "Get help"):
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        page.wait_for_timeout(300)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Get help").click()
    expect(page.get_by_role("dialog")).to_contain_text("Nobody is told")
    page.get_by_role("dialog").get_by_role("button", name="Close", exact=True).click()
    page.wait_for_timeout(500)
    assert wire.sent == before
    assert trainee.playing.events == log
    trainee.says("reflect")
    assert wire.sent > before
