"""Maps that tests are made with: those of the shipped scenarios, and random ones with circles and lonely places."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from hypothesis import strategies as st

from roleplay.authoring.road_map import Mark, Place, PlaceKind, Road, RoadMap, Way, road_map
from roleplay.model.rubric import Kind, Rubric
from roleplay.model.scenario import Scenario
from tests.scenarios.proved import LIBRARY

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
"""Anything that somebody could write."""


def shipped_rubrics() -> Mapping[str, Rubric]:
    """Competency -> a shipped rubric."""
    return LIBRARY.competencies


@cache
def shipped_maps() -> dict[str, tuple[Scenario, RoadMap]]:
    """Id -> a shipped scenario and its map."""
    return {one.id: (one, road_map(one, shipped_rubrics())) for one in LIBRARY.playable.values()}


@st.composite
def road_maps(draw: st.DrawFn) -> RoadMap:
    """A map whose roads lead anywhere: on, back, round in circles, to where they begin."""
    names = [f"place-{number}" for number in range(draw(st.integers(1, 9)))]
    ends = st.sampled_from(names)
    joined = draw(st.lists(st.tuples(ends, ends), max_size=14, unique=True))
    return RoadMap(
        scenario="everyday/random",
        title=draw(WORDS),
        places=tuple(
            Place(
                id=name,
                kind=draw(st.sampled_from(PlaceKind)),
                says=draw(WORDS),
                marks=draw(_MARKS),
                is_start=number == 0,
                is_opt_out=number == len(names) - 1,
            )
            for number, name in enumerate(names)
        ),
        roads=tuple(
            Road(a, b, tuple(draw(_way(f"{number}-{n}")) for n in range(draw(st.integers(1, 4)))))
            for number, (a, b) in enumerate(joined)
        ),
    )


_MARKS = st.lists(
    st.builds(Mark, st.just("listens"), st.sampled_from(Kind), st.sampled_from([None, "trust > 1"])), max_size=3
).map(tuple)


@st.composite
def _way(draw: st.DrawFn, name: str) -> Way:
    return Way(
        choice=draw(st.sampled_from([f"choice-{name}", f"choice-{name}" * 7, None])),
        text=draw(WORDS),
        marks=draw(_MARKS),
        repairs=draw(st.sampled_from([(), ("interrupts",)])),
        shown_if=draw(st.sampled_from([None, "trust >= 3 and not told and site.mandated_reporter == yes"])),
        enabled_if=draw(st.sampled_from([None, "trust < 3"])),
        chance=draw(st.none() | st.floats(0, 1)),
    )
