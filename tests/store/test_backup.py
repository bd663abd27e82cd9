"""A backup: one file, made while people work, and put back."""

from __future__ import annotations

import json
import os
import stat
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from time import sleep

import pytest

from roleplay.errors import Misconfigured
from roleplay.identity import Role
from roleplay.store import Store, connect, open_store, revisions
from roleplay.store.backup import Manifest, make_backup, restore_backup
from tests.kept import FACTORIES, MORNING, URLS, attempt, log, recorded, shelve, text
from tests.postgres import postgres
from tests.store.samples import do, held, rows
from tests.store.test_copying import target, writing

__all__ = ["target"]

SIGN_INS = ("kernels", "sessions", "tokens")


def now() -> datetime:
    """The clock stands still."""
    return MORNING


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The settings of a site."""
    file = tmp_path / "site.yml"
    file.write_text("emergency_number: '112'\n", encoding="utf-8")
    return file


@pytest.fixture
def backup(begun: Store, url: str, site: Path, tmp_path: Path) -> Path:
    """A backup of a store with one attempt, a text and somebody who is signed in."""
    begun.append("a1", recorded(2), [text()])
    person = begun.local_person().id
    begun.add_token("d" * 64, person, datetime.now(UTC))
    begun.bind_kernel("k", person, [Role.TRAINEE], "/", MORNING)
    file = tmp_path / "backup.zip"
    make_backup(url, {"site.yml": site}, file, now)
    return file


def put_back(backup: Path, target: str, folder: Path, *, replace: bool = False) -> Manifest:
    """Restore into a data folder."""
    folder.mkdir(exist_ok=True)
    return restore_backup(backup, target, {"site.yml": folder / "site.yml"}, folder / "backups", now, replace=replace)


def without_sign_ins(found: dict[str, list[dict[str, object]]]) -> dict[str, list[dict[str, object]]]:
    """What is to be there after a restore."""
    return {name: [] if name in SIGN_INS else kept for name, kept in found.items()}


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_what_was_backed_up_comes_back(backup: Path, url: str, target: str, tmp_path: Path) -> None:
    """Into every kind of database, whichever it came from; nobody is signed in, and the store works."""
    put_back(backup, target, tmp_path / "target")
    assert held(target) == without_sign_ins(held(url))
    assert (tmp_path / "target" / "site.yml").read_text() == "emergency_number: '112'\n"
    store = connect(target)
    assert (store.events("a1"), store.texts("a1")) == (log(3), {"t1": text()})
    store.append("a1", recorded(3))
    left = {"site.yml"} | ({"roleplay.db"} if target.startswith("sqlite") else set())
    assert {name for name in names(tmp_path / "target") if not name.endswith(("-wal", "-shm"))} == left


def test_a_backup_is_its_owners_only_and_says_what_is_in_it(backup: Path, url: str, tmp_path: Path) -> None:
    """It is a zip with a manifest; nothing unfinished is left beside it."""
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert not [name for name in names(tmp_path) if name.startswith(".")]
    with zipfile.ZipFile(backup) as archive:
        told = json.loads(archive.read("manifest.json"))
        assert sorted(archive.namelist()) == ["manifest.json", "roleplay.db", "site.yml"]
    assert (told["format"], told["made"]) == (1, "2026-03-01T09:00:00+00:00")
    assert told["contents"]["revision"] == revisions.HEAD
    assert {name: content["rows"] for name, content in told["contents"]["tables"].items()} == {
        name: len(found) for name, found in held(url).items()
    }


def test_a_backup_replaces_no_file(backup: Path, url: str, site: Path) -> None:
    """The earlier one may be the only good one."""
    before = backup.read_bytes()
    with pytest.raises(Misconfigured, match=r"backup\.zip is there already"):
        make_backup(url, {"site.yml": site}, backup, now)
    assert backup.read_bytes() == before


def test_what_is_there_is_not_replaced_unasked(backup: Path, target: str, tmp_path: Path) -> None:
    """Neither a database nor settings; nothing is changed."""
    folder = tmp_path / "target"
    (folder / "site.yml").write_text("mine")
    with pytest.raises(Misconfigured, match=r"site\.yml is there already. Nothing was changed.*--replace"):
        put_back(backup, target, folder)
    assert names(folder) == ["site.yml"]
    (folder / "site.yml").unlink()
    open_store(target, folder / "backups", now).keep_site("mine")
    before = held(target)
    with pytest.raises(Misconfigured, match=r"is there already. Nothing was changed.*--replace"):
        put_back(backup, target, folder)
    assert held(target) == before
    assert not (folder / "site.yml").exists()


def test_what_is_replaced_is_moved_aside(backup: Path, url: str, target: str, tmp_path: Path) -> None:
    """It is a database that can be opened, with all that was in it, and the settings."""
    folder = tmp_path / "target"
    store = open_store(target, folder / "backups", now)
    store.keep_site("mine")
    (folder / "site.yml").write_text("mine")
    before = held(target)
    put_back(backup, target, folder, replace=True)
    assert held(target) == without_sign_ins(held(url))
    assert (folder / "site.yml").read_text() == "emergency_number: '112'\n"
    (old,) = (folder / "backups").iterdir()
    assert old.name == "replaced-2026-03-01T09-00-00-000000Z"
    assert stat.S_IMODE(old.stat().st_mode) == 0o700
    assert held(URLS["sqlite"](old)) == before
    assert (old / "site.yml").read_text() == "mine"
    connect(target).append("a1", recorded(3))


def test_a_damaged_database_can_be_replaced(backup: Path, tmp_path: Path) -> None:
    """That is what a backup is for."""
    folder = tmp_path / "house"
    folder.mkdir()
    (folder / "roleplay.db").write_bytes(b"Dear diary, " * 1000)
    put_back(backup, URLS["sqlite"](folder), folder, replace=True)
    assert connect(URLS["sqlite"](folder)).events("a1") == log(3)
    assert (folder / "backups" / "replaced-2026-03-01T09-00-00-000000Z" / "roleplay.db").stat().st_size == 12_000


def test_a_backup_without_settings_brings_none(begun: Store, url: str, tmp_path: Path) -> None:
    """A site that set nothing has no file."""
    del begun
    make_backup(url, {"site.yml": tmp_path / "site.yml"}, tmp_path / "b.zip", now)
    folder = tmp_path / "house"
    put_back(tmp_path / "b.zip", URLS["sqlite"](folder), folder)
    assert names(folder) == ["roleplay.db"]


def repacked(backup: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """A backup with other contents."""
    with zipfile.ZipFile(backup) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    change(held)
    other = backup.with_name("other.zip")
    with zipfile.ZipFile(other, "w") as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    return other


def edited(held: dict[str, bytes], *path: str, to: object) -> None:
    """Put something else into the manifest."""
    told = json.loads(held["manifest.json"])
    place = told
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = to
    held["manifest.json"] = json.dumps(told).encode()


CHANGES: dict[str, Callable[[dict[str, bytes]], object]] = {
    "settings that were edited": lambda held: held.update({"site.yml": b"emergency_number: '911'"}),
    "settings that are missing": lambda held: held.pop("site.yml"),
    "a database that was cut off": lambda held: held.update({"roleplay.db": held["roleplay.db"][:-4096]}),
    "no database": lambda held: held.pop("roleplay.db"),
    "no manifest": lambda held: held.pop("manifest.json"),
    "a manifest that is none": lambda held: held.update({"manifest.json": b"[]"}),
    "a table of another length": lambda held: edited(held, "contents", "tables", "events", "rows", to=2),
    "a table with other rows": lambda held: edited(held, "contents", "tables", "events", "hash", to="0" * 64),
    "another revision": lambda held: edited(held, "contents", "revision", to=revisions.all_revisions()[0]),
    "a newer revision": lambda held: edited(held, "contents", "revision", to="9999"),
    "a newer format": lambda held: edited(held, "format", to=2),
    "a file from elsewhere": lambda held: edited(held, "files", "../../etc/passwd", to="0" * 64),
}


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_backup_that_is_not_what_its_manifest_says_is_refused(backup: Path, tmp_path: Path) -> None:
    """Before anything is changed; a newer one is said to be that."""
    folder = tmp_path / "house"
    refused = []
    for name, change in CHANGES.items():
        with suppress(Misconfigured):
            put_back(repacked(backup, change), URLS["sqlite"](folder), folder, replace=True)
            continue
        refused.append(name)
        assert names(folder) == []
    assert refused == list(CHANGES)
    newer = repacked(backup, lambda held: edited(held, "format", to=2))
    with pytest.raises(Misconfigured, match="newer version"):
        put_back(newer, URLS["sqlite"](folder), folder)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_file_that_is_no_backup_is_refused(backup: Path, tmp_path: Path) -> None:
    """Also one that is not there, or of which the end is missing."""
    folder = tmp_path / "house"
    url = URLS["sqlite"](folder)
    with pytest.raises(Misconfigured, match=r"nowhere\.zip cannot be read: No such file"):
        put_back(tmp_path / "nowhere.zip", url, folder)
    whole = backup.read_bytes()
    for damaged in (whole[:-30], whole[: len(whole) // 2] + b"\xff" * 40 + whole[len(whole) // 2 + 40 :], b""):
        backup.write_bytes(damaged)
        with pytest.raises(Misconfigured, match=r"is not a backup, or it is damaged. Nothing was changed"):
            put_back(backup, url, folder)
    assert names(folder) == []


def test_a_restore_into_postgresql_that_fails_changes_nothing(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tables that were to be replaced are there again, with all that was in them."""
    folder = tmp_path / "house"
    folder.mkdir()
    url = URLS["postgresql"](folder)
    FACTORIES["postgresql"](folder).keep_site("mine")
    before = held(url)

    def fail(*_: object) -> None:
        raise Misconfigured("The power went.")

    monkeypatch.setattr("roleplay.store.backup.copy_rows", fail)
    with pytest.raises(Misconfigured, match="power"):
        put_back(backup, url, folder, replace=True)
    assert held(url) == before
    postgres().forget(folder)


