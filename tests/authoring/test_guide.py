"""The guide to writing a scenario is done as it is read: each step's text is put into the file, each command is run.

After a change that the page is to show, `python -m tests.authoring.test_guide` writes the outputs anew; read what changed.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from roleplay.authoring.handbook import BEGIN
from roleplay.authoring.library import load_some
from roleplay.cli.main import app
from roleplay.errors import RoleplayError

PAGE = Path(__file__).parents[2] / "docs/scenarios.md"
FILE = Path("my-scenarios/everyday/late-to-the-group.yml")
"""The file that the reader writes."""
CUT = "…"
"""Stands for lines of an output that the page leaves out."""
MOST_LINES = 460
"""Of the guide, before the reference."""

_BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A part of the page that is not prose."""

    kind: str
    """`yaml` goes into the file, `console` is typed and answered, anything else is only read."""
    text: str
    """What it holds."""
    line: int
    """Line of the page where it starts."""


class Typed(NamedTuple):
    """A command and its answer."""

    command: str
    """After the dollar sign."""
    shown: list[str]
    """What the page says that it prints."""


def guide() -> str:
    """The page without the reference at its end."""
    return PAGE.read_text(encoding="utf-8").partition(BEGIN)[0]


def blocks(page: str) -> Iterator[Block]:
    """The blocks of a page, in order."""
    for found in _BLOCK.finditer(page):
        yield Block(found["kind"], found["text"], page[: found.start()].count("\n") + 1)


def written(file: str, step: str, indent: int = 0) -> str:
    """A file after a step: a field takes the place of the one with its name, or is added; so do fields inside of it."""
    kept = {_name(part): part for part in _parts(file, indent)}
    for part in _parts(step, indent):
        head, _, inside = part.partition("\n")
        there = kept.get(_name(part), "").partition("\n")[2]
        if _fields(indent + 2).match(inside) and _fields(indent + 2).match(there):
            inside = written(there, inside, indent + 2)
        kept[_name(part)] = f"{head}\n{inside}"
    return "".join(kept.values())


def _fields(indent: int) -> re.Pattern[str]:
    return re.compile(rf"^(?= {{{indent}}}[a-z][\w-]*:)", re.MULTILINE)


def _parts(text: str, indent: int) -> list[str]:
    return [part for part in _fields(indent).split(text) if part.strip()]


def _name(part: str) -> str:
    return part.strip().partition(":")[0]


def typed(console: str) -> Iterator[Typed]:
    """The commands of a block, with what is shown below each."""
    for one in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
        command, *shown = one.rstrip("\n").split("\n")
        yield Typed(command, shown)


def answer(command: str) -> list[str]:
    """Run a command where one stands, and return the lines that it prints."""
    program, *arguments = shlex.split(command)
    if program == "cp":
        shutil.copy(*arguments)
        return []
    assert program == "roleplay", command
    result = CliRunner().invoke(app, arguments)
    error = result.exception
    assert error is None or isinstance(error, (SystemExit, RoleplayError)), error
    said = f"{error.message}\n{error.fix}" if isinstance(error, RoleplayError) else ""
    return (result.output + said).rstrip("\n").split("\n")


def agrees(shown: list[str], printed: list[str]) -> bool:
    """True where the page shows what was printed, apart from lines that it says it leaves out."""
    if CUT not in shown:
        return shown == printed
    cut = shown.index(CUT)
    head, tail = shown[:cut], shown[cut + 1 :]
    return (
        len(head) + len(tail) < len(printed) and printed[:cut] == head and printed[len(printed) - len(tail) :] == tail
    )


def test_every_step_does_what_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From an empty file on: what is written, what is typed, what is answered; at the end nothing is left to mend."""
    monkeypatch.chdir(tmp_path)
    begin()
    commands: list[str] = []
    for block in blocks(guide()):
        if block.kind == "yaml":
            FILE.write_text(written(FILE.read_text(encoding="utf-8"), block.text), encoding="utf-8")
        for command, shown in typed(block.text) if block.kind == "console" else ():
            commands.append(command)
            printed = answer(command)
            assert agrees(shown, printed), f"docs/scenarios.md:{block.line}: $ {command}\n" + "\n".join(printed)
    assert {"check", "play", "explore", "bots", "explain"} <= {shlex.split(command)[1] for command in commands}
    assert [one for one in load_some((FILE,)).diagnostics if one.path == FILE] == []


def test_every_command_that_is_only_named_exists() -> None:
    """Those in shell blocks are not run here, but each is a command, and each option one of its options."""
    known = get_command(app).commands  # type: ignore[attr-defined]
    named = [
        shlex.split(line, comments=True) for b in blocks(guide()) if b.kind == "sh" for line in b.text.splitlines()
    ]
    ours = [words for words in named if words and words[0] == "roleplay"]
    assert ours
    for _, name, *words in ours:
        options = {option for parameter in known[name].params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options, name


def test_the_guide_begins_with_nothing_and_is_short() -> None:
    """The first thing that is checked is an empty file; the page can be read in one sitting."""
    first = next(block for block in blocks(guide()) if block.kind in {"yaml", "console"})
    assert "The file is empty." in first.text
    assert guide().count("\n") <= MOST_LINES


def test_a_step_replaces_what_has_its_name_and_adds_the_rest() -> None:
    """Fields, and fields inside of fields, in the place where they stood; a list is replaced as a whole."""
    file = "title: A\nnodes:\n  one:\n    say:\n      - a\n    goto: two\n  two:\n    end: x\nstart: one\n"
    step = "title: B\nnodes:\n  one:\n    say:\n      - b\n  three:\n    end: z\nsources: [s]\n"
    assert written(file, step) == (
        "title: B\nnodes:\n  one:\n    say:\n      - b\n    goto: two\n  two:\n    end: x\n  three:\n    end: z\n"
        "start: one\nsources: [s]\n"
    )


def test_a_lie_is_noticed() -> None:
    """Another line, a line too few, or a cut that leaves nothing out."""
    assert agrees(["a", CUT, "d"], ["a", "b", "c", "d"])
    assert not agrees(["a", CUT, "e"], ["a", "b", "c", "d"])
    assert not agrees(["a", CUT, "b"], ["a", "b"])
    assert not agrees(["a"], ["a", "b"])


def begin() -> None:
    """Make the empty file that the guide begins with."""
    FILE.parent.mkdir(parents=True)
    FILE.touch()


def rewritten(page: str) -> str:
    """A page with every output as it is now, cut where it was cut."""
    begin()
    parts: list[str] = []
    done = 0
    for found in _BLOCK.finditer(page):
        if found["kind"] == "yaml":
            FILE.write_text(written(FILE.read_text(encoding="utf-8"), found["text"]), encoding="utf-8")
        elif found["kind"] == "console":
            lines: list[str] = []
            for command, shown in typed(found["text"]):
                printed = answer(command)
                if CUT in shown:
                    cut = shown.index(CUT)
                    printed = [*printed[:cut], CUT, *printed[len(printed) - len(shown) + cut + 1 :]]
                lines += [f"$ {command}", *printed]
            parts += [page[done : found.start("text")], "".join(f"{line}\n" for line in lines)]
            done = found.end("text")
    return "".join(parts) + page[done:]


if __name__ == "__main__":
    whole = PAGE.read_text(encoding="utf-8")
    before, mark, reference = whole.partition(BEGIN)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        made = rewritten(before)
        os.chdir("/")
    PAGE.write_text(made + mark + reference, encoding="utf-8")
