"""The page about security promises tests; they have to be there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_every_test_that_the_page_about_security_names_exists() -> None:
    """Each is a test function in the file that is named, and each threat has one at least."""
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text)
    assert len(named) > 50
    functions = {
        file: {one.name for one in ast.walk(ast.parse((ROOT / file).read_text())) if isinstance(one, ast.FunctionDef)}
        for file in {file for file, _ in named}
    }
    assert [f"{file}::{name}" for file, name in named if name not in functions[file]] == []
    threats = re.split(r"^## ", text, flags=re.MULTILINE)[2:-1]
    assert len(threats) > 6
    assert [threat.partition("\n")[0] for threat in threats if "::test_" not in threat] == []
