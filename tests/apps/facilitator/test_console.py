"""A facilitator's console: what is pressed and seen, and what a page that may not see it gets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from roleplay.apps.facilitator.app import FacilitatorApp
from roleplay.apps.facilitator.console import SHAPES
from roleplay.apps.facilitator.lobby import Lobby
from roleplay.model.wishes import Wishes
from roleplay.services.shelf import Bookshelf
from roleplay.services.workshops import Halls
from tests.services.hall import Afternoon


class Console(Afternoon):
    """The consoles of a workshop: each person has a page of their own, as if in a kernel of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.path = f"/workshops/{self.id}"
        self.apps: dict[str, FacilitatorApp] = {}
        self.shown: dict[str, dict[str, Any]] = {}

    def app(self, who: str) -> FacilitatorApp:
        """Somebody's page."""
        if who not in self.apps:
            shelf = Bookshelf(self.store)
            halls = Halls(self.store, shelf, self.house.now)
            lobby = Lobby(
                who=lambda: self.house.actor(who),
                now=self.house.now,
                new_id=self._new_id,
                store=self.store,
                bookshelf=shelf,
                halls=halls,
                sealer=None,
            )
            self.apps[who] = FacilitatorApp(lobby)
        return self.apps[who]

    def opens(self, who: str = "fay") -> Any:
        """The screen at the address of the console."""
        screen: Any = self.app(who).handle({"do": "go", "path": self.path}).screen
        self.shown[who] = dict(screen.get("state", {}))
        return screen

    def does(self, do: str, who: str = "fay", **fields: Any) -> Any:
        """Send a command from the step that the page has seen; what it is told."""
        if who not in self.shown:
            self.opens(who)
        command = {"do": f"console_{do}", "workshop": self.id, "seq": self.shown[who].get("seq", 0), **fields}
        answer = self.app(who).handle(command)
        if answer.news is not None:
            self.shown[who] |= answer.news["changed"]
        return answer

    def goes(self, who: str = "fay") -> str:
        """Press the big button; what stands on it then."""
        part = self.sees("next", who)
        assert part["act"] == "send", part
        command = dict(part["command"])
        answer = self.does(command.pop("do").removeprefix("console_"), who, **command)
        assert not answer.news["problem"], answer.news
        label: str = self.sees("next", who)["label"]
        return label

    def hears(self, who: str = "fay") -> list[str]:
        """The parts of the page that have changed by themselves."""
        answer = self.app(who).follow()
        if answer is None:
            return []
        assert answer.news is not None, answer
        assert answer.news["quiet"]
        self.shown[who] |= answer.news["changed"]
        return sorted(answer.news["changed"])

    def sees(self, part: str, who: str = "fay") -> Any:
        """A part of somebody's page, as it is after what has come."""
        if who not in self.shown:
            self.opens(who)
        self.hears(who)
        return self.shown[who][part]


@pytest.fixture
def console(tmp_path: Path) -> Console:
    """A workshop that was opened."""
    return Console(tmp_path)


def test_the_big_button_leads_through_a_vote(console: Console) -> None:
    """Begin, go on, ask, close, show, go on with what most chose; how many have voted stands on it, not what."""
    mo, ana, kit = console.guests(3)
    assert console.opens()["state"]["next"]["label"] == "Begin: Welcome"
    assert console.goes() == "Go on to: On the bench"
    assert console.goes() == "Ask the room"
    assert console.goes() == "Close the vote (0 of 3 have voted)"
    console.vote(mo, 1)
    console.vote(ana, 1)
    assert console.hears() == ["decision", "next"]
    assert console.shown["fay"]["next"]["label"] == "Close the vote (2 of 3 have voted)"
    assert [one["votes"] for one in console.sees("decision")["choices"]] == [None] * 4
    console.vote(kit, 0)
    assert console.goes() == "Show the result"
    assert [one["votes"] for one in console.sees("decision")["choices"]] == [1, 2, 0, 0]
    assert [one["why"] for one in console.sees("decision")["choices"]] == ["what-if"] * 4
    assert console.goes() == "Go on with what most chose"
    assert [one["why"] for one in console.sees("decision")["choices"]] == ["what-if", "majority", "what-if", "what-if"]
    console.goes()
    assert len(console.state.path) == 1


