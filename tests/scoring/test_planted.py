"""What is planted is found: the studies of `docs/notebooks/planted.ipynb`, fewer of them, held against its truth."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from scipy.stats import binom

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebooks" / "planted.ipynb"
STUDIES = 40


@pytest.fixture(scope="module")
def planted() -> dict[str, Any]:
    """All that its first two code cells define: the truth, how a study is made, what is found in it."""
    cells = [cell.source for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.cell_type == "code"]
    names: dict[str, Any] = {"print": lambda *_: None}
    for source in cells[:2]:
        exec(source, names)
    return names


def test_intervals_hold_what_was_planted_and_nothing_else(planted: dict[str, Any]) -> None:
    """Agreement and severity: about 19 in 20 intervals hold the truth, and hardly one a value that is 0.25 off."""
    found = [planted["found"](planted["study"](seed), seed) for seed in range(STUDIES)]
    least = binom.ppf(0.001, STUDIES, 0.93)
    for name, truth in planted["TRUE"].items():
        assert sum(planted["holds"](one[name], truth) for one in found) >= least, name
        assert sum(planted["holds"](one[name], truth + 0.25) for one in found) <= 3, name


def test_the_truth_is_what_many_attempts_come_to(planted: dict[str, Any]) -> None:
    """The integrals, held against plain counting."""
    rows = planted["study"](1, 30_000)
    by_rater = {name: [value for _, rater, value in rows if rater == name] for name in planted["SEVERITY"]}
    pairs = [(by_rater[one], by_rater[other]) for one, other in planted["pairs"]]
    same = [sum(a == b for a, b in zip(*pair, strict=True)) / 30_000 for pair in pairs]
    assert sum(same) / 3 == pytest.approx(planted["TRUE"]["percent agreement"], abs=0.01)
    means = {name: sum(values) / 30_000 for name, values in by_rater.items()}
    severity = (means["Ben"] + means["Cem"]) / 2 - means["Ada"]
    assert severity == pytest.approx(planted["TRUE"]["severity of Ada"], abs=0.02)
