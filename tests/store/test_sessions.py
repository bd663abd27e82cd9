"""The contract of every store: one-time tokens, browsers that are signed in, who a kernel acts for."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from roleplay.errors import Conflict
from roleplay.identity import Role
from roleplay.store import Binding, PersonRow, Purpose, SessionRow, Store, TokenRow
from tests.kept import MORNING

KIM = PersonRow("kim", "Kim", frozenset({Role.TRAINEE, Role.AUTHOR}))
LEE = PersonRow("lee", "Lee", frozenset({Role.TRAINEE}))
LATER = MORNING + timedelta(hours=1)
PHONE = SessionRow("p" * 64, "kim", MORNING, MORNING)
DESK = SessionRow("d" * 64, "kim", MORNING, LATER)


def test_a_token_is_spent_once(store: Store, reopen: Callable[[], Store]) -> None:
    """The first to come is the person; the second gets nothing."""
    store.add_person(KIM)
    store.add_token("d" * 64, "kim", LATER)
    assert store.spend_token("d" * 64, MORNING) == "kim"
    assert reopen().spend_token("d" * 64, MORNING) is None


def test_of_many_who_spend_a_token_at_once_one_gets_in(store: Store, reopen: Callable[[], Store]) -> None:
    """Eight threads, one token, one person."""
    store.add_person(KIM)
    store.add_token("d" * 64, "kim", LATER)
    stores = [reopen() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda one: one.spend_token("d" * 64, MORNING), stores))
    assert sorted(found, key=str) == [None] * 7 + ["kim"]


def test_an_expired_or_unknown_token_opens_nothing(store: Store) -> None:
    """Not at the moment of its expiry, and never after somebody has tried then."""
    store.add_person(KIM)
    store.add_token("d" * 64, "kim", LATER)
    assert store.spend_token("e" * 64, MORNING) is None
    assert store.spend_token("d" * 64, LATER) is None
    assert store.spend_token("d" * 64, MORNING) is None


def test_times_are_compared_in_utc(store: Store) -> None:
    """A token that expires at eleven, two hours east of Greenwich, has expired at half past nine in UTC."""
    store.add_person(KIM)
    store.add_token("d" * 64, "kim", MORNING.replace(hour=11, tzinfo=timezone(timedelta(hours=2))))
    assert store.spend_token("d" * 64, MORNING.replace(minute=30)) is None


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    """Nobody could tell what it means."""
    store.add_person(KIM)
    with pytest.raises(Exception, match="time zone"):
        store.add_token("d" * 64, "kim", LATER.replace(tzinfo=None))


def test_a_kernel_acts_for_the_person_it_was_bound_to(store: Store, reopen: Callable[[], Store]) -> None:
    """The binding is there for any process, until the kernel is released."""
    store.add_person(KIM)
    bound = store.bind_kernel("k1", "kim", [Role.TRAINEE], "/learn?x=1", MORNING)
    assert bound == Binding("k1", "kim", frozenset({Role.TRAINEE}), "/learn?x=1", MORNING)
    assert reopen().binding("k1") == bound
    assert store.binding("k2") is None
    store.release_kernel("k1")
    assert store.binding("k1") is None


def test_a_kernel_is_never_bound_twice(store: Store) -> None:
    """Whoever comes second is refused, and the first binding stands."""
    store.add_person(KIM)
    owner = store.local_person()
    first = store.bind_kernel("k1", "kim", [Role.TRAINEE], "/learn", MORNING)
    with pytest.raises(Conflict):
        store.bind_kernel("k1", owner.id, owner.roles, "/learn", LATER)
    assert store.binding("k1") == first


def test_a_starting_server_releases_all_kernels(store: Store) -> None:
    """No kernel of an earlier run acts for anybody."""
    owner = store.local_person()
    for kernel in ("k1", "k2"):
        store.bind_kernel(kernel, owner.id, owner.roles, "/learn", MORNING)
    store.release_all_kernels()
    assert (store.binding("k1"), store.binding("k2")) == (None, None)


def test_a_token_is_good_for_its_purpose_only(store: Store) -> None:
    """An invitation signs nobody in, and a link to sign in lets nobody choose a password."""
    store.add_person(KIM)
    store.add_token("i" * 64, "kim", LATER, Purpose.INVITE)
    assert store.spend_token("i" * 64, MORNING) is None
    assert store.spend_token("i" * 64, MORNING, Purpose.RESET) is None
    assert store.spend_token("i" * 64, MORNING, Purpose.INVITE) == "kim"


def test_a_token_can_be_looked_at_without_being_spent(store: Store) -> None:
    """As often as one likes, until it expires."""
    store.add_person(KIM)
    store.add_token("i" * 64, "kim", LATER, Purpose.INVITE)
    for _ in range(2):
        assert store.token("i" * 64, MORNING) == TokenRow("kim", Purpose.INVITE, LATER)
    assert store.token("i" * 64, LATER) is None
    assert store.token("j" * 64, MORNING) is None
    assert store.spend_token("i" * 64, MORNING, Purpose.INVITE) == "kim"


def test_somebodys_tokens_are_listed_and_dropped(store: Store) -> None:
    """Those that still work, the last to expire first; nobody else's are touched."""
    store.add_person(KIM)
    store.add_person(LEE)
    for digest, person, hours in (("a", "kim", 1), ("b", "kim", 2), ("c", "lee", 1)):
        store.add_token(digest * 64, person, MORNING + timedelta(hours=hours), Purpose.RESET)
    assert [one.expires.hour for one in store.tokens_of("kim", MORNING)] == [11, 10]
    assert [one.expires.hour for one in store.tokens_of("kim", LATER)] == [11]
    store.drop_tokens("kim")
    assert store.tokens_of("kim", MORNING) == ()
    assert store.token("c" * 64, MORNING) is not None