def test_a_second_vote_stands_beside_the_first_and_a_tie_is_decided_on_purpose(console: Console) -> None:
    """No button goes on by itself from a tie, or from a vote in which nobody has voted."""
    mo, ana = console.guests(2)
    console.does("move", section="bench")
    console.goes()
    console.vote(mo, 0)
    console.goes()
    console.goes()
    console.does("ask")
    console.vote(mo, 0)
    console.vote(ana, 2)
    console.does("count")
    console.does("reveal")
    assert console.sees("next")["act"] == "choose"
    decision = console.sees("decision")
    assert [(one["votes"], one["before"], one["why"]) for one in decision["choices"]] == [
        (1, 1, "tie"), (0, 0, "what-if"), (1, 0, "tie"), (0, 0, "what-if"),
    ]  # fmt: skip
    assert (decision["vote"]["round"], decision["vote"]["tie"], decision["vote"]["before"]) == (2, True, 1)
    assert console.does("take", choice=2, why="majority").news["problem"]
    assert not console.does("take", choice=2, why="tie").news["problem"]
    console.does("back", steps=0)
    console.does("ask")
    console.does("count")
    console.does("reveal")
    assert (console.sees("next")["act"], console.sees("decision")["vote"]["tie"]) == ("choose", False)


def test_what_a_choice_shows_is_told_only_after_it_was_taken(console: Console) -> None:
    """Before, nothing of its worth is on the page; afterwards behaviours and comment are there to talk about."""
    console.does("move", section="bench")
    page = json.dumps(console.opens())
    assert "F1" not in page
    assert "F2" not in page
    assert "Does it." not in page
    number = [one["text"] for one in console.sees("decision")["choices"]].index("*stays quiet*")
    console.does("take", choice=number, why="what-if")
    (taken,) = console.sees("talk")["taken"]
    assert (taken["comment"], taken["steps"]) == ("F2.", 0)
    assert [one["kind"] for one in taken["shows"]] == ["advanced", "basic"]
    page = json.dumps(console.opens())
    assert "F2." in page
    assert not [other for other in ("F1.", "F3.", "F4.", "F5.", "F6.", "F7.") if other in page]
    assert [one["kind"] for one in console.sees("talk")["items"] if one["kind"] == "said"] == ["said"]


def test_who_was_too_late_is_told_who_did_what_and_sees_what_is_so(console: Console) -> None:
    """In one sentence, out of the log; in another window of one's own it says that, too."""
    console.does("leads", leads=["fay", "gil"])
    console.does("move", section="bench")
    for who in ("fay", "gil"):
        console.opens(who)
    console.does("ask", "gil")
    late = console.does("ask", "fay").news
    assert (late["said"], late["problem"]) == (
        "Gil asked the room just before you. This page shows what is so now.",
        True,
    )
    assert late["changed"]["next"]["label"] == "Close the vote (0 of 0 have voted)"
    stale = console.shown["gil"]["seq"] - 1
    assert "another window" in console.does("count", "gil", seq=stale).news["said"]
    assert console.state.open_poll is not None
    assert not console.does("count", "gil").news["problem"]


def test_people_who_come_in_meanwhile_make_nobody_too_late(console: Console) -> None:
    """Nor does a message: only what was pressed about the same counts."""
    console.opens()
    mo, *_ = console.guests(3)
    console.conducting.tell(console.fay, console.id, "Hello.")
    assert not console.does("move", section="bench").news["problem"]
    console.does("ask")
    console.convening.leave(mo, console.id)
    assert not console.does("count").news["problem"]
    assert console.state.open_poll is None


def test_what_is_written_is_read_without_names_and_taken_off_the_screen(console: Console) -> None:
    """Replies, reasons of this vote and the one before, questions; none with a word on who wrote it."""
    mo, ana = console.guests(2)
    console.does("move", section="bench")
    console.does("ask")
    poll = console.state.polls[-1].id
    console.voting.give_reason(mo, console.id, "She is tired.")
    console.voting.raise_question(ana, console.id, "May one be silent?")
    assert console.hears() == ["questions", "reasons"]
    (reason,) = console.shown["fay"]["reasons"]
    (question,) = console.shown["fay"]["questions"]
    assert (reason["text"], question["text"], question["about"]) == (
        "She is tired.", "May one be silent?", "On the bench",
    )  # fmt: skip
    for part in ("reasons", "questions"):
        assert not any(one.id in json.dumps(console.shown["fay"][part]) for one in (mo, ana))
    console.does("hide", text=reason["id"], hidden=True)
    assert console.sees("reasons")[0]["hidden"]
    console.does("count")
    console.does("reveal")
    console.does("ask")
    assert console.state.polls[-1].id != poll
    assert [one["about"] for one in console.sees("reasons")] == ["Vote 1"]


