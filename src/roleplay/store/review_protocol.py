"""What everything above asks of a store about reviews: the desk, its queue, drafts, and what reports read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from roleplay.scoring.review import Rating, Rules, State
from roleplay.store.columns import Played, Rated, Unlevelled, Walked
from roleplay.store.review_rows import Asked, Assignment, CohortRules, Comment, Draft, Place, ReviewRow, Tally
from roleplay.store.rows import OwnerKind


class Reviews(Protocol):
    """Attempts that evaluators look at, what they mark, and what is written about it."""

    def gather(self, cohort_id: str) -> None:
        """Let every finished assessment of a cohort's trainees be looked at that nobody can look at yet."""

    def add_review(self, review: ReviewRow) -> None:
        """Let an attempt be looked at; one that is already stays as it is. Raises `NotFound` without the attempt."""

    def looked_into(self, attempt_id: str) -> bool:
        """Whether somebody has opened an attempt to mark it."""

    def drop_review(self, attempt_id: str) -> None:
        """Let an attempt not be looked at any more; without a review nothing happens.

        Raises `Conflict` as soon as somebody has opened it.
        """

    def review(self, attempt_id: str) -> ReviewRow | None:
        """The review of an attempt."""

    def reviews_of(self, owner_kind: OwnerKind, owner_id: str) -> tuple[ReviewRow, ...]:
        """The reviews of somebody's attempts, the newest first."""

    def queue(
        self, asked: Asked, limit: int, *, after: str | None = None, before: str | None = None
    ) -> tuple[ReviewRow, ...]:
        """The reviews asked for, in the order in which their attempts ended: the first ones, or those next to one.

        `after` and `before` are ids of attempts; the nearest ones come. Nothing comes next to one that is not there.
        """

    def set_review(self, review: ReviewRow, seen: int) -> None:
        """Change how a review stands. Raises `Conflict` when there are not `seen` ratings, and `NotFound`."""

    def ratings(self, attempt_id: str) -> tuple[Rating, ...]:
        """All ratings of an attempt, the first one first."""

    def rate(
        self,
        review: ReviewRow,
        rating: Rating,
        seen: int,
        comments: Sequence[Comment] = (),
        levels: str | None = None,
    ) -> None:
        """Add a rating with its `levels`, and what the review comes to by it; the lease and the draft of its rater end.

        Raises `Conflict` when there are not `seen` ratings, or the attempt is not leased to the rater at that time.
        """

    def assign(self, assigned: Iterable[Assignment]) -> None:
        """Ask people to mark attempts; who was asked before is asked anew, and a lease goes on."""

    def assignments(self, attempt_ids: Iterable[str]) -> tuple[Assignment, ...]:
        """Who is asked to mark these attempts, or has opened them."""

    def lease(self, attempt_id: str, rater: str, now: datetime, until: datetime, places: int) -> None:
        """Hold an attempt for somebody until a moment; who holds it already goes on holding it.

        Raises `Conflict` when as many others who have not marked it hold it as there are places, and `NotFound` for no
        review.
        """

    def load_of(self, cohort_id: str) -> dict[str, int]:
        """How many attempts of a cohort each person is asked to mark, or holds, and has not marked yet."""

    def comment(self, comment: Comment) -> None:
        """Keep what somebody wrote. Raises `NotFound` when the attempt, or whose text it is, was erased meanwhile."""

    def change_comment(self, comment: Comment) -> None:
        """Put other words in place of what was written; without a body it goes.

        Raises `NotFound` when its author has written no such thing, and `Conflict` when it was returned meanwhile.
        """

    def notes_by(self, author: str) -> tuple[Comment, ...]:
        """All notes that somebody wrote for themselves, in their order."""

    def comments(self, attempt_id: str) -> tuple[Comment, ...]:
        """All that was written in the review of an attempt, in its order."""

    def comments_by_text(self, text_ids: Iterable[str]) -> tuple[Comment, ...]:
        """Those of some texts that were written in reviews."""

    def concerns(self, cohort_id: str) -> tuple[Comment, ...]:
        """All concerns about trainees in the reviews of a cohort, and what was done about them, in their order."""

    def review_rules(self, cohort_id: str) -> CohortRules:
        """The rules of a cohort; the usual ones for one that has none."""

    def keep_review_rules(self, cohort_id: str, rules: CohortRules) -> None:
        """Put these rules in place of those that the cohort has.

        What is neither returned nor decided, and has its gist, stands by them from now on.
        """


