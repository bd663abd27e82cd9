"""The one spelling of a scenario, and its hash."""

from __future__ import annotations

from pathlib import Path

import pytest

from roleplay.authoring.loader import scenario_of
from roleplay.authoring.source import parse
from roleplay.model.canonical import canonical, digest
from roleplay.model.scenario import Scenario
from tests.authoring.files import COFFEE, RUBRICS, changed


def loaded(text: str) -> Scenario:
    """The scenario that a file holds."""
    thing = scenario_of(parse(Path("everyday/coffee.yml"), text.encode()), RUBRICS).thing
    assert thing is not None
    return thing


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("start: opening", "# where it begins\nstart: opening  # here"),
        ("title: By the coffee machine", 'title: "By the coffee machine"'),
        ("title: By the coffee machine", "title: >-\n  By the\n  coffee machine"),
        ("intensity: 1\n", "intensity: +1\n"),
        ("content_notes: [a lonely evening]", "content_notes:\n  - a lonely evening"),
        ("use: both\nduration_min: 5\n", "duration_min: 5\nuse: both\n"),
        ("- {vesna: I nearly went home again.}", "- {text: I nearly went home again., who: vesna}"),
        ("ticks: [asks-openly]", "ticks: [{tick: asks-openly}]"),
        ("    choices:\n", "    order: shuffled\n    choices:\n"),
    ],
)
def test_the_way_it_is_written_does_not_matter(old: str, new: str) -> None:
    """Comments, quotes, folding, the order of fields, long forms and defaults change no hash."""
    assert digest(loaded(changed((old, new)))) == digest(loaded(COFFEE))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: By the coffee machine", "title: By the tea machine"),
        ("She could say what kept", "She could not say what kept"),
        ("ticks: [orders-about]\n", "ticks: [orders-about, swears-secrecy]\n"),
        ("flag: false", "flag: true"),
        ("    choices:\n", "    order: fixed\n    choices:\n"),
    ],
)
def test_what_it_says_matters(old: str, new: str) -> None:
    """A word, a tick, a start: each makes another scenario."""
    assert digest(loaded(changed((old, new)))) != digest(loaded(COFFEE))


def test_the_order_of_nodes_and_choices_matters() -> None:
    """Where nothing is said, the next node of the file follows; so their order is part of what it says."""
    nodes = COFFEE.index("  close:\n"), COFFEE.index("  left:\n"), COFFEE.index("reflect:")
    close, left = COFFEE[nodes[0] : nodes[1]], COFFEE[nodes[1] : nodes[2]]
    goto = ("shelter for an hour.}\n", "shelter for an hour.}\n    goto: close\n")
    swapped = changed((close + left, left + close), goto)
    assert digest(loaded(swapped)) != digest(loaded(changed(goto)))


def test_the_canonical_text_reads_back_as_the_same_scenario() -> None:
    """What is kept for old attempts is all of it."""
    scenario = loaded(COFFEE)
    again = Scenario.model_validate_json(canonical(scenario))
    assert again == scenario
    assert canonical(again) == canonical(scenario)


def test_a_hash_is_64_hexadecimal_digits() -> None:
    """SHA-256."""
    assert len(digest(loaded(COFFEE))) == 64
    assert set(digest(loaded(COFFEE))) <= set("0123456789abcdef")