def test_replies_are_collected_hidden_and_voted_on_by_the_big_button(console: Console) -> None:
    """Ask, stop, vote, close, show, go on: the result of each stands beside the reply."""
    mo, ana, kit = console.guests(3)
    console.does("move", section="bench")
    for text in ("You sound tired.", "Shall I tell you?"):
        number = [one["text"] for one in console.sees("decision")["choices"]].index(text)
        console.does("take", choice=number, why="what-if")
    assert console.sees("decision")["prompt"] == "Write to Dana."
    assert console.sees("next")["label"] == "Ask for written replies"
    assert console.goes() == "Stop collecting (0 of 3 have written)"
    for who, text in ((mo, "Dear Dana."), (ana, "Hello."), (kit, "Rude.")):
        console.voting.reply(who, console.id, text)
    assert console.sees("next")["label"] == "Stop collecting (3 of 3 have written)"
    assert console.goes() == "Vote on the 3 replies"
    rude = next(one["id"] for one in console.sees("words")["replies"] if one["text"] == "Rude.")
    console.does("hide", text=rude, hidden=True)
    assert console.sees("next")["label"] == "Vote on the 2 replies"
    assert console.goes() == "Close the vote (0 of 3 have voted)"
    console.vote(kit, 0)
    console.goes()
    assert console.goes() == "Go on with the conversation"
    votes = {one["id"]: one["votes"] for one in console.sees("words")["replies"]}
    assert votes.pop(rude) == 0
    assert sorted(votes.values()) == [0, 1]
    assert console.goes() == "Go on to: In threes"


def test_a_call_for_a_moment_is_on_the_console_at_once_and_gone_when_it_is_over(console: Console) -> None:
    """It says who and since when; who no longer leads does not see it."""
    (mo,) = console.guests(1)
    console.does("leads", leads=["fay", "gil"])
    console.opens("gil")
    console.voting.call(mo, console.id, needed=True)
    for who in ("fay", "gil"):
        (call,) = console.sees("calls", who)
        assert (call["name"], call["since"]) == ("Guest 0", round(console.house.time.timestamp() * 1000))
    console.does("leads", leads=["gil"])
    answer = console.app("fay").follow()
    assert answer is None or answer.screen is not None
    assert console.opens("fay")["name"] == "problem"
    console.voting.call(mo, console.id, needed=False)
    assert console.sees("calls", "gil") == []


def test_groups_are_formed_changed_by_hand_and_played(console: Console) -> None:
    """Late ones are put into a group, two change places, and ticks are counted as they come."""
    people = console.guests(6)
    console.voting.wish(people[0], console.id, Wishes(plays_peer=False, rather_not=(people[1].id,)))
    console.does("move", section="threes")
    assert console.does("form", here=False).news["said"] == "Groups are formed. Everybody sees their own on their page."
    (late,) = console.guests(1)
    triads = console.sees("triads")
    assert [one["id"] for one in triads["waiting"]] == [late.id]
    console.does("put", participant=late.id, group=1)
    one, other = (group[0]["id"] for group in console.sees("triads")["groups"])
    console.does("swap", one=one, other=other)
    first, second = console.sees("triads")["groups"]
    assert other in {seat["id"] for seat in first}
    assert {one, late.id} <= {seat["id"] for seat in second}
    assert console.goes() == "End round 1"
    assert console.does("swap", one=one, other=other).news["problem"]
    observer = next(seat for seat in console.sees("triads")["groups"][0] if seat["part"] == "observer")
    watcher = next(guest for guest in [*people, late] if guest.id == observer["id"])
    console.voting.observe(watcher, console.id, "t1", "reflects", ["reflects"])
    assert console.hears() == ["triads"]
    assert sum(seat["ticks"] for group in console.shown["fay"]["triads"]["groups"] for seat in group) == 1
    assert console.goes() == "Begin round 2"
    console.goes()
    assert console.goes() == "Go on to: Alone"
    assert console.sees("triads")["round"] == 2