def test_a_session_leads_to_its_person(store: Store, reopen: Callable[[], Store]) -> None:
    """In any process, with the roles that they have by then, until it is ended."""
    store.add_person(KIM)
    store.add_session(PHONE)
    assert reopen().session(PHONE.digest) == (PHONE, KIM)
    store.keep_person(replace(KIM, roles=frozenset()))
    found = store.session(PHONE.digest)
    assert found is not None
    assert found[1].roles == frozenset()
    store.end_session(PHONE.digest)
    assert store.session(PHONE.digest) is None
    assert store.session(DESK.digest) is None


def test_it_is_noted_when_a_browser_was_heard_of(store: Store) -> None:
    """Sessions are listed with the one heard of last first."""
    store.add_person(KIM)
    store.add_session(PHONE)
    store.add_session(DESK)
    assert store.sessions_of("kim") == (DESK, PHONE)
    store.touch_session(PHONE.digest, LATER + timedelta(minutes=1))
    assert [one.digest for one in store.sessions_of("kim")] == [PHONE.digest, DESK.digest]
    assert store.sessions_of("lee") == ()


def test_all_sessions_of_somebody_end_at_once(store: Store) -> None:
    """Except for one that is named, and for those of others."""
    store.add_person(KIM)
    store.add_person(LEE)
    lees = SessionRow("l" * 64, "lee", MORNING, MORNING)
    for session in (PHONE, DESK, lees):
        store.add_session(session)
    store.end_sessions("kim", but=PHONE.digest)
    assert store.sessions_of("kim") == (PHONE,)
    store.end_sessions("kim")
    assert store.sessions_of("kim") == ()
    assert store.sessions_of("lee") == (lees,)


def test_stale_sessions_end(store: Store) -> None:
    """Those that began too long ago, and those that were not heard of for too long."""
    store.add_person(KIM)
    store.add_session(PHONE)
    store.add_session(DESK)
    store.end_stale_sessions(created_before=MORNING, seen_before=MORNING)
    assert len(store.sessions_of("kim")) == 2
    store.end_stale_sessions(created_before=MORNING, seen_before=LATER)
    assert store.sessions_of("kim") == (DESK,)
    store.end_stale_sessions(created_before=LATER, seen_before=MORNING)
    assert store.sessions_of("kim") == ()


