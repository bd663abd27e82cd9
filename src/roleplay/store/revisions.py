"""The revision of a database, and the way from one revision to another.

Alembic is imported only where a database is made or changed: a kernel compares and needs no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from roleplay.errors import Misconfigured

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS = "roleplay.store:migrations"
"""Where Alembic finds the migrations."""

HEAD = "0015"
"""The revision that this version works with. Written out, so that a kernel need not import Alembic to compare."""

NOTHING = "base"
"""Before the first revision: no tables."""


def revision_of(connection: sa.Connection) -> str | None:
    """The revision of a database; None when it is empty. Raises `Misconfigured` when its tables are not ours."""
    tables = sa.inspect(connection).get_table_names()
    if "alembic_version" in tables:
        found = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return None if found is None else str(found)
    if tables:
        fix = "Choose another data folder or database, or move that one away."
        raise Misconfigured("The database holds tables of another program.", fix)
    return None


def require_head(connection: sa.Connection) -> None:
    """Raise `Misconfigured` unless the database has the form that this version works with."""
    found = revision_of(connection)
    if found != HEAD:
        require_known(found)
        raise Misconfigured(
            f"The database has revision {found or 'none'}, this version works with {HEAD}.",
            "Restart `roleplay serve`: it brings the database up to date, after a backup.",
        )


def all_revisions() -> tuple[str, ...]:
    """Every revision that this version knows, the first one first."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return tuple(script.revision for script in scripts)[::-1]


def require_known(found: str | None) -> None:
    """Raise `Misconfigured` for a revision that a newer version has made."""
    known = all_revisions()
    if found is not None and found not in known:
        raise Misconfigured(
            f"The database was written by a newer version (revision {found}, this one knows up to {known[-1]}).",
            "Install that version or a later one. Nothing was changed.",
        )


def move(connection: sa.Connection, revision: str) -> None:
    """Bring a database up or down to a revision, in the transaction that is open. Down gives up what was added."""
    from alembic import command  # noqa: PLC0415

    config = _config()
    config.attributes["connection"] = connection
    known = (NOTHING, *all_revisions())
    found = revision_of(connection) or NOTHING
    if known.index(found) < known.index(revision):
        command.upgrade(config, revision)
    else:
        command.downgrade(config, revision)


def _config() -> Config:
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", SCRIPTS)
    config.set_main_option("path_separator", "os")
    return config
