"""`roleplay keys`: personal texts are encrypted, and where the keys are."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from roleplay.cli.owner import note_down
from roleplay.cli.serve import DatabaseFile, DatabaseUrl, DataFolder, data_folder

if TYPE_CHECKING:
    from roleplay.store import Store

app = typer.Typer(
    help="Encrypt what trainees write, and look after the keys.", no_args_is_help=True, rich_markup_mode=None
)
"""The subcommands."""


class _Opened(NamedTuple):
    store: Store
    data: Path
    running: bool
    answers: bool
    """Whether kernels of the running server can have texts sealed and opened."""


def _open(data: Path | None, database: str | None, database_file: Path | None) -> _Opened:
    from roleplay.server.run import RunFolder
    from roleplay.services.database import chosen_database
    from roleplay.services.private import claim_data_folder
    from roleplay.services.runtime import read_runtime
    from roleplay.store import connect, open_store

    folder = data_folder(data)
    run = RunFolder(folder)
    if run.running() is not None:
        told = read_runtime(run.kernel_file)
        named = database is None and database_file is None
        url = told.database if named else chosen_database(folder, database, database_file)
        return _Opened(connect(url), folder, running=True, answers=told.texts is not None)
    url = chosen_database(folder, database, database_file)
    claim_data_folder(folder)
    store = open_store(url, folder / "backups", lambda: datetime.now(UTC))
    return _Opened(store, folder, running=False, answers=False)


@app.command()
def create(
    key_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where to keep the keys (default: keys.json in the data folder)."),
    ] = None,
    after_loss: Annotated[
        bool, typer.Option("--after-loss", help="The old keys are lost for good: give up what was sealed with them.")
    ] = False,
    data: DataFolder = None,
    database: DatabaseUrl = None,
    database_file: DatabaseFile = None,
) -> None:
    """Make the keys. From the next start of the workbook on, what trainees write is encrypted before it is kept."""
    from roleplay.services.auditing import Deed
    from roleplay.services.locksmith import begin, status

    opened = _open(data, database, database_file)
    place = begin(opened.store, opened.data, key_file and key_file.expanduser(), after_loss=after_loss)
    note_down(opened.store, Deed.KEYS_MADE, after_loss="yes" if after_loss else "no")
    print(f"The keys are in {place}.")
    print("Keep a copy of that file, in another place than the backups. Without it nobody can read what was written.")
    plain = status(opened.store, opened.data).texts.plain
    if opened.running:
        print("The workbook runs: restart it, so that it encrypts what is written from then on.")
    if plain:
        print(f"{plain} texts are kept as they were written; `roleplay keys seal` encrypts them.")


@app.command()
def seal(data: DataFolder = None, database: DatabaseUrl = None, database_file: DatabaseFile = None) -> None:
    """Encrypt what was written before there were keys. Backups that were made before still hold it as it was."""
    from roleplay.errors import Misconfigured
    from roleplay.services.auditing import Deed
    from roleplay.services.locksmith import seal_all

    opened = _open(data, database, database_file)
    if opened.running and not opened.answers:
        raise Misconfigured(
            "The workbook was started before there were keys, and could not read them.", "Restart it first."
        )
    done = seal_all(opened.store, opened.data)
    note_down(opened.store, Deed.TEXTS_SEALED, texts=str(done))
    print(f"{done} texts were encrypted.")


@app.command()
def rotate(
    forget_old: Annotated[
        bool, typer.Option("--forget-old", help="Remove the old master keys: older backups cannot be read any more.")
    ] = False,
    data: DataFolder = None,
    database: DatabaseUrl = None,
    database_file: DatabaseFile = None,
) -> None:
    """Put a new master key in use, also while the workbook runs. Texts themselves stay as they are."""
    from roleplay.services.auditing import Deed
    from roleplay.services.keys import key_file
    from roleplay.services.locksmith import rotate as put_in_use

    opened = _open(data, database, database_file)
    done = put_in_use(opened.store, opened.data, forget_old=forget_old)
    note_down(opened.store, Deed.KEYS_ROTATED, forget_old="yes" if forget_old else "no")
    print(f"A new master key is in use, for the keys of {done} people.")
    if forget_old:
        print("The old ones are gone: what is encrypted in older backups cannot be read with this file.")
    print(f"Copy {key_file(opened.data).resolve()} anew to where you keep a copy of it.")


@app.command("status")
def status_(data: DataFolder = None, database: DatabaseUrl = None, database_file: DatabaseFile = None) -> None:
    """Say whether texts are encrypted, and whether the keys are there. Ends with 1 when something is to be mended."""
    from roleplay.services.locksmith import status

    opened = _open(data, database, database_file)
    found = status(opened.store, opened.data)
    if not found.on:
        print("Personal texts are kept as they were written: whoever can read the database can read them.")
        print("`roleplay keys create` changes that.")
    else:
        print(f"Personal texts are encrypted. Master keys: {found.masters}, in {found.file}.")
        print(f"Encrypted texts: {found.texts.sealed}, by {found.owners} people. Not encrypted: {found.texts.plain}.")
        if found.older:
            print(f"Keys of people under an older master key: {found.older}. `roleplay keys rotate` renews them.")
        if opened.running and not opened.answers:
            print("The workbook was started before there were keys: restart it.")
    if found.trouble is not None:
        raise found.trouble
    if found.lost:
        from roleplay.errors import Misconfigured

        fix = "Put back a copy of the key file from before the keys were rotated, or a newer backup."
        raise Misconfigured(f"The keys of {found.lost} people cannot be opened; nobody can read what they wrote.", fix)
