"""Looking after people: who is here, as what, in which cohort; every change is asked for and written down."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from roleplay.errors import Conflict, Misconfigured, NotAllowed, NotFound
from roleplay.identity import ANONYMOUS, Actor, ActorKind, Role
from roleplay.identity.token import digest
from roleplay.services.people import (
    INVITATION_LIFE,
    PARTS,
    RESET_LIFE,
    People,
    clean_login,
    clean_name,
    invitation_link,
    login_of,
)
from roleplay.store import Purpose, SessionRow
from tests.services.household import House, house_in


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Ann, Kim and Eve."""
    return house_in(tmp_path)


CALLS: dict[str, Callable[[People, Actor], Any]] = {
    "listed": lambda people, actor: people.listed(actor),
    "find": lambda people, actor: people.find(actor, "kim"),
    "add": lambda people, actor: people.add(actor, "lee", "Lee", [Role.TRAINEE]),
    "invite": lambda people, actor: people.invite(actor, "kim"),
    "reset": lambda people, actor: people.reset(actor, "kim"),
    "rename": lambda people, actor: people.rename(actor, "kim", "Kim B."),
    "give_roles": lambda people, actor: people.give_roles(actor, "kim", [Role.AUTHOR]),
    "disable": lambda people, actor: people.disable(actor, "kim"),
    "enable": lambda people, actor: people.enable(actor, "kim"),
    "make_cohort": lambda people, actor: people.make_cohort(actor, "Red"),
    "remove_cohort": lambda people, actor: people.remove_cohort(actor, "blue"),
    "join": lambda people, actor: people.join(actor, "blue", "kim", Role.TRAINEE),
    "leave": lambda people, actor: people.leave(actor, "blue", "eve"),
    "members": lambda people, actor: people.members(actor, "blue"),
}


@pytest.mark.parametrize("call", CALLS)
def test_every_call_asks_who_may(house: House, call: str) -> None:
    """Only an administrator; nobody else changes anything or reads a line, and nothing goes into the log."""
    people = house.people()
    blue = people.make_cohort(house.actor("ann"), "Blue")
    house.store.remove_cohort(blue.id)
    house.store.add_cohort(type(blue)("blue", "Blue", blue.created_at))
    people.join(house.actor("ann"), "blue", "eve", Role.FACILITATOR)
    before = (house.store.people(), house.store.cohorts(), house.store.members("blue"), house.deeds())
    others = [Role.TRAINEE, Role.AUTHOR, Role.SUPERVISOR, Role.EVALUATOR, Role.FACILITATOR]
    for actor in (
        ANONYMOUS,
        Actor("ann"),
        Actor("lee", roles=frozenset(others)),
        Actor("ann", ActorKind.GUEST, frozenset(Role)),
        Actor("", roles=frozenset(Role)),
    ):
        with pytest.raises(NotAllowed):
            CALLS[call](people, actor)
    assert (house.store.people(), house.store.cohorts(), house.store.members("blue"), house.deeds()) == before
    CALLS[call](people, house.actor("ann"))


def test_every_public_call_is_tried(house: House) -> None:
    """So that a new one is not forgotten; cohorts and find_cohort show what somebody may see, which may be nothing."""
    public = {name for name in dir(house.people()) if not name.startswith("_")}
    assert public - set(CALLS) == {"cohorts", "find_cohort"}


# --- people ---


def test_somebody_who_is_added_has_no_way_in_yet(house: House) -> None:
    """No password and no link; name and login are tidied; the log names the roles."""
    lee = house.people().add(house.actor("ann"), " Lee@Example.org ", "  Lee   Carter ", [Role.TRAINEE, Role.AUTHOR])
    assert (lee.login, lee.name, lee.created_at) == ("lee@example.org", "Lee Carter", house.time)
    assert house.store.person(lee.id) == lee
    assert house.store.password(lee.id) is None
    assert house.store.tokens_of(lee.id, house.time) == ()
    entry = house.last()
    assert (entry.actor_id, entry.action, entry.subject_kind, entry.subject_id) == (
        "ann",
        "person-added",
        "person",
        lee.id,
    )
    assert entry.detail == {"roles": "trainee, author"}


