"""RP5xx: wording."""

from __future__ import annotations

from roleplay.authoring.codes.code import Code, Severity

CODES: tuple[Code, ...] = (
    Code(
        "RP501",
        "Words that put blame or success on suicide",
        "*Committed* sounds like a crime; *successful* and *failed* make death the achievement. People who lost "
        "somebody hear it.",
        'Say "died by suicide", "took their life", "tried to end their life", "survived". A peer may use their own '
        "words.",
    ),
    Code(
        "RP502",
        "Method or means in detail",
        "Detail of how somebody hurt or killed themselves can make it more likely that a reader in distress does so.",
        "Leave the method out. What matters is what the person feels, and what happens next.",
    ),
    Code(
        "RP503",
        "Suicide as an epidemic, or with one single cause",
        "Suicide never has one cause, and does not spread like weather. Both ways of saying it make it look like the "
        "natural end.",
        'Say that many things come together; say "more people" instead of "epidemic".',
    ),
    Code(
        "RP504",
        "A label instead of a person",
        "Somebody is a person first, and has a diagnosis or an addiction among much else.",
        "Name the person first, and what they live with second.",
    ),
    Code(
        "RP505",
        "A promise of secrecy that ticks no harm",
        "Secrecy cannot be kept when somebody is in danger, and a broken promise costs more than an honest limit.",
        "Tick the harmful behaviour that it shows, or say the limit of confidentiality.",
        Severity.WARNING,
    ),
    Code(
        "RP506",
        "Feedback that gives a verdict",
        '"Correct" and "wrong" end the thinking. Whether something helped depends on what it did to the other person.',
        "Say what the words did, and what they left open.",
    ),
    Code(
        "RP507",
        "Feedback that says next to nothing",
        "Praise or blame of a word or two teaches nothing about the moment.",
        "Write two or three sentences: what the words did to the other person, and what they left open.",
        Severity.WARNING,
    ),
)
"""The codes, in their order."""
