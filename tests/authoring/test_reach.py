"""What nobody can ever see, against playing every way."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
from hypothesis import given, settings

from roleplay.authoring.diagnostic import Diagnostic, Places
from roleplay.authoring.memory import always, conditions, domains, names_in
from roleplay.authoring.moments import Moments, moments, moments_heard
from roleplay.authoring.product import explore
from roleplay.authoring.product import settings as settings_of
from roleplay.authoring.reach import reach, why_never
from roleplay.engine import Compiled, Passage, compile_scenario
from roleplay.model.condition import Value, parse
from roleplay.model.scenario import Choice, Node, Scenario, TickRule
from tests.authoring.files import proof_of
from tests.authoring.played import Found, Play, at, found_in, places_of, plays, scenarios

CODES = frozenset({"RP310", "RP311", "RP312", "RP313", "RP314", "RP315", "RP316", "RP317", "RP318"})


def found(scenario: Scenario, places: Places, *, lines: bool = True) -> tuple[Diagnostic, ...]:
    """What is found out of reach."""
    game = compile_scenario(scenario)
    products = [explore(game, setting) for setting in settings_of(game)]
    seen = moments_heard(game, products) if lines else moments(game, products)
    return tuple(reach(game, products, seen, places, lines=lines))


class Naive:
    """What there was to see when every way was played."""

    def __init__(self, scenario: Scenario, played: tuple[Play, ...], places: Places) -> None:
        self.game: Compiled = compile_scenario(scenario)
        self.places = places
        self.known = domains(scenario)
        self.seed = played[0].state.seed
        trails = list(chain.from_iterable(play.state.trail for play in played))
        self.reached = [passage for passage in trails if passage.choice is None and not passage.replied]
        self.chosen = [passage for passage in trails if passage.choice is not None]

    def findings(self) -> Iterator[Found]:
        """All that should be found, but for bounds."""
        for node in self.game.scenario.nodes:
            here = [passage for passage in self.reached if passage.node == node.id]
            if here:
                yield from self._node(node, here)
            elif node.id != self.game.scenario.opt_out.goto:
                yield at(self.places, "RP310", "nodes", node.id)

    def _held(self, never: str, text: str | None, held: list[bool], *steps: str | int) -> Iterator[Found]:
        if text is None:
            return
        if not any(held):
            yield at(self.places, never, *steps)
        elif all(held) and not always(text, self.known):
            yield at(self.places, "RP315", *steps)

    def _ticks(self, rules: tuple[TickRule, ...], there: list[Passage], *steps: str | int) -> Iterator[Found]:
        for index, rule in enumerate(rules):
            held = [rule.tick in self.game.ticks(passage) for passage in there]
            yield from self._held("RP314", rule.only_if, held, *steps, "ticks", index, "if")

    def _node(self, node: Node, here: list[Passage]) -> Iterator[Found]:
        yield from self._ticks(node.ticks, here, "nodes", node.id)
        for index, line in enumerate(node.say):
            held = [any(said is line for said in self.game.lines(passage)) for passage in here]
            yield from self._held("RP311", line.only_if, held, "nodes", node.id, "say", index, "if")
        for choice in node.choices:
            yield from self._choice(node, choice, here)
        if not node.choices:
            return
        opened = [sum(offer.open for offer in self._offers(passage).values()) for passage in here]
        if 0 in opened and node.otherwise is None:
            yield at(self.places, "RP316", "nodes", node.id)
        free = any(choice.shown_if is None and choice.enabled_if is None for choice in node.choices)
        if 0 not in opened and node.otherwise is not None and not free:
            yield at(self.places, "RP317", "nodes", node.id, "otherwise")
        if 1 in opened:
            yield at(self.places, "RP318", "nodes", node.id)

    def _offers(self, passage: Passage) -> dict[str, Any]:
        return {offer.id: offer for offer in self.game.offers_at(passage.node, passage.values, self.seed)}

    def _choice(self, node: Node, choice: Choice, here: list[Passage]) -> Iterator[Found]:
        steps = ("nodes", node.id, "choices", choice.id)
        offers = [self._offers(passage) for passage in here]
        shown = [choice.id in one for one in offers]
        yield from self._held("RP312", choice.shown_if, shown, *steps, "shown_if")
        opened = [one[choice.id].open for one in offers if choice.id in one]
        gate = choice.enabled_if.when if choice.enabled_if else None
        if any(shown):
            yield from self._held("RP313", gate, opened, *steps, "enabled_if", "when")
        if not any(opened):
            return
        taken = [p for p in self.chosen if (p.node, p.choice) == (node.id, choice.id)]
        yield from self._ticks(choice.ticks, taken, *steps)
        for index, line in enumerate(choice.response):
            held = [any(said is line for said in self.game.lines(passage)) for passage in taken]
            yield from self._held("RP311", line.only_if, held, *steps, "response", index, "if")


@given(scenarios())
@settings(max_examples=150)
def test_what_is_out_of_reach_is_what_never_turns_up(data: dict[str, Any]) -> None:
    """A finding for every node, line, choice, behaviour and fallback that no way shows, and for no other."""
    scenario, places = Scenario.model_validate(data), places_of(data)
    expected = set(Naive(scenario, plays(scenario), places).findings())
    assert found_in(found(scenario, places), CODES) == expected


@given(scenarios())
@settings(max_examples=100)
def test_without_its_lines_the_rest_is_the_same(data: dict[str, Any]) -> None:
    """What lines read changes nothing that is said about choices and ticks; bounds are then left alone."""
    scenario, places = Scenario.model_validate(data), places_of(data)
    with_lines = found_in(found(scenario, places), CODES)
    without = found(scenario, places, lines=False)
    of_lines = {
        at(places, code, *steps)
        for steps, _ in conditions(scenario)
        if {"say", "response"} & set(steps)
        for code in ("RP311", "RP315")
    }
    assert found_in(without, CODES) == with_lines - of_lines
    assert "RP320" not in {one.code for one in without}


def _numbers(game: Compiled, played: tuple[Play, ...]) -> tuple[set[Value], set[Value]]:
    """The values of `trust` at which it is read, and all that it ever has."""
    slot, read, had = game.slots["trust"], set[Value](), set[Value]()
    by_node: dict[str, set[str]] = {}
    by_response: dict[tuple[str, str], set[str]] = {}
    for steps, text in conditions(game.scenario):
        names = set(names_in(parse(text)))
        if "response" in steps:
            by_response.setdefault((str(steps[1]), str(steps[3])), set()).update(names)
        else:
            by_node.setdefault(str(steps[1]), set()).update(names)
    for passage in chain.from_iterable(play.state.trail for play in played):
        value = passage.values[slot]
        had.add(value)
        if passage.choice is None and not passage.replied and "trust" in by_node.get(passage.node, ()):
            read.add(value)
        if passage.choice is not None:
            after = game.nodes[passage.node].choices[passage.choice].apply(passage.values)[slot]
            had.add(after)
            if "trust" in by_response.get((passage.node, passage.choice), ()):
                read.add(after)
    return read, had


@given(scenarios())
@settings(max_examples=150)
def test_a_bound_that_is_never_reached_is_met_by_no_condition(data: dict[str, Any]) -> None:
    """What is said of a bound is true where the number is read, and is said when nothing ever gets there."""
    scenario, places = Scenario.model_validate(data), places_of(data)
    game = compile_scenario(scenario)
    read, had = _numbers(game, plays(scenario))
    said = {one.message.split()[3].rstrip(",") for one in found(scenario, places) if one.code == "RP320"}
    effects = {name for node in scenario.nodes for choice in node.choices for name in choice.effects}
    used = "trust" in effects and any("trust" in names_in(parse(text)) for _, text in conditions(scenario))
    for bound in (0, 3):
        assert not (str(bound) in said and bound in read)
        if used and bound not in had:
            assert str(bound) in said
    assert used or not said


STATE = "state: {warm: {flag: false}}"
EFFECT = "effects: {warm: true}"
READ = "if: warm}"
ASK_ON = "        text: What went through your mind there?\n"
ADMIRE = "        text: And then you came in all the same.\n"
LEFT = "  left:\n"
AGAIN_END = "        feedback: She had not yet seen that hour as something she managed.\n"
SIT = "      sit:\n        text: Shall we sit?\n        feedback: There was room for her to say nothing, and she took it.\n"
SIT_TEXT = "        text: Shall we sit?\n"
NUMBER = (
    (STATE, "state: {warm: {range: [0, 4], start: 0}}"),
    (EFFECT, "effects: {warm: +2}"),
    (ADMIRE, f"{ADMIRE}        effects: {{warm: +2}}\n"),
    (READ, "if: warm >= 1}"),
    (AGAIN_END, AGAIN_END + SIT),
)


def test_the_scenario_itself_has_nothing_out_of_reach() -> None:
    """Otherwise the messages below would stand among others."""
    assert proof_of(*NUMBER) == []


@pytest.mark.parametrize(
    ("condition", "why"),
    [
        ("warm >= 3", "needs warm >= 3, at most 2 is reachable here"),
        ("warm > 2", "needs warm > 2, at most 2 is reachable here"),
        ("warm <= 3 and warm >= 3", "needs warm >= 3, at most 2 is reachable here"),
        ("warm == 1", "needs warm == 1, and here it is 0 or 2"),
        ("not (warm <= 2)", "needs not (warm <= 2), and here it is 0 or 2"),
        ("warm == 3 or warm == 1", "warm == 3 or warm == 1 never holds here"),
        ("not (warm == 0 or warm == 2)", "not (warm == 0 or warm == 2) never holds here"),
        ("warm == 1 and (warm == 1 or warm == 2)", "needs warm == 1, and here it is 0 or 2"),
    ],
)
def test_a_choice_that_is_never_shown_says_what_it_needs_and_what_there_is(condition: str, why: str) -> None:
    """Of several parts the first that never holds."""
    hidden = (SIT_TEXT, f"{SIT_TEXT}        shown_if: {condition}\n")
    assert proof_of(*NUMBER, hidden) == [f"RP312 The choice `sit` can never be shown: {why}."]


def test_parts_that_never_hold_together_are_said_to_do_so() -> None:
    """Each of them holds at some moment."""
    hidden = (SIT_TEXT, f"{SIT_TEXT}        shown_if: warm >= 2 and not late\n")
    late = ((STATE, "state: {warm: {range: [0, 4], start: 0}, late: {flag: false}}"), *NUMBER[1:])
    always_late = (late[0], (EFFECT, "effects: {warm: +2, late: true}"), *late[2:])
    assert proof_of(*always_late, hidden) == [
        "RP312 The choice `sit` can never be shown: needs warm >= 2 and not late, and here these never come together."
    ]


def test_least_is_said_where_a_condition_wants_less() -> None:
    """At least, where a number is too high."""
    start = (NUMBER[0][0], NUMBER[0][1].replace("start: 0", "start: 1"))
    hidden = (SIT_TEXT, f"{SIT_TEXT}        shown_if: warm < 1\n")
    said = proof_of(start, *NUMBER[1:], hidden)
    assert "RP312 The choice `sit` can never be shown: needs warm < 1, at least 1 is reachable here." in said


def test_a_word_and_a_site_setting_are_named_as_they_are() -> None:
    """Words as words, flags as true or false."""
    moments = Moments({"mood": 0, "late": 1}, frozenset({("tense", False), ("calm", False)}))
    assert why_never("mood == cross", moments) == "needs mood == cross, and here it is calm or tense"
    assert why_never("late", moments) == "needs late, and here it is always false"
    assert why_never("mood == calm and late == true", moments) == "needs late == true, and here it is always false"


def test_a_closed_choice_is_only_held_against_moments_when_it_is_shown() -> None:
    """Somebody who sees it has `warm >= 2`, so `warm == 0` never opens it."""
    gate = "        shown_if: warm >= 2\n        enabled_if: {when: warm == 0, reason: She has sat down.}\n"
    assert proof_of(*NUMBER, (SIT_TEXT, SIT_TEXT + gate)) == [
        "RP313 The choice `sit` can never be taken: needs warm == 0, and here it is always 2."
    ]


def test_a_response_is_heard_after_the_effects() -> None:
    """What a choice changes counts for the lines that answer it."""
    response = "        effects: {warm: +2}\n        response:\n          - {vesna: Oh., if: warm == 4}\n"
    plain = [change for change in NUMBER if change[0] != ADMIRE]
    assert proof_of(*plain, (ADMIRE, ADMIRE + response)) == []


def test_a_bound_that_only_a_response_hears_is_reached() -> None:
    """It is read there, though the number stands at it nowhere else."""
    response = "        effects: {warm: +2}\n        response:\n          - {vesna: Oh., if: warm == 4}\n"
    plain = [change for change in NUMBER if change[0] not in {ADMIRE, READ}]
    assert proof_of(*plain, (READ, "cue: She waves.}"), (ADMIRE, ADMIRE + response)) == []


def test_a_node_out_of_reach_names_what_leads_to_it() -> None:
    """The choice that is never taken, and the node."""
    bus = "  bus:\n    say:\n      - {vesna: Mine.}\n    goto: close\n"
    hidden = (SIT_TEXT, f"{SIT_TEXT}        shown_if: warm >= 3\n        goto: bus\n")
    said = proof_of(*NUMBER, hidden, (LEFT, bus + LEFT))
    assert 'RP310 The node "bus" cannot be reached: what leads to it is never taken (again/sit).' in said


def test_a_moment_is_named_by_a_way_to_it_and_by_its_setting() -> None:
    """So that it can be seen by playing."""
    mood = (STATE, "state: {warm: {flag: false}, mood: {vary: [tired, cross]}}")
    closed = (ASK_ON, f"{ASK_ON}        shown_if: warm or mood == tired\n")
    assert proof_of(mood, closed) == ['RP318 At "again" only `admire` is open after opening/order under mood == cross.']
    both = (ADMIRE, f"{ADMIRE}        shown_if: warm or mood == tired\n")
    assert proof_of(mood, closed, both) == [
        'RP316 All choices of "again" can be closed, after opening/order under mood == cross, and there is no otherwise.'
    ]


def test_a_fallback_beside_an_open_choice_is_said_once() -> None:
    """RP212 has said it without a proof."""
    assert [one[:5] for one in proof_of(("    choices:\n", "    otherwise: close\n    choices:\n"))] == ["RP212"]


def test_a_condition_that_always_holds_is_said_once() -> None:
    """RP224 has said it without a proof."""
    assert [one[:5] for one in proof_of((READ, "if: warm or not warm}"))] == ["RP224"]


def test_a_number_that_nothing_reads_or_changes_has_no_bounds_to_reach() -> None:
    """RP225 and RP226 have said what is wrong with it."""
    more = (STATE, "state: {warm: {flag: false}, calm: {range: [0, 4], start: 0}}")
    assert [one[:5] for one in proof_of(more)] == ["RP225", "RP226"]
    assert [one[:5] for one in proof_of(more, (READ, "if: warm or calm >= 1}"))] == ["RP226"]
