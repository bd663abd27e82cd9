"""Modules and the curriculum: what is wrong with them in plain words, and what they are to the rest of the library."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roleplay.authoring import load_library
from roleplay.authoring.courses import unreachable
from roleplay.authoring.folders import files_in
from roleplay.authoring.library import load_some
from roleplay.authoring.loader import thing_of
from roleplay.authoring.source import parse
from roleplay.model.curriculum import Curriculum, Module
from tests.authoring.files import COFFEE, CURRICULUM, MODULE, SCENARIOS, changed, check
from tests.authoring.test_loader import MACHINE_TALK

HOME = "hearing-out.yml"
FULL = "She finds the rest herself.}"


def of_module(*changes: tuple[str, str]) -> list[str]:
    """All that is wrong with a module by itself, one line each."""
    loaded = thing_of(Module, parse(Path(HOME), changed(*changes, text=MODULE).encode()))
    assert (loaded.thing is None) == bool(loaded.diagnostics)
    return [f"{d.line}:{d.column} {d.code} {d.message} {d.fix}" for d in loaded.diagnostics]


def of_curriculum(*changes: tuple[str, str]) -> list[str]:
    """All that is wrong with a curriculum by itself, one line each."""
    loaded = thing_of(Curriculum, parse(Path("curriculum.yml"), changed(*changes, text=CURRICULUM).encode()))
    assert (loaded.thing is None) == bool(loaded.diagnostics)
    return [f"{d.line}:{d.column} {d.code} {d.message} {d.fix}" for d in loaded.diagnostics]


RIGHT = "Write right: true in the option that is to be ticked. Where two or more are, write several: true below ask:."
FEWER = "Write more items, or make the number smaller."
LISTED = "Write an id, a colon and the fields for each."


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            [(", why: She finds the rest herself.", "")],
            '19:9 RP109 Option "wait" of item "silence" has no "why". Add why:',
        ),
        (
            [("wait: {text: Waiting., right: true, why: " + FULL, "wait:")],
            '19:9 RP109 Option "wait" of item "silence" is empty. Write its fields below it: text, why.',
        ),
        (
            [("It is your sentence then.}", "It is your sentence then., right: true}")],
            f'16:5 RP113 Item "silence": an item needs exactly one option with right: true, or several: true. {RIGHT}',
        ),
        (
            [("right: true, ", "")],
            f'16:5 RP113 Item "silence": an item needs exactly one option with right: true, or several: true. {RIGHT}',
        ),
        (
            [("      options:", "      several: true\n      options:")],
            f'16:5 RP113 Item "silence": an item with several: true needs two options or more with right: true. {RIGHT}',
        ),
        (
            [("sentence then.}", "sentence then., right: true}"), ("unsaid.}", "unsaid., right: true}")],
            '16:5 RP113 Item "silence": an item needs an option that is not right.',
        ),
        ([("pass: 1", "pass: 3")], f'14:9 RP113 "pass" of "check": 3 have to be right, and 1 are drawn. {FEWER}'),
        ([("draw: 1", "draw: 3")], f'13:9 RP113 "draw" of "check": 3 are to be drawn, and there are 1 items. {FEWER}'),
        ([("pass: 1", "enough: 1")], '14:3 RP108 "check" has no field "enough". Did you mean "pass"?'),
        ([("pass: 1", "pas: 1")], '14:3 RP108 "check" has no field "pas". Did you mean "pass"?'),
        ([("  pass: 1\n", "")], '12:1 RP109 "check" has no "pass". Add pass: How many of them have to be right.'),
        (
            [("right: true", "rigth: true")],
            '19:32 RP108 Option "wait" of item "silence" has no field "rigth". Did you mean "right"?',
        ),
        (
            [("right: true", "right: yes")],
            '19:39 RP110 "right" of option "wait" of item "silence" is the text "yes". Write true or false.',
        ),
        (
            [("[everyday/coffee, everyday/tea]", "everyday/coffee")],
            '11:13 RP110 "any_of" of role-play 1 is the text "everyday/coffee". It should be a list:',
        ),
        (
            [("everyday/coffee", "coffee")],
            '11:14 RP112 "coffee" cannot be an id. The id of a scenario is a folder, a slash and a name:',
        ),
        (
            [("  - about: Somebody who nearly went home.\n    any_of: [everyday/coffee]", "  - everyday/coffee")],
            '10:5 RP110 Role-play 1 is the text "everyday/coffee". It should be fields with values: about, any_of.',
        ),
        (
            [("        cheer: {text: A joke., why: She laughs and leaves it unsaid.}\n", "")],
            '18:7 RP111 "options" of item "silence" has too few entries. It needs 3.',
        ),
        ([("    silence:\n      ask", "    - id: silence\n      ask")], f'15:3 RP110 "items" is a list. {LISTED}'),
        (
            [
                ("        wait: {", "        - {"),
                ("        finish: {", "        - {"),
                ("        cheer: {", "        - {"),
            ],
            f'18:7 RP110 "options" is a list. {LISTED}',
        ),
        (
            [("        finish: {", "        wait: {")],
            '20:9 RP104 "wait" stands here a second time; the first is in line 19. Rename or remove one of them.',
        ),
        (
            [("    silence:\n", "    silence:\n      id: silence\n")],
            '17:7 RP108 The id is already said before the colon: "silence". Remove id:.',
        ),
        ([("    silence:", "    Silence:")], '16:5 RP112 "Silence" cannot be an id. Use small letters, digits'),
        ([("minutes: 20", "minutes: 2")], '5:10 RP111 "minutes" is 2. It is at least 5.'),
    ],
)
def test_a_slip_in_a_module_is_said_in_plain_words(changes: list[tuple[str, str]], said: str) -> None:
    """Where, what, and how to mend it, with the names that the author used."""
    found = of_module(*((old.replace("everyday/coffee, everyday/tea", "everyday/coffee"), new) for old, new in changes))
    assert any(line.startswith(said) for line in found), found


PAGE = "pages:\n  me:\n    title: Me\n    about: A page.\n    fields:\n      "


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("  hearing-out: {}", "  hearing-out:"),
            '7:3 RP109 Module "hearing-out" is empty. Write {} after the colon, or its fields: after.',
        ),
        (
            ("  hearing-out: {}\n  keeping-quiet: {after: [hearing-out]}", "  - hearing-out\n  - keeping-quiet"),
            f'6:1 RP110 "modules" is a list. {LISTED}',
        ),
        (
            ("{after: [hearing-out]}", "[hearing-out]"),
            '8:3 RP110 Module "keeping-quiet" is a list. It should be fields',
        ),
        (("{after:", "{afer:"), '8:19 RP108 Module "keeping-quiet" has no field "afer". Did you mean "after"?'),
        (("about: Both evenings., ", ""), '10:3 RP109 Pathway "core" has no "about". Add about: For whom it is.'),
        (("  core: {", "  - {"), f'9:1 RP110 "pathways" is a list. {LISTED}'),
        (("id: curriculum", "id: ours"), '3:5 RP111 "id" cannot be "ours". It can be: curriculum.'),
        (
            ("placement:", "role_plays_count: finish\nplacement:"),
            '11:19 RP111 "role_plays_count" cannot be "finish". It can be: finished, met-standard. Did you mean',
        ),
        (
            ("placement:", "assessments: {d: {title: D, forms: [a/b]}}\nplacement:"),
            '11:29 RP110 "forms" of assessment "d" has too few entries. Name two scenarios: [',
        ),
        (
            ("placement:", "assessments: {d: {title: D, forms: [a/b, a/c, a/d]}}\nplacement:"),
            '11:29 RP111 "forms" of assessment "d" has more than 2 entries. Remove some.',
        ),
        (
            ("placement:", "assessments: {d: {title: D, forms: [a/b, c]}}\nplacement:"),
            '11:42 RP112 "c" cannot be an id. The id of a scenario is a folder',
        ),
        (("placement:", "assessments: [{id: d}]\nplacement:"), f'11:1 RP110 "assessments" is a list. {LISTED}'),
        (("placement:", "pages: [{id: p}]\nplacement:"), f'11:1 RP110 "pages" is a list. {LISTED}'),
        (("placement:", f"{PAGE}- ask: What?\nplacement:"), f'15:5 RP110 "fields" is a list. {LISTED}'),
        (
            ("placement:", f"{PAGE}a: {{ask: What?, kind: txt}}\nplacement:"),
            '16:29 RP111 "kind" of field "a" of page "me" cannot be "txt". It can be: text, list, scale.',
        ),
        (
            ("placement:", f"{PAGE}a: What?\nplacement:"),
            '16:10 RP110 Field "a" of page "me" is the text "What?". It should be fields with values: ask.',
        ),
    ],
)
def test_a_slip_in_a_curriculum_is_said_in_plain_words(change: tuple[str, str], said: str) -> None:
    """Likewise."""
    found = of_curriculum(change)
    assert any(line.startswith(said) for line in found), found


def test_a_module_without_an_id_is_none_that_a_curriculum_could_mean(tmp_path: Path) -> None:
    """What the curriculum lists is not there; that the file beside it says nothing of itself takes nothing down."""
    shutil.copytree(SCENARIOS / "diagnostics/RP603/passes", tmp_path, dirs_exist_ok=True)
    shutil.copytree(SCENARIOS / "rubrics", tmp_path / "rubrics")
    file = tmp_path / "curriculum/modules/keeping-quiet.yml"
    file.write_text(changed(("id: keeping-quiet\n", ""), text=file.read_text(encoding="utf-8")), encoding="utf-8")
    assert [(one.code, one.path.name) for one in load_library([tmp_path]).diagnostics] == [
        ("RP603", "curriculum.yml"),
        ("RP109", "keeping-quiet.yml"),
    ]


def test_the_name_inside_of_the_software_is_not_missed_as_well() -> None:
    """Who writes `enough` is told of `pass` once, and not that it is missing."""
    assert len(of_module(("pass: 1", "enough: 1"))) == 1


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_happens_to_a_good_file_it_gives_a_module_or_findings(data: st.DataObject) -> None:
    """Lines lost, moved or doubled: errors in plain words at places that exist, and no traceback."""
    kinds: list[tuple[str, type[Module | Curriculum]]] = [(MODULE, Module), (CURRICULUM, Curriculum)]
    text, kind = data.draw(st.sampled_from(kinds))
    lines = text.split("\n")
    for _ in range(data.draw(st.integers(1, 3))):
        here, there = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        word = data.draw(
            st.sampled_from(["", "  - x", "true", "12", "{}", "[]", "null", lines[there], f"  {lines[here]}"])
        )
        lines[here] = word
    loaded = thing_of(kind, parse(Path(HOME), "\n".join(lines).encode()))
    assert (loaded.thing is None) == any(d.is_error for d in loaded.diagnostics)
    for one in loaded.diagnostics:
        assert 1 <= one.line <= len(lines)
        assert one.message
        assert one.fix
        assert not MACHINE_TALK.search(one.message + one.fix), one


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library of two scenarios, two rubrics, two modules and a curriculum, without anything to mend."""
    shutil.copytree(SCENARIOS / "diagnostics/RP603/passes", tmp_path, dirs_exist_ok=True)
    shutil.copytree(SCENARIOS / "rubrics", tmp_path / "rubrics")
    return tmp_path


