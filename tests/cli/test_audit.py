"""`roleplay audit`: who did what."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.called import Call, caller


@pytest.fixture
def roleplay(data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Call `roleplay ...`."""
    return caller(data_dir, monkeypatch, capsys)


def test_what_was_done_is_listed_newest_first(roleplay: Call) -> None:
    """With people by their logins and cohorts by their names, which the log itself does not hold."""
    roleplay("people", "add", "kim", "--name", "Kim", "--no-invite")
    roleplay("cohort", "add", "Blue")
    roleplay("cohort", "join", "Blue", "kim")
    lines = [re.split(r"  +", line)[1:] for line in roleplay("audit").out.splitlines()]
    assert lines == [
        ["WHO", "WHAT", "TO", "MORE"],
        ["You", "cohort-joined", "kim", "cohort: Blue, role: trainee"],
        ["You", "cohort-made", "Blue"],
        ["You", "person-added", "kim", "roles: trainee"],
    ]
    assert len(roleplay("audit", "--limit", "1").out.splitlines()) == 2


def test_it_can_be_about_somebody_even_who_was_erased(roleplay: Call) -> None:
    """By login, and by id when there is no login any more."""
    for login in ("kim", "lee"):
        roleplay("people", "add", login, "--name", login, "--no-invite")
    (entry,) = json.loads(roleplay("audit", "--about", "kim", "--json").out)
    assert (entry["action"], entry["detail"], entry["subject_kind"]) == ("person-added", {"roles": "trainee"}, "person")
    roleplay("people", "erase", "kim", "--yes")
    assert roleplay("audit", "--about", "kim").status == 1
    told = json.loads(roleplay("audit", "--about", entry["subject"], "--json").out)
    assert [one["action"] for one in told] == ["erased", "person-added"]
    assert entry["subject"] in roleplay("audit").out


def test_an_empty_log_is_said_to_be_empty(roleplay: Call) -> None:
    """Where there is a store; a login that nobody has is a mistake, and so is a limit of none."""
    roleplay("people", "add", "two words", "--name", "x", "--no-invite")  # makes the store, adds nobody
    assert roleplay("audit").out == "There is nothing in the audit log yet.\n"
    assert roleplay("audit", "--json").out == "[]\n"
    refused = roleplay("audit", "--about", "nobody")
    assert (refused.status, refused.out) == (1, "")
    assert roleplay("audit", "--limit", "0").status == 2
