"""The trainee's app: commands in, screens and small messages out."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay.apps.trainee import TraineeApp
from roleplay.identity import Role
from roleplay.services.opening import House
from tests.apps.conftest import Came, Trainee
from tests.small import SMALL

GOOD = ("opening/wait", "asking/brief", "writing/")
HARM = ("opening/talk", "asking/sorry", "writing/")


def every_secret(scenario: dict[str, Any]) -> set[str]:
    """All that must not be told before its time: behaviours, thoughts, and the ids of nodes and choices."""
    found: set[str] = set()
    for node in scenario["nodes"].values():
        found |= {line["thought"] for line in node.get("say", ()) if "thought" in line}
        for choice in node.get("choices", {}).values():
            found |= {t if isinstance(t, str) else t["tick"] for t in choice.get("ticks", ())}
    return found | {f'"{node}"' for node in scenario["nodes"]} | {'"pass"', '"talk"', '"reflect"', '"sorry"'}


def test_a_whole_attempt_leads_from_the_library_to_the_debrief(ada: Trainee) -> None:
    """Library, brief, expectation, conversation, reflection, debrief: each is one command away from the next."""
    assert ada.does("ready", path="").screen["name"] == "library"
    assert ada.does("go", path="/learn/scenario/disclosure/small").screen["name"] == "brief"
    ada.starts()
    ada.plays(*GOOD)
    debrief = ada.ends()
    assert (debrief["name"], debrief["outcome"]) == ("debrief", "met")
    assert {c["id"]: c["level"] for c in debrief["competencies"]} == {"listening": 4, "sharing": 4}
    assert debrief["peer"] == {"who": "dana", "text": "I stayed."}


def test_feedback_comes_with_the_answer_to_the_choice(ada: Trainee) -> None:
    """What was said, what it led to, what it did, and then the next lines: in this order."""
    ada.starts()
    ada.plays()
    played = ada.says("opening", "talk").played
    assert played is not None
    assert [(item["kind"], item["turn"]) for item in played["append"]] == [
        ("said", 1),
        ("line", 1),
        ("line", 1),
        ("feedback", 1),
        ("line", 2),
        ("line", 2),
    ]


def test_a_reload_shows_what_was_shown_before(ada: Trainee) -> None:
    """The screen after a reload is the screen before it plus all deltas, at every step."""
    ada.starts(say_first=True)
    steps: list[Callable[[], Came]] = [
        lambda: ada.does("expect", seq=ada.seq, text="It will be fine."),
        lambda: ada.does("say_first", seq=ada.seq, node="turn-1", text="Hello."),
        lambda: ada.says("opening", "reflect"),
        lambda: ada.does("say_first", seq=ada.seq, node="turn-2", text=None),
        lambda: ada.says("asking", "ask"),
        lambda: ada.does("write", seq=ada.seq, node="turn-3", text="Dear Dana"),
        lambda: ada.does("compare", seq=ada.seq, node="turn-3", behaviours=["reflects"]),
    ]
    for step in steps:
        answer = step()
        assert answer.played is not None, answer
        items, now = ada.items, ada.now
        screen = ada.does("resync").screen
        assert (screen["items"], screen["now"]) == (items, now)


def test_the_conversation_waits_for_the_comparison(ada: Trainee) -> None:
    """After a written reply the model answer comes first, and only then what happens next."""
    ada.starts()
    ada.plays("opening/reflect", "asking/ask")
    ada.does("write", seq=ada.seq, node="turn-3", text="Dear Dana")
    assert ada.now is not None
    assert (ada.now["kind"], ada.now["own"], ada.now["comparison"]["model_answer"]) == (
        "compare",
        "Dear Dana",
        "Dear Dana.",
    )
    assert ada.items is not None
    assert ada.items[-1]["kind"] == "reply"
    ada.does("compare", seq=ada.seq, node="turn-3", behaviours=["reflects"])
    assert (ada.items[-1]["kind"], ada.now["kind"]) == ("ending", "reflect")


@pytest.mark.parametrize(("mode", "feedback"), [("practice", "end"), ("assessment", "each")])
def test_feedback_can_wait_for_the_end_and_always_does_in_an_assessment(ada: Trainee, mode: str, feedback: str) -> None:
    """No feedback and no model answer on the way; all feedback in the debrief."""
    ada.starts(mode=mode, feedback=feedback)
    ada.plays(*GOOD)
    assert ada.items is not None
    assert "feedback" not in {item["kind"] for item in ada.items}
    assert ada.now is not None
    assert ada.now["kind"] == "reflect"
    assert [i["text"] for i in ada.ends()["items"] if i["kind"] == "feedback"] == ["F2.", "F6."]


def test_nothing_about_choices_not_yet_made_is_sent(ada: Trainee) -> None:
    """Until the end no behaviour, level or thought is sent, and of feedback only that of choices made."""
    seen: list[Any] = [ada.starts()]
    seen.append(ada.does("expect", seq=ada.seq, text=None))
    seen.append(ada.says("opening", "reflect"))
    seen.append(ada.says("asking", "ask"))
    wire = json.dumps([[answer.screen, answer.played] for answer in seen])
    assert "Dana" in wire
    assert [secret for secret in every_secret(SMALL) if secret in wire] == []
    assert [feedback for feedback in ("F2.", "F3.", "F4.", "F6.", "F7.") if feedback in wire] == []
    assert "F1." in wire


def test_an_assessment_never_tells_roads_not_taken(ada: Trainee) -> None:
    """As long as a retake may be open: no thoughts, no map, no other choices, no branching."""
    ada.starts(mode="assessment")
    ada.plays(*HARM)
    debrief = ada.ends()
    assert debrief["map"] is None
    assert debrief["twist"] is None
    assert [(len(d["offers"]), d["branch"]) for d in debrief["decisions"]] == [(1, None), (1, None), (0, None)]
    assert all(m["offered"] == [] for m in debrief["missed_cues"])
    assert not any("thought" in item for item in debrief["items"])


def test_the_debrief_traces_every_level_to_its_turns(ada: Trainee) -> None:
    """A harm is named with its turn and its repair; what was missed says what was on offer instead."""
    ada.starts()
    ada.plays(*HARM)
    debrief = ada.ends()
    listening = debrief["competencies"][0]
    assert listening["level"] == 1
    assert listening["shown"][0] | {"text": ""} == {
        "text": "",
        "kind": "harmful",
        "severity": "serious",
        "turns": [1],
        "repaired": 2,
    }
    missed = debrief["missed_cues"][0]
    assert (missed["turn"], missed["who"], missed["chose"]) == (1, "dana", "Well, I once...")
    assert set(missed["offered"]) == {"You sound tired.", "*stays quiet*"}


def test_the_map_shows_the_way_taken_and_the_roads_not_taken(ada: Trainee) -> None:
    """Every place that can be reached is on it, except the opt-out."""
    ada.starts()
    ada.plays("opening/pass")
    drawn = ada.ends()["map"]
    assert [node["id"] for node in drawn["nodes"]] == [
        "opening",
        "middle",
        "asking",
        "writing",
        "warm-end",
        "cold-end",
    ]
    assert [(road["source"], road["target"]) for road in drawn["roads"] if road["taken"]] == [("opening", "cold-end")]


def test_trying_again_from_a_decision_is_a_new_attempt_that_says_so(ada: Trainee) -> None:
    """The beginning is taken over, the old attempt stays as it was."""
    ada.starts()
    ada.plays(*HARM)
    first = ada.ends()
    branch = first["decisions"][1]["branch"]
    screen = ada.does("branch", attempt=first["attempt"], turns=branch).screen
    assert screen["name"] == "player"
    assert screen["branched"] == {"path": first["path"], "turn": 2}
    assert (screen["now"]["kind"], screen["now"]["node"]) == ("choices", "turn-2")
    assert ada.does("go", path=first["path"]).screen["outcome"] == "not-yet"


def test_the_comparison_with_earlier_attempts_lists_only_finished_ones(ada: Trainee) -> None:
    """Oldest first, this one marked; who left is not compared."""
    ada.starts()
    ada.plays(*HARM)
    ada.ends()
    ada.starts()
    ada.does("leave", seq=ada.seq)
    ada.starts()
    ada.plays(*GOOD)
    earlier = ada.ends()["earlier"]
    assert [(row["this"], row["outcome"], row["levels"]["listening"]) for row in earlier] == [
        (False, "not-yet", 1),
        (True, "met", 4),
    ]


def test_leaving_costs_nothing_and_leads_home(ada: Trainee) -> None:
    """No level, no failure; the attempt can be looked at, with the scene that closes it gently."""
    ada.starts()
    ada.plays("opening/talk")
    attempt = ada.attempt
    assert ada.does("leave", seq=ada.seq).screen["name"] == "library"
    debrief = ada.does("go", path=f"/learn/debrief/{attempt}").screen
    assert (debrief["outcome"], debrief["competencies"], debrief["peer"]) == ("left", [], None)
    assert debrief["ending"]["title"] == "Out"


def test_the_library_remembers(ada: Trainee) -> None:
    """Unfinished attempts are offered to be continued, finished ones are counted with how the last one went."""
    ada.starts()
    ada.plays(*GOOD)
    ada.ends()
    ada.starts()
    ada.plays("opening/reflect")
    library = ada.does("go", path="/learn").screen
    assert [(row["path"], row["turn"]) for row in library["unfinished"]] == [(f"/learn/play/{ada.attempt}", 2)]
    card = library["pillars"][0]["scenarios"][0]
    assert (card["times"], card["last"]["outcome"]) == (1, "met")


def test_progress_shows_levels_over_time(ada: Trainee) -> None:
    """One point for each finished attempt, oldest first, and the time spent."""
    assert ada.does("go", path="/learn/progress").screen["competencies"] == []
    for way in (HARM, GOOD):
        ada.starts()
        ada.plays(*way)
        ada.ends()
    progress = ada.does("go", path="/learn/progress").screen
    assert {c["id"]: [p["level"] for p in c["points"]] for c in progress["competencies"]} == {
        "listening": [1, 4],
        "sharing": [1, 4],
    }
    assert progress["finished"] == 2
    assert progress["minutes"] >= 2


def test_the_loser_of_two_tabs_is_refreshed_and_nothing_counts_twice(
    ada: Trainee, person: Callable[..., Trainee]
) -> None:
    """A second tab that is behind gets the present screen and a friendly word; the first choice stands."""
    ada.starts()
    ada.plays()
    other = person("ada")
    other.does("ready", path=f"/learn/play/{ada.attempt}")
    ada.says("opening", "reflect")
    answer = other.says("opening", "talk")
    assert answer.notice is not None
    assert "another tab" in answer.notice["text"]
    assert other.items == ada.items
    assert other.now == ada.now


def test_an_attempt_of_somebody_else_does_not_exist(ada: Trainee, person: Callable[..., Trainee]) -> None:
    """Neither its page nor its commands open to another person, and the words are those for no attempt at all."""
    ada.starts()
    eve = person("eve")
    screens = [eve.does("go", path=f"/learn/{place}/{ada.attempt}").screen for place in ("play", "debrief")]
    nowhere = eve.does("go", path="/learn/play/no-such-attempt").screen
    assert {screen["text"] for screen in screens} == {nowhere["text"]}
    assert eve.does("choose", seq=2, node="turn-1", choice="1").notice["tone"] == "problem"
    assert eve.does("branch", attempt=ada.attempt, turns=0).notice["tone"] == "problem"


@pytest.mark.parametrize(
    "command",
    [
        {},
        {"do": "dance"},
        {"do": ["choose"]},
        {"do": "choose"},
        {"do": "choose", "seq": "2", "node": "turn-1", "choice": "1"},
        {"do": "choose", "seq": True, "node": "turn-1", "choice": "1"},
        {"do": "choose", "seq": 2, "node": ["turn-1"], "choice": "1"},
        {"do": "choose", "seq": 2, "node": "turn-1", "choice": "5"},
        {"do": "choose", "seq": 2, "node": "turn-2", "choice": "1"},
        {"do": "write", "seq": 2, "node": "turn-1", "text": "x"},
        {"do": "compare", "seq": 2, "node": "turn-1", "behaviours": [1]},
        {"do": "reflect", "seq": 2, "texts": [{"a": 1}]},
        {"do": "finish", "seq": 2},
        {"do": "start", "scenario": "no/such", "mode": "practice", "feedback": "each", "say_first": False},
        {"do": "start", "scenario": "disclosure/small", "mode": "exam", "feedback": "each", "say_first": False},
        {"do": "branch", "attempt": "id-1", "turns": 99},
    ],
)
def test_a_forged_command_ends_in_a_notice_and_changes_nothing(ada: Trainee, command: dict[str, Any]) -> None:
    """Whatever a browser sends, the answer is a polite sentence and the log stays as it was."""
    ada.starts()
    ada.plays()
    before = (ada.items, ada.now)
    answer = ada.app.handle(command)
    assert answer.notice is not None
    assert answer.notice["tone"] == "problem"
    after = ada.does("resync").screen
    assert (after["items"], after["now"]) == before


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
COMMANDS = ("ready", "go", "resync", "start", "expect", "say_first", "choose", "write", "compare", "reflect", "finish")
FIELDS = ("path", "scenario", "mode", "feedback", "say_first", "seq", "text", "node", "choice", "behaviours", "texts")


def test_any_command_at_all_is_answered(ada: Trainee) -> None:
    """No JSON that can be thought of raises anything but an answer."""
    ada.starts()
    ada.plays()
    app: TraineeApp = ada.app

    @given(st.sampled_from(COMMANDS), st.dictionaries(st.sampled_from(FIELDS), JSON))
    def answered(do: str, fields: dict[str, Any]) -> None:
        answer = app.handle({**fields, "do": do})
        assert answer.screen is not None or answer.played is not None or answer.notice is not None

    answered()


def test_a_broken_scenario_is_shown_to_authors_and_to_nobody_else(
    house: House, ada: Trainee, person: Callable[..., Trainee]
) -> None:
    """The others can be played all the same; an author is told where to mend it."""
    broken = {**SMALL, "id": "disclosure/broken", "start": "openning"}
    file = house.libraries[0] / "practice" / "disclosure" / "broken.yml"
    file.write_text(json.dumps(broken, indent=1))
    house.refresh()
    assert ada.does("go", path="/learn").screen["mending"] == []
    assert ada.does("go", path="/learn").screen["ways"] == []
    screen = person("olu", frozenset({Role.TRAINEE, Role.AUTHOR})).does("go", path="/learn").screen
    assert [card["id"] for card in screen["pillars"][0]["scenarios"]] == ["disclosure/small"]
    assert [way["path"] for way in screen["ways"]] == ["/author"]
    finding = screen["mending"][0]["diagnostics"][0]
    assert 'Did you mean "opening"' in finding["message"] + finding["fix"]
    assert finding["line"] > 1
    assert ada.does("go", path="/learn/scenario/disclosure/broken").screen["name"] == "problem"


def test_an_attempt_plays_on_after_its_scenario_was_edited_and_is_shown_after_it_was_deleted(
    house: House, ada: Trainee
) -> None:
    """A running attempt stays on its version; a finished one needs no file at all."""
    ada.starts()
    ada.plays("opening/reflect")
    file = house.libraries[0] / "practice" / "disclosure" / "small.yml"
    edited = json.loads(json.dumps(SMALL).replace("And you?", "What about you?"))
    file.write_text(json.dumps(edited))
    house.refresh()
    assert "And you?" in json.dumps(ada.does("resync").screen)
    file.unlink()
    house.refresh()
    ada.says("asking", "ask")
    ada.skips_the_reply()
    debrief = ada.ends()
    assert (debrief["outcome"], debrief["scenario_path"]) == ("met", None)


def test_help_says_that_nothing_is_configured_by_sending_no_lines(ada: Trainee) -> None:
    """There is no country default; the page then gives the general emergency advice."""
    care = ada.starts().screen["care"]
    assert (care["help"]["lines"], care["help"]["emergency_number"]) == ([], None)
    assert care["help"]["resources"]
