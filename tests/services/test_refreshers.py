"""Refreshers: which moments come back, when, and what an answer does. Whatever a browser sends."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roleplay.errors import Conflict, NotAllowed, NotFound, RefusedEvent, RoleplayError
from roleplay.identity import ANONYMOUS, Actor, Role
from roleplay.model.event import Mode
from roleplay.model.learning import Refreshed
from roleplay.model.scenario import Scenario
from roleplay.services.attempts import Playing
from roleplay.services.refreshers import EACH, Drill, Memory, Outcome
from tests.kept import MORNING
from tests.services.school import HARMED, KIM, LEE, SCENARIOS, WARM, School, curriculum
from tests.small import SMALL, small

OPENING, ASKING = "disclosure/small/opening", "disclosure/small/asking"


@pytest.fixture
def school(tmp_path: Path) -> School:
    """Kim has done nothing yet."""
    return School(tmp_path)


def memories(school: School, actor: Actor = KIM) -> dict[str, Memory]:
    """What comes back, by what it is asked for by, in order."""
    found = school.refreshers.memories(actor, school.history(actor))
    assert list(found) == sorted(found, key=lambda one: one.due)
    return {one.reference: one for one in found}


def drill(school: School, reference: str = OPENING, actor: Actor = KIM) -> Drill:
    """Open one."""
    return school.refreshers.open(actor, school.history(actor), reference)


def answer(school: School, choice: str, reference: str = OPENING, seq: int | None = None) -> Outcome:
    """Answer one."""
    step = len(school.log()) if seq is None else seq
    return school.refreshers.answer(KIM, school.history(), step, reference, choice)


def changed(scenario_id: str = "disclosure/changed", **nodes: Callable[[dict[str, Any]], None]) -> Scenario:
    """The small scenario, for practice, with nodes changed."""
    raw = copy.deepcopy({**SMALL, "id": scenario_id, "use": "practice"})
    for name, change in nodes.items():
        change(raw["nodes"][name.replace("_", "-")])
    return Scenario.model_validate(raw)


# --- which moments ---


def test_the_decisions_of_a_finished_practice_come_back(school: School) -> None:
    """Not the written reply; with the attempt and the place in it, and as often as they came back: not yet."""
    playing = school.play(*WARM)
    found = memories(school)
    assert set(found) == {OPENING, ASKING}
    for one in found.values():
        assert (one.title, one.attempt, one.times) == ("Small", playing.attempt.id, 0)
        assert playing.state.trail[one.moment].node == one.node
        assert playing.state.trail[one.moment].choice is not None


def test_only_finished_practice_comes_back(school: School) -> None:
    """No attempt that is open, none that was left, and no assessment: its decisions are not shown again."""
    school.play()
    left = school.play()
    school.attempts.leave(KIM, left, 1)
    school.play(*WARM, scenario="disclosure/form-a", mode=Mode.ASSESSMENT)
    school.put(scenarios=(small(), *SCENARIOS[1:]))
    school.play(*WARM, mode=Mode.ASSESSMENT)
    assert memories(school) == {}


def test_what_was_practised_and_is_a_form_of_an_assessment_now_does_not_come_back(school: School) -> None:
    """It would be learnt by heart; as soon as it is none any more it is there again."""
    school.play(*WARM)
    school.play(*WARM, scenario="disclosure/other")
    forms = {"disclosure": {"title": "Sharing", "forms": ["disclosure/small", "disclosure/form-b"]}}
    school.put(curriculum(assessments=forms))
    assert {one.scenario for one in memories(school).values()} == {"disclosure/other"}
    with pytest.raises(NotFound):
        drill(school)
    school.put()
    assert len(memories(school)) == 4


def test_what_the_library_does_not_hold_any_more_does_not_come_back(school: School) -> None:
    """Whoever took it away had a reason; put back, it comes as it was lived, though the file has changed since."""
    school.play(*WARM)
    before = memories(school)
    school.put(scenarios=SCENARIOS[1:])
    assert memories(school) == {}

    def renamed(node: dict[str, Any]) -> None:
        node["choices"] = {"fresh": {"text": "Fresh.", "feedback": "F."}, **node["choices"]}

    school.put(scenarios=(changed("disclosure/small", opening=renamed), *SCENARIOS[1:]))
    assert memories(school) == before
    assert "fresh" not in {offer.id for offer in drill(school).offers}
    with pytest.raises(RefusedEvent):
        answer(school, "fresh")


def test_what_slipped_comes_first_and_three_are_enough(school: School) -> None:
    """Of many decisions: a harm, then what was needed and within reach, then what went well, then the others."""
    good, fine, none = {"ticks": ["reflects"]}, {"ticks": ["keeps-it-brief"]}, {"ticks": ["says-sorry"]}
    harm = {"ticks": ["talks-over"]}
    nodes: dict[str, Any] = {}
    for name, ticks in (("extra", none), ("well", good), ("missed", good), ("harmed", harm), ("missed-too", good)):
        other = {"text": "No.", "feedback": "F.", "ticks": ["names-the-slip"]}
        nodes[name] = {
            "say": [{"dana": f"At {name}."}],
            "choices": {
                "yes": {"text": "Yes.", "feedback": "F.", **ticks},
                "no": other if name == "extra" else {**other, **fine},
            },
        }
    nodes["out"] = SMALL["nodes"]["stepped-out"]
    nodes["end"] = SMALL["nodes"]["warm-end"]
    order = [*nodes][:5]
    nodes = {**{one: nodes[one] for one in order}, "end": nodes["end"], "out": nodes["out"]}
    long = Scenario.model_validate(
        {**SMALL, "id": "disclosure/long", "use": "practice", "start": "extra", "nodes": nodes,
         "opt_out": {"goto": "out", "grounding": "G."}}
    )  # fmt: skip
    school.put(scenarios=(*SCENARIOS, long))
    school.play("extra/yes", "well/yes", "missed/no", "harmed/yes", "missed-too/no", scenario="disclosure/long")
    found = memories(school)
    assert {one.node for one in found.values()} == {"harmed", "missed", "missed-too"}
    assert len(found) == EACH
    school.play("extra/yes", "well/yes", "missed/yes", "harmed/no", "missed-too/yes", scenario="disclosure/long")
    assert {one.node for one in memories(school).values()} == {"well", "missed", "missed-too"}


def test_what_could_not_be_shown_was_not_missed(school: School) -> None:
    """A behaviour behind a condition counts only where the condition held, and a choice only where it was open."""

    def gated(node: dict[str, Any]) -> None:
        node["choices"]["sorry"]["ticks"] = [{"tick": "asks-first", "if": "trust == 3"}]
        node["choices"]["brief"]["ticks"] = ["asks-first"]
        node["choices"]["ask"]["ticks"] = []

    school.put(scenarios=(*SCENARIOS, changed(asking=gated)))
    school.play("opening/reflect", "asking/sorry", "writing/", scenario="disclosure/changed")
    assert {one.node for one in memories(school).values()} == {"opening"}
    school.play("opening/wait", "asking/ask", "writing/", scenario="disclosure/changed")
    assert {one.node for one in memories(school).values()} == {"opening", "asking"}


def test_a_decision_that_was_met_twice_comes_back_once(school: School) -> None:
    """As it went less well, with all that had led to it by then; the other visit leaves no trace."""

    def again(node: dict[str, Any]) -> None:
        node["choices"]["sorry"]["goto"] = "opening"

    def forgiven(node: dict[str, Any]) -> None:
        node["choices"]["talk"]["effects"] = {"trust": -1}

    school.put(scenarios=(*SCENARIOS, changed(asking=again, opening=forgiven)))
    steps = ("opening/reflect", "asking/sorry", "opening/talk", "asking/ask", "writing/")
    reference = "disclosure/changed/opening"
    school.play(*steps, scenario="disclosure/changed")
    found = memories(school)
    assert set(found) == {reference, "disclosure/changed/asking"}
    drilled = drill(school, reference)
    assert [one.choice.id for one in drilled.before if one.choice] == ["reflect", "sorry"]
    assert answer(school, "reflect", reference).moment.turn == 3
    assert memories(school)[reference].times == 1


def test_a_new_attempt_starts_anew(school: School) -> None:
    """The latest counts: its choices, its time; what came back before it does not."""
    school.play(*WARM)
    school.wait(days=3)
    answer(school, "wait")
    assert memories(school)[OPENING].times == 1
    later = memories(school)[OPENING].due
    school.wait(days=1)
    newer = school.play(*HARMED)
    found = memories(school)
    assert {one.attempt for one in found.values()} == {newer.attempt.id}
    assert (found[OPENING].times, found[OPENING].due < later) == (0, True)
    school.wait(hours=1)
    school.play()
    assert memories(school) == found


# --- when ---


def test_the_better_it_went_the_later_it_comes_back(school: School) -> None:
    """By what the choice showed: a harm tomorrow or so, an advanced behaviour much later; and it is due from then on."""
    dues = []
    for way in (HARMED, ("opening/pass",), WARM, ("opening/wait", "asking/ask", "writing/")):
        playing = school.play(*way)
        assert playing.attempt.ended_at is not None
        dues.append(memories(school)[OPENING].due - playing.attempt.ended_at)
    assert dues == sorted(dues)
    assert dues[0] == timedelta(days=1) < dues[2] < dues[3]
    assert dues[3] > timedelta(days=7)
    waits = memories(school)[OPENING].due - school.time
    school.wait(seconds=waits.total_seconds() - 3600)
    assert OPENING not in {one.reference for one in school.refreshers.due(KIM, school.history())}
    school.wait(hours=1)
    assert OPENING in {one.reference for one in school.refreshers.due(KIM, school.history())}


def test_the_day_is_the_same_whenever_it_is_asked_for(school: School, tmp_path: Path) -> None:
    """Now, later, and in another process."""
    school.play(*WARM)
    school.wait(days=3)
    answer(school, "reflect")
    found = memories(school)
    school.wait(days=40)
    assert memories(school) == found == memories(School(tmp_path, time=MORNING + timedelta(days=90)))


@pytest.mark.parametrize(("choice", "grade"), [("talk", 1), ("pass", 2), ("reflect", 3), ("wait", 4)])
def test_an_answer_is_graded_by_what_it_shows(school: School, choice: str, grade: int) -> None:
    """1 for a harm, 2 for nothing, 3 for a basic, 4 for an advanced behaviour; it is written down, without a word of it."""
    school.play(*WARM)
    due = memories(school)[OPENING].due
    school.time = due
    found = answer(school, choice)
    assert found.grade == grade
    assert school.log() == [Refreshed("disclosure/small", "opening", choice, grade)]
    assert found.due == memories(school)[OPENING].due
    assert memories(school)[OPENING].times == 1
    assert (found.due - due > timedelta(days=5)) is (grade > 1)


def test_a_moment_that_goes_well_comes_back_less_and_less(school: School) -> None:
    """Each time after a longer while; after a slip it is back soon."""
    school.play(*WARM)
    waits = []
    for _ in range(4):
        school.time = memories(school)[OPENING].due
        waits.append(answer(school, "reflect").due - school.time)
    assert all(earlier < later for earlier, later in pairwise(waits))
    school.time = memories(school)[OPENING].due
    assert answer(school, "talk").due - school.time < waits[-1] / 2
    assert memories(school)[OPENING].times == 5
    assert memories(school)[ASKING].times == 0


# --- going through one ---


def test_a_moment_is_shown_with_what_led_to_it(school: School) -> None:
    """The last turns and the line that is answered, nothing of what came after; the choices as they were open then."""
    school.play("opening/wait", "asking/ask", "writing/")
    opened = drill(school, ASKING)
    assert opened.title == "Small"
    assert [one.choice.id for one in opened.before if one.choice] == ["wait"]
    assert opened.before[-1].lines[-1].text == "And you?"
    assert {offer.id for offer in opened.offers} == {"ask", "brief", "sorry"}
    school.play(*WARM)
    assert {offer.id for offer in drill(school, ASKING).offers} == {"ask", "sorry"}
    opening = drill(school)
    assert [one.lines for one in opening.before if one.lines] == [opening.before[0].lines]
    assert not any(one.choice for one in opening.before)


def test_only_the_last_turns_are_shown(school: School) -> None:
    """Two of them, however long the way was."""

    def again(node: dict[str, Any]) -> None:
        node["choices"]["sorry"] |= {"goto": "opening", "ticks": ["asks-first"]}
        node["choices"]["ask"]["ticks"] = []

    school.put(scenarios=(*SCENARIOS, changed(asking=again)))
    steps = ("opening/reflect", "asking/sorry", "opening/wait", "asking/ask", "writing/")
    school.play(*steps, scenario="disclosure/changed")
    opened = drill(school, "disclosure/changed/asking")
    assert opened.memory.moment == max(one.index for one in opened.before) + 1
    assert [one.choice.id for one in opened.before if one.choice] == ["sorry", "wait"]
    assert {one.turn for one in opened.before} == {2, 3}


def test_choices_are_shuffled_anew_each_time_and_stay_until_then(school: School) -> None:
    """Over some times there is more than one order; a reload does not change it."""
    school.play(*WARM)
    orders = []
    for _ in range(6):
        shown = [offer.id for offer in drill(school).offers]
        assert shown == [offer.id for offer in drill(school).offers]
        orders.append(tuple(shown))
        answer(school, "reflect")
    assert len(set(orders)) > 2
    assert {frozenset(order) for order in orders} == {frozenset({"reflect", "wait", "talk", "pass"})}


def test_an_answer_tells_what_came_of_it(school: School) -> None:
    """The choice with its feedback, what the other person said to it, and what followed; no attempt is changed."""
    playing = school.play(*WARM)
    found = answer(school, "talk")
    assert found.moment.choice is not None
    assert (found.moment.choice.id, found.moment.choice.feedback) == ("talk", "F3.")
    assert [line.text for line in found.moment.lines] == ["Right.", "Bye then."]
    assert [one.node for one in found.onward] == ["middle", "asking"]
    assert school.store.events(playing.attempt.id) == playing.events
    assert [one.attempt.id for one in school.history()] == [playing.attempt.id]


def test_the_sites_words_are_those_of_the_attempt(school: School) -> None:
    """As they were pinned when it was played."""

    def asks(node: dict[str, Any]) -> None:
        node["choices"]["wait"]["text"] = "Shall we call {site.supervisor_title}?"

    school.put(scenarios=(*SCENARIOS, changed(opening=asks)))
    school.play(*WARM, scenario="disclosure/changed")
    texts = {offer.id: offer.text for offer in drill(school, "disclosure/changed/opening").offers}
    assert "{" not in texts["wait"]
    assert answer(school, "reflect", "disclosure/changed/opening").onward[0].lines[0].text.startswith("A pause, ")
    assert "{" not in answer(school, "reflect", "disclosure/changed/opening").onward[0].lines[0].text


# --- forged ---


@pytest.mark.parametrize(
    "reference",
    ["", "/", "disclosure/small", "disclosure/small/none", "disclosure/small/writing", "disclosure/small/warm-end",
     "disclosure/other/opening", "opening", "disclosure/small/opening/", None, 7, ["x"], "x" * 101],
)  # fmt: skip
def test_what_is_no_moment_of_ones_own_is_not_there(school: School, reference: Any) -> None:
    """A decision of a scenario that was not played, a reply, an ending, and whatever else is sent."""
    school.play(*WARM)
    for call in (lambda: drill(school, reference), lambda: answer(school, "reflect", reference)):
        with pytest.raises((NotFound, RefusedEvent)):
            call()
    assert school.log() == []


def test_a_moment_of_somebody_else_is_not_there(school: School) -> None:
    """What Lee played comes back to Lee alone."""
    school.play(*WARM, actor=LEE)
    with pytest.raises(NotFound):
        drill(school)
    with pytest.raises(NotFound):
        answer(school, "reflect")
    assert (memories(school), set(memories(school, LEE))) == ({}, {OPENING, ASKING})
    assert (school.log(), school.log(LEE)) == ([], [])


@pytest.mark.parametrize("choice", ["", "none", "ask", "brief", None, 7, ["reflect"]])
def test_a_choice_that_was_not_on_offer_is_refused(school: School, choice: Any) -> None:
    """One of another decision, none, and one that was hidden or closed then."""
    school.play(*HARMED)
    with pytest.raises(RefusedEvent):
        answer(school, choice, OPENING if choice == "ask" else ASKING)
    assert school.log() == []


@pytest.mark.parametrize("seq", [-1, 1, 7, None, "0", True, 0.0])
def test_an_answer_counts_once(school: School, seq: Any) -> None:
    """One at another step of the log is refused, and so is the same one sent again."""
    school.play(*WARM)
    with pytest.raises((Conflict, RefusedEvent)):
        school.refreshers.answer(KIM, school.history(), seq, OPENING, "reflect")
    answer(school, "reflect", seq=0)
    with pytest.raises(Conflict):
        answer(school, "reflect", seq=0)
    assert len(school.log()) == 1
    assert drill(school).seq == 1


@pytest.mark.parametrize("actor", [Actor("kim", roles=frozenset(Role) - {Role.TRAINEE}), ANONYMOUS])
def test_only_those_who_learn_are_refreshed(school: School, actor: Actor) -> None:
    """Whatever else they are."""
    school.play(*WARM)
    history = school.history()
    for call in (
        lambda: school.refreshers.memories(actor, history),
        lambda: school.refreshers.due(actor, history),
        lambda: school.refreshers.open(actor, history, OPENING),
        lambda: school.refreshers.answer(actor, history, 0, OPENING, "reflect"),
    ):
        with pytest.raises(NotAllowed):
            call()
    assert school.log() == []


# --- whatever comes ---


@pytest.fixture
def lived(school: School) -> tuple[School, Playing]:
    """Kim has played once."""
    return school, school.play(*HARMED)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    turns=st.lists(
        st.tuples(
            st.sampled_from([OPENING, ASKING, "disclosure/other/opening"]),
            st.sampled_from(["reflect", "wait", "talk", "pass", "ask", "brief", "sorry"]),
            st.sampled_from([0, 0, 0, 1, -1]),
            st.integers(0, 400),
        ),
        max_size=8,
    )
)
def test_whatever_is_answered_what_comes_back_is_in_the_future(
    lived: tuple[School, Playing], turns: list[tuple[str, str, int, int]]
) -> None:
    """An answer puts its moment off by a day or more, and no other one; what is refused changes nothing."""
    school, _ = lived
    for reference, choice, offset, hours in turns:
        school.wait(hours=hours)
        before, log = memories(school), school.log()
        try:
            found = answer(school, choice, reference, len(log) + offset)
        except RoleplayError:
            assert (memories(school), school.log()) == (before, log)
        else:
            after = memories(school)
            assert found.due == after[reference].due >= school.time + timedelta(days=1) - timedelta(minutes=1)
            assert after[reference].times == before[reference].times + 1
            assert {one: after[one] for one in after if one != reference} == {
                one: before[one] for one in before if one != reference
            }