def test_a_login_is_taken_once_however_it_is_written(house: House) -> None:
    """Capitals, spaces around it and look-alike forms make no other login."""
    with pytest.raises(Conflict):
        house.people().add(house.actor("ann"), " KIM", "Another", [])
    assert login_of("\uff2b\uff49\uff4d ") == "kim"
    assert house.deeds() == []


@pytest.mark.parametrize(
    "login",
    ["", " ", "two words", "a@b@c", "a@", "@b", "a/b", "a?b", "a#b", "a:b", "a\\b", "x" * 201, "a\u200bb", "a\nb"],
)
def test_what_cannot_be_a_login_is_refused(login: str) -> None:
    """With what to give instead."""
    with pytest.raises(Misconfigured) as refused:
        clean_login(login)
    assert "e-mail" in refused.value.fix


def test_what_cannot_be_a_name_is_refused() -> None:
    """None, a very long one, or one with characters that nobody sees."""
    for name in ("", "  ", "x" * 101, "Kim\u202eNoed"):
        with pytest.raises(Misconfigured):
            clean_name(name)
    assert clean_name("Zoë  Ünal-O'Brien") == "Zoë Ünal-O'Brien"


def test_somebody_is_found_by_login_or_id(house: House) -> None:
    """However it is written; a slip is answered with what was probably meant; erased people are not found."""
    people, ann = house.people(), house.actor("ann")
    assert people.find(ann, " Kim ") == house.store.person("kim")
    with pytest.raises(NotFound, match='Did you mean "kim"'):
        people.find(ann, "kmi")
    house.store.erase_person("kim", house.time, keep_logs=False)
    with pytest.raises(NotFound):
        people.find(ann, "kim")


def test_an_invitation_is_a_token_that_is_kept_nowhere(house: House) -> None:
    """The store has its digest, for a week; a new one takes its place."""
    people, ann = house.people(), house.actor("ann")
    first = people.invite(ann, "kim")
    second = people.invite(ann, "kim")
    assert second.expires == house.time + INVITATION_LIFE
    assert house.store.token(digest(first.token), house.time) is None
    found = house.store.token(digest(second.token), house.time)
    assert found is not None
    assert (found.person_id, found.purpose) == ("kim", Purpose.INVITE)
    assert house.deeds() == ["person-invited", "person-invited"]
    assert second.token not in repr(house.store.noted())
    assert (
        invitation_link("https://m.example.org/t/", second.token)
        == f"https://m.example.org/t/invite?token={second.token}"
    )


def test_nobody_is_invited_who_has_a_password_or_no_way_to_answer(house: House) -> None:
    """They have one already; are disabled; or have no login to sign in by, like the owner of the machine."""
    people, ann = house.people(), house.actor("ann")
    house.store.keep_password("kim", "$argon2id$kims")
    people.disable(ann, "eve")
    for person, said in (("kim", "has a password"), ("eve", "may not come in"), (house.owner().id, "no login")):
        with pytest.raises(NotAllowed, match=said):
            people.invite(ann, person)
    with pytest.raises(NotFound):
        people.invite(ann, "nobody")


def test_a_reset_ends_password_and_sessions_at_once(house: House) -> None:
    """The link works for a day; earlier ones do not work any more."""
    people, ann = house.people(), house.actor("ann")
    earlier = people.invite(ann, "kim")
    house.store.keep_password("kim", "$argon2id$kims")
    house.store.add_session(SessionRow("s" * 64, "kim", house.time, house.time))
    reset = people.reset(ann, "kim")
    assert reset.expires == house.time + RESET_LIFE
    assert house.store.password("kim") is None
    assert house.store.sessions_of("kim") == ()
    assert house.store.token(digest(earlier.token), house.time) is None
    assert house.last().action == "password-reset"


