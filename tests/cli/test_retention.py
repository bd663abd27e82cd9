"""`roleplay retention`: how long what is kept, and erasing what is older."""

from __future__ import annotations

import re
import shlex
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from roleplay.identity import Role
from roleplay.services.database import database_url
from roleplay.services.keeping import MEANINGS, privacy_file
from roleplay.services.opening import open_house
from roleplay.store import OwnerKind, PersonRow, Status, Store, TextRow, connect
from tests.cli.called import Call, caller
from tests.kept import attempt, log, shelve

OLD = datetime.now(UTC) - timedelta(days=400)
DOCUMENT = Path(__file__).parents[2] / "docs" / "privacy.md"


@pytest.fixture
def roleplay(data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Call `roleplay ...`."""
    return caller(data_dir, monkeypatch, capsys)


@pytest.fixture
def store(data_dir: Path) -> Store:
    """Kim ended an attempt 400 days ago, and has a password; Lee never came."""
    open_house(data_dir, shipped=False)
    made = connect(database_url(data_dir))
    shelve(made)
    for login in ("kim", "lee"):
        made.add_person(PersonRow(login, login.capitalize(), frozenset({Role.TRAINEE}), f"{login}@example.org", OLD))
    made.keep_password("kim", "$argon2id$kims")
    made.add_attempt(attempt(started_at=OLD), [type(one)(one.seq, one.event, one.actor, OLD) for one in log(1)])
    last = log(2)[1]
    texts = [TextRow("t1", OwnerKind.PERSON, "kim", "a1", "expectation", "I expect rain.", OLD)]
    made.append("a1", type(last)(1, last.event, "kim", OLD), texts, Status.FINISHED)
    return made


def test_at_first_nothing_is_set_and_nothing_goes(roleplay: Call, store: Store, data_dir: Path) -> None:
    """Which is said in so many words; looking makes no file."""
    shown = roleplay("retention", "show")
    assert (shown.status, shown.err) == (0, "")
    assert "not there yet" in shown.out
    for name, meaning in MEANINGS.items():
        if name != "erased_scores":
            assert f"{name}: not set. {meaning.unset}" in shown.out
    assert "erases nothing" in shown.out
    assert "nothing is erased" in roleplay("retention", "run").out
    assert store.log("a1") is not None
    assert not privacy_file(data_dir).exists()


def test_what_would_go_is_told_and_then_goes(roleplay: Call, store: Store) -> None:
    """With names of accounts, for whoever runs it."""
    for name in ("private_texts", "attempts", "workshops", "unanswered_invitations", "disabled_accounts"):
        assert roleplay("retention", "set", name, "365") == (0, f"{name}: 365 days\n", "")
    told = roleplay("retention", "run", "--dry-run")
    assert told.out.splitlines() == [
        "Would erase 1 private texts written more than 365 days ago.",
        "Would erase 1 attempts that ended more than 365 days ago (remove).",
        "Would erase names and words of 0 workshops more than 365 days ago.",
        "Would erase 1 accounts added more than 365 days ago and never used.",
        "Would erase 0 accounts disabled more than 365 days ago.",
        "  - Lee (lee@example.org)",
    ]
    assert store.log("a1") is not None
    done = roleplay("retention", "run")
    assert done.out == told.out.replace("Would erase", "Erased")
    assert store.log("a1") is None
    assert store.person_by_login("lee@example.org") is None
    assert store.person_by_login("kim@example.org") is not None
    assert store.noted(limit=1)[0].action == "retention-applied"
    assert "Erased 0 private texts" in roleplay("retention", "run").out


def test_a_setting_is_changed_shown_and_taken_back(roleplay: Call, data_dir: Path) -> None:
    """In the file of the data folder, with its comments."""
    assert roleplay("retention", "set", "erased_scores", "keep-anonymous").out == "erased_scores: keep-anonymous\n"
    assert roleplay("retention", "set", "attempts", "730").status == 0
    assert "attempts: 730 days\n" in roleplay("retention", "show").out
    assert "attempts: 730" in privacy_file(data_dir).read_text()
    assert "# " in privacy_file(data_dir).read_text()
    assert roleplay("retention", "unset", "attempts").out == "attempts: not set\n"
    assert "attempts: not set" in roleplay("retention", "show").out


def test_mistakes_are_explained_without_a_traceback(roleplay: Call, store: Store, data_dir: Path) -> None:
    """A value or setting that there is not; a file with something to mend stops everything."""
    del store
    for command, status, said in (
        (("set", "attempts", "soon"), 1, "a whole number"),
        (("set", "attempt", "1"), 1, 'Did you mean "attempts"?'),
        (("set", "attempts"), 2, "Missing argument"),
        (("unset", "audit"), 1, "There are: private_texts"),
    ):
        ended = roleplay("retention", *command)
        assert (ended.status, ended.out) == (status, "")
        assert said in ended.err
    privacy_file(data_dir).write_text("attempts: soon\n")
    for line in ("show", "run", "run --dry-run", "set private_texts 1"):
        ended = roleplay("retention", *line.split())
        assert ended.status == 1
        assert f"{privacy_file(data_dir)}:1:" in ended.err


def test_every_command_of_the_document_works(roleplay: Call, store: Store) -> None:
    """The commands in docs/privacy.md run as they stand there, in their order, on a folder with people in it."""
    del store
    blocks = re.findall(r"```sh\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    commands = [line for block in blocks for line in block.splitlines() if line.startswith("roleplay ")]
    assert {command.split()[1] for command in commands} >= {"retention", "people", "audit"}
    for command in commands:
        ended = roleplay(*shlex.split(command)[1:])
        assert (ended.status, ended.err) == (0, ""), command


def test_the_document_describes_every_setting() -> None:
    """docs/privacy.md names each, with what follows while it is not set."""
    whole = " ".join(DOCUMENT.read_text(encoding="utf-8").split())
    for name, meaning in MEANINGS.items():
        assert f"`{name}`" in whole
        assert meaning.unset.rstrip(".").lower() in whole.lower()
