"""Workshops in SQL: plans, logs, and ballots as long as a poll is open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from roleplay.errors import Conflict, NotFound
from roleplay.model.gathering import Counted, HandedOver, Logged, from_data, to_data
from roleplay.store.connection import Transactions
from roleplay.store.participants import add_participant
from roleplay.store.people_rows import ParticipantRow
from roleplay.store.people_tables import participants
from roleplay.store.workshop_rows import (
    Ballot,
    Became,
    Cast,
    PlanRow,
    PollRow,
    Sign,
    WorkshopRow,
)
from roleplay.store.workshop_tables import (
    ballots,
    calls,
    contributions,
    observations,
    paces,
    plans,
    polls,
    workshop_events,
    workshops,
)


def _signs() -> sa.CompoundSelect[Any]:
    def sign(kind: Any, who: Any, how: Any, more: Any = "") -> sa.Select[Any]:
        about: list[Any] = [sa.cast(one, sa.String) for one in (kind, who, how, more)]
        return sa.select(*about)

    this = sa.bindparam("workshop", type_=sa.String)
    many = sa.func.count()
    return sa.union_all(
        sign("log", this, sa.func.max(workshop_events.c.seq)).where(workshop_events.c.workshop_id == this),
        sign("person", participants.c.id, participants.c.name, participants.c.here).where(
            participants.c.workshop_id == this
        ),
        sign("call", calls.c.participant_id, calls.c.at).where(calls.c.workshop_id == this),
        sign("voted", polls.c.id, many)
        .join(ballots, ballots.c.poll_id == polls.c.id)
        .where(polls.c.workshop_id == this)
        .group_by(polls.c.id),
        sign(contributions.c.kind, contributions.c.text_id, contributions.c.hidden, contributions.c.place).where(
            contributions.c.workshop_id == this
        ),
        sign("ticked", observations.c.observer, many, observations.c.round)
        .where(observations.c.workshop_id == this)
        .group_by(observations.c.observer, observations.c.round),
        sign("wished", this, many).where(participants.c.workshop_id == this, participants.c.wishes.is_not(None)),
        sign("pace", paces.c.participant_id, paces.c.step, paces.c.section).where(paces.c.workshop_id == this),
        sign("code", workshops.c.id, sa.func.coalesce(workshops.c.code, "")).where(workshops.c.id == this),
    )


_SIGNS = _signs()


class SqlWorkshops(Transactions):
    """The part of the store that holds workshops."""

    # --- plans ---

    def keep_plan(self, plan: PlanRow, seen: datetime | None) -> None:
        """Put a plan in place of what it was at `seen`; None for a new one. Raises `Conflict` when it was changed."""
        with self._write() as connection:
            there = connection.scalar(sa.select(plans.c.changed_at).where(plans.c.id == plan.id))
            if there != seen:
                raise Conflict("This plan was changed in another window.", "Reload it, then change it again.")
            connection.execute(plans.delete().where(plans.c.id == plan.id))
            connection.execute(plans.insert().values(asdict(plan)))

    def plan(self, plan_id: str) -> PlanRow | None:
        """The plan with this id."""
        with self._read() as connection:
            row = connection.execute(plans.select().where(plans.c.id == plan_id)).one_or_none()
        return None if row is None else PlanRow(**row._asdict())

    def plans_of(self, person_id: str) -> tuple[PlanRow, ...]:
        """Somebody's plans, the one changed last first."""
        query = plans.select().where(plans.c.person_id == person_id).order_by(plans.c.changed_at.desc(), plans.c.id)
        with self._read() as connection:
            return tuple(PlanRow(**row._asdict()) for row in connection.execute(query))

    def remove_plan(self, plan_id: str) -> None:
        """Remove a plan; workshops that were opened with it stay."""
        with self._write() as connection:
            connection.execute(plans.delete().where(plans.c.id == plan_id))

    # --- workshops and their logs ---

    def add_workshop(self, workshop: WorkshopRow, first: Logged) -> None:
        """Open a workshop. Raises `Conflict` when its code is taken."""
        try:
            with self._write() as connection:
                connection.execute(workshops.insert().values(asdict(workshop)))
                connection.execute(workshop_events.insert().values(_entry(workshop.id, first)))
        except sa.exc.IntegrityError as error:
            raise Conflict("This code is in use.", "Take another one.") from error

    def workshop(self, workshop_id: str) -> WorkshopRow | None:
        """The workshop with this id."""
        return self._workshop(workshops.c.id == workshop_id)

    def workshop_by_code(self, code: str, now: datetime) -> WorkshopRow | None:
        """The workshop that a code leads into at this time."""
        return self._workshop(workshops.c.code == code, workshops.c.code_until > now)

    def workshops_of(self, person_id: str, cohort_ids: Iterable[str]) -> tuple[WorkshopRow, ...]:
        """Workshops that somebody has opened, or that belong to these cohorts, the latest first."""
        mine = sa.or_(workshops.c.created_by == person_id, workshops.c.cohort_id.in_(list(cohort_ids)))
        query = workshops.select().where(mine).order_by(workshops.c.opened_at.desc(), workshops.c.id)
        with self._read() as connection:
            return tuple(WorkshopRow(**row._asdict()) for row in connection.execute(query))

    def handed_over_to(self, person_id: str) -> tuple[str, ...]:
        """Ids of workshops that were handed over to somebody."""
        query = workshop_events.select().where(workshop_events.c.kind == HandedOver.kind)
        with self._read() as connection:
            found = {row.workshop_id for row in connection.execute(query) if person_id in row.data["leads"]}
        return tuple(sorted(found))

    def set_code(self, workshop_id: str, code: str | None, until: datetime | None) -> None:
        """Let people in by another code, or by none. Raises `Conflict` when it is taken."""
        try:
            with self._write() as connection:
                this = workshops.c.id == workshop_id
                connection.execute(workshops.update().where(this).values(code=code, code_until=until))
        except sa.exc.IntegrityError as error:
            raise Conflict("This code is in use.", "Take another one.") from error

    def gathering(self, workshop_id: str, after: int = -1) -> tuple[Logged, ...]:
        """The log of a workshop, or what was added after a place in it."""
        more = (workshop_events.c.workshop_id == workshop_id, workshop_events.c.seq > after)
        query = workshop_events.select().where(*more).order_by(workshop_events.c.seq)
        with self._read() as connection:
            return tuple(
                Logged(row.seq, from_data(row.kind, row.data), row.actor, row.at) for row in connection.execute(query)
            )

    def last_steps(self, workshop_ids: Sequence[str]) -> dict[str, int]:
        """Of each of these workshops the number of the last entry in its log."""
        last = sa.func.max(workshop_events.c.seq).label("last")
        mine = workshop_events.c.workshop_id.in_(workshop_ids)
        query = sa.select(workshop_events.c.workshop_id, last).where(mine).group_by(workshop_events.c.workshop_id)
        with self._read() as connection:
            return {row.workshop_id: row.last for row in connection.execute(query)}

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
        with self._write() as connection:
            lengthen(connection, workshop_id, logged)
            if poll is not None:
                values = {**asdict(poll), "options": list(poll.options)}
                connection.execute(polls.insert().values(values))
            if participant is not None:
                add_participant(connection, participant, token)

    def close_workshop(self, workshop_id: str, logged: Logged, *, survey: PollRow | None = None) -> None:
        """End a workshop: nobody comes in any more, and nobody's call for a moment is kept. Raises as `happened`.

        With it begins the survey: a poll with the workshop's own id.
        """
        with self._write() as connection:
            lengthen(connection, workshop_id, logged)
            over = workshops.update().where(workshops.c.id == workshop_id)
            connection.execute(over.values(closed_at=logged.at, code=None, code_until=None))
            connection.execute(calls.delete().where(calls.c.workshop_id == workshop_id))
            if survey is not None:
                connection.execute(polls.insert().values({**asdict(survey), "options": list(survey.options)}))

    # --- ballots ---

    def poll(self, poll_id: str) -> PollRow | None:
        """A poll that is open; None for one that is not, whose secret nobody has any more."""
        with self._read() as connection:
            row = connection.execute(polls.select().where(polls.c.id == poll_id)).one_or_none()
        return None if row is None else PollRow(row.id, row.workshop_id, tuple(row.options), row.secret)

    def cast(self, votes: Sequence[Ballot]) -> Cast:
        """Take ballots, in one transaction. The same one twice counts once, and of a voter's the newest turn."""
        became: list[Became] = []
        with self._write() as connection:
            wanted = {vote.poll_id for vote in votes}
            found = connection.execute(sa.select(polls.c.id, polls.c.options).where(polls.c.id.in_(wanted)))
            options = {row.id: set(row.options) for row in found}
            there = ballots.select().where(
                ballots.c.poll_id.in_(wanted), ballots.c.voter.in_({vote.voter for vote in votes})
            )
            kept = {(row.poll_id, row.voter): Ballot(**row._asdict()) for row in connection.execute(there)}
            known = dict(kept)
            for vote in votes:
                if vote.option not in options.get(vote.poll_id, ()):
                    became.append(Became.CLOSED)
                    continue
                mine = kept.get((vote.poll_id, vote.voter))
                if mine is None or vote.turn > mine.turn:
                    mine = kept[vote.poll_id, vote.voter] = vote
                same = mine.turn > vote.turn or mine.option == vote.option
                became.append(Became.TAKEN if same else Became.OVERTAKEN)
            _keep(connection, [one for key, one in kept.items() if known.get(key) != one], known)
            counts = sa.select(ballots.c.poll_id, sa.func.count().label("many")).where(ballots.c.poll_id.in_(options))
            voted = {row.poll_id: row.many for row in connection.execute(counts.group_by(ballots.c.poll_id))}
        return Cast(tuple(became), {poll_id: voted.get(poll_id, 0) for poll_id in options})

    def ballot(self, poll_id: str, voter: str) -> Ballot | None:
        """What a voter has chosen in a poll that is open."""
        mine = sa.and_(ballots.c.poll_id == poll_id, ballots.c.voter == voter)
        with self._read() as connection:
            row = connection.execute(ballots.select().where(mine)).one_or_none()
        return None if row is None else Ballot(**row._asdict())

    def ballots(self, poll_id: str) -> dict[str, Ballot]:
        """All ballots of a poll that is open, by voter."""
        with self._read() as connection:
            found = connection.execute(ballots.select().where(ballots.c.poll_id == poll_id))
            return {row.voter: Ballot(**row._asdict()) for row in found}

    def voted(self, poll_id: str) -> int:
        """How many have voted in a poll that is open."""
        query = sa.select(sa.func.count()).select_from(ballots).where(ballots.c.poll_id == poll_id)
        with self._read() as connection:
            return connection.scalar(query) or 0

    def count(self, workshop_id: str, seq: int, poll_id: str, actor: str, at: datetime) -> Logged:
        """Close a poll: its totals come into the log, its ballots and its secret go. Returns what was added.

        Raises `Conflict` when the log has moved on, and `NotFound` without such a poll.
        """
        with self._write() as connection:
            if connection.scalar(sa.select(polls.c.workshop_id).where(polls.c.id == poll_id)) != workshop_id:
                raise NotFound.of("open poll", poll_id)
            mine = ballots.c.poll_id == poll_id
            query = sa.select(ballots.c.option, sa.func.count().label("many")).where(mine).group_by(ballots.c.option)
            totals = {row.option: row.many for row in connection.execute(query.order_by(ballots.c.option))}
            logged = Logged(seq, Counted(poll_id, totals), actor, at)
            lengthen(connection, workshop_id, logged)
            connection.execute(ballots.delete().where(mine))
            connection.execute(polls.delete().where(polls.c.id == poll_id))
        self._empty_journal()
        return logged

    def signs(self, workshop_id: str) -> tuple[Sign, ...]:
        """All that is so in a workshop, only to be compared with what it was: as long as it is the same, so is it."""
        with self._read() as connection:
            found = connection.execute(_SIGNS, {"workshop": workshop_id})
            return tuple(sorted(Sign(*row) for row in found))

    def _workshop(self, *which: sa.ColumnElement[bool]) -> WorkshopRow | None:
        with self._read() as connection:
            row = connection.execute(workshops.select().where(*which)).one_or_none()
        return None if row is None else WorkshopRow(**row._asdict())


