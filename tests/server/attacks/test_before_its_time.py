"""Everything that crosses the wire during an attempt, read by somebody who wants to know what the right answer is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1

from tests.browser.workbook import short_scenario
from tests.server.attacks.pages import Opened
from tests.server.visiting import House
from tests.small import RUBRIC_FILES

OFFERED = {"id", "text", "open", "reason"}
"""All that a page may hold of a choice."""

NEVER = {
    "ticks", "tick", "repairs", "effects", "goto", "shown_if", "enabled_if", "severity", "thought", "thoughts", "twist",
    "peer_view", "level", "levels", "met_standard", "kind_of", "worth", "score",
}  # fmt: skip
"""Names of fields that could tell what a choice is worth."""


class Wire:
    """What came to somebody: pages and every part of every message."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.pages = [opened.page.text]

    def values(self) -> list[Any]:
        """Every part of every message, read."""
        return [json.loads(part) for raw in self.opened.channel.raw for part in deserialize_msg_from_ws_v1(raw)[1]]

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join([*self.pages, *(raw.decode(errors="replace") for raw in self.opened.channel.raw)])

    def names(self) -> set[str]:
        """Every name of a field, but for the interface's own words."""
        return {name for value in self.values() for name, _ in fields(value)}


def fields(value: Any) -> Iterator[tuple[str, Any]]:
    """Every field at every depth of what is no catalogue."""
    if isinstance(value, dict):
        for name, one in value.items():
            if name != "words":
                yield name, one
                yield from fields(one)
    elif isinstance(value, list):
        for one in value:
            yield from fields(one)


def hidden() -> dict[str, str]:
    """Where it stands in the scenario -> what nobody may know before its time."""
    small = short_scenario()
    found = {"twist": small["debrief"]["twist"]}
    for node_id, node in small["nodes"].items():
        for place, line in enumerate(node.get("say", ())):
            found[f"thought {node_id}/{place}"] = line["thought"]
        for choice_id, choice in node.get("choices", {}).items():
            found[f"feedback {node_id}/{choice_id}"] = choice["feedback"]
        if "reply" in node:
            found |= {"answer": node["reply"]["model_answer"], "why": node["reply"]["why"]}
        if "end" in node:
            found[f"view {node_id}"] = node["end"]["peer_view"]
    return found


BEHAVIOURS = {name for rubric in RUBRIC_FILES for name in rubric["behaviours"] if "-" in name}
AUTHORS_IDS = {"stepped-out", "warm-end", "cold-end"}


def looks_everywhere(ada: Opened, wire: Wire, attempt: str) -> None:
    """Ask for everything that a page could ask for, and for what it should not, and come back."""
    ada.state()
    for path in (f"/learn/debrief/{attempt}", "/learn/progress", "/learn/scenario/disclosure/small", "/learn"):
        ada.asks(do="go", path=path)
    ada.says("comm_msg", {"comm_id": ada.page.model_id, "data": {"method": "request_states"}})
    for path in (f"/learn/debrief/{attempt}", f"/learn/play/{attempt}"):
        wire.pages.append(ada.visitor.get(path).text)
    assert ada.asks(do="go", path=f"/learn/play/{attempt}")["name"] == "player"
    assert ada.asks(do="resync")["name"] == "player"


def offers(now: Mapping[str, Any], text: str) -> str:
    """The number of a choice, by its words."""
    assert all(set(one) == OFFERED for one in now["choices"])
    found: str = next(one["id"] for one in now["choices"] if one["text"] == text)
    return found


@pytest.mark.parametrize(
    ("mode", "options"),
    [("practice", {}), ("practice", {"feedback": "end", "say_first": True}), ("assessment", {"feedback": "each"})],
)
def test_nothing_is_told_before_its_time(
    one_workbook: House, opened: Callable[..., Opened], mode: str, options: dict[str, Any]
) -> None:
    """No feedback, thought, behaviour, level, answer or ending of what has not been chosen, asked for in every way.

    With feedback at each step the wire has held, at the end of the way, exactly the feedback to what was chosen; with
    feedback at the end, and always in an assessment, none. In the debrief the rest of one's own way comes.
    """
    ada = opened(one_workbook)
    wire, secret, each = Wire(ada), hidden(), mode == "practice" and not options
    begun = ada.starts(mode=mode, **options)
    attempt, told = begun["attempt"], set[str]()

    def known() -> set[str]:
        return {place for place, text in secret.items() if text in wire.text}

    answer = ada.asks(do="expect", seq=begun["seq"], text="Rain.")
    for place, choice, text in (("opening", "talk", "Well, I once..."), ("asking", "sorry", "I talked over you.")):
        looks_everywhere(ada, wire, attempt)
        assert known() == told
        if answer["now"]["kind"] == "say-first":
            node = answer["now"]["node"]
            answer = ada.asks(do="say_first", seq=answer["seq"], node=node, text="I would say something.")
            assert known() == told
        number = offers(answer["now"], text)
        answer = ada.asks(do="choose", seq=answer["seq"], node=answer["now"]["node"], choice=number)
        assert answer["type"] == "played", answer
        told |= {f"feedback {place}/{choice}"} if each else set()
        assert known() == told
    looks_everywhere(ada, wire, attempt)
    assert known() == told
    assert not BEHAVIOURS & set(_words(wire))
    answer = ada.asks(do="write", seq=answer["seq"], node=answer["now"]["node"], text="I am sorry, Dana.")
    if each:
        told |= {"answer", "why"}
        assert known() == told
        answer = ada.asks(do="compare", seq=answer["seq"], node=answer["now"]["node"], behaviours=[])
    looks_everywhere(ada, wire, attempt)
    assert known() == told
    assert not wire.names() & NEVER
    assert not AUTHORS_IDS & set(_words(wire))
    debrief = ada.asks(do="reflect", seq=answer["seq"], texts=[None])
    assert debrief["name"] == "debrief"
    own = {"feedback opening/talk", "feedback asking/sorry", "view warm-end", "answer", "why"}
    assert own <= known()
    if mode == "assessment":
        assert known() == own


def _words(wire: Wire) -> list[str]:
    """Every text that is a value of its own."""
    found = [one for value in wire.values() for _, one in fields(value)]
    return [one for one in found if isinstance(one, str)] + [
        name for value in wire.values() for name, _ in fields(value)
    ]
