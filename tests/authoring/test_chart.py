"""Where a map is drawn."""

from __future__ import annotations

import json
from itertools import combinations, pairwise

import pytest
from hypothesis import given

from roleplay.authoring.chart import Box, Card, Chart, Point, chart, to_data
from roleplay.authoring.road_map import RoadMap
from tests.authoring.maps import road_maps, shipped_maps

SHIPPED = sorted(shipped_maps())


def things(drawn: Chart) -> list[Box | Card]:
    """All that takes up room."""
    return [*drawn.boxes, *(road.card for road in drawn.roads if road.card is not None)]


def overlap(a: Box | Card, b: Box | Card) -> bool:
    """True when two things share some room."""
    return a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height


def along(a: Point, b: Point) -> list[Point]:
    """Points of a road between two of its points, as it is drawn."""
    shares = [number / 12 for number in range(13)]
    if a.x == b.x or a.y == b.y:
        return [Point(a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)) for t in shares]
    middle = (a.y + b.y) / 2

    def bend(t: float, *four: float) -> float:
        return sum(k * t**n * (1 - t) ** (3 - n) * p for n, (k, p) in enumerate(zip((1, 3, 3, 1), four, strict=True)))

    return [Point(bend(t, a.x, a.x, b.x, b.x), bend(t, a.y, middle, middle, b.y)) for t in shares]


def inside(point: Point, thing: Box | Card) -> bool:
    """True for a point that is not only at the edge."""
    return (
        thing.x + 0.01 < point.x < thing.x + thing.width - 0.01
        and thing.y + 0.01 < point.y < thing.y + thing.height - 0.01
    )


def held(drawn: Chart) -> None:
    """What must be true of every chart."""
    assert [pair for pair in combinations(things(drawn), 2) if overlap(*pair)] == []
    for thing in things(drawn):
        assert thing.x >= -0.01
        assert thing.y >= 0
        assert thing.x + thing.width <= drawn.width + 0.01
        assert thing.y + thing.height <= drawn.height + 0.01
    boxes = {box.place.id: box for box in drawn.boxes}
    for road in drawn.roads:
        others = [thing for thing in things(drawn) if thing is not road.card]
        points = [point for a, b in pairwise(road.points) for point in along(a, b)]
        assert [(point, thing) for point in points for thing in others if inside(point, thing)] == []
        for end, name in ((road.points[0], road.road.source), (road.points[-1], road.road.target)):
            box = boxes[name]
            assert box.x < end.x < box.x + box.width
            assert min(abs(end.y - box.y), abs(end.y - box.y - box.height)) < 0.01
        if road.card is not None:
            assert any(inside(point, road.card) for point in points)


@given(road_maps())
def test_nothing_overlaps_and_no_road_runs_through_a_box(random: RoadMap) -> None:
    """Whatever leads where: on, back, in circles; and everything lies within the drawing."""
    held(chart(random))


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_scenarios_are_drawn_as_cleanly(name: str) -> None:
    """With all their places, and all ways on the cards of their roads."""
    scenario, places = shipped_maps()[name]
    drawn = chart(places)
    held(drawn)
    assert [box.place.id for box in drawn.boxes] == [node.id for node in scenario.nodes]
    written = [f"{r.road.source}/{e.way.choice}" for r in drawn.roads if r.card for e in r.card.entries if e.way.choice]
    assert sorted(written) == sorted(f"{node.id}/{choice.id}" for node in scenario.nodes for choice in node.choices)


@pytest.mark.parametrize("name", SHIPPED)
def test_roads_lead_down_where_there_are_no_circles(name: str) -> None:
    """The story is read from above to below, and begins in the first row."""
    drawn = chart(shipped_maps()[name][1])
    assert all(a.y <= b.y for road in drawn.roads for a, b in pairwise(road.points))
    assert next(box.y for box in drawn.boxes if box.place.is_start) == 0


def test_a_chart_is_plain_data() -> None:
    """A browser can draw the same from JSON."""
    drawn = chart(shipped_maps()[SHIPPED[0]][1])
    data = json.loads(json.dumps(to_data(drawn)))
    assert data["boxes"][0]["place"]["id"] == drawn.boxes[0].place.id
    assert data["roads"][0]["points"][0] == list(drawn.roads[0].points[0])


def test_the_same_map_is_drawn_the_same() -> None:
    """A chart in a repository changes only when its scenario does."""
    one = shipped_maps()[SHIPPED[0]][1]
    assert chart(one) == chart(one)
