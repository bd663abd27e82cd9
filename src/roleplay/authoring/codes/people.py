"""RP24x and RP25x: people, sites and duties."""

from __future__ import annotations

from roleplay.authoring.codes.code import Code, Severity

CODES: tuple[Code, ...] = (
    Code(
        "RP240",
        "Somebody unknown speaks",
        "Every speaker is in the cast, or is `narrator` or `mentor`.",
        "Correct the id, or add the person to `cast:`.",
    ),
    Code(
        "RP241",
        "Somebody in the cast never appears",
        "Trainees are told about a person who then neither speaks nor is mentioned.",
        "Let the person speak or be named, or remove them from `cast:`.",
        Severity.WARNING,
    ),
    Code(
        "RP242",
        "An unknown word in braces",
        "Braces are filled in with settings of the site; anything else would be shown as it is.",
        "Use one of the words that are named, or remove the braces.",
    ),
    Code(
        "RP243",
        "A time stamp where there is no chat",
        "Only a text chat, alone or beside a video call, shows when each message came.",
        "Remove `at:`, or say the time in a cue.",
        Severity.WARNING,
    ),
    Code(
        "RP244",
        "Messages with and without a time stamp",
        "A chat in which some messages lack their time reads as if something were hidden.",
        "Give every message `at:`, or none.",
        Severity.WARNING,
    ),
    Code(
        "RP250",
        "A site setting that does not exist",
        "A profile names the settings of a place under which the scenario is proved.",
        "Correct the name.",
    ),
    Code(
        "RP251",
        "A value that a site setting cannot have",
        "The profile describes a place that cannot exist, and so proves nothing.",
        "Use one of the values that are named.",
    ),
    Code(
        "RP252",
        "Site settings are read, and no profile is declared",
        "Without profiles the scenario is only proved for places where nothing is set.",
        "Add `profiles:` with the places that matter, e.g. one for each value that is read.",
        Severity.WARNING,
    ),
)
"""The codes, in their order."""