def test_a_kernel_acts_only_as_long_as_its_session_lasts(store: Store) -> None:
    """Signed out, it acts for nobody, though it is still bound."""
    store.add_person(KIM)
    store.add_session(PHONE)
    store.bind_kernel("k1", "kim", [Role.TRAINEE], "/learn", MORNING, session=PHONE.digest)
    acting = store.acting("k1")
    assert acting == replace(KIM, roles=frozenset({Role.TRAINEE}))
    store.end_session(PHONE.digest)
    assert store.acting("k1") is None
    assert store.binding("k1") is not None


def test_a_kernel_acts_in_roles_that_are_still_held(store: Store) -> None:
    """A role that was taken away is gone at once; one that was given later is not gained."""
    store.add_person(KIM)
    store.bind_kernel("k1", "kim", [Role.AUTHOR], "/author", MORNING)
    acting = store.acting("k1")
    assert acting is not None
    assert acting.roles == frozenset({Role.AUTHOR})
    store.keep_person(replace(KIM, roles=frozenset({Role.TRAINEE})))
    acting = store.acting("k1")
    assert acting is not None
    assert acting.roles == frozenset()


@pytest.mark.parametrize("gone", [replace(KIM, disabled_at=LATER), replace(KIM, erased_at=LATER)])
def test_a_kernel_acts_for_nobody_who_may_not_come_in(store: Store, gone: PersonRow) -> None:
    """A disabled or erased person has no kernel, and neither has nobody."""
    store.add_person(KIM)
    store.bind_kernel("k1", "kim", [Role.TRAINEE], "/learn", MORNING)
    store.keep_person(gone)
    assert store.acting("k1") is None
    assert store.acting("k2") is None


def test_the_bindings_are_listed(store: Store) -> None:
    """The oldest first."""
    store.add_person(KIM)
    store.bind_kernel("k1", "kim", [], "/learn", LATER)
    store.bind_kernel("k2", "kim", [], "/learn", MORNING)
    assert [binding.kernel_id for binding in store.bindings()] == ["k2", "k1"]


def test_when_somebody_was_last_heard_of(store: Store) -> None:
    """In whichever browser; nothing is known of those who are signed in nowhere."""
    store.add_person(KIM)
    store.add_person(LEE)
    assert store.last_seen() == {}
    store.add_session(PHONE)
    store.add_session(DESK)
    assert store.last_seen() == {"kim": LATER}
    store.end_sessions("kim")
    assert store.last_seen() == {}


def test_kernels_that_act_for_nobody_are_found_together(store: Store) -> None:
    """As `acting` finds them one by one: signed out, disabled, or still there; bound with a session or without."""
    store.add_person(KIM)
    store.add_person(LEE)
    store.add_session(PHONE)
    for kernel_id, person, session in (("k1", "kim", PHONE.digest), ("k2", "kim", None), ("k3", "lee", None)):
        store.bind_kernel(kernel_id, person, [Role.TRAINEE], "/learn", MORNING, session=session)
    assert store.departed() == frozenset()
    store.end_session(PHONE.digest)
    assert store.departed() == {"k1"}
    store.keep_person(replace(LEE, disabled_at=MORNING))
    assert store.departed() == {"k1", "k3"}
    assert store.departed() == {one.kernel_id for one in store.bindings() if store.acting(one.kernel_id) is None}


def test_sessions_that_still_let_somebody_in_are_found_together(store: Store) -> None:
    """Not those that have ended, and not those of people who may not come in."""
    for person in (KIM, LEE):
        store.add_person(person)
    lees = SessionRow("l" * 64, "lee", MORNING, MORNING)
    for session in (PHONE, DESK, lees):
        store.add_session(session)
    digests = {PHONE.digest, DESK.digest, lees.digest, "x" * 64}
    assert store.alive(digests) == digests - {"x" * 64}
    store.end_session(PHONE.digest)
    store.keep_person(replace(LEE, disabled_at=MORNING))
    assert store.alive(digests) == {DESK.digest}
