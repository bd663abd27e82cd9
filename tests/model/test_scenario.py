"""What a scenario file may hold."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from pydantic import ValidationError

from roleplay.model.condition import Domain
from roleplay.model.scenario import Line, Scenario, SetTo, Variable
from tests.small import SMALL


def small(**changes: Any) -> dict[str, Any]:
    """The small scenario's data, with fields replaced."""
    return {**deepcopy(SMALL), **changes}


@pytest.mark.parametrize(
    ("written", "domain"),
    [
        ({"range": [0, 3], "start": 1}, Domain(low=0, high=3)),
        ({"range": [-5, 5], "start": 0}, Domain(low=-5, high=5)),
        ({"flag": False}, Domain(flag=True)),
        ({"words": ["a", "b"], "start": "b"}, Domain(words=("a", "b"))),
        ({"vary": ["a", "b"]}, Domain(words=("a", "b"))),
    ],
)
def test_a_variable_is_of_one_kind(written: dict[str, Any], domain: Domain) -> None:
    """A number within a range, a flag, one of some words, or drawn from some."""
    assert Variable.model_validate(written).domain == domain


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"flag": True, "range": [0, 1]},
        {"range": [0, 3]},
        {"range": [0, 3], "start": 4},
        {"range": [3, 0], "start": 1},
        {"range": [2, 2], "start": 2},
        {"range": [0, 101], "start": 1},
        {"words": ["a", "b"]},
        {"words": ["a", "b"], "start": "c"},
        {"flag": True, "start": 1},
        {"vary": ["a"]},
        {"vary": ["a", "a"]},
        {"vary": ["a", "b"], "start": "a"},
    ],
)
def test_a_variable_of_no_kind_or_of_two_is_refused(written: dict[str, Any]) -> None:
    """Every variable is declared, typed and bounded."""
    with pytest.raises(ValidationError):
        Variable.model_validate(written)


def test_a_line_has_a_short_and_a_long_form() -> None:
    """Both make the same line."""
    short = Scenario.model_validate(small(nodes={"a": {"say": [{"dana": "Hm.", "cue": "C", "if": "asked"}]}}))
    (line,) = short.nodes[0].say
    assert line == Line(who="dana", text="Hm.", cue="C", only_if="asked")


def test_things_with_ids_keep_the_order_of_the_file() -> None:
    """Nodes and choices are tuples, with their ids in them."""
    scenario = Scenario.model_validate(small())
    assert [node.id for node in scenario.nodes] == list(SMALL["nodes"])
    first = next(iter(SMALL["nodes"]))
    node = scenario.node(first)
    assert node is not None
    assert [choice.id for choice in node.choices] == list(SMALL["nodes"][first]["choices"])
    assert scenario.node("nowhere") is None
    assert scenario.person("nobody") is None


def test_effects_keep_their_kinds() -> None:
    """A truth is not a number, and a number is not a word."""
    choice = {"text": "T", "feedback": "F", "effects": {"a": True, "b": 1, "c": {"set": 0}, "d": "calm"}}
    scenario = Scenario.model_validate(small(nodes={"a": {"choices": {"x": choice}}}))
    effects = scenario.nodes[0].choices[0].effects
    assert effects == {"a": True, "b": 1, "c": SetTo(set=0), "d": "calm"}
    assert [type(effect) for effect in effects.values()] == [bool, int, SetTo, str]


@pytest.mark.parametrize(
    "node",
    [
        {"end": {"title": "T", "text": "T", "peer_view": "P"}, "goto": "b"},
        {
            "end": {"title": "T", "text": "T", "peer_view": "P"},
            "reply": {"prompt": "P", "model_answer": "M", "why": "W", "looks_for": ["x"]},
        },
    ],
)
def test_a_node_does_one_thing(node: dict[str, Any]) -> None:
    """It ends, or asks, or leads on."""
    with pytest.raises(ValidationError):
        Scenario.model_validate(small(nodes={"a": node}))


@pytest.mark.parametrize(
    "missing",
    ["content_notes", "opt_out", "resources", "assesses", "mentor", "cast", "expect", "reflect", "debrief", "sources"],
)
def test_what_protects_and_what_teaches_is_required(missing: str) -> None:
    """No scenario without it."""
    data = small()
    del data[missing]
    with pytest.raises(ValidationError):
        Scenario.model_validate(data)


@pytest.mark.parametrize("node_id", ["Opening", "an_opening", "-a", "a--b", "1st", "a b", "é", ""])
def test_an_id_has_one_form(node_id: str) -> None:
    """Small letters, digits and single hyphens."""
    with pytest.raises(ValidationError):
        Scenario.model_validate(small(nodes={node_id: {}}))


def test_a_scenario_never_changes() -> None:
    """What is read stays as it was read."""
    scenario = Scenario.model_validate(small())
    with pytest.raises(ValidationError):
        scenario.title = "Another"  # type: ignore[misc]
