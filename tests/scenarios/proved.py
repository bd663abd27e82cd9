"""The shipped library, loaded and proved once for all tests of a process: that takes seconds."""

from __future__ import annotations

from roleplay.authoring.exploration import prove
from roleplay.authoring.folders import shipped
from roleplay.authoring.library import load_library

LIBRARY = load_library([shipped()])
"""All that is shipped."""
EXPLORATIONS = {one.id: prove(one, LIBRARY.competencies) for one in LIBRARY.playable.values()}
"""Id of a scenario -> what it can lead to."""
