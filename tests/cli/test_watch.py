"""`roleplay watch`: a real process, and files saved in the ways in which editors save them."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest
from typer.testing import CliRunner

from roleplay.cli.main import app
from tests.authoring.files import COFFEE, SCENARIOS, changed

SLIP = changed(("start: opening", "start: opning"))
MENDED = "1 file checked, nothing to mend."
FOUND = "1 file checked: 1 error, 0 warnings."


class Watching:
    """A running `roleplay watch`."""

    def __init__(self, folder: Path, *paths: str) -> None:
        command = [sys.executable, "-m", "roleplay.cli.main", "watch", *paths]
        # Where the tests run in the background, Ctrl-C is ignored, and a child would inherit that.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        self.process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
        )
        signal.signal(signal.SIGINT, before)
        self.lines: Queue[str] = Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def until(self, beginning: str) -> list[str]:
        """What it prints up to a line with this beginning."""
        seen: list[str] = []
        while not seen or not seen[-1].startswith(beginning):
            seen.append(self.lines.get(timeout=60))
        return seen

    def stop(self) -> int:
        """Press Ctrl-C."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=60)

    def end(self) -> None:
        """Leave nothing running."""
        self.process.kill()
        self.process.wait()
        self.reader.join()
        if self.process.stdout is not None:
            self.process.stdout.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good scenario and its rubrics."""
    shutil.copytree(SCENARIOS / "rubrics", tmp_path / "rubrics")
    (tmp_path / "mine/everyday").mkdir(parents=True)
    (tmp_path / "mine/everyday/coffee.yml").write_text(COFFEE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def watching(folder: Path) -> Iterator[Watching]:
    """`roleplay watch` on the folder, ready."""
    started = Watching(folder, "mine", "--library", "rubrics")
    started.until("Watching.")
    yield started
    started.end()


def test_every_save_is_checked_and_told(folder: Path, watching: Watching) -> None:
    """A slip is new, with its place and how to mend it; mended, it is said to be."""
    path = folder / "mine/everyday/coffee.yml"
    path.write_text(SLIP, encoding="utf-8")
    blank, head, new, fix, _ = watching.until(FOUND)
    assert blank == ""
    assert head.endswith("  mine/everyday/coffee.yml")
    assert new.startswith("new     mine/everyday/coffee.yml:20:8 error RP201 ")
    assert fix.strip() == 'Did you mean "opening"?'
    path.write_text(COFFEE, encoding="utf-8")
    assert [line.split()[0] for line in watching.until(MENDED)[2:]] == ["mended", "1"]


def test_a_save_by_renaming_is_one_save(folder: Path, watching: Watching) -> None:
    """Editors write beside the file and rename; some remove it first. Neither is told as a file that is gone."""
    path = folder / "mine/everyday/coffee.yml"
    beside = path.with_suffix(".tmp")
    beside.write_text(SLIP, encoding="utf-8")
    beside.replace(path)
    assert [line.split()[0] for line in watching.until(FOUND)[2:]] == ["new", "Did", "1"]
    path.rename(path.with_suffix(".bak"))
    time.sleep(0.15)  # so that at least one look finds nothing
    path.write_text(COFFEE, encoding="utf-8")
    assert [line.split()[0] for line in watching.until(MENDED)[2:]] == ["mended", "1"]


def test_files_come_and_go(folder: Path, watching: Watching) -> None:
    """A new file is checked from then on; one that stays away is gone."""
    new = folder / "mine/everyday/tea.yml"
    new.write_text(SLIP.replace("everyday/coffee", "everyday/tea"), encoding="utf-8")
    told = watching.until("2 files checked: 1 error, 0 warnings.")
    assert told[2].startswith("new     mine/everyday/tea.yml:")
    new.unlink()
    assert watching.until(MENDED)[2:] == ["gone    mine/everyday/tea.yml", MENDED]


def test_what_is_wrong_at_the_start_is_told_at_once_and_left_until_it_is_mended(folder: Path) -> None:
    """One file by its name; a save that mends nothing says what is left."""
    path = folder / "mine/everyday/coffee.yml"
    path.write_text(SLIP, encoding="utf-8")
    watching = Watching(folder, "mine/everyday/coffee.yml", "--library", "rubrics")
    assert watching.until("Watching.")[0].startswith("mine/everyday/coffee.yml:20:8 error RP201 ")
    path.write_text(f"# a note\n{SLIP}", encoding="utf-8")
    assert watching.until(FOUND)[2].startswith("left    mine/everyday/coffee.yml:21:8 error RP201 ")
    watching.end()


def test_ctrl_c_ends_it_politely(watching: Watching) -> None:
    """With 0 and a sentence, not with a traceback."""
    assert watching.stop() == 0
    assert watching.until("No longer watching.")[-1] == "No longer watching. Nothing was changed."


@pytest.mark.parametrize("arguments", [[], ["no/such/file.yml"], [".", "--library", "no/such/folder"]])
def test_misuse_ends_with_2(arguments: list[str]) -> None:
    """Without a path, or with one that does not exist."""
    result = CliRunner().invoke(app, ["watch", *arguments])
    assert result.exit_code == 2
    assert result.output
