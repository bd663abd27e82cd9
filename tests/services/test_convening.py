"""Plans, codes, and who comes into a workshop, goes out and leads."""

from __future__ import annotations

from pathlib import Path

import pytest

from roleplay.errors import Conflict, NotAllowed, NotFound, RefusedEvent
from roleplay.identity import ANONYMOUS, Actor, ActorKind, Role
from roleplay.model.canonical import canonical, digest
from roleplay.model.workshop import Plan
from roleplay.services.convening import LENGTH, LETTERS, read_code
from roleplay.services.plan_form import Misplanned
from roleplay.services.privacy import Privacy
from roleplay.services.shelf import Bookshelf
from roleplay.store import CohortRow, Membership, ShelfEntry
from tests.services.hall import PLAN, Afternoon


@pytest.fixture
def afternoon(tmp_path: Path) -> Afternoon:
    """A workshop that was opened."""
    return Afternoon(tmp_path)


# --- plans ---


def test_a_plan_is_somebodys_own_and_only_facilitators_have_any(afternoon: Afternoon) -> None:
    """Nobody else reads, changes, copies or opens it."""
    convening = afternoon.convening
    copied = convening.copy_plan(afternoon.fay, afternoon.plan, "Another afternoon")
    assert {one.data["title"] for one in convening.plans(afternoon.fay)} == {"An afternoon", "Another afternoon"}
    convening.remove_plan(afternoon.fay, copied)
    assert convening.plans(afternoon.gil) == ()
    for stranger in (afternoon.gil, afternoon.kim):
        with pytest.raises(NotAllowed):
            convening.plan(stranger, afternoon.plan)
        with pytest.raises(NotAllowed):
            convening.keep_plan(stranger, PLAN, afternoon.plan)
        with pytest.raises(NotAllowed):
            convening.open(stranger, afternoon.plan)
    with pytest.raises(NotAllowed):
        convening.keep_plan(afternoon.kim, PLAN)


def test_a_plan_that_does_not_hold_together_says_where(afternoon: Afternoon) -> None:
    """The place in the plan and what is wrong there."""
    for broken, words in (
        ({**PLAN, "sections": {}}, "sections"),
        ({**PLAN, "sections": {"x": {"title": "X", "way": "dance", "minutes": 5}}}, "sections > 0 > way"),
        ({**PLAN, "sections": {"x": {"title": "X", "way": "talk", "minutes": 0}}}, "sections > 0 > minutes"),
        ("nothing of the kind", "the plan"),
    ):
        with pytest.raises(RefusedEvent, match=words) as caught:
            afternoon.convening.keep_plan(afternoon.fay, broken)
        assert caught.value.fix


def test_everything_that_is_to_mend_is_said_at_once_each_with_its_field(afternoon: Afternoon) -> None:
    """In plain words; also what no database keeps."""
    sections = [
        {"id": "a", "title": "", "way": "talk", "minutes": 5},
        {"id": "b", "title": "B", "way": "room", "minutes": 500},
        {"id": "c", "title": "C", "way": "talk", "minutes": 5, "prompts": ["x"] * 21},
    ]
    with pytest.raises(Misplanned) as caught:
        afternoon.convening.keep_plan(afternoon.fay, {"sections": sections})
    assert {one.place: one.text for one in caught.value.mistakes} == {
        ("title",): "Give it a title.",
        ("sections", 0, "title"): "Give it a title.",
        ("sections", 1, "minutes"): "Write a whole number from 1 to 240.",
        ("sections", 2, "prompts"): "There can be 20 at most.",
    }
    with pytest.raises(Misplanned, match="ground_rules > 0") as caught:
        afternoon.convening.keep_plan(afternoon.fay, {**PLAN, "ground_rules": ["a\0b"]})
    assert "cannot be kept" in caught.value.mistakes[0].text


