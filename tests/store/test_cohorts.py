"""The contract of every store: cohorts, who has which part in them, and participants of workshops."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from roleplay.errors import Conflict
from roleplay.identity import Role
from roleplay.store import CohortRow, Membership, ParticipantRow, PersonRow, Store
from tests.kept import MORNING

BLUE = CohortRow("c1", "Blue", MORNING)
RED = CohortRow("c2", "Autumn", MORNING)
LEARNS = Membership("c1", "kim", Role.TRAINEE)
RATES = Membership("c1", "eve", Role.EVALUATOR)


@pytest.fixture
def peopled(store: Store) -> Store:
    """Kim, who learns, and Eve, who rates; two cohorts with nobody in them."""
    store.add_person(PersonRow("kim", "Kim", frozenset({Role.TRAINEE})))
    store.add_person(PersonRow("eve", "Eve", frozenset({Role.EVALUATOR, Role.SUPERVISOR})))
    store.add_cohort(BLUE)
    store.add_cohort(RED)
    return store


def test_cohorts_are_listed_by_name(peopled: Store, reopen: Callable[[], Store]) -> None:
    """As they were made, for any process."""
    assert peopled.cohorts() == (RED, BLUE)
    assert reopen().cohorts() == (RED, BLUE)


def test_no_two_cohorts_have_the_same_name(peopled: Store) -> None:
    """Nobody could tell them apart."""
    with pytest.raises(Conflict, match="Blue"):
        peopled.add_cohort(CohortRow("c3", "Blue", MORNING))
    assert len(peopled.cohorts()) == 2


def test_a_person_can_have_several_parts(peopled: Store) -> None:
    """Each once, in as many cohorts as one likes; giving a part again changes nothing."""
    parts = (RATES, Membership("c1", "eve", Role.SUPERVISOR), Membership("c2", "eve", Role.EVALUATOR))
    for part in (*parts, RATES, LEARNS):
        peopled.join_cohort(part)
    assert peopled.memberships_of("eve") == parts
    assert set(peopled.members("c1")) == {*parts[:2], LEARNS}
    assert peopled.members("c2") == parts[2:]


def test_of_many_who_give_the_same_part_at_once_none_fails(peopled: Store, reopen: Callable[[], Store]) -> None:
    """Eight threads, one part."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: reopen().join_cohort(LEARNS), range(8)))
    assert peopled.members("c1") == (LEARNS,)


def test_nobody_joins_a_cohort_that_there_is_not(peopled: Store) -> None:
    """Nor does somebody unknown join one: the database refuses it, and nothing is kept."""
    for impossible in (Membership("c9", "kim", Role.TRAINEE), Membership("c1", "max", Role.TRAINEE)):
        with pytest.raises(sa.exc.IntegrityError):
            peopled.join_cohort(impossible)
    assert peopled.members("c1") == peopled.members("c9") == ()


def test_parts_are_taken_away_one_by_one_or_all(peopled: Store) -> None:
    """Other cohorts and other people keep theirs."""
    for part in (RATES, Membership("c1", "eve", Role.SUPERVISOR), Membership("c2", "eve", Role.EVALUATOR), LEARNS):
        peopled.join_cohort(part)
    peopled.leave_cohort("c1", "eve", Role.EVALUATOR)
    assert [part.role for part in peopled.memberships_of("eve")] == [Role.SUPERVISOR, Role.EVALUATOR]
    peopled.leave_cohort("c1", "eve")
    assert peopled.memberships_of("eve") == (Membership("c2", "eve", Role.EVALUATOR),)
    assert peopled.members("c1") == (LEARNS,)


def test_with_a_cohort_go_its_parts_and_no_people(peopled: Store) -> None:
    """The other cohort stays."""
    peopled.join_cohort(LEARNS)
    peopled.remove_cohort("c1")
    assert peopled.cohorts() == (RED,)
    assert peopled.memberships_of("kim") == ()
    assert peopled.person("kim") is not None


def test_roles_towards_a_trainee_come_from_shared_cohorts(peopled: Store) -> None:
    """Only from those in which the other is a trainee, and not the other way round."""
    peopled.join_cohort(RATES)
    peopled.join_cohort(Membership("c2", "eve", Role.SUPERVISOR))
    assert peopled.roles_towards("eve", "kim") == frozenset()
    peopled.join_cohort(LEARNS)
    assert peopled.roles_towards("eve", "kim") == frozenset({Role.EVALUATOR})
    assert peopled.roles_towards("eve", "eve") == frozenset()
    assert Role.EVALUATOR not in peopled.roles_towards("kim", "eve")


def test_a_participant_is_found_by_id_and_by_person(peopled: Store) -> None:
    """A guest has no person; a person is in a workshop once."""
    first = ParticipantRow("p1", "w1", "kim", "Kim", MORNING)
    guest = ParticipantRow("p2", "w1", None, "Somebody", MORNING)
    other = ParticipantRow("p3", "w2", "kim", "K.", MORNING)
    for participant in (first, guest, ParticipantRow("p4", "w1", None, "Somebody", MORNING), other):
        peopled.add_participant(participant)
    assert (peopled.participant("p1"), peopled.participant("p2")) == (first, guest)
    assert peopled.participant("p9") is None
    assert peopled.participants_of("kim") == (first, other)
    with pytest.raises(Conflict):
        peopled.add_participant(ParticipantRow("p5", "w1", "kim", "Kim again", MORNING))
