"""`roleplay audit`: who did what."""

from __future__ import annotations

from typing import Annotated

import typer

from roleplay.cli.owner import AsJson, now, owner_at, table
from roleplay.cli.serve import DatabaseFile, DatabaseUrl, DataFolder


def audit(
    *,
    about: Annotated[
        str | None, typer.Option(metavar="LOGIN", help="Only what somebody did, or what was done to them.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many entries, the last ones.")] = 50,
    as_json: AsJson = False,
    data: DataFolder = None,
    database: DatabaseUrl = None,
    database_file: DatabaseFile = None,
) -> None:
    """Print the last entries of the audit log, the newest first."""
    import json

    from roleplay.errors import NotFound
    from roleplay.services.auditing import Auditing

    owner = owner_at(data, database, database_file, made=False)
    someone = about
    if about is not None:
        try:
            someone = owner.people.find(owner.actor, about).id
        except NotFound:
            if owner.store.person(about) is None:  # else the id of somebody who was erased
                raise
    entries = Auditing(owner.store, now).read(owner.actor, limit=limit, about=someone)
    if as_json:
        told = [
            {
                "number": entry.seq,
                "at": entry.at.isoformat(),
                "actor_kind": entry.actor_kind,
                "actor": entry.actor_id,
                "action": entry.action,
                "subject_kind": entry.subject_kind,
                "subject": entry.subject_id,
                "detail": dict(entry.detail),
            }
            for entry in entries
        ]
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return
    if not entries:
        print("There is nothing in the audit log yet." if about is None else f"There is nothing about {about}.")
        return
    names = owner.names()
    cohorts = {cohort.id: cohort.name for cohort in owner.store.cohorts()}
    rows = [
        (
            f"{entry.at:%Y-%m-%d %H:%M:%S}",
            names.get(entry.actor_id, entry.actor_id) or "somebody unknown",
            entry.action,
            names.get(entry.subject_id) or cohorts.get(entry.subject_id) or entry.subject_id or "-",
            ", ".join(f"{name}: {cohorts.get(value, value)}" for name, value in entry.detail.items()),
        )
        for entry in entries
    ]
    print(table([("WHEN (UTC)", "WHO", "WHAT", "TO", "MORE"), *rows]))