def test_a_plan_of_the_library_is_copied_before_it_is_changed(afternoon: Afternoon) -> None:
    """Whoever may plan may begin with one; the copy has no name of its own in the library."""
    ready = Plan.model_validate({**PLAN, "id": "a-start", "summary": "For all."})
    afternoon.store.keep_document(digest(ready), "plan", "a-start", canonical(ready))
    afternoon.store.shelve([ShelfEntry("plan", "a-start", digest(ready), "a-start.yml")], (), "")
    assert afternoon.convening.ready_plans(afternoon.gil) == (ready,)
    mine = afternoon.convening.plan(afternoon.gil, afternoon.convening.begin_with(afternoon.gil, "a-start"))
    assert (mine.data["title"], mine.data["summary"], mine.data["id"]) == ("An afternoon", "For all.", None)
    with pytest.raises(NotFound, match="a-strat"):
        afternoon.convening.begin_with(afternoon.gil, "a-strat")
    for call in (afternoon.convening.ready_plans, afternoon.convening.cohorts):
        with pytest.raises(NotAllowed):
            call(afternoon.kim)
    with pytest.raises(NotAllowed):
        afternoon.convening.begin_with(afternoon.kim, "a-start")


def test_two_windows_do_not_undo_each_other(afternoon: Afternoon) -> None:
    """Whoever keeps what they have read too long ago is told so."""
    seen = afternoon.convening.plan(afternoon.fay, afternoon.plan).changed_at
    afternoon.house.wait(minutes=1)
    afternoon.convening.keep_plan(afternoon.fay, {**PLAN, "title": "New"}, afternoon.plan, seen)
    with pytest.raises(Conflict):
        afternoon.convening.keep_plan(afternoon.fay, {**PLAN, "title": "Old"}, afternoon.plan, seen)


def test_what_a_plan_plays_has_to_be_in_the_library(afternoon: Afternoon) -> None:
    """A scenario that is not there opens nothing, and a station is none for a room."""
    for section in (
        {"title": "X", "way": "room", "minutes": 5, "plays": "disclosure/gone"},
        {"title": "X", "way": "room", "minutes": 5, "plays": "stations/bench"},
        {"title": "X", "way": "triads", "minutes": 5, "plays": "disclosure/small"},
    ):
        plan = afternoon.convening.keep_plan(afternoon.fay, {**PLAN, "sections": {"x": section}})
        with pytest.raises(RefusedEvent, match="does not hold"):
            afternoon.convening.open(afternoon.fay, plan)


def test_a_cohorts_workshop_is_opened_by_who_facilitates_it(afternoon: Afternoon) -> None:
    """Somebody else's cohort is none of one's own."""
    with pytest.raises(NotAllowed):
        afternoon.convening.open(afternoon.fay, afternoon.plan, "blue")


# --- codes ---


def test_a_code_is_long_free_of_lookalikes_and_read_however_it_is_typed(afternoon: Afternoon) -> None:
    """There are too many to try them; small letters, spaces and hyphens make no difference."""
    code = afternoon.code
    assert len(code) == LENGTH
    assert set(code) <= set(LETTERS)
    assert len(LETTERS) ** LENGTH > 10**11
    assert not set("AEIOU01") & set(LETTERS)
    assert read_code(f" {code[:4].lower()}-{code[4:]} ") == code


def test_a_code_ends_after_half_a_day_with_a_new_one_and_with_the_workshop(afternoon: Afternoon) -> None:
    """In each case it does not work any more, in the same words as one that never did."""
    old = afternoon.code
    new = afternoon.convening.renew_code(afternoon.fay, afternoon.id)
    assert new != old
    messages = set()
    for code in (old, "BBBBBBBB", ""):
        with pytest.raises(NotAllowed) as caught:
            afternoon.convening.enter(ANONYMOUS, code, "Mo")
        messages.add(str(caught.value))
    afternoon.house.wait(hours=13)
    with pytest.raises(NotAllowed) as caught:
        afternoon.convening.enter(ANONYMOUS, new, "Mo")
    messages.add(str(caught.value))
    fresh = afternoon.convening.renew_code(afternoon.fay, afternoon.id)
    afternoon.convening.close(afternoon.fay, afternoon.id, afternoon.seq, "Sleep well.")
    with pytest.raises(NotAllowed) as caught:
        afternoon.convening.enter(ANONYMOUS, fresh, "Mo")
    messages.add(str(caught.value))
    assert len(messages) == 1
    assert afternoon.state.aftercare == "Sleep well."


