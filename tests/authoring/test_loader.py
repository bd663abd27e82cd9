"""From a file to a scenario or a rubric, whatever the file holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roleplay.authoring import Loaded, load_rubric, load_scenario
from roleplay.authoring.diagnostic import Place
from roleplay.authoring.loader import rubric_of, scenario_of
from roleplay.authoring.source import parse
from roleplay.model.frozen import Frozen
from roleplay.model.scenario import Scenario
from tests.authoring.files import COFFEE, RUBRICS, SCENARIOS, changed, check, codes, found

MACHINE_TALK = re.compile(r"Input should|Value error|pydantic|Traceback|validat|str_type|NoneType|\bdict\b|\btuple\b")
"""Words that a person who writes scenarios should never read."""


def healthy(loaded: Loaded[Frozen], text: str) -> None:
    """What must be true of anything that was loaded, whatever was in the file."""
    lines = text.count("\n") + text.count("\r") + 1
    assert (loaded.thing is None) == any(d.is_error for d in loaded.diagnostics)
    assert list(loaded.diagnostics) == sorted(set(loaded.diagnostics))
    for diagnostic in loaded.diagnostics:
        assert 1 <= diagnostic.line <= lines
        assert diagnostic.column >= 1
        assert diagnostic.message
        assert diagnostic.fix
        assert not MACHINE_TALK.search(diagnostic.message + diagnostic.fix), diagnostic


def test_a_good_file_becomes_a_scenario() -> None:
    """Nothing is said of it, and it holds what the file holds."""
    loaded = load_scenario(SCENARIOS / "diagnostics/RP132/passes/one/everyday/coffee.yml", RUBRICS)
    assert loaded.diagnostics == ()
    assert loaded.thing is not None
    assert loaded.thing.id == loaded.id == "everyday/coffee"
    assert [choice.id for choice in loaded.thing.nodes[0].choices] == ["ask", "order", "nod"]


def test_places_lead_back_to_the_file() -> None:
    """Later tools find the line of a node, a choice or a tick."""
    places = check(COFFEE).places
    assert places["nodes", "opening"] == Place(22, 3)
    assert places["nodes", "opening", "choices", "ask"] == Place(26, 7)
    assert places["nodes", "opening", "choices", "ask", "ticks", 0] == Place(28, 17)


def test_everything_is_said_at_once() -> None:
    """Form, references, conditions and wording in one go, in the order of the file."""
    text = changed(
        ("title: By the coffee machine\n", ""),
        ("intensity: 1", "intensity: high"),
        ("expect: ", "expcet: "),
        ("start: opening", "start: oppening"),
        ("text: What made you stay?", "text: You suffer from lateness."),
        ("effects: {warm: true}", "effects: {worm: true}"),
        ("ticks: [orders-about]", "ticks: [orders-abuot]"),
        ("if: warm}", "if: warm &}"),
    )
    assert codes(text) == ["RP109", "RP111", "RP108", "RP201", "RP504", "RP221", "RP230", "RP220"]


def test_a_condition_is_marked_where_it_goes_wrong() -> None:
    """Line and column lead into the text of the condition, plain or in quotes."""
    assert '52:48 RP221 Nothing is called "wram". Did you mean "warm"?' in found(
        changed(("if: warm}", "if: warm and wram}"))
    )
    assert '52:49 RP221 Nothing is called "wram". Did you mean "warm"?' in found(
        changed(("if: warm}", 'if: "warm and wram"}'))
    )


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    """A rubric is no scenario, and the other way round."""
    rubric = SCENARIOS / "rubrics/listening.yml"
    scenario = tmp_path / "x.yml"
    scenario.write_text(COFFEE, encoding="utf-8")
    assert [d.code for d in load_scenario(rubric, RUBRICS).diagnostics] == ["RP107"]
    assert [d.code for d in load_rubric(scenario).diagnostics] == ["RP107"]


def test_a_rubric_is_named_after_its_file(tmp_path: Path) -> None:
    """Authors find a rubric by its id."""
    path = tmp_path / "hearing.yml"
    path.write_text((SCENARIOS / "rubrics/listening.yml").read_text(encoding="utf-8"), encoding="utf-8")
    (found,) = load_rubric(path).diagnostics
    assert (found.code, found.line, found.column) == ("RP130", 2, 5)


def test_plain_rubrics_will_do() -> None:
    """A scenario is checked against any mapping from competency to rubric."""
    path = SCENARIOS / "diagnostics/RP132/passes/one/everyday/coffee.yml"
    assert [d.code for d in load_scenario(path, {}).diagnostics] == ["RP231", *["RP230"] * 5]


@pytest.mark.parametrize("path", sorted((SCENARIOS / "broken").iterdir()), ids=lambda path: path.stem)
def test_every_broken_file_gives_findings(path: Path) -> None:
    """The corpus of broken files: each has an error, in plain words, and none ends in a traceback."""
    source = parse(path, path.read_bytes())
    text = path.read_bytes().decode("utf-8", "replace")
    for loaded in (scenario_of(source, RUBRICS), rubric_of(source)):
        healthy(loaded, text)
        assert loaded.thing is None


LINES = COFFEE.split("\n")
TOKENS = ("true", "12", "[]", "{}", "null", "- x", "''", '"', "'", ": ", "|", ">", "?", "{a: b}", "[1, 2]", "&a", "*a")
WORDS = (
    *TOKENS,
    "!x",
    "goto: left",
    "end: {}",
    "if: not",
    "\t",
    "#",
    "~",
    "9" * 40,
    "%",
    "@",
    "...",
    "---",
    "<<: {}",
    "\\",
)


@st.composite
def mutants(draw: st.DrawFn) -> str:
    """A good file with lines deleted, doubled, exchanged or moved, and words replaced."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        here, there = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
        what = draw(st.sampled_from(["delete", "double", "exchange", "indent", "replace", "insert"]))
        if what == "delete" and len(lines) > 1:
            del lines[here]
        elif what == "double":
            lines.insert(here, lines[there])
        elif what == "exchange":
            lines[here], lines[there] = lines[there], lines[here]
        elif what == "indent":
            lines[here] = " " * draw(st.integers(0, 10)) + lines[here].lstrip()
        else:
            words = lines[here].split(" ")
            at = draw(st.integers(0, len(words) - 1))
            words[at : at + (what == "replace")] = [draw(st.sampled_from(WORDS))]
            lines[here] = " ".join(words)
    return "\n".join(lines)


@settings(max_examples=150, deadline=None)
@given(mutants())
def test_every_mutant_of_a_good_file_gives_a_scenario_or_findings(text: str) -> None:
    """However a good file is damaged: a scenario, or errors in plain words at places that exist."""
    source = parse(Path("everyday/coffee.yml"), text.encode())
    healthy(scenario_of(source, RUBRICS), text)
    healthy(rubric_of(source), text)


@settings(max_examples=60, deadline=None)
@given(mutants())
def test_loading_twice_says_the_same(text: str) -> None:
    """What is said depends on nothing but the file."""
    first, second = check(text), check(text)
    assert first.diagnostics == second.diagnostics
    assert first.thing == second.thing
    assert first.thing is None or isinstance(first.thing, Scenario)