def test_that_two_are_together_who_would_rather_not_be_is_told_without_saying_who(console: Console) -> None:
    """Only how many pairs, and only to the one who has formed the groups."""
    mo, ana, _ = console.guests(3)
    console.voting.wish(mo, console.id, Wishes(rather_not=(ana.id,)))
    console.does("move", section="threes")
    said = console.does("form", here=False).news["said"]
    assert "For 1 pair it could not be avoided" in said
    assert "Guest" not in said


def test_those_whose_pages_are_not_connected_can_be_left_out(console: Console) -> None:
    """Who has gone home without leaving is in no group."""
    people = console.guests(5)
    console.store.note_presence(console.id, [one.id for one in people[:3]])
    console.does("move", section="threes")
    console.does("form", here=True)
    triads = console.sees("triads")
    assert {seat["id"] for group in triads["groups"] for seat in group} == {one.id for one in people[:3]}
    assert len(triads["waiting"]) == triads["away"] == 2


def test_time_pause_and_message_reach_everybody(console: Console) -> None:
    """A timer of one to sixty minutes, a minute more, a pause that holds it, and words that are taken down again."""
    console.does("move", section="welcome")
    assert console.does("timer", minutes=61).news["problem"]
    console.does("timer", minutes=5)
    console.house.wait(minutes=2)
    console.does("more")
    left = console.sees("timer")["ends_at"] - console.house.time.timestamp() * 1000
    assert left == 4 * 60_000
    console.does("rest", resting=True)
    assert (console.sees("resting"), console.sees("timer")["left"], console.sees("next")["label"]) == (
        True, 4 * 60_000, "Go on",
    )  # fmt: skip
    console.goes()
    console.does("timer", minutes=0)
    assert console.sees("timer") is None
    assert console.does("more").news["problem"]
    console.does("tell", text=" Back at ten. ")
    assert console.sees("message") == "Back at ten."
    console.does("tell", text="")
    assert console.sees("message") == ""


def test_people_are_renamed_asked_to_leave_and_kept_out_and_the_door_is_locked(console: Console) -> None:
    """The list says who is connected; a new code takes the place of the old one."""
    mo, ana = console.guests(2)
    console.store.note_presence(console.id, [mo.id])
    assert [(one["name"], one["here"]) for one in console.sees("people")] == [("Guest 0", True), ("Guest 1", False)]
    console.does("rename", participant=ana.id, name="Ana")
    assert [one["name"] for one in console.sees("people")] == ["Ana", "Guest 0"]
    console.does("remove", participant=mo.id, barred=True)
    assert [one["id"] for one in console.sees("people")] == [ana.id]
    assert mo.id in console.state.barred
    code = console.sees("door")["code"]
    console.does("code")
    console.does("lock", locked=True)
    assert console.sees("door")["locked"]
    assert console.sees("door")["code"] != code
    assert console.sees("door")["squares"] == []
    console.does("entrance", entrance="https://workshops.example.org/w")
    assert len(console.sees("door")["squares"]) > 20
    console.does("entrance", entrance="javascript:alert(1)")
    assert len(console.sees("door")["squares"]) > 20


def test_all_who_are_not_connected_are_asked_to_leave_at_once_and_can_be_let_back_in(console: Console) -> None:
    """After a prank with the code. Who is kept out stays out, and nobody who is connected notices anything."""
    mo, ana, kit, jo = console.guests(4)
    console.store.note_presence(console.id, [mo.id])
    assert "3 people" in console.does("clear").news["said"]
    assert [one["id"] for one in console.sees("people")] == [mo.id]
    assert console.sees("cleared") == 3
    console.convening.remove(console.fay, console.id, jo.id, barred=True)
    console.convening.enter(kit, console.code, "Guest 2")
    assert not console.does("unclear").news["problem"]
    assert {ana.id, kit.id} <= set(console.state.present)
    assert jo.id not in console.state.present
    assert console.sees("cleared") == 0
    assert console.does("unclear").news["changed"].keys() <= {"seq"}


def test_who_was_asked_to_leave_at_once_can_be_let_back_in_after_a_reload(console: Console) -> None:
    """Also when the workshop has gone on, by whoever leads; not who left by themselves, or was let back in before."""
    mo, ana, kit, jo = console.guests(4)
    console.convening.remove(console.fay, console.id, mo.id, barred=False)
    console.convening.let_back(console.fay, console.id, (mo.id,))
    console.convening.leave(jo, console.id)
    console.does("clear")
    console.convening.let_back(console.fay, console.id, (kit.id,))
    console.convening.leave(kit, console.id)
    console.does("move", section="alone")
    console.apps.clear()
    console.opens()
    assert console.sees("cleared") == 2
    console.does("unclear")
    assert set(console.state.present) == {mo.id, ana.id}
    console.apps.clear()
    console.opens()
    assert console.sees("cleared") == 0


