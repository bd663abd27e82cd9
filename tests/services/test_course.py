"""Modules: checks, the placement, pathways, and how far somebody has come. Whatever a browser sends."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roleplay.engine.course import Stage
from roleplay.errors import Conflict, NotAllowed, NotFound, RefusedEvent, RoleplayError
from roleplay.identity import ANONYMOUS, Actor, ActorKind, Role
from roleplay.model.learning import PLACEMENT, Answered, ChoseWay, Drew
from tests.services.school import COLD, CRISIS, ITEMS, KIM, LEE, LISTENING, WARM, School, curriculum, item, module

ANYBODY = Actor("kim", roles=frozenset(Role) - {Role.TRAINEE})


@pytest.fixture
def school(tmp_path: Path) -> School:
    """Kim has done nothing yet."""
    return School(tmp_path)


def begin(school: School, check: str = "listening") -> tuple[str, ...]:
    """Kim begins a check; its items."""
    school.course.begin_check(KIM, school.studying(), check)
    return school.studying().tries[-1].items


# --- checks ---


def test_a_check_is_drawn_answered_and_passed(school: School) -> None:
    """As many items as it says, each once; passed when enough are right; every step is in the log, for all processes."""
    items = begin(school)
    assert len(set(items)) == 3
    assert {one.partition("/")[0] for one in items} == {"listening"}
    asked = LISTENING.item(items[0].partition("/")[2])
    assert asked is not None
    school.answer(min({"a", "b", "c", "d"} - asked.right))
    school.answer()
    assert not school.studying().standing.modules["listening"].passed
    school.answer()
    stands = school.studying().standing.modules["listening"]
    assert (stands.passed, stands.placed, stands.best, stands.stage) == (True, False, 2, Stage.BEGUN)
    drew, *answers = school.log()
    assert drew == Drew("listening", 1, items, 2)
    assert [(one.item, one.right) for one in answers if isinstance(one, Answered)] == list(
        zip(items, (False, True, True), strict=True)
    )


@pytest.mark.parametrize(
    ("ticked", "right"),
    [
        (["a", "c"], True),
        (["c", "a"], True),
        (("a", "c", "a"), True),
        (["a"], False),
        (["a", "b"], False),
        (["a", "b", "c"], False),
        (["b", "d"], False),
    ],
)
def test_of_several_right_answers_all_have_to_be_ticked_and_no_other(
    school: School,
    ticked: list[str],
    right: bool,  # noqa: FBT001
) -> None:
    """In whatever order they come; kept in the order of the file."""
    school.put(modules=[module("listening", {"both": item("a", "c")}, ["disclosure/small"]), CRISIS])
    (asked,) = begin(school)
    school.course.answer(KIM, school.studying(), 1, asked, ticked)
    answered = school.log()[1]
    assert answered == Answered(asked, tuple(sorted(set(ticked))), right)
    assert school.studying().standing.modules["listening"].passed is right


def test_one_answer_is_ticked_where_one_is_right(school: School) -> None:
    """More, or none, is no answer; nothing is written down."""
    school.put(modules=[module("listening", {"one": item("a")}, ["disclosure/small"]), CRISIS])
    (asked,) = begin(school)
    for options in (["a", "b"], [], ["a", "b", "c", "d"]):
        with pytest.raises(RefusedEvent, match="Nothing was chosen"):
            school.course.answer(KIM, school.studying(), 1, asked, options)
    assert len(school.log()) == 1


def test_an_answer_out_of_turn_or_twice_changes_nothing(school: School) -> None:
    """A later item, the one before, one of another module, one that was not drawn, and a step that is over."""
    items = begin(school)
    left_out = next(f"listening/{one}" for one in ITEMS if f"listening/{one}" not in items)
    school.answer()
    for forged in (items[0], items[2], left_out, "crisis/first", "listening/none", "listening", "", "/"):
        with pytest.raises(RefusedEvent, match="does not wait"):
            school.course.answer(KIM, school.studying(), 2, forged, ["a"])
    for seq in (0, 1, 3, 2**31 - 1):
        with pytest.raises(Conflict):
            school.course.answer(KIM, school.studying(), seq, items[1], ["a"])
    assert len(school.log()) == 2
    school.answer()
    school.answer()
    with pytest.raises(RefusedEvent, match="does not wait"):
        school.course.answer(KIM, school.studying(), 4, items[2], ["a"])
    assert len(school.log()) == 4


def test_without_a_try_nothing_waits(school: School) -> None:
    """An answer before any check was begun is refused."""
    with pytest.raises(RefusedEvent, match="does not wait"):
        school.course.answer(KIM, school.studying(), 0, "listening/one", ["a"])
    assert school.log() == []


@pytest.mark.parametrize("forged", [None, 7, 1.5, True, [], ["a"], {"a": 1}, "x" * 101, "a\0", "a\n", b"a", object()])
def test_whatever_is_sent_in_place_of_a_word_is_refused(school: School, forged: Any) -> None:
    """As the name of a check, a way or an item, as an option among the options, as all of them, and as the step."""
    items = begin(school)
    studying, course = school.studying(), school.course
    calls: list[Callable[[], object]] = [
        lambda: course.begin_check(KIM, studying, forged),
        lambda: course.choose_way(KIM, studying, forged),
        lambda: course.answer(KIM, studying, 1, forged, ["a"]),
        lambda: course.answer(KIM, studying, 1, items[0], [forged]),
        lambda: course.answer(KIM, studying, 1, items[0], ["a", forged]),
        lambda: course.answer(KIM, studying, forged, items[0], ["a"]),
    ]
    if forged != ["a"]:
        calls.append(lambda: course.answer(KIM, studying, 1, items[0], forged))
    for call in calls:
        with pytest.raises((RefusedEvent, NotFound, Conflict)):
            call()
    assert len(school.log()) == 1


def test_an_option_that_the_item_does_not_have_is_refused(school: School) -> None:
    """Even beside one that it has."""
    (first, *_) = begin(school)
    for options in (["e"], ["a", "e"], ["A"], ["a"] * 5):
        with pytest.raises(RefusedEvent):
            school.course.answer(KIM, school.studying(), 1, first, options)
    assert len(school.log()) == 1


def test_a_try_goes_on_where_it_stood(school: School) -> None:
    """Beginning it again draws nothing anew until it is over; another check in between ends it."""
    items = begin(school)
    school.answer()
    assert begin(school) == items
    assert len(school.log()) == 2
    begin(school, "crisis")
    begin(school)
    assert [type(one) for one in school.log()] == [Drew, Answered, Drew, Drew]
    school.answer()
    school.answer()
    school.answer()
    begin(school)
    assert [one.check for one in school.studying().tries] == ["listening", "crisis", "listening", "listening"]
    assert school.studying().standing.modules["listening"].passed


def test_a_check_is_the_same_after_a_restart(school: School, tmp_path: Path) -> None:
    """Another process finds the same items in the same order with the same seed, and goes on with them."""
    items = begin(school)
    school.answer()
    again = School(tmp_path, seeds=count(1000))
    again.course.begin_check(KIM, again.studying(), "listening")
    found = again.studying().latest("listening")
    assert found is not None
    assert (found.items, found.seed, found.next_item) == (items, 1, items[1])
    assert len(again.log()) == 2


def test_each_try_draws_anew(school: School) -> None:
    """By its seed: over some tries every item of the module comes, in more than one order."""
    for _ in range(12):
        school.pass_check("listening")
    drawn = [one.items for one in school.studying().tries]
    assert {one for items in drawn for one in items} == {f"listening/{one}" for one in ITEMS}
    assert len(set(drawn)) > 3


def test_a_check_that_there_is_not_is_not_found(school: School) -> None:
    """The nearest one is suggested; nothing is written down."""
    with pytest.raises(NotFound, match='Did you mean "listening"'):
        begin(school, "listenin")
    assert school.log() == []


def test_two_windows_cannot_both_begin_or_answer(school: School) -> None:
    """What was looked up before the other window acted does not hold any more."""
    stale = school.studying()
    items = begin(school)
    calls: list[Callable[[], object]] = [
        lambda: school.course.begin_check(KIM, stale, "listening"),
        lambda: school.course.choose_way(KIM, stale, "groups"),
    ]
    for call in calls:
        with pytest.raises(Conflict):
            call()
    seen = school.studying()
    school.answer()
    with pytest.raises(Conflict):
        school.course.answer(KIM, seen, 1, items[0], ["a"])
    assert [type(one) for one in school.log()] == [Drew, Answered]


# --- modules that change ---


def test_a_try_whose_item_is_gone_waits_for_nothing(school: School) -> None:
    """It cannot be answered; it can be begun anew, with the items that there are; what was passed before stays."""
    school.pass_check("crisis")
    items = begin(school)
    school.answer()
    left = {name: one for name, one in ITEMS.items() if f"listening/{name}" != items[2]}
    school.put(modules=[module("listening", left, ["disclosure/small"], draw=3, **{"pass": 2}), CRISIS])
    studying = school.studying()
    assert school.course.open_item(studying, studying.tries[-1]) is None
    with pytest.raises(RefusedEvent, match="begin again"):
        school.course.answer(KIM, studying, len(studying.log), items[1], ["a"])
    assert items[2] not in begin(school)
    assert school.studying().standing.modules["crisis"].passed


def test_an_answer_is_right_by_the_module_as_it_is_when_it_is_given(school: School) -> None:
    """An option that has gone meanwhile is refused; what was right stays right when the file changes afterwards."""
    school.put(modules=[module("listening", {"one": item("a"), "two": item("b")}, ["disclosure/small"]), CRISIS])
    items = begin(school)
    school.answer()
    name = items[1].partition("/")[2]
    other = {"text": "New.", "why": "New.", "right": True}
    options = {"e": other, "f": {**other, "right": False}, "g": {**other, "right": False}}
    changed = {"one": item("c"), "two": item("c"), name: {"ask": "New?", "options": options}}
    school.put(modules=[module("listening", changed, ["disclosure/small"]), CRISIS])
    with pytest.raises(RefusedEvent, match="does not belong here"):
        school.course.answer(KIM, school.studying(), 2, items[1], ["a"])
    school.course.answer(KIM, school.studying(), 2, items[1], ["e"])
    assert school.studying().tries[-1].right == 2
    assert school.studying().standing.modules["listening"].passed


def test_a_module_that_cannot_be_read_leaves_the_others(school: School) -> None:
    """It is in no list and cannot be begun; its try waits for nothing; nothing that was done is lost."""
    begin(school)
    school.put(modules=[CRISIS])
    studying = school.studying()
    assert list(studying.standing.modules) == ["crisis"]
    assert studying.standing.next_module == "crisis"
    assert school.course.open_item(studying, studying.tries[-1]) is None
    with pytest.raises(NotFound):
        begin(school)
    begin(school, PLACEMENT)
    school.put()
    assert school.studying().standing.modules["listening"].stage is Stage.BEGUN


def test_without_a_curriculum_there_is_no_way(school: School) -> None:
    """That is said."""
    school.put(without=True)
    with pytest.raises(NotFound, match="no curriculum"):
        school.studying()


# --- where somebody stands ---


def test_the_placement_leaves_out_readings_and_checks_and_no_role_play(school: School) -> None:
    """A module of which every item was right; that is not taken back by a later try."""
    items = begin(school, PLACEMENT)
    assert [one.partition("/")[0] for one in items] == ["listening", "crisis"]
    asked = school.studying().item(items[0])
    assert asked is not None
    school.answer(min({"a", "b", "c", "d"} - asked.right))
    assert not any(one.placed for one in school.studying().standing.modules.values())
    school.answer()
    stands = school.studying().standing.modules
    assert [(stands[one].placed, stands[one].checked) for one in ("listening", "crisis")] == [
        (False, False),
        (True, True),
    ]
    assert (stands["crisis"].passed, stands["crisis"].stage) == (False, Stage.BEGUN)
    begin(school, PLACEMENT)
    for _ in range(2):
        waiting = school.studying().tries[-1].next_item
        found = school.studying().item(waiting or "")
        assert found is not None
        school.answer(min({"a", "b", "c", "d"} - found.right))
    assert school.studying().standing.modules["crisis"].placed
    school.play(*COLD, scenario="disclosure/other")
    school.play(*COLD)
    assert school.studying().standing.modules["crisis"].stage is Stage.DONE


def test_a_way_is_chosen_and_changed(school: School) -> None:
    """The first stands until then; choosing the same again is no step; one that has gone does not count any more."""
    assert school.studying().standing.pathway == "core"
    assert school.studying().standing.way == ("listening", "crisis")
    school.course.choose_way(KIM, school.studying(), "core")
    assert school.log() == []
    school.course.choose_way(KIM, school.studying(), "groups")
    school.course.choose_way(KIM, school.studying(), "groups")
    assert school.log() == [ChoseWay("groups")]
    assert school.studying().standing.way == ("listening",)
    with pytest.raises(NotFound, match='Did you mean "groups"'):
        school.course.choose_way(KIM, school.studying(), "group")
    school.put(curriculum(pathways={"core": {"title": "Core", "about": "All.", "modules": ["crisis"]}}))
    assert school.studying().standing.pathway == "core"


def test_a_module_is_done_when_all_of_it_is(school: School) -> None:
    """Its check, and every place filled by another scenario that was played to an end; what is next follows."""
    school.pass_check("listening")
    opened = school.play(scenario="disclosure/other")
    school.attempts.leave(KIM, opened, 1)
    assert school.studying().standing.modules["listening"].stage is Stage.BEGUN
    school.play(*COLD)
    stands = school.studying().standing
    assert (stands.modules["listening"].stage, stands.modules["listening"].filled) == (
        Stage.DONE,
        ("disclosure/small",),
    )
    assert (stands.next_module, stands.done) == ("crisis", ("listening",))
    assert stands.modules["crisis"].filled == (None, "disclosure/small")


def test_a_curriculum_can_ask_for_the_standard(school: School) -> None:
    """Then a role-play counts once the standard was met in it, and by default when it was played to an end."""
    school.play("opening/talk", "asking/sorry", "writing/")
    assert school.studying().standing.modules["listening"].filled == ("disclosure/small",)
    school.put(curriculum(role_plays_count="met-standard"))
    assert school.studying().standing.modules["listening"].filled == (None,)
    school.play(*WARM)
    assert school.studying().standing.modules["listening"].filled == ("disclosure/small",)


# --- who may ---


@pytest.mark.parametrize("actor", [ANYBODY, ANONYMOUS, Actor("", roles=frozenset(Role))])
def test_only_trainees_and_guests_learn(school: School, actor: Actor) -> None:
    """At the time of every action: whoever has lost the role meanwhile does nothing with what was looked up before."""
    seen = school.studying()
    course = school.course
    with pytest.raises(NotAllowed):
        course.studying(actor, (), school.met_standard)
    calls: list[Callable[[], object]] = [
        lambda: course.begin_check(actor, seen, "listening"),
        lambda: course.choose_way(actor, seen, "groups"),
    ]
    for call in calls:
        with pytest.raises(NotAllowed):
            call()
    begin(school)
    seen = school.studying()
    waiting = seen.tries[-1].items[0]
    with pytest.raises(NotAllowed):
        course.answer(actor, seen, 1, waiting, ["a"])
    assert len(school.log()) == 1


def test_what_one_does_is_nobody_elses(school: School) -> None:
    """Lee, and a guest of the same id, stand where they stood."""
    guest = Actor("kim", ActorKind.GUEST)
    school.pass_check("listening")
    for actor in (LEE, guest):
        assert school.studying(actor).log == ()
    school.course.begin_check(guest, school.studying(guest), "crisis")
    assert [one.check for one in school.studying(guest).tries] == ["crisis"]
    assert school.studying().latest("crisis") is None


# --- whatever comes ---

_COMMANDS = st.one_of(
    st.tuples(st.just("begin"), st.sampled_from(["listening", "crisis", PLACEMENT, "none"])),
    st.tuples(st.just("way"), st.sampled_from(["core", "groups", "none"])),
    st.tuples(
        st.just("answer"),
        st.sampled_from([-1, 0, 0, 0, 1]),
        st.sampled_from(["next", "next", "next", *(f"listening/{one}" for one in ITEMS), "crisis/first"]),
        st.lists(st.sampled_from("abcde"), max_size=3),
    ),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(commands=st.lists(_COMMANDS, max_size=12))
def test_whatever_is_sent_every_try_is_answered_in_its_order(school: School, commands: list[Any]) -> None:
    """No item twice, none before its turn, none that was not drawn; what is right is right by the file.

    A refused command writes nothing down.
    """
    for what, *rest in commands:
        studying, before = school.studying(), school.log()
        try:
            if what == "begin":
                school.course.begin_check(KIM, studying, rest[0])
            elif what == "way":
                school.course.choose_way(KIM, studying, rest[0])
            else:
                offset, named, options = rest
                waiting = studying.tries[-1].next_item if studying.tries else None
                sent = (waiting or "none") if named == "next" else named
                school.course.answer(KIM, studying, len(before) + offset, sent, options)
        except RoleplayError:
            assert school.log() == before
        else:
            assert school.log()[: len(before)] == before
            assert len(school.log()) - len(before) <= 1
    for one in school.studying().tries:
        assert tuple(one.answers) == one.items[: len(one.answers)]
        for reference, answer in one.answers.items():
            asked = school.studying().item(reference)
            assert asked is not None
            assert answer.right == (set(answer.options) == asked.right)