def edit(folder: Path, name: str, *changes: tuple[str, str]) -> Path:
    """Change a file of the library."""
    (path,) = folder.rglob(name)
    path.write_text(changed(*changes, text=path.read_text(encoding="utf-8")), encoding="utf-8")
    return path


def findings(folder: Path) -> list[tuple[str, str]]:
    """Code and file of all that is found in a library."""
    return [(one.code, one.path.name) for one in load_library([folder]).diagnostics]


def test_modules_and_the_curriculum_are_loaded_with_the_library(folder: Path) -> None:
    """What they hold, in the order of names."""
    library = load_library([folder])
    assert library.diagnostics == ()
    assert [one.id for one in library.modules] == ["hearing-out", "keeping-quiet"]
    assert [one.id for one in library.curricula] == ["curriculum"]


@pytest.mark.parametrize("code", ["RP601", "RP602", "RP605"])
def test_a_module_is_checked_alike_in_a_library_and_alone(code: str, tmp_path: Path) -> None:
    """`roleplay check FILE` knows the scenarios that lie in the library around it."""
    shutil.copytree(SCENARIOS / "rubrics", tmp_path / "rubrics")
    for outcome, expected in (("fails", [code]), ("passes", [])):
        shutil.copytree(SCENARIOS / f"diagnostics/{code}/{outcome}", tmp_path / outcome)
        shutil.copytree(tmp_path / "rubrics", tmp_path / outcome / "rubrics")
        (file,) = (tmp_path / outcome / "curriculum/modules").iterdir()
        assert [one.code for one in load_library([tmp_path / outcome]).diagnostics] == expected
        assert [one.code for one in load_some((file,)).diagnostics if one.path == file] == expected


