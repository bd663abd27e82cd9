"""A page that is opened again: what was read is there, what is new since the last look is told, a failure is not hidden."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest

from roleplay.authoring import library, source
from roleplay.errors import NotAllowed
from roleplay.identity import Actor
from roleplay.services import manuscripts
from tests.apps.author.conftest import FILE, Author, edited

RETITLED = edited(lambda s: s.update(title="Newer"))
BROKEN = edited(lambda s: s["nodes"]["asking"]["choices"]["ask"].update(goto="nowhere"))


def opens(make: Callable[..., Author], name: str = "wanda") -> Author:
    """Somebody opens the page, in a kernel of its own."""
    author = make(name)
    author.does("ready", path="/author")
    return author


def test_the_second_page_reads_and_proves_nothing(make: Callable[..., Author], monkeypatch: pytest.MonkeyPatch) -> None:
    """It shows what the first one did."""
    first = opens(make).screen
    monkeypatch.setattr(library, "file_of", None)
    monkeypatch.setattr(source, "parse", None)
    again = opens(make).screen
    assert (again["files"], again["counts"], again["diagnostics"]) == (
        first["files"],
        first["counts"],
        first["diagnostics"],
    )


def test_what_is_new_since_the_last_look_outlasts_the_page(make: Callable[..., Author]) -> None:
    """What came, went and changed while no page was open; until the author has seen it, and for each author alone."""
    first = opens(make)
    since = first.screen["since"]
    opens(make, "wim")
    first.saves({**BROKEN, "title": "Newer"})
    first.saves("just words", "notes.yml")
    (first.folder / "rubrics" / "repair.yml").unlink()
    again = opens(make)
    assert (again.screen["since"], again.screen["removed"]) == (since, ["rubrics/repair.yml"])
    changes = {file["shown"]: file["change"] for file in again.screen["files"]}
    assert (changes["practice/disclosure/small.yml"], changes["notes.yml"]) == ("changed", "new")
    change = again.goes(f"/author/file/{FILE}")["change"]
    assert "nowhere" in change["come"][0]["message"]
    assert change["kind"] == "changed"
    assert any("one moment only" in one["message"] for one in change["gone"])
    again.does("seen")
    last = opens(make)
    assert last.screen["counts"]["changed"] == 0
    assert last.screen["since"] > since
    assert opens(make, "wim").screen["counts"]["changed"] == 3


def test_nodes_that_changed_are_told_on_another_page(make: Callable[..., Author]) -> None:
    """By what is in them, though the earlier version of the scenario is gone."""
    opens(make).saves(
        edited(lambda s: s["nodes"]["opening"]["choices"]["reflect"].update(feedback="It landed, and more."))
    )
    change = opens(make).goes(f"/author/file/{FILE}")["change"]
    assert (change["nodes_added"], change["nodes_removed"], change["nodes_changed"]) == ([], [], ["opening"])


def test_nobody_else_gets_at_what_an_author_saw(make: Callable[..., Author]) -> None:
    """Somebody who is no author any more is refused it, as everything else."""
    author = opens(make)
    kept: manuscripts.Manuscripts = author.app._manuscripts
    assert kept.last_look() is not None
    kept._who = lambda: Actor("wanda")
    with pytest.raises(NotAllowed):
        kept.last_look()
    with pytest.raises(NotAllowed):
        kept.keep_look({})


class Failing:
    """Stands in for reading the library, and fails as long as it is broken."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.broken, self.tries = True, 0
        self._read: Callable[..., Any] = library.load_library
        patch.setattr(manuscripts, "load_library", self)

    def __call__(self, *given: Any) -> Any:
        """Read, or fail."""
        self.tries += 1
        if self.broken:
            raise OSError(5, "Input/output error")
        return self._read(*given)


def test_a_first_reading_that_fails_is_said_and_begun_again_when_somebody_wants_it(
    make: Callable[..., Author], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Not at every look: once on the page, once in the log; then as often as the author tries."""
    reading = Failing(monkeypatch)
    author = opens(make)
    screen = author.screen
    assert (screen["name"], screen["back_path"], screen["back_label"]) == ("problem", "/author", "Try again")
    assert screen["text"] == "The files of the library could not be read. OSError: [Errno 5] Input/output error"
    assert [author.looks() for _ in range(3)] == [None] * 3
    author.does("resync")
    assert author.screen == screen
    assert reading.tries == 1
    (said,) = (one for one in caplog.records if one.levelno >= logging.ERROR)
    assert said.exc_info is not None
    author.goes("/author")
    assert (author.screen["name"], reading.tries) == ("problem", 2)
    reading.broken = False
    assert author.goes("/author")["name"] == "author-library"


def test_a_later_reading_that_fails_leaves_what_was_there(
    make: Callable[..., Author], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The page says so and shows what it had, until a file is saved again."""
    author = opens(make)
    reading = Failing(monkeypatch)
    author.saves(RETITLED)
    screen = author.looks()
    assert screen["news"] == ["The files of the library could not be read. OSError: [Errno 5] Input/output error"]
    assert screen["files"][0]["title"] == "Small"
    assert [author.looks() for _ in range(3)] == [None] * 3
    assert (reading.tries, len([one for one in caplog.records if one.levelno >= logging.ERROR])) == (1, 1)
    reading.broken = False
    author.saves(edited(lambda s: s.update(title="Newest of all")))
    assert author.looks()["files"][0]["title"] == "Newest of all"
