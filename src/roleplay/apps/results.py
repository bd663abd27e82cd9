"""Results: what evaluators returned of an attempt, and whether they look at one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, TypeAlias, cast

from roleplay.apps.address import Address, Place, debrief_path, opened_path, result_path, scenario_path
from roleplay.apps.cards import care, persona, speakers
from roleplay.apps.catalogue import say
from roleplay.apps.course import module_path
from roleplay.apps.desk import Desk
from roleplay.apps.transcript import transcript, turn_of
from roleplay.apps.view import (
    HarmCard,
    HarmMoment,
    Lacking,
    LearnsIn,
    Level,
    Link,
    NewsRow,
    Practise,
    RemarkCard,
    ResultCompetency,
    ResultRow,
    ResultScreen,
    ReviewCard,
    SeenBehaviour,
)
from roleplay.engine.story import Moment, tell
from roleplay.errors import NotAllowed
from roleplay.model.event import Mode
from roleplay.model.rubric import Behaviour, Kind, Rubric
from roleplay.model.scenario import Use
from roleplay.scoring.official import Basis
from roleplay.scoring.score import machine_ticks
from roleplay.services.attempts import Playing
from roleplay.services.returning import FOR_TRAINEES, Found, Handed, Returned, Words
from roleplay.services.stations import Seat
from roleplay.store.review_rows import Remark
from roleplay.store.rows import Status
from roleplay.store.station_rows import SittingState

BasisCode: TypeAlias = Literal["human", "adjudicated", "machine"]
"""What a level that was returned rests on."""

_SCENARIOS = 2  # named for each competency that needs practice; more would be a list to choose from


# --- whether somebody looks at it ---


def handed(desk: Desk) -> dict[str, Handed]:
    """What of the person's is or was looked at, by attempt; nothing for a guest."""
    try:
        return {one.attempt_id: one for one in desk.returning.handed(desk.actor)}
    except NotAllowed:
        return {}


def review_card(desk: Desk, playing: Playing) -> ReviewCard | None:
    """Whether evaluators look at an attempt; None where nobody does or can."""
    attempt = playing.attempt
    if attempt.status is not Status.FINISHED:
        return None
    found = handed(desk).get(attempt.id)
    if found is not None:
        path = None if found.returned_at is None else result_path(attempt.id)
        state = _state(found)
        back = state == "waiting" and desk.returning.may_take_back(desk.actor, attempt.id)
        return {"state": state, "places": [], "back": back, "path": path, "new": found.new}
    places = desk.returning.places(desk.actor)
    if not places:
        return None
    if attempt.mode is Mode.ASSESSMENT:  # these come to evaluators by themselves
        return {"state": "waiting", "places": [], "back": False, "path": None, "new": False}
    where: list[LearnsIn] = [{"id": one.id, "name": one.name} for one in places]
    return {"state": "can", "places": where, "back": False, "path": None, "new": False}


def result_rows(desk: Desk, history: Iterable[Playing]) -> list[ResultRow]:
    """The attempts that evaluators look at or have looked at, the latest first."""
    known = handed(desk)
    learns = bool(desk.returning.places(desk.actor))
    rows: list[ResultRow] = []
    for playing in history:
        attempt, found = playing.attempt, known.get(playing.attempt.id)
        comes = learns and attempt.mode is Mode.ASSESSMENT and attempt.status is Status.FINISHED
        if found is None and not comes:
            continue
        at = None if found is None else found.returned_at
        rows.append(
            {
                "path": debrief_path(attempt.id) if at is None else result_path(attempt.id),
                "title": playing.game.scenario.title,
                "at": (at or playing.events[-1].at).isoformat(),
                "mode": attempt.mode.value,
                "state": "waiting" if found is None else _state(found),
                "new": found is not None and found.new,
            }
        )
    return rows


def _state(found: Handed) -> Literal["waiting", "returned", "again"]:
    if found.returned_at is None:
        return "waiting"
    return "again" if found.looking else "returned"


