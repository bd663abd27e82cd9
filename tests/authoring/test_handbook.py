"""The guides to the formats: their tables of fields. Their steps are tested in test_guide and test_curriculum_guide."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from roleplay.authoring.fields import meanings, name_in_file
from roleplay.authoring.handbook import BEGIN, END, GUIDES, types_of, with_fields, write
from roleplay.authoring.schema import KINDS

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = (DOCS / "scenarios.md").read_text(encoding="utf-8")
TYPES = dict.fromkeys((name, inner) for name, kinds in GUIDES.items() for kind in kinds for inner in types_of(kind))


@pytest.mark.parametrize("name", GUIDES)
def test_the_table_of_fields_of_a_guide_is_up_to_date(name: str) -> None:
    """The generated part is what the code makes of it; `python -m roleplay.authoring.handbook docs` writes it."""
    page = (DOCS / name).read_text(encoding="utf-8")
    assert with_fields(page, GUIDES[name]) == page


def test_every_kind_of_file_has_its_guide() -> None:
    """Whatever a file can hold is listed in one of them, and in one only."""
    assert sorted(kind.__name__ for kinds in GUIDES.values() for kind in kinds) == sorted(
        kind.__name__ for kind in KINDS.values()
    )


def test_writing_changes_nothing_but_the_generated_part(tmp_path: Path) -> None:
    """What stands around it stays; the page of diagnostics is written too."""
    for name in GUIDES:
        (tmp_path / name).write_text(f"Before\n\n{BEGIN}\n\nold\n\n{END}\nAfter\n", encoding="utf-8")
    write(tmp_path)
    for name in GUIDES:
        page = (tmp_path / name).read_text(encoding="utf-8")
        assert page.startswith(f"Before\n\n{BEGIN}\n\n### ")
        assert page.endswith(f"|\n\n{END}\nAfter\n")
        assert "old\n" not in page
    written = (tmp_path / "diagnostics.md").read_text(encoding="utf-8")
    assert written == (DOCS / "diagnostics.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "model"), TYPES, ids=lambda one: one if isinstance(one, str) else one.__name__)
def test_every_field_of_the_model_is_in_the_guide_with_its_meaning(name: str, model: type[BaseModel]) -> None:
    """No field without a sentence that says what it holds."""
    page = (DOCS / name).read_text(encoding="utf-8")
    (table,) = re.findall(rf"^### {model.__name__}\n(.*?)(?=^### |^<!-- end)", page, re.DOTALL | re.MULTILINE)
    for field_name, field in model.model_fields.items():
        if field_name == "id" and "format" not in model.model_fields:
            continue
        written = name_in_file(field_name, field)
        assert f"| `{written}` |" in table
        assert meanings(model).get(written, "").strip(), f"{model.__name__}.{field_name} has no docstring"


@pytest.mark.parametrize("word", ["range", "flag", "words", "vary", "shown_if", "enabled_if", "otherwise", "goto"])
def test_the_guide_explains_what_the_example_cannot_show_at_a_glance(word: str) -> None:
    """The words of state and conditions stand in the guide's own text, before the table."""
    assert f"`{word}" in GUIDE.partition("## Every field")[0] or f"{{{word}:" in GUIDE.partition("## Every field")[0]
