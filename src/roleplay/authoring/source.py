"""From bytes to plain data with places. Whatever the bytes are, what comes out is data or diagnostics.

The files are YAML 1.2 in its plain form: mappings, lists, texts, numbers, true and false. Tags, anchors, aliases and
further documents are refused: nobody who writes a conversation needs them, and without them no small file can unfold
into a huge one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml import events as ev
from ruamel.yaml.error import MarkedYAMLError, StreamMark

from roleplay.authoring.diagnostic import Diagnostic, Place, Places, Steps

MAX_BYTES = 1_000_000
"""Larger files are refused; a long scenario has 60,000 bytes."""
MAX_DEPTH = 16
"""Deeper nesting is refused; a scenario needs 8."""
_MAX_DIGITS = 12
_IGNORED = "\x00"  # the way into a value that does not count; no file can hold this character
_MAX_REPEATED = 20

_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufffe\uffff]")
_NO_SPACE = re.compile("^ *[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]", re.MULTILINE)
_HALF = re.compile("[\ud800-\udfff]")
_DIRECTIVE = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*%")
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}

_SYNTAX: tuple[tuple[str, str, str], ...] = (
    (
        r"character '\\t'",
        "A tab stands where spaces belong.",
        "Indent with spaces only; most editors can turn tabs into spaces.",
    ),
    (
        r"mapping values are not allowed",
        "A colon starts a second value on this line, or the line is indented differently from its neighbours.",
        'Put a text that holds ": " in double quotes, and give fields that belong together the same indentation.',
    ),
    (
        r"character '[@`%]'|character '&'",
        "A text begins with a character that means something else in YAML.",
        "Put the text in double quotes.",
    ),
    (r"quoted scalar.*end of stream|end of stream.*quoted scalar", "A quotation mark is never closed.", "Close it."),
    (
        r"unknown escape|escape sequence",
        "A backslash stands before a letter that has no such meaning.",
        'Write "\\\\".',
    ),
    (r"expected ',' or '[\]}]'", "A bracket is not closed, or a comma is missing.", "Close the bracket, or add it."),
    (
        r"could not find expected ':'",
        "A line has no colon after its field, or a text goes on at the wrong indentation.",
        'Write "field: value"; indent the further lines of a text.',
    ),
    (
        r"found '<scalar>'",
        "Something stands after the end of a text in quotes, or this line does not fit the lines before it.",
        "Put the whole text in one pair of quotes, or check the indentation.",
    ),
    (
        r"expected <block end>|expected '<document start>'|block end",
        "This line does not fit the lines before it.",
        "Check its indentation, and that a text in quotes ends with its closing quote.",
    ),
)


@dataclass(frozen=True, slots=True)
class Source:
    """What was read from one file."""

    places: Places
    """Where everything stands."""
    data: dict[str, Any]
    """The plain data, as far as it could be read."""
    diagnostics: tuple[Diagnostic, ...]
    """What is wrong with the file as YAML."""
    whole: bool = False
    """True when the file could be read to its end."""
    digest: str = ""
    """SHA-256 of the bytes, 64 hexadecimal digits; empty when they could not be read."""


def read(path: Path, earlier: Source | None = None) -> Source:
    """Read one file. Where `earlier` came of the same bytes, it is returned."""
    if path.exists() and not path.is_file():
        return _unopened(path, "it is a folder or a device")
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        return _unopened(path, error.strerror or type(error).__name__)
    digest = hashlib.sha256(content).hexdigest()
    if earlier is not None and earlier.digest == digest and earlier.places.file == path:
        return earlier
    return replace(parse(path, content), digest=digest)


def _unopened(path: Path, reason: str) -> Source:
    message = f"The file cannot be read: {reason}."
    return Source(Places(path), {}, (Places(path).report("RP101", (), message, "Check its name and permissions."),))


def parse(path: Path, content: bytes) -> Source:
    """Read what a file holds; `path` is used in the diagnostics only."""
    places = Places(path)
    if len(content) > MAX_BYTES:
        message = f"The file is larger than {MAX_BYTES:,} bytes."
        return Source(places, {}, (places.report("RP101", (), message, "Split it into several scenarios."),))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = len(content[: error.start].rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        found = Diagnostic(
            path, line, column, "RP101", "The file is not UTF-8 text.", 'Save it with the encoding "UTF-8".'
        )
        return Source(places, {}, (found,))
    if unreadable := tuple(_unreadable(path, text)):
        return Source(places, {}, unreadable)
    return _Composer(path).compose(text)


def _unreadable(path: Path, text: str) -> Iterator[Diagnostic]:
    """Find characters that nobody sees, and what looks like the spaces of an indentation and is none of them."""
    fixes = {
        _UNREADABLE: ("An invisible character", "Delete it; it often comes with pasted text."),
        _NO_SPACE: ("A character that only looks like a space", "Indent with ordinary spaces; this one was pasted."),
    }
    for pattern, (what, fix) in fixes.items():
        for match in islice(pattern.finditer(text), _MAX_REPEATED):
            at = match.end() - 1
            line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
            yield Diagnostic(path, line, column, "RP101", f"{what} (U+{ord(text[at]):04X}) stands here.", fix)


class _Stop(Exception):
    """Nothing after this can be read."""


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is being filled."""

    into: dict[str, Any] | list[Any]
    steps: Steps
    key: str | None = None
    ignored: bool = False


