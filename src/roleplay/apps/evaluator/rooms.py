"""The rooms of the desk, with the services that they work with."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from roleplay.apps.evaluator.calibration import CalibrationRoom
from roleplay.apps.evaluator.concerns import ConcernsRoom
from roleplay.apps.evaluator.marking import Marking, path_of
from roleplay.apps.evaluator.queue import QueueRoom
from roleplay.apps.evaluator.room import Desk
from roleplay.apps.evaluator.rules import RulesRoom
from roleplay.apps.evaluator.stations import StationRoom
from roleplay.apps.rooms import Room
from roleplay.services.anchor_making import AnchorMaking
from roleplay.services.assigning import Assigning
from roleplay.services.calibrating import Calibrating
from roleplay.services.concerns import Concerns
from roleplay.services.drafting import Drafting
from roleplay.services.observing import Observers
from roleplay.services.queue import Queue
from roleplay.services.returning import Returning
from roleplay.services.reviewing import Reviewing
from roleplay.services.sealing import Sealer
from roleplay.services.shelf import Bookshelf
from roleplay.services.stations import Stations
from roleplay.store import Store


def rooms_for(
    store: Store,
    bookshelf: Bookshelf,
    desk: Desk,
    new_id: Callable[[], str],
    *,
    sealer: Sealer | None = None,
) -> tuple[Room, ...]:
    """All rooms, in the order of the bar. An address goes to the first one that knows it."""
    services = (store, bookshelf, desk.now, new_id)
    reviewing, assigning = Reviewing(*services, sealer=sealer), Assigning(*services)
    calibrating = Calibrating(*services, sealer=sealer)
    queue = Queue(
        store, bookshelf, desk.now, reviewing=reviewing, assigning=assigning, comes_back=calibrating.comes_back
    )
    calibration = CalibrationRoom(
        calibrating, AnchorMaking(*services), bookshelf, lambda actor, id_: marking.screen(actor, path_of(id_))
    )
    marking = Marking(desk, reviewing, Drafting(*services), Returning(*services, sealer=sealer), told=calibration.told)
    stations = StationRoom(
        desk,
        bookshelf,
        Stations(*services, lambda: secrets.randbits(48)),
        Observers(*services, sealer=sealer),
    )
    return (
        QueueRoom(desk, queue, assigning, bookshelf, marking),
        marking,
        calibration,
        stations,
        RulesRoom(assigning, queue),
        ConcernsRoom(Concerns(*services, sealer=sealer), queue, bookshelf),
    )
