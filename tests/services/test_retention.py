"""Retention: what is older than an organisation wants to keep it goes, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from roleplay.errors import Misconfigured, NotAllowed
from roleplay.identity import ANONYMOUS, Actor, Role
from roleplay.model.learning import ChoseWay, Noted
from roleplay.services.attended import Attended
from roleplay.services.auditing import Auditing, Deed
from roleplay.services.authority import actor_of
from roleplay.services.keeping import PERIODS, privacy_file, set_keeping
from roleplay.services.retention import Retention
from roleplay.services.surveying import Surveying
from roleplay.store import OwnerKind, Status, TextRow
from roleplay.store.workshop_rows import Said
from tests.kept import MORNING, attempt, log, recorded, text
from tests.services.hall import Afternoon
from tests.services.household import House, house_in


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Kim ended an attempt today and wrote a text and a reply in it; a hundred days have gone by since."""
    made = house_in(tmp_path)
    made.store.keep_password("kim", "$argon2id$kims")
    made.store.keep_password("ann", "$argon2id$anns")
    made.store.add_attempt(attempt(), log(2))
    reply = text("t2", body="My reply.")
    texts = [
        text("t1"),
        type(reply)(**{**{name: getattr(reply, name) for name in reply.__slots__}, "purpose": "reply"}),
    ]
    made.store.append("a1", recorded(2), texts, Status.FINISHED)
    made.wait(days=100)
    return made


def keep(house: House, **days: int) -> Retention:
    """Set these periods."""
    for name, number in days.items():
        set_keeping(privacy_file(house.data), name, str(number))
    return Retention(house.store, house.data, house.now)


def test_nothing_goes_before_somebody_has_set_a_period(house: House) -> None:
    """However old it is; that the run found nothing is written down."""
    house.wait(days=40_000)
    house.people().disable(house.actor("ann"), "eve")
    house.wait(days=40_000)
    due = Retention(house.store, house.data, house.now).run(house.owner())
    assert (due.texts, due.attempts, due.unanswered, due.disabled) == ((), (), (), ())
    assert len(house.store.people()) == 4
    assert house.last().detail == {"texts": "0", "attempts": "0", "workshops": "0", "persons": "0"}


def test_what_would_go_is_told_without_anything_going(house: House) -> None:
    """Nor is anything written down."""
    retention = keep(house, **dict.fromkeys(PERIODS, 30))
    due = retention.due(house.owner())
    assert (due.texts, due.attempts) == (("t1",), ("a1",))
    assert [person.id for person in due.unanswered] == ["eve"]
    assert house.deeds() == []
    assert house.store.log("a1") is not None
    assert house.store.texts("a1")["t1"].body is not None


def test_private_texts_go_and_replies_stay_with_their_attempt(house: House) -> None:
    """To the day."""
    assert keep(house, private_texts=101).run(house.owner()).texts == ()
    due = keep(house, private_texts=99).run(house.owner())
    assert due.texts == ("t1",)
    assert {row.id: row.body for row in house.store.texts("a1").values()} == {"t1": None, "t2": "My reply."}
    entry = house.last()
    assert (entry.action, entry.actor_id, entry.detail["texts"]) == ("retention-applied", house.owner().id, "1")
    assert keep(house).run(house.owner()).texts == ()


def test_private_pages_and_what_was_learnt_stay(house: House) -> None:
    """However old they are: they are of no conversation, and their owner empties them."""
    page = TextRow("p1", OwnerKind.PERSON, "kim", None, "page", "{}", MORNING, page="plan")
    house.store.keep_page(page, None)
    house.store.learn(OwnerKind.PERSON, "kim", Noted(0, ChoseWay("core"), MORNING))
    due = keep(house, private_texts=1, attempts=1).run(house.owner())
    assert (due.texts, due.attempts) == (("t1",), ("a1",))
    assert house.store.pages(OwnerKind.PERSON, "kim") == (page,)
    assert len(house.store.learnt(OwnerKind.PERSON, "kim")) == 1


def test_attempts_go_or_stay_without_a_name(house: House) -> None:
    """As the organisation has set it; without a name they are not found again."""
    set_keeping(privacy_file(house.data), "erased_scores", "keep-anonymous")
    assert keep(house, attempts=101).run(house.owner()).attempts == ()
    assert keep(house, attempts=99).run(house.owner()).attempts == ("a1",)
    assert house.store.attempts_of(OwnerKind.PERSON, "kim") == ()
    assert keep(house).run(house.owner()).attempts == ()
    house.store.add_attempt(attempt("a2"), log(1))
    set_keeping(privacy_file(house.data), "erased_scores", "remove")
    assert keep(house).run(house.owner()).attempts == ("a2",)
    assert house.store.log("a2") is None


