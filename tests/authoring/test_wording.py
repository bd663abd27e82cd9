"""Unsafe wording: what is found, whose it may be, and what is left alone."""

from __future__ import annotations

import pytest

from tests.authoring.files import changed, check, codes

CHOICE = "text: What made you stay?"
HARMFUL = "text: Join the choir on Monday."
FEEDBACK = "feedback: She could say what kept her here, in her own words."
SAY = "- {vesna: I nearly went home again.}"


def in_choice(text: str) -> list[str]:
    """What is found when the mentor offers this."""
    return codes(changed((CHOICE, f'text: "{text}"')))


def in_feedback(text: str) -> list[str]:
    """What is found in this feedback."""
    return codes(changed((FEEDBACK, f'feedback: "{text}"')))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("He committed suicide.", "RP501"),
        ("Are you going to commit suicide?", "RP501"),
        ("It was a failed suicide.", "RP501"),
        ("After a successful suicide attempt, nothing.", "RP501"),
        ("She attempted suicide twice.", "RP501"),
        ("It was a failed attempt on his life.", "RP501"),
        ("He failed at killing himself.", "RP501"),
        ("He hanged himself.", "RP502"),
        ("You cut your wrists?", "RP502"),
        ("She jumped off a bridge.", "RP502"),
        ("He overdosed on something.", "RP502"),
        ("It was 30 pills.", "RP502"),
        ("There is a suicide epidemic here.", "RP503"),
        ("She took her life because of the debts.", "RP503"),
        ("It is a house for the mentally ill.", "RP504"),
        ("So you are an addict.", "RP504"),
        ("You suffer from depression.", "RP504"),
        ("That is crazy.", "RP504"),
        ("I won't tell anyone.", "RP505"),
        ("I won’t tell a soul.", "RP505"),
        ("This stays between us.", "RP505"),
        ("I can keep it a secret.", "RP505"),
        ("Nobody else has to know.", "RP505"),
    ],
)
def test_what_the_mentor_should_not_say_is_found(text: str, code: str) -> None:
    """In a choice that ticks no harm, each of these is one finding."""
    assert in_choice(text) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "He died by suicide.",
        "Are you thinking about suicide?",
        "I ask about suicide because I care what happens.",
        "She tried to end her life, and lived.",
        "I committed to coming every week.",
        "Did you take an overdose?",
        "You cut your hours?",
        "She has a psychotic episode behind her.",
        "He lives with depression.",
        "The homeless shelter has a bed.",
        "I can't keep it a secret if you are in danger.",
        "I cannot promise that it stays between us.",
        "You will not be the only one to hear it; I'd tell anyone.",
        "You said 'crazy' just now.",
        "You said “the mentally ill” just now.",
        "What's right for you?",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    """Careful words, quotations, and honest limits are no findings."""
    assert in_choice(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Correct! She could say what she needed, and you heard it.", "RP506"),
        ("That was wrong. She had not finished what she was saying.", "RP506"),
        ("This is the best answer, because she could go on.", "RP506"),
        ("Wrong: she had not finished what she was saying.", "RP506"),
        ("Good job!", "RP507"),
        ("She liked it.", "RP507"),
        ("Very good, well done, that was the perfect work!", "RP507"),
    ],
)
def test_feedback_that_judges_or_says_nothing_is_found(text: str, code: str) -> None:
    """Verdicts, praise, and a word or two."""
    assert in_feedback(text) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "She went quiet right away, and the question stayed where it was.",
        "It is her right to know what happens next, and now she knows.",
        "She had asked “Is that so? Wrong.”, and nobody had answered her.",
    ],
)
def test_feedback_about_the_moment_is_left_alone(text: str) -> None:
    """The same words in another sense are no verdict."""
    assert in_feedback(text) == []


def test_a_choice_that_is_meant_to_harm_may_say_so() -> None:
    """It ticks a harmful behaviour, so the words are there on purpose."""
    assert codes(changed((HARMFUL, "text: You suffer from laziness."))) == []


def test_a_peer_may_use_their_own_words() -> None:
    """Correcting somebody's wording in a crisis is harm; so nothing is found in a peer's lines and thoughts."""
    line = '- {vesna: "I tried to commit suicide.", thought: They think I am crazy.}'
    assert codes(changed((SAY, line), ("peer_view: I might come again.", "peer_view: I felt crazy."))) == []


def test_cue_and_thought_belong_to_those_who_tell_and_think() -> None:
    """A cue is told by the author, the mentor's thought is the mentor's."""
    assert codes(changed((SAY, "- {vesna: I., cue: She looks crazy.}"))) == ["RP504"]
    assert codes(changed((SAY, "- {mentor: Hm., thought: She is crazy.}"))) == ["RP504"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("setting: A corridor, late in the afternoon.", "setting: A house for the mentally ill."),
        ("text: The machine hums.", "text: It was a crazy day."),
        ("story: Was ill for a year.", "story: Suffered from anxiety."),
        ("twist: She had already decided.", "twist: She is an addict."),
        (SAY, "- {narrator: It was a crazy day.}"),
    ],
)
def test_every_text_of_the_author_is_read(old: str, new: str) -> None:
    """Settings, endings, the persona, the debrief and the narrator."""
    assert codes(changed((old, new))) == ["RP504"]


def test_the_finding_points_at_the_words() -> None:
    """Line and column of the phrase, not of the field."""
    (found,) = check(changed((CHOICE, "text: I think that this is crazy."))).diagnostics
    assert (found.line, found.column) == (27, 15 + len("I think that this is "))
    assert found.message.startswith('"crazy"')
