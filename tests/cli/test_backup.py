"""`roleplay backup`, `roleplay restore` and `roleplay store copy`, as somebody would use them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from roleplay.cli.backup import backup, restore
from roleplay.cli.store import app as store
from roleplay.errors import RoleplayError
from roleplay.server.run import RunFolder
from roleplay.services.runtime import read_runtime
from roleplay.store import Store, connect, revisions
from roleplay.store.copying import Whole
from tests.kept import FACTORIES, MORNING, URLS, attempt, log, shelve
from tests.postgres import postgres
from tests.serving import Server

app = typer.Typer()
app.command()(backup)
app.command()(restore)
app.add_typer(store, name="store")


def roleplay(*arguments: object) -> str:
    """Run a command that succeeds; return what it printed. Raises what a person would read otherwise."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if isinstance(result.exception, RoleplayError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def in_postgres(tmp_path: Path) -> Iterator[str]:
    """An empty PostgreSQL database."""
    yield URLS["postgresql"](tmp_path)
    postgres().forget(tmp_path)


@pytest.fixture
def secret(in_postgres: str, tmp_path: Path) -> Path:
    """A file that holds its URL."""
    file = tmp_path / "database"
    file.touch(mode=0o600)
    file.write_text(f"{in_postgres}\n", encoding="utf-8")
    return file


@pytest.fixture
def played(data_dir: Path) -> Store:
    """A data folder in which somebody has played."""
    data_dir.mkdir(mode=0o700)
    kept = FACTORIES["sqlite"](data_dir)
    shelve(kept)
    kept.add_attempt(attempt(), log(3))
    (data_dir / "site.yml").write_text("emergency_number: '112'\n", encoding="utf-8")
    return kept


def test_a_backup_is_made_and_put_back(played: Store, data_dir: Path, tmp_path: Path) -> None:
    """Into a new folder at once; into one that holds something only when asked to, and then that is kept."""
    file = tmp_path / "backup.zip"
    made = roleplay("backup", file, "--data", data_dir)
    assert f"{file} holds " in made
    assert "roleplay.db, site.yml" in made
    assert "keys of sealed personal texts" in made
    last = RunFolder(data_dir).last_backup()
    assert last is not None
    assert last.path == file
    with pytest.raises(RoleplayError, match=r"is there already. Nothing was changed"):
        roleplay("backup", file, "--data", data_dir)
    house, lived_in = tmp_path / "house", tmp_path / "lived-in"
    assert "Everybody signs in again" in roleplay("restore", file, "--data", house)
    assert connect(URLS["sqlite"](house)).events("a1") == played.events("a1")
    with pytest.raises(RoleplayError, match=r"is there already. Nothing was changed.* add --replace"):
        roleplay("restore", file, "--data", data_dir)
    lived_in.mkdir(mode=0o700)
    FACTORIES["sqlite"](lived_in).keep_site("{}")
    assert f"What was there before is in {lived_in}/backups" in roleplay(
        "restore", file, "--data", lived_in, "--replace"
    )
    (old,) = (lived_in / "backups").iterdir()
    assert "roleplay.db" in [path.name for path in old.iterdir()]
    assert connect(URLS["sqlite"](lived_in)).events("a1") == log(3)
    for where, deed in ((data_dir, "backed-up"), (house, "restored"), (lived_in, "restored")):
        kept = connect(URLS["sqlite"](where))
        assert [(one.actor_id, one.action) for one in kept.noted()] == [(kept.local_person().id, deed)]


def test_a_backup_of_another_version_is_a_backup_though_its_log_cannot_say_so(
    played: Store, data_dir: Path, tmp_path: Path
) -> None:
    """As it has to be before an upgrade; whoever made it reads that it was not taken down."""
    before = played.noted()
    with Whole(URLS["sqlite"](data_dir)).rebuild() as connection:
        revisions.move(connection, revisions.all_revisions()[-2])
    roleplay("backup", tmp_path / "old.zip", "--data", data_dir)
    done = CliRunner().invoke(app, ["backup", str(tmp_path / "older.zip"), "--data", str(data_dir)])
    assert (done.exit_code, "could not take it down" in done.stderr) == (0, True)
    assert (tmp_path / "older.zip").is_file()
    with Whole(URLS["sqlite"](data_dir)).rebuild() as connection:
        revisions.move(connection, revisions.HEAD)
    assert played.noted() == before


def test_a_running_workbook_is_backed_up_from_its_own_database_and_not_overwritten(
    server: Callable[..., Server], in_postgres: str, secret: Path, tmp_path: Path
) -> None:
    """The backup asks the server where its database is, here in PostgreSQL; a restore waits until the server has ended."""
    running = server("--database-file", str(secret), "--preheat", "0")
    assert read_runtime(running.data / "run" / "kernel.json").database == in_postgres
    owner = connect(in_postgres).local_person()
    file = tmp_path / "backup.zip"
    roleplay("backup", file, "--data", running.data)
    with pytest.raises(RoleplayError, match="A server already runs on the data folder"):
        roleplay("restore", file, "--data", running.data, "--database-file", secret, "--replace")
    running.stop()
    assert not (running.data / "roleplay.db").exists()
    connect(in_postgres).add_attempt(attempt(scenario_hash=connect(in_postgres).shelf().entries[0].hash), log(1))
    roleplay("restore", file, "--data", running.data, "--database-file", secret, "--replace")
    assert connect(in_postgres).attempt("a1") is None
    assert connect(in_postgres).local_person() == owner
    roleplay("restore", file, "--data", tmp_path / "house")
    assert connect(URLS["sqlite"](tmp_path / "house")).local_person() == owner


def test_a_database_is_copied_into_another(
    played: Store, data_dir: Path, in_postgres: str, secret: Path, tmp_path: Path
) -> None:
    """Named by file, by URL or by a file that holds the URL; what is not empty is left alone; a mistake is explained."""
    copied = roleplay("store", "copy", data_dir / "roleplay.db", f"@{secret}")
    assert [line.split()[1] for line in copied.splitlines() if line.startswith("events ")] == ["3"]
    assert connect(in_postgres).events("a1") == played.events("a1")
    for both in (played, connect(in_postgres)):  # a refusal is no copy
        assert [one.action for one in both.noted()] == ["copied"]
    with pytest.raises(RoleplayError, match=r"is not empty. Nothing was copied"):
        roleplay("store", "copy", data_dir / "roleplay.db", in_postgres)
    roleplay("store", "copy", in_postgres, tmp_path / "back.db")
    assert [one.action for one in connect(in_postgres).noted()] == ["copied", "copied"]
    assert [one.action for one in played.noted()] == ["copied"]
    with pytest.raises(RoleplayError, match=r"There is no database .*nowhere\.db"):
        roleplay("store", "copy", tmp_path / "nowhere.db", tmp_path / "x.db")
    assert CliRunner().invoke(app, ["store", "copy", "one"]).exit_code == 2


def test_the_clock_of_a_backup_is_the_clock(played: Store, data_dir: Path, tmp_path: Path) -> None:
    """Its manifest and the note beside the server's files say the same moment."""
    del played
    roleplay("backup", tmp_path / "b.zip", "--data", data_dir)
    noted = RunFolder(data_dir).last_backup()
    assert noted is not None
    assert noted.at > MORNING
    assert noted.at.isoformat() in roleplay("restore", tmp_path / "b.zip", "--data", tmp_path / "house")
