"""Anchors: what is wrong with them in plain words, and that their scenario is found where it lies."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from roleplay.authoring.library import load_library, load_some
from tests.authoring.files import SCENARIOS, changed

EXAMPLE = SCENARIOS / "diagnostics/RP801/passes"
ANCHOR = (EXAMPLE / "calibration/late-afternoon.yml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library with an anchor, its scenario and their rubrics, without anything to mend."""
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True)
    shutil.copytree(SCENARIOS / "rubrics", tmp_path / "rubrics")
    return tmp_path


def found(folder: Path, *changes: tuple[str, str]) -> list[str]:
    """All that is wrong with the anchor once its text is changed, one line each."""
    file = folder / "calibration/late-afternoon.yml"
    file.write_text(changed(*changes, text=ANCHOR), encoding="utf-8")
    return [f"{one.code} {one.message} {one.fix}" for one in load_library([folder]).diagnostics if one.path == file]


def test_an_anchor_is_loaded_with_its_library(folder: Path) -> None:
    """And by itself its scenario and rubrics are found around it."""
    (one,) = load_library([folder]).anchors
    assert one.thing is not None
    (alone,) = load_some([folder / "calibration/late-afternoon.yml"]).anchors
    assert (alone.thing, alone.diagnostics) == (one.thing, ())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("id: late-afternoon", "id: late"), 'RP130 The id is "late", and the file is called "late-afternoon.yml".'),
        (("choose: admire", "choose: admir"), "RP803 Turn 2 cannot be taken"),
        (("  - {at: again, choose: admire}\n", ""), 'RP803 The way ends at "again", before the conversation does.'),
        (("key:", "  - {at: close, choose: go}\nkey:"), "RP803 Turn 3 comes after the end"),
        (("choose: ask", "chose: ask"), 'RP108 Item 1 of "way" has no field "chose". Did you mean "choose"?'),
        (("about:", "site: {mandated_reporter: maybe}\nabout:"), "RP111"),
        (("about:", "site: {mandated_report: yes}\nabout:"), 'RP108 "site" has no field "mandated_report".'),
        (("scenario: everyday/coffee", "scenario: everyday/tea"), 'RP801 There is no scenario "everyday/tea"'),
        (("    listening: ", "    listen: "), "RP802"),
    ],
)
def test_a_slip_is_said_in_plain_words(folder: Path, change: tuple[str, str], said: str) -> None:
    """What is wrong, and how to mend it."""
    lines = found(folder, change)
    assert any(line.startswith(said) for line in lines), lines


def places(folder: Path, *changes: tuple[str, str]) -> list[str]:
    """Where something is wrong with the anchor once its text is changed: line, column and code."""
    found(folder, *changes)
    loaded = load_library([folder]).anchors[0]
    return [f"{one.line}:{one.column} {one.code}" for one in loaded.diagnostics]


def test_what_is_said_of_a_turn_stands_at_it(folder: Path) -> None:
    """A way that breaks off at its last step, a competency at its name, what was not found at its behaviour."""
    assert places(folder, ("  - {at: again, choose: admire}\n", "")) == ["12:5 RP803", "18:11 RP804"]
    assert places(folder, ("key:", "no_opportunity:\n  listening: It was late.\nkey:")) == ["15:3 RP805"]
    assert places(folder, ("key:", "no_opportunity:\n  privacy: It was late.\nkey:")) == ["15:3 RP805"]


@pytest.mark.parametrize(("turn", "code"), [(1, []), (2, ["RP807"]), (3, ["RP804"])])
def test_what_was_not_found_must_have_been_carried(folder: Path, turn: int, code: list[str]) -> None:
    """At that turn, the last one too; a turn that there is not is said once."""
    asked = ANCHOR.partition("key:\n")[2].partition("  - tick: notices")[0]
    moved = f"not_found:\n{asked.replace('turn: 1', f'turn: {turn}')}key:\n"
    keyless = (asked, "") if turn == 1 else (asked, asked)
    lines = found(folder, keyless, ("key:\n", moved))
    assert [line[:5] for line in lines] == code


def test_a_reply_that_is_too_long_is_said_with_what_is_asked_for(folder: Path) -> None:
    """Nobody who plays could have written it."""
    file = folder / "everyday/coffee.yml"
    asks = "prompt: Write to her., model_answer: Come., why: It is short., looks_for: [asks-openly], max_words: 10"
    note = f"  note:\n    reply: {{{asks}}}\n  close:\n"
    file.write_text(changed(("  close:\n", note), text=file.read_text(encoding="utf-8")), encoding="utf-8")
    step = "key:\n"
    for words, said in ((10, []), (11, ["RP803 The reply of turn 3 has 11 words. At most 10 are asked for there."])):
        lines = found(folder, (step, f"  - {{at: note, write: {'word ' * words}}}\n{step}"))
        assert [line for line in lines if not line.startswith("RP802")] == said


def test_a_scenario_that_was_changed_wants_its_key_read_again(folder: Path) -> None:
    """The fix names the present hash; with it nothing is to mend."""
    file = folder / "everyday/coffee.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("Long day?", "A long day?"), encoding="utf-8")
    (line,) = found(folder)
    assert line.startswith('RP802 "everyday/coffee" has changed since the key was agreed on')
    old = ANCHOR.partition("  scenario: ")[2].partition("\n")[0]
    assert found(folder, (old, line.rpartition(" ")[2])) == []


def test_two_anchors_of_one_id_are_an_error(folder: Path) -> None:
    """The later file has it."""
    (folder / "more").mkdir()
    shutil.copy(folder / "calibration/late-afternoon.yml", folder / "more")
    assert [(one.code, one.path.parent.name) for one in load_library([folder]).diagnostics] == [("RP132", "more")]
