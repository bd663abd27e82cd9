"""The plain graph of a scenario: where a node can lead, whatever the state."""

from __future__ import annotations

from roleplay.engine.compiled import Compiled, CompiledNode


def onward(game: Compiled, node_id: str) -> tuple[str, ...]:
    """Ids of the nodes that a node can lead to, each once, in the order of the file."""
    node = game.nodes[node_id]
    if node.onward is None:
        return ()
    if not node.choices:
        return (node.onward,)
    targets = [choice.target for choice in node.choices.values()]
    if not node.always_open:
        targets.append(node.source.otherwise or node.onward)
    return tuple(dict.fromkeys(targets))


def reachable(game: Compiled) -> tuple[str, ...]:
    """Ids of the nodes that the start can lead to, the start first, in the order of the file."""
    seen = {game.scenario.start}
    waiting = [game.scenario.start]
    while waiting:
        for target in onward(game, waiting.pop()):
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    rest = (node_id for node_id in game.nodes if node_id in seen and node_id != game.scenario.start)
    return (game.scenario.start, *rest)


def decisions_left(game: Compiled) -> dict[str, int]:
    """Node -> how many choices and replies there are from it to an ending, at the least."""
    left = {node_id: 0 for node_id, node in game.nodes.items() if node.onward is None}
    changed = True
    while changed:
        changed = False
        for node_id, node in game.nodes.items():
            ways = [left[target] for target in onward(game, node_id) if target in left]
            if ways and min(ways) + _decides(node) < left.get(node_id, len(game.nodes) + 1):
                left[node_id] = min(ways) + _decides(node)
                changed = True
    return left


def _decides(node: CompiledNode) -> int:
    return int(bool(node.choices) or node.source.reply is not None)
