"""The contract of every store: attempts, their logs, personal texts."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roleplay.errors import Conflict, NotFound
from roleplay.model.event import Branch, Chose, Compared, Ended, Event, Mode, Recorded, Reflected, Started, Wrote
from roleplay.store import Feedback, Options, OwnerKind, Status, Store
from tests.kept import FACTORIES, HASH, MORNING, attempt, event, log, recorded, shelve, text

EVERY_KIND: tuple[Event, ...] = (
    Started(HASH, (), {}, 7, "practice", Branch("a0", 3)),
    event(1),
    Chose("opening", "reflect"),
    Wrote("opening", "t2", "say-first"),
    Wrote("writing", None),
    Compared("writing", ("reflects", "waits")),
    Reflected(("t3", None)),
    Ended(left=True),
)


def test_an_attempt_comes_back_as_it_was(store: Store, reopen: Callable[[], Store]) -> None:
    """All its fields are kept, whatever they hold."""
    shelve(store)
    made = attempt(
        "a9",
        owner_kind=OwnerKind.PARTICIPANT,
        mode=Mode.ASSESSMENT,
        seed=2**63 - 1,
        options=Options(Feedback.END, say_first=True),
        branched_from=Branch("a8", 4),
        exposure=3,
        status=Status.LEFT,
        started_at=MORNING + timedelta(microseconds=1),
        ended_at=MORNING + timedelta(hours=1),
    )
    store.add_attempt(made, ())
    assert reopen().attempt("a9") == made
    assert store.attempt("a8") is None


def test_every_kind_of_event_comes_back_as_it_was(store: Store, reopen: Callable[[], Store]) -> None:
    """The log is what was appended: same events, same order, same actors, same times."""
    shelve(store)
    made = tuple(Recorded(seq, one, "kim", MORNING) for seq, one in enumerate(EVERY_KIND))
    store.add_attempt(attempt(), made[:1])
    store.append("a1", made[1])
    store.append("a1", made[2:])
    assert reopen().events("a1") == made


def test_an_attempt_and_its_first_events_come_together(store: Store) -> None:
    """A log that does not begin at its beginning adds no attempt either."""
    shelve(store)
    with pytest.raises(Conflict):
        store.add_attempt(attempt(), [recorded(1)])
    assert store.attempt("a1") is None


def test_what_was_added_after_a_place_can_be_asked_for(begun: Store) -> None:
    """`after` is the number of the last event that is already known."""
    begun.append("a1", recorded(2))
    assert begun.events("a1", after=0) == log(3)[1:]
    assert begun.events("a1", after=2) == ()
    assert begun.events("nobody") == ()


def test_an_attempt_comes_with_the_end_of_its_log_and_all_its_texts(begun: Store) -> None:
    """Asked for after a place, the log begins behind it; what was written is whole; an unknown attempt is none."""
    begun.append("a1", recorded(2), [text("t1")])
    found = begun.log("a1", 1)
    assert found is not None
    assert (found.attempt, found.events) == (begun.attempt("a1"), (recorded(2),))
    assert found.texts == begun.texts("a1")
    assert set(found.texts) == {"t1"}
    whole = begun.log("a1")
    assert whole is not None
    assert whole.events == begun.events("a1")
    assert begun.log("nobody") is None


def test_the_lengths_of_all_logs_of_an_owner_are_known(begun: Store) -> None:
    """Those of other owners are not among them; an attempt without events has a log of none."""
    begun.add_attempt(attempt("a2"), log(5))
    begun.add_attempt(attempt("a3"), ())
    begun.add_attempt(attempt("b1", owner_id="lee"), log(3))
    assert begun.lengths_of(OwnerKind.PERSON, "kim") == {"a1": 2, "a2": 5, "a3": 0}
    assert begun.lengths_of(OwnerKind.PARTICIPANT, "kim") == {}


def test_the_same_place_is_taken_once(begun: Store) -> None:
    """A second event with the same number is refused, says how far the log has come, and changes nothing."""
    begun.append("a1", recorded(2))
    with pytest.raises(Conflict, match="step 3, here it was 2"):
        begun.append("a1", Recorded(2, Chose("opening", "other"), "kim", MORNING))
    assert begun.events("a1") == log(3)


def test_a_log_has_no_gaps(begun: Store) -> None:
    """An event that leaves a place empty is refused, before, inside and across several."""
    for late in ([recorded(3)], [recorded(2), recorded(4)], [recorded(3), recorded(2)]):
        with pytest.raises(Conflict):
            begun.append("a1", late)
    assert begun.events("a1") == log(2)


def test_events_texts_and_status_are_one_transaction(begun: Store) -> None:
    """When the events are refused, no text is kept and the status stays."""
    with pytest.raises(Conflict):
        begun.append("a1", recorded(1), [text()], Status.FINISHED)
    assert begun.texts("a1") == {}
    assert begun.attempt("a1") == attempt()
    begun.append("a1", recorded(2), [text()], Status.FINISHED)
    assert begun.texts("a1") == {"t1": text()}
    assert begun.attempt("a1") == attempt(status=Status.FINISHED, ended_at=recorded(2).at)


def test_texts_that_cannot_be_kept_take_the_event_back(begun: Store) -> None:
    """A text under a reference that is taken leaves the log as it was."""
    begun.append("a1", recorded(2), [text()])
    with pytest.raises(Exception, match=r"(?i)unique"):
        begun.append("a1", recorded(3), [text(body="Another.")])
    assert begun.events("a1") == log(3)
    assert begun.texts("a1") == {"t1": text()}


def test_there_is_no_log_without_an_attempt(begun: Store) -> None:
    """Appending to an attempt that there is not is said to be that."""
    with pytest.raises(NotFound):
        begun.append("a2", recorded(0))
    with pytest.raises(ValueError, match="nothing to append"):
        begun.append("a1", [])


def test_attempts_of_an_owner_come_newest_first(store: Store) -> None:
    """Other owners' attempts are left out, also those of another kind of owner with the same id."""
    shelve(store)
    for day in (2, 3, 1):
        store.add_attempt(attempt(f"a{day}", started_at=MORNING + timedelta(days=day)), log(1))
    store.add_attempt(attempt("b1", owner_id="lee"), log(1))
    store.add_attempt(attempt("c1", owner_kind=OwnerKind.PARTICIPANT), log(1))
    assert [one.id for one in store.attempts_of(OwnerKind.PERSON, "kim")] == ["a3", "a2", "a1"]
    assert store.attempts_of(OwnerKind.WORKSHOP, "kim") == ()


