"""Votes, words and calls of participants, and what nobody can find out about them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roleplay.errors import Conflict, NotAllowed, RefusedEvent
from roleplay.identity import ANONYMOUS, Actor
from roleplay.model.gathering import Why
from roleplay.model.wishes import Style, Wishes
from roleplay.services.voting import MOST_QUESTIONS, Vote, shown, voter_of
from roleplay.services.workshops import key_of
from roleplay.store.workshop_rows import PollRow, Said
from tests.services.hall import Afternoon, seats
from tests.store.samples import rows


@pytest.fixture
def afternoon(tmp_path: Path) -> Afternoon:
    """A workshop in which the room decides."""
    made = Afternoon(tmp_path)
    made.to("bench")
    return made


def database(afternoon: Afternoon) -> str:
    """The URL of the store."""
    return f"sqlite:///{afternoon.house.data / 'roleplay.db'}"


# --- votes ---


def test_a_vote_can_be_changed_as_long_as_the_poll_is_open(afternoon: Afternoon) -> None:
    """The page that is loaded again finds the last one."""
    mo, ana = afternoon.guests(2)
    afternoon.ask()
    assert afternoon.voting.own(mo, afternoon.id) is None
    assert afternoon.vote(mo, 0)
    assert afternoon.vote(mo, 1, turn=1)
    assert afternoon.voting.own(mo, afternoon.id) == (1, 1)
    assert afternoon.voting.own(ana, afternoon.id) is None
    assert sum(afternoon.count().values()) == 1
    assert afternoon.voting.own(mo, afternoon.id) is None


def test_votes_that_do_not_fit_are_refused(afternoon: Afternoon) -> None:
    """Another option, another poll, one that is closed, numbers that are none, and people who are not in."""
    (mo,) = afternoon.guests(1)
    poll = afternoon.ask()
    for vote in (Vote(poll, 99, 0), Vote(poll, -1, 0), Vote(poll, True, 0), Vote(poll, 0, -1)):
        with pytest.raises(RefusedEvent):
            afternoon.voting.ballot(mo, afternoon.id, vote)
    with pytest.raises(Conflict):
        afternoon.voting.ballot(mo, afternoon.id, Vote("p9", 0, 0))
    for stranger in (afternoon.fay, afternoon.kim, Actor("nobody", kind=mo.kind), ANONYMOUS):
        with pytest.raises(NotAllowed):
            afternoon.voting.ballot(stranger, afternoon.id, Vote(poll, 0, 0))
    afternoon.count()
    with pytest.raises(Conflict):
        afternoon.voting.ballot(mo, afternoon.id, Vote(poll, 0, 0))


def test_a_ballot_that_was_made_before_the_poll_was_closed_and_cast_after_it_is_not_taken(
    afternoon: Afternoon,
) -> None:
    """Its page is told so: no vote counts that is not in the totals."""
    (mo,) = afternoon.guests(1)
    poll = afternoon.ask()
    ballot = afternoon.voting.ballot(mo, afternoon.id, Vote(poll, 0, 0))
    afternoon.count()
    assert afternoon.voting.cast([ballot]).taken == (False,)


def test_participants_see_totals_only_when_they_are_revealed(afternoon: Afternoon) -> None:
    """Neither while a poll is open nor while it is closed and not shown."""
    (mo,) = afternoon.guests(1)
    afternoon.ask()
    afternoon.vote(mo, 0)
    assert shown(afternoon.state.polls[-1]) is None
    totals = afternoon.count(reveal=False)
    assert shown(afternoon.state.polls[-1]) is None
    afternoon.conducting.reveal(afternoon.fay, afternoon.id, afternoon.seq)
    assert shown(afternoon.state.polls[-1]) == totals


def test_while_a_poll_is_open_the_database_names_no_voter_and_afterwards_it_holds_no_vote(
    afternoon: Afternoon,
) -> None:
    """Ballots lie under codes without a time; the file itself is searched for the secret after the end."""
    people = afternoon.guests(6)
    poll = afternoon.ask()
    kept = afternoon.store.poll(poll)
    assert kept is not None
    for place, one in enumerate(people):
        afternoon.vote(one, place % 2)
    ballots = rows(database(afternoon), "SELECT * FROM ballots")
    assert len(ballots) == 6
    assert not any(one.id in str(ballot) for one in people for ballot in ballots)
    afternoon.count()
    assert rows(database(afternoon), "SELECT * FROM ballots") == []
    files = b"".join(file.read_bytes() for file in afternoon.house.data.glob("roleplay.db*"))
    assert kept.secret.encode() not in files
    assert voter_of(people[0].id, kept).encode() not in files


def test_voters_of_two_polls_cannot_be_matched() -> None:
    """Each poll has a secret of its own."""
    first, second = (PollRow(f"p{n}", "w", ("a", "b"), f"secret {n}") for n in range(2))
    assert voter_of("mo", first) == voter_of("mo", first)
    assert voter_of("mo", first) != voter_of("mo", second)
    assert voter_of("mo", first) != voter_of("ana", first)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=12),
    st.randoms(use_true_random=False),
)
def test_whatever_the_network_does_each_voters_last_choice_counts_once(
    tmp_path_factory: pytest.TempPathFactory, sent: list[tuple[int, int]], chance: object
) -> None:
    """Messages are lost and sent again, doubled, and arrive in another order."""
    afternoon = Afternoon(tmp_path_factory.mktemp("votes"))
    afternoon.to("bench")
    people = afternoon.guests(4)
    poll = afternoon.ask()
    turns: dict[int, int] = {}
    last: dict[int, int] = {}
    ballots = []
    for voter, option in sent:
        turn = turns[voter] = turns.get(voter, -1) + 1
        last[voter] = option
        ballots.append(afternoon.voting.ballot(people[voter], afternoon.id, Vote(poll, option, turn)))
    arriving = ballots * 2
    chance.shuffle(arriving)  # type: ignore[attr-defined]
    for place in range(0, len(arriving), 3):
        afternoon.voting.cast(arriving[place : place + 3])
    options = afternoon.state.polls[-1].options
    wanted: dict[str, int] = {}
    for option in last.values():
        wanted[options[option]] = wanted.get(options[option], 0) + 1
    assert afternoon.count() == wanted


# --- words ---


def test_reasons_and_questions_are_kept_and_notes_are_for_oneself(afternoon: Afternoon) -> None:
    """A reason belongs to a poll; of questions one may ask several, and not without end."""
    mo, ana = afternoon.guests(2)
    with pytest.raises(Conflict):
        afternoon.voting.give_reason(mo, afternoon.id, "Because.")
    afternoon.ask()
    afternoon.voting.give_reason(mo, afternoon.id, "Because it is quiet.")
    afternoon.voting.give_reason(mo, afternoon.id, "Because she asked.")
    (reason,) = afternoon.store.contributions(afternoon.id, Said.REASON)
    assert reason.text.body == "Because she asked."
    for _ in range(MOST_QUESTIONS):
        afternoon.voting.raise_question(ana, afternoon.id, "What if she leaves?")
    with pytest.raises(RefusedEvent, match="many questions"):
        afternoon.voting.raise_question(ana, afternoon.id, "And then?")
    afternoon.voting.note(mo, afternoon.id, "I talked too much.")
    (note,) = afternoon.store.contributions(afternoon.id, Said.DEBRIEF)
    assert note.text.owner_id == mo.id
    with pytest.raises(RefusedEvent, match="nothing in it"):
        afternoon.voting.note(mo, afternoon.id, "   ")


def test_what_comes_again_counts_once_and_what_comes_late_is_not_taken_for_something_else(afternoon: Afternoon) -> None:
    """A reply belongs to its place, a reason to its poll, a note to its round. What was hidden stays hidden."""
    mo, ana = afternoon.guests(2)
    voting, conducting, at = afternoon.voting, afternoon.conducting, afternoon.id
    for who in (mo, mo, ana):
        voting.raise_question(who, at, "What if she leaves?", made="q1")
    assert len(afternoon.store.contributions(at, Said.QUESTION)) == 2
    poll = afternoon.ask()
    with pytest.raises(Conflict):
        voting.give_reason(mo, at, "Because.", made="b1", poll="another")
    voting.give_reason(mo, at, "Because.", made="b1", poll=poll)
    assert voting.written(afternoon.halls.hall(at), mo.id) == {Said.REASON: "Because."}
    assert voting.written(afternoon.halls.hall(at), ana.id) == {}
    afternoon.count()
    conducting.collect(afternoon.fay, at, afternoon.seq, wanted=True)
    place = key_of(afternoon.state)
    voting.reply(mo, at, "Sit down.", made="r1", at=place)
    (kept,) = afternoon.store.contributions(at, Said.REPLY)
    conducting.hide(afternoon.fay, at, kept.text.id, hidden=True)
    voting.reply(mo, at, "Sit down.", made="r1", at=place)
    (kept,) = afternoon.store.contributions(at, Said.REPLY)
    assert (kept.hidden, kept.text.body) == (True, "Sit down.")
    conducting.collect(afternoon.fay, at, afternoon.seq, wanted=False)
    conducting.take(afternoon.fay, at, afternoon.seq, 0, Why.WHAT_IF)
    conducting.collect(afternoon.fay, at, afternoon.seq, wanted=True)
    with pytest.raises(Conflict):
        voting.reply(mo, at, "Too late.", made="r2", at=place)


def test_a_note_is_for_the_round_that_it_was_written_in(afternoon: Afternoon) -> None:
    """Also when it arrives in the next section; one for a round that there is not is refused."""
    mo, ana, kit = afternoon.guests(3)
    afternoon.to("threes")
    afternoon.conducting.group(afternoon.fay, afternoon.id, afternoon.seq, [[seats(mo, ana, kit)]])
    afternoon.to("alone")
    afternoon.voting.note(mo, afternoon.id, "I waited.", made="n1", section="threes", round=1)
    (note,) = afternoon.store.contributions(afternoon.id, Said.DEBRIEF)
    assert note.place == "threes/1"
    for section, number in (("nowhere", 1), ("threes", 2), ("threes", -1)):
        with pytest.raises(RefusedEvent):
            afternoon.voting.note(mo, afternoon.id, "I waited.", section=section, round=number)


def test_only_what_comes_up_can_be_declined(afternoon: Afternoon) -> None:
    """Content notes of what is played in triads; nothing else, and no list of something else."""
    (mo,) = afternoon.guests(1)
    afternoon.voting.wish(mo, afternoon.id, Wishes(plays=False, watches=("a lonely evening",)))
    (kept,) = afternoon.store.wishes(afternoon.id).values()
    assert (kept.plays, kept.watches, kept.avoids) == (False, ("a lonely evening",), ())
    for wrong in (Wishes(watches=("rain",)), Wishes(avoids=(7,)), Wishes(avoids="rain")):  # type: ignore[arg-type]
        with pytest.raises(RefusedEvent, match="cannot be read"):
            afternoon.voting.wish(mo, afternoon.id, wrong)


def test_wishes_and_calls_are_ones_own(afternoon: Afternoon) -> None:
    """What is not a yes is a no; what cannot be wished is refused."""
    mo, ana = afternoon.guests(2)
    asked = Wishes("yes", 1, Style.QUIET, None, (), (ana.id, ana.id))  # type: ignore[arg-type]
    afternoon.voting.wish(mo, afternoon.id, asked)
    assert afternoon.store.wishes(afternoon.id) == {
        mo.id: Wishes(plays_peer=False, practised=1, style=Style.QUIET, rather_not=(ana.id,))
    }
    for wrong in (Wishes(practised=3), Wishes(style="loud"), Wishes(rather_with=("nobody",))):  # type: ignore[arg-type]
        with pytest.raises(RefusedEvent):
            afternoon.voting.wish(mo, afternoon.id, wrong)
    afternoon.voting.call(mo, afternoon.id, needed=True)
    assert list(afternoon.store.calls(afternoon.id)) == [mo.id]
    afternoon.voting.call(mo, afternoon.id, needed=False)
    assert afternoon.store.calls(afternoon.id) == {}


# --- observing ---


def test_only_the_observer_of_a_group_ticks_and_only_in_a_round(afternoon: Afternoon) -> None:
    """The tick belongs to the mentor of the group; sent twice it counts once; somebody else's page cannot take it."""
    mo, ana, kit = afternoon.guests(3)
    known = ["reflects", "asks-first"]
    afternoon.to("threes")
    with pytest.raises(RefusedEvent, match="No round"):
        afternoon.voting.observe(kit, afternoon.id, "t1", "reflects", known)
    afternoon.conducting.group(afternoon.fay, afternoon.id, afternoon.seq, [[seats(mo, ana, kit)]])
    afternoon.conducting.begin_round(afternoon.fay, afternoon.id, afternoon.seq)
    for _ in range(2):
        afternoon.voting.observe(kit, afternoon.id, "t1", "reflects", known)
    (seen,) = afternoon.store.observations(afternoon.id)
    assert (seen.observer, seen.mentor, seen.behaviour, seen.round) == (kit.id, mo.id, "reflects", 1)
    for who in (mo, ana):
        with pytest.raises(NotAllowed):
            afternoon.voting.observe(who, afternoon.id, "t1", "reflects", known)
        afternoon.voting.unobserve(who, afternoon.id, seen.id)
    with pytest.raises(RefusedEvent, match="no such behaviour"):
        afternoon.voting.observe(kit, afternoon.id, "t2", "shouts", known)
    assert len(afternoon.store.observations(afternoon.id)) == 1
    afternoon.voting.unobserve(kit, afternoon.id, seen.id)
    assert afternoon.store.observations(afternoon.id) == ()


