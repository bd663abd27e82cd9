"""Stations: what a trainee is asked to, who would be there, and their yes or no."""

from __future__ import annotations

from typing import cast

from roleplay.apps.address import Address, Place, result_path
from roleplay.apps.cards import persona
from roleplay.apps.catalogue import say
from roleplay.apps.desk import Desk
from roleplay.apps.view.stations import StationInvitation, StationsScreen
from roleplay.engine.story import fill
from roleplay.model.station import as_played
from roleplay.services.stations import Seat


def stations(desk: Desk) -> StationsScreen:
    """Everything that they are asked to. Nothing of what was ticked is in it."""
    returned = set(desk.returning.returned(desk.actor))
    return {
        "name": "stations",
        "path": Address(Place.STATIONS).path,
        "title": say("stations.title"),
        "invitations": [_invitation(desk, seat, returned) for seat in desk.stations.own(desk.actor)],
    }


def _invitation(desk: Desk, seat: Seat, returned: set[str]) -> StationInvitation:
    station, sitting = seat.station, seat.sitting
    words = desk.site.pinned()
    rubrics = desk.bookshelf.rubrics(sitting.rubrics)
    attempt_id = sitting.attempt_id
    return cast(
        "StationInvitation",
        {
            "id": sitting.id,
            "title": station.title,
            "state": sitting.state.value,
            "minutes": station.minutes,
            "intensity": station.intensity,
            "medium": station.medium.value,
            "content_notes": list(station.content_notes),
            "competencies": [rubrics[one].title for one in station.assesses],
            "asked_by": desk.stations.name(sitting.set_up_by),
            "actor": sitting.actor_name or desk.stations.name(sitting.actor),
            "observers": [desk.stations.name(one) for one in sitting.observers],
            "setting": fill(station.setting, words),
            "task": fill(station.task, words),
            "with_whom": f"{station.actor.name} ({station.actor.pronouns}): {fill(station.actor.about, words)}",
            "mentor": persona(as_played(station, len(station.prompts)), words),
            "result_path": result_path(attempt_id) if attempt_id is not None and attempt_id in returned else None,
        },
    )
