"""The author's app: commands in, screens out, and nobody but authors."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roleplay.apps.author.app import AuthorApp
from roleplay.errors import NotAllowed
from roleplay.identity import Role
from roleplay.services.manuscripts import Manuscripts
from roleplay.services.opening import House
from roleplay.store import PersonRow
from tests.apps.author.conftest import FILE, AtOnce, Author, edited
from tests.apps.conftest import Trainee
from tests.small import SMALL

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
COMMANDS = st.sampled_from(("ready", "go", "resync", "seen", "preview", "take", "write", "undo", "restart", "start"))
FIELDS = ("path", "file", "node", "profile", "site", "values", "way", "seq", "choice", "text")


def rows(house: House) -> dict[str, int]:
    """How much there is in every table."""
    with sqlite3.connect(house.data / "roleplay.db") as database:
        names = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
        return {name: database.execute(f"select count(*) from {name}").fetchone()[0] for name in names}


def test_the_library_shows_every_file_with_what_is_to_be_mended(wanda: Author) -> None:
    """Files in the order of their names; what their codes mean comes with them."""
    screen = wanda.screen
    assert (screen["name"], screen["path"]) == ("author-library", "/author")
    assert [(f["file"], f["kind"], f["playable"]) for f in screen["files"]] == [
        (FILE, "scenario", True),
        ("0/rubrics/listening.yml", "rubric", False),
        ("0/rubrics/repair.yml", "rubric", False),
        ("0/rubrics/sharing.yml", "rubric", False),
    ]
    counts = screen["counts"]
    assert (counts["files"], counts["scenarios"], counts["rubrics"], counts["playable"]) == (4, 1, 3, 1)
    assert (counts["errors"], counts["changed"]) == (0, 0)
    found = [one for group in screen["diagnostics"] for one in group["diagnostics"]]
    assert len(found) == counts["warnings"] > 0
    assert {one["code"] for one in found} == set(screen["codes"])
    assert all(card["title"] and card["why"] and card["mend"] for card in screen["codes"].values())


def test_a_file_shows_what_was_proved_of_it(wanda: Author) -> None:
    """States, decisions, endings, coverage, levels with ways, the standard, and each bot's chance."""
    screen = wanda.goes(wanda.screen["files"][0]["path"])
    assert (screen["name"], screen["title"], screen["row"]["proof"]) == ("author-file", "Small", "ready")
    proof = screen["proof"]
    assert (proof["nodes"], proof["choices"], proof["decisions_least"], proof["decisions_most"]) == (7, 7, 1, 2)
    assert proof["endings"] == ["warm-end", "cold-end"]
    assert (proof["node_coverage"], proof["choice_coverage"]) == (1.0, 1.0)
    assert (proof["nodes_unreached"], proof["choices_unreached"]) == ([], [])
    levels = {c["competency"]: [way["level"] for way in c["ways"]] for c in proof["competencies"]}
    assert levels["listening"] == [1, 2, 3, 4]
    assert proof["standard_possible"]
    assert proof["standard_way"]["choices"][-1].startswith("asking/")
    assert [one["vary"] for one in proof["settings"]] == [{"weather": "rain"}, {"weather": "sun"}]
    bots = {row["bot"]: row["met_standard"] for row in screen["bots"]}
    assert bots["random"] == pytest.approx(7 / 24)
    assert screen["bots_state"] == "ready"


def test_the_ways_that_were_proved_can_be_played(wanda: Author) -> None:
    """A way to a level, with its setting, leads a preview there, one choice after the other."""
    proof = wanda.goes(f"/author/file/{FILE}")["proof"]
    for competency in proof["competencies"]:
        for way in competency["ways"]:
            screen = wanda.previews(profile=way["profile"], values=way["vary"], way=way["choices"])
            if screen["now"]["kind"] == "reply":
                screen = wanda.does("write", seq=screen["seq"], text=None)
            assert (wanda.notice, screen["now"]["kind"]) == (None, "end")
            reached = {level["competency"]: level["level"] for level in screen["levels"]}
            assert reached[competency["competency"]] == way["level"]


