"""Coming in and going out: passwords, one-time links, browsers that stay signed in."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import argon2
import pytest

from roleplay.errors import Misconfigured, NotAllowed
from roleplay.identity import ANONYMOUS, Actor, Role
from roleplay.identity.password import hashed, outdated, verified
from roleplay.identity.token import digest, new_token
from roleplay.services import entering as module
from roleplay.services.entering import IDLE, LONGEST, TOUCH, Entering
from roleplay.store import Purpose
from tests.services.household import House, house_in

GOOD = "umbrella kitchen seven violins"
KEPT = hashed(GOOD)


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Ann, Kim and Eve; Kim has a password."""
    made = house_in(tmp_path)
    made.store.keep_password("kim", KEPT)
    return made


@pytest.fixture
def door(house: House) -> Entering:
    """The doors of that house."""
    return Entering(house.store, house.now)


def signed_in(house: House, door: Entering) -> str:
    """The token of a browser of Kim's."""
    del house
    return door.by_password("kim", GOOD).token


# --- by password ---


def test_somebody_comes_in_by_login_and_password(house: House, door: Entering) -> None:
    """However the login is written. The store keeps a digest of what the browser holds."""
    entered = door.by_password(" KIM ", GOOD)
    assert entered.person == house.store.person("kim")
    assert door.who(entered.token) == entered.person
    assert [one.digest for one in house.store.sessions_of("kim")] == [digest(entered.token)]
    entry = house.last()
    assert (entry.actor_id, entry.action, entry.detail) == ("kim", "signed-in", {"by": "password"})


def test_each_browser_has_a_session_of_its_own(house: House, door: Entering) -> None:
    """So one can be signed out without the others."""
    first, second = signed_in(house, door), signed_in(house, door)
    door.leave(first)
    assert door.who(first) is None
    assert door.who(second) is not None


def test_whatever_was_wrong_is_answered_in_the_same_words(house: House, door: Entering) -> None:
    """Wrong password, unknown login, no password yet, disabled account, and a login of nobody who could have one."""
    house.store.keep_password("ann", KEPT)
    house.people().disable(house.owner(), "ann")
    answers = set()
    for login, password in (("kim", "wrong"), ("nobody", GOOD), ("eve", GOOD), ("ann", GOOD), ("", ""), ("eve", "")):
        with pytest.raises(NotAllowed) as refused:
            door.by_password(login, password)
        answers.add(str(refused.value))
    assert len(answers) == 1
    refusals = [entry for entry in house.store.noted() if entry.action == "sign-in-refused"]
    assert [(entry.actor_id, entry.subject_id) for entry in reversed(refusals)] == [
        ("", "kim"), ("", ""), ("", "eve"), ("", "ann"), ("", ""), ("", "eve")
    ]  # fmt: skip
    assert "nobody" not in repr(refusals)
    assert house.store.sessions_of("ann") == ()


def test_the_answer_takes_as_long_whether_there_is_such_a_login_or_not(
    door: Entering, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each try is compared with exactly one hash that costs what today's cost."""
    compared: list[str] = []

    def counted(kept: str, password: str) -> bool:
        compared.append(kept)
        return verified(kept, password)

    monkeypatch.setattr(module, "verified", counted)
    for login in ("kim", "nobody", "eve"):
        with pytest.raises(NotAllowed):
            door.by_password(login, "wrong")
    assert len(compared) == 3
    assert not any(outdated(kept) for kept in compared)


def test_a_hash_of_yesterday_is_made_anew_at_sign_in(house: House, door: Entering) -> None:
    """With the password that has just been given, and only if it was right."""
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=1024).hash(GOOD)
    house.store.keep_password("kim", weak)
    with pytest.raises(NotAllowed):
        door.by_password("kim", "wrong")
    assert house.store.password("kim") == weak
    door.by_password("kim", GOOD)
    kept = house.store.password("kim")
    assert kept is not None
    assert not outdated(kept)
    assert verified(kept, GOOD)


# --- by link ---


def test_a_link_signs_in_once(house: House, door: Entering) -> None:
    """Spent, expired and unknown ones are answered in the same words."""
    house.store.add_token(digest("once"), "kim", house.time + timedelta(hours=1))
    house.store.add_token(digest("late"), "kim", house.time)
    assert door.by_link("once").person.id == "kim"
    assert house.last().detail == {"by": "link"}
    answers = set()
    for token in ("once", "late", "unknown", ""):
        with pytest.raises(NotAllowed) as refused:
            door.by_link(token)
        answers.add(str(refused.value))
    assert len(answers) == 1


