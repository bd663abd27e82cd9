"""What those who lead a workshop press, and what comes of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from roleplay.errors import Conflict, NotAllowed, NotFound, RefusedEvent
from roleplay.model.gathering import Part, Why
from roleplay.model.wishes import Wishes
from roleplay.services.conducting import groups_now
from roleplay.store.workshop_rows import Said
from tests.services.hall import Afternoon, seats


@pytest.fixture
def afternoon(tmp_path: Path) -> Afternoon:
    """A workshop that was opened."""
    return Afternoon(tmp_path)


def offered(afternoon: Afternoon) -> list[str]:
    """Ids of what stands on the screen, in its order."""
    talk = afternoon.halls.talk(afternoon.halls.hall(afternoon.id))
    assert talk is not None
    return [offer.id for offer in talk.game.offers(talk.state)]


def test_of_two_who_press_at_once_one_is_too_late_and_sees_what_happened(afternoon: Afternoon) -> None:
    """Each names the step that their page has seen."""
    seq = afternoon.seq
    afternoon.conducting.move(afternoon.fay, afternoon.id, seq, "welcome")
    with pytest.raises(Conflict):
        afternoon.conducting.move(afternoon.fay, afternoon.id, seq, "bench")
    assert afternoon.state.section == "welcome"
    for seq in (-1, True, "2", 10**12):  # type: ignore[assignment]
        with pytest.raises((Conflict, RefusedEvent)):
            afternoon.conducting.move(afternoon.fay, afternoon.id, seq, "bench")


def test_many_pages_that_press_the_same_step_move_the_workshop_once(afternoon: Afternoon) -> None:
    """Whatever the order in which they come."""
    seq = afternoon.seq

    def press(section: str) -> bool:
        try:
            afternoon.conducting.move(afternoon.fay, afternoon.id, seq, section)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        came = list(pool.map(press, ["welcome", "bench", "threes", "alone"]))
    assert sum(came) == 1
    assert afternoon.seq == seq + 1


def test_the_conversation_on_the_projector_goes_the_way_of_the_room(afternoon: Afternoon) -> None:
    """A vote, its majority, the next place; and it is the same after a restart."""
    mo, ana, kit = afternoon.guests(3)
    afternoon.to("bench")
    first = offered(afternoon)
    afternoon.ask()
    wanted = first.index("reflect")
    for who in (mo, ana):
        assert afternoon.vote(who, wanted)
    afternoon.vote(kit, first.index("pass"))
    assert afternoon.count() == {"reflect": 2, "pass": 1}
    with pytest.raises(RefusedEvent):
        afternoon.conducting.take(afternoon.fay, afternoon.id, afternoon.seq, first.index("pass"), Why.MAJORITY)
    afternoon.conducting.take(afternoon.fay, afternoon.id, afternoon.seq, wanted, Why.MAJORITY)
    assert afternoon.state.path == ("opening/reflect",)
    second = offered(afternoon)
    assert "ask" in second
    afternoon.again()
    assert offered(afternoon) == second
    assert afternoon.state.path == ("opening/reflect",)


def test_another_choice_is_followed_on_purpose_and_taken_back(afternoon: Afternoon) -> None:
    """What if? And back to where the room was."""
    afternoon.to("bench")
    number = offered(afternoon).index("pass")
    afternoon.conducting.take(afternoon.fay, afternoon.id, afternoon.seq, number, Why.WHAT_IF)
    talk = afternoon.halls.talk(afternoon.halls.hall(afternoon.id))
    assert talk is not None
    assert talk.game.ending(talk.state) is not None
    with pytest.raises(RefusedEvent):
        afternoon.ask()
    afternoon.conducting.go_back(afternoon.fay, afternoon.id, afternoon.seq, 0)
    assert "reflect" in offered(afternoon)
    for number in (99, -1):
        with pytest.raises(RefusedEvent):
            afternoon.conducting.take(afternoon.fay, afternoon.id, afternoon.seq, number, Why.WHAT_IF)


def test_nothing_is_asked_where_nothing_is_played(afternoon: Afternoon) -> None:
    """In the lobby, in a talk, in triads, at one's own pace."""
    for section in (None, "welcome", "threes", "alone"):
        if section:
            afternoon.to(section)
        with pytest.raises(RefusedEvent):
            afternoon.ask()
    with pytest.raises(RefusedEvent):
        afternoon.conducting.close_poll(afternoon.fay, afternoon.id, afternoon.seq)
    with pytest.raises(RefusedEvent):
        afternoon.conducting.reveal(afternoon.fay, afternoon.id, afternoon.seq)


