"""Progress: what was practised, and how it goes over time."""

from __future__ import annotations

from datetime import timedelta

from roleplay.apps.address import Address, Place, debrief_path
from roleplay.apps.cards import attempt_row, level, minutes
from roleplay.apps.catalogue import say
from roleplay.apps.desk import Desk
from roleplay.apps.results import asked_to, news, result_rows
from roleplay.apps.view import CompetencyProgress, ProgressPoint, ProgressScreen
from roleplay.apps.view.progress import WorkshopTime
from roleplay.model.rubric import Rubric
from roleplay.services.attended import Hours
from roleplay.store.rows import Status

CARED_FOR = timedelta(days=7)
"""How long what was told for the day after a workshop stands here."""


def progress(desk: Desk) -> ProgressScreen:
    """Levels over time, for the person alone."""
    history = desk.attempts.history(desk.actor)
    points: dict[str, list[ProgressPoint]] = {}
    rubrics: dict[str, Rubric] = {}
    finished = [playing for playing in reversed(history) if playing.attempt.status is Status.FINISHED]
    for playing in finished:
        pinned = desk.rubrics(playing)
        for found in desk.score(playing).competencies:
            rubrics[found.competency] = pinned[found.competency]
            points.setdefault(found.competency, []).append(
                {
                    "attempt": playing.attempt.id,
                    "path": debrief_path(playing.attempt.id),
                    "title": playing.game.scenario.title,
                    "at": playing.events[-1].at.isoformat(),
                    "mode": playing.attempt.mode.value,
                    "level": level(found),
                }
            )
    competencies: list[CompetencyProgress] = [
        {"id": rubric.id, "title": rubric.title, "about": rubric.about, "points": points[rubric.id]}
        for rubric in sorted(rubrics.values(), key=lambda rubric: rubric.title)
    ]
    rows = [attempt_row(desk, playing) for playing in history]
    return {
        "name": "progress",
        "path": Address(Place.PROGRESS).path,
        "title": say("progress.title"),
        "minutes": sum(minutes(playing) for playing in history),
        "finished": len(finished),
        "news": news(desk),
        "results": result_rows(desk, history),
        "stations_path": Address(Place.STATIONS).path if asked_to(desk) else None,
        "opened_path": Address(Place.OPENED).path if desk.returning.places(desk.actor) else None,
        "workshops": [_workshop(desk, one) for one in desk.attended.own(desk.actor)],
        "competencies": competencies,
        "attempts": rows,
    }


def _workshop(desk: Desk, one: Hours) -> WorkshopTime:
    lately = one.told_at is not None and desk.now() < one.told_at + CARED_FOR
    return {
        "title": one.title,
        "at": one.begun_at.isoformat(),
        "minutes": one.minutes,
        "part": one.part.value,
        "own_path": f"/w/{one.workshop_id}" if one.own_page else None,
        "aftercare": one.aftercare if lately else "",
    }
