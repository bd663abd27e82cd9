"""A scenario made ready to be played: ids resolved, conditions and effects turned into functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from roleplay.engine.display import drawn, shuffled
from roleplay.engine.predicate import Predicate, predicate
from roleplay.engine.state import Passage, Phase, State
from roleplay.errors import NotFound, RefusedEvent
from roleplay.model.condition import Value
from roleplay.model.event import Chose, Compared, Ended, Event, Expected, Reflected, Started, Wrote
from roleplay.model.scenario import Choice, Lines, Node, Scenario, SetTo, Ticks
from roleplay.model.site import POLICIES


class Offer(NamedTuple):
    """A choice as it is displayed."""

    id: str
    """Its id."""
    text: str
    """What the mentor would say."""
    open: bool
    """False for a choice that is seen but closed."""
    reason: str | None
    """Why it is closed."""


class _Write(NamedTuple):
    """One effect: put `value` into a slot, or add it within bounds."""

    slot: int
    value: Value
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class CompiledChoice:
    """A choice, ready to be taken."""

    source: Choice
    """As in the file."""
    target: str
    """Id of the node that it leads to."""
    shown: Predicate | None
    """Hidden unless this holds; None means always shown."""
    enabled: Predicate | None
    """Closed unless this holds; None means never closed."""
    writes: tuple[_Write, ...]
    """Its effects."""
    ticks: tuple[tuple[str, Predicate | None], ...]
    """Behaviours, with the condition under which each is shown."""
    responds_if: tuple[Predicate | None, ...]
    """The condition of each line of the response; read after the effects."""

    def is_open(self, values: tuple[Value, ...]) -> bool:
        """True when it can be taken."""
        return (self.shown is None or self.shown(values)) and (self.enabled is None or self.enabled(values))

    def apply(self, values: tuple[Value, ...]) -> tuple[Value, ...]:
        """The values after its effects."""
        if not self.writes:
            return values
        new = list(values)
        for slot, value, low, high in self.writes:
            if low is None or high is None:
                new[slot] = value
            else:
                new[slot] = min(high, max(low, int(new[slot]) + int(value)))
        return tuple(new)


@dataclass(frozen=True, slots=True)
class CompiledNode:
    """A node, ready to be reached."""

    source: Node
    """As in the file."""
    choices: dict[str, CompiledChoice]
    """Its choices by id, in the order of the file."""
    always_open: bool
    """True when some choice has no condition, or there is nothing to choose."""
    onward: str | None
    """Where it leads by itself; None for an ending."""
    ticks: tuple[tuple[str, Predicate | None], ...]
    """Behaviours shown by getting here."""
    said_if: tuple[Predicate | None, ...]
    """The condition of each line."""


class Compiled:
    """A scenario that can be played. It never changes; what changes is the `State` that goes in and comes out."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        """As in the file."""
        names = [*scenario.state, *(f"site.{policy}" for policy in POLICIES)]
        self.slots: Mapping[str, int] = {name: slot for slot, name in enumerate(names)}
        """Variable or site policy -> where its value stands."""
        following: dict[str, str | None] = {
            node.id: after.id for node, after in zip(scenario.nodes, scenario.nodes[1:], strict=False)
        }
        self.nodes: Mapping[str, CompiledNode] = {
            node.id: self._node(node, following.get(node.id)) for node in scenario.nodes
        }
        """Id -> node."""

    def _condition(self, text: str | None) -> Predicate | None:
        return None if text is None else predicate(text, self.slots)

    def _ticks(self, rules: Ticks) -> tuple[tuple[str, Predicate | None], ...]:
        return tuple((rule.tick, self._condition(rule.only_if)) for rule in rules)

    def _write(self, name: str, effect: Value | SetTo) -> _Write:
        bounds = self.scenario.state[name].range
        if bounds is None or isinstance(effect, SetTo):
            return _Write(self.slots[name], effect.set if isinstance(effect, SetTo) else effect, None, None)
        return _Write(self.slots[name], effect, *bounds)

    def _node(self, node: Node, following: str | None) -> CompiledNode:
        onward = None if node.end is not None else node.goto or following
        choices = {
            choice.id: CompiledChoice(
                source=choice,
                target=choice.goto or onward or node.id,
                shown=self._condition(choice.shown_if),
                enabled=self._condition(choice.enabled_if.when if choice.enabled_if else None),
                writes=tuple(self._write(name, effect) for name, effect in choice.effects.items()),
                ticks=self._ticks(choice.ticks),
                responds_if=tuple(self._condition(line.only_if) for line in choice.response),
            )
            for choice in node.choices
        }
        return CompiledNode(
            source=node,
            choices=choices,
            always_open=not choices or any(c.shown is None and c.enabled is None for c in choices.values()),
            onward=onward,
            ticks=self._ticks(node.ticks),
            said_if=tuple(self._condition(line.only_if) for line in node.say),
        )

    # --- playing ---

    def step(self, state: State | None, event: Event) -> State:
        """Return the state after an event. Raises `RefusedEvent` for one that does not fit; nothing is changed then."""
        if state is None:
            if not isinstance(event, Started):
                raise RefusedEvent(f'"{event.kind}" cannot be first.', "An attempt begins with its start.")
            return self._started(event)
        if isinstance(event, Chose):  # first, because most events are choices
            return self._chose(state, event)
        if isinstance(event, Wrote):
            return self._wrote(state, event)
        return self._around(state, event)

    def replay(self, events: Iterable[Event]) -> State:
        """Return the state after all events of a log."""
        state: State | None = None
        for event in events:
            state = self.step(state, event)
        if state is None:
            raise RefusedEvent("The log is empty.", "An attempt begins with its start.")
        return state

    def _started(self, event: Started) -> State:
        values: list[Value] = []
        for name, variable in self.scenario.state.items():
            if variable.vary:
                values.append(drawn(event.seed, name, variable.vary))
            else:
                start = variable.flag if variable.flag is not None else variable.start
                values.append(start if start is not None else 0)
        values.extend(event.site.get(policy, "unset") for policy in POLICIES)
        return State(Phase.ANTICIPATE, self.scenario.start, tuple(values), (), event.seed)

    def _around(self, state: State, event: Event) -> State:
        """What happens before and after the conversation, and beside it."""
        if isinstance(event, Expected) and state.phase is Phase.ANTICIPATE:
            return self._enter(state, self.scenario.start, state.values, state.trail)
        if isinstance(event, Compared):
            if not any(passage.replied and passage.node == event.node for passage in state.trail):
                raise RefusedEvent(f'There is no reply at "{event.node}" to compare.', "Write one first.")
            return state
        if isinstance(event, Reflected) and state.phase is Phase.REFLECT:
            return state
        if (
            isinstance(event, Ended)
            and state.phase is not Phase.CLOSED
            and event.left != (state.phase is Phase.REFLECT)
        ):
            return state._replace(phase=Phase.CLOSED, left=event.left)
        raise RefusedEvent.out_of_phase(event.kind, state.phase)

    def _enter(self, state: State, target: str, values: tuple[Value, ...], trail: tuple[Passage, ...]) -> State:
        for _ in range(len(self.nodes) + 1):
            node = self.nodes[target]
            trail = (*trail, Passage(target, None, values))
            if node.onward is None:
                return State(Phase.REFLECT, target, values, trail, state.seed)
            if node.source.reply is not None:
                return State(Phase.ENACT, target, values, trail, state.seed)
            if node.choices:
                if node.always_open or any(choice.is_open(values) for choice in node.choices.values()):
                    return State(Phase.ENACT, target, values, trail, state.seed)
                target = node.source.otherwise or node.onward
            else:
                target = node.onward
        raise RefusedEvent(f'The scenario runs in a circle at "{target}".', "Its author has to mend it.")

    def _chose(self, state: State, event: Chose) -> State:
        if state.phase is not Phase.ENACT:
            raise RefusedEvent.out_of_phase(event.kind, state.phase)
        if event.node != state.node:
            raise RefusedEvent.elsewhere(state.node, event.node)
        values = state.values
        node = self.nodes[state.node]
        choice = node.choices.get(event.choice)
        if choice is None or not choice.is_open(values):
            raise RefusedEvent.not_offered(event.node, event.choice, self.open_choices(state))
        trail = (*state.trail, Passage(event.node, event.choice, values))
        return self._enter(state, choice.target, choice.apply(values), trail)

    def _wrote(self, state: State, event: Wrote) -> State:
        if state.phase is not Phase.ENACT:
            raise RefusedEvent.out_of_phase(event.kind, state.phase)
        if event.node != state.node:
            raise RefusedEvent.elsewhere(state.node, event.node)
        node = self.nodes[state.node]
        if event.purpose == "say-first":
            if not node.choices:
                raise RefusedEvent(f'There is nothing to choose at "{event.node}".', "Write the reply itself.")
            return state
        if node.source.reply is None or node.onward is None:
            raise RefusedEvent(f'"{event.node}" asks for no written reply.', "Choose one of the answers.")
        trail = (*state.trail, Passage(event.node, None, state.values, replied=True))
        return self._enter(state, node.onward, state.values, trail)

    # --- looking ---

    def open_choices(self, state: State) -> tuple[str, ...]:
        """Ids of the choices that can be taken now, in the order of the file."""
        if state.phase is not Phase.ENACT:
            return ()
        return tuple(c for c, choice in self.nodes[state.node].choices.items() if choice.is_open(state.values))

    def offers(self, state: State) -> tuple[Offer, ...]:
        """The choices as they are displayed now: hidden ones left out, in the attempt's own order."""
        return self.offers_at(state.node, state.values, state.seed) if state.phase is Phase.ENACT else ()

    def offers_at(self, node_id: str, values: tuple[Value, ...], seed: int) -> tuple[Offer, ...]:
        """The choices as they are displayed at some node under some values."""
        node = self.nodes[node_id]
        choices = tuple(node.choices.values())
        order = range(len(choices)) if node.source.order == "fixed" else shuffled(seed, node_id, len(choices))
        offers: list[Offer] = []
        for index in order:
            choice = choices[index]
            if choice.shown is not None and not choice.shown(values):
                continue
            is_open = choice.enabled is None or choice.enabled(values)
            gate = choice.source.enabled_if
            reason = None if is_open or gate is None else gate.reason
            offers.append(Offer(choice.source.id, choice.source.text, is_open, reason))
        return tuple(offers)

    def lines(self, passage: Passage) -> Lines:
        """The lines that are said when a passage happens: of a node reached, or in response to a choice."""
        if passage.replied:
            return ()
        node = self.nodes[passage.node]
        if passage.choice is None:
            lines, conditions, values = node.source.say, node.said_if, passage.values
        else:
            choice = node.choices[passage.choice]
            lines, conditions, values = choice.source.response, choice.responds_if, choice.apply(passage.values)
        pairs = zip(lines, conditions, strict=True)
        return tuple(line for line, said in pairs if said is None or said(values))

    def ticks(self, passage: Passage) -> tuple[str, ...]:
        """The behaviours that a passage shows."""
        if passage.replied:
            return ()
        node = self.nodes[passage.node]
        rules = node.ticks if passage.choice is None else node.choices[passage.choice].ticks
        return tuple(behaviour for behaviour, only_if in rules if only_if is None or only_if(passage.values))

    def ending(self, state: State) -> Node | None:
        """The ending that was reached, or the opt-out for somebody who left; None before."""
        if state.left:
            return self.nodes[self.scenario.opt_out.goto].source
        node = self.nodes[state.node].source
        return node if node.end is not None and state.trail else None


def compile_scenario(scenario: Scenario) -> Compiled:
    """Make a scenario ready to be played. It must have passed the checks of `roleplay.authoring`.

    Raises `NotFound` when something leads to a node that does not exist.
    """
    known = {node.id for node in scenario.nodes}
    targets = [scenario.start, scenario.opt_out.goto]
    for node in scenario.nodes:
        targets += [t for t in (node.goto, node.otherwise, *(c.goto for c in node.choices)) if t is not None]
    for target in targets:
        if target not in known:
            raise NotFound.of("node", target, known)
    return Compiled(scenario)
