"""Whether a scenario can be guessed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from roleplay.authoring import Diagnostic, load_files
from roleplay.authoring.bots import RANDOM, Rehearsal
from roleplay.authoring.diagnostic import Places
from roleplay.authoring.exploration import prove
from roleplay.authoring.folders import files_in
from roleplay.authoring.probes import at_least, habits, may_meet, probe, too_often
from roleplay.authoring.worth import Decision
from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Scenario
from tests.authoring.files import SCENARIOS
from tests.small import RUBRICS, SMALL, small

EXAMPLES = SCENARIOS / "diagnostics"
CODES = ("RP401", "RP402", "RP403")


def loaded(code: str, outcome: str) -> tuple[Scenario, Mapping[str, Rubric], Places, Path]:
    """An example of a code."""
    file = EXAMPLES / code / f"{outcome}.yml"
    library = load_files((*files_in(SCENARIOS / "rubrics"), file))
    (one,) = library.scenarios
    assert one.thing is not None
    return one.thing, library.competencies, one.places, file


def probed(code: str, outcome: str) -> list[Diagnostic]:
    """What is found in an example."""
    scenario, rubrics, places, _ = loaded(code, outcome)
    return list(probe(prove(scenario, rubrics), rubrics, places))


@pytest.mark.parametrize("code", CODES)
def test_what_can_be_guessed_is_found_at_its_place(code: str) -> None:
    """One finding, at the line that is marked, and none once it is mended."""
    _, _, _, file = loaded(code, "fails")
    (marked,) = [n for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1) if "# <- here" in line]
    assert [(found.code, found.line, found.is_error) for found in probed(code, "fails")] == [(code, marked, False)]
    assert probed(code, "passes") == []


def test_a_bot_is_named_with_its_chance_and_its_witnesses() -> None:
    """The first three decisions at which its pick is best, and how many more there are."""
    (found,) = probed("RP401", "fails")
    assert found.message == (
        'The bot "questions" meets the standard in 100.0% of attempts. What it picks is best at "opening/listen", '
        '"corridor/listen", "machine/listen" and 3 more.'
    )


def test_the_share_of_the_longest_is_said() -> None:
    """With the decisions."""
    (found,) = probed("RP403", "fails")
    assert found.message.startswith("In 83% of 6 decisions the best choice is the longest: ")


def guessed(*decisions: Mapping[str, str], order: str = "shuffled") -> list[str]:
    """What is found in a scenario that has these decisions one after the other: text -> behaviour that it shows."""
    nodes: dict[str, Any] = {}
    for number, texts in enumerate(decisions):
        choices = {
            letter: {"text": text, "feedback": "F.", "ticks": [tick]}
            for letter, (text, tick) in zip("abcd", texts.items(), strict=False)
        }
        nodes[f"n{number}"] = {"choices": choices, "order": order}
    ends = {name: SMALL["nodes"][name] for name in ("warm-end", "cold-end", "stepped-out")}
    listening = {"listening": {"requires": ["reflects"]}}
    scenario = small(nodes={**nodes, **ends}, start="n0", state={}, assesses=listening)
    found = probe(prove(scenario, RUBRICS), RUBRICS, Places(Path("small.yml")))
    return [f"{one.code} {one.message}" for one in found]


GOOD, BAD = "reflects", "talks-over"
LONG = {"The longest.": GOOD, "Short.": BAD, "Short?": BAD, "Shor, t.": BAD}
PLAIN = {"The longest.": BAD, "Short.": GOOD, "Short?": BAD, "Shor, t.": BAD}


def test_what_stands_out_a_little_is_left_and_what_stands_out_more_is_named() -> None:
    """Seven of twelve are fair; of eight the first three are named, and none at which the longest is not best."""
    assert guessed(*[LONG] * 7, *[PLAIN] * 5) == []
    assert guessed(*[LONG] * 8, *[PLAIN] * 4) == [
        'RP403 In 67% of 12 decisions the best choice is the longest: "n0/a", "n1/a", "n2/a" and 5 more.'
    ]


@pytest.mark.parametrize("place", ["first", "last"])
def test_a_place_is_found_where_the_order_is_fixed_and_nowhere_else(place: str) -> None:
    """Where choices are shuffled, the place in the file says nothing to anybody who plays."""
    texts = {"Middling.": GOOD, "Sorry, maybe a nurse could?": BAD, "No.": BAD}
    decisions = [texts if place == "first" else dict(reversed(texts.items()))] * 6
    (found,) = guessed(*decisions, order="fixed")
    assert found.startswith(f'RP401 The bot "{place}" meets the standard in 100.0% of attempts.')
    assert guessed(*decisions) == []


def test_what_luck_brings_about_in_few_decisions_is_left() -> None:
    """Four of six, where there are only two answers each, say nothing yet; all six do."""
    long, short = {"Longer.": GOOD, "Short.": BAD}, {"Longer.": BAD, "Short.": GOOD}
    assert guessed(*[long] * 4, *[short] * 2) == []
    assert [one[:5] for one in guessed(*[long] * 6)] == ["RP401", "RP403"]


def test_a_bot_that_is_right_whichever_of_two_it_picks_has_its_witnesses() -> None:
    """Between two good questions it may pick either; where the third is a bad one, no decision is sure."""
    two = {"One?": GOOD, "Two?": GOOD, "Eat up!": BAD, "No!": BAD}
    three = {"One?": GOOD, "Two?": GOOD, "Eat up?": BAD, "No!": BAD}
    (found,) = guessed(*[two] * 6)
    assert found.startswith('RP401 The bot "questions" meets the standard in 100.0% of attempts. What')
    assert found.endswith(' is best at "n0/a", "n1/a", "n2/a" and 3 more.')
    assert guessed(*[three] * 6) == ['RP401 The bot "questions" meets the standard in 8.8% of attempts.']


def test_a_short_scenario_is_not_probed() -> None:
    """Luck goes through three decisions easily, and nobody should be scored by so few."""
    assert Rehearsal(small(), RUBRICS).met_standard(RANDOM) > 0.05
    assert list(probe(prove(small(), RUBRICS), RUBRICS, Places(Path("small.yml")))) == []


def test_how_far_a_bot_may_come() -> None:
    """By length never; by place as far as luck, and never in a fixed order; by its tone in one of twenty."""
    assert [may_meet(small(), bot, 0.01) for bot in ("longest", "shortest")] == [0.0, 0.0]
    assert may_meet(small(), "first", 0.01) == pytest.approx(0.01)
    assert may_meet(small(), "questions", 0.01) == 0.05
    assert may_meet(small(), "questions", 0.2) == pytest.approx(0.2)
    nodes = {**SMALL["nodes"], "opening": {**SMALL["nodes"]["opening"], "order": "fixed"}}
    assert [may_meet(small(nodes=nodes), bot, 0.01) for bot in ("first", "last")] == [0.0, 0.0]


def decision(best: str, *texts: str, weight: float = 1.0) -> Decision:
    """A decision between texts, the best of which are those at the places named."""
    ids = tuple("abcdef"[: len(texts)])
    return Decision("n", ids, texts, frozenset(best), fixed=False, weight=weight)


def test_a_habit_is_the_share_of_decisions_in_which_the_best_stands_out() -> None:
    """Several best count in part each, so that chance is one over the number of choices whatever is best."""
    found = {
        habit.strategy: habit
        for habit in habits(
            [
                decision("a", "long text", "short"),
                decision("ab", "longest text", "mid text", "no", "tiny"),
                decision("b", "xx", "xx", weight=0.5),
            ]
        )
    }
    assert found["longest"].share == pytest.approx((1 + 0.5 + 0.5 * 0.5) / 2.5)
    assert found["shortest"].share == pytest.approx((0 + 0 + 0.5 * 0.5) / 2.5)
    assert found["first"].share == pytest.approx((1 + 0.5 + 0) / 2.5)
    assert found["last"].share == pytest.approx((0 + 0 + 0.5) / 2.5)
    assert [habit.chance for habit in found.values()] == pytest.approx([(1 / 2 + 1 / 4 + 0.5 / 2) / 2.5] * 4)
    assert habits([]) == ()


STANDS_OUT = {"first": "a", "longest": "b", "shortest": "d", "last": "e"}


def library(strategy: str, hits: int, of: int) -> dict[str, list[Decision]]:
    """Two scenarios with five decisions each; `hits` of those of the second have the best that a bot would pick."""
    texts = ("four", "long text", "five", "no", "rain")
    decisions = [decision(STANDS_OUT[strategy] if number < hits else "c", *texts) for number in range(of)]
    return {"team/even": [decision("c", *texts)] * (10 - of), "team/odd": decisions}


@pytest.mark.parametrize(
    ("strategy", "mend"),
    [
        ("longest", "Shorten what is best there, or let others say more"),
        ("shortest", "Let what is best there say more, or shorten others"),
        ("first", "Move what is best there further down"),
        ("last", "Move what is best there further up"),
    ],
)
def test_what_the_best_of_a_library_is_too_often_is_said_with_the_scenarios(strategy: str, mend: str) -> None:
    """Four of ten are fair, five are not; the scenario with most of them comes first."""
    assert list(too_often(library(strategy, hits=4, of=5))) == []
    assert list(too_often(library(strategy, hits=5, of=5))) == [
        f"That is too often the {strategy}: at most 40% is fair. {mend}: team/odd (100%), team/even (0%)."
    ]
    (all_of_it,) = too_often(library(strategy, hits=10, of=10))
    assert all_of_it.endswith(": team/odd (100%).")


def test_at_most_three_scenarios_are_named() -> None:
    """Those with most; the others follow once they are mended."""
    some = {f"team/{number}": [decision("a", "long text", "no")] * 5 for number in range(5)}
    some["team/2"] = [decision("b", "long text", "no")]
    (said,) = (one for one in too_often(some) if "longest" in one)
    assert said.endswith(": team/0 (100%), team/1 (100%), team/3 (100%).")


def test_how_likely_luck_brings_about_so_many() -> None:
    """Agrees with counting heads of fair and unfair coins."""
    assert at_least(0, [0.5, 0.5]) == 1.0
    assert at_least(2, [0.5, 0.5, 0.5]) == pytest.approx(0.5)
    assert at_least(2, [0.5, 0.25]) == pytest.approx(0.125)
    assert at_least(3, [0.5, 0.5]) == 0
