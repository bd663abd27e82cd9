"""What a scenario can lead to, against a walker that simply tries everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roleplay.authoring import product
from roleplay.authoring.exploration import Exploration, GoesInCircles, prove, to_data
from roleplay.authoring.product import Product, TooLarge
from roleplay.engine import Compiled, Phase, State, compile_scenario
from roleplay.engine.display import drawn
from roleplay.model.event import Chose, Event, Wrote
from roleplay.model.scenario import Scenario
from roleplay.scoring import Level, score
from tests.scenarios.proved import LIBRARY
from tests.small import RUBRICS, SMALL, small, way

TICKS = ("talks-over", "reflects", "waits", "shares-unasked", "asks-first", "keeps-it-brief", "blames")


@dataclass
class Tried:
    """What turned up when everything was tried."""

    endings: set[str] = field(default_factory=set)
    choices: set[str] = field(default_factory=set)
    turns: list[int] = field(default_factory=list)
    levels: dict[str, set[Level | None]] = field(default_factory=lambda: {"listening": set(), "sharing": set()})
    ways: list[tuple[list[str], list[str], str]] = field(default_factory=list)
    """Choices, behaviours shown, ending."""
    met: bool = False


def _options(game: Compiled, state: State) -> Iterator[Event]:
    open_choices = game.open_choices(state)
    if not open_choices:
        yield Wrote(state.node, None)
    for choice in open_choices:
        yield Chose(state.node, choice)


def _try(game: Compiled, state: State, tried: Tried) -> None:
    if state.phase is Phase.REFLECT:
        found = score(game, RUBRICS, state)
        choices = [passage.choice for passage in state.trail if passage.choice is not None]
        ticks = [tick for passage in state.trail for tick in game.ticks(passage)]
        tried.ways.append((choices, ticks, state.node))
        tried.endings.add(state.node)
        tried.turns.append(sum(1 for passage in state.trail if passage.choice is not None))
        for competency in found.competencies:
            tried.levels[competency.competency].add(competency.level)
        tried.met = tried.met or found.met_standard
        return
    for event in _options(game, state):
        if isinstance(event, Chose):
            tried.choices.add(f"{event.node}/{event.choice}")
        _try(game, game.step(state, event), tried)


def everything(scenario: Scenario) -> Mapping[str, Tried]:
    """Try every way, for each word of the one variable that varies."""
    game = compile_scenario(scenario)
    words = scenario.state["weather"].vary
    tried = {word: Tried() for word in words}
    for word in words:
        seed = next(seed for seed in range(1000) if drawn(seed, "weather", words) == word)
        _try(game, game.replay(way(seed=seed)), tried[word])
    return tried


def follow(found: Product, choices: list[str]) -> tuple[list[str], str]:
    """Behaviours shown and node reached when a way is followed in the product."""
    state, ticks, left = 0, list(found.begins), list(choices)
    while found.steps[state]:
        steps = found.steps[state]
        taken = None if steps[0].choice is None else left.pop(0)
        step = next(step for step in steps if step.choice == taken)
        ticks += [*step.shows, *step.arrives]
        state = step.target
    return ticks, found.nodes[state]


def number_of_ways(found: Product, state: int = 0) -> int:
    """How many ways there are from a state to an ending."""
    return sum(number_of_ways(found, step.target) for step in found.steps[state]) or 1


def agree(exploration: Exploration, tried: Mapping[str, Tried]) -> None:
    """Hold what was proved against what was tried."""
    for proof in exploration.proofs:
        naive = tried[proof.setting.vary["weather"]]
        for choices, ticks, ending in naive.ways:
            assert follow(proof.product, choices) == follow(proof.folded, choices) == (ticks, ending)
        assert number_of_ways(proof.folded) == len(naive.ways)
        assert len(set(zip(proof.folded.nodes, proof.folded.steps, strict=True))) == len(proof.folded.nodes)
        assert {c: set(levels) for c, levels in proof.levels.items()} == naive.levels
        assert (proof.met_standard is not None) == naive.met
        assert proof.decisions == (min(naive.turns), max(naive.turns))
    assert set(exploration.endings) == set().union(*(naive.endings for naive in tried.values()))
    assert exploration.choices_open == set().union(*(naive.choices for naive in tried.values()))


CONDITIONS = st.sampled_from(
    ["trust >= 2", "trust == 0", "asked", "not asked", "weather == rain", "not (asked and trust > 1)"]
)
SELDOM = st.sampled_from([None, None, None]) | CONDITIONS
RULES = st.sampled_from(TICKS) | st.builds(
    lambda tick, only_if: {"tick": tick, "if": only_if}, st.sampled_from(TICKS), CONDITIONS
)
EFFECTS = st.sampled_from([{}, {"asked": True}, {"trust": 2}, {"trust": -1}, {"trust": 1, "asked": False}])


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """A small scenario without circles: nodes lead forward only."""
    names = [f"node-{number}" for number in range(draw(st.integers(2, 4)))]
    ends = ["warm-end", "cold-end"]
    nodes: dict[str, Any] = {}
    for number, name in enumerate(names):
        ahead = [*names[number + 1 : number + 2] * 3, *names[number + 1 :], *ends]
        fields: dict[str, Any] = {"ticks": draw(st.lists(RULES, max_size=1))}
        kind = draw(st.sampled_from(["choices", "choices", "choices", "choices", "reply", "plain"]))
        if kind == "choices":
            fields["choices"] = {
                f"choice-{place}": {
                    "text": "T.",
                    "feedback": "F.",
                    "ticks": draw(st.lists(RULES, min_size=1, max_size=2)),
                    "effects": draw(EFFECTS),
                    "shown_if": draw(SELDOM),
                    "goto": draw(st.sampled_from(ahead)),
                }
                for place in range(draw(st.integers(2, 3)))
            }
            fields["otherwise"] = draw(st.sampled_from(ahead))
        elif kind == "reply":
            fields["reply"] = SMALL["nodes"]["writing"]["reply"]
            fields["goto"] = draw(st.sampled_from(ahead))
        else:
            fields["goto"] = draw(st.sampled_from(ahead))
        nodes[name] = fields
    rest = {name: SMALL["nodes"][name] for name in (*ends, "stepped-out")}
    return small(start="node-0", nodes={**nodes, **rest})


@given(scenarios())
@settings(max_examples=200)
def test_what_is_proved_is_what_turns_up_when_everything_is_tried(scenario: Scenario) -> None:
    """Levels, endings, choices, decisions and the standard agree, under every variation."""
    agree(prove(scenario, RUBRICS), everything(scenario))


def test_the_small_scenario_is_proved() -> None:
    """The same for a scenario with everything in it."""
    agree(prove(small(), RUBRICS), everything(small()))


def test_a_shortest_way_does_what_it_says() -> None:
    """Playing the way that was named gives the level that was named, for every competency and level."""
    game = compile_scenario(small())
    exploration = prove(small(), RUBRICS)
    for competency in ("listening", "sharing"):
        for level, choices in exploration.ways(competency).items():
            state = game.replay(way(*choices))
            while state.phase is Phase.ENACT:
                state = game.step(state, Wrote(state.node, None))
            found = score(game, RUBRICS, state).of(competency)
            assert found is not None
            assert found.level == level


def test_what_is_never_read_again_is_forgotten() -> None:
    """Thirty harmless numbers that nothing reads add no state."""
    many = {f"n{number}": {"range": [0, 90], "start": 0} for number in range(30)}
    plain = prove(small(), RUBRICS)
    crowded = prove(small(state={**SMALL["state"], **many}), RUBRICS)
    assert to_data(crowded)["states"] == to_data(plain)["states"]


def test_settings_that_nothing_reads_are_one() -> None:
    """What differs is looked at once for each, in the order of the settings."""
    assert [one.setting.vary["weather"] for one in prove(small(), RUBRICS).different] == ["rain"]
    weather = {"vary": ["rain", "sun", "snow"]}
    opening = {**SMALL["nodes"]["opening"], "ticks": [{"tick": "waits", "if": "weather == sun"}]}
    scenario = small(state={**SMALL["state"], "weather": weather}, nodes={**SMALL["nodes"], "opening": opening})
    assert [one.setting.vary["weather"] for one in prove(scenario, RUBRICS).different] == ["rain", "sun"]


def test_data_says_how_settings_differ() -> None:
    """The shortest and the longest way over all settings, and under which the standard can be met."""
    on = {"text": "On.", "feedback": "F.", "ticks": ["reflects"], "shown_if": "weather == sun", "goto": "more"}
    off = {"text": "Off.", "feedback": "F.", "goto": "cold-end"}
    more = {"text": "More.", "feedback": "F.", "ticks": ["asks-first"], "goto": "warm-end"}
    early = {**off, "shown_if": "weather == rain"}
    nodes = {"opening": {"choices": {"on": on, "off": early}}, "more": {"choices": {"more": more, "off": off}}}
    ends = {name: SMALL["nodes"][name] for name in ("warm-end", "cold-end", "stepped-out")}
    data = to_data(prove(small(nodes={**nodes, **ends}), RUBRICS))
    assert data["decisions"] == {"min": 1, "max": 2}
    assert data["met_standard"] == {"possible": False, "shortest": ["opening/on", "more/more"]}
    assert [(one["vary"]["weather"], one["met_standard"]) for one in data["settings"]] == [
        ("rain", False),
        ("sun", True),
    ]


def test_a_scenario_that_is_too_large_is_refused_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is said about a scenario of which only a part was looked at."""
    monkeypatch.setattr(product, "MOST_STATES", 3)
    with pytest.raises(TooLarge, match="more than 3 states"):
        prove(small(), RUBRICS)


