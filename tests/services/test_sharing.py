"""Sharing: one own text at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from roleplay.errors import NotAllowed, RefusedEvent
from roleplay.identity import ANONYMOUS, Actor, ActorKind, Role
from roleplay.services.sharing import Sharing
from roleplay.store import OwnerKind, TextRow, Visibility
from tests.kept import attempt, log, recorded, text
from tests.services.household import House, house_in


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Kim has written two texts."""
    made = house_in(tmp_path)
    made.store.add_attempt(attempt(), log(2))
    made.store.append("a1", recorded(2), [text("t1"), text("t2")])
    return made


def visibilities(house: House) -> list[Visibility]:
    """Of both texts."""
    return [row.visibility for _, row in sorted(house.store.texts("a1").items())]


def test_a_text_is_shared_and_taken_back(house: House) -> None:
    """That one only; both are written down, without the text."""
    sharing, kim = Sharing(house.store, house.now), house.actor("kim")
    sharing.share(kim, "t1")
    assert visibilities(house) == [Visibility.SHARED, Visibility.PRIVATE]
    sharing.unshare(kim, "t1")
    assert visibilities(house) == [Visibility.PRIVATE, Visibility.PRIVATE]
    assert house.deeds("kim") == ["text-shared", "text-unshared"]
    assert house.last().detail == {"purpose": "expectation"}
    assert "rain" not in repr(house.store.noted())


def test_sharing_again_changes_nothing(house: House) -> None:
    """And is not written down again."""
    sharing, kim = Sharing(house.store, house.now), house.actor("kim")
    sharing.share(kim, "t1")
    sharing.share(kim, "t1")
    sharing.unshare(kim, "t2")
    assert house.deeds() == ["text-shared"]


def test_nobody_shares_what_is_not_theirs(house: House) -> None:
    """In the same words for a text of somebody else, for none, and for one that was erased; whatever their roles."""
    sharing = Sharing(house.store, house.now)
    house.store.erase_text("t2")
    answers = set()
    everything = Actor("eve", roles=frozenset(Role))
    for actor, wanted in (
        (everything, "t1"), (everything, "t9"), (house.actor("kim"), "t2"), (Actor("kim", ActorKind.GUEST), "t1")
    ):  # fmt: skip
        for call in (sharing.share, sharing.unshare):
            with pytest.raises(NotAllowed) as refused:
                call(actor, wanted)
            answers.add(str(refused.value))
    assert len(answers) == 1
    with pytest.raises(NotAllowed):
        sharing.share(ANONYMOUS, "t1")
    assert visibilities(house) == [Visibility.PRIVATE, Visibility.PRIVATE]
    assert house.deeds() == []


@pytest.mark.parametrize("forged", [None, 1, ["t1"], "", "x" * 10_000])
def test_what_is_no_id_is_refused(house: House, forged: object) -> None:
    """It comes from a browser."""
    with pytest.raises((NotAllowed, RefusedEvent)):
        Sharing(house.store, house.now).share(house.actor("kim"), forged)  # type: ignore[arg-type]


def test_a_private_page_cannot_be_shared(house: House) -> None:
    """Not even by its owner, in the same words as for a text that there is not; and nothing is written down."""
    page = TextRow("p1", OwnerKind.PERSON, "kim", None, "page", "{}", house.time, page="plan")
    house.store.keep_page(page, None)
    sharing = Sharing(house.store, house.now)
    for call in (sharing.share, sharing.unshare):
        with pytest.raises(NotAllowed, match="no such text of yours"):
            call(house.actor("kim"), "p1")
    assert house.store.pages(OwnerKind.PERSON, "kim") == (page,)
    assert house.deeds() == []
