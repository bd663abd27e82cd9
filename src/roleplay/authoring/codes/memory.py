"""RP22x: conditions and state."""

from __future__ import annotations

from roleplay.authoring.codes.code import Code, Severity

CODES: tuple[Code, ...] = (
    Code(
        "RP220",
        "A condition that cannot be read",
        "Conditions are joined from comparisons with `and`, `or`, `not` and parentheses.",
        "Write it like `trust >= 3 and not asked` or `site.mandated_reporter == yes`.",
    ),
    Code(
        "RP221",
        "A variable that is not declared",
        "What a scenario remembers is declared under `state:`, so that everything it can be is known.",
        "Correct the name, declare it, or use a site setting (`site.…`).",
    ),
    Code(
        "RP222",
        "A comparison with something it can never be",
        "The comparison always comes out the same, which is not what its author meant.",
        "Compare a number with a number of its range, a word with one of its words, a flag with true or false.",
    ),
    Code(
        "RP223",
        "A condition that never holds",
        "What depends on it is never seen.",
        "Mend the contradiction in it.",
    ),
    Code(
        "RP224",
        "A condition that always holds",
        "It does nothing, so something else was meant.",
        "Mend it, or remove it.",
        Severity.WARNING,
    ),
    Code(
        "RP225",
        "State that is never read",
        "What is remembered and never matters is a thread that its author lost.",
        "Read it in a condition, or remove it with its effects.",
        Severity.WARNING,
    ),
    Code(
        "RP226",
        "State that is never changed",
        "It stays as it starts, so every condition on it is already decided.",
        "Change it in the effects of a choice, let it `vary`, or remove it.",
        Severity.WARNING,
    ),
    Code(
        "RP227",
        "An effect of the wrong kind",
        "A flag becomes true or false, a number is added to or set, and a variable of words becomes one of its words.",
        "Write the kind that fits the variable.",
    ),
    Code(
        "RP228",
        "An effect beyond the range",
        "A number stays within its range; an effect larger than the whole range, or set outside of it, says something"
        " else than it does.",
        "Use a smaller number, or widen the range.",
    ),
    Code(
        "RP229",
        "An effect on something that varies",
        "What is under `vary` is drawn once for each attempt and stays.",
        "Use a variable of `words` if it is to change.",
    ),
)
"""The codes, in their order."""
