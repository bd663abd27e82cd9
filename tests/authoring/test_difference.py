"""What changed for those who play: each single change is found, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay.authoring import product
from roleplay.authoring.difference import Difference, Part, aligned, differences
from roleplay.model import scenario as types
from roleplay.model.frozen import Frozen
from roleplay.model.scenario import Scenario
from tests.small import RUBRICS, SMALL

Told: TypeAlias = tuple[Part, str, str, str | None, str | None]
Way: TypeAlias = tuple[str | int, ...]

WORTH, WAYS, WORDING, ABOUT = Part.WORTH, Part.WAYS, Part.WORDING, Part.ABOUT

WHOLE: dict[str, Any] = deepcopy(SMALL)
"""The small scenario with what is optional in it."""
WHOLE |= {
    "topics": ["confidentiality"],
    "profiles": {"open": {"peer_confidentiality": "yes"}},
    "twin": {"of": "disclosure/other", "cue": "It rains."},
    "sign_off": {"clinical": {"who": "Dr No", "on": "2026-01-01", "review_by": "2027-01-01"}},
}
WHOLE["state"]["mood"] = {"words": ["calm", "tired"], "start": "calm"}
WHOLE["nodes"]["opening"]["say"][1]["at"] = "01:12"
WHOLE["nodes"]["asking"]["otherwise"] = "cold-end"

OPENING: Way = ("nodes", "opening")
REFLECT: Way = (*OPENING, "choices", "reflect")
ASKING: Way = ("nodes", "asking")
ASK: Way = (*ASKING, "choices", "ask")
REPLY: Way = ("nodes", "writing", "reply")
END: Way = ("nodes", "warm-end", "end")
REVIEW = "2026-01-01, due again 2027-01-01"

OF_WORTH: dict[Way, tuple[Any, list[Told]]] = {
    ("assesses", "sharing", "requires"): (
        ["asks-first", "asks-first"],
        [(WORTH, "requires", "sharing", "asks-first", "asks-first, asks-first")],
    ),
    (*OPENING, "ticks"): (["says-sorry"], [(WORTH, "ticks", "opening", None, "says-sorry")]),
    (*REFLECT, "ticks"): (
        [{"tick": "reflects", "if": "not asked"}],
        [(WORTH, "ticks", "opening/reflect", "reflects", "reflects if not asked")],
    ),
    (*ASKING, "choices", "sorry", "repairs"): (
        ["blames"],
        [(WORTH, "repairs", "asking/sorry", "talks-over", "blames")],
    ),
    (*REPLY, "looks_for"): (["waits"], [(WORTH, "looks for", "writing", "reflects", "waits")]),
}

OF_WAYS: dict[Way, tuple[Any, list[Told]]] = {
    (*REFLECT, "effects", "trust"): (2, [(WAYS, "effects", "opening/reflect", "trust +1", "trust +2")]),
    (*ASK, "effects", "asked"): (False, [(WAYS, "effects", "asking/ask", "asked = true", "asked = false")]),
    (*ASK, "effects", "trust"): (
        {"set": 2},
        [(WAYS, "effects", "asking/ask", "asked = true", "asked = true, trust = 2")],
    ),
    (*ASK, "effects", "mood"): (
        "tired",
        [(WAYS, "effects", "asking/ask", "asked = true", "asked = true, mood = tired")],
    ),
    (*ASK, "enabled_if", "when"): ("trust >= 2", [(WAYS, "open if", "asking/ask", "trust >= 1", "trust >= 2")]),
    (*ASKING, "choices", "brief", "shown_if"): (
        "trust >= 2",
        [(WAYS, "shown if", "asking/brief", "trust >= 3", "trust >= 2")],
    ),
    (*REFLECT, "goto"): ("asking", [(WAYS, "leads to", "opening/reflect", "middle", "asking")]),
    ("nodes", "writing", "goto"): (
        "cold-end",
        [
            (WAYS, "leads to", "writing", "warm-end", "cold-end"),
            (WAYS, "reach", "warm-end", "on some way", "on no way"),
        ],
    ),
    (*ASKING, "otherwise"): ("warm-end", [(WAYS, "otherwise", "asking", "cold-end", "warm-end")]),
    (*OPENING, "order"): ("fixed", [(WAYS, "order", "opening", "shuffled", "fixed: reflect, wait, talk, pass")]),
    (*OPENING, "say", 1, "if"): ("asked", [(WAYS, "said if", "opening, line 2", "weather == sun", "asked")]),
    ("state", "trust", "start"): (2, [(WAYS, "variable", "trust", "0 to 3, starts at 1", "0 to 3, starts at 2")]),
    ("state", "trust", "range"): ([0, 4], [(WAYS, "variable", "trust", "0 to 3, starts at 1", "0 to 4, starts at 1")]),
    ("state", "asked", "flag"): (
        True,
        [
            (WORTH, "levels", "sharing", "1, 2, 3, 4", "2, 3, 4"),
            (WAYS, "variable", "asked", "true or false, starts as false", "true or false, starts as true"),
        ],
    ),
    ("state", "mood", "words"): (
        ["calm", "low"],
        [(WAYS, "variable", "mood", "calm, tired; starts as calm", "calm, low; starts as calm")],
    ),
    ("state", "weather", "vary"): (
        ["rain", "sun", "snow"],
        [(WAYS, "variable", "weather", "varies: rain, sun", "varies: rain, snow, sun")],
    ),
    ("state", "weather", "cue"): (
        True,
        [(WAYS, "variable", "weather", "varies: rain, sun", "varies: rain, sun; a cue that must be read")],
    ),
    ("profiles", "open", "peer_confidentiality"): (
        "no",
        [(WAYS, "profile", "open", "peer_confidentiality = yes", "peer_confidentiality = no")],
    ),
    ("profiles", "closed"): ({}, [(WAYS, "profile", "closed", None, "nothing set")]),
    ("opt_out", "goto"): (
        "cold-end",
        [
            (WAYS, "opt-out", "", "stepped-out", "cold-end"),
            (WAYS, "reach", "stepped-out", "on some way", "on no way"),
        ],
    ),
}

OF_WORDING: dict[Way, tuple[Any, list[Told]]] = {
    (*OPENING, "say", 0, "dana"): ("Wet again.", [(WORDING, "line", "opening, line 1", "Rain again.", "Wet again.")]),
    (*OPENING, "say", 0, "cue"): ("sits", [(WORDING, "cue", "opening, line 1", "looks up", "sits")]),
    (*OPENING, "say", 0, "thought"): ("No.", [(WORDING, "thought", "opening, line 1", "Say something.", "No.")]),
    (*OPENING, "say", 1, "at"): ("01:13", [(WORDING, "time", "opening, line 2", "01:12", "01:13")]),
    (*ASKING, "say", 0): ({"mentor": "And you?"}, [(WORDING, "speaker", "asking, line 1", "dana", "mentor")]),
    (*OPENING, "choices", "talk", "response", 0, "dana"): (
        "Quite.",
        [(WORDING, "response", "opening/talk, response 1", "Right.", "Quite.")],
    ),
    (*REFLECT, "text"): ("So tired.", [(WORDING, "choice", "opening/reflect", "You sound tired.", "So tired.")]),
    (*REFLECT, "feedback"): ("F1b.", [(WORDING, "feedback", "opening/reflect", "F1.", "F1b.")]),
    (*ASK, "enabled_if", "reason"): (
        "No.",
        [(WORDING, "why it is closed", "asking/ask", "She has turned away.", "No.")],
    ),
    (*REPLY, "prompt"): ("Write.", [(WORDING, "prompt", "writing", "Write to Dana.", "Write.")]),
    (*REPLY, "model_answer"): ("Hi.", [(WORDING, "model answer", "writing", "Dear Dana.", "Hi.")]),
    (*REPLY, "why"): ("X.", [(WORDING, "why", "writing", "W.", "X.")]),
    (*REPLY, "max_words"): (60, [(WORDING, "most words", "writing", "120", "60")]),
    (*END, "title"): ("Hot", [(WORDING, "title of the ending", "warm-end", "Warm", "Hot")]),
    (*END, "text"): ("Stays.", [(WORDING, "ending", "warm-end", "She stays.", "Stays.")]),
    (*END, "peer_view"): ("Yes.", [(WORDING, "a day later", "warm-end", "I stayed.", "Yes.")]),
    (*END, "handed_over_to"): ("Mo", [(WORDING, "handed over to", "warm-end", None, "Mo")]),
}

OF_ABOUT: dict[Way, tuple[Any, list[Told]]] = {
    ("content_notes",): (["loss"], [(ABOUT, "content notes", "", "none that we know of", "loss")]),
    ("intensity",): (2, [(ABOUT, "intensity", "", "1", "2")]),
    ("topics",): (["medication"], [(ABOUT, "topics", "", "confidentiality", "medication")]),
    ("title",): ("Big", [(ABOUT, "title", "", "Small", "Big")]),
    ("id",): ("disclosure/big", [(ABOUT, "id", "", "disclosure/small", "disclosure/big")]),
    ("summary",): ("A talk.", [(ABOUT, "summary", "", "A small talk.", "A talk.")]),
    ("pillar",): ("team", [(ABOUT, "pillar", "", "disclosure", "team")]),
    ("use",): ("practice", [(ABOUT, "use", "", "both", "practice")]),
    ("duration_min",): (9, [(ABOUT, "minutes", "", "5", "9")]),
    ("medium",): ("phone", [(ABOUT, "medium", "", "in-person", "phone")]),
    ("setting",): ("A bus.", [(ABOUT, "setting", "", "A bench.", "A bus.")]),
    ("expect",): ("What?", [(ABOUT, "expect", "", "What will be hard?", "What?")]),
    ("opt_out", "grounding"): ("Breathe.", [(ABOUT, "grounding", "", "Feel the bench.", "Breathe.")]),
    ("mentor", "name"): ("Al", [(ABOUT, "name", "mentor", "Sam", "Al")]),
    ("mentor", "pronouns"): ("he/him", [(ABOUT, "pronouns", "mentor", "they/them", "he/him")]),
    ("mentor", "story"): ("New.", [(ABOUT, "story", "mentor", "S.", "New.")]),
    ("mentor", "limits"): ("New.", [(ABOUT, "limits", "mentor", "L.", "New.")]),
    ("mentor", "today"): ("New.", [(ABOUT, "today", "mentor", "T.", "New.")]),
    ("cast", "dana", "name"): (
        "Ana",
        [(ABOUT, "person", "dana", "Dana (she/her), peer: A.", "Ana (she/her), peer: A.")],
    ),
    ("cast", "dana", "pronouns"): (
        "he/him",
        [(ABOUT, "person", "dana", "Dana (she/her), peer: A.", "Dana (he/him), peer: A.")],
    ),
    ("cast", "dana", "role"): (
        "family",
        [(ABOUT, "person", "dana", "Dana (she/her), peer: A.", "Dana (she/her), family: A.")],
    ),
    ("cast", "dana", "about"): (
        "B.",
        [(ABOUT, "person", "dana", "Dana (she/her), peer: A.", "Dana (she/her), peer: B.")],
    ),
    ("debrief", "question"): ("R?", [(ABOUT, "question for supervision", "", "Q?", "R?")]),
    ("debrief", "twist"): ("U.", [(ABOUT, "twist", "", "T.", "U.")]),
    ("twin", "of"): ("team/x", [(ABOUT, "twin", "", "disclosure/other: It rains.", "team/x: It rains.")]),
    ("twin", "cue"): ("Sun.", [(ABOUT, "twin", "", "disclosure/other: It rains.", "disclosure/other: Sun.")]),
    ("sign_off", "clinical", "who"): (
        "Dr Yes",
        [(ABOUT, "clinical", "sign-off", f"Dr No, {REVIEW}", f"Dr Yes, {REVIEW}")],
    ),
    ("sign_off", "clinical", "on"): (
        "2026-01-02",
        [(ABOUT, "clinical", "sign-off", f"Dr No, {REVIEW}", "Dr No, 2026-01-02, due again 2027-01-01")],
    ),
    ("sign_off", "clinical", "review_by"): (
        "2027-01-02",
        [(ABOUT, "clinical", "sign-off", f"Dr No, {REVIEW}", "Dr No, 2026-01-01, due again 2027-01-02")],
    ),
    ("sign_off", "lived_experience"): (
        {"who": "Al", "on": "2026-01-01", "review_by": "2027-01-01"},
        [(ABOUT, "lived experience", "sign-off", None, f"Al, {REVIEW}")],
    ),
    ("sign_off", "counsel"): (
        {"who": "Al", "on": "2026-01-01", "review_by": "2027-01-01"},
        [(ABOUT, "counsel", "sign-off", None, f"Al, {REVIEW}")],
    ),
    ("resources", 0, "title"): (
        "You",
        [(ABOUT, "resource", "", "Somebody: Talk to somebody.", "You: Talk to somebody.")],
    ),
    ("resources", 0, "text"): ("Talk.", [(ABOUT, "resource", "", "Somebody: Talk to somebody.", "Somebody: Talk.")]),
    ("reflect", 0): ("What?", [(ABOUT, "to reflect", "", "What stays with you?", "What?")]),
    ("discussion",): (["And you?"], [(ABOUT, "to discuss", "", None, "And you?")]),
    ("sources", 0): ("SAMHSA", [(ABOUT, "source", "", "EQUIP", "SAMHSA")]),
}

PLACES = OF_WORTH | OF_WAYS | OF_WORDING | OF_ABOUT
"""Way to a field -> its new value, and what a reader is told."""


def changed(change: Callable[[dict[str, Any]], object]) -> tuple[Difference, ...]:
    """What differs after a change to the data of the whole small scenario."""
    data = deepcopy(WHOLE)
    change(data)
    return differences(Scenario.model_validate(WHOLE), Scenario.model_validate(data), RUBRICS)


def put(data: Any, steps: Way, value: object) -> None:
    """Put a value at the end of a way, with what is missing on it."""
    for step in steps[:-1]:
        data = data.setdefault(step, {}) if isinstance(data, dict) else data[step]
    data[steps[-1]] = value


@pytest.mark.parametrize("steps", PLACES, ids=lambda steps: ".".join(map(str, steps)))
def test_a_change_of_one_field_is_found_and_nothing_else(steps: Way) -> None:
    """Whichever field an author changes, the difference says where it stood, how it was and how it is."""
    value, expected = PLACES[steps]
    assert [tuple(one) for one in changed(lambda data: put(data, steps, value))] == expected


def test_no_field_of_a_scenario_is_forgotten() -> None:
    """Every field that a scenario file can have is among those whose change is found, here or in a test below."""
    elsewhere = {"nodes", "choices", "start", "who", "text", "only_if", "tick", "set", "end", "say"}
    tried = {str(step) for steps in PLACES for step in steps} | elsewhere
    everything = {
        field
        for one in vars(types).values()
        if isinstance(one, type) and issubclass(one, Frozen)
        for field in one.model_fields
    }
    assert everything - tried == {"format"}


@pytest.mark.parametrize("data", [SMALL, WHOLE], ids=["small", "whole"])
def test_a_scenario_is_no_different_from_itself(data: dict[str, Any]) -> None:
    """Read twice, it is the same."""
    assert differences(Scenario.model_validate(data), Scenario.model_validate(deepcopy(data)), RUBRICS) == ()


def test_the_form_of_a_file_makes_no_difference() -> None:
    """Spaces and brackets in conditions, the order of ticks, of state and of shuffled choices, defaults written out."""

    def formatted(data: dict[str, Any]) -> None:
        opening, asking = data["nodes"]["opening"], data["nodes"]["asking"]
        opening["say"][0]["if"] = "weather == 'rain'"
        opening["order"] = "shuffled"
        opening["choices"]["talk"]["ticks"] = [{"tick": "shares-unasked", "if": "(not  (asked))"}, "talks-over"]
        opening["choices"]["reflect"]["goto"] = "middle"
        opening["choices"] = dict(reversed(opening["choices"].items()))
        asking["choices"]["ask"]["enabled_if"]["when"] = "((trust>=1))"
        data["state"] = dict(reversed(data["state"].items()))
        data["assesses"] = dict(reversed(data["assesses"].items()))

    assert changed(formatted) == ()


def test_brackets_that_matter_are_kept() -> None:
    """`and` binds closer than `or`: brackets around the `or` are another condition."""

    def gate(text: str) -> Scenario:
        data = deepcopy(WHOLE)
        data["nodes"]["asking"]["choices"]["ask"]["enabled_if"]["when"] = text
        return Scenario.model_validate(data)

    old, new = gate("asked or trust >= 1 and not asked"), gate("(asked or trust >= 1) and not asked")
    found = differences(old, new, RUBRICS)
    assert [(one.before, one.after) for one in found if one.kind == "open if"] == [
        ("asked or (trust >= 1 and not asked)", "(asked or trust >= 1) and not asked")
    ]


def test_a_choice_with_another_id_is_removed_and_added() -> None:
    """Ids are what attempts are stored by: a renamed choice is another one, and its texts are part of it."""

    def rename(data: dict[str, Any]) -> None:
        choices = data["nodes"]["opening"]["choices"]
        choices["mirror"] = choices.pop("reflect")

    told = '"You sound tired.", shows reflects, leads to middle'
    assert [tuple(one) for one in changed(rename)] == [
        (WAYS, "choice", "opening/reflect", told, None),
        (WAYS, "choice", "opening/mirror", None, told),
    ]


def test_a_node_that_comes_between_changes_where_the_others_lead() -> None:
    """A new node is told as one thing; whatever ran into its follower by the order of the file now runs into it."""

    def insert(data: dict[str, Any]) -> None:
        nodes = list(data["nodes"].items())
        nodes.insert(2, ("pause", {"say": [{"narrator": "A bus."}]}))
        data["nodes"] = dict(nodes)

    assert [tuple(one) for one in changed(insert)] == [
        (WAYS, "leads to", "middle", "asking", "pause"),
        (WAYS, "node", "pause", None, "lines only"),
    ]


def test_another_start_is_found() -> None:
    """Where a conversation begins is a way like any other; what comes after it can still be reached."""

    def begin(data: dict[str, Any]) -> None:
        data["nodes"] = {"first": {"say": [{"narrator": "A bench."}]}, **data["nodes"]}
        data["start"] = "first"

    assert [tuple(one) for one in changed(begin)] == [
        (WAYS, "start", "", "opening", "first"),
        (WAYS, "node", "first", None, "lines only"),
    ]


def test_a_node_that_becomes_something_else_is_found() -> None:
    """A written reply that is now an ending: its purpose is told, and what is gone and come with it."""
    ending = {"title": "Sent", "text": "It is sent.", "peer_view": "I read it."}
    found = changed(lambda data: data["nodes"].update(writing={"end": ending}))
    assert (WAYS, "purpose", "writing", "a written reply", "an ending") in found
    assert (WORDING, "prompt", "writing", "Write to Dana.", None) in found
    assert (WORDING, "ending", "writing", None, "It is sent.") in found


def test_what_no_way_leads_to_any_more_is_found() -> None:
    """Decisions, levels, the standard, nodes and choices follow from a target; they are proved, not guessed."""
    found = changed(lambda data: data["nodes"]["middle"].update(goto="warm-end"))
    assert (WAYS, "decisions", "", "1 to 2", "1 to 1") in found
    assert (WAYS, "reach", "asking", "on some way", "on no way") in found
    assert (WAYS, "reach", "asking/ask", "on some way", "on no way") in found
    assert (WORTH, "standard", "", "can be met under every setting", "can be met under no setting") in found
    assert [one.part for one in found] == sorted((one.part for one in found), key=list(Part).index)


def test_a_standard_that_depends_on_the_setting_is_told_so() -> None:
    """What is required and can only be shown when the weather is right is not within everybody's reach."""

    def change(data: dict[str, Any]) -> None:
        for choice in data["nodes"]["asking"]["choices"].values():
            choice["ticks"] = [{"tick": "asks-first", "if": "weather == sun"}]

    assert (WORTH, "standard", "", "can be met under every setting", "can be met under some settings only") in changed(
        change
    )