def test_a_shipped_scenario_can_be_played_in_any_module(tmp_path: Path) -> None:
    """Also where the module lies alone in a folder."""
    file = tmp_path / HOME
    shutil.copy(SCENARIOS / "diagnostics/RP603/passes/curriculum/modules/hearing-out.yml", file)
    edit(tmp_path, HOME, ("everyday/coffee", "disclosure/the-gate"), ("[listening]", "[active-listening]"))
    assert [one.code for one in load_some((file,)).diagnostics if one.path == file] == []


def test_a_library_may_be_deep_where_a_module_is_looked_at_alone(folder: Path) -> None:
    """Scenarios may lie in a folder for their use, and the rubrics elsewhere."""
    (folder / "practice").mkdir()
    shutil.move(folder / "everyday", folder / "practice/everyday")
    shutil.rmtree(folder / "rubrics")
    own = folder / "curriculum/modules/keeping-quiet.yml"
    found = [one.code for one in load_some((own,), (SCENARIOS / "rubrics",)).diagnostics if one.path == own]
    assert found == []


def test_only_scenarios_are_taken_for_scenarios_and_modules_for_modules(folder: Path) -> None:
    """A rubric's file or a scenario's name fills no place, whatever lies around."""
    module = edit(folder, "hearing-out.yml", ("everyday/coffee", "rubrics/listening"))
    assert [one.code for one in load_some((module,)).diagnostics if one.path == module] == ["RP601"]
    file = edit(folder, "curriculum.yml", ("  hearing-out: {}", "  coffee: {}\n  the-gate: {}\n  hearing-out: {}"))
    found = [one for one in load_some((file,)).diagnostics if one.path == file]
    assert [(one.code, one.message) for one in found] == [
        ("RP603", 'There is no module "coffee".'),
        ("RP603", 'There is no module "the-gate".'),
    ]


