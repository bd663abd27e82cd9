"""The room of those who watch how workshops are led: who is asked, the observer's sheet, and what came of it.

What an observer is shown of a workshop is what everybody in it sees on the wall, in a few words. Somebody who learns
finds this room and no other.
"""

from __future__ import annotations

from collections.abc import Callable

from roleplay.apps.catalogue import say
from roleplay.apps.facilitator.lobby import HOME, Lobby, read_path, workshop_path
from roleplay.apps.facilitator.watch_screens import card, result_screen, sheet_screen, stage_now, state_of
from roleplay.apps.rooms import Answer, Fields, Screen, Shapes, notice
from roleplay.apps.view.desk import BarItem
from roleplay.apps.view.hall_watch import AskScreen, Person, WatchingScreen
from roleplay.errors import NotAllowed
from roleplay.identity import Actor, Role
from roleplay.services.facilitation import NOT_ASKED, Companion, Facilitation
from roleplay.services.shadowing import to_watch
from roleplay.services.watching import Handing, Watching

LIST = f"{HOME}/watching"
"""What somebody watches, has watched, and was told about their own leading."""
PART = "watch"

_ID = {"watch": (str,)}
_MAYBE_TEXT, _MAYBE_NUMBER = (str, type(None)), (int, type(None))
_SHAPES: Shapes = {
    "watch_ask": {"workshop": (str,), "observer": (str,), "facilitator": (str,)},
    "watch_off": _ID,
    "watch_here": _ID,
    "watch_tick": {**_ID, "ticks": (list,)},
    "watch_hand_in": {**_ID, "ticks": (list,), "none": (list,), "minutes": _MAYBE_NUMBER, "note": _MAYBE_TEXT},
    "watch_answer": {**_ID, "text": (str,)},
}


