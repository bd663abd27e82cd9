"""The map of a scenario laid out: where every box, card and road is drawn, as data. What draws it decides on looks.

Rows alternate: places stand in even rows, and what leads on from them is written on cards in the odd rows between. A
road keeps to a lane of its own where it passes a row, and bends only between rows, so it never runs through a box.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from roleplay.authoring.layers import Link, Piece, backward, centres, longest_paths
from roleplay.authoring.lettering import shortened, width, wrapped
from roleplay.authoring.road_map import OTHERWISE, Place, Road, RoadMap, Way

ID_SIZE, TEXT_SIZE, NOTE_SIZE = 14.0, 12.5, 11.0
"""Font sizes: of ids, of what is said, of conditions and repairs."""

ID_LINE, TEXT_LINE, NOTE_LINE = 19.0, 16.0, 14.0
"""Heights of their lines."""

PADDING = 12.0
"""Room between the edge of a box or card and its words."""

MARK = 15.0
"""Room for one mark."""

CHANCE = width("100.0%", NOTE_SIZE) + 8
"""Room for a probability."""

_BOX_WIDTH = 264.0
_BOX_SIDES = 18.0  # shapes with slanted or round ends take some of the room
_CARD_WIDTH = 250.0
_LANE = 16.0
_BETWEEN = 26.0
_PORT = 22.0
_GAP = 24.0
_STRAIGHT = 6.0


class Point(NamedTuple):
    """A point of the drawing; y grows downwards."""

    x: float
    """From the left."""
    y: float
    """From the top."""


@dataclass(frozen=True, slots=True)
class Box:
    """A place as it is drawn."""

    place: Place
    """Which."""
    x: float
    """Its left edge."""
    y: float
    """Its upper edge."""
    width: float
    """How wide it is."""
    height: float
    """How high it is."""
    name: str
    """Its id, shortened where it is very long."""
    lines: tuple[str, ...]
    """First words of what is said there."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A way as it is written on a card."""

    way: Way
    """Which."""
    name: str
    """Id of the choice, or what happens instead of one, shortened where it is very long."""
    notes: tuple[str, ...]
    """Its conditions and repairs, each shortened to one line."""


@dataclass(frozen=True, slots=True)
class Card:
    """What is written on a road: the ways that lead along it."""

    x: float
    """Its left edge."""
    y: float
    """Its upper edge."""
    width: float
    """How wide it is."""
    height: float
    """How high it is."""
    entries: tuple[Entry, ...]
    """The ways, one below the other."""


@dataclass(frozen=True, slots=True)
class Course:
    """A road as it is drawn. Between points of equal x or y it is straight; else it leaves and arrives upright."""

    road: Road
    """Which."""
    points: tuple[Point, ...]
    """From the edge of its source to the edge of its target; it passes behind its card."""
    card: Card | None
    """What is written on it; None where nothing needs to be."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A map, laid out."""

    scenario: str
    """Id of the scenario."""
    title: str
    """Its title."""
    width: float
    """How wide the drawing is."""
    height: float
    """How high it is."""
    boxes: tuple[Box, ...]
    """The places, in the order of the file."""
    roads: tuple[Course, ...]
    """The roads, in the order of the map."""


def to_data(chart: Chart) -> dict[str, Any]:
    """The chart as plain JSON data."""
    return asdict(chart)


def chart(road_map: RoadMap) -> Chart:
    """Lay out a map."""
    return _Layout(road_map).chart()


def _box_height(lines: Sequence[str]) -> float:
    return 2 * PADDING + ID_LINE + len(lines) * TEXT_LINE - 4


def _said(place: Place) -> tuple[str, ...]:
    return wrapped(place.says, _BOX_WIDTH - 2 * (PADDING + _BOX_SIDES), TEXT_SIZE, 2)


def _name(place: Place) -> str:
    room = _BOX_WIDTH - 2 * (PADDING + _BOX_SIDES) - MARK * len(place.marks) - _chance(place)
    return shortened(place.id, room, ID_SIZE, bold=True)


