"""The way into a kernel."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from roleplay.apps import session
from roleplay.apps.catalogue import WORDS
from roleplay.apps.trainee import TraineeApp
from roleplay.authoring.folders import released
from roleplay.errors import Unavailable
from roleplay.identity import Role
from roleplay.services.opening import open_house
from roleplay.services.runtime import VARIABLE
from roleplay.store import PersonRow
from roleplay.widgets import Stage
from tests.apps.conftest import write_library
from tests.small import RUBRIC_FILES, SMALL


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of somebody who opens a notebook on their own machine."""
    monkeypatch.delenv("ROLEPLAY_RUN", raising=False)
    monkeypatch.setenv(session.DATA_VARIABLE, str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of one's own, whose rubrics have ids that the shipped ones do not have."""
    folder = write_library(tmp_path / "mine", SMALL)
    mending = {**RUBRIC_FILES[2], "id": "mending"}
    (folder / "rubrics" / "repair.yml").unlink()
    (folder / "rubrics" / "mending.yml").write_text(json.dumps(mending))
    return folder


def hears(stage: Stage, **command: Any) -> Any:
    """Let a stage hear a command; the screen that it shows then."""
    stage._receive(stage, command, [])
    return stage.screen


def test_a_trainees_kernel_imports_nothing_that_authors_need() -> None:
    """Neither the parser nor the author's app: it starts light, and nothing of it can be reached from there."""
    code = "import sys, roleplay.apps.session; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "roleplay.apps.trainee" in modules
    assert [m for m in modules if m.startswith(("ruamel", "roleplay.authoring", "roleplay.apps.author"))] == []


def test_an_authors_notebook_follows_a_folder_of_ones_own(data: Path, folder: Path) -> None:
    """In JupyterLab: the shipped library and the folder that the cell names; a save shows by itself."""
    assert not data.exists()

    async def write() -> None:
        stage = session.author(folder)
        assert stage.screen == {}
        read = asyncio.Event()
        stage.observe(lambda change: read.set() if change["new"]["name"] == "author-library" else None, "screen")
        assert hears(stage, do="ready", path="")["name"] == "author-reading"
        await asyncio.wait_for(read.wait(), 30)
        name = next(file["file"] for file in stage.screen["files"] if file["title"] == "Small")
        assert name == f"{len(released())}/practice/disclosure/small.yml"
        hears(stage, do="go", path=f"/author/preview/{name}")
        newer = asyncio.Event()
        stage.observe(lambda change: newer.set() if change["new"]["title"] == "Newer" else None, "screen")
        (folder / "practice" / "disclosure" / "small.yml").write_text(json.dumps({**SMALL, "title": "Newer"}))
        await asyncio.wait_for(newer.wait(), 30)

    asyncio.run(write())


def test_what_breaks_is_said_on_the_page(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a page, or an answer, that will not come: a fault is shown at once, and goes into the log."""
    assert not data.exists()
    stage = session.trainee()
    with monkeypatch.context() as broken:
        broken.setattr(session, "_local_house", _breaks)
        with pytest.raises(RuntimeError, match="no such table"):
            stage._heard({"do": "ready", "path": ""})  # type: ignore[misc]
    assert (stage.screen["name"], stage.screen["text"]) == ("problem", WORDS["problem.fault"])
    assert hears(stage, do="ready", path="")["name"] == "library"
    told: list[Any] = []
    monkeypatch.setattr(stage, "send", lambda content, buffers=None: told.append((content, buffers)))
    monkeypatch.setattr(TraineeApp, "handle", _breaks)
    with pytest.raises(RuntimeError, match="no such table"):
        stage._heard({"do": "go", "path": ""})  # type: ignore[misc]
    assert [one["tone"] for one, _ in told if one.get("type") == "notice"] == ["problem"]
    assert stage.screen["name"] == "library"


def test_a_store_that_cannot_be_used_is_no_fault_of_the_program(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sits in front of the page reads what to do, wherever it came from, and nothing was broken."""
    assert not data.exists()
    stage = session.trainee()
    assert hears(stage, do="ready", path="")["name"] == "library"
    told: list[Any] = []
    monkeypatch.setattr(stage, "send", lambda content, buffers=None: told.append((content, buffers)))
    monkeypatch.setattr(TraineeApp, "handle", _finds_no_room)
    hears(stage, do="go", path="")
    assert [(one["tone"], one["text"]) for one, _ in told] == [("problem", "No room. Wait.")]


def _finds_no_room(*_: object) -> None:
    raise Unavailable("No room.", "Wait.", exact=Unavailable("No room for /srv/kept.db."))


def test_where_things_are_is_told_to_the_log_and_to_no_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A kernel that does not find what its server wrote down for it."""
    written = tmp_path / "kernel.json"
    monkeypatch.setenv(VARIABLE, str(written))
    screen = hears(session.trainee(), do="ready", path="/learn")
    assert (screen["name"], screen["text"]) == ("problem", WORDS["problem.unset"])
    assert str(tmp_path) not in json.dumps(screen)
    assert str(written) in caplog.text


def _breaks(*_: object) -> None:
    raise RuntimeError("no such table")


def test_where_people_have_accounts_a_notebook_knows_nobody(data: Path) -> None:
    """The author's page is as closed as the trainee's: it might be anybody."""
    open_house(data).store.add_person(PersonRow("ada", "Ada", frozenset({Role.TRAINEE})))
    for stage in (session.trainee(), session.author()):
        screen = hears(stage, do="ready", path="")
        assert (screen["name"], screen["text"]) == (
            "problem",
            "People have accounts here, so this notebook cannot know who you are.",
        )
