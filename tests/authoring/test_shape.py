"""Fields, kinds and values: every complaint in plain words, at its place."""

from __future__ import annotations

import pytest

from tests.authoring.files import changed, check, codes, found

SAY = "- {vesna: I nearly went home again.}"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("intensity: 1", "intesity: 1", '9:1 RP108 The scenario has no field "intesity". Did you mean "intensity"?'),
        (
            "        text: What made",
            "        txt: What made",
            '27:9 RP108 Choice "ask" of node "opening" has no field "txt". Did you mean "text"?',
        ),
        (
            "title: By the coffee machine",
            "title:",
            '4:1 RP109 "title" is empty. Add title: As it stands in the library.',
        ),
        (
            "title: By the coffee machine",
            "title: [a, b]",
            '4:1 RP110 "title" is a list. It should be a text; put it in quotes if it looks like a number, true or false.',
        ),
        (
            "title: By the coffee machine",
            "title: true",
            '4:8 RP110 "title" is true (a truth, not a text). It should be a text; put it in quotes if it looks like a',
        ),
        (
            "intensity: 1",
            "\u0456ntensity: 1",
            '9:1 RP108 The scenario has no field "\u0456ntensity": "cyrillic small letter byelorussian-ukrainian i" (U+',
        ),
        (
            "start: opening",
            "start: o\u0440ening",
            '20:8 RP112 "o\u0440ening" cannot be an id: "cyrillic small letter er" (U+0440) stands in it. Use small',
        ),
        (
            "{vesna: I nearly",
            "{Vesna: I nearly",
            '24:10 RP112 "Vesna" cannot be an id. Use small letters, digits and single hyphens',
        ),
        (
            "effects: {warm: true}",
            "effects: {Warm: true}",
            '29:19 RP112 "Warm" cannot be an id. Use small letters, digits and underscores',
        ),
        (
            "state: {warm: {flag: false}}",
            "state: {warm: {flag: false}}\nprofiles: {here: {Mandated_reporter: yes}}",
            '20:19 RP112 "Mandated_reporter" cannot be an id. Use small letters, digits and underscores',
        ),
        ("cast: {vesna:", "cast: {Vesna:", '17:8 RP112 "Vesna" cannot be an id. Use small letters, digits and'),
        ("intensity: 1", "intensity: '1'", '9:12 RP110 "intensity" is the text "1". Write it without quotes.'),
        ("intensity: 1", "intensity: [1]", '9:1 RP110 "intensity" is a list. It can be: 1, 2, 3.'),
        ("duration_min: 5", "duration_min: 500", '8:15 RP111 "duration_min" is 500. It is at most 60.'),
        ("duration_min: 5", "duration_min: 1", '8:15 RP111 "duration_min" is 1. It is at least 3.'),
        (
            "duration_min: 5",
            "duration_min: five",
            '8:15 RP110 "duration_min" is the text "five". It should be a whole number.',
        ),
        (
            "use: both",
            "use: practise",
            '7:6 RP111 "use" cannot be "practise". It can be: practice, assessment, both. Did you mean "practice"?',
        ),
        (
            "content_notes: [a lonely evening]",
            "content_notes: a lonely evening",
            '10:16 RP110 "content_notes" is the text "a lonely evening". It should be a list: [one, two], or lines that',
        ),
        ("content_notes: [a lonely evening]", "content_notes: []", "10:1 RP121 There are no content notes. Add"),
        ("resources: [{", "resources: [] #", "14:1 RP123 There are no resources. Add"),
        (
            "id: everyday/coffee",
            "id: Coffee",
            '3:5 RP112 "Coffee" cannot be an id. The id of a scenario is a folder, a slash and a name',
        ),
        (
            "ticks: [orders-about]",
            "ticks: [Orders About]",
            '33:17 RP112 "Orders About" cannot be an id. Use small letters, digits and single hyphens',
        ),
        (
            "state: {warm: {flag: false}}",
            "state: {warm: {flag: false}, Too-Warm: {flag: true}}",
            '19:30 RP112 "Too-Warm" cannot be an id. Use small letters, digits and underscores',
        ),
        (
            "warm: {flag: false}",
            "warm: {flag: false, range: [0, 1]}",
            '19:9 RP113 Variable "warm": a variable is exactly one of range, flag, words or vary. Write {range:',
        ),
        (
            "warm: {flag: false}",
            "warm: {range: [0], start: 0}",
            '19:16 RP110 "range" of variable "warm" has too few entries. A range is two whole numbers',
        ),
        ("warm: {flag: false}", "warm: {flag: no}", '19:22 RP110 A flag is true or false, not "no".'),
        (
            "warm: {flag: false}",
            "warm: {words: [cold, hot], start: 3}",
            '19:9 RP113 Variable "warm": words need a start that is one of them: cold, hot. Write {range:',
        ),
        (
            SAY,
            "- I nearly went.",
            '24:9 RP110 Line 1 of node "opening" is the text "I nearly went.". It should be fields',
        ),
        (SAY, "- {cue: She stops.}", '24:9 RP109 Nobody speaks this line. Begin it with the speaker: {dana: "Hello."}'),
        (SAY, "- {vesna: I., ceu: She stops.}", '24:21 RP108 A line has no "ceu".'),
        (SAY, "- {vesna: I., narrator: She stops.}", '24:21 RP108 A line has no "narrator".'),
        (SAY, "- {who: vesna, text: I., mood: sad}", '24:32 RP108 Line 1 of node "opening" has no field "mood".'),
        (
            "ticks: [orders-about]",
            "ticks: [{tick: orders-about, only_if: warm}]",
            '33:38 RP108 Item 1 of "ticks" of choice "order" of node "opening" has no field "only_if". Did you mean "if"?',
        ),
        (
            "effects: {warm: true}",
            "effects: {warm: [true]}",
            '29:19 RP227 "warm" cannot become this. An effect is true',
        ),
        (
            "  left:\n",
            "  left:\n    id: gone\n",
            '55:5 RP108 The id is already said before the colon: "left". Remove id:.',
        ),
        (
            "  close:\n",
            "  close: later\n  rest:\n",
            '50:10 RP110 Node "close" is the text "later". It should be fields',
        ),
    ],
)
def test_a_mistake_is_said_in_plain_words(old: str, new: str, said: str) -> None:
    """Where, what, and how to mend it, with the names that the author used."""
    assert any(line.startswith(said) for line in found(changed((old, new)))), found(changed((old, new)))


