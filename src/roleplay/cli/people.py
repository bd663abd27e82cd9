"""`roleplay people`: who may come in, and as what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from roleplay.cli.owner import AsJson, Owner, owner_at, server_address, table
from roleplay.cli.serve import DatabaseFile, DatabaseUrl, DataFolder
from roleplay.identity import Role

if TYPE_CHECKING:
    from datetime import datetime

    from roleplay.services.people import Invited
    from roleplay.store import PersonRow

app = typer.Typer(help="Add, invite, list and disable people.", no_args_is_help=True, rich_markup_mode=None)
"""The subcommands."""

Login = Annotated[str, typer.Argument(help="By what they sign in: a short name, or an e-mail address.")]
Url = Annotated[
    str | None,
    typer.Option("--url", metavar="URL", help="The server's public address (default: that of the one that runs)."),
]


@app.command()
def add(
    login: Login,
    *,
    name: Annotated[str, typer.Option(help="What they are called.")],
    role: Annotated[list[Role] | None, typer.Option(help="What they may do. Can be given several times.")] = None,
    no_invite: Annotated[bool, typer.Option("--no-invite", help="Print no invitation yet.")] = False,
    url: Url = None,
    data: DataFolder = None,
    database: DatabaseUrl = None,
    database_file: DatabaseFile = None,
) -> None:
    """Add somebody (a trainee, if no role is given) and print a link by which they choose a password."""
    from roleplay.cli.serve import data_folder

    address = None if no_invite else server_address(data_folder(data), url)
    owner = owner_at(data, database, database_file)
    person = owner.people.add(owner.actor, login, name, role or [Role.TRAINEE])
    print(f"Added {_described(person)}.")
    if address is not None:
        _print_link(owner.people.invite(owner.actor, person.id), address)
    _warn_without_administrator(owner)


@app.command()
def invite(
    login: Login,
    url: Url = None,
    data: DataFolder = None,
    database: DatabaseUrl = None,
    database_file: DatabaseFile = None,
) -> None:
    """Print a new link by which somebody chooses their first password. Earlier links stop working."""
    owner = owner_at(data, database, database_file)
    address = server_address(owner.folder, url)
    person = owner.people.find(owner.actor, login)
    _print_link(owner.people.invite(owner.actor, person.id), address)


@app.command()
def reset(
    login: Login,
    url: Url = None,
    data: DataFolder = None,
    database: DatabaseUrl = None,
    database_file: DatabaseFile = None,
) -> None:
    """Print a link for a new password. The old one, and all browsers that are signed in, are out at once."""
    owner = owner_at(data, database, database_file)
    address = server_address(owner.folder, url)
    person = owner.people.find(owner.actor, login)
    _print_link(owner.people.reset(owner.actor, person.id), address)


@app.command("list")
def list_(
    as_json: AsJson = False,
    data: DataFolder = None,
    database: DatabaseUrl = None,
    database_file: DatabaseFile = None,
) -> None:
    """List everybody: login, name, roles, and whether they may come in."""
    import json

    from roleplay.cli.owner import now
    from roleplay.services.authority import roles_in_words

    owner = owner_at(data, database, database_file, made=False)
    people = [(one, _state(owner, one, now())) for one in owner.people.listed(owner.actor)]
    if as_json:
        told = [
            {
                "id": one.id,
                "login": one.login,
                "name": one.name,
                "roles": [role for role in Role if role in one.roles],
                "state": state,
            }
            for one, state in people
        ]
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return
    rows = [(one.login or "-", one.name, roles_in_words(one.roles), state) for one, state in people]
    print(table([("LOGIN", "NAME", "ROLES", "STATE"), *rows]))
    _warn_without_administrator(owner)


@app.command()
def disable(
    login: Login, data: DataFolder = None, database: DatabaseUrl = None, database_file: DatabaseFile = None
) -> None:
    """Let somebody in no more, from this moment on. Nothing of theirs is lost."""
    owner = owner_at(data, database, database_file)
    person = owner.people.disable(owner.actor, owner.people.find(owner.actor, login).id)
    print(f"{_described(person)} may not come in any more; pages that were open do nothing any more.")
    _warn_without_administrator(owner)


@app.command()
def enable(
    login: Login, data: DataFolder = None, database: DatabaseUrl = None, database_file: DatabaseFile = None
) -> None:
    """Let somebody in again, with the password that they had."""
    owner = owner_at(data, database, database_file)
    person = owner.people.enable(owner.actor, owner.people.find(owner.actor, login).id)
    print(f"{_described(person)} may come in again.")


@app.command()
def roles(
    login: Login,
    role: Annotated[list[Role], typer.Argument(help="All roles that they are to have from now on.")],
    data: DataFolder = None,
    database: DatabaseUrl = None,
    database_file: DatabaseFile = None,
) -> None:
    """Let somebody have exactly these roles. Pages that are open lose a role that is taken away at once."""
    from roleplay.services.authority import roles_in_words

    owner = owner_at(data, database, database_file)
    person = owner.people.give_roles(owner.actor, owner.people.find(owner.actor, login).id, role)
    print(f"{_described(person)} is now: {roles_in_words(person.roles)}.")
    _warn_without_administrator(owner)


@app.command()
def rename(
    login: Login,
    name: Annotated[str, typer.Argument(help="What they are called from now on.")],
    data: DataFolder = None,
    database: DatabaseUrl = None,
    database_file: DatabaseFile = None,
) -> None:
    """Call somebody otherwise. The login stays."""
    owner = owner_at(data, database, database_file)
    person = owner.people.rename(owner.actor, owner.people.find(owner.actor, login).id, name)
    print(f"{person.login or person.id} is now called {person.name}.")


@app.command()
def erase(
    login: Login,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether this is meant.")] = False,
    data: DataFolder = None,
    database: DatabaseUrl = None,
    database_file: DatabaseFile = None,
) -> None:
    """Erase somebody: name, login, texts, and what they played. It cannot be taken back."""
    from roleplay.cli.owner import now
    from roleplay.services.keeping import ErasedScores, privacy_file, require_keeping
    from roleplay.services.privacy import Privacy
    from roleplay.services.shelf import Bookshelf

    owner = owner_at(data, database, database_file)
    person = owner.people.find(owner.actor, login)
    kept = require_keeping(privacy_file(owner.folder)).erased_scores is ErasedScores.KEEP_ANONYMOUS
    left = "finished attempts stay without a name" if kept else "what they played goes too"
    if not yes and not typer.confirm(f"Erase {_described(person)}, for good ({left})?"):
        print("Nothing was changed.")
        raise typer.Exit(1)
    Privacy(owner.store, Bookshelf(owner.store), owner.folder, now).erase(owner.actor, person.id)
    print(f"Erased: everything personal is gone, and {left}. Backups that were made before still hold it.")
    _warn_without_administrator(owner)


def _described(person: PersonRow) -> str:
    return f"{person.name} ({person.login})" if person.login else person.name


def _print_link(invited: Invited, address: str) -> None:
    from roleplay.services.people import invitation_link

    print(
        f"\nThis link lets {invited.person.name} choose a password, once, until {invited.expires:%Y-%m-%d %H:%M} UTC."
    )
    print(f"It is shown only now; give it to nobody else.\n\n    {invitation_link(address, invited.token)}\n")


def _state(owner: Owner, person: PersonRow, at: datetime) -> str:
    if person.login is None:
        return "owner of this machine" if person.id == owner.actor.id else "comes by links"
    if not person.active:
        return "disabled"
    if owner.store.password(person.id) is not None:
        return "active"
    return "invited" if owner.store.tokens_of(person.id, at) else "not invited, or too long ago"


def _warn_without_administrator(owner: Owner) -> None:
    accounts = [person for person in owner.store.people() if person.login is not None and person.active]
    if accounts and not any(Role.ADMINISTRATOR in person.roles for person in accounts):
        print("Nobody who signs in is an administrator; only the owner of this machine can look after people.")
        print(f"To change that: roleplay people roles {accounts[0].login} administrator ...")
