"""Databases of other versions: brought up to date after a backup, or left alone."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from roleplay.errors import Misconfigured
from roleplay.store import connect, migrate, open_store, sqlite_url
from roleplay.store.connection import make_engine
from roleplay.store.tables import metadata
from tests.kept import MORNING, attempt, log, open_sqlite, shelve

NEXT = '''
"""What a next version could bring."""
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("attempts") as batch:
        batch.add_column(sa.Column("mood", sa.String(20), nullable=False, server_default="calm"))
    {more}
'''


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database of this version, in use: one attempt of two events."""
    store = open_sqlite(tmp_path)
    shelve(store)
    store.add_attempt(attempt(), log(2))
    return tmp_path / "roleplay.db"


def next_version(folder: Path, monkeypatch: pytest.MonkeyPatch, more: str = "") -> None:
    """Let the code be of a next version, with one more migration."""
    scripts = folder / "migrations"
    shutil.copytree(Path(migrate.__file__).parent / "migrations", scripts)
    (scripts / "versions" / "r0002_next.py").write_text(NEXT.replace("{more}", more), encoding="utf-8")
    monkeypatch.setattr(migrate, "SCRIPTS", str(scripts))
    monkeypatch.setattr(migrate, "HEAD", "0002")


def rows(database: Path, statement: str) -> list[tuple[object, ...]]:
    """What SQLite itself finds in a file."""
    with closing(sqlite3.connect(database)) as raw:
        return raw.execute(statement).fetchall()


def test_the_migrations_make_the_tables_that_the_code_uses(database: Path) -> None:
    """Alembic finds no difference between a migrated database and the tables in code; no migration is missing."""
    with make_engine(sqlite_url(database)).begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    config = Config()
    config.set_main_option("script_location", migrate.SCRIPTS)
    assert ScriptDirectory.from_config(config).get_current_head() == migrate.HEAD


def test_a_new_database_is_made_for_its_owner_only(tmp_path: Path) -> None:
    """Nobody else can read the file or those beside it; there is nothing to back up."""
    store = open_sqlite(tmp_path)
    store.local_person()
    for file in tmp_path.glob("roleplay.db*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not (tmp_path / "backups").exists()


def test_a_database_that_is_up_to_date_is_left_as_it_is(database: Path) -> None:
    """Opening it again makes no backup and changes nothing."""
    before = rows(database, "SELECT * FROM events")
    open_sqlite(database.parent)
    assert rows(database, "SELECT * FROM events") == before
    assert not (database.parent / "backups").exists()


def test_an_older_database_is_backed_up_then_migrated(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The backup, named by time and revision, holds what there was before; the database has the new form and the data."""
    before = rows(database, "SELECT * FROM events")
    next_version(database.parent, monkeypatch)
    store = open_sqlite(database.parent)
    (backup,) = (database.parent / "backups").iterdir()
    assert backup.name == "2026-03-01T09-00-00-000000Z-0001.db"
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert stat.S_IMODE(backup.parent.stat().st_mode) == 0o700
    assert rows(backup, "SELECT version_num FROM alembic_version") == [("0001",)]
    assert rows(backup, "SELECT * FROM events") == rows(database, "SELECT * FROM events") == before
    assert rows(database, "SELECT id, mood FROM attempts") == [("a1", "calm")]
    assert rows(database, "PRAGMA foreign_key_check") == []
    assert store.attempt("a1") == attempt()
    assert store.events("a1") == log(2)


def test_a_migration_that_fails_leaves_the_database_as_it_was(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of it is taken back, the backup is there, and the earlier version still opens it."""
    with monkeypatch.context() as version:
        next_version(database.parent, version, more='raise RuntimeError("the power went")')
        with pytest.raises(RuntimeError, match="the power went"):
            open_sqlite(database.parent)
    assert len(list((database.parent / "backups").iterdir())) == 1
    assert rows(database, "SELECT version_num FROM alembic_version") == [("0001",)]
    assert open_sqlite(database.parent).events("a1") == log(2)


def test_a_database_of_a_newer_version_is_refused(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named as such, and neither changed nor backed up."""
    with monkeypatch.context() as version:
        next_version(database.parent, version)
        open_sqlite(database.parent)
    shutil.rmtree(database.parent / "backups")
    with pytest.raises(Misconfigured, match=r"newer version \(revision 0002, this one knows up to 0001\)"):
        open_sqlite(database.parent)
    assert not (database.parent / "backups").exists()
    assert rows(database, "SELECT version_num FROM alembic_version") == [("0002",)]


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    """Tables that are not ours are not touched."""
    with closing(sqlite3.connect(tmp_path / "roleplay.db")) as raw:
        raw.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(Misconfigured, match="another program"):
        open_sqlite(tmp_path)
    assert rows(tmp_path / "roleplay.db", "SELECT name FROM sqlite_master") == [("recipes",)]


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    """It is said to be none, and keeps its bytes."""
    file = tmp_path / "roleplay.db"
    file.write_bytes(b"Dear diary, " * 100)
    with pytest.raises(Misconfigured, match="not a database"):
        open_sqlite(tmp_path)
    assert file.read_bytes() == b"Dear diary, " * 100


def test_a_folder_that_cannot_be_written_is_explained(tmp_path: Path) -> None:
    """The message names the place."""
    missing = tmp_path / "nowhere"
    with pytest.raises(Misconfigured, match=str(missing)):
        open_store(sqlite_url(missing / "roleplay.db"), tmp_path, lambda: MORNING)


def test_a_kernel_neither_makes_nor_migrates_a_database(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It opens one that is up to date; otherwise it says to start the server."""
    assert connect(sqlite_url(database)).events("a1") == log(2)
    with pytest.raises(Misconfigured, match="roleplay serve"):
        connect(sqlite_url(tmp_path / "other.db"))
    assert not (tmp_path / "other.db").exists()
    monkeypatch.setattr(migrate, "HEAD", "0002")
    with pytest.raises(Misconfigured, match="has revision 0001, this version works with 0002"):
        connect(sqlite_url(database))


def test_processes_that_open_an_empty_folder_at_once_share_one_database(tmp_path: Path) -> None:
    """Four start together; all work, and meet the same owner."""
    script = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[2]); from tests.kept import open_sqlite; "
        "print(open_sqlite(Path(sys.argv[1])).local_person().id)"
    )
    root = str(Path(__file__).parents[2])
    started = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path), root], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = {process.communicate(timeout=120)[0].strip() for process in started}
    assert [process.returncode for process in started] == [0, 0, 0, 0]
    assert said == {open_sqlite(tmp_path).local_person().id}


def test_a_kernel_does_not_pay_for_migrations(database: Path) -> None:
    """Connecting and reading imports neither Alembic nor a parser of YAML."""
    script = (
        "import sys; from roleplay.store import connect; connect(sys.argv[1]).shelf(); "
        "print([name for name in ('alembic', 'ruamel', 'pandas') if name in sys.modules])"
    )
    said = subprocess.run(
        [sys.executable, "-c", script, sqlite_url(database)], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"
