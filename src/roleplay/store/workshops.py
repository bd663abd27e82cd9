"""Workshops in SQL: their logs, who is in them, ballots as long as a poll is open, and what participants write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from roleplay.errors import Conflict, NotFound
from roleplay.model.gathering import Counted, HandedOver, Logged, from_data, to_data
from roleplay.model.wishes import Prefers, Style, Wishes
from roleplay.store.attempts import text_of_row
from roleplay.store.connection import Transactions
from roleplay.store.rows import ParticipantRow
from roleplay.store.tables import participants, persons, texts
from roleplay.store.workshop_rows import (
    Ballot,
    Became,
    Cast,
    Contribution,
    Observation,
    PlanRow,
    PollRow,
    Said,
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
                _add_participant(connection, participant, token)

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

    # --- who is in ---

    def participants_in(self, workshop_id: str) -> tuple[ParticipantRow, ...]:
        """Everybody who ever came to a workshop, in the order in which they came."""
        query = participants.select().where(participants.c.workshop_id == workshop_id)
        with self._read() as connection:
            found = connection.execute(query.order_by(participants.c.joined_at, participants.c.id))
            return tuple(_participant(row) for row in found)

    def participant_by_token(self, token: str) -> ParticipantRow | None:
        """The guest whose browser holds a token, by its digest."""
        with self._read() as connection:
            row = connection.execute(participants.select().where(participants.c.token == token)).one_or_none()
        return None if row is None else _participant(row)

    def rename_participant(self, participant_id: str, name: str) -> None:
        """Call a participant something else. Raises `NotFound`."""
        with self._write() as connection:
            this = participants.update().where(participants.c.id == participant_id)
            if not connection.execute(this.values(name=name)).rowcount:
                raise NotFound.of("participant", participant_id)

    def note_presence(self, workshop_id: str, here: Iterable[str]) -> None:
        """Say whose pages are connected, in place of what was said before."""
        now = set(here)
        mine = participants.c.workshop_id == workshop_id
        with self._write() as connection:
            query = sa.select(participants.c.id).where(mine, participants.c.here)
            before = set(connection.scalars(query))
            for changed, value in ((now - before, True), (before - now, False)):
                if changed:
                    these = sa.and_(mine, participants.c.id.in_(changed))
                    connection.execute(participants.update().where(these).values(here=value))

    def connected(self, workshop_id: str) -> frozenset[str]:
        """Participants whose pages are connected, as was noted last."""
        query = sa.select(participants.c.id).where(participants.c.workshop_id == workshop_id, participants.c.here)
        with self._read() as connection:
            return frozenset(connection.scalars(query))

    def nobody_is_connected(self) -> None:
        """Say so of all workshops, as a server begins."""
        with self._write() as connection:
            connection.execute(participants.update().where(participants.c.here).values(here=False))

    def signs(self, workshop_id: str) -> tuple[Sign, ...]:
        """All that is so in a workshop, only to be compared with what it was: as long as it is the same, so is it."""
        with self._read() as connection:
            found = connection.execute(_SIGNS, {"workshop": workshop_id})
            return tuple(sorted(Sign(*row) for row in found))

    def wishes(self, workshop_id: str) -> dict[str, Wishes]:
        """What participants have said of themselves for forming groups; nothing of those who have said nothing."""
        query = sa.select(participants.c.id, participants.c.wishes).where(
            participants.c.workshop_id == workshop_id, participants.c.wishes.is_not(None)
        )
        with self._read() as connection:
            return {row.id: _wishes(row.wishes) for row in connection.execute(query)}

    def set_wishes(self, participant_id: str, wishes: Wishes) -> None:
        """Keep that. Raises `NotFound`."""
        with self._write() as connection:
            this = participants.update().where(participants.c.id == participant_id)
            if not connection.execute(this.values(wishes=asdict(wishes))).rowcount:
                raise NotFound.of("participant", participant_id)

    def call(self, participant_id: str, workshop_id: str, at: datetime | None) -> None:
        """Somebody needs a moment since `at`; None: not any more."""
        with self._write() as connection:
            same = calls.c.participant_id == participant_id
            there = connection.scalar(sa.select(calls.c.at).where(same))
            if at is None:
                connection.execute(calls.delete().where(same))
            elif there is None:
                row = {"participant_id": participant_id, "workshop_id": workshop_id, "at": at}
                connection.execute(calls.insert().values(row))

    def calls(self, workshop_id: str) -> dict[str, datetime]:
        """Who needs a moment just now, and since when."""
        query = calls.select().where(calls.c.workshop_id == workshop_id).order_by(calls.c.at, calls.c.participant_id)
        with self._read() as connection:
            return {row.participant_id: row.at for row in connection.execute(query)}

    # --- what they write and tick ---

    def contribute(self, contribution: Contribution) -> None:
        """Keep what a participant wrote; at the same place a newer one takes the place of the older.

        Raises `NotFound` for somebody who was erased meanwhile.
        """
        text = contribution.text
        with self._write() as connection:
            if connection.scalar(sa.select(participants.c.id).where(participants.c.id == text.owner_id)) is None:
                raise NotFound.of("participant", text.owner_id)
            if connection.scalar(sa.select(texts.c.id).where(texts.c.id == text.id)) is not None:
                return  # it has come again
            if contribution.kind is not Said.QUESTION:
                _take_back(connection, contribution)
            add_contribution(connection, contribution)

    def contributions(self, workshop_id: str, kind: Said, place: str | None = None) -> tuple[Contribution, ...]:
        """What was written of a kind, or of a kind at a place. The order says nothing about who came first."""
        asked = [contributions.c.workshop_id == workshop_id, contributions.c.kind == kind]
        if place is not None:
            asked.append(contributions.c.place == place)
        about = (contributions.c.workshop_id, contributions.c.kind, contributions.c.place, contributions.c.hidden)
        query = sa.select(texts, *about).join(contributions, contributions.c.text_id == texts.c.id).where(*asked)
        with self._read() as connection:
            return tuple(
                Contribution(text_of_row(row), row.workshop_id, Said(row.kind), row.place, row.hidden)
                for row in connection.execute(query.order_by(texts.c.id))
            )

    def contributions_by_text(self, text_ids: Iterable[str]) -> tuple[Contribution, ...]:
        """What was written in workshops, by the ids of the texts."""
        about = (contributions.c.workshop_id, contributions.c.kind, contributions.c.place, contributions.c.hidden)
        query = sa.select(texts, *about).join(contributions, contributions.c.text_id == texts.c.id)
        with self._read() as connection:
            return tuple(
                Contribution(text_of_row(row), row.workshop_id, Said(row.kind), row.place, row.hidden)
                for row in connection.execute(query.where(texts.c.id.in_(list(text_ids))).order_by(texts.c.id))
            )

    def hide_contribution(self, text_id: str, *, hidden: bool) -> None:
        """Take something off the screen, or put it back. Raises `NotFound`."""
        with self._write() as connection:
            this = contributions.update().where(contributions.c.text_id == text_id)
            if not connection.execute(this.values(hidden=hidden)).rowcount:
                raise NotFound.of("contribution", text_id)

    def observe(self, seen: Iterable[Observation]) -> None:
        """Keep ticks; one that is there already counts once."""
        with self._write() as connection:
            for one in seen:
                there = sa.select(observations.c.id).where(observations.c.id == one.id)
                if connection.scalar(there) is None:
                    connection.execute(observations.insert().values(asdict(one)))

    def take_back_observation(self, observation_id: str, observer: str) -> None:
        """Take a tick of one's own back; where there is none nothing happens."""
        mine = sa.and_(observations.c.id == observation_id, observations.c.observer == observer)
        with self._write() as connection:
            connection.execute(observations.delete().where(mine))

    def observations(self, workshop_id: str) -> tuple[Observation, ...]:
        """What observers have ticked in a workshop, by section and round."""
        query = observations.select().where(observations.c.workshop_id == workshop_id)
        with self._read() as connection:
            found = connection.execute(query.order_by(observations.c.section, observations.c.round, observations.c.id))
            return tuple(Observation(**row._asdict()) for row in found)

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


