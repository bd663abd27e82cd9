"""The pages of people."""

from __future__ import annotations

from datetime import UTC, datetime
from html import unescape

import pytest

from roleplay.identity import Role
from roleplay.server.people import LETTERS_FROM, Listed
from roleplay.store import PersonRow
from tests.server.inhabitants import at_home, owner, people, settle, shown_link, stranger, tries
from tests.server.visiting import House, Visitor

NEW = "four words that differ"
PAGES = ("/admin", "/admin/people", "/admin/people/x", "/admin/cohorts", "/admin/cohorts/x", "/admin/log")


@pytest.fixture(scope="module")
def admin(school: House) -> Visitor:
    """A browser of somebody who looks after people."""
    return at_home(school, settle(school, Role.ADMINISTRATOR, name="The Administrator"))


def chosen(house: House, link: str, password: str = NEW) -> int:
    """Somebody opens a link and chooses a password: the status of the answer."""
    visitor = stranger(house)
    visitor.get(link.removeprefix(house.origin))
    return visitor.send("/invite", new=password, again=password).status


@pytest.mark.parametrize("path", PAGES)
def test_only_administrators_see_these_pages(school: House, path: str) -> None:
    """Every other role is told that this is not for them, and nobody at all is asked to sign in; nothing is done."""
    others = at_home(school, settle(school, *(set(Role) - {Role.ADMINISTRATOR})))
    for answer in (others.get(path), others.send(path, name="Nobody", login="never-added", do="disable")):
        assert answer.status == 403
        assert "another role" in answer.text
    nobody = stranger(school).get(path)
    assert nobody.status == 403
    assert 'name="password"' in nobody.text
    assert school.store.person_by_login("never-added") is None


@pytest.mark.parametrize("path", PAGES)
def test_a_role_that_was_taken_opens_them_no_more(school: House, path: str) -> None:
    """At the next request, without signing in again."""
    person = settle(school, Role.ADMINISTRATOR)
    visitor = at_home(school, person)
    assert visitor.get(path).status in {200, 404}
    people(school).give_roles(owner(school), person.id, {Role.TRAINEE})
    assert visitor.get(path).status == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", ""])
def test_another_site_can_use_none_of_the_forms(school: House, admin: Visitor, origin: str) -> None:
    """Although the browser of an administrator may send the session with them."""
    person, headers = settle(school, Role.TRAINEE), {"Origin": origin} if origin else {}
    for path, fields in {
        "/admin/people": {"name": "Evil", "login": "evil-login", "role": "administrator"},
        f"/admin/people/{person.id}": {"do": "roles", "role": "administrator"},
        "/admin/cohorts": {"name": "Evil cohort"},
    }.items():
        assert admin.post(path, fields, **headers).status == 403
    assert school.store.person_by_login("evil-login") is None
    assert school.store.person(person.id) == person


def test_adding_somebody_hands_out_a_link_once(school: House, admin: Visitor) -> None:
    """The link is on the next page and on no further one, and lets them choose a password."""
    answer = admin.send("/admin/people", name="  Ada   Added ", login="Ada-Added", role=["trainee", "author"])
    assert answer.status == 303
    added = school.store.person_by_login("ada-added")
    assert added is not None
    assert added.name == "Ada Added"
    assert added.roles == {Role.TRAINEE, Role.AUTHOR}
    assert answer.headers["location"] == f"/admin/people/{added.id}"
    link = shown_link(admin.get(f"/admin/people/{added.id}"))
    assert link.startswith(f"{school.url}invite?token=")
    assert shown_link(admin.get(f"/admin/people/{added.id}")) == ""
    assert chosen(school, link) == 303
    assert tries(stranger(school), added, NEW).status == 303