@dataclass(slots=True)
class _Composer:
    """Builds plain data from the parser's events, without recursion."""

    path: Path
    parts: dict[Steps, Place] = field(default_factory=dict)
    contents: dict[Steps, Place] = field(default_factory=dict)
    letters: dict[Steps, Place] = field(default_factory=dict)
    found: list[Diagnostic] = field(default_factory=list)
    stack: list[_Frame] = field(default_factory=list)
    root: Any = None
    last: Place = field(default_factory=Place)

    def compose(self, text: str) -> Source:
        places = Places(self.path, self.parts, self.contents, self.letters)
        whole = True
        try:
            self._take_all(text)
        except _Stop:
            whole = False
        data = self.root if isinstance(self.root, dict) else {}
        if whole and not data:
            what = "is empty" if self.root is None else "holds no fields at its top"
            fix = 'Start it with "format: scenario/1" and go on with "field: value" lines.'
            self.found.append(places.report("RP106", (), f"The file {what}.", fix))
        return Source(places, data, tuple(self.found), whole and bool(data))

    def _report(self, code: str, place: Place, message: str, fix: str) -> None:
        self.found.append(Diagnostic(self.path, place.line, place.column, code, message, fix))

    def _refuse(self, place: Place, message: str, fix: str) -> _Stop:
        self._report("RP103", place, message, fix)
        return _Stop()

    def _take_all(self, text: str) -> None:
        if directive := _DIRECTIVE.match(text):
            fix = "Remove it; the files are YAML 1.2 and need no such line."
            line = text.count("\n", 0, directive.end()) + 1
            self._report("RP102", Place(line), "A line that begins with % stands at the top.", fix)
            raise _Stop
        documents = 0
        for event in self._events(text):
            self.last = _place(event.start_mark)
            if isinstance(event, ev.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    fix = "Make it a file of its own."
                    raise self._refuse(self.last, 'A second document begins here ("---").', fix)
            else:
                self._take(event)

    def _events(self, text: str) -> Iterator[ev.Event]:
        try:
            yield from YAML(typ="safe", pure=True).parse(text)
        except MarkedYAMLError as error:
            self._syntax(error)
            raise _Stop from error
        except Exception as error:  # the parser is not ours, and no bytes may end in a traceback
            message = "The file cannot be read as YAML from about here on."
            self._report("RP102", self.last, message, "Look for a wrong escape such as \\U in a text in double quotes.")
            raise _Stop from error

    def _syntax(self, error: MarkedYAMLError) -> None:
        said = f"{error.context or ''} {error.problem or ''}"
        mark = error.problem_mark or error.context_mark
        message, fix = "The file cannot be read as YAML here.", "Check indentation, quotes, colons and brackets."
        for pattern, plain, mend in _SYNTAX:
            if re.search(pattern, said):
                message, fix = plain, mend
                if "closed" in plain or "no colon" in plain:  # what began there is found to lack it much later
                    mark = error.context_mark or mark
                break
        self._report("RP102", self.last if mark is None else _place(mark), message, fix)

    def _take(self, event: ev.Event) -> None:
        place = self.last
        if isinstance(event, ev.AliasEvent):
            raise self._refuse(
                place, "An alias (*name) stands here.", "Write the text out, or put it in double quotes."
            )
        if isinstance(event, ev.NodeEvent):
            self._extras(event, place)
        if isinstance(event, ev.ScalarEvent):
            self._scalar(event, place)
        elif isinstance(event, ev.MappingStartEvent):
            self._open({}, place)
        elif isinstance(event, ev.SequenceStartEvent):
            self._open([], place)
        elif isinstance(event, (ev.MappingEndEvent, ev.SequenceEndEvent)):
            self.stack.pop()

    def _extras(self, event: ev.NodeEvent, place: Place) -> None:
        if event.anchor is not None:
            self._report("RP103", place, "An anchor (&name) stands here.", "Remove it, and write repeated parts out.")
        if getattr(event, "tag", None) is not None:
            self._report("RP103", place, "A tag (!name) stands here.", "Remove it, or put the text in double quotes.")

    def _open(self, into: dict[str, Any] | list[Any], place: Place) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise self._refuse(
                place, f"The file is nested more than {MAX_DEPTH} levels deep.", "Check the brackets here."
            )
        frame = self.stack[-1] if self.stack else None
        if frame is not None and isinstance(frame.into, dict) and frame.key is None:
            raise self._refuse(
                place, "A list or mapping stands where the name of a field belongs.", "Put texts in quotes."
            )
        steps = self._put(into, place)
        self.stack.append(_Frame(into, steps))

    def _scalar(self, event: ev.ScalarEvent, place: Place) -> None:
        frame = self.stack[-1] if self.stack else None
        text = self._clean(event.value, place)
        if frame is not None and isinstance(frame.into, dict) and frame.key is None:
            self._key(frame, frame.into, event, text, place)
            return
        plain = event.style is None and event.tag is None
        steps = self._put(self._resolve(text) if plain else text, place)
        self.contents[steps] = place
        start, end = event.start_mark, event.end_mark
        quotes = 0 if event.style is None else 1
        if start.line == end.line and end.column - start.column == len(text) + 2 * quotes:
            self.letters[steps] = Place(place.line, place.column + quotes)

    def _key(self, frame: _Frame, into: dict[str, Any], event: ev.ScalarEvent, text: str, place: Place) -> None:
        if text == "<<" and event.style is None:
            self._report("RP103", place, 'A merge ("<<") stands here.', "Write the fields out.")
        elif event.style is None and event.tag is None and not isinstance(self._resolve(text), str):
            shown = f'"{text}"' if text else "nothing"
            message = f"The name of a field or an id is {shown}, which YAML reads as a number, true, false or nothing."
            self._report("RP105", place, message, "Choose a word for it.")
        steps = (*frame.steps, text)
        frame.key = text
        frame.ignored = text in into or (text == "<<" and event.style is None)
        if text in into:
            first = self.parts[steps]
            message = f'"{text}" stands here a second time; the first is in line {first.line}.'
            self._report("RP104", place, message, "Rename or remove one of them.")
        elif not frame.ignored:
            self.parts[steps] = place

    def _put(self, value: Any, place: Place) -> Steps:
        """Put a value where it belongs and return the way to it. Of a repeated key the first value stays."""
        if not self.stack:
            self.root = value
            self.parts[()] = place
            return ()
        frame = self.stack[-1]
        if isinstance(frame.into, list):
            steps: Steps = (*frame.steps, len(frame.into))
            frame.into.append(value)
            self.parts.setdefault(steps, place)
            return steps
        key, frame.key = frame.key or "", None
        if frame.ignored:
            return (*frame.steps, key, _IGNORED)
        frame.into[key] = value
        return (*frame.steps, key)

    def _clean(self, text: str, place: Place) -> str:
        if not _HALF.search(text):
            return text
        joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if "\ufffd" in joined:
            self._report(
                "RP101", place, "The text holds half of a character (\\ud800 to \\udfff).", "Type the character."
            )
        return joined

    def _resolve(self, text: str) -> Any:
        """A plain word as YAML 1.2's core schema reads it; what has too many digits for a number stays a text."""
        if text in _WORDS:
            return _WORDS[text]
        if len(text) > _MAX_DIGITS:
            return text
        if _INT.fullmatch(text):
            return int(text, 0 if text[:2] in {"0o", "0x"} else 10)
        return float(text) if _FLOAT.fullmatch(text) else text


def _place(mark: StreamMark) -> Place:
    return Place(mark.line + 1, mark.column + 1)
