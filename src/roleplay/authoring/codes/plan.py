"""RP9xx: ready-made plans for workshops."""

from __future__ import annotations

from roleplay.authoring.codes.code import Code, Severity

CODES: tuple[Code, ...] = (
    Code(
        "RP901",
        "A section that plays something that is not there",
        "The workshop could not be opened. Triads play a station, a room and everybody alone play a scenario.",
        "Correct the id, put the file into the library, or mend it.",
    ),
    Code(
        "RP902",
        "A section that plays an assessment",
        "Whoever is assessed later would know it, and a room full of people with them.",
        "Choose a scenario for practice.",
    ),
    Code(
        "RP903",
        "A plan that asks too much of people",
        "Something moving without a rest after an hour, or without time to leave it behind; rounds or a conversation "
        "that do not fit into their minutes. Under haste, care is what goes first.",
        "Add a section of talk of five minutes at least, allow more minutes, or play something else.",
        Severity.WARNING,
    ),
)
"""The codes, in their order."""
