"""What participants think of a workshop: asked when it is over, and answered without a name.

It is kept as ballots are, under codes that are made of the participant, the question and a secret, so that each counts
once; not even the answers of one participant can be put together. Words are texts of the workshop, not of whoever
wrote them, and bear the time of its end. Whoever leads ends the survey: then secret and codes go, and only then there
are results. Somebody who looked before and after an answer came would know it otherwise.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from roleplay.errors import Conflict, NotAllowed, RefusedEvent
from roleplay.identity import Actor
from roleplay.model.gathering import Surveyed
from roleplay.services.authority import Owner
from roleplay.services.forged import text_of, whole_number
from roleplay.services.sealing import Plain, Sealer
from roleplay.services.workshops import Hall, Halls
from roleplay.store import OwnerKind, Store, TextRow
from roleplay.store.workshop_rows import Ballot, PollRow, Said

ITEMS = ("part", "care", "use", "respect")
"""What is asked with a scale."""
SCALE = (1, 2, 3, 4, 5)
"""From not at all to completely."""
FIELDS = ("keep", "change")
"""What is asked for words."""
OPEN_FOR = timedelta(days=7)
"""How long after the end somebody can answer."""
FEWEST = 5
"""Answers of fewer people are not broken down."""
OPTIONS = tuple(f"{item}={answer}" for item in ITEMS for answer in ("", *SCALE))
"""What can be answered to each; nothing is an answer, too, so that everybody has one to each."""


@dataclass(frozen=True, slots=True)
class Item:
    """What came of a question with a scale."""

    id: str
    """One of `ITEMS`."""
    answered: int
    """How many have answered it."""
    answers: tuple[int, ...] | None
    """How many for each step of `SCALE`; None for fewer than `FEWEST`."""


@dataclass(frozen=True, slots=True)
class Results:
    """What participants thought of a workshop."""

    given: int
    """How many have sent something."""
    over: bool
    """Whether it is over; before that there is nothing else in here."""
    items: tuple[Item, ...] = ()
    """The questions, in their order."""
    words: Mapping[str, tuple[str, ...]] | None = None
    """Field -> what was written there, in an order that tells nothing; None for fewer than `FEWEST`."""
    unreadable: int = 0
    """How many of these texts cannot be read at the moment."""


class Surveying:
    """Asks, and counts."""

    def __init__(self, halls: Halls, new_id: Callable[[], str], *, sealer: Sealer | None = None) -> None:
        self._halls = halls
        self._store = halls.store
        self._new_id = new_id
        self._sealer = sealer or Plain()

    def answer(self, actor: Actor, workshop_id: str, answers: Mapping[str, Any], words: Mapping[str, Any]) -> None:
        """Say what one thinks. Sent again, it takes the place of what one has said before.

        Raises `Conflict` once the survey is over, and `RefusedEvent` for what was not asked.
        """
        hall, row = self._halls.part_of(actor, workshop_id)
        survey = self._survey(hall)
        if survey is None or not self.open(hall):
            raise Conflict("The survey of this workshop is over.", "Tell those who led it what you think.")
        steps = {item: _step(answers.get(item)) for item in ITEMS}
        said = {field: text_of(words.get(field)) for field in FIELDS}
        if set(answers) - set(ITEMS) or set(words) - set(FIELDS):
            raise RefusedEvent("That was not asked.", "Reload the page and try again.")
        if not any(steps.values()) and not any(said.values()):
            raise RefusedEvent("There is nothing in it.", "Answer at least one of the questions.")
        votes = [Ballot(hall.id, _code(row.id, survey, item), f"{item}={step}", 0) for item, step in steps.items()]
        texts = {f"{field}/{_code(row.id, survey, field)}": self._text(hall, body) for field, body in said.items()}
        if not self._store.answer_survey(hall.id, votes, texts):
            raise Conflict("The survey of this workshop is over.", "Tell those who led it what you think.")

    def open(self, hall: Hall) -> bool:
        """Whether it can be answered."""
        row = self._store.workshop(hall.id)
        ended = None if row is None else row.closed_at
        return hall.state.survey is None and ended is not None and self._halls.now() < ended + OPEN_FOR

    def have_answered(self, hall: Hall) -> Callable[[str], bool]:
        """Says of a participant whether they have answered; nobody has, of a survey that is over."""
        survey = self._survey(hall)
        voters = frozenset[str]() if survey is None else frozenset(self._store.ballots(hall.id))
        return lambda participant_id: survey is not None and _code(participant_id, survey, ITEMS[0]) in voters

    def end(self, actor: Actor, workshop_id: str, seq: int) -> None:
        """End the survey, for whoever leads. Nobody can answer any more, and its results are there."""
        hall = self._halls.led(actor, workshop_id)
        self._halls.require_seen(hall, whole_number(seq, "step"))
        if not hall.state.over:
            raise NotAllowed("This workshop goes on.", "Close it; then participants are asked what they think of it.")
        if hall.state.survey is not None:
            raise Conflict("The survey is over already.", "Its results stand in the report.")
        finish(self._store, hall.id, hall.seq, actor.id, self._halls.now())

    def results(self, actor: Actor, workshop_id: str) -> Results:
        """What came of it, for whoever leads. As long as it goes on, only how many have answered."""
        hall = self._halls.led(actor, workshop_id)
        totals = hall.state.survey
        if totals is None:
            return Results(self._store.voted(hall.id) // len(ITEMS), over=False)
        given = _given(totals)
        if given < FEWEST:
            return Results(given, over=True, items=tuple(_item(one, totals) for one in ITEMS))
        rows = self._store.contributions(hall.id, Said.SURVEY)
        opened = self._sealer.open(one.text for one in rows)
        found: dict[str, list[str]] = {field: [] for field in FIELDS}
        for one, text in zip(rows, opened, strict=True):
            if text.body is not None:
                found[one.place].append(text.body)
        return Results(
            given,
            over=True,
            items=tuple(_item(one, totals) for one in ITEMS),
            words={field: tuple(texts) for field, texts in found.items()},
            unreadable=sum(text.body is None for text in opened),
        )

    def _survey(self, hall: Hall) -> PollRow | None:
        return self._store.poll(hall.id) if hall.state.over and hall.state.survey is None else None

    def _text(self, hall: Hall, body: str | None) -> TextRow | None:
        if body is None:
            return None
        row = self._store.workshop(hall.id)
        at = self._halls.now() if row is None or row.closed_at is None else row.closed_at  # its own would tell
        owner = Owner(OwnerKind.WORKSHOP, hall.id)
        (sealed,) = self._sealer.seal(owner, [TextRow(self._new_id(), *owner, None, "workshop", body, at)])
        return sealed


def new_survey(workshop_id: str) -> PollRow:
    """What begins when a workshop ends: a poll with its id."""
    return PollRow(workshop_id, workshop_id, OPTIONS, secrets.token_urlsafe(32))


def finish(store: Store, workshop_id: str, seq: int, actor_id: str, at: datetime) -> None:
    """Count a survey and forget who said what; what fewer than `FEWEST` wrote goes, since nobody would ever read it.

    Raises `Conflict` when the log of the workshop has moved on.
    """
    counted = store.count_survey(workshop_id, seq, actor_id, at).event
    if isinstance(counted, Surveyed) and _given(counted.totals) < FEWEST:
        store.erase_texts(one.text.id for one in store.contributions(workshop_id, Said.SURVEY))


def _given(totals: Mapping[str, int]) -> int:
    """How many have answered: each has one answer to each question, if only none."""
    return sum(totals.get(f"{ITEMS[0]}={answer}", 0) for answer in ("", *SCALE))


def _code(participant_id: str, survey: PollRow, what: str) -> str:
    return hmac.new(survey.secret.encode(), f"{participant_id}/{what}".encode(), hashlib.sha256).hexdigest()


def _step(given: Any) -> str:
    if given is None:
        return ""
    if whole_number(given, "answer") not in SCALE:
        raise RefusedEvent("That cannot be answered.", "Reload the page and try again.")
    return str(given)


def _item(item: str, totals: Mapping[str, int]) -> Item:
    answers = tuple(totals.get(f"{item}={step}", 0) for step in SCALE)
    return Item(item, sum(answers), answers if sum(answers) >= FEWEST else None)
