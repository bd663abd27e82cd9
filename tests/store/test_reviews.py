"""The contract of every store: what evaluators look at, mark and write; and ratings that are only ever added to."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from roleplay.errors import Conflict, NotFound, Unavailable
from roleplay.identity import Role
from roleplay.model.event import Mode
from roleplay.scoring.review import Rating, Rules, Seen, State
from roleplay.store import (
    Asked,
    Assignment,
    CohortRow,
    CohortRules,
    Comment,
    Membership,
    OwnerKind,
    PersonRow,
    Remark,
    ReviewRow,
    Status,
    Store,
    TextRow,
    connect,
)
from roleplay.store.copying import Whole, copy_database, tables_of
from roleplay.store.reviews import arrived_query, queue_query
from roleplay.store.tables import attempts
from tests.kept import MORNING, URLS, attempt, log, shelve
from tests.postgres import postgres
from tests.store.samples import do, rows

REVIEW = ReviewRow("a1", "blue", "disclosure/small", "kim", MORNING)
LATER = MORNING + timedelta(hours=1)
RATING = Rating(
    "eve",
    MORNING,
    1,
    "s" * 64,
    ("r" * 64,),
    (Seen("asks-first", 3), Seen("reflects", 1)),
    no_opportunity=("repair",),
    clears=("blames",),
    confidence=2,
    lived_experience=True,
    reason="t9",
)


@pytest.fixture
def desk(store: Store) -> Store:
    """Kim learns in the blue cohort, which Eve, Rob and Max rate; a1 is a finished assessment of hers."""
    shelve(store)
    for colour in ("blue", "red"):
        store.add_cohort(CohortRow(colour, colour, MORNING))
    for name, role in (("kim", Role.TRAINEE), *((one, Role.EVALUATOR) for one in ("eve", "rob", "max"))):
        store.add_person(PersonRow(name, name, frozenset({role}), name))
        store.join_cohort(Membership("blue", name, role))
    finish(store, "a1")
    store.add_review(REVIEW)
    return store


def finish(store: Store, name: str, status: Status = Status.FINISHED, **changes: Any) -> None:
    """An attempt of Kim's that is over."""
    whole = attempt(name, **{"mode": Mode.ASSESSMENT, "ended_at": MORNING, **changes})
    store.add_attempt(replace(whole, status=status), log(1))


def held(store: Store, *raters: str, until: Any = LATER) -> None:
    """Let the attempt be held for these."""
    for rater in raters:
        store.lease("a1", rater, MORNING, until, len(raters))


def words(name: str, kind: Remark = Remark.COMMENT, **changes: Any) -> Comment:
    """Something that Eve wrote."""
    values: dict[str, Any] = {"author": "eve", "owner": "kim", "moment": None, **changes}
    row = TextRow(name, OwnerKind.PERSON, values.pop("owner"), None, "review", f"{name} words", MORNING)
    return Comment(row, "a1", kind=kind, **values)


# --- ratings ---


def test_a_rating_comes_back_as_it_was(desk: Store) -> None:
    """With all that it says, in the order in which they were added, and the review as it is by then."""
    held(desk, "eve", "rob")
    marked = replace(REVIEW, state=State.NEEDS_SECOND)
    desk.rate(marked, RATING, 0)
    second = Rating("rob", MORNING, 1, "s" * 64, (), ())
    desk.rate(replace(REVIEW, state=State.DISAGREES), second, 1)
    assert desk.ratings("a1") == (RATING, second)
    assert desk.review("a1") == replace(REVIEW, state=State.DISAGREES)
    assert desk.ratings("none") == ()
    assert [one.lease_until for one in desk.assignments(["a1"])] == [None, None]


