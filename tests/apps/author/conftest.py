"""An author in front of a small library, whose files are saved as an editor saves them."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from roleplay.apps.author.app import AuthorApp
from roleplay.identity import Role
from roleplay.services.authority import actor_of
from roleplay.services.manuscripts import Manuscripts
from roleplay.services.opening import House
from roleplay.store import PersonRow
from tests.small import SMALL

FILE = "0/practice/disclosure/small.yml"
"""The small scenario, as commands name it."""


class AtOnce(Executor):
    """Does what it is given before it answers, so that a test need not wait."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Do it now."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - what an executor does
            future.set_exception(error)
        return future


@dataclass
class Author:
    """Somebody who writes scenarios, through commands as the browser sends them."""

    app: AuthorApp
    folder: Path
    notice: Any = None
    screen: Any = None

    def does(self, do: str, **fields: Any) -> Any:
        """Send a command; the screen that comes back, if one does."""
        answer = self.app.handle({"do": do, **fields})
        json.dumps(answer.screen)
        self.notice = answer.notice
        if answer.screen is not None:
            self.screen = answer.screen
        return answer.screen

    def goes(self, path: str) -> Any:
        """Go to an address."""
        return self.does("go", path=path)

    def previews(self, node: str | None = None, **fields: Any) -> Any:
        """Begin a preview of the small scenario."""
        given = {"file": FILE, "profile": None, "site": {}, "values": {}, "way": [], **fields}
        return self.does("preview", node=node, **given)

    def takes(self, choice: str) -> Any:
        """Take a choice."""
        return self.does("take", seq=self.screen["seq"], choice=choice)

    def looks(self) -> Any:
        """What the page shows by itself, a moment later; None when nothing is new."""
        answer = self.app.follow()
        if answer is None:
            return None
        json.dumps(answer.screen)
        self.screen = answer.screen
        return answer.screen

    def saves(self, scenario: dict[str, Any] | str, name: str = "practice/disclosure/small.yml") -> None:
        """Save a file in an editor."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(scenario if isinstance(scenario, str) else json.dumps(scenario))


def edited(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """The small scenario after a change."""
    scenario = copy.deepcopy(SMALL)
    change(scenario)
    return scenario


@pytest.fixture
def make(house: House) -> Callable[..., Author]:
    """Make somebody with a page: `make(reader=ThreadPoolExecutor(1))`."""
    clock, begin = count(), datetime(2026, 1, 5, 9, 0, tzinfo=UTC)

    def author(name: str = "wanda", reader: Executor | None = None, prover: Executor | None = None) -> Author:
        if house.store.person(name) is None:
            house.store.add_person(PersonRow(name, name, frozenset({Role.AUTHOR})))
        now = lambda: begin + timedelta(seconds=next(clock))  # noqa: E731 - the clock
        kept = house.data / "run" / "manuscripts"
        manuscripts = Manuscripts(house.store, lambda: actor_of(house.store.person(name)), house.libraries, now, kept)  # type: ignore[arg-type]
        return Author(AuthorApp(manuscripts, reader or AtOnce(), prover or AtOnce()), house.libraries[0])

    return author


@pytest.fixture
def wanda(make: Callable[..., Author]) -> Author:
    """An author whose page shows the library."""
    author = make()
    author.does("ready", path="/author")
    return author
