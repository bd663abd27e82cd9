"""Marks as they come from a browser, and the rating that they become. Whatever does not fit the attempt is refused."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from roleplay.engine.state import Passage
from roleplay.errors import RefusedEvent, did_you_mean
from roleplay.scoring.review import MOST_SURE, Rating, Seen
from roleplay.services.cases import Opened
from roleplay.services.forged import text_of, whole_number, word, words


@dataclass(frozen=True, slots=True)
class Marks:
    """What an evaluator has filled in. Nothing of it has been looked at yet."""

    scenario: str
    """Hash of the scenario on the sheet."""
    ticks: Sequence[tuple[str, int]]
    """Behaviours, each with its moment."""
    no_opportunity: Sequence[str] = ()
    """Competencies that there was no opportunity to show."""
    clears: Sequence[str] = ()
    """Harmful behaviours that the machine ticked and the evaluator does not find."""
    confidence: int | None = MOST_SURE
    """1 to 3; None as long as it was not said, which no mark that is handed in may leave out."""
    lived_experience: bool = False
    """Whether the evaluator marks as somebody with lived experience."""
    reason: str | None = None
    """Why; needed for a revision, to clear, and to adjudicate."""


def rating_of(opened: Opened, marks: Marks, rater: str, at: datetime, *, adjudicates: bool) -> Rating:
    """The rating that marks make, with its reason still to be kept. Raises `RefusedEvent` for what does not fit."""
    rating = unsent_rating(opened, marks, rater, at, adjudicates=adjudicates)
    if (rating.revision > 1 or rating.clears or adjudicates) and text_of(marks.reason) is None:
        raise RefusedEvent("This needs a reason.", "Write why you mark it like this now.")
    if marks.confidence is None:
        raise RefusedEvent("How sure you are is not said yet.", "Say it, then hand in your marks.")
    return rating


def unsent_rating(opened: Opened, marks: Marks, rater: str, at: datetime, *, adjudicates: bool) -> Rating:
    """What marks would come to that are not handed in yet, which can leave out a reason and how sure one is."""
    if word(marks.scenario, "scenario") != opened.attempt.scenario_hash:
        raise RefusedEvent("These marks are of another scenario, or of another version.", "Open the attempt again.")
    behaviours = {one.id for rubric in opened.case.rubrics.values() for one in rubric.behaviours}
    ticks = ticks_in(opened.played.trail, behaviours, marks.ticks)
    assessed = opened.case.scenario.assesses
    none = words(marks.no_opportunity, assessed, "competency")
    for competency in none:
        both = {b.id for b in opened.case.rubrics[competency].behaviours} & {tick.behaviour for tick in ticks}
        if both:
            raise RefusedEvent(
                f'"{competency}" has ticks and no opportunity at once.', f"Take one of them back: {min(both)}."
            )
    earlier = len(opened.by(rater))
    known = sorted(opened.case.machine_harm) if earlier or adjudicates else ()
    clears = words(marks.clears, known, "harm that the choices showed")
    if found := sorted(set(clears) & {tick.behaviour for tick in ticks}):
        raise RefusedEvent(f'"{found[0]}" is ticked and cleared at once.', "Take one of them back.")
    sure = MOST_SURE if marks.confidence is None else marks.confidence
    if not 1 <= whole_number(sure, "confidence") <= MOST_SURE:
        raise RefusedEvent("How sure you are cannot be read.", f"It is a number from 1 to {MOST_SURE}.")
    return Rating(
        rater=rater,
        at=at,
        revision=earlier + 1,
        scenario=opened.attempt.scenario_hash,
        rubrics=opened.rubric_hashes,
        ticks=ticks,
        no_opportunity=none,
        clears=clears,
        confidence=sure,
        lived_experience=marks.lived_experience is True,
        adjudicates=adjudicates,
    )


def ticks_in(trail: Sequence[Passage], known: Collection[str], given: object) -> tuple[Seen, ...]:
    """Ticks of known behaviours at moments of an attempt. Raises `RefusedEvent` for whatever else is given."""
    if not isinstance(given, (list, tuple)) or len(given) > len(known) * len(trail):
        raise RefusedEvent("The ticks cannot be read.", "Reload the page and try again.")
    found: set[Seen] = set()
    for one in given:
        if not isinstance(one, (list, tuple)) or len(one) != 2:
            raise RefusedEvent("A tick cannot be read.", "Reload the page and try again.")
        behaviour, moment = word(one[0], "behaviour"), whole_number(one[1], "moment")
        if behaviour not in known:
            raise RefusedEvent(f'There is no behaviour "{behaviour}" here.', did_you_mean(behaviour, known).strip())
        if moment >= len(trail) or not (trail[moment].choice is not None or trail[moment].replied):
            raise RefusedEvent(f"The trainee did nothing at moment {moment}.", "Tick where something was said.")
        found.add(Seen(behaviour, moment))
    return tuple(sorted(found))