def _entry(way: Way) -> Entry:
    room = _CARD_WIDTH - 2 * PADDING
    notes = [
        *([f"shown if {way.shown_if}"] if way.shown_if is not None else []),
        *([f"open if {way.enabled_if}"] if way.enabled_if is not None else []),
        *([f"repairs {', '.join(way.repairs)}"] if way.repairs else []),
    ]
    name = way.choice or way.text or "onwards"
    space = room - 8 - len(way.marks) * MARK - _chance(way)
    return Entry(
        way, shortened(name, space, TEXT_SIZE, bold=True), tuple(shortened(n, room - 12, NOTE_SIZE) for n in notes)
    )


def _chance(thing: Way | Place) -> float:
    return 0.0 if thing.chance is None else CHANCE


def _entry_width(entry: Entry) -> float:
    marks = len(entry.way.marks) * MARK
    name = width(entry.name, TEXT_SIZE, bold=True) + (6 + marks if marks else 0) + _chance(entry.way)
    return max(name, *(12 + width(note, NOTE_SIZE) for note in entry.notes), 40.0)


def _entries(road: Road) -> tuple[Entry, ...]:
    alone = road.ways[0]
    if alone.choice is None and alone.text != OTHERWISE and alone.chance is None:
        return ()
    return tuple(_entry(way) for way in road.ways)


def _card_size(entries: Sequence[Entry]) -> tuple[float, float]:
    lines = sum(ID_LINE + NOTE_LINE * len(entry.notes) for entry in entries)
    return max(map(_entry_width, entries)) + 2 * PADDING, lines + PADDING


@dataclass(frozen=True, slots=True)
class _Chain:
    """The pieces of a road from above to below, with the indices of the links between them."""

    pieces: tuple[int, ...]
    links: tuple[int, ...]
    card: int | None
    upwards: bool


