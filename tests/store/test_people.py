"""The contract of every store: persons and their passwords."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from roleplay.errors import Conflict, NotFound
from roleplay.identity import Role
from roleplay.store import PersonRow, Store
from tests.kept import MORNING

KIM = PersonRow("kim", "Kim", frozenset({Role.TRAINEE}))
LEE = PersonRow("lee", "Lee", frozenset({Role.AUTHOR, Role.ADMINISTRATOR}), "lee@example.org", MORNING)


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


def test_a_person_is_found_by_the_login(store: Store) -> None:
    """Exactly as it is kept; somebody without one is never found by it."""
    store.add_person(KIM)
    store.add_person(LEE)
    assert store.person_by_login("lee@example.org") == LEE
    assert store.person_by_login("Lee@example.org") is None
    assert store.person_by_login("") is None


def test_no_two_people_sign_in_by_the_same_login(store: Store) -> None:
    """Neither by being added nor by being changed; any number may have none."""
    store.add_person(LEE)
    with pytest.raises(Conflict, match=r"lee@example\.org"):
        store.add_person(replace(KIM, login="lee@example.org"))
    store.add_person(KIM)
    store.add_person(replace(KIM, id="max"))
    with pytest.raises(Conflict):
        store.keep_person(replace(KIM, login="lee@example.org"))
    assert store.person("kim") == KIM


def test_of_many_who_take_a_login_at_once_one_gets_it(store: Store, reopen: Callable[[], Store]) -> None:
    """Eight threads, one login, seven conflicts."""

    def take(number: int) -> bool:
        try:
            reopen().add_person(replace(LEE, id=f"lee-{number}"))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(8))) == 1
    assert len(store.people()) == 1


def test_everything_about_a_person_can_be_changed(store: Store, reopen: Callable[[], Store]) -> None:
    """Name, roles, login, and whether they may come in; a person that there is not cannot."""
    store.add_person(KIM)
    changed = PersonRow("kim", "Kim B.", frozenset({Role.EVALUATOR}), "kim", MORNING, disabled_at=MORNING)
    store.keep_person(changed)
    assert reopen().person("kim") == changed
    assert not changed.active
    with pytest.raises(NotFound):
        store.keep_person(LEE)


def test_people_are_listed_by_name_without_those_who_were_erased(store: Store) -> None:
    """The owner of the machine is among them."""
    for person in (LEE, KIM, PersonRow("max", "", frozenset(), erased_at=MORNING)):
        store.add_person(person)
    owner = store.local_person()
    assert store.people() == (KIM, LEE, owner)


def test_the_hash_of_a_password_is_kept_apart_from_the_person(store: Store) -> None:
    """It is never handed out with a person, outlives their changes, and can be taken away."""
    store.add_person(KIM)
    assert store.password("kim") is None
    store.keep_password("kim", "$argon2id$kims")
    store.keep_person(replace(KIM, name="Kim B."))
    assert store.password("kim") == "$argon2id$kims"
    assert "kims" not in repr((store.people(), store.person("kim")))
    store.keep_password("kim", None)
    assert store.password("kim") is None
    assert store.password("lee") is None


def test_somebody_who_was_erased_is_no_account(store: Store) -> None:
    """So a server with nobody left asks for accounts again."""
    store.add_person(replace(KIM, erased_at=MORNING))
    assert not store.has_accounts()


def test_who_has_a_password_is_known_without_reading_any(store: Store) -> None:
    """Ids and no more."""
    store.add_person(KIM)
    assert store.with_password() == frozenset()
    store.keep_password("kim", "hash")
    assert store.with_password() == {"kim"}
    store.keep_password("kim", None)
    assert store.with_password() == frozenset()


def test_what_was_known_of_somebody_erased_does_not_come_back(store: Store) -> None:
    """By whoever had read it before and changes it after."""
    store.add_person(LEE)
    store.erase_person("lee", MORNING, keep_logs=False)
    with pytest.raises(NotFound):
        store.keep_person(replace(LEE, name="Lee C."))
    store.keep_password("lee", "$argon2id$lees")
    assert store.person("lee") == PersonRow("lee", "", frozenset(), erased_at=MORNING)
    assert store.password("lee") is None
