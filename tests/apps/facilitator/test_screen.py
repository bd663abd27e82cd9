"""What the screen of a workshop shows at each stage, what is news to it, and what never reaches it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from roleplay.apps.facilitator.app import FacilitatorApp
from roleplay.apps.facilitator.lobby import Lobby
from roleplay.identity import ANONYMOUS, Actor, ActorKind
from roleplay.model.wishes import Style, Wishes
from roleplay.services.authority import actor_of
from roleplay.services.convening import OPEN_FOR
from roleplay.services.leading import Leading
from roleplay.services.pacing import Pacing
from roleplay.store.workshop_rows import Said
from tests.services.hall import Afternoon, seats

NAMES = ("Anastasia", "Morgan", "Bartholomew", "Wilhelmina", "Zebedee", "Ophelia")


class Projector(Afternoon):
    """Fay has opened the screen; six people are in. What was told to the page is kept."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        came = [self.convening.enter(ANONYMOUS, self.code, name).participant.id for name in NAMES]
        self.people = [Actor(one, ActorKind.GUEST) for one in came]
        self.path = f"/workshops/{self.id}/screen"
        self.app = self.page("fay")
        self.told: list[Any] = []
        self.shown: dict[str, Any] = {}
        self.open()

    def page(self, name: str) -> FacilitatorApp:
        """Somebody's page."""

        def who() -> Actor:
            person = self.store.person(name)
            assert person is not None
            return actor_of(person)

        shelf = self.halls.bookshelf
        return FacilitatorApp(Lobby(who, self.house.now, self._new_id, self.store, shelf, self.halls, sealer=None))

    def open(self) -> Any:
        """Open the page."""
        screen = self.app.handle({"do": "ready", "path": self.path}).screen
        assert screen is not None
        self.told.append(screen)
        self.shown = dict(screen["state"])
        return screen

    def look(self) -> dict[str, Any]:
        """What is news."""
        answer = self.app.follow()
        if answer is None:
            return {}
        assert answer.news is not None
        assert answer.news["quiet"] is True
        self.told.append(answer.news)
        changed: dict[str, Any] = answer.news["changed"]
        self.shown |= changed
        return changed

    def tell_entrance(self, entrance: str) -> Any:
        """The page says where people come in."""
        answer = self.app.handle({"do": "screen_entrance", "workshop": self.id, "entrance": entrance})
        assert answer.news is not None
        self.told.append(answer.news)
        return answer.news["changed"]

    def press(self, what: str, *given: Any, **named: Any) -> None:
        """Something on the console."""
        getattr(self.conducting, what)(self.fay, self.id, self.seq, *given, **named)

    def hide(self, kind: Said, text: str) -> None:
        """Take something off the screen."""
        found = next(one for one in self.store.contributions(self.id, kind) if one.text.body == text)
        self.conducting.hide(self.fay, self.id, found.text.id, hidden=True)


@pytest.fixture
def projector(tmp_path: Path) -> Projector:
    """The screen in the lobby."""
    return Projector(tmp_path)


# --- opening ---


def test_it_opens_only_for_whoever_leads_the_workshop(projector: Projector) -> None:
    """Another facilitator is told so; where there is no such workshop the words are the same."""
    page = projector.page("gil")
    for path in (projector.path, "/workshops/w9/screen"):
        screen = page.handle({"do": "ready", "path": path}).screen
        assert screen is not None
        assert (screen["name"], "You do not lead this workshop." in screen["text"]) == ("problem", True)


def test_it_has_no_bar_and_leads_back_to_the_console(projector: Projector) -> None:
    """Nothing stands above it."""
    screen = projector.open()
    assert (screen["name"], screen["bare"]) == ("hall_screen", True)
    assert screen["console"] == f"/workshops/{projector.id}"


