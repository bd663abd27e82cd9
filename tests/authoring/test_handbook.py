"""The guide to the format: its example and its table of fields."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from roleplay.authoring.fields import meanings, name_in_file
from roleplay.authoring.handbook import types_of, with_fields
from roleplay.authoring.library import load_some
from roleplay.cli.performance import Performance, Script
from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Scenario

GUIDE = (Path(__file__).parents[2] / "docs/scenarios.md").read_text(encoding="utf-8")
TYPES = tuple(dict.fromkeys((*types_of(Scenario), *types_of(Rubric))))


def test_the_guide_s_example_passes_and_plays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The example, put where the guide says, has nothing to mend and can be played to its debrief."""
    (example,) = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    (tmp_path / "everyday").mkdir()
    path = tmp_path / "everyday/late-to-the-group.yml"
    path.write_text(example, encoding="utf-8")
    library = load_some((path,))
    assert [one for one in library.diagnostics if one.path == path] == []
    scenario = library.playable["everyday/late-to-the-group"]
    Performance(scenario, library.competencies, Script(["ask"]), seed=1, mode="practice", site={}).run()
    assert "3 helpful" in capsys.readouterr().out


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
