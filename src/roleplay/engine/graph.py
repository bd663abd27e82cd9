"""The plain graph of a scenario: where a node can lead, whatever the state."""

from __future__ import annotations

from roleplay.engine.compiled import Compiled


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
