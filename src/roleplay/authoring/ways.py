"""Where a conversation can go, as a plain graph: state and conditions left aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from roleplay.authoring.diagnostic import Diagnostic, Places, Steps
from roleplay.authoring.fields import nearest
from roleplay.authoring.rubrics import Rubrics
from roleplay.errors import did_you_mean
from roleplay.model.scenario import Node, Scenario


class Way(NamedTuple):
    """One way out of a node."""

    target: str | None
    """Id of the node it leads to; None where it falls off the end of the file."""
    steps: Steps
    """Where in the file it is said."""
    said: bool
    """False where it follows from the order of the file."""


def ways_out(scenario: Scenario) -> Mapping[str, tuple[Way, ...]]:
    """Node -> its ways out, in the order of the file. An ending has none."""
    following = {node.id: after.id for node, after in zip(scenario.nodes, scenario.nodes[1:], strict=False)}
    return {node.id: tuple(_ways(node, following.get(node.id))) for node in scenario.nodes}


def _ways(node: Node, following: str | None) -> Iterator[Way]:
    here: Steps = ("nodes", node.id)
    if node.end is not None:
        return
    onward = Way(node.goto, (*here, "goto"), said=True) if node.goto else Way(following, here, said=False)
    for choice in node.choices:
        steps = (*here, "choices", choice.id)
        yield (
            Way(choice.goto, (*steps, "goto"), said=True)
            if choice.goto
            else onward._replace(steps=onward.steps if onward.said else steps)
        )
    if node.otherwise is not None:
        yield Way(node.otherwise, (*here, "otherwise"), said=True)
    if not node.choices:
        yield onward


def targets(scenario: Scenario, _rubrics: Rubrics, places: Places) -> Iterator[Diagnostic]:
    """Find ways to nowhere (RP201, RP202) or into the opt-out (RP207), and an opt-out that is no ending (RP206)."""
    known = {node.id for node in scenario.nodes}
    named: list[tuple[str, Steps]] = [(scenario.start, ("start",)), (scenario.opt_out.goto, ("opt_out", "goto"))]
    for node in scenario.nodes:
        here: Steps = ("nodes", node.id)
        named += [(t, (*here, key)) for key, t in (("goto", node.goto), ("otherwise", node.otherwise)) if t]
        named += [(c.goto, (*here, "choices", c.id, "goto")) for c in node.choices if c.goto]
    for target, steps in named:
        if target not in known:
            fix = did_you_mean(target, known).strip() or "Correct it, or add the node."
            yield places.report("RP201", steps, f'There is no node "{target}".', fix)
    leaving = scenario.node(scenario.opt_out.goto)
    if leaving is not None and leaving.end is None:
        message = f'Leaving leads to "{leaving.id}", which is no ending.'
        yield places.report("RP206", ("opt_out", "goto"), message, "Name a node with end:.")
    for node_id, ways in ways_out(scenario).items():
        for way in dict.fromkeys(ways):
            if way.target is None:
                message = f'After this nothing comes: "{node_id}" is the last node of the file.'
                yield places.report("RP202", way.steps, message, "Add goto:, or make the node an ending with end:.")
            elif leaving is not None and way.target == leaving.id and not way.said:
                message = f'From here the conversation runs into "{leaving.id}", the ending for those who leave.'
                yield places.report("RP207", way.steps, message, "Add the goto: that is meant.")


def _all_targets(scenario: Scenario) -> Iterator[str]:
    yield scenario.start
    yield scenario.opt_out.goto
    for out in ways_out(scenario).values():
        yield from (way.target for way in out if way.target is not None)


def reach(start: Iterable[str], ways: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """All nodes that can be reached from some."""
    reached: set[str] = set()
    waiting = list(start)
    while waiting:
        node = waiting.pop()
        if node in reached:
            continue
        reached.add(node)
        waiting.extend(ways.get(node, ()))
    return frozenset(reached)


def graph(scenario: Scenario, _rubrics: Rubrics, places: Places) -> Iterator[Diagnostic]:
    """Find nodes that nothing leads to (RP204), dead ends (RP203) and circles (RP205).

    A misspelt target is followed to where it was probably meant to lead: that it is wrong has been said.
    """
    known = {node.id for node in scenario.nodes}
    ways = ways_out(scenario)
    meant = {target: target if target in known else nearest(target, known) for target in _all_targets(scenario)}
    onward = {
        node_id: [target for way in out if (target := meant.get(way.target or ""))] for node_id, out in ways.items()
    }
    back: dict[str, list[str]] = {node_id: [] for node_id in known}
    for node_id, out in onward.items():
        for target in out:
            back[target].append(node_id)
    beginnings = [meant[scenario.start], meant[scenario.opt_out.goto]]
    seen = reach([node_id for node_id in beginnings if node_id is not None], onward) if beginnings[0] else known
    ending = reach([node.id for node in scenario.nodes if node.end is not None], back)
    in_circle = {node_id for node_id in onward if node_id in reach(onward[node_id], onward)}
    for node in scenario.nodes:
        steps: Steps = ("nodes", node.id)
        leads_off = any(meant.get(way.target or "") is None for way in ways[node.id])
        if node.id not in seen:
            fix = "Lead to it with goto:, or remove it."
            yield places.report("RP204", steps, f'Nothing leads to the node "{node.id}".', fix)
        elif node.id not in ending and not leads_off:
            message = f'From the node "{node.id}" no way leads to an ending.'
            yield places.report("RP203", steps, message, "Let one of its ways lead on to an ending.")
    while in_circle:
        first = next(node.id for node in scenario.nodes if node.id in in_circle)
        circle = {node_id for node_id in reach([first], onward) if first in reach(onward[node_id], onward)}
        in_circle -= circle
        if not circle & ending:
            continue  # dead ends all of them, which has been said
        names = ", ".join(f'"{node.id}"' for node in scenario.nodes if node.id in circle)
        message = f"The conversation can go in a circle: {names}."
        yield places.report("RP205", ("nodes", first), message, "Lead onwards, or bound it by declared state.")


def decisions(scenario: Scenario, _rubrics: Rubrics, places: Places) -> Iterator[Diagnostic]:
    """Find decisions that are none (RP210), and fallbacks that are never taken (RP212)."""
    for node in scenario.nodes:
        steps: Steps = ("nodes", node.id)
        always = [c.id for c in node.choices if c.shown_if is None and c.enabled_if is None]
        if len(node.choices) == 1:
            message = f'The node "{node.id}" has only one choice.'
            yield places.report("RP210", (*steps, "choices"), message, "Add others, or make it a line and lead on.")
        if node.otherwise is not None and (always or not node.choices):
            why = f'"{always[0]}" is always open' if always else f'"{node.id}" has no choices'
            yield places.report("RP212", (*steps, "otherwise"), f"This is never taken: {why}.", "Remove otherwise:.")
