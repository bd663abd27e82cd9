"""Faults seeded into scenarios, as an author's slips make them: what `roleplay check` catches of them, and what not.

`make faults` prints every kind with how many were caught, and each one that survives with the reason why.
"""

from __future__ import annotations

import json
import random
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from roleplay.authoring.folders import rubric_files, shipped
from roleplay.authoring.library import Library, load_files, load_library
from roleplay.engine import compile_scenario
from roleplay.model.rubric import Kind, Rubric
from roleplay.model.scenario import Scenario

Data: TypeAlias = dict[str, Any]
"""A scenario as plain data, in the form of a file."""


Change: TypeAlias = Callable[[Data], object]
"""Makes the slip in the data of a file."""
Find: TypeAlias = Callable[[Data], Any]
"""Finds a part of the data of a file."""


@dataclass(frozen=True)
class Fault:
    """One slip in one scenario."""

    part: str
    """What it is about: targets, conditions, ticks, bounds or requires."""
    kind: str
    """What was done, as a key of `SURVIVES` where such a fault can go unnoticed."""
    where: str
    """Where."""
    whole: Data
    """The scenario without it."""
    change: Change
    """How it is made."""

    @property
    def data(self) -> Data:
        """The scenario with the fault."""
        changed = deepcopy(self.whole)
        self.change(changed)
        return changed


SURVIVES: Mapping[str, str] = {
    "leads to another node": "a different conversation, but a whole one: everything is still reached and every level "
    "possible. Whether it makes sense there is for a reader to say.",
    "a condition turned round": "both ways round every choice, line and level has its moment. Which of the two was "
    "meant stands only in the words.",
    "a number of a condition moved by one": "the threshold is another, and still has moments on both sides of it.",
    "a tick left out": "what the words are worth is the author's judgement. The level can still be reached through "
    "other choices.",
    "a tick swapped for another of its rubric": "what the words are worth is the author's judgement. The levels can "
    "still be reached, and nothing required has become scarce.",
    "an effect turned round": "what an answer does to trust is the author's judgement. All that depends on it can "
    "still happen.",
    "an effect left out": "the value is changed elsewhere as well, and all that depends on it can still happen.",
    "another basic behaviour required": "another requirement, which can be met as well as the first.",
}
"""Kind of fault that can survive -> why a checker cannot know. Every other kind must always be caught."""


def as_file(scenario: Scenario) -> Data:
    """A scenario as the data of a file."""
    data: Data = scenario.model_dump(mode="json", by_alias=True, exclude_unset=True)
    data["nodes"] = {node.pop("id"): node for node in data["nodes"]}
    for node in data["nodes"].values():
        if "choices" in node:
            node["choices"] = {choice.pop("id"): choice for choice in node["choices"]}
    data["cast"] = {person.pop("id"): person for person in data["cast"]}
    return data


class Slip(NamedTuple):
    """A kind of fault at a place, and how it is made."""

    kind: str
    where: str
    change: Change


def _choices(data: Data) -> Iterator[tuple[str, str, Data]]:
    for node_id, node in data["nodes"].items():
        for choice_id, choice in node.get("choices", {}).items():
            yield node_id, choice_id, choice


def _at(node: str, choice: str) -> Find:
    return lambda data: data["nodes"][node]["choices"][choice]


def _put(find: Find, key: str, value: Any) -> Change:
    return lambda data: find(data).__setitem__(key, value)


def _within(find: Find, key: str) -> Find:
    return lambda data: find(data)[key]


def _swap(find: Find, index: int, other: str | None) -> Change:
    """Put another behaviour in the place of a tick, or nothing."""

    def change(data: Data) -> None:
        ticks = find(data)["ticks"]
        if other is None:
            del ticks[index]
        elif isinstance(ticks[index], dict):
            ticks[index]["tick"] = other
        else:
            ticks[index] = other

    return change


def _effect(find: Find, name: str, value: Any) -> Change:
    """Give an effect another value, or none."""

    def change(data: Data) -> None:
        effects = find(data)["effects"]
        if value is None:
            del effects[name]
        else:
            effects[name] = value

    return change


def _targets(scenario: Scenario, data: Data) -> Iterator[Slip]:
    nodes = list(data["nodes"])
    game = compile_scenario(scenario)
    for node, choice, fields in _choices(data):
        find = _at(node, choice)
        if "goto" in fields:
            yield Slip("a target misspelt", f"{node}/{choice}", _put(find, "goto", f"{fields['goto']}-x"))
        for target in nodes:
            if target in {game.nodes[node].choices[choice].target, data["opt_out"]["goto"]}:
                continue
            kind = "leads back" if nodes.index(target) <= nodes.index(node) else "leads to another node"
            yield Slip(kind, f"{node}/{choice} to {target}", _put(find, "goto", target))
    for node in nodes:
        if "end" in data["nodes"][node] and node != data["opt_out"]["goto"]:
            yield Slip("an ending removed", node, lambda data, node=node: data["nodes"].pop(node))  # type: ignore[misc]
    yield Slip("leaving leads on", "opt_out", _put(lambda data: data["opt_out"], "goto", data["start"]))


