"""Assessments: which form, when, and that nobody chooses for themselves."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roleplay.errors import NotAllowed, NotFound, RefusedEvent
from roleplay.identity import ANONYMOUS, Actor, ActorKind, Role
from roleplay.model.event import Mode
from roleplay.services.assessing import Assessment, Readiness
from roleplay.services.attempts import Playing
from roleplay.services.authority import owner_of
from roleplay.store import Feedback, Options, Status
from tests.services.school import COLD, CRISIS, HARMED, KIM, LEE, SCENARIOS, WARM, School, curriculum, item, module
from tests.small import small

FORMS = ("disclosure/form-a", "disclosure/form-b")


@pytest.fixture
def school(tmp_path: Path) -> School:
    """Kim has done the module that comes before the assessment."""
    made = School(tmp_path)
    learn(made)
    return made


def learn(school: School, actor: Actor = KIM) -> None:
    """Do that module: its check, and its role-play."""
    school.pass_check("listening", actor)
    school.play(*COLD, actor=actor)


def offered(school: School, actor: Actor = KIM) -> tuple[Assessment, ...]:
    """What somebody is offered."""
    studying = school.studying(actor)
    return school.assessing.offered(actor, studying.curriculum, studying.standing, school.history(actor))


def stands(school: School, actor: Actor = KIM) -> Assessment:
    """How the one assessment stands for somebody."""
    (one,) = offered(school, actor)
    return one


def start(school: School, actor: Actor = KIM, pillar: Any = "disclosure") -> Playing:
    """Begin it."""
    studying = school.studying(actor)
    return school.assessing.start(actor, studying.curriculum, studying.standing, school.history(actor), pillar)


# --- which form ---


def test_both_forms_are_drawn_about_equally_often(school: School) -> None:
    """Over many people, and over pillars for one of them; guests and persons of the same id are not the same."""
    studying = school.studying()
    pillars = {one: {"title": one, "forms": list(FORMS)} for one in (f"p{number}" for number in range(400))}
    many = curriculum(assessments=pillars)
    found = school.assessing.offered(KIM, many, studying.standing, ())
    assert 160 < Counter(one.scenario for one in found)[FORMS[0]] < 240
    few = curriculum(assessments={"disclosure": {"title": "S", "forms": list(FORMS)}})
    assessing = school.assessing

    def drawn(actor: Actor) -> str | None:
        return assessing.offered(actor, few, studying.standing, ())[0].scenario

    people = [Actor(f"{number:032x}") for number in range(200)]
    assert 75 < Counter(map(drawn, people))[FORMS[0]] < 125
    guests = [drawn(Actor(one.id, ActorKind.GUEST)) for one in people]
    assert guests != [drawn(one) for one in people]


def test_a_form_stays_the_same_however_often_it_is_asked_for(school: School, tmp_path: Path) -> None:
    """By another process too, and after leaving: nobody gets another form by coming again."""
    first = stands(school).scenario
    for _ in range(3):
        begun = start(school)
        assert begun.attempt.scenario_id == first
        school.attempts.leave(KIM, begun, 1)
    assert stands(School(tmp_path)).scenario == first


def test_a_retake_takes_the_other_form(school: School) -> None:
    """And one after that the first again, each after a practice in between."""
    taken = []
    for _ in range(3):
        begun = start(school)
        taken.append(begun.attempt.scenario_id)
        school.go_on(begun, *HARMED)
        school.play(*WARM)
    assert taken[0] == taken[2] != taken[1]
    assert set(taken) == set(FORMS)
    assert [one.attempt.scenario_id for one in stands(school).taken] == taken


# --- when ---


def test_it_waits_for_its_modules(tmp_path: Path) -> None:
    """Until they are done it is listed with what comes before it, and cannot be begun."""
    school = School(tmp_path)
    found = stands(school)
    assert (found.readiness, found.waits_for) == (Readiness.LEARN_FIRST, ("listening",))
    with pytest.raises(NotAllowed, match="come before"):
        start(school)
    assert school.history() == ()
    learn(school)
    found = stands(school)
    assert (found.readiness, found.waits_for, found.going, found.taken) == (Readiness.OPEN, (), None, ())


def test_one_that_was_begun_goes_on(school: School) -> None:
    """It is not begun twice; feedback waits for its end, and it cannot be taken up again from the middle."""
    begun = start(school)
    assert (begun.attempt.mode, begun.attempt.options) == (Mode.ASSESSMENT, Options(Feedback.END))
    found = stands(school)
    assert (found.readiness, found.scenario) == (Readiness.GOING, begun.attempt.scenario_id)
    assert found.going is not None
    assert found.going.attempt.id == begun.attempt.id
    with pytest.raises(NotAllowed, match="begun already"):
        start(school)
    with pytest.raises(NotAllowed):
        school.attempts.branch(KIM, begun.attempt.id, 0)


def test_leaving_is_no_attempt(school: School) -> None:
    """It is open again, in the same form, and nothing was taken."""
    begun = start(school)
    school.attempts.leave(KIM, begun, 1)
    found = stands(school)
    assert (found.readiness, found.scenario, found.taken) == (Readiness.OPEN, begun.attempt.scenario_id, ())
    assert school.history()[0].attempt.status is Status.LEFT


def test_a_retake_comes_after_a_practice(school: School) -> None:
    """One that was finished after it, of a competency that it asks for: none before it, left, open, or of others."""
    school.play(*WARM)
    opened = school.play()
    school.go_on(start(school), *HARMED)
    school.play(*WARM, scenario="disclosure/apart")
    school.attempts.leave(KIM, school.play(), 1)
    school.play()
    found = stands(school)
    assert (found.readiness, len(found.taken)) == (Readiness.PRACTISE_FIRST, 1)
    with pytest.raises(NotAllowed, match="after a practice"):
        start(school)
    school.go_on(opened, *COLD)
    found = stands(school)
    assert (found.readiness, found.scenario) == (Readiness.RETAKE, next(one for one in FORMS if one != found.taken[0].attempt.scenario_id))  # fmt: skip
    school.go_on(start(school), *HARMED)
    assert stands(school).readiness is Readiness.PRACTISE_FIRST


def test_where_the_standard_was_met_there_is_nothing_to_take_again(school: School) -> None:
    """Whichever try it was."""
    school.go_on(start(school), *HARMED)
    school.play(*COLD)
    school.go_on(start(school), *WARM)
    found = stands(school)
    assert (found.readiness, found.scenario, len(found.taken)) == (Readiness.MET, None, 2)
    assert [school.met_standard(one) for one in found.taken] == [False, True]
    school.play(*COLD)
    with pytest.raises(NotAllowed, match="standard was met"):
        start(school)


def test_a_form_that_was_practised_once_was_not_taken(tmp_path: Path) -> None:
    """What was played before it became a form, or in another mode, is no assessment."""
    school = School(tmp_path)
    school.put(curriculum(assessments={}), scenarios=(*SCENARIOS[:3], *(small(id=one) for one in FORMS)))
    for one in FORMS:
        school.play(*WARM, scenario=one)
    school.put()
    learn(school)
    assert (stands(school).readiness, stands(school).taken) == (Readiness.OPEN, ())


def test_another_persons_assessment_is_not_ones_own(school: School) -> None:
    """Each stands for themselves."""
    learn(school, LEE)
    school.go_on(start(school, LEE), *WARM)
    assert (stands(school, LEE).readiness, stands(school).readiness) == (Readiness.MET, Readiness.OPEN)


# --- what is offered ---


def test_an_assessment_of_which_a_form_is_missing_is_not_offered(school: School) -> None:
    """Nor can it be begun; what was taken stays in the history."""
    school.go_on(start(school), *HARMED)
    for kept in (SCENARIOS[:4], (*SCENARIOS[:3], SCENARIOS[4])):
        school.put(scenarios=kept)
        assert offered(school) == ()
        with pytest.raises(NotFound):
            start(school)
    assert len(school.history()) == 2


@pytest.mark.parametrize("pillar", ["", "none", "disclosure/form-a", None, 7, ["disclosure"], "x" * 101])
def test_an_assessment_that_there_is_not_cannot_be_begun(school: School, pillar: Any) -> None:
    """Whatever is sent."""
    with pytest.raises((NotFound, RefusedEvent)):
        start(school, pillar=pillar)
    assert len(school.history()) == 1


def test_a_form_cannot_be_begun_by_its_name(school: School) -> None:
    """In no mode, by nobody, though an assessment of it is open; other scenarios can; with `offered` it can."""
    school.put(scenarios=(*SCENARIOS[:3], small(id=FORMS[0], use="both"), small(id=FORMS[1], use="assessment")))
    for one in FORMS:
        for mode in Mode:
            with pytest.raises(NotAllowed):
                school.attempts.start(KIM, one, mode)
    with pytest.raises(NotAllowed, match="page of your modules"):
        school.attempts.start(KIM, FORMS[0], "practice")
    assert len(school.history()) == 1
    assert school.attempts.start(KIM, FORMS[0], "assessment", offered=True).attempt.scenario_id == FORMS[0]
    with pytest.raises(NotAllowed, match="for assessment only"):
        school.attempts.start(KIM, FORMS[1], "practice", offered=True)
    school.put(curriculum(assessments={}), scenarios=(small(id=FORMS[1], use="both"),))
    assert school.attempts.start(KIM, FORMS[1], "assessment").attempt.mode is Mode.ASSESSMENT


def test_only_trainees_take_assessments(school: School) -> None:
    """Whoever has lost the role meanwhile does not, with what was looked up before; nor does anybody unknown."""
    studying, history = school.studying(), school.history()
    for actor in (Actor("kim", roles=frozenset(Role) - {Role.TRAINEE}), ANONYMOUS):
        with pytest.raises(NotAllowed):
            school.assessing.start(actor, studying.curriculum, studying.standing, history, "disclosure")
    assert len(school.history()) == 1


def test_a_module_that_comes_before_counts_when_it_is_there(school: School) -> None:
    """One that the library does not hold at the moment keeps nobody waiting; one that was added does."""
    school.put(modules=[CRISIS])
    assert stands(school).readiness is Readiness.OPEN
    both = {"disclosure": {"title": "Sharing", "forms": list(FORMS), "after": ["listening", "crisis"]}}
    changed = module("listening", {"one": item("a")}, ["disclosure/small"])
    school.put(curriculum(assessments=both), modules=[changed, CRISIS])
    assert "crisis" in stands(school).waits_for


# --- whatever somebody does ---


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(st.sampled_from(["take", "take", "practise", "leave"]), max_size=7))
def test_whatever_is_done_forms_alternate_with_a_practice_in_between(school: School, deeds: list[str]) -> None:
    """Nobody takes the same form twice in a row, or two without a practice of the same competencies between them."""
    actor = Actor(school.new_id(), roles=frozenset({Role.TRAINEE}))
    learn(school, actor)
    happened: list[str] = []
    for deed in deeds:
        if deed == "practise":
            school.play(*COLD, actor=actor)
            happened.append("practice")
            continue
        try:
            begun = start(school, actor)
        except NotAllowed:
            assert happened[-1] in FORMS
            continue
        if deed == "leave":
            school.attempts.leave(actor, begun, 1)
            continue
        school.go_on(begun, *HARMED)
        happened.append(begun.attempt.scenario_id)
    forms = [one for one in happened if one in FORMS]
    assert all(earlier != later for earlier, later in pairwise(forms))
    assert all(not {earlier, later} <= set(FORMS) for earlier, later in pairwise(happened))
    assert [one.attempt.scenario_id for one in stands(school, actor).taken] == forms
    assert {one.attempt.owner_id for one in school.history(actor)} <= {owner_of(actor).id}
