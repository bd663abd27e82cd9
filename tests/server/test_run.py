"""The run folder: keys, addresses, and one server at a time."""

from __future__ import annotations

import errno
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from roleplay.errors import Misconfigured
from roleplay.server.run import Backup, RunFolder, Running


def test_a_data_folder_takes_one_server(tmp_path: Path) -> None:
    """A second server on the same data is refused with a way out, and may come when the first has gone."""
    first = RunFolder(tmp_path / "data")
    first.claim()
    with pytest.raises(Misconfigured, match=r"already runs on the data folder .* `roleplay url`"):
        RunFolder(tmp_path / "data").claim()
    first.release()
    second = RunFolder(tmp_path / "data")
    second.claim()
    second.release()


def test_the_cookie_secret_is_made_once(tmp_path: Path) -> None:
    """The key outlives the server; one that is too short to be ours is replaced."""
    folder = RunFolder(tmp_path)
    folder.claim()
    secret = folder.cookie_secret()
    assert len(secret) == 64
    assert folder.cookie_secret() == secret
    file = tmp_path / "run" / "cookie_secret"
    file.write_bytes(b"short")
    assert len(folder.cookie_secret()) == 64
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    folder.release()


def test_the_folder_is_closed_to_others(tmp_path: Path) -> None:
    """A run folder that others could open is closed when a server claims it."""
    (tmp_path / "run").mkdir(mode=0o755)
    folder = RunFolder(tmp_path)
    folder.claim()
    assert oct((tmp_path / "run").stat().st_mode & 0o777) == "0o700"
    folder.release()


def test_nothing_runs_where_nothing_was_announced(tmp_path: Path) -> None:
    """Without a folder, with a damaged file, or with the number of a process that is not a server: nobody runs."""
    folder = RunFolder(tmp_path / "data")
    assert folder.running() is None
    (tmp_path / "data" / "run").mkdir(parents=True)
    said = tmp_path / "data" / "run" / "server.json"
    for content in ("", "{", "[]", '{"url": 1}', json.dumps({"url": "http://x/", "pid": "y"})):
        said.write_text(content)
        assert folder.running() is None, content
    said.write_text(json.dumps({"url": "http://127.0.0.1:1/", "pid": os.getppid()}))  # alive, but holds no lock
    assert folder.running() is None


def test_what_was_announced_is_found_from_another_process(tmp_path: Path) -> None:
    """`roleplay url` finds the address of a server that lives."""
    folder = RunFolder(tmp_path)
    folder.claim()
    folder.announce(Running("http://127.0.0.1:5/", os.getppid()))  # as another process sees it
    assert folder.running() == Running("http://127.0.0.1:5/", os.getppid())
    folder.release()
    assert folder.running() is None


def test_leftover_connection_files_are_removed(tmp_path: Path) -> None:
    """After a power cut the keys of kernels that are gone do not lie about."""
    leftover = tmp_path / "run" / "kernels" / "kernel-x.json"
    leftover.parent.mkdir(parents=True)
    leftover.write_text("{}")
    folder = RunFolder(tmp_path)
    folder.claim()
    assert not leftover.exists()
    folder.release()


def test_all_that_was_announced_is_found(tmp_path: Path) -> None:
    """Names, proxies and the rest come back as they were said; what an older version did not say is empty."""
    folder = RunFolder(tmp_path)
    folder.claim()
    said = Running(
        "https://a.org/", os.getppid(), "http://127.0.0.1:5/", 12.5, "0.1", ("a.org",), ("10.0.0.0/24",), "/c.pem"
    )
    folder.announce(said)
    assert folder.running() == said
    (tmp_path / "run" / "server.json").write_text(json.dumps({"url": "http://x/", "pid": os.getppid()}))
    old = folder.running()
    assert old is not None
    assert (old.local, old.names, old.since) == ("http://x/", (), 0.0)
    folder.release()


def test_the_token_for_the_counters_is_made_once(tmp_path: Path) -> None:
    """It outlives the server, is closed to others, and one that is too short is replaced."""
    folder = RunFolder(tmp_path)
    folder.claim()
    token = folder.metrics_token()
    assert folder.metrics_token() == token
    file = tmp_path / "run" / "metrics_token"
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    file.write_text("short\n")
    assert len(folder.metrics_token()) >= 80
    folder.release()


def test_the_last_backup_is_known(tmp_path: Path) -> None:
    """The latest of those that were asked for and those made before migrations; a note that is damaged counts for nothing."""
    folder = RunFolder(tmp_path)
    assert folder.last_backup() is None
    before = datetime(2026, 1, 1, tzinfo=UTC)
    folder.note_backup(tmp_path / "mine.zip", before)
    assert folder.last_backup() == Backup(tmp_path / "mine.zip", before)
    made = tmp_path / "backups" / "x.db"
    made.parent.mkdir()
    made.touch()
    os.utime(made, (before.timestamp() + 60, before.timestamp() + 60))
    assert folder.last_backup() == Backup(made, before + timedelta(minutes=1))
    made.unlink()
    (tmp_path / "run" / "backup.json").write_text("{")
    assert folder.last_backup() is None


def test_a_folder_that_cannot_be_written_is_explained_and_nothing_half_done_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read-only when the server starts, or full later on: where, why, and what to do."""
    folder = RunFolder(tmp_path / "data")
    folder.claim()
    before = set(folder.path.iterdir())

    def full(_: object, __: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(Misconfigured, match=r"data cannot be written: No space left on device. Make room"):
        folder.metrics_token()
    assert set(folder.path.iterdir()) == before
    (tmp_path / "file").touch()
    with pytest.raises(Misconfigured, match=r"file cannot be written: "):
        RunFolder(tmp_path / "file").claim()