def _conditions(data: Data) -> Iterator[tuple[str, Find, str]]:
    """Where each condition stands: a name for it, how to find what holds it, and under which key."""
    for node_id, node in data["nodes"].items():
        for index, line in enumerate(node.get("say", ())):
            if "if" in line:
                yield f"{node_id}, line {index + 1}", _nth(lambda d, n=node_id: d["nodes"][n]["say"], index), "if"  # type: ignore[misc]
        for choice_id, choice in node.get("choices", {}).items():
            where, find = f"{node_id}/{choice_id}", _at(node_id, choice_id)
            if "shown_if" in choice:
                yield where, find, "shown_if"
            if "enabled_if" in choice:
                yield where, _within(find, "enabled_if"), "when"
            for index, rule in enumerate(choice.get("ticks", ())):
                if isinstance(rule, dict) and "if" in rule:
                    yield where, _nth(_within(find, "ticks"), index), "if"


def _nth(find: Find, index: int) -> Find:
    return lambda data: find(data)[index]


_NUMBER = re.compile(r"(?<=[<>=] )\d+")


def _in_conditions(data: Data) -> Iterator[Slip]:
    for where, find, key in _conditions(data):
        text = find(data)[key]
        yield Slip("a condition turned round", f"{where}: not ({text})", _put(find, key, f"not ({text})"))
        yield Slip("a word of a condition misspelt", f"{where}: {text}x", _put(find, key, f"{text}x"))
        yield Slip("a contradiction", f"{where}: {text}", _put(find, key, f"({text}) and not ({text})"))
        for number in _NUMBER.findall(text):
            for other in (int(number) - 1, int(number) + 1):
                changed = _NUMBER.sub(str(other), text, count=1)
                yield Slip("a number of a condition moved by one", f"{where}: {changed}", _put(find, key, changed))


def _in_ticks(data: Data, rubrics: Mapping[str, Rubric]) -> Iterator[Slip]:
    home = {b.id: rubric for rubric in rubrics.values() for b in rubric.behaviours}
    for node, choice, fields in _choices(data):
        for index, rule in enumerate(fields.get("ticks", ())):
            tick = _named(rule)
            where, find = f"{node}/{choice}: {tick}", _at(node, choice)
            yield Slip("a behaviour misspelt", where, _swap(find, index, f"{tick}s"))
            yield Slip("a tick left out", where, _swap(find, index, None))
            for other in home[tick].behaviours:
                if other.id != tick:
                    change = _swap(find, index, other.id)
                    yield Slip("a tick swapped for another of its rubric", f"{where} for {other.id}", change)


def _in_many_ticks(data: Data, rubrics: Mapping[str, Rubric]) -> Iterator[Slip]:
    harm = next(b.id for rubric in rubrics.values() for b in rubric.behaviours if b.kind is Kind.HARMFUL)
    for node in data["nodes"].values():
        if "choices" in node:
            where = next(node_id for node_id, one in data["nodes"].items() if one is node)
            hurt = [_tick(_at(where, choice), harm) for choice in node["choices"]]
            yield Slip("a decision at which everything harms", where, _all(hurt))
    for competency, asked in data["assesses"].items():
        for basic in asked["requires"]:
            showing = [_at(n, c) for n, c, fields in _choices(data) if basic in map(_named, fields.get("ticks", ()))]
            slips = [_without(find, frozenset({basic})) for find in showing]
            yield Slip("a required behaviour that nothing shows any more", basic, _all(slips))
            hurt = [_tick(find, harm) for find in showing]
            yield Slip("a required behaviour that is shown with a harm only", basic, _all(hurt))
        advanced = frozenset(b.id for b in rubrics[competency].behaviours if b.kind is Kind.ADVANCED)
        slips = [_without(_at(n, c), advanced) for n, c, fields in _choices(data) if "ticks" in fields]
        yield Slip("nothing advanced any more", competency, _all(slips))


def _named(rule: Any) -> str:
    return str(rule["tick"] if isinstance(rule, dict) else rule)


def _tick(find: Find, behaviour: str) -> Change:
    return lambda data: find(data).setdefault("ticks", []).append(behaviour)


def _without(find: Find, behaviours: frozenset[str]) -> Change:
    return lambda data: find(data).update(ticks=[r for r in find(data)["ticks"] if _named(r) not in behaviours])


def _all(changes: list[Change]) -> Change:
    return lambda data: [change(data) for change in changes]


