"""One's own conversation in a workshop as it is shown: feedback right away, nothing of what was not chosen, no level."""

from __future__ import annotations

import json

import pytest

from roleplay.apps.seat.pace import pace_part
from roleplay.apps.view.pace import PacePart
from tests.services.alone import Own


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Own:
    """A workshop that has come to the section that is played alone; to each test comes somebody new."""
    made = Own(tmp_path_factory.mktemp("own"))
    made.to("alone")
    return made


def test_the_first_look_shows_who_and_where_and_gives_nothing_away(own: Own) -> None:
    """Neither feedback nor ids of choices, nor behaviours."""
    (mo,) = own.guests(1)
    part = pace_part(own.here(mo), None)
    assert (part["step"], part["go"], part["turn"], part["end"], part["shares"]) == (0, 1, 1, None, "nothing")
    assert part["mentor"]["name"] == "Sam"
    assert [one["kind"] for one in part["items"]] == ["line"]
    assert sorted(one["text"] for one in part["choices"]) == [
        "*stays quiet*",
        "Hm.",
        "Well, I once...",
        "You sound tired.",
    ]
    sent = json.dumps(part)
    for secret in ("F1.", "reflects", "talks-over", '"reflect"', "opening", "trust", "Say something"):
        assert secret not in sent


def test_every_choice_is_followed_by_what_the_words_did(own: Own) -> None:
    """Then come the next lines, and what can be said now; one that is closed says why."""
    (mo,) = own.guests(1)
    own.choose(mo, "talk")
    part = pace_part(own.here(mo), None)
    kinds = [(one["kind"], one["turn"]) for one in part["items"][1:]]
    assert kinds == [("said", 1), ("line", 1), ("line", 1), ("feedback", 1), ("line", 2), ("line", 2)]
    assert {"kind": "feedback", "turn": 1, "text": "F3."} in part["items"]
    closed = {one["text"]: one["reason"] for one in part["choices"] if not one["open"]}
    assert closed == {"Shall I tell you?": "She has turned away."}


def test_a_reply_is_asked_for_and_then_has_a_good_one_beside_it(own: Own) -> None:
    """Before it was written nothing of that is sent."""
    (mo,) = own.guests(1)
    own.choose(mo, "wait", "ask")
    before = pace_part(own.here(mo), None)
    assert before["reply"] is not None
    assert (before["reply"]["prompt"], before["choices"]) == ("Write to Dana.", [])
    assert "Dear Dana." not in json.dumps(before)
    own.all(mo, ("write", "Hello."))
    (written,) = [one for one in pace_part(own.here(mo), None)["items"] if one["kind"] == "reply"]
    assert written["text"] == "Hello."
    assert written["comparison"] is not None
    assert written["comparison"]["model_answer"] == "Dear Dana."


def test_the_end_looks_back_without_levels_and_says_where_it_can_be_played_as_an_attempt(own: Own) -> None:
    """What helped, the peer's view, what was missed with what would have met it."""
    (mo,) = own.guests(1)
    own.choose(mo, "talk", "sorry")
    own.all(mo, ("write", None))
    part = pace_part(own.here(mo), "/learn/scenario/x")
    end = part["end"]
    assert end is not None
    assert (end["twist"], end["question"], end["attempt_path"]) == ("T.", "Q?", "/learn/scenario/x")
    assert end["peer"] == {"who": "dana", "text": "I stayed."}
    assert [one["said"] for one in end["went_well"]] == ["I talked over you."]
    assert "You sound tired." in end["missed_cues"][0]["offered"]
    assert part["items"][-1]["kind"] == "ending"
    assert (part["choices"], part["reply"]) == ([], None)
    assert '"level' not in json.dumps(part)


def test_a_second_go_and_what_is_shown_of_the_way_are_told(own: Own) -> None:
    """A second go begins with nothing that is shown."""
    (mo,) = own.guests(1)
    own.choose(mo, "pass")
    own.all(mo, ("share", "name"))
    shown: PacePart = pace_part(own.here(mo), None)
    own.all(mo, ("again", None))
    again = pace_part(own.here(mo), None)
    assert [(one["go"], one["shares"], len(one["items"])) for one in (shown, again)] == [
        (1, "name", 4),
        (2, "nothing", 1),
    ]
