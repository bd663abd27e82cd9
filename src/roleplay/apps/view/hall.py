"""The console of a live workshop: what those who lead it see, part by part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypedDict

from roleplay.apps.view.player import Item

WayCode = Literal["talk", "room", "triads", "pace"]
"""How a section goes."""


class NextPart(TypedDict):
    """The one thing to press next."""

    act: Literal["send", "end", "choose"]
    """Send the command; ask about the end of the workshop; or there is something to choose below first."""
    label: str
    """What is on the button."""
    hint: str
    """What it means, or what there is to do beside it; empty for nothing."""
    command: Mapping[str, Any]
    """What is sent, without workshop and step."""


class PlanItem(TypedDict):
    """A section of the plan."""

    id: str
    """Its id."""
    title: str
    """What it is called."""
    way: WayCode
    """How it goes."""
    minutes: int
    """How long it should take."""


class PlanPart(TypedDict):
    """The plan, and where in it the workshop is."""

    sections: list[PlanItem]
    """All of it, in order."""
    here: int | None
    """Which of them goes on, from 0; None in the lobby."""
    minutes: int
    """How long all of it should take."""
    begun_at: int | None
    """When the first one began, in milliseconds since 1970."""
    here_since: int | None
    """When this one began, likewise."""
    rules: list[str]
    """What everybody agrees to."""


class Named(TypedDict):
    """Somebody."""

    id: str
    """Who."""
    name: str
    """What they are called."""


class Shown(TypedDict):
    """A behaviour that a choice showed."""

    text: str
    """What it is."""
    kind: Literal["basic", "advanced", "harmful"]
    """Its kind."""


class Taken(TypedDict):
    """A choice or a reply of the conversation, after it was taken: something to talk about."""

    turn: int
    """The turn of the transcript."""
    steps: int
    """How many steps were taken before it; to go back to it is to keep these."""
    shows: list[Shown]
    """Behaviours that it showed."""
    comment: str
    """Why; empty for a reply."""


class TalkPart(TypedDict):
    """The conversation on the projector."""

    title: str
    """Of the scenario."""
    setting: str
    """Where, when, who."""
    notes: list[str]
    """What distressing things come up."""
    mentor: Named
    """Whose part the room has."""
    cast: list[Named]
    """The others."""
    items: list[Item]
    """What was said so far."""
    taken: list[Taken]
    """What can be talked about of it."""


class ChoiceItem(TypedDict):
    """Something that the mentor could say now. What it would show, or lead to, is not said before it was taken."""

    number: int
    """Place on the screen, from 0."""
    text: str
    """The words."""
    reason: str | None
    """Why it cannot be chosen; None when it can."""
    why: Literal["majority", "tie", "what-if"]
    """What it would be to go on with it."""
    votes: int | None
    """How many voted for it; None as long as the poll is open, and where there was none."""
    before: int | None
    """The same in the vote before."""


class VoteFacts(TypedDict):
    """The latest vote at this place."""

    round: int
    """2 when the room votes again, and so on."""
    replies: bool
    """Whether it is about written replies."""
    open: bool
    """Whether votes are taken."""
    revealed: bool
    """Whether everybody sees the result."""
    voted: int
    """How many have voted."""
    of: int
    """How many are in."""
    before: int | None
    """How many had voted the time before; None where there was no such vote."""
    tie: bool
    """Whether several have most votes."""


class DecisionPart(TypedDict):
    """What the conversation waits for."""

    kind: Literal["choice", "reply", "ending"]
    """What the mentor says, what somebody writes, or nothing any more."""
    prompt: str
    """What a written reply is asked for."""
    choices: list[ChoiceItem]
    """What could be said now."""
    vote: VoteFacts | None
    """The latest vote; None where nothing was asked."""


class WrittenItem(TypedDict):
    """Something that somebody wrote, without a name."""

    id: str
    """By which it is hidden."""
    text: str
    """The words."""
    hidden: bool
    """Whether it was taken off the screen."""
    about: str
    """Where it was asked, for a question; the vote before, for a reason of that; empty otherwise."""
    votes: int | None
    """How many voted for it; None before that is known."""


class WordsPart(TypedDict):
    """Written replies at this place."""

    wanted: bool
    """Whether they are collected just now."""
    replies: list[WrittenItem]
    """What was written. The room reads it when collecting has ended."""


class Seat(TypedDict):
    """Somebody in a group."""

    id: str
    """Who."""
    name: str
    """What they are called."""
    part: Literal["mentor", "peer", "observer"]
    """Their part in the round that is shown."""
    here: bool
    """Whether their page is connected."""
    left: bool
    """Whether they have left the workshop."""
    ticks: int
    """What they have ticked in this round, as an observer."""


class TriadsPart(TypedDict):
    """The groups of this section."""

    round: int
    """The round that was begun last; 0 before the first."""
    rounds: int
    """How many there are; as many as planned before groups were formed."""
    playing: bool
    """Whether it goes on."""
    shown: int
    """The round whose parts are shown."""
    groups: list[list[Seat]]
    """The groups; none before they were formed."""
    waiting: list[Named]
    """Who is in no group."""
    wished: int
    """How many have said how they would like to take part."""
    away: int
    """How many of those who are in have no connected page."""
    station: str
    """What is played."""


class WayItem(TypedDict):
    """The way that somebody has chosen to show."""

    name: str
    """Who; empty for somebody who does not say."""
    said: list[str]
    """What the mentor said, from one decision to the next; empty for a reply, which nobody else reads."""
    ending: str
    """What it led to."""


class PacePart(TypedDict):
    """How many are where, where everybody plays alone."""

    people: int
    """How many are in."""
    begun: int
    """How many have begun."""
    ended: int
    """How many have come to an ending."""
    quarters: list[int]
    """The others who have begun, by how far they are; empty in a small group."""
    ways: list[WayItem]
    """What people show."""


class PersonItem(TypedDict):
    """Somebody who is in."""

    id: str
    """Who."""
    name: str
    """What they are called."""
    here: bool
    """Whether their page is connected."""


class CallItem(TypedDict):
    """Somebody who needs a moment."""

    id: str
    """Who."""
    name: str
    """What they are called."""
    since: int
    """Since when, in milliseconds since 1970."""


class DoorPart(TypedDict):
    """How people come in."""

    code: str
    """The code, in groups of four; empty when there is none."""
    locked: bool
    """Whether nobody new may come in."""
    until: int | None
    """Until when the code works, in milliseconds since 1970."""
    squares: list[str]
    """The QR picture, row by row, `1` dark and `0` light; empty as long as the page has not said where it is."""


class TimerPart(TypedDict):
    """The timer."""

    ends_at: int
    """When it is over, in milliseconds since 1970; what is left counts while everything rests."""
    left: int | None
    """Milliseconds that are left while everything rests; None while it runs."""


class PromptsPart(TypedDict):
    """What to talk about, and how to go about it."""

    notes: str
    """What the plan says to whoever facilitates."""
    plan: list[str]
    """Questions of the plan."""
    scenario: list[str]
    """Questions of the scenario that are not in the plan."""
    turned: int | None
    """Which of all of them the screen shows, from 0; None while it shows something else."""


class LeadsPart(TypedDict):
    """Who facilitates."""

    leads: list[Named]
    """The one who leads first."""
    others: list[Named]
    """Who could, too."""
    own: str
    """Which of them reads this."""


class ConsoleState(TypedDict):
    """Everything on a console. News bring the parts of it that have changed."""

    seq: int
    """The step that the page has seen."""
    stage: Literal["lobby", "running", "closed"]
    """How far the workshop has come."""
    next: NextPart | None
    """The one thing to press next; None after the end."""
    calls: list[CallItem]
    """Who needs a moment."""
    plan: PlanPart
    """The plan."""
    resting: bool
    """Whether everything pauses."""
    timer: TimerPart | None
    """The timer."""
    talk: TalkPart | None
    """The conversation."""
    decision: DecisionPart | None
    """What it waits for."""
    words: WordsPart | None
    """Written replies; None where nothing is played together."""
    reasons: list[WrittenItem]
    """Reasons that were given for the latest vote, and for those before it about the same."""
    questions: list[WrittenItem]
    """Questions of the room."""
    prompts: PromptsPart
    """What to talk about."""
    triads: TriadsPart | None
    """Groups; None in other sections."""
    pace: PacePart | None
    """How many are where; None in other sections."""
    message: str
    """What is told to all."""
    people: list[PersonItem]
    """Who is in, by name."""
    cleared: int
    """How many were asked to leave at once, from this page, and can be let back in."""
    door: DoorPart
    """How people come in."""
    leads: LeadsPart
    """Who facilitates."""
    aftercare: str
    """What was told for the next day; before the end, what is proposed."""


class ConsoleScreen(TypedDict):
    """The console."""

    name: Literal["hall_console"]
    path: str
    title: str
    workshop: str
    """Id of the workshop."""
    list_path: str
    """Where plans and workshops are listed."""
    screen_path: str
    """The projector's."""
    watch_path: str
    """Where somebody is asked to watch how it is led."""
    report_path: str
    """What can be read afterwards."""
    now: int
    """The clock of the server as this is sent, in milliseconds since 1970."""
    state: ConsoleState
    """What is shown."""
