"""What is loaded when."""

from __future__ import annotations

import subprocess
import sys


def test_scores_are_counted_without_numpy() -> None:
    """A trainee's kernel scores attempts; it never pays for the statistics of evaluators."""
    asked = "import sys, roleplay.scoring; print({'numpy', 'scipy', 'roleplay.scoring.measurement'} & {*sys.modules})"
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