def test_written_replies_are_collected_shown_hidden_and_voted_on(afternoon: Afternoon) -> None:
    """Of those that were taken off the screen nothing can be voted for."""
    mo, ana, kit = afternoon.guests(3)
    afternoon.to("bench")
    for choice in ("reflect", "ask"):
        number = offered(afternoon).index(choice)
        afternoon.conducting.take(afternoon.fay, afternoon.id, afternoon.seq, number, Why.WHAT_IF)
    with pytest.raises(Conflict):
        afternoon.voting.reply(mo, afternoon.id, "Too early.")
    afternoon.conducting.collect(afternoon.fay, afternoon.id, afternoon.seq, wanted=True)
    for who, text in ((mo, "Dear Dana."), (ana, "Hello."), (kit, "Rude."), (mo, "Dear Dana, from Mo.")):
        afternoon.voting.reply(who, afternoon.id, text)
    written = afternoon.store.contributions(afternoon.id, Said.REPLY)
    assert {one.text.body for one in written} == {"Hello.", "Rude.", "Dear Dana, from Mo."}
    rude = next(one.text.id for one in written if one.text.body == "Rude.")
    afternoon.conducting.hide(afternoon.fay, afternoon.id, rude, hidden=True)
    with pytest.raises(NotFound):
        afternoon.conducting.hide(afternoon.fay, afternoon.id, "t9", hidden=True)
    afternoon.conducting.ask_about_replies(afternoon.fay, afternoon.id, afternoon.seq)
    options = afternoon.state.polls[-1].options
    assert len(options) == 2
    assert rude not in options
    afternoon.vote(kit, 0)
    assert afternoon.count() == {options[0]: 1}
    afternoon.conducting.pass_on(afternoon.fay, afternoon.id, afternoon.seq)
    talk = afternoon.halls.talk(afternoon.halls.hall(afternoon.id))
    assert talk is not None
    assert talk.game.ending(talk.state) is not None


def test_groups_respect_who_does_not_want_to_play_the_peer(afternoon: Afternoon) -> None:
    """What somebody has said in private is asked when groups are formed; nobody learns who it was."""
    mo, ana, kit = afternoon.guests(3)
    afternoon.to("threes")
    afternoon.voting.wish(ana, afternoon.id, Wishes(plays_peer=False))
    with pytest.raises(NotAllowed, match="Somebody") as caught:
        afternoon.conducting.group(afternoon.fay, afternoon.id, afternoon.seq, [[seats(mo, ana, kit)]])
    assert ana.id not in str(caught.value)
    afternoon.conducting.group(
        afternoon.fay, afternoon.id, afternoon.seq, [[seats(ana, mo, kit)], [seats(mo, kit, ana)]]
    )
    afternoon.conducting.begin_round(afternoon.fay, afternoon.id, afternoon.seq)
    groups = afternoon.state.groups
    assert groups is not None
    assert dict(groups.rounds[groups.round - 1][0])[ana.id] == Part.MENTOR
    afternoon.conducting.end_round(afternoon.fay, afternoon.id, afternoon.seq)
    afternoon.conducting.begin_round(afternoon.fay, afternoon.id, afternoon.seq)
    afternoon.conducting.end_round(afternoon.fay, afternoon.id, afternoon.seq)
    with pytest.raises(RefusedEvent, match="no round 3"):
        afternoon.conducting.begin_round(afternoon.fay, afternoon.id, afternoon.seq)


