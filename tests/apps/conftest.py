"""A trainee's app on a real store, with a small library, a clock and seeds that can be foretold."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from roleplay.apps.desk import Desk
from roleplay.apps.session import desk_for
from roleplay.apps.trainee import TraineeApp
from roleplay.identity import Role
from roleplay.services.opening import House, open_house
from roleplay.store import PersonRow
from tests.small import RUBRIC_FILES, SMALL


def write_library(folder: Path, *scenarios: dict[str, Any]) -> Path:
    """A library folder with the small rubrics and these scenarios. JSON is YAML, too."""
    for rubric in RUBRIC_FILES:
        file = folder / "rubrics" / f"{rubric['id']}.yml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(rubric))
    for scenario in scenarios:
        file = folder / "practice" / f"{scenario['id']}.yml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(scenario))
    return folder


@dataclass(frozen=True)
class Came:
    """What came back, as plain data: a test looks into it as the browser does."""

    screen: Any
    played: Any
    notice: Any


@dataclass
class Trainee:
    """Somebody who plays, through commands as the browser sends them."""

    app: TraineeApp
    house: House
    attempt: str = ""
    seq: int = 0
    now: dict[str, Any] | None = None
    items: list[Any] | None = None

    def does(self, do: str, **fields: Any) -> Came:
        """Send a command and take over what comes back."""
        given = self.app.handle({"do": do, **fields})
        answer = Came(given.screen, given.played, given.notice)
        if answer.screen is not None and answer.screen["name"] == "player":
            self.attempt, self.seq = answer.screen["attempt"], answer.screen["seq"]
            self.now, self.items = dict(answer.screen["now"]), list(answer.screen["items"])
        if answer.played is not None:
            self.seq, self.now = answer.played["seq"], dict(answer.played["now"])
            self.items = [*(self.items or []), *answer.played["append"]]
        return answer

    def starts(self, scenario: str = "disclosure/small", **options: Any) -> Came:
        """Begin an attempt."""
        return self.does(
            "start", scenario=scenario, **{"mode": "practice", "feedback": "each", "say_first": False, **options}
        )

    def says(self, node: str, choice: str) -> Came:
        """Choose by the author's ids, as the browser would: by place and number."""
        text = SMALL["nodes"][node]["choices"][choice]["text"]
        assert self.now is not None
        number = next(offer["id"] for offer in self.now["choices"] if offer["text"] == text)
        return self.does("choose", seq=self.seq, node=self.now["node"], choice=number)

    def plays(self, *steps: str) -> Came:
        """Skip the expectation and take `node/choice` steps; `node/` skips a reply and its comparison."""
        answer = self.does("expect", seq=self.seq, text=None)
        for step in steps:
            node, choice = step.split("/")
            answer = self.says(node, choice) if choice else self.skips_the_reply()
        return answer

    def skips_the_reply(self) -> Came:
        """Write nothing, and find nothing in it."""
        assert self.now is not None
        answer = self.does("write", seq=self.seq, node=self.now["node"], text=None)
        if self.now["kind"] == "compare":
            answer = self.does("compare", seq=self.seq, node=self.now["node"], behaviours=[])
        return answer

    def ends(self) -> dict[str, Any]:
        """Skip the reflection; the debrief."""
        answer = self.does("reflect", seq=self.seq, texts=[None])
        assert answer.screen is not None
        return dict(answer.screen)


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A data folder with the small library."""
    library = write_library(tmp_path / "library", SMALL)
    return open_house(tmp_path / "data", [library], shipped=False)


@pytest.fixture
def person(house: House) -> Callable[..., Trainee]:
    """Make somebody: `person("ada", roles={Role.TRAINEE})`."""
    ids, seeds, clock = count(1), count(1), count()
    begin = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)

    def make(name: str, roles: frozenset[Role] = frozenset({Role.TRAINEE})) -> Trainee:
        row = PersonRow(name, name, roles)
        if house.store.person(name) is None:
            house.store.add_person(row)
        desk: Desk = desk_for(
            house.store,
            row,
            name=name,
            now=lambda: begin + timedelta(seconds=30 * next(clock)),
            new_id=lambda: f"id-{next(ids)}",
            new_seed=lambda: next(seeds),
        )
        return Trainee(TraineeApp(desk), house)

    return make


@pytest.fixture
def ada(person: Callable[..., Trainee]) -> Trainee:
    """A trainee."""
    return person("ada")