def test_a_rating_takes_a_lease_of_ones_own_that_has_not_run_out(desk: Store) -> None:
    """Nothing is added otherwise."""
    held(desk, "rob", until=MORNING + timedelta(minutes=1))
    for rating in (RATING, replace(RATING, rater="rob", at=LATER)):
        with pytest.raises(Conflict, match="not held for you"):
            desk.rate(REVIEW, rating, 0)
    assert desk.ratings("a1") == ()


def test_two_who_mark_at_once_do_not_overlook_each_other(desk: Store, url: str) -> None:
    """Of those who saw the same ratings one is told to look again; whoever looked again comes after."""
    raters = ("eve", "rob", "max")
    held(desk, *raters)

    def mark(rater: str) -> bool:
        try:
            connect(url).rate(replace(REVIEW, state=State.AGREED), replace(RATING, rater=rater), 0)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(3) as at_once:
        done = list(at_once.map(mark, raters))
    assert sorted(done) == [False, False, True]
    assert [one.rater for one in desk.ratings("a1")] == [raters[done.index(True)]]
    loser = raters[done.index(False)]
    desk.rate(REVIEW, replace(RATING, rater=loser), 1)
    assert [one.rater for one in desk.ratings("a1")][1] == loser


def test_a_reason_is_kept_with_its_rating_or_not_at_all(desk: Store) -> None:
    """It is one transaction."""
    held(desk, "eve")
    reason = words("t9", Remark.REASON)
    with pytest.raises(Conflict):
        desk.rate(REVIEW, RATING, 7, [reason])
    assert desk.comments("a1") == ()
    desk.rate(REVIEW, RATING, 0, [reason])
    assert desk.comments("a1") == (reason,)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ratings SET data = '{}'",
        "UPDATE ratings SET seq = 5",
        "UPDATE ratings SET rater = 'rob'",
        "UPDATE ratings SET attempt_id = 'a2'",
        "DELETE FROM ratings",
        "DELETE FROM ratings WHERE rater = 'eve'",
    ],
)
def test_the_database_itself_refuses_to_change_a_rating(desk: Store, url: str, change: str) -> None:
    """Whoever asks it, by whatever program."""
    held(desk, "eve")
    desk.rate(REVIEW, RATING, 0)
    with pytest.raises(sa.exc.DBAPIError, match="only ever added to"):
        do(url, change)
    assert desk.ratings("a1") == (RATING,)


def test_no_rating_takes_the_place_of_another(desk: Store, url: str, kind: str) -> None:
    """Neither by the words that databases have for replacing a row, nor by emptying the table."""
    held(desk, "eve")
    desk.rate(REVIEW, RATING, 0)
    replaced = "INTO ratings SELECT attempt_id, seq, 'rob', data, at, levels FROM ratings WHERE seq = 0"
    tries = {
        "sqlite": [f"INSERT OR REPLACE {replaced}"],
        "postgresql": [
            f"INSERT {replaced} ON CONFLICT (attempt_id, seq) DO UPDATE SET rater = 'rob'",
            "TRUNCATE ratings",
        ],
    }
    for statement in tries[kind]:
        with pytest.raises((sa.exc.DBAPIError, Unavailable), match="only ever added to"):
            do(url, statement)
    with pytest.raises(sa.exc.DBAPIError):
        do(url, f"INSERT {replaced}")
    assert desk.ratings("a1") == (RATING,)


# --- leases and assignments ---


@pytest.mark.usefixtures("desk")
def test_a_place_is_taken_by_one_of_two_at_once(url: str) -> None:
    """The other is told; with two places both get one, and a third does not."""

    def take(rater: str, places: int) -> bool:
        try:
            connect(url).lease("a1", rater, MORNING, LATER, places)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as at_once:
        assert sorted(at_once.map(take, ("eve", "rob"), (1, 1))) == [False, True]
    assert take("max", 2)
    assert [take(one, 2) for one in ("eve", "rob")].count(True) == 1


