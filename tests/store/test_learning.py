"""The contract of every store: logs of learners, and the pages that they write for themselves."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roleplay.errors import Conflict, NotFound, RefusedEvent
from roleplay.identity import Role
from roleplay.model.learning import PLACEMENT, Answered, ChoseWay, Drew, Learnt, Noted, Refreshed
from roleplay.store import OwnerKind, PersonRow, Store, TextRow
from tests.kept import MORNING, open_sqlite, recorded, text
from tests.store.samples import do

KIM = OwnerKind.PERSON, "kim"
OTHERS = (OwnerKind.PERSON, "lee"), (OwnerKind.PARTICIPANT, "kim")

EVERY_KIND: tuple[Learnt, ...] = (
    Drew(PLACEMENT, 2**62, ("listening/one", "crisis/two")),
    Answered("listening/one", ("a", "b"), right=True),
    Answered("crisis/two", ("c",), right=False),
    Refreshed("disclosure/small", "opening", "wait", 4),
    ChoseWay("groups"),
)


def noted(seq: int, event: Learnt = EVERY_KIND[4]) -> Noted:
    """An entry with this number, a minute a number after the morning began."""
    return Noted(seq, event, MORNING + timedelta(minutes=seq, microseconds=7))


def page(body: str | None = '{"who": "Kürş 🌦"}', hour: int = 0, **changes: object) -> TextRow:
    """A page of Kim's."""
    values: dict[str, object] = {"page": "story-bank", "owner_id": "kim", "id": f"p{hour}", **changes}
    row = TextRow("", OwnerKind.PERSON, "", None, "page", body, MORNING + timedelta(hours=hour, microseconds=7))
    return replace(row, **values)  # type: ignore[arg-type]


# --- logs ---


def test_every_kind_of_entry_comes_back_as_it_was(store: Store, reopen: Callable[[], Store]) -> None:
    """In order, with its time to the microsecond, for whoever opens the store; and it is nobody else's."""
    log = tuple(noted(seq, event) for seq, event in enumerate(EVERY_KIND))
    for one in log:
        store.learn(*KIM, one)
    assert reopen().learnt(*KIM) == log
    assert [store.learnt(*owner) for owner in OTHERS] == [(), ()]


def test_a_place_in_a_log_is_taken_once_and_none_is_left_out(store: Store) -> None:
    """Whoever is behind, or ahead, is told so, and nothing is written down."""
    store.learn(*KIM, noted(0))
    for seq in (0, 2, 7):
        with pytest.raises(Conflict):
            store.learn(*KIM, noted(seq, EVERY_KIND[3]))
    assert store.learnt(*KIM) == (noted(0),)
    store.learn(*OTHERS[0], noted(0))
    store.learn(*KIM, noted(1))
    assert [one.seq for one in store.learnt(*KIM)] == [0, 1]


def test_of_two_writers_at_once_one_is_in(store: Store, reopen: Callable[[], Store]) -> None:
    """Two threads write to the same place twenty times over: each time one entry is in, and the other is refused."""
    both = Barrier(2)

    def learn(at: Store, way: str, seq: int) -> bool:
        both.wait(timeout=30)
        try:
            at.learn(*KIM, noted(seq, ChoseWay(way)))
        except Conflict:
            return False
        return True

    stores = reopen(), reopen()
    with ThreadPoolExecutor(2) as pool:
        for seq in range(20):
            assert sorted(pool.map(learn, stores, ("core", "groups"), (seq, seq))) == [False, True]
    assert [one.seq for one in store.learnt(*KIM)] == list(range(20))


def test_nothing_is_learnt_or_kept_for_somebody_who_was_erased_meanwhile(store: Store) -> None:
    """What was on its way when its person was erased leaves nothing behind."""
    store.add_person(PersonRow("kim", "Kim", frozenset({Role.TRAINEE})))
    store.learn(*KIM, noted(0))
    store.keep_page(page(), None)
    store.erase_person("kim", MORNING, keep_logs=True)
    for seq in (0, 1):
        with pytest.raises(NotFound):
            store.learn(*KIM, noted(seq))
    for seen in (None, page().at):
        with pytest.raises(NotFound):
            store.keep_page(page(), seen)
    assert (store.learnt(*KIM), store.pages(*KIM)) == ((), ())


def test_an_entry_of_another_version_is_named(store: Store, url: str) -> None:
    """Rather than read as something that it is not."""
    store.learn(*KIM, noted(0))
    do(url, "UPDATE learning SET kind = 'dreamt'")
    with pytest.raises(RefusedEvent, match="dreamt"):
        store.learnt(*KIM)
    do(url, "UPDATE learning SET kind = 'drew'")
    with pytest.raises(RefusedEvent, match="another version"):
        store.learnt(*KIM)


# --- pages ---


def test_a_page_comes_back_as_it_was(store: Store, reopen: Callable[[], Store]) -> None:
    """With its time, whether it is sealed, and by its name; those of others do not come."""
    plan = page(page="plan", id="p7", body="1.c2VhbGVk", sealed=True)
    store.keep_page(page(), None)
    store.keep_page(plan, None)
    for kind, owner in OTHERS:
        store.keep_page(page(owner_kind=kind, owner_id=owner, id=f"{kind}-{owner}"), None)
    assert reopen().pages(*KIM) == (plan, page())
    assert store.personal_texts(["p0", "p7"]) == {"p0": page(), "p7": plan}


