"""`roleplay site`: what law, policy and custom say where the program runs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from roleplay.cli.serve import DataFolder, data_folder

app = typer.Typer(help="Show, change and check the settings of this site.", no_args_is_help=True, rich_markup_mode=None)
"""The subcommands."""

Day = Annotated[str, typer.Option("--review-by", metavar="YYYY-MM-DD", help="When they will be looked at again.")]


@app.command()
def show(data: DataFolder = None) -> None:
    """Print all settings and the file that holds them."""
    from roleplay.services.settings import read_site, site_file

    file = site_file(data_folder(data))
    read = read_site(file)
    _end_with(read.problems)
    print(f"{file}{'' if file.exists() else ' (not there yet: nothing is set)'}\n")
    for name, value in (read.site.model_dump(mode="json") if read.site else {}).items():
        if isinstance(value, list):
            print(f"{name}:{'' if value else ' none'}")
            for line in value:
                print(f"  - {line['name']}: {line['reach']} ({line['hours']}){_more(line['about'])}")
        elif isinstance(value, dict):
            print(f"{name}: {value['by']}, on {value['on']}, to be reviewed by {value['review_by']}")
        else:
            print(f"{name}: {'not set' if value in (None, 'unset') else value}")


@app.command("set")
def set_(
    key: Annotated[str, typer.Argument(help="Name of the setting, e.g. mandated_reporter.")],
    value: Annotated[str, typer.Argument(help="Its value, e.g. yes.")],
    data: DataFolder = None,
) -> None:
    """Change one setting. Comments in the file stay."""
    from roleplay.services.settings import set_value

    site = set_value(_writable(data), key, value)
    print(f"{key}: {value}")
    if site.attested is not None:
        print(f"{site.attested.by} vouched for the settings before this change; `roleplay site attest` renews that.")


@app.command()
def unset(
    key: Annotated[str, typer.Argument(help="Name of the setting, e.g. mandated_reporter.")], data: DataFolder = None
) -> None:
    """Take one setting back, as if nobody had answered it."""
    from roleplay.services.settings import set_value

    set_value(_writable(data), key, None)
    print(f"{key}: not set")


@app.command("add-line")
def add_line_(
    name: Annotated[str, typer.Argument(help="What it is called.")],
    reach: Annotated[str, typer.Argument(help="Number, address or how to reach it.")],
    hours: Annotated[str | None, typer.Option(help="When somebody answers (default: at any time).")] = None,
    about: Annotated[str | None, typer.Option(help="What to expect there.")] = None,
    data: DataFolder = None,
) -> None:
    """Add a crisis line to what "Get help" shows, or replace the one with this name."""
    from roleplay.services.settings import add_line

    site = add_line(_writable(data), name, reach, hours, about)
    print(f"crisis_lines: {', '.join(line.name for line in site.crisis_lines)}")


@app.command("remove-line")
def remove_line_(name: Annotated[str, typer.Argument(help="What it is called.")], data: DataFolder = None) -> None:
    """Remove a crisis line."""
    from roleplay.services.settings import remove_line

    site = remove_line(_writable(data), name)
    print(f"crisis_lines: {', '.join(line.name for line in site.crisis_lines) or 'none'}")


@app.command("attest")
def attest_(
    by: Annotated[str, typer.Argument(help="Your name and standing.")], review_by: Day, data: DataFolder = None
) -> None:
    """Vouch for these settings: they are right for this place, until the review is due."""
    from roleplay.errors import Misconfigured
    from roleplay.services.settings import attest

    try:
        until = date.fromisoformat(review_by)
    except ValueError as error:
        raise Misconfigured(f'"{review_by}" is no date.', "Write it as year, month, day: 2027-03-31.") from error
    attest(_writable(data), by, date.today(), until)  # noqa: DTZ011 - the day on the calendar of whoever vouches
    print(f"attested: {by}, to be reviewed by {until}")


@app.command()
def check(data: DataFolder = None) -> None:
    """Say what is not set and what follows from that. Ends with 1 when something is missing, wrong or due."""
    from roleplay.services.settings import gaps, read_site, site_file

    file = site_file(data_folder(data))
    read = read_site(file)
    _end_with(read.problems)
    found = list(gaps(read.site, date.today())) if read.site else []  # noqa: DTZ011 - the day on the local calendar
    for name, follows in found:
        print(f"{name}: {follows}")
    if found:
        print(f"\nMend it with `roleplay site set`, or in {file}.")
        raise typer.Exit(1)
    print("Everything is set.")


def _writable(data: Path | None) -> Path:
    from roleplay.services.private import claim_data_folder
    from roleplay.services.settings import site_file

    folder = data_folder(data)
    claim_data_folder(folder)
    return site_file(folder)


def _end_with(problems: tuple[str, ...]) -> None:
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise typer.Exit(1)


def _more(about: str | None) -> str:
    return f". {about}" if about else ""
