"""Reads scenarios and rubrics from YAML files, and says all that is wrong with them at once, each with its place."""

from roleplay.authoring.codes import CODES, Code, Severity
from roleplay.authoring.diagnostic import Diagnostic, Place, Places
from roleplay.authoring.library import Library, load_files, load_library
from roleplay.authoring.loader import Loaded, load_rubric, load_scenario
from roleplay.authoring.rubrics import Rubrics

__all__ = [
    "CODES",
    "Code",
    "Diagnostic",
    "Library",
    "Loaded",
    "Place",
    "Places",
    "Rubrics",
    "Severity",
    "load_files",
    "load_library",
    "load_rubric",
    "load_scenario",
]