def test_the_map_shows_how_often_a_bot_comes_where(wanda: Author) -> None:
    """Every node and road has its place and its share; each bot has a map of its own."""
    screen = wanda.goes(f"/author/map/{FILE}")
    assert (screen["name"], screen["bot"], screen["path"]) == ("author-map", "random", f"/author/map/{FILE}/random")
    chances = {node["id"]: node["chance"] for node in screen["nodes"]}
    assert chances["opening"] == pytest.approx(1.0)
    assert chances["asking"] == pytest.approx(3 / 4)
    assert chances["stepped-out"] == 0.0
    assert all(node["reached"] for node in screen["nodes"])
    roads = {(road["source"], road["target"]): road for road in screen["roads"]}
    assert roads["opening", "cold-end"]["choices"] == ["pass"]
    assert roads["opening", "cold-end"]["chance"] == pytest.approx(1 / 4)
    assert roads["middle", "asking"]["chance"] == pytest.approx(3 / 4)
    assert {entry["choice"]: entry["marks"] for entry in roads["opening", "middle"]["card"]["entries"]} == {
        "reflect": ["basic"],
        "wait": ["advanced", "basic"],
        "talk": ["harmful", "harmful"],
    }
    first = wanda.goes(f"/author/map/{FILE}/longest")
    assert first["outcome"]["bot"] == "longest"
    assert {n["chance"] for n in first["nodes"]} == {0.0, 1.0}


def test_a_node_of_the_map_opens_a_preview_there(wanda: Author) -> None:
    """Coming from the map it begins anew; coming back from elsewhere it stands where it was left."""
    path = next(n["preview_path"] for n in wanda.goes(f"/author/map/{FILE}")["nodes"] if n["id"] == "opening")
    wanda.goes(path)
    assert wanda.takes("wait")["seq"] == 1
    wanda.goes("/author")
    assert wanda.goes(path)["seq"] == 1
    wanda.goes(f"/author/map/{FILE}")
    assert wanda.goes(path)["seq"] == 0


@pytest.mark.parametrize(
    "path",
    [
        "/author/nowhere",
        "/learn",
        "/author/file/0/no.yml",
        "/author/file/9/no.yml",
        "/author/file/0/../../etc/passwd.yml",
        f"/author/map/{FILE}/cheater",
        f"/author/preview/{FILE}/nowhere",
        "/author/preview/0/rubrics/repair.yml",
        "/author/map/0/rubrics/repair.yml",
    ],
)
def test_an_address_that_leads_nowhere_is_explained(wanda: Author, path: str) -> None:
    """A kind page with a way back, and the page goes on working."""
    screen = wanda.goes(path)
    assert (screen["name"], screen["back_path"]) == ("problem", "/author")
    assert screen["text"]
    assert wanda.goes("/author")["name"] == "author-library"


@pytest.mark.parametrize(
    "fields",
    [
        {"file": "0/none.yml"},
        {"node": "nowhere"},
        {"profile": "mars"},
        {"values": {"mood": 3}},
        {"values": {"trust": 4}},
        {"values": {"trust": True}},
        {"values": {"asked": 1}},
        {"values": {"weather": "fog"}},
        {"site": {"mandated_reporter": "perhaps"}},
        {"site": {"organisation": "us"}},
    ],
)
def test_a_preview_that_cannot_begin_is_explained(wanda: Author, fields: dict[str, Any]) -> None:
    """The notice says what was wrong; what was on screen stays."""
    assert wanda.previews(**fields) is None
    assert wanda.notice["tone"] == "problem"
    assert wanda.goes("/author")["name"] == "author-library"


@pytest.mark.parametrize(
    "command",
    [
        {"do": "take", "seq": 0, "choice": "nothing"},
        {"do": "take", "seq": 0, "choice": "brief"},
        {"do": "take", "seq": 0, "choice": "ask"},
        {"do": "write", "seq": 0, "text": "x"},
        {"do": "take", "seq": True, "choice": "sorry"},
        {"do": "take", "choice": "sorry"},
        {"do": "start", "scenario": "disclosure/small", "mode": "practice", "feedback": "each", "say_first": False},
        {"do": "preview", "file": FILE, "node": None, "profile": None, "site": {}, "values": {"trust": []}, "way": []},
        {"do": "preview", "file": FILE, "node": None, "profile": None, "site": {}, "values": {}, "way": [3]},
        {"do": ["take"]},
        {},
    ],
)
def test_what_is_not_possible_is_refused_and_changes_nothing(wanda: Author, command: dict[str, Any]) -> None:
    """Closed, hidden and unknown choices, a reply where none is asked for, another app's commands, nonsense."""
    before = wanda.previews("asking", values={"trust": 0})
    answer = wanda.app.handle(command)
    assert answer.screen is None
    assert answer.notice is not None
    assert answer.notice["tone"] == "problem"
    assert wanda.does("resync") == before


