"""What is best at a decision."""

from __future__ import annotations

from typing import Any

import pytest

from roleplay.authoring.bots import Rehearsal
from roleplay.authoring.worth import Decision, best_of, judge
from roleplay.model.rubric import Rubric
from tests.small import RUBRICS, SMALL, rubric, small

ENDS = {name: SMALL["nodes"][name] for name in ("warm-end", "cold-end", "stepped-out")}


def decided(nodes: dict[str, Any]) -> tuple[Decision, ...]:
    """The decisions of a scenario with these nodes."""
    return Rehearsal(small(nodes={**nodes, **ENDS}), RUBRICS).decisions


def choice(*ticks: str, **more: Any) -> dict[str, Any]:
    """A choice that shows something, and leads to an end."""
    return {"text": f"Shows {len(ticks)}.", "feedback": "F.", "ticks": list(ticks), "goto": "warm-end", **more}


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ([], ["talks-over", "reflects", "asks-first", "waits"]),
        (["reflects"], ["blames", "asks-first"]),
        (["reflects"], ["waits", "keeps-it-brief", "says-sorry"]),
        (["reflects", "asks-first"], ["reflects", "waits"]),
        (["waits"], ["says-sorry", "names-the-slip"]),
        (["waits", "reflects"], ["reflects"]),
        (["says-sorry"], []),
    ],
)
def test_one_is_worth_more_than_the_other(better: list[str], worse: list[str]) -> None:
    """No harm before all, then what is required, then what makes a 4 of a 3, then whatever else helps."""
    worth = judge(small(), RUBRICS)
    assert worth(better) > worth(worse)


def test_basics_that_are_not_required_lift_nothing() -> None:
    """However many there are, what makes a 4 of a 3 is worth more; they come behind it."""
    patient = rubric("listening", talks_over="harmful", reflects="basic", nods="basic", hums="basic", waits="advanced")
    worth = judge(small(), {**RUBRICS, "listening": Rubric.model_validate(patient)})
    assert worth(["waits"]) > worth(["nods", "hums"]) > worth(["nods"]) > worth([])


def test_what_is_shown_twice_counts_once_and_what_nobody_knows_not_at_all() -> None:
    """Ticks are a set of behaviours that some rubric has."""
    worth = judge(small(), RUBRICS)
    assert worth(["reflects", "reflects", "whistles"]) == worth(["reflects"])


def test_several_can_be_best_but_not_all() -> None:
    """Where all are equal, nobody can pick well or badly."""
    worth = judge(small(), RUBRICS)
    one, other, none = worth(["reflects"]), worth(["asks-first"]), worth([])
    assert best_of([one, none, other]) == (0, 2)
    assert best_of([one, other]) == ()
    assert best_of([none]) == ()
    assert best_of([]) == ()


def test_a_decision_without_a_best_does_not_count() -> None:
    """Neither do nodes at which nothing is chosen."""
    same = {"choices": {"a": choice("reflects"), "b": choice("asks-first")}}
    told = {"choices": {"a": choice("reflects", goto="same"), "b": choice("asks-first", "waits", goto="same")}}
    assert [(one.node, one.best) for one in decided({"opening": told, "same": same})] == [("opening", frozenset({"b"}))]


def test_where_a_choice_leads_counts_as_shown() -> None:
    """Nobody may hide a harm in the next node."""
    opening = {"choices": {"a": choice("reflects", "waits", goto="far"), "b": choice("reflects")}}
    far = {"ticks": ["shares-unasked"], "goto": "warm-end"}
    assert decided({"opening": opening, "far": far})[0].best == {"b"}


def test_a_node_counts_once_however_many_decisions_it_is() -> None:
    """With another choice open it is another decision, and both share the weight of the node."""
    opening = {
        "choices": {
            "a": choice("reflects"),
            "b": choice("asks-first", "waits", shown_if="weather == rain"),
            "c": choice(),
        }
    }
    found = decided({"opening": opening})
    assert {(one.choices, one.best, one.weight) for one in found} == {
        (("a", "b", "c"), frozenset({"b"}), 0.5),
        (("a", "c"), frozenset({"a"}), 0.5),
    }
    assert [one.chance for one in found] == [1 / len(one.choices) for one in found]
    assert [len(one.texts) for one in found] == [len(one.choices) for one in found]