def test_a_reset_that_is_refused_changes_nothing(house: House) -> None:
    """Somebody disabled keeps the password for the day when they come back."""
    people, ann = house.people(), house.actor("ann")
    house.store.keep_password("kim", "$argon2id$kims")
    people.disable(ann, "kim")
    with pytest.raises(NotAllowed, match="may not come in"):
        people.reset(ann, "kim")
    assert house.store.password("kim") == "$argon2id$kims"


def test_somebody_disabled_is_out_at_once_and_loses_nothing(house: House) -> None:
    """Sessions and links end; enabled again they have roles and password as before."""
    people, ann = house.people(), house.actor("ann")
    link = people.invite(ann, "kim")
    house.store.keep_password("kim", "$argon2id$kims")
    house.store.add_session(SessionRow("s" * 64, "kim", house.time, house.time))
    before = house.store.person("kim")
    disabled = people.disable(ann, "kim")
    assert (disabled.disabled_at, disabled.active) == (house.time, False)
    assert house.store.session("s" * 64) is None
    assert house.store.token(digest(link.token), house.time) is None
    house.wait(days=3)
    assert people.disable(ann, "kim").disabled_at == disabled.disabled_at
    assert people.enable(ann, "kim") == before == house.store.person("kim")
    assert house.store.password("kim") == "$argon2id$kims"
    assert house.deeds("kim")[-3:] == ["person-disabled", "person-disabled", "person-enabled"]


def test_roles_are_given_and_taken_as_a_whole(house: House) -> None:
    """The log says what they were and what they are."""
    people = house.people()
    people.give_roles(house.actor("ann"), "kim", [Role.EVALUATOR, Role.AUTHOR])
    assert house.actor("kim").roles == {Role.EVALUATOR, Role.AUTHOR}
    assert house.last().detail == {"before": "trainee", "after": "evaluator, author"}


def test_the_only_administrator_cannot_take_themself_away(house: House) -> None:
    """Until somebody else who can come in is one; somebody disabled does not count, nor does the owner of the machine."""
    people, ann = house.people(), house.actor("ann")
    house.store.local_person()
    house.add("max", Role.ADMINISTRATOR)
    people.disable(ann, "max")
    with pytest.raises(NotAllowed, match="only administrator"):
        people.disable(ann, "ann")
    with pytest.raises(NotAllowed, match="only administrator"):
        people.give_roles(ann, "ann", [Role.TRAINEE])
    people.enable(ann, "max")
    people.give_roles(ann, "ann", [Role.TRAINEE])
    assert house.actor("ann").roles == {Role.TRAINEE}


def test_the_owner_of_the_machine_can_take_the_last_administrator_away(house: House) -> None:
    """They are at the machine, and can give the role to somebody else."""
    house.people().disable(house.owner(), "ann")
    assert not house.store.people()[0].active


def test_the_owner_of_the_machine_keeps_every_role(house: House) -> None:
    """Whoever can read all files is not kept out by a row in one of them."""
    people, ann, owner = house.people(), house.actor("ann"), house.owner()
    with pytest.raises(NotAllowed, match="keeps every role"):
        people.disable(ann, owner.id)
    with pytest.raises(NotAllowed, match="keeps every role"):
        people.give_roles(owner, owner.id, [Role.TRAINEE])
    assert people.rename(ann, owner.id, "Olga").roles == frozenset(Role)


def test_the_log_holds_no_names(house: House) -> None:
    """A new name is written down as a change, without the name."""
    people, ann = house.people(), house.actor("ann")
    people.rename(ann, "kim", "Kim Baker")
    people.add(ann, "lee@example.org", "Lee Carter", [Role.TRAINEE])
    assert house.deeds() == ["person-renamed", "person-added"]
    assert not any(name in repr(house.store.noted()) for name in ("Baker", "Carter", "lee@"))


def test_nothing_can_be_done_to_somebody_who_was_erased(house: House) -> None:
    """They are as if they had never been."""
    people, ann = house.people(), house.actor("ann")
    house.store.erase_person("kim", house.time, keep_logs=False)
    for call in ("invite", "reset", "rename", "give_roles", "disable", "enable"):
        with pytest.raises(NotFound):
            CALLS[call](people, ann)
    assert [person.id for person in people.listed(ann)] == ["ann", "eve"]


