"""Speakers, cast, braces and times."""

from __future__ import annotations

import pytest

from tests.authoring.files import changed, codes, found

SAY = "- {vesna: I nearly went home again.}"
CAST = "cast: {vesna: {name: Vesna, pronouns: she/her, about: 41 and new here}}"
TWO = "cast: {vesna: {name: Vesna, pronouns: she/her, about: New.}, imre: {name: Imre, pronouns: he/him, about: Old.}}"


def test_the_long_form_of_a_line_is_marked_at_its_speaker() -> None:
    """In `{who: vesan, text: ...}` the value is wrong, in `{vesan: ...}` the key."""
    assert found(changed((SAY, "- {who: vesan, text: Hm.}")))[0].startswith(
        '24:15 RP240 Nobody in the cast is called "vesan".'
    )
    assert found(changed((SAY, "- {vesan: Hm.}")))[0].startswith('24:10 RP240 Nobody in the cast is called "vesan".')


def test_narrator_and_mentor_need_no_place_in_the_cast() -> None:
    """They are always there."""
    assert codes(changed((SAY, f"{SAY}\n      - {{narrator: It hums.}}\n      - {{mentor: Hm.}}"))) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [("Imre waves.", []), ("Imre's coat is gone.", []), ("Imremely sorry.", ["RP241"]), ("Nobody waves.", ["RP241"])],
)
def test_whoever_is_mentioned_appears(text: str, code: list[str]) -> None:
    """By name, as a whole word."""
    assert codes(changed((CAST, TWO), (SAY, f'{SAY}\n      - {{narrator: "{text}"}}'))) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{site.supervisor_title}", []),
        ("{site.organisation} and {site.supervisor_title}", []),
        ("{site.supervisor}", ["RP242"]),
        ("{ site.supervisor_title }", ["RP242"]),
        ("{}", ["RP242"]),
        ("open {", ["RP242"]),
        ("shut }", ["RP242"]),
        ("{a} and {b}", ["RP242", "RP242"]),
    ],
)
def test_braces_hold_what_can_be_filled_in(text: str, code: list[str]) -> None:
    """Anything else would be shown as it stands."""
    assert codes(changed(("text: What made you stay?", f'text: "{text}"'))) == code


@pytest.mark.parametrize(
    ("medium", "code"),
    [("phone", ["RP243"]), ("group", ["RP243"]), ("video", []), ("video-group", []), ("text-chat", ["RP244"])],
)
def test_times_belong_where_messages_are_seen(medium: str, code: list[str]) -> None:
    """A chat beside a video call may show some; a text chat shows all or none."""
    change = (SAY, '- {vesna: I nearly went home again., at: "16:38"}')
    assert codes(changed(("medium: in-person", f"medium: {medium}"), change)) == code
