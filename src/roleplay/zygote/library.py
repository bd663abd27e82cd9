"""What a trainee's kernel does first, done once before it is forked."""

from __future__ import annotations

import os
from pathlib import Path

from roleplay.apps.session import desk_for
from roleplay.apps.trainee import TraineeApp
from roleplay.identity import Role
from roleplay.services.runtime import VARIABLE, read_runtime
from roleplay.store import PersonRow, connect

NOBODY = PersonRow("nobody", "", frozenset({Role.TRAINEE}))
"""Somebody whom no store knows, so that nothing personal is read."""


def show_library() -> None:
    """Show the library to nobody. What stays are its scenarios, read and checked; the database is closed again.

    It is the library of this moment: a kernel reads by itself what was changed or added later.
    """
    store = connect(read_runtime(Path(os.environ[VARIABLE])).database)
    TraineeApp(desk_for(store, NOBODY, name=None)).handle({"do": "ready", "path": ""})
