"""RP4xx: what probes find."""

from __future__ import annotations

from roleplay.authoring.codes.code import Code, Severity

CODES: tuple[Code, ...] = (
    Code(
        "RP401",
        "Somebody who does not understand a word meets the standard",
        "Picking always the longest answer, or the one with most questions, is no skill. A level that can be had so "
        "says nothing about the person.",
        "Reword the choices that are named, or those beside them, until this way of picking meets what is harmful or "
        "empty as often as what helps. `roleplay bots ID` shows every bot.",
        Severity.WARNING,
    ),
    Code(
        "RP402",
        "Luck meets the standard",
        "Of people who pick at random, one in twenty or more would be told that they have met the standard.",
        "Add decisions at which something required can be missed or harm can be done, or require more.",
        Severity.WARNING,
    ),
    Code(
        "RP403",
        "The best choice stands out by its length",
        "In most decisions the best choice is the longest, or the shortest. After a few of them people go by that and "
        "stop reading.",
        "Give some of the other choices more or fewer words, so that the length tells nothing.",
        Severity.WARNING,
    ),
)
"""The codes, in their order."""
