"""How many kernels there may be, and which one ends for somebody who comes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay.server import places
from roleplay.server.places import FEWEST, MOST, OPENING_S, Full, Places, most_kernels
from tests.server.visiting import OTHER, House, eventually

LONG_AGO = -OPENING_S


def claimed(held: Places, kernel_id: str, person: str, **alone: float) -> list[str]:
    """Claim a place at the time 0 and let a kernel have it; what has to end for it."""
    visit = object()
    ending = held.claim(visit, person, alone, 0.0)
    held.pass_on(visit, kernel_id)
    return ending


def test_a_person_has_as_many_as_allowed() -> None:
    """With all of them connected the next is refused, for this person and not for others; an ended one makes room."""
    held = Places(2, 100)
    assert [claimed(held, one, "ann") for one in ("a", "b")] == [[], []]
    with pytest.raises(Full) as refused:
        claimed(held, "c", "ann")
    assert refused.value.own
    assert claimed(held, "d", "ben") == []
    held.release("a")
    assert claimed(held, "c", "ann") == []


def test_the_one_that_was_alone_longest_ends() -> None:
    """Of a person's pages without a connection the oldest gives its place up, and nobody else's does."""
    held = Places(3, 100)
    for kernel_id, person in (("a", "ann"), ("b", "ann"), ("c", "ann"), ("x", "ben")):
        claimed(held, kernel_id, person)
    assert claimed(held, "d", "ann", b=LONG_AGO - 1, a=LONG_AGO, x=LONG_AGO - 9) == ["b"]
    assert claimed(held, "e", "ann", a=LONG_AGO, x=LONG_AGO - 9) == ["a"]


def test_a_page_that_is_only_just_opening_keeps_its_place() -> None:
    """A page that was taken a moment ago has no connection yet; it does not end for the next tab."""
    held = Places(1, 100)
    claimed(held, "a", "ann")
    with pytest.raises(Full):
        claimed(held, "b", "ann", a=LONG_AGO + 1)
    assert claimed(held, "b", "ann", a=LONG_AGO) == ["a"]


def test_everybody_together_has_a_limit() -> None:
    """When it is reached the longest alone of all ends; when all are connected it is said that it is nobody's own doing."""
    held = Places(4, 3)
    for kernel_id, person in (("a", "ann"), ("b", "ben"), ("c", "cem")):
        claimed(held, kernel_id, person)
    assert held.left == 0
    with pytest.raises(Full) as refused:
        claimed(held, "d", "dan")
    assert not refused.value.own
    assert claimed(held, "d", "dan", b=LONG_AGO, a=LONG_AGO - 1) == ["a"]
    assert held.left == 0


def test_the_owner_of_the_machine_has_no_limit_of_their_own() -> None:
    """They are alone on it; the limit of all holds for them too."""
    held = Places(1, 3, "owner")
    for kernel_id in ("a", "b", "c"):
        claimed(held, kernel_id, "owner")
    with pytest.raises(Full):
        claimed(held, "d", "owner")


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.booleans()), max_size=40), st.integers(1, 4), st.integers(1, 6))
def test_limits_hold_whoever_comes(visits: list[tuple[str, bool]], each: int, in_all: int) -> None:
    """Never more than allowed, whoever comes and goes, and nobody is refused while their own page could end for it."""
    held = Places(each, in_all)
    theirs: dict[str, str] = {}
    for number, (person, goes) in enumerate(visits):
        alone = dict.fromkeys(theirs, LONG_AGO) if goes else {}
        visit = object()
        try:
            ending = held.claim(visit, person, alone, 0.0)
        except Full:
            assert not goes
            continue
        theirs = {one: whose for one, whose in theirs.items() if one not in ending}
        held.pass_on(visit, f"k{number}")
        theirs[f"k{number}"] = person
        assert len(theirs) == in_all - held.left <= in_all
        assert list(theirs.values()).count(person) <= each


def test_the_limit_follows_memory_and_files() -> None:
    """What is free decides, less where kernels are spawned, never more than files allow; unknown memory is no reason to refuse."""
    assert most_kernels(10_000.0, None, forks=True) == 320
    assert most_kernels(10_000.0, None, forks=False) == 133
    assert most_kernels(10_000.0, 1024, forks=True) == 58
    assert most_kernels(10.0, None, forks=True) == FEWEST
    assert most_kernels(None, None, forks=True) == MOST
    assert most_kernels(10_000.0, 100, forks=True) == 1


def test_somebody_with_too_many_tabs_is_told_kindly(own_house: Callable[..., House]) -> None:
    """The page says which tabs to close and when to come back; when one is closed it opens. Others are not held up."""
    house = own_house("--each", "2")
    visitor = house.visitor(OTHER)
    pages = [visitor.get(f"/learn/{number}") for number in range(2)]
    channels = [visitor.channel(page.kernel_id) for page in pages]
    refused = visitor.get("/learn/third")
    assert refused.status == 503
    assert refused.headers["retry-after"] == str(places.RETRY_AFTER_S)
    assert "You have 2 pages of the workbook open" in refused.text
    assert 'href="/learn/third"' in refused.text
    assert len(house.kernels()) == 2
    assert house.visitor().get("/learn").status == 200
    visitor.post(f"/voila/api/shutdown/{pages[0].kernel_id}", Origin=house.origin)
    assert visitor.get("/learn/third").status == 200
    for channel in channels:
        channel.close()


def test_when_all_places_are_taken_the_reserve_gives_way(own_house: Callable[..., House]) -> None:
    """Pages in reserve take nobody's place; with the last one gone, the page says that there is no room for now."""
    house = own_house("--in-all", "2", "--preheat", "3")
    assert eventually(lambda: len(house.kernels()) == 1)
    visitors = [house.visitor(OTHER), house.visitor()]
    pages = [visitor.get("/learn") for visitor in visitors]
    assert [page.status for page in pages] == [200, 200]
    channels = [visitor.channel(page.kernel_id) for visitor, page in zip(visitors, pages, strict=True)]
    refused = house.visitor(OTHER).get("/learn")
    assert refused.status == 503
    assert "As many people are here" in refused.text
    assert eventually(lambda: len(house.kernels()) == 2)
    for channel in channels:
        channel.close()
