"""The map of an attempt: the way taken, and the roads not taken."""

from __future__ import annotations

from typing import Literal

from roleplay.apps.view import MapNode, MapRoad, WayMap
from roleplay.engine import Compiled, State
from roleplay.engine.graph import onward, reachable


def _kind(game: Compiled, node_id: str, *, passed: bool) -> Literal["moment", "reply", "onward", "ending"]:
    """`passed` is a node that was only walked through: it had no choices, or none that was open."""
    node = game.nodes[node_id]
    if node.source.end is not None:
        return "ending"
    if node.source.reply is not None:
        return "reply"
    return "moment" if node.choices and not passed else "onward"


def way_map(game: Compiled, state: State) -> WayMap:
    """Draw every place that the scenario's start can lead to; the opt-out stands apart and is left out."""
    turns: dict[str, int] = {}
    taken: set[tuple[str, str]] = set()
    decided = {passage.node for passage in state.trail if passage.choice is not None or passage.replied}
    turn, before = 1, None
    for passage in state.trail:
        if passage.choice is not None or passage.replied:
            turn += 1
            continue
        turns[passage.node] = turn
        if before is not None:
            taken.add((before, passage.node))
        before = passage.node
    nodes: list[MapNode] = []
    roads: list[MapRoad] = []
    for node_id in reachable(game):
        end = game.nodes[node_id].source.end
        nodes.append(
            {
                "id": node_id,
                "kind": _kind(game, node_id, passed=node_id in turns and node_id not in decided),
                "turn": turns.get(node_id),
                "title": end.title if end is not None else None,
            }
        )
        roads += [
            {"source": node_id, "target": target, "taken": (node_id, target) in taken}
            for target in onward(game, node_id)
        ]
    return {"nodes": nodes, "roads": roads}
