"""The contract of every store: persons, one-time tokens, who a kernel acts for."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta, timezone

import pytest

from roleplay.errors import Conflict
from roleplay.identity import Role
from roleplay.store import Binding, PersonRow, Store
from tests.kept import MORNING

KIM = PersonRow("kim", "Kim", frozenset({Role.TRAINEE}))
LATER = MORNING + timedelta(hours=1)


def test_the_owner_of_the_machine_is_one_person_with_every_role(store: Store, reopen: Callable[[], Store]) -> None:
    """Asked for again, in another process, it is the same person."""
    owner = store.local_person()
    assert owner.roles == frozenset(Role)
    assert reopen().local_person() == owner
    assert store.person(owner.id) == owner


def test_the_owner_is_made_once_however_many_ask_first(store: Store, reopen: Callable[[], Store]) -> None:
    """Eight threads that ask an empty store at once meet the same person."""
    stores = [reopen() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda one: one.local_person(), stores))
    assert found == {store.local_person()}


def test_a_person_is_found_by_id(store: Store) -> None:
    """What was added comes back as it was; an unknown id has nobody."""
    store.add_person(KIM)
    assert store.person("kim") == KIM
    assert store.person("lee") is None


def test_accounts_are_persons_beside_the_owner(store: Store) -> None:
    """The owner of the machine alone is no account."""
    assert not store.has_accounts()
    store.local_person()
    assert not store.has_accounts()
    store.add_person(KIM)
    assert store.has_accounts()


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