# --- coming and going ---


def test_somebody_with_an_account_comes_as_themselves_and_is_one_participant_however_often(
    afternoon: Afternoon,
) -> None:
    """A second tab, a reload, and coming back after leaving."""
    first = afternoon.convening.enter(afternoon.kim, afternoon.code)
    assert (first.participant.name, first.participant.person_id, first.token) == ("Kim", "kim", None)
    assert afternoon.convening.enter(afternoon.kim, afternoon.code) == first
    afternoon.convening.leave(afternoon.kim, afternoon.id)
    assert not afternoon.state.present
    assert afternoon.convening.enter(afternoon.kim, afternoon.code) == first
    assert list(afternoon.state.present) == [first.participant.id]
    assert len(afternoon.store.participants_in(afternoon.id)) == 1


def test_a_guest_is_known_by_what_their_browser_holds(afternoon: Afternoon) -> None:
    """The store keeps a digest of it; another browser with the same name is somebody else."""
    first = afternoon.convening.enter(ANONYMOUS, afternoon.code, "  Mo   from  the bus ")
    second = afternoon.convening.enter(ANONYMOUS, afternoon.code, "Mo from the bus")
    assert first.participant.name == second.participant.name == "Mo from the bus"
    assert first.token is not None
    assert afternoon.convening.guest(first.token) == Actor(first.participant.id, ActorKind.GUEST)
    assert afternoon.convening.guest("guessed") == ANONYMOUS
    assert first.participant.id != second.participant.id
    for name in ("", "   ", "x" * 41, "\u202eoM"):
        with pytest.raises(RefusedEvent):
            afternoon.convening.enter(ANONYMOUS, afternoon.code, name)


def test_who_was_asked_to_leave_stays_out_and_who_left_does_not(afternoon: Afternoon) -> None:
    """A locked door is for newcomers; barred is barred."""
    mo, ana = afternoon.guests(2)
    afternoon.convening.lock(afternoon.fay, afternoon.id, locked=True)
    with pytest.raises(RefusedEvent, match="newcomers"):
        afternoon.guests(1)
    afternoon.convening.remove(afternoon.fay, afternoon.id, mo.id, barred=True)
    with pytest.raises(NotAllowed):
        afternoon.voting.call(mo, afternoon.id, needed=True)
    afternoon.voting.call(ana, afternoon.id, needed=True)
    assert list(afternoon.store.calls(afternoon.id)) == [ana.id]
    afternoon.convening.remove(afternoon.fay, afternoon.id, ana.id, barred=False)
    assert afternoon.store.calls(afternoon.id) == {}
    with pytest.raises(RefusedEvent, match="newcomers"):
        afternoon.convening.enter(afternoon.kim, afternoon.code)


def test_a_name_can_be_changed_by_oneself_and_by_those_who_lead(afternoon: Afternoon) -> None:
    """And by nobody else, and nobody outside of the workshop."""
    mo, ana = afternoon.guests(2)
    afternoon.convening.rename_self(mo, afternoon.id, "Mo")
    afternoon.convening.rename(afternoon.fay, afternoon.id, ana.id, "Ana")
    assert [one.name for one in afternoon.store.participants_in(afternoon.id)] == ["Mo", "Ana"]
    with pytest.raises(NotAllowed):
        afternoon.convening.rename(mo, afternoon.id, ana.id, "X")
    with pytest.raises(NotAllowed):
        afternoon.convening.rename(afternoon.gil, afternoon.id, ana.id, "X")
    with pytest.raises(NotAllowed):
        afternoon.convening.rename(afternoon.fay, afternoon.id, "nobody", "X")


# --- leading ---


