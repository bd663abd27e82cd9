"""Faults seeded into the shipped scenarios are caught before anybody meets them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.authoring.faults import SURVIVES, Fault, as_file, faults, findings, seeded
from tests.scenarios.proved import LIBRARY

PARTS = ("targets", "conditions", "ticks", "bounds", "requires")


def ten(scenario: str) -> list[Fault]:
    """Ten faults of one scenario: of each part two, of different kinds, among those that must always be caught."""
    drawn = seeded(LIBRARY.playable[scenario], LIBRARY.competencies, seed=7, each=1)
    certain = [fault for fault in drawn if fault.kind not in SURVIVES]
    return [
        fault
        for part in PARTS
        for fault in random.Random(scenario + part).sample([one for one in certain if one.part == part], 2)
    ]


@pytest.mark.parametrize("scenario", LIBRARY.playable)
def test_ten_seeded_faults_are_all_caught(scenario: str, tmp_path: Path) -> None:
    """Slips in targets, conditions, ticks, bounds and requirements are all found, and none by accident twice."""
    drawn = ten(scenario)
    assert len(drawn) == 10
    missed = [(fault.kind, fault.where) for fault in drawn if not findings(fault, tmp_path)]
    assert missed == []


def test_a_scenario_without_a_fault_has_no_findings(tmp_path: Path) -> None:
    """What the faults are made from is clean, so that each finding is the fault's own."""
    for scenario in LIBRARY.playable.values():
        fault = next(faults(scenario, LIBRARY.competencies))
        whole = Fault(fault.part, "nothing", "nowhere", as_file(scenario), lambda _: None)
        assert findings(whole, tmp_path) == ()


def test_every_kind_of_fault_that_may_survive_exists() -> None:
    """What is explained is what is tried."""
    kinds = {fault.kind for one in LIBRARY.playable.values() for fault in faults(one, LIBRARY.competencies)}
    assert set(SURVIVES) <= kinds