def test_whoever_hands_the_workshop_over_sees_nothing_more_of_it(projector: Projector) -> None:
    """The screen that is up becomes a page that says so."""
    projector.convening.hand_over(projector.fay, projector.id, ("gil",), projector.seq)
    answer = projector.app.follow()
    assert answer is not None
    assert answer.screen is not None
    assert answer.screen["name"] == "problem"


# --- the way in ---


def test_the_lobby_shows_code_people_and_ground_rules(projector: Projector) -> None:
    """The code in groups of four; the picture when the page has said under which address."""
    code = projector.code
    state = projector.shown
    assert (state["stage"], state["people"], state["rules"]) == ("lobby", 6, ["What is said here stays here."])
    assert state["join"] == {"code": f"{code[:4]} {code[4:]}", "locked": False, "squares": []}
    changed = projector.tell_entrance("https://example.org/w")
    assert list(changed) == ["join"]
    assert len(changed["join"]["squares"]) == len(changed["join"]["squares"][0]) > 20


def test_an_address_that_is_none_is_not_drawn(projector: Projector) -> None:
    """Whatever a page says."""
    assert projector.tell_entrance("javascript:alert(1)") == {}


def test_a_new_code_and_a_locked_door_are_news(projector: Projector) -> None:
    """Neither stands in what everybody's page shows."""
    projector.tell_entrance("https://example.org/w")
    code = projector.convening.renew_code(projector.fay, projector.id)
    assert projector.look()["join"]["code"].replace(" ", "") == code
    projector.convening.lock(projector.fay, projector.id, locked=True)
    assert projector.look()["join"]["locked"] is True


def test_a_code_that_works_no_more_is_not_shown(projector: Projector) -> None:
    """Nothing happens then but that time goes by."""
    projector.house.wait(hours=OPEN_FOR / timedelta(hours=1))
    assert projector.look() == {"join": None}
    assert projector.look() == {}


# --- news ---


def test_nothing_is_told_as_long_as_nothing_changes(projector: Projector) -> None:
    """Also while a timer runs, and when something private changes that the screen does not show."""
    assert projector.look() == {}
    projector.to("welcome")
    projector.press("set_timer", 300)
    assert projector.look()["timer"]["left_ms"] == 300_000
    projector.house.wait(seconds=30)
    assert projector.look() == {}
    projector.voting.call(projector.people[0], projector.id, needed=True)
    projector.voting.raise_question(projector.people[0], projector.id, "Where is the loo?")
    assert projector.look() == {}
    projector.press("set_timer", 0)
    assert projector.look()["timer"] is None


def test_each_vote_is_news_and_says_no_more_than_that(projector: Projector) -> None:
    """How many have voted, and nothing else, is told while a poll is open."""
    projector.to("bench")
    projector.ask()
    projector.look()
    assert projector.shown["vote"] == {"voted": 0, "ahead": []}
    projector.vote(projector.people[0], 1)
    assert projector.look() == {"vote": {"voted": 1, "ahead": []}}
    projector.vote(projector.people[0], 0, turn=1)
    assert projector.look() == {}


# --- the room decides ---


def test_a_result_is_shown_when_it_is_revealed_with_the_vote_before_it(projector: Projector) -> None:
    """Closed it shows how many have voted; a tie names all that are ahead."""
    projector.to("bench")
    projector.ask()
    for person, option in zip(projector.people, (0, 0, 1, 1), strict=False):
        projector.vote(person, option)
    projector.count(reveal=False)
    projector.look()
    assert (projector.shown["poll"]["totals"], projector.shown["vote"]) == (None, {"voted": 4, "ahead": []})
    projector.press("reveal")
    projector.look()
    assert projector.shown["poll"]["totals"][:2] == [2, 2]
    assert projector.shown["vote"] == {"voted": 4, "ahead": [0, 1]}
    projector.ask()
    projector.vote(projector.people[0], 1)
    projector.count()
    projector.look()
    assert projector.shown["poll"]["before"][:2] == [2, 2]
    assert projector.shown["vote"] == {"voted": 1, "ahead": [1]}


