"""The author's map: places and roads, and where they are drawn."""

from __future__ import annotations

from typing import Literal, TypedDict


class ChartBox(TypedDict):
    """Where a node is drawn."""

    x: float
    """Left edge."""
    y: float
    """Top edge."""
    width: float
    """Its width."""
    height: float
    """Its height."""


class ChartNode(TypedDict):
    """A node of the map. All nodes of the file are there, unreachable ones too."""

    id: str
    """Its id."""
    name: str
    """The id, shortened to fit its box."""
    lines: list[str]
    """First words of what is said there, wrapped to fit its box; an ending's title."""
    kind: Literal["decision", "reply", "onward", "ending"]
    """Choices, a written reply, simply onwards, an ending."""
    start: bool
    """Whether the conversation begins here."""
    reached: bool
    """Whether any way leads here; of the opt-out always true."""
    chance: float | None
    """The chance that the bot gets here, or the share of people who did; None where it is not known."""
    people: int | None
    """At least so many attempts of people came here (1: somebody did); None of a bot, and where it is not shown."""
    diagnostics: int
    """How many findings stand in this node."""
    preview_path: str
    """The preview from here."""
    box: ChartBox
    """Where it is drawn."""


class ChartEntry(TypedDict):
    """A way along a road, as it is written on the road's card."""

    choice: str | None
    """Id of the choice; None where it goes on by itself."""
    name: str
    """The choice, or what happens instead of one, shortened to fit."""
    text: str
    """What the mentor says, whole; empty where nothing is."""
    notes: list[str]
    """Conditions and repairs, each shortened to one line."""
    marks: list[Literal["harmful", "basic", "advanced"]]
    """Kinds of the behaviours that it shows."""
    chance: float | None
    """The chance that the bot takes it, or the share of people who did; None where it is not known."""
    people: int | None
    """At least so many attempts of people took it, likewise."""


class ChartCard(TypedDict):
    """What is written on a road."""

    box: ChartBox
    """Where it is drawn; the road passes behind it."""
    entries: list[ChartEntry]
    """The ways, one below the other."""


class ChartRoad(TypedDict):
    """A way on from one node to another; several choices that lead to the same place are one road."""

    source: str
    """Node."""
    target: str
    """Node."""
    choices: list[str]
    """Ids of the choices that lead this way; empty where it goes on by itself or by a reply."""
    chance: float | None
    """The chance that the bot goes this way, or the share of people who did; None where it is not known."""
    people: int | None
    """At least so many attempts of people went this way, likewise."""
    points: list[list[float]]
    """`[x, y]` from the source's edge to the target's; straight between points of equal x or y, else leaving and
    arriving upright."""
    card: ChartCard | None
    """What is written on it; None where nothing needs to be."""


class Measures(TypedDict):
    """The measures that boxes and cards were laid out with, in the drawing's own units."""

    padding: float
    """Between an edge and the words."""
    id_line: float
    """Height of a line with an id."""
    text_line: float
    """Height of a line of what is said."""
    note_line: float
    """Height of a line with a condition."""
