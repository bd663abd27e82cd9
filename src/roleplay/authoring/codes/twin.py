"""RP34x: cue twins."""

from __future__ import annotations

from roleplay.authoring.codes.code import Code

CODES: tuple[Code, ...] = (
    Code(
        "RP340",
        "A twin that is not there",
        "Twins are proved together. Without the other nobody knows whether the cue decides anything.",
        "Correct the id after `of`, mend the other file, or check both together.",
    ),
    Code(
        "RP341",
        "Twins that begin differently",
        "Where the first answers differ, they give away which of the two it is, and nobody has to read the cue.",
        "Give both the same answers at their first decision, word for word, and what closes one the same reason.",
    ),
    Code(
        "RP342",
        "A cue that nobody has to read",
        "Somebody who goes by the answers alone can meet the standard whatever the cue is, so nothing shows whether "
        "it was seen.",
        "Let a behaviour that is required be shown by another answer, or an answer do harm, where the cue differs; "
        "and let the answers on offer not tell the two apart before.",
    ),
)
"""The codes, in their order."""