def test_a_broken_scenario_is_there_where_a_module_is_looked_at_alone(folder: Path) -> None:
    """What is wrong with it is said where it is."""
    edit(folder, "coffee.yml", ("start: opening", "start: opning"))
    module = folder / "curriculum/modules/hearing-out.yml"
    assert [one.code for one in load_some((module,)).diagnostics if one.path == module] == []


def test_a_misspelt_scenario_or_competency_is_guessed(folder: Path) -> None:
    """What is near is named; a competency that is not there is not blamed on the scenarios as well."""
    edit(folder, "hearing-out.yml", ("everyday/coffee", "everyday/cofee"))
    edit(folder, "keeping-quiet.yml", ("[listening]", "[listenning]"))
    first, second = load_library([folder]).diagnostics
    assert (first.code, first.fix) == ("RP601", 'Did you mean "everyday/coffee"?')
    assert (second.code, second.fix) == ("RP602", 'Did you mean "listening"?')


def test_a_broken_scenario_takes_neither_module_nor_curriculum_down(folder: Path) -> None:
    """It is there, and broken: that is said once, in its own file. So it is with a broken module."""
    edit(folder, "tea.yml", ("start: opening", "start: opning"))
    library = load_library([folder])
    assert [one.code for one in library.diagnostics] == ["RP201"]
    assert all(one.thing is not None for one in (*library.modules, *library.curricula))
    edit(folder, "tea.yml", ("start: opning", "start: opening"))
    edit(folder, "keeping-quiet.yml", ("minutes: 20", "minutes: 2"))
    library = load_library([folder])
    assert [one.code for one in library.diagnostics] == ["RP111"]
    assert library.curricula[0].thing is not None


def test_a_competency_that_nothing_practises_is_named(folder: Path) -> None:
    """Another message than that of a note that cannot be avoided."""
    edit(folder, "hearing-out.yml", ("[listening]", "[listening, privacy]"))
    (found,) = load_library([folder]).diagnostics
    assert found.message == 'On the way "core", no role-play practises privacy.'


def test_every_pathway_is_looked_at_by_itself(folder: Path) -> None:
    """What is practised on another way does not count, and what comes before belongs to the way."""
    edit(
        folder,
        "curriculum.yml",
        ("placement:", "  short: {title: S, about: S., modules: [hearing-out]}\nplacement:"),
    )
    (found,) = load_library([folder]).diagnostics
    assert found.message == 'On the way "short", listening cannot be practised without "a lonely evening".'
    edit(folder, "curriculum.yml", ("modules: [hearing-out]}", "modules: [keeping-quiet]}"))
    assert findings(folder) == []
    edit(folder, "hearing-out.yml", ("[listening]", "[listening, privacy]"))
    assert [one.message for one in load_library([folder]).diagnostics] == [
        'On the way "core", no role-play practises privacy.',
        'On the way "short", no role-play practises privacy.',
    ]


