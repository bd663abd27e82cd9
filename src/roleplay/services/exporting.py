"""Everything that is kept about somebody, as files: JSON for programs, and one page of HTML to read."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import jinja2

from roleplay.engine import Compiled
from roleplay.engine.story import fill, tell
from roleplay.model import learning
from roleplay.model.event import Compared, Event, Expected, Recorded, Reflected, Started, Wrote, to_data
from roleplay.model.learning import PLACEMENT, ChoseWay, Drew, Noted, Refreshed
from roleplay.scoring.level import derive
from roleplay.scoring.review import Rating
from roleplay.services.pages import answers_of, pages_of
from roleplay.services.returning import Words
from roleplay.services.shelf import Bookshelf
from roleplay.store import (
    AnchorRating,
    Assignment,
    Attempt,
    AuditEntry,
    Draft,
    Membership,
    OwnerKind,
    PersonRow,
    SessionRow,
    TextRow,
)

EXPORT_NAME = "my-data.zip"
"""What the file is called that somebody takes along."""

_PAGE = Path(__file__).with_name("export.html.j2")
_OLDEST_OF_ZIP = 1980
_ENTRY = "at actor_kind actor_id action subject_kind subject_id detail"


@dataclass(frozen=True, slots=True)
class Played:
    """An attempt with all that belongs to it."""

    attempt: Attempt
    """Whose, what, how."""
    events: Sequence[Recorded]
    """Its log."""
    texts: Mapping[str, TextRow]
    """What was written in it, and what a branch refers to in the attempts before it."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What evaluators returned of an attempt. It names none of them."""

    attempt_id: str
    """Which attempt."""
    returned_at: datetime | None
    """When."""
    ratings: Sequence[Rating]
    """What was marked until then, the first one first."""
    words: Sequence[Words]
    """What was written to the trainee, and their answers, opened."""


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is kept about one person."""

    person: PersonRow
    """Who."""
    has_password: bool
    """Whether they have chosen a password; of that there is only a hash, which is not handed out."""
    cohorts: Sequence[tuple[str, Membership]]
    """Names of cohorts with the part in each."""
    workshops: Sequence[Mapping[str, Any]]
    """Workshops to which they came, with what they wrote, wished, chose alone and ticked there, opened."""
    led: Mapping[str, Sequence[Mapping[str, Any]]]
    """Workshops that they have planned, and for how long they have led any."""
    attempts: Sequence[Played]
    """What they did, newest first."""
    learning: Sequence[tuple[OwnerKind, Noted]]
    """What they did beside playing, with or without an account, the oldest first."""
    pages: Sequence[TextRow]
    """What they wrote for themselves, opened."""
    reviews: Sequence[Reviewed]
    """What evaluators returned to them, the newest first."""
    marked: Sequence[tuple[str, Rating]]
    """What they marked as an evaluator themselves: ids of attempts, each with a rating, the oldest first."""
    practised: Sequence[tuple[str, Rating]]
    """What they marked for practice only, likewise."""
    anchors: Sequence[AnchorRating]
    """What they marked in anchors, the oldest first; one that still lies in their queue is not told yet."""
    notes: Sequence[tuple[str, Words]]
    """What they noted for themselves about attempts, opened."""
    drafts: Sequence[Draft]
    """What they ticked and have not handed in."""
    requests: Sequence[Assignment]
    """What they were asked to mark, and asked others to; who these are is not told."""
    fellows: Mapping[str, Sequence[Mapping[str, Any]]]
    """What they and their fellow learners showed and told each other, opened."""
    stations: Mapping[str, Sequence[Mapping[str, Any]]]
    """Stations to which they were asked, and those at which they played or watched."""
    watches: Mapping[str, Sequence[Mapping[str, Any]]]
    """Workshops that they watched, and what was handed in about how they led, opened."""
    sessions: Sequence[SessionRow]
    """Browsers in which they are signed in."""
    audit: Sequence[AuditEntry]
    """What the audit log says by or about them, newest first."""

    @property
    def asked(self) -> Sequence[Assignment]:
        """What they were asked to mark, be it by themselves."""
        return [one for one in self.requests if one.rater == self.person.id]

    @property
    def asked_others(self) -> Sequence[Assignment]:
        """What they asked others to mark."""
        return [one for one in self.requests if one.rater != self.person.id]


def exported(kept: Kept, bookshelf: Bookshelf, at: datetime) -> bytes:
    """The zip file."""
    files = {
        "index.html": _page(kept, bookshelf, at),
        "person.json": _json(
            {
                **_fields(kept.person, "id name login created_at disabled_at"),
                "roles": sorted(kept.person.roles),
                "has_password": kept.has_password,
            }
        ),
        "cohorts.json": _json([{"cohort": name, "role": part.role} for name, part in kept.cohorts]),
        "workshops.json": _json(kept.workshops),
        "led.json": _json(kept.led),
        "attempts.json": _json([_attempt(played) for played in kept.attempts]),
        "learning.json": _json(
            [
                {"owner_kind": owner, "seq": one.seq, "kind": one.event.kind, "at": one.at}
                | learning.to_data(one.event)
                for owner, one in kept.learning
            ]
        ),
        "pages.json": _json(_written_pages(kept.pages, bookshelf)),
        "reviews.json": _json([_reviewed(one) for one in kept.reviews]),
        "marked.json": _json(
            {
                "ratings": [{"attempt_id": attempt_id, **_rating(one)} for attempt_id, one in kept.marked],
                "for_practice": [{"attempt_id": attempt_id, **_rating(one)} for attempt_id, one in kept.practised],
                "anchors": [{**_fields(one, "anchor announced"), **_rating(one.rating)} for one in kept.anchors],
                "notes": [{"attempt_id": attempt_id, **_fields(one, "body moment")} for attempt_id, one in kept.notes],
                "not_handed_in": [_fields(one, "attempt_id at data") for one in kept.drafts],
                "asked_to_mark": [_fields(one, "attempt_id due") for one in kept.asked],
                "asked_others_to_mark": [_fields(one, "attempt_id due") for one in kept.asked_others],
            }
        ),
        "fellows.json": _json(kept.fellows),
        "stations.json": _json(kept.stations),
        "watches.json": _json(kept.watches),
        "sessions.json": _json([_fields(session, "created_at seen_at") for session in kept.sessions]),
        "audit.json": _json([_fields(entry, _ENTRY) for entry in kept.audit]),
    }
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            stamp = (max(at.year, _OLDEST_OF_ZIP), at.month, at.day, at.hour, at.minute, at.second)
            archive.writestr(zipfile.ZipInfo(name, stamp), content, zipfile.ZIP_DEFLATED)
    return whole.getvalue()


# --- for programs ---


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2, default=_plain) + "\n"


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _fields(thing: object, names: str) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in names.split()}


def _attempt(played: Played) -> dict[str, Any]:
    attempt = played.attempt
    branch = attempt.branched_from
    return {
        **_fields(attempt, "id owner_kind scenario_id scenario_hash mode seed status started_at ended_at exposure"),
        "options": {"feedback": attempt.options.feedback, "say_first": attempt.options.say_first},
        "branched_from": None if branch is None else {"attempt": branch.attempt, "turns": branch.turns},
        "events": [
            {"seq": one.seq, "kind": one.event.kind, "at": one.at, **to_data(one.event)} for one in played.events
        ],
        "texts": [
            {**_fields(row, "id purpose body at visibility"), "unreadable": row.sealed} for row in played.texts.values()
        ],
    }


def _reviewed(review: Reviewed) -> dict[str, Any]:
    told = "at revision ticks no_opportunity clears confidence adjudicates"
    return {
        **_fields(review, "attempt_id returned_at"),
        "ratings": [{name: value for name, value in _rating(one).items() if name in told} for one in review.ratings],
        "words": [_fields(one, "kind body moment") for one in review.words],
    }


def _rating(rating: Rating) -> dict[str, Any]:
    names = "at revision no_opportunity clears confidence adjudicates lived_experience"
    return {**_fields(rating, names), "ticks": [_fields(tick, "behaviour moment") for tick in rating.ticks]}


def _written_pages(rows: Iterable[TextRow], bookshelf: Bookshelf) -> list[dict[str, Any]]:
    """Pages with their questions; of what is not asked any more only the ids are left."""
    asked = {page.id: page for page in pages_of(bookshelf)}
    found: list[dict[str, Any]] = []
    for row in rows:
        page = asked.get(row.page or "")
        questions = {} if page is None else {field.id: field.ask for field in page.fields}
        answers = answers_of(row)
        found.append(
            {
                "page": row.page,
                "title": row.page if page is None else page.title,
                "at": row.at,
                "unreadable": row.sealed,
                "answers": [
                    {"field": name, "question": questions.get(name, name), "answer": answer}
                    for name, answer in answers.items()
                ],
            }
        )
    return found


# --- for people ---


def _page(kept: Kept, bookshelf: Bookshelf, at: datetime) -> str:
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    template = environment.from_string(_PAGE.read_text(encoding="utf-8"))
    return template.render(
        kept=kept,
        at=at,
        attempts=[_told(played, bookshelf.game(played.attempt.scenario_hash)) for played in kept.attempts],
        learnt=list(_learnt(kept.learning, bookshelf)),
        pages=_written_pages(kept.pages, bookshelf),
        reviews=[
            {"review": review, "ratings": [_found(rating, bookshelf) for rating in review.ratings]}
            for review in kept.reviews
        ],
        marked=[
            *({"as": "Marked", **_found(rating, bookshelf)} for _, rating in kept.marked),
            *({"as": "Marked for practice", **_found(rating, bookshelf)} for _, rating in kept.practised),
            *({"as": "An anchor, marked", **_found(one.rating, bookshelf)} for one in kept.anchors),
        ],
    )


def _found(rating: Rating, bookshelf: Bookshelf) -> dict[str, Any]:
    """A rating as it reads: what was marked, with the level that each competency comes to."""
    scenario = bookshelf.game(rating.scenario).scenario
    shown = {tick.behaviour for tick in rating.ticks}
    rubrics = bookshelf.rubrics(rating.rubrics)
    return {
        "rating": rating,
        "title": scenario.title,
        "levels": [
            (
                rubrics[competency].title,
                None if competency in rating.no_opportunity else derive(rubrics[competency], shown, needs.requires),
            )
            for competency, needs in scenario.assesses.items()
        ],
        "ticked": [one.text for rubric in rubrics.values() for one in rubric.behaviours if one.id in shown],
    }


def _learnt(log: Iterable[tuple[OwnerKind, Noted]], bookshelf: Bookshelf) -> Iterator[dict[str, Any]]:
    """What somebody did beside playing, with names and questions as far as the library still has them."""
    modules, curriculum = bookshelf.modules(), bookshelf.curriculum()
    scenarios = {summary.id: summary.title for summary in bookshelf.scenarios()}
    pathways = {} if curriculum is None else {way.id: way.title for way in curriculum.pathways}
    checks = {PLACEMENT: "where to begin"} | {module.id: module.title for module in modules.values()}
    for _, noted in log:
        event = noted.event
        told: dict[str, Any] = {"at": noted.at, "kind": event.kind, "event": event}
        if isinstance(event, Drew):
            told["name"] = checks.get(event.check, event.check)
        elif isinstance(event, Refreshed):
            told["name"] = scenarios.get(event.scenario, event.scenario)
        elif isinstance(event, ChoseWay):
            told["name"] = pathways.get(event.pathway, event.pathway)
        else:
            module_id, _, item_id = event.item.partition("/")
            item = modules[module_id].item(item_id) if module_id in modules else None
            texts = {} if item is None else {option.id: option.text for option in item.options}
            told["name"] = event.item if item is None else item.ask
            told["ticked"] = [texts.get(one, one) for one in event.options]
        yield told


def _told(played: Played, game: Compiled) -> dict[str, Any]:
    """An attempt as it reads: question and answer before and after, and in between who said what."""
    log = [recorded.event for recorded in played.events]
    words = next((event.site for event in log if isinstance(event, Started)), {})
    return {
        "attempt": played.attempt,
        "title": game.scenario.title,
        "expectation": _answers(
            played, [(fill(game.scenario.expect, words), e.ref) for e in log if isinstance(e, Expected)]
        ),
        "talk": list(_talk(played, game, words)),
        "reflections": _answers(
            played,
            [
                (fill(question, words), ref)
                for event in log
                if isinstance(event, Reflected)
                for question, ref in zip(game.scenario.reflect, event.refs, strict=False)
            ],
        ),
        "compared": [event for event in log if isinstance(event, Compared)],
    }


def _answers(played: Played, asked: Iterable[tuple[str, str | None]]) -> list[tuple[str, TextRow]]:
    return [(question, played.texts[ref]) for question, ref in asked if ref is not None and ref in played.texts]


def _talk(played: Played, game: Compiled, words: Mapping[str, str]) -> Iterable[dict[str, Any]]:
    """Lines of the others, and what the mentor chose or wrote."""
    log = [recorded.event for recorded in played.events]
    mentor = game.scenario.mentor.name
    for moment in tell(game, game.replay(log), words):
        written = [event for event in log if isinstance(event, Wrote) and event.node == moment.node]
        if moment.choice is not None:
            yield from _written(played, mentor, written, "say-first")
            yield {"who": mentor, "said": moment.choice.text, "own": None}
        if moment.reply is not None:
            yield from _written(played, mentor, written, "reply")
        for line in moment.lines:
            yield {"who": line.name, "said": line.text, "own": None}
        if moment.ending is not None:
            yield {"who": "", "said": fill(moment.ending.text, words), "own": None}


def _written(played: Played, mentor: str, events: Iterable[Event], purpose: str) -> Iterable[dict[str, Any]]:
    for event in events:
        ref = event.ref if isinstance(event, Wrote) and event.purpose == purpose else None
        if ref is not None and ref in played.texts:
            yield {"who": mentor, "said": None, "own": played.texts[ref]}
