"""The contract of every store: workshops, their logs, ballots, and what participants write and tick."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from roleplay.errors import Conflict, NotFound
from roleplay.identity import Role
from roleplay.model.gathering import Asked, Closed, Counted, Happening, Joined, Logged, Opened, Told
from roleplay.model.wishes import Prefers, Style, Wishes
from roleplay.store import OwnerKind, ParticipantRow, PersonRow, Store, TextRow
from roleplay.store.workshop_rows import (
    Ballot,
    Became,
    Contribution,
    Observation,
    PlanRow,
    PollRow,
    Said,
    WorkshopRow,
)
from tests.kept import MORNING
from tests.store.samples import rows

PLAN = {"format": "plan/1", "title": "An hour", "sections": []}
OPENED = Opened(PLAN, {"gate": "h1"}, ("r1", "r2"), {"supervisor_title": "lead"}, 2**40, ("fay",))
SHOP = WorkshopRow("w1", "An hour", "fay", MORNING, code="c" * 64, code_until=MORNING + timedelta(hours=12))
POLL = PollRow("p1", "w1", ("wait", "talk"), "s" * 43)


def logged(seq: int, event: Happening = Told("Hello, Kürş.")) -> Logged:  # noqa: B008 - frozen
    """An entry with this number, a minute a number after the morning began."""
    return Logged(seq, event, "fay", MORNING + timedelta(minutes=seq, microseconds=7))


def guest(number: int, person: str | None = None) -> ParticipantRow:
    """A participant of the workshop."""
    return ParticipantRow(f"g{number}", "w1", person, f"Guest {number}", MORNING + timedelta(seconds=number))


def ballot(voter: str, option: str = "wait", turn: int = 0) -> Ballot:
    """A vote in the poll."""
    return Ballot("p1", voter, option, turn)


@pytest.fixture
def opened(store: Store) -> Store:
    """A store with one workshop and two people."""
    for name in ("fay", "kim"):
        store.add_person(PersonRow(name, name, frozenset({Role.FACILITATOR})))
    store.add_workshop(SHOP, logged(0, OPENED))
    return store


@pytest.fixture
def polled(opened: Store) -> Store:
    """The same with a poll that is open."""
    opened.happened("w1", logged(1, Asked("p1", "fence", POLL.options)), poll=POLL)
    return opened


# --- plans ---


def test_a_plan_is_kept_changed_and_removed(opened: Store) -> None:
    """Whoever changes what is not there any more as they saw it is told so."""
    plan = PlanRow("plan", "fay", PLAN, MORNING)
    opened.keep_plan(plan, None)
    later = replace(plan, data={**PLAN, "title": "Two hours"}, changed_at=MORNING + timedelta(hours=1))
    opened.keep_plan(later, MORNING)
    with pytest.raises(Conflict):
        opened.keep_plan(plan, MORNING)
    assert opened.plan("plan") == later
    assert opened.plans_of("fay") == (later,)
    assert opened.plans_of("kim") == ()
    opened.remove_plan("plan")
    assert opened.plan("plan") is None


# --- workshops and logs ---


def test_a_workshop_is_found_by_id_by_its_code_and_by_whoever_opened_it(
    opened: Store, reopen: Callable[[], Store]
) -> None:
    """The code works until its time; the log begins with the opening, as it was."""
    assert reopen().workshop("w1") == SHOP
    assert opened.workshop_by_code("c" * 64, MORNING) == SHOP
    assert opened.workshop_by_code("c" * 64, MORNING + timedelta(hours=12)) is None
    assert opened.workshop_by_code("d" * 64, MORNING) is None
    assert (opened.workshops_of("fay", ()), opened.workshops_of("kim", ["x"])) == ((SHOP,), ())
    assert reopen().gathering("w1") == (logged(0, OPENED),)


def test_a_code_leads_into_one_workshop(opened: Store) -> None:
    """Neither a new workshop nor another one takes it."""
    with pytest.raises(Conflict):
        opened.add_workshop(replace(SHOP, id="w2"), logged(0, OPENED))
    opened.add_workshop(replace(SHOP, id="w2", code=None), logged(0, OPENED))
    with pytest.raises(Conflict):
        opened.set_code("w2", "c" * 64, MORNING)
    opened.set_code("w1", None, None)
    assert opened.workshop_by_code("c" * 64, MORNING) is None
    opened.set_code("w2", "c" * 64, SHOP.code_until)
    found = opened.workshop_by_code("c" * 64, MORNING)
    assert found is not None
    assert found.id == "w2"


def test_a_place_in_the_log_is_taken_once_and_none_is_left_out(opened: Store) -> None:
    """Of two who press at once one is too late, and nothing of theirs is kept."""
    opened.happened("w1", logged(1))
    for seq in (1, 3):
        with pytest.raises(Conflict):
            opened.happened("w1", logged(seq), participant=guest(1))
    with pytest.raises(NotFound):
        opened.happened("w9", logged(1))
    assert [one.seq for one in opened.gathering("w1")] == [0, 1]
    assert opened.gathering("w1", after=0) == (logged(1),)
    assert opened.participants_in("w1") == ()


def test_of_many_who_write_at_once_each_gets_a_place_of_its_own(opened: Store, reopen: Callable[[], Store]) -> None:
    """Whoever was too late tries again with the next number; nobody's entry is lost."""

    def joins(number: int) -> None:
        mine = reopen()
        while True:
            seq = len(mine.gathering("w1"))
            try:
                mine.happened("w1", logged(seq, Joined(f"g{number}")), participant=guest(number))
            except Conflict:
                continue
            return

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(joins, range(6)))
    log = opened.gathering("w1")
    assert [one.seq for one in log] == list(range(7))
    assert {one.event.participant for one in log if isinstance(one.event, Joined)} == {f"g{n}" for n in range(6)}


