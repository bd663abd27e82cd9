"""Databases of other versions: brought up to date after a backup, or left alone."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from roleplay.errors import Misconfigured
from roleplay.store import Store, connect, open_store, revisions, sqlite_url
from roleplay.store.connection import make_engine
from roleplay.store.copying import Whole
from roleplay.store.migrate import Migration
from roleplay.store.tables import metadata
from tests.kept import MORNING, attempt, log, open_sqlite, sqlite_in
from tests.store.samples import do, fill, held, rows

NEXT = f'''
"""What a next version could bring."""
import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "{revisions.HEAD}"


def upgrade() -> None:
    with op.batch_alter_table("attempts", recreate="auto") as batch:
        batch.add_column(sa.Column("mood", sa.String(20), nullable=False, server_default="calm"))
        batch.alter_column("exposure", new_column_name="earlier")
    with op.batch_alter_table("attempts") as batch:
        batch.alter_column("earlier", new_column_name="exposure")
    MORE
'''


def next_version(folder: Path, monkeypatch: pytest.MonkeyPatch, more: str = "") -> None:
    """Let the code be of a next version, with one more migration, which makes the table of attempts anew."""
    scripts = folder / "migrations"
    shutil.copytree(Path(revisions.__file__).parent / "migrations", scripts)
    (scripts / "versions" / "r9999_next.py").write_text(NEXT.replace("MORE", more), encoding="utf-8")
    monkeypatch.setattr(revisions, "SCRIPTS", str(scripts))
    monkeypatch.setattr(revisions, "HEAD", "next")


def revision(url: str) -> str:
    """The revision that a database says it has."""
    ((found,),) = rows(url, "SELECT version_num FROM alembic_version")
    return str(found)


@pytest.mark.usefixtures("store")
def test_the_migrations_make_the_tables_that_the_code_uses(url: str) -> None:
    """Alembic finds no difference between a migrated database and the tables in code; no migration is missing."""
    with make_engine(url).begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    assert revisions.all_revisions()[-1] == revisions.HEAD


def test_every_revision_can_be_gone_up_to_and_come_down_from_with_data(url: str, tmp_path: Path) -> None:
    """Rows of each revision are in all its tables on the way; what a lower revision can hold is there after coming down.

    Pages, which are texts without an attempt, came with 0003: below it they are gone, and no other row is. After the
    lowest nothing is left that would be in the way of going up again.
    """
    if url.startswith("sqlite"):
        (tmp_path / "roleplay.db").touch()
    database = Migration(make_engine(url))
    known = revisions.all_revisions()
    assert len(known) > 1
    before: dict[str, dict[str, list[str]]] = {}
    for number, name in enumerate(known):
        database.to(name)
        with Whole(url).rebuild() as connection:
            fill(connection, number * 2)
            fill(connection, number * 2 + 1)
        before[name] = {table: list(found[0]) for table, found in held(url).items()}
    whole = held(url)
    assert all(len(found) >= 2 for found in whole.values())
    assert {row["attempt_id"] is None for row in whole["texts"]} == {False, True}
    for name in known[-2::-1]:
        database.to(name)
        if name < "0003":
            whole["texts"] = [row for row in whole["texts"] if row["attempt_id"] is not None]
        left = {
            table: sorted(({column: row[column] for column in columns} for row in whole[table]), key=repr)
            for table, columns in before[name].items()
        }
        assert held(url) == left
    database.to(revisions.NOTHING)
    assert held(url) == {}
    database.to(revisions.HEAD)
    assert set(held(url)) == set(whole)


def test_a_new_database_is_made_for_its_owner_only(tmp_path: Path) -> None:
    """Nobody else can read the file or those beside it; there is nothing to back up."""
    store = open_store(sqlite_in(tmp_path), tmp_path / "backups", lambda: MORNING)
    store.local_person()
    for file in tmp_path.glob("roleplay.db*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not (tmp_path / "backups").exists()


@pytest.mark.usefixtures("begun")
def test_a_database_that_is_up_to_date_is_left_as_it_is(url: str, tmp_path: Path, reopen: Callable[[], Store]) -> None:
    """Opening it again makes no backup and changes nothing."""
    before = held(url)
    reopen()
    assert held(url) == before
    assert not (tmp_path / "backups").exists()


@pytest.mark.usefixtures("begun")
def test_an_older_database_is_backed_up_then_migrated(
    url: str, tmp_path: Path, reopen: Callable[[], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The backup, named by time and revision, holds what there was before; the database has the new form and the data.

    From PostgreSQL, too, it is a SQLite file.
    """
    before, was = held(url), revision(url)
    next_version(tmp_path, monkeypatch)
    store = reopen()
    (backup,) = (tmp_path / "backups").iterdir()
    assert backup.name == f"2026-03-01T09-00-00-000000Z-{was}.db"
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert stat.S_IMODE(backup.parent.stat().st_mode) == 0o700
    assert revision(sqlite_url(backup)) == was
    assert held(sqlite_url(backup)) == before
    assert rows(url, "SELECT id, mood FROM attempts") == [("a1", "calm")]
    assert store.attempt("a1") == attempt()
    assert store.events("a1") == log(2)


