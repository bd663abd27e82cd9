"""Players who do not understand a word."""

from __future__ import annotations

import json
from collections import defaultdict
from math import sqrt
from pathlib import Path

import pytest
from hypothesis import given, settings
from typer.testing import CliRunner

from roleplay.authoring import probes, product
from roleplay.authoring.bots import EXTREMES, RANDOM, STRATEGIES, Rehearsal, coverage, outcome, played
from roleplay.authoring.exploration import prove
from roleplay.cli.main import app
from roleplay.engine import Compiled, Phase, State, compile_scenario
from roleplay.engine.display import drawn
from roleplay.errors import NotFound
from roleplay.model.event import Chose, Wrote
from roleplay.model.scenario import Scenario
from tests.authoring.test_exploration import scenarios
from tests.small import RUBRICS, SMALL, small, way


def test_an_unknown_strategy_is_named() -> None:
    """With the nearest one that there is, whether it is computed or played."""
    with pytest.raises(NotFound, match='Did you mean "longest"'):
        outcome(small(), RUBRICS, "longst")
    with pytest.raises(NotFound, match='Did you mean "worst"'):
        played(small(), RUBRICS, "worts", [1])


def test_what_is_computed_is_what_is_played() -> None:
    """Over 3,000 real runs each frequency lies within four standard errors of its probability."""
    rehearsal = Rehearsal(small(), RUBRICS)
    for strategy in STRATEGIES:
        exact, seen = rehearsal.outcome(strategy), rehearsal.played(strategy, range(3000))
        error = sqrt(exact.met_standard * (1 - exact.met_standard) / 3000)
        assert abs(exact.met_standard - seen.met_standard) <= 4 * error + 1e-9, strategy
        assert abs(exact.mean_level - seen.mean_level) <= 4 * 1.5 / sqrt(3000), strategy
        assert rehearsal.met_standard(strategy) == exact.met_standard


@given(scenarios())
@settings(max_examples=60)
def test_what_is_computed_is_what_is_played_in_any_small_scenario(scenario: Scenario) -> None:
    """The random player, 400 runs; five standard errors, because many scenarios are tried."""
    exact, seen = outcome(scenario, RUBRICS, RANDOM), played(scenario, RUBRICS, RANDOM, range(400))
    error = sqrt(max(exact.met_standard * (1 - exact.met_standard), 1 / 400) / 400)
    assert abs(exact.met_standard - seen.met_standard) <= 5 * error


def test_what_was_explored_is_not_explored_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """And bots do in it as they do in what they find themselves."""
    exploration, own = prove(small(), RUBRICS), Rehearsal(small(), RUBRICS)
    monkeypatch.setattr(product, "MOST_STATES", 1)
    given = Rehearsal(small(), RUBRICS, exploration)
    assert [given.outcome(bot) for bot in (*STRATEGIES, *EXTREMES)] == [
        own.outcome(bot) for bot in (*STRATEGIES, *EXTREMES)
    ]


# --- coverage ---


def passed(game: Compiled, state: State, chance: float, found: defaultdict[str, float]) -> None:
    """Try everything at random, and add the chance of each way to all that it passes."""
    if state.phase is Phase.REFLECT:
        names = {p.node if p.choice is None else f"{p.node}/{p.choice}" for p in state.trail}
        for name in names:
            found[name] += chance
        return
    open_choices = game.open_choices(state)
    for choice in open_choices:
        passed(game, game.step(state, Chose(state.node, choice)), chance / len(open_choices), found)
    if not open_choices:
        passed(game, game.step(state, Wrote(state.node, None)), chance, found)


def covered(scenario: Scenario) -> dict[str, float]:
    """The chance of each node and choice when everything is tried at random."""
    game = compile_scenario(scenario)
    words = scenario.state["weather"].vary
    found: defaultdict[str, float] = defaultdict(float)
    for word in words:
        seed = next(seed for seed in range(1000) if drawn(seed, "weather", words) == word)
        passed(game, game.replay(way(seed=seed)), 1 / len(words), found)
    everything = [node.id for node in scenario.nodes]
    everything += [f"{node.id}/{choice.id}" for node in scenario.nodes for choice in node.choices]
    return {name: found[name] for name in everything}


