"""What a rubric file may hold."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from roleplay.model.canonical import canonical
from roleplay.model.rubric import Kind, Rubric, Severity
from tests.small import RUBRIC_FILES, behaviour


def rubric(**behaviours: dict[str, Any]) -> Rubric:
    """A rubric with these behaviours."""
    return Rubric.model_validate({**RUBRIC_FILES[0], "behaviours": behaviours})


def test_behaviours_are_found_by_id() -> None:
    """In the order of the file."""
    made = rubric(waits=behaviour("basic"), shouts=behaviour("harmful"))
    assert [one.id for one in made.behaviours] == ["waits", "shouts"]
    found = made.behaviour("shouts")
    assert found is not None
    assert (found.kind, found.severity) == (Kind.HARMFUL, Severity.SERIOUS)
    assert made.behaviour("sings") is None


@pytest.mark.parametrize(
    "wrong",
    [
        behaviour("basic", severity="serious"),
        {key: value for key, value in behaviour("harmful").items() if key != "severity"},
        behaviour("splendid"),
        behaviour("harmful", severity="mild"),
        {**behaviour("basic"), "from": []},
        {**behaviour("basic"), "points": 3},
    ],
)
def test_a_harm_has_a_severity_and_nothing_else_has(wrong: dict[str, Any]) -> None:
    """Every behaviour says where it comes from, and nothing carries points."""
    with pytest.raises(ValidationError):
        rubric(waits=wrong)


@pytest.mark.parametrize(
    ("fields", "fits"),
    [
        ({}, True),
        ({"for": "facilitators", "requires": ["agrees"]}, True),
        ({"for": "facilitators"}, False),
        ({"requires": ["agrees"]}, False),
        ({"for": "facilitators", "requires": ["agrees", "agrees"]}, False),
        ({"for": "facilitators", "requires": ["hurries"]}, False),
        ({"for": "facilitators", "requires": ["reflects"]}, False),
        ({"for": "everybody"}, False),
    ],
)
def test_only_a_rubric_for_facilitators_says_what_it_requires(fields: dict[str, Any], *, fits: bool) -> None:
    """Basic behaviours of its own, each once; for mentors every scenario says it."""
    data = {
        **RUBRIC_FILES[0], **fields, "behaviours": {"agrees": behaviour("basic"), "hurries": behaviour("harmful")}
    }  # fmt: skip
    if fits:
        assert Rubric.model_validate(data).requires == tuple(fields.get("requires", ()))
    else:
        with pytest.raises(ValidationError):
            Rubric.model_validate(data)


def test_fields_for_facilitators_change_no_hash_of_a_rubric_for_mentors() -> None:
    """What was pinned before there were such rubrics is still found."""
    made = rubric(waits=behaviour("basic"))
    assert '"for"' not in canonical(made)
    assert "requires" not in canonical(made)


def test_a_rubric_without_behaviours_is_refused() -> None:
    """There would be nothing to see."""
    with pytest.raises(ValidationError):
        rubric()
