"""`roleplay keys`: what it prints, how it ends, and what it leaves behind."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.testing import CliRunner

from roleplay.cli.keys import app
from roleplay.errors import Misconfigured
from roleplay.server.run import RunFolder, Running
from roleplay.services.runtime import Runtime, write_runtime
from roleplay.store import Store, sqlite_url
from tests.kept import attempt, log, open_sqlite, recorded, shelve, text

DOCUMENT = Path(__file__).parents[2] / "docs" / "privacy.md"


class Said(NamedTuple):
    """What a command did."""

    text: str
    """What it printed."""
    error: str
    """What it ended with; empty when all went well."""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "data"


@pytest.fixture
def store(data: Path) -> Store:
    """A store with one text that is not sealed."""
    data.mkdir(mode=0o700)
    opened = open_sqlite(data)
    shelve(opened)
    opened.add_attempt(attempt(), log(2))
    opened.append("a1", recorded(2), [text()])
    return opened


def keys(data: Path, *arguments: str) -> Said:
    """Run a subcommand on a data folder."""
    result = CliRunner().invoke(app, [*arguments, "--data", str(data)])
    if result.exception is not None:
        assert isinstance(result.exception, Misconfigured), result.exception
    return Said(" ".join(result.output.split()), str(result.exception or ""))


def test_from_the_first_key_to_the_next(store: Store, data: Path) -> None:
    """Made, sealed, rotated: each command says what it did and what to do next, and the status tells it."""
    assert "keys create` changes that" in keys(data, "status").text
    made = keys(data, "create").text
    assert f"The keys are in {data / 'keys.json'}." in made
    assert "1 texts are kept as they were written" in made
    assert "Encrypted texts: 0, by 0 people. Not encrypted: 1." in keys(data, "status").text
    assert keys(data, "seal") == Said("1 texts were encrypted.", "")
    assert "for the keys of 1 people" in keys(data, "rotate").text
    assert "The old ones are gone" in keys(data, "rotate", "--forget-old").text
    status = keys(data, "status")
    assert "Master keys: 1" in status.text
    assert "Encrypted texts: 1, by 1 people. Not encrypted: 0." in status.text
    assert status.error == ""
    assert store.texts("a1")["t1"].sealed
    owner = store.local_person().id
    assert [(one.actor_id, one.action, dict(one.detail)) for one in reversed(store.noted())] == [
        (owner, "keys-made", {"after_loss": "no"}),
        (owner, "texts-sealed", {"texts": "1"}),
        (owner, "keys-rotated", {"forget_old": "no"}),
        (owner, "keys-rotated", {"forget_old": "yes"}),
    ]


@pytest.mark.usefixtures("store")
def test_the_commands_of_the_document_work(data: Path) -> None:
    """Those in docs/privacy.md run as they stand there, in their order."""
    commands = re.findall(r"^roleplay keys (.+)$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(commands) == {"create", "seal", "status", "rotate"}
    assert [keys(data, *command.split()).error for command in commands] == [""] * 4


def test_it_makes_what_is_not_there_yet(data: Path, tmp_path: Path) -> None:
    """Keys can be made before the workbook was ever started, in another place, and are made once."""
    elsewhere = tmp_path / "safe.json"
    assert f"The keys are in {elsewhere}." in keys(data, "create", "--key-file", str(elsewhere)).text
    assert "sealed already" in keys(data, "create").error
    assert list(json.loads(elsewhere.read_text())["masters"]) == [open_sqlite(data).text_master()]


def test_a_lost_key_file_is_told(store: Store, data: Path) -> None:
    """By name and with what to do; another is made only when somebody says that it is lost."""
    keys(data, "create")
    keys(data, "seal")
    (data / "keys.json").unlink()
    lost = keys(data, "status")
    assert "Personal texts are encrypted" in lost.text
    assert f"{data / 'keys.json'}, cannot be read: No such file or directory. Put it back" in lost.error
    assert "sealed already" in keys(data, "create").error
    store.append("a1", recorded(3), [text("t2")])
    for command in ("rotate", "seal"):
        assert "cannot be read: No such file" in keys(data, command).error
    assert not store.texts("a1")["t2"].sealed
    assert not (data / "keys.json").exists()
    assert keys(data, "create", "--after-loss").error == ""
    assert keys(data, "status").error == ""


@pytest.mark.usefixtures("store")
def test_a_key_file_that_opens_nothing_is_told(data: Path) -> None:
    """As when an old copy of it was put in place after the old master keys were forgotten."""
    keys(data, "create")
    keys(data, "seal")
    old = (data / "keys.json").read_bytes()
    keys(data, "rotate", "--forget-old")
    (data / "keys.json").write_bytes(old)
    assert "does not hold the master key that is in use" in keys(data, "status").error


@pytest.fixture
def running(data: Path, store: Store) -> Running:  # noqa: ARG001 - it makes the folder
    """A server that runs on the data folder, as far as a command can see, and was started without keys."""
    folder = RunFolder(data)
    folder.claim()
    write_runtime(Runtime(sqlite_url(data / "roleplay.db"), data))
    told = Running("http://127.0.0.1:1/", 1)  # a process that always lives
    folder.announce(told)
    return told


def test_a_workbook_that_runs_without_keys_is_not_left_with_texts_that_it_cannot_read(
    running: Running, data: Path
) -> None:
    """It is to be restarted first; status and create say so, seal refuses."""
    assert running.pid == 1
    assert "restart it" in keys(data, "create").text
    assert "restart it" in keys(data, "status").text
    assert "Restart it first" in keys(data, "seal").error
    with closing(sqlite3.connect(data / "roleplay.db")) as database:
        assert database.execute("select body, sealed from texts").fetchall() == [("I expect rain.", 0)]
    write_runtime(Runtime(sqlite_url(data / "roleplay.db"), data, texts=data / "run" / "texts"))
    assert keys(data, "seal") == Said("1 texts were encrypted.", "")
