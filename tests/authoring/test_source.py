"""From bytes to plain data: what is read, where it stands, and what is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from roleplay.authoring.diagnostic import Place
from roleplay.authoring.source import MAX_BYTES, Source, parse, read


def source(text: str | bytes) -> Source:
    """What is read from a text."""
    return parse(Path("x.yml"), text if isinstance(text, bytes) else text.encode())


def only(text: str | bytes) -> tuple[str, int, int]:
    """Code, line and column of the one thing that is wrong."""
    (found,) = source(text).diagnostics
    return found.code, found.line, found.column


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("12", 12),
        ("+2", 2),
        ("-3", -3),
        ("007", 7),
        ("0x1F", 31),
        ("0o17", 15),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("01:12", "01:12"),
        ("2026-03-31", "2026-03-31"),
        ("1_000", "1_000"),
        (".inf", ".inf"),
        ("9" * 13, "9" * 13),
        ("'12'", "12"),
        ('"true"', "true"),
        (">-\n    a\n    b", "a b"),
        ("|\n    a\n    b\n", "a\nb\n"),
        ('"\\ud83d\\ude42"', "🙂"),
    ],
)
def test_values_are_read_as_yaml_1_2_does(written: str, value: object) -> None:
    """Only true and false are truths, times and dates are texts, and quotes make a text of anything."""
    read = source(f"a: {written}\n")
    assert read.diagnostics == ()
    assert read.data == {"a": value}
    assert type(read.data["a"]) is type(value)


def test_every_part_has_its_place() -> None:
    """Fields, values, items and the first characters of texts are found again, counted from 1."""
    places = source('# c\na:\n  b: [x, "yz"]\n  c: >-\n    long\n').places
    assert places["a",] == Place(2, 1)
    assert places["a", "b"] == Place(3, 3)
    assert places["a", "b", 0] == Place(3, 7)
    assert places.contents["a", "b", 1] == Place(3, 10)
    assert places.letters["a", "b", 1] == Place(3, 11)
    assert places.contents["a", "c"] == Place(4, 6)
    assert ("a", "c") not in places.letters
    assert places.near(("a", "b", 7, "x")) == ("a", "b")


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("", "RP106", 1, 1),
        ("# only this\n", "RP106", 1, 1),
        ("- a\n", "RP106", 1, 1),
        ("word\n", "RP106", 1, 1),
        ("a: 1\nb: 'x\n", "RP102", 2, 4),
        ("a: [1\nb: 2\n", "RP102", 1, 4),
        ("a:\n\tb: 1\n", "RP102", 2, 1),
        ("a: b: c\n", "RP102", 1, 5),
        ('a: "x" y\n', "RP102", 1, 8),
        ("a: @x\n", "RP102", 1, 4),
        ('a: 1\nb: "\\UFFFFFFFF"\n', "RP102", 2, 1),
        ("%YAML 3.7\n---\na: 1\n", "RP102", 1, 1),
        ("# of 1999\n\n%YAML 1.1\n---\na: [b: c]\n", "RP102", 3, 1),
        ("%FOO\na: 1\n", "RP102", 1, 1),
        ("a: 1\nb:2\nc: 3\n", "RP102", 2, 1),
        ("a: 1\nb: |\n c\nd\ne: 2\n", "RP102", 4, 1),
        ("a: 1\nb: *x\n", "RP103", 2, 4),
        ("a: &x 1\n", "RP103", 1, 4),
        ("a: !x 1\n", "RP103", 1, 4),
        ("a: 1\n---\nb: 2\n", "RP103", 2, 1),
        ("? [a]\n: b\n", "RP103", 1, 3),
        ("a: {<<: {b: 1}}\n", "RP103", 1, 5),
        ("a: " + "[" * 17 + "]" * 17, "RP103", 1, 19),
        ("a: 1\na: 2\n", "RP104", 2, 1),
        ("a: {b: 1,\n  b: 2}\n", "RP104", 2, 3),
        ("1: x\n", "RP105", 1, 1),
        ("a: {null: x}\n", "RP105", 1, 5),
        ("a: 1\x00\n", "RP101", 1, 5),
        ("a: 1\nb: \u2028\n", "RP101", 2, 4),
        ("a:\n\u00a0 b: 1\n", "RP101", 2, 1),
        ("a:\n  \u2003b: 1\n", "RP101", 2, 3),
        ('a: "\\ud800"\n', "RP101", 1, 4),
        (b"a: 1\nb: \xff\n", "RP101", 2, 4),
        ("a: é\n".encode("utf-16"), "RP101", 1, 1),
        (b"a" * (MAX_BYTES + 1), "RP101", 1, 1),
    ],
)
def test_what_is_refused_is_said_with_its_place(text: str | bytes, code: str, line: int, column: int) -> None:
    """Each kind of broken file has one finding, where it goes wrong."""
    assert only(text) == (code, line, column)


def test_of_a_repeated_field_the_first_value_stays() -> None:
    """What is said of the rest of the file is said of the first; every repetition is found."""
    read = source("a: {b: 1}\na: {b: 2, c: 3}\na: 4\n")
    assert read.data == {"a": {"b": 1}}
    assert [(d.code, d.line) for d in read.diagnostics] == [("RP104", 2), ("RP104", 3)]
    assert read.places["a", "b"] == Place(1, 5)


def test_what_comes_before_a_mistake_is_still_read() -> None:
    """A rubric that breaks off can be named by those who need it."""
    read = source("id: listening\nbehaviours:\n  a: {}\n  b: 'x\n")
    assert not read.whole
    assert read.data["id"] == "listening"
    assert read.data["behaviours"] == {"a": {}}


def test_a_byte_order_mark_is_no_mistake() -> None:
    """Editors on some systems write one."""
    assert source(b"\xef\xbb\xbfa: 1\n").data == {"a": 1}


def test_a_file_that_cannot_be_opened_is_a_finding(tmp_path: Path) -> None:
    """A missing file, a folder and a pipe end in a message that says why, and nothing waits for them."""
    os.mkfifo(tmp_path / "pipe.yml")
    (missing,) = read(tmp_path / "none.yml").diagnostics
    (folder,) = read(tmp_path).diagnostics
    (pipe,) = read(tmp_path / "pipe.yml").diagnostics
    assert (missing.code, folder.code, pipe.code) == ("RP101", "RP101", "RP101")
    assert os.strerror(2) in missing.message
    assert "folder or a device" in pipe.message


def test_the_same_bytes_are_not_read_twice(tmp_path: Path) -> None:
    """An earlier reading of the same bytes comes back; other bytes are read."""
    path = tmp_path / "x.yml"
    path.write_text("a: 1\n")
    first = read(path)
    assert read(path, first) is first
    path.write_text("a: 2\n")
    assert read(path, first).data == {"a": 2}


TEXTS = st.text(st.characters() | st.sampled_from(list("\n\n  :-?[]{}\"'|>&*!%@#,\t~<\\\x00\ud800")), max_size=120).map(
    lambda text: text.encode("utf-8", "surrogatepass")
)


@given(st.binary(max_size=200) | TEXTS)
@example(b"\xff\xfe")
@example(b'"\\U00110000"')
@example(b"? ? ? ?")
@example(b"[" * 100)
@example(b"a: !<x\n")
def test_any_bytes_give_data_or_findings(content: bytes) -> None:
    """Whatever the bytes are: no traceback, a place within the file, and a finding when nothing could be read."""
    read = source(content)
    assert read.data or read.diagnostics
    assert read.whole or read.diagnostics
    lines = content.replace(b"\r", b"\n").count(b"\n") + 1
    for found in read.diagnostics:
        assert 1 <= found.line <= lines
        assert found.column >= 1
        assert found.message
        assert found.fix
