"""The contract of every store: what is erased is nowhere any more, and what stays without a name leads to nobody."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from roleplay.engine import State, compile_scenario
from roleplay.errors import NotFound
from roleplay.identity import ActorKind, Role
from roleplay.model.event import Branch, Chose, Ended, Event, Expected, Recorded, Reflected, Started
from roleplay.model.learning import ChoseWay, Noted
from roleplay.store import (
    AuditEntry,
    CohortRow,
    Membership,
    OwnerKind,
    ParticipantRow,
    PersonRow,
    SessionRow,
    Status,
    Store,
    TextKey,
    TextRow,
    Visibility,
)
from roleplay.store.copying import Whole
from roleplay.store.tables import metadata
from tests.kept import MORNING, attempt, log, open_sqlite, shelve
from tests.small import small, started
from tests.store.samples import held, lead_to

KIM = PersonRow("kim-7f", "Kim Baker", frozenset({Role.TRAINEE}), "kim@example.org", MORNING)
LEE = PersonRow("lee-3a", "Lee Carter", frozenset({Role.TRAINEE}), "lee@example.org", MORNING)
SECRET = "I was afraid of my own silence."
LATER = datetime(2026, 5, 17, 8, 30, tzinfo=UTC)
GAME = compile_scenario(small())
SEEDS = {"first": 11, "again": 11, "shown": 12, "open": 13}


def play(store: Store, owner: str, name: str, *, ended: bool = True, at: datetime = MORNING, **changes: Any) -> None:
    """Somebody plays the small scenario, with the secret in an expectation, a shared reflection and a reply."""
    seed = SEEDS.get(name.partition("-")[0], 1)
    whole = attempt(name, **{"owner_id": owner, "seed": seed, "started_at": at, **changes})
    begun = replace(started(seed), branched_from=whole.branched_from)
    happened: tuple[Event, ...] = (
        begun,
        Expected(f"{name}-expectation"),
        Chose("opening", "pass"),
        Reflected((f"{name}-reflection",)),
        Ended(),
    )
    events = [Recorded(seq, event, owner, at + timedelta(minutes=seq)) for seq, event in enumerate(happened)]
    texts = [
        TextRow(f"{name}-{purpose}", whole.owner_kind, owner, name, purpose, SECRET, at, visibility)
        for purpose, visibility in (
            ("expectation", Visibility.PRIVATE),
            ("reflection", Visibility.SHARED),
            ("reply", Visibility.PRIVATE),
        )
    ]
    store.add_attempt(whole, events[:1])
    store.append(name, events[1:] if ended else events[1:3], texts, Status.FINISHED if ended else None)


@pytest.fixture
def lived_in(store: Store) -> Store:
    """Kim and Lee, each with everything that somebody can have."""
    shelve(store)
    store.add_cohort(CohortRow("c1", "Blue", MORNING))
    store.begin_sealing("m1")
    for person, short in ((KIM, "k"), (LEE, "l")):
        store.add_person(person)
        store.keep_password(person.id, f"$argon2id${short}")
        store.add_token(short * 64, person.id, LATER)
        store.add_session(SessionRow(short * 64, person.id, MORNING, MORNING))
        store.bind_kernel(f"kernel-{short}", person.id, person.roles, "/learn", MORNING, session=short * 64)
        store.join_cohort(Membership("c1", person.id, Role.TRAINEE))
        store.add_participant(ParticipantRow(f"part-{short}", "w1", person.id, person.name, MORNING))
        play(store, person.id, f"first-{short}")
        play(store, person.id, f"again-{short}", branched_from=Branch(f"first-{short}", 0), exposure=1)
        play(store, f"part-{short}", f"shown-{short}", owner_kind=OwnerKind.PARTICIPANT)
        play(store, person.id, f"open-{short}", ended=False)
        store.add_text_key(TextKey(OwnerKind.PERSON, person.id, f"key-of-{short}", "m1"))
        store.add_text_key(TextKey(OwnerKind.PARTICIPANT, f"part-{short}", f"key-of-{short}-there", "m1"))
        for kind, owner in ((OwnerKind.PERSON, person.id), (OwnerKind.PARTICIPANT, f"part-{short}")):
            store.learn(kind, owner, Noted(0, ChoseWay(f"way-of-{short}"), MORNING))
            store.keep_page(TextRow(f"page-{owner}", kind, owner, None, "page", SECRET, MORNING, page="plan"), None)
    store.note(AuditEntry(MORNING, ActorKind.PERSON, "ann", "person-added", "person", KIM.id, {}))
    return store


def all_but(url: str, *left_out: str) -> str:
    """All values of all other tables, as a text."""
    return repr({name: rows for name, rows in held(url).items() if name not in left_out})


def replayed(store: Store, attempt_id: str) -> State:
    """Where an attempt stands by its log."""
    return GAME.replay(recorded.event for recorded in store.events(attempt_id))


@pytest.mark.parametrize("keep_logs", [False, True])
def test_nothing_in_any_table_leads_to_somebody_who_was_erased(lived_in: Store, url: str, *, keep_logs: bool) -> None:
    """Neither name nor login, password, token, key, text nor id of anything that was theirs, in no column of any table.

    But for the row that says that there was somebody, by an id alone, and the audit log, which holds ids only.
    """
    known = ("Kim Baker", "kim@example.org", "$argon2id$k", "k" * 64, "kernel-k", "key-of-k", "way-of-k", "page-part-k")
    theirs = (*known, *(f"'{name}-k'" for name in SEEDS))
    assert [trace for trace in (*theirs, KIM.id) if trace not in all_but(url)] == []
    assert all_but(url).count(SECRET) == 28
    lived_in.erase_person(KIM.id, LATER, keep_logs=keep_logs)
    assert [trace for trace in theirs if trace in all_but(url)] == []
    assert all_but(url).count(SECRET) == 14  # Lee's
    assert KIM.id not in all_but(url, "audit", "persons")
    nobody: dict[str, Any] = dict.fromkeys(metadata.tables["persons"].c.keys())
    tombstone = {**nobody, "id": KIM.id, "name": "", "roles": [], "erased_at": LATER}
    assert [row for row in held(url)["persons"] if row["id"] == KIM.id] == [tombstone]
    assert lived_in.person(KIM.id) == PersonRow(KIM.id, "", frozenset(), erased_at=LATER)
    assert lived_in.participant("part-k") == ParticipantRow("part-k", "w1", None, "", MORNING)


def test_what_is_others_stays_as_it_was(lived_in: Store, url: str) -> None:
    """Every row that leads to Lee."""

    def lees() -> list[dict[str, Any]]:
        marks = {LEE.id, "part-l", "l" * 64, *(f"{name}-l" for name in SEEDS)}
        return [row for rows in held(url).values() for row in rows if marks & set(map(str, row.values()))]

    before = lees()
    assert len(before) > 35
    lived_in.erase_person(KIM.id, LATER, keep_logs=True)
    assert lees() == before


def test_logs_that_stay_still_replay(lived_in: Store, url: str) -> None:
    """Those of finished attempts, to the same state; as one person's, with months only, and with nothing written."""
    before = {name: replayed(lived_in, f"{name}-k") for name in ("first", "again", "shown")}
    lived_in.erase_person(KIM.id, LATER, keep_logs=True)
    left = [row for row in held(url)["attempts"] if row["owner_id"] not in {LEE.id, "part-l"}]
    assert sorted((row["seed"], row["exposure"]) for row in left) == [(11, 0), (11, 1), (12, 0)]
    assert len({row["owner_id"] for row in left if row["seed"] == 11}) == 1
    month = datetime(2026, 3, 1, tzinfo=UTC)
    for row in left:
        kept = lived_in.log(row["id"])
        assert kept is not None
        name = "shown" if row["seed"] == 12 else "again" if row["exposure"] else "first"
        assert replayed(lived_in, row["id"]) == before[name]
        assert {kept.attempt.started_at, kept.attempt.ended_at, *(one.at for one in kept.events)} == {month}
        assert {one.actor for one in kept.events} == {row["owner_id"]}
        assert {(text.body, text.visibility, text.at) for text in kept.texts.values()} == {
            (None, Visibility.PRIVATE, month)
        }
        assert set(kept.texts) >= {f"{name}-k-expectation", f"{name}-k-reflection"}
    again = next(one for one in left if one["exposure"])
    first = next(one for one in left if one["seed"] == 11 and not one["exposure"])
    begun = lived_in.events(again["id"])[0].event
    assert isinstance(begun, Started)
    assert begun.branched_from == Branch(first["id"], 0)
    assert again["branched_attempt"] == first["id"]


