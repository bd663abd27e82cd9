"""The map of a scenario as Mermaid text, for Markdown files and notebooks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from roleplay.authoring.road_map import Mark, Place, PlaceKind, Road, RoadMap, Way
from roleplay.model.rubric import Kind

_WORDS = 60
_SHAPES = {
    PlaceKind.DECISION: ("{{", "}}"),
    PlaceKind.REPLY: ("[/", "/]"),
    PlaceKind.ONWARD: ("[", "]"),
    PlaceKind.ENDING: ("([", "])"),
}
_OPT_OUT = (">", "]")
_SIGNS = {Kind.HARMFUL: ("▲", "△"), Kind.BASIC: ("●", "○"), Kind.ADVANCED: ("★", "☆")}
_LEGEND = (
    "hexagon: decision",
    "parallelogram: written reply",
    "rounded: ending",
    "flag: stepping out",
    "▲ harmful, ● basic, ★ advanced; hollow: under a condition",
    "? shown or open only then",
    "↺ repairs",
)


def mermaid(road_map: RoadMap) -> str:
    """A flowchart in Mermaid's grammar, ending with a line break."""
    return "\n".join(_lines(road_map)) + "\n"


def escaped(text: str) -> str:
    """A text that means itself inside of a quoted label: whatever Mermaid or Markdown could read is an entity.

    So is the first character unless it is a letter, because Markdown makes lists of lines that begin with `1.` or `-`.
    """
    words = " ".join(text.split())
    return re.sub(r"^[\W\d_]|(?<!\w)-|-(?!\w)|[^\w ,.'?!-]|_", lambda match: f"#{ord(match[0])};", words)


def _lines(road_map: RoadMap) -> Iterator[str]:
    yield "flowchart TD"
    yield f"  accTitle: {_plain(road_map.title)}"
    yield f"  accDescr: The map of the scenario {_plain(road_map.scenario)}, from its start to its endings."
    for place in road_map.places:
        yield f"  {_place(place)}"
    for road in road_map.roads:
        yield f"  {_road(road)}"
    yield f'  legend["{"<br/>".join(map(escaped, _LEGEND))}"]'
    yield "  classDef default text-align:left"
    yield "  classDef start stroke-width:4px"
    yield "  classDef aside stroke-dasharray:5 4"
    yield "  class legend aside"
    for place in road_map.places:
        if place.is_start:
            yield f"  class {_name(place.id)} start"
        if place.is_opt_out:
            yield f"  class {_name(place.id)} aside"


def _plain(text: str) -> str:
    """A text for a line without quotes, where nothing can be escaped."""
    return " ".join(re.sub(r"[^\w,.'-]", " ", text).split())


def _name(node: str) -> str:
    """A name that is no word of Mermaid's, such as `end`; the prefix keeps it apart from them."""
    return f"n_{node.replace('-', '_')}"


def _place(place: Place) -> str:
    first, last = _OPT_OUT if place.is_opt_out else _SHAPES[place.kind]
    words = place.says if len(place.says) <= _WORDS else place.says[:_WORDS].rsplit(" ", 1)[0] + "…"
    head = " ".join(["<b>" + escaped(place.id) + "</b>", *_signs(place.marks), *_chance(place.chance)])
    lines = [head, *([escaped(words)] if words else [])]
    return f'{_name(place.id)}{first}"{"<br/>".join(lines)}"{last}'


def _road(road: Road) -> str:
    labels = [label for way in road.ways if (label := _way(way))]
    arrow = "-.->" if road.conditional else "-->"
    written = f'|"{"<br/>".join(labels)}"|' if labels else ""
    return f"{_name(road.source)} {arrow}{written} {_name(road.target)}"


def _way(way: Way) -> str:
    conditions = [text for text in (way.shown_if, way.enabled_if) if text is not None]
    parts = [
        escaped(way.choice or way.text),
        *_signs(way.marks),
        *(f"? {escaped(text)}" for text in conditions),
        *(f"↺ {escaped(behaviour)}" for behaviour in way.repairs),
        *_chance(way.chance),
    ]
    return " ".join(part for part in parts if part)


def _signs(marks: tuple[Mark, ...]) -> list[str]:
    return ["".join(_SIGNS[mark.kind][mark.only_if is not None] for mark in marks)] if marks else []


def _chance(chance: float | None) -> list[str]:
    return [] if chance is None else [f"· {chance:.1%}".replace("%", "#37;")]
