"""`roleplay cohort`: who learns and works together."""

from __future__ import annotations

from typing import Annotated

import typer

from roleplay.cli.owner import AsJson, owner_at, table
from roleplay.cli.serve import DatabaseFile, DatabaseUrl, DataFolder
from roleplay.identity import Role

app = typer.Typer(help="Make cohorts, and say who has which part in them.", no_args_is_help=True, rich_markup_mode=None)
"""The subcommands."""

Name = Annotated[str, typer.Argument(metavar="COHORT", help="The name of the cohort.")]
Login = Annotated[str, typer.Argument(help="By what they sign in.")]
_PARTS = "trainee, facilitator, evaluator or supervisor"


@app.command()
def add(
    cohort: Name, data: DataFolder = None, database: DatabaseUrl = None, database_file: DatabaseFile = None
) -> None:
    """Make a cohort with nobody in it."""
    owner = owner_at(data, database, database_file)
    made = owner.people.make_cohort(owner.actor, cohort)
    print(f'There is a cohort "{made.name}" now. Put people into it: roleplay cohort join "{made.name}" LOGIN')


@app.command()
def remove(
    cohort: Name, data: DataFolder = None, database: DatabaseUrl = None, database_file: DatabaseFile = None
) -> None:
    """Remove a cohort. Its people, and what they did, stay."""
    owner = owner_at(data, database, database_file)
    found = owner.people.find_cohort(owner.actor, cohort)
    owner.people.remove_cohort(owner.actor, found.id)
    print(f'The cohort "{found.name}" is gone; its people are still there.')


@app.command("list")
def list_(
    as_json: AsJson = False,
    data: DataFolder = None,
    database: DatabaseUrl = None,
    database_file: DatabaseFile = None,
) -> None:
    """List all cohorts, and how many people are in each."""
    import json

    owner = owner_at(data, database, database_file, made=False)
    counts = {
        one.name: len({person.id for person, _ in owner.people.members(owner.actor, one.id)})
        for one in owner.people.cohorts(owner.actor)
    }
    if as_json:
        print(json.dumps([{"name": name, "people": count} for name, count in counts.items()], ensure_ascii=False))
        return
    if not counts:
        print("There are no cohorts. Make one: roleplay cohort add NAME")
        return
    print(table([("COHORT", "PEOPLE"), *((name, str(count)) for name, count in counts.items())]))


@app.command()
def show(
    cohort: Name,
    as_json: AsJson = False,
    data: DataFolder = None,
    database: DatabaseUrl = None,
    database_file: DatabaseFile = None,
) -> None:
    """Show who has which part in a cohort."""
    import json

    owner = owner_at(data, database, database_file, made=False)
    found = owner.people.find_cohort(owner.actor, cohort)
    rows = [(one.login or "-", one.name, role.value) for one, role in owner.people.members(owner.actor, found.id)]
    if as_json:
        told = [{"login": login, "name": name, "role": role} for login, name, role in rows]
        print(json.dumps(told, ensure_ascii=False))
        return
    print(table([("LOGIN", "NAME", "PART"), *rows]) if rows else f'Nobody is in the cohort "{found.name}".')


@app.command()
def join(
    cohort: Name,
    login: Login,
    *,
    role: Annotated[Role, typer.Option("--as", help=f"Their part: {_PARTS}.")] = Role.TRAINEE,
    data: DataFolder = None,
    database: DatabaseUrl = None,
    database_file: DatabaseFile = None,
) -> None:
    """Give somebody a part in a cohort. They need to have the role."""
    owner = owner_at(data, database, database_file)
    found, person = owner.people.find_cohort(owner.actor, cohort), owner.people.find(owner.actor, login)
    owner.people.join(owner.actor, found.id, person.id, role)
    print(f'{person.name} is in the cohort "{found.name}" as {role}.')


@app.command()
def leave(
    cohort: Name,
    login: Login,
    *,
    role: Annotated[Role | None, typer.Option("--as", help="Which part (default: all of them).")] = None,
    data: DataFolder = None,
    database: DatabaseUrl = None,
    database_file: DatabaseFile = None,
) -> None:
    """Take somebody's part in a cohort away."""
    owner = owner_at(data, database, database_file)
    found, person = owner.people.find_cohort(owner.actor, cohort), owner.people.find(owner.actor, login)
    owner.people.leave(owner.actor, found.id, person.id, role)
    print(f'{person.name} is not in the cohort "{found.name}"{f" as {role}" if role else ""} any more.')
