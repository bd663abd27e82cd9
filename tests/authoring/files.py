"""Scenario files that tests start from."""

from __future__ import annotations

from pathlib import Path

from roleplay.authoring import Loaded, Rubrics, load_files
from roleplay.authoring.folders import files_in
from roleplay.authoring.loader import proved, scenario_of
from roleplay.authoring.source import parse
from roleplay.model.scenario import Scenario

SCENARIOS = Path(__file__).parents[1] / "scenarios"
"""The folder of small scenario files."""

RUBRICS = Rubrics(load_files(files_in(SCENARIOS / "rubrics")).competencies)
"""The rubrics that they rest on."""

COFFEE = (SCENARIOS / "diagnostics/RP132/passes/one/everyday/coffee.yml").read_text(encoding="utf-8")
"""A whole scenario without anything to mend, to be changed."""

MODULE = (SCENARIOS / "diagnostics/RP603/passes/curriculum/modules/hearing-out.yml").read_text(encoding="utf-8")
"""A whole module without anything to mend, likewise."""

CURRICULUM = (SCENARIOS / "diagnostics/RP603/passes/curriculum/curriculum.yml").read_text(encoding="utf-8")
"""A curriculum with two modules."""


def changed(*changes: tuple[str, str], text: str = COFFEE) -> str:
    """The scenario with parts of its text replaced; each part must be there."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def check(text: str | bytes, name: str = "everyday/coffee.yml") -> Loaded[Scenario]:
    """Load a scenario from its text, as if it lay in a file."""
    return scenario_of(parse(Path(name), text if isinstance(text, bytes) else text.encode()), RUBRICS)


def codes(text: str | bytes) -> list[str]:
    """The codes of all that is wrong with a scenario, by place."""
    return [diagnostic.code for diagnostic in check(text).diagnostics]


def found(text: str | bytes) -> list[str]:
    """All that is wrong with a scenario, as one line each: place, code, message and fix."""
    return [f"{d.line}:{d.column} {d.code} {d.message} {d.fix}".strip() for d in check(text).diagnostics]


def proof_of(*changes: tuple[str, str]) -> list[str]:
    """All that is wrong with the scenario with parts replaced once it is proved, by place: code and message."""
    loaded = proved(check(changed(*changes)), RUBRICS)
    return [f"{diagnostic.code} {diagnostic.message}" for diagnostic in loaded.diagnostics]
