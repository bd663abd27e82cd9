"""What the model says about the fields of a file."""

from __future__ import annotations

import pytest

from roleplay.authoring.diagnostic import Steps
from roleplay.authoring.fields import at, describe, field_names, meaning, nearest, speaker, steps_of
from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Scenario

DATA = {"nodes": {"a": {}, "b": {"say": [{"dana": "Hm.", "cue": "C"}, {"who": "dana", "text": "Oh."}]}}}


@pytest.mark.parametrize(
    ("location", "steps", "rest"),
    [
        (("nodes", 1), ("nodes", "b"), ()),
        (("nodes", 1, "say", 0, "text"), ("nodes", "b", "say", 0, "dana"), ()),
        (("nodes", 1, "say", 0, "who"), ("nodes", "b", "say", 0, "dana"), ()),
        (("nodes", 1, "say", 1, "text"), ("nodes", "b", "say", 1, "text"), ()),
        (("nodes", 1, "say", 2, "text"), ("nodes", "b", "say"), (2, "text")),
        (("nodes", 0, "id"), ("nodes", "a"), ("id",)),
        (("nodes", 7), ("nodes",), (7,)),
        (("title",), (), ("title",)),
        ((), (), ()),
    ],
)
def test_a_place_of_the_types_is_found_in_the_file(location: Steps, steps: Steps, rest: Steps) -> None:
    """The n-th thing is the n-th key, a text stands under its speaker, and the way goes as far as the file has it."""
    assert steps_of(DATA, location) == (steps, rest)


def test_a_value_is_found_at_the_end_of_a_way() -> None:
    """And nothing where the way ends early."""
    assert at(DATA, ("nodes", "b", "say", 0, "dana")) == "Hm."
    assert at(DATA, ("nodes", "b", "say", 5)) is None
    assert at(DATA, ("nodes", "b", "say", 0, "dana", "x")) is None


@pytest.mark.parametrize(
    ("steps", "called"),
    [
        ((), "the scenario"),
        (("title",), '"title"'),
        (("nodes", "a"), 'node "a"'),
        (("nodes", "a", "choices", "b"), 'choice "b" of node "a"'),
        (("nodes", "a", "choices", "b", "response", 0), 'line 1 of the response to "b"'),
        (("nodes", "a", "choices", "b", "ticks", 1), 'item 2 of "ticks" of choice "b" of node "a"'),
        (("assesses", "listening", "requires"), '"requires" of competency "listening"'),
        (("mentor", "name"), '"name" of "mentor"'),
    ],
)
def test_a_part_is_called_as_its_author_would(steps: Steps, called: str) -> None:
    """By the names in the file; items count from 1."""
    assert describe(steps, "scenario") == called


def test_names_and_meanings_are_those_of_the_file() -> None:
    """`if` and `from`, not what they are called inside; no id where it stands before the colon."""
    assert field_names(Scenario, ("nodes", 0, "say", 0)) == ("who", "text", "cue", "thought", "at", "if")
    assert "id" not in field_names(Scenario, ("nodes", 0))
    assert "from" in field_names(Rubric, ("behaviours", 0))
    assert meaning(Scenario, ("nodes", 0, "choices", 0, "feedback")).startswith("What the words did")
    assert meaning(Scenario, ("nodes", 0, "nothing")) == ""


def test_only_one_key_can_be_the_speaker() -> None:
    """Two are a slip, none is nobody, and the long form has its own field."""
    assert speaker({"dana": "Hm.", "cue": "C"}) == "dana"
    assert speaker({"dana": "Hm.", "ceu": "C"}) is None
    assert speaker({"cue": "C"}) is None
    assert speaker({"who": "dana", "dana": "Hm."}) is None


def test_the_nearest_word_is_found_or_none() -> None:
    """A slip is near, another word is not."""
    assert nearest("oppening", ["opening", "close"]) == "opening"
    assert nearest("zzz", ["opening", "close"]) is None
