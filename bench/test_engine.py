"""How fast the engine is: absolute figures for this machine, and the ratio to ink's runtime in the same run."""

from __future__ import annotations

import itertools
import random
import shutil
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from bench.large import DECISIONS, large_rubrics, large_scenario
from bench.walks import InkSide, Side, Walk, random_walk, same, sides
from roleplay.authoring.exploration import Exploration, prove, to_data
from roleplay.authoring.library import load_library
from roleplay.authoring.twins import blind_within
from roleplay.authoring.watching import Look, Watched, look
from roleplay.engine import Compiled, Phase, compile_scenario

SCENARIOS = Path(__file__).parents[1] / "scenarios"
SEED = 1
WALKS = 200
RUNS = 10_000
ROUNDS = 9
TARGET = 4.0
"""How many times as fast as ink's runtime a choice has to be."""
PROOF = 5.0
"""Seconds that the proof of a large scenario may take."""


@pytest.fixture(scope="module")
def game() -> Compiled:
    """The shipped scenario with the most nodes."""
    playable = load_library([SCENARIOS]).playable.values()
    return compile_scenario(max(playable, key=lambda scenario: (len(scenario.nodes), scenario.id)))


@pytest.fixture(scope="module")
def both(game: Compiled) -> tuple[Side, InkSide]:
    """The engine and ink's runtime, at the first choice of the same attempt."""
    return sides(game, SEED)


@pytest.fixture(scope="module")
def walks(both: tuple[Side, InkSide]) -> list[Walk]:
    """Random ways through it, the same in every run."""
    chance = random.Random(SEED)
    return [random_walk(both[0].game, both[0].first, chance) for _ in range(WALKS)]


def test_both_play_the_same_story(both: tuple[Side, InkSide], walks: list[Walk]) -> None:
    """On every walk both sides say the same and offer the same choices; without that the ratio means nothing."""
    ours, ink = both
    for walk in walks:
        ink.rewind()
        assert same(ours.play(walk), ink.play(walk))


def test_choices(benchmark: BenchmarkFixture, both: tuple[Side, InkSide], walks: list[Walk]) -> None:
    """All walks with the engine, after a start that is not counted."""
    benchmark.extra_info["choices"] = sum(len(walk.events) for walk in walks)
    ends = benchmark(lambda: [both[0].advance(walk) for walk in walks])
    assert {state.phase for state in ends} == {Phase.REFLECT}


def test_ten_thousand_runs(benchmark: BenchmarkFixture, both: tuple[Side, InkSide]) -> None:
    """10,000 random runs of one scenario, from its first choice to an ending, drawing the choices included."""
    ours, chance = both[0], random.Random(SEED)

    def runs() -> int:
        return sum(len(random_walk(ours.game, ours.first, chance).events) for _ in range(RUNS))

    assert benchmark.pedantic(runs, rounds=3) >= RUNS


def test_loading_the_library(benchmark: BenchmarkFixture) -> None:
    """All shipped files read, checked, proved and probed, as `roleplay check` does; no blind reader."""
    library = benchmark.pedantic(load_library, args=([SCENARIOS],), rounds=3)
    benchmark.extra_info["scenarios"] = len(library.playable)
    assert library.playable


def test_reading_the_library(benchmark: BenchmarkFixture) -> None:
    """The same without proofs and probes, as a server does with what is shipped."""
    read = benchmark.pedantic(load_library, args=([SCENARIOS],), kwargs={"proved_before": [SCENARIOS]}, rounds=3)
    assert read.playable


SAVED = ("the-front-desk", "the-first-question", "the-quiet-house", "question-four", "the-slipway")
"""Scenarios that are saved while they are watched: the longest file, the most states, and others."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An author's copy of all scenarios, whose rubrics are those that are shipped."""
    folder = tmp_path_factory.mktemp("desk")
    for part in ("practice", "assessment"):
        shutil.copytree(SCENARIOS / part, folder / part)
    return folder


@pytest.fixture(scope="module")
def whole(desk: Path) -> tuple[Watched, Look]:
    """The folder as it is watched, after the first look."""
    watched = Watched.of([desk])
    return watched, look(watched)


