"""Everything that can happen in a scenario: node x declared state, for one profile of the site and one variation.

Values that nothing reads any more are forgotten, so that states which differ only in what is past are one. That changes
no result: what is never read again decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from operator import itemgetter
from typing import NamedTuple

from roleplay.engine import Compiled, Passage
from roleplay.engine.graph import onward
from roleplay.errors import RoleplayError
from roleplay.model.condition import Name, Value, atoms, parse
from roleplay.model.scenario import Node, TickRule
from roleplay.model.site import POLICIES

MOST_STATES = 100_000
"""A scenario with more states than this is not proved, and the checker says so. Nothing is ever cut silently."""


class TooLarge(RoleplayError, OverflowError):
    """A scenario has more states than can be looked at."""

    @classmethod
    def of(cls, game: Compiled) -> TooLarge:
        """It has more than `MOST_STATES`."""
        message = f'"{game.scenario.id}" has more than {MOST_STATES} states.'
        return cls(message, "Narrow the ranges of its variables, or read fewer of them late.")


class Setting(NamedTuple):
    """One profile of the site with one variation."""

    profile: str
    """Name of the profile; empty where the scenario declares none."""
    site: Mapping[str, str]
    """The site's policies that are set in it."""
    vary: Mapping[str, str]
    """Variable -> the word that an attempt got."""


class Step(NamedTuple):
    """One way on from a state."""

    choice: str | None
    """Id of the choice; None where the conversation goes on by itself or by a written reply."""
    shows: tuple[str, ...]
    """Behaviours that the choice shows."""
    arrives: tuple[str, ...]
    """Behaviours shown by getting where it leads."""
    target: int
    """Index of the state that it leads to."""
    ticks: int
    """All behaviours that it shows, as an index of the product's `ticks`."""


@dataclass(frozen=True, slots=True)
class Product:
    """All states under one setting. State 0 is the start."""

    setting: Setting
    """Under what."""
    nodes: tuple[str, ...]
    """State -> id of its node."""
    values: tuple[tuple[Value, ...], ...]
    """State -> its values; those that are read no more stand at their start."""
    steps: tuple[tuple[Step, ...], ...]
    """State -> the ways on; none at an ending."""
    begins: tuple[str, ...]
    """Behaviours shown by getting to the start."""
    ticks: tuple[tuple[str, ...], ...]
    """Every combination of behaviours that some step shows, each once: there are few, and many steps."""


def settings(game: Compiled) -> Iterator[Setting]:
    """Every declared profile with every variation."""
    scenario = game.scenario
    varied = {name: variable.vary for name, variable in scenario.state.items() if variable.vary}
    for profile, site in (scenario.profiles or {"": {}}).items():
        for words in product(*varied.values()):
            yield Setting(profile, site, dict(zip(varied, words, strict=True)))


def _read_by(rules: tuple[TickRule, ...]) -> Iterator[str | None]:
    return (rule.only_if for rule in rules)


def _conditions(node: Node, *, lines: bool) -> Iterator[str | None]:
    yield from _read_by(node.ticks)
    if lines:
        yield from (line.only_if for line in node.say)
    for choice in node.choices:
        yield choice.shown_if
        yield choice.enabled_if.when if choice.enabled_if else None
        yield from _read_by(choice.ticks)
        if lines:
            yield from (line.only_if for line in choice.response)


def still_read(game: Compiled, *, lines: bool = False) -> Mapping[str, frozenset[int]]:
    """Node -> slots of the values that are read there or on any way from there, with `lines` also by lines."""
    own: dict[str, set[int]] = {}
    for node_id, node in game.nodes.items():
        texts = [text for text in _conditions(node.source, lines=lines) if text is not None]
        read = (atom for text in texts for atom in atoms(parse(text)))
        own[node_id] = {game.slots[a.name if isinstance(a, Name) else a.name.name] for a in read}
    changed = True
    while changed:
        changed = False
        for node_id in reversed(own):
            later = set().union(*(own[target] for target in onward(game, node_id)), own[node_id])
            changed = changed or later != own[node_id]
            own[node_id] = later
    return {node_id: frozenset(slots) for node_id, slots in own.items()}


