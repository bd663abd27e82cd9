"""The map of a scenario as an SVG picture: one file without scripts, fonts or links, light and dark, good on paper.

Everything is told by shape as well as by colour. Text colours hold at least 4.5:1 on what they stand on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import pairwise

from roleplay.authoring.chart import (
    CHANCE,
    ID_LINE,
    ID_SIZE,
    MARK,
    NOTE_LINE,
    NOTE_SIZE,
    PADDING,
    TEXT_LINE,
    TEXT_SIZE,
    Box,
    Card,
    Chart,
    Course,
    Entry,
    Point,
)
from roleplay.authoring.lettering import shortened, width
from roleplay.authoring.road_map import Mark, PlaceKind
from roleplay.model.rubric import Kind

_MARGIN = 36.0
_TITLE = 24.0
_LEGEND_LINE = 30.0
_LEAST_WIDTH = 760.0
_CUT, _FOLD = 14.0, 18.0  # how far the corners of decisions and replies are cut

_STYLE = f"""
.roleplay-map {{
  --paper: #faf6f0; --raised: #fffdf9; --ink: #2b2622; --soft: #635a51; --line: #cdbfae; --road: #75695e;
  --decision: #17685f; --decision-fill: #e9f3f0; --reply: #6b4a0c; --reply-fill: #fbeed2;
  --ending: #2b2622; --ending-fill: #f0e8dc; --harmful: #a32b33; --basic: #2c6a35; --advanced: #0b57b5;
  font: {TEXT_SIZE}px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif;
}}
@media (prefers-color-scheme: dark) {{
  .roleplay-map {{
    --paper: #1b1816; --raised: #262220; --ink: #f0e9e0; --soft: #bbafa2; --line: #564d45; --road: #a3978b;
    --decision: #79c9bb; --decision-fill: #1f3a36; --reply: #f1ddb0; --reply-fill: #3b301a;
    --ending: #f0e9e0; --ending-fill: #39322d; --harmful: #f5a09f; --basic: #97cf98; --advanced: #9cc7ff;
  }}
}}
.roleplay-map text {{ fill: var(--ink); white-space: pre; }}
.roleplay-map .paper {{ fill: var(--paper); }}
.roleplay-map .title {{ font-size: {_TITLE}px; font-weight: 700; }}
.roleplay-map .id {{ font-size: {ID_SIZE}px; font-weight: 700; }}
.roleplay-map .way {{ font-weight: 600; }}
.roleplay-map .soft, .roleplay-map .note {{ fill: var(--soft); }}
.roleplay-map .note {{ font-size: {NOTE_SIZE}px; }}
.roleplay-map .chance {{ font-size: {NOTE_SIZE}px; font-variant-numeric: tabular-nums; text-anchor: end; }}
.roleplay-map .road {{ fill: none; stroke: var(--road); stroke-width: 1.8; stroke-linejoin: round; }}
.roleplay-map .conditional {{ stroke-dasharray: 6 4; }}
.roleplay-map .arrow {{ fill: var(--road); }}
.roleplay-map .card {{ fill: var(--raised); stroke: var(--line); }}
.roleplay-map .decision .shape {{ fill: var(--decision-fill); stroke: var(--decision); stroke-width: 1.6; }}
.roleplay-map .reply .shape {{ fill: var(--reply-fill); stroke: var(--reply); stroke-width: 1.6; }}
.roleplay-map .onward .shape {{ fill: var(--raised); stroke: var(--road); stroke-width: 1.6; }}
.roleplay-map .ending .shape {{ fill: var(--ending-fill); stroke: var(--ending); stroke-width: 1.6; }}
.roleplay-map .inner {{ fill: none; stroke: var(--ending); stroke-width: 1; }}
.roleplay-map .opt-out .shape {{ stroke-dasharray: 5 4; }}
.roleplay-map .fold {{ fill: var(--paper); stroke: var(--reply); stroke-width: 1.6; stroke-linejoin: round; }}
.roleplay-map .start {{ fill: var(--decision); }}
.roleplay-map .harmful {{ fill: var(--harmful); stroke: var(--harmful); }}
.roleplay-map .basic {{ fill: var(--basic); stroke: var(--basic); }}
.roleplay-map .advanced {{ fill: var(--advanced); stroke: var(--advanced); }}
.roleplay-map .mark {{ stroke-width: 1.5; stroke-linejoin: round; }}
.roleplay-map .hollow {{ fill: none; }}
"""


def svg(chart: Chart) -> str:
    """The picture, as the text of an SVG file."""
    return "\n".join(_lines(chart)) + "\n"


def _lines(chart: Chart) -> Iterator[str]:
    wide = max(chart.width, _LEAST_WIDTH) + 2 * _MARGIN
    legend, legend_height = _legend(wide - 2 * _MARGIN)
    top = _MARGIN + 64 + legend_height + 34
    high = top + chart.height + _MARGIN
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="roleplay-map" role="img" '
        f'aria-labelledby="roleplay-map-title roleplay-map-desc" width="{_n(wide)}" height="{_n(high)}" '
        f'viewBox="0 0 {_n(wide)} {_n(high)}">'
    )
    yield f'<title id="roleplay-map-title">{_words(chart.title)}: the map of the scenario</title>'
    yield f'<desc id="roleplay-map-desc">{_words(_described(chart))}</desc>'
    yield f"<style>{_STYLE}</style>"
    yield f'<rect class="paper" width="{_n(wide)}" height="{_n(high)}"/>'
    title = shortened(chart.title, wide - 2 * _MARGIN, _TITLE, bold=True)
    yield _text(_MARGIN, _MARGIN + 22, title, "title")
    yield _text(_MARGIN, _MARGIN + 44, chart.scenario, "soft")
    yield f'<g transform="translate({_n(_MARGIN)} {_n(_MARGIN + 64)})">'
    yield from legend
    yield "</g>"
    yield f'<g transform="translate({_n(max(_MARGIN, (wide - chart.width) / 2))} {_n(top)})">'
    for road in sorted(chart.roads, key=lambda course: course.road.chance or 0.0):
        yield from _road(road)
    for box in chart.boxes:
        yield from _box(box)
    for road in chart.roads:
        if road.card is not None:
            yield from _card(road.card, road)
    yield "</g>"
    yield "</svg>"


def _described(chart: Chart) -> str:
    kinds = [box.place.kind for box in chart.boxes]
    counts = [f"{kinds.count(kind)} {name}" for kind, name in _KIND_NAMES.items() if kind in kinds]
    start = next(box.place.id for box in chart.boxes if box.place.is_start)
    ends = ", ".join(box.name for box in chart.boxes if box.place.kind is PlaceKind.ENDING)
    return f"{', '.join(counts)} and {len(chart.roads)} roads, from {start} at the top to the endings {ends}."


_KIND_NAMES = {
    PlaceKind.DECISION: "decisions",
    PlaceKind.REPLY: "written replies",
    PlaceKind.ONWARD: "places that are passed",
    PlaceKind.ENDING: "endings",
}


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


_NOT_IN_XML = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _words(text: str) -> str:
    """A text for XML, without the characters that XML cannot hold."""
    return escape(_NOT_IN_XML.sub("", text))


def _text(x: float, y: float, words: str, kind: str = "") -> str:
    return f'<text x="{_n(x)}" y="{_n(y)}"{f" class={chr(34)}{kind}{chr(34)}" if kind else ""}>{_words(words)}</text>'


def _path(points: tuple[Point, ...]) -> str:
    """A line through points: straight where x or y is equal, else leaving and arriving upright."""
    parts = [f"M{_n(points[0].x)} {_n(points[0].y)}"]
    for a, b in pairwise(points):
        if abs(a.x - b.x) < 0.05 or abs(a.y - b.y) < 0.05:
            parts.append(f"L{_n(b.x)} {_n(b.y)}")
        else:
            middle = (a.y + b.y) / 2
            parts.append(f"C{_n(a.x)} {_n(middle)} {_n(b.x)} {_n(middle)} {_n(b.x)} {_n(b.y)}")
    return "".join(parts)


def _road(course: Course) -> Iterator[str]:
    road, end = course.road, course.points[-1]
    before = next((point.y for point in reversed(course.points) if point.y != end.y), end.y)
    down = -1 if before < end.y else 1  # the head points down into an upper edge, or up into a lower one
    points = (*course.points[:-1], Point(end.x, end.y + down * 5))
    kinds = "road conditional" if road.conditional else "road"
    stroke = "" if road.chance is None else f' style="stroke-width:{_n(1 + 5 * min(1.0, road.chance))}"'
    ids = f'data-source="{road.source}" data-target="{road.target}"'
    yield f'<path class="{kinds}" {ids} d="{_path(points)}"{stroke}/>'
    yield (f'<path class="arrow" d="M{_n(end.x)} {_n(end.y)}l-5.5 {_n(down * 9)}h11z"/>')


def _box(box: Box) -> Iterator[str]:
    place = box.place
    kinds = f"{place.kind} opt-out" if place.is_opt_out else str(place.kind)
    yield f'<g class="box {kinds}" data-node="{place.id}">'
    yield f"<title>{_words(f'{place.id}: {place.says}' if place.says else place.id)}</title>"
    yield from _shape(box)
    x, y = box.x + PADDING + 16, box.y + PADDING + ID_SIZE - 2
    if place.is_start:
        yield f'<path class="start" d="M{_n(box.x + box.width / 2)} {_n(box.y - 3)}l-8 -12h16z"/>'
        yield f'<circle class="start" cx="{_n(box.x + box.width / 2)}" cy="{_n(box.y - 22)}" r="5"/>'
    yield _text(x, y, box.name, "id")
    end = box.x + box.width - PADDING - 16
    if place.chance is not None:
        yield _text(end, y, f"{place.chance:.1%}", "chance soft")
        end -= CHANCE
    yield from _marks(end, y - 4.5, place.marks)
    for number, line in enumerate(box.lines, start=1):
        yield _text(x, y + number * TEXT_LINE + 2, line, "said soft")
    yield "</g>"


def _shape(box: Box) -> Iterator[str]:
    x, y, w, h = box.x, box.y, box.width, box.height
    if box.place.kind is PlaceKind.DECISION:
        cut, side = f"{_n(_CUT)} {_n(h / 2)}", _n(w - 2 * _CUT)
        yield f'<path class="shape" d="M{_n(x + _CUT)} {_n(y)}h{side}l{cut}l-{cut}h-{side}l-{_n(_CUT)} -{_n(h / 2)}z"/>'
    elif box.place.kind is PlaceKind.REPLY:
        fold = _FOLD
        yield (
            f'<path class="shape" d="M{_n(x)} {_n(y)}h{_n(w - fold)}l{_n(fold)} {_n(fold)}v{_n(h - fold)}h-{_n(w)}z"/>'
            f'<path class="fold" d="M{_n(x + w - fold)} {_n(y)}v{_n(fold)}h{_n(fold)}z"/>'
        )
    elif box.place.kind is PlaceKind.ENDING:
        r = h / 2
        yield f'<rect class="shape" x="{_n(x)}" y="{_n(y)}" width="{_n(w)}" height="{_n(h)}" rx="{_n(min(r, 26))}"/>'
        if not box.place.is_opt_out:
            yield (
                f'<rect class="inner" x="{_n(x + 4)}" y="{_n(y + 4)}" width="{_n(w - 8)}" height="{_n(h - 8)}" '
                f'rx="{_n(min(r, 26) - 4)}"/>'
            )
    else:
        yield f'<rect class="shape" x="{_n(x)}" y="{_n(y)}" width="{_n(w)}" height="{_n(h)}" rx="3"/>'


def _card(card: Card, course: Course) -> Iterator[str]:
    x, y = card.x, card.y
    yield f'<g class="ways" data-source="{course.road.source}" data-target="{course.road.target}">'
    yield f'<rect class="card" x="{_n(x)}" y="{_n(y)}" width="{_n(card.width)}" height="{_n(card.height)}" rx="8"/>'
    y += PADDING / 2
    for entry in card.entries:
        yield from _entry(entry, card, y, course.road.source)
        y += ID_LINE + NOTE_LINE * len(entry.notes)
    yield "</g>"


def _entry(entry: Entry, card: Card, y: float, source: str) -> Iterator[str]:
    way, x = entry.way, card.x + PADDING
    named = f' data-way="{source}/{way.choice}"' if way.choice is not None else ""
    yield f"<g{named}>"
    yield f"<title>{_words(_told(entry))}</title>"
    yield _text(x, y + 14, entry.name, "way" if way.choice is not None else "soft")
    end = card.x + card.width - PADDING
    if way.chance is not None:
        yield _text(end, y + 14, f"{way.chance:.1%}", "chance soft")
        end -= CHANCE
    yield from _marks(end, y + 9.5, way.marks)
    for number, note in enumerate(entry.notes, start=1):
        yield _text(x + 12, y + 13 + number * NOTE_LINE, note, "note")
    yield "</g>"


def _told(entry: Entry) -> str:
    way = entry.way
    shown = [f"{m.behaviour} ({m.kind}{f', if {m.only_if}' if m.only_if else ''})" for m in way.marks]
    parts = [
        way.text or "Goes on by itself.",
        f"Shows {', '.join(shown)}." if shown else "",
        f"Shown if {way.shown_if}." if way.shown_if else "",
        f"Open if {way.enabled_if}." if way.enabled_if else "",
        f"Repairs {', '.join(way.repairs)}." if way.repairs else "",
    ]
    return "\n".join(part for part in parts if part)


def _marks(end: float, y: float, marks: tuple[Mark, ...]) -> Iterator[str]:
    """Marks in a row that ends at `end`."""
    for number, mark in enumerate(reversed(marks)):
        yield _mark(end - 5 - number * MARK, y, mark.kind, hollow=mark.only_if is not None)


def _mark(x: float, y: float, kind: Kind, *, hollow: bool) -> str:
    kinds = f"mark {kind} hollow" if hollow else f"mark {kind}"
    if kind is Kind.BASIC:
        return f'<circle class="{kinds}" cx="{_n(x)}" cy="{_n(y)}" r="4.2"/>'
    if kind is Kind.HARMFUL:
        return f'<path class="{kinds}" d="M{_n(x)} {_n(y - 5)}l5.4 9.4h-10.8z"/>'
    star = "l1.7 3.6 3.9.5-2.9 2.7.8 3.9-3.5-2-3.5 2 .8-3.9-2.9-2.7 3.9-.5z"
    return f'<path class="{kinds}" d="M{_n(x)} {_n(y - 5.8)}{star}"/>'


def _legend(room: float) -> tuple[list[str], float]:
    """What the signs mean, in as many lines as they need; and how high that is."""
    pill = '<rect class="shape" x="1" y="1" width="32" height="18" rx="9"/>'
    items: list[tuple[str, str]] = [
        ('<g class="decision"><path class="shape" d="M6 2h22l6 8l-6 8h-22l-6 -8z"/></g>', "decision"),
        (
            '<g class="reply"><path class="shape" d="M2 2h22l8 8v8h-30z"/><path class="fold" d="M24 2v8h8z"/></g>',
            "written reply",
        ),
        ('<g class="onward"><rect class="shape" x="2" y="2" width="30" height="16" rx="2"/></g>', "passed through"),
        (f'<g class="ending">{pill}<rect class="inner" x="4" y="4" width="26" height="12" rx="6"/></g>', "ending"),
        (f'<g class="ending opt-out">{pill}</g>', "stepping out, from anywhere"),
        (_mark(24, 10, Kind.HARMFUL, hollow=False), "harmful"),
        (_mark(24, 10, Kind.BASIC, hollow=False), "basic"),
        (_mark(24, 10, Kind.ADVANCED, hollow=False), "advanced"),
        (
            _mark(10, 10, Kind.BASIC, hollow=True) + _mark(24, 10, Kind.ADVANCED, hollow=True),
            "only under a condition",
        ),
        ('<path class="road conditional" d="M0 10h34"/>', "road with conditions only"),
    ]
    lines: list[str] = []
    x = y = 0.0
    for drawing, words in items:
        wide = 42 + width(words, TEXT_SIZE) + 22
        if x and x + wide - 22 > room:
            x, y = 0.0, y + _LEGEND_LINE
        lines.append(f'<g transform="translate({_n(x)} {_n(y)})">{drawing}{_text(42, 14, words, "soft")}</g>')
        x += wide
    return lines, y + 20