@pytest.mark.parametrize("how", ["alone", "whole"])
@pytest.mark.parametrize("name", SAVED)
def test_watching(benchmark: BenchmarkFixture, desk: Path, whole: tuple[Watched, Look], name: str, how: str) -> None:
    """After a save of one scenario, until all is told: `roleplay watch` on its file alone, or on all scenarios."""
    (file,) = desk.rglob(f"{name}.yml")
    watched = whole[0] if how == "whole" else Watched.of([file])
    before = whole[1] if how == "whole" else look(watched)
    text, number = file.read_text(encoding="utf-8"), itertools.count()

    def save() -> None:
        file.write_text(f"{text}# saved {next(number)}\n", encoding="utf-8")

    def again() -> Look:
        return look(watched, look(watched, before, prove=False))

    found = benchmark.pedantic(again, setup=save, rounds=9, warmup_rounds=1).found
    file.write_text(text, encoding="utf-8")
    assert found == ()


def test_proving_the_library(benchmark: BenchmarkFixture) -> None:
    """Every shipped scenario proved under all its settings."""
    library = load_library([SCENARIOS])
    rubrics = {one.thing.id: one.thing for one in library.rubrics if one.thing is not None}

    def proofs() -> list[Exploration]:
        return [prove(scenario, rubrics) for scenario in library.playable.values()]

    assert all(proof.met_standard for one in benchmark.pedantic(proofs, rounds=5) for proof in one.proofs)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_proving_a_large_scenario(benchmark: BenchmarkFixture, seed: int) -> None:
    """40 decisions with 4 choices, three competencies, a number from 0 to 10: proved well within `PROOF` seconds."""
    scenario, rubrics = large_scenario(seed), large_rubrics()
    proved = to_data(benchmark.pedantic(prove, args=(scenario, rubrics), rounds=7, warmup_rounds=1))
    benchmark.extra_info["states"] = proved["states"]
    assert proved["decisions"]["max"] > DECISIONS
    assert proved["node_coverage"] == 1.0
    assert benchmark.stats is not None
    assert benchmark.stats.stats.median < PROOF


def test_comparing_large_twins(benchmark: BenchmarkFixture) -> None:
    """The same under both of its moods: every policy that goes by the answers on offer alone."""
    scenario, rubrics = large_scenario(SEED), large_rubrics()
    benchmark.pedantic(blind_within, args=(scenario, rubrics, "mood"), rounds=3)


def timed(work: Callable[[Walk], object], before: Callable[[], object], walks: list[Walk]) -> float:
    """Microseconds a choice, over all walks; what comes before each walk is not counted."""
    spent = 0.0
    for walk in walks:
        before()
        start = time.perf_counter()
        work(walk)
        spent += time.perf_counter() - start
    return spent / sum(len(walk.events) for walk in walks) * 1e6


def test_a_choice_is_faster_than_with_ink(
    both: tuple[Side, InkSide], walks: list[Walk], capsys: pytest.CaptureFixture[str]
) -> None:
    """Medians of rounds in which both sides take turns, so that a busy machine slows both alike."""
    ours, ink = both
    rows: dict[str, tuple[float, float]] = {}
    for what, mine, theirs in (
        ("take a choice", ours.advance, ink.advance),
        ("take it, fetch all texts and offers", ours.play, ink.play),
    ):
        rounds = [(timed(mine, lambda: None, walks), timed(theirs, ink.rewind, walks)) for _ in range(ROUNDS)]
        rows[what] = (statistics.median(r[0] for r in rounds), statistics.median(r[1] for r in rounds))
    with capsys.disabled():
        print(f"\n\n{ours.game.scenario.id}, microseconds a choice, medians of {ROUNDS} rounds")
        print(f"{'':38}{'engine':>8}{'bink':>8}{'ratio':>8}")
        for what, (mine_us, theirs_us) in rows.items():
            print(f"{what:38}{mine_us:8.1f}{theirs_us:8.1f}{theirs_us / mine_us:8.1f}")
    assert min(theirs_us / mine_us for mine_us, theirs_us in rows.values()) >= TARGET