def asked_to(desk: Desk) -> tuple[Seat, ...]:
    """The stations to which the person is asked; none for somebody who can be asked to none."""
    try:
        return desk.stations.own(desk.actor)
    except NotAllowed:
        return ()


def news(desk: Desk) -> list[NewsRow]:
    """What others said about the person's attempts, or opened to them, and they have not read."""
    results = [one.attempt_id for one in handed(desk).values() if one.new]
    said = desk.fellows.news(desk.actor)
    opened = [one.attempt_id for one in desk.fellows.readable(desk.actor) if one.open and not one.said]
    progress, listed = Address(Place.PROGRESS).path, Address(Place.OPENED).path
    rows: list[NewsRow] = []
    if results:
        path = result_path(results[0]) if len(results) == 1 else progress
        rows.append({"key": "result", "n": len(results), "path": path})
    if said:
        rows.append({"key": "said", "n": len(said), "path": debrief_path(said[0])})
    if asked := sum(one.sitting.state is SittingState.ASKED for one in asked_to(desk)):
        rows.append({"key": "station", "n": asked, "path": Address(Place.STATIONS).path})
    if opened:
        path = opened_path(opened[0]) if len(opened) == 1 else listed
        rows.append({"key": "opened", "n": len(opened), "path": path})
    return rows


# --- what came back ---


def result(desk: Desk, attempt_id: str) -> ResultScreen:
    """What was returned of an attempt. Raises `NotAllowed` for anything else than that."""
    returned = desk.returning.read(desk.actor, attempt_id)
    playing = desk.attempts.resume(desk.actor, attempt_id)
    scenario, words = playing.game.scenario, desk.words(playing)
    moments = tell(playing.game, playing.state, words)
    competencies = _competencies(desk, playing, returned, moments)
    known = {one.id: one for rubric in desk.rubrics(playing).values() for one in rubric.behaviours}
    return {
        "name": "result",
        "path": result_path(attempt_id),
        "title": scenario.title,
        "attempt": attempt_id,
        "debrief_path": debrief_path(attempt_id),
        "mode": playing.attempt.mode.value,
        "medium": scenario.medium.value,
        "at": returned.at.isoformat(),
        "mentor": persona(scenario, words),
        "cast": speakers(scenario, words),
        "met": returned.met,
        "remarks": [_remark(one, moments) for one in returned.words if one.kind in FOR_TRAINEES],
        "competencies": competencies,
        "cleared": {
            "harm": [known[one].text for one in known if one in returned.cleared],
            "reasons": [_body(one) for one in returned.reasons],
        }
        if returned.cleared
        else None,
        "practise": _practise(desk, competencies),
        "items": transcript(desk, playing),
        "answers": [_body(one) for one in returned.words if one.kind is Remark.ANSWER],
        "again": "can" if not returned.asked_again else "looking" if returned.looking_again else "asked",
        "care": care(scenario, desk.site),
    }


def _body(words: Words) -> str:
    return say("text.unreadable") if words.body is None else words.body


def _remark(words: Words, moments: Sequence[Moment]) -> RemarkCard:
    turn = None if words.moment is None else turn_of(moments[words.moment])
    return cast("RemarkCard", {"kind": words.kind.value, "text": _body(words), "turn": turn})


def _turns(found: Found, moments: Sequence[Moment]) -> list[int]:
    return sorted({turn_of(moments[moment]) for moment in found.moments})


