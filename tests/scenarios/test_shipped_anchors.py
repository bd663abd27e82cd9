"""The shipped anchors: each key is what the choices carry, or says why not, and together they span what is marked."""

from __future__ import annotations

from collections import Counter

import pytest

from roleplay.authoring.anchors import carried
from roleplay.engine import compile_scenario
from roleplay.engine.anchored import log_of, site_of, turns_of
from roleplay.model.anchor import Anchor
from roleplay.model.rubric import Kind
from roleplay.model.scenario import Use
from roleplay.model.site import Site
from roleplay.scoring import score
from roleplay.scoring.marked import FEWEST_ANCHORS, FEWEST_ITEMS
from roleplay.services.anchored import key_levels
from tests.scenarios.proved import LIBRARY

ANCHORS: list[Anchor] = [one.thing for one in LIBRARY.anchors if one.thing is not None]
KINDS = {one.id: one.kind for rubric in LIBRARY.competencies.values() for one in rubric.behaviours}
each = pytest.mark.parametrize("anchor", ANCHORS, ids=lambda one: one.id)


def test_there_are_eight_over_five_scenarios_to_practise_with() -> None:
    """None is over a form of an assessment, which would give it away; and there is enough to be calibrated on."""
    assert len(ANCHORS) == len(LIBRARY.anchors) >= 8
    scenarios = {one.scenario for one in ANCHORS}
    assert len(scenarios) >= 5
    assert all(LIBRARY.playable[one].use is Use.PRACTICE for one in scenarios)
    levels = [key_levels(one, LIBRARY.playable[one.scenario], LIBRARY.competencies) for one in ANCHORS]
    assert sum(len(one) for one in levels) >= 16
    assert len(ANCHORS) > FEWEST_ANCHORS
    assert sum(len(one) for one in levels[:FEWEST_ANCHORS]) >= FEWEST_ITEMS


def test_the_keys_span_all_levels() -> None:
    """Every level comes up three times at least, harm among them, and no anchor is alike throughout."""
    found: Counter[int] = Counter()
    for one in ANCHORS:
        levels = key_levels(one, LIBRARY.playable[one.scenario], LIBRARY.competencies)
        assert len(set(levels.values())) > 1, one.id
        found.update(int(level) for level in levels.values() if level is not None)
    assert all(found[level] >= 3 for level in (1, 2, 3, 4)), found
    assert sum(any(KINDS[tick.tick] is Kind.HARMFUL for tick in one.key) for one in ANCHORS) >= 3


@each
def test_what_the_choices_carry_is_in_the_key_or_explained(anchor: Anchor) -> None:
    """The machine's ticks are the key's at every choice; whatever else the key has is at a written reply."""
    game = compile_scenario(LIBRARY.playable[anchor.scenario])
    state = game.replay(log_of(anchor, (), site_of(anchor, Site())))
    assert len(turns_of(state)) == len(anchor.way)
    explained = {(one.tick, one.turn) for one in anchor.not_found}
    key = {(one.tick, one.turn) for one in anchor.key}
    machine = {tuple(one) for one in carried(game, state)}
    assert machine - key == explained
    replies = {turn for turn, step in enumerate(anchor.way, start=1) if step.write is not None}
    assert {turn for _, turn in key - machine} <= replies
    assert all(any(turn == reply for _, turn in key) for reply in replies), "a reply in which nothing is to be seen"


@each
def test_where_the_machine_and_the_key_are_apart_a_reply_is_why(anchor: Anchor) -> None:
    """A level that differs from what the choices come to has a tick at a reply in its competency."""
    scenario = LIBRARY.playable[anchor.scenario]
    game = compile_scenario(scenario)
    log = log_of(anchor, (), site_of(anchor, Site()))
    machine = {one.competency: one.level for one in score(game, LIBRARY.competencies, game.replay(log)).competencies}
    replies = {turn for turn, step in enumerate(anchor.way, start=1) if step.write is not None}
    for competency, level in key_levels(anchor, scenario, LIBRARY.competencies).items():
        if level != machine[competency]:
            own = {one.id for one in LIBRARY.competencies[competency].behaviours}
            assert any(tick.tick in own and tick.turn in replies for tick in anchor.key), competency


@each
def test_every_tick_has_a_reason_of_its_own(anchor: Anchor) -> None:
    """Whole sentences, and no two alike; what is to be seen in the anchor is said as well."""
    reasons = [one.because for one in (*anchor.key, *anchor.not_found)]
    assert len(set(reasons)) == len(reasons)
    assert all(reason.endswith((".", '"', "'")) for reason in reasons)
    assert len(anchor.about.split()) >= 30
