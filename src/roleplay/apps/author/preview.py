"""A preview: a scenario played from any place with any values. It is a value of its own; nothing is kept anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from roleplay.engine import Compiled, Phase, State, compile_scenario
from roleplay.errors import NotFound, RefusedEvent, RoleplayError
from roleplay.model.condition import Domain, Value
from roleplay.model.event import Chose, Expected, Wrote
from roleplay.model.scenario import Scenario, Variable
from roleplay.model.site import POLICIES, SITE_DOMAINS

SEED = 1
"""Decides the displayed order, so that it stays the same while an author looks."""


class Setup(NamedTuple):
    """Where and with what a preview starts. What is not named is as the scenario declares it."""

    node: str
    """Id of the node."""
    profile: str | None
    """The declared site profile; None for no policy set."""
    site: Mapping[str, str]
    """Policies that differ from the profile."""
    values: Mapping[str, Value]
    """Variables that differ from their start."""


class Step(NamedTuple):
    """What the author did."""

    choice: str | None
    """The choice that was taken; None for a reply."""
    text: str | None = None
    """What was written; None where it was skipped."""


class Kept(StrEnum):
    """What became of a preview when its file was saved."""

    SAME = "same"
    """It stays where it was, with the way there."""
    PLACE = "place"
    """It stays where it was, but the way there is no more: it starts there now."""
    LESS = "less"
    """The place is no more: it went back along the way, as far as need be."""
    START = "start"
    """Nothing of the way is left: it starts where the scenario does."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A scenario that is being played by its author."""

    scenario: Scenario
    """The scenario."""
    game: Compiled
    """The same, ready to be played from where the preview starts."""
    setup: Setup
    """Where and with what it started."""
    steps: tuple[Step, ...]
    """What was done since."""
    states: tuple[State, ...]
    """Where that led: one for the start and one for each step."""

    @property
    def state(self) -> State:
        """Where it stands."""
        return self.states[-1]

    def take(self, choice: str) -> Preview:
        """Take a choice. Raises `RefusedEvent` for one that is not open."""
        return self._after(Chose(self.state.node, choice), Step(choice))

    def write(self, text: str | None) -> Preview:
        """Give the written reply that is asked for, or skip it. Raises `RefusedEvent` where none is."""
        return self._after(Wrote(self.state.node, None), Step(None, text))

    def undo(self) -> Preview:
        """Take the last step back; the start has none."""
        return replace(self, steps=self.steps[:-1], states=self.states[:-1]) if self.steps else self

    def restart(self) -> Preview:
        """Go back to the start."""
        return replace(self, steps=(), states=self.states[:1])

    def _after(self, event: Chose | Wrote, step: Step) -> Preview:
        state = self.game.step(self.state, event)
        return replace(self, steps=(*self.steps, step), states=(*self.states, state))


def begin(scenario: Scenario, setup: Setup) -> Preview:
    """Start a preview. Raises `NotFound` and `RefusedEvent` for a start that the scenario does not allow."""
    if scenario.node(setup.node) is None:
        raise NotFound.of("node", setup.node, (node.id for node in scenario.nodes))
    if setup.profile is not None and setup.profile not in scenario.profiles:
        raise NotFound.of("profile", setup.profile, scenario.profiles)
    domains = {name: variable.domain for name, variable in scenario.state.items()}
    _check("variable", setup.values, domains)
    _check("site policy", setup.site, {policy: SITE_DOMAINS[f"site.{policy}"] for policy in POLICIES})
    site = {**(scenario.profiles[setup.profile] if setup.profile is not None else {}), **setup.site}
    values = (
        *(setup.values.get(name, start_of(variable)) for name, variable in scenario.state.items()),
        *(site.get(policy, "unset") for policy in POLICIES),
    )
    game = compile_scenario(scenario.model_copy(update={"start": setup.node}))
    before = State(Phase.ANTICIPATE, setup.node, values, (), SEED)
    return Preview(scenario, game, setup, (), (game.step(before, Expected()),))


def start_of(variable: Variable) -> Value:
    """Where a variable starts; of words that vary, the first."""
    if variable.vary:
        return variable.vary[0]
    start = variable.flag if variable.flag is not None else variable.start
    return 0 if start is None else start


def _check(kind: str, given: Mapping[str, Value], domains: Mapping[str, Domain]) -> None:
    for name, value in given.items():
        domain = domains.get(name)
        if domain is None:
            raise NotFound.of(kind, name, domains)
        if not _fits(value, domain):
            raise RefusedEvent(f'"{name}" is {domain.describe()}, never {value}.', "Choose another value.")


def _fits(value: Value, domain: Domain) -> bool:
    if domain.flag or isinstance(value, bool):
        return domain.flag and isinstance(value, bool)
    if domain.words or isinstance(value, str):
        return value in domain.words
    return domain.low <= value <= domain.high


def replay(preview: Preview, steps: Iterable[Step]) -> Preview:
    """Take steps again, as far as each is still possible."""
    for step in steps:
        try:
            preview = preview.write(step.text) if step.choice is None else preview.take(step.choice)
        except RefusedEvent:
            break
    return preview


def follow_way(preview: Preview, way: Iterable[str]) -> tuple[Preview, str | None]:
    """Take choices, each as `node/choice`, and skip the replies between them. Also the first that is not open."""
    for step in way:
        node, _, choice = step.rpartition("/")
        while preview.state.phase is Phase.ENACT and preview.game.nodes[preview.state.node].source.reply is not None:
            preview = preview.write(None)
        if preview.state.node != node:
            return preview, step
        try:
            preview = preview.take(choice)
        except RefusedEvent:
            return preview, step
    return preview, None


def carried_over(preview: Preview, scenario: Scenario) -> tuple[Preview, Kept]:
    """The same preview in a newer version of its scenario: where it was, as far as there is still such a place."""
    setup = _still_fitting(preview.setup, scenario)
    again = None if setup is None else _begun(scenario, setup)
    if again is not None:
        again = replay(again, preview.steps)
        if len(again.steps) == len(preview.steps) and again.state.node == preview.state.node:
            return again, Kept.SAME
    here = _still_fitting(_setup_here(preview), scenario)
    if here is not None and (begun := _begun(scenario, here)) is not None:
        return begun, Kept.PLACE
    if again is not None:
        return again, Kept.LESS
    first = Setup(scenario.start, None, {}, {})
    return begin(scenario, first), Kept.START


def _begun(scenario: Scenario, setup: Setup) -> Preview | None:
    try:
        return begin(scenario, setup)
    except RoleplayError:
        return None


def _setup_here(preview: Preview) -> Setup:
    """The place and the values that a preview has reached, as a start."""
    names = preview.scenario.state
    values = {name: preview.state.values[preview.game.slots[name]] for name in names}
    return preview.setup._replace(node=preview.state.node, values=values)


def _still_fitting(setup: Setup, scenario: Scenario) -> Setup | None:
    """What of a start another version allows; None where the node is not there."""
    if scenario.node(setup.node) is None:
        return None
    known = {name: variable.domain for name, variable in scenario.state.items()}
    values = {name: v for name, v in setup.values.items() if name in known and _fits(v, known[name])}
    profile = setup.profile if setup.profile in scenario.profiles else None
    return Setup(setup.node, profile, setup.site, values)
