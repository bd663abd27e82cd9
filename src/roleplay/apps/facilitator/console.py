"""The console of a live workshop: everything that a facilitator presses and sees.

Each command names the step that the page has seen. Where somebody else was quicker, the page is told who did what, and
shows what is so now. What is new comes part by part, and only when something has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

from roleplay.apps.catalogue import say
from roleplay.apps.facilitator.console_state import Beside, console_state, milliseconds
from roleplay.apps.facilitator.lobby import HOME, Lobby, read_path, workshop_path
from roleplay.apps.facilitator.qr import is_entrance
from roleplay.apps.rooms import Answer, Fields, Shapes
from roleplay.apps.view.hall import ConsoleScreen, ConsoleState, Named
from roleplay.errors import Conflict, RefusedEvent, RoleplayError
from roleplay.identity import Actor
from roleplay.model.workshop import Way
from roleplay.services.conducting import Conducting
from roleplay.services.convening import Convening
from roleplay.services.leading import Leading, Overview
from roleplay.services.pacing import Paces, Pacing, SharedWay
from roleplay.services.workshops import Hall

LONGEST_MINUTES = 60
"""Minutes that the timer can be set to."""

_MORE_S = 60

_GIVEN: Mapping[str, tuple[str, ...]] = {
    "console_move": ("section",),
    "console_take": ("choice", "why"),
    "console_back": ("steps",),
    "console_swap": ("one", "other"),
    "console_put": ("participant", "group"),
}
"""What a step needs to know beside the step that was seen."""

_TEXT, _NUMBER, _YES = (str,), (int,), (bool,)
_STEP = {"workshop": _TEXT, "seq": _NUMBER}
SHAPES: Shapes = {
    "console_move": {**_STEP, "section": _TEXT},
    "console_timer": {**_STEP, "minutes": _NUMBER},
    "console_more": _STEP,
    "console_rest": {"workshop": _TEXT, "resting": _YES},
    "console_tell": {"workshop": _TEXT, "text": _TEXT},
    "console_turn": {"workshop": _TEXT, "question": _NUMBER},
    "console_ask": _STEP,
    "console_count": _STEP,
    "console_reveal": _STEP,
    "console_take": {**_STEP, "choice": _NUMBER, "why": _TEXT},
    "console_back": {**_STEP, "steps": _NUMBER},
    "console_collect": {**_STEP, "wanted": _YES},
    "console_ask_replies": _STEP,
    "console_pass": _STEP,
    "console_hide": {"workshop": _TEXT, "text": _TEXT, "hidden": _YES},
    "console_form": {**_STEP, "here": _YES},
    "console_swap": {**_STEP, "one": _TEXT, "other": _TEXT},
    "console_put": {**_STEP, "participant": _TEXT, "group": _NUMBER},
    "console_begin_round": _STEP,
    "console_end_round": _STEP,
    "console_lock": {"workshop": _TEXT, "locked": _YES},
    "console_code": {"workshop": _TEXT},
    "console_entrance": {"workshop": _TEXT, "entrance": _TEXT},
    "console_rename": {"workshop": _TEXT, "participant": _TEXT, "name": _TEXT},
    "console_remove": {"workshop": _TEXT, "participant": _TEXT, "barred": _YES},
    "console_clear": {"workshop": _TEXT},
    "console_unclear": {"workshop": _TEXT},
    "console_leads": {**_STEP, "leads": (list,)},
    "console_close": {**_STEP, "aftercare": _TEXT},
}
"""The commands that it takes."""


@dataclass
class _Shown:
    """What the console that is up shows."""

    workshop: str = ""
    signs: Hashable = None
    state: Mapping[str, Any] = field(default_factory=dict)


class ConsoleRoom:
    """The room."""

    def __init__(self, lobby: Lobby) -> None:
        self.shapes = SHAPES
        """The commands that it takes."""
        self._lobby = lobby
        halls, new_id = lobby.halls, lobby.new_id
        self._leading = Leading(halls, sealer=lobby.sealer)
        self._conducting = Conducting(halls, new_id)
        self._convening = Convening(lobby.store, lobby.bookshelf, lobby.now, new_id, lambda: 0, halls=halls)
        self._pacing = Pacing(halls, new_id, sealer=lobby.sealer)
        self._entrance = ""
        self._cleared: tuple[str, tuple[str, ...]] = "", ()
        self._shown = _Shown()
        self._could_lead: tuple[tuple[str, tuple[str, ...]], list[Named]] | None = None
        self._acts: dict[str, Callable[[Actor, str, Fields], str | None]] = {
            "console_form": self._form,
            "console_entrance": self._enter,
            "console_code": self._renew,
            "console_timer": self._timer,
            "console_rename": self._rename,
            "console_remove": self._remove,
            "console_clear": self._clear,
            "console_unclear": self._unclear,
            "console_leads": self._hand_over,
            "console_close": self._close,
            "console_collect": self._collect,
        }
        press = self._conducting
        self._steps: dict[str, Callable[..., Hall]] = {
            "console_move": press.move,
            "console_more": partial(press.give_time, seconds=_MORE_S),
            "console_ask": press.ask,
            "console_count": press.close_poll,
            "console_reveal": press.reveal,
            "console_take": press.take,
            "console_back": press.go_back,
            "console_ask_replies": press.ask_about_replies,
            "console_pass": press.pass_on,
            "console_swap": press.change_places,
            "console_put": press.put_into,
            "console_begin_round": press.begin_round,
            "console_end_round": press.end_round,
        }

    def bar(self, actor: Actor) -> None:
        """It is opened from the list of workshops."""
        del actor

    def lives(self, path: str) -> bool:
        """Whether an address is a console's."""
        return _workshop_of(path) is not None

    def screen(self, actor: Actor, path: str) -> ConsoleScreen | None:
        """The console of a workshop, for somebody who leads it."""
        workshop_id = _workshop_of(path)
        if workshop_id is None:
            return None
        signs = self._leading.signs(actor, workshop_id)
        state = self._state(actor, workshop_id)
        self._shown = _Shown(workshop_id, signs, cast("Mapping[str, Any]", state))
        return {
            "name": "hall_console",
            "path": path,
            "title": self._lobby.halls.hall(workshop_id).state.plan.title,
            "workshop": workshop_id,
            "list_path": HOME,
            "screen_path": workshop_path(workshop_id, "screen"),
            "watch_path": workshop_path(workshop_id, "watch"),
            "report_path": workshop_path(workshop_id, "report"),
            "now": milliseconds(self._lobby.now()),
            "state": state,
        }

    def act(self, actor: Actor, command: Fields) -> Answer:
        """Do what was pressed. What came of it is told beside what has changed."""
        problem = False
        try:
            said = self._do(actor, command)
        except Conflict as error:
            said, problem = self._quicker(actor, command) or str(error), True
        except RoleplayError as error:
            said, problem = str(error), True
        signs = self._leading.signs(actor, command["workshop"])
        news = self._news(actor, command["workshop"], signs)
        return Answer(news={**news, "said": said or "", "problem": problem})

    def follow(self, actor: Actor, path: str) -> Answer | None:
        """The parts that have changed, if any."""
        workshop_id = _workshop_of(path) or ""
        signs = self._leading.signs(actor, workshop_id)
        if signs == self._shown.signs:
            return None
        news = self._news(actor, workshop_id, signs)
        return Answer(news={**news, "quiet": True}) if news["changed"] else None

    # --- what was pressed ---

    def _do(self, actor: Actor, command: Fields) -> str | None:
        do, workshop_id = command["do"], command["workshop"]
        act = self._acts.get(do)
        if act is not None:
            return act(actor, workshop_id, command)
        press = self._conducting
        match do:
            case "console_rest":
                press.rest(actor, workshop_id, resting=command["resting"])
            case "console_tell":
                press.tell(actor, workshop_id, command["text"])
            case "console_turn":
                press.turn(actor, workshop_id, command["question"])
            case "console_hide":
                press.hide(actor, workshop_id, command["text"], hidden=command["hidden"])
            case "console_lock":
                self._convening.lock(actor, workshop_id, locked=command["locked"])
            case _:
                self._steps[do](actor, workshop_id, command["seq"], *(command[one] for one in _GIVEN.get(do, ())))
        return None

    def _timer(self, actor: Actor, workshop_id: str, command: Fields) -> None:
        if not 0 <= command["minutes"] <= LONGEST_MINUTES:
            raise RefusedEvent(say("hall.console.timer.range"), say("hall.console.timer.range.fix"))
        self._conducting.set_timer(actor, workshop_id, command["seq"], command["minutes"] * 60)

    def _collect(self, actor: Actor, workshop_id: str, command: Fields) -> None:
        self._conducting.collect(actor, workshop_id, command["seq"], wanted=command["wanted"])

    def _form(self, actor: Actor, workshop_id: str, command: Fields) -> str:
        seen = self._leading.look(actor, workshop_id)
        away = [one for one in seen.hall.state.present if one not in seen.here] if command["here"] else []
        formed = self._conducting.form(actor, workshop_id, command["seq"], without=away)
        if formed.against:
            return say("hall.console.formed.against", n=formed.against)
        return say("hall.console.formed")

    def _enter(self, actor: Actor, workshop_id: str, command: Fields) -> None:
        self._lobby.halls.led(actor, workshop_id)
        if is_entrance(command["entrance"]):  # any other one has no picture; the code works without
            self._entrance = command["entrance"]

    def _renew(self, actor: Actor, workshop_id: str, _: Fields) -> str:
        self._convening.renew_code(actor, workshop_id)
        return say("hall.console.door.renewed")

    def _rename(self, actor: Actor, workshop_id: str, command: Fields) -> None:
        self._convening.rename(actor, workshop_id, command["participant"], command["name"])

    def _remove(self, actor: Actor, workshop_id: str, command: Fields) -> None:
        self._convening.remove(actor, workshop_id, command["participant"], barred=command["barred"])

    def _clear(self, actor: Actor, workshop_id: str, _: Fields) -> str:
        many = len(self._convening.remove_away(actor, workshop_id))
        self._cleared = "", ()
        return say("hall.console.people.cleared", n=many) if many else say("hall.console.people.away.none")

    def _unclear(self, actor: Actor, workshop_id: str, _: Fields) -> str:
        self._convening.let_back(actor, workshop_id, self._asked_out(actor, workshop_id))
        self._cleared = "", ()
        return say("hall.console.people.uncleared")

    def _asked_out(self, actor: Actor, workshop_id: str) -> tuple[str, ...]:
        """Who was asked to leave at once; the log is read once for each page, and when something was pressed here."""
        if self._cleared[0] != workshop_id:
            self._cleared = workshop_id, self._convening.asked_out(actor, workshop_id)
        return self._cleared[1]

    def _hand_over(self, actor: Actor, workshop_id: str, command: Fields) -> str:
        self._convening.hand_over(actor, workshop_id, tuple(command["leads"]), command["seq"])
        return say("hall.console.leads.changed")

    def _close(self, actor: Actor, workshop_id: str, command: Fields) -> None:
        self._convening.close(actor, workshop_id, command["seq"], command["aftercare"])

    def _quicker(self, actor: Actor, command: Fields) -> str | None:
        """Who did what just before; None where nobody pressed anything."""
        pressed = self._leading.pressed_since(actor, command["workshop"], command["seq"]) if "seq" in command else ()
        if not pressed:
            return None
        last = pressed[-1]
        if last.own:
            return say("hall.console.quicker.own")
        return say(f"hall.console.quicker.{last.what.kind}", who=last.who)

    # --- what is told ---

    def _news(self, actor: Actor, workshop_id: str, signs: Hashable) -> dict[str, Any]:
        """The parts that have changed since they were told last. What comes after the signs is news again."""
        state = cast("Mapping[str, Any]", self._state(actor, workshop_id))
        told = self._shown.state if self._shown.workshop == workshop_id else {}
        self._shown = _Shown(workshop_id, signs, state)
        changed = {part: value for part, value in state.items() if part not in told or told[part] != value}
        return {"workshop": workshop_id, "changed": changed, "now": milliseconds(self._lobby.now())}

    def _state(self, actor: Actor, workshop_id: str) -> ConsoleState:
        seen = self._leading.look(actor, workshop_id)
        shelf = self._lobby.bookshelf
        plan = seen.hall.state.plan
        content = seen.hall.state.content
        beside = Beside(
            rubrics=shelf.rubrics(seen.hall.state.rubrics),
            stations={
                one.id: shelf.station_as(content[one.id]).title for one in plan.sections if one.way is Way.TRIADS
            },
            pace=self._pace(actor, seen),
            could_lead=self._could(actor, seen),
            reader=actor.id,
            entrance=self._entrance,
            cleared=len(set(self._asked_out(actor, workshop_id)) - set(seen.hall.state.present)),
        )
        return console_state(seen, beside)

    def _pace(self, actor: Actor, seen: Overview) -> tuple[Paces, Sequence[SharedWay]] | None:
        here = seen.hall.state.here
        if here is None or here.way is not Way.PACE:
            return None
        at = (actor, seen.hall.id, here.id)
        return self._pacing.paces(*at), self._pacing.shared(*at)

    def _could(self, actor: Actor, seen: Overview) -> list[Named]:
        """Who could lead, looked up once for those who lead."""
        key = (seen.hall.id, seen.hall.state.leads)
        if self._could_lead is None or self._could_lead[0] != key:
            people = self._convening.could_lead(actor, seen.hall.id)
            self._could_lead = key, [{"id": one.id, "name": one.name} for one in people]
        return self._could_lead[1]


def _workshop_of(path: str) -> str | None:
    found = read_path(path)
    return found[0] if found is not None and not found[1] else None
