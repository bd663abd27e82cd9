"""`roleplay people`: who may come in, and as what."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from roleplay.identity import Role
from roleplay.identity.token import digest
from roleplay.services.database import database_url
from roleplay.services.opening import open_house
from roleplay.store import Purpose, Store, connect
from tests.cli.called import Call, caller
from tests.serving import Server

URL = ("--url", "https://mentors.example.org/training")


@pytest.fixture
def people(data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Call `roleplay people ...`."""
    call = caller(data_dir, monkeypatch, capsys)
    return lambda *arguments: call("people", *arguments)


@pytest.fixture
def store(data_dir: Path) -> Store:
    """The store of the data folder, made by the first command that adds somebody."""
    open_house(data_dir, shipped=False)
    return connect(database_url(data_dir))


def states(people: Call) -> dict[str, str]:
    """Login -> state, of everybody with a login."""
    return {one["login"]: one["state"] for one in json.loads(people("list", "--json").out) if one["login"]}


def test_somebody_is_added_with_a_link_that_works_once(people: Call, store: Store) -> None:
    """A trainee, if nothing else is said. The link is printed and kept nowhere."""
    added = people("add", "Kim@Example.org", "--name", "Kim Baker", *URL)
    assert (added.status, added.err) == (0, "")
    assert "Added Kim Baker (kim@example.org)." in added.out
    token = re.findall(r"https://mentors\.example\.org/training/invite\?token=([\w-]+)\n", added.out)
    kim = store.person_by_login("kim@example.org")
    assert kim is not None
    assert kim.roles == {"trainee"}
    assert store.spend_token(digest(token[0]), kim.created_at or store.noted()[0].at, Purpose.INVITE) == kim.id
    assert [entry.actor_id for entry in store.noted()] == [store.local_person().id] * 2


def test_the_first_command_makes_the_data_folder(people: Call, data_dir: Path) -> None:
    """An organisation adds its people before anything listens; looking makes nothing."""
    looked = people("list")
    assert (looked.status, looked.out) == (1, "")
    assert "There is no database" in looked.err
    assert not data_dir.exists()
    assert people("add", "kim", "--name", "Kim", "--no-invite").status == 0
    assert "kim" in people("list").out


def test_a_link_has_to_lead_somewhere(people: Call, data_dir: Path) -> None:
    """Without a server that runs, and without its address, nobody is added; the message says what to do."""
    refused = people("add", "kim", "--name", "Kim")
    assert refused.status == 1
    assert "--url" in refused.err
    assert not data_dir.exists()
    for wrong in ("mentors.example.org", "ftp://a/", "https://", "https://a/?b", "https://[a"):
        refused = people("add", "kim", "--name", "Kim", "--url", wrong)
        assert (refused.status, refused.out) == (1, "")
        assert "name of the server" in refused.err


def test_an_organisation_without_an_administrator_is_told(people: Call) -> None:
    """As long as there is none who signs in."""
    assert "is an administrator" in people("add", "kim", "--name", "Kim", "--no-invite").out
    assert "is an administrator" in people("list").out
    added = people("add", "ann", "--name", "Ann", "--no-invite", "--role", "administrator", "--role", "trainee")
    assert "is an administrator" not in added.out
    assert "is an administrator" not in people("list").out
    assert "is an administrator" in people("disable", "ann").out


def test_everybody_is_listed_with_what_they_are(people: Call, store: Store) -> None:
    """As a table, and as JSON."""
    people("add", "kim", "--name", "Kim Baker", "--no-invite", "--role", "trainee", "--role", "author")
    people("add", "lee", "--name", "Lee", *URL)
    kim = store.person_by_login("kim")
    assert kim is not None
    lines = [re.split(r"  +", line) for line in people("list").out.splitlines()]
    assert lines[0] == ["LOGIN", "NAME", "ROLES", "STATE"]
    assert lines[1] == ["kim", "Kim Baker", "trainee, author", "not invited, or too long ago"]
    assert states(people) == {"kim": "not invited, or too long ago", "lee": "invited"}
    store.keep_password(kim.id, "$argon2id$kims")
    assert states(people)["kim"] == "active"
    told = json.loads(people("list", "--json").out)
    assert told[0] == {
        "id": kim.id,
        "login": "kim",
        "name": "Kim Baker",
        "roles": ["trainee", "author"],
        "state": "active",
    }


def test_somebody_is_disabled_and_enabled(people: Call) -> None:
    """By login, however it is written."""
    people("add", "kim", "--name", "Kim", "--no-invite")
    assert people("disable", "KIM").out.startswith("Kim (kim) may not come in any more")
    assert states(people) == {"kim": "disabled"}
    assert people("enable", "kim").out == "Kim (kim) may come in again.\n"
    assert states(people) == {"kim": "not invited, or too long ago"}


