"""The guide to the format: its table of fields. Its steps are tested in test_guide.py."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from roleplay.authoring.fields import meanings, name_in_file
from roleplay.authoring.handbook import types_of, with_fields
from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Scenario

GUIDE = (Path(__file__).parents[2] / "docs/scenarios.md").read_text(encoding="utf-8")
TYPES = tuple(dict.fromkeys((*types_of(Scenario), *types_of(Rubric))))


def test_the_guide_s_table_of_fields_is_up_to_date() -> None:
    """The generated part is what the code makes of it; `python -m roleplay.authoring.handbook docs` writes it."""
    assert with_fields(GUIDE) == GUIDE


@pytest.mark.parametrize("model", TYPES, ids=lambda model: model.__name__)
def test_every_field_of_the_model_is_in_the_guide_with_its_meaning(model: type[BaseModel]) -> None:
    """No field without a sentence that says what it holds."""
    (table,) = re.findall(rf"^### {model.__name__}\n(.*?)(?=^### |^<!-- end)", GUIDE, re.DOTALL | re.MULTILINE)
    for name, field in model.model_fields.items():
        if name == "id" and "format" not in model.model_fields:
            continue
        written = name_in_file(name, field)
        assert f"| `{written}` |" in table
        assert meanings(model).get(written, "").strip(), f"{model.__name__}.{name} has no docstring"


@pytest.mark.parametrize("word", ["range", "flag", "words", "vary", "shown_if", "enabled_if", "otherwise", "goto"])
def test_the_guide_explains_what_the_example_cannot_show_at_a_glance(word: str) -> None:
    """The words of state and conditions stand in the guide's own text, before the table."""
    assert f"`{word}" in GUIDE.partition("## Every field")[0] or f"{{{word}:" in GUIDE.partition("## Every field")[0]
