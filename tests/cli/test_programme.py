"""`roleplay report cohort` and `roleplay report trainee`."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.called import Call, caller
from tests.services.test_reporting import Reports


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """The command, on a data folder with a cohort of two trainees."""
    reports = Reports(tmp_path)
    reports.desk.returning.comment(reports.desk.actor("eve"), reports.ids[0], "strength", "You waited.")
    reports.desk.returning.give_back(reports.desk.actor("eve"), reports.ids[0])
    return caller(tmp_path, monkeypatch, capsys)


def test_a_report_is_printed_or_written_in_any_form(call: Call, tmp_path: Path) -> None:
    """As text, as JSON for programs, as a PDF and as tables."""
    ended = call("report", "cohort", "blue")
    assert (ended.status, ended.out.splitlines()[0]) == (0, "Report of blue")
    told = json.loads(call("report", "cohort", "blue", "--json").out)
    assert told["sections"][0]["title"] == "Where do trainees stand?"
    assert "svg" not in json.dumps(told)
    folder = tmp_path / "out"
    ended = call(
        "report", "cohort", "blue", "--csv", str(folder), "--parquet", str(folder), "--pdf", str(tmp_path / "r.pdf")
    )
    assert (ended.status, len(ended.out.splitlines())) == (0, 3)
    assert sorted(file.name for file in folder.iterdir()) == [
        f"{name}.{form}" for name in ("attempt_levels", "attempts", "rating_levels", "ratings") for form in ("csv", "parquet")
    ]  # fmt: skip
    assert len(pd.read_parquet(folder / "attempts.parquet")) == 3
    assert (tmp_path / "r.pdf").read_bytes()[:5] == b"%PDF-"


def test_a_record_is_written(call: Call, tmp_path: Path) -> None:
    """By login; without a file to write it to the command was called in a wrong way."""
    ended = call("report", "trainee", "kim", "--pdf", str(tmp_path / "kim.pdf"))
    assert ended.out.startswith("The record of Kim is in ")
    assert (tmp_path / "kim.pdf").read_bytes()[:5] == b"%PDF-"
    assert call("report", "trainee", "kim").status == 2


def test_mistakes_are_told_with_a_way_to_mend_them(call: Call, tmp_path: Path) -> None:
    """An unknown cohort or login, and a place that cannot be written."""
    for wrong in (
        ("cohort", "bleu"),
        ("trainee", "kin", "--pdf", str(tmp_path / "x.pdf")),
        ("trainee", "kim", "--pdf", str(tmp_path / "none" / "x.pdf")),
        ("cohort", "blue", "--csv", str(tmp_path / "roleplay.db")),
    ):
        ended = call("report", *wrong)
        assert (ended.status, len(ended.err.splitlines())) == (1, 2)