def test_ids_as_a_list_are_refused() -> None:
    """Things with ids are a mapping from id to fields, in one way only."""
    text = changed(
        ("cast: {vesna: {name: Vesna, pronouns: she/her, about: 41 and new here}}", "cast: [{id: vesna, name: Vesna}]")
    )
    assert '17:1 RP110 "cast" is a list. Write an id, a colon and the fields for each.' in found(text)


def test_one_place_is_complained_about_once() -> None:
    """A union of kinds, or a field inside of a broken part, does not multiply the findings."""
    text = changed(("effects: {warm: true}", "effects: {warm: {become: {set: [1]}}}"))
    assert codes(text) == ["RP227"]


def test_a_misspelt_field_is_not_said_to_be_missing_as_well() -> None:
    """One slip of the finger, one finding."""
    assert codes(changed(("expect: ", "expcet: "))) == ["RP108"]


def test_an_item_that_is_wrong_is_not_said_to_be_missing_as_well() -> None:
    """A list that has enough items is not called too short because one of them cannot be used."""
    assert codes(changed(("reflect: [What stayed with you?]", "reflect: [1]"))) == ["RP110"]
    assert codes(changed(("requires: [asks-openly]", "requires: [Asks]"))) == ["RP112"]


def test_the_long_form_of_a_line_means_the_same() -> None:
    """`{who: vesna, text: ...}` and `{vesna: ...}` make the same line."""
    long = check(changed((SAY, "- {who: vesna, text: I nearly went home again.}"))).thing
    short = check(changed()).thing
    assert short is not None
    assert long == short


def test_words_that_look_like_numbers_are_texts_in_quotes() -> None:
    """The mending that is proposed works."""
    thing = check(changed(("title: By the coffee machine", 'title: "2026"'))).thing
    assert thing is not None
    assert thing.title == "2026"
