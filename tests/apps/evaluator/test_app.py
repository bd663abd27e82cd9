"""The evaluator's app: commands go to their rooms, and nothing else gets through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from roleplay.apps.evaluator.app import EvaluatorApp
from roleplay.apps.evaluator.room import Desk
from roleplay.apps.rooms import Answer, Fields, Screen, Shapes, notice
from roleplay.apps.view.desk import BarItem
from roleplay.errors import NotAllowed, RefusedEvent
from roleplay.identity import Actor, Role

ADA = Actor("ada", roles=frozenset({Role.EVALUATOR}))
HELP: Any = {"lines": [], "emergency_number": None, "resources": []}


class Cellar:
    """A room in which a lamp can be lit."""

    def __init__(self) -> None:
        self.shapes: Shapes = {"light": {"lamp": (int,)}}
        self.lit: list[tuple[str, int]] = []

    def bar(self, actor: Actor) -> BarItem | None:
        """It has an entry for Ada only."""
        return {"key": "cellar", "path": "/desk/cellar", "count": len(self.lit)} if actor == ADA else None

    def screen(self, actor: Actor, path: str) -> Screen | None:
        """The cellar has one screen, and a door that stays shut."""
        if path == "/desk/locked":
            raise NotAllowed("It is locked.", "Ask for the key.")
        return {"name": "cellar", "path": path, "title": actor.id} if path == "/desk/cellar" else None

    def act(self, actor: Actor, command: Fields) -> Answer:
        """Light a lamp."""
        if command["lamp"] < 0:
            raise RefusedEvent("There is no such lamp.", "Take another one.")
        self.lit.append((actor.id, command["lamp"]))
        return Answer(self.screen(actor, "/desk/cellar"), notice("Lit."))


def app_of(room: Cellar, who: Callable[[], Actor] = lambda: ADA) -> EvaluatorApp:
    """An app with one room."""
    return EvaluatorApp(Desk(who, lambda: datetime(2026, 3, 1, tzinfo=UTC)), [room], lambda: HELP)


def screen_of(answer: Answer) -> Any:
    """The screen, as the browser looks into it."""
    return answer.screen


def test_a_command_goes_to_its_room_and_the_screen_comes_with_bar_and_help() -> None:
    """Who acts is passed on; the bar counts what the command has changed."""
    room = Cellar()
    answer = app_of(room).handle({"do": "light", "lamp": 3})
    assert room.lit == [("ada", 3)]
    assert screen_of(answer)["title"] == "ada"
    assert screen_of(answer)["bar"] == [{"key": "cellar", "path": "/desk/cellar", "count": 1}]
    assert screen_of(answer)["help"] == HELP
    assert answer.notice == {"type": "notice", "tone": "info", "text": "Lit."}


def test_a_command_that_is_none_or_lacks_a_field_reaches_no_room() -> None:
    """Missing fields, others' types (a bool is no number) and unknown commands are all unreadable."""
    room = Cellar()
    app = app_of(room)
    for command in ({"do": "light"}, {"do": "light", "lamp": "3"}, {"do": "light", "lamp": True}, {"do": "burn"}, {}):
        told = app.handle(command).notice
        assert told is not None
        assert told["tone"] == "problem"
    assert room.lit == []


def test_what_a_service_refuses_is_told_and_the_screen_stays() -> None:
    """Message and fix come as a notice."""
    answer = app_of(Cellar()).handle({"do": "light", "lamp": -1})
    assert answer.screen is None
    assert answer.notice is not None
    assert "no such lamp" in answer.notice["text"]
    assert "another one" in answer.notice["text"]


def test_an_address_goes_to_the_room_that_knows_it_and_a_resync_shows_it_again() -> None:
    """A slash at the end makes no difference; an address that nobody knows, or may not open, gets a kind page."""
    app = app_of(Cellar())
    assert screen_of(app.handle({"do": "ready", "path": "/desk/cellar/"}))["name"] == "cellar"
    assert screen_of(app.handle({"do": "resync"}))["name"] == "cellar"
    assert screen_of(app.handle({"do": "go", "path": "/desk/attic"}))["name"] == "problem"
    locked = screen_of(app.handle({"do": "go", "path": "/desk/locked"}))
    assert (locked["name"], locked["fix"]) == ("problem", "Ask for the key.")


def test_who_may_not_be_there_any_more_sees_nothing() -> None:
    """The question who acts comes before anything else, at each command."""
    gone: list[bool] = []

    def who() -> Actor:
        if gone:
            raise NotAllowed("This page acts for nobody any more.", "Sign in again.")
        return ADA

    room = Cellar()
    app = app_of(room, who)
    assert screen_of(app.handle({"do": "ready", "path": "/desk/cellar"}))["name"] == "cellar"
    gone.append(True)
    screen = screen_of(app.handle({"do": "light", "lamp": 1}))
    assert screen["name"] == "problem"
    assert "bar" not in screen
    assert room.lit == []
