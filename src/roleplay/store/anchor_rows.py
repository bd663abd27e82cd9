"""What is kept of calibration: which anchors a cohort uses, which are on somebody's desk, and what was marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from roleplay.scoring.review import Rating
from roleplay.store.review_rows import Comment


@dataclass(frozen=True, slots=True)
class AnchorUse:
    """A cohort uses an anchor."""

    cohort_id: str
    """The cohort."""
    anchor: str
    """Hash of the anchor."""
    added_by: str
    """Who put it to use."""
    added_at: datetime
    """When."""
    retired_at: datetime | None = None
    """Since when it is not used any more; what was marked in it still counts."""


@dataclass(frozen=True, slots=True)
class CalibrationRules:
    """When an anchor comes back unannounced."""

    every_marked: int = 20
    """After so many attempts that somebody has marked."""
    every_days: int = 60
    """Or after so many days."""


@dataclass(frozen=True, slots=True)
class Presented:
    """An anchor on somebody's desk, until they have marked it. Its id looks like that of an attempt."""

    id: str
    """Its id."""
    cohort_id: str
    """In which cohort."""
    rater: str
    """Who is to mark it."""
    anchor: str
    """Hash of the anchor."""
    seed: int
    """Decides in which order choices are offered."""
    announced: bool
    """Whether the rater knows that it is an anchor."""
    ready_at: datetime
    """Its place in the queue, when it comes unannounced."""
    lease_until: datetime | None = None
    """Until when it is open, as an attempt would be."""
    draft: Mapping[str, Any] | None = None
    """What was ticked and not handed in yet."""
    draft_at: datetime | None = None
    """When that was kept."""


@dataclass(frozen=True, slots=True)
class AnchorRating:
    """What somebody marked in an anchor. It is never changed."""

    presented_id: str
    """The id under which it was on the desk."""
    cohort_id: str
    """In which cohort."""
    anchor: str
    """Hash of the anchor."""
    seed: int
    """With which seed."""
    announced: bool
    """Whether the rater knew that it was an anchor."""
    rating: Rating
    """Who marked what, and when."""


class Anchors(Protocol):
    """Anchors in use, on the desk, and marked."""

    def use_anchor(self, use: AnchorUse) -> None:
        """Let a cohort use an anchor, also one that it has given up."""

    def know_anchor(self, anchor: str, people: Iterable[str]) -> None:
        """These people know its key, or that it is one, without having marked it."""

    def retire_anchor(self, cohort_id: str, anchor: str, at: datetime) -> None:
        """Let a cohort use it no more; what was marked stays. What is on a desk unannounced is taken away."""

    def anchor_uses(self, cohort_id: str) -> tuple[AnchorUse, ...]:
        """Which anchors a cohort uses, or has used, in the order in which they came."""

    def known_anchors(self, person_id: str) -> frozenset[str]:
        """Hashes of the anchors whose keys somebody knew before they could mark them."""

    def calibration_rules(self, cohort_id: str) -> CalibrationRules:
        """When anchors come back in a cohort; the usual rules for one that has none."""

    def keep_calibration_rules(self, cohort_id: str, rules: CalibrationRules) -> None:
        """Put these rules in place of those that the cohort has."""

    def present_anchor(self, presented: Presented) -> Presented:
        """Put an anchor on somebody's desk, and return it; the one that stands when it is there already.

        Raises `NotFound` for somebody who was erased.
        """

    def presented_anchor(self, presented_id: str) -> Presented | None:
        """The anchor on a desk that has this id."""

    def held_anchors(self, presented_ids: Sequence[str]) -> tuple[Presented, ...]:
        """Those of these that are anchors, and were opened."""

    def presented_anchors(self, rater: str) -> tuple[Presented, ...]:
        """All anchors on somebody's desk, the first one first."""

    def hold_anchor(self, presented_id: str, until: datetime) -> None:
        """It was opened; where it is not there any more nothing happens."""

    def draft_anchor(self, presented_id: str, data: Mapping[str, Any], at: datetime, seen: datetime | None) -> None:
        """Keep what was ticked, in place of what was kept at `seen`. Raises `Conflict` if that has changed."""

    def undraft_anchor(self, presented_id: str) -> None:
        """Give up what was ticked."""

    def say_in_anchor(self, words: Comment) -> None:
        """Keep what somebody wrote while marking an anchor, by its text's id; without a body it goes.

        Raises `NotFound` where it is not on a desk any more.
        """

    def words_in_anchor(self, presented_id: str) -> tuple[Comment, ...]:
        """What was written while marking it, in its order."""

    def drop_anchor(self, presented_id: str) -> None:
        """Take an anchor from the desk unmarked, with what was written."""

    def mark_anchor(self, presented_id: str, rating: Rating) -> None:
        """Keep what was marked; the anchor leaves the desk, and what was written goes. Raises `Conflict` if it has."""

    def anchor_rating(self, presented_id: str) -> AnchorRating | None:
        """What was marked under this id."""

    def anchor_ratings(self, rater: str) -> tuple[AnchorRating, ...]:
        """All that somebody marked in anchors, in any cohort, the first one first."""

    def practise(self, attempt_id: str, rating: Rating, comments: Sequence[Comment] = ()) -> None:
        """Keep what somebody marked in an attempt for practice only, and hold it for them no more.

        Raises `Conflict` when they have marked it meanwhile, and `NotFound` without the attempt.
        """

    def practised(self, attempt_id: str) -> tuple[Rating, ...]:
        """What was marked in an attempt for practice only, the first one first."""

    def practised_by(self, rater: str) -> tuple[tuple[str, Rating], ...]:
        """All that somebody marked for practice only, each with the id of the attempt, the first one first."""

    def marked_since(self, cohort_id: str, rater: str, since: datetime) -> int:
        """How many attempts of a cohort somebody has marked for the first time after a moment."""
