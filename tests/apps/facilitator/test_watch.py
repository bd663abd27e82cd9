"""The room of those who watch how a workshop is led."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from roleplay.apps.facilitator.app import FacilitatorApp
from roleplay.apps.facilitator.lobby import Lobby
from roleplay.apps.facilitator.watch_screens import stage_now
from roleplay.apps.library import library
from roleplay.apps.rooms import Answer
from roleplay.apps.session import desk_for
from roleplay.model.wishes import Wishes
from roleplay.services.authority import actor_of
from tests.services.hall import seats
from tests.services.watched import Watched, seen


class Page:
    """Somebody's page, with what it shows."""

    def __init__(self, watched: Watched, name: str) -> None:
        store = watched.store
        self.app = FacilitatorApp(
            Lobby(
                who=lambda: actor_of(next(one for one in [store.person(name)] if one is not None)),
                now=watched.house.now,
                new_id=watched._new_id,
                store=store,
                bookshelf=watched.halls.bookshelf,
                halls=watched.halls,
                sealer=None,
            )
        )
        self.screen: Any = None
        self.told: Any = None

    def say(self, do: str, **fields: Any) -> Answer:
        """Send a command, and take what comes."""
        answer = self.app.handle({"do": do, **fields})
        self.screen = answer.screen or self.screen
        self.told = answer.notice
        return answer

    def open(self, path: str) -> Any:
        """Go to an address; the screen that is shown."""
        self.say("go", path=path)
        return self.screen


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    """A workshop of the blue cohort, in its first section."""
    made = Watched(tmp_path)
    made.to("welcome")
    return made


def test_who_leads_asks_and_calls_off(watched: Watched) -> None:
    """By choosing from lists; what was done shows at once."""
    fay = Page(watched, "fay")
    screen = fay.open(f"/workshops/{watched.id}/watch")
    assert (screen["name"], screen["asked"]) == ("hall_watch_ask", [])
    assert screen["console_path"] == f"/workshops/{watched.id}"
    assert [one["name"] for one in screen["leads"]] == ["Fay"]
    fay.say("watch_ask", workshop=watched.id, observer="kim", facilitator="")
    fay.say("watch_ask", workshop=watched.id, observer="eve", facilitator="fay")
    assert "Eve is asked" in fay.told["text"]
    assert [(one["observer"], one["facilitator"], one["kind"], one["state"]) for one in fay.screen["asked"]] == [
        ("Kim", "", "shadowing", "asked"),
        ("Eve", "Fay", "assessment", "asked"),
    ]
    fay.say("watch_off", watch=fay.screen["asked"][0]["id"])
    assert [one["observer"] for one in fay.screen["asked"]] == ["Eve"]


def test_who_learns_finds_what_they_watch_and_nothing_else(watched: Watched) -> None:
    """No console, no projector, no plans, however they ask for them; and the first page is the list."""
    watched.shadow()
    kim = Page(watched, "kim")
    screen = kim.open("/workshops")
    assert (screen["name"], screen["path"]) == ("hall_watching", "/workshops/watching")
    assert [one["key"] for one in screen["bar"]] == ["watching"]
    assert screen["bar"][0]["count"] == 1
    sheet = kim.open(screen["now"][0]["path"])
    assert (sheet["name"], sheet["kind"], sheet["competencies"]) == ("hall_watch", "shadowing", [])
    for path in ("", "/screen", "/report", "/plans"):
        assert kim.open(f"/workshops/{watched.id}{path}")["name"] == "problem"
    for command in ("console_rest", "console_lock"):
        kim.say(command, workshop=watched.id, resting=True, locked=True)
        assert kim.told["tone"] == "problem"
    assert watched.state.resting_since is None