@pytest.mark.parametrize(
    ("name", "login", "said"),
    [
        ("", "fine-login", "1 to 100 characters"),
        ("Fine", "", "cannot be a login"),
        ("Fine", "two words", "cannot be a login"),
        ("Fine", "taken-login", "already"),
        ("Fine", "x" * 201, "cannot be a login"),
        ("\x00", "fine-login", "1 to 100 characters"),
    ],
)
def test_what_cannot_be_added_stays_in_the_form(
    school: House, admin: Visitor, name: str, login: str, said: str
) -> None:
    """What is wrong stands beside what was typed and ticked."""
    if school.store.person_by_login("taken-login") is None:
        settle(school, login="taken-login")
    answer = admin.send("/admin/people", name=name, login=login, role=["author"])
    assert answer.status == 422
    assert said in unescape(answer.text)
    assert f'value="{login}"' in answer.text
    assert 'value="author" checked' in answer.text
    assert 'value="trainee" checked' not in answer.text
    assert school.store.person_by_login("fine-login") is None


def test_roles_that_there_are_not_are_not_given(school: House, admin: Visitor) -> None:
    """A form that was made up gives no more than what stands in it that is known."""
    person = settle(school, Role.TRAINEE)
    path = f"/admin/people/{person.id}"
    assert admin.send(path, do="roles", role=["evaluator", "king", "", "Trainee"]).status == 303
    found = school.store.person(person.id)
    assert found is not None
    assert found.roles == {Role.EVALUATOR}
    assert "The roles are changed" in admin.get(path).text


def test_the_last_administrator_stays(lone_house: House) -> None:
    """The form says why, with what was ticked; nothing is changed."""
    person = settle(lone_house, Role.ADMINISTRATOR, Role.AUTHOR)
    visitor, path = at_home(lone_house, person), f"/admin/people/{person.id}"
    for fields in ({"do": "roles", "role": "trainee"}, {"do": "disable"}):
        answer = visitor.send(path, **fields)
        assert answer.status == 422
        assert "only administrator" in answer.text
        assert ('value="trainee" checked' in answer.text) == (fields["do"] == "roles")
    assert lone_house.store.person(person.id) == person


def test_the_owner_of_the_machine_stays_what_they_are(school: House, admin: Visitor) -> None:
    """Their page has no forms for it, and forms that are made up are refused."""
    path = f"/admin/people/{school.local}"
    text = admin.get(path).text
    assert 'value="roles"' not in text
    assert 'value="disable"' not in text
    for fields in ({"do": "roles", "role": "trainee"}, {"do": "disable"}):
        answer = admin.send(path, **fields)
        assert answer.status == 422
        assert "keeps every role" in answer.text
    found = school.store.person(school.local)
    assert found is not None
    assert (found.active, found.roles) == (True, frozenset(Role))


def test_renaming(school: House, admin: Visitor) -> None:
    """The new name is everywhere; one that is none comes back with what is wrong."""
    person = settle(school, Role.TRAINEE)
    path = f"/admin/people/{person.id}"
    assert admin.send(path, do="rename", name="Called <Otherwise>").status == 303
    text = admin.get(path).text
    assert "<h1>Called &lt;Otherwise&gt;</h1>" in text
    answer = admin.send(path, do="rename", name="x" * 101)
    assert answer.status == 422
    assert "1 to 100 characters" in answer.text
    assert "x" * 101 in answer.text
    assert "<h1>Called &lt;Otherwise&gt;</h1>" in answer.text


def test_a_new_password_for_somebody(school: House, admin: Visitor) -> None:
    """The old one ends at once; the link that is shown once leads to a new one."""
    person = settle(school, Role.TRAINEE)
    path = f"/admin/people/{person.id}"
    assert admin.send(path, do="invite").status == 422  # there is a password already
    assert admin.send(path, do="reset").status == 303
    assert tries(stranger(school), person).status == 403
    link = shown_link(admin.get(path))
    assert "A link is out" in admin.get(path).text
    assert chosen(school, link) == 303
    assert tries(stranger(school), person, NEW).status == 303


