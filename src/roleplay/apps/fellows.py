"""Fellow learners: what was opened to somebody, an attempt of theirs to be read, and what they say about one's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from roleplay.apps.address import Address, Place, opened_path
from roleplay.apps.cards import care, persona, speakers
from roleplay.apps.catalogue import say
from roleplay.apps.desk import Desk
from roleplay.apps.transcript import conversation, turn_of
from roleplay.apps.view import (
    FellowsCard,
    FellowScreen,
    OpenedScreen,
    OwnSaying,
    SaidCard,
    SchemePart,
    TickedTurn,
)
from roleplay.engine.story import Moment, fill, tell
from roleplay.model.rubric import Kind, Rubric
from roleplay.services.attempts import Playing
from roleplay.services.fellows import Said
from roleplay.store.rows import Status


def fellows_card(desk: Desk, playing: Playing, moments: Sequence[Moment]) -> FellowsCard | None:
    """What fellow learners have to do with one's own attempt; None where there are none."""
    if playing.attempt.status is not Status.FINISHED:
        return None
    people = desk.fellows.fellows(desk.actor, playing.attempt.id)
    said = desk.fellows.said(desk.actor, playing.attempt.id)
    if not people and not said:
        return None
    known = {one.id: one.text for rubric in desk.rubrics(playing).values() for one in rubric.behaviours}
    return {
        "people": [{"key": one.key, "name": one.name, "cohort": one.cohort, "open": one.open} for one in people],
        "said": [_said(one, known, moments) for one in said],
    }


def _said(said: Said, known: Mapping[str, str], moments: Sequence[Moment]) -> SaidCard:
    return {
        "key": said.key,
        "name": said.name,
        "at": said.at.isoformat(),
        "strength": said.strength,
        "question": said.question,
        "thing_to_try": said.thing_to_try,
        "ticks": [
            {"text": known[one.behaviour], "turn": turn_of(moments[one.moment])}
            for one in sorted(said.ticks, key=lambda one: one.moment)
        ],
    }


def opened(desk: Desk) -> OpenedScreen:
    """What fellow learners have opened to somebody."""
    return {
        "name": "opened",
        "path": Address(Place.OPENED).path,
        "title": say("opened.title"),
        "rows": [
            {
                "attempt": one.attempt_id,
                "path": opened_path(one.attempt_id) if one.open else None,
                "who": one.name,
                "title": one.title,
                "at": one.at.isoformat(),
                "said": one.said,
            }
            for one in desk.fellows.readable(desk.actor)
        ],
    }


def fellow(desk: Desk, attempt_id: str) -> FellowScreen:
    """An attempt of a fellow learner. Raises `NotAllowed` unless it is open to the person."""
    shared = desk.fellows.read(desk.actor, attempt_id)
    playing = shared.playing
    scenario, words = playing.game.scenario, desk.words(playing)
    moments = tell(playing.game, playing.state, words)
    return {
        "name": "fellow",
        "path": opened_path(attempt_id),
        "title": scenario.title,
        "attempt": attempt_id,
        "who": shared.name,
        "medium": scenario.medium.value,
        "setting": fill(scenario.setting, words),
        "mentor": persona(scenario, words),
        "cast": speakers(scenario, words),
        "items": conversation(desk, playing),
        "scheme": [_part(rubric) for rubric in shared.helpful.values()],
        "turns": _turns(moments, shared.own),
        "own": None if shared.own is None else _own(shared.own),
        "care": care(scenario, desk.site),
    }


def _part(rubric: Rubric) -> SchemePart:
    return {
        "title": rubric.title,
        "about": rubric.about,
        "behaviours": [
            {
                "id": one.id,
                "text": one.text,
                "example": one.example,
                "kind": "advanced" if one.kind is Kind.ADVANCED else "basic",
            }
            for one in rubric.behaviours
        ],
    }


def _turns(moments: Sequence[Moment], own: Said | None) -> list[TickedTurn]:
    ticks = () if own is None else own.ticks
    return [
        {
            "turn": turn_of(moment),
            "moment": moment.index,
            "ticked": [one.behaviour for one in ticks if one.moment == moment.index],
        }
        for moment in moments
        if moment.choice is not None or moment.reply is not None
    ]


def _own(said: Said) -> OwnSaying:
    return {
        "strength": said.strength,
        "question": said.question,
        "thing_to_try": said.thing_to_try,
        "at": said.at.isoformat(),
    }
