"""The small language of conditions: `trust >= 3 and not asked and site.mandated_reporter == yes`.

A condition is parsed into a tree of frozen nodes; nothing is ever evaluated as Python. Words are state variables
(`trust`), site settings (`site.mandated_reporter`), whole numbers, `true` and `false`, and plain or quoted words; they
are joined by comparisons, `and`, `or`, `not` and parentheses. A plain word on the right of a comparison with a variable
of words is that word, so that `mood == tired` reads as it is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from roleplay.errors import ConditionError, did_you_mean

Value: TypeAlias = bool | int | str
"""What a variable can hold: a flag, a whole number or one of its words."""

_TOKEN = re.compile(
    r"\s*(?:(?P<op>==|!=|<=|>=|<|>|\(|\))|(?P<num>-?\d+)|(?P<str>'[^']*'|\"[^\"]*\")|(?P<word>[A-Za-z_][\w.-]*))"
)
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
_MAX_DEPTH = 40


@dataclass(frozen=True, slots=True)
class Domain:
    """What a variable may be: exactly one of a flag, a range of whole numbers, or a list of words."""

    words: tuple[str, ...] = ()
    """The words it can be; empty for flags and numbers."""
    low: int = 0
    """Smallest number, for a range."""
    high: int = 0
    """Largest number, for a range."""
    flag: bool = False
    """True for a variable that is true or false."""

    def describe(self) -> str:
        """Say it in a few words, for messages."""
        if self.flag:
            return "true or false"
        return f"one of {', '.join(self.words)}" if self.words else f"a whole number from {self.low} to {self.high}"


@dataclass(frozen=True, slots=True)
class Name:
    """A variable or site setting that is read."""

    name: str
    """`trust`, or `site.mandated_reporter`."""
    offset: int
    """Where it stands in the condition."""


@dataclass(frozen=True, slots=True)
class Compare:
    """A variable against a constant. Two variables cannot be compared: it would make proofs hard and helps nobody."""

    name: Name
    """What is read."""
    op: str
    """One of == != < <= > >=."""
    value: Value
    """The constant."""
    offset: int
    """Where the constant stands."""


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    inner: Expr
    """What is denied."""


@dataclass(frozen=True, slots=True)
class Both:
    """`and` or `or` of two conditions."""

    word: str
    """`and` or `or`."""
    left: Expr
    """First condition."""
    right: Expr
    """Second condition."""


Expr: TypeAlias = Name | Compare | Not | Both
"""A parsed condition; a bare `Name` is a flag that is read."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    offset: int


def _tokens(text: str) -> Iterator[_Token]:
    position = 0
    while position < len(text):
        if text[position:].isspace():
            break
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            offset = position + len(text[position:]) - len(text[position:].lstrip())
            fix = "Use words, numbers, comparisons, and, or, not, ( )."
            if text[offset] == "=":
                fix = 'Write "==" to compare.'
            raise ConditionError(text, offset, f'"{text[offset]}" has no meaning here.', fix)
        yield _Token(match.lastgroup, match.group(match.lastgroup), match.start(match.lastgroup))
        position = match.end()
    yield _Token("end", "", len(text))


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(_tokens(text))
        self.at = 0
        self.depth = 0

    @property
    def next(self) -> _Token:
        return self.tokens[self.at]

    def take(self) -> _Token:
        token = self.next
        self.at += 1
        return token

    def refuse(self, token: _Token, wanted: str) -> ConditionError:
        found = f'"{token.text}"' if token.text else "the end"
        return ConditionError(self.text, token.offset, f"expected {wanted}, found {found}.")

    def either(self, word: str) -> Expr:
        """`or` binds weakest, then `and`, then `not`."""
        left = self.either("and") if word == "or" else self.unary()
        while self.next.kind == "word" and self.next.text == word:
            self.take()
            left = Both(word, left, self.either("and") if word == "or" else self.unary())
        return left

    def unary(self) -> Expr:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise ConditionError(self.text, self.next.offset, "it is nested too deeply.", "Split it into simpler ones.")
        try:
            token = self.take()
            if token.kind == "word" and token.text == "not":
                return Not(self.unary())
            if token.text == "(" and token.kind == "op":
                inner = self.either("or")
                if self.next.text != ")":
                    raise self.refuse(self.next, '")"')
                self.take()
                return inner
            if token.kind != "word" or token.text in {"and", "or", "true", "false"}:
                raise self.refuse(token, "a variable")
            return self.comparison(Name(token.text, token.offset))
        finally:
            self.depth -= 1

    def comparison(self, name: Name) -> Expr:
        if self.next.text not in _COMPARISONS:
            return name
        op = self.take().text
        token = self.take()
        if token.kind == "num":
            return Compare(name, op, int(token.text), token.offset)
        if token.kind == "str":
            return Compare(name, op, token.text[1:-1], token.offset)
        if token.kind == "word" and token.text not in {"and", "or", "not"}:
            constant: Value = {"true": True, "false": False}.get(token.text, token.text)
            return Compare(name, op, constant, token.offset)
        raise self.refuse(token, "a number or a word")


def parse(text: str) -> Expr:
    """Parse a condition. Raises `ConditionError` with the offset of the trouble."""
    reader = _Reader(text)
    tree = reader.either("or")
    if reader.next.kind != "end":
        raise reader.refuse(reader.next, '"and", "or" or the end')
    return tree


def atoms(tree: Expr) -> Iterator[Name | Compare]:
    """Every place where something is read, from left to right."""
    if isinstance(tree, Both):
        yield from atoms(tree.left)
        yield from atoms(tree.right)
    elif isinstance(tree, Not):
        yield from atoms(tree.inner)
    else:
        yield tree


def _mismatch(text: str, atom: Name | Compare, domains: Mapping[str, Domain]) -> ConditionError | None:
    name = atom if isinstance(atom, Name) else atom.name
    domain = domains.get(name.name)
    if domain is None:
        fix = did_you_mean(name.name, domains).strip() or "Declare it under state, or use a site setting."
        return ConditionError(text, name.offset, f'nothing is called "{name.name}".', fix)
    if isinstance(atom, Name):
        if domain.flag:
            return None
        return ConditionError(text, name.offset, f'"{name.name}" is {domain.describe()}.', "Compare it with something.")
    value = atom.value
    fits = (
        isinstance(value, bool)
        if domain.flag
        else value in domain.words
        if domain.words
        else isinstance(value, int) and not isinstance(value, bool) and domain.low <= value <= domain.high
    )
    if not fits:
        shown = str(value).lower() if isinstance(value, bool) else str(value)
        hint = did_you_mean(shown, domain.words).strip()
        return ConditionError(text, atom.offset, f'"{name.name}" is {domain.describe()}, never {shown}.', hint)
    if (domain.flag or domain.words) and atom.op not in {"==", "!="}:
        return ConditionError(text, atom.offset, f'"{atom.op}" needs numbers.', 'Use "==" or "!=".')
    return None


def mismatches(text: str, tree: Expr, domains: Mapping[str, Domain]) -> list[ConditionError]:
    """Every place of a parsed condition that reads what is not declared or compares it with what it can never be."""
    return [found for atom in atoms(tree) if (found := _mismatch(text, atom, domains)) is not None]
