"""Whether the code on disk is what this process runs."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from roleplay.services import codebase


def test_code_that_was_replaced_since_it_was_loaded_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file with other bytes, another file in its place, and one that is gone for a moment."""
    shutil.copytree(Path(codebase.__file__).parents[1] / "model", tmp_path / "model")
    monkeypatch.setattr(codebase, "_PACKAGE", tmp_path)
    monkeypatch.setattr(codebase, "_WHEN_LOADED", codebase._stamps())
    before = codebase.fingerprint.__wrapped__()
    assert codebase.is_as_loaded()
    file = tmp_path / "model" / "rubric.py"
    text, stat = file.read_text(), file.stat()
    again = file.with_suffix(".new")
    again.write_text(text)
    os.utime(again, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    again.replace(file)
    assert not codebase.is_as_loaded()
    assert codebase.fingerprint.__wrapped__() == before
    file.write_text(text + "\n")
    assert codebase.fingerprint.__wrapped__() != before
    file.unlink()
    assert not codebase.is_as_loaded()
