"""No shipped scenario can be guessed. The figures are those of `roleplay bots`; with `pytest -s` they are printed."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from roleplay.authoring.blind_reader import Blindness, read_blind, readers
from roleplay.authoring.bots import BEST, BOTS, RANDOM, Rehearsal
from roleplay.authoring.probes import MOST_LUCK, MOST_OF_LIBRARY, habits, may_meet, too_often
from roleplay.reports.library import READER, Tried, library_report, listed
from tests.scenarios.proved import EXPLORATIONS, LIBRARY

TONES = tuple(bot for bot in BOTS if bot not in {"longest", "shortest", "first", "last"})


@cache
def tried(scenario_id: str) -> Tried:
    """A shipped scenario, proved and made ready for bots."""
    proved = EXPLORATIONS[scenario_id]
    return Tried(proved, Rehearsal(proved.scenario, LIBRARY.competencies, proved))


def rehearsal(scenario_id: str) -> Rehearsal:
    """The same for bots alone."""
    return tried(scenario_id).rehearsal


@pytest.mark.parametrize("scenario_id", LIBRARY.playable)
def test_who_knows_the_scenario_always_meets_the_standard(scenario_id: str) -> None:
    """Under every profile and variation, and at the highest level of each competency."""
    assert rehearsal(scenario_id).outcome(BEST) == (BEST, 1.0, 4.0)


@pytest.mark.parametrize("strategy", ["longest", "shortest", "first", "last", RANDOM])
@pytest.mark.parametrize("scenario_id", LIBRARY.playable)
def test_neither_length_nor_place_nor_luck_meets_the_standard(scenario_id: str, strategy: str) -> None:
    """By length never; by place no more often than by luck (never in a fixed order), and luck in under 5 %."""
    luck = rehearsal(scenario_id).met_standard(RANDOM)
    met = rehearsal(scenario_id).met_standard(strategy)
    print(f"{scenario_id} {strategy} {met:.4%}")
    assert met < MOST_LUCK
    if strategy != RANDOM:
        assert met <= may_meet(LIBRARY.playable[scenario_id], strategy, luck)


@pytest.mark.parametrize("strategy", TONES)
def test_a_tone_meets_the_standard_in_few_scenarios(strategy: str) -> None:
    """In at most 15 % of the scenarios does it do so in more than one of twenty attempts."""
    met = [rehearsal(scenario_id).met_standard(strategy) > MOST_LUCK for scenario_id in LIBRARY.playable]
    assert sum(met) <= 0.15 * len(met)


@pytest.mark.parametrize("place", range(4), ids=["longest", "shortest", "first", "last"])
def test_the_best_choice_stands_out_neither_by_length_nor_by_its_place_in_the_file(place: int) -> None:
    """It is the longest, the shortest, the first or the last in at most 40 % of all decisions each."""
    library = {scenario_id: rehearsal(scenario_id).decisions for scenario_id in LIBRARY.playable}
    habit = habits([decision for decisions in library.values() for decision in decisions])[place]
    print(f"the best is the {habit.strategy} in {habit.share:.1%} (chance {habit.chance:.1%})")
    assert MOST_OF_LIBRARY == 0.4
    assert habit.share <= MOST_OF_LIBRARY, [*too_often(library)]


@cache
def blindness() -> Blindness:
    """How the blind reader reads the library."""
    library = {scenario.id: rehearsal(scenario.id).decisions for scenario in listed(LIBRARY)}
    return read_blind(library, readers(library))


def test_the_blind_reader_reads_no_better_than_chance() -> None:
    """Chance lies in the interval of its accuracy or above it; see `blind_reader` for how wide it is, and why."""
    print(blindness())
    assert blindness().near_chance, blindness().gives_away


def test_the_report_on_the_library_is_current() -> None:
    """docs/library.md is what `roleplay report library --read` makes; its line on the blind reader to two points."""
    kept = (Path(__file__).parents[2] / "docs/library.md").read_text(encoding="utf-8")
    made = library_report(LIBRARY, [tried(scenario.id) for scenario in listed(LIBRARY)], blindness())
    assert without_reader(made) == without_reader(kept)
    (fresh,), (old,) = ([line for line in text.splitlines() if READER in line] for text in (made, kept))
    numbers = [[int(number) for number in re.findall(r"(\d+)%", line)] for line in (fresh, old)]
    assert len(numbers[0]) == 4
    assert all(abs(one - other) <= 2 for one, other in zip(*numbers, strict=True))  # other processors round otherwise


def without_reader(text: str) -> list[str]:
    """The lines of a report but that on the blind reader."""
    return [line for line in text.splitlines() if READER not in line]


def test_the_library_is_not_empty() -> None:
    """Otherwise nothing above could fail."""
    assert len(LIBRARY.playable) >= 3
    assert all(len(rehearsal(scenario_id).decisions) >= 8 for scenario_id in LIBRARY.playable)
