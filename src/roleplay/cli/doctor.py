"""`roleplay doctor`: look at everything that could be wrong with an installation."""

from __future__ import annotations

import typer

from roleplay.cli.serve import DatabaseFile, DatabaseUrl, DataFolder, data_folder


def doctor(
    data: DataFolder = None,
    database: DatabaseUrl = None,
    database_file: DatabaseFile = None,
) -> None:
    """Look at rights, database, library, settings, clock, room and address. Ends with 1 when something is wrong."""
    from roleplay.server.checkup import Patient, Verdict, examine
    from roleplay.server.run import RunFolder
    from roleplay.server.standing import used_database
    from roleplay.services.database import chosen_database

    folder = data_folder(data)
    given = database is not None or database_file is not None
    url = chosen_database(folder, database, database_file) if given else used_database(RunFolder(folder))
    wrong = 0
    for found in examine(Patient(folder, url)):
        wrong += found.verdict is Verdict.WRONG
        print(f"{found.verdict:<12}  {found.about}: {found.said}")
        if found.fix:
            print(f"{'':<12}  {found.fix}")
    if wrong:
        raise typer.Exit(1)
