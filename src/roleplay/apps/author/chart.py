"""The author's map: the scenario laid out, with the chance that a bot comes there, or with how many people did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from roleplay.apps.author.files import File, file_row, findings_by_node
from roleplay.apps.author.library import Table
from roleplay.apps.author.paths import Place, path_of
from roleplay.apps.author.proving import ALL_BOTS, Manuscript
from roleplay.apps.view.author import AuthorMapScreen
from roleplay.apps.view.chart import ChartBox, ChartCard, ChartNode, ChartRoad
from roleplay.authoring.chart import ID_LINE, NOTE_LINE, PADDING, TEXT_LINE, Box, Card, Course, chart
from roleplay.authoring.road_map import road_map
from roleplay.engine import compile_scenario
from roleplay.engine.graph import reachable
from roleplay.errors import NotFound
from roleplay.services.coverage import Coverage

PEOPLE = "people"
"""Those who have played it, where a bot could be named."""

WALKERS = (*ALL_BOTS, PEOPLE)
"""All whose way through a scenario can be looked at."""


@dataclass(frozen=True, slots=True)
class _Walked:
    """How often what is on the map was come to: by chance, or counted."""

    chances: Mapping[str, float] | None
    """`node` or `node/choice` -> chance that a bot comes there; None while it is computed, and of people."""
    people: Coverage | None
    """How people went; None of a bot, and where it is not shown."""

    def chance(self, name: str, chance: float | None) -> float | None:
        """The share to be drawn, where a bot's `chance` is known to the drawing."""
        if self.people is not None:
            return self.people.counts.get(name, 0) / self.people.attempts
        return None if self.chances is None else chance

    def count(self, name: str) -> int | None:
        """How many people."""
        return None if self.people is None else self.people.counts.get(name, 0)


class Walker(NamedTuple):
    """Whose way through a scenario is shown."""

    name: str
    """A bot's name, or `PEOPLE`."""
    people: Coverage | None = None
    """How people went; None of a bot, and where it is not shown."""


def map_screen(table: Table, file: File, manuscript: Manuscript, walker: Walker, news: list[str]) -> AuthorMapScreen:
    """The map of a scenario, as a bot goes through it, or as people did. Its proof and its bots are begun.

    Raises `NotFound` for an unknown bot, and while a behaviour is not known.
    """
    bot, people = walker
    if bot not in WALKERS:
        raise NotFound.of("bot", bot, WALKERS)
    _require_behaviours(manuscript)
    scenario = manuscript.scenario
    facts, bots = table.prover.proof(manuscript)[1], table.prover.bots(manuscript)[1]
    walked = _Walked(None if bots is None or bot == PEOPLE else bots.coverage[bot], people)
    # With chances from the first, so that there is room for them: nothing moves when they come.
    drawn = chart(road_map(scenario, manuscript.rubrics, walked.chances or {}))
    reached = {*reachable(compile_scenario(scenario)), scenario.opt_out.goto}
    reached -= set() if facts is None else set(facts["nodes_unreached"])
    counts = findings_by_node(file)
    nodes = [_node(file, box, walked) for box in drawn.boxes]
    for node in nodes:
        node["reached"] = node["id"] in reached
        node["diagnostics"] = counts.get(node["id"], 0)
    return {
        "name": "author-map",
        "path": path_of(Place.MAP, file.name, bot),
        "title": scenario.title,
        "looked_at": table.now.at.isoformat(),
        "news": news,
        "row": file_row(file, table.look, table.prover),
        "measures": {"padding": PADDING, "id_line": ID_LINE, "text_line": TEXT_LINE, "note_line": NOTE_LINE},
        "bots": list(WALKERS),
        "bot": bot,
        "outcome": None if walked.chances is None or bots is None else next(r for r in bots.rows if r["bot"] == bot),
        "people": None if people is None else {"attempts": people.attempts, "current": people.current},
        "nodes": nodes,
        "roads": [_road(course, walked) for course in drawn.roads],
        "width": drawn.width,
        "height": drawn.height,
        "stale": file.manuscript is None,
    }


def _require_behaviours(manuscript: Manuscript) -> None:
    known = {behaviour.id for rubric in manuscript.rubrics.values() for behaviour in rubric.behaviours}
    for node in manuscript.scenario.nodes:
        for rule in (*node.ticks, *(rule for choice in node.choices for rule in choice.ticks)):
            if rule.tick not in known:
                raise NotFound(f'The behaviour "{rule.tick}" is in no rubric without errors.', "Mend its rubric first.")


def _node(file: File, box: Box, walked: _Walked) -> ChartNode:
    place = box.place
    return {
        "id": place.id,
        "name": box.name,
        "lines": list(box.lines),
        "kind": place.kind.value,
        "start": place.is_start,
        "reached": True,
        "chance": walked.chance(place.id, place.chance),
        "people": walked.count(place.id),
        "diagnostics": 0,
        "preview_path": path_of(Place.PREVIEW, file.name, place.id),
        "box": _box(box),
    }


def _box(drawn: Box | Card) -> ChartBox:
    return {"x": drawn.x, "y": drawn.y, "width": drawn.width, "height": drawn.height}


def _road(course: Course, walked: _Walked) -> ChartRoad:
    road, name = course.road, f"{course.road.source}>{course.road.target}"
    return {
        "source": road.source,
        "target": road.target,
        "choices": [way.choice for way in road.ways if way.choice is not None],
        "chance": walked.chance(name, road.chance),
        "people": walked.count(name),
        "points": [[point.x, point.y] for point in course.points],
        "card": None if course.card is None else _card(course.card, road.source, walked),
    }


def _card(card: Card, source: str, walked: _Walked) -> ChartCard:
    return {
        "box": _box(card),
        "entries": [
            {
                "choice": entry.way.choice,
                "name": entry.name,
                "text": entry.way.text,
                "notes": list(entry.notes),
                "marks": [mark.kind.value for mark in entry.way.marks],
                "chance": walked.chance(name, entry.way.chance),
                "people": walked.count(name),
            }
            for entry in card.entries
            for name in (f"{source}/{entry.way.choice or ''}",)
        ],
    }
