"""The one spelling of a scenario, rubric or site, and its hash.

Comments, quoting and the order of fields in a file do not matter; the order of nodes, choices and lines does. Fields
that are left at their defaults are not written, so that a new field in a later version changes no old hash.
"""

from __future__ import annotations

import hashlib

from roleplay.model.frozen import Frozen


def canonical(thing: Frozen) -> str:
    """Canonical JSON, in the order in which the type declares its fields."""
    return thing.model_dump_json(by_alias=True, exclude_defaults=True)


def digest(thing: Frozen) -> str:
    """SHA-256 of the canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(thing).encode()).hexdigest()
