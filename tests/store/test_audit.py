"""The contract of every store: the audit log is read from its end, and only ever added to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from roleplay.errors import Unavailable
from roleplay.identity import ActorKind
from roleplay.store import AuditEntry, Store
from tests.kept import MORNING
from tests.store.samples import do, rows

ADDED = AuditEntry(MORNING, ActorKind.PERSON, "ann", "person-added", "person", "kim", {"roles": "trainee"})


def entry(number: int, actor: str = "ann", subject: str = "kim") -> AuditEntry:
    """An entry a minute a number after the morning began."""
    return replace(ADDED, at=MORNING + timedelta(minutes=number), actor_id=actor, subject_id=subject)


def test_an_entry_comes_back_as_it_was(store: Store) -> None:
    """With a number that the store gives."""
    assert store.noted() == ()
    store.note(ADDED)
    store.note(AuditEntry(MORNING, ActorKind.ANONYMOUS, "", "sign-in-refused", "", "", {}))
    refused, added = store.noted()
    assert replace(added, seq=0) == ADDED
    assert (refused.actor_kind, refused.actor_id, dict(refused.detail)) == (ActorKind.ANONYMOUS, "", {})
    assert refused.seq > added.seq > 0


def test_it_is_read_from_the_end_a_page_at_a_time(store: Store) -> None:
    """Newest first, and on before the last number of a page."""
    for number in range(5):
        store.note(entry(number))
    first = store.noted(limit=2)
    second = store.noted(before=first[-1].seq, limit=2)
    rest = store.noted(before=second[-1].seq)
    assert [(one.at - MORNING).seconds // 60 for one in (*first, *second, *rest)] == [4, 3, 2, 1, 0]


def test_it_is_read_by_whom_it_is_about(store: Store) -> None:
    """What somebody did, and what was done to them."""
    for number, (actor, subject) in enumerate([("ann", "kim"), ("kim", ""), ("ann", "lee"), ("kim", "kim")]):
        store.note(entry(number, actor, subject))
    assert [(one.at - MORNING).seconds // 60 for one in store.noted(about="kim")] == [3, 1, 0]
    assert store.noted(about="max") == ()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET actor_id = 'lee'",
        "UPDATE audit SET detail = '{}' WHERE seq = 1",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE seq = 1",
    ],
)
def test_the_database_itself_refuses_to_change_it(store: Store, url: str, change: str) -> None:
    """Whoever asks it, by whatever program."""
    store.note(ADDED)
    with pytest.raises(sa.exc.DBAPIError, match="only ever added to"):
        do(url, change)
    assert [replace(one, seq=0) for one in store.noted()] == [ADDED]


def test_a_database_that_can_empty_a_table_at_once_refuses_that_too(store: Store, url: str, kind: str) -> None:
    """PostgreSQL has TRUNCATE, which is no DELETE; SQLite knows no such word."""
    store.note(ADDED)
    with pytest.raises((sa.exc.DBAPIError, Unavailable)) as refused:
        do(url, "TRUNCATE audit")
    said = refused.value.exact if isinstance(refused.value, Unavailable) else refused.value
    assert ("only ever added to" if kind == "postgresql" else "syntax error") in str(said)
    assert rows(url, "SELECT count(*) FROM audit") == [(1,)]


def test_no_entry_takes_the_place_of_another(store: Store, url: str, kind: str) -> None:
    """Neither by the number that it has, nor by the words that databases have for replacing a row."""
    store.note(ADDED)
    ((number,),) = rows(url, "SELECT seq FROM audit")
    replaced = f"INTO audit SELECT {number}, at, actor_kind, 'lee', action, subject_kind, subject_id, detail FROM audit WHERE seq = {number}"
    or_replace = {
        "sqlite": f"INSERT OR REPLACE {replaced}",
        "postgresql": f"INSERT {replaced} ON CONFLICT (seq) DO UPDATE SET actor_id = 'lee'",
    }
    with pytest.raises(sa.exc.DBAPIError, match="only ever added to"):
        do(url, or_replace[kind])
    with pytest.raises(sa.exc.DBAPIError):
        do(url, f"INSERT {replaced}")
    assert rows(url, "SELECT actor_id FROM audit") == [("ann",)]
    store.note(ADDED)
    assert len(store.noted()) == 2