def _add_participant(connection: sa.Connection, participant: ParticipantRow, token: str | None) -> None:
    if participant.person_id is not None:
        gone = sa.select(persons.c.erased_at).where(persons.c.id == participant.person_id)
        if connection.scalar(gone) is not None:
            raise NotFound.of("person", participant.person_id)
    connection.execute(participants.insert().values({**asdict(participant), "token": token}))


def _participant(row: sa.Row[Any]) -> ParticipantRow:
    return ParticipantRow(row.id, row.workshop_id, row.person_id, row.name, row.joined_at)


def _wishes(said: dict[str, Any]) -> Wishes:
    return Wishes(
        plays_peer=said["plays_peer"],
        practised=said["practised"],
        style=None if said["style"] is None else Style(said["style"]),
        prefers=None if said["prefers"] is None else Prefers(said["prefers"]),
        rather_with=tuple(said["rather_with"]),
        rather_not=tuple(said["rather_not"]),
        plays=said.get("plays", True),  # rows of an earlier version have none of these three
        watches=tuple(said.get("watches", ())),
        avoids=tuple(said.get("avoids", ())),
    )


def add_contribution(connection: sa.Connection, contribution: Contribution) -> None:
    """Add what a participant wrote, beside whatever else they have written."""
    text = contribution.text
    connection.execute(texts.insert().values(asdict(text)))
    about = {"workshop_id": contribution.workshop_id, "kind": contribution.kind, "place": contribution.place}
    connection.execute(contributions.insert().values({**about, "text_id": text.id, "hidden": contribution.hidden}))


def _take_back(connection: sa.Connection, contribution: Contribution) -> None:
    """Remove what the same participant wrote at the same place before."""
    text = contribution.text
    same = (
        sa.select(contributions.c.text_id)
        .join(texts, texts.c.id == contributions.c.text_id)
        .where(
            contributions.c.workshop_id == contribution.workshop_id,
            contributions.c.kind == contribution.kind,
            contributions.c.place == contribution.place,
            texts.c.owner_kind == text.owner_kind,
            texts.c.owner_id == text.owner_id,
        )
    )
    for text_id in list(connection.scalars(same)):
        connection.execute(contributions.delete().where(contributions.c.text_id == text_id))
        connection.execute(texts.delete().where(texts.c.id == text_id))
