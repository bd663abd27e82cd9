"""Who may do what: every kind of actor, every action, with one's own, with a trainee's of a cohort, with anybody's."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from roleplay.errors import NotAllowed
from roleplay.identity import ANONYMOUS, Actor, ActorKind, Role
from roleplay.services.authority import Authority, Owner, actor_of, owner_of, roles_in_words
from roleplay.services.people import PARTS
from roleplay.services.policy import GUEST, PERSON, POLICY, Action, Relation, table
from roleplay.store import CohortRow, Membership, OwnerKind, PersonRow, Store
from tests.kept import MORNING, open_sqlite

KIM = Owner(OwnerKind.PERSON, "kim")
KIMS_GUEST = Owner(OwnerKind.PARTICIPANT, "kim")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Kim learns in the blue cohort; for each part there is somebody who has it there, and somebody who has it in red."""
    store = open_sqlite(tmp_path_factory.mktemp("authority"))
    store.add_person(PersonRow("kim", "Kim", frozenset({Role.TRAINEE})))
    for colour in ("blue", "red"):
        store.add_cohort(CohortRow(colour, colour, MORNING))
        for role in PARTS:
            store.add_person(PersonRow(f"{colour}-{role}", role, frozenset(Role)))
            store.join_cohort(Membership(colour, f"{colour}-{role}", role))
    store.join_cohort(Membership("blue", "kim", Role.TRAINEE))
    return store


def _actors() -> Iterator[tuple[Actor, Relation, frozenset[str]]]:
    """Everybody who could come, what they are to Kim, and what counts of them there."""
    for role in Role:
        roles = frozenset({role})
        yield Actor("kim", roles=roles), Relation.OWN, frozenset({PERSON, role})
        yield Actor("lee", roles=roles), Relation.FOREIGN, frozenset({role})
    for part in PARTS:
        for role in Role:  # a part counts for somebody who still has the role
            counts = frozenset({part, role}) if role == part else frozenset({role})
            yield Actor(f"blue-{part}", roles=frozenset({role})), Relation.COHORT, counts
            yield Actor(f"red-{part}", roles=frozenset({role})), Relation.FOREIGN, frozenset({role})
    yield Actor("kim"), Relation.OWN, frozenset({PERSON})
    yield Actor("lee"), Relation.FOREIGN, frozenset()


@pytest.mark.parametrize("action", Action)
def test_the_table_is_what_holds(store: Store, action: Action) -> None:
    """For each actor and what they are to Kim, the answer is the table's, with a part in the cohort or without."""
    authority = Authority(store)
    rule = POLICY[action]
    for actor, relation, counts in _actors():
        if relation is Relation.COHORT:
            part = Role(actor.id.removeprefix("blue-"))
            expected = bool(rule.foreign & counts) or (part in counts and part in rule.cohort)
        else:
            expected = bool(rule.allowed(relation) & counts)
        assert authority.may(actor, action, KIM) is expected, (actor, relation)


@pytest.mark.parametrize("action", Action)
def test_guests_have_their_own_and_nothing_else(store: Store, action: Action) -> None:
    """What a participant without an account does is theirs; a person of the same id is somebody else."""
    authority, guest = Authority(store), Actor("kim", ActorKind.GUEST, frozenset(Role))
    assert authority.may(guest, action, KIMS_GUEST) is (GUEST in POLICY[action].own)
    assert not authority.may(guest, action, KIM)
    assert not authority.may(Actor("lee", ActorKind.GUEST, frozenset(Role)), action, KIMS_GUEST)
    assert not authority.may(guest, action)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize(
    "actor", [ANONYMOUS, Actor("kim", ActorKind.ANONYMOUS, frozenset(Role)), Actor("", roles=frozenset(Role))]
)
def test_somebody_unknown_may_do_nothing(store: Store, action: Action, actor: Actor) -> None:
    """Whatever roles they claim, with nothing of anybody's, and with nothing of the house."""
    authority = Authority(store)
    for owner in (None, KIM, KIMS_GUEST, Owner(OwnerKind.PERSON, "")):
        assert not authority.may(actor, action, owner)


@pytest.mark.parametrize("action", Action)
def test_what_is_the_houses_takes_a_role(store: Store, action: Action) -> None:
    """Only those whom the last column names; a workshop's belongs to nobody yet."""
    authority = Authority(store)
    for role in Role:
        actor = Actor("lee", roles=frozenset({role}))
        assert authority.may(actor, action) is (role in POLICY[action].foreign)
        assert authority.may(actor, action, Owner(OwnerKind.WORKSHOP, "lee")) is (role in POLICY[action].foreign)


def test_nobody_else_reads_what_is_private() -> None:
    """No role, no part in a cohort and no administrator: the rule itself names owners only."""
    rule = POLICY[Action.READ_PRIVATE_TEXT]
    assert rule.own == {PERSON, GUEST}
    assert not rule.cohort
    assert not rule.foreign


