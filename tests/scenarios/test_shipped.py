"""The shipped library, proved: complete, fair and worth its score under every setting, and free to leave everywhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from roleplay.authoring.exploration import Exploration, Proof, backwards
from roleplay.authoring.product import Step
from roleplay.authoring.witness import Ways
from roleplay.engine import Compiled, Phase, State, compile_scenario
from roleplay.engine.display import drawn
from roleplay.model.event import Chose, Ended, Expected, Started, Wrote
from roleplay.model.rubric import Kind
from tests.scenarios.proved import EXPLORATIONS, LIBRARY

HARMS = frozenset(b.id for rubric in LIBRARY.competencies.values() for b in rubric.behaviours if b.kind is Kind.HARMFUL)

FIVE = {
    "de-escalation/the-front-desk": {"letter", "what-there-is", "keys"},
    "disclosure/the-first-question": {"did-you"},
}
"""Decisions with a fifth choice; none is to be added."""

each = pytest.mark.parametrize("one", EXPLORATIONS.values(), ids=list(EXPLORATIONS))


def _is_kind(step: Step) -> bool:
    return HARMS.isdisjoint((*step.shows, *step.arrives))


def test_nothing_in_the_library_is_to_be_mended() -> None:
    """No errors, no warnings, of any code; and there is something to look at."""
    assert LIBRARY.diagnostics == ()
    assert len(EXPLORATIONS) == len(LIBRARY.scenarios) >= 3


@each
def test_every_node_and_choice_can_be_reached(one: Exploration) -> None:
    """Coverage is whole."""
    assert one.nodes_reached == {node.id for node in one.scenario.nodes}
    assert one.choices_open == {f"{node.id}/{choice.id}" for node in one.scenario.nodes for choice in node.choices}


@each
def test_levels_2_to_4_are_within_reach_under_every_setting(one: Exploration) -> None:
    """In each competency that is assessed; level 1 in one of them at least."""
    for proof in one.proofs:
        assert all({2, 3, 4} <= set(levels) for levels in proof.levels.values())
        assert any(1 in levels for levels in proof.levels.values())


@each
def test_the_standard_can_be_met_under_every_setting(one: Exploration) -> None:
    """Whatever the site has set, and whatever varies."""
    assert all(proof.met_standard is not None for proof in one.proofs)


@each
def test_whoever_has_done_no_harm_can_go_on_without_it(one: Exploration) -> None:
    """From every such state some way without harm leads to an ending."""
    for proof in one.proofs:
        product = proof.product
        assert HARMS.isdisjoint(product.begins)
        can_end: set[int] = set()
        for state in backwards(product, one.scenario.id):
            steps = product.steps[state]
            if not steps or any(_is_kind(step) and step.target in can_end for step in steps):
                can_end.add(state)
        unharmed = Ways(product, _is_kind)
        assert {state for state in range(len(product.nodes)) if state in unharmed} <= can_end


@each
def test_a_scenario_is_long_enough_and_its_decisions_are_decisions(one: Exploration) -> None:
    """Eight decisions on the longest way, three endings, three or four open choices at every decision but `FIVE`."""
    game = compile_scenario(one.scenario)
    assert all(proof.decisions.most >= 8 for proof in one.proofs)
    assert len(one.endings) >= 3
    states = (state for proof in one.proofs for state in _playing(game, proof) if game.nodes[state.node].choices)
    opened = {(state.node, len(game.open_choices(state))) for state in states if state.phase is Phase.ENACT}
    assert {node for node, count in opened if count not in {3, 4}} == FIVE.get(one.scenario.id, set())
    assert {count for _, count in opened} <= {3, 4, 5}


@each
def test_leaving_is_open_everywhere_and_leads_to_its_ending(one: Exploration) -> None:
    """At every state that can be reached, by playing; before the conversation too."""
    game = compile_scenario(one.scenario)
    seen = 0
    for proof in one.proofs:
        for state in _playing(game, proof):
            if state.phase is Phase.REFLECT:
                continue
            left = game.step(state, Ended(left=True))
            ending = game.ending(left)
            assert left.phase is Phase.CLOSED
            assert ending is not None
            assert ending.id == one.scenario.opt_out.goto
            assert ending.end is not None
            seen += 1
    assert seen > len(one.scenario.nodes)


def _playing(game: Compiled, proof: Proof) -> Iterator[State]:
    """Play to every state that was proved; each once, by the engine. It offers what was proved to be open."""
    product, setting = proof.product, proof.setting
    varied = {name: game.scenario.state[name].vary for name in setting.vary}
    seed = next(s for s in range(10_000) if all(drawn(s, n, varied[n]) == w for n, w in setting.vary.items()))
    before = game.step(None, Started("0" * 64, (), dict(setting.site), seed, "practice"))
    yield before
    waiting = [(0, game.step(before, Expected()))]
    met = {0}
    for place, state in waiting:
        here = _onward(game, proof, place)
        assert product.nodes[here] == state.node
        yield state
        steps = product.steps[here]
        assert [step.choice for step in steps if step.choice is not None] == list(game.open_choices(state))
        for step in steps:
            if step.target not in met:
                met.add(step.target)
                event = Wrote(state.node, None) if step.choice is None else Chose(state.node, step.choice)
                waiting.append((step.target, game.step(state, event)))


def _onward(game: Compiled, proof: Proof, place: int) -> int:
    """The state at which the conversation waits for somebody: what goes on by itself is gone through."""
    steps = proof.product.steps[place]
    while steps and steps[0].choice is None and game.nodes[proof.product.nodes[place]].source.reply is None:
        place = steps[0].target
        steps = proof.product.steps[place]
    return place