def test_a_circle_that_changes_nothing_is_named() -> None:
    """A conversation that can go on for ever has no longest way."""
    nodes = {**SMALL["nodes"], "middle": {"goto": "opening"}}
    with pytest.raises(GoesInCircles, match='"disclosure/small" can come back to "opening"'):
        prove(small(nodes=nodes), RUBRICS)


SHIPPED = {loaded.thing.id: loaded.thing for loaded in LIBRARY.scenarios if loaded.thing is not None}
SHIPPED_RUBRICS = {loaded.thing.id: loaded.thing for loaded in LIBRARY.rubrics if loaded.thing is not None}


@pytest.mark.parametrize("scenario_id", sorted(SHIPPED))
def test_every_shipped_scenario_holds_what_a_scenario_has_to_hold(scenario_id: str) -> None:
    """Full coverage; levels 2 to 4 everywhere, 1 somewhere; the standard can be met under every setting; long enough."""
    data = to_data(prove(SHIPPED[scenario_id], SHIPPED_RUBRICS))
    assert (data["node_coverage"], data["choice_coverage"]) == (1.0, 1.0)
    assert all({2, 3, 4} <= set(one[c]) for one in (s["levels"] for s in data["settings"]) for c in one)
    assert any(1 in reached for reached in data["levels"].values())
    assert data["met_standard"]["possible"]
    assert data["decisions"]["max"] >= 8
    assert len(data["endings"]) >= 3


def test_the_library_is_not_empty() -> None:
    """Otherwise the test above could not fail."""
    assert len(SHIPPED) >= 3
    assert len(SHIPPED) == len(LIBRARY.scenarios)
