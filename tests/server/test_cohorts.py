"""The pages of cohorts."""

from __future__ import annotations

import secrets

import pytest

from roleplay.identity import Role
from roleplay.store import CohortRow, Membership
from tests.server.inhabitants import at_home, owner, people, settle
from tests.server.visiting import House, Visitor


@pytest.fixture(scope="module")
def admin(school: House) -> Visitor:
    """A browser of somebody who looks after people."""
    return at_home(school, settle(school, Role.ADMINISTRATOR))


@pytest.fixture
def cohort(school: House) -> CohortRow:
    """A cohort with nobody in it."""
    return people(school).make_cohort(owner(school), f"Group {secrets.token_hex(3)}")


def test_a_cohort_is_made(school: House, admin: Visitor) -> None:
    """It has a page, which says so; a second of that name is refused with the name kept."""
    answer = admin.send("/admin/cohorts", name=" Winter  <group> ")
    assert answer.status == 303
    text = admin.get(answer.headers["location"]).text
    assert "<h1>Winter &lt;group&gt;</h1>" in text
    assert "is made" in text
    assert "Winter &lt;group&gt;" in admin.get("/admin/cohorts").text
    again = admin.send("/admin/cohorts", name="Winter <group>")
    assert again.status == 422
    assert "Choose another name" in again.text
    assert 'value="Winter &lt;group&gt;"' in again.text
    assert [one.name for one in school.store.cohorts()].count("Winter <group>") == 1


def test_parts_are_given_and_taken(school: House, admin: Visitor, cohort: CohortRow) -> None:
    """Each by itself: somebody may have two in one cohort."""
    person = settle(school, Role.TRAINEE, Role.EVALUATOR, name="Ada Member")
    path = f"/admin/cohorts/{cohort.id}"
    for part in ("trainee", "evaluator"):
        assert admin.send(path, do="join", person=person.id, part=part).status == 303
        assert "Ada Member is in the cohort" in admin.get(path).text
    assert admin.get(path).text.count("Take out: Ada Member") == 2
    assert "2 people" not in admin.get("/admin/cohorts").text
    assert admin.send(path, do="leave", person=person.id, part="trainee").status == 303
    assert school.store.members(cohort.id) == (Membership(cohort.id, person.id, Role.EVALUATOR),)
    assert cohort.name in admin.get(f"/admin/people/{person.id}").text
    assert cohort.name in admin.get("/admin/people?q=Ada+Member").text


@pytest.mark.parametrize(("part", "said"), [("facilitator", "is no facilitator"), ("king", "is no trainee")])
def test_a_part_needs_its_role(school: House, admin: Visitor, cohort: CohortRow, part: str, said: str) -> None:
    """The form says what to do first, and who was chosen is chosen still."""
    person = settle(school, Role.EVALUATOR)
    answer = admin.send(f"/admin/cohorts/{cohort.id}", do="join", person=person.id, part=part)
    assert answer.status == 422
    assert said in answer.text
    assert f'value="{person.id}" selected' in answer.text
    assert school.store.members(cohort.id) == ()


def test_a_cohort_is_removed_only_when_that_is_meant(school: House, admin: Visitor, cohort: CohortRow) -> None:
    """Without the tick it stays; with it it goes, and its people stay."""
    person = settle(school, Role.TRAINEE)
    people(school).join(owner(school), cohort.id, person.id, Role.TRAINEE)
    path = f"/admin/cohorts/{cohort.id}"
    answer = admin.send(path, do="remove")
    assert answer.status == 422
    assert "Tick the box" in answer.text
    assert cohort in school.store.cohorts()
    assert admin.send(path, do="remove", sure="yes").headers["location"] == "/admin/cohorts"
    assert "is removed" in admin.get("/admin/cohorts").text
    assert cohort not in school.store.cohorts()
    assert school.store.person(person.id) == person


def test_a_cohort_that_is_not_there(admin: Visitor) -> None:
    """An address that leads to none says so, whatever is sent to it; so does a form about nobody."""
    assert admin.get("/admin/cohorts/none").status == 404
    for do in ("join", "leave", "remove", "fly"):
        assert admin.send("/admin/cohorts/none", do=do, sure="yes").status == 404


def test_nobody_cannot_join(school: House, admin: Visitor, cohort: CohortRow) -> None:
    """A form that names nobody gives nobody a part."""
    for nobody in ("", "no-such-person"):
        assert admin.send(f"/admin/cohorts/{cohort.id}", do="join", person=nobody, part="trainee").status in {404, 422}
    assert school.store.members(cohort.id) == ()
