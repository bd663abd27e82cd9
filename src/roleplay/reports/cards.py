"""Role cards on paper: for the groups of three of a plan, one for each part.

Nobody's card says what stands on another one's.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Literal

from roleplay.engine.story import fill
from roleplay.model.rubric import Kind
from roleplay.model.station import Prompt, Station
from roleplay.model.workshop import Plan
from roleplay.reports.guide import played_in
from roleplay.reports.typesetting import typeset
from roleplay.reports.wording import day, say
from roleplay.services.shelf import Bookshelf


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a card."""

    title: str
    """Its heading."""
    says: str = ""
    """A text."""
    items: tuple[str, ...] = ()
    """Or a list."""
    numbered: bool = False
    """Whether the order of the list matters."""


@dataclass(frozen=True, slots=True)
class Box:
    """A behaviour with room for marks."""

    text: str
    """What is to be seen."""
    kind: str
    """What it says, in a word or two."""


@dataclass(frozen=True, slots=True)
class Card:
    """What one person of a group has in their hand."""

    part: Literal["mentor", "peer", "observer"]
    """For whom."""
    title: str
    """The part, with the name that is played."""
    scene: str
    """What is played."""
    passages: tuple[Passage, ...]
    """What stands on it."""
    boxes: tuple[Box, ...] = ()
    """What is ticked."""
    foot: str = ""
    """What stands at its end."""


@dataclass(frozen=True, slots=True)
class Cards:
    """All cards of a plan."""

    title: str
    """Of what."""
    lead: str
    """How they are used."""
    cards: tuple[Card, ...]
    """For each station a mentor's, a peer's and an observer's; none where nothing is played in groups of three."""


def cards_of(plan: Plan, bookshelf: Bookshelf) -> Cards:
    """The cards of what a plan plays in groups of three, each station once."""
    played = (played_in(section, bookshelf) for section in plan.sections)
    stations = {one.id: one for one in played if isinstance(one, Station)}
    cards = tuple(card for one in stations.values() for card in _of_station(one, bookshelf))
    return Cards(say("cards.title", title=plan.title), say("cards.lead" if cards else "cards.none"), cards)


def cards_pdf(cards: Cards, made: date) -> bytes:
    """The cards on paper, with lines to cut along."""
    return typeset("cards.typ", {**asdict(cards), "footer": say("cards.footer", day=day(made))}, made)


def _of_station(station: Station, bookshelf: Bookshelf) -> tuple[Card, ...]:
    words = bookshelf.site().pinned()

    def told(text: str) -> str:
        return fill(text, words)

    def line(prompt: Prompt) -> str:
        return told(prompt.say) if prompt.do is None else f"{told(prompt.say)} ({told(prompt.do)})"

    mentor, peer = station.mentor, station.actor
    notes = Passage("", say("cards.notes", notes="; ".join(station.content_notes)))
    scene = Passage(say("cards.setting"), told(station.setting))
    return (
        Card(
            "mentor",
            say("cards.mentor", name=mentor.name),
            station.title,
            (
                notes,
                scene,
                Passage(say("cards.task"), told(station.task)),
                Passage(say("cards.about", name=peer.name), told(peer.about)),
                Passage(say("cards.story"), told(mentor.story)),
                Passage(say("cards.limits"), told(mentor.limits)),
                Passage(say("cards.today"), told(mentor.today)),
            ),
            foot=say("cards.mentor.note", name=mentor.name),
        ),
        Card(
            "peer",
            say("cards.peer", name=peer.name),
            station.title,
            (
                notes,
                Passage(say("cards.story"), told(peer.story)),
                Passage(say("cards.feelings"), told(peer.feelings)),
                Passage(say("cards.holds_back"), told(peer.holds_back)),
                Passage(say("cards.lines"), items=tuple(map(line, station.prompts)), numbered=True),
                Passage(say("cards.never"), items=tuple(told(one) for one in peer.never)),
                Passage(say("cards.stop"), told(peer.stop)),
                Passage(say("cards.afterwards"), items=tuple(told(one) for one in peer.afterwards), numbered=True),
            ),
        ),
        Card(
            "observer",
            say("cards.observer"),
            station.title,
            (notes, scene, Passage("", say("cards.watch")), Passage("", say("cards.watch.names"))),
            boxes=_boxes(station, bookshelf),
            foot=say("cards.watch.afterwards"),
        ),
    )


def _boxes(station: Station, bookshelf: Bookshelf) -> tuple[Box, ...]:
    """Harm is talked about, not ticked, among people who learn together."""
    rubrics = bookshelf.rubrics()
    return tuple(
        Box(one.text, say(f"cards.watch.{one.kind}"))
        for competency in station.assesses
        for one in rubrics[competency].behaviours
        if one.kind is not Kind.HARMFUL
    )