def test_a_page_is_put_in_place_of_what_was_seen(store: Store) -> None:
    """There is one of each name; nothing of the older one is left."""
    store.keep_page(page(), None)
    store.keep_page(page("{}", hour=1), page().at)
    assert store.pages(*KIM) == (page("{}", hour=1),)
    assert store.personal_texts(["p0"]) == {}


def test_a_page_that_was_changed_meanwhile_is_left_alone(store: Store) -> None:
    """Whoever saw an older one, none, or one that has gone is told so; the page stays as it was."""
    first, second = page(), page("2", hour=1)
    with pytest.raises(Conflict):
        store.keep_page(second, first.at)
    store.keep_page(first, None)
    store.keep_page(second, first.at)
    for seen in (None, first.at):
        for late in (page("3", hour=2), page(None, hour=2)):
            with pytest.raises(Conflict):
                store.keep_page(late, seen)
    assert store.pages(*KIM) == (second,)


def test_an_empty_page_goes(store: Store) -> None:
    """With its row; that can be said of one that never was; it can be begun again."""
    store.keep_page(page(), None)
    store.keep_page(page(page="plan", id="p7"), None)
    store.keep_page(page(None, hour=1), page().at)
    assert [row.page for row in store.pages(*KIM)] == ["plan"]
    store.keep_page(page(None, hour=2), None)
    assert store.personal_texts(["p0", "p1", "p2"]) == {}
    store.keep_page(page(hour=3), None)
    assert [row.id for row in store.pages(*KIM)] == ["p7", "p3"]


def test_a_text_of_an_attempt_is_no_page(begun: Store) -> None:
    """It comes with its attempt only, and a page comes with none."""
    begun.append("a1", recorded(2), [text()])
    begun.keep_page(page(), None)
    assert [row.id for row in begun.pages(*KIM)] == ["p0"]
    assert begun.texts("a1") == {"t1": text()}


def test_of_two_windows_that_keep_a_page_at_once_one_wins(store: Store, reopen: Callable[[], Store]) -> None:
    """Ten times over; what was acknowledged is what stands there."""
    both = Barrier(2)

    def keep(at: Store, row: TextRow) -> bool:
        both.wait(timeout=30)
        try:
            at.keep_page(row, seen)
        except Conflict:
            return False
        return True

    stores = reopen(), reopen()
    seen: datetime | None = None
    with ThreadPoolExecutor(2) as pool:
        for hour in range(10):
            rows = [page(f"{window}", hour=hour * 2 + window) for window in (1, 2)]
            won = list(pool.map(keep, stores, rows))
            assert sorted(won) == [False, True]
            assert store.pages(*KIM) == (rows[won.index(True)],)
            seen = rows[won.index(True)].at


def test_pages_are_sealed_and_counted_like_other_texts(store: Store) -> None:
    """What was kept before there were keys can be sealed afterwards; its owner, name and time stay."""
    store.keep_page(page(), None)
    (found,) = store.unsealed_texts(10)
    assert found == page()
    shut = replace(found, body="1.c2VhbGVk", sealed=True)
    store.replace_bodies([(found, shut)])
    assert store.pages(*KIM) == (shut,)
    counted = store.count_texts()
    assert (counted.sealed, counted.plain) == (1, 0)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=st.lists(st.tuples(st.sampled_from(["a", "b"]), st.booleans(), st.booleans()), max_size=12))
def test_whatever_two_windows_do_what_was_acknowledged_stands(
    tmp_path: Path, turns: list[tuple[str, bool, bool]]
) -> None:
    """Each window keeps or empties one page, looking at it only sometimes; it is refused exactly when it was behind."""
    store = open_sqlite(tmp_path)
    for old in store.pages(*KIM):
        store.keep_page(replace(old, body=None), old.at)
    stands: TextRow | None = None
    seen: dict[str, datetime | None] = {"a": None, "b": None}
    for hour, (window, looks, empties) in enumerate(turns):
        if looks:
            seen[window] = next((row.at for row in store.pages(*KIM)), None)
        row = page(None if empties else f"{hour}", hour=hour)
        current = None if stands is None else stands.at
        try:
            store.keep_page(row, seen[window])
        except Conflict:
            assert seen[window] != current
        else:
            assert seen[window] == current
            stands = None if empties else row
            seen[window] = None if empties else row.at
    assert store.pages(*KIM) == (() if stands is None else (stands,))


def test_the_files_of_a_sqlite_database_hold_nothing_of_a_page_that_was_emptied(tmp_path: Path) -> None:
    """Neither the database nor its journal, though another process has it open."""
    store, other = open_sqlite(tmp_path), open_sqlite(tmp_path)
    store.keep_page(page("I was afraid of my own silence. " * 300), None)

    def found() -> bool:
        return any(b"afraid of my own" in file.read_bytes() for file in tmp_path.glob("roleplay.db*"))

    with other._read() as connection:  # type: ignore[attr-defined]
        connection.exec_driver_sql("SELECT count(*) FROM texts").all()
        connection.rollback()
        assert found()
        store.keep_page(page(None, hour=1), page().at)
        assert not found()
