"""Acting as the owner of this machine, who can read and change all its files anyway and so has every role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from roleplay.cli.serve import data_folder

if TYPE_CHECKING:
    from roleplay.identity import Actor
    from roleplay.services.auditing import Deed
    from roleplay.services.people import People
    from roleplay.store import Store

AsJson = Annotated[bool, typer.Option("--json", help="As JSON, for programs.")]
"""How a list is printed."""


def now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Owner:
    """The owner at work on one data folder."""

    folder: Path
    """The data folder."""
    store: Store
    """The store that belongs to it."""
    actor: Actor
    """Who acts."""

    @property
    def people(self) -> People:
        """What they do with people and cohorts."""
        import secrets

        from roleplay.services.people import People

        return People(self.store, now, lambda: secrets.token_urlsafe(12))

    def names(self) -> dict[str, str]:
        """Id of each person -> what to call them."""
        return {person.id: person.login or person.name for person in self.store.people()}


def owner_at(data: Path | None, database: str | None, database_file: Path | None, *, made: bool = True) -> Owner:
    """Open the store as its owner: that of the server that runs, unless another is named.

    Without `made` nothing is made or migrated, for commands that only look. Raises `Misconfigured`.
    """
    from roleplay.identity import Actor, Role
    from roleplay.server.run import RunFolder
    from roleplay.services.database import chosen_database
    from roleplay.services.private import claim_data_folder
    from roleplay.services.runtime import read_runtime
    from roleplay.store import connect, open_store

    folder = data_folder(data)
    run = RunFolder(folder)
    if database is None and database_file is None and run.running() is not None:
        store: Store = connect(read_runtime(run.kernel_file).database)
    else:
        url = chosen_database(folder, database, database_file)
        if made:
            claim_data_folder(folder)
            store = open_store(url, folder / "backups", now)
        else:
            store = connect(url)
    return Owner(folder, store, Actor(store.local_person().id, roles=frozenset(Role)))


def note_down(store: Store, deed: Deed, **detail: str) -> None:
    """Write into the audit log what the owner of this machine did with the whole of it."""
    from roleplay.identity import Actor
    from roleplay.services.auditing import Auditing

    Auditing(store, now).note(Actor(store.local_person().id), deed, detail=detail)


def note_done(url: str, deed: Deed, **detail: str) -> None:
    """The same for what is done by now, also where the log cannot take it: of another version, or without room."""
    from roleplay.errors import RoleplayError
    from roleplay.store import connect

    try:
        note_down(connect(url), deed, **detail)
    except RoleplayError as error:
        typer.echo(f"The audit log could not take it down: {error.exact.message}", err=True)


def server_address(folder: Path, given: str | None) -> str:
    """Where browsers reach the server, with a slash at its end: as given, or that of the one that runs.

    Raises `Misconfigured` when neither is known: a link has to lead somewhere.
    """
    from urllib.parse import urlsplit

    from roleplay.errors import Misconfigured
    from roleplay.server.run import RunFolder

    if given is not None:
        try:
            parts = urlsplit(given)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
            raise Misconfigured(
                f'"{given}" is no address of a server.',
                "Write it whole, with http or https and the name of the server.",
            )
        return given.rstrip("/") + "/"
    running = RunFolder(folder).running()
    if running is None:
        raise Misconfigured(
            f"No workbook runs on the data folder {folder}, so a link would lead nowhere.",
            "Start it first, or give the address that it will have with --url.",
        )
    return running.url


def table(rows: Iterable[tuple[str, ...]]) -> str:
    """Rows as columns, with two spaces between."""
    whole = list(rows)
    widths = [max(map(len, column)) for column in zip(*whole, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in whole)
    return "\n".join(line.rstrip() for line in lines)
