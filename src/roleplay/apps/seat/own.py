"""What only one participant sees: their vote, whether they have called, and their place in the triads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from roleplay.apps.view.seat import Mate, Named, OwnState, SeatPart, Tickable, WishesState, Written
from roleplay.engine.gathering import Gathering
from roleplay.engine.story import fill
from roleplay.model.gathering import Part, Seats
from roleplay.model.rubric import Kind, Rubric
from roleplay.model.station import Station
from roleplay.model.wishes import Wishes
from roleplay.store import ParticipantRow
from roleplay.store.workshop_rows import Observation, Said


def own_state(
    me: ParticipantRow,
    vote: tuple[int, int] | None,
    seat: SeatPart | None,
    *,
    called: bool,
    written: Mapping[Said, str] | None = None,
) -> OwnState:
    """What this participant sees; `written`, what they have written, only as their page comes."""
    option, turn = (None, 0) if vote is None else vote
    texts: Written | None = None
    if written is not None:
        reply, reason, note = (written.get(kind) for kind in (Said.REPLY, Said.REASON, Said.DEBRIEF))
        texts = {"reply": reply, "reason": reason, "note": note}
    return {"name": me.name, "vote": option, "turn": turn, "called": called, "seat": seat, "written": texts}


def wishes_state(said: Wishes, others: Iterable[ParticipantRow], topics: Sequence[str]) -> WishesState:
    """What somebody has said for forming groups, and what there is to choose from."""
    named: list[Named] = [{"id": row.id, "name": row.name} for row in others]
    return {
        "plays": said.plays,
        "plays_peer": said.plays_peer,
        "practised": said.practised,
        "style": None if said.style is None else said.style.value,
        "prefers": None if said.prefers is None else said.prefers.value,
        "rather_with": list(said.rather_with),
        "rather_not": list(said.rather_not),
        "watches": list(said.watches),
        "avoids": list(said.avoids),
        "people": sorted(named, key=lambda one: (one["name"].casefold(), one["id"])),
        "topics": list(topics),
    }


def group_of(state: Gathering, participant_id: str) -> Seats | None:
    """The group in which somebody is in the present round; in the first one before any has begun."""
    groups = state.groups
    if groups is None:
        return None
    return _group_in(groups.rounds[max(0, groups.round - 1)], participant_id)


def _group_in(seats: Sequence[Seats], participant_id: str) -> Seats | None:
    return next((group for group in seats if participant_id in dict(group)), None)


def _next_part(state: Gathering, participant_id: str) -> Part | None:
    groups = state.groups
    if groups is None or not 1 <= groups.round < len(groups.rounds):
        return None
    group = _group_in(groups.rounds[groups.round], participant_id)
    return None if group is None else Part(dict(group)[participant_id])


@dataclass(frozen=True, slots=True)
class Playing:
    """What the triads of a section play, and who is in them."""

    station: Station
    """The station."""
    rubrics: Mapping[str, Rubric]
    """The mark scheme."""
    names: Mapping[str, str]
    """Participant -> what they are called."""
    ticks: Sequence[Observation]
    """What observers have ticked."""


def seat_part(state: Gathering, participant_id: str, playing: Playing) -> SeatPart | None:
    """Somebody's place in the triads, with the card for their part and no other. None where they have no place."""
    group = group_of(state, participant_id)
    if group is None:
        return None
    part, coming = Part(dict(group)[participant_id]), _next_part(state, participant_id)
    mates: list[Mate] = [
        {"name": playing.names.get(one, ""), "part": Part(what).value} for one, what in group if one != participant_id
    ]
    station, rubrics = playing.station, playing.rubrics
    actor = station.actor
    words = state.site
    round_ = 0 if state.groups is None else state.groups.round
    mine = [one for one in playing.ticks if one.observer == participant_id and one.round == round_]
    return {
        "part": part.value,
        "mates": mates,
        "peer": None
        if part is not Part.PEER
        else {
            "name": actor.name,
            "story": fill(actor.story, words),
            "feelings": fill(actor.feelings, words),
            "holds_back": fill(actor.holds_back, words),
            "never": [fill(one, words) for one in actor.never],
            "stop": fill(actor.stop, words),
            "lines": [fill(prompt.say, words) for prompt in station.prompts],
            "afterwards": [fill(one, words) for one in actor.afterwards],
        },
        "mentor": None
        if part is not Part.MENTOR
        else {
            "setting": fill(station.setting, words),
            "task": fill(station.task, words),
            "about": fill(actor.about, words),
        },
        "watch": _watch(station, rubrics, mine) if part is Part.OBSERVER else [],
        "notes": list(station.content_notes),
        "next": None if coming is None else coming.value,
    }


def tickable(station: Station, rubrics: Mapping[str, Rubric]) -> list[str]:
    """Ids of the behaviours that observers can tick: all of the competencies that it assesses, but no harm."""
    return [
        behaviour.id
        for competency in station.assesses
        for behaviour in rubrics[competency].behaviours
        if behaviour.kind is not Kind.HARMFUL
    ]


def _watch(station: Station, rubrics: Mapping[str, Rubric], mine: Sequence[Observation]) -> list[Tickable]:
    return [
        {
            "id": behaviour.id,
            "text": behaviour.text,
            "kind": "basic" if behaviour.kind is Kind.BASIC else "advanced",
            "ticks": [one.id for one in mine if one.behaviour == behaviour.id],
        }
        for competency in station.assesses
        for behaviour in rubrics[competency].behaviours
        if behaviour.kind is not Kind.HARMFUL
    ]