def test_a_competency_that_comes_in_brings_its_levels() -> None:
    """What it requires is told with the levels that can now be reached in it."""
    found = changed(lambda data: data["assesses"].update(repair={"requires": ["says-sorry"]}))
    assert (WORTH, "requires", "repair", None, "says-sorry") in found
    assert (WORTH, "levels", "repair", None, "2") in found


def test_content_notes_come_first_of_what_stands_around() -> None:
    """People decide by content notes and intensity whether to play at all."""
    found = changed(lambda data: data.update(title="A", summary="B", intensity=3, content_notes=["loss", "anger"]))
    assert [one.kind for one in found] == ["content notes", "intensity", "title", "summary"]


def test_lines_are_followed_when_others_come_before_them() -> None:
    """A line put in front and a word changed further down are two differences, not all lines rewritten."""

    def change(data: dict[str, Any]) -> None:
        said = data["nodes"]["opening"]["say"]
        said[1]["dana"] = "Sun at long last."
        said.insert(0, {"narrator": "It is early.", "cue": "dew", "if": "not asked"})

    assert [tuple(one) for one in changed(change)] == [
        (WORDING, "line", "opening, line 1", None, "narrator: It is early. (cue: dew) (if: not asked)"),
        (WORDING, "line", "opening, line 3", "Sun at last.", "Sun at long last."),
    ]