class WatchRoom:
    """The room."""

    def __init__(self, lobby: Lobby) -> None:
        self._lobby = lobby
        self._facilitation = Facilitation(lobby.halls, lobby.new_id, sealer=lobby.sealer)
        self._watching = Watching(lobby.halls, lobby.new_id, sealer=lobby.sealer)
        self._told: dict[str, tuple[str, int]] = {}  # of the sheet that is up: its workshop, and how far that was told
        self._acts: dict[str, Callable[[Actor, Fields], Answer]] = {
            "watch_ask": self._ask,
            "watch_off": self._off,
            "watch_here": self._here,
            "watch_tick": self._tick,
            "watch_hand_in": self._hand_in,
            "watch_answer": self._answer,
        }

    @property
    def shapes(self) -> Shapes:
        """Asking, ticking, handing in, answering."""
        return _SHAPES

    def bar(self, actor: Actor) -> BarItem | None:
        """The list, with how much waits to be watched."""
        return {"key": "watching", "path": LIST, "count": to_watch(self._lobby.store, actor.id)}

    def screen(self, actor: Actor, path: str) -> Screen | None:
        """The list, asking for a workshop, a sheet, or what came of it. Who does not facilitate begins at the list."""
        if path == LIST or (path == HOME and Role.FACILITATOR not in actor.roles):
            return self._list(actor)
        if path.startswith(f"{LIST}/"):
            return self._of_watch(actor, path.removeprefix(f"{LIST}/"))
        found = read_path(path)
        return self._of_workshop(actor, found[0]) if found is not None and found[1] == PART else None

    def act(self, actor: Actor, command: Fields) -> Answer:
        """Do what a command of this room asks."""
        return self._acts[command["do"]](actor, command)

    # --- what changes by itself ---

    def lives(self, path: str) -> bool:
        """The sheets of observers."""
        return path.startswith(f"{LIST}/")

    def follow(self, actor: Actor, path: str) -> Answer | None:
        """Where the workshop stands, when it has gone on."""
        watch_id = path.removeprefix(f"{LIST}/")
        workshop_id, seq = self._told.get(watch_id, ("", -1))
        if not workshop_id or self._lobby.halls.hall(workshop_id).seq == seq:
            return None
        sheet = self._watching.sheet(actor, watch_id)
        self._told = {watch_id: (sheet.hall.id, sheet.hall.seq)}
        return Answer(news={"stage": stage_now(sheet.hall), "quiet": True})

    # --- screens ---

    def _list(self, actor: Actor) -> WatchingScreen:
        found = self._facilitation.watches(actor)
        cards = [card(self._lobby.store, self._facilitation, one, f"{LIST}/{one.id}") for one in found]
        pairs = [(one, watch.observer == actor.id) for one, watch in zip(cards, found, strict=True)]
        return {
            "name": "hall_watching",
            "path": LIST,
            "title": say("hall.watch.list"),
            "now": [one for one, mine in pairs if mine and one["state"] != "done"],
            "done": [one for one, mine in pairs if mine and one["state"] == "done"],
            "mine": [one for one, mine in pairs if not mine],
            "to_ask": [
                {"path": workshop_path(row.id, PART), "title": row.title, "at": row.opened_at.isoformat()}
                for row in self._facilitation.to_ask(actor)
            ],
        }

    def _of_workshop(self, actor: Actor, workshop_id: str) -> Screen:
        if self._facilitation.may_ask(actor, workshop_id):
            return self._asking(actor, workshop_id)
        mine = [one for one in self._facilitation.watches(actor) if one.workshop_id == workshop_id]
        if not mine:
            raise NotAllowed(*NOT_ASKED)
        return self._of_watch(actor, mine[0].id) if len(mine) == 1 else self._list(actor)

    def _of_watch(self, actor: Actor, watch_id: str) -> Screen:
        watch = next((one for one in self._facilitation.watches(actor) if one.id == watch_id), None)
        if watch is None:
            raise NotAllowed(*NOT_ASKED)
        path = f"{LIST}/{watch.id}"
        self._told = {}
        if watch.handed_in_at is not None:
            found = self._facilitation.result(actor, watch_id)
            return result_screen(self._lobby, self._facilitation, found, path, LIST, own=found.facilitator == actor.id)
        sheet = self._watching.sheet(actor, watch_id)
        self._told = {watch.id: (sheet.hall.id, sheet.hall.seq)}
        return sheet_screen(
            self._lobby.store,
            sheet,
            path,
            LIST,
            facilitator=self._facilitation.name(watch.facilitator),
            minutes=self._watching.most_minutes(sheet),
        )

    def _asking(self, actor: Actor, workshop_id: str) -> AskScreen:
        found = self._facilitation.asking(actor, workshop_id)
        leads = {one.id for one in found.leads}
        return {
            "name": "hall_watch_ask",
            "path": workshop_path(workshop_id, PART),
            "title": found.workshop.title,
            "workshop": workshop_id,
            "console_path": workshop_path(workshop_id) if actor.id in leads else "",
            "list_path": LIST,
            "leads": _people(found.leads),
            "shadows": _people(found.shadows),
            "assessors": _people(found.assessors),
            "asked": [
                {
                    "id": one.id,
                    "kind": one.kind.value,
                    "observer": self._facilitation.name(one.observer),
                    "facilitator": self._facilitation.name(one.facilitator),
                    "state": state_of(one),
                }
                for one in found.asked
            ],
        }

    # --- commands ---

    def _ask(self, actor: Actor, command: Fields) -> Answer:
        watch = self._facilitation.ask(actor, command["workshop"], command["observer"], command["facilitator"])
        told = say("hall.watch.asked", name=self._facilitation.name(watch.observer))
        return Answer(screen=self._asking(actor, watch.workshop_id), notice=notice(told))

    def _off(self, actor: Actor, command: Fields) -> Answer:
        workshop_id = self._facilitation.call_off(actor, command["watch"])
        asks = self._facilitation.may_ask(actor, workshop_id)
        return Answer(screen=self._asking(actor, workshop_id) if asks else self._list(actor))

    def _here(self, actor: Actor, command: Fields) -> Answer:
        self._watching.arrive(actor, command["watch"])
        return Answer(screen=self._of_watch(actor, command["watch"]))

    def _tick(self, actor: Actor, command: Fields) -> Answer:
        sheet = self._watching.tick(actor, command["watch"], command["ticks"])
        sent = {one["id"] for one in command["ticks"]}
        kept = {one.id: one.undone for one in sheet.ticks if one.id in sent}
        return Answer(news={"kept": kept, "quiet": True})

    def _hand_in(self, actor: Actor, command: Fields) -> Answer:
        watch_id = command["watch"]
        if command["ticks"]:
            self._watching.tick(actor, watch_id, command["ticks"])
        self._watching.hand_in(actor, watch_id, Handing(command["none"], command["minutes"], command["note"]))
        return Answer(screen=self._of_watch(actor, watch_id))

    def _answer(self, actor: Actor, command: Fields) -> Answer:
        self._facilitation.answer(actor, command["watch"], command["text"])
        return Answer(screen=self._of_watch(actor, command["watch"]))


def _people(some: tuple[Companion, ...]) -> list[Person]:
    return [{"id": one.id, "name": one.name} for one in some]