# --- cohorts ---


def test_parts_in_a_cohort_take_the_role(house: House) -> None:
    """Somebody who is no evaluator rates nobody there, and nobody is author of a cohort."""
    people, ann = house.people(), house.actor("ann")
    blue = people.make_cohort(ann, " Blue ")
    assert blue.name == "Blue"
    people.join(ann, blue.id, "kim", Role.TRAINEE)
    people.join(ann, blue.id, "eve", Role.EVALUATOR)
    with pytest.raises(NotAllowed, match="Kim is no evaluator"):
        people.join(ann, blue.id, "kim", Role.EVALUATOR)
    for role in set(Role) - set(PARTS):
        with pytest.raises(NotAllowed, match="of a cohort"):
            people.join(ann, blue.id, "ann", role)
    assert [(one.id, role) for one, role in people.members(ann, blue.id)] == [("eve", "evaluator"), ("kim", "trainee")]
    assert house.deeds() == ["cohort-made", "cohort-joined", "cohort-joined"]
    assert house.last().detail == {"cohort": blue.id, "role": "evaluator"}


def test_a_cohort_that_there_is_not_is_named_as_missing(house: House) -> None:
    """Not as an error of the database, and nothing is written down."""
    people, ann = house.people(), house.actor("ann")
    blue = people.make_cohort(ann, "Blue")
    before = house.deeds()
    with pytest.raises(NotFound):
        people.join(ann, "none", "kim", Role.TRAINEE)
    with pytest.raises(NotFound):
        people.remove_cohort(ann, "none")
    with pytest.raises(NotFound, match="no such part"):
        people.leave(ann, blue.id, "kim")
    with pytest.raises(NotFound, match='Did you mean "Blue"'):
        people.find_cohort(ann, "Bleu")
    with pytest.raises(Conflict):
        people.make_cohort(ann, "Blue")
    assert house.deeds() == before


def test_a_part_or_all_parts_are_taken_away(house: House) -> None:
    """One by name, the others at once; a part that they do not have cannot be."""
    people, ann = house.people(), house.actor("ann")
    blue = people.make_cohort(ann, "Blue")
    for role in (Role.EVALUATOR, Role.FACILITATOR):
        people.join(ann, blue.id, "eve", role)
    people.leave(ann, blue.id, "eve", Role.EVALUATOR)
    with pytest.raises(NotFound):
        people.leave(ann, blue.id, "eve", Role.EVALUATOR)
    people.leave(ann, blue.id, "eve")
    assert people.members(ann, blue.id) == ()
    assert [entry.detail["role"] for entry in house.store.noted(limit=2)] == ["all", "evaluator"]


def test_those_who_accompany_a_cohort_see_who_is_in_it(house: House) -> None:
    """Theirs and no other; trainees do not, and an unknown cohort is answered in the same words as a foreign one."""
    people, ann = house.people(), house.actor("ann")
    blue, red = people.make_cohort(ann, "Blue"), people.make_cohort(ann, "Red")
    people.join(ann, blue.id, "eve", Role.FACILITATOR)
    people.join(ann, blue.id, "kim", Role.TRAINEE)
    assert people.cohorts(house.actor("eve")) == (blue,)
    assert people.cohorts(house.actor("kim")) == people.cohorts(ANONYMOUS) == ()
    assert len(people.members(house.actor("eve"), blue.id)) == 2
    refusals = set()
    for cohort in (red.id, "none"):
        with pytest.raises(NotAllowed) as refused:
            people.members(house.actor("eve"), cohort)
        refusals.add(str(refused.value))
    assert len(refusals) == 1


def test_with_a_cohort_go_its_parts(house: House) -> None:
    """Its people stay."""
    people, ann = house.people(), house.actor("ann")
    blue = people.make_cohort(ann, "Blue")
    people.join(ann, blue.id, "kim", Role.TRAINEE)
    people.remove_cohort(ann, blue.id)
    assert (people.cohorts(ann), house.store.memberships_of("kim")) == ((), ())
    assert house.last().action == "cohort-removed"
