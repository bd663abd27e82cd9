"""What goes over the wire while somebody plays, frame by frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.server.visiting import Channel, House
from tests.serving import Server

SCENARIO = "de-escalation/the-front-desk"
A_CHOICE = 6_000
"""Bytes that a choice may cost, there and back, with everything that a kernel says beside its answer."""

A_LIBRARY = 25_000
"""The same for the whole shipped library, shown at once."""


def heard(channel: Channel, answer: Callable[[dict[str, Any]], Any]) -> Any:
    """What `answer` finds in the next message in which it finds something."""
    return next(found for message in channel.messages() if (found := answer(message["content"].get("data", {}))))


def screen(channel: Channel, model_id: str, **command: Any) -> dict[str, Any]:
    """Ask for something that is answered with a screen."""
    channel.tell(model_id, **command)
    found: dict[str, Any] = heard(channel, lambda data: data.get("state", {}).get("screen"))
    return found


def test_a_choice_is_small_on_the_wire(server: Callable[..., Server]) -> None:
    """Library and choices stay within their bytes on a real connection, and a choice costs no more as the talk goes on."""
    running = server("--preheat", "0")
    house = House(running.process, running.data, f"{running.origin}/", "", running.log_path)
    house.local = house.store.local_person().id
    visitor = house.visitor()
    page = visitor.get("/learn")
    channel = visitor.channel(page.kernel_id)
    try:
        screen(channel, page.model_id, do="ready", path="")
        assert 0 < channel.received < A_LIBRARY
        options = {"mode": "practice", "feedback": "each", "say_first": False}
        begun = screen(channel, page.model_id, do="start", scenario=SCENARIO, **options)
        command: dict[str, Any] = {"do": "expect", "seq": begun["seq"], "text": None}
        costs = []
        for _ in range(4):
            before = channel.received + channel.sent
            channel.tell(page.model_id, **command)
            played = heard(channel, lambda data: data.get("content") if data.get("method") == "custom" else None)
            assert played["type"] == "played", played
            costs.append(channel.received + channel.sent - before)
            now = played["now"]
            if now["kind"] != "choices":
                break
            first = next(one["id"] for one in now["choices"] if one["open"])
            command = {"do": "choose", "seq": played["seq"], "node": now["node"], "choice": first}
    finally:
        channel.close()
    assert len(costs) > 2
    assert max(costs) < A_CHOICE, costs
