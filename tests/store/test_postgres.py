"""Databases that tests take over from each other."""

from __future__ import annotations

from pathlib import Path

from roleplay.store import connect
from tests.kept import FACTORIES, URLS, attempt, log, shelve
from tests.postgres import postgres

opened = FACTORIES["postgresql"]


def test_a_database_that_another_test_had_is_empty(tmp_path: Path) -> None:
    """Nothing of the other test's is in it, and what keeps logs as they are still does."""
    first, second = tmp_path / "first", tmp_path / "second"
    store = opened(first)
    shelve(store)
    store.add_attempt(attempt(), log(2))
    postgres().forget(first)
    again = opened(second)
    assert again.attempt("a1") is None
    assert again.events("a1") == ()
    shelve(again)
    again.add_attempt(attempt(), log(2))
    assert len(connect(URLS["postgresql"](second)).events("a1")) == 2
    postgres().forget(second)


def test_a_database_that_a_test_has_changed_is_taken_by_nobody(tmp_path: Path) -> None:
    """Another table, or another revision, and it goes for good."""
    for change in ("CREATE TABLE more (one INTEGER)", "UPDATE alembic_version SET version_num = '0001'"):
        opened(tmp_path)
        schema = postgres()._of_folders[tmp_path]
        postgres().do(f"SET search_path = {schema}; {change}")
        postgres().forget(tmp_path)
        found = "SELECT tablename FROM pg_tables WHERE tablename = 'more'"
        assert postgres().do(found) == []
        opened(tmp_path)
        assert connect(URLS["postgresql"](tmp_path)).attempt("a1") is None
        postgres().forget(tmp_path)