@given(scenarios())
@settings(max_examples=100)
def test_coverage_is_that_of_trying_everything(scenario: Scenario) -> None:
    """Every node and choice with the chance that a random player comes there, over all variations."""
    assert coverage(scenario, RUBRICS, RANDOM) == pytest.approx(covered(scenario))


def test_what_can_come_twice_is_counted_once() -> None:
    """The chance that somebody comes to a node is no more than 1, however often they come back."""
    again = {"text": "Again.", "feedback": "F.", "effects": {"trust": 1}, "shown_if": "trust <= 2", "goto": "opening"}
    on = {"text": "On.", "feedback": "F.", "goto": "warm-end"}
    off = {"text": "Off.", "feedback": "F.", "goto": "cold-end"}
    ends = {name: SMALL["nodes"][name] for name in ("warm-end", "cold-end", "stepped-out")}
    scenario = small(nodes={"opening": {"choices": {"again": again, "on": on, "off": off}}, **ends})
    found = coverage(scenario, RUBRICS, RANDOM)
    assert found == pytest.approx(covered(scenario))
    assert found["opening"] == pytest.approx(1.0)
    assert found["opening/again"] == pytest.approx(1 / 3)


@pytest.mark.parametrize("strategy", EXTREMES)
def test_the_extremes_cover_their_way_and_nothing_else(strategy: str) -> None:
    """Who knows what to do goes one way, so everything is certain or impossible in each setting."""
    found = coverage(small(), RUBRICS, strategy)
    assert set(found.values()) <= {0.0, 0.5, 1.0}
    assert found["opening"] == 1.0
    assert found["stepped-out"] == 0.0
    assert found["opening/wait" if strategy == "best" else "opening/talk"] == 1.0


# --- the command ---


def command(*words: str) -> str:
    """What the command prints, ended well."""
    ended = CliRunner().invoke(app, ["bots", *words], catch_exceptions=False)
    assert ended.exit_code == 0
    return ended.stdout


def test_the_command_prints_a_row_for_each_bot() -> None:
    """As JSON a list of rows, with really played runs when they are asked for."""
    rows = json.loads(
        command("just-between-us", "--strategy", "best", "--strategy", "longest", "--runs", "2", "--json")
    )
    assert [(row["id"], row["strategy"], row["met_standard"]) for row in rows] == [
        ("referral/just-between-us", "best", 1.0),
        ("referral/just-between-us", "longest", 0.0),
    ]
    assert rows[0]["mean_level"] == rows[0]["runs"]["mean_level"] == 4.0


def test_the_command_takes_a_bot_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A function in a file of the present folder."""
    (tmp_path / "second_bot.py").write_text("def second(texts):\n    return 1\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.path", [*__import__("sys").path])
    rows = json.loads(command("just-between-us", "--strategy", "second_bot:second", "--json"))
    assert [row["strategy"] for row in rows] == ["second_bot:second"]


def test_the_command_reads_blindly_and_says_how_well() -> None:
    """The row of the blind reader has its accuracy, its chance and the interval over the library."""
    (row,) = json.loads(command("the-front-desk", "--strategy", "blind-reader", "--json"))
    assert {"id", "strategy", "met_standard", "mean_level", "accuracy", "chance", "library"} == row.keys()
    low, high = row["library"]["interval"]
    assert low < row["library"]["accuracy"] < high


def test_the_command_ends_with_the_whole_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """How often the best choice stands out by length or place, what is too much, and no reader where none was asked."""
    monkeypatch.setattr(probes, "MOST_OF_LIBRARY", 0.05)
    said = command("--strategy", "first")
    assert "That is too often the longest: at most 5% is fair. Shorten what is best there" in said
    assert "the best choice is the longest in " in said
    assert "the best choice is the last of the file in " in said
    assert "the blind reader picks the best in " not in said