def test_who_declined_what_comes_up_watches_or_has_no_place_and_nobody_is_told(afternoon: Afternoon) -> None:
    """As groups are formed, as two change places, and as somebody is put into a group by hand."""
    people = afternoon.guests(5)
    watches, away = people[0], people[1]
    note = "a lonely evening"
    afternoon.voting.wish(watches, afternoon.id, Wishes(watches=(note,)))
    afternoon.voting.wish(away, afternoon.id, Wishes(avoids=(note,)))
    afternoon.to("threes")
    afternoon.conducting.form(afternoon.fay, afternoon.id, afternoon.seq)
    groups = afternoon.state.groups
    assert groups is not None
    seated = [dict(group) for rounds in groups.rounds for group in rounds]
    assert {one[watches.id] for one in seated} == {Part.OBSERVER}
    assert not any(away.id in one for one in seated)
    for wrong in (
        seats(watches, people[2], people[3]),
        seats(people[2], watches, people[3]),
        seats(*people[2:4], away),
    ):
        with pytest.raises(NotAllowed, match="Somebody would have a part") as caught:
            afternoon.conducting.group(afternoon.fay, afternoon.id, afternoon.seq, [[wrong]])
        assert not any(one in str(caught.value) for one in (watches.id, away.id, note))
    with pytest.raises(NotAllowed, match="Somebody would have a part"):
        afternoon.conducting.put_into(afternoon.fay, afternoon.id, afternoon.seq, away.id, 0)


def mentors(afternoon: Afternoon) -> list[set[str]]:
    """Who is the mentor in each round."""
    groups = afternoon.state.groups
    assert groups is not None
    return [{one for group in each for one, part in group if part == Part.MENTOR} for each in groups.rounds]


def test_groups_are_formed_of_those_who_are_in_and_formed_again_for_the_rounds_to_come(afternoon: Afternoon) -> None:
    """What was played stays, and whoever was the mentor then is it later; after the last round come as many again."""
    people = [one.id for one in afternoon.guests(7)]
    with pytest.raises(RefusedEvent, match="not the place"):
        afternoon.conducting.form(afternoon.fay, afternoon.id, afternoon.seq)
    afternoon.to("threes")
    formed = afternoon.conducting.form(afternoon.fay, afternoon.id, afternoon.seq, without=people[6:])
    assert formed.against == 0
    assert [len(each) for each in mentors(afternoon)] == [2, 2]
    groups = formed.hall.state.groups
    assert groups is not None
    assert {one for group in groups.rounds[0] for one, _ in group} == set(people[:6])
    with pytest.raises(RefusedEvent):
        afternoon.conducting.form(afternoon.fay, afternoon.id, afternoon.seq, without=["nobody"])
    afternoon.conducting.begin_round(afternoon.fay, afternoon.id, afternoon.seq)
    afternoon.conducting.end_round(afternoon.fay, afternoon.id, afternoon.seq)
    afternoon.conducting.form(afternoon.fay, afternoon.id, afternoon.seq)
    first, second = mentors(afternoon)
    assert not first & second
    afternoon.conducting.begin_round(afternoon.fay, afternoon.id, afternoon.seq)
    afternoon.conducting.end_round(afternoon.fay, afternoon.id, afternoon.seq)
    afternoon.conducting.form(afternoon.fay, afternoon.id, afternoon.seq)
    assert len(mentors(afternoon)) == 4


def test_people_are_moved_by_hand_and_nobody_gets_a_part_that_they_do_not_want(afternoon: Afternoon) -> None:
    """Parts of the groups are found anew, so that moving somebody tells nobody what they have wished."""
    people = afternoon.guests(6)
    for one in people[:4]:
        afternoon.voting.wish(one, afternoon.id, Wishes(plays_peer=False))
    afternoon.to("threes")
    afternoon.conducting.form(afternoon.fay, afternoon.id, afternoon.seq)
    (late,) = afternoon.guests(1)
    afternoon.conducting.put_into(afternoon.fay, afternoon.id, afternoon.seq, late.id, 1)
    first, second = groups_now(afternoon.halls.hall(afternoon.id))
    assert late.id in second
    quiet = {each.id for each in people[:4]}
    left, right = next(each for each in first if each in quiet), next(each for each in second if each in quiet)
    afternoon.conducting.change_places(afternoon.fay, afternoon.id, afternoon.seq, left, right)
    now = groups_now(afternoon.halls.hall(afternoon.id))
    assert (left in now[1], right in now[0]) == (True, True)
    for ids in (("nobody", left), (left, "nobody")):
        with pytest.raises(RefusedEvent):
            afternoon.conducting.change_places(afternoon.fay, afternoon.id, afternoon.seq, *ids)
    with pytest.raises(NotAllowed):
        afternoon.conducting.put_into(afternoon.fay, afternoon.id, afternoon.seq, "nobody", 0)
    with pytest.raises(RefusedEvent):
        afternoon.conducting.put_into(afternoon.fay, afternoon.id, afternoon.seq, left, 2)


