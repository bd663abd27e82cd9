"""RP23x: behaviours and competencies."""

from __future__ import annotations

from roleplay.authoring.codes.code import Code

CODES: tuple[Code, ...] = (
    Code(
        "RP230",
        "An unknown behaviour",
        "A tick that no rubric knows would be lost from the score without a sound.",
        "Correct the id, or add the behaviour to a rubric.",
    ),
    Code(
        "RP231",
        "An unknown competency",
        "Without its rubric nothing can be rated.",
        "Correct the id, or add the rubric's file.",
    ),
    Code(
        "RP232",
        "A required behaviour that is not basic",
        "Basics make the level *helpful*. Advanced behaviours make it *skilled* and cannot be required; harm never "
        "can.",
        "Require basic behaviours only.",
    ),
    Code(
        "RP233",
        "A required behaviour of another competency",
        "What is required for a competency must belong to its rubric.",
        "Move it to the competency that it belongs to.",
    ),
    Code(
        "RP234",
        "A required behaviour that nothing shows",
        "Nobody could reach more than *needs practice*. Written replies do not count here: people mark them, not the "
        "machine.",
        "Tick it at one choice or more, better at two decisions.",
    ),
    Code(
        "RP235",
        "A repair of something that is not harmful",
        "Only harm can be repaired.",
        "Name the harmful behaviour that is repaired here.",
    ),
    Code(
        "RP236",
        "A repair of something that never happens",
        "No choice and no node shows this harm, so there is nothing to repair.",
        "Name a harm that an earlier choice ticks.",
    ),
    Code(
        "RP237",
        "A rubric with errors of its own",
        "The scenario depends on a rubric that cannot be used as it is.",
        "Mend the rubric first; its own diagnostics say where.",
    ),
)
"""The codes, in their order."""
