"""`roleplay play`: a scenario in the terminal, typed or scripted."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from roleplay.cli.main import app
from roleplay.errors import Misconfigured, NotFound, RefusedEvent, RoleplayError
from tests.authoring.files import COFFEE, SCENARIOS, changed

FEATURES = SCENARIOS / "features"


def play(*arguments: str | Path, typed: str | None = None) -> Result:
    """Run the command."""
    return CliRunner().invoke(app, ["play", *map(str, arguments)], input=typed)


def feature(name: str, choices: str, *more: str) -> str:
    """Play a script through the small scenario of one feature, and return what is printed."""
    result = play(FEATURES / f"{name}.yml", "--choices", choices, *more)
    assert result.exit_code == 0, result.output
    return result.output


def refusal(result: Result, kind: type[RoleplayError]) -> str:
    """The message and fix of an error that the command ends with."""
    assert isinstance(result.exception, kind)
    assert result.exit_code == 1
    return str(result.exception)


def test_a_script_prints_the_transcript_and_the_levels() -> None:
    """From the brief to the debrief, with the feedback of each choice after it."""
    assert feature("onwards", "ask,ask-on").split("\n\n") == [
        "By the coffee machine (features/onwards), 5 minutes",
        "What comes up: a lonely evening",
        "The setting: A corridor, late in the afternoon.",
        "You are: Ola (they/them). Was ill for a year.",
        "Your limits: No names.",
        "Today: Slept well.",
        "Vesna: (she/her) 41 and new here",
        "What do you expect?: What could be hard here?",
        "Vesna: I nearly went home again.",
        "Ola (ask): What made you stay?\n    She could say what kept her here, in her own words.",
        "Vesna: I sat in the bus shelter for an hour.",
        "Ola (ask-on): What went through your mind there?\n    She told it as it came, and nothing was finished for her.",
        "The lift takes its time.",
        "Vesna: See you Tuesday.",
        "Tuesday: The machine hums.",
        "To think about: What stayed with you?",
        "A day later, from the other side: I might come again.",
        "Listening: 3 helpful\n    basic asks-openly (moment 1)\n    basic asks-openly (moment 3)",
        "Standard met: yes. Choosing shows recognition, not yet skill.",
        "Underneath: She had already decided.",
        "For supervision: When is advice wanted?\n",
    ]


def test_a_harm_is_named_with_what_would_have_helped() -> None:
    """Level 1, the moment, and the choice that was there."""
    text = feature("onwards", "order,admire")
    assert (
        "Listening: 1 potentially harmful\n    advanced notices-strength (moment 3)\n"
        "    harmful orders-about (moment 1)\n    not shown: basic asks-openly" in text
    )
    assert "Standard met: not this time." in text
    assert "At opening: you chose order; ask would have shown: basic asks-openly" in text


@pytest.mark.parametrize(
    ("name", "choices", "there", "not_there"),
    [
        ("shown-if", "ask,warmly", "I am glad that you stayed.", "RP"),
        ("otherwise", "nod", "Tuesday: The machine hums.", "And then you came in"),
        ("words", "ask,ask-on", "That was calm.", "Let me go."),
        ("words", "order,ask-on", "Let me go.", "That was calm."),
        ("numbers", "ask,ask-on", "All of it.", "Some of it."),
        ("numbers", "order,ask-on", "Some of it.", "All of it."),
        ("conditional-tick", "ask,admire", "advanced notices-strength", "RP"),
        ("conditional-tick", "nod,admire", "Listening: 2", "  advanced notices-strength"),
        ("tick-on-entry", "ask,admire", "Standard met: yes", "swears-secrecy"),
        ("tick-on-entry", "nod,admire", "Besides: harmful swears-secrecy", "Standard met: yes"),
        ("response", "ask,ask-on", "You ask as if you had time. (She puts her bag down.)", "RP"),
        ("written-reply", "ask,ask-on", "One good answer: You came in all the same.", "RP"),
        ("written-reply", "ask,ask-on,-", "Look for: advanced notices-strength, harmful orders-about", "RP"),
        ("spelt-out", "ask,ask-on", "Ola: Hm.", "Nobody would have noticed."),
        ("text-chat", "ask,ask-on", "16:38 Vesna: I nearly went home again.", "RP"),
        ("site", "ask,ask-on", "A corridor by the room of the supervisor.", "The poster says who must report."),
        ("repair", "order,own-it,admire", "harmful orders-about (moment 1, repaired later)", "Standard met: yes"),
        ("hand-over", "ask,ask-on", "Handed over to: Imre at the desk", "RP"),
    ],
)
def test_each_feature_of_the_format_plays(name: str, choices: str, there: str, not_there: str) -> None:
    """What the small scenario of a feature is there to show, shows."""
    text = feature(name, choices)
    assert there in text
    assert not_there not in text


def test_what_varies_depends_on_the_seed_alone() -> None:
    """The same seed says the same, and over some seeds both are seen."""
    texts = {seed: feature("vary", "ask,ask-on", "--seed", str(seed)) for seed in range(12)}
    assert all(texts[seed] == feature("vary", "ask,ask-on", "--seed", str(seed)) for seed in range(4))
    assert {"It rains again." in text for text in texts.values()} == {True, False}
    assert all(("It rains again." in text) != ("The sun is out." in text) for text in texts.values())


def test_a_site_profile_can_be_tried() -> None:
    """Its settings are those of the place."""
    assert "The poster says who must report." in feature("site", "ask,ask-on", "--profile", "here")
    result = play(FEATURES / "site.yml", "--profile", "her", "--choices", "ask")
    assert refusal(result, NotFound) == 'There is no profile "her". Did you mean "here"?'


def test_an_assessment_gives_feedback_only_at_the_end() -> None:
    """Not after the choice, but before the levels."""
    text = feature("onwards", "ask,ask-on", "--mode", "assessment")
    assert text.count("She could say what kept her here") == 1
    assert text.index("The lift takes its time.") < text.index("She could say what kept her") < text.index("Listening:")


def test_an_unknown_choice_says_what_is_offered() -> None:
    """With the nearest, after the transcript so far."""
    result = play(FEATURES / "onwards.yml", "--choices", "aks")
    assert refusal(result, RefusedEvent) == (
        'The choice "aks" is not open at "opening". Open here: "ask", "order", "nod". Did you mean "ask"?'
    )
    assert "Vesna: I nearly went home again." in result.output


def test_a_closed_or_hidden_choice_is_not_taken() -> None:
    """Its condition does not hold yet."""
    assert "is not open" in refusal(play(FEATURES / "enabled-if.yml", "--choices", "order,admire"), RefusedEvent)
    assert "is not open" in refusal(play(FEATURES / "shown-if.yml", "--choices", "order,warmly"), RefusedEvent)


def test_too_few_choices_say_where_it_stopped() -> None:
    """And what is open there."""
    result = play(FEATURES / "repair.yml", "--choices", "order")
    said = refusal(result, RefusedEvent)
    assert said.startswith('The choices end at the node "slip".')
    assert {"own-it", "move-on"} == set(said.partition("Open there: ")[2].rstrip(".").split(", "))


def test_too_many_choices_are_refused() -> None:
    """A script that goes on after the end was written for another scenario."""
    result = play(FEATURES / "onwards.yml", "--choices", "ask,ask-on,ask,-")
    assert refusal(result, RefusedEvent) == 'The conversation ended before "ask, -". Leave that out.'


def test_it_is_found_by_id_and_by_slug(tmp_path: Path) -> None:
    """In the shipped library and in folders that are named."""
    own = tmp_path / "everyday"
    own.mkdir()
    (own / "coffee.yml").write_text(COFFEE, encoding="utf-8")
    more = ("--library", tmp_path, "--library", SCENARIOS / "rubrics", "--choices", "ask,ask-on")
    assert play("everyday/coffee", *more).exit_code == 0
    assert play("coffee", *more).exit_code == 0
    assert refusal(play("cofee", *more), NotFound) == 'There is no scenario "cofee".'
    assert refusal(play("everyday/cofee", *more), NotFound).endswith('Did you mean "everyday/coffee"?')


def test_a_slug_that_two_have_asks_which(tmp_path: Path) -> None:
    """Both ids are named."""
    for pillar in ("everyday", "team"):
        (tmp_path / pillar).mkdir()
        (tmp_path / pillar / "coffee.yml").write_text(
            changed(("everyday/coffee", f"{pillar}/coffee")), encoding="utf-8"
        )
    said = refusal(play("coffee", "--library", tmp_path), NotFound)
    assert said == 'More than one scenario is called "coffee". Say which: everyday/coffee, team/coffee.'


def test_a_scenario_with_errors_is_not_played() -> None:
    """The message says how to see what is wrong."""
    path = SCENARIOS / "diagnostics/RP201/fails.yml"
    assert refusal(play(path), Misconfigured).endswith(f"roleplay check {path}")


def test_somebody_plays_by_typing() -> None:
    """Numbers as displayed, anything else is asked again; pause and help come back to the same decision."""
    typed = "\n" + "9\nnonsense\np\n\nh\n" + "1\nask-on\n" + "\n"
    result = play(FEATURES / "fixed-order.yml", typed=typed)
    assert result.exit_code == 0
    assert "Type a number from 1 to 3" in result.output
    assert "Feel both feet on the floor" in result.output
    assert "Ask for ten minutes." in result.output
    assert "Ola (ask): What made you stay?" in result.output
    assert "Listening: 3 helpful" in result.output


def test_somebody_writes_and_compares() -> None:
    """The model answer is shown after the own words."""
    result = play(FEATURES / "written-reply.yml", typed="\nask\nask-on\nYou are here, all the same.\n\n\n")
    assert result.exit_code == 0
    assert "One good answer: You came in all the same." in result.output


def test_a_closed_choice_cannot_be_typed() -> None:
    """It is shown with the reason, and asked again."""
    result = play(FEATURES / "enabled-if.yml", typed="\nnod\nadmire\nask-on\n\n")
    assert "(closed: She is looking at the door.)" in result.output
    assert "Ola (ask-on)" in result.output
    assert "Ola (admire)" not in result.output


def test_leaving_closes_the_scene_gently() -> None:
    """No levels, no verdict."""
    result = play(FEATURES / "onwards.yml", typed="\nl\n")
    assert result.exit_code == 0
    assert "Leaving: Somebody else sits down with her." in result.output
    assert "Listening:" not in result.output


def test_the_end_of_the_input_ends_it_quietly() -> None:
    """As Ctrl+D and Ctrl+C do."""
    result = play(FEATURES / "onwards.yml", typed="\n")
    assert result.exit_code == 0
    assert result.output.endswith("You left. Nothing was stored.\n")
