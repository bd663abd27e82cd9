"""Files of ratings as spreadsheets save them, and what is told of files that hold none."""

from __future__ import annotations

from pathlib import Path

import pytest

from roleplay.cli.ratings_file import NotRatings, read_ratings, read_scale
from roleplay.scoring.agreement import Rating

PLAIN = "item,rater,value\none,Ada,3\none,Ben,4\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a test writes its ratings."""
    return tmp_path / "ratings.csv"


def read(file: Path, text: str, encoding: str = "utf-8") -> dict[str, list[Rating]]:
    """The ratings of a file with this text."""
    file.write_text(text, encoding=encoding, newline="")
    return read_ratings(file)


def refused(file: Path, text: str | bytes) -> list[str]:
    """What is told of a file that is refused, line by line, from its name on."""
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(NotRatings) as error:
        read_ratings(file)
    assert error.value.message.startswith(str(file))
    return [line.removeprefix(str(file)) for line in [*error.value.message.split("\n"), error.value.fix] if line]


EXPECTED = {"all": [Rating("one", "Ada", 3.0), Rating("one", "Ben", 4.0)]}


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\n\n"),
        "Value, Rater ,ITEM,note\n 3 ,Ada,one,\n4.0,Ben,one,first try\n",
        'item,rater,value\n"one","Ada","3"\n"one","Ben",4\none,Cleo,\n',
    ],
    ids=["plain", "windows", "blank lines", "other columns", "quotes and an empty value"],
)
def test_what_spreadsheets_write_is_read(file: Path, text: str) -> None:
    """Ends of lines, blank lines, columns in any order and letter, others beside them, quotes; an empty value is no rating."""
    assert read(file, text) == EXPECTED


def test_a_byte_order_mark_is_no_part_of_the_first_column(file: Path) -> None:
    """Spreadsheets put one in front of what they call CSV UTF-8."""
    assert read(file, PLAIN, encoding="utf-8-sig") == EXPECTED


