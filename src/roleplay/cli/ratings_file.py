"""A file of ratings, as a spreadsheet saves it: columns `item`, `rater`, `value` and, if there is one, `dimension`."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from roleplay.errors import RoleplayError, did_you_mean

if TYPE_CHECKING:  # NumPy is loaded when a file is read
    from roleplay.scoring.agreement import Rating

NEEDED = ("item", "rater", "value")
"""Columns that must be there."""

DIMENSION = "dimension"
"""Column that may be there."""

ALL = "all"
"""What the ratings of a file without that column are filed under."""

_SHOWN = 10  # problems of one file that are listed
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_SAVE = "In a spreadsheet, save it as “CSV UTF-8 (comma delimited)”."


class NotRatings(RoleplayError, ValueError):
    """A file that holds no table of ratings."""


class Row(NamedTuple):
    """One rating, where it stands."""

    line: int
    """From 1."""
    item: str
    """What was rated."""
    rater: str
    """By whom."""
    value: str
    """As written, without blanks around it; empty where nothing was rated."""
    dimension: str
    """In what."""


class Problem(NamedTuple):
    """Something to mend."""

    line: int
    """From 1."""
    what: str
    """What is wrong, and how to mend it."""


def read_scale(text: str) -> tuple[float, ...] | tuple[str, ...]:
    """Read the values of a scale, with commas between; numbers throughout, or words. Raises `ValueError`."""
    words = tuple(word.strip() for word in text.split(","))
    numbers = tuple(number for word in words if (number := _number(word)) is not None)
    if len(set(words)) < 2 or "" in words:
        raise ValueError("a scale has two values or more, with commas between, such as 1,2,3,4")
    if 0 < len(numbers) < len(words):
        raise ValueError("a scale has numbers throughout, or words")
    return numbers or words


def read_ratings(file: Path, scale: Collection[float | str] = ()) -> dict[str, list[Rating]]:
    """Read the ratings of every dimension, in the order of the file; an empty value is no rating.

    If there is a scale, every value must be on it.

    Raises `NotRatings`, with every problem of the file at once, each with its line and how to mend it.
    """
    problems: list[Problem] = []
    rows = list(_rows(file, _text(file), problems))
    by_dimension: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_dimension[row.dimension].append(row)
    problems += _problems(by_dimension)
    problems += _strange(rows, scale)
    if problems:
        raise _not_ratings(file, sorted(problems))
    if not rows:
        raise NotRatings(f"{file}:1: there is a header and no rating.", "Add a row for each rating.")
    return {name: list(_values(given)) for name, given in by_dimension.items()}


def _text(file: Path) -> str:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise NotRatings(f"{file}: cannot be read: {error.strerror}.", "Check its name and who may read it.") from error
    if not raw.strip():
        raise NotRatings(f"{file}: is empty.", f"Its first line should read: {','.join(NEEDED)}")
    if raw.startswith(_UTF_16):
        raise NotRatings(f"{file}:1: is written in UTF-16, not in UTF-8.", _SAVE)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise NotRatings(f"{file}:{line}: holds a character that is not in UTF-8.", _SAVE) from error


def _rows(file: Path, text: str, problems: list[Problem]) -> Iterator[Row]:
    """Every row that is whole; what is wrong with the others goes to `problems`."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    places: dict[str, int] = {}
    width = line = 0
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problems.append(Problem(line, f"is not CSV from here on: {error}. Look for a quotation mark left open."))
            return
        if not any(cell.strip() for cell in cells):
            continue
        if not places:
            places, width = _places(file, line, cells), len(cells)
        elif len(cells) != width:
            what = f"{len(cells)} cells under {width} columns. Put quotes around a text that has commas in it."
            problems.append(Problem(line, what))
        else:
            found = {name: cells[place].strip() for name, place in places.items()}
            empty = [name for name, cell in found.items() if name != "value" and not cell]
            problems += [Problem(line, f"{name} is empty. Fill it in, or remove the row.") for name in empty]
            if not empty:
                yield Row(line, found["item"], found["rater"], found["value"], found.get(DIMENSION, ALL))


def _places(file: Path, line: int, header: list[str]) -> dict[str, int]:
    """Where each column is."""
    names = [cell.strip().casefold() for cell in header]
    missing = [name for name in NEEDED if name not in names]
    for mark, called in ((";", "semicolons"), ("\t", "tabs")):
        if missing and any(mark in name for name in names):
            raise NotRatings(f"{file}:{line}: the columns are separated by {called}, not by commas.", _SAVE)
    if missing:
        near = "".join(did_you_mean(name, set(names) - {""}) for name in missing[:1])
        raise NotRatings(
            f"{file}:{line}: there is no column {' and none '.join(missing)}; there are: {', '.join(header)}.",
            f"Name the columns {', '.join(NEEDED)} and, if more than one thing was rated, {DIMENSION}.{near}",
        )
    wanted = [*NEEDED, DIMENSION]
    twice = [name for name in wanted if names.count(name) > 1]
    if twice:
        raise NotRatings(f"{file}:{line}: there are two columns {twice[0]}.", "Rename or remove one of them.")
    return {name: names.index(name) for name in wanted if name in names}


def _problems(dimensions: Mapping[str, list[Row]]) -> Iterator[Problem]:
    from roleplay.scoring.agreement import LARGEST

    for name, rows in dimensions.items():
        within = f' in "{name}"' if len(dimensions) > 1 else ""
        first: dict[tuple[str, str], int] = {}
        for row in rows:
            before = first.setdefault((row.item, row.rater), row.line)
            if before != row.line:
                what = f'rater "{row.rater}" has rated item "{row.item}"{within} already, in line {before}.'
                yield Problem(row.line, f"{what} Keep one of the two.")
        given = [row for row in rows if row.value]
        if not any(_number(row.value) is not None for row in given):
            continue
        for row in given:
            number = _number(row.value)
            if number is None:
                what = f'the value "{row.value}" is not a number, while others{within} are.'
                yield Problem(row.line, f"{what} {_mended(row.value)}")
            elif abs(number) > LARGEST:
                what = f'the value "{row.value}" is too large for a rating.'
                yield Problem(row.line, f"{what} Look whether it is in the right column.")


def _strange(rows: list[Row], scale: Collection[float | str]) -> Iterator[Problem]:
    for row in rows if scale else ():
        if row.value and (row.value if (number := _number(row.value)) is None else number) not in scale:
            yield Problem(row.line, f'the value "{row.value}" is not on the scale. Mend it, or --scale.')


def _mended(value: str) -> str:
    if _number(value.replace(",", ".")) is not None:
        return f"Write {value.replace(',', '.')}, with a point."
    return "Leave it empty where nothing was rated; or use words throughout."


def _number(text: str) -> float | None:
    """A plain number; `nan`, `inf` and `1_000` are none."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) and "_" not in text else None


def _values(rows: list[Row]) -> Iterator[Rating]:
    from roleplay.scoring.agreement import Rating

    for row in rows:
        if row.value:
            number = _number(row.value)
            yield Rating(row.item, row.rater, row.value if number is None else number)


def _not_ratings(file: Path, problems: list[Problem]) -> NotRatings:
    more = len(problems) - _SHOWN
    listed = [f"{file}:{line}: {what}" for line, what in problems[:_SHOWN]]
    return NotRatings("\n".join([*listed, f"... and {more} more."] if more > 0 else listed))