def test_what_is_personal_in_workshops_goes_and_a_workshop_goes_once(tmp_path: Path) -> None:
    """Counted from its end. Totals stay, and so does the time of those with an account."""
    afternoon = Afternoon(tmp_path)
    afternoon.guests(1)
    afternoon.convening.enter(afternoon.kim, afternoon.code)
    afternoon.to("welcome")
    afternoon.house.wait(minutes=30)
    afternoon.convening.close(afternoon.fay, afternoon.id, afternoon.seq)
    house = afternoon.house
    house.wait(days=30)
    assert keep(house, workshops=30).due(house.owner()).workshops == ()
    house.wait(seconds=1)
    assert keep(house).due(house.owner()).workshops == (afternoon.id,)
    assert keep(house).run(house.owner()).workshops == (afternoon.id,)
    assert house.last().detail["workshops"] == "1"
    assert [one.name for one in house.store.participants_in(afternoon.id)] == ["", ""]
    assert [one.minutes for one in Attended(house.store).of("kim")] == [30]
    assert keep(house).run(house.owner()).workshops == ()


def test_a_survey_that_nobody_has_ended_is_ended_in_its_time(tmp_path: Path) -> None:
    """Though no period is set: a secret that nobody needs any more is not kept."""
    afternoon = Afternoon(tmp_path)
    (guest,) = afternoon.guests(1)
    afternoon.to("welcome")
    afternoon.convening.close(afternoon.fay, afternoon.id, afternoon.seq)
    Surveying(afternoon.halls, lambda: "said").answer(guest, afternoon.id, {"part": 5}, {"keep": "The tea."})
    house = afternoon.house
    house.wait(days=7)
    assert keep(house).due(house.owner()).surveys == ()
    house.wait(seconds=1)
    assert keep(house).run(house.owner()).surveys == (afternoon.id,)
    assert house.store.poll(afternoon.id) is None
    assert afternoon.state.survey == {"care=": 1, "part=5": 1, "respect=": 1, "use=": 1}
    assert [one.text.body for one in house.store.contributions(afternoon.id, Said.SURVEY)] == [None]
    assert keep(house).due(house.owner()).surveys == ()


def test_accounts_that_nobody_came_in_by_go(house: House) -> None:
    """Not those with a password, nor of somebody who came in and has only been given a new link since."""
    back = house.store.person("eve")
    assert back is not None
    house.add("lee", Role.TRAINEE)
    Auditing(house.store, house.now).note(actor_of(back), Deed.SIGNED_IN, ("person", "eve"))
    due = keep(house, unanswered_invitations=30).run(house.owner())
    assert due.unanswered == ()
    house.wait(days=31)
    due = keep(house).run(house.owner())
    assert [person.id for person in due.unanswered] == ["lee"]
    assert [person.id for person in house.store.people()] == ["ann", "eve", "kim", house.owner().id]
    assert house.deeds("lee") == ["erased"]


def test_disabled_accounts_are_erased_with_all_that_is_theirs(house: House) -> None:
    """When their time is over, and not those that were enabled again; even the last administrator's."""
    people, owner = house.people(), house.owner()
    for login in ("kim", "eve", "ann"):
        people.disable(owner, login)
    people.enable(owner, "eve")
    house.wait(days=30)
    assert keep(house, disabled_accounts=30).run(owner).disabled == ()
    house.wait(seconds=1)
    assert [person.id for person in keep(house).run(owner).disabled] == ["ann", "kim"]
    assert house.store.log("a1") is None
    assert house.store.person("eve") is not None
    assert house.last().detail == {"texts": "0", "attempts": "0", "workshops": "0", "persons": "2"}


def test_the_owner_of_the_machine_never_goes(house: House) -> None:
    """They have no password and never signed in by one."""
    house.store.local_person()
    house.wait(days=4000)
    due = keep(house, unanswered_invitations=1, disabled_accounts=1).run(house.owner())
    assert house.owner().id not in {person.id for person in due.unanswered}
    assert house.owner().roles == frozenset(Role)


def test_only_administrators_run_it(house: House) -> None:
    """Nobody else even learns what is due."""
    retention = keep(house, attempts=1)
    for actor in (ANONYMOUS, house.actor("kim"), Actor("eve", roles=frozenset(Role) - {Role.ADMINISTRATOR})):
        with pytest.raises(NotAllowed):
            retention.due(actor)
        with pytest.raises(NotAllowed):
            retention.run(actor)
    assert house.store.log("a1") is not None
    assert retention.due(house.actor("ann")).attempts == ("a1",)


def test_a_broken_settings_file_stops_it(house: House) -> None:
    """Nothing goes by a guess."""
    privacy_file(house.data).write_text("attempts: 1\nprivate_texts: soon\n")
    with pytest.raises(Misconfigured, match=r"privacy\.yml:2"):
        Retention(house.store, house.data, house.now).run(house.owner())
    assert house.store.log("a1") is not None
    assert house.deeds() == []


def test_the_clock_alone_decides(house: House) -> None:
    """A period counts from the end of an attempt, not from its beginning."""
    house.store.add_attempt(attempt("a2", seed=5), log(1))
    house.store.append("a2", type(recorded(1))(1, recorded(1).event, "kim", house.time - timedelta(days=5)))
    assert keep(house, attempts=10).due(house.owner()).attempts == ("a1",)
