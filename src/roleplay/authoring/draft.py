"""A scenario with errors of form, mended well enough that the rest of it can be checked too.

A misspelt field or a missing title must not hide that a `goto` leads nowhere: an author wants everything at once. What
is put in here stands in for what is missing, and is never shown or played.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from roleplay.authoring.diagnostic import Steps
from roleplay.authoring.fields import at, field_names, nearest, steps_of
from roleplay.model.scenario import Scenario

_TEXT = "This stands in for a text that is still to be written."
_TEXTS = (
    *("title", "summary", "setting", "expect", "story", "limits", "today", "name", "pronouns", "about", "feedback"),
    *("text", "prompt", "model_answer", "why", "peer_view", "grounding", "question", "twist", "reason"),
)
_WAY_OUT = "the-way-out-that-is-missing"
_STAND_INS: dict[str, Any] = {
    **dict.fromkeys(_TEXTS, _TEXT),
    "duration_min": 10,
    "intensity": 1,
    "use": "both",
    "pillar": "everyday",
    "medium": "in-person",
    "role": "peer",
    "content_notes": [_TEXT],
    "topics": [],
    "discussion": [],
    "sources": [_TEXT],
    "reflect": [_TEXT],
    "resources": [{"title": _TEXT, "text": _TEXT}],
    "mentor": dict.fromkeys(("name", "pronouns", "story", "limits", "today"), _TEXT),
    "debrief": {"question": _TEXT, "twist": _TEXT},
    "opt_out": {"goto": _WAY_OUT, "grounding": _TEXT},
    "sign_off": {},
}
_OPTIONAL = frozenset({"cue", "thought", "at", "handed_over_to", "order", "max_words"})
_ROUNDS = 3


def draft_of(written: dict[str, Any]) -> Scenario | None:
    """A scenario of data with errors, or None where too much would have to be made up."""
    data = deepcopy(written)
    for _ in range(_ROUNDS):
        try:
            return Scenario.model_validate(data)
        except ValidationError as error:
            mended = [_mend(data, complaint["type"], complaint["loc"]) for complaint in error.errors(include_url=False)]
            if not all(mended):
                return None
    return None


def _mend(data: dict[str, Any], kind: str, location: Steps) -> bool:
    steps, rest = steps_of(data, location)
    if kind == "missing":
        owner, name = at(data, steps), rest[0] if len(rest) == 1 else None
    else:
        if kind != "extra_forbidden" and steps and steps[-1] not in {*_STAND_INS, *_OPTIONAL}:
            steps = steps[:1]  # a list or group whose part is wrong is replaced whole
        owner, name = at(data, steps[:-1]), steps[-1] if steps else None
    if not isinstance(owner, dict) or not isinstance(name, str):
        return False
    if kind == "extra_forbidden":
        value = owner.pop(name, None)
        meant = nearest(name, field_names(Scenario, location[:-1]))
        if meant is not None and meant not in owner:
            owner[meant] = value
        return True
    if name in _OPTIONAL:
        owner.pop(name, None)
        return True
    if name not in _STAND_INS:
        return False
    owner[name] = deepcopy(_STAND_INS[name])
    if name == "opt_out":
        return _add_way_out(data)
    return True


def _add_way_out(data: dict[str, Any]) -> bool:
    """Put an ending before all nodes, where no other node runs into it."""
    nodes = data.get("nodes")
    if not isinstance(nodes, dict):
        return False
    ending = {"end": dict.fromkeys(("title", "text", "peer_view"), _TEXT)}
    data["nodes"] = {_WAY_OUT: ending, **nodes}
    return True
