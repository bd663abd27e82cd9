"""The guide to modules and the curriculum is done as it is read."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from roleplay.authoring.handbook import BEGIN
from roleplay.authoring.library import load_some
from roleplay.cli.main import app
from tests.authoring.test_guide import agrees, answer, blocks, typed, written

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/curriculum.md"
MODULE = Path("scenarios/curriculum/modules/sitting-with-silence.yml")
"""The module that the reader writes."""
CURRICULUM = Path("scenarios/curriculum/curriculum.yml")
"""The curriculum that the page shows."""
SECOND = "what-stays-in-the-room"
"""The module that the page speaks of and does not show."""


def guide() -> str:
    """The page without the reference at its end."""
    return PAGE.read_text(encoding="utf-8").partition(BEGIN)[0]


def test_every_step_does_what_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The module with its two slips, mended, and then the curriculum: what is answered is what the page shows."""
    monkeypatch.chdir(tmp_path)
    MODULE.parent.mkdir(parents=True)
    MODULE.touch()
    checked = 0
    for block in blocks(guide()):
        if block.kind == "yaml" and block.text.startswith("format: curriculum/1"):
            CURRICULUM.write_text(block.text, encoding="utf-8")
        elif block.kind == "yaml":
            MODULE.write_text(written(MODULE.read_text(encoding="utf-8"), block.text), encoding="utf-8")
        for command, shown in typed(block.text) if block.kind == "console" else ():
            printed = answer(command)
            checked += 1
            assert agrees(shown, printed), f"docs/curriculum.md:{block.line}: $ {command}\n" + "\n".join(printed)
    assert checked >= 2
    text = MODULE.read_text(encoding="utf-8").replace("sitting-with-silence", SECOND)
    MODULE.with_stem(SECOND).write_text(text, encoding="utf-8")
    own = {MODULE, MODULE.with_stem(SECOND), CURRICULUM}
    assert [one for one in load_some((Path("scenarios"),)).diagnostics if one.path in own] == []


def test_every_command_that_is_only_named_exists() -> None:
    """Those in shell blocks are not run here, but each is a command, each option one of its own, each file there."""
    known = get_command(app).commands  # type: ignore[attr-defined]
    lines = [line for block in blocks(guide()) if block.kind == "sh" for line in block.text.splitlines()]
    named = [shlex.split(line, comments=True) for line in lines]
    assert named
    for program, name, *words in named:
        assert program == "roleplay"
        options = {option for parameter in known[name].params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options, name
        assert all((ROOT / word).exists() for word in words if word.startswith("scenarios"))


def test_the_notebooks_are_as_the_page_says() -> None:
    """The metadata, the code cell, and where HTML is not wanted, in every notebook of a module."""
    (metadata,) = (json.loads(block.text) for block in blocks(guide()) if block.kind == "json")
    (code,) = (block.text for block in blocks(guide()) if block.kind == "python")
    notebooks = sorted((ROOT / "notebooks/modules").glob("*.ipynb"))
    assert notebooks
    for file in notebooks:
        notebook = json.loads(file.read_text(encoding="utf-8"))
        *readings, last = notebook["cells"]
        assert notebook["metadata"]["roleplay"] == metadata["roleplay"]
        assert "".join(last["source"]) == code.strip().replace("sitting-with-silence", file.stem[3:])
        assert {cell["cell_type"] for cell in readings} == {"markdown"}
        assert "".join(readings[0]["source"]).startswith("# ")


def test_every_private_answer_that_the_page_speaks_of_exists() -> None:
    """The words for how a field is answered are those of the reference below."""
    (words,) = re.findall(r"How it is answered\. One of: (.*?)\. \|", PAGE.read_text(encoding="utf-8"))
    assert all(f"({word})" in guide() for word in words.split(", "))
