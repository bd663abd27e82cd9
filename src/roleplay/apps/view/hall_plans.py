"""The facilitator's screens for planning: what there is, a plan being changed, and paper."""

from __future__ import annotations

from typing import Literal, TypedDict

WayCode = Literal["talk", "room", "triads", "pace"]
"""How a section goes."""


class HallCard(TypedDict):
    """A workshop in the list."""

    id: str
    """Its id."""
    path: str
    """Its console."""
    report_path: str
    """Its report."""
    title: str
    """What it is called."""
    cohort: str | None
    """Name of its cohort."""
    opened_at: str
    """When."""
    closed_at: str | None
    """When it ended; None as long as it goes on."""
    came: int
    """How many have come so far."""


class PlanCard(TypedDict):
    """A plan in the list."""

    id: str
    """Its id."""
    path: str
    """Where it is changed."""
    title: str
    """What it is called."""
    minutes: int
    """How long it takes."""
    sections: int
    """How many sections it has."""
    intensity: int
    """Of the most moving thing that is played; 0 where nothing is."""
    changed_at: str
    """When it was changed last."""


class ReadyCard(TypedDict):
    """A plan to begin with."""

    id: str
    """Its id."""
    title: str
    """What it is called."""
    summary: str
    """What it is good for."""
    minutes: int
    """How long it takes."""
    sections: list[str]
    """Titles of its sections, with their minutes."""
    content_notes: list[str]
    """What may be hard in it."""


class CohortChoice(TypedDict):
    """A cohort for which a workshop can be opened."""

    id: str
    """Its id."""
    name: str
    """Its name."""


class HallHomeScreen(TypedDict):
    """The home of the facilitator's app."""

    name: Literal["hall_home"]
    path: str
    title: str
    running: list[HallCard]
    """Workshops that go on, the latest first."""
    over: list[HallCard]
    """Those that are over."""
    plans: list[PlanCard]
    """The reader's own plans, the one changed last first."""
    ready: list[ReadyCard]
    """Plans that come with the library."""
    removed: str | None
    """Title of the plan that was removed last, which can be taken back; None when there is none."""


class SectionData(TypedDict):
    """A section, as it is changed and sent back."""

    id: str
    """Unique in its plan."""
    title: str
    """What it is called."""
    way: WayCode
    """How it goes."""
    minutes: int
    """How long."""
    plays: str | None
    """What is played."""
    prompts: list[str]
    """What to talk about."""
    notes: str
    """For those who facilitate."""
    rounds: int
    """Triads: rounds."""
    round_minutes: int
    """Triads: minutes of each."""


class PlanData(TypedDict):
    """A plan, likewise."""

    title: str
    """What it is called."""
    summary: str
    """What it is good for."""
    about: str
    """What participants read."""
    begins: str | None
    """When it usually begins, e.g. "18:30"."""
    ground_rules: list[str]
    """What everybody agrees to."""
    sections: list[SectionData]
    """What happens."""


class PlayCard(TypedDict):
    """Something that can be played."""

    id: str
    """Its id."""
    title: str
    """What it is called."""
    summary: str
    """For those who choose."""
    minutes: int
    """How long it takes by itself."""
    intensity: int
    """1 to 3."""
    content_notes: list[str]
    """What may be hard in it."""
    topics: list[str]
    """Topics that bring duties."""
    medium: str
    """Where it takes place."""
    prompts: list[str]
    """Questions that it carries."""


class CautionItem(TypedDict):
    """Something to think about."""

    worry: Literal["no-rest", "no-closing", "heavy", "short", "rounds"]
    """What."""
    section: str
    """Id of the section."""
    title: str
    """What that is called."""


class NoteItem(TypedDict):
    """What may be hard in something that is played."""

    title: str
    """Of what is played."""
    intensity: int
    """1 to 3."""
    notes: list[str]
    """Its content notes."""


