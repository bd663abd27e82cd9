"""Anchors: what their keys are to the scenario and the rubrics that they were agreed on."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import NamedTuple

from roleplay.authoring.diagnostic import Diagnostic, Places
from roleplay.engine.anchored import log_of, site_of, turns_of
from roleplay.engine.compiled import Compiled, compile_scenario
from roleplay.engine.state import Phase, State
from roleplay.errors import RefusedEvent, did_you_mean
from roleplay.model.anchor import Anchor
from roleplay.model.canonical import digest
from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Scenario
from roleplay.model.site import PLACEHOLDERS, POLICIES, Site
from roleplay.scoring.score import machine_ticks


class Carried(NamedTuple):
    """A behaviour that the choices of an anchor carry."""

    tick: str
    """Id of the behaviour."""
    turn: int
    """The turn that shows it; what shows on reaching a place counts for the turn that led there."""


def of_anchor(
    anchor: Anchor, scenarios: Mapping[str, Scenario], rubrics: Mapping[str, Rubric], places: Places
) -> Iterator[Diagnostic]:
    """What is wrong with an anchor: RP801 to RP807, and its place (RP130)."""
    if anchor.id != places.file.stem.lower():
        message = f'The id is "{anchor.id}", and the file is called "{places.file.name}".'
        yield places.report("RP130", ("id",), message, f'Rename the file to "{anchor.id}.yml", or change the id.')
    scenario = scenarios.get(anchor.scenario)
    if scenario is None:
        message = f'There is no scenario "{anchor.scenario}" without errors.'
        yield places.report("RP801", ("scenario",), message, did_you_mean(anchor.scenario, scenarios).strip())
        return
    game = compile_scenario(scenario)
    yield from _site(anchor, places)
    yield from _versions(anchor, scenario, rubrics, places)
    yield from _ticks(anchor, scenario, rubrics, places)
    state = yield from _played(anchor, game, places)
    if state is not None:
        yield from _differences(anchor, game, state, places)


def needed(anchor: Anchor, scenario: Scenario, rubrics: Mapping[str, Rubric]) -> tuple[str, ...]:
    """The competencies whose rubrics an anchor rests on: those assessed, and those that the key has ticks of."""
    ticked = {one.tick for one in anchor.key}
    beside = (name for name, rubric in rubrics.items() if not ticked.isdisjoint(b.id for b in rubric.behaviours))
    return tuple(dict.fromkeys((*scenario.assesses, *beside)))


def carried(game: Compiled, state: State) -> frozenset[Carried]:
    """The behaviours that the choices of an anchor carry, each at its turn."""
    turns = turns_of(state)
    return frozenset(
        Carried(one.behaviour, max(1, sum(turn <= (one.moment or 0) for turn in turns)))
        for one in machine_ticks(game, state)
    )


def _site(anchor: Anchor, places: Places) -> Iterator[Diagnostic]:
    words = {name.removeprefix("site.") for name in PLACEHOLDERS}
    for name, value in anchor.site.items():
        if name not in POLICIES and name not in words:
            known = sorted({*POLICIES, *words})
            fix = did_you_mean(name, known).strip() or f"There are: {', '.join(known)}."
            yield places.report("RP108", ("site", name), f'"site" has no field "{name}".', fix, key=True)
        elif name in POLICIES and value not in POLICIES[name]:
            fix = f"It can be: {', '.join(POLICIES[name])}."
            yield places.report("RP111", ("site", name), f'"{name}" of "site" cannot be "{value}".', fix)


def _versions(
    anchor: Anchor, scenario: Scenario, rubrics: Mapping[str, Rubric], places: Places
) -> Iterator[Diagnostic]:
    now = digest(scenario)
    if anchor.pinned.scenario != now:
        message = f'"{scenario.id}" has changed since the key was agreed on, or another version was meant.'
        fix = f"Read the key again with the present version; then write scenario: {now}"
        yield places.report("RP802", ("pinned", "scenario"), message, fix)
    wanted = needed(anchor, scenario, rubrics)
    for name in wanted:
        if name not in rubrics:
            continue  # the scenario itself is in error then
        now, pinned = digest(rubrics[name]), anchor.pinned.rubrics.get(name)
        if pinned is None:
            message = f'It is not said which version of the rubric "{name}" the key was agreed on.'
            yield places.report("RP802", ("pinned", "rubrics"), message, f"Write {name}: {now}")
        elif pinned != now:
            message = f'The rubric "{name}" has changed since the key was agreed on, or another version was meant.'
            fix = f"Read the key again with the present version; then write {name}: {now}"
            yield places.report("RP802", ("pinned", "rubrics", name), message, fix)
    for name in anchor.pinned.rubrics:
        if name not in wanted:
            message = f'The key does not rest on a rubric "{name}".'
            fix = did_you_mean(name, wanted).strip() or "Remove it: the scenario does not assess it, no tick is of it."
            yield places.report("RP802", ("pinned", "rubrics", name), message, fix)


def _ticks(anchor: Anchor, scenario: Scenario, rubrics: Mapping[str, Rubric], places: Places) -> Iterator[Diagnostic]:
    competency_of = {b.id: rubric.id for rubric in rubrics.values() for b in rubric.behaviours}
    for group, listed in (("key", anchor.key), ("not_found", anchor.not_found)):
        for number, one in enumerate(listed):
            if one.tick not in competency_of:
                message = f'There is no behaviour "{one.tick}".'
                fix = did_you_mean(one.tick, competency_of).strip()
                yield places.report("RP804", (group, number, "tick"), message, fix)
            if one.turn > len(anchor.way):
                message = f"There is no turn {one.turn}: the way has {len(anchor.way)}."
                yield places.report("RP804", (group, number, "turn"), message)
    for name in anchor.no_opportunity:
        ticks = [one.tick for one in anchor.key if competency_of.get(one.tick) == name]
        if name not in scenario.assesses:
            message = f'"{scenario.id}" does not assess "{name}".'
            yield places.report("RP805", ("no_opportunity", name), message, key=True)
        elif ticks:
            message = f'"{name}" is without opportunity, and the key has "{ticks[0]}".'
            yield places.report("RP805", ("no_opportunity", name), message, key=True)


def _played(anchor: Anchor, game: Compiled, places: Places) -> Generator[Diagnostic, None, State | None]:
    """Report where the way cannot be gone; return where it ends, if it can."""
    log = log_of(anchor, (), site_of(anchor, Site()))
    state = game.step(None, log[0])
    state = game.step(state, log[1])
    for number, (step, event) in enumerate(zip(anchor.way, log[2:-1], strict=True)):
        if state.phase is not Phase.ENACT:
            message = f'Turn {number + 1} comes after the end: the conversation is over at "{state.node}".'
            yield places.report("RP803", ("way", number), message, "Remove what comes after the end.")
            return None
        asked = game.nodes[state.node].source.reply
        try:
            state = game.step(state, event)
        except RefusedEvent as refused:
            message = f"Turn {number + 1} cannot be taken: {refused.message}"
            yield places.report("RP803", ("way", number), message, refused.fix)
            return None
        if step.write is not None and asked is not None and len(step.write.split()) > asked.max_words:
            message = f"The reply of turn {number + 1} has {len(step.write.split())} words."
            yield places.report(
                "RP803", ("way", number, "write"), message, f"At most {asked.max_words} are asked for there."
            )
    if state.phase is not Phase.REFLECT:
        message = f'The way ends at "{state.node}", before the conversation does.'
        yield places.report("RP803", ("way", len(anchor.way) - 1), message, "Go on to an ending.")
        return None
    return state


def _differences(anchor: Anchor, game: Compiled, state: State, places: Places) -> Iterator[Diagnostic]:
    """What the choices carry and the key does not have has to be explained, and nothing else."""
    there = carried(game, state)
    key = {(one.tick, one.turn) for one in anchor.key}
    explained = {(one.tick, one.turn) for one in anchor.not_found}
    for tick, turn in sorted(there - key - explained):
        message = f'The choice of turn {turn} carries "{tick}", and the key does not say so.'
        yield places.report("RP806", ("way", turn - 1), message)
    for number, one in enumerate(anchor.not_found):
        if (one.tick, one.turn) not in there and one.turn <= len(anchor.way):
            message = f'Turn {one.turn} carries no "{one.tick}".'
            yield places.report("RP807", ("not_found", number, "tick"), message)
