"""A pytest plugin that counts what nbval really compares: saved outputs with fresh ones, cell by cell.

nbval passes silently over a cell that was saved without its execution count, and compares nothing in a cell without
outputs. The line that this plugin prints at the end is what the tests read.
"""

from __future__ import annotations

from typing import Any

import nbval.plugin
import pytest

HEADING = "cells compared by nbval:"

_counted: dict[str, int] = {}


def pytest_configure() -> None:
    """Count every comparison that has something to compare."""
    compare = nbval.plugin.IPyNbCell.compare_outputs

    def counted(cell: Any, test: Any, ref: Any, skip_compare: Any = None) -> bool:
        if ref:
            _counted[cell.parent.path.name] = _counted.get(cell.parent.path.name, 0) + 1
        same: bool = compare(cell, test, ref, skip_compare)
        return same

    nbval.plugin.IPyNbCell.compare_outputs = counted


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the count for each notebook."""
    for name, count in sorted(_counted.items()):
        terminalreporter.write_line(f"{HEADING} {name} {count}")
