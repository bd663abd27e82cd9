"""The format of the files as JSON Schema, so that editors can complete fields and mark what is misspelt.

It is what pydantic makes of the types, brought to the form of the files: ids stand before the colon, a line begins with
its speaker, a tick is a bare id. Only words that the older drafts of JSON Schema read alike are used, because editors
are slow to follow; what they cannot say (does this node exist?) is `roleplay check`'s to find.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, combinations
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from roleplay.authoring.fields import LINE_FIELDS, meanings
from roleplay.authoring.handbook import types_of
from roleplay.model.anchor import Anchor
from roleplay.model.curriculum import Curriculum, Module
from roleplay.model.frozen import Frozen
from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Scenario
from roleplay.model.station import Station
from roleplay.model.workshop import Plan

KINDS: dict[str, type[Frozen]] = {
    "scenario": Scenario,
    "rubric": Rubric,
    "module": Module,
    "curriculum": Curriculum,
    "station": Station,
    "anchor": Anchor,
    "plan": Plan,
}
"""What a file can hold -> its type."""

_DROPPED = frozenset({"title", "default"})
_REF = "#/$defs/"


def schema_of(kind: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a kind of file: a key of `KINDS`."""
    model = KINDS[kind]
    made = model.model_json_schema(by_alias=True)
    types: dict[str, type[BaseModel]] = {one.__name__: one for one in types_of(model)}
    named = {name for name, one in types.items() if "id" in one.model_fields and one is not model}
    parts = {name: _part(part, types.get(name), named) for name, part in made.pop("$defs").items()}
    for name, adapt in _ADAPTED.items():
        if name in parts:
            parts[name] = adapt(parts[name])
    whole = _part(made, model, named)
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        "title": f"A {kind} of the peer mentor workbook",
        **whole,
        "$defs": parts,
    }


def _part(made: dict[str, Any], model: type[BaseModel] | None, named: set[str]) -> dict[str, Any]:
    """One type: its fields with what they mean, without the id that stands before the colon."""
    part: dict[str, Any] = _plain(made, named)
    part["description"] = " ".join((made.get("description") or "").split("\n\n")[0].split())
    if model is None:
        return part
    for name, field in part["properties"].items():
        said = " ".join(meanings(model).get(name, "").split())
        part["properties"][name] = {**field, "description": said}
    if model.__name__ in named:
        part["properties"].pop("id")
        part["required"] = [name for name in part["required"] if name != "id"]
    return part


def _plain(made: Any, named: set[str]) -> Any:
    """A part without the names of the inside, without null, and with mappings where the file has them."""
    if isinstance(made, list):
        return [_plain(item, named) for item in made]
    if not isinstance(made, dict):
        return made
    kept = {
        key: {name: _plain(field, named) for name, field in value.items()}
        if key in {"properties", "patternProperties"}
        else _plain(value, named)
        for key, value in made.items()
        if key not in _DROPPED
    }
    options = [option for option in kept.get("anyOf", ()) if option != {"type": "null"}]
    if len(options) == 1:
        return {**{key: value for key, value in kept.items() if key != "anyOf"}, **options[0]}
    if options:
        kept["anyOf"] = options
    if "prefixItems" in kept:
        kept["items"] = kept.pop("prefixItems")[0]
    if "patternProperties" in kept and "properties" not in kept:
        kept["additionalProperties"] = False
    inside = kept.get("items", {}).get("$ref", "").removeprefix(_REF) if made.get("type") == "array" else ""
    return _mapping(kept, inside) if inside in named else kept


def _mapping(listed: dict[str, Any], inside: str) -> dict[str, Any]:
    """Ids with fields, where pydantic has a list of things with ids."""
    ids = {"patternProperties": {_SLUG["pattern"]: {"$ref": f"{_REF}{inside}"}}, "additionalProperties": False}
    counted = {"minItems": "minProperties", "maxItems": "maxProperties"}
    return {"type": "object", **ids, **{said: listed[name] for name, said in counted.items() if name in listed}}


_SLUG: dict[str, Any] = {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$", "maxLength": 60}
_BESIDE = tuple(sorted(LINE_FIELDS - {"who", "text"}))
"""What a line can have beside its speaker."""


def _line(part: dict[str, Any]) -> dict[str, Any]:
    """A line in its long form, or with its speaker's id before the text: one key that is no field, and only one."""
    text = {key: value for key, value in part["properties"]["text"].items() if key != "description"}
    speaker = f"^(?!(?:{'|'.join(sorted(LINE_FIELDS))})$){_SLUG['pattern'][1:]}"
    said = {"description": "Who speaks (somebody of the cast, narrator or mentor), and what is said."}
    counted = [
        {"if": _only(beside), "then": {"minProperties": len(beside) + 1, "maxProperties": len(beside) + 1}}
        for beside in chain.from_iterable(combinations(_BESIDE, size) for size in range(len(_BESIDE) + 1))
    ]
    return {
        **{key: value for key, value in part.items() if key != "required"},
        "patternProperties": {speaker: {**text, **said}},
        "if": {"required": ["who"]},
        "then": {"required": ["text"], "propertyNames": {"enum": sorted(LINE_FIELDS)}},
        "else": {"properties": {"text": False}, "allOf": counted},
    }


def _only(beside: Iterable[str]) -> dict[str, Any]:
    """Holds where exactly these of the fields beside the speaker are there."""
    there = set(beside)
    return {"required": sorted(there), "properties": {name: False for name in _BESIDE if name not in there}}


def _tick(part: dict[str, Any]) -> dict[str, Any]:
    return {"description": part.pop("description"), "anyOf": [{**_SLUG, "description": "Always."}, part]}


def _variable(part: dict[str, Any]) -> dict[str, Any]:
    kinds = ("range", "flag", "words", "vary")
    begins: dict[str, Any] = {
        "if": {"anyOf": [{"required": [kind]} for kind in ("range", "words")]},
        "then": {"required": ["start"]},
        "else": {"properties": {"start": False}},
    }
    varies = {"if": {"required": ["cue"]}, "then": {"required": ["vary"]}}
    return {**part, "oneOf": [{"required": [kind]} for kind in kinds], "allOf": [begins, varies]}


def _node(part: dict[str, Any]) -> dict[str, Any]:
    apart = [("choices", "reply"), ("choices", "end"), ("reply", "end"), ("end", "goto")]
    return {**part, "allOf": [{"not": {"required": list(pair)}} for pair in apart]}


def _behaviour(part: dict[str, Any]) -> dict[str, Any]:
    harmful = {"properties": {"kind": {"const": "harmful"}}, "required": ["kind"]}
    return {**part, "if": harmful, "then": {"required": ["severity"]}, "else": {"properties": {"severity": False}}}


_ADAPTED = {"Line": _line, "TickRule": _tick, "Variable": _variable, "Node": _node, "Behaviour": _behaviour}
"""What the validators of a type say, which pydantic cannot see."""
