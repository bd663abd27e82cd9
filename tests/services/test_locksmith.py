"""Looking after the keys of personal texts."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from roleplay.errors import Misconfigured
from roleplay.services import locksmith
from roleplay.services.keys import KeyFile, key_file, sealer_of
from roleplay.services.locksmith import begin, rotate, seal_all, status
from roleplay.store import Store, TextRow
from tests.kept import recorded, text
from tests.services.keyed import LEE, SECRET, begun, keep, read


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder."""
    return tmp_path


@pytest.fixture
def store(data: Path) -> Store:
    """A store with an attempt, and without keys."""
    return begun(data)


@pytest.fixture
def sealed(store: Store, data: Path) -> TextRow:
    """A text of Kim's as it is kept once there are keys."""
    begin(store, data)
    return keep(store, data, text())


def test_keys_can_be_kept_elsewhere(store: Store, data: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The data folder then holds a link, which stays one when keys are rotated."""
    elsewhere = tmp_path_factory.mktemp("safe") / "keys.json"
    assert begin(store, data, elsewhere) == elsewhere
    kept = keep(store, data, text())
    rotate(store, data, forget_old=True)
    assert key_file(data).is_symlink()
    assert not elsewhere.is_symlink()
    assert read(store, data, kept) == [SECRET]


def test_keys_are_made_once(store: Store, data: Path) -> None:
    """Beginning again is refused and changes nothing, also with a key file of another place."""
    begin(store, data)
    before = key_file(data).read_bytes()
    for elsewhere in (None, data / "other.json"):
        with pytest.raises(Misconfigured, match="sealed already"):
            begin(store, data, elsewhere)
    assert key_file(data).read_bytes() == before
    assert not (data / "other.json").exists()


def test_a_key_file_that_is_there_is_used_and_never_overwritten(store: Store, data: Path) -> None:
    """As when making keys was interrupted; one that is damaged, or another one, is refused and left as it is."""
    KeyFile(key_file(data)).make()
    before = key_file(data).read_bytes()
    (data / "other.json").write_text("{}")
    with pytest.raises(Misconfigured, match="There are keys"):
        begin(store, data, data / "other.json")
    begin(store, data)
    assert key_file(data).read_bytes() == before
    assert store.text_master() in json.loads(before)["masters"]


@pytest.mark.parametrize(
    "content", ["", "{}", '{"masters": {}}', '{"masters": {"a": "c2hvcnQ="}}', '{"masters": {"a": 1}}', "[]"]
)
def test_a_damaged_key_file_is_named(store: Store, data: Path, content: str) -> None:
    """Sealing does not begin with it, and it is left as it is."""
    key_file(data).write_text(content)
    key_file(data).chmod(0o600)
    with pytest.raises(Misconfigured, match=r"keys\.json is damaged"):
        begin(store, data)
    assert key_file(data).read_text() == content
    assert store.text_master() is None


def test_what_was_written_before_is_sealed_on_request(store: Store, data: Path) -> None:
    """All of it, of everybody; each text then opens, and no file of the data folder holds it."""
    rows = [replace(text(f"t{n}"), owner_id=("kim", "lee")[n % 2], body=f"{SECRET} {n}") for n in range(5)]
    store.append("a1", recorded(2), rows)
    store.erase_text("t4")
    begin(store, data)
    assert seal_all(store, data) == 4
    assert seal_all(store, data) == 0
    kept = store.texts("a1")
    assert all(row.sealed for row in kept.values() if row.body is not None)
    assert read(store, data, *(kept[f"t{n}"] for n in range(5))) == [*(f"{SECRET} {n}" for n in range(4)), None]
    assert SECRET.encode() not in b"".join(file.read_bytes() for file in data.rglob("*") if file.is_file())


def test_nothing_is_sealed_or_rotated_without_keys(store: Store, data: Path) -> None:
    """Both say how to begin."""
    act: Callable[[Store, Path], int]
    for act in (seal_all, rotate):
        with pytest.raises(Misconfigured, match="keys create"):
            act(store, data)


def test_after_a_rotation_everything_opens(store: Store, data: Path, sealed: TextRow) -> None:
    """With the old master key and without it; somebody who has held a key ring since before reads and writes on."""
    ring = sealer_of(store, data)
    first = store.text_master()
    for forget_old in (False, True):
        assert rotate(store, data, forget_old=forget_old) == len(store.text_keys())
        assert read(store, data, sealed) == [SECRET]
        assert ring.open(ring.seal(LEE, [replace(text("t5"), owner_id="lee")]))[0].body == SECRET
    assert first not in KeyFile(key_file(data)).masters()
    assert len(KeyFile(key_file(data)).masters()) == 1


def test_an_old_backup_needs_the_old_master_key(store: Store, data: Path, sealed: TextRow) -> None:
    """With it the key of then opens; once it is forgotten, what is in the backup is gone."""
    (then,) = store.text_keys()
    rotate(store, data)
    store.rewrap_text_keys(then.master, lambda _: then)  # the backup is put in place
    assert read(store, data, sealed) == [SECRET]
    rotate(store, data, forget_old=True)
    store.rewrap_text_keys(then.master, lambda _: then)
    assert read(store, data, sealed) == [None]
    assert status(store, data).lost == 1


def test_a_rotation_that_is_interrupted_leaves_everything_readable(
    store: Store, data: Path, sealed: TextRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the keys are changed, and before the old master key is forgotten; the next one succeeds."""

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    sealer_of(store, data).seal(LEE, [replace(text("t5"), owner_id="lee")])
    with monkeypatch.context() as patched:
        patched.setattr(locksmith, "wrapped", killed)
        with pytest.raises(KeyboardInterrupt):
            rotate(store, data, forget_old=True)
    assert read(store, data, sealed) == [SECRET]
    real, calls = KeyFile.keep, []

    def second_time_killed(self: KeyFile, masters: dict[str, bytes]) -> None:
        calls.append(1)
        if len(calls) > 1:
            raise KeyboardInterrupt
        real(self, masters)

    with monkeypatch.context() as patched:
        patched.setattr(KeyFile, "keep", second_time_killed)
        with pytest.raises(KeyboardInterrupt):
            rotate(store, data, forget_old=True)
    assert read(store, data, sealed) == [SECRET]
    rotate(store, data, forget_old=True)
    assert read(store, data, sealed) == [SECRET]
    assert status(store, data).trouble is None


def test_the_status_tells_what_is_wrong(store: Store, data: Path) -> None:
    """Off, on, with plain texts, with an older master key, without the file, with another file."""
    assert (status(store, data).on, status(store, data).trouble) == (False, None)
    store.append("a1", recorded(2), [text("t0")])
    begin(store, data)
    keep(store, data, text())
    found = status(store, data)
    assert (found.on, found.trouble, found.masters, found.owners, found.lost, found.older) == (True, None, 1, 1, 0, 0)
    assert (found.texts.sealed, found.texts.plain) == (1, 1)
    key_file(data).rename(data / "aside")
    lost = status(store, data)
    assert lost.trouble is not None
    assert "cannot be read: No such file" in str(lost.trouble)
    assert lost.lost == 1
    KeyFile(key_file(data)).make()
    assert "does not hold the master key" in str(status(store, data).trouble)


def test_only_after_a_loss_there_are_other_keys(store: Store, data: Path, sealed: TextRow) -> None:
    """What was sealed stays unreadable; what is written from then on is sealed with the new ones."""
    with pytest.raises(Misconfigured, match="Nothing was lost"):
        begin(store, data, after_loss=True)
    assert read(store, data, sealed) == [SECRET]
    key_file(data).unlink()
    begin(store, data, after_loss=True)
    after = keep(store, data, text("t2"))
    assert read(store, data, sealed, after) == [None, SECRET]
    assert status(store, data).trouble is None