def test_two_lines_never_become_one() -> None:
    """Where two lines that resemble a new one make way for it, one of them was changed and the other taken out."""
    assert list(aligned(["I went home.", "I went home soon."], ["I went home late."], str)) == [(0, 0), (1, None)]


def test_a_line_taken_out_is_told_where_it_stood() -> None:
    """Its old number, and its words."""
    found = changed(lambda data: data["nodes"]["opening"]["choices"]["talk"]["response"].pop(0))
    assert found == ((WORDING, "response", "opening/talk, response 1", "dana: Right.", None),)


def test_what_cannot_be_proved_is_said_and_the_rest_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scenario with too many states is compared all the same, without its levels and ways."""
    monkeypatch.setattr(product, "MOST_STATES", 3)
    unknown, *rest = changed(lambda data: put(data, (*REFLECT, "effects", "trust"), 2))
    assert (unknown.part, unknown.kind) == (Part.UNKNOWN, "levels and ways")
    assert "states" in (unknown.before or "")
    assert "states" in (unknown.after or "")
    assert [one.kind for one in rest] == ["effects"]


def test_only_the_side_that_goes_in_circles_has_a_reason() -> None:
    """Which of both cannot be proved stands there; the other side is empty."""
    unknown, one = changed(lambda data: data["nodes"]["opening"]["choices"]["pass"].update(goto="opening"))
    assert unknown.before is None
    assert 'can come back to "opening"' in (unknown.after or "")
    assert tuple(one) == (WAYS, "leads to", "opening/pass", "cold-end", "opening")


def test_wording_is_compared_without_a_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words decide nothing: where only they changed, even a scenario that cannot be proved has nothing uncompared."""
    monkeypatch.setattr(product, "MOST_STATES", 3)
    (one,) = changed(lambda data: data.update(title="Big"))
    assert one.part is ABOUT


TEXTS = st.lists(st.sampled_from(["I went home.", "I went home late.", "He went home.", "Rain"]), max_size=4)


@given(TEXTS, TEXTS)
def test_alignment_uses_every_text_once_and_in_order(old: list[str], new: list[str]) -> None:
    """No text is lost, told twice or out of order, and equal lists are aligned throughout."""
    pairs = list(aligned(old, new, str))
    assert [i for i, _ in pairs if i is not None] == list(range(len(old)))
    assert [j for _, j in pairs if j is not None] == list(range(len(new)))
    assert list(aligned(old, old, str)) == [(place, place) for place in range(len(old))]


@given(st.sets(st.sampled_from(sorted(OF_WORDING | OF_ABOUT, key=str)), max_size=8))
def test_changes_add_up(places: set[Way]) -> None:
    """What several changes of words differ in is what each alone differs in, however many there are."""
    whole = [steps for steps in places if not {"say", "cast", "twin", "resources", "clinical"}.intersection(steps)]

    def change(data: dict[str, Any]) -> None:
        for steps in whole:
            put(data, steps, PLACES[steps][0])

    found = changed(change)
    assert sorted(found, key=str) == sorted((Difference(*told) for s in whole for told in PLACES[s][1]), key=str)