def test_those_who_could_lead_are_of_ones_cohorts_or_of_the_house_for_who_has_none(afternoon: Afternoon) -> None:
    """Facilitators only, and only those who can come in; whoever leads already is among them."""

    def offered() -> list[str]:
        return [one.id for one in afternoon.convening.could_lead(afternoon.fay, afternoon.id)]

    assert offered() == ["eve", "fay", "gil"]
    afternoon.store.add_cohort(CohortRow("blue", "Blue", afternoon.house.time))
    afternoon.store.join_cohort(Membership("blue", "fay", Role.FACILITATOR))
    assert offered() == ["fay"]
    for name in ("gil", "kim"):
        afternoon.store.join_cohort(Membership("blue", name, Role.FACILITATOR))
    assert offered() == ["fay", "gil"]
    with pytest.raises(NotAllowed):
        afternoon.convening.could_lead(afternoon.gil, afternoon.id)


def test_leading_is_handed_over_to_facilitators_and_nobody_else_leads(afternoon: Afternoon) -> None:
    """Whoever was handed it leads at once; whoever gave it away does not any more."""
    for who in (afternoon.gil, afternoon.kim, *afternoon.guests(1), ANONYMOUS):
        with pytest.raises(NotAllowed):
            afternoon.conducting.move(who, afternoon.id, afternoon.seq, "welcome")
    with pytest.raises(NotAllowed):
        afternoon.convening.hand_over(afternoon.fay, afternoon.id, ("kim",))
    afternoon.convening.hand_over(afternoon.fay, afternoon.id, ("gil",))
    afternoon.conducting.move(afternoon.gil, afternoon.id, afternoon.seq, "welcome")
    with pytest.raises(NotAllowed):
        afternoon.conducting.move(afternoon.fay, afternoon.id, afternoon.seq, "bench")
    assert afternoon.house.deeds("gil") == ["workshop-handed-over"]
    assert [one.id for one in afternoon.convening.workshops(afternoon.gil)] == [afternoon.id]
    assert afternoon.convening.workshops(afternoon.fay) == ()
    assert afternoon.convening.came(afternoon.gil, afternoon.id) == 1
    with pytest.raises(NotAllowed):
        afternoon.convening.came(afternoon.fay, afternoon.id)


def test_who_is_no_facilitator_any_more_leads_nothing(afternoon: Afternoon) -> None:
    """The role is asked for at each command."""
    row = afternoon.store.person("fay")
    assert row is not None
    demoted = Actor("fay", roles=frozenset({Role.TRAINEE}))
    with pytest.raises(NotAllowed):
        afternoon.conducting.move(demoted, afternoon.id, afternoon.seq, "welcome")
    assert [one.id for one in afternoon.convening.workshops(afternoon.fay)] == [afternoon.id]
    assert afternoon.convening.workshops(afternoon.gil) == ()


def test_a_workshop_that_nobody_could_end_any_more_ends_with_whoever_led_it(afternoon: Afternoon) -> None:
    """When its last lead is erased, without a survey that nobody would read. While somebody else leads it, it goes on."""
    house, store = afternoon.house, afternoon.store
    privacy = Privacy(store, Bookshelf(store), house.data, house.now)
    (guest,) = afternoon.guests(1)
    other = afternoon.convening.open(afternoon.gil, afternoon.convening.keep_plan(afternoon.gil, PLAN))
    afternoon.convening.hand_over(afternoon.fay, afternoon.id, ("fay", "gil"))
    privacy.erase(house.actor("ann"), "fay")
    before = afternoon.state
    assert not before.over
    privacy.erase(house.actor("ann"), "gil")
    for workshop_id in (afternoon.id, other):
        row = store.workshop(workshop_id)
        assert row is not None
        assert (row.code, row.closed_at) == (None, house.now())
        assert store.poll(workshop_id) is None
    afternoon.again()
    assert afternoon.state.over
    assert afternoon.halls.part_of(guest, afternoon.id)[0].state.over
    assert house.deeds().count("workshop-closed") == 2
