"""`roleplay` called as somebody would, in this process."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple, Protocol

import pytest

from roleplay.cli.main import run


class Ended(NamedTuple):
    """How a command ended."""

    status: int
    """0, 1 or 2."""
    out: str
    """What it printed."""
    err: str
    """What it complained about."""


class Call(Protocol):
    """`roleplay ...` on the data folder of a test."""

    def __call__(self, *arguments: str) -> Ended:
        """How it ended."""


def caller(data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Call the command with `--data` of this folder."""

    def call(*arguments: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["roleplay", *arguments, "--data", str(data)])
        with pytest.raises(SystemExit) as ended:
            run()
        code = ended.value.code
        return Ended(code if isinstance(code, int) else 0, *capsys.readouterr())

    return call
