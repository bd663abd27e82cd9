"""Conditions laid open: what each reads, what that is now, and whether it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, TypeAlias

from roleplay.apps.view.preview import Atom, ConditionCard
from roleplay.engine import Compiled
from roleplay.engine.predicate import predicate
from roleplay.model.condition import Compare, Name, Value, atoms, parse
from roleplay.model.scenario import Scenario

ConditionKind: TypeAlias = Literal["shown_if", "enabled_if", "if"]
"""What a condition decides about."""

_PLAIN_WORD = re.compile(r"[A-Za-z_][\w.-]*")


def condition_card(game: Compiled, kind: ConditionKind, text: str, values: tuple[Value, ...]) -> ConditionCard:
    """A condition with all that it rests on, under some values."""
    return {
        "kind": kind,
        "text": text,
        "holds": predicate(text, game.slots)(values),
        "atoms": [_atom(game, atom, values) for atom in atoms(parse(text))],
    }


def _atom(game: Compiled, atom: Name | Compare, values: tuple[Value, ...]) -> Atom:
    name = atom.name if isinstance(atom, Name) else atom.name.name
    text = name if isinstance(atom, Name) else f"{name} {atom.op} {_written(atom.value)}"
    return {
        "text": text,
        "name": name,
        "value": values[game.slots[name]],
        "holds": predicate(text, game.slots)(values),
    }


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) or _PLAIN_WORD.fullmatch(value) else f'"{value}"'


def names_read(scenario: Scenario) -> frozenset[str]:
    """Everything that some condition of a scenario reads: `trust`, `site.mandated_reporter`."""
    texts = (text for text in _conditions(scenario) if text is not None)
    read = (atom for text in texts for atom in atoms(parse(text)))
    return frozenset(atom.name if isinstance(atom, Name) else atom.name.name for atom in read)


def _conditions(scenario: Scenario) -> Iterator[str | None]:
    for node in scenario.nodes:
        yield from (rule.only_if for rule in node.ticks)
        yield from (line.only_if for line in node.say)
        for choice in node.choices:
            yield choice.shown_if
            yield None if choice.enabled_if is None else choice.enabled_if.when
            yield from (rule.only_if for rule in choice.ticks)
            yield from (line.only_if for line in choice.response)
