"""The base of every type that is read from a file: frozen, closed, exact about what it was given."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

T = TypeVar("T")


class Frozen(BaseModel):
    """A type whose values never change and that refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False, populate_by_name=True)


def _with_ids(value: Any) -> Any:
    """Turn a mapping of id -> fields into a list of fields with their ids, keeping the order of the file."""
    if not isinstance(value, dict):
        return value
    return [{"id": key, **item} if isinstance(item, dict) else item for key, item in value.items()]


Named = Annotated[tuple[T, ...], BeforeValidator(_with_ids)]
"""A tuple of things with ids, written in a file as a mapping from id to fields. The order is kept and matters."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
"""A stable id: small letters, digits and single hyphens, e.g. `ask-first`."""

VariableName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
"""The name of a state variable: small letters, digits and underscores, e.g. `told_limits`."""

ScenarioId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*/[a-z0-9][a-z0-9-]*$", max_length=90)]
"""Id of a scenario: pillar or other folder, a slash, a slug, e.g. `disclosure/the-first-question`."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
"""A text that people read. `{site.supervisor_title}` and other site settings are filled in when it is shown."""

Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
"""A title or a phrase."""