def test_without_a_preview_there_is_nothing_to_play(wanda: Author) -> None:
    """A command for one is refused on every other page."""
    wanda.previews()
    wanda.goes("/author")
    assert wanda.does("take", seq=0, choice="wait") is None
    assert wanda.notice["tone"] == "problem"


def test_a_double_click_counts_once(wanda: Author) -> None:
    """The second one names a step that is past, and only gets to see where the preview stands."""
    wanda.previews("opening")
    wanda.does("take", seq=0, choice="reflect")
    screen = wanda.does("take", seq=0, choice="wait")
    assert (screen["seq"], wanda.notice["tone"]) == (1, "info")


def test_a_way_that_is_not_open_ends_before_that(wanda: Author) -> None:
    """What could be taken is taken, and the notice names the first step that could not."""
    screen = wanda.previews(way=["opening/talk", "asking/ask", "asking/sorry"])
    assert (screen["node"], screen["seq"]) == ("asking", 1)
    assert "asking/ask" in wanda.notice["text"]


@given(st.dictionaries(st.sampled_from(("do", *FIELDS)), ANYTHING, max_size=6), COMMANDS | st.none())
def test_no_message_breaks_the_app(command: dict[str, Any], do: str | None) -> None:
    """Whatever arrives, there is an answer; this app has nobody's role, so it never is a screen with something on it."""
    app = AuthorApp(Nobody(), AtOnce(), AtOnce())
    answer = app.handle(command if do is None else {**command, "do": do})
    assert answer.screen is not None or answer.notice is not None
    assert answer.screen is None or answer.screen["name"] == "problem"


class Nobody(Manuscripts):
    """Manuscripts of somebody whom the store does not know."""

    def __init__(self) -> None:
        self.folders = ()

    def require_author(self) -> None:
        """Refuse as for anybody unknown."""
        raise NotAllowed("This page is for people who write scenarios.")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # one page, as in a browser
@given(
    data=st.data(),
    fields=st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, ANYTHING)),
    do=COMMANDS,
)
def test_no_message_breaks_a_preview(data: st.DataObject, fields: dict[str, Any], do: str, wanda: Author) -> None:
    """Fields that are nearly right included: a screen or a notice comes back, and the app goes on."""
    near = data.draw(
        st.fixed_dictionaries(
            {},
            optional={
                "file": st.just(FILE),
                "path": st.sampled_from(["/author", f"/author/preview/{FILE}", f"/author/map/{FILE}/first"]),
                "node": st.sampled_from([None, *SMALL["nodes"]]),
                "profile": st.none(),
                "site": st.just({"mandated_reporter": "yes"}) | st.just({}),
                "values": st.dictionaries(st.sampled_from(["trust", "asked", "weather"]), ANYTHING, max_size=2),
                "way": st.lists(st.sampled_from(["opening/wait", "asking/brief", "x", "/", ""]), max_size=3),
                "seq": st.integers(0, 2),
                "choice": st.sampled_from(["wait", "talk", "sorry", "ask", ""]),
            },
        )
    )
    answer = wanda.app.handle({**fields, **near, "do": do})
    assert answer.screen is not None or answer.notice is not None
    assert wanda.app.handle({"do": "go", "path": "/author"}).screen is not None


def test_nothing_is_kept_of_what_an_author_tries_out(house: House, wanda: Author) -> None:
    """No attempt, no text, no row anywhere."""
    before = rows(house)
    wanda.previews("opening", values={"trust": 2})
    wanda.takes("wait")
    wanda.takes("ask")
    wanda.does("write", seq=2, text="A secret of mine.")
    wanda.goes(f"/author/map/{FILE}")
    assert rows(house) == before