def test_the_next_question_to_talk_about_is_shown_from_the_console(console: Console) -> None:
    """While the screen shows them; another section begins with its first one, and there is none after the last."""
    console.does("move", section="alone")
    assert console.sees("prompts")["turned"] == 0
    seen = console.seq
    console.does("turn", question=1)
    assert console.sees("prompts")["turned"] == 1
    assert console.does("turn", question=2).news["problem"]
    console.shown["fay"]["seq"] = seen
    assert not console.does("move", section="bench").news["problem"], "nobody is too late because of a question"
    assert (console.sees("prompts")["turned"], console.state.question) == (None, 0)


def test_a_workshop_is_handed_over_only_to_facilitators_that_are_offered(console: Console) -> None:
    """Eve and Gil are offered, Kim is not; who leads is named."""
    leads = console.sees("leads")
    assert (leads["leads"], leads["own"]) == ([{"id": "fay", "name": "Fay"}], "fay")
    assert [one["id"] for one in leads["others"]] == ["eve", "gil"]
    refused = console.does("leads", leads=["fay", "kim"])
    assert refused.notice is not None or refused.news["problem"]
    console.does("leads", leads=["gil", "fay"])
    assert [one["name"] for one in console.sees("leads")["leads"]] == ["Gil", "Fay"]
    assert [one["id"] for one in console.sees("leads")["others"]] == ["eve"]


def test_the_end_comes_with_words_for_the_next_day(console: Console) -> None:
    """They are proposed, can be changed, and are what everybody reads; nothing is pressed after the end."""
    console.does("move", section="alone")
    assert console.sees("next")["act"] == "end"
    assert "Thank you for being here" in console.sees("aftercare")
    console.does("close", aftercare="Rest well.")
    assert (console.sees("stage"), console.sees("aftercare"), console.sees("next")) == ("closed", "Rest well.", None)
    assert console.sees("door")["code"] == ""
    assert console.does("move", section="bench").news["problem"]


def test_where_everybody_plays_alone_the_console_counts(console: Console) -> None:
    """How many have begun and come to an ending."""
    console.guests(3)
    console.does("move", section="alone")
    assert console.sees("pace") == {"people": 3, "begun": 0, "ended": 0, "quarters": [], "ways": []}


def test_an_idle_console_asks_one_question(console: Console) -> None:
    """As long as nothing changes, a look costs one statement and tells nothing."""
    console.guests(5)
    console.opens()
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(" ".join(statement.split()[:3]))

    sa.event.listen(sa.engine.Engine, "before_cursor_execute", note)
    try:
        assert console.hears() == []
    finally:
        sa.event.remove(sa.engine.Engine, "before_cursor_execute", note)
    who = ["BEGIN", "SELECT persons.id, persons.name,"]  # in a kernel it is its binding that is asked
    assert asked == [*who, "BEGIN", "SELECT CAST(? AS"]


def test_who_does_not_lead_sees_and_presses_nothing(console: Console) -> None:
    """Other facilitators, people with other roles, and forged commands with fields of every kind."""
    (mo,) = console.guests(1)
    for who in ("gil", "kim"):
        assert console.opens(who)["name"] == "problem"
        for do, shape in SHAPES.items():
            fields = {name: {str: "x", int: 1, bool: True, list: ["x"]}[kinds[0]] for name, kinds in shape.items()}
            before = console.seq
            answer = console.app(who).handle({"do": do, **fields, "workshop": console.id})
            assert answer.news is None, do
            assert answer.notice is not None, do
            assert console.seq == before, do
    for do, shape in SHAPES.items():
        for name in shape:
            broken = {one: {str: "x", int: 1, bool: True, list: ["x"]}[kinds[0]] for one, kinds in shape.items()}
            assert console.app("fay").handle({"do": do, **broken, name: {"a": 1}}).notice is not None
    assert mo.id in console.state.present
    nowhere: Any = console.app("fay").handle({"do": "go", "path": "/workshops/nowhere"}).screen
    assert nowhere["name"] == "problem"