def test_many_logs_come_at_once(begun: Store) -> None:
    """More than a database takes in one statement; unknown attempts have an empty log."""
    begun.add_attempt(attempt("a2"), log(3))
    wanted = [*(f"x{number}" for number in range(2500)), "a2", "a1"]
    logs = begun.events_of(wanted)
    assert list(logs) == wanted
    assert (logs["a1"], logs["a2"], logs["x7"]) == (log(2), log(3), ())
    assert begun.events_of([]) == {}


def test_an_erased_text_is_gone_and_its_row_stays(begun: Store, reopen: Callable[[], Store]) -> None:
    """The log is untouched; other texts are too."""
    begun.append("a1", recorded(2), [text(), text("t2")])
    begun.erase_text("t1")
    begun.erase_text("t1")
    begun.erase_text("unknown")
    assert reopen().texts("a1") == {"t1": replace(text(), body=None), "t2": text("t2")}
    assert begun.events("a1") == log(3)


def test_of_two_tabs_that_act_at_once_one_wins(begun: Store, reopen: Callable[[], Store]) -> None:
    """Two threads append to the same place thirty times over: each time one event is in, and the other is refused."""
    both = Barrier(2)

    def append(store: Store, actor: str, seq: int) -> bool:
        both.wait(timeout=30)
        try:
            store.append("a1", recorded(seq, actor))
        except Conflict:
            return False
        return True

    stores = reopen(), reopen()
    with ThreadPoolExecutor(2) as pool:
        for seq in range(2, 32):
            won = list(pool.map(append, stores, ("kim", "lee"), (seq, seq)))
            assert sorted(won) == [False, True]
    assert [one.seq for one in begun.events("a1")] == list(range(32))


def test_of_two_tabs_that_begin_an_assessment_at_once_one_does(store: Store, reopen: Callable[[], Store]) -> None:
    """Eight times over; the other is refused. Practice, other people and what has ended are in nobody's way."""
    shelve(store)
    both = Barrier(2)

    def begin(mine: Store, name: str, scenario: str) -> bool:
        one = attempt(name, mode=Mode.ASSESSMENT, scenario_id=scenario)
        both.wait(timeout=30)
        try:
            mine.add_attempt(one, log(1))
        except Conflict:
            return False
        return True

    stores = reopen(), reopen()
    with ThreadPoolExecutor(2) as pool:
        for form in map(str, range(8)):
            assert sorted(pool.map(begin, stores, (f"x{form}", f"y{form}"), (form, form))) == [False, True]
    (first,) = (one for one in store.attempts_of(OwnerKind.PERSON, attempt().owner_id) if one.scenario_id == "0")
    store.add_attempt(attempt("practice", scenario_id="0"), log(1))
    store.add_attempt(attempt("other", scenario_id="0", mode=Mode.ASSESSMENT, owner_id="lee"), log(1))
    store.append(first.id, recorded(1), status=Status.FINISHED)
    store.add_attempt(attempt("again", scenario_id="0", mode=Mode.ASSESSMENT), log(1))


@pytest.fixture(scope="module", params=list(FACTORIES.values()), ids=list(FACTORIES))
def shared(request: pytest.FixtureRequest) -> Iterator[tuple[Store, Store]]:
    """The same store, opened by two writers."""
    factory: Callable[[Path], Store] = request.param
    with tempfile.TemporaryDirectory() as folder:
        first = factory(Path(folder))
        shelve(first)
        yield first, factory(Path(folder))


_ids = count()


@given(turns=st.lists(st.tuples(st.sampled_from((0, 1)), st.booleans()), max_size=15))
@settings(max_examples=40, deadline=None)
def test_whatever_two_writers_do_the_log_has_no_gap(shared: tuple[Store, Store], turns: list[tuple[int, bool]]) -> None:
    """Each writer appends where it believes the log to end, looking it up only sometimes.

    The log is exactly what was acknowledged, in that order; a writer is refused exactly when it was behind.
    """
    name = f"h{next(_ids)}"
    shared[0].add_attempt(attempt(name), log(1))
    acknowledged = list(log(1))
    believes = [1, 1]
    for writer, looks in turns:
        if looks:
            believes[writer] = len(shared[writer].events(name))
        made = recorded(believes[writer], f"writer-{writer}")
        try:
            shared[writer].append(name, made)
        except Conflict:
            assert believes[writer] < len(acknowledged)
        else:
            assert believes[writer] == len(acknowledged)
            acknowledged.append(made)
            believes[writer] += 1
    assert shared[0].events(name) == tuple(acknowledged)
