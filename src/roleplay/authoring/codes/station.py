"""RP7xx: stations."""

from __future__ import annotations

from roleplay.authoring.codes.code import Code, Severity

CODES: tuple[Code, ...] = (
    Code(
        "RP701",
        "A competency with too few opportunities",
        "Somebody misses one moment because a chair scrapes. A competency that is rated needs two prompts at least "
        "that give it its opportunity.",
        "Let a further prompt open one of its behaviours, or assess something else.",
    ),
    Code(
        "RP702",
        "A required behaviour without an opportunity",
        "Nobody could reach more than *needs practice*, however well they did: the actor never does what calls for it.",
        "Name it under `opens` of a prompt that really calls for it, or require another one.",
    ),
    Code(
        "RP703",
        "A prompt that is made for harm",
        "A station gives opportunities to help; it sets no traps for a living person. Harmful behaviours are on every "
        "tick-list anyway.",
        "Name what would help at this prompt.",
    ),
    Code(
        "RP704",
        "An opportunity for something that is not assessed",
        "Observers tick only what the station assesses; this would be on nobody's list.",
        "Take it out, or assess its competency.",
    ),
    Code(
        "RP705",
        "A scenario that calls itself a station",
        "A scenario is played by choosing, a station with an actor. Each has a format of its own.",
        "Write `use: practice`, `assessment` or `both`; for a station, `format: station/1`.",
    ),
    Code(
        "RP706",
        "More prompts than minutes",
        "A prompt that is given its time, with its second chance, takes a minute or more. Under haste people show what "
        "haste does to them.",
        "Allow more minutes, or leave a prompt out.",
        Severity.WARNING,
    ),
    Code(
        "RP707",
        "A behaviour twice at one prompt",
        "It would stand twice in front of the observers.",
        "Name it once.",
    ),
)
"""The codes, in their order."""
