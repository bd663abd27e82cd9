"""Conditions as functions of the values."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from roleplay.model.condition import Both, Compare, Expr, Name, Not, Value, parse

Predicate: TypeAlias = Callable[[tuple[Value, ...]], bool]
"""Says whether a condition holds for some values."""

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _build(tree: Expr, slots: Mapping[str, int]) -> Predicate:
    if isinstance(tree, Name):
        slot = slots[tree.name]
        return lambda values: bool(values[slot])
    if isinstance(tree, Compare):
        slot, compare, constant = slots[tree.name.name], _OPERATORS[tree.op], tree.value
        return lambda values: compare(values[slot], constant)
    if isinstance(tree, Not):
        inner = _build(tree.inner, slots)
        return lambda values: not inner(values)
    if isinstance(tree, Both):
        left, right = _build(tree.left, slots), _build(tree.right, slots)
        if tree.word == "and":
            return lambda values: left(values) and right(values)
        return lambda values: left(values) or right(values)
    raise TypeError(tree)


def predicate(text: str, slots: Mapping[str, int]) -> Predicate:
    """Compile a condition that was checked before; `slots` says where each variable's value stands."""
    return _build(parse(text), slots)
