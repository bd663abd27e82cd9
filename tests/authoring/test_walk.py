"""Walks that carry something along."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import settings as tried

from roleplay.authoring.product import Product, Step, explore, settings
from roleplay.authoring.walk import Tally, arrivals, levels, meets_standard, tally_of_level, tally_of_standard
from roleplay.engine import compile_scenario
from roleplay.model.scenario import Scenario
from roleplay.scoring import Level
from tests.authoring.test_exploration import scenarios
from tests.small import RUBRICS, SMALL, small

REQUIRED = ("reflects", "asks-first")


def products(one: Scenario) -> Iterator[Product]:
    """All states, under every setting."""
    game = compile_scenario(one)
    return (explore(game, setting) for setting in settings(game))


def every_way(product: Product, state: int = 0) -> Iterator[list[tuple[int, Step]]]:
    """Every way from a state to an ending."""
    if not product.steps[state]:
        yield []
    for step in product.steps[state]:
        for rest in every_way(product, step.target):
            yield [(state, step), *rest]


def carried(tally: Tally[int], way: list[tuple[int, Step]]) -> int | None:
    """What is carried along a way."""
    now = tally.first
    for state, step in way:
        now = None if now is None else tally.after(now, state, step)
    return now


def choices(product: Product, way: list[tuple[int, Step]]) -> tuple[str, ...]:
    """A way as it is written."""
    return tuple(f"{product.nodes[state]}/{step.choice}" for state, step in way if step.choice is not None)


@given(scenarios())
@tried(max_examples=100)
def test_every_arrival_is_found_once_by_a_shortest_way_and_in_order(one: Scenario) -> None:
    """Against all ways, written out."""
    for product in products(one):
        for tally in (
            tally_of_standard(product, RUBRICS, REQUIRED),
            tally_of_level(product, RUBRICS["listening"], ["reflects"]),
        ):
            shortest: dict[tuple[int, int], int] = {}
            for way in every_way(product):
                now = carried(tally, way)
                if now is not None:
                    end = (way[-1][1].target if way else 0, now)
                    shortest[end] = min(shortest.get(end, 99), len(choices(product, way)))
            found = list(arrivals(product, tally))
            assert {(end.state, end.carried): len(end.way) for end in found} == shortest
            assert len(found) == len(shortest)
            assert [len(end.way) for end in found] == sorted(shortest.values())
            ways = {choices(product, way) for way in every_way(product)}
            assert all(end.way in ways for end in found)


def test_a_harm_forgets_everything_else() -> None:
    """However much is shown before or after it, one thing is carried."""
    (product, *_) = products(small())
    tally = tally_of_level(product, RUBRICS["listening"], ["reflects"])
    harmed = {carried(tally, way) for way in every_way(product) if any("talks-over" in step.shows for _, step in way)}
    assert len(harmed) == 1
    assert {tally.result(now) for now in harmed if now is not None} == {Level.POTENTIALLY_HARMFUL}


def test_a_harm_gives_up_a_way_to_the_standard() -> None:
    """Also one at the very start."""
    (product, *_) = products(small())
    tally = tally_of_standard(product, RUBRICS, REQUIRED)
    harmful = [way for way in every_way(product) if any("talks-over" in step.shows for _, step in way)]
    assert harmful
    assert {carried(tally, way) for way in harmful} == {None}
    nodes = {**SMALL["nodes"], "opening": {**SMALL["nodes"]["opening"], "ticks": ["blames"]}}
    (begun, *_) = products(small(nodes=nodes))
    assert tally_of_standard(begun, RUBRICS, REQUIRED).first is None
    assert meets_standard(begun, RUBRICS, REQUIRED) is None


def test_the_shortest_way_to_the_standard_and_to_every_level_is_named() -> None:
    """Of the small scenario, read off its file."""
    (product, *_) = products(small())
    assert meets_standard(product, RUBRICS, REQUIRED) == ("opening/reflect", "asking/ask")
    named = levels(product, RUBRICS["listening"], ["reflects"])
    assert named[Level.NEEDS_PRACTICE] == ("opening/pass",)
    assert {level for level in named if level is not None} == set(Level)


def test_no_opportunity_is_no_level() -> None:
    """Where nothing of a competency was ever on offer, it has none."""
    (product, *_) = products(small())
    named = levels(product, RUBRICS["sharing"], ["asks-first"])
    assert named[None] == ("opening/pass",)