@pytest.mark.usefixtures("begun")
def test_a_migration_that_fails_leaves_the_database_as_it_was(
    url: str, tmp_path: Path, reopen: Callable[[], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of it is taken back, the backup is there, and the earlier version still opens it."""
    before, was = held(url), revision(url)
    with monkeypatch.context() as version:
        next_version(tmp_path, version, more='raise RuntimeError("the power went")')
        with pytest.raises(RuntimeError, match="the power went"):
            reopen()
    assert len(list((tmp_path / "backups").iterdir())) == 1
    assert (revision(url), held(url)) == (was, before)
    assert reopen().events("a1") == log(2)


def test_a_migration_that_would_leave_a_reference_to_nothing_is_taken_back(
    begun: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite, which does not look at references while tables are made anew, looks at the end."""
    del begun
    folder = tmp_path / "other"
    folder.mkdir()
    store = open_sqlite(folder)
    store.keep_document("0" * 64, "scenario", "x", "{}")
    store.shelve([], [], "")
    do(sqlite_in(folder), "INSERT INTO shelf_entries VALUES ('scenario', 'x', '" + "0" * 64 + "', '/x.yml')")
    next_version(folder, monkeypatch, more='op.execute("DELETE FROM documents")')
    with pytest.raises(Misconfigured, match="A row of shelf_entries would refer to nothing in documents"):
        open_sqlite(folder)
    assert rows(sqlite_in(folder), "SELECT id FROM documents") == [("x",)]


@pytest.mark.usefixtures("begun")
def test_a_database_of_a_newer_version_is_refused(
    url: str, tmp_path: Path, reopen: Callable[[], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named as such, and neither changed nor backed up."""
    with monkeypatch.context() as version:
        next_version(tmp_path, version)
        reopen()
    shutil.rmtree(tmp_path / "backups")
    with pytest.raises(Misconfigured, match=rf"newer version \(revision next, this one knows up to {revisions.HEAD}\)"):
        reopen()
    assert not (tmp_path / "backups").exists()
    assert revision(url) == "next"


def test_a_database_of_another_program_is_left_alone(url: str, tmp_path: Path, reopen: Callable[[], Store]) -> None:
    """Tables that are not ours are not touched."""
    if url.startswith("sqlite"):
        (tmp_path / "roleplay.db").touch()
    do(url, "CREATE TABLE recipes (name TEXT)")
    with pytest.raises(Misconfigured, match="another program"):
        reopen()
    assert list(held(url)) == ["recipes"]


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    """It is said to be none, and keeps its bytes."""
    file = tmp_path / "roleplay.db"
    file.write_bytes(b"Dear diary, " * 100)
    with pytest.raises(Misconfigured) as refused:
        open_sqlite(tmp_path)
    assert "not a database" in str(refused.value.exact)
    assert file.read_bytes() == b"Dear diary, " * 100


def test_a_folder_that_cannot_be_written_is_explained(tmp_path: Path) -> None:
    """The message names the place."""
    missing = tmp_path / "nowhere"
    with pytest.raises(Misconfigured, match=str(missing)):
        open_store(sqlite_in(missing), tmp_path, lambda: MORNING)


def test_a_kernel_neither_makes_nor_migrates_a_database(
    url: str, begun: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It opens one that is up to date; otherwise it says to start the server."""
    assert connect(url).events("a1") == begun.events("a1")
    monkeypatch.setattr(revisions, "HEAD", "next")
    with pytest.raises(
        Misconfigured, match=r"has revision \d+, this version works with next\. Restart `roleplay serve`"
    ):
        connect(url)


def test_a_kernel_makes_no_database_that_is_not_there(url: str, tmp_path: Path) -> None:
    """Neither a file, nor tables in an empty database."""
    with pytest.raises(Misconfigured, match="roleplay serve"):
        connect(url)
    assert not (tmp_path / "roleplay.db").exists()


def test_processes_that_open_an_empty_database_at_once_share_it(url: str, tmp_path: Path) -> None:
    """Four start together; all work, and meet the same owner."""
    script = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path; from roleplay.store import open_store;"
        "print(open_store(sys.argv[1], Path(sys.argv[2]), lambda: datetime.now(UTC)).local_person().id)"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", script, url, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = {process.communicate(timeout=120)[0].strip() for process in started}
    assert [process.returncode for process in started] == [0, 0, 0, 0]
    assert said == {connect(url).local_person().id}


def test_a_kernel_does_not_pay_for_migrations(begun: Store, url: str) -> None:
    """Connecting and reading imports neither Alembic nor a parser of YAML, nor PostgreSQL's library for SQLite."""
    del begun
    script = (
        "import sys; from roleplay.store import connect; connect(sys.argv[1]).shelf(); "
        "print([name for name in ('alembic', 'ruamel', 'pandas', 'psycopg') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", script, url], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == ("['psycopg']" if url.startswith("postgresql") else "[]")


def test_a_damaged_database_is_not_copied_over_its_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the backup before a migration fails, there is no half of one, and nothing is migrated."""
    store = open_sqlite(tmp_path)
    store.keep_document("0" * 64, "scenario", "x", "{}" * 50_000)
    with closing(sqlite3.connect(tmp_path / "roleplay.db")) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with (tmp_path / "roleplay.db").open("r+b") as file:
        file.seek(-60_000, 2)
        file.write(b"\xff" * 30_000)
    next_version(tmp_path, monkeypatch)
    with pytest.raises(Misconfigured) as refused:
        open_sqlite(tmp_path)
    assert "damaged" in str(refused.value.exact)
    assert list((tmp_path / "backups").iterdir()) == []
