"""`roleplay store`: the database as a whole."""

from __future__ import annotations

from typing import Annotated

import typer

from roleplay.cli.owner import note_done

app = typer.Typer(help="Copy the database.", no_args_is_help=True, rich_markup_mode=None)
"""The subcommands."""


@app.callback()
def store() -> None:
    """Copy the database."""  # a command of its own, so that `copy` stays a subcommand while it is the only one


@app.command()
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="A database: URL, SQLite file, or @FILE with a URL.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="An empty database, in the same way.")],
) -> None:
    """Copy everything into an empty database, from SQLite to PostgreSQL or back, and compare the two.

    The source may be in use: the copy is what it held at one moment.
    """
    from roleplay.services.auditing import Deed
    from roleplay.services.database import named_database
    from roleplay.store.copying import copy_database

    urls = named_database(source), named_database(target)
    copied = copy_database(*urls)
    for url in urls:  # all of it is elsewhere now as well, says the one; the other goes on with its log
        note_done(url, Deed.COPIED)
    width = max(len(name) for name in copied.tables)
    for name, content in copied.tables.items():
        print(f"{name:{width}}  {content.rows:>9} rows  {content.hash[:16]}")
    print("\nEverything was copied, and both hold the same. Serve from the copy with --database or --database-file.")
