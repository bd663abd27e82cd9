"""Folders of scenarios and rubrics: nothing that is broken takes anything else down."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from roleplay.authoring import load_library
from roleplay.authoring.folders import rubric_folders
from roleplay.authoring.library import load_some
from tests.authoring.files import COFFEE, SCENARIOS, changed
from tests.scenarios.proved import LIBRARY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library of two rubrics and two scenarios."""
    shutil.copytree(SCENARIOS / "rubrics", tmp_path / "rubrics")
    (tmp_path / "everyday").mkdir()
    put(tmp_path, "coffee", COFFEE)
    put(tmp_path, "tea", changed(("everyday/coffee", "everyday/tea")))
    return tmp_path


def put(folder: Path, slug: str, text: str) -> Path:
    """Write a scenario into the library."""
    path = folder / "everyday" / f"{slug}.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_folder_is_loaded_whole(folder: Path) -> None:
    """Scenarios and rubrics are told apart by what they say they are."""
    library = load_library([folder])
    assert library.diagnostics == ()
    assert list(library.playable) == ["everyday/coffee", "everyday/tea"]
    assert list(library.competencies) == ["listening", "privacy"]


def test_a_broken_scenario_takes_no_other_down(folder: Path) -> None:
    """Authors see it with what is wrong; the others can be played."""
    path = put(folder, "tea", "format: scenario/1\nid: everyday/tea\nnodes: 'x\n")
    library = load_library([folder])
    assert list(library.playable) == ["everyday/coffee"]
    broken = next(one for one in library.scenarios if one.thing is None)
    assert (broken.path, broken.id) == (path, "everyday/tea")
    assert [d.code for d in broken.diagnostics] == ["RP102"]


def test_a_broken_rubric_is_an_error_of_the_scenarios_that_need_it(folder: Path) -> None:
    """The others can still be played."""
    rubric = folder / "rubrics/privacy.yml"
    rubric.write_text(rubric.read_text(encoding="utf-8").replace("    severity: critical\n", ""), encoding="utf-8")
    put(
        folder,
        "tea",
        changed(
            ("everyday/coffee", "everyday/tea"),
            ("assesses: {listening: {requires: [asks-openly]}}", "assesses: {privacy: {requires: [names-limits]}}"),
            ("ticks: [asks-openly]", "ticks: [names-limits]"),
        ),
    )
    library = load_library([folder])
    assert list(library.playable) == ["everyday/coffee"]
    assert [d.code for d in library.scenarios[1].diagnostics] == ["RP237"]


def test_a_rubric_that_breaks_off_is_said_once_in_each_scenario(folder: Path) -> None:
    """Behaviours that nobody could read are not said to be unknown."""
    rubric = folder / "rubrics/listening.yml"
    text = rubric.read_text(encoding="utf-8")
    rubric.write_text(text[: text.index("  asks-openly")] + '  "\n', encoding="utf-8")
    library = load_library([folder])
    assert library.playable == {}
    assert {tuple(d.code for d in one.diagnostics) for one in library.scenarios} == {("RP237",)}


def test_a_file_of_no_known_kind_is_a_stranger(folder: Path) -> None:
    """It is shown with what is wrong, beside scenarios and rubrics."""
    (folder / "note.yml").write_text("hello: there\n", encoding="utf-8")
    library = load_library([folder])
    (stranger,) = library.strangers
    assert [d.code for d in stranger.diagnostics] == ["RP107"]
    assert len(library.playable) == 2


