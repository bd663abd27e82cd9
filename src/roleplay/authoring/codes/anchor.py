"""RP8xx: anchors, on which evaluators are calibrated."""

from __future__ import annotations

from roleplay.authoring.codes.code import Code

CODES: tuple[Code, ...] = (
    Code(
        "RP801",
        "A scenario that is not there",
        "An anchor is a way through a scenario; without it there is nothing to mark.",
        "Correct the id, put the scenario's file into the library, or mend it.",
    ),
    Code(
        "RP802",
        "A version that the key was not agreed on",
        "The key was agreed on other words than evaluators would now see, so nobody knows whether it still holds.",
        "Read the key again with the present version; then write its hash under `pinned`.",
    ),
    Code(
        "RP803",
        "A way that cannot be gone",
        "What nobody can play cannot be marked either.",
        "Choose something that is offered there, and go on to an ending. `roleplay explore` shows the scenario's ways.",
    ),
    Code(
        "RP804",
        "A tick that evaluators do not have",
        "Whoever marks the anchor could never find it.",
        "Use the id of a behaviour, and a turn that the way has.",
    ),
    Code(
        "RP805",
        "No opportunity, and yet a key",
        "A competency was either to be seen or not; evaluators are held against one answer.",
        "Take the ticks or the `no_opportunity` away. Only what the scenario assesses can be without opportunity.",
    ),
    Code(
        "RP806",
        "A difference from the choices that is not explained",
        "The choice carries this behaviour. An evaluator who sees it is told that it is not there, and not why.",
        "Add the tick to the key, or list it under `not_found` with the reason.",
    ),
    Code(
        "RP807",
        "An explanation of nothing",
        "What is explained as not found is carried by no choice at that turn, so nobody would look for it.",
        "Remove it from `not_found`, or correct its tick or turn.",
    ),
)
"""The codes, in their order."""
