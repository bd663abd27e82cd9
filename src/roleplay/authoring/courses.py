"""Modules and the curriculum: what is wrong with each by itself, and what they are to the rest of the library."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from roleplay.authoring.diagnostic import Diagnostic, Places, Steps
from roleplay.errors import did_you_mean
from roleplay.model.curriculum import Curriculum, Module
from roleplay.model.learning import PLACEMENT
from roleplay.model.scenario import Scenario

LONGEST_RIGHT = 0.5
"""A larger share of items whose right answer is the longest gives a check away."""
FEW_ITEMS = 6
"""Of fewer items nothing can be said about that."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What lies around a module or curriculum."""

    scenarios: Mapping[str, Scenario]
    """Id -> scenario, for those that were read."""
    scenario_ids: frozenset[str]
    """Ids of all scenarios there are, read or not."""
    competencies: frozenset[str]
    """Ids of rubrics, broken ones included."""
    modules: Mapping[str, Module]
    """Id -> module, for those without errors."""
    module_ids: frozenset[str]
    """Ids of all modules there are."""
    whole: bool
    """Whether all of a library was read, and not only some of its files."""


def of_module(module: Module, around: Surroundings, places: Places) -> Iterator[Diagnostic]:
    """What is wrong with a module: RP601, RP602, RP605, RP607, and its id and place (RP112, RP130)."""
    yield from _place(module.id, places)
    if module.id == PLACEMENT:
        message = f'"{PLACEMENT}" cannot be the id of a module.'
        yield places.report("RP112", ("id",), message, "The placement check is called so. Choose another id.")
    for number, competency in enumerate(module.competencies):
        if competency not in around.competencies:
            message = f'There is no competency "{competency}".'
            yield places.report(
                "RP602", ("competencies", number), message, did_you_mean(competency, around.competencies).strip()
            )
    spelt = around.competencies.issuperset(module.competencies)
    for number, place in enumerate(module.role_plays):
        for which, scenario_id in enumerate(place.any_of):
            steps: Steps = ("role_plays", number, "any_of", which)
            if scenario_id not in around.scenario_ids:
                message = f'There is no scenario "{scenario_id}".'
                yield places.report("RP601", steps, message, did_you_mean(scenario_id, around.scenario_ids).strip())
            scenario = around.scenarios.get(scenario_id)
            if scenario is not None and spelt and set(scenario.assesses).isdisjoint(module.competencies):
                message = f'"{scenario_id}" assesses {", ".join(scenario.assesses)}, and none of the module\'s.'
                yield places.report("RP605", steps, message)
    yield from _longest(module, places)


def _longest(module: Module, places: Places) -> Iterator[Diagnostic]:
    single = [item for item in module.check.items if not item.several]
    if len(single) < FEW_ITEMS:
        return
    given = sum(max(item.options, key=lambda option: len(option.text)).right for item in single)
    if given > LONGEST_RIGHT * len(single):
        message = f"In {given} of {len(single)} items the right answer is the longest."
        yield places.report("RP607", ("check", "items"), message)


def of_curriculum(curriculum: Curriculum, around: Surroundings, places: Places) -> Iterator[Diagnostic]:
    """What is wrong with a curriculum: RP603, RP604, RP606, and its place (RP130)."""
    yield from _place(curriculum.id, places)
    listed = {step.id for step in curriculum.modules}
    named: list[tuple[Steps, str]] = []
    for step in curriculum.modules:
        if step.id not in around.module_ids:
            message = f'There is no module "{step.id}".'
            yield places.report(
                "RP603", ("modules", step.id), message, did_you_mean(step.id, around.module_ids).strip()
            )
        named += [(("modules", step.id, "after", place), one) for place, one in enumerate(step.after)]
    for pathway in curriculum.pathways:
        named += [(("pathways", pathway.id, "modules", place), one) for place, one in enumerate(pathway.modules)]
    for forms in curriculum.assessments:
        named += [(("assessments", forms.id, "after", place), one) for place, one in enumerate(forms.after)]
    for steps, one in named:
        if one not in listed:
            message = f'The curriculum lists no module "{one}".'
            yield places.report("RP603", steps, message, did_you_mean(one, listed).strip())
    if (circle := _circle(curriculum)) is not None:
        yield places.report("RP604", ("modules", circle[0]), f"They wait for each other: {', '.join(circle)}.")
    elif around.whole and all(one in listed for _, one in named):
        yield from _notes(curriculum, around, places)


def _circle(curriculum: Curriculum) -> Sequence[str] | None:
    try:
        TopologicalSorter({step.id: step.after for step in curriculum.modules}).prepare()
    except CycleError as error:
        return [str(one) for one in error.args[1][:-1]]
    return None


def _notes(curriculum: Curriculum, around: Surroundings, places: Places) -> Iterator[Diagnostic]:
    """Each competency of each pathway, without each single note; only of pathways that can be read to their end.

    What is missing or broken is said where it is, and takes the curriculum down with it no further.
    """
    for pathway in curriculum.pathways:
        way = curriculum.way(pathway.id)
        modules = [around.modules[one] for one in way if one in around.modules]
        offered = sorted({one for module in modules for place in module.role_plays for one in place.any_of})
        scenarios = [around.scenarios[one] for one in offered if one in around.scenarios]
        if len(modules) < len(way) or len(scenarios) < len(offered):
            continue
        wanted = dict.fromkeys(one for module in modules for one in module.competencies)
        for competency, note in unreachable(scenarios, tuple(wanted)):
            steps = ("pathways", pathway.id)
            if note is None:
                message = f'On the way "{pathway.id}", no role-play practises {competency}.'
                fix = "Add a scenario that does to `any_of` in one of its modules, or take the competency out of them."
                yield places.report("RP606", steps, message, fix)
            else:
                message = f'On the way "{pathway.id}", {competency} cannot be practised without "{note}".'
                yield places.report("RP606", steps, message)


def unreachable(scenarios: Sequence[Scenario], competencies: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """Each competency with each content note that every scenario for it has; with None where there is no scenario."""
    for competency in competencies:
        notes = [frozenset(one.content_notes) for one in scenarios if competency in one.assesses]
        if not notes:
            yield competency, None
            continue
        for note in sorted(frozenset.intersection(*notes)):
            yield competency, note


def _place(own_id: str, places: Places) -> Iterator[Diagnostic]:
    if own_id != places.file.stem.lower():
        message = f'The id is "{own_id}", and the file is called "{places.file.name}".'
        yield places.report("RP130", ("id",), message, f'Rename the file to "{own_id}.yml", or change the id.')