def test_a_link_of_somebody_disabled_opens_nothing(house: House, door: Entering) -> None:
    """Even one that was made before, by whatever way."""
    house.people().disable(house.actor("ann"), "kim")
    house.store.add_token(digest("once"), "kim", house.time + timedelta(hours=1))
    with pytest.raises(NotAllowed):
        door.by_link("once")


def test_an_invitation_is_looked_at_without_being_spent(house: House, door: Entering) -> None:
    """By a mail program that opens every link, too; a link to sign in is no invitation."""
    link = house.people().invite(house.actor("ann"), "eve")
    house.store.add_token(digest("once"), "kim", house.time + timedelta(hours=1))
    for _ in range(3):
        assert door.invited(link.token) == house.store.person("eve")
    assert door.invited("once") is None
    assert door.invited("unknown") is None
    house.wait(days=7)
    assert door.invited(link.token) is None


def test_an_invitation_is_answered_with_a_password(house: House, door: Entering) -> None:
    """Which signs in at once; then the link is spent."""
    link = house.people().invite(house.actor("ann"), "eve")
    entered = door.choose_password(link.token, GOOD)
    assert door.who(entered.token) == house.store.person("eve")
    assert door.by_password("eve", GOOD).person.id == "eve"
    assert door.invited(link.token) is None
    with pytest.raises(NotAllowed):
        door.choose_password(link.token, "another long password")
    assert house.deeds("eve")[:4] == ["person-invited", "password-changed", "signed-in", "signed-in"]


def test_a_weak_password_does_not_spend_the_invitation(house: House, door: Entering) -> None:
    """So one can choose again; the own login is weak."""
    link = house.people().invite(house.actor("ann"), "eve")
    with pytest.raises(Misconfigured):
        door.choose_password(link.token, "eve1234567890")
    assert house.store.password("eve") is None
    assert door.choose_password(link.token, GOOD).person.id == "eve"


def test_an_invitation_does_not_sign_in_by_itself(house: House, door: Entering) -> None:
    """Nor does a link to sign in choose a password."""
    link = house.people().invite(house.actor("ann"), "eve")
    house.store.add_token(digest("once"), "kim", house.time + timedelta(hours=1))
    with pytest.raises(NotAllowed):
        door.by_link(link.token)
    with pytest.raises(NotAllowed):
        door.choose_password("once", GOOD)
    assert house.store.token(digest("once"), house.time) is not None


def test_a_reset_is_answered_with_another_password(house: House, door: Entering) -> None:
    """The old one is out from the moment of the reset on."""
    before = signed_in(house, door)
    link = house.people().reset(house.actor("ann"), "kim")
    assert door.who(before) is None
    with pytest.raises(NotAllowed):
        door.by_password("kim", GOOD)
    door.choose_password(link.token, "another four long words")
    assert door.by_password("kim", "another four long words").person.id == "kim"
    with pytest.raises(NotAllowed):
        door.by_password("kim", GOOD)


# --- being here ---


def test_a_browser_is_signed_out_when_it_was_not_heard_of_for_long(house: House, door: Entering) -> None:
    """To the second; each visit makes it start anew."""
    token = signed_in(house, door)
    for _ in range(3):
        house.wait(seconds=(IDLE - timedelta(seconds=1)).total_seconds())
        assert door.who(token) is not None
    house.wait(seconds=IDLE.total_seconds())
    assert door.who(token) is None
    assert house.store.sessions_of("kim") == ()


def test_a_browser_is_signed_out_in_the_end_whatever_it_did(house: House, door: Entering) -> None:
    """After thirty days, though it was heard of every day."""
    token = signed_in(house, door)
    for _ in range(LONGEST.days - 1):
        house.wait(days=1)
        assert door.who(token) is not None
    house.wait(days=1)
    assert door.who(token) is None


def test_not_every_page_is_a_write(house: House, door: Entering) -> None:
    """When a browser was last heard of is known to five minutes."""
    token = signed_in(house, door)
    begun = house.time
    house.wait(seconds=TOUCH.total_seconds() - 1)
    door.who(token)
    assert house.store.sessions_of("kim")[0].seen_at == begun
    house.wait(seconds=1)
    door.who(token)
    assert house.store.sessions_of("kim")[0].seen_at == house.time


