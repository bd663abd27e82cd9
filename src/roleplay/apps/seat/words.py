"""The words that a participant's page can say: it has no kernel that would send it the whole catalogue."""

from __future__ import annotations

from functools import cache

from roleplay.apps.catalogue import WORDS

_OWN = ("seat.", "grounding.", "help.")
_SHARED = frozenset(
    {
        "app.name",
        "care.label",
        "cue.label",
        "content.label",
        "dialog.close",
        "log.label",
        "notice.close",
        "notice.slow",
        "notice.unshown",
        "notice.unsent",
    }
)

_ALONE = ("turn", "medium.", "persona.", "role.", "note.", "compare.", "keys.", "missed.", "list.more.")
_PLAYED = frozenset(
    {
        "reread",
        "said.label",
        "reply.label",
        "own.none",
        "ending.label",
        "ending.handed",
        "closed.label",
        "response.label",
        "response.as",
        "reply.title",
        "reply.persona",
        "reply.count",
        "reply.send",
        "reply.skip",
        "reply.empty",
        "reply.long.one",
        "reply.long.other",
        "well.title",
        "peer.title",
        "twist.title",
    }
)  # what a conversation says that somebody plays alone


@cache
def seat_words() -> dict[str, str]:
    """Key -> text."""
    return {key: text for key, text in WORDS.items() if key.startswith(_OWN + _ALONE) or key in _SHARED | _PLAYED}
