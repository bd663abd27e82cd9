"""The sheet in front of an evaluator: the attempt as it was, and the mark scheme. No name, no time, no score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from roleplay.engine.compiled import Offer
from roleplay.engine.story import fill, tell
from roleplay.model.event import Wrote
from roleplay.model.rubric import Rubric
from roleplay.scoring.level import Level
from roleplay.scoring.review import Rating, Result, Standing, State
from roleplay.scoring.score import Score
from roleplay.services.attempts import Playing
from roleplay.services.cases import Opened, pseudonym
from roleplay.store import Comment, Remark, TextRow


@dataclass(frozen=True, slots=True)
class Said:
    """A line of somebody else."""

    name: str
    """Who said it; empty for the narrator."""
    text: str
    """What was said."""
    cue: str | None
    """What a camera would have shown."""
    at: str | None
    """Time stamp in a text chat that the scenario tells; no time of the trainee's."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One moment of the attempt."""

    moment: int
    """Index in the trail, which ticks point at."""
    lines: tuple[Said, ...]
    """What others said."""
    chosen: str | None = None
    """Id of what was chosen."""
    offers: tuple[Offer, ...] = ()
    """All that was on offer, in the order in which it was displayed."""
    prompt: str | None = None
    """What a written reply was asked for."""
    reply: str | None = None
    """What was written; None when nothing was, or it cannot be read now."""
    ending: str | None = None
    """How it ended."""

    @property
    def markable(self) -> bool:
        """Whether it is something that the trainee did."""
        return self.chosen is not None or self.prompt is not None


@dataclass(frozen=True, slots=True)
class Marked:
    """What one person marked, without who it was."""

    own: bool
    """Whether it was the reader."""
    rating: Rating
    """The marks. They name the rater, who is for nobody's eyes."""
    levels: Mapping[str, Level | None]
    """Competency -> level; None for no opportunity."""
    reason: str | None
    """Why, in their words; None without one, or when it cannot be read now."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that an evaluator sees."""

    attempt_id: str
    """Which attempt."""
    trainee: str
    """A pseudonym, the same throughout the cohort."""
    scenario: str
    """Hash of the scenario; a rating names it."""
    title: str
    """As trainees see it."""
    turns: tuple[Turn, ...]
    """The conversation."""
    shared: tuple[str, ...]
    """What the trainee has shared beside it."""
    rubrics: Mapping[str, Rubric]
    """The mark scheme, with anchors and examples: competency -> rubric, as pinned."""
    assessed: Mapping[str, tuple[str, ...]]
    """Competency -> basics that the scenario requires."""
    cohort: str
    """Id of the cohort in which it is looked at."""
    state: State
    """How far its review has come."""
    decides: bool
    """Whether the reader comes to decide between ratings."""
    looks: int
    """How many further people the trainee has asked for."""
    own: Rating | None
    """What the reader marked last."""
    machine: Score | None
    """What the choices come to; None before the reader has marked."""
    standing: Standing | None
    """What others marked; None before enough people have."""
    results: tuple[Result, ...] | None
    """What it comes to by that; None likewise."""
    marked: tuple[Marked, ...]
    """The last rating of each, in the order in which they began; only the reader's own before others' are disclosed."""
    decision: Marked | None
    """The last decision between them; None without one, or as long as it is not disclosed."""
    station: bool
    """Whether it was played face to face, so that nothing of it is recorded but where it went."""
    practises: bool
    """Whether the reader marks for practice only, as long as they are not calibrated."""
    anchor: bool
    """Whether it was an anchor all the time; never said before the reader has marked it, unless they were told."""
    answers: tuple[str | None, ...] | None
    """What the trainee has answered, the oldest first; None before the reader has marked, who might lean on it."""


def turns_of(opened: Opened, seen: Playing) -> Iterator[Turn]:
    """The conversation as it was, out of what may be seen of it."""
    written = [one.event for one in seen.events if isinstance(one.event, Wrote) and one.event.purpose == "reply"]
    replies = iter(written)
    for moment in tell(seen.game, opened.played, opened.words):
        reply = next(replies, None) if moment.reply is not None else None
        row = None if reply is None or reply.ref is None else seen.texts.get(reply.ref)
        passage = opened.played.trail[moment.index]
        yield Turn(
            moment=moment.index,
            lines=tuple(Said(line.name, line.text, line.cue, line.at) for line in moment.lines),
            chosen=passage.choice,
            offers=moment.offers,
            prompt=None if moment.reply is None else fill(moment.reply.prompt, opened.words),
            reply=None if row is None else row.body,
            ending=None if moment.ending is None else fill(moment.ending.title, opened.words),
        )


def sheet_of(
    opened: Opened,
    seen: Playing,
    reader: str,
    results: tuple[Result, ...],
    told: Sequence[tuple[Comment, TextRow]],
    *,
    decides: bool,
    practises: bool = False,
) -> Sheet:
    """The sheet for one reader. One who `decides` between ratings sees them; others only after their own.

    `told` are reasons and answers, each with its words as they can be read.
    """
    own = next(reversed(opened.by(reader)), None)
    shown = (*opened.standing.ratings, *([own] if own in opened.practised else []))
    standing = opened.standing
    enough = len(standing.ratings) >= opened.wanted
    discloses = decides or (own is not None and enough)
    scenario = opened.case.scenario
    chose = opened.case.observers is None  # at a station nothing is chosen, so a machine has nothing to say
    reasons = {comment.text.id: text.body for comment, text in told if comment.kind is Remark.REASON}

    def marked(rating: Rating) -> Marked:
        reason = None if rating.reason is None else reasons.get(rating.reason)
        return Marked(rating.rater == reader, rating, opened.case.levels(rating), reason)

    return Sheet(
        attempt_id=opened.attempt.id,
        trainee=pseudonym(opened.review.cohort_id, opened.attempt.owner_id),
        scenario=opened.attempt.scenario_hash,
        title=scenario.title,
        turns=tuple(turns_of(opened, seen)),
        shared=tuple(row.body for row in seen.texts.values() if row.purpose != "reply" and row.body is not None),
        rubrics=opened.case.rubrics,
        assessed={name: tuple(needs.requires) for name, needs in scenario.assesses.items()},
        cohort=opened.review.cohort_id,
        state=standing.state,
        decides=decides,
        looks=opened.review.looks,
        own=own,
        machine=opened.case.machine if chose and (own is not None or decides) else None,
        standing=standing if discloses else None,
        results=results if discloses else None,
        marked=tuple(marked(one) for one in shown if discloses or one.rater == reader),
        decision=marked(standing.adjudication) if discloses and standing.adjudication is not None else None,
        station=not chose,
        practises=practises,
        anchor=opened.anchor is not None and (opened.anchor.announced or own is not None),
        answers=tuple(text.body for comment, text in told if comment.kind is Remark.ANSWER)
        if own is not None or decides
        else None,
    )