def test_how_far_workshops_have_come_is_asked_for_all_at_once(polled: Store) -> None:
    """Those that there are not have come nowhere."""
    assert polled.last_steps(["w1", "w9"]) == {"w1": 1}
    assert polled.last_steps([]) == {}


def test_a_workshop_that_ends_lets_nobody_in_and_keeps_no_call(opened: Store) -> None:
    """Its log gets its last entry in the same moment."""
    opened.happened("w1", logged(1, Joined("g1")), participant=guest(1))
    opened.call("g1", "w1", MORNING)
    opened.close_workshop("w1", logged(2, Closed("Rest well.")))
    found = opened.workshop("w1")
    assert found is not None
    assert (found.code, found.code_until, found.closed_at) == (None, None, logged(2).at)
    assert opened.calls("w1") == {}
    assert opened.gathering("w1")[-1].event == Closed("Rest well.")


# --- ballots ---


def test_a_ballot_counts_once_and_the_newest_turn_of_a_voter_counts(polled: Store) -> None:
    """Sent twice, sent in the wrong order: what the voter chose last stands."""
    first = polled.cast([ballot("v1"), ballot("v2", "talk"), ballot("v1")])
    assert (first.taken, first.voted) == ((True, True, True), {"p1": 2})
    polled.cast([ballot("v1", "talk", 2)])
    late = polled.cast([ballot("v1", "wait", 1)])
    assert (late.taken, late.voted) == ((True,), {"p1": 2})
    assert polled.ballot("p1", "v1") == ballot("v1", "talk", 2)
    assert polled.ballots("p1") == {"v1": ballot("v1", "talk", 2), "v2": ballot("v2", "talk")}
    assert polled.voted("p1") == 2


def test_the_same_turn_with_something_else_has_come_from_another_page_and_changes_nothing(polled: Store) -> None:
    """In one go as after the other; an older turn is simply overtaken, and a newer one counts."""
    several = [ballot("v1"), ballot("v1"), ballot("v1", "talk"), ballot("v1", "talk", turn=2), ballot("v1", turn=1)]
    taken, other = Became.TAKEN, Became.OVERTAKEN
    assert polled.cast(several).became == (taken, taken, other, taken, taken)
    assert polled.cast([ballot("v1", turn=2), ballot("v2")]).became == (other, taken)
    assert polled.ballots("p1") == {"v1": ballot("v1", "talk", turn=2), "v2": ballot("v2")}


def test_a_ballot_for_what_is_not_asked_is_not_taken(polled: Store) -> None:
    """Another option, another poll; the others that came with it are."""
    came = polled.cast([ballot("v1", "shout"), replace(ballot("v1"), poll_id="p9"), ballot("v2")])
    assert (came.taken, came.voted) == ((False, False, True), {"p1": 1})
    assert polled.ballot("p1", "v1") is None