class Queue(Protocol):
    """The queue of a cohort as a whole."""

    def tally(self, cohort_id: str, rater: str, now: datetime) -> Tally:
        """How many attempts of a cohort are in which state, and how much somebody is asked for."""

    def waiting_for(self, rater: str) -> int:
        """How many requests wait for somebody, in all cohorts."""

    def marked_by(self, attempt_ids: Iterable[str]) -> dict[str, frozenset[str]]:
        """Who has marked each of these attempts, or decided about it."""

    def scenarios_in(self, cohort_id: str) -> tuple[str, ...]:
        """Ids of all scenarios of which there are attempts in a cohort's queue."""

    def moves(self, cohort_id: str, rules: Rules) -> dict[tuple[State, State], int]:
        """How many reviews would go from which state to which by these rules."""

    def without_gist(self, cohort_id: str, states: Iterable[State], limit: int) -> dict[str, str | None]:
        """Ids of attempts in these states whose gist nobody has worked out yet, with what their choices come to.

        That is as `scoring.kept` writes it; None where that is still to be worked out, too.
        """

    def weigh(self, drawn: Mapping[str, int]) -> None:
        """Keep the gist of attempts that nobody has marked: from which share on two people mark them."""

    def places(
        self, cohort_id: str, rules: Rules, now: datetime, limit: int, after: Place | None = None
    ) -> tuple[Place, ...]:
        """Open attempts that lack people whom nobody has asked, in the order of the queue, after one."""

    def lacking(self, cohort_id: str, rules: Rules, now: datetime, most: int) -> tuple[int, int]:
        """How many open attempts lack people whom nobody has asked, and how many people, at most `most` for each."""

    def ask(self, assigned: Iterable[Assignment]) -> None:
        """The same as `assign`, for hundreds of attempts of a queue at once."""

    def requests_of(self, person_id: str) -> tuple[Assignment, ...]:
        """Requests to mark an attempt that were made to somebody, or by them; not what somebody opened unasked."""

    def unassign(self, asked: Iterable[Assignment], now: datetime) -> int:
        """Ask people no longer, unless they have marked the attempt or have it open; return how many that was."""

    def take_back(self, cohort_id: str, batch: str, now: datetime, limit: int) -> int:
        """The same for some of what was asked with one press, in a cohort."""

    def next_for(
        self, rater: str, cohort_id: str, rules: Rules, now: datetime, *, limit: int, scenario_id: str | None = None
    ) -> tuple[str, ...]:
        """Ids of attempts that somebody could mark, the best one first.

        First what they are asked for, by its day; then what needs a further person; then what nobody has marked.
        """

    def open_concerns(self, contact: str) -> dict[str, int]:
        """Cohort -> attempts with a concern of which the contact has not said what was done; for their contact."""


class Drafts(Protocol):
    """Marks that are not handed in yet; and all that somebody marked, for themselves."""

    def draft(self, attempt_id: str, rater: str) -> Draft | None:
        """What somebody has ticked in an attempt and not handed in."""

    def keep_draft(self, draft: Draft, seen: datetime | None) -> None:
        """Put it in place of the one that was kept at `seen`; None when there was none.

        Raises `Conflict` when it was changed meanwhile, and `NotFound` when the attempt or the rater was erased.
        """

    def drop_draft(self, attempt_id: str, rater: str) -> None:
        """Give up what somebody has begun; without any, nothing happens."""

    def drafts_by(self, rater: str) -> tuple[Draft, ...]:
        """All that somebody has begun, the oldest first."""

    def ratings_by(self, rater: str) -> tuple[tuple[str, Rating], ...]:
        """All that somebody marked, each with the id of the attempt, the first one first."""


class Reporting(Protocol):
    """What reports read, in columns, and levels that are worked out late."""

    def played_in(self, cohort_id: str) -> Played:
        """The finished attempts of everybody who learns in a cohort, with their reviews there."""

    def walked(self, scenario_id: str, limit: int) -> Walked:
        """The finished attempts of single people at a scenario in any version; the last ones, if there are more."""

    def rated_in(self, cohort_id: str) -> Rated:
        """All ratings in a cohort, decisions among them."""

    def unlevelled(self, cohort_id: str, limit: int) -> tuple[Unlevelled, ...]:
        """Some ratings in a cohort whose levels are still to be worked out."""

    def keep_levels(self, levels: Mapping[tuple[str, int], str]) -> None:
        """Keep what ratings come to, by attempt and number; what is kept already stays."""

    def keep_results(self, results: Mapping[str, str]) -> None:
        """Keep what finished attempts come to, by id; what is kept already stays."""

    def keep_official(self, official: Mapping[str, tuple[str, str]]) -> None:
        """Keep what reviews come to, by attempt, each with the state for which that holds."""
