"""The page follows the files: what is saved shows by itself, and a preview stays where it is."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from tests.apps.author.conftest import FILE, Author, edited
from tests.small import SMALL

BROKEN = edited(lambda s: s["nodes"]["asking"]["choices"]["ask"].update(goto="nowhere"))


def retitled(title: str) -> dict[str, Any]:
    """The small scenario under another title."""
    return edited(lambda s: s.update(title=title))


def test_nothing_is_shown_while_nothing_happens(wanda: Author) -> None:
    """A page that rests is left alone; so is one that nobody has opened yet."""
    assert [wanda.looks() for _ in range(3)] == [None] * 3
    wanda.saves(SMALL)  # saved again, without a change
    assert wanda.looks() is None


def test_a_page_that_is_not_open_yet_is_left_alone(make: Callable[..., Author]) -> None:
    """Files are followed from the first message on."""
    author = make()
    author.saves(retitled("New"))
    assert author.looks() is None


def test_a_saved_file_shows_what_is_new_in_it(wanda: Author) -> None:
    """Title, counts and news at once; an error takes the file from the trainees but not from the list."""
    wanda.saves(retitled("Newer"))
    screen = wanda.looks()
    assert screen["files"][0]["title"] == "Newer"
    assert (screen["files"][0]["change"], screen["counts"]["changed"]) == ("changed", 1)
    assert screen["news"] == ["practice/disclosure/small.yml was saved: no errors."]
    wanda.saves(BROKEN)
    screen = wanda.looks()
    assert screen["news"] == ["practice/disclosure/small.yml was saved: 1 error."]
    assert (screen["files"][0]["title"], screen["files"][0]["playable"], screen["counts"]["playable"]) == (
        None,
        False,
        0,
    )
    assert wanda.goes("/author")["news"] == []


def test_files_come_and_go(wanda: Author) -> None:
    """A new one is listed, one that is nothing at all too, and one that is removed is named until it was seen."""
    wanda.saves("just words", "notes.yml")
    screen = wanda.looks()
    assert (screen["files"][0]["kind"], screen["files"][0]["change"]) == ("unknown", "new")
    wanda.does("seen")
    (wanda.folder / "notes.yml").unlink()
    screen = wanda.looks()
    assert (screen["removed"], screen["counts"]["changed"]) == (["notes.yml"], 1)
    assert screen["news"] == ["notes.yml is gone."]
    screen = wanda.does("seen")
    assert (screen["removed"], screen["counts"]["changed"]) == ([], 0)


def test_what_changed_since_the_last_look_is_told_in_full(wanda: Author) -> None:
    """Findings that came and went, nodes that were added, removed or changed, and what was proved before."""

    def change(scenario: dict[str, Any]) -> None:
        del scenario["nodes"]["middle"]
        scenario["nodes"]["opening"]["choices"]["reflect"]["feedback"] = (
            "It landed. She could have been asked for more."
        )
        scenario["nodes"]["pause"] = {"say": [{"narrator": "A pause."}], "goto": "cold-end"}

    before = wanda.goes(f"/author/file/{FILE}")
    assert before["change"] is None
    wanda.saves(edited(change))
    change_ = wanda.looks()["change"]
    assert change_["kind"] == "changed"
    assert (change_["nodes_added"], change_["nodes_removed"], change_["nodes_changed"]) == (
        ["pause"],
        ["middle"],
        ["opening"],
    )
    assert change_["before"] == before["proof"]
    assert any(one["code"] == "RP507" and "F1." in one["message"] for one in change_["gone"])
    assert change_["come"]
    assert wanda.does("seen")["change"] is None


def test_the_error_of_a_rubric_shows_on_the_scenarios_that_rest_on_it(wanda: Author) -> None:
    """The scenario was not saved, and is told about all the same."""
    wanda.goes(f"/author/file/{FILE}")
    file = wanda.folder / "rubrics" / "sharing.yml"
    file.write_text(file.read_text().replace("asks-first", "asks-later"))
    screen = wanda.looks()
    assert screen["row"]["errors"] > 0
    assert screen["news"][0].startswith("practice/disclosure/small.yml rests on a file that changed: ")


def test_a_scenario_whose_proof_fails_can_still_be_tried_out(wanda: Author) -> None:
    """No way leads to a node: trainees do not get it, its author plays it and sees it on the map."""
    lost = {"say": [{"narrator": "Lost."}], "goto": "cold-end"}
    wanda.saves(edited(lambda s: s["nodes"].update({"lost": lost})))
    row = wanda.looks()["files"][0]
    assert (row["errors"] > 0, row["playable"], wanda.screen["counts"]["playable"]) == (True, True, 0)
    assert wanda.goes(row["path"])["proof"]["nodes_unreached"] == ["lost"]
    nodes = {node["id"]: node for node in wanda.goes(row["map_path"])["nodes"]}
    assert (nodes["lost"]["reached"], nodes["lost"]["diagnostics"]) == (False, 1)
    assert wanda.previews("lost")["node"] == "cold-end"


def test_the_map_knows_what_no_state_can_reach(wanda: Author) -> None:
    """A road leads there, but its condition never holds: that is found by the proof, not by following roads."""

    def change(scenario: dict[str, Any]) -> None:
        never = {"text": "Never.", "feedback": "F8.", "shown_if": "asked and trust >= 2", "goto": "lost"}
        scenario["nodes"]["asking"]["choices"]["never"] = never
        scenario["nodes"]["lost"] = {"say": [{"narrator": "Lost."}], "goto": "cold-end"}

    wanda.saves(edited(change))
    wanda.looks()
    nodes = {node["id"]: node["reached"] for node in wanda.goes(f"/author/map/{FILE}")["nodes"]}
    assert [node for node, reached in nodes.items() if not reached] == ["lost"]


def test_saving_again_and_again_leaves_no_queue(make: Callable[..., Author]) -> None:
    """Of the versions that wait for their proof, all but the last and the one to compare it with are given up."""
    begin, prover = Event(), ThreadPoolExecutor(1)
    prover.submit(begin.wait)
    author = make(prover=prover)
    try:
        author.does("ready", path=f"/author/file/{FILE}")
        for number in range(5):
            author.saves(retitled(f"Version {number}"))
            author.looks()
        begin.set()
        prover.shutdown()
        assert author.looks()["row"]["proof"] == "ready"
        assert author.screen["change"]["before"] is not None
        assert author.app._prover.finished() == 3  # two proofs, and the bots of the last version
    finally:
        begin.set()


# ------------------------------------------------------------------------------------------------------- the preview


@pytest.fixture
def playing(wanda: Author) -> Author:
    """In a preview that started with much trust, two steps on: at the written reply."""
    wanda.previews("opening", values={"trust": 0, "weather": "sun"})
    wanda.takes("wait")
    wanda.takes("brief")
    assert wanda.screen["node"] == "writing"
    return wanda


def test_a_preview_keeps_its_place_and_the_way_to_it(playing: Author) -> None:
    """Another text in the file shows in the transcript; nothing is lost and nothing needs to be said about it."""
    before = playing.screen
    playing.saves(edited(lambda s: s["nodes"]["opening"]["choices"]["wait"].update(feedback="You waited.")))
    screen = playing.looks()
    assert [(screen[k], before[k]) for k in ("node", "seq", "path")] == [
        (before[k], before[k]) for k in ("node", "seq", "path")
    ]
    assert {"kind": "feedback", "turn": 1, "text": "You waited."} in screen["items"]
    assert screen["news"] == ["practice/disclosure/small.yml was saved: no errors."]
    assert playing.does("undo", seq=2)["node"] == "asking"


def test_a_preview_whose_way_is_gone_starts_where_it_stands(playing: Author) -> None:
    """The choice that led here was removed: place and values stay, and the page says so."""
    playing.saves(edited(lambda s: s["nodes"]["asking"]["choices"].pop("brief")))
    screen = playing.looks()
    assert (screen["node"], screen["seq"], screen["path"]) == ("writing", 0, f"/author/preview/{FILE}/writing")
    assert {v["name"]: v["value"] for v in screen["values"]} == {"trust": 3, "asked": False, "weather": "sun"}
    assert "now starts at “writing”" in screen["news"][1]
    assert playing.does("resync")["node"] == "writing"


def test_a_preview_is_not_led_elsewhere(playing: Author) -> None:
    """The choice that led here leads to an ending now: the author stays at the place that is being looked at."""
    playing.saves(edited(lambda s: s["nodes"]["asking"]["choices"]["brief"].update(goto="warm-end")))
    screen = playing.looks()
    assert (screen["node"], screen["seq"]) == ("writing", 0)
    assert "now starts at “writing”" in screen["news"][1]


def test_a_value_that_is_not_allowed_any_more_is_given_up(wanda: Author) -> None:
    """The others stay, and so does the place."""
    wanda.previews("asking", values={"trust": 3, "weather": "sun"})

    def change(scenario: dict[str, Any]) -> None:
        scenario["state"]["trust"] = {"range": [0, 2], "start": 1}
        scenario["nodes"]["asking"]["choices"]["brief"]["shown_if"] = "trust >= 2"
        scenario["nodes"]["opening"]["choices"]["wait"]["effects"] = {"trust": 1}
        scenario["nodes"]["opening"]["choices"]["talk"]["effects"] = {"trust": -1}

    wanda.saves(edited(change))
    screen = wanda.looks()
    assert {v["name"]: v["value"] for v in screen["values"]} == {"trust": 1, "asked": False, "weather": "sun"}
    assert screen["node"] == "asking"


def test_a_preview_whose_place_is_gone_goes_back_along_the_way(playing: Author) -> None:
    """As far as it must and no further; the page says so."""

    def change(scenario: dict[str, Any]) -> None:
        scenario["nodes"]["letter"] = {**scenario["nodes"].pop("writing"), "goto": "warm-end"}
        for choice in ("ask", "brief", "sorry"):
            scenario["nodes"]["asking"]["choices"][choice]["goto"] = "letter"
        del scenario["nodes"]["asking"]["choices"]["brief"]

    playing.saves(edited(change))
    screen = playing.looks()
    assert (screen["node"], screen["seq"]) == ("asking", 1)
    assert "“writing” is not in the file any more, so the preview went back to “asking”" in screen["news"][1]


def test_a_preview_of_which_nothing_is_left_starts_over(wanda: Author) -> None:
    """Both the node that it started at and the one that it reached are gone."""
    wanda.previews("asking")

    def change(scenario: dict[str, Any]) -> None:
        scenario["nodes"] = {("later" if k == "asking" else k): node for k, node in scenario["nodes"].items()}

    wanda.saves(edited(change))
    screen = wanda.looks()
    assert (screen["node"], screen["path"]) == ("opening", f"/author/preview/{FILE}/opening")
    assert "starts over at “opening”" in screen["news"][1]


def test_a_preview_outlives_an_error_and_a_file_that_is_away(playing: Author) -> None:
    """It goes on in the last version without errors and says that it is stale; a file that is back takes it up again."""
    playing.saves(BROKEN)
    screen = playing.looks()
    assert (screen["node"], screen["stale"]) == ("writing", True)
    assert playing.does("write", seq=2, text=None)["now"]["kind"] == "end"
    (playing.folder / "practice" / "disclosure" / "small.yml").unlink()
    assert playing.looks()["name"] == "problem"
    playing.saves(SMALL)
    screen = playing.looks()
    assert (screen["name"], screen["node"], screen["stale"]) == ("author-preview", "warm-end", False)


def test_a_file_that_is_elsewhere_disturbs_no_preview(playing: Author) -> None:
    """Saving another scenario shows nothing here."""
    playing.saves({**SMALL, "id": "disclosure/other"}, "practice/disclosure/other.yml")
    assert playing.looks() is None


def test_a_file_that_takes_long_to_read_keeps_nobody_waiting(make: Callable[..., Author]) -> None:
    """While it is read the page answers with what it had, and then shows what is new."""
    begin, reader = Event(), ThreadPoolExecutor(1)
    author = make(reader=reader)
    author.does("ready", path="/author")
    reader.submit(int).result()
    assert author.looks()["name"] == "author-library"
    waiting = reader.submit(begin.wait)
    try:
        author.saves(retitled("Newer"))
        assert author.looks() is None
        assert author.goes("/author")["files"][0]["title"] == "Small"
        begin.set()
        waiting.result()
        reader.submit(int).result()
        assert author.looks()["files"][0]["title"] == "Newer"
    finally:
        begin.set()


class Late(Executor):
    """Does what it is given, and says so only when it is let."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Begin it now."""
        fn(*args, **kwargs)
        self.future: Future[Any] = Future()
        return self.future


def test_whoever_opens_a_large_library_sees_at_once_how_far_it_is_read(make: Callable[..., Author]) -> None:
    """The address that was asked for comes by itself; until then only another one can be asked for."""
    reader, late = ThreadPoolExecutor(1), Late()
    begin = Event()
    reader.submit(begin.wait)
    waiting, author = make(reader=reader), make(reader=late)
    assert waiting.looks() is None
    screen = waiting.does("ready", path="/author")
    begin.set()
    assert (screen["name"], screen["path"], screen["done"]) == ("author-reading", "/author", 0)
    screen = author.does("ready", path="")
    assert (screen["path"], screen["done"], screen["files"]) == ("/author", 4, 4)
    assert author.looks() is None
    assert author.does("seen")["path"] == "/author"
    assert author.goes(f"/author/map/{FILE}")["name"] == "author-reading"
    late.future.set_result(None)
    assert (author.looks()["name"], author.screen["path"]) == ("author-map", f"/author/map/{FILE}/random")
    assert author.looks() is None
    reader.submit(int).result()
    assert waiting.looks()["name"] == "author-library"