def test_a_tick_that_comes_late_belongs_to_the_round_in_which_it_was_made(afternoon: Afternoon) -> None:
    """And to the mentor of that round; who makes it can take it back by the id that their page knows."""
    mo, ana, kit = afternoon.guests(3)
    afternoon.to("threes")
    rounds = [[seats(mo, ana, kit)], [seats(kit, mo, ana)]]
    afternoon.conducting.group(afternoon.fay, afternoon.id, afternoon.seq, rounds)
    for _ in rounds:
        afternoon.conducting.begin_round(afternoon.fay, afternoon.id, afternoon.seq)
        afternoon.conducting.end_round(afternoon.fay, afternoon.id, afternoon.seq)
    afternoon.voting.observe(kit, afternoon.id, "t1", "reflects", ["reflects"], round=1)
    (seen,) = afternoon.store.observations(afternoon.id)
    assert (seen.mentor, seen.round) == (mo.id, 1)
    for number in (0, 3):
        with pytest.raises(RefusedEvent, match="has not begun"):
            afternoon.voting.observe(kit, afternoon.id, "t2", "reflects", ["reflects"], round=number)
    with pytest.raises(NotAllowed):
        afternoon.voting.observe(kit, afternoon.id, "t2", "reflects", ["reflects"])
    afternoon.voting.unobserve(ana, afternoon.id, "t1")
    assert len(afternoon.store.observations(afternoon.id)) == 1
    afternoon.voting.unobserve(kit, afternoon.id, "t1")
    assert afternoon.store.observations(afternoon.id) == ()
