"""The audit log as a page, and the overview."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from roleplay.identity import ANONYMOUS, Actor, ActorKind, Role
from roleplay.server.logbook import PAGE
from roleplay.services.auditing import Auditing, Deed
from roleplay.store import PersonRow
from tests.server.inhabitants import WRONG, at_home, owner, people, settle, stranger, tries
from tests.server.visiting import House, Visitor


@pytest.fixture(scope="module")
def boss(school: House) -> PersonRow:
    """Somebody who looks after people."""
    return settle(school, Role.ADMINISTRATOR, name="Boss <b>")


@pytest.fixture(scope="module")
def admin(school: House, boss: PersonRow) -> Visitor:
    """Their browser."""
    return at_home(school, boss)


def sentences(visitor: Visitor, person_id: str = "") -> list[str]:
    """What stands on the first page of the log, newest first, as text."""
    page = visitor.get(f"/admin/log?about={person_id}").text
    found = re.findall(r"</time> <span>(.*?)</span></li>", page)
    return [re.sub(r"<[^>]+>", "", one) for one in found]


def test_what_was_done_stands_there_in_plain_words(school: House, admin: Visitor) -> None:
    """Names instead of ids, newest first, of one person alone if that is wanted."""
    person = settle(school, Role.TRAINEE, name="Ada Logged", login="ada-logged")
    cohort = people(school).make_cohort(owner(school), "Logged group")
    path = f"/admin/people/{person.id}"
    tries(stranger(school), person, WRONG)
    at_home(school, person)
    admin.send(path, do="roles", role=["trainee", "evaluator"])
    admin.send(f"/admin/cohorts/{cohort.id}", do="join", person=person.id, part="evaluator")
    admin.send(path, do="disable")
    boss = "Boss &lt;b&gt;"
    assert sentences(admin, person.id) == [
        f"{boss} closed the account of Ada Logged.",
        f"{boss} put Ada Logged into Logged group, as evaluator.",
        f"{boss} changed the roles of Ada Logged from trainee to trainee, evaluator.",
        "Ada Logged signed in.",
        "Somebody tried to sign in as Ada Logged, and was refused.",
        "The owner of this machine added Ada Logged, with the roles trainee.",
    ]
    people(school).remove_cohort(owner(school), cohort.id)
    assert f"{boss} put Ada Logged into a cohort that is gone, as evaluator." in sentences(admin, person.id)


def test_every_deed_has_words(school: House, admin: Visitor) -> None:
    """Whatever is noted, about whomever, is a sentence; what is put in is escaped."""
    audit = Auditing(school.store, lambda: datetime.now(UTC))
    about = Actor("deeds-<i>", ActorKind.PERSON)
    told = []
    for some in (list(Deed)[::2], list(Deed)[1::2]):  # a page of the log does not show all
        for deed in some:
            audit.note(about, deed, ("attempt", "<i>"), {"cohort": "<i>", "role": "<i>"})
        newest = sentences(admin)[: len(some)]
        told += [one for one in newest if one.startswith("Somebody who was erased ")]
    audit.note(ANONYMOUS, Deed.SIGN_IN_REFUSED, ("person", ""))
    audit.note(Actor("g", ActorKind.GUEST), Deed.TEXT_SHARED)
    school_log = sentences(admin)
    assert "Somebody tried to sign in as a login that nobody has, and was refused." in school_log
    assert "A guest of a workshop shared a text." in school_log
    assert len(told) == len(Deed) - 1  # whoever is refused is nobody
    assert not [one for one in told if "no words for" in one or "{" in one]
    assert "<i>" not in admin.get("/admin/log").text


def test_the_log_has_pages(school: House, admin: Visitor) -> None:
    """Each entry stands on one of them, and the last has none after it."""
    person = settle(school, Role.TRAINEE)
    audit = Auditing(school.store, lambda: datetime.now(UTC))
    for _ in range(2 * PAGE):
        audit.note(owner(school), Deed.PERSON_RENAMED, ("person", person.id))
    path, pages = f"/admin/log?about={person.id}", []
    while path:
        text = admin.get(path).text
        pages.append(text.count("<time"))
        older = re.search(r'href="([^"]+before=\d+)"', text)
        path = older[1].replace("&amp;", "&") if older else ""
    assert pages == [PAGE, PAGE, 1]  # the first entry says that they were added


@pytest.mark.parametrize("query", ["before=x", "before=-1", "before=99999999999999999999", "about=nobody", "before=0"])
def test_an_address_that_makes_no_sense_shows_what_it_can(admin: Visitor, query: str) -> None:
    """Nothing breaks."""
    assert admin.get(f"/admin/log?{query}").status == 200


def test_the_overview_counts(lone_house: House) -> None:
    """People, cohorts and open pages, as they are at the moment."""
    visitor = lone_house.visitor()
    assert "1 in all, of whom 1 are signed in somewhere" in visitor.get("/admin").text
    settle(lone_house, Role.TRAINEE)
    people(lone_house).make_cohort(owner(lone_house), "One")
    page = visitor.get("/learn")
    channel = visitor.channel(page.kernel_id)
    channel.state(page.model_id)
    text = visitor.get("/admin").text
    assert "2 in all, of whom 1 are signed in somewhere" in text
    assert "1 in all." in text
    assert "1 connected, 0 without a connection" in text
    assert "The database answers" in text
    channel.close()
