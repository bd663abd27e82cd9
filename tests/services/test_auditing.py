"""The audit log: written by services, read by administrators."""

from __future__ import annotations

from pathlib import Path

import pytest

from roleplay.errors import NotAllowed
from roleplay.identity import ANONYMOUS, Actor, ActorKind, Role
from roleplay.services import auditing
from roleplay.services.auditing import Auditing, Deed, every_entry
from tests.services.household import House, house_in


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Ann, Kim and Eve."""
    return house_in(tmp_path)


def test_a_deed_is_written_down_with_who_when_and_to_whom(house: House) -> None:
    """Somebody anonymous has no id, a guest is known as one."""
    audit = Auditing(house.store, house.now)
    audit.note(house.actor("ann"), Deed.ATTEMPT_VIEWED, ("person", "kim"), {"attempt": "a1"})
    audit.note(ANONYMOUS, Deed.SIGN_IN_REFUSED)
    audit.note(Actor("g1", ActorKind.GUEST), Deed.EXPORTED)
    guest, nobody, ann = house.store.noted()
    assert (ann.at, ann.actor_id, ann.action, ann.subject_id) == (house.time, "ann", "attempt-viewed", "kim")
    assert ann.detail == {"attempt": "a1"}
    assert (nobody.actor_kind, nobody.actor_id, nobody.subject_kind, nobody.subject_id) == ("anonymous", "", "", "")
    assert (guest.actor_kind, guest.actor_id) == ("guest", "g1")


def test_administrators_read_it_a_page_at_a_time(house: House) -> None:
    """All of it, or what is about somebody."""
    audit, ann = Auditing(house.store, house.now), house.actor("ann")
    for person in ("kim", "eve", "kim"):
        audit.note(ann, Deed.PERSON_RENAMED, ("person", person))
    last = audit.read(ann, limit=1)
    assert [one.subject_id for one in audit.read(ann, before=last[0].seq)] == ["eve", "kim"]
    assert len(audit.read(ann, about="kim")) == 2


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_reads_it(house: House, role: Role) -> None:
    """Not even what is about themselves: that is in their export."""
    with pytest.raises(NotAllowed):
        Auditing(house.store, house.now).read(Actor("kim", roles=frozenset({role})), about="kim")


def test_every_entry_about_somebody_is_found(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than come at once, the newest first, none twice."""
    monkeypatch.setattr(auditing, "_AT_ONCE", 3)
    audit, ann = Auditing(house.store, house.now), house.actor("ann")
    for number in range(20):
        audit.note(ann, Deed.PERSON_RENAMED, ("person", "kim" if number % 2 else "eve"), {"number": str(number)})
    assert [int(one.detail["number"]) for one in every_entry(house.store, "kim")] == list(range(19, 0, -2))


def test_every_deed_has_a_name_that_fits_its_column() -> None:
    """At most forty characters; PostgreSQL refuses a longer one."""
    assert all(0 < len(deed) <= 40 for deed in Deed)