def test_a_round_begins_without_somebody_who_has_left(afternoon: Afternoon) -> None:
    """The others of the group take over their part."""
    people = afternoon.guests(3)
    afternoon.to("threes")
    afternoon.conducting.form(afternoon.fay, afternoon.id, afternoon.seq)
    mentor = next(one for one in people if one.id in mentors(afternoon)[0])
    afternoon.convening.leave(mentor, afternoon.id)
    afternoon.conducting.begin_round(afternoon.fay, afternoon.id, afternoon.seq)
    groups = afternoon.state.groups
    assert groups is not None
    assert groups.playing
    assert {one for one, _ in groups.rounds[0][0]} == {one.id for one in people} - {mentor.id}


def test_a_timer_is_given_more_time(afternoon: Afternoon) -> None:
    """One that is over begins again with what is given; without one there is nothing to give to."""
    afternoon.to("welcome")
    with pytest.raises(RefusedEvent, match="No timer"):
        afternoon.conducting.give_time(afternoon.fay, afternoon.id, afternoon.seq, 60)
    afternoon.conducting.set_timer(afternoon.fay, afternoon.id, afternoon.seq, 120)
    afternoon.house.wait(minutes=1)
    afternoon.conducting.give_time(afternoon.fay, afternoon.id, afternoon.seq, 60)
    assert afternoon.state.timer is not None
    assert afternoon.state.timer.ends_at == afternoon.house.time + timedelta(minutes=2)
    afternoon.house.wait(minutes=9)
    afternoon.conducting.give_time(afternoon.fay, afternoon.id, afternoon.seq, 60)
    assert afternoon.state.timer is not None
    assert afternoon.state.timer.ends_at == afternoon.house.time + timedelta(minutes=1)


def test_people_who_come_and_go_make_nobody_too_late(afternoon: Afternoon) -> None:
    """While two hundred come in, a facilitator can begin; a poll is closed while somebody leaves."""
    seq = afternoon.seq
    mo, *_ = afternoon.guests(3)
    afternoon.conducting.move(afternoon.fay, afternoon.id, seq, "bench")
    afternoon.ask()
    seq = afternoon.seq
    afternoon.convening.leave(mo, afternoon.id)
    afternoon.conducting.close_poll(afternoon.fay, afternoon.id, seq)
    with pytest.raises(Conflict):
        afternoon.conducting.reveal(afternoon.fay, afternoon.id, seq)
    with pytest.raises(Conflict):
        afternoon.conducting.reveal(afternoon.fay, afternoon.id, afternoon.seq + 1)


def test_everything_rests_and_goes_on_whoever_presses_it(afternoon: Afternoon) -> None:
    """Neither a message nor a rest is too late: they need no step."""
    afternoon.to("welcome")
    afternoon.conducting.set_timer(afternoon.fay, afternoon.id, afternoon.seq, 300)
    afternoon.conducting.rest(afternoon.fay, afternoon.id, resting=True)
    assert afternoon.state.resting_since is not None
    afternoon.conducting.tell(afternoon.fay, afternoon.id, " We go on at ten. ")
    assert afternoon.state.message == "We go on at ten."
    afternoon.conducting.rest(afternoon.fay, afternoon.id, resting=False)
    afternoon.conducting.tell(afternoon.fay, afternoon.id, None)
    state = afternoon.halls.hall(afternoon.id).state
    assert state.resting_since is None
    assert not state.message


def test_two_workshops_do_not_disturb_each_other(afternoon: Afternoon) -> None:
    """Logs, polls and people are apart."""
    other = afternoon.convening.open(afternoon.fay, afternoon.plan)
    (mo,) = afternoon.guests(1)
    afternoon.to("bench")
    afternoon.ask()
    assert afternoon.halls.hall(other).seq == 1
    assert afternoon.halls.hall(other).state.present == ()
    with pytest.raises(NotAllowed):
        afternoon.voting.call(mo, other, needed=True)