def test_a_lease_is_renewed_and_is_free_once_it_has_run_out(desk: Store) -> None:
    """Who holds it goes on; who comes after its time takes it over."""
    soon = MORNING + timedelta(minutes=5)
    desk.lease("a1", "eve", MORNING, soon, 1)
    desk.lease("a1", "eve", MORNING, LATER, 1)
    with pytest.raises(Conflict, match="another one"):
        desk.lease("a1", "rob", soon, LATER, 1)
    desk.lease("a1", "rob", LATER, LATER + timedelta(minutes=5), 1)
    with pytest.raises(Conflict):
        desk.lease("a1", "eve", LATER, LATER + timedelta(minutes=5), 1)
    desk.rate(REVIEW, replace(RATING, rater="rob", at=LATER), 0)
    desk.lease("a1", "rob", LATER, LATER + timedelta(minutes=5), 9)  # who has marked and looks again takes no place
    desk.lease("a1", "eve", LATER, LATER + timedelta(minutes=5), 1)
    with pytest.raises(NotFound):
        desk.lease("none", "eve", MORNING, LATER, 1)


def test_people_are_asked_and_asked_anew(desk: Store) -> None:
    """A lease goes on; who opened it unasked is named as having asked themselves."""
    held(desk, "rob")
    desk.assign([Assignment("a1", "eve", "ann", due=LATER), Assignment("a1", "rob", "ann")])
    desk.assign([Assignment("a1", "eve", "ann", due=MORNING)])
    assert desk.assignments(["a1", "none"]) == (
        Assignment("a1", "eve", "ann", due=MORNING),
        Assignment("a1", "rob", "ann", lease_until=LATER),
    )
    assert desk.load_of("blue") == {"eve": 1, "rob": 1}
    desk.rate(REVIEW, replace(RATING, rater="rob"), 0)
    assert desk.load_of("blue") == {"eve": 1}
    assert desk.load_of("red") == {}


# --- the queue ---


def queued(store: Store, cohort: str) -> list[str]:
    """What waits in a cohort, by its attempts."""
    store.gather(cohort)
    return [one.attempt_id for one in store.queue(Asked(cohort), 10)]


def test_only_finished_assessments_of_trainees_wait_to_be_looked_at(desk: Store) -> None:
    """No practice, nothing that was left or goes on, and nothing of anybody who is no trainee of the cohort."""
    finish(desk, "a2", ended_at=LATER)
    finish(desk, "practice", mode=Mode.PRACTICE)
    finish(desk, "left", Status.LEFT)
    finish(desk, "open", Status.OPEN)
    finish(desk, "eves", owner_id="eve")
    finish(desk, "guests", owner_kind=OwnerKind.PARTICIPANT)
    assert (queued(desk, "blue"), queued(desk, "red")) == (["a1", "a2"], [])
    assert desk.review("a2") == replace(REVIEW, attempt_id="a2", ready_at=LATER)
    desk.join_cohort(Membership("red", "kim", Role.TRAINEE))
    assert (queued(desk, "blue"), queued(desk, "red")) == (["a1", "a2"], [])
    with pytest.raises(NotFound):
        desk.add_review(replace(REVIEW, attempt_id="none"))


def test_what_is_looked_at_already_stays_as_it_is(desk: Store) -> None:
    """Two who open the queue at once add an attempt once."""
    desk.set_review(replace(REVIEW, state=State.AGREED, looks=1, returned=0, returned_at=LATER), 0)
    desk.add_review(REVIEW)
    assert desk.review("a1") == replace(REVIEW, state=State.AGREED, looks=1, returned=0, returned_at=LATER)
    assert desk.reviews_of(OwnerKind.PERSON, "kim") == (desk.review("a1"),)
    assert desk.reviews_of(OwnerKind.PERSON, "eve") == ()
    with pytest.raises(Conflict):
        desk.set_review(REVIEW, 1)
    with pytest.raises(NotFound):
        desk.set_review(replace(REVIEW, attempt_id="none"), 0)


