"""What a participant's page shows of a workshop."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from roleplay.apps.view import Help
from roleplay.apps.view.after import AfterPart
from roleplay.apps.view.pace import PacePart


class SaidItem(TypedDict):
    """Something in the conversation on the projector."""

    who: str
    """Id in the cast, `narrator` or `mentor`."""
    name: str
    """As displayed; empty for the narrator."""
    text: str
    """What was said."""
    cue: str | None
    """What a camera would have shown."""


class OfferItem(TypedDict):
    """Something that the mentor could say now. It goes by its number."""

    text: str
    """The words."""
    reason: str | None
    """Why it cannot be chosen; None when it can."""


class TalkPart(TypedDict):
    """The conversation on the projector."""

    title: str
    """Of the scenario."""
    notes: list[str]
    """What distressing things come up."""
    setting: str
    """Where, when, who."""
    said: list[SaidItem]
    """All of it so far."""
    offers: list[OfferItem]
    """What could be said now; none at a reply, and at the end."""
    reply: str | None
    """What a written reply is asked for."""
    ending: str | None
    """How it ended; None as long as it goes on."""


class PollPart(TypedDict):
    """The question to the room."""

    id: str
    """Its id."""
    replies: bool
    """Whether it is about replies that were collected; otherwise about what the mentor says."""
    options: list[str]
    """What can be voted for, in words."""
    round: int
    """2 when the room votes again, and so on."""
    open: bool
    """Whether votes are taken."""
    totals: list[int] | None
    """Votes for each option; None before they are shown."""
    before: list[int] | None
    """The same of the round before, to compare; None where there is none that was shown."""


class TriadPart(TypedDict):
    """How far the triads of this section have come."""

    round: int
    """The round that was begun last; 0 before the first."""
    rounds: int
    """How many there are; 0 before groups were formed."""
    playing: bool
    """Whether it goes on; otherwise parts have been put down."""


class SectionPart(TypedDict):
    """What is going on."""

    id: str
    """Id of the section."""
    title: str
    """Its title."""
    way: Literal["talk", "room", "triads", "pace"]
    """How it goes."""
    prompts: list[str]
    """What to discuss."""


class TimerPart(TypedDict):
    """The timer."""

    seconds: int
    """How long it was set to."""
    left_ms: int
    """How much of it is left as this is sent; below 0 when it is over."""
    running: bool
    """False while everything rests."""


class SeatState(TypedDict):
    """What everybody in a workshop sees."""

    title: str
    """Of the workshop."""
    stage: Literal["lobby", "running", "closed"]
    """How far it has come."""
    about: str
    """What the plan says to participants."""
    rules: list[str]
    """Ground rules."""
    people: int
    """How many are in."""
    wishes: bool
    """Whether there will be triads, for which somebody can have wishes."""
    section: SectionPart | None
    """What is going on; None in the lobby and at the end."""
    talk: TalkPart | None
    """The conversation on the projector."""
    poll: PollPart | None
    """The question to the room, until the conversation goes on."""
    place: str
    """Where the workshop stands, so that a reply that comes late is not taken for one to something else."""
    wanted: str | None
    """What replies are collected for; None when they are not."""
    triads: TriadPart | None
    """The triads of this section."""
    timer: TimerPart | None
    """The timer."""
    resting: bool
    """Whether everything pauses."""
    message: str
    """What is told to all."""
    aftercare: str
    """What is told for the next day."""
    help: Help
    """What stands behind *Get help*."""


class Mate(TypedDict):
    """Somebody in one's group."""

    name: str
    """What they are called."""
    part: Literal["mentor", "peer", "observer"]
    """What they do in this round."""


class PeerCard(TypedDict):
    """What the one who plays the peer reads, and nobody else."""

    name: str
    """Whom they play."""
    story: str
    """Who that is."""
    feelings: str
    """What they feel."""
    holds_back: str
    """What they do not say by themselves."""
    never: list[str]
    """What they must not do."""
    stop: str
    """When they stop at once."""
    lines: list[str]
    """What they say, one after the other."""
    afterwards: list[str]
    """How they leave the part behind."""


class MentorCard(TypedDict):
    """What the one who plays the mentor reads."""

    setting: str
    """Where, when, who."""
    task: str
    """What to do."""
    about: str
    """What the mentor knows of the peer."""


class Tickable(TypedDict):
    """A behaviour that an observer can tick."""

    id: str
    """Its id."""
    text: str
    """What it is."""
    kind: Literal["basic", "advanced"]
    """Harm is talked about, not ticked, among people who learn together."""
    ticks: list[str]
    """Ids of one's own ticks in this round."""


class SeatPart(TypedDict):
    """One's place in the triads."""

    part: Literal["mentor", "peer", "observer"]
    """One's part in this round."""
    mates: list[Mate]
    """The others of the group."""
    peer: PeerCard | None
    """For the peer."""
    mentor: MentorCard | None
    """For the mentor."""
    watch: list[Tickable]
    """For an observer."""
    notes: list[str]
    """What distressing things come up."""
    next: Literal["mentor", "peer", "observer"] | None
    """One's part in the round after this one; None when there is none."""


class Written(TypedDict):
    """What they have written for where the workshop stands."""

    reply: str | None
    """A reply that is collected."""
    reason: str | None
    """Why they would choose as they do."""
    note: str | None
    """After a round, for themselves."""


class Named(TypedDict):
    """Somebody in the room."""

    id: str
    """Who."""
    name: str
    """What they are called."""


class WishesState(TypedDict):
    """What they have said of themselves for forming groups, and what there is to choose from. Only on demand."""

    plays: bool
    """Whether they would play at all."""
    plays_peer: bool
    """Whether they would play the peer."""
    practised: int
    """How much they have practised: 0, 1 or 2."""
    style: Literal["quiet", "plain"] | None
    """How they like to talk."""
    prefers: Literal["alike", "unlike"] | None
    """With whom they would rather practise."""
    rather_with: list[str]
    """Whom they would like in their group."""
    rather_not: list[str]
    """Whom they would rather not have in it."""
    watches: list[str]
    """What comes up for which they would only watch."""
    avoids: list[str]
    """What comes up for which they would rather not be there."""
    people: list[Named]
    """The others who are in, by name."""
    topics: list[str]
    """All that comes up in triads of this workshop."""


class OwnState(TypedDict):
    """What only this participant sees."""

    name: str
    """What they are called here."""
    vote: int | None
    """Number of the option that they have voted for, in the poll that is open."""
    turn: int
    """How often they had changed their mind about it."""
    called: bool
    """Whether they have said that they need a moment."""
    seat: SeatPart | None
    """Their place in the triads; None where they have none."""
    written: Written | None
    """What they have written, when their page comes; None when it is only told what is new."""
    after: NotRequired[AfterPart]
    """What is theirs when the workshop is over; it is left out before."""
    pace: NotRequired[PacePart | None]
    """The conversation that they play alone; None in other sections. It is left out where it is as it was told last."""
