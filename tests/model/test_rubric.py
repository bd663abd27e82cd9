"""What a rubric file may hold."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

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


def test_a_rubric_without_behaviours_is_refused() -> None:
    """There would be nothing to see."""
    with pytest.raises(ValidationError):
        rubric()