def test_without_logs_nothing_is_left_of_what_was_played(lived_in: Store, url: str) -> None:
    """No attempt, no event, no text but Lee's."""
    lived_in.erase_person(KIM.id, LATER, keep_logs=False)
    tables = held(url)
    assert {row["owner_id"] for row in tables["attempts"]} == {LEE.id, "part-l"}
    assert {row["attempt_id"][-2:] for row in tables["events"]} == {"-l"}
    assert {row["owner_id"] for row in tables["texts"] + tables["learning"]} == {LEE.id, "part-l"}


@pytest.mark.parametrize("keep_logs", [False, True])
def test_what_was_learnt_and_private_pages_go_with_their_owner(lived_in: Store, url: str, *, keep_logs: bool) -> None:
    """Nothing of them stays without a name, though attempts may; the keys that opened them go too; Lee's stay."""
    theirs = [row for table in ("learning", "texts", "text_keys") for row in held(url)[table] if not of_an_attempt(row)]
    lived_in.erase_person(KIM.id, LATER, keep_logs=keep_logs)
    left = [row for table in ("learning", "texts", "text_keys") for row in held(url)[table] if not of_an_attempt(row)]
    assert left == [row for row in theirs if row["owner_id"] in {LEE.id, "part-l"}]
    assert len(left) == len(theirs) / 2 == 6
    assert (lived_in.learnt(OwnerKind.PERSON, KIM.id), lived_in.pages(OwnerKind.PARTICIPANT, "part-k")) == ((), ())


