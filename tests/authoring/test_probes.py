"""Whether a scenario can be guessed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from roleplay.authoring import Diagnostic, load_files
from roleplay.authoring.bots import RANDOM, Rehearsal
from roleplay.authoring.diagnostic import Places
from roleplay.authoring.exploration import prove
from roleplay.authoring.folders import files_in
from roleplay.authoring.probes import at_least, habits, may_meet, probe
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


def test_how_likely_luck_brings_about_so_many() -> None:
    """Agrees with counting heads of fair and unfair coins."""
    assert at_least(0, [0.5, 0.5]) == 1.0
    assert at_least(2, [0.5, 0.5, 0.5]) == pytest.approx(0.5)
    assert at_least(2, [0.5, 0.25]) == pytest.approx(0.125)
    assert at_least(3, [0.5, 0.5]) == 0
