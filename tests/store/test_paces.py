"""The contract of every store: how far participants are who play alone, and the replies that they write on their way."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from roleplay.errors import Conflict, NotFound
from roleplay.model.gathering import Joined, Logged, Opened
from roleplay.store import OwnerKind, ParticipantRow, PersonRow, Store, TextRow
from roleplay.store.workshop_rows import Contribution, PaceRow, Said, Shares, WorkshopRow
from tests.kept import MORNING

OPENED = Opened({}, {"alone": "h1"}, (), {}, 7, ("fay",))
FIRST = PaceRow("g1", "alone", "w1", step=1, goes=1, path=("gate/wait",), far=0)


def reply(number: int, who: str = "g1", place: str = "alone/letter") -> Contribution:
    """A reply that somebody wrote."""
    text = TextRow(f"t{number}", OwnerKind.PARTICIPANT, who, None, "workshop", f"Words {number} 🌦", MORNING)
    return Contribution(text, "w1", Said.ALONE, place)


def after(pace: PaceRow, *path: str, far: int = 1) -> PaceRow:
    """One step later."""
    return replace(pace, step=pace.step + 1, path=path, far=far)


@pytest.fixture
def opened(store: Store) -> Store:
    """A store with a workshop in which are a guest and somebody with an account."""
    store.add_person(PersonRow("kim", "Kim", frozenset()))
    store.add_workshop(WorkshopRow("w1", "An hour", "fay", MORNING), Logged(0, OPENED, "fay", MORNING))
    for number, person in ((1, "kim"), (2, None)):
        row = ParticipantRow(f"g{number}", "w1", person, f"Guest {number}", MORNING)
        store.happened("w1", Logged(number, Joined(row.id), row.id, MORNING), participant=row)
    return store


def test_how_far_somebody_is_is_kept_step_by_step(opened: Store, reopen: Callable[[], Store]) -> None:
    """Each in each section; another step than the next one is refused, and nothing of it is kept."""
    assert (opened.pace("g1", "alone"), opened.paces("w1", "alone")) == (None, ())
    opened.keep_pace(FIRST)
    second = replace(after(FIRST, "gate/wait", "letter"), shares=Shares.NAME)
    for wrong in (FIRST, replace(second, step=3), replace(FIRST, section="later", step=2)):
        with pytest.raises(Conflict):
            opened.keep_pace(wrong, reply(9))
    opened.keep_pace(second, reply(1))
    elsewhere, other = replace(FIRST, section="later"), replace(FIRST, participant_id="g2")
    opened.keep_pace(other)
    opened.keep_pace(elsewhere)
    assert reopen().pace("g1", "alone") == second
    assert opened.paces("w1", "alone") == (second, other)
    assert opened.paces_of("g1") == (second, elsewhere)
    assert [one.text.id for one in opened.contributions("w1", Said.ALONE)] == ["t1"]
    with pytest.raises(NotFound):
        opened.keep_pace(replace(FIRST, participant_id="nobody"))


def test_of_two_steps_at_once_one_is_taken(opened: Store) -> None:
    """A double click, or two windows."""

    def keep(number: int) -> bool:
        try:
            opened.keep_pace(replace(FIRST, path=(f"gate/{number}",)), reply(number))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(keep, range(4)))
    assert sum(taken) == 1
    kept = opened.pace("g1", "alone")
    assert kept is not None
    assert kept.path == (f"gate/{taken.index(True)}",)
    assert [one.text.id for one in opened.contributions("w1", Said.ALONE)] == [f"t{taken.index(True)}"]


def test_with_a_new_go_the_replies_of_the_one_before_are_gone(opened: Store) -> None:
    """Only one's own, and only those of this section."""
    opened.keep_pace(FIRST, reply(1))
    opened.keep_pace(replace(FIRST, participant_id="g2"), reply(2, "g2"))
    opened.keep_pace(replace(FIRST, section="alone-too"), reply(3, place="alone-too/letter"))
    assert {node: text.body for node, text in opened.replies_alone("g1", "alone").items()} == {"letter": "Words 1 🌦"}
    opened.keep_pace(replace(after(FIRST), goes=2))
    assert opened.replies_alone("g1", "alone") == {}
    assert [one.text.id for one in opened.contributions("w1", Said.ALONE)] == ["t2", "t3"]


def test_with_a_person_goes_how_far_they_were(opened: Store) -> None:
    """And what they wrote; of others it stays."""
    opened.keep_pace(FIRST, reply(1))
    other = replace(FIRST, participant_id="g2")
    opened.keep_pace(other, reply(2, "g2"))
    opened.erase_person("kim", MORNING, keep_logs=False)
    assert opened.paces("w1", "alone") == (other,)
    assert [one.text.id for one in opened.contributions("w1", Said.ALONE)] == ["t2"]
