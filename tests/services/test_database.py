"""Which database is used, and how its password stays out of sight."""

from __future__ import annotations

from pathlib import Path

import pytest

from roleplay.errors import Misconfigured
from roleplay.services.database import chosen_database, database_url, named_database
from roleplay.store import sqlite_url

URL = "postgresql+psycopg://me:pass word@host/roleplay"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file of its owner's that holds a URL."""
    file = tmp_path / "database"
    file.touch(mode=0o600)
    file.write_text(f"{URL.replace(' ', '%20')}\n", encoding="utf-8")
    return file


def test_without_a_word_it_is_the_file_in_the_data_folder(tmp_path: Path) -> None:
    """SQLite needs no settings."""
    assert chosen_database(tmp_path) == database_url(tmp_path) == sqlite_url(tmp_path / "roleplay.db")


def test_a_url_is_given_or_stands_in_a_file(secret: Path, tmp_path: Path) -> None:
    """One of the two."""
    assert chosen_database(tmp_path, URL) == URL
    assert chosen_database(tmp_path, file=secret) == URL.replace(" ", "%20")
    with pytest.raises(Misconfigured, match="Give one of them"):
        chosen_database(tmp_path, URL, secret)


def test_kernels_are_told_of_the_password_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's environment names it; theirs does not."""
    monkeypatch.setenv("PGPASSFILE", "/p")
    assert chosen_database(tmp_path, "postgresql+psycopg://me@h/d") == "postgresql+psycopg://me@h/d?passfile=%2Fp"
    assert chosen_database(tmp_path) == database_url(tmp_path)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o602])
def test_a_file_that_others_could_read_or_change_is_refused(secret: Path, tmp_path: Path, mode: int) -> None:
    """The message has the command that closes it, and not what stands in it."""
    secret.chmod(mode)
    with pytest.raises(Misconfigured, match=f"read or changed by others.* chmod 600 {secret}") as caught:
        chosen_database(tmp_path, file=secret)
    assert "pass" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"one two", b"\xff\xfe", b"\n\n"])
def test_a_file_that_holds_something_else_is_explained(secret: Path, tmp_path: Path, content: bytes) -> None:
    """Nothing, or too much."""
    secret.write_bytes(content)
    with pytest.raises(Misconfigured, match="does not hold a database URL and nothing else"):
        chosen_database(tmp_path, file=secret)


def test_a_file_that_is_not_there_is_explained(tmp_path: Path) -> None:
    """The message names it."""
    with pytest.raises(Misconfigured, match="nowhere cannot be read: No such file"):
        chosen_database(tmp_path, file=tmp_path / "nowhere")


def test_a_database_can_be_named_in_three_ways(secret: Path, tmp_path: Path) -> None:
    """By URL, by SQLite file, and by a file that holds the URL."""
    assert named_database(URL) == URL
    assert named_database(f"@{secret}") == URL.replace(" ", "%20")
    assert named_database(str(tmp_path / "x.db")) == sqlite_url(tmp_path / "x.db")
