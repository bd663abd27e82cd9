"""What a plan comes to: its times, and what whoever plans should think about."""

from __future__ import annotations

from typing import Any

import pytest

from roleplay.engine.planning import Caution, Weight, Worry, begins, cautions, ends
from roleplay.model.workshop import Plan

MOVING, LIGHT, HEAVY = Weight(20, 2), Weight(20, 1), Weight(20, 3)


def plan(*sections: tuple[str, str, int], **more: Any) -> Plan:
    """A plan of sections, each with id, way and minutes."""
    made = {
        id_: {"title": id_, "way": way, "minutes": minutes, **({} if way == "talk" else {"plays": "a/b"})}
        for id_, way, minutes in sections
    }
    return Plan.model_validate({"title": "T", "sections": made, **more})


@pytest.mark.parametrize(
    ("sections", "weights", "found"),
    [
        ([("room", "room", 30), ("end", "talk", 10)], {"room": MOVING}, []),
        ([("end", "talk", 10), ("room", "room", 30)], {"room": MOVING}, [Caution(Worry.NO_CLOSING, "room")]),
        ([("room", "room", 30), ("end", "talk", 4)], {"room": MOVING}, [Caution(Worry.NO_CLOSING, "end")]),
        ([("room", "room", 30)], {"room": LIGHT}, []),
        ([("room", "room", 30)], {}, []),
        (
            [("one", "room", 30), ("two", "pace", 40), ("three", "room", 30), ("end", "talk", 5)],
            {"one": MOVING, "two": LIGHT, "three": LIGHT},
            [Caution(Worry.NO_REST, "two")],
        ),
        (
            [("one", "room", 30), ("rest", "talk", 5), ("two", "pace", 40), ("end", "talk", 5)],
            {"one": MOVING, "two": MOVING},
            [],
        ),
        (
            [("one", "room", 30), ("rest", "talk", 4), ("two", "pace", 40), ("end", "talk", 5)],
            {"one": LIGHT, "two": MOVING},
            [Caution(Worry.NO_REST, "two")],
        ),
        ([("room", "room", 30), ("end", "talk", 10)], {"room": HEAVY}, [Caution(Worry.HEAVY, "room")]),
        ([("room", "room", 19), ("end", "talk", 10)], {"room": MOVING}, [Caution(Worry.SHORT, "room")]),
        ([("threes", "triads", 36), ("end", "talk", 10)], {"threes": MOVING}, []),
        ([("threes", "triads", 35), ("end", "talk", 10)], {"threes": MOVING}, [Caution(Worry.ROUNDS, "threes")]),
    ],
    ids=[
        "fine",
        "ends with playing",
        "ends with too little",
        "light",
        "unknown",
        "an hour without a rest",
        "a rest between",
        "no real rest between",
        "heavy",
        "longer than its section",
        "rounds that fit",
        "rounds that do not",
    ],
)
def test_what_to_think_about(
    sections: list[tuple[str, str, int]], weights: dict[str, Weight], found: list[Caution]
) -> None:
    """A rest after an hour and a closing where people are moved, company where it is heavy, time that suffices."""
    assert list(cautions(plan(*sections), weights)) == found


def test_times_are_those_of_the_day_or_those_that_have_passed() -> None:
    """With a time at which it begins, past midnight too; without one from nothing on."""
    made = plan(("one", "talk", 50), ("two", "talk", 40), begins="22:45")
    assert (begins(made), ends(made)) == (("22:45", "23:35"), "00:15")
    made = plan(("one", "talk", 50), ("two", "talk", 40))
    assert (begins(made), ends(made)) == (("0:00", "0:50"), "1:30")