def test_replies_are_shown_when_collecting_has_ended_and_reasons_after_the_reveal(projector: Projector) -> None:
    """Before that only how many have written; what is taken off the screen goes from it at once."""
    projector.to("bench")
    projector.press("collect", wanted=True)
    for person, text in zip(projector.people, ("I hear you.", "Sit with me?"), strict=False):
        projector.voting.reply(person, projector.id, text)
    projector.look()
    assert (projector.shown["written"], projector.shown["replies"]) == (2, [])
    projector.press("collect", wanted=False)
    projector.look()
    assert sorted(projector.shown["replies"]) == ["I hear you.", "Sit with me?"]
    projector.hide(Said.REPLY, "I hear you.")
    assert projector.look() == {"replies": ["Sit with me?"]}
    projector.ask()
    projector.voting.give_reason(projector.people[0], projector.id, "She had asked.")
    projector.look()
    assert (projector.shown["replies"], projector.shown["reasons"]) == ([], [])  # a vote came after them
    projector.count()
    projector.look()
    assert projector.shown["reasons"] == ["She had asked."]
    projector.press("collect", wanted=True)
    projector.press("collect", wanted=False)
    assert projector.look()["replies"] == ["Sit with me?"]  # and they after the vote


def test_a_reply_that_is_hidden_while_the_room_votes_on_it_is_without_words(projector: Projector) -> None:
    """Its number stays, or votes would count for another one."""
    projector.to("bench")
    projector.press("collect", wanted=True)
    for person, text in zip(projector.people, ("One.", "Two."), strict=False):
        projector.voting.reply(person, projector.id, text)
    projector.press("collect", wanted=False)
    projector.press("ask_about_replies")
    projector.look()
    assert (sorted(projector.shown["poll"]["options"]), projector.shown["replies"]) == (["One.", "Two."], [])
    projector.hide(Said.REPLY, "One.")
    assert sorted(projector.look()["poll"]["options"]) == ["", "Two."]


# --- triads and playing alone ---


def test_groups_are_named_until_a_round_begins_and_again_when_they_change(projector: Projector) -> None:
    """Names are in the order of the alphabet, so that nobody reads parts off them."""
    ana, mo, bart, will, zeb, ophelia = projector.people
    projector.to("threes")
    projector.press(
        "group", ((seats(zeb, ana, mo), seats(will, bart, ophelia)), (seats(ana, will, zeb), seats(mo, bart, ophelia)))
    )
    projector.look()
    assert projector.shown["groups"] == [["Anastasia", "Morgan", "Zebedee"], ["Bartholomew", "Ophelia", "Wilhelmina"]]
    projector.press("begin_round")
    projector.look()
    assert (projector.shown["groups"], projector.shown["triads"]["playing"]) == ([], True)
    projector.press("end_round")
    projector.look()
    assert projector.shown["groups"] == [["Anastasia", "Wilhelmina", "Zebedee"], ["Bartholomew", "Morgan", "Ophelia"]]
    projector.press("begin_round")
    projector.press("end_round")
    projector.look()
    assert projector.shown["groups"] == []


def test_of_people_who_play_alone_it_says_how_many_are_how_far(projector: Projector) -> None:
    """And nothing when somebody merely goes on."""
    projector.to("alone")
    projector.look()
    assert projector.shown["far"] == {"begun": 0, "ended": 0}
    Pacing(projector.halls, projector._new_id).play(projector.people[0], projector.id, "alone", 0, 0)
    assert projector.look() == {"far": {"begun": 1, "ended": 0}}


def test_a_question_that_is_turned_here_or_at_a_console_is_shown_everywhere(projector: Projector) -> None:
    """With a presenter's remote, or by somebody who stands elsewhere in the room."""
    projector.to("alone")
    assert (projector.open()["state"]["prompts"], projector.shown["turned"]) == (
        ["What was new?", "What stays?"], 0,
    )  # fmt: skip
    projector.conducting.turn(projector.fay, projector.id, 1)
    assert projector.look()["turned"] == 1
    projector.app.handle({"do": "screen_turn", "workshop": projector.id, "question": 0})
    assert projector.state.question == 0


