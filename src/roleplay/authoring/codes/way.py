"""RP20x and RP21x: where the conversation goes."""

from __future__ import annotations

from roleplay.authoring.codes.code import Code, Severity

CODES: tuple[Code, ...] = (
    Code(
        "RP201",
        "It leads to a node that does not exist",
        "The conversation would break off there.",
        "Correct the id after `goto`, `start` or `otherwise`, or add the node.",
    ),
    Code(
        "RP202",
        "The conversation falls off the end of the file",
        "What has no `goto` leads to the next node of the file, and the last node has none.",
        "Add `goto:`, or make it an ending with `end:`.",
    ),
    Code(
        "RP203",
        "A dead end",
        "From this node no way leads to an ending, whatever is chosen.",
        "Let one of its ways lead on to an ending.",
    ),
    Code(
        "RP204",
        "A node that nothing leads to",
        "Nobody will ever see it. Often a `goto` was forgotten or misspelt.",
        "Lead to it from somewhere, or remove it. The ending of `opt_out` needs no way to it.",
    ),
    Code(
        "RP205",
        "A circle",
        "A conversation that can come back to the same node may never end, and its levels may depend on patience.",
        "Lead onwards instead. Where a circle is meant, let declared state bound it.",
        Severity.WARNING,
    ),
    Code(
        "RP206",
        "Leaving does not lead to an ending",
        "Somebody who has had enough must not be asked for one more choice.",
        "Let `opt_out.goto` name a node with `end:`.",
    ),
    Code(
        "RP207",
        "The conversation runs into the ending for those who leave",
        "A node without `goto` leads to the next node of the file, and that is the ending for somebody who left.",
        "Add the `goto:` that is meant, or move the ending for those who leave to the end of the file.",
        Severity.WARNING,
    ),
    Code(
        "RP210",
        "Fewer than two choices",
        "One choice is no decision, and nothing can be learnt from it.",
        "Add choices that a decent person might make, or say the line in `say:` and lead on.",
    ),
    Code(
        "RP212",
        "A fallback that is never taken",
        "`otherwise` is for the moment when no choice is open; here one always is, or there are none.",
        "Remove `otherwise:`, or give every choice its condition.",
        Severity.WARNING,
    ),
)
"""The codes, in their order."""