def test_a_trainees_first_page_leads_to_what_they_were_asked_to_watch(watched: Watched) -> None:
    """As long as it waits for them; nobody else is led there."""

    def ways(name: str) -> list[str]:
        desk = desk_for(watched.store, next(one for one in [watched.store.person(name)] if one is not None), name=name)
        return [way["path"] for way in library(desk)["ways"]]

    assert ways("kim") == []
    shadow = watched.shadow()
    assert ways("kim") == ["/workshops/watching"]
    watched.facilitation.call_off(watched.fay, shadow)
    assert ways("kim") == []


def test_somebody_who_was_not_asked_is_told_so(watched: Watched) -> None:
    """In the same words for a workshop that there is and one that there is not."""
    watched.shadow()
    for name in ("eva", "gil", "rob"):
        page = Page(watched, name)
        texts = {page.open(f"/workshops/{one}/watch")["text"] for one in (watched.id, "made-up")}
        assert texts == {"You were not asked to watch this."}
        assert page.open("/workshops/watching/made-up")["name"] == "problem"


def test_an_observer_ticks_and_hands_in_and_the_one_who_led_reads_and_answers(watched: Watched) -> None:
    """Every level with the moments that it rests on, and in which section they were."""
    assess = watched.assess()
    eve, fay = Page(watched, "eve"), Page(watched, "fay")
    sheet = eve.open(f"/workshops/{watched.id}/watch")
    assert sheet["path"] == f"/workshops/watching/{assess}"
    care = sheet["competencies"][0]
    assert [(one["id"], one["kind"], one["required"]) for one in care["behaviours"]] == [
        ("waits-for-a-yes", "basic", True),
        ("steadies", "advanced", False),
        ("presses", "harmful", False),
    ]
    seq = sheet["stage"]["seq"]
    answer = eve.say("watch_tick", watch=assess, ticks=[seen("agrees", seq=seq), seen("asks", seq=seq, undone=True)])
    assert answer.news == {"kept": {"agrees": False, "asks": True}, "quiet": True}
    watched.to("bench")
    again = eve.open(sheet["path"])
    assert [(one["behaviour"], one["section"], one["undone"]) for one in again["ticks"]] == [
        ("agrees", "Welcome", False),
        ("asks", "Welcome", True),
    ]
    assert fay.open("/workshops/watching")["mine"] == []
    late = [seen("presses", seq=watched.seq - 1)]
    eve.say("watch_hand_in", watch=assess, ticks=late, none=[], minutes=None, note="You waited.")
    assert (eve.screen["name"], eve.screen["own"]) == ("hall_watch_result", False)

    card = fay.open("/workshops/watching")["mine"][0]
    assert (card["observer"], card["state"]) == ("Eve", "done")
    result = fay.open(card["path"])
    assert (result["own"], result["note"], result["reply"]) == (True, "You waited.", None)
    care, opening = result["competencies"]
    assert (care["level"], opening["level"]) == (1, 3)
    assert [(one["kind"], [moment["section"] for moment in one["moments"]]) for one in care["seen"]] == [
        ("harmful", ["On the bench"])
    ]
    assert len(care["missing"]) == 1
    assert opening["missing"] == []
    fay.say("watch_answer", watch=assess, text="I pushed. I know.")
    assert fay.screen["reply"] == "I pushed. I know."
    assert eve.open(card["path"])["reply"] == "I pushed. I know."


def test_a_shadow_says_that_they_are_there_and_logs_it(watched: Watched) -> None:
    """What they write is their own; the one who led does not find it."""
    shadow = watched.shadow()
    kim, fay = Page(watched, "kim"), Page(watched, "fay")
    assert kim.open(f"/workshops/{watched.id}/watch")["there"] is False
    kim.say("watch_here", watch=shadow)
    assert kim.screen["there"] is True
    watched.house.wait(minutes=30)
    kim.say("watch_hand_in", watch=shadow, ticks=[], none=[], minutes=25, note="She let them talk.")
    assert (kim.screen["name"], kim.screen["minutes"], kim.screen["note"]) == (
        "hall_watch_result",
        25,
        "She let them talk.",
    )
    assert kim.open("/workshops/watching")["done"][0]["minutes"] == 25
    assert fay.open("/workshops/watching")["mine"] == []
    assert fay.open(f"/workshops/watching/{shadow}")["name"] == "problem"


