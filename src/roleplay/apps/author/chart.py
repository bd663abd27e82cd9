"""The author's map: the scenario laid out, with the chance that a bot comes there."""

from __future__ import annotations

from roleplay.apps.author.files import File, file_row, findings_by_node
from roleplay.apps.author.library import Table
from roleplay.apps.author.paths import Place, path_of
from roleplay.apps.author.proving import ALL_BOTS, Manuscript
from roleplay.apps.view.author import AuthorMapScreen
from roleplay.apps.view.chart import ChartBox, ChartCard, ChartNode, ChartRoad
from roleplay.authoring.chart import Box, Card, Course, chart
from roleplay.authoring.road_map import road_map
from roleplay.engine import compile_scenario
from roleplay.engine.graph import reachable
from roleplay.errors import NotFound


def map_screen(table: Table, file: File, manuscript: Manuscript, bot: str, news: list[str]) -> AuthorMapScreen:
    """The map of a scenario, as a bot goes through it. Its proof and its bots are begun.

    Raises `NotFound` for an unknown bot, and while a behaviour is not known.
    """
    if bot not in ALL_BOTS:
        raise NotFound.of("bot", bot, ALL_BOTS)
    _require_behaviours(manuscript)
    scenario = manuscript.scenario
    facts, bots = table.prover.proof(manuscript)[1], table.prover.bots(manuscript)[1]
    # With chances from the first, so that there is room for them: nothing moves when they come.
    drawn = chart(road_map(scenario, manuscript.rubrics, {} if bots is None else bots.coverage[bot]))
    known = bots is not None
    reached = {*reachable(compile_scenario(scenario)), scenario.opt_out.goto}
    reached -= set() if facts is None else set(facts["nodes_unreached"])
    counts = findings_by_node(file)
    nodes = [_node(file, box, known=known) for box in drawn.boxes]
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
        "bots": list(ALL_BOTS),
        "bot": bot,
        "outcome": None if bots is None else next(row for row in bots.rows if row["bot"] == bot),
        "nodes": nodes,
        "roads": [_road(course, known=known) for course in drawn.roads],
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


def _node(file: File, box: Box, *, known: bool) -> ChartNode:
    place = box.place
    return {
        "id": place.id,
        "name": box.name,
        "lines": list(box.lines),
        "kind": place.kind.value,
        "start": place.is_start,
        "reached": True,
        "chance": place.chance if known else None,
        "diagnostics": 0,
        "preview_path": path_of(Place.PREVIEW, file.name, place.id),
        "box": _box(box),
    }


def _box(drawn: Box | Card) -> ChartBox:
    return {"x": drawn.x, "y": drawn.y, "width": drawn.width, "height": drawn.height}


def _road(course: Course, *, known: bool) -> ChartRoad:
    road = course.road
    return {
        "source": road.source,
        "target": road.target,
        "choices": [way.choice for way in road.ways if way.choice is not None],
        "chance": road.chance if known else None,
        "points": [[point.x, point.y] for point in course.points],
        "card": None if course.card is None else _card(course.card, known=known),
    }


def _card(card: Card, *, known: bool) -> ChartCard:
    return {
        "box": _box(card),
        "entries": [
            {
                "choice": entry.way.choice,
                "name": entry.name,
                "text": entry.way.text,
                "notes": list(entry.notes),
                "marks": [mark.kind.value for mark in entry.way.marks],
                "chance": entry.way.chance if known else None,
            }
            for entry in card.entries
        ],
    }