def of_an_attempt(row: dict[str, Any]) -> bool:
    """Whether it is a text that was written in an attempt."""
    return row.get("attempt_id") is not None


def test_the_owner_of_the_machine_stays_that(store: Store) -> None:
    """With every role and no name, and able to come in; what was theirs is gone."""
    shelve(store)
    owner = store.local_person()
    store.keep_person(replace(owner, name="Kim Baker", login="kim@example.org"))
    play(store, owner.id, "first-k")
    store.erase_person(owner.id, LATER, keep_logs=False)
    assert store.local_person() == owner
    assert owner.active
    assert store.attempts_of(OwnerKind.PERSON, owner.id) == ()


def test_somebody_whom_there_is_not_cannot_be_erased(store: Store) -> None:
    """That is said, and nothing is changed."""
    with pytest.raises(NotFound):
        store.erase_person("nobody", LATER, keep_logs=False)


def test_attempts_are_erased_one_by_one(lived_in: Store) -> None:
    """Their owner and the owner's other attempts stay."""
    lived_in.erase_attempts(["first-k", "open-k", "none"], keep_logs=False)
    assert {one.id for one in lived_in.attempts_of(OwnerKind.PERSON, KIM.id)} == {"again-k"}
    assert lived_in.texts("first-k") == {}
    assert lived_in.person(KIM.id) == KIM


def test_texts_are_erased_and_their_rows_stay(lived_in: Store) -> None:
    """So the log replays, and says that something was written."""
    lived_in.erase_texts(["first-k-expectation", "none"])
    texts = lived_in.texts("first-k")
    assert texts["first-k-expectation"].body is None
    assert texts["first-k-reflection"].body == SECRET
    assert replayed(lived_in, "first-k").phase == "closed"


def test_old_texts_are_those_that_are_no_replies(lived_in: Store) -> None:
    """Shared ones among them, private pages not; erased ones are not found again."""
    play(lived_in, KIM.id, "young-k", at=LATER)
    assert lived_in.private_texts_before(MORNING) == ()
    old = lived_in.private_texts_before(LATER)
    assert {name.rpartition("-")[2] for name in old} == {"expectation", "reflection"}
    assert len(old) == 16
    lived_in.erase_texts(old)
    assert lived_in.private_texts_before(LATER) == ()
    assert len(lived_in.private_texts_before(LATER + timedelta(days=1))) == 2
    (page,) = lived_in.pages(OwnerKind.PERSON, KIM.id)
    assert (page.at, page.body) == (MORNING, SECRET)


