"""What a participant's page asks to be done in a workshop, and the services that do it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from roleplay.apps.seat.own import tickable
from roleplay.errors import Conflict
from roleplay.identity import Actor
from roleplay.model.wishes import Wishes
from roleplay.model.workshop import Way
from roleplay.services.convening import Convening
from roleplay.services.keepsakes import Keepsakes
from roleplay.services.keys import sealer_of
from roleplay.services.pacing import Pacing
from roleplay.services.shelf import Bookshelf
from roleplay.services.surveying import Surveying
from roleplay.services.voting import Voting
from roleplay.services.workshops import Halls

if TYPE_CHECKING:
    from roleplay.server.app import RoleplayServer


class Participation:
    """The services for participants, made once for a server."""

    def __init__(self, server: RoleplayServer) -> None:
        self.store = server.store
        self.bookshelf = Bookshelf(self.store)
        self.halls = Halls(self.store, self.bookshelf, now)
        self.sealer = sealer_of(self.store, server.given.runtime.data)
        self.voting = Voting(self.halls, _new_id, sealer=self.sealer)
        self.convening = Convening(
            self.store, self.bookshelf, now, _new_id, lambda: uuid4().int >> 80, halls=self.halls
        )
        self.pacing = Pacing(self.halls, _new_id, sealer=self.sealer)
        self.surveying = Surveying(self.halls, _new_id, sealer=self.sealer)
        self.keepsakes = Keepsakes(self.halls, sealer=self.sealer)

    def do(self, actor: Actor, workshop_id: str, command: Mapping[str, Any]) -> None:
        """Do what a page asks; it is kept when this returns. Raises what the services raise."""
        given = command.get
        written: dict[str, Callable[..., None]] = {
            "reply": partial(self.voting.reply, at=given("at")),
            "reason": partial(self.voting.give_reason, poll=given("poll")),
            "question": self.voting.raise_question,
            "note": partial(self.voting.note, section=given("section"), round=given("round")),
        }
        what = command["do"]
        if what in written:
            written[what](actor, workshop_id, command["text"], made=given("id"))
            return
        match what:
            case "wish":
                self.voting.wish(actor, workshop_id, _wishes(command))
            case "call":
                self.voting.call(actor, workshop_id, needed=command["needed"])
            case "tick":
                known = self._known(workshop_id, given("section"))
                tick, seen = command["id"], command["behaviour"]
                self.voting.observe(actor, workshop_id, tick, seen, known, round=given("round"))
            case "untick":
                self.voting.unobserve(actor, workshop_id, command["id"])
            case "rename":
                self.convening.rename_self(actor, workshop_id, command["name"])
            case "leave":
                self.convening.leave(actor, workshop_id)
            case "survey":
                self.surveying.answer(actor, workshop_id, command["answers"], command["words"])
            case "forget":
                self.keepsakes.forget(actor, workshop_id)
            case _:
                self._go_on_alone(actor, workshop_id, command)

    def _go_on_alone(self, actor: Actor, workshop_id: str, command: Mapping[str, Any]) -> None:
        where = (actor, workshop_id, command["section"], command["step"])
        match command["do"]:
            case "pace_choose":
                self.pacing.play(*where, command["choice"])
            case "pace_write":
                self.pacing.write(*where, command["text"])
            case "pace_again":
                self.pacing.begin_again(*where)
            case "pace_share":
                self.pacing.share(*where, command["shares"])

    def _known(self, workshop_id: str, section: str | None) -> list[str]:
        hall = self.halls.hall(workshop_id)
        if section not in {None, hall.state.section}:
            raise Conflict("That round is over.", "What you ticked before has arrived.")
        here = hall.state.here
        if here is None or here.way is not Way.TRIADS:
            return []
        station = self.bookshelf.station_as(hall.state.content[here.id])
        return tickable(station, self.bookshelf.rubrics(hall.state.rubrics))


def _wishes(command: Mapping[str, Any]) -> Wishes:
    """What was wished, as it came: the service looks at it."""
    return Wishes(
        plays_peer=command["plays_peer"],
        practised=command["practised"],
        style=command["style"],
        prefers=command["prefers"],
        rather_with=tuple(command["rather_with"]),
        rather_not=tuple(command["rather_not"]),
        plays=command.get("plays") is not False,
        watches=tuple(command.get("watches") or ()),
        avoids=tuple(command.get("avoids") or ()),
    )


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)


def _new_id() -> str:
    return uuid4().hex
