"""docs/statistics.md is done as it is read: its file, its commands, its figures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from roleplay.cli.ratings_file import read_ratings
from roleplay.scoring.agreement import Rating, cohen_kappa, gwet_ac1, percent_agreement
from tests.authoring.test_guide import CUT, answer, blocks, typed
from tests.scoring.agreement.published import (
    FLEISS,
    KRIPPENDORFF,
    SHROUT_FLEISS,
    Table,
    computed,
    crossed,
    ratings,
    value,
)

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/statistics.md").read_text(encoding="utf-8")
BRACKETS = re.compile(r"\[(-?\d\.\d{3}), (-?\d\.\d{3})\] *")


def bounds(line: str) -> list[float]:
    """Those of the interval in a line."""
    return [float(bound) for found in BRACKETS.findall(line) for bound in found]


def test_the_commands_answer_what_the_page_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Line by line, apart from those it leaves out; drawn bounds to 0.03, as another NumPy may draw other samples."""
    monkeypatch.chdir(ROOT)
    commands = [one for block in blocks(PAGE) if block.kind == "console" for one in typed(block.text)]
    assert len(commands) == 3
    for command, shown in commands:
        printed = {BRACKETS.sub("", line): line for line in answer(command)}
        for line in shown:
            if line != CUT:
                assert BRACKETS.sub("", line) in printed, command
                assert bounds(line) == pytest.approx(bounds(printed[BRACKETS.sub("", line)]), abs=0.03)


@pytest.mark.parametrize(
    ("name", "table"), [("krippendorff", KRIPPENDORFF), ("shrout-fleiss", SHROUT_FLEISS), ("fleiss", FLEISS)]
)
def test_the_files_hold_the_published_tables(name: str, table: Table) -> None:
    """Value by value; Fleiss' diagnoses by their first letters' order."""
    (found,) = read_ratings(ROOT / "docs/statistics" / f"{name}.csv").values()
    words = dict(
        zip("abcde", ("depression", "personality disorder", "schizophrenia", "neurosis", "other"), strict=True)
    )
    raters = sorted({one.rater for one in found})
    assert found == [
        Rating(str(item), raters[rater], words.get(str(cell), cell))
        for item, row in enumerate(table, 1)
        for rater, cell in enumerate(row)
        if cell is not None
    ]


def test_the_example_of_a_file_is_read(tmp_path: Path) -> None:
    """Two dimensions, three ratings."""
    (example,) = (block.text for block in blocks(PAGE) if block.kind == "csv")
    file = tmp_path / "example.csv"
    file.write_text(example, encoding="utf-8")
    assert {name: len(rows) for name, rows in read_ratings(file).items()} == {"listening": 2, "disclosure": 1}


def test_the_example_of_a_frequent_value_is_computed() -> None:
    """Its three figures are those of the table above them."""
    counts = [[int(cell) for cell in row] for row in re.findall(r"(?m)^\| first: \w+ \| (\d+) \| (\d+) \|$", PAGE)]
    table = ratings(crossed(counts, ("none", "harm")))
    percent, kappa, ac1 = (value(computed(table, of(table))) for of in (percent_agreement, cohen_kappa, gwet_ac1))
    assert f"Percent agreement is {percent:.3f}, Cohen's kappa {kappa:.3f}, Gwet's AC1 {ac1:.3f}." in PAGE
