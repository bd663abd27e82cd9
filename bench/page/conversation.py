"""One way through a shipped scenario, ten turns long: what the workbook plays, and what its peers are given to play."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from roleplay.apps.desk import Desk
from roleplay.apps.session import desk_for
from roleplay.apps.trainee import TraineeApp
from roleplay.engine.story import fill
from roleplay.services.opening import House, open_house

SCENARIO = "de-escalation/the-front-desk"
SEED = 1


@dataclass(frozen=True)
class Line:
    """Something that is said."""

    who: str
    """The speaker's name in the scenario."""
    text: str
    """The words."""


@dataclass(frozen=True)
class Choice:
    """Something that can be answered."""

    text: str
    """On the button."""
    response: list[Line]
    """What is said to it."""
    feedback: str
    """What is seen after the click."""


@dataclass(frozen=True)
class Turn:
    """What is said, and what can be answered. Whatever it is, the next turn follows."""

    lines: list[Line]
    """What is said before."""
    choices: list[Choice]
    """The answers, in the order in which they are shown; the first is the one that is clicked."""


def plain(text: str) -> str:
    """Without marks of emphasis, which each framework would show in its own way."""
    return " ".join(text.replace("*", "").split())


class Room:
    """A data folder of the workbook, with attempts that stand at their first choice."""

    def __init__(self, data: Path) -> None:
        self.data = data
        """The folder."""
        self.house: House = open_house(data)
        """What is in it."""
        self.person = self.house.store.local_person()
        """Who plays."""

    def _desk(self) -> Desk:
        return desk_for(
            self.house.store,
            self.person,
            name=None,
            now=lambda: datetime.now(UTC),
            new_id=lambda: secrets.token_urlsafe(12),
            new_seed=lambda: SEED,
        )

    def _begun(self) -> tuple[TraineeApp, dict[str, Any], str]:
        app = TraineeApp(self._desk())
        start = {"do": "start", "scenario": SCENARIO, "mode": "practice", "feedback": "each", "say_first": False}
        screen = app.handle(start).screen
        assert screen is not None
        assert screen["name"] == "player", screen
        played = app.handle({"do": "expect", "seq": screen["seq"], "text": None}).played
        assert played is not None
        return app, dict(played), screen["path"]

    def attempt(self) -> str:
        """Address of a new attempt that stands at its first choice."""
        return self._begun()[2]

    def way(self) -> list[Turn]:
        """What is seen when always the first open choice is taken, until something else is asked for."""
        app, played, path = self._begun()
        turns = []
        while played["now"]["kind"] == "choices":
            now = played["now"]
            turns.append(Turn(_lines(_new_lines(played)), self._choices(path, now["choices"])))
            first = next(one for one in now["choices"] if one["open"])
            command = {"do": "choose", "seq": played["seq"], "node": now["node"], "choice": first["id"]}
            answer = app.handle(command).played
            assert answer is not None
            played = dict(answer)
            seen = next(item["text"] for item in played["append"] if item["kind"] == "feedback")
            assert plain(seen) == turns[-1].choices[0].feedback, "a peer would show something else"
        return turns

    def _choices(self, path: str, offered: Iterable[dict[str, Any]]) -> list[Choice]:
        """What is on offer, the one that is clicked first, with what comes of each."""
        desk = self._desk()
        playing = desk.attempts.resume(desk.actor, path.rpartition("/")[2])
        words = desk.words(playing)
        compiled = playing.game.nodes[playing.state.node].choices
        sources = {plain(fill(one.source.text, words)): one.source for one in compiled.values()}
        choices = []
        for one in offered:
            if one["open"]:
                source = sources[plain(one["text"])]
                said = [{"who": line.who, "text": fill(line.text, words)} for line in source.response]
                choices.append(Choice(plain(one["text"]), _lines(said), plain(fill(source.feedback, words))))
        return choices


def _new_lines(played: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines that lead to what is asked now: those after the last feedback."""
    items = played["append"]
    last = max((place for place, item in enumerate(items) if item["kind"] == "feedback"), default=-1)
    return [item for item in items[last + 1 :] if item["kind"] == "line"]


def _lines(items: Iterable[dict[str, Any]]) -> list[Line]:
    return [Line(item["who"], plain(item["text"])) for item in items]


def write_conversation(turns: list[Turn], file: Path) -> None:
    """For the peers."""
    file.write_text(json.dumps([asdict(turn) for turn in turns], indent=1), encoding="utf-8")