def test_a_poll_that_is_closed_leaves_totals_and_nothing_else(polled: Store, url: str) -> None:
    """Ballots and secret are gone; a ballot that comes too late is not taken."""
    polled.cast([ballot(f"v{n}", "talk" if n % 3 else "wait") for n in range(6)])
    end = polled.count("w1", 2, "p1", "fay", MORNING)
    assert end == Logged(2, Counted("p1", {"talk": 4, "wait": 2}), "fay", MORNING)
    assert polled.gathering("w1")[-1] == end
    assert (polled.poll("p1"), polled.voted("p1")) == (None, 0)
    assert polled.cast([ballot("v7")]).taken == (False,)
    assert (rows(url, "SELECT * FROM polls"), rows(url, "SELECT * FROM ballots")) == ([], [])


def test_a_poll_stays_open_for_whoever_was_too_late_to_close_it(polled: Store) -> None:
    """The loser's totals are not kept, and no ballot is lost."""
    polled.cast([ballot("v1")])
    with pytest.raises(Conflict):
        polled.count("w1", 1, "p1", "fay", MORNING)
    with pytest.raises(NotFound):
        polled.count("w9", 2, "p1", "fay", MORNING)
    assert polled.poll("p1") == POLL
    assert polled.voted("p1") == 1


def test_no_vote_is_lost_or_counted_twice_when_all_come_at_once(polled: Store, reopen: Callable[[], Store]) -> None:
    """Each voter sends the same ballot twice, from several connections, in whatever order."""

    def vote(number: int) -> None:
        reopen().cast([ballot(f"v{number % 20}", "talk" if number % 2 else "wait")])

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(vote, range(40)))
    assert polled.count("w1", 2, "p1", "fay", MORNING).event == Counted("p1", {"talk": 10, "wait": 10})


# --- people ---


def test_participants_have_names_tokens_and_wishes(opened: Store) -> None:
    """A guest comes back by a token, of which a digest is kept; wishes are said in private."""
    opened.happened("w1", logged(1, Joined("g1")), participant=guest(1), token="d" * 64)
    opened.happened("w1", logged(2, Joined("g2")), participant=guest(2, "kim"))
    assert opened.participants_in("w1") == (guest(1), guest(2, "kim"))
    assert opened.participant_by_token("d" * 64) == guest(1)
    assert opened.participant_by_token("e" * 64) is None
    opened.rename_participant("g1", "Mo")
    assert opened.participants_in("w1")[0].name == "Mo"
    assert opened.wishes("w1") == {}
    mine = Wishes(plays_peer=False, practised=2, style=Style.QUIET, prefers=Prefers.UNLIKE, rather_not=("g1",))
    opened.set_wishes("g2", mine)
    assert opened.wishes("w1") == {"g2": mine}
    with pytest.raises(NotFound):
        opened.rename_participant("g9", "X")
    with pytest.raises(NotFound):
        opened.set_wishes("g9", mine)


def test_whose_pages_are_connected_is_noted_as_a_whole(opened: Store) -> None:
    """Whoever is not named any more has gone; as a server begins, all have."""
    for number in (1, 2):
        opened.happened("w1", logged(number, Joined(f"g{number}")), participant=guest(number))
    opened.note_presence("w1", ["g1", "g2", "g9"])
    assert opened.connected("w1") == {"g1", "g2"}
    opened.note_presence("w1", ["g2"])
    assert opened.connected("w1") == {"g2"}
    opened.nobody_is_connected()
    assert opened.connected("w1") == frozenset()


def test_who_needs_a_moment_is_there_until_that_is_over(opened: Store) -> None:
    """Pressing again does not move the time."""
    opened.happened("w1", logged(1, Joined("g1")), participant=guest(1))
    opened.call("g1", "w1", MORNING)
    opened.call("g1", "w1", MORNING + timedelta(minutes=5))
    assert opened.calls("w1") == {"g1": MORNING}
    opened.call("g1", "w1", None)
    assert opened.calls("w1") == {}