def start_values(game: Compiled, setting: Setting) -> tuple[Value, ...]:
    """What is remembered at the start."""
    values: list[Value] = []
    for name, variable in game.scenario.state.items():
        if variable.vary:
            values.append(setting.vary[name])
        else:
            start = variable.flag if variable.flag is not None else variable.start
            values.append(0 if start is None else start)
    return (*values, *(setting.site.get(policy, "unset") for policy in POLICIES))


def forgetters(
    game: Compiled, start: tuple[Value, ...], read: Mapping[str, frozenset[int]]
) -> Mapping[str, Callable[[tuple[Value, ...]], tuple[Value, ...]]]:
    """Node -> what puts values that are read no more back to their start."""
    choices = [choice for node in game.nodes.values() for choice in node.choices.values()]
    written = {write.slot for choice in choices for write in choice.writes}
    return {node: _forgetter([(slot, start[slot]) for slot in written - slots]) for node, slots in read.items()}


def _forgetter(back: Sequence[tuple[int, Value]]) -> Callable[[tuple[Value, ...]], tuple[Value, ...]]:
    def forget(values: tuple[Value, ...]) -> tuple[Value, ...]:
        new = list(values)
        for slot, value in back:
            new[slot] = value
        return tuple(new)

    return forget


def _picker(slots: frozenset[int]) -> Callable[[tuple[Value, ...]], Hashable]:
    """Say what tells states of a node apart: the values in these slots."""
    return itemgetter(*sorted(slots)) if slots else lambda _: None


class _Builder:
    def __init__(self, game: Compiled, setting: Setting) -> None:
        self.game = game
        self.read = still_read(game)
        self.pick = {node: _picker(slots) for node, slots in self.read.items()}
        self.start = start_values(game, setting)
        self.forget = forgetters(game, self.start, self.read)
        self.known: dict[tuple[str, Hashable], int] = {}
        self.states: list[tuple[str, tuple[Value, ...]]] = []
        self.arrives: list[tuple[str, ...]] = []
        self.ticks: dict[tuple[str, ...], int] = {}

    def state(self, node: str, values: tuple[Value, ...]) -> int:
        found = self.known.setdefault((node, self.pick[node](values)), len(self.states))
        if found == len(self.states):
            if found >= MOST_STATES:
                raise TooLarge.of(self.game)
            kept = self.forget[node](values)
            self.states.append((node, kept))
            self.arrives.append(self.game.ticks(Passage(node, None, kept)))
        return found

    def steps(self, node_id: str, values: tuple[Value, ...]) -> Iterator[Step]:
        node = self.game.nodes[node_id]
        if node.onward is None:
            return
        open_choices = [choice for choice in node.choices.values() if choice.is_open(values)]
        for choice in open_choices:
            after = choice.apply(values)
            shows = self.game.ticks(Passage(node_id, choice.source.id, values))
            yield self._step(choice.source.id, shows, choice.target, after)
        if not open_choices:
            target = node.source.otherwise if node.choices and node.source.otherwise else node.onward
            yield self._step(None, (), target, values)

    def _step(self, choice: str | None, shows: tuple[str, ...], target: str, values: tuple[Value, ...]) -> Step:
        state = self.state(target, values)
        arrives = self.arrives[state]
        return Step(choice, shows, arrives, state, self.ticks.setdefault((*shows, *arrives), len(self.ticks)))


def explore(game: Compiled, setting: Setting) -> Product:
    """Find all states under one setting. Raises `TooLarge`.

    What conditions of lines alone read is not remembered: it changes what is seen (`moments`), never what counts.
    """
    builder = _Builder(game, setting)
    builder.state(game.scenario.start, builder.start)
    steps: list[tuple[Step, ...]] = []
    while len(steps) < len(builder.states):
        steps.append(tuple(builder.steps(*builder.states[len(steps)])))
    return Product(
        setting,
        tuple(node for node, _ in builder.states),
        tuple(values for _, values in builder.states),
        tuple(steps),
        builder.arrives[0],
        tuple(builder.ticks),
    )