def _entry(workshop_id: str, logged: Logged) -> dict[str, Any]:
    event = {"kind": logged.event.kind, "data": to_data(logged.event)}
    return {"workshop_id": workshop_id, "seq": logged.seq, **event, "actor": logged.actor, "at": logged.at}


def lengthen(connection: sa.Connection, workshop_id: str, logged: Logged) -> None:
    """Add to the log of a workshop. Raises `Conflict` when it has moved on, and `NotFound` without such a workshop."""
    last = sa.select(sa.func.max(workshop_events.c.seq)).where(workshop_events.c.workshop_id == workshop_id)
    found = connection.scalar(last)
    if found is None:
        raise NotFound.of("workshop", workshop_id)
    if logged.seq != found + 1:
        raise Conflict("Somebody else was quicker.", "The page now shows where the workshop stands.")
    connection.execute(workshop_events.insert().values(_entry(workshop_id, logged)))


def _keep(connection: sa.Connection, votes: Sequence[Ballot], known: Mapping[tuple[str, str], Ballot]) -> None:
    """Keep ballots in as few statements as there are kinds of them."""
    new = [asdict(vote) for vote in votes if (vote.poll_id, vote.voter) not in known]
    if new:
        connection.execute(ballots.insert(), new)
    changed = [vote for vote in votes if (vote.poll_id, vote.voter) in known]
    if changed:
        mine = sa.and_(ballots.c.poll_id == sa.bindparam("of"), ballots.c.voter == sa.bindparam("whose"))
        update = ballots.update().where(mine).values(option=sa.bindparam("what"), turn=sa.bindparam("which"))
        rows = [{"of": one.poll_id, "whose": one.voter, "what": one.option, "which": one.turn} for one in changed]
        connection.execute(update, rows)
