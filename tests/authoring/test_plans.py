"""Ready-made plans: what is wrong with them in plain words, and that what they play is found where it lies."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from roleplay.authoring.library import load_library, load_some
from tests.authoring.files import SCENARIOS, changed

EXAMPLE = SCENARIOS / "diagnostics/RP901/passes"
HOUR = (EXAMPLE / "workshops/an-hour.yml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library with a plan, its scenario and their rubrics, without anything to mend."""
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True)
    shutil.copytree(SCENARIOS / "rubrics", tmp_path / "rubrics")
    return tmp_path


def test_a_plan_is_loaded_with_its_library(folder: Path) -> None:
    """And by itself, what it plays is found around it."""
    library = load_library([folder])
    (one,) = library.plans
    assert one.thing is not None
    assert (one.thing.id, library.diagnostics) == ("an-hour", ())
    (alone,) = load_some([folder / "workshops/an-hour.yml"]).plans
    assert (alone.thing, alone.diagnostics) == (one.thing, ())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("id: an-hour", "id: half-an-hour"), 'RP130 The id is "half-an-hour", and the file is called "an-hour.yml".'),
        (("id: an-hour\n", ""), 'RP109 The plan has no "id". Add id:'),
        (("minutes: 30", "minuets: 30"), 'RP108 Section "coffee" has no field "minuets". Did you mean "minutes"?'),
        (("minutes: 30", "minutes: 300"), 'RP111 "minutes" of section "coffee" is 300. It is at most 240.'),
        (("    plays: everyday/coffee\n", ""), 'RP113 Section "coffee": a section of talk plays nothing'),
        (("way: room", "way: dance"), 'RP111 "way" of section "coffee" cannot be "dance".'),
        (("way: room", "way: triads"), 'RP901 There is no station "everyday/coffee" without errors.'),
        (("summary:", 'begins: "25:00"\nsummary:'), "RP112"),
        (("An hour for a small", "He committed suicide. For a small"), "RP501"),
        (("summary:", 'about: "{site.nobody}"\nsummary:'), 'RP242 Nothing fills in "{site.nobody}".'),
        (("What did the question open?", "{nobody}?"), 'RP242 Nothing fills in "{nobody}".'),
        (("sections:\n  welcome:", "sections:\n  - welcome:"), "RP1"),
    ],
    ids=lambda one: one[1] if isinstance(one, tuple) else None,
)
def test_a_slip_is_said_in_plain_words(folder: Path, change: tuple[str, str], said: str) -> None:
    """What is wrong, and how to mend it."""
    file = folder / "workshops/an-hour.yml"
    file.write_text(changed(change, text=HOUR), encoding="utf-8")
    lines = [f"{one.code} {one.message} {one.fix}" for one in load_library([folder]).diagnostics if one.path == file]
    assert any(line.startswith(said) for line in lines), lines


def test_a_station_that_a_plan_plays_is_found_around_it(folder: Path) -> None:
    """Whether the plan is loaded by itself or with all that lies there."""
    shutil.copytree(SCENARIOS / "diagnostics/RP701/passes/stations", folder / "stations")
    file = folder / "workshops/an-hour.yml"
    triads = (
        ("way: room", "way: triads"),
        ("minutes: 30", "minutes: 40"),
        ("plays: everyday/coffee", "plays: stations/tea"),
    )
    file.write_text(changed(*triads, text=HOUR), encoding="utf-8")
    for library in (load_library([folder]), load_some([file])):
        (one,) = library.plans
        assert [(found.code, found.message) for found in one.diagnostics] == []
    shutil.rmtree(folder / "stations")
    (one,) = load_some([file]).plans
    assert [found.code for found in one.diagnostics] == ["RP901"]


def test_a_plan_that_tires_people_out_is_warned_of_and_can_be_used(folder: Path) -> None:
    """With something moving that goes on for more than an hour, and no time afterwards."""
    scenario = folder / "everyday/coffee.yml"
    scenario.write_text(changed(("intensity: 1", "intensity: 2"), text=scenario.read_text(encoding="utf-8")))
    file = folder / "workshops/an-hour.yml"
    file.write_text(changed(("minutes: 30", "minutes: 61"), ("    minutes: 10\n", "    minutes: 4\n"), text=HOUR))
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: text.rindex("    minutes: 10")] + "    minutes: 4\n", encoding="utf-8")
    (one,) = load_library([folder]).plans
    assert one.thing is not None
    assert [(found.code, found.line) for found in one.diagnostics] == [("RP903", 11), ("RP903", 17)]


def test_two_plans_of_one_id_are_told_apart(folder: Path) -> None:
    """The later one is in error."""
    other = folder / "zz"
    other.mkdir()
    (other / "an-hour.yml").write_text(HOUR, encoding="utf-8")
    found = load_library([folder]).diagnostics
    assert [(one.code, one.path.parent.name) for one in found] == [("RP132", "zz")]


def test_the_example_of_the_guide_is_a_plan(tmp_path: Path) -> None:
    """What docs/workshops.md shows can be used as it stands, with what is shipped."""
    guide = (Path(__file__).parents[2] / "docs/workshops.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)
    file = tmp_path / "workshops/an-hour.yml"
    file.parent.mkdir()
    file.write_text(example, encoding="utf-8")
    (one,) = load_some([file]).plans
    assert one.thing is not None
    assert (one.thing.minutes, one.diagnostics) == (60, ())
