"""`roleplay retention`: how long what is kept, and erasing what is older."""

from __future__ import annotations

from typing import Annotated

import typer

from roleplay.cli.owner import now, owner_at
from roleplay.cli.serve import DatabaseFile, DatabaseUrl, DataFolder, data_folder

app = typer.Typer(
    help="Say how long what is kept, and erase what is older.", no_args_is_help=True, rich_markup_mode=None
)
"""The subcommands."""


@app.command()
def show(data: DataFolder = None) -> None:
    """Print the periods, what follows from them, and the file that holds them."""
    from roleplay.services.keeping import MEANINGS, PERIODS, keeping_gaps, privacy_file, read_keeping

    file = privacy_file(data_folder(data))
    read = read_keeping(file)
    for problem in read.problems:
        typer.echo(problem, err=True)
    if read.settings is None:
        raise typer.Exit(1)
    print(f"{file}{'' if file.exists() else ' (not there yet: nothing is set)'}\n")
    follows = dict(keeping_gaps(read.settings))
    for name in MEANINGS:
        value = getattr(read.settings, name)
        said = f"{value} days" if name in PERIODS else str(value)
        print(f"{name}: {said if value is not None else f'not set. {follows[name]}'}")
    print("\nThe audit log stays for good: it holds ids only, and the database refuses to shorten it.")
    if all(name in follows for name in PERIODS):
        print(
            "No period is set, so `roleplay retention run` erases nothing. Set one: roleplay retention set attempts 730"
        )


@app.command("set")
def set_(
    key: Annotated[str, typer.Argument(help="Name of the setting, e.g. private_texts.")],
    value: Annotated[str, typer.Argument(help="A number of days, e.g. 365; or what to do with erased_scores.")],
    data: DataFolder = None,
) -> None:
    """Change one setting. Comments in the file stay. Nothing is erased before `run`."""
    from roleplay.services.keeping import PERIODS, privacy_file, set_keeping
    from roleplay.services.private import claim_data_folder

    folder = data_folder(data)
    claim_data_folder(folder)
    found = getattr(set_keeping(privacy_file(folder), key, value), key)
    print(f"{key}: {found}{' days' if key in PERIODS else ''}")


@app.command()
def unset(
    key: Annotated[str, typer.Argument(help="Name of the setting, e.g. private_texts.")], data: DataFolder = None
) -> None:
    """Take one setting back, as if nobody had set it."""
    from roleplay.services.keeping import privacy_file, set_keeping
    from roleplay.services.private import claim_data_folder

    folder = data_folder(data)
    claim_data_folder(folder)
    set_keeping(privacy_file(folder), key, None)
    print(f"{key}: not set")


@app.command()
def run(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    data: DataFolder = None,
    database: DatabaseUrl = None,
    database_file: DatabaseFile = None,
) -> None:
    """Erase what is older than it is to be kept, and print what that was. Best run every night."""
    from roleplay.services.keeping import PERIODS
    from roleplay.services.retention import Retention

    owner = owner_at(data, database, database_file, made=False)
    retention = Retention(owner.store, owner.folder, now)
    due = retention.due(owner.actor) if dry_run else retention.run(owner.actor)
    keeping, done = due.keeping, "Would erase" if dry_run else "Erased"
    if keeping.private_texts is not None:
        print(f"{done} {len(due.texts)} private texts written more than {keeping.private_texts} days ago.")
    if keeping.attempts is not None:
        how = f" ({keeping.erased_scores})" if due.attempts else ""
        print(f"{done} {len(due.attempts)} attempts that ended more than {keeping.attempts} days ago{how}.")
    if keeping.workshops is not None:
        print(f"{done} names and words of {len(due.workshops)} workshops more than {keeping.workshops} days ago.")
    if keeping.unanswered_invitations is not None:
        days = keeping.unanswered_invitations
        print(f"{done} {len(due.unanswered)} accounts added more than {days} days ago and never used.")
    if keeping.disabled_accounts is not None:
        print(f"{done} {len(due.disabled)} accounts disabled more than {keeping.disabled_accounts} days ago.")
    if due.surveys:
        ended = "Would end" if dry_run else "Ended"
        print(f"{ended} {len(due.surveys)} surveys of workshops that nobody can answer any more.")
    for person in (*due.unanswered, *due.disabled):
        print(f"  - {person.name} ({person.login})")
    if not any(getattr(keeping, name) for name in PERIODS):
        print("No period is set, so nothing is erased. `roleplay retention show` tells what can be set.")