def test_another_invitation_ends_the_one_before(school: House, admin: Visitor) -> None:
    """Only the last link works."""
    person = settle(school, Role.TRAINEE)
    school.store.keep_password(person.id, None)
    path, links = f"/admin/people/{person.id}", []
    for _ in range(2):
        assert admin.send(path, do="invite").status == 303
        links.append(shown_link(admin.get(path)))
    assert [chosen(school, link) for link in links] == [403, 303]


def test_closing_and_opening_an_account(school: House, admin: Visitor) -> None:
    """A closed one lets nobody in and hands out no link; opened again it has its password still."""
    person = settle(school, Role.TRAINEE)
    path = f"/admin/people/{person.id}"
    assert admin.send(path, do="disable").status == 303
    assert tries(stranger(school), person).status == 403
    assert "may not come in" in admin.get(path).text
    assert admin.send(path, do="reset").status == 422
    assert admin.send(path, do="enable").status == 303
    assert tries(stranger(school), person).status == 303


def test_erasing_somebody_takes_a_word(school: House, admin: Visitor) -> None:
    """Without it nothing happens; with it they are gone from the list, and nobody can come in as them."""
    person = settle(school, Role.TRAINEE, login="asked-for-it", name="Asked For It")
    visitor, path = at_home(school, person), f"/admin/people/{person.id}"
    answer = admin.send(path, do="erase", word="")
    assert answer.status == 422
    assert "if you want everything to be erased" in answer.text
    assert visitor.get("/account").status == 200
    assert admin.send(path, do="erase", word="erase").headers["location"] == "/admin/people"
    text = admin.get("/admin/people").text
    assert "Everything personal is erased." in text
    assert "Asked For It" not in text
    assert visitor.get("/account").status == 403
    assert admin.get(path).status == 404


def test_somebody_who_is_not_there(admin: Visitor) -> None:
    """An address that leads to nobody says so, whatever is sent to it."""
    assert admin.get("/admin/people/nobody").status == 404
    for do in ("rename", "roles", "invite", "reset", "disable", "enable", "fly"):
        assert admin.send("/admin/people/nobody", do=do, name="x").status == 404


def test_searching(school: House, admin: Visitor) -> None:
    """All words have to fit, in any field; what was searched for stays, escaped."""
    settle(school, Role.EVALUATOR, login="needle-one", name="Findable Ada")
    settle(school, Role.TRAINEE, login="needle-two", name="Findable Bo")
    found = admin.get("/admin/people?q=NEEDLE+evaluator").text
    assert "Findable Ada" in found
    assert "Findable Bo" not in found
    assert "Nobody fits that" in admin.get("/admin/people?q=%22%3E%3Ci%3E").text
    assert 'value="&#34;&gt;&lt;i&gt;"' in admin.get("/admin/people?q=%22%3E%3Ci%3E").text


def test_a_hundred_people_fit_on_the_page(school: House, admin: Visitor) -> None:
    """With letters to jump to, each to somebody who is there."""
    while len(school.store.people()) < LETTERS_FROM:
        settle(school, Role.TRAINEE)
    text = admin.get("/admin/people").text
    letters = [part.partition('"')[0] for part in text.split('href="#letter-')[1:]]
    assert letters
    for letter in letters:
        assert text.count(f'id="letter-{letter}"') == 1


def test_a_row_fits_by_what_it_shows() -> None:
    """Name, login, roles, cohorts and state are searched, not the id."""
    row = Listed(
        PersonRow("the-id", "Ada", frozenset(), "ada@example.org"),
        "Ada",
        ("trainee",),
        ("Autumn group",),
        "no password yet",
        datetime.now(UTC),
    )
    for wanted in ("", "ada", "ADA autumn", "example.org trainee", "password"):
        assert row.fits(wanted), wanted
    for wanted in ("the-id", "ada evaluator", "winter"):
        assert not row.fits(wanted), wanted
