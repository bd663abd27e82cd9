"""State, conditions, effects and site settings."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay.authoring.memory import MAX_CASES, always, values_of
from roleplay.engine.predicate import predicate
from roleplay.model.condition import Domain
from tests.authoring.files import changed, codes, found

KNOWN = {
    "trust": Domain(low=0, high=4),
    "asked": Domain(flag=True),
    "mood": Domain(words=("calm", "tense")),
    "wide": Domain(low=0, high=100),
    "wider": Domain(low=0, high=100),
    "widest": Domain(low=0, high=100),
}
RANGE = ("state: {warm: {flag: false}}", "state: {warm: {range: [0, 5], start: 2}}")
READ = ("if: warm}", "if: warm >= 3}")
EFFECT = "effects: {warm: true}"


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("asked", None),
        ("asked and not asked", False),
        ("asked or not asked", True),
        ("trust >= 0", True),
        ("trust < 0", False),
        ("trust > 2 and trust < 3", False),
        ("trust >= 2 or trust <= 2", True),
        ("mood == calm or mood == tense", True),
        ("mood == calm and mood == tense", False),
        ("mood != calm", None),
        ("not (trust >= 0)", False),
        ("trust >= 3 and (asked or not asked)", None),
    ],
)
def test_a_condition_is_decided_by_trying_all_values(text: str, outcome: bool | None) -> None:  # noqa: FBT001
    """True or false when it always comes out so, nothing when it depends."""
    assert always(text, KNOWN) is outcome


def test_too_many_combinations_are_left_to_the_proof() -> None:
    """Three wide ranges would be a million cases; two are few enough."""
    assert always("wide >= 0 or wider >= 0 or widest >= 0", KNOWN) is None
    assert always("wide >= 0 or wider >= 0", KNOWN) is True
    assert 101 * 101 < MAX_CASES < 101**3


ATOMS = st.sampled_from(
    [
        "asked",
        "trust >= 2",
        "trust < 1",
        "trust == 4",
        "mood == calm",
        "mood != calm",
        "mood == tense",
        "asked == false",
    ]
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        inner.map("not ({})".format),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
            lambda parts: f"({parts[0]}) {parts[1]} ({parts[2]})"
        ),
    ),
    max_leaves=8,
)


@given(CONDITIONS)
def test_what_is_decided_holds_for_every_value(text: str) -> None:
    """A decided condition comes out so everywhere; an undecided one comes out both ways."""
    names = ("trust", "asked", "mood")
    holds = predicate(text, {name: slot for slot, name in enumerate(names)})
    outcomes = {holds(values) for values in product(*(values_of(KNOWN[name]) for name in names))}
    decided = always(text, KNOWN)
    assert outcomes == ({True, False} if decided is None else {decided})


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("warm and", "RP220 Expected a variable, found the end."),
        ("warm == ", "RP220 Expected a number or a word, found the end."),
        ("warm = true", 'RP220 "=" has no meaning here. Write "==" to compare.'),
        ("warm & warm", 'RP220 "&" has no meaning here.'),
        ("wram", 'RP221 Nothing is called "wram". Did you mean "warm"?'),
        ("site.mandated_reporters == yes", 'RP221 Nothing is called "site.mandated_reporters". Did you mean "site.'),
        ("warm == maybe", 'RP222 "warm" is true or false, never maybe.'),
        ("warm >= true", 'RP222 ">=" needs numbers. Use "==" or "!=".'),
        ("site.mandated_reporter == ye", 'RP222 "site.mandated_reporter" is one of unset, yes, no, never ye.'),
    ],
)
def test_a_condition_that_cannot_be_is_said_in_plain_words(condition: str, said: str) -> None:
    """What is wrong with it, and what was probably meant."""
    response = "        response:\n          - {vesna: Hm., if: '%s'}\n        feedback: She could"
    lines = found(changed(("        feedback: She could", response % condition)))
    assert any(said in line for line in lines), lines


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("line", "- {vesna: I nearly went home again., if: wram}"),
        ("response", "response: [{vesna: Hm., if: wram}]"),
        ("shown_if", "shown_if: wram"),
        ("enabled_if", "enabled_if: {when: wram, reason: She looks away.}"),
        ("tick", "repairs: []\n        ticks: [{tick: asks-openly, if: wram}]"),
    ],
)
def test_conditions_are_read_wherever_they_stand(place: str, text: str) -> None:
    """Lines, responses, choices and ticks."""
    change = ("- {vesna: I nearly went home again.}", text) if place == "line" else ("ticks: [asks-openly]", text)
    requires = (
        "assesses: {listening: {requires: [asks-openly]}}",
        "assesses: {listening: {requires: [mirrors-feeling]}}",
    )
    ticked = ("ticks: [orders-about]", "ticks: [mirrors-feeling]")
    assert codes(changed(change, requires, ticked)) == ["RP221"]


@pytest.mark.parametrize(
    ("effect", "code"),
    [
        ("+2", []),
        ("-5", []),
        ("{set: 0}", []),
        ("+6", ["RP228"]),
        ("{set: 6}", ["RP228"]),
        ("true", ["RP227"]),
        ("calm", ["RP227"]),
        ("1.5", ["RP227"]),
    ],
)
def test_a_number_takes_numbers_within_its_range(effect: str, code: list[str]) -> None:
    """Added or set, never more than the range holds."""
    assert codes(changed(RANGE, READ, (EFFECT, f"effects: {{warm: {effect}}}"))) == code


@pytest.mark.parametrize(
    ("effect", "code"), [("tense", []), ("tens", ["RP227"]), ("true", ["RP227"]), ("1", ["RP227"])]
)
def test_a_word_becomes_one_of_its_words(effect: str, code: list[str]) -> None:
    """Anything else is said with the words that there are."""
    state = ("state: {warm: {flag: false}}", "state: {warm: {words: [calm, tense], start: calm}}")
    assert codes(changed(state, ("if: warm}", "if: warm == calm}"), (EFFECT, f"effects: {{warm: {effect}}}"))) == code


def test_a_misspelt_effect_is_one_finding() -> None:
    """The variable that was meant is not said to be unchanged as well."""
    assert codes(changed((EFFECT, "effects: {wram: true}"))) == ["RP221"]


def test_a_condition_that_cannot_be_read_still_reads_its_words() -> None:
    """The variable in it is not said to be unread as well."""
    assert codes(changed(("if: warm}", "if: warm and}"))) == ["RP220"]
