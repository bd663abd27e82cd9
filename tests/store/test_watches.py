"""The contract of every store: who watches how a workshop is led, what they tick, and what is said about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from roleplay.errors import Conflict, NotFound
from roleplay.identity import Role
from roleplay.store import OwnerKind, PersonRow, Store, TextRow
from roleplay.store.watch_rows import Watch, WatchKind, WatchTick
from tests.kept import MORNING
from tests.store.test_workshops import OPENED, SHOP, logged

EVE = Watch("v1", "w1", WatchKind.ASSESSMENT, "eve", "fay", "fay", MORNING, ("r1", "r2"))
KIM = Watch("v2", "w1", WatchKind.SHADOWING, "kim", "", "fay", MORNING + timedelta(minutes=1))
LATER = MORNING + timedelta(hours=2)


def tick(name: str, seq: int = 3, *, undone: bool = False) -> WatchTick:
    """A tick with this id, a minute a number after the morning began."""
    return WatchTick(name, "names-a-vote", seq, MORNING + timedelta(minutes=seq), undone)


def text(name: str, owner: str = "fay") -> TextRow:
    """Words of somebody."""
    return TextRow(name, OwnerKind.PERSON, owner, None, "facilitation", f"{name}, Kürş.", LATER)


@pytest.fixture
def watched(store: Store) -> Store:
    """A workshop that Fay leads; Eve is asked to assess her, and Kim to watch."""
    for name in ("fay", "eve", "kim"):
        store.add_person(PersonRow(name, name, frozenset({Role.FACILITATOR})))
    store.add_workshop(SHOP, logged(0, OPENED))
    store.add_watch(EVE)
    store.add_watch(KIM)
    return store


def handed_in(store: Store) -> Watch:
    """Eve hands in."""
    done = replace(
        EVE, begun_at=MORNING, handed_in_at=LATER, minutes=55, no_opportunity=("care",), note="n1",
        levels={"opening": 3, "care": None},
    )  # fmt: skip
    store.add_watch_ticks("v1", [tick("t1"), tick("t2", 1)])
    store.hand_in_watch(done, text("n1"))
    return done


def test_watches_are_found_by_workshop_and_by_person(watched: Store) -> None:
    """One who watches and one who is assessed both find it; nobody else does."""
    assert watched.watches_in("w1") == (EVE, KIM)
    assert watched.watches_of("fay") == watched.watches_of("eve") == (EVE,)
    assert watched.watches_of("kim") == (KIM,)
    assert watched.watch("v2") == KIM
    assert watched.watch("v3") is None


def test_nobody_is_asked_twice_for_the_same(watched: Store) -> None:
    """For another facilitator of the same workshop they can be; nobody who was erased can."""
    with pytest.raises(Conflict):
        watched.add_watch(replace(KIM, id="v3"))
    watched.add_watch(replace(EVE, id="v3", facilitator="kim"))
    assert len(watched.watches_in("w1")) == 3
    with pytest.raises(NotFound):
        watched.add_watch(replace(EVE, id="v4", observer="nobody"))
    with pytest.raises(NotFound):
        watched.add_watch(replace(EVE, id="v4", facilitator="nobody"))


def test_a_watch_begins_once(watched: Store) -> None:
    """A page that is loaded again does not begin anew."""
    watched.begin_watch("v2", MORNING)
    watched.begin_watch("v2", LATER)
    assert watched.watch("v2") == replace(KIM, begun_at=MORNING)


def test_ticks_count_once_and_stay_taken_back(watched: Store) -> None:
    """In whatever order they arrive; each watch has ids of its own."""
    watched.add_watch_ticks("v1", [tick("t2", 5), tick("t1"), tick("t1")])
    watched.add_watch_ticks("v1", [tick("t1", undone=True)])
    watched.add_watch_ticks("v1", [tick("t1")])
    watched.add_watch_ticks("v2", [tick("t1", 9)])
    assert watched.watch_ticks("v1") == (tick("t1", undone=True), tick("t2", 5))
    assert watched.watch_ticks("v2") == (tick("t1", 9),)
    with pytest.raises(NotFound):
        watched.add_watch_ticks("v3", [tick("t1")])


def test_what_was_handed_in_stays_as_it_is(watched: Store) -> None:
    """It takes no more ticks, is not handed in again, and is not dropped; its ticks are there to be pointed at."""
    done = handed_in(watched)
    assert watched.watch("v1") == done
    assert watched.watch_with("n1") == done
    with pytest.raises(Conflict):
        watched.add_watch_ticks("v1", [tick("t3")])
    with pytest.raises(Conflict):
        watched.hand_in_watch(replace(done, minutes=1), text("n2"))
    with pytest.raises(Conflict):
        watched.drop_watch("v1")
    assert watched.watch_ticks("v1") == (tick("t2", 1), tick("t1"))
    assert watched.personal_texts(["n1", "n2"]) == {"n1": text("n1")}


def test_who_was_not_there_is_dropped_with_their_ticks(watched: Store) -> None:
    """As if nobody had asked; they can be asked again."""
    watched.add_watch_ticks("v1", [tick("t1")])
    watched.drop_watch("v1")
    assert watched.watches_in("w1") == (KIM,)
    assert watched.watch_ticks("v1") == ()
    watched.add_watch(EVE)
    with pytest.raises(NotFound):
        watched.drop_watch("v9")


def test_one_answer_is_taken_once_it_was_handed_in(watched: Store) -> None:
    """Neither before that nor a second time, and what is refused leaves no text behind."""
    with pytest.raises(Conflict):
        watched.answer_watch("v1", text("a0"))
    done = handed_in(watched)
    watched.answer_watch("v1", text("a1"))
    with pytest.raises(Conflict):
        watched.answer_watch("v1", text("a2"))
    assert watched.watch_with("a1") == replace(done, reply="a1")
    assert set(watched.personal_texts(["a0", "a1", "a2"])) == {"a1"}


def test_what_was_said_about_somebody_goes_with_them(watched: Store) -> None:
    """The assessment, its ticks and its words; that they had asked somebody else leads to nobody."""
    handed_in(watched)
    watched.answer_watch("v1", text("a1"))
    watched.erase_person("fay", LATER, keep_logs=True)
    (left,) = watched.watches_in("w1")
    assert (left.id, left.observer) == ("v2", "kim")
    assert left.asked_by not in {"fay", ""}
    assert watched.watch_ticks("v1") == ()
    assert watched.personal_texts(["n1", "a1"]) == {}


def test_what_an_observer_said_stays_as_nobodys(watched: Store) -> None:
    """Of the one who assessed; what was not handed in and what was for learning goes with them."""
    handed_in(watched)
    watched.add_watch(replace(EVE, id="v3", facilitator="kim"))
    watched.hand_in_watch(replace(KIM, handed_in_at=LATER, minutes=5, note="n2"), text("n2", "kim"))
    for name in ("eve", "kim"):
        watched.erase_person(name, LATER, keep_logs=True)
    (left,) = watched.watches_in("w1")
    assert (left.id, left.facilitator, left.levels) == ("v1", "fay", {"opening": 3, "care": None})
    assert left.observer not in {"eve", ""}
    assert watched.personal_texts(["n1", "n2"]) == {"n1": text("n1")}