def _competencies(
    desk: Desk, playing: Playing, returned: Returned, moments: Sequence[Moment]
) -> list[ResultCompetency]:
    rubrics, requires = desk.rubrics(playing), playing.game.scenario.assesses
    seen = {one.behaviour: one for one in returned.found}
    official = {one.competency: one.official for one in returned.results}
    rows: list[ResultCompetency] = []
    for rubric in sorted(rubrics.values(), key=lambda one: list(official).index(one.id) if one.id in official else 99):
        harm = [*_marked(rubric, seen, moments), *_by_choices(playing, rubric, returned.uncleared, moments)]
        if rubric.id not in official and not harm:
            continue
        counts = official.get(rubric.id)
        required = requires[rubric.id].requires if rubric.id in requires else ()
        levelled = counts is not None and counts.level is not None
        rows.append(
            {
                "id": rubric.id,
                "title": rubric.title,
                "about": rubric.about,
                "assessed": counts is not None,
                "level": cast("Level", int(counts.level)) if counts is not None and counts.level is not None else None,
                "basis": cast("BasisCode", Basis.HUMAN.value if counts is None else counts.basis.value),
                "harm": harm,
                "instead": _lacking(rubric, required or _basics(rubric)) if harm else [],
                "seen": _seen(rubric, seen, moments),
                "lacking": _lacking(rubric, (one for one in required if one not in seen)) if levelled else [],
            }
        )
    return rows


def _basics(rubric: Rubric) -> list[str]:
    return [one.id for one in rubric.behaviours if one.kind is Kind.BASIC]


def _lacking(rubric: Rubric, ids: Iterable[str]) -> list[Lacking]:
    wanted = set(ids)
    return [{"text": one.text, "example": one.example} for one in rubric.behaviours if one.id in wanted]


def _seen(rubric: Rubric, seen: Mapping[str, Found], moments: Sequence[Moment]) -> list[SeenBehaviour]:
    return [
        {
            "text": one.text,
            "kind": "advanced" if one.kind is Kind.ADVANCED else "basic",
            "turns": _turns(seen[one.id], moments),
            "everybody": seen[one.id].everybody,
        }
        for one in rubric.behaviours
        if one.id in seen and one.kind is not Kind.HARMFUL
    ]


def _marked(rubric: Rubric, seen: Mapping[str, Found], moments: Sequence[Moment]) -> list[HarmCard]:
    return [
        _harm(one, "people", [moments[moment] for moment in seen[one.id].moments])
        for one in rubric.behaviours
        if one.id in seen and one.kind is Kind.HARMFUL
    ]


def _by_choices(
    playing: Playing, rubric: Rubric, uncleared: frozenset[str], moments: Sequence[Moment]
) -> list[HarmCard]:
    places: dict[str, list[Moment]] = {}
    for tick in machine_ticks(playing.game, playing.state):
        if tick.behaviour in uncleared and tick.moment is not None:
            places.setdefault(tick.behaviour, []).append(moments[tick.moment])
    return [_harm(one, "choices", places[one.id]) for one in rubric.behaviours if one.id in places]


def _harm(behaviour: Behaviour, by: str, where: Sequence[Moment]) -> HarmCard:
    rows: list[HarmMoment] = [
        {
            "turn": turn_of(moment),
            "said": None if moment.choice is None else moment.choice.text,
            "did": None if moment.choice is None else moment.choice.feedback,
        }
        for moment in where
    ]
    severity = "serious" if behaviour.severity is None else behaviour.severity.value
    return cast("HarmCard", {"text": behaviour.text, "severity": severity, "by": by, "moments": rows})


def _practise(desk: Desk, competencies: Iterable[ResultCompetency]) -> list[Practise]:
    curriculum, modules, forms = desk.bookshelf.curriculum(), desk.bookshelf.modules(), desk.bookshelf.forms()
    order = [] if curriculum is None else [step.id for step in curriculum.modules if step.id in modules]
    scenarios = [one for one in desk.bookshelf.scenarios() if one.use is not Use.ASSESSMENT and one.id not in forms]
    rows: list[Practise] = []
    for one in competencies:
        if one["level"] not in {1, 2} and not one["harm"]:
            continue
        about = next((modules[name] for name in order if one["id"] in modules[name].competencies), None)
        module: Link | None = None if about is None else {"path": module_path(about.id), "title": about.title}
        fit = sorted((s for s in scenarios if one["id"] in s.assesses), key=lambda s: (s.intensity, s.title))
        links: list[Link] = [{"path": scenario_path(s.id), "title": s.title} for s in fit[:_SCENARIOS]]
        if module or links:
            rows.append({"competency": one["title"], "module": module, "scenarios": links})
    return rows
