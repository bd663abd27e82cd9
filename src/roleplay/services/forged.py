"""What comes from a browser, before anybody has looked at it. It can be anything at all."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, TypeVar

from roleplay.errors import RefusedEvent, did_you_mean

MAX_WORD = 100
"""Characters of an id; none is that long."""
MAX_TEXT = 8000
"""Characters of one personal text: some four pages."""
MAX_NUMBER = 2**31 - 1
"""Nothing is counted that far."""

_Word = TypeVar("_Word", bound=StrEnum)


def word(value: Any, what: str) -> str:
    """An id, or what could be one."""
    if not isinstance(value, str) or not value.isprintable() or len(value) > MAX_WORD:
        raise RefusedEvent(f"The {what} cannot be read.", "Reload the page and try again.")
    return value


def words(values: Any, known: Iterable[str], what: str) -> tuple[str, ...]:
    """Some of the known ids, each once, in their own order."""
    if not isinstance(values, (list, tuple)):
        raise RefusedEvent(f"The {what}s cannot be read.", "Reload the page and try again.")
    listed = tuple(known)
    if len(values) > len(listed):
        raise RefusedEvent(f"More {what}s are named than there are.", "Reload the page and try again.")
    given = {word(value, what) for value in values}
    for value in sorted(given):
        if value not in listed:
            raise RefusedEvent(f'The {what} "{value}" does not belong here.', did_you_mean(value, listed).strip())
    return tuple(one for one in listed if one in given)


def chosen(kind: type[_Word], value: Any, what: str) -> _Word:
    """One of a few words."""
    given = word(value, what)
    known = [str(member) for member in kind]
    if given not in known:
        raise RefusedEvent(
            f'There is no {what} "{given}".', f"There are: {', '.join(known)}.{did_you_mean(given, known)}"
        )
    return kind(given)


def whole_number(value: Any, what: str) -> int:
    """A number to count with."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_NUMBER:
        raise RefusedEvent(f"The number of the {what} cannot be read.", "Reload the page and try again.")
    return value


def text_of(value: Any) -> str | None:
    """What somebody wrote, without the space around it; None for nothing."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise RefusedEvent("The text cannot be read.", "Reload the page and write it again.")
    body = value.strip()
    if len(body) > MAX_TEXT:
        raise RefusedEvent(f"The text has {len(body):,} characters; at most {MAX_TEXT:,} can be kept.", "Shorten it.")
    if "\0" in body or any("\ud800" <= character <= "\udfff" for character in body):
        raise RefusedEvent("The text holds a character that cannot be kept.", "Remove what was pasted last.")
    return body or None