class Glance(TypedDict):
    """What a plan comes to, as it was kept last."""

    minutes: int
    """In all."""
    begins: list[str]
    """When each section begins: a time, or what has passed where the plan has none."""
    ends: str
    """When it ends."""
    timed: bool
    """Whether these are times of the day."""
    notes: list[NoteItem]
    """Content notes of everything that is played, each thing once."""
    cautions: list[CautionItem]
    """What to think about."""
    missing: list[str]
    """Titles of sections whose play the library does not hold."""
    has_cards: bool
    """Whether there are groups of three, and so role cards."""


class MistakeItem(TypedDict):
    """Something to mend."""

    section: int | None
    """Number of the section, from 0; None for the plan itself."""
    field: str
    """Its field."""
    place: int | None
    """Number in a list, from 0."""
    text: str
    """What to mend."""


class HallPlanScreen(TypedDict):
    """A plan being changed."""

    name: Literal["hall_plan"]
    path: str
    title: str
    plan: str
    """Its id."""
    seen: str
    """When it was kept last; it is sent back with every change."""
    data: PlanData
    """As it was kept."""
    glance: Glance
    """What it comes to."""
    scenarios: list[PlayCard]
    """What the room, or everybody alone, can play."""
    stations: list[PlayCard]
    """What groups of three can play."""
    cohorts: list[CohortChoice]
    """For which it can be opened."""
    home_path: str
    """The list."""
    guide_path: str
    """The guide."""
    cards_path: str
    """The role cards."""


class ToldLine(TypedDict):
    """A line before a decision."""

    name: str
    """Who speaks; empty for the narrator."""
    text: str
    """What is said."""
    cue: str | None
    """What a camera would show."""


class OptionItem(TypedDict):
    """What the mentor can say."""

    text: str
    """The words."""
    shows: list[str]
    """What they show."""
    leads: str
    """Where they lead."""


class TurnItem(TypedDict):
    """A decision."""

    title: str
    """Its number."""
    said: list[ToldLine]
    """What it follows on."""
    options: list[OptionItem]
    """What can be said."""
    asks: str
    """What a reply is asked for; empty otherwise."""


class ChapterItem(TypedDict):
    """A chapter of the guide."""

    title: str
    """Its heading."""
    says: list[str]
    """Paragraphs."""
    boxes: list[str]
    """To tick off."""
    items: list[str]
    """A list."""
    head: list[str]
    """Heads of a table."""
    rows: list[list[str]]
    """Its rows."""
    turns: list[TurnItem]
    """Decisions."""
    parts: list[ChapterItem]
    """Chapters inside."""


class HallGuideScreen(TypedDict):
    """The guide, to read and to print."""

    name: Literal["hall_guide"]
    path: str
    title: str
    plan: str
    """Whose it is."""
    says: list[str]
    """What holds for all of it."""
    chapters: list[ChapterItem]
    """The chapters."""
    back_path: str
    """The plan."""


class PassageItem(TypedDict):
    """A part of a card."""

    title: str
    """Its heading, or empty."""
    says: str
    """A text."""
    items: list[str]
    """Or a list."""
    numbered: bool
    """Whether its order matters."""


class BoxItem(TypedDict):
    """A behaviour with boxes."""

    text: str
    """What is to be seen."""
    kind: str
    """What it says."""


class CardItem(TypedDict):
    """A role card."""

    part: Literal["mentor", "peer", "observer"]
    """For whom."""
    title: str
    """Its heading."""
    scene: str
    """What is played."""
    passages: list[PassageItem]
    """What stands on it."""
    boxes: list[BoxItem]
    """What is ticked."""
    foot: str
    """What stands at its end."""


class HallCardsScreen(TypedDict):
    """Role cards, to print."""

    name: Literal["hall_cards"]
    path: str
    title: str
    plan: str
    """Whose they are."""
    lead: str
    """How they are used, or why there are none."""
    cards: list[CardItem]
    """The cards."""
    back_path: str
    """The plan."""