@pytest.mark.parametrize("roles", [frozenset(), frozenset(Role) - {Role.AUTHOR}])
def test_somebody_without_the_role_gets_a_kind_page(
    house: House, make: Callable[..., Author], roles: frozenset[Role]
) -> None:
    """Every other role together opens nothing, whatever is asked."""
    house.store.add_person(PersonRow("tom", "Tom", roles))
    tom = make("tom")
    for command in ({"do": "ready", "path": f"/author/file/{FILE}"}, {"do": "go", "path": "/author"}, {"do": "resync"}):
        assert tom.does(**command)["name"] == "problem"
        assert "for people who write scenarios" in tom.screen["text"]
    assert tom.previews()["name"] == "problem"
    assert tom.looks() is None


def test_somebody_who_loses_the_role_sees_nothing_more(wanda: Author, take_role: Callable[[str], None]) -> None:
    """At the next command, and at the next save: the page is taken away, and stays away."""
    wanda.previews("opening")
    take_role("wanda")
    wanda.saves(edited(lambda s: s.update(title="New")))
    assert wanda.looks()["name"] == "problem"
    assert wanda.looks() is None
    assert wanda.does("take", seq=0, choice="wait")["name"] == "problem"


@pytest.fixture
def take_role(house: House) -> Callable[[str], None]:
    """Take the author's role from somebody."""

    def take(person: str) -> None:
        with sqlite3.connect(house.data / "roleplay.db") as database:
            database.execute("update persons set roles = ? where id = ?", ('["trainee"]', person))

    return take


@pytest.mark.parametrize("do", ["preview", "take", "undo", "restart", "seen"])
def test_the_trainees_app_knows_none_of_it(ada: Trainee, do: str) -> None:
    """An author's command that is forged on a trainee's page cannot even be read; an author's address leads nowhere."""
    ada.does("ready", path="")
    answer = ada.does(do, file=FILE, node=None, profile=None, site={}, values={}, way=[], seq=0, choice="wait")
    assert (answer.screen, answer.notice["tone"]) == (None, "problem")
    assert ada.does("go", path=f"/author/preview/{FILE}").screen["name"] == "problem"


def test_a_long_proof_keeps_nobody_waiting(make: Callable[..., Author]) -> None:
    """Until it is there the page says so and answers; then it shows it by itself."""
    begin = Event()
    prover = ThreadPoolExecutor(1)
    waiting = prover.submit(begin.wait)
    author = make(prover=prover)
    try:
        author.does("ready", path="/author")
        assert author.screen["files"][0]["proof"] == "none"  # nobody has asked for it
        assert author.goes(f"/author/file/{FILE}")["proof"] is None
        assert author.screen["row"]["proof"] == "working"
        shown = author.goes(f"/author/map/{FILE}")
        assert (shown["outcome"], shown["nodes"][0]["chance"]) == (None, None)
        assert author.looks() is None
        begin.set()
        waiting.result()
        prover.shutdown()
        assert author.looks()["outcome"]["bot"] == "random"
        assert author.looks() is None
    finally:
        begin.set()


def test_the_map_shows_how_many_people_came_where(wanda: Author, person: Callable[..., Trainee]) -> None:
    """Nothing as long as they are fewer than five; counted when the author comes to the map, not at every save."""
    path = f"/author/map/{FILE}/people"
    screen = wanda.goes(path)
    assert (screen["name"], screen["bot"], screen["path"], screen["people"]) == ("author-map", "people", path, None)
    assert {(node["people"], node["chance"]) for node in screen["nodes"]} == {(None, None)}
    for name in ("kim", "lee", "mo", "noa", "ola"):
        trainee = person(name)
        trainee.starts()
        trainee.plays("opening/wait", "asking/ask", "writing/")
        trainee.ends()
    screen = wanda.goes(path)
    assert (screen["people"], screen["outcome"]) == ({"attempts": 5, "current": 5}, None)
    counts = {node["id"]: (node["people"], node["chance"]) for node in screen["nodes"]}
    assert (counts["opening"], counts["stepped-out"]) == ((5, 1.0), (0, 0.0))
    roads = {(road["source"], road["target"]): road for road in screen["roads"]}
    assert roads["opening", "middle"]["people"] == roads["middle", "asking"]["people"] == 5
    entries = {one["choice"]: one["people"] for one in roads["opening", "middle"]["card"]["entries"]}
    assert entries == {"reflect": 0, "wait": 5, "talk": 0}