def test_somebody_disabled_is_out_at_the_next_page(house: House, door: Entering) -> None:
    """Though a session were left over; a role that was taken away is gone as well."""
    token = signed_in(house, door)
    house.people().give_roles(house.actor("ann"), "kim", [Role.AUTHOR])
    person = door.who(token)
    assert person is not None
    assert person.roles == {Role.AUTHOR}
    house.store.keep_person(type(person)("kim", "Kim", person.roles, "kim", disabled_at=house.time))
    assert door.who(token) is None


@pytest.mark.parametrize("token", ["", "x", "p" * 10_000, new_token()], ids=["none", "short", "long", "one like ours"])
def test_what_a_stranger_makes_up_is_nobody(house: House, door: Entering, token: str) -> None:
    """Nor is the digest that stands in the database."""
    signed_in(house, door)
    assert door.who(token) is None
    assert door.who(house.store.sessions_of("kim")[0].digest) is None


def test_old_sessions_are_swept_away(house: House, door: Entering) -> None:
    """Those that would not be let in any more; others stay."""
    signed_in(house, door)
    house.wait(seconds=IDLE.total_seconds() + 1)
    young = signed_in(house, door)
    door.sweep()
    assert [one.digest for one in house.store.sessions_of("kim")] == [digest(young)]


def test_another_password_signs_the_other_browsers_out(house: House, door: Entering) -> None:
    """This one stays; links for a new password that were out there do not work any more."""
    here, there = signed_in(house, door), signed_in(house, door)
    house.store.add_token(digest("reset"), "kim", house.time + timedelta(hours=1), Purpose.RESET)
    door.change_password(house.actor("kim"), GOOD, "another four long words", here)
    assert door.who(here) is not None
    assert door.who(there) is None
    assert door.invited("reset") is None
    assert door.by_password("kim", "another four long words").person.id == "kim"


def test_another_password_takes_the_old_one(house: House, door: Entering) -> None:
    """And has to be good; else everything stays."""
    here = signed_in(house, door)
    with pytest.raises(NotAllowed, match="not right"):
        door.change_password(house.actor("kim"), "wrong", "another four long words", here)
    with pytest.raises(Misconfigured):
        door.change_password(house.actor("kim"), GOOD, "short", here)
    assert house.store.password("kim") == KEPT


def test_going_out_ends_this_browser_or_all(house: House, door: Entering) -> None:
    """And is written down; going out twice is once."""
    one, two, three = (signed_in(house, door) for _ in range(3))
    door.leave(one)
    door.leave(one)
    assert (door.who(one), door.who(two) is None) == (None, False)
    door.leave_everywhere(house.actor("kim"))
    assert (door.who(two), door.who(three)) == (None, None)
    assert house.deeds()[-2:] == ["signed-out", "signed-out-everywhere"]


def test_all_other_browsers_can_be_signed_out(house: House, door: Entering) -> None:
    """Links for a new password stop working with them; this one stays."""
    here, there = signed_in(house, door), signed_in(house, door)
    house.store.add_token(digest("reset"), "kim", house.time + timedelta(hours=1), Purpose.RESET)
    door.leave_others(house.actor("kim"), here)
    assert (door.who(there), door.invited("reset")) == (None, None)
    assert door.who(here) is not None
    assert house.last().detail == {"but": "this-browser"}


def test_what_matters_asks_for_the_password_again(house: House, door: Entering) -> None:
    """Of those who have one; who comes by links only has none to give."""
    assert door.require_password(house.actor("kim"), GOOD).id == "kim"
    with pytest.raises(NotAllowed, match="not right"):
        door.require_password(house.actor("kim"), "wrong")
    assert door.require_password(house.owner(), "").id == house.owner().id


@pytest.mark.parametrize("actor", [ANONYMOUS, Actor(""), Actor("gone")])
def test_nobody_changes_an_account_that_is_not_theirs(door: Entering, actor: Actor) -> None:
    """Somebody unknown has none."""
    with pytest.raises(NotAllowed):
        door.change_password(actor, GOOD, "another four long words", "")
    with pytest.raises(NotAllowed):
        door.leave_everywhere(actor)
