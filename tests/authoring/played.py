"""Small random scenarios, and everything that happens when every way of them is simply played."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import strategies as st

from roleplay.authoring.diagnostic import Diagnostic, Places, Steps
from roleplay.authoring.source import parse
from roleplay.engine import Compiled, Passage, Phase, State, compile_scenario
from roleplay.engine.display import drawn
from roleplay.model.event import Chose, Event, Expected, Started, Wrote
from roleplay.model.rubric import Kind
from roleplay.model.scenario import Scenario
from roleplay.scoring import Score, score
from roleplay.scoring.score import machine_ticks
from tests.small import RUBRICS, SMALL

HARMS = frozenset(b.id for rubric in RUBRICS.values() for b in rubric.behaviours if b.kind is Kind.HARMFUL)
"""All harmful behaviours of the small rubrics."""


class Arrival(NamedTuple):
    """A node that was reached."""

    choice: str | None
    """The choice that led there; None at the start and where the conversation went on by itself or by a reply."""
    ticks: tuple[str, ...]
    """What that choice and getting there showed."""
    passage: Passage
    """Where, and with which values."""

    @property
    def harms(self) -> bool:
        """True when it did harm."""
        return not HARMS.isdisjoint(self.ticks)


@dataclass(frozen=True)
class Play:
    """One way from the start to an ending."""

    profile: str
    """The profile of the site; empty for none."""
    words: Mapping[str, str]
    """What each variable came to that varies."""
    arrivals: tuple[Arrival, ...]
    """Every node on it."""
    score: Score
    """What it came to."""
    repaired: bool
    """True when some harm on it was repaired later."""
    state: State
    """Where it ended."""

    @property
    def setting(self) -> tuple[str, ...]:
        """Profile and words."""
        return (self.profile, *self.words.values())

    @cached_property
    def places(self) -> tuple[tuple[str | None, ...], ...]:
        """For every arrival: the steps that led there."""
        steps = tuple(arrival.choice for arrival in self.arrivals)
        return tuple(steps[: place + 1] for place in range(len(steps)))

    def way(self, place: int) -> tuple[str, ...]:
        """The choices up to an arrival, each as `node/choice`."""
        pairs = zip(self.arrivals, self.arrivals[1 : place + 1], strict=False)
        return tuple(f"{here.passage.node}/{then.choice}" for here, then in pairs if then.choice is not None)

    def kind_until(self, place: int) -> bool:
        """True when no harm was done up to an arrival."""
        return not any(arrival.harms for arrival in self.arrivals[: place + 1])


def _arrivals(game: Compiled, state: State) -> Iterator[Arrival]:
    before: Passage | None = None
    for passage in state.trail:
        if passage.choice is not None or passage.replied:
            before = passage
            continue
        ticks = game.ticks(passage) if before is None else (*game.ticks(before), *game.ticks(passage))
        yield Arrival(None if before is None else before.choice, ticks, passage)
        before = None


def _ends(game: Compiled, state: State) -> Iterator[State]:
    if state.phase is Phase.REFLECT:
        yield state
        return
    choices = game.open_choices(state)
    events: list[Event] = [Chose(state.node, choice) for choice in choices]
    for event in events or [Wrote(state.node, None)]:
        yield from _ends(game, game.step(state, event))


def plays(scenario: Scenario) -> tuple[Play, ...]:
    """Play every way under every profile and variation."""
    game = compile_scenario(scenario)
    varied = {name: variable.vary for name, variable in scenario.state.items() if variable.vary}
    found: list[Play] = []
    for profile, site in (scenario.profiles or {"": {}}).items():
        for chosen in product(*varied.values()):
            words = dict(zip(varied, chosen, strict=True))
            seed = next(s for s in range(10_000) if all(drawn(s, n, varied[n]) == word for n, word in words.items()))
            begun = Started(scenario="0" * 64, rubrics=(), site=dict(site), seed=seed, mode="practice")
            for state in _ends(game, game.replay([begun, Expected()])):
                repaired = any(tick.repaired_at is not None for tick in machine_ticks(game, state))
                arrivals = tuple(_arrivals(game, state))
                found.append(Play(profile, words, arrivals, score(game, RUBRICS, state), repaired, state))
    return tuple(found)


def places_of(data: Mapping[str, Any]) -> Places:
    """Where everything stands when the scenario is written down."""
    return parse(Path("disclosure/small.yml"), json.dumps(data).encode()).places


class Found(NamedTuple):
    """A finding, as far as it can be expected."""

    code: str
    """The code."""
    line: int
    """Line in the file."""
    column: int
    """Place in the line."""


def at(places: Places, code: str, *steps: str | int, key: bool = False) -> Found:
    """A finding at some part of a scenario."""
    where: Steps = steps
    one = places.report(code, where, "", key=key)
    return Found(code, one.line, one.column)


def found_in(diagnostics: tuple[Diagnostic, ...], codes: frozenset[str]) -> set[Found]:
    """The findings of some codes."""
    return {Found(d.code, d.line, d.column) for d in diagnostics if d.code in codes}


TICKS = ("talks-over", "reflects", "waits", "shares-unasked", "asks-first", "keeps-it-brief", "blames", "says-sorry")
CONDITIONS = st.sampled_from(
    [
        "trust >= 2",
        "trust == 0",
        "trust <= 2",
        "asked",
        "not asked",
        "weather == rain",
        "site.mandated_reporter == yes",
        "not (asked and trust > 1)",
        "asked or trust >= 3",
    ]
)
OFTEN = st.none() | CONDITIONS
SELDOM = st.sampled_from([None, None, None]) | CONDITIONS
RULES = st.sampled_from(TICKS) | st.builds(
    lambda tick, only_if: {"tick": tick, "if": only_if}, st.sampled_from(TICKS), CONDITIONS
)
EFFECTS = st.sampled_from([{}, {"asked": True}, {"trust": 2}, {"trust": -1}, {"trust": 1, "asked": False}])
PROFILES = st.sampled_from([{}, {"here": {"mandated_reporter": "yes"}, "there": {"mandated_reporter": "no"}}])
ASSESSED = {"listening": {"requires": ["reflects"]}, "sharing": {"requires": ["asks-first"]}}


def _behaviour(rule: str | dict[str, str]) -> str:
    return rule if isinstance(rule, str) else rule["tick"]


def _ticks(draw: st.DrawFn, most: int) -> list[str | dict[str, str]]:
    return draw(st.lists(RULES, max_size=most, unique_by=_behaviour))


def _lines(draw: st.DrawFn) -> list[dict[str, str]]:
    conditions = draw(st.lists(CONDITIONS, max_size=1))
    return [{"dana": "Hm."}, *({"dana": "Well.", "if": condition} for condition in conditions)]


def _choice(draw: st.DrawFn, ahead: list[str]) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "text": "T.",
        "feedback": "F.",
        "ticks": _ticks(draw, 2),
        "effects": draw(EFFECTS),
        "response": _lines(draw),
        "goto": draw(st.sampled_from(ahead)),
    }
    shown, enabled = draw(OFTEN), draw(SELDOM)
    if shown is not None:
        fields["shown_if"] = shown
    if enabled is not None:
        fields["enabled_if"] = {"when": enabled, "reason": "R."}
    if draw(st.sampled_from([False, False, True])):
        fields["repairs"] = draw(REPAIRS)
    return fields


REPAIRS = st.lists(st.sampled_from(sorted(HARMS)), min_size=1, unique=True)


@st.composite
def scenarios(draw: st.DrawFn) -> dict[str, Any]:
    """A small scenario as in a file, without circles: nodes lead forward only."""
    names = [f"node-{number}" for number in range(draw(st.integers(2, 4)))]
    ends = ["warm-end", "cold-end"]
    nodes: dict[str, Any] = {}
    for number, name in enumerate(names):
        ahead = [*names[number + 1 : number + 2] * 3, *names[number + 1 :], *ends]
        fields: dict[str, Any] = {"ticks": _ticks(draw, 1), "say": _lines(draw), "goto": draw(st.sampled_from(ahead))}
        kind = draw(st.sampled_from(["choices", "choices", "choices", "choices", "reply", "plain"]))
        if kind == "choices":
            fields["choices"] = {f"choice-{place}": _choice(draw, ahead) for place in range(draw(st.integers(2, 3)))}
            if draw(st.booleans()):
                fields["otherwise"] = draw(st.sampled_from(ahead))
        elif kind == "reply":
            fields["reply"] = SMALL["nodes"]["writing"]["reply"]
        nodes[name] = fields
    rest = {name: SMALL["nodes"][name] for name in ("cold-end", "stepped-out")}
    handed = {"end": {**SMALL["nodes"]["warm-end"]["end"], "handed_over_to": "Ana at the desk"}}
    return {
        **SMALL,
        "start": "node-0",
        "topics": draw(st.sampled_from([[], ["medication"], ["danger"]])),
        "assesses": draw(st.sampled_from([ASSESSED, {"listening": ASSESSED["listening"]}])),
        "profiles": draw(PROFILES),
        "nodes": {**nodes, "warm-end": handed, **rest},
    }


@st.composite
def slips(draw: st.DrawFn) -> dict[str, Any]:
    """A small scenario in which harm is done often, by a choice or by getting somewhere, and mended often."""
    names = [f"node-{number}" for number in range(draw(st.integers(2, 4)))]
    helps = st.sampled_from(["reflects", "waits", "asks-first", "keeps-it-brief"])
    harms = st.sampled_from(sorted(HARMS))
    nodes: dict[str, Any] = {}
    for number, name in enumerate(names):
        ahead = st.sampled_from([*names[number + 1 :], "warm-end"])
        texts = {"text": "T.", "feedback": "F."}
        slip = {"ticks": draw(st.lists(harms, max_size=1)), "effects": {"asked": True}, "goto": draw(ahead)}
        plain = {"ticks": draw(st.lists(helps, max_size=1)), "goto": draw(ahead)}
        mend = {"ticks": draw(st.lists(helps, max_size=2, unique=True)), "goto": draw(ahead)}
        if draw(st.booleans()):
            mend["shown_if"] = "asked"
        if draw(st.booleans()):
            mend["repairs"] = draw(REPAIRS)
        nodes[name] = {
            "ticks": draw(st.sampled_from([[], [], [{"tick": "blames", "if": "asked"}]])),
            "choices": {"slip": {**texts, **slip}, "plain": {**texts, **plain}, "mend": {**texts, **mend}},
        }
    rest = {name: SMALL["nodes"][name] for name in ("warm-end", "stepped-out")}
    state = {name: SMALL["state"][name] for name in ("asked", "trust")}
    return {**SMALL, "start": "node-0", "state": state, "nodes": {**nodes, **rest}}
