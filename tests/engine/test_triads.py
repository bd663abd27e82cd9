"""Groups for triads respect what people have wished."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay.engine.triads import form_groups, seat_groups
from roleplay.errors import RefusedEvent
from roleplay.model.gathering import Part
from roleplay.model.wishes import Prefers, Style, Wishes


def people(number: int) -> list[str]:
    """So many participants."""
    return [f"p{one}" for one in range(number)]


WISHES = st.builds(
    Wishes,
    plays_peer=st.booleans(),
    practised=st.integers(0, 2),
    style=st.sampled_from([None, *Style]),
    prefers=st.sampled_from([None, *Prefers]),
    rather_with=st.lists(st.sampled_from(people(12)), max_size=2).map(tuple),
    rather_not=st.lists(st.sampled_from(people(12)), max_size=2).map(tuple),
)


@given(st.lists(WISHES, min_size=3, max_size=14), st.integers(1, 5), st.integers(0, 9))
def test_everybody_has_one_seat_and_nobody_plays_a_peer_against_their_will(
    said: list[Wishes], rounds: int, seed: int
) -> None:
    """In each round one mentor, one peer who is willing, and observers, whatever people have wished."""
    everybody = people(len(said))
    wishes = dict(zip(everybody, said, strict=True))
    if not any(one.plays_peer for one in said):
        with pytest.raises(RefusedEvent, match="Nobody"):
            form_groups(everybody, wishes, rounds, seed)
        return
    found = form_groups(everybody, wishes, rounds, seed)
    assert found == form_groups(everybody, wishes, rounds, seed)
    assert len(found.rounds) == rounds
    for groups in found.rounds:
        seated = [one for group in groups for one, _ in group]
        assert sorted(seated) == sorted(everybody)
        for group in groups:
            parts = Counter(part for _, part in group)
            assert (parts[Part.MENTOR], parts[Part.PEER], len(group) >= 3) == (1, 1, True)
            assert all(wishes[one].plays_peer for one, part in group if part is Part.PEER)


NOTES = ("a bench", "a secret")
TOUCHED = st.builds(
    Wishes,
    plays_peer=st.booleans(),
    plays=st.booleans(),
    watches=st.lists(st.sampled_from([*NOTES, "rain"]), max_size=2).map(tuple),
    avoids=st.lists(st.sampled_from([*NOTES, "rain"]), max_size=1).map(tuple),
)


@given(st.lists(st.one_of(st.just(Wishes()), TOUCHED), min_size=3, max_size=12), st.integers(1, 4), st.integers(0, 9))
def test_who_would_only_watch_observes_in_every_round_and_who_would_rather_not_be_there_has_no_place(
    said: list[Wishes], rounds: int, seed: int
) -> None:
    """What comes up in what is played decides; everybody else has a place."""
    everybody = people(len(said))
    wishes = dict(zip(everybody, said, strict=True))
    here = [one for one in everybody if not set(NOTES) & set(wishes[one].avoids)]
    quiet = {one for one in here if not wishes[one].plays or set(NOTES) & set(wishes[one].watches)}
    willing = [one for one in here if wishes[one].plays_peer and one not in quiet]
    if len(here) < 3 or len(here) - len(quiet) < 2 or not willing:
        with pytest.raises(RefusedEvent):
            form_groups(everybody, wishes, rounds, seed, notes=NOTES)
        return
    found = form_groups(everybody, wishes, rounds, seed, notes=NOTES)
    for groups in found.rounds:
        assert sorted(one for group in groups for one, _ in group) == sorted(here)
        for group in groups:
            parts = Counter(part for _, part in group)
            assert (parts[Part.MENTOR], parts[Part.PEER], len(group) >= 3) == (1, 1, True)
            assert all(part is Part.OBSERVER for one, part in group if one in quiet)


@pytest.mark.parametrize(("number", "sizes"), [(3, [3]), (4, [4]), (5, [5]), (6, [3, 3]), (8, [4, 4]), (10, [3, 3, 4])])
def test_groups_are_of_three_and_as_few_as_needed_are_larger(number: int, sizes: list[int]) -> None:
    """Eight make two of four, not three with a pair in it."""
    found = form_groups(people(number), {}, 3, seed=1)
    assert sorted(map(len, found.members)) == sizes


def test_in_three_rounds_of_three_everybody_is_everything_once() -> None:
    """Mentor, peer and observer, each once."""
    found = form_groups(people(9), {}, 3, seed=4)
    for place in range(3):
        parts = Counter((one, part) for groups in found.rounds for one, part in groups[place])
        assert set(parts.values()) == {1}
        assert len(parts) == 9


def test_two_who_would_rather_not_meet_do_not_where_that_can_be() -> None:
    """Whoever of the two has said so, and whatever else speaks for it."""
    for seed in range(20):
        wishes = {
            "p0": Wishes(rather_not=("p1",), rather_with=("p2",)),
            "p3": Wishes(rather_not=("p4", "p5")),
            "p1": Wishes(rather_with=("p0",)),
        }
        found = form_groups(people(6), wishes, 3, seed)
        assert found.against == 0
        (mine,) = (group for group in found.members if "p0" in group)
        assert "p1" not in mine
    together = form_groups(people(3), {"p0": Wishes(rather_not=("p1",))}, 3, seed=1)
    assert together.against == 1


def test_two_who_would_like_to_be_together_are() -> None:
    """Where nothing weighs more."""
    for seed in range(20):
        found = form_groups(people(9), {"p0": Wishes(rather_with=("p8",))}, 3, seed)
        (mine,) = (group for group in found.members if "p0" in group)
        assert "p8" in mine


def test_those_who_have_practised_are_spread_over_the_groups() -> None:
    """Each group gets one."""
    wishes = {one: Wishes(practised=2) for one in ("p1", "p4", "p7")}
    for seed in range(10):
        found = form_groups(people(9), wishes, 3, seed)
        assert [sum(one in wishes for one in group) for group in found.members] == [1, 1, 1]


def test_ways_of_talking_are_brought_together_as_people_prefer() -> None:
    """Alike with alike, where all would rather have it so."""
    quiet = Wishes(style=Style.QUIET, prefers=Prefers.ALIKE)
    plain = Wishes(style=Style.PLAIN, prefers=Prefers.ALIKE)
    wishes = {one: quiet if place % 2 else plain for place, one in enumerate(people(6))}
    found = form_groups(people(6), wishes, 3, seed=3)
    assert all(len({wishes[one].style for one in group}) == 1 for group in found.members)


def test_whoever_was_the_mentor_in_earlier_rounds_is_it_later() -> None:
    """Parts go on changing when groups are formed anew."""
    first = form_groups(people(3), {}, 2, seed=1)
    been = {one for (group,) in first.rounds for one, part in group if part is Part.MENTOR}
    again = form_groups(people(3), {}, 1, seed=1, played=first.rounds)
    (group,) = again.rounds[0]
    assert {one for one, part in group if part is Part.MENTOR} == set(people(3)) - been


def test_groups_that_somebody_has_put_together_get_parts_too() -> None:
    """As long as they can play: two who would, and one of them the peer."""
    wishes = {"p0": Wishes(plays_peer=False), "p1": Wishes(plays_peer=False, rather_not=("p0",))}
    found = seat_groups([["p0", "p2"], ["p1", "p3", "p4"]], wishes, 2)
    assert found.members == (("p0", "p2"), ("p1", "p3", "p4"))
    assert [dict(groups[0])["p2"] for groups in found.rounds] == [Part.PEER, Part.PEER]
    assert seat_groups([["p0", "p1", "p2"]], wishes, 1).against == 1
    for members in ([["p0", "p1"]], [["p2"]], [["p2", "p3"], ["p0"]]):
        with pytest.raises(RefusedEvent, match="could not play"):
            seat_groups(members, wishes, 1)


def test_too_few_people_make_no_triads() -> None:
    """And no rounds make none, either."""
    with pytest.raises(RefusedEvent, match="at least 3"):
        form_groups(people(2), {}, 3, seed=1)
    with pytest.raises(RefusedEvent, match="no rounds"):
        form_groups(people(3), {}, 0, seed=1)
