"""The data folder belongs to one user of the machine."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from roleplay.errors import Misconfigured
from roleplay.services.private import claim_data_folder, write_owner_only


def mode(path: Path) -> int:
    """Who may do what with it."""
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_folder_is_its_owners_only(tmp_path: Path) -> None:
    """It is made with its parents, and closed from the first moment on."""
    data = tmp_path / "a" / "b"
    assert not claim_data_folder(data)
    assert mode(data) == 0o700


def test_an_open_folder_that_was_in_use_is_closed_and_reported(tmp_path: Path) -> None:
    """Once; then it is closed."""
    (tmp_path / "roleplay.db").touch()
    tmp_path.chmod(0o755)
    assert claim_data_folder(tmp_path)
    assert mode(tmp_path) == 0o700
    assert not claim_data_folder(tmp_path)


def test_settings_may_be_there_before_anything_else(tmp_path: Path) -> None:
    """A folder that was prepared is taken; there was nothing in it yet that others could have read."""
    (tmp_path / "site.yml").touch()
    (tmp_path / "run").mkdir()
    tmp_path.chmod(0o755)
    assert not claim_data_folder(tmp_path)
    assert mode(tmp_path) == 0o700


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    """A home folder that was named by mistake keeps its permissions."""
    (tmp_path / "letters.txt").touch()
    tmp_path.chmod(0o755)
    with pytest.raises(Misconfigured, match=r'holds other things, such as "letters\.txt"'):
        claim_data_folder(tmp_path)
    assert mode(tmp_path) == 0o755


def test_a_place_that_is_no_folder_is_explained(tmp_path: Path) -> None:
    """A file in the way is named."""
    (tmp_path / "data").touch()
    with pytest.raises(Misconfigured, match="data cannot be used"):
        claim_data_folder(tmp_path / "data")


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """It is readable by its owner only, whatever stood there before, and nothing is left beside it."""
    file = tmp_path / "site.yml"
    file.write_text("old and longer")
    file.chmod(0o644)
    before = os.umask(0)
    try:
        assert write_owner_only(file, "new\n") == file
    finally:
        os.umask(before)
    assert (file.read_text(), mode(file)) == ("new\n", 0o600)
    assert list(tmp_path.iterdir()) == [file]
