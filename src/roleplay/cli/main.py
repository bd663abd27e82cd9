"""The command `roleplay` itself: its subcommands, and how it ends.

It ends with 0 when all is well, 1 when something is wrong with what it was given to work on, 2 when it was called in a
wrong way. A mistake of the user's shows as a message and a way to mend it, never as a traceback.
"""

from __future__ import annotations

import logging
import sys
from importlib.metadata import version
from typing import Annotated

import typer

from roleplay.cli.agreement import agreement
from roleplay.cli.audit import audit
from roleplay.cli.backup import backup, restore
from roleplay.cli.bots import bots
from roleplay.cli.check import check
from roleplay.cli.cohort import app as cohort
from roleplay.cli.diff import diff
from roleplay.cli.doctor import doctor
from roleplay.cli.drawing import draw
from roleplay.cli.explain import explain
from roleplay.cli.explore import explore
from roleplay.cli.keys import app as keys
from roleplay.cli.new import new
from roleplay.cli.people import app as people
from roleplay.cli.play import play
from roleplay.cli.report import app as report
from roleplay.cli.retention import app as retention
from roleplay.cli.schema import schema
from roleplay.cli.serve import serve
from roleplay.cli.site import app as site
from roleplay.cli.status import status
from roleplay.cli.store import app as store
from roleplay.cli.url import url
from roleplay.cli.watch import watch
from roleplay.errors import RoleplayError

app = typer.Typer(
    name="roleplay",
    help="A workbook of role-play scenarios in which people learn to be peer mentors.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # boxes are noise to a screen reader
)
"""The command with all its subcommands."""


def _show_version(*, wanted: bool) -> None:
    if wanted:
        print(f"roleplay {version('roleplay')}")
        raise typer.Exit


@app.callback()
def main(
    *,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and end.")
    ] = False,
) -> None:
    """A workbook of role-play scenarios in which people learn to be peer mentors."""


app.command()(serve)
app.command()(url)
app.command()(status)
app.command()(doctor)
app.command()(backup)
app.command()(restore)
app.command()(audit)
app.command()(new)
app.command()(check)
app.command()(watch)
app.command()(explain)
app.command()(schema)
app.command()(explore)
app.command()(bots)
app.command("map")(draw)
app.command()(agreement)
app.command()(diff)
app.command()(play)
app.add_typer(site, name="site")
app.add_typer(people, name="people")
app.add_typer(cohort, name="cohort")
app.add_typer(retention, name="retention")
app.add_typer(keys, name="keys")
app.add_typer(store, name="store")
app.add_typer(report, name="report")


def run() -> None:
    """Run the command line that this process was started with, and end the process."""
    logging.getLogger().addHandler(logging.NullHandler())  # what goes wrong is said once, below; a server keeps a log
    try:
        app(prog_name="roleplay")
    except RoleplayError as error:
        print(error.exact.message, file=sys.stderr)
        if error.exact.fix:
            print(error.exact.fix, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    run()