def test_it_says_goodbye(projector: Projector) -> None:
    """What is told for the next day is read by the room, too; there is no way in any more."""
    projector.to("welcome")
    projector.convening.close(projector.fay, projector.id, projector.seq, "Be kind to yourself.")
    projector.look()
    assert (projector.shown["stage"], projector.shown["aftercare"]) == ("closed", "Be kind to yourself.")
    assert projector.shown["join"] is None


# --- privacy ---


def test_nothing_private_ever_reaches_it(projector: Projector) -> None:
    """Everything that was told to the page through a whole workshop is searched for what nobody else may read.

    Names are there only where people look for their groups, and never with a part, a vote or words.
    """
    people, voting, at = projector.people, projector.voting, projector.id
    private = "private-words-of"
    groups: list[Any] = []

    def stage(*deeds: Callable[[], object]) -> None:
        for deed in deeds:
            deed()
            projector.look()
            person = people[len(projector.told) % len(people)]
            voting.call(person, at, needed=True)  # private things happen all the time
            voting.raise_question(person, at, f"{private} a question {len(projector.told)}")
            voting.note(person, at, f"{private} a note")
            projector.look()
            screen = projector.open()
            groups.extend(screen["state"].pop("groups"))

    voting.wish(people[0], at, Wishes(plays_peer=False, style=Style.QUIET, rather_not=(people[1].id,)))
    stage(lambda: projector.tell_entrance("https://example.org/w"))
    stage(lambda: projector.to("bench"), lambda: projector.press("collect", wanted=True))
    stage(*(lambda who=who: voting.reply(who, at, f"{private} a reply") for who in people[:3]))
    for one in projector.store.contributions(at, Said.REPLY):
        projector.conducting.hide(projector.fay, at, one.text.id, hidden=True)
    stage(lambda: projector.press("collect", wanted=False), projector.ask)
    stage(*(lambda who=who: projector.vote(who, 1) for who in people))
    stage(lambda: voting.give_reason(people[0], at, f"{private} a reason"))
    stage(lambda: projector.press("close_poll"))
    assert '"ahead": [1]' not in json.dumps(projector.told)  # nobody knows before the reveal
    projector.hide(Said.REASON, f"{private} a reason")
    stage(lambda: projector.press("reveal"), lambda: projector.press("take", 1, "majority"))
    stage(lambda: projector.to("threes"), lambda: projector.press("form"))
    stage(lambda: projector.press("begin_round"), lambda: projector.press("end_round"))
    stage(lambda: projector.to("alone"), lambda: projector.convening.close(projector.fay, at, projector.seq, "Rest."))

    assert sorted(name for group in groups for name in group) == sorted(NAMES)
    told = json.dumps(
        [{**one, "changed": {**one["changed"], "groups": None}} if "changed" in one else one for one in projector.told]
    )
    assert len(projector.told) > 40
    assert not [word for word in (private, *NAMES, *(one.id for one in people)) if word in told]
    station = projector.halls.bookshelf.station("stations/bench")[1].actor
    assert not [text for text in (station.story, station.feelings, station.holds_back) if f'"{text}"' in told]


def test_it_asks_the_store_one_question_as_long_as_nothing_changes(
    projector: Projector, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The state is not put together again."""
    projector.look()
    asked: list[str] = []
    signs = Leading.signs

    def counted(*given: Any) -> Any:
        asked.append("signs")
        return signs(*given)

    monkeypatch.setattr(Leading, "signs", counted)
    monkeypatch.setattr(projector.halls, "hall", lambda _: asked.append("hall"))
    assert projector.look() == {}
    assert asked == ["signs"]