def test_signs_are_the_same_as_long_as_nothing_changes(opened: Store) -> None:
    """Who is connected and called what, calls, words and ticks count, in this workshop and no other."""
    opened.happened("w1", logged(1, Joined("g1")), participant=guest(1))
    seen = [opened.signs("w1")]
    assert opened.signs("w1") == seen[0]
    assert {one.kind for one in opened.signs("w9")} == {"log", "wished"}
    acts: tuple[Callable[[], object], ...] = (
        lambda: opened.rename_participant("g1", "Mo"),
        lambda: opened.set_wishes("g1", Wishes()),
        lambda: opened.note_presence("w1", ["g1"]),
        lambda: opened.call("g1", "w1", MORNING),
        lambda: opened.contribute(words(1)),
        lambda: opened.hide_contribution("t1", hidden=True),
        lambda: opened.observe([Observation("o1", "w1", "threes", 1, "g1", "g1", "asks-first")]),
        lambda: opened.set_code("w1", "NEWCODE2", MORNING),
        lambda: opened.happened("w1", logged(2, Closed())),
    )
    for number, act in enumerate(acts):
        act()
        seen.append(opened.signs("w1"))
        assert seen[-1] != seen[-2], number


# --- what they write and tick ---


def words(number: int, owner: str = "g1", kind: Said = Said.REPLY, place: str = "gate/letter") -> Contribution:
    """Something that a participant wrote."""
    text = TextRow(f"t{number}", OwnerKind.PARTICIPANT, owner, None, "workshop", f"Words {number} 🌦", MORNING)
    return Contribution(text, "w1", kind, place)


def test_what_participants_write_is_kept_by_place_and_replaced_by_what_they_write_there_later(opened: Store) -> None:
    """Of questions each stays. What is taken off the screen is still there."""
    for number in (1, 2):
        opened.happened("w1", logged(number, Joined(f"g{number}")), participant=guest(number))
    opened.contribute(words(1))
    opened.contribute(words(2, "g2"))
    opened.contribute(words(3))
    assert [one.text.body for one in opened.contributions("w1", Said.REPLY, "gate/letter")] == [
        "Words 2 🌦",
        "Words 3 🌦",
    ]
    for number in (4, 5):
        opened.contribute(words(number, kind=Said.QUESTION, place="gate"))
    assert len(opened.contributions("w1", Said.QUESTION)) == 2
    opened.hide_contribution("t3", hidden=True)
    assert [one.hidden for one in opened.contributions("w1", Said.REPLY)] == [False, True]
    with pytest.raises(NotFound):
        opened.contribute(words(6, "g9"))
    with pytest.raises(NotFound):
        opened.hide_contribution("t9", hidden=True)


def test_a_tick_that_is_sent_twice_counts_once_and_only_its_observer_takes_it_back(opened: Store) -> None:
    """Ids are made by the observer's page."""
    seen = Observation("o1", "w1", "threes", 1, "g1", "g2", "asks-first")
    opened.observe([seen, seen, replace(seen, id="o2")])
    opened.observe([seen])
    assert opened.observations("w1") == (seen, replace(seen, id="o2"))
    opened.take_back_observation("o1", "g2")
    assert len(opened.observations("w1")) == 2
    opened.take_back_observation("o1", "g1")
    assert opened.observations("w1") == (replace(seen, id="o2"),)


# --- erasing ---


def test_with_a_person_goes_all_that_they_wrote_and_said_of_themselves_in_workshops(opened: Store) -> None:
    """The workshop and its log stay; so does what others wrote."""
    opened.happened("w1", logged(1, Joined("g1")), participant=guest(1, "kim"))
    opened.happened("w1", logged(2, Joined("g2")), participant=guest(2))
    opened.set_wishes("g1", Wishes(practised=1))
    opened.call("g1", "w1", MORNING)
    opened.contribute(words(1))
    opened.contribute(words(2, "g2"))
    opened.keep_plan(PlanRow("plan", "kim", PLAN, MORNING), None)
    opened.erase_person("kim", MORNING, keep_logs=False)
    assert [one.text.id for one in opened.contributions("w1", Said.REPLY)] == ["t2"]
    assert (opened.wishes("w1"), opened.calls("w1"), opened.plans_of("kim")) == ({}, {}, ())
    assert [(one.person_id, one.name) for one in opened.participants_in("w1")] == [(None, ""), (None, "Guest 2")]
    assert len(opened.gathering("w1")) == 3