def test_a_later_folder_adds_scenarios(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """An organisation's own scenarios rest on rubrics that are already there."""
    own = tmp_path_factory.mktemp("own")
    (own / "everyday").mkdir()
    put(own, "juice", changed(("everyday/coffee", "everyday/juice")))
    assert list(load_library([folder, own]).playable) == ["everyday/coffee", "everyday/tea", "everyday/juice"]


def test_the_later_of_two_with_one_id_is_in_error_and_names_the_other(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The earlier one stays as it was."""
    own = tmp_path_factory.mktemp("own")
    (own / "everyday").mkdir()
    later = put(own, "coffee", COFFEE)
    library = load_library([folder, own])
    (found,) = library.diagnostics
    assert (found.path, found.code, found.line) == (later, "RP132", 3)
    assert str(folder / "everyday/coffee.yml") in found.message
    assert library.playable["everyday/coffee"] == load_library([folder]).playable["everyday/coffee"]


def test_a_folder_named_twice_counts_once(folder: Path) -> None:
    """Nothing is said to be double."""
    assert load_library([folder, folder]).diagnostics == ()


def test_a_file_that_cannot_be_read_is_a_finding(folder: Path) -> None:
    """A link to nowhere takes nothing down."""
    (folder / "everyday/link.yml").symlink_to(folder / "gone.yml")
    (folder / "everyday/binary.yml").write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    library = load_library([folder])
    assert [d.code for d in library.diagnostics] == ["RP101"]
    assert len(library.playable) == 2


def test_a_link_that_leads_nowhere_is_a_finding_for_whoever_checks_the_folder(folder: Path) -> None:
    """Or round and round; a server passes over it, and the rest can be played."""
    (folder / "everyday/lost.yml").symlink_to(folder / "gone.yml")
    (folder / "everyday/loop.yml").symlink_to(folder / "everyday/loop.yml")
    found = load_some((folder,)).diagnostics
    assert [(one.code, one.path.name) for one in found] == [("RP101", "loop.yml"), ("RP101", "lost.yml")]
    assert load_library([folder]).diagnostics == ()


def test_loading_again_gives_the_same_library_when_nothing_has_changed(folder: Path) -> None:
    """The earlier library itself comes back."""
    library = load_library([folder])
    assert load_library([folder], library) is library


def test_loading_again_sees_what_has_changed(folder: Path) -> None:
    """A scenario that did not change is not checked again; one that did is, and so are all when a rubric did."""
    first = load_library([folder])
    put(folder, "tea", changed(("everyday/coffee", "everyday/tea"), ("title: By the coffee machine", "title: Tea")))
    second = load_library([folder], first)
    assert second.fingerprint != first.fingerprint
    assert second.playable["everyday/tea"].title == "Tea"
    assert second.scenarios[0] is first.scenarios[0]
    (folder / "rubrics/listening.yml").unlink()
    third = load_library([folder], second)
    assert third.playable == {}
    assert third.diagnostics == load_library([folder]).diagnostics


def test_some_files_are_checked_against_the_rubrics_around_them(folder: Path) -> None:
    """One file is enough: the rubrics of its tree are found, and nothing else of it is loaded."""
    library = load_some((folder / "everyday/tea.yml",))
    assert list(library.playable) == ["everyday/tea"]
    assert set(library.competencies) > {"listening", "privacy"}
    assert rubric_folders(folder / "everyday/tea.yml")[0] == folder / "rubrics"


def test_the_library_that_is_shipped_has_nothing_to_mend() -> None:
    """Every scenario and rubric that comes with the workbook is without errors and warnings."""
    assert LIBRARY.diagnostics == ()
    assert LIBRARY.playable


FOR_FACILITATORS = """format: rubric/1
id: opening
title: Opening
about: How a workshop is opened.
for: facilitators
requires: [agrees]
behaviours:
  agrees: {kind: basic, text: Agrees., example: Like so., from: [EQUIP]}
  hurries: {kind: harmful, severity: serious, text: Hurries., example: Like so., from: [EQUIP]}
"""


def test_a_scenario_cannot_use_what_is_for_facilitators(folder: Path) -> None:
    """It is told so, and not that there is no such thing; the rubric itself is in order, and is no competency."""
    (folder / "rubrics/opening.yml").write_text(FOR_FACILITATORS, encoding="utf-8")
    assert load_library([folder]).diagnostics == ()
    assert list(load_library([folder]).competencies) == ["listening", "privacy"]
    put(
        folder,
        "tea",
        changed(
            ("everyday/coffee", "everyday/tea"),
            ("assesses: {listening:", "assesses: {opening: {requires: [agrees]}, listening:"),
            ("ticks: [orders-about]", "ticks: [hurries]"),
        ),
    )
    found = load_library([folder])
    assert list(found.playable) == ["everyday/coffee"]
    assert [(one.code, one.message) for one in found.diagnostics if "lead workshops" in one.message] == [
        ("RP231", 'The rubric "opening" is for those who lead workshops.'),
        ("RP230", '"agrees" stands in a rubric for those who lead workshops.'),
        ("RP230", '"hurries" stands in a rubric for those who lead workshops.'),
    ]
    assert all("for mentors" in one.fix for one in found.diagnostics if "lead workshops" in one.message)


def test_a_behaviour_stands_in_one_rubric_only_whoever_it_is_for(folder: Path) -> None:
    """Ids of behaviours lead to one thing in the whole library."""
    text = FOR_FACILITATORS.replace("hurries:", "orders-about:")
    (folder / "rubrics/zz.yml").write_text(text.replace("id: opening", "id: zz"), encoding="utf-8")
    assert [one.code for one in load_library([folder]).diagnostics] == ["RP133"]
