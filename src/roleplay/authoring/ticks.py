"""What a scenario says about behaviours and competencies, held against the rubrics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from roleplay.authoring.diagnostic import Diagnostic, Places, Steps
from roleplay.authoring.fields import nearest
from roleplay.authoring.rubrics import Rubrics
from roleplay.errors import did_you_mean
from roleplay.model.rubric import Kind
from roleplay.model.scenario import Required, Scenario


class Named(NamedTuple):
    """A place where a behaviour is named."""

    behaviour: str
    """Its id."""
    steps: Steps
    """Where."""


def shown(scenario: Scenario) -> Iterator[Named]:
    """Every behaviour that a choice or a node ticks."""
    for node in scenario.nodes:
        here: Steps = ("nodes", node.id)
        groups = [(here, node.ticks), *(((*here, "choices", c.id), c.ticks) for c in node.choices)]
        for steps, ticks in groups:
            for index, rule in enumerate(ticks):
                where: Steps = (*steps, "ticks", index)
                yield Named(rule.tick, (*where, "tick") if rule.only_if is not None else where)


def repaired(scenario: Scenario) -> Iterator[Named]:
    """Every harm that a choice repairs."""
    for node in scenario.nodes:
        for choice in node.choices:
            for index, harm in enumerate(choice.repairs):
                yield Named(harm, ("nodes", node.id, "choices", choice.id, "repairs", index))


def looked_for(scenario: Scenario) -> Iterator[Named]:
    """Every behaviour that a written reply looks for."""
    for node in scenario.nodes:
        if node.reply is not None:
            for index, behaviour in enumerate(node.reply.looks_for):
                yield Named(behaviour, ("nodes", node.id, "reply", "looks_for", index))


def required_of(assesses: Mapping[str, Required]) -> Iterator[tuple[str, Named]]:
    """Every competency that is assessed, with each behaviour that it requires."""
    for competency, asked in assesses.items():
        for index, behaviour in enumerate(asked.requires):
            yield competency, Named(behaviour, ("assesses", competency, "requires", index))


def behaviours(scenario: Scenario, rubrics: Rubrics, places: Places) -> Iterator[Diagnostic]:
    """Find behaviours and competencies that no rubric knows (RP230, RP231) or whose rubric is broken (RP237)."""
    of_choices = (*shown(scenario), *repaired(scenario), *looked_for(scenario))
    named = (*of_choices, *(one for _, one in required_of(scenario.assesses)))
    yield from known(scenario.assesses, named, rubrics, places)


def known(assesses: Iterable[str], named: Iterable[Named], rubrics: Rubrics, places: Places) -> Iterator[Diagnostic]:
    """The same, of competencies that are assessed and behaviours that are named."""
    broken: dict[str, Steps] = {}
    for competency in assesses:
        steps: Steps = ("assesses", competency)
        if competency in rubrics.broken:
            broken.setdefault(competency, steps)
        elif competency not in rubrics:
            yield _unknown_rubric(competency, steps, rubrics, places)
    for behaviour, steps in named:
        if behaviour in rubrics.behaviours:
            continue
        home = rubrics.in_broken(behaviour)
        if home is not None:
            broken.setdefault(home, steps)
        elif not rubrics.partial:
            yield _unknown_behaviour(behaviour, steps, rubrics, places)
    for rubric, steps in broken.items():
        message = f'The rubric "{rubric}" has errors of its own, so this cannot be checked.'
        yield places.report("RP237", steps, message, "Mend the rubric first.")


_FOR_FACILITATORS = "Name one of a rubric for mentors: no scenario shows how somebody leads a workshop."


def _unknown_rubric(competency: str, steps: Steps, rubrics: Rubrics, places: Places) -> Diagnostic:
    if rubrics.is_for_facilitators(competency):
        message = f'The rubric "{competency}" is for those who lead workshops.'
        return places.report("RP231", steps, message, _FOR_FACILITATORS)
    fix = did_you_mean(competency, rubrics).strip() or f"Known are: {', '.join(sorted(rubrics)) or 'none'}."
    return places.report("RP231", steps, f'There is no rubric "{competency}".', fix)


def _unknown_behaviour(behaviour: str, steps: Steps, rubrics: Rubrics, places: Places) -> Diagnostic:
    if rubrics.is_for_facilitators(behaviour):
        message = f'"{behaviour}" stands in a rubric for those who lead workshops.'
        return places.report("RP230", steps, message, _FOR_FACILITATORS)
    fix = did_you_mean(behaviour, rubrics.behaviours).strip() or "Correct it, or add it to a rubric."
    return places.report("RP230", steps, f'No rubric has a behaviour "{behaviour}".', fix)


def _ticked(scenario: Scenario, rubrics: Rubrics) -> set[str | None]:
    """Every behaviour that is shown somewhere; a misspelt one as it was probably meant."""
    known = rubrics.behaviours
    return {one.behaviour if one.behaviour in known else nearest(one.behaviour, known) for one in shown(scenario)}


def requirements(scenario: Scenario, rubrics: Rubrics, places: Places) -> Iterator[Diagnostic]:
    """Find requirements that cannot be right: not basic (RP232), elsewhere (RP233), shown by nothing (RP234)."""
    ticked = _ticked(scenario, rubrics)
    for competency, one in required_of(scenario.assesses):
        wrong = tuple(rightly_required(competency, one, rubrics, places))
        yield from wrong
        if not wrong and one.behaviour in rubrics.behaviours and one.behaviour not in ticked and competency in rubrics:
            message = f'No choice shows "{one.behaviour}", and it is required.'
            yield places.report("RP234", one.steps, message, "Tick it at one choice or more.")


def rightly_required(competency: str, one: Named, rubrics: Rubrics, places: Places) -> Iterator[Diagnostic]:
    """Find a requirement that belongs elsewhere (RP233), or is not basic (RP232)."""
    behaviour, steps = one
    found = rubrics.behaviours.get(behaviour)
    if found is None or competency not in rubrics:
        return
    home, details = found
    if home != competency:
        message = f'"{behaviour}" belongs to "{home}", not to "{competency}".'
        yield places.report("RP233", steps, message, f"Require it under {home}:, or name a basic one of {competency}.")
    elif details.kind is not Kind.BASIC:
        basics = ", ".join(b.id for b in rubrics[competency].behaviours if b.kind is Kind.BASIC)
        message = f'"{behaviour}" is {details.kind}, and only basic behaviours can be required.'
        yield places.report("RP232", steps, message, f"Basic are: {basics}.")


def repairs(scenario: Scenario, rubrics: Rubrics, places: Places) -> Iterator[Diagnostic]:
    """Find repairs of what is no harm (RP235) or never happens (RP236)."""
    ticked = _ticked(scenario, rubrics)
    for behaviour, steps in repaired(scenario):
        if behaviour not in rubrics.behaviours:
            continue
        if not rubrics.is_harmful(behaviour):
            message = f'"{behaviour}" is not harmful, so there is nothing to repair.'
            yield places.report("RP235", steps, message, "Name the harm that is repaired here.")
        elif behaviour not in ticked:
            message = f'Nothing in this scenario shows "{behaviour}", so it cannot be repaired.'
            yield places.report("RP236", steps, message, "Name a harm that an earlier choice ticks.")
