"""`roleplay backup` and `roleplay restore`: everything that is kept, in one file and back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from roleplay.cli.owner import note_done
from roleplay.cli.serve import DatabaseFile, DatabaseUrl, DataFolder, data_folder


def backup(
    to: Annotated[Path, typer.Argument(metavar="FILE", help="What to write, e.g. roleplay-2027-03-31.zip.")],
    data: DataFolder = None,
    database: DatabaseUrl = None,
    database_file: DatabaseFile = None,
) -> None:
    """Write everything that is kept into one file, also while the workbook runs."""
    from roleplay.server.run import RunFolder
    from roleplay.services.auditing import Deed
    from roleplay.services.database import chosen_database
    from roleplay.services.runtime import read_runtime
    from roleplay.store.backup import make_backup

    folder = data_folder(data)
    run = RunFolder(folder)
    if database is None and database_file is None and run.running() is not None:
        url = read_runtime(run.kernel_file).database
    else:
        url = chosen_database(folder, database, database_file)
    at, to = _now(), to.expanduser().absolute()
    made = make_backup(url, _settings(folder), to, lambda: at)
    rows = sum(content.rows for content in made.contents.tables.values())
    print(f"{to} holds {rows} rows of {len(made.contents.tables)} tables, and {', '.join(sorted(made.files))}.")
    print("Not in it: folders given with --library, and the keys of sealed personal texts. Keep those apart from it.")
    note_done(url, Deed.BACKED_UP)
    run.note_backup(to, at)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `roleplay backup` wrote.")],
    data: DataFolder = None,
    database: DatabaseUrl = None,
    database_file: DatabaseFile = None,
    replace: Annotated[bool, typer.Option("--replace", help="Move what is there aside.")] = False,
) -> None:
    """Put what a backup holds in place. The workbook must not run; afterwards everybody signs in again."""
    from roleplay.server.run import RunFolder
    from roleplay.services.auditing import Deed
    from roleplay.services.database import chosen_database
    from roleplay.services.private import claim_data_folder
    from roleplay.store.backup import restore_backup

    folder = data_folder(data)
    url = chosen_database(folder, database, database_file)
    claim_data_folder(folder)
    RunFolder(folder).claim()
    backups = folder / "backups"
    restored = restore_backup(file.expanduser(), url, _settings(folder), backups, _now, replace=replace)
    rows = sum(content.rows for content in restored.contents.tables.values())
    print(f"What was kept on {restored.made} is back: {rows} rows, compared with the backup.")
    if replace:
        print(f"What was there before is in {backups}.")
    print("Everybody signs in again; invitations that were open have to be sent anew.")
    note_done(url, Deed.RESTORED, made=restored.made)


def _settings(folder: Path) -> dict[str, Path]:
    """The files of a data folder that go with its database."""
    from roleplay.services.keeping import privacy_file
    from roleplay.services.settings import site_file

    return {file.name: file for file in (site_file(folder), privacy_file(folder))}


def _now() -> datetime:
    return datetime.now(UTC)
