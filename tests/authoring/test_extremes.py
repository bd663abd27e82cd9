"""The best and the worst that can be reached, against a walker that simply tries everything."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import fmean

from hypothesis import given, settings

from roleplay.authoring.bots import BEST, EXTREMES, WORST, Outcome, Rehearsal
from roleplay.engine import Compiled, Phase, State, compile_scenario
from roleplay.engine.display import drawn
from roleplay.model.event import Chose, Wrote
from roleplay.model.scenario import Scenario
from roleplay.scoring import Score, score
from tests.authoring.test_exploration import scenarios
from tests.small import RUBRICS, SMALL, small, way


def ends(game: Compiled, state: State) -> Iterator[State]:
    """Every way that can be played from here, to its end."""
    if state.phase is Phase.REFLECT:
        yield state
        return
    for choice in game.open_choices(state):
        yield from ends(game, game.step(state, Chose(state.node, choice)))
    if not game.open_choices(state):
        yield from ends(game, game.step(state, Wrote(state.node, None)))


def mean_level(found: Score) -> float | None:
    """Mean over the competencies that have a level."""
    levels = [one.level for one in found.competencies if one.level is not None]
    return fmean(levels) if levels else None


def tried(scenario: Scenario, strategy: str) -> Outcome:
    """What comes out when everything is tried, for each word of the one variable that varies."""
    game = compile_scenario(scenario)
    kept: list[tuple[bool, float]] = []
    for word in scenario.state["weather"].vary:
        seed = next(seed for seed in range(1000) if drawn(seed, "weather", scenario.state["weather"].vary) == word)
        scores = [score(game, RUBRICS, end) for end in ends(game, game.replay(way(seed=seed)))]
        pairs = [(found.met_standard, mean_level(found)) for found in scores]
        if strategy == BEST:
            met, mean = max(pairs, key=lambda pair: (pair[0], pair[1] or 0))
        else:
            met, mean = min(pairs, key=lambda pair: (pair[1] or 9, pair[0]))
        kept.append((met, mean or 0.0))
    return Outcome(strategy, fmean(met for met, _ in kept), fmean(mean for _, mean in kept))


@given(scenarios())
@settings(max_examples=150)
def test_the_extremes_are_those_of_trying_everything(scenario: Scenario) -> None:
    """Leaving out what is surpassed leaves nothing out that matters."""
    rehearsal = Rehearsal(scenario, RUBRICS)
    assert [rehearsal.outcome(strategy) for strategy in EXTREMES] == [tried(scenario, s) for s in EXTREMES]


@given(scenarios())
@settings(max_examples=60)
def test_the_ways_that_are_found_do_what_they_say(scenario: Scenario) -> None:
    """Really played, over seeds with either word, each way comes to what was computed for its setting."""
    rehearsal = Rehearsal(scenario, RUBRICS)
    words = scenario.state["weather"].vary
    seeds = [next(seed for seed in range(1000) if drawn(seed, "weather", words) == word) for word in words]
    for strategy in EXTREMES:
        exact, seen = rehearsal.outcome(strategy), rehearsal.played(strategy, seeds)
        assert exact.met_standard == seen.met_standard


def test_the_small_scenario_can_be_met_with_full_marks_and_failed() -> None:
    """The best shows everything without harm; the worst harms wherever it can."""
    rehearsal = Rehearsal(small(), RUBRICS)
    assert rehearsal.outcome(BEST) == (BEST, 1.0, 4.0)
    assert rehearsal.outcome(WORST) == (WORST, 0.0, 1.0)
    assert rehearsal.played(BEST, range(20)) == rehearsal.outcome(BEST)
    assert rehearsal.played(WORST, range(20)) == rehearsal.outcome(WORST)


def test_to_meet_the_standard_comes_before_the_mean() -> None:
    """A way that harms beside what is assessed has higher levels here, and is not taken."""
    opening = {
        "choices": {
            "plain": {"text": "A.", "feedback": "F.", "ticks": ["reflects", "asks-first"], "goto": "warm-end"},
            "loud": {
                "text": "B.",
                "feedback": "F.",
                "ticks": ["reflects", "waits", "asks-first", "keeps-it-brief", "blames"],
                "goto": "warm-end",
            },
        }
    }
    ends_of_small = {name: SMALL["nodes"][name] for name in ("warm-end", "cold-end", "stepped-out")}
    assert Rehearsal(small(nodes={"opening": opening, **ends_of_small}), RUBRICS).outcome(BEST) == (BEST, 1.0, 3.0)


def test_an_opportunity_that_comes_to_little_lowers_the_mean() -> None:
    """Who shows more is not ahead where it opens a competency that can only come out low."""

    def choice(goto: str, *ticks: str) -> dict[str, object]:
        return {"text": "T.", "feedback": "F.", "ticks": list(ticks), "goto": goto}

    nodes = {
        "opening": {"choices": {"left": choice("alone"), "right": choice("together")}},
        "alone": {"choices": {"a": choice("warm-end", "reflects", "waits"), "b": choice("warm-end")}},
        "together": {
            "choices": {"a": choice("warm-end", "reflects", "waits", "keeps-it-brief"), "b": choice("warm-end")}
        },
        **{name: SMALL["nodes"][name] for name in ("warm-end", "cold-end", "stepped-out")},
    }
    rehearsal = Rehearsal(small(nodes=nodes), RUBRICS)
    assert rehearsal.outcome(BEST) == (BEST, 0.0, 4.0)
    assert rehearsal.outcome(WORST) == (WORST, 0.0, 2.0)
