"""`roleplay site`: showing, changing and checking the settings of a site."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import NamedTuple, Protocol

import pytest

from roleplay.cli.main import run
from roleplay.services.settings import read_site, site_file

DOCUMENT = Path(__file__).parents[2] / "docs" / "site-settings.md"


class Ended(NamedTuple):
    """How a command ended."""

    status: int
    """0, 1 or 2."""
    out: str
    """What it printed."""
    err: str
    """What it complained about."""


class Site(Protocol):
    """`roleplay site ...` on the data folder of the test."""

    def __call__(self, *arguments: str) -> Ended:
        """How it ended."""


@pytest.fixture
def site(data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Site:
    """Run the command in this process."""

    def call(*arguments: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["roleplay", "site", *arguments, "--data", str(data_dir)])
        with pytest.raises(SystemExit) as ended:
            run()
        code = ended.value.code
        return Ended(code if isinstance(code, int) else 0, *capsys.readouterr())

    return call


def test_at_first_nothing_is_set(site: Site, data_dir: Path) -> None:
    """Looking makes no file; checking says what follows and ends with 1."""
    shown = site("show")
    assert (shown.status, shown.err) == (0, "")
    assert "not there yet" in shown.out
    assert "mandated_reporter: not set" in shown.out
    checked = site("check")
    assert checked.status == 1
    assert 'crisis_lines: "Get help" says that no crisis line has been set up' in checked.out
    assert not data_dir.exists()


def test_a_change_is_made_shown_and_taken_back(site: Site, data_dir: Path) -> None:
    """In the file of the data folder."""
    assert site("set", "report_to", "both") == Ended(0, "report_to: both\n", "")
    assert "report_to: both" in site("show").out
    assert "report_to: both" in site_file(data_dir).read_text()
    assert site("unset", "report_to").status == 0
    assert "report_to: not set" in site("show").out


def test_a_mistake_ends_with_1_and_a_way_to_mend_it(site: Site) -> None:
    """No traceback; a wrong call ends with 2."""
    refused = site("set", "report_to", "bot")
    assert (refused.status, refused.out) == (1, "")
    assert 'Did you mean "both"?' in refused.err
    assert site("set", "report-to", "both").status == 1
    assert site("attest", "Kim", "--review-by", "next year").status == 1
    assert site("set", "report_to").status == 2


def test_a_broken_file_is_explained_by_every_command(site: Site, data_dir: Path) -> None:
    """With file, line and column."""
    data_dir.mkdir()
    site_file(data_dir).write_text("report_to: bot\n")
    for command in (("show",), ("check",), ("unset", "organisation")):
        ended = site(*command)
        assert ended.status == 1
        assert f"{site_file(data_dir)}:1:12 " in ended.err


def test_a_site_where_everything_is_answered_passes(site: Site, data_dir: Path) -> None:
    """Crisis lines and the attestation have commands of their own; a later change asks for a new attestation."""
    answers = {"organisation": "Lighthouse", "emergency_number": "112"}
    assert site("add-line", "Night line", "116 123", "--hours", "at night", "--about", "Volunteers.").status == 0
    assert site("add-line", "Old line", "1").out == "crisis_lines: Night line, Old line\n"
    assert site("remove-line", "Old line").out == "crisis_lines: Night line\n"
    current = read_site(site_file(data_dir)).site
    assert current is not None
    answers |= {name: "both" if name == "report_to" else "" for name in current.policies()}
    for name, values in {
        "mandated_reporter": "yes",
        "report_to": "both",
        "threat_to_others": "tell-supervisor",
        "self_harm_policy": "support-and-tell",
        "ask_or_alert": "ask-first",
        "emergency_route": "crisis-team",
        "substance_use_records": "no",
        "contact_policy": "program-phone",
    }.items():
        answers[name] = values
    for name, value in answers.items():
        assert site("set", name, value).status == 0
    assert site("check").out.startswith("attested: ")
    assert site("attest", "Kim, lead", "--review-by", "2999-01-01").status == 0
    assert site("check") == Ended(0, "Everything is set.\n", "")
    shown = site("show").out
    assert "  - Night line: 116 123 (at night). Volunteers.\n" in shown
    assert "attested: Kim, lead, on " in shown
    assert "Kim, lead vouched for the settings before this change" in site("set", "emergency_number", "110").out


def test_every_command_of_the_document_works(site: Site) -> None:
    """The commands in docs/site-settings.md run as they stand there, in their order."""
    blocks = re.findall(r"```sh\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    commands = [line for block in blocks for line in block.splitlines() if line.startswith("roleplay site ")]
    assert {command.split()[2] for command in commands} == {
        "show",
        "set",
        "unset",
        "check",
        "add-line",
        "remove-line",
        "attest",
    }
    import shlex

    for command in commands:
        ended = site(*shlex.split(command)[2:])
        assert ended.status == (1 if "check" in command else 0), command
        assert ended.err == ""
