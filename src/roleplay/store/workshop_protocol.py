"""What a store does for workshops."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from roleplay.model.gathering import Logged
from roleplay.model.wishes import Wishes
from roleplay.store.people_rows import ParticipantRow
from roleplay.store.rows import TextRow
from roleplay.store.workshop_rows import (
    Ballot,
    Cast,
    Contribution,
    Observation,
    PaceRow,
    PlanRow,
    PollRow,
    Said,
    Sign,
    WorkshopRow,
)


class Workshops(Protocol):
    """Workshops: their logs, who is in them, ballots as long as a poll is open, and what participants write."""

    def keep_plan(self, plan: PlanRow, seen: datetime | None) -> None:
        """Put a plan in place of what it was at `seen`; None for a new one. Raises `Conflict` when it was changed."""

    def plan(self, plan_id: str) -> PlanRow | None:
        """The plan with this id."""

    def plans_of(self, person_id: str) -> tuple[PlanRow, ...]:
        """Somebody's plans, the one changed last first."""

    def remove_plan(self, plan_id: str) -> None:
        """Remove a plan; workshops that were opened with it stay."""

    def add_workshop(self, workshop: WorkshopRow, first: Logged) -> None:
        """Open a workshop. Raises `Conflict` when its code is taken."""

    def workshop(self, workshop_id: str) -> WorkshopRow | None:
        """The workshop with this id."""

    def workshop_by_code(self, code: str, now: datetime) -> WorkshopRow | None:
        """The workshop that a code leads into at this time."""

    def workshops_of(self, person_id: str, cohort_ids: Iterable[str]) -> tuple[WorkshopRow, ...]:
        """Workshops that somebody has opened, or that belong to these cohorts, the latest first."""

    def set_code(self, workshop_id: str, code: str | None, until: datetime | None) -> None:
        """Let people in by another code, or by none. Raises `Conflict` when it is taken."""

    def gathering(self, workshop_id: str, after: int = -1) -> tuple[Logged, ...]:
        """The log of a workshop, or what was added after a place in it."""

    def last_steps(self, workshop_ids: Sequence[str]) -> dict[str, int]:
        """Of each of these workshops the number of the last entry in its log."""

    def happened(
        self,
        workshop_id: str,
        logged: Logged,
        *,
        poll: PollRow | None = None,
        participant: ParticipantRow | None = None,
        token: str | None = None,
    ) -> None:
        """Add to the log of a workshop; with it comes the poll that it opens, or the participant who joins.

        A guest comes back by a token, of which this is the digest.

        Raises `Conflict` when the log has moved on, or is not that long yet, and `NotFound` without such a workshop.
        """

    def close_workshop(self, workshop_id: str, logged: Logged, *, survey: PollRow | None = None) -> None:
        """End a workshop: nobody comes in any more, and nobody's call for a moment is kept. Raises as `happened`.

        With it begins the survey: a poll with the workshop's own id.
        """

    def poll(self, poll_id: str) -> PollRow | None:
        """A poll that is open; None for one that is not, whose secret nobody has any more."""

    def cast(self, votes: Sequence[Ballot]) -> Cast:
        """Take ballots, in one transaction. The same one twice counts once, and of a voter's the newest turn."""

    def ballot(self, poll_id: str, voter: str) -> Ballot | None:
        """What a voter has chosen in a poll that is open."""

    def ballots(self, poll_id: str) -> dict[str, Ballot]:
        """All ballots of a poll that is open, by voter."""

    def voted(self, poll_id: str) -> int:
        """How many have voted in a poll that is open."""

    def count(self, workshop_id: str, seq: int, poll_id: str, actor: str, at: datetime) -> Logged:
        """Close a poll: its totals come into the log, its ballots and its secret go. Returns what was added.

        Raises `Conflict` when the log has moved on, and `NotFound` without such a poll.
        """

    def answer_survey(self, workshop_id: str, votes: Iterable[Ballot], words: Mapping[str, TextRow | None]) -> bool:
        """Take what one participant thinks of a workshop, in place of what they said before. False when that is over.

        `words` are by place; None takes them back. They belong to the workshop, not to a participant.
        """

    def count_survey(self, workshop_id: str, seq: int, actor: str, at: datetime) -> Logged:
        """End the survey, as `count` ends a poll. Words stay, under what was asked and in an order that tells nothing.

        A place is `question/code`; only the question is left of it. Raises as `count`.
        """

    def surveys_before(self, moment: datetime) -> tuple[str, ...]:
        """Ids of workshops that ended before a moment and whose survey nobody has ended yet."""

    def participants_in(self, workshop_id: str) -> tuple[ParticipantRow, ...]:
        """Everybody who ever came to a workshop, in the order in which they came."""

    def participant_by_token(self, token: str) -> ParticipantRow | None:
        """The guest whose browser holds a token, by its digest."""

    def rename_participant(self, participant_id: str, name: str) -> None:
        """Call a participant something else. Raises `NotFound`."""

    def erase_participant(self, participant_id: str) -> None:
        """Erase somebody's name, words and wishes in a workshop, and what brings a guest back into it.

        What they chose and ticked stays in totals, and whose an account was with the workshop: `erase_person` ends
        that, too. Raises `NotFound`.
        """

    def workshops_before(self, moment: datetime) -> tuple[str, ...]:
        """Ids of workshops that ended, or saw their last event, before a moment, and still hold something personal."""

    def erase_workshops(self, workshop_ids: Iterable[str]) -> None:
        """Erase what is personal in workshops: names, words, wishes, ticks, messages, and polls that were never closed.

        Logs stay with their totals, and so does which account was there when.
        """

    def handed_over_to(self, person_id: str) -> tuple[str, ...]:
        """Ids of workshops that were handed over to somebody."""

    def note_presence(self, workshop_id: str, here: Iterable[str]) -> None:
        """Say whose pages are connected, in place of what was said before."""

    def connected(self, workshop_id: str) -> frozenset[str]:
        """Participants whose pages are connected, as was noted last."""

    def nobody_is_connected(self) -> None:
        """Say so of all workshops, as a server begins."""

    def signs(self, workshop_id: str) -> tuple[Sign, ...]:
        """All that is so in a workshop, only to be compared with what it was: as long as it is the same, so is it."""

    def wishes(self, workshop_id: str) -> dict[str, Wishes]:
        """What participants have said of themselves for forming groups; nothing of those who have said nothing."""

    def set_wishes(self, participant_id: str, wishes: Wishes) -> None:
        """Keep that. Raises `NotFound`."""

    def call(self, participant_id: str, workshop_id: str, at: datetime | None) -> None:
        """Somebody needs a moment since `at`; None: not any more."""

    def calls(self, workshop_id: str) -> dict[str, datetime]:
        """Who needs a moment just now, and since when."""

    def contribute(self, contribution: Contribution) -> None:
        """Keep what a participant wrote; at the same place a newer one takes the place of the older.

        What is there already, by the id of its text, stays as it is.

        Raises `NotFound` for somebody who was erased meanwhile.
        """

    def contributions(self, workshop_id: str, kind: Said, place: str | None = None) -> tuple[Contribution, ...]:
        """What was written of a kind, or of a kind at a place. The order says nothing about who came first."""

    def contributions_by_text(self, text_ids: Iterable[str]) -> tuple[Contribution, ...]:
        """What was written in workshops, by the ids of the texts."""

    def hide_contribution(self, text_id: str, *, hidden: bool) -> None:
        """Take something off the screen, or put it back. Raises `NotFound`."""

    def keep_pace(self, pace: PaceRow, reply: Contribution | None = None) -> None:
        """Keep how far somebody has come, one step after what is there, with the reply that they wrote in that step.

        With an empty path a new go begins, and the replies of the one before are removed. Raises `Conflict` when
        another step was quicker, and `NotFound` without such a participant.
        """

    def pace(self, participant_id: str, section: str) -> PaceRow | None:
        """How far somebody has come in a section; None for who has not begun."""

    def paces(self, workshop_id: str, section: str) -> tuple[PaceRow, ...]:
        """How far everybody has come who has begun. The order says nothing about who came first."""

    def paces_of(self, participant_id: str) -> tuple[PaceRow, ...]:
        """How far somebody has come, in every section in which they have begun."""

    def replies_alone(self, participant_id: str, section: str) -> dict[str, TextRow]:
        """What somebody wrote in their present go: node -> reply."""

    def observe(self, seen: Iterable[Observation]) -> None:
        """Keep ticks; one that is there already counts once."""

    def take_back_observation(self, observation_id: str, observer: str) -> None:
        """Take a tick of one's own back; where there is none nothing happens."""

    def observations(self, workshop_id: str) -> tuple[Observation, ...]:
        """What observers have ticked in a workshop, by section and round."""