def test_whoever_waits_for_what_the_curriculum_does_not_list_waits_for_ever(folder: Path) -> None:
    """In `after`, in a pathway and in an assessment."""
    edit(
        folder,
        "curriculum.yml",
        ("{after: [hearing-out]}", "{after: [hearing-ot]}"),
        ("modules: [hearing-out, keeping-quiet]", "modules: [hearing-out, keeping-quit]"),
        ("placement:", "assessments: {d: {title: D, forms: [a/b, a/c], after: [hering-out]}}\nplacement:"),
    )
    found = load_library([folder]).diagnostics
    assert {(one.code, one.fix) for one in found} == {
        ("RP603", 'Did you mean "hearing-out"?'),
        ("RP603", 'Did you mean "keeping-quiet"?'),
    }
    assert [one.line for one in found] == [8, 10, 11]


def test_modules_that_wait_for_each_other_are_named(folder: Path) -> None:
    """All of the circle, also where a module waits for itself."""
    edit(folder, "curriculum.yml", ("{after: [hearing-out]}", "{after: [keeping-quiet]}"))
    (found,) = load_library([folder]).diagnostics
    assert (found.code, found.message) == ("RP604", "They wait for each other: keeping-quiet.")


def test_files_are_called_after_their_ids_and_there_is_one_of_each(folder: Path) -> None:
    """As it is with scenarios and rubrics."""
    path = folder / "curriculum/modules/hearing-out.yml"
    shutil.copy(path, path.with_stem("hearing-more"))
    shutil.copy(folder / "curriculum/curriculum.yml", folder / "curriculum/our-curriculum.yml")
    assert findings(folder) == [
        ("RP130", "hearing-more.yml"),
        ("RP132", "hearing-out.yml"),
        ("RP130", "our-curriculum.yml"),
        ("RP132", "our-curriculum.yml"),
    ]


def test_a_module_is_not_called_like_the_placement_check(folder: Path) -> None:
    """Answers to the one would count for the other."""
    edit(folder, "hearing-out.yml", ("id: hearing-out", "id: placement"))
    edit(folder, "curriculum.yml", ("  hearing-out: {}", "  placement: {}"))
    edit(folder, "curriculum.yml", ("[hearing-out]", "[placement]"), ("[hearing-out, keeping", "[placement, keeping"))
    path = folder / "curriculum/modules/hearing-out.yml"
    path.rename(path.with_stem("placement"))
    assert findings(folder) == [("RP112", "placement.yml")]


def test_the_longest_answer_is_looked_at_where_six_items_or_more_have_one(tmp_path: Path) -> None:
    """A few items say nothing yet, and neither do those with several right answers."""
    shutil.copytree(SCENARIOS / "diagnostics/RP607/fails", tmp_path, dirs_exist_ok=True)
    shutil.copytree(SCENARIOS / "rubrics", tmp_path / "rubrics")
    path = tmp_path / "curriculum/modules" / HOME
    text = path.read_text(encoding="utf-8")
    assert findings(tmp_path) == [("RP607", HOME)]
    path.write_text(text[: text.index("    tears:")] + text[text.index("reflection:") :], encoding="utf-8")
    assert findings(tmp_path) == []
    several = ("      options:", "      several: true\n      options:")
    two_right = ("Finishing it., why", "Finishing it., right: true, why")
    path.write_text(changed(several, two_right, text=text), encoding="utf-8")
    assert findings(tmp_path) == []


def test_a_note_counts_where_every_scenario_has_it() -> None:
    """One scenario without it is enough; a competency of nobody has no note to avoid."""
    coffee = check(COFFEE).thing
    tea = check(changed(("[a lonely evening]", "[a long wait, a lonely evening]"))).thing
    cold = check(changed(("[a lonely evening]", "[a cold hand]"))).thing
    assert coffee is not None
    assert tea is not None
    assert cold is not None
    assert list(unreachable([coffee, tea], ["listening", "privacy"])) == [
        ("listening", "a lonely evening"),
        ("privacy", None),
    ]
    assert list(unreachable([tea], ["listening"])) == [("listening", "a lonely evening"), ("listening", "a long wait")]
    assert list(unreachable([coffee, tea, cold], ["listening"])) == []


def test_the_examples_hold_what_the_tests_rest_on() -> None:
    """The good module and curriculum are good."""
    assert of_module((HOME.removesuffix(".yml"), HOME.removesuffix(".yml"))) == []
    assert of_curriculum(("Two evenings", "Two evenings")) == []
    assert len(files_in(SCENARIOS / "diagnostics/RP603/passes")) == 5
    assert re.search(r"any_of: \[everyday/coffee\]", MODULE)