def test_a_folder_that_cannot_be_written_to_is_explained(begun: Store, url: str, tmp_path: Path) -> None:
    """The message names it."""
    del begun
    with pytest.raises(Misconfigured, match=r"nowhere cannot be used: No such file"):
        make_backup(url, {}, tmp_path / "nowhere" / "b.zip", now)


def test_a_backup_made_while_people_write_is_of_one_moment(
    store: Store, reopen: Callable[[], Store], url: str, tmp_path: Path
) -> None:
    """Each log in it is without a gap and holds all that was acknowledged before it was begun."""
    shelve(store)
    with writing(reopen) as noted:
        while min(noted) < 5:
            sleep(0.01)
        before = tuple(noted)
        make_backup(url, {}, tmp_path / "b.zip", now)
    folder = tmp_path / "house"
    put_back(tmp_path / "b.zip", URLS["sqlite"](folder), folder)
    copy = connect(URLS["sqlite"](folder))
    for writer in (0, 1):
        found = copy.events(f"w{writer}")
        assert found == log(len(found))
        assert len(found) > before[writer]


def test_what_was_erased_before_is_not_in_a_backup(begun: Store, url: str, tmp_path: Path) -> None:
    """Not even in a corner of the file that nothing refers to."""
    secret = "a sentence that nobody else is to read"
    begun.append("a1", recorded(2), [text(body=secret)])
    begun.erase_text("t1")
    make_backup(url, {}, tmp_path / "b.zip", now)
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert secret.encode() not in archive.read("roleplay.db")


def test_the_files_put_back_are_their_owners_only(backup: Path, tmp_path: Path) -> None:
    """Whatever the process leaves open otherwise."""
    folder = tmp_path / "house"
    before = os.umask(0)
    try:
        put_back(backup, URLS["sqlite"](folder), folder)
    finally:
        os.umask(before)
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_an_attempt_begun_after_a_restore_has_its_place(backup: Path, target: str, tmp_path: Path) -> None:
    """Nothing is left over that stands in the way of new rows."""
    put_back(backup, target, tmp_path / "target")
    store = connect(target)
    store.add_attempt(attempt("a2"), log(1))
    do(target, "UPDATE facts SET value = value")
    assert rows(target, "SELECT count(*) FROM attempts") == [(2,)]
