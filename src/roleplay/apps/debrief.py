"""Debrief: an attempt, looked at afterwards. What went well and the peer's view come first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from roleplay.apps.address import Address, Place, debrief_path, scenario_path
from roleplay.apps.cards import care, level, minutes, outcome, persona, speakers
from roleplay.apps.desk import Desk
from roleplay.apps.fellows import fellows_card
from roleplay.apps.player import branched
from roleplay.apps.readers import Readership
from roleplay.apps.results import review_card
from roleplay.apps.transcript import body, ending_item, may_tell, transcript, turn_of
from roleplay.apps.view import (
    CompetencyResult,
    DebriefScreen,
    Decision,
    LevelsOfAttempt,
    MissedCue,
    MissingBehaviour,
    PeerView,
    QuestionAnswer,
    ShownBehaviour,
    WentWell,
)
from roleplay.apps.way_map import way_map
from roleplay.engine import Compiled, State
from roleplay.engine.story import Moment, fill, tell
from roleplay.errors import NotFound
from roleplay.model.event import Expected, Reflected
from roleplay.model.rubric import Behaviour, Kind, Rubric
from roleplay.model.scenario import NARRATOR
from roleplay.scoring import CompetencyScore, Tick, missed_cues
from roleplay.scoring.score import offered
from roleplay.services.attempts import Playing
from roleplay.store.rows import Status


def _behaviours(rubrics: Mapping[str, Rubric]) -> dict[str, Behaviour]:
    return {behaviour.id: behaviour for rubric in rubrics.values() for behaviour in rubric.behaviours}


def _turns(ticks: Sequence[Tick], moments: Sequence[Moment]) -> list[int]:
    return sorted({turn_of(moments[tick.moment]) for tick in ticks if tick.moment is not None})


def _shown(ticks: Sequence[Tick], known: Mapping[str, Behaviour], moments: Sequence[Moment]) -> list[ShownBehaviour]:
    grouped: dict[str, list[Tick]] = {}
    for tick in ticks:
        grouped.setdefault(tick.behaviour, []).append(tick)
    rows: list[ShownBehaviour] = []
    for behaviour_id, same in grouped.items():
        behaviour = known[behaviour_id]
        repairs = [tick.repaired_at for tick in same]
        last = max((r for r in repairs if r is not None), default=None)
        rows.append(
            {
                "text": behaviour.text,
                "kind": behaviour.kind.value,
                "severity": behaviour.severity.value if behaviour.severity else None,
                "turns": _turns(same, moments),
                "repaired": turn_of(moments[last]) if last is not None and None not in repairs else None,
            }
        )
    return sorted(rows, key=lambda row: (row["kind"] != "harmful", row["turns"]))


def _missing(
    desk: Desk, playing: Playing, found: CompetencyScore, known: Mapping[str, Behaviour], moments: Sequence[Moment]
) -> list[MissingBehaviour]:
    rows: list[MissingBehaviour] = []
    for behaviour_id in found.missing:
        turns = [
            turn_of(moments[index])
            for index, passage in enumerate(playing.state.trail)
            if passage.choice is not None and behaviour_id in offered(playing.game, passage)
        ]
        behaviour = known[behaviour_id]
        told = may_tell(desk, playing)
        rows.append({"text": behaviour.text, "example": behaviour.example, "turns": turns if told else []})
    return rows


def _competencies(desk: Desk, playing: Playing, moments: Sequence[Moment]) -> list[CompetencyResult]:
    score, rubrics = desk.score(playing), desk.rubrics(playing)
    known = _behaviours(rubrics)
    results: list[CompetencyResult] = []
    for found in score.competencies:
        rubric = rubrics[found.competency]
        results.append(
            {
                "id": rubric.id,
                "title": rubric.title,
                "about": rubric.about,
                "assessed": True,
                "level": level(found),
                "shown": _shown((*found.harmful, *found.basic, *found.advanced), known, moments),
                "missing": [] if found.level is None else _missing(desk, playing, found, known, moments),
            }
        )
    for rubric in rubrics.values():
        own = [tick for tick in score.beside if rubric.behaviour(tick.behaviour) is not None]
        if any(known[tick.behaviour].kind is Kind.HARMFUL for tick in own):
            results.append(
                {
                    "id": rubric.id,
                    "title": rubric.title,
                    "about": rubric.about,
                    "assessed": False,
                    "level": None,
                    "shown": _shown(own, known, moments),
                    "missing": [],
                }
            )
    return results


def went_well(rubrics: Mapping[str, Rubric], moments: Sequence[Moment]) -> list[WentWell]:
    """What helped, each where it was shown first."""
    known = _behaviours(rubrics)
    rows: list[WentWell] = []
    seen: set[str] = set()
    for moment in moments:
        for behaviour_id in moment.ticks:
            behaviour = known.get(behaviour_id)
            if behaviour is None or behaviour.kind is Kind.HARMFUL or behaviour_id in seen:
                continue
            seen.add(behaviour_id)
            said = moment.choice.text if moment.choice is not None else None
            rows.append({"text": behaviour.text, "turn": turn_of(moment), "said": said})
    return rows


def missed_moments(
    game: Compiled, rubrics: Mapping[str, Rubric], state: State, moments: Sequence[Moment], *, told: bool
) -> list[MissedCue]:
    """Where something else would have helped more; `told`, also what."""
    rows: list[MissedCue] = []
    for missed in missed_cues(game, rubrics, state):
        moment = moments[missed.moment]
        before = (line for m in reversed(moments[: missed.moment]) for line in reversed(m.lines))
        line = next((line for line in before if line.who != NARRATOR), None)
        if moment.choice is None or line is None:
            continue
        texts = {offer.id: offer.text for offer in moment.offers}
        rows.append(
            {
                "turn": turn_of(moment),
                "who": line.who,
                "cue": line.cue or line.text,
                "chose": moment.choice.text,
                "offered": [texts[choice] for choice in missed.alternatives] if told else [],
            }
        )
    return rows


def _decisions(desk: Desk, playing: Playing, moments: Sequence[Moment]) -> list[Decision]:
    """Every choice, and every written reply as a decision without offers."""
    told = may_tell(desk, playing)
    rows: list[Decision] = []
    for moment in moments:
        if moment.choice is None and moment.reply is None:
            continue
        chosen = moment.choice.id if moment.choice is not None else None
        offers = [offer for offer in moment.offers if offer.open and (told or offer.id == chosen)]
        rows.append(
            {
                "turn": turn_of(moment),
                "offers": [{"text": offer.text, "chosen": offer.id == chosen} for offer in offers],
                "branch": moment.turn - 1 if told else None,
            }
        )
    return rows


def peer_view(game: Compiled, state: State, words: Mapping[str, str]) -> PeerView | None:
    """What the peer would say a day later; None without an ending."""
    node = game.ending(state)
    cast_ids = [person.id for person in game.scenario.cast if person.role == "peer"]
    if node is None or node.end is None or state.left or not cast_ids:
        return None
    return {"who": cast_ids[0], "text": fill(node.end.peer_view, words)}


def _expectation(readership: Readership, words: Mapping[str, str]) -> QuestionAnswer | None:
    playing = readership.playing
    for record in playing.events:
        if isinstance(record.event, Expected) and record.event.ref is not None:
            return _answer(fill(playing.game.scenario.expect, words), readership, record.event.ref)
    return None


def _answer(question: str, readership: Readership, ref: str) -> QuestionAnswer:
    return {"question": question, "text": body(readership.playing, ref), "readers": readership.readers(ref)}


def _reflections(readership: Readership, words: Mapping[str, str]) -> list[QuestionAnswer]:
    playing = readership.playing
    refs: tuple[str | None, ...] = ()
    for record in playing.events:
        if isinstance(record.event, Reflected):
            refs = record.event.refs
    questions = playing.game.scenario.reflect
    return [
        _answer(fill(question, words), readership, ref)
        for question, ref in zip(questions, refs, strict=False)
        if ref is not None
    ]


def _earlier(desk: Desk, playing: Playing) -> list[LevelsOfAttempt]:
    rows: list[LevelsOfAttempt] = []
    for other in reversed(desk.attempts.history(desk.actor)):
        attempt = other.attempt
        if attempt.scenario_id != playing.attempt.scenario_id or attempt.status is not Status.FINISHED:
            continue
        score = desk.score(other)
        rows.append(
            {
                "attempt": attempt.id,
                "path": debrief_path(attempt.id),
                "at": other.events[-1].at.isoformat(),
                "mode": attempt.mode.value,
                "this": attempt.id == playing.attempt.id,
                "outcome": outcome(desk, other),
                "branched": attempt.branched_from is not None,
                "levels": {found.competency: level(found) for found in score.competencies},
            }
        )
    return rows


def _scenario_path(desk: Desk, scenario_id: str) -> str | None:
    if scenario_id in desk.bookshelf.forms():
        return None
    try:
        desk.bookshelf.scenario(scenario_id)
    except NotFound:
        return None
    return scenario_path(scenario_id)


def debrief(desk: Desk, playing: Playing) -> DebriefScreen:
    """The whole screen of a closed attempt."""
    scenario, words, attempt = playing.game.scenario, desk.words(playing), playing.attempt
    moments = tell(playing.game, playing.state, words)
    left = attempt.status is Status.LEFT
    told = may_tell(desk, playing)
    rubrics = desk.rubrics(playing)
    readership = Readership.of(desk, playing)
    return {
        "name": "debrief",
        "path": debrief_path(attempt.id),
        "title": scenario.title,
        "attempt": attempt.id,
        "scenario": scenario.id,
        "scenario_path": _scenario_path(desk, scenario.id),
        "chair_path": Address(Place.CHAIR, attempt.id).path if told and not left else None,
        "mode": attempt.mode.value,
        "medium": scenario.medium.value,
        "at": playing.events[-1].at.isoformat(),
        "minutes": minutes(playing),
        "outcome": outcome(desk, playing),
        "mentor": persona(scenario, words),
        "cast": speakers(scenario, words),
        "branched": branched(playing),
        "went_well": went_well(rubrics, moments),
        "peer": peer_view(playing.game, playing.state, words),
        "ending": ending_item(words, playing.game.ending(playing.state), playing.state.turns + 1),
        "twist": fill(scenario.debrief.twist, words) if told and not left else None,
        "competencies": [] if left else _competencies(desk, playing, moments),
        "missed_cues": [] if left else missed_moments(playing.game, rubrics, playing.state, moments, told=told),
        "items": transcript(desk, playing),
        "decisions": _decisions(desk, playing, moments),
        "map": way_map(playing.game, playing.state) if told else None,
        "question": fill(scenario.debrief.question, words),
        "expectation": _expectation(readership, words),
        "reflections": _reflections(readership, words),
        "earlier": _earlier(desk, playing),
        "review": review_card(desk, playing),
        "fellows": fellows_card(desk, playing, moments),
        "care": care(scenario, desk.site),
    }