def test_dimensions_are_kept_apart(file: Path) -> None:
    """The same rater rates the same item in several; one may have numbers and another words."""
    found = read(file, "dimension,item,rater,value\nempathy,one,Ada,3\nplace,one,Ada,garden\nempathy,two,Ada,1\n")
    assert found == {
        "empathy": [Rating("one", "Ada", 3.0), Rating("two", "Ada", 1.0)],
        "place": [Rating("one", "Ada", "garden")],
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", [": is empty.", "Its first line should read: item,rater,value"]),
        (" \n\n", [": is empty.", "Its first line should read: item,rater,value"]),
        ("item,rater,value\n", [":1: there is a header and no rating.", "Add a row for each rating."]),
        (
            "item,judge,value\none,Ada,3\n",
            [
                ":1: there is no column rater; there are: item, judge, value.",
                "Name the columns item, rater, value and, if more than one thing was rated, dimension.",
            ],
        ),
        (
            "item,raters,score\none,Ada,3\n",
            [
                ":1: there is no column rater and none value; there are: item, raters, score.",
                'Name the columns item, rater, value and, if more than one thing was rated, dimension. Did you mean "raters"?',
            ],
        ),
        ("item,rater,value,value\none,Ada,3,4\n", [":1: there are two columns value.", "Rename or remove one of them."]),
        (
            "item;rater;value\none;Ada;3\n",
            [
                ":1: the columns are separated by semicolons, not by commas.",
                "In a spreadsheet, save it as “CSV UTF-8 (comma delimited)”.",
            ],
        ),
        (
            "item\trater\tvalue\none\tAda\t3\n",
            [
                ":1: the columns are separated by tabs, not by commas.",
                "In a spreadsheet, save it as “CSV UTF-8 (comma delimited)”.",
            ],
        ),
        (
            "item,rater,value\none,Zoë,3\n".encode("latin-1"),
            [
                ":2: holds a character that is not in UTF-8.",
                "In a spreadsheet, save it as “CSV UTF-8 (comma delimited)”.",
            ],
        ),
        (
            PLAIN.encode("utf-16"),
            [
                ":1: is written in UTF-16, not in UTF-8.",
                "In a spreadsheet, save it as “CSV UTF-8 (comma delimited)”.",
            ],
        ),
        (
            'item,rater,value\none,Ada,3\ntwo,"Ada,3\nthree,Ada,3\n',
            [":3: is not CSV from here on: unexpected end of data. Look for a quotation mark left open."],
        ),
    ],
    ids=[
        "empty", "blank", "only a header", "no rater", "two columns missing", "a column twice", "semicolons", "tabs",
        "Latin-1", "UTF-16", "open quote",
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused(file: Path, text: str | bytes, says: list[str]) -> None:
    """Where, what, and how to mend it."""
    assert refused(file, text) == says


def test_everything_that_is_wrong_with_rows_is_told_at_once(file: Path) -> None:
    """By line: cells that are too many or empty, a rater twice on an item, words among numbers, a number out of bounds."""
    rows = [
        "one,Ada,3",
        "one,Ada,4",
        "one,Ben,3,really",
        ",Ben,2",
        'two,Ada,"3,5"',
        "two,Ben,n/a",
        "two,Cleo,nan",
        "six,Ada,1e10",
    ]
    assert refused(file, "\n".join(["item,rater,value", *rows])) == [
        ':3: rater "Ada" has rated item "one" already, in line 2. Keep one of the two.',
        ":4: 4 cells under 3 columns. Put quotes around a text that has commas in it.",
        ":5: item is empty. Fill it in, or remove the row.",
        ':6: the value "3,5" is not a number, while others are. Write 3.5, with a point.',
        ':7: the value "n/a" is not a number, while others are. Leave it empty where nothing was rated; or use words throughout.',
        ':8: the value "nan" is not a number, while others are. Leave it empty where nothing was rated; or use words throughout.',
        ':9: the value "1e10" is too large for a rating. Look whether it is in the right column.',
    ]


def test_in_which_dimension_is_told_where_there_are_several(file: Path) -> None:
    """Twice on one item in one dimension is a slip, in two dimensions it is not."""
    rows = ["one,Ada,3,warmth", "one,Ada,3,skill", "one,Ada,many,skill"]
    assert refused(file, "\n".join(["item,rater,value,dimension", *rows])) == [
        ':4: rater "Ada" has rated item "one" in "skill" already, in line 3. Keep one of the two.',
        ':4: the value "many" is not a number, while others in "skill" are. Leave it empty where nothing was rated; or use words throughout.',
    ]


def test_a_value_off_the_scale_is_told(file: Path) -> None:
    """If the scale is known; an empty value is on every scale."""
    file.write_text("item,rater,value\none,Ada,3.0\none,Ben,5\none,Cleo,\n", encoding="utf-8")
    with pytest.raises(NotRatings) as error:
        read_ratings(file, (1.0, 2.0, 3.0, 4.0))
    assert error.value.message == f'{file}:3: the value "5" is not on the scale. Mend it, or --scale.'


def test_a_scale_is_numbers_or_words() -> None:
    """With commas between."""
    assert read_scale("1, 2,3,4") == (1, 2, 3, 4)
    assert read_scale("none,harm") == ("none", "harm")
    for text in ("", "1", "1,,2", "1,two", "1,1"):
        with pytest.raises(ValueError, match="a scale has"):
            read_scale(text)


def test_of_many_problems_ten_are_listed(file: Path) -> None:
    """And it is said how many more there are."""
    told = refused(file, "item,rater,value\n" + ",Ada,1\n" * 25)
    assert len(told) == 11
    assert told[-1] == "... and 15 more."


def test_a_line_is_where_the_row_begins(file: Path) -> None:
    """A text in quotes may have ends of lines of its own."""
    assert refused(file, 'item,rater,value\n"a\nb",Ada,1\n,Ada,1\n') == [
        ":4: item is empty. Fill it in, or remove the row."
    ]


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    """So is a folder."""
    for path in (tmp_path / "nothing.csv", tmp_path):
        with pytest.raises(NotRatings, match="cannot be read") as error:
            read_ratings(path)
        assert error.value.fix == "Check its name and who may read it."