def test_a_supervisor_finds_the_workshops_of_their_cohort(watched: Watched) -> None:
    """And can ask people, without a console."""
    sue = Page(watched, "sue")
    (row,) = sue.open("/workshops/watching")["to_ask"]
    screen = sue.open(row["path"])
    assert (screen["name"], screen["console_path"]) == ("hall_watch_ask", "")
    sue.say("watch_ask", workshop=watched.id, observer="eva", facilitator="fay")
    assert [one["observer"] for one in sue.screen["asked"]] == ["Eva"]


def test_the_sheet_follows_the_workshop_and_says_nothing_about_people(watched: Watched) -> None:
    """Sections, votes and rounds as the room sees them: no name, no vote, no words, nobody's call."""
    assess = watched.assess()
    eve = Page(watched, "eve")
    eve.open(f"/workshops/watching/{assess}")
    assert eve.app.follow() is None
    people = watched.guests(3)
    names = [row.name for row in watched.store.participants_in(watched.id)]
    told = []

    def look() -> dict[str, Any]:
        answer = eve.app.follow()
        assert answer is not None
        assert answer.news is not None
        told.append(json.dumps(answer.news))
        return dict(answer.news["stage"])

    assert look()["people"] == 3
    watched.to("bench")
    assert (look()["doing"], look_again(eve)) == ("room", None)
    watched.ask()
    watched.vote(people[0], 1)
    watched.voting.call(people[1], watched.id, needed=True)
    watched.voting.raise_question(people[2], watched.id, "Something private")
    watched.voting.wish(people[2], watched.id, Wishes(plays_peer=False))
    stage = look()
    assert (stage["doing"], stage["n"], stage["section"]) == ("vote", 1, "On the bench")
    watched.count(reveal=False)
    assert look()["doing"] == "counted"
    watched.conducting.reveal(watched.fay, watched.id, watched.seq)
    assert look()["doing"] == "shown"
    watched.to("threes")
    assert look()["doing"] == "groups"
    watched.conducting.group(watched.fay, watched.id, watched.seq, [[seats(*people)]])
    watched.conducting.begin_round(watched.fay, watched.id, watched.seq)
    stage = look()
    assert (stage["doing"], stage["n"], stage["of"]) == ("round", 1, 1)
    watched.conducting.end_round(watched.fay, watched.id, watched.seq)
    assert look()["doing"] == "over"
    watched.conducting.rest(watched.fay, watched.id, resting=True)
    assert look()["doing"] == "rest"
    whole = " ".join(told)
    assert not any(one in whole for one in (*names, *(one.id for one in people), "Something private"))


def look_again(page: Page) -> Answer | None:
    """What is new when nothing has happened."""
    return page.app.follow()


def test_a_watch_that_was_called_off_is_not_followed_any_more(watched: Watched) -> None:
    """The observer is told so when something happens next."""
    assess = watched.assess()
    eve = Page(watched, "eve")
    eve.open(f"/workshops/watching/{assess}")
    watched.facilitation.call_off(watched.fay, assess)
    watched.to("bench")
    answer = eve.app.follow()
    assert answer is not None
    assert answer.screen is not None
    assert answer.screen["text"] == "You were not asked to watch this."


def test_the_stage_before_and_after(watched: Watched) -> None:
    """People come in; it is over."""
    workshop = watched.convening.open(watched.fay, watched.plan, "blue")
    assert stage_now(watched.halls.hall(workshop))["doing"] == "lobby"
    watched.convening.close(watched.fay, watched.id, watched.seq)
    assert stage_now(watched.halls.hall(watched.id))["doing"] == "closed"