class _Layout:
    def __init__(self, road_map: RoadMap) -> None:
        self.map = road_map
        self.index = {place.id: number for number, place in enumerate(road_map.places)}
        self.lines = [_said(place) for place in road_map.places]
        self.entries = [_entries(road) for road in road_map.roads]
        self.ends = [(self.index[road.source], self.index[road.target]) for road in road_map.roads]
        start = next(number for number, place in enumerate(road_map.places) if place.is_start)
        self.back = backward(start, len(road_map.places), self.ends)
        ranks = self._ranks()
        self.pieces = [Piece(2 * rank, _BOX_WIDTH + _BETWEEN) for rank in ranks]
        self.heights = list(map(_box_height, self.lines))
        self.links: list[Link] = []
        self.chains = [self._chain(number) for number in range(len(road_map.roads))]
        self.middles = centres(self.pieces, self.links)
        self.tops, self.bottoms = self._rows()
        self.ports = self._ports()

    def _ranks(self) -> list[int]:
        """Rows of the places; what no road leads to, such as the opt-out, stands beside the start."""
        down = [(b, a) if (a, b) in self.back else (a, b) for a, b in self.ends if a != b]
        return longest_paths(len(self.map.places), down)

    def _chain(self, number: int) -> _Chain:
        source, target = self.ends[number]
        upwards = source != target and (source, target) in self.back
        upper, lower = (target, source) if upwards else (source, target)
        first, last = self.pieces[upper].row, self.pieces[lower].row
        card_row = last - 1 if upwards else first + 1
        inner: list[int] = []
        card = None
        for row in range(first + 1, max(last, first + 2)):
            wide, high = _LANE, 0.0
            if row == card_row and self.entries[number]:
                card = len(self.pieces)
                wide, high = _card_size(self.entries[number])
                wide += _BETWEEN
            inner.append(len(self.pieces))
            self.pieces.append(Piece(row, wide))
            self.heights.append(high)
        chain = (upper, *inner) if source == target else (upper, *inner, lower)
        links: list[int] = []
        for a, b in pairwise(chain):
            links.append(len(self.links))
            places = len(self.map.places)
            self.links.append(Link(a, b, _STRAIGHT if a >= places and b >= places else 1.0))
        return _Chain(chain, tuple(links), card, upwards)

    def _rows(self) -> tuple[list[float], list[float]]:
        """Upper and lower edge of every row; rows stand further apart where roads swing far."""
        last = max(piece.row for piece in self.pieces)
        heights = [0.0] * (last + 1)
        for piece, height in zip(self.pieces, self.heights, strict=True):
            heights[piece.row] = max(heights[piece.row], height)
        swings = [0.0] * (last + 1)
        for link in self.links:
            row = self.pieces[link.upper].row
            swings[row] = max(swings[row], abs(self.middles[link.upper] - self.middles[link.lower]))
        tops, y = [], 0.0
        for height, swing in zip(heights, swings, strict=True):
            tops.append(y)
            y += height + _GAP + min(44.0, swing * 0.1)
        return tops, [top + height for top, height in zip(tops, heights, strict=True)]

    def _ports(self) -> Mapping[tuple[int, int], float]:
        """(Link, place) -> where along the edge of the place's box the link begins or ends."""
        touching: dict[tuple[int, bool], list[tuple[float, int]]] = {}
        for chain in self.chains:
            upper, lower = chain.pieces[0], chain.pieces[-1]
            touching.setdefault((upper, True), []).append((self.middles[chain.pieces[1]], chain.links[0]))
            if lower < len(self.map.places):
                touching.setdefault((lower, False), []).append((self.middles[chain.pieces[-2]], chain.links[-1]))
            else:  # a road that leads back to its own place touches it twice
                touching[upper, True].append((self.middles[lower], -1 - chain.links[0]))
        ports: dict[tuple[int, int], float] = {}
        for (place, _), others in touching.items():
            step = min(_PORT, (_BOX_WIDTH - 80) / max(1, len(others) - 1))
            for number, (_, link) in enumerate(sorted(others)):
                ports[link, place] = self.middles[place] + (number - (len(others) - 1) / 2) * step
        return ports

    def _points(self, chain: _Chain) -> Iterator[Point]:
        """From above to below."""
        upper, lower = chain.pieces[0], chain.pieces[-1]
        x, row = self.ports[chain.links[0], upper], self.pieces[upper].row
        yield Point(x, self.tops[row] + self.heights[upper])
        yield Point(x, self.bottoms[row])
        if lower >= len(self.map.places):
            back, top, middle = self.ports[-1 - chain.links[0], upper], self.tops[row + 1], self.middles[lower]
            out, home = (middle - 14, middle + 14) if x < back else (middle + 14, middle - 14)
            yield from (Point(out, top), Point(out, top + 8), Point(home, top + 8), Point(home, top))
            yield from (Point(back, self.bottoms[row]), Point(back, self.tops[row] + self.heights[upper]))
            return
        for piece in chain.pieces[1:-1]:
            row = self.pieces[piece].row
            yield Point(self.middles[piece], self.tops[row])
            yield Point(self.middles[piece], self.bottoms[row])
        yield Point(self.ports[chain.links[-1], lower], self.tops[self.pieces[lower].row])

    def _card(self, number: int, piece: int | None) -> Card | None:
        if piece is None:
            return None
        wide, top = self.pieces[piece].width - _BETWEEN, self.tops[self.pieces[piece].row]
        return Card(self.middles[piece] - wide / 2, top, wide, self.heights[piece], self.entries[number])

    def chart(self) -> Chart:
        boxes = tuple(
            Box(
                place=place,
                x=self.middles[number] - _BOX_WIDTH / 2,
                y=self.tops[self.pieces[number].row],
                width=_BOX_WIDTH,
                height=self.heights[number],
                name=_name(place),
                lines=self.lines[number],
            )
            for number, place in enumerate(self.map.places)
        )
        roads: list[Course] = []
        for number, (road, chain) in enumerate(zip(self.map.roads, self.chains, strict=True)):
            points = tuple(self._points(chain))
            roads.append(Course(road, points[::-1] if chain.upwards else points, self._card(number, chain.card)))
        wide = max(middle + piece.width / 2 for middle, piece in zip(self.middles, self.pieces, strict=True))
        return Chart(self.map.scenario, self.map.title, wide, self.bottoms[-1], boxes, tuple(roads))
