"""Cohorts, and the participants of workshops, in SQL."""

from __future__ import annotations

from dataclasses import asdict

import sqlalchemy as sa

from roleplay.errors import Conflict
from roleplay.identity import Role
from roleplay.store.anchor_tables import anchor_uses, anchors_presented, calibration_rules
from roleplay.store.anchors import forget_presented
from roleplay.store.attempts import let_wait
from roleplay.store.connection import Transactions
from roleplay.store.fellow_tables import openings
from roleplay.store.people_rows import CohortRow, Membership, ParticipantRow
from roleplay.store.people_tables import cohorts, memberships, participants
from roleplay.store.review_tables import assignments, review_rules, reviews
from roleplay.store.rows import OwnerKind
from roleplay.store.station_tables import sittings
from roleplay.store.stations import forget_sittings
from roleplay.store.tables import attempts


class SqlCohorts(Transactions):
    """The part of the store that knows who learns and works together."""

    def add_cohort(self, cohort: CohortRow) -> None:
        """Add a cohort. Raises `Conflict` when there is one of that name."""
        try:
            with self._write() as connection:
                connection.execute(cohorts.insert().values(asdict(cohort)))
        except sa.exc.IntegrityError as error:
            raise Conflict(f'There is a cohort "{cohort.name}" already.', "Choose another name.") from error

    def cohorts(self) -> tuple[CohortRow, ...]:
        """All cohorts by name."""
        with self._read() as connection:
            rows = connection.execute(cohorts.select().order_by(cohorts.c.name))
            return tuple(CohortRow(row.id, row.name, row.created_at) for row in rows)

    def remove_cohort(self, cohort_id: str) -> None:
        """Remove a cohort; its people stay, and so does what was marked of their attempts."""
        with self._write() as connection:
            looked_at = sa.select(reviews.c.attempt_id).where(reviews.c.cohort_id == cohort_id)
            connection.execute(assignments.delete().where(assignments.c.attempt_id.in_(looked_at)))
            let_wait(connection, attempts.c.id.in_(looked_at))
            forget_sittings(connection, sittings.c.cohort_id == cohort_id)
            on_desks = sa.select(anchors_presented.c.id).where(anchors_presented.c.cohort_id == cohort_id)
            forget_presented(connection, connection.scalars(on_desks))
            for table in (anchor_uses, calibration_rules):
                connection.execute(table.delete().where(table.c.cohort_id == cohort_id))
            for table in (memberships, openings, reviews, review_rules):
                connection.execute(table.delete().where(table.c.cohort_id == cohort_id))
            connection.execute(cohorts.delete().where(cohorts.c.id == cohort_id))

    def join_cohort(self, membership: Membership) -> None:
        """Give somebody a part in a cohort; giving it again changes nothing."""
        row = asdict(membership)
        same = sa.and_(*(memberships.c[name] == value for name, value in row.items()))
        try:
            with self._write() as connection:
                if connection.execute(memberships.select().where(same)).first() is None:
                    connection.execute(memberships.insert().values(row))
        except sa.exc.IntegrityError:
            if membership not in self.members(membership.cohort_id):  # another process gave it, or it cannot be given
                raise

    def leave_cohort(self, cohort_id: str, person_id: str, role: Role | None = None) -> None:
        """Take somebody's part in a cohort away, or all their parts."""
        gone = sa.and_(memberships.c.cohort_id == cohort_id, memberships.c.person_id == person_id)
        with self._write() as connection:
            if role in {None, Role.TRAINEE}:  # what was opened here by, or to, somebody who learnt here
                own = sa.select(attempts.c.id).where(
                    attempts.c.owner_kind == OwnerKind.PERSON, attempts.c.owner_id == person_id
                )
                theirs = sa.or_(openings.c.reader == person_id, openings.c.attempt_id.in_(own))
                connection.execute(openings.delete().where(openings.c.cohort_id == cohort_id, theirs))
            connection.execute(
                memberships.delete().where(gone if role is None else gone & (memberships.c.role == role))
            )

    def members(self, cohort_id: str) -> tuple[Membership, ...]:
        """Who has which part in a cohort."""
        return self._memberships(memberships.c.cohort_id == cohort_id)

    def memberships_of(self, person_id: str) -> tuple[Membership, ...]:
        """The parts that somebody has."""
        return self._memberships(memberships.c.person_id == person_id)

    def _memberships(self, which: sa.ColumnElement[bool]) -> tuple[Membership, ...]:
        query = memberships.select().where(which).order_by(*memberships.primary_key.columns)
        with self._read() as connection:
            return tuple(Membership(row.cohort_id, row.person_id, Role(row.role)) for row in connection.execute(query))

    def roles_towards(self, person_id: str, trainee_id: str) -> frozenset[Role]:
        """The parts that somebody has in those cohorts in which somebody else is a trainee."""
        theirs = sa.select(memberships.c.cohort_id).where(
            memberships.c.person_id == trainee_id, memberships.c.role == Role.TRAINEE
        )
        query = sa.select(memberships.c.role).where(
            memberships.c.person_id == person_id, memberships.c.cohort_id.in_(theirs)
        )
        with self._read() as connection:
            return frozenset(Role(role) for role in connection.scalars(query))

    def add_participant(self, participant: ParticipantRow) -> None:
        """Somebody has come to a workshop. Raises `Conflict` for a person who is there already."""
        try:
            with self._write() as connection:
                connection.execute(participants.insert().values(asdict(participant)))
        except sa.exc.IntegrityError as error:
            raise Conflict("This person is in the workshop already.", "Go on there.") from error

    def participant(self, participant_id: str) -> ParticipantRow | None:
        """The participant with this id."""
        return next(iter(self._participants(participants.c.id == participant_id)), None)

    def participants_of(self, person_id: str) -> tuple[ParticipantRow, ...]:
        """What somebody is in workshops, in the order in which they came."""
        return self._participants(participants.c.person_id == person_id)

    def _participants(self, which: sa.ColumnElement[bool]) -> tuple[ParticipantRow, ...]:
        query = participants.select().where(which).order_by(participants.c.joined_at, participants.c.id)
        with self._read() as connection:
            return tuple(
                ParticipantRow(row.id, row.workshop_id, row.person_id, row.name, row.joined_at)
                for row in connection.execute(query)
            )
