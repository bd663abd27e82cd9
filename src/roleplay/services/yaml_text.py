"""Changing one field of a YAML text, and nothing else: every other character stays, comments above all.

A parser that writes a document anew moves or drops comments beside lists. So the text is cut where the old value
stands, and the new one put in.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode


def put(text: str, field: str, value: Any) -> str:
    """Set a field at the top of the text; a new one comes last."""
    key, old = _field(text, field)
    new = _dumped({field: value})
    if key is None or old is None:
        before = text if text.endswith("\n") or not text else f"{text}\n"
        return f"{before}{new}\n"
    return text[: key.end_mark.index] + new[len(field) :] + text[_end(text, old, key) :]


def append(text: str, field: str, item: Mapping[str, Any]) -> str:
    """Add an item to the end of a list."""
    items = _items(text, field)
    if not items:
        return put(text, field, [dict(item)])
    end = _line_end(text, _end(text, items[-1]))
    column = _dash(text, items[-1])
    return f"{text[:end]}\n{' ' * column}- {_indented(item, column + 2)}{text[end:]}"


def replace(text: str, field: str, place: int, item: Mapping[str, Any]) -> str:
    """Put an item of a list in place of another."""
    old = _items(text, field)[place]
    start = old.start_mark.index
    return text[:start] + _indented(item, old.start_mark.column) + text[_end(text, old) :]


def remove(text: str, field: str, place: int) -> str:
    """Take an item out of a list."""
    items = _items(text, field)
    if len(items) == 1:
        return put(text, field, [])
    start = text.rfind("\n", 0, items[place].start_mark.index) + 1
    return text[:start] + text[_line_end(text, _end(text, items[place])) + 1 :]


def _field(text: str, field: str) -> tuple[Node | None, Node | None]:
    root = YAML(typ="rt", pure=True).compose(text)
    pairs = root.value if isinstance(root, MappingNode) else []
    return next(((key, value) for key, value in pairs if key.value == field), (None, None))


def _items(text: str, field: str) -> list[Node]:
    """The items of a list that is written with a line for each; empty for any other value."""
    value = _field(text, field)[1]
    return list(value.value) if isinstance(value, SequenceNode) and not value.flow_style else []


def _end(text: str, node: Node, key: Node | None = None) -> int:
    """Where the last character of a value stands; the parser counts comments and empty lines after it as its part."""
    if isinstance(node, MappingNode) and not node.flow_style and node.value:
        last_key, last = node.value[-1]
        return _end(text, last, last_key)
    if isinstance(node, SequenceNode) and not node.flow_style and node.value:
        return _end(text, node.value[-1])
    if key is not None and isinstance(node, ScalarNode) and node.start_mark.index == node.end_mark.index:
        return text.index(":", key.end_mark.index) + 1  # nothing after the colon
    return int(node.end_mark.index)


def _line_end(text: str, index: int) -> int:
    end = text.find("\n", index)
    return len(text) if end < 0 else end


def _dash(text: str, item: Node) -> int:
    """The column of the hyphen before an item."""
    start = item.start_mark.index
    return text.rfind("-", 0, start) - text.rfind("\n", 0, start) - 1


def _dumped(value: Any) -> str:
    yaml = YAML(typ="rt", pure=True)
    yaml.width = 100_000  # a long text stays on its line
    out = io.StringIO()
    yaml.dump(value, out)
    return out.getvalue().rstrip("\n")


def _indented(item: Mapping[str, Any], column: int) -> str:
    return _dumped(dict(item)).replace("\n", f"\n{' ' * column}")