def test_an_attempt_is_as_old_as_its_end_or_its_last_event(lived_in: Store) -> None:
    """One that was begun long ago and went on later is young; one that was never ended grows old as well."""
    play(lived_in, KIM.id, "young-k", at=LATER)
    long_ago = MORNING - timedelta(days=300)
    lived_in.add_attempt(
        attempt("resumed-k", owner_id=KIM.id, seed=2, started_at=long_ago),
        [Recorded(0, started(2), KIM.id, long_ago), Recorded(1, Expected(), KIM.id, LATER)],
    )
    assert lived_in.attempts_before(MORNING) == ()
    found = lived_in.attempts_before(LATER)
    assert {one[:-2] for one in found} == set(SEEDS)
    assert len(found) == 8


def test_attempts_that_branched_off_from_each_other_are_old_together(lived_in: Store) -> None:
    """They share a seed: what is kept of one without a name would lead to the owner of the other."""
    play(lived_in, KIM.id, "again-k-later", at=LATER, branched_from=Branch("again-k", 0))
    assert not {"first-k", "again-k", "again-k-later"} & set(lived_in.attempts_before(LATER))
    assert {"first-k", "again-k", "again-k-later"} <= set(lived_in.attempts_before(LATER + timedelta(days=1)))
    assert "first-l" in lived_in.attempts_before(LATER)


def test_what_stays_without_a_name_has_no_age(lived_in: Store) -> None:
    """It is nobody's any more, and is not found again."""
    lived_in.erase_attempts(lived_in.attempts_before(LATER), keep_logs=True)
    assert lived_in.attempts_before(LATER) == ()


def test_the_files_of_a_sqlite_database_hold_nothing_that_was_erased(tmp_path: Path) -> None:
    """Neither the database nor its journal, though another process has it open: what was erased is overwritten."""
    store, other = open_sqlite(tmp_path), open_sqlite(tmp_path)
    shelve(store)
    store.add_person(KIM)
    play(store, KIM.id, "first-k")
    long = " ".join(f"{number} {SECRET}" for number in range(500))  # over several pages
    row = TextRow("long", OwnerKind.PERSON, KIM.id, "first-k", "reply", long, MORNING)
    store.append("first-k", Recorded(5, Expected(), KIM.id, MORNING), [row])

    def traces() -> set[str]:
        content = b"".join(file.read_bytes() for file in tmp_path.glob("roleplay.db*"))
        return set(re.findall("afraid of my own|Kim Baker|kim@example", content.decode("latin-1")))

    with other._read() as connection:  # type: ignore[attr-defined]
        connection.exec_driver_sql("SELECT count(*) FROM texts").all()
        connection.rollback()
        assert traces() == {"afraid of my own", "Kim Baker", "kim@example"}
        store.erase_person(KIM.id, LATER, keep_logs=True)
        assert traces() == set()


def test_nothing_is_begun_for_somebody_who_was_erased_meanwhile(store: Store) -> None:
    """A command that was on its way when its person was erased leaves nothing behind."""
    shelve(store)
    store.add_person(PersonRow("kim", "Kim", frozenset({Role.TRAINEE})))
    store.erase_person("kim", MORNING, keep_logs=False)
    with pytest.raises(NotFound):
        store.add_attempt(attempt(), log(1))
    assert store.attempt("a1") is None


STAYS = {
    "audit": {"actor_id", "subject_id"},  # for good, and nothing but ids
    "persons": {"id"},
    "observations": {"mentor", "observer"},  # ids of participants, who have no name any more
}


@pytest.mark.parametrize("owner", [KIM.id, LEE.id])
def test_no_table_was_forgotten(store: Store, url: str, owner: str) -> None:
    """There is a row in every table, with Kim's id in every column in which an id can stand; then Kim is erased.

    Whether it is about what Kim did themself, or Kim had to do with what is Lee's. So a new table fails here until it
    is decided what becomes of its rows when somebody is erased.
    """
    for person in (KIM, LEE):
        store.add_person(person)
    with Whole(url).rebuild() as connection:
        lead_to(connection, KIM.id, owner)
    assert all(held(url).values())
    assert held(url).keys() == metadata.tables.keys()
    store.erase_person(KIM.id, LATER, keep_logs=False)
    left = {
        name: {column for row in rows for column, value in row.items() if value == KIM.id}
        for name, rows in held(url).items()
    }
    assert {name: columns for name, columns in left.items() if columns} == STAYS
    assert KIM.id not in repr(held(url)["workshop_events"])  # nor in its data, the only ones that name people
