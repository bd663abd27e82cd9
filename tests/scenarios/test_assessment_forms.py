"""The two forms of an assessment ask for the same: shown by what is proved of them, not by their looks."""

from __future__ import annotations

from functools import cache

import pytest

from roleplay.authoring.exploration import Exploration, prove
from roleplay.authoring.folders import released
from roleplay.authoring.library import load_library
from roleplay.model.scenario import Scenario, Use
from tests.scenarios.proved import LIBRARY

(CURRICULUM,) = (one.thing for one in LIBRARY.curricula if one.thing is not None)
FORMS = {one.id: one.forms for one in CURRICULUM.assessments}


@cache
def proved(scenario_id: str) -> Exploration:
    """A form with what was proved of it."""
    return prove(LIBRARY.playable[scenario_id], LIBRARY.competencies)


def opportunities(scenario: Scenario, competency: str) -> int:
    """Decisions at which something can be chosen that shows a required basic of a competency."""
    required = set(scenario.assesses[competency].requires)
    return sum(
        any(required & {rule.tick for rule in choice.ticks} for choice in node.choices) for node in scenario.nodes
    )


def test_there_are_two_forms_for_each_of_three_pillars() -> None:
    """And they are all that there is to assess with."""
    assert set(FORMS) == {"disclosure", "de-escalation", "referral"}
    listed = [form for forms in FORMS.values() for form in forms]
    assert sorted(listed) == sorted(one.id for one in LIBRARY.playable.values() if one.use is Use.ASSESSMENT)
    assert len(set(listed)) == 6


@pytest.mark.parametrize("pillar", FORMS)
def test_forms_ask_for_the_same(pillar: str) -> None:
    """Competencies, how many basics each requires, levels within reach, replies, length, intensity, medium."""
    first, second = (proved(form) for form in FORMS[pillar])
    assert set(first.scenario.assesses) == set(second.scenario.assesses)
    for competency in first.scenario.assesses:
        needs = [len(one.scenario.assesses[competency].requires) for one in (first, second)]
        assert needs[0] == needs[1]
        assert set(first.ways(competency)) == set(second.ways(competency))
        chances = [opportunities(one.scenario, competency) for one in (first, second)]
        assert abs(chances[0] - chances[1]) <= 1, (competency, chances)
    longest = [max(proof.decisions.most for proof in one.proofs) for one in (first, second)]
    assert abs(longest[0] - longest[1]) <= 1
    alike = [
        (one.scenario.intensity, one.scenario.duration_min, one.scenario.medium, replies(one.scenario))
        for one in (first, second)
    ]
    assert alike[0] == alike[1]


def replies(scenario: Scenario) -> int:
    """How often somebody writes in it."""
    return sum(node.reply is not None for node in scenario.nodes)


@pytest.mark.parametrize("pillar", FORMS)
def test_forms_are_not_the_same_conversation(pillar: str) -> None:
    """Nobody in one appears in the other, and no choice of one stands in the other."""
    first, second = (LIBRARY.playable[form] for form in FORMS[pillar])
    people = [{one.mentor.name, *(person.name for person in one.cast)} for one in (first, second)]
    said = [{choice.text for node in one.nodes for choice in node.choices} for one in (first, second)]
    assert not people[0] & people[1]
    assert not said[0] & said[1]


def test_forms_are_not_among_what_everybody_gets() -> None:
    """They are loaded by whoever wants them."""
    held = load_library(released(), proved_before=released())
    assert not [one for one in held.playable.values() if one.use is Use.ASSESSMENT]
    assert len(held.playable) >= 20
