"""What the types of the model say about the fields of a file: names, kinds, and where pydantic's complaints belong."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from inspect import cleandoc, getsource
from itertools import pairwise
from textwrap import dedent
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from roleplay.authoring.diagnostic import Steps


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, or None."""
    near = get_close_matches(word, list(known), n=1)
    return near[0] if near else None


LINE_FIELDS = frozenset({"who", "text", "cue", "thought", "if", "at"})
"""The fields of a line; any other key in it is a speaker."""


def name_in_file(name: str, field: FieldInfo) -> str:
    """The name of a field as it is written in a file."""
    return field.alias or name


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Every type with fields that an annotation leads to directly: through lists, mappings and alternatives."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        return
    arguments = get_args(annotation)
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from models(arguments[0])
    elif origin in {Union, UnionType, tuple, dict}:
        for argument in arguments:
            yield from models(argument)


def _owners(model: type[BaseModel], location: Steps) -> list[type[BaseModel]]:
    """The types whose fields may stand at a pydantic location."""
    here = [model]
    for step in location:
        if not isinstance(step, str):
            continue
        matching = [
            field.annotation
            for candidate in here
            for name, field in candidate.model_fields.items()
            if step in {name, field.alias}
        ]
        if matching:
            here = [found for annotation in matching for found in models(annotation)]
    return here


def field_names(model: type[BaseModel], location: Steps) -> tuple[str, ...]:
    """Names of the fields that may stand at a pydantic location; empty where there are none."""
    return tuple(
        name_in_file(name, field)
        for owner in _owners(model, location)
        for name, field in owner.model_fields.items()
        if name != "id"
    )


def needed(model: type[BaseModel], location: Steps) -> tuple[str, ...]:
    """Names of the fields that must stand at a pydantic location."""
    return tuple(
        name_in_file(name, field)
        for owner in _owners(model, location)
        for name, field in owner.model_fields.items()
        if name != "id" and field.is_required()
    )


def meaning(model: type[BaseModel], location: Steps) -> str:
    """What the model says of the field at a pydantic location; empty where it says nothing."""
    name = next((step for step in reversed(location) if isinstance(step, str)), None)
    said = [meanings(owner).get(name or "", "") for owner in _owners(model, location[:-1])]
    return next((text for text in said if text), "")


@lru_cache
def meanings(model: type[BaseModel]) -> Mapping[str, str]:
    """Name of each field as written in a file -> the sentence that stands under it in the model's source."""
    (written,) = ast.parse(dedent(getsource(model))).body
    if not isinstance(written, ast.ClassDef):
        return {}
    found: dict[str, str] = {}
    for field, after in pairwise(written.body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(after, ast.Expr):
            said = after.value.value if isinstance(after.value, ast.Constant) else None
            if isinstance(said, str) and field.target.id in model.model_fields:
                name = field.target.id
                found[name_in_file(name, model.model_fields[name])] = cleandoc(said)
    return found


def speaker(line: dict[str, Any]) -> str | None:
    """The key of a line that names who speaks, in its short form; None where there is not exactly one."""
    found = [key for key in line if key not in LINE_FIELDS]
    return found[0] if len(found) == 1 and "who" not in line else None


def steps_of(data: Any, location: Steps) -> tuple[Steps, Steps]:
    """Follow a pydantic location through the data of the file.

    Returns the way as far as the file has it, and the rest. Things with ids are a list for pydantic and a mapping in
    the file, so a number stands for the n-th key; the text of a line stands under its speaker.
    """
    steps: Steps = ()
    for index, part in enumerate(location):
        if isinstance(data, dict) and part in data:
            step: str | int = part
        elif isinstance(data, dict) and isinstance(part, int) and part < len(data):
            step = list(data)[part]
        elif isinstance(data, dict) and part in {"who", "text"} and speaker(data) is not None:
            step = speaker(data) or ""
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            step = part
        else:
            return steps, location[index:]
        steps = (*steps, step)
        data = data[step]
    return steps, ()


def at(data: Any, steps: Steps) -> Any:
    """The value at the end of a way through the data; None where the way ends early."""
    for step in steps:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


_CALLED: tuple[tuple[tuple[str, ...], str], ...] = (
    ((), "the {whole}"),
    (("nodes", "*"), 'node "{1}"'),
    (("nodes", "*", "choices", "*"), 'choice "{3}" of node "{1}"'),
    (("nodes", "*", "say", "*"), 'line {3} of node "{1}"'),
    (("nodes", "*", "choices", "*", "response", "*"), 'line {5} of the response to "{3}"'),
    (("cast", "*"), '"{1}" in the cast'),
    (("behaviours", "*"), 'behaviour "{1}"'),
    (("state", "*"), 'variable "{1}"'),
    (("assesses", "*"), 'competency "{1}"'),
    (("profiles", "*"), 'profile "{1}"'),
    (("role_plays", "*"), "role-play {1}"),
    (("check", "items", "*"), 'item "{2}"'),
    (("check", "items", "*", "options", "*"), 'option "{4}" of item "{2}"'),
    (("modules", "*"), 'module "{1}"'),
    (("prompts", "*"), 'prompt "{1}"'),
    (("sections", "*"), 'section "{1}"'),
    (("pathways", "*"), 'pathway "{1}"'),
    (("assessments", "*"), 'assessment "{1}"'),
    (("pages", "*"), 'page "{1}"'),
    (("pages", "*", "fields", "*"), 'field "{3}" of page "{1}"'),
)


def describe(steps: Steps, whole: str) -> str:
    """Name a part of a file as its author would: `choice "ask" of node "opening"`. Items count from 1."""
    shown = [step + 1 if isinstance(step, int) else step for step in steps]
    for pattern, called in _CALLED:
        if len(pattern) == len(steps) and all(p in {"*", step} for p, step in zip(pattern, steps, strict=True)):
            return called.format(*shown, whole=whole)
    last = f"item {shown[-1]}" if isinstance(steps[-1], int) else f'"{shown[-1]}"'
    return last if len(steps) == 1 else f"{last} of {describe(steps[:-1], whole)}"
