"""The author's page on a real server: for authors only, in a kernel of its own that follows the files."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import InvalidStatus

from roleplay.identity import Role
from roleplay.store import PersonRow, connect, sqlite_url
from tests.browser.workbook import write_library
from tests.server.visiting import Answer, Channel, House, Visitor, eventually
from tests.serving import Server
from tests.small import SMALL

FILE = "6/practice/disclosure/small.yml"
"""The tests' own scenario: its folder comes after the one that is shipped."""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A folder with one scenario."""
    return write_library(tmp_path / "library")


@pytest.fixture
def house(server: Callable[..., Server], library: Path) -> House:
    """A whole `roleplay serve` with that folder, as visitors see it."""
    running = server("--preheat", "0", "--library", str(library))
    local = connect(sqlite_url(running.data / "roleplay.db")).local_person().id
    parts = urlsplit(running.url)
    return House(running.process, running.data, f"{parts.scheme}://{parts.netloc}/", local, running.log_path)


def add(house: House, name: str, *roles: Role) -> Visitor:
    """Somebody with these roles, signed in."""
    house.store.add_person(PersonRow(name, name, frozenset(roles)))
    return house.visitor(name)


def shown(channel: Channel, page: Answer, name: str, says: Callable[[Any], bool] = bool) -> Any:
    """The screen of a page once it has this name and is as it should be; asked for as a page does."""

    def look() -> Any:
        screen = channel.state(page.model_id)["screen"]
        return screen if screen.get("name") == name and says(screen) else None

    screen = eventually(look)
    assert screen is not None, channel.state(page.model_id)["screen"]
    return screen


def test_an_author_opens_the_page_and_it_follows_the_file(house: House, library: Path) -> None:
    """It shows both folders; after a save it is up to date without a word from the browser, and so is its preview."""
    author = add(house, "wanda", Role.AUTHOR)
    page = author.get("/author")
    assert page.status == 200, page.text
    assert '<h1 class="rp-at-author">Write scenarios</h1>' in page.text
    channel = author.channel(page.kernel_id)
    channel.tell(page.model_id, do="ready", path="/author")
    screen = shown(channel, page, "author-library")
    titles = {file["file"]: file["title"] for file in screen["files"]}
    assert titles[FILE] == "Small"
    assert any(name.startswith("1/") for name in titles)
    channel.tell(page.model_id, do="go", path=f"/author/preview/{FILE}")
    assert shown(channel, page, "author-preview")["node"] == "opening"
    file = library / "practice" / "disclosure" / "small.yml"
    file.write_text(json.dumps({**SMALL, "title": "Smaller", "setting": "A wall."}))
    screen = shown(channel, page, "author-preview", lambda s: s["title"] == "Smaller")
    assert (screen["setting"], screen["node"]) == ("A wall.", "opening")
    channel.close()


def test_nobody_else_gets_the_page_or_its_kernel(house: House) -> None:
    """A trainee is told kindly, and no kernel is started for them; nor can they reach one of an author's."""
    trainee = add(house, "tom", *(frozenset(Role) - {Role.AUTHOR}))
    for path in ("/author", f"/author/preview/{FILE}", "/author/../author"):
        refused = trainee.get(path)
        assert refused.status == 403, path
        assert "This page belongs to another role than yours." in refused.text
    assert house.asked() == []
    page = house.visitor().get(f"/author/file/{FILE}")
    assert page.status == 200
    with pytest.raises(InvalidStatus) as refusal:
        trainee.channel(page.kernel_id)
    assert refusal.value.response.status_code in {403, 404}


def test_a_trainees_page_holds_nothing_of_the_authors(house: House) -> None:
    """Neither its words nor its code nor its commands, although the person is an author as well."""
    author = add(house, "wanda", Role.AUTHOR, Role.TRAINEE)
    page = author.get("/learn")
    channel = author.channel(page.kernel_id)
    channel.tell(page.model_id, do="ready", path="/learn")
    screen = shown(channel, page, "library")
    channel.tell(page.model_id, do="preview", file=FILE, node=None, profile=None, site={}, values={}, way=[])
    channel.tell(page.model_id, do="go", path=f"/author/file/{FILE}")
    assert shown(channel, page, "problem")["back_path"] == "/learn"
    notices = [m["content"]["data"]["content"] for m in channel.heard if m["content"].get("data", {}).get("content")]
    assert [notice["tone"] for notice in notices] == ["problem"]
    state = channel.state(page.model_id)
    assert state["words"] == {}
    words = author.get(re.findall(r'"([^"]*/trainee\.words\.js)"', page.text)[0]).text
    assert '"author.' not in words
    assert '"response.label"' in words
    assert "author-preview" not in state["_esm"]
    assert screen["path"] == "/learn"
    channel.close()


def test_an_author_who_is_none_any_more_sees_the_page_close(house: House, library: Path) -> None:
    """The kernel that was theirs shows nothing from the next moment on, by command or by itself."""
    author = add(house, "wanda", Role.AUTHOR)
    page = author.get("/author")
    channel = author.channel(page.kernel_id)
    channel.tell(page.model_id, do="ready", path="/author")
    shown(channel, page, "author-library")
    with sqlite3.connect(house.data / "roleplay.db") as database:
        database.execute("update persons set roles = '[]' where id = 'wanda'")
    (library / "practice" / "disclosure" / "small.yml").write_text(json.dumps(SMALL))
    assert "for people who write scenarios" in shown(channel, page, "problem")["text"]
    channel.close()