def test_roles_and_names_are_changed(people: Call, store: Store) -> None:
    """The roles that are given are all that they have."""
    people("add", "kim", "--name", "Kim", "--no-invite")
    assert people("roles", "kim", "evaluator", "administrator").out == "Kim (kim) is now: evaluator, administrator.\n"
    assert people("rename", "kim", "Kim B.").out == "kim is now called Kim B..\n"
    kim = store.person_by_login("kim")
    assert kim is not None
    assert (kim.roles, kim.name) == (frozenset({Role.EVALUATOR, Role.ADMINISTRATOR}), "Kim B.")


def test_new_links_take_the_place_of_old_ones(people: Call, store: Store) -> None:
    """For somebody with a password there is `reset`, which `invite` says."""
    people("add", "kim", "--name", "Kim", "--no-invite")
    kim = store.person_by_login("kim")
    assert kim is not None
    assert "invite?token=" in people("invite", "kim", *URL).out
    assert "invite?token=" in people("invite", "kim", *URL).out
    store.keep_password(kim.id, "$argon2id$kims")
    refused = people("invite", "kim", *URL)
    assert refused.status == 1
    assert "reset" in refused.err
    assert "invite?token=" in people("reset", "kim", *URL).out
    assert store.password(kim.id) is None


def test_somebody_is_erased_when_that_is_meant(people: Call, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for before, unless it was said; backups are named."""
    people("add", "kim", "--name", "Kim", "--no-invite")
    monkeypatch.setattr("typer.confirm", lambda _: False)
    kept = people("erase", "kim")
    assert (kept.status, kept.out) == (1, "Nothing was changed.\n")
    assert store.person_by_login("kim") is not None
    erased = people("erase", "kim", "--yes")
    assert erased.status == 0
    assert "Backups that were made before still hold it" in erased.out
    assert store.person_by_login("kim") is None


def test_mistakes_are_explained_without_a_traceback(people: Call) -> None:
    """An unknown login, a login that is taken or cannot be one, no such role, nothing to do."""
    people("add", "kim", "--name", "Kim", "--no-invite")
    for command, status, said in (
        (("disable", "kmi"), 1, 'Did you mean "kim"?'),
        (("add", "Kim", "--name", "Kim", "--no-invite"), 1, "already"),
        (("add", "two words", "--name", "Kim", "--no-invite"), 1, "cannot be a login"),
        (("add", "lee", "--name", " ", "--no-invite"), 1, "1 to 100 characters"),
        (("add", "lee", "--no-invite"), 2, "--name"),
        (("roles", "kim", "boss"), 2, "boss"),
        (("roles", "kim"), 2, "Missing argument"),
    ):
        ended = people(*command)
        assert ended.status == status, command
        assert said in ended.err, command
        assert "Traceback" not in ended.err


def test_the_database_can_be_another(people: Call, tmp_path: Path) -> None:
    """As for the server: by URL, or by a file that holds it."""
    from roleplay.store import sqlite_url

    url = sqlite_url(tmp_path / "other.db")
    assert people("add", "kim", "--name", "Kim", "--no-invite", "--database", url).status == 0
    file = tmp_path / "url"
    file.write_text(url)
    file.chmod(0o600)
    assert "kim" in people("list", "--database-file", str(file)).out
    assert people("list").status == 1


def test_a_link_leads_to_the_server_that_runs(people: Call, server: Callable[..., Server]) -> None:
    """Into whose store somebody is added, and which knows the invitation."""
    running = server()
    added = people("add", "kim", "--name", "Kim Baker")
    assert (added.status, added.err) == (0, "")
    (link,) = re.findall(r"\S+invite\?token=\S+", added.out)
    assert link.startswith(f"{running.origin}/")
    browser = build_opener(HTTPCookieProcessor())
    with browser.open(link, timeout=30) as answer:
        page = answer.read().decode()
    assert "Kim Baker" in page
    assert 'type="password"' in page
    assert states(people) == {"kim": "invited"}


@pytest.mark.parametrize(("user", "warned"), [("u:secret", True), ("u", False)])
def test_a_password_on_the_command_line_is_warned_of(people: Call, user: str, *, warned: bool) -> None:
    """Other users of the machine can read it there; what is said does not repeat it."""
    ended = people("list", "--database", f"postgresql+psycopg://{user}@127.0.0.1:1/x")
    assert ended.status == 1
    assert ("--database-file" in ended.err) is warned
    assert "secret" not in ended.err + ended.out
