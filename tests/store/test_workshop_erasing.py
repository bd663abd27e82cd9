"""The contract of every store: what is personal in workshops goes with its people, or when its time is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from roleplay.errors import NotFound
from roleplay.identity import Role
from roleplay.model.gathering import Asked, Closed, Counted, HandedOver, Joined, Removed, Told
from roleplay.model.wishes import Wishes
from roleplay.store import OwnerKind, ParticipantRow, PersonRow, Store, TextKey, TextRow
from roleplay.store.workshop_rows import Ballot, Contribution, Observation, PaceRow, PlanRow, PollRow, Said
from tests.kept import MORNING
from tests.store.samples import held
from tests.store.test_workshops import OPENED, PLAN, POLL, SHOP, guest, logged

SECRET = "I was glad of the rain."


@pytest.fixture
def lived(store: Store) -> Store:
    """Two workshops that Fay has opened: in each Kim and a guest, with everything that there can be."""
    for name in ("fay", "kim"):
        store.add_person(PersonRow(name, name, frozenset({Role.FACILITATOR})))
    store.begin_sealing("m1")
    for shop in ("w1", "w2"):
        store.add_workshop(replace(SHOP, id=shop, code=shop), logged(0, OPENED))
        people = [replace(guest(n, "kim" if n == 1 else None), id=f"{shop}-{n}", workshop_id=shop) for n in (1, 2)]
        for number, one in enumerate(people, start=1):
            came = replace(logged(number, Joined(one.id)), actor="kim" if number == 1 else one.id)
            store.happened(shop, came, participant=one, token=None if one.person_id else f"{one.id}-token")
            _live(store, one, number)
        poll = replace(POLL, id=f"{shop}-poll", workshop_id=shop)
        store.happened(shop, logged(3, Asked(poll.id, "fence", POLL.options)), poll=poll)
        store.cast([Ballot(poll.id, f"{shop}-voter", "wait", 0)])
        store.happened(shop, logged(4, Told(f"Ask Ana of {shop}.")))
        store.happened(shop, logged(5, HandedOver(("fay", "kim"))))
        store.happened(shop, replace(logged(6, Removed(f"{shop}-2")), actor="kim"))
    return store


def _live(store: Store, one: ParticipantRow, number: int) -> None:
    text = TextRow(f"text-{one.id}", OwnerKind.PARTICIPANT, one.id, None, "workshop", SECRET, MORNING)
    store.contribute(Contribution(text, one.workshop_id, Said.REPLY, "gate/letter"))
    store.add_text_key(TextKey(OwnerKind.PARTICIPANT, one.id, f"key-of-{one.id}", "m1"))
    store.set_wishes(one.id, Wishes(practised=1, rather_with=(f"{one.workshop_id}-1",)))
    store.call(one.id, one.workshop_id, MORNING)
    store.keep_pace(PaceRow(one.id, "alone", one.workshop_id, 1, 1, (), 0))
    seen = Observation(f"tick-{one.id}", one.workshop_id, "threes", number, one.id, f"{one.workshop_id}-2", "reflects")
    store.observe([seen])


def traces(url: str, *signs: str) -> list[str]:
    """Which of these are anywhere in the database."""
    whole = repr(held(url))
    return [sign for sign in signs if sign in whole]


def test_with_people_goes_what_is_theirs_and_nobody_stands_in_their_place(lived: Store, url: str) -> None:
    """Of a participant name, words, wishes, call, way, key and token; the others stay. A guest comes back no more.

    Of somebody with an account also every place in a log, as a participant and as somebody who led.
    """
    lived.erase_participant("w1-2")
    assert traces(url, "text-w1-2", "key-of-w1-2", "w1-2-token") == []
    assert repr(held(url)).count(SECRET) == 3
    assert [one.name for one in lived.participants_in("w1")] == ["Guest 1", ""]
    assert (set(lived.wishes("w1")), set(lived.calls("w1"))) == ({"w1-1"}, {"w1-1"})
    assert [one.participant_id for one in lived.paces("w1", "alone")] == ["w1-1"]
    assert lived.participant_by_token("w1-2-token") is None
    with pytest.raises(NotFound):
        lived.erase_participant("w1-9")
    lived.keep_plan(PlanRow("plan-of-fay", "fay", PLAN, MORNING), None)
    for person in ("kim", "fay"):
        lived.erase_person(person, MORNING, keep_logs=False)
    elsewhere = repr({name: rows for name, rows in held(url).items() if name not in {"persons", "audit"}})
    assert [sign for sign in ("'kim'", "'fay'", "plan-of-fay") if sign in elsewhere] == []
    log = lived.gathering("w1")
    assert len(log) == 7
    assert (log[1].event, log[1].actor) == (Joined("w1-1"), "w1-1")
    handed = log[5].event
    assert isinstance(handed, HandedOver)
    assert len(set(handed.leads)) == 2
    assert lived.handed_over_to("kim") == ()
    assert [one.person_id for one in lived.participants_in("w1")] == [None, None]


def test_what_is_left_of_an_old_workshop_are_totals_and_who_with_an_account_was_there(lived: Store, url: str) -> None:
    """It counts from its end, and without one from the last thing that happened; then it is not old any more.

    Of the other workshop all is left. A poll that nobody ever closed goes with its secret and its ballots.
    """
    text = TextRow("said", OwnerKind.WORKSHOP, "w1", None, "workshop", "Thanks.", MORNING)
    lived.add_text_key(TextKey(OwnerKind.WORKSHOP, "w1", "key-of-w1", "m1"))
    lived.happened("w1", logged(7, Counted("w1-poll", {"wait": 3})))
    end = replace(logged(8, Closed()), at=MORNING + timedelta(days=2))
    lived.close_workshop("w1", end, survey=PollRow("w1", "w1", ("care=1",), "untold"))
    lived.answer_survey("w1", [Ballot("w1", "code", "care=1", 0)], {"keep/code": text})
    assert lived.workshops_before(MORNING) == ()
    assert lived.workshops_before(MORNING + timedelta(days=1)) == ("w2",)
    assert lived.workshops_before(MORNING + timedelta(days=3)) == ("w1", "w2")
    lived.erase_workshops(["w1"])
    assert lived.workshops_before(MORNING + timedelta(days=3)) == ("w2",)
    shared = ("text-w1", "key-of-w1", "w1-2-token", "w1-voter", "tick-w1", "Ask Ana of w1")
    assert traces(url, *shared, "Thanks.", "untold") == []
    theirs = [one.replace("w1", "w2") for one in shared]
    assert traces(url, *theirs) == theirs
    assert [(one.person_id, one.name) for one in lived.participants_in("w1")] == [("kim", ""), (None, "")]
    assert Counted("w1-poll", {"wait": 3}) in [one.event for one in lived.gathering("w1")]
