"""Stations as files: what is wrong with them in plain words, beside the examples that each code has."""

from __future__ import annotations

from pathlib import Path

import pytest

from roleplay.authoring import load_files
from roleplay.authoring.folders import files_in
from roleplay.authoring.loader import station_of
from roleplay.authoring.rubrics import Rubrics
from roleplay.authoring.source import parse
from tests.authoring.files import RUBRICS, SCENARIOS, changed
from tests.authoring.test_loader import MACHINE_TALK

TEA = (SCENARIOS / "diagnostics/RP702/passes/stations/tea.yml").read_text(encoding="utf-8")


def found(*changes: tuple[str, str], rubrics: Rubrics = RUBRICS) -> list[str]:
    """All that is wrong with the station with parts replaced: code and message."""
    loaded = station_of(parse(Path("stations/tea.yml"), changed(*changes, text=TEA).encode()), rubrics)
    assert (loaded.thing is None) == any(one.is_error for one in loaded.diagnostics)
    assert not any(MACHINE_TALK.search(one.message + one.fix) for one in loaded.diagnostics)
    return [f"{one.code} {one.message}" for one in loaded.diagnostics]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([], []),
        ([("id: stations/tea", "id: stations/coffee")], ["RP130"]),
        ([("id: stations/tea", "id: tea")], ["RP112"]),
        ([("requires: [asks-openly, mirrors-feeling]", "requires: [notices-strength]")], ["RP232"]),
        ([("requires: [asks-openly, mirrors-feeling]", "requires: [names-limits]")], ["RP233"]),
        ([("requires: [asks-openly, mirrors-feeling]", "requires: [asks-opnly]")], ["RP230"]),
        ([("  listening: {requires", "  lisening: {requires")], ["RP231"]),
        ([("opens: [mirrors-feeling]", "opens: [mirors-feeling]")], ["RP702", "RP230"]),
        ([("again: Really cold.", "agin: Really cold.")], ["RP108"]),
        ([("    again: Really cold.\n", "")], ["RP109"]),
        ([("intensity: 1", "intensity: 3")], ["RP111"]),
        ([("content_notes: [being late]\n", "")], ["RP121"]),
        ([("resources:\n  - {title: Somebody you trust, text: Ring them.}\n", "")], ["RP123"]),
        ([("  never: [raise your voice]\n", "")], ["RP109"]),
        ([("text: The group begins.", "text: The group of {site.nobody} begins.")], ["RP242"]),
        ([("story: The bus went without him.", "story: He committed suicide in his thoughts.")], ["RP501"]),
        ([("say: It's cold out there.", "say: I was nearly crazy.")], []),
    ],
)
def test_a_finding_has_its_code(changes: list[tuple[str, str]], said: list[str]) -> None:
    """Form, place, behaviours, braces and wording; a person who is played speaks in their own words."""
    codes = [one[:5] for one in found(*changes)]
    assert sorted(set(codes)) == sorted(set(said)), found(*changes)


def test_a_rubric_with_errors_is_named() -> None:
    """What cannot be checked is said, and nothing made up."""
    broken = Rubrics({}, {"listening": frozenset({"asks-openly", "mirrors-feeling", "notices-strength"})})
    assert {one[:5] for one in found(rubrics=broken)} == {"RP237"}


def test_two_stations_of_one_id_are_one_too_many(tmp_path: Path) -> None:
    """The later file is in error, and the first one stands."""
    for folder in ("a/stations", "b/stations"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "tea.yml").write_text(TEA, encoding="utf-8")
    library = load_files((*files_in(SCENARIOS / "rubrics"), *files_in(tmp_path)))
    assert [(one.thing is None, [d.code for d in one.diagnostics]) for one in library.stations] == [
        (False, []),
        (True, ["RP132"]),
    ]