@pytest.fixture
def grown(desk: Store, url: str) -> Store:
    """Beside a1 there are 3,000 reviews in two cohorts, four states and three scenarios, with assignments."""
    states = [State.UNMARKED, State.NEEDS_SECOND, State.AGREED, State.RETURNED]
    with Whole(url).rebuild() as connection:
        tables = {table.name: table for table in tables_of(connection)}
        one = connection.execute(tables["attempts"].select()).one()._asdict()
        numbers = range(3000)
        ready = [MORNING + timedelta(minutes=number // 2 + 1) for number in numbers]
        names = [f"b{number:05}" for number in numbers]
        made: dict[str, list[dict[str, Any]]] = {
            "attempts": [{**one, "id": name} for name in names],
            "reviews": [
                {
                    "attempt_id": names[number],
                    "cohort_id": "red" if number % 5 == 0 else "blue",
                    "scenario_id": f"s{number % 3}",
                    "ready_at": ready[number],
                    "state": states[number % 4],
                    "looks": 0,
                }
                for number in numbers
            ],
            "assignments": [
                {"attempt_id": names[number], "rater": "eve", "due": ready[number], "assigned_by": "ann"}
                for number in numbers[::100]
            ],
        }
        for name, values in made.items():
            connection.execute(tables[name].insert(), values)
    do(url, "ANALYZE")
    return desk


def test_the_queue_is_walked_a_page_at_a_time_in_both_directions(grown: Store) -> None:
    """Each review that was asked for once, in the order of ends, ties by id; and back the same way."""
    asked = Asked("red", scenario_id="s1", state=State.UNMARKED)
    wanted = [f"b{number:05}" for number in range(3000) if number % 5 == 0 and number % 3 == 1 and number % 4 == 0]
    walked: list[str] = []
    while found := grown.queue(asked, 30, after=walked[-1] if walked else None):
        walked += [one.attempt_id for one in found]
    assert walked == wanted
    back = grown.queue(asked, 20, before=wanted[30])
    assert [one.attempt_id for one in back] == wanted[10:30]
    assert grown.queue(asked, 30, before=wanted[0]) == grown.queue(asked, 30, after="none") == ()
    assert {one.owner_id for one in back} == {"kim"}


def test_the_queue_is_asked_by_rater_and_due(grown: Store) -> None:
    """What somebody has to mark, and what is due before a moment."""
    mine = grown.queue(Asked("red", rater="eve"), 100)
    assert [one.attempt_id for one in mine] == [f"b{number:05}" for number in range(0, 3000, 100)]
    assert grown.queue(Asked("red", rater="rob"), 100) == ()
    due = grown.queue(Asked("red", due_before=MORNING + timedelta(minutes=110)), 100)
    assert [one.attempt_id for one in due] == ["b00000", "b00100", "b00200"]


@pytest.mark.usefixtures("grown")
def test_a_page_of_the_queue_is_found_by_an_index(url: str, kind: str) -> None:
    """In the order of the index: the database neither reads all reviews nor sorts them."""
    word = "EXPLAIN QUERY PLAN " if kind == "sqlite" else "EXPLAIN "
    for asked, index in (
        (Asked("red"), "ix_reviews_cohort_id_ready_at_attempt_id"),
        (Asked("red", state=State.AGREED), "ix_reviews_cohort_id_state_ready_at_attempt_id"),
        (Asked("red", scenario_id="s1"), "ix_reviews_cohort_id_scenario_id_ready_at_attempt_id"),
    ):
        query = queue_query(asked, 20, MORNING + timedelta(minutes=700), after="b01398")
        with Whole(url).read() as connection:
            compiled = query.compile(connection, compile_kwargs={"render_postcompile": True})
            plan = connection.exec_driver_sql(word + str(compiled), _bound(compiled, kind)).all()
        said = "\n".join(" ".join(map(str, row)) for row in plan)
        assert index in said
        assert not [sign for sign in ("SCAN reviews", "Seq Scan on reviews", "TEMP B-TREE", "Sort ") if sign in said]


@pytest.mark.usefixtures("grown")
def test_whether_anything_is_new_is_found_by_an_index(url: str, kind: str) -> None:
    """Every look at the queue asks it; what can be looked at already is not read again."""
    query = arrived_query("red")
    with Whole(url).read() as connection:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off" if kind == "postgresql" else "SELECT 1")
        compiled = query.compile(connection, compile_kwargs={"render_postcompile": True})
        word = "EXPLAIN QUERY PLAN " if kind == "sqlite" else "EXPLAIN "
        plan = connection.exec_driver_sql(word + str(compiled), _bound(compiled, kind)).all()
        assert connection.scalar(sa.select(sa.func.count()).where(attempts.c.waits)) == 0
    assert "ix_attempts_waiting" in "\n".join(" ".join(map(str, row)) for row in plan)


def test_what_nobody_can_look_at_any_more_waits_again(desk: Store) -> None:
    """A review that was taken back comes by itself when the queue is next opened, if it is of an assessment."""
    finish(desk, "a2")
    finish(desk, "practice", mode=Mode.PRACTICE)
    for one in ("a2", "practice"):
        desk.add_review(replace(REVIEW, attempt_id=one))
        desk.drop_review(one)
    assert queued(desk, "blue") == ["a1", "a2"]


def _bound(compiled: Any, kind: str) -> Any:
    values = {
        name: bind(value) if (bind := compiled._bind_processors.get(name)) else value
        for name, value in compiled.params.items()
    }
    return tuple(values[name] for name in compiled.positiontup) if kind == "sqlite" else values


# --- what is written, and rules ---


def test_what_is_written_comes_back_with_its_words(desk: Store) -> None:
    """In its order; it stands in no attempt and on no page, and so in no export or list of those."""
    said = [words("t1", Remark.STRENGTH, moment=1), words("t2", Remark.CONCERN), words("t3", Remark.ANSWER)]
    for one in said:
        desk.comment(one)
    assert desk.comments("a1") == tuple(said)
    assert (desk.concerns("blue"), desk.concerns("red")) == ((said[1],), ())
    assert desk.texts("a1") == {}
    assert desk.pages(OwnerKind.PERSON, "kim") == ()
    assert desk.private_texts_before(LATER) == ()
    assert desk.unsealed_texts(9) == tuple(
        sorted((one.text for one in said), key=lambda row: (row.owner_kind, row.owner_id, row.id))
    )
    with pytest.raises(NotFound):
        desk.comment(replace(words("t4"), attempt_id="none"))


def test_rules_are_a_cohorts_own(desk: Store) -> None:
    """The usual ones until there are some."""
    ours = CohortRules(Rules(3, lived_experience=True, share=100, apart=1, bar=65), "max")
    assert desk.review_rules("blue") == CohortRules(Rules(1, False, 20, 0, 70), None)
    for rules in (CohortRules(), ours):
        desk.keep_review_rules("blue", rules)
    assert (desk.review_rules("blue"), desk.review_rules("red")) == (ours, CohortRules())


def test_what_was_marked_outlives_a_cohort(desk: Store) -> None:
    """Its queue, assignments and rules go with it; ratings stay with the attempt, which another cohort can take up."""
    held(desk, "eve")
    desk.rate(REVIEW, RATING, 0)
    desk.keep_review_rules("blue", CohortRules(contact="max"))
    desk.remove_cohort("blue")
    assert (desk.review("a1"), desk.assignments(["a1"]), desk.review_rules("blue")) == (None, (), CohortRules())
    assert desk.ratings("a1") == (RATING,)
    desk.join_cohort(Membership("red", "kim", Role.TRAINEE))
    assert queued(desk, "red") == ["a1"]


# --- copying and erasing ---


@pytest.mark.parametrize("target", list(URLS))
def test_reviews_go_on_in_a_copy(desk: Store, url: str, tmp_path: Path, target: str) -> None:
    """With ratings that nobody changes there, either."""
    held(desk, "eve")
    desk.rate(REVIEW, RATING, 0, [words("t9", Remark.REASON)])
    folder = tmp_path / "target"
    folder.mkdir()
    there = URLS[target](folder)
    copy_database(url, there)
    copied = connect(there)
    assert (copied.ratings("a1"), copied.comments("a1")) == (desk.ratings("a1"), desk.comments("a1"))
    with pytest.raises(sa.exc.DBAPIError, match="only ever added to"):
        do(there, "DELETE FROM ratings")
    if target == "postgresql":
        postgres().forget(folder)


@pytest.mark.parametrize("keep_logs", [False, True])
def test_reviews_of_somebody_who_is_erased_go_with_them(desk: Store, url: str, *, keep_logs: bool) -> None:
    """Every word to them and about them goes; ticks stay with a log that is kept, without a name, a day or a reason."""
    held(desk, "eve")
    desk.rate(REVIEW, RATING, 0, [words("t9", Remark.REASON)])
    desk.comment(words("t2", Remark.NOTE, owner="eve"))
    desk.assign([Assignment("a1", "rob", "ann")])
    desk.erase_person("kim", LATER, keep_logs=keep_logs)
    for table in ("reviews", "assignments", "comments", "texts"):
        assert rows(url, f"SELECT count(*) FROM {table}") == [(0,)]
    left = [name for (name,) in rows(url, "SELECT attempt_id FROM ratings")]
    assert left == [name for (name,) in rows(url, "SELECT id FROM attempts")]
    assert len(left) == keep_logs
    for name in left:
        assert name != "a1"
        month = MORNING.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        assert desk.ratings(name) == (replace(RATING, reason=None, at=month),)


def test_what_an_evaluator_marked_stays_as_nobodys_once_they_are_erased(desk: Store, url: str) -> None:
    """Still as one person's, with what they said to trainees; their notes and what they were asked to do go."""
    finish(desk, "a2")
    desk.add_review(replace(REVIEW, attempt_id="a2"))
    for name in ("a1", "a2"):
        desk.lease(name, "eve", MORNING, LATER, 1)
        desk.rate(replace(REVIEW, attempt_id=name), RATING, 0)
    said, note = words("t1", Remark.STRENGTH), words("t2", Remark.NOTE, owner="eve")
    desk.comment(said)
    desk.comment(note)
    desk.assign([Assignment("a1", "rob", "eve")])
    desk.keep_review_rules("blue", CohortRules(contact="eve", changed_by="eve", changed_at=MORNING))
    desk.erase_person("eve", LATER, keep_logs=True)
    (nobody,) = {one.rater for name in ("a1", "a2") for one in desk.ratings(name)}
    assert desk.ratings("a1") == (replace(RATING, rater=nobody),)
    assert desk.comments("a1") == (replace(said, author=nobody),)
    assert [(one.rater, one.assigned_by) for one in desk.assignments(["a1", "a2"])] == [("rob", nobody)]
    assert desk.review_rules("blue") == CohortRules(changed_at=MORNING)
    assert nobody not in {"eve", "kim"}
    with pytest.raises(sa.exc.DBAPIError, match="only ever added to"):
        do(url, f"UPDATE ratings SET rater = 'rob' WHERE rater = '{nobody}'")


def test_the_owner_of_the_machine_can_be_erased_as_a_rater_too(desk: Store) -> None:
    """They stay the owner, and what they marked is nobody's."""
    owner = desk.local_person()
    desk.lease("a1", owner.id, MORNING, LATER, 1)
    desk.rate(REVIEW, replace(RATING, rater=owner.id), 0)
    desk.erase_person(owner.id, LATER, keep_logs=False)
    assert desk.local_person() == owner
    assert desk.ratings("a1")[0].rater != owner.id
