"""The codes: their numbers, their words, their page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from roleplay.authoring import CODES, Code
from roleplay.authoring.codes import (
    anchor,
    course,
    file,
    memory,
    people,
    plan,
    probe,
    proof,
    station,
    tick,
    twin,
    way,
    wording,
)
from roleplay.authoring.handbook import diagnostics_page

DOCS = Path(__file__).parents[2] / "docs"


def test_no_code_is_given_twice() -> None:
    """A code has one meaning, whichever family it is in."""
    families = (file, way, memory, tick, people, proof, twin, probe, wording, course, station, anchor, plan)
    assert sum(len(family.CODES) for family in families) == len(CODES)


def test_codes_are_numbered_by_what_finds_them() -> None:
    """RP3xx for proofs, RP4xx for probes, RP6xx for modules and the curriculum, RP7xx for stations, RP8xx anchors, RP9xx plans."""
    assert {code.id[:3] for code in (*proof.CODES, *twin.CODES)} == {"RP3"}
    assert {code.id[:3] for code in probe.CODES} == {"RP4"}
    assert {code.id[:3] for code in course.CODES} == {"RP6"}
    assert {code.id[:3] for code in station.CODES} == {"RP7"}
    assert {code.id[:3] for code in anchor.CODES} == {"RP8"}
    assert {code.id[:3] for code in plan.CODES} == {"RP9"}
    assert {code[:3] for code in CODES} == {f"RP{number}" for number in range(1, 10)}


@pytest.mark.parametrize("code", CODES.values(), ids=lambda code: code.id)
def test_a_code_says_what_why_and_how(code: Code) -> None:
    """The title is a phrase; why and how are sentences."""
    assert re.fullmatch(r"RP\d{3}", code.id)
    assert not code.title.endswith(".")
    assert code.why.endswith(".")
    assert code.mend.endswith((".", "`."))


def test_the_page_of_diagnostics_is_up_to_date() -> None:
    """docs/diagnostics.md is what the code makes of it; `python -m roleplay.authoring.handbook docs` writes it."""
    assert (DOCS / "diagnostics.md").read_text(encoding="utf-8") == diagnostics_page()
