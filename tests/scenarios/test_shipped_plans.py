"""The plans for workshops that come with the workbook, and the questions that scenarios carry for them."""

from __future__ import annotations

import pytest

from roleplay.authoring.folders import files_in, released, shipped
from roleplay.authoring.library import load_some
from roleplay.engine.planning import rounds_take
from roleplay.model.workshop import Plan, Way
from tests.scenarios.proved import LIBRARY as WHOLE

FOLDER = shipped() / "workshops"
LIBRARY = load_some([FOLDER])
PLANS = {one.thing.id or "": one.thing for one in LIBRARY.plans if one.thing is not None}

each = pytest.mark.parametrize("plan", PLANS.values(), ids=list(PLANS))


def test_there_are_three_and_everybody_gets_them() -> None:
    """None has anything to mend, not even a warning: there are rests, a closing, and time enough."""
    assert sorted(PLANS) == ["a-first-evening", "staying-with-it", "where-my-role-ends"]
    assert len(files_in(FOLDER)) == len(PLANS)
    assert LIBRARY.diagnostics == ()
    assert FOLDER in released()


@each
def test_a_plan_cares_for_those_who_come(plan: Plan) -> None:
    """It says what comes up before people come in, that one can leave, and that secrecy has its limit; it ends gently."""
    assert "leave" in plan.about or "step away" in plan.about
    rules = " ".join(plan.ground_rules)
    assert "their own story" in rules
    assert "in danger" in rules
    first, last = plan.sections[0], plan.sections[-1]
    assert (first.way, last.way) == (Way.TALK, Way.TALK)
    assert last.minutes >= 10
    assert plan.begins is not None


@each
def test_whoever_leads_it_for_the_first_time_is_told_how(plan: Plan) -> None:
    """Every section has notes, and every one in which people talk has questions; rounds fit exactly or leave time."""
    assert all(len(one.notes) > 80 for one in plan.sections)
    assert all(one.prompts for one in plan.sections if one.minutes > 15 or one.way is not Way.TALK)
    for one in plan.sections:
        assert one.way is not Way.TRIADS or rounds_take(one) <= one.minutes


def test_ten_scenarios_and_more_carry_questions_that_ask_for_nobodys_own_story() -> None:
    """Four or more each; they are about the conversation, and none is a question of yes or no only."""
    found = {one.id: one.discussion for one in WHOLE.playable.values() if one.discussion}
    assert len(found) >= 10
    for prompts in found.values():
        assert len(prompts) >= 4
        assert all("?" in one or one.endswith(".") for one in prompts)
        assert not any("your own story" in one or "your story" in one for one in prompts)
