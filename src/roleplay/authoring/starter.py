"""A first file for a new scenario: small, playable, proved, with notes that say how to go on."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from string import Template

from pydantic import TypeAdapter, ValidationError

from roleplay.authoring.folders import files_in, shipped
from roleplay.errors import RoleplayError, did_you_mean
from roleplay.model.frozen import ScenarioId, Short
from roleplay.model.scenario import Pillar

_TEMPLATE = "starter.yml"
_WANTED = "An id is a pillar, a slash and a name in small letters, digits and hyphens: everyday/late-bus."
_LONGEST_NAME = 60


class CannotStart(RoleplayError, ValueError):
    """A scenario that cannot be begun like this."""

    @classmethod
    def bad_id(cls, wanted: str) -> CannotStart:
        """The id has another form than ids have."""
        pillars = ", ".join(Pillar)
        return cls(f'"{wanted}" cannot be the id of a scenario.', f"{_WANTED} Pillars: {pillars}.")

    @classmethod
    def unknown_pillar(cls, wanted: str, pillar: str) -> CannotStart:
        """The id begins with something else than a pillar."""
        return cls(f'"{wanted}" does not begin with a pillar.', f"There are: {', '.join(Pillar)}.{_near(pillar)}")

    @classmethod
    def taken(cls, wanted: str, path: Path) -> CannotStart:
        """Another file has this id already."""
        return cls(f'There is a scenario "{wanted}" already: {path}', "Nothing was written. Choose another name.")

    @classmethod
    def bad_title(cls) -> CannotStart:
        """The title is empty, too long, or no text."""
        return cls("This cannot be a title.", "A title has 1 to 200 characters.")

    @classmethod
    def no_folder(cls, folder: Path, why: str) -> CannotStart:
        """The folder cannot be written to."""
        return cls(f'Nothing can be written to "{folder}": {why}.', "Name another one with --folder.")


def _near(pillar: str) -> str:
    return did_you_mean(pillar, Pillar)


def starter(scenario_id: str, title: str = "") -> str:
    """The text of a new scenario; without a title, the name in the id is made one. Raises `CannotStart`."""
    pillar, _, name = scenario_id.partition("/")
    try:
        TypeAdapter(ScenarioId).validate_python(scenario_id)
    except ValidationError:
        raise CannotStart.bad_id(scenario_id) from None
    if pillar not in set(Pillar):
        raise CannotStart.unknown_pillar(scenario_id, pillar)
    try:
        said = TypeAdapter(Short).validate_python(title or name.replace("-", " ").strip().capitalize())
    except ValidationError:
        raise CannotStart.bad_title() from None
    text = files(__package__).joinpath(_TEMPLATE).read_text(encoding="utf-8")
    return Template(text).substitute(id=scenario_id, pillar=pillar, title=json.dumps(said, ensure_ascii=False))


def start(scenario_id: str, folder: Path, title: str = "") -> Path:
    """Write a new scenario to its place in a folder, and return the file. Never overwrites one.

    Raises `CannotStart`.
    """
    text = starter(scenario_id, title)
    path = folder / f"{scenario_id}.yml"
    for other in (path, *files_in(shipped()), *files_in(folder)):
        if f"{other.parent.name}/{other.stem}" == scenario_id and other.exists():
            raise CannotStart.taken(scenario_id, other)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise CannotStart.taken(scenario_id, path) from None
    except OSError as error:
        raise CannotStart.no_folder(path.parent, error.strerror or str(error)) from error
    return path
