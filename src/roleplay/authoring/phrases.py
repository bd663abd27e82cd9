"""Wordings that do harm, with what to say instead. Each entry says why it is here.

RP501 to RP504 are looked for in what author, narrator and mentor say, RP505 in what the mentor offers, RP506 in
feedback.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """A wording that a mentor, a narrator or an author does not use."""

    code: str
    """The diagnostic."""
    pattern: re.Pattern[str]
    """What it looks like, small and capital letters alike."""
    why: str
    """Why not."""
    instead: str
    """What to say."""


def _phrase(code: str, pattern: str, why: str, instead: str) -> Phrase:
    return Phrase(code, re.compile(pattern, re.IGNORECASE), why, instead)


_CRIME = "it sounds like a crime"
_FEAT = "it makes death an achievement"
_METHOD = "it names a method"
_WEATHER = "it sounds like weather"
_KIND = "it makes people a kind"
_DIAGNOSIS = "it makes a person a diagnosis"
_SECRECY = "secrecy cannot be kept when somebody is in danger"
_VERDICT = "it ends the thinking"

_SELF = r"(?:my|your|him|her|them|one|our)sel(?:f|ves)"
_LIFE = r"(?:his|her|their|my|your) (?:own )?li(?:fe|ves)"
_DEATH = rf"(?:killed {_SELF}|died by suicide|took {_LIFE}|ended {_LIFE})"
_BODY = r"(?:my|your|his|her|their)\s+(?:wrists?|throats?|arms?|veins?)"
_HEIGHT = r"(?:bridge|roof|building|balcony|train|window|cliff|tower)"
_PILLS = r"(?:pills|tablets|paracetamol|painkillers)"

PHRASES: tuple[Phrase, ...] = (
    _phrase("RP501", r"\bcommit(?:s|ted|ting)?\s+suicide\b", _CRIME, 'Say "died by suicide", or "end their life".'),
    _phrase(
        "RP501",
        r"\b(?:completed?|completing|(?:un)?successful(?:ly)?|failed)\s+(?:\w+\s+)?suicides?\b",
        _FEAT,
        'Say "died by suicide", or "survived an attempt".',
    ),
    _phrase(
        "RP501",
        r"\battempt(?:s|ed|ing)?\s+suicide\b",
        "it names an act like a deed to be done",
        'Say "tried to end their life".',
    ),
    _phrase(
        "RP501",
        r"\b(?:failed|(?:un)?successful|botched)\s+(?:suicide\s+)?attempts?\s+"
        rf"(?:at suicide|on {_LIFE}|to (?:die|kill {_SELF}))",
        _FEAT,
        'Say "an attempt", and "survived" or "died".',
    ),
    _phrase(
        "RP501",
        rf"\b(?:succeed(?:s|ed)?|fail(?:s|ed)?)\s+(?:in|at)\s+(?:killing {_SELF}|suicide|ending {_LIFE})",
        _FEAT,
        'Say "died by suicide", or "survived".',
    ),
    _phrase(
        "RP502",
        rf"\b(?:hang(?:s|ed|ing)?|hung|shoot(?:s|ing)?|shot|poison(?:s|ed|ing)?|drown(?:s|ed|ing)?)\s+{_SELF}\b",
        _METHOD,
        "Leave the method out.",
    ),
    _phrase(
        "RP502",
        rf"\b(?:slit(?:ting|s)?|slash(?:ed|ing|es)?|cut(?:ting|s)?)\s+{_BODY}\b",
        _METHOD,
        "Leave the method out.",
    ),
    _phrase(
        "RP502",
        rf"\bjump(?:s|ed|ing)?\s+(?:off|from|in front of)\s+(?:a|the|that)\s+{_HEIGHT}\b",
        _METHOD,
        "Leave the method and the place out.",
    ),
    _phrase("RP502", r"\boverdos(?:e|ed|es|ing)\s+on\s+\w+", _METHOD, "Leave the means out."),
    _phrase(
        "RP502",
        rf"\b(?:\d+|a (?:bottle|handful|box|packet) of|all (?:my|your|his|her|their|the))\s+(?:\w+\s+)?{_PILLS}\b",
        "it names means or an amount",
        "Leave means and amounts out.",
    ),
    _phrase("RP503", r"\bsuicide\s+(?:epidemic|wave|contagion)\b", _WEATHER, 'Say "more people".'),
    _phrase("RP503", r"\bepidemic\s+of\s+suicides?\b", _WEATHER, 'Say "more people".'),
    _phrase(
        "RP503",
        rf"\b{_DEATH}[^.!?]{{0,30}}\b(?:because(?: of)?|due to|over)\b",
        "no suicide has one single cause",
        "Say that many things came together.",
    ),
    _phrase("RP504", r"\bthe\s+(?:mentally\s+ill|insane|homeless|disabled)\b(?!\s+\w)", _KIND, 'Say "people who …".'),
    _phrase(
        "RP504",
        r"\b(?:an?|the|those|these|some)\s+"
        r"(?:schizophrenic|psychotic|manic[- ]depressive|addict|alcoholic|anorexic)s?\b"
        r"(?!\s+(?:episode|experience|symptom|break|phase|drink))",
        _DIAGNOSIS,
        'Say "a person who lives with …".',
    ),
    _phrase(
        "RP504",
        r"\b(?:suffer(?:s|ed|ing)?\s+from|afflicted\s+(?:with|by)|"
        r"a\s+victim\s+of\s+(?:depression|anxiety|psychosis))\b",
        "it decides for the person how it is",
        'Say "lives with" or "has".',
    ),
    _phrase(
        "RP504",
        r"\b(?:crazy|insane|lunatics?|psychos?|maniacs?|nutcases?|wackos?|nuthouse|loony)\b",
        "it hurts",
        "Say what happens instead.",
    ),
    _phrase(
        "RP504",
        r"\b(?:mental patients?|(?:drug|substance) abusers?|junkies?|druggies?)\b",
        _DIAGNOSIS,
        'Say "a person who …".',
    ),
    _phrase(
        "RP505",
        r"\b(?:won't|will not|will never|I'd never|would never|not going to)\s+tell\s+"
        r"(?:anyone|anybody|a soul|another soul)\b",
        _SECRECY,
        "Say the limit, or tick the harm.",
    ),
    _phrase(
        "RP505",
        r"\b(?:just |strictly |only |stays? )between\s+(?:you and me|me and you|us|the two of us)\b",
        _SECRECY,
        "Say the limit, or tick the harm.",
    ),
    _phrase(
        "RP505",
        r"\bkeep(?:ing)?\s+(?:(?:it|this|that|your)\s+(?:a\s+)?secret|(?:it|this|that)\s+to\s+myself)\b",
        _SECRECY,
        "Say the limit, or tick the harm.",
    ),
    _phrase(
        "RP505",
        r"\b(?:nobody|no one|no-one)\s+(?:else\s+)?(?:will|has to|needs to|ever has to|ever needs to|is going to)\s+"
        r"(?:ever\s+)?(?:know|find out|hear)\b",
        _SECRECY,
        "Say the limit, or tick the harm.",
    ),
    _phrase(
        "RP506",
        r"(?:^|[.!?]\s+)(?:yes[,!.]\s+)?(?:(?:that|this)(?:'s| is| was)\s+)?(?:correct|incorrect|wrong|right)"
        r"\s*(?:[.!:,—–]|$)",
        _VERDICT,
        "Say what the words did to the other person.",
    ),
    _phrase(
        "RP506",
        r"\b(?:the|a)\s+(?:right|wrong|correct|incorrect|best|worst)\s+(?:answer|choice|response|option|reply)\b",
        _VERDICT,
        "Say what the words did to the other person.",
    ),
)
"""The table, in the order of the codes."""

PRAISE = frozenset(
    (
        *("a", "an", "and", "answer", "bad", "choice", "correct", "did", "do", "done", "excellent", "good", "great"),
        *("indeed", "is", "it", "job", "lovely", "nice", "no", "not", "oh", "ok", "okay", "one", "perfect", "poor"),
        *("really", "right", "so", "super", "that", "the", "there", "this", "very", "was", "way", "well", "well-done"),
        *("wonderful", "work", "wrong", "yes", "you", "your"),
    )
)
"""Words of which feedback is made that says nothing."""