def test_refusals_say_what_to_do(store: Store) -> None:
    """In words of their own where there are some."""
    authority = Authority(store)
    with pytest.raises(NotAllowed, match="people who write scenarios"):
        authority.require(Actor("lee"), Action.WRITE_SCENARIOS)
    with pytest.raises(NotAllowed, match="played by trainees"):
        authority.require(Actor("lee"), Action.PLAY, Owner(OwnerKind.PERSON, "lee"))
    with pytest.raises(NotAllowed, match="may not do that"):
        authority.require(Actor("lee"), Action.READ_AUDIT)
    authority.require(Actor("lee", roles=frozenset({Role.ADMINISTRATOR})), Action.READ_AUDIT)


def test_a_cohort_is_seen_by_those_who_accompany_it(store: Store) -> None:
    """Not by its trainees, not by those of another cohort, and not by whoever has lost the role."""
    authority = Authority(store)
    for part in PARTS:
        seen = part is not Role.TRAINEE
        without = frozenset(Role) - {part, Role.ADMINISTRATOR}
        assert authority.may_see_cohort(Actor(f"blue-{part}", roles=frozenset({part})), "blue") is seen
        assert not authority.may_see_cohort(Actor(f"blue-{part}", roles=without), "blue")
        assert not authority.may_see_cohort(Actor(f"red-{part}", roles=frozenset({part})), "blue")
    assert authority.may_see_cohort(Actor("lee", roles=frozenset({Role.ADMINISTRATOR})), "blue")
    assert not authority.may_see_cohort(Actor("blue-facilitator", ActorKind.GUEST, frozenset(Role)), "blue")


@pytest.mark.parametrize("actor", [ANONYMOUS, Actor("", roles=frozenset(Role)), Actor("kim", ActorKind.ANONYMOUS)])
def test_somebody_anonymous_owns_nothing(actor: Actor) -> None:
    """They are told to open their link."""
    with pytest.raises(NotAllowed, match="not signed in"):
        owner_of(actor)


def test_a_closed_account_is_no_actor() -> None:
    """Neither one that was disabled nor one that was erased."""
    assert actor_of(PersonRow("kim", "Kim", frozenset(Role))) == Actor("kim", ActorKind.PERSON, frozenset(Role))
    for closed in (
        PersonRow("kim", "Kim", frozenset(Role), disabled_at=MORNING),
        PersonRow("kim", "", frozenset(), erased_at=MORNING),
    ):
        with pytest.raises(NotAllowed, match="closed"):
            actor_of(closed)


def test_roles_are_read_in_their_order() -> None:
    """Whatever order they were given in; none is a word as well."""
    assert roles_in_words(frozenset({Role.AUTHOR, Role.TRAINEE})) == "trainee, author"
    assert roles_in_words(frozenset()) == "none"


def test_the_document_is_the_table() -> None:
    """docs/policy.md is made from the code; `python -m roleplay.services.policy docs/policy.md` writes it."""
    kept = Path(__file__).parents[2] / "docs" / "policy.md"
    assert kept.read_text(encoding="utf-8") == table()
    assert all(f"**{action}**" in table() for action in Action)


ASKS = {"may", "require", "may_see_cohort", "may_in_cohort"}
ASKS_NOTHING = {
    "assessing.offered": "tells from one's own attempts, which its caller has",
    "assessing.form": "the same; `start` asks before anything begins",
    "attempts.history": "one's own, by their owner",
    "auditing.note": "only writes what another call did",
    "authority.may": "is the policy itself",
    "authority.owner_of": "says who somebody is",
    "fellows.news": "counts about one's own attempts",
    "people.require_another_administrator": "only ever refuses; its callers ask",
    "queue.waiting": "how many requests were made to oneself",
    "returning.may_take_back": "about one's own attempt; to take it back asks",
    "stations.waiting": "how many stations one was asked to watch oneself",
    "workshops.happen": "the log beneath other calls, which ask",
}
"""Calls of services that take an actor and do not ask the policy, each with the reason."""


def test_every_call_of_a_service_asks() -> None:
    """Whatever takes an actor comes to the policy on its way, by itself or by what it hands the actor to.

    Read from the code. That the right thing is asked is held by the tests of each service.
    """
    calls: dict[str, list[ast.Call]] = {}
    named, public = defaultdict[str, list[str]](list), set[str]()
    for file in sorted((Path(__file__).parents[2] / "src" / "roleplay" / "services").glob("*.py")):
        whole = ast.parse(file.read_text(encoding="utf-8"))
        for one in (node for body in (whole, *whole.body) for node in getattr(body, "body", ())):
            if isinstance(one, ast.FunctionDef):
                key = f"{file.stem}.{one.name}"
                calls.setdefault(key, []).extend(node for node in ast.walk(one) if isinstance(node, ast.Call))
                named[one.name].append(key)
                if not one.name.startswith("_") and any(arg.arg == "actor" for arg in one.args.args):
                    public.add(key)

    def reached(key: str, call: ast.Call) -> set[str]:
        """What a call may come to, if it is one of an object's own, or passes the actor on."""
        if isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "self":
            return {f"{key.partition('.')[0]}.{_called(call)}"}
        passes = any(getattr(one, "id", "") == "actor" for one in call.args)
        return set(named[_called(call)]) if passes else set()

    asking = {key for key, found in calls.items() if ASKS & {_called(call) for call in found}}
    while more := {
        key for key, found in calls.items() if key not in asking and any(asking & reached(key, call) for call in found)
    }:
        asking |= more
    assert len(public) > 200
    assert public - asking == set(ASKS_NOTHING)


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
