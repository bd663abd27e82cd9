"""Cue twins: conversations that offer the same answers, while one cue decides which of them help.

Twins are two files (`twin:`), or one file under the words of a variable that is declared as a `cue`. What is proved is
that no player who goes by the answers on offer alone meets the standard in all of them; see `roleplay.authoring.blind`.

Two files are compared under every pair of settings that one place can have. Of a variable, all words are taken
together, with all else the same: who does not read it fails under one of them at least.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product as combinations
from typing import Any, NamedTuple

from roleplay.authoring.blind import Conversation, Way, blind_ways
from roleplay.authoring.diagnostic import Diagnostic, Places
from roleplay.authoring.exploration import Exploration
from roleplay.authoring.product import Setting, TooLarge, explore, settings
from roleplay.authoring.witness import told_setting, told_way
from roleplay.engine import compile_scenario
from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Scenario


class Blind(NamedTuple):
    """A policy that meets the standard in all twins without reading the cue."""

    under: tuple[Setting, ...]
    """The setting of each twin."""
    ways: tuple[Way, ...]
    """What it chooses in each."""


def cues(scenario: Scenario) -> tuple[str, ...]:
    """The variables that are declared as cues."""
    return tuple(name for name, variable in scenario.state.items() if variable.cue)


def blind_within(scenario: Scenario, rubrics: Mapping[str, Rubric], variable: str) -> Blind | None:
    """A policy that meets the standard under every word of a variable, with all else the same; None without one.

    Raises `TooLarge`.
    """
    return _blind_within(_conversations(scenario, rubrics), variable)


def _blind_within(conversations: Iterable[Conversation], variable: str) -> Blind | None:
    alike: defaultdict[tuple[str, ...], list[Conversation]] = defaultdict(list)
    for one in conversations:
        setting = one.product.setting
        rest = (word for name, word in setting.vary.items() if name != variable)
        alike[setting.profile, *rest].append(one)
    return _first_blind(alike.values())


def blind_between(scenario: Scenario, other: Scenario, rubrics: Mapping[str, Rubric]) -> Blind | None:
    """A policy that meets the standard in both, under some pair of settings that one place can have; None without one.

    Raises `TooLarge`.
    """
    return _first_blind(_pairs(scenario, other, rubrics))


def _first_blind(twins: Iterable[Sequence[Conversation]]) -> Blind | None:
    found = ((one, blind_ways(one)) for one in twins)
    return next((Blind(tuple(t.product.setting for t in one), ways) for one, ways in found if ways), None)


def _conversations(scenario: Scenario, rubrics: Mapping[str, Rubric]) -> list[Conversation]:
    game = compile_scenario(scenario)
    return [Conversation(game, rubrics, explore(game, setting)) for setting in settings(game)]


def _of_proofs(exploration: Exploration, rubrics: Mapping[str, Rubric]) -> list[Conversation]:
    game = compile_scenario(exploration.scenario)
    return [Conversation(game, rubrics, one.product) for one in exploration.proofs]


def _pairs(
    scenario: Scenario, other: Scenario, rubrics: Mapping[str, Rubric]
) -> Iterator[tuple[Conversation, Conversation]]:
    """Both under every pair of settings, apart from those that contradict each other about the place."""
    named = [{policy for site in one.profiles.values() for policy in site} for one in (scenario, other)]
    both = named[0] & named[1]
    for one, two in combinations(_conversations(scenario, rubrics), _conversations(other, rubrics)):
        sites = one.product.setting.site, two.product.setting.site
        if all(sites[0].get(policy, "unset") == sites[1].get(policy, "unset") for policy in both):
            yield one, two


def inside(exploration: Exploration, rubrics: Mapping[str, Rubric], places: Places) -> Iterator[Diagnostic]:
    """Find declared cues that nobody needs to read (RP342), and a scenario that is its own twin (RP340)."""
    scenario = exploration.scenario
    if scenario.twin is not None and scenario.twin.of == scenario.id:
        fix = "Name the other file; for two forms in one file, declare a variable as a cue."
        yield places.report("RP340", ("twin", "of"), "The scenario is its own twin.", fix)
    for variable in cues(scenario):
        steps = ("state", variable, "cue")
        try:
            blind = _blind_within(_of_proofs(exploration, rubrics), variable)
        except TooLarge as error:
            yield places.report("RP302", steps, error.message, error.fix)
        else:
            if blind is not None:
                told = _told([""] * len(blind.under), blind)
                message = f'The standard can be met whatever "{variable}" is, without reading it: {told}.'
                yield places.report("RP342", steps, message)


def between(
    scenario: Scenario, other: Scenario | None, rubrics: Mapping[str, Rubric], places: Places
) -> Iterator[Diagnostic]:
    """Find what keeps a scenario and the `other` that it names from being twins; None where no such one can be played.

    There is none (RP340), they begin differently (RP341), nobody needs to read the cue (RP342), or both are too
    large together (RP302).
    """
    if scenario.twin is None or scenario.twin.of == scenario.id:
        return
    steps = ("twin", "of")
    if other is None:
        yield places.report("RP340", steps, f'There is no scenario "{scenario.twin.of}" that can be played.')
        return
    try:
        pairs = tuple(_pairs(scenario, other, rubrics))
        if not pairs:
            message = f'No place can have a profile of this scenario and one of "{other.id}".'
            yield places.report("RP341", steps, message, "Give both the same profiles.")
        elif any(one.first_offers != two.first_offers for one, two in pairs):
            yield places.report("RP341", steps, f'The first decision of "{other.id}" offers other answers.')
        elif (blind := _first_blind(pairs)) is not None:
            message = (
                f"The standard can be met in both without reading the cue: {_told((scenario.id, other.id), blind)}."
            )
            yield places.report("RP342", steps, message)
    except TooLarge as error:
        yield places.report("RP302", steps, error.message, error.fix)


def _told(names: Sequence[str], blind: Blind) -> str:
    """A policy in words, with the setting of each way."""
    twins = zip(names, blind.under, blind.ways, strict=True)
    return "; ".join(f"{name}{told_setting(under)}, {told_way(way)}".lstrip() for name, under, way in twins)


def twins_data(
    scenario: Scenario, library: Mapping[str, Scenario], rubrics: Mapping[str, Rubric]
) -> list[dict[str, Any]]:
    """What was proved of a scenario's twins, as plain JSON data; `library` has the scenarios that can be played.

    Raises `TooLarge`.
    """
    found = [
        {"with": scenario.id, "cue": variable, **_outcome(blind_within(scenario, rubrics, variable))}
        for variable in cues(scenario)
    ]
    twin = scenario.twin
    if twin is not None and twin.of in library and twin.of != scenario.id:
        blind = blind_between(scenario, library[twin.of], rubrics)
        found.append({"with": twin.of, "cue": twin.cue, **_outcome(blind)})
    return found


def _outcome(blind: Blind | None) -> dict[str, Any]:
    witness = (
        []
        if blind is None
        else [
            {"profile": setting.profile, "vary": dict(setting.vary), "way": list(way)}
            for setting, way in zip(blind.under, blind.ways, strict=True)
        ]
    )
    return {"separate": blind is None, "witness": witness}
