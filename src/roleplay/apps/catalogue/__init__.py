"""Every string of the trainee's interface, by key.

The same words go to the browser (`words_of`), so that a string has one home. A key whose text depends on a
number `n` has two entries, `key.one` and `key.other`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from roleplay.errors import NotFound

_GAP = re.compile(r"\{(\w+)\}")

LANGUAGE = "en"
"""The language of the catalogue that is loaded."""


def load(language: str = LANGUAGE) -> dict[str, str]:
    """All words of a language, key -> text. Raises `NotFound` when there is no catalogue for it."""
    source = files(__name__) / f"{language}.json"
    if not language.isalpha() or not source.is_file():
        raise NotFound.of("catalogue", language, [LANGUAGE])
    words: dict[str, str] = json.loads(source.read_text(encoding="utf-8"))
    return words


WORDS = load()
"""The words in use."""


OWN: Mapping[str, tuple[str, ...]] = {
    "trainee": (),
    "author": ("author.",),
    "evaluator": ("desk.",),
    "report": ("report.",),
    "facilitator": ("hall.", "desk.kind.", "desk.bar."),
}
"""The words that one app has and others have not, by how their keys begin (`frontend/build.mjs` knows them as well)."""

_OTHERS = ("author.", "desk.", "report.", "hall.", "seat.")


def words_of(app: str) -> dict[str, str]:
    """The words that an app's page may say: what all have, and its own."""
    return {key: text for key, text in WORDS.items() if not key.startswith(_OTHERS) or key.startswith(OWN[app])}


def say(key: str, /, **values: Any) -> str:
    """The text of `key` with `{name}` filled in from `values`; `n` also decides between singular and plural.

    Raises `NotFound` for a key that the catalogue does not have.
    """
    text = WORDS.get(key)
    if text is None and "n" in values:
        text = WORDS.get(f"{key}.{'one' if values['n'] == 1 else 'other'}")
    if text is None:
        raise NotFound.of("text", key, WORDS)
    return _GAP.sub(lambda gap: str(values.get(gap[1], gap[0])), text)