def _in_bounds(data: Data) -> Iterator[Slip]:
    for name, variable in data.get("state", {}).items():
        if "range" in variable:
            low, high = variable["range"]
            find = _within(_within(lambda d: d, "state"), name)
            yield Slip("a start out of range", name, _put(find, "start", high + 1))
            yield Slip("a range far too wide", name, _put(find, "range", [low, high + 50]))
            yield Slip("a range of one", name, _put(find, "range", [low, low]))
    for node, choice, fields in _choices(data):
        for name, effect in fields.get("effects", {}).items():
            where, find = f"{node}/{choice}: {name} {effect}", _at(node, choice)
            yield Slip("an effect left out", where, _effect(find, name, None))
            yield Slip("an effect of the wrong kind", where, _effect(find, name, "a-lot"))
            if type(effect) is int:
                yield Slip("an effect beyond the range", where, _effect(find, name, 1000))
                yield Slip("an effect turned round", where, _effect(find, name, -effect))
            elif isinstance(effect, bool):
                yield Slip("an effect turned round", where, _effect(find, name, not effect))


def _in_requires(data: Data, rubrics: Mapping[str, Rubric]) -> Iterator[Slip]:
    ticked = {_named(rule) for _, _, fields in _choices(data) for rule in fields.get("ticks", ())}
    for competency, asked in data["assesses"].items():
        find = _within(_within(_within(lambda d: d, "assesses"), competency), "requires")
        for index, basic in enumerate(asked["requires"]):
            yield Slip("a required behaviour misspelt", basic, _ask(find, index, f"{basic}s"))
            for other in rubrics[competency].behaviours:
                if other.id in asked["requires"]:
                    continue
                kind = "another basic behaviour required"
                if other.kind is not Kind.BASIC:
                    kind = f"a required behaviour that is {other.kind}"
                elif other.id not in ticked:
                    kind = "a required behaviour that nothing shows"
                yield Slip(kind, f"{competency}: {other.id} for {basic}", _ask(find, index, other.id))


def _ask(find: Find, index: int, behaviour: str) -> Change:
    return lambda data: find(data).__setitem__(index, behaviour)


def faults(scenario: Scenario, rubrics: Mapping[str, Rubric]) -> Iterator[Fault]:
    """Every fault of every kind, one by one."""
    data = as_file(scenario)
    parts = {
        "targets": _targets(scenario, data),
        "conditions": _in_conditions(data),
        "ticks": chain(_in_ticks(data, rubrics), _in_many_ticks(data, rubrics)),
        "bounds": _in_bounds(data),
        "requires": _in_requires(data, rubrics),
    }
    for part, slips in parts.items():
        for kind, where, change in slips:
            yield Fault(part, kind, where, data, change)


def findings(fault: Fault, folder: Path) -> tuple[str, ...]:
    """The codes of all that `roleplay check` finds in a scenario with a fault."""
    data = fault.data
    file = folder / f"{data['id']}.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(data), encoding="utf-8")
    library = load_files((file,), alone=frozenset({file}), beside=_rubrics())
    return tuple(dict.fromkeys(one.code for one in library.diagnostics))


@cache
def _rubrics() -> Library:
    """The shipped rubrics, read once: every fault is held against the same ones."""
    return load_files(rubric_files(shipped()))


def seeded(scenario: Scenario, rubrics: Mapping[str, Rubric], seed: int, each: int) -> tuple[Fault, ...]:
    """So many faults of every kind, drawn by a seed."""
    by_kind: dict[str, list[Fault]] = {}
    for fault in faults(scenario, rubrics):
        by_kind.setdefault(fault.kind, []).append(fault)
    chance = random.Random(f"{scenario.id}/{seed}")
    return tuple(one for some in by_kind.values() for one in chance.sample(some, min(each, len(some))))


def report(each: int = 4, seed: int = 1) -> str:
    """Draw faults of every kind for every shipped scenario, and tell what was caught and what was not."""
    library = load_library([shipped()])
    lines: list[str] = []
    survived: list[tuple[str, Fault]] = []
    with tempfile.TemporaryDirectory() as folder:
        for scenario in library.playable.values():
            lines.append(scenario.id)
            counts: dict[tuple[str, str], list[int]] = {}
            for fault in seeded(scenario, library.competencies, seed, each):
                count = counts.setdefault((fault.part, fault.kind), [0, 0])
                caught = findings(fault, Path(folder))
                count[0] += bool(caught)
                count[1] += 1
                if not caught:
                    survived.append((scenario.id, fault))
            lines += [f"  {part:11} {kind:42} {c} of {n} caught" for (part, kind), (c, n) in counts.items()]
    lines += ["", "Survived, and why:"]
    for kind in dict.fromkeys(fault.kind for _, fault in survived):
        lines.append(f"  {kind}: {SURVIVES.get(kind, 'NOT EXPLAINED')}")
        lines += [f"    {scenario} {fault.where}" for scenario, fault in survived if fault.kind == kind]
    return "\n".join(lines)


if __name__ == "__main__":
    print(report(*map(int, sys.argv[1:3])))
