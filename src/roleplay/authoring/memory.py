"""What a scenario remembers: its state, the conditions that read it, the effects that change it, site settings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product
from math import prod
from typing import NamedTuple, TypeAlias

from roleplay.authoring.diagnostic import Diagnostic, Places, Steps
from roleplay.authoring.fields import nearest
from roleplay.authoring.rubrics import Rubrics
from roleplay.authoring.texts import lines
from roleplay.engine.predicate import predicate
from roleplay.errors import ConditionError, did_you_mean
from roleplay.model.condition import Compare, Domain, Expr, Value, atoms, mismatches, parse
from roleplay.model.scenario import Scenario, SetTo, Variable
from roleplay.model.site import POLICIES, SITE_DOMAINS

Effect: TypeAlias = bool | int | str | SetTo
"""What a choice can do to a variable."""

MAX_CASES = 20_000
"""Conditions over more combinations of values than this are left to the proof."""


class Written(NamedTuple):
    """A condition of a scenario."""

    steps: Steps
    """Where it stands."""
    text: str
    """As written."""


def conditions(scenario: Scenario) -> Iterator[Written]:
    """Every condition of a scenario."""
    for steps, line in lines(scenario):
        if line.only_if is not None:
            yield Written((*steps, "if"), line.only_if)
    for node in scenario.nodes:
        here: Steps = ("nodes", node.id)
        rules = [((*here, "ticks", index, "if"), rule) for index, rule in enumerate(node.ticks)]
        for choice in node.choices:
            steps = (*here, "choices", choice.id)
            rules += [((*steps, "ticks", index, "if"), rule) for index, rule in enumerate(choice.ticks)]
            if choice.shown_if is not None:
                yield Written((*steps, "shown_if"), choice.shown_if)
            if choice.enabled_if is not None:
                yield Written((*steps, "enabled_if", "when"), choice.enabled_if.when)
        for where, rule in rules:
            if rule.only_if is not None:
                yield Written(where, rule.only_if)


def domains(scenario: Scenario) -> Mapping[str, Domain]:
    """What every variable and site setting can be."""
    return {**SITE_DOMAINS, **{name: variable.domain for name, variable in scenario.state.items()}}


def names_in(tree: Expr) -> tuple[str, ...]:
    """What a condition reads, each name once."""
    found = (atom.name.name if isinstance(atom, Compare) else atom.name for atom in atoms(tree))
    return tuple(dict.fromkeys(found))


def values_of(domain: Domain) -> tuple[Value, ...]:
    """All values of a variable."""
    if domain.flag:
        return (False, True)
    return domain.words or tuple(range(domain.low, domain.high + 1))


def always(text: str, known: Mapping[str, Domain]) -> bool | None:
    """Return what a condition comes out as whatever the values; None when it depends, or is too large to try."""
    names = names_in(parse(text))
    choices = [values_of(known[name]) for name in names]
    if prod(len(values) for values in choices) > MAX_CASES:
        return None
    holds = predicate(text, {name: slot for slot, name in enumerate(names)})
    outcomes = {holds(values) for values in product(*choices)}
    return outcomes.pop() if len(outcomes) == 1 else None


def _plain(error: ConditionError) -> str:
    said = error.message.removeprefix(f'In the condition "{error.text}", at character {error.offset + 1}: ')
    return said[:1].upper() + said[1:]


def read_conditions(scenario: Scenario, _rubrics: Rubrics, places: Places) -> Iterator[Diagnostic]:
    """Find conditions that cannot be read or decide nothing (RP220 to RP224)."""
    known = domains(scenario)
    for steps, text in conditions(scenario):
        try:
            tree = parse(text)
        except ConditionError as error:
            yield places.report_inside("RP220", steps, error.offset, _plain(error), error.fix)
            continue
        wrong = [(atom, mismatch) for atom in atoms(tree) for mismatch in mismatches(text, atom, known)]
        for atom, mismatch in wrong:
            name = atom.name.name if isinstance(atom, Compare) else atom.name
            code = "RP222" if name in known else "RP221"
            yield places.report_inside(code, steps, mismatch.offset, _plain(mismatch), mismatch.fix)
        if wrong:
            continue
        decided = always(text, known)
        if decided is False:
            yield places.report("RP223", steps, f'"{text}" never holds.', "Mend the contradiction in it.")
        elif decided is True:
            yield places.report("RP224", steps, f'"{text}" always holds.', "Mend it, or remove it.")


def effects(scenario: Scenario, _rubrics: Rubrics, places: Places) -> Iterator[Diagnostic]:
    """Find effects that a variable cannot take (RP221, RP227 to RP229)."""
    for node in scenario.nodes:
        for choice in node.choices:
            for name, effect in choice.effects.items():
                steps: Steps = ("nodes", node.id, "choices", choice.id, "effects", name)
                variable = scenario.state.get(name)
                if variable is None:
                    fix = did_you_mean(name, scenario.state).strip() or "Declare it under state."
                    yield places.report("RP221", steps, f'No variable is called "{name}".', fix, key=True)
                elif (found := _wrong(name, variable, effect)) is not None:
                    yield places.report(found.code, steps, found.message, found.fix)


class _Wrong(NamedTuple):
    code: str
    message: str
    fix: str


def _wrong(name: str, variable: Variable, effect: Effect) -> _Wrong | None:
    """Say what is wrong with an effect on a variable; None when it fits."""
    if variable.vary:
        return _Wrong("RP229", f'"{name}" varies between attempts and stays as it is.', "Use a variable of words.")
    if variable.range is not None:
        return _wrong_number(name, variable.range, effect)
    if variable.flag is not None:
        fits = isinstance(effect, bool)
        return None if fits else _Wrong("RP227", f'"{name}" is a flag.', "Write true or false.")
    if isinstance(effect, str) and effect in variable.words:
        return None
    near = did_you_mean(effect, variable.words) if isinstance(effect, str) else ""
    return _Wrong("RP227", f'"{name}" is a word.', f"Write one of: {', '.join(variable.words)}.{near}")


def _wrong_number(name: str, bounds: tuple[int, int], effect: Effect) -> _Wrong | None:
    low, high = bounds
    if isinstance(effect, (bool, str)):
        return _Wrong("RP227", f'"{name}" is a number.', "Write a number to add, such as -2, or {set: 3}.")
    if isinstance(effect, SetTo):
        fits, says = low <= effect.set <= high, f"it cannot be {effect.set}"
    else:
        fits, says = abs(effect) <= high - low, f"{effect:+d} is more than that"
    return None if fits else _Wrong("RP228", f'"{name}" goes from {low} to {high}; {says}.', "Stay within the range.")


_WORD = re.compile(r"[a-z_][a-z0-9_.]*")


def _read_names(scenario: Scenario) -> dict[str, Steps]:
    """Every name that a condition reads -> the first place. Of a condition that cannot be read, every word of it."""
    found: dict[str, Steps] = {}
    for steps, text in conditions(scenario):
        try:
            names = names_in(parse(text))
        except ConditionError:
            names = tuple(_WORD.findall(text))
        for name in names:
            found.setdefault(name, steps)
    return found


def unused(scenario: Scenario, _rubrics: Rubrics, places: Places) -> Iterator[Diagnostic]:
    """Find state that is never read (RP225) or never changed (RP226)."""
    read = _read_names(scenario)
    named = {name for node in scenario.nodes for choice in node.choices for name in choice.effects}
    changed = {name if name in scenario.state else nearest(name, scenario.state) for name in named}
    for name, variable in scenario.state.items():
        steps: Steps = ("state", name)
        if name not in read:
            yield places.report("RP225", steps, f'No condition reads "{name}".', "Read it, or remove it.")
        if not variable.vary and name not in changed:
            yield places.report("RP226", steps, f'No choice changes "{name}".', "Change it in effects, or remove it.")


def sites(scenario: Scenario, _rubrics: Rubrics, places: Places) -> Iterator[Diagnostic]:
    """Find profiles that describe no possible place (RP250, RP251), or that are missing (RP252)."""
    for profile, settings in scenario.profiles.items():
        for name, value in settings.items():
            steps: Steps = ("profiles", profile, name)
            if name not in POLICIES:
                fix = f"There are: {', '.join(POLICIES)}.{did_you_mean(name, POLICIES)}"
                yield places.report("RP250", steps, f'There is no site setting "{name}".', fix, key=True)
            elif value not in POLICIES[name]:
                fix = f"It can be: {', '.join(POLICIES[name])}.{did_you_mean(value, POLICIES[name])}"
                yield places.report("RP251", steps, f'"{name}" cannot be "{value}".', fix)
    read = [(steps, name) for name, steps in _read_names(scenario).items() if name in SITE_DOMAINS]
    if read and not scenario.profiles:
        steps, name = read[0]
        message = f'"{name}" is read here, and no profile is declared.'
        yield places.report("RP252", steps, message, "Add profiles: with the places that matter.")
