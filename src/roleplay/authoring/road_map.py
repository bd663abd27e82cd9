"""What stands on the map of a scenario: its places, and the roads between them. Where they are drawn is `chart`'s."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from roleplay.engine import Compiled, compile_scenario
from roleplay.model.rubric import Kind, Rubric
from roleplay.model.scenario import Choice, Node, Scenario, Ticks


class PlaceKind(StrEnum):
    """What a place asks of the mentor."""

    DECISION = "decision"
    REPLY = "reply"
    ONWARD = "onward"
    ENDING = "ending"


@dataclass(frozen=True, slots=True)
class Mark:
    """A behaviour that a choice or a place shows."""

    behaviour: str
    """Its id."""
    kind: Kind
    """Harmful, basic or advanced."""
    only_if: str | None
    """Shown only then."""


@dataclass(frozen=True, slots=True)
class Way:
    """One of the things that lead along a road."""

    choice: str | None
    """Id of the choice; None where the conversation goes on by itself."""
    text: str
    """What the mentor says; where nothing is said, what happens instead."""
    marks: tuple[Mark, ...] = ()
    """What it shows."""
    repairs: tuple[str, ...] = ()
    """What it repairs."""
    shown_if: str | None = None
    """Hidden unless this holds."""
    enabled_if: str | None = None
    """Shown, but closed unless this holds."""
    chance: float | None = None
    """Probability of being taken, where it was asked for."""


@dataclass(frozen=True, slots=True)
class Place:
    """A node."""

    id: str
    """Its id."""
    kind: PlaceKind
    """What it asks of the mentor."""
    says: str
    """The first words that are said; an ending's title."""
    marks: tuple[Mark, ...]
    """What is shown by getting here."""
    is_start: bool
    """True where the conversation begins."""
    is_opt_out: bool
    """True where somebody comes who steps out; no road needs to lead there."""
    chance: float | None = None
    """Probability of getting here, where it was asked for."""


@dataclass(frozen=True, slots=True)
class Road:
    """All that leads from one place to one other: choices that gather again are one road."""

    source: str
    """Where it begins."""
    target: str
    """Where it leads."""
    ways: tuple[Way, ...]
    """What leads along it, in the order of the file."""

    @property
    def conditional(self) -> bool:
        """True when every way along it has a condition."""
        return all(way.shown_if is not None or way.enabled_if is not None for way in self.ways)

    @property
    def chance(self) -> float | None:
        """Probability of being taken, where it was asked for."""
        chances = [way.chance for way in self.ways if way.chance is not None]
        return sum(chances) if chances else None


@dataclass(frozen=True, slots=True)
class RoadMap:
    """All places and roads of a scenario."""

    scenario: str
    """Its id."""
    title: str
    """Its title."""
    places: tuple[Place, ...]
    """In the order of the file."""
    roads: tuple[Road, ...]
    """By their source and first way, in the order of the file."""


OTHERWISE = "no choice is open"
"""What a way says that is taken when every choice of a decision is hidden or closed."""

WRITTEN = "written reply"
"""What a way says that follows a written reply."""


def road_map(scenario: Scenario, rubrics: Mapping[str, Rubric], chances: Mapping[str, float] | None = None) -> RoadMap:
    """The map of a scenario that passes the checks of its file.

    `chances` gives the probability of getting to each `node` and of taking each `node/choice`; what is not in it is
    never reached or taken.
    """
    kinds = {behaviour.id: behaviour.kind for rubric in rubrics.values() for behaviour in rubric.behaviours}
    drawing = _Drawing(compile_scenario(scenario), kinds, chances)
    return RoadMap(
        scenario=scenario.id,
        title=scenario.title,
        places=tuple(drawing.place(node) for node in scenario.nodes),
        roads=tuple(road for node in scenario.nodes for road in drawing.roads(node)),
    )


@dataclass(frozen=True)
class _Drawing:
    game: Compiled
    kinds: Mapping[str, Kind]
    chances: Mapping[str, float] | None

    def place(self, node: Node) -> Place:
        scenario = self.game.scenario
        return Place(
            id=node.id,
            kind=_kind(node),
            says=_words(node),
            marks=self.marks(node.ticks),
            is_start=node.id == scenario.start,
            is_opt_out=node.id == scenario.opt_out.goto,
            chance=self.chance(node.id),
        )

    def roads(self, node: Node) -> list[Road]:
        compiled = self.game.nodes[node.id]
        leads: dict[str, list[Way]] = {}
        for choice in node.choices:
            leads.setdefault(compiled.choices[choice.id].target, []).append(self.way(node, choice))
        if compiled.onward is not None and not (node.choices and compiled.always_open):
            text = OTHERWISE if node.choices else WRITTEN if node.reply is not None else ""
            target = node.otherwise or compiled.onward if node.choices else compiled.onward
            leads.setdefault(target, []).append(Way(None, text, chance=self.remaining(node)))
        return [Road(node.id, target, tuple(ways)) for target, ways in leads.items()]

    def way(self, node: Node, choice: Choice) -> Way:
        return Way(
            choice=choice.id,
            text=choice.text,
            marks=self.marks(choice.ticks),
            repairs=choice.repairs,
            shown_if=choice.shown_if,
            enabled_if=choice.enabled_if.when if choice.enabled_if is not None else None,
            chance=self.chance(f"{node.id}/{choice.id}"),
        )

    def marks(self, ticks: Ticks) -> tuple[Mark, ...]:
        return tuple(Mark(rule.tick, self.kinds[rule.tick], rule.only_if) for rule in ticks)

    def chance(self, name: str) -> float | None:
        return None if self.chances is None else self.chances.get(name, 0.0)

    def remaining(self, node: Node) -> float | None:
        """Probability of going on from a node without choosing."""
        here = self.chance(node.id)
        chosen = sum(self.chance(f"{node.id}/{choice.id}") or 0.0 for choice in node.choices)
        return None if here is None else max(0.0, here - chosen)


def _kind(node: Node) -> PlaceKind:
    if node.end is not None:
        return PlaceKind.ENDING
    if node.reply is not None:
        return PlaceKind.REPLY
    return PlaceKind.DECISION if node.choices else PlaceKind.ONWARD


def _words(node: Node) -> str:
    if node.end is not None:
        return node.end.title
    if node.say:
        return node.say[0].text
    return node.reply.prompt if node.reply is not None else ""
