"""One's own account."""

from __future__ import annotations

import http.client
import io
import json
import zipfile
from urllib.parse import urlencode

import pytest

from roleplay.identity import Role
from roleplay.identity.password import verified
from roleplay.server.slowing import KNOWN
from roleplay.store import PersonRow
from tests.server.inhabitants import PASSWORD, WRONG, at_home, owner, people, settle, stranger, tries
from tests.server.visiting import House, Visitor

NEW = "four words that differ"


def changes(visitor: Visitor, old: str = PASSWORD, new: str = NEW, again: str = NEW) -> tuple[int, str]:
    """Somebody fills in the form for another password."""
    answer = visitor.send("/account", do="password", old=old, new=new, again=again)
    return answer.status, answer.text


def keeps(house: House, person: PersonRow, password: str) -> bool:
    """Whether this is somebody's password."""
    kept = house.store.password(person.id)
    return kept is not None and verified(kept, password)


def test_the_account_says_who_one_is(school: House) -> None:
    """Name, login, roles and cohorts in words, escaped."""
    person = settle(school, Role.TRAINEE, Role.SUPERVISOR, login="who-am-i", name="Ada <i>")
    cohort = people(school).make_cohort(owner(school), "Account's group")
    people(school).join(owner(school), cohort.id, person.id, Role.SUPERVISOR)
    text = at_home(school, person).get("/account").text
    assert "Ada &lt;i&gt;" in text
    assert "who-am-i" in text
    assert "trainee, supervisor" in text
    assert "Account&#39;s group, as supervisor" in text


def test_another_password(school: House) -> None:
    """It is kept, the page says so once, and one comes in with it and with no other."""
    person = settle(school, Role.TRAINEE)
    visitor = at_home(school, person)
    assert changes(visitor)[0] == 303
    assert "Your password is changed" in visitor.get("/account").text
    assert "Your password is changed" not in visitor.get("/account").text
    assert tries(stranger(school), person, NEW).status == 303
    assert tries(stranger(school), person, PASSWORD).status == 403


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        (WRONG, NEW, NEW, "The password is not right"),
        (PASSWORD, NEW, WRONG, "differ"),
        (PASSWORD, "short", "short", "5 characters"),
        ("", NEW, NEW, "The password is not right"),
    ],
)
def test_a_password_that_cannot_be_kept(school: House, old: str, new: str, again: str, said: str) -> None:
    """The form says what is wrong, and all stays as it was."""
    person = settle(school, Role.TRAINEE)
    status, text = changes(at_home(school, person), old, new, again)
    assert status == 422
    assert said in text
    assert new not in text
    assert keeps(school, person, PASSWORD)


def test_a_browser_that_was_left_open_cannot_be_guessed_at(school: House) -> None:
    """After a few wrong ones the right one is not looked at either for a while."""
    person = settle(school, Role.TRAINEE)
    visitor = at_home(school, person)
    assert [changes(visitor, WRONG)[0] for _ in range(KNOWN.free)] == [422] * KNOWN.free
    assert 429 in (changes(visitor, WRONG)[0] for _ in range(8))  # on a busy machine the first short waits pass unseen
    answer = visitor.send("/account", do="password", old=PASSWORD, new=NEW, again=NEW)
    assert answer.status == 429
    assert int(answer.headers["retry-after"]) >= 1
    assert keeps(school, person, PASSWORD)


def test_where_one_is_signed_in(school: House) -> None:
    """Each browser has a line, with when it was last heard of; none of them shows its token."""
    person = settle(school, Role.TRAINEE)
    visitor, _ = at_home(school, person), at_home(school, person)
    text = visitor.get("/account").text
    assert text.count("<strong>This browser</strong>") == 1
    assert text.count("<strong>Another browser</strong>") == 1
    assert not [one for one in school.store.sessions_of(person.id) if one.digest in text]


@pytest.mark.parametrize("do", ["password", "leave-others", "leave-everywhere", "export", "erase"])
@pytest.mark.parametrize("origin", ["http://evil.example", "null", ""])
def test_another_site_changes_nothing(school: House, do: str, origin: str) -> None:
    """Although the browser may send the session with its form."""
    person = settle(school, Role.TRAINEE)
    visitor, other = at_home(school, person), at_home(school, person)
    fields = {"do": do, "old": PASSWORD, "new": NEW, "again": NEW, "word": "erase", "password": PASSWORD}
    assert visitor.post("/account", fields, **({"Origin": origin} if origin else {})).status == 403
    assert keeps(school, person, PASSWORD)
    assert visitor.get("/account").status == other.get("/account").status == 200


@pytest.mark.parametrize("do", ["", "fly", "password\x00"])
def test_a_form_that_wants_nothing_known_changes_nothing(school: House, do: str) -> None:
    """The page comes again."""
    assert at_home(school, settle(school, Role.TRAINEE)).send("/account", do=do).status == 200


def test_everything_can_be_taken_along(school: House) -> None:
    """A zip file comes, for this person and nobody else, and is kept in no cache."""
    person = settle(school, Role.TRAINEE, name="Ada Takes")
    visitor = at_home(school, person)
    connection = http.client.HTTPConnection("127.0.0.1", school.port, timeout=30)
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    headers = {"Cookie": cookies, "Origin": school.origin, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/account", urlencode({"do": "export"}), headers)
    response = connection.getresponse()
    whole = response.read()
    connection.close()
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["Cache-Control"] == "no-store"
    told = json.loads(zipfile.ZipFile(io.BytesIO(whole)).read("person.json"))
    assert (told["id"], told["name"]) == (person.id, "Ada Takes")


def test_erasing_takes_a_word_and_the_password(school: House) -> None:
    """Without them nothing happens; with them everything personal goes, and the browser is out."""
    person = settle(school, Role.TRAINEE, login="to-be-erased", name="Ada Erased")
    visitor = at_home(school, person)
    page = visitor.get("/learn/erased")
    assert visitor.send("/account", do="erase", word="yes", password=PASSWORD).status == 422
    assert visitor.send("/account", do="erase", word="erase", password=WRONG).status == 422
    assert visitor.send("/account", do="erase", word="erase").status == 422
    assert school.store.person_by_login("to-be-erased") is not None
    answer = visitor.send("/account", do="erase", word=" Erase", password=PASSWORD)
    assert answer.headers["location"] == "/sign-in?erased"
    assert "is erased" in visitor.get("/sign-in?erased").text
    assert visitor.get("/account").status == 403
    assert school.store.person_by_login("to-be-erased") is None
    assert school.store.binding(page.kernel_id) is None


def test_somebody_who_comes_by_links_has_an_account_without_a_password(school: House) -> None:
    """The owner of the machine sees the page, and can sign out everywhere."""
    visitor = school.visitor()
    text = visitor.get("/account").text
    assert "you come in by links" in text
    assert 'name="old"' not in text
    assert visitor.send("/account", do="leave-everywhere").status == 303
    assert visitor.get("/account").status == 403


def test_the_page_of_the_app_leads_to_the_account(school: House, house: House) -> None:
    """A line above it says who one is; whoever looks after people finds their pages there, others do not."""
    ada = at_home(school, settle(school, Role.TRAINEE, name="Ada & Co"))
    text = ada.get("/learn").text
    assert '<span class="rp-who-name">Ada &amp; Co</span>' in text
    assert 'href="/account"' in text
    assert 'action="/sign-out"' in text
    assert 'href="/admin"' not in text
    assert 'href="/admin"' in at_home(school, settle(school, Role.TRAINEE, Role.ADMINISTRATOR)).get("/learn").text
    assert "<!--roleplay:" not in text
    assert 'href="/account"' in house.visitor().get("/learn").text  # there are others beside the owner


def test_every_page_leads_to_the_parts_of_the_workbook_that_are_open_to_one(school: House) -> None:
    """A trainee has one part and needs no signs to it; an evaluator finds the desk from any page, and where they are."""
    trainee = at_home(school, settle(school, Role.TRAINEE)).get("/account").text
    assert "rp-places" not in trainee
    evaluator = at_home(school, settle(school, Role.TRAINEE, Role.EVALUATOR))
    assert '<a href="/desk">' in evaluator.get("/account").text
    for path in ("/learn", "/modules/listening"):
        assert '<a href="/learn" aria-current="true">' in evaluator.get(path).text, path
    assert "aria-current" not in evaluator.get("/learnt").text
    assert '<a href="/author">' not in evaluator.get("/account").text


def test_a_page_that_says_no_leads_on(school: House) -> None:
    """Whoever is signed in finds what stands above every page; a stranger, the way in. Nobody reads what they asked for."""
    trainee = at_home(school, settle(school, Role.TRAINEE))
    for path, status in (("/zebra", 404), ("/learnt/zebra", 404), ("/desk/zebra", 403), ("/admin/people/zebra", 403)):
        answer = trainee.get(path)
        assert answer.status == status, path
        assert 'action="/sign-out"' in answer.text, path
        assert '<a class="rp-button" href="/">Go to the workbook</a>' in answer.text, path
        assert "zebra" not in answer.text, path
    refused = Visitor(school).get("/zebra")
    assert refused.status == 404
    assert '<a class="rp-button" href="/">Sign in</a>' in refused.text
    assert not any(word in refused.text for word in ("rp-strip", "zebra"))


def test_the_owner_alone_is_not_told_who_they_are(lone_house: House) -> None:
    """Without accounts nothing about oneself stands above the page, and signing in needs a link."""
    visitor = lone_house.visitor()
    assert "rp-who" not in visitor.get("/learn").text.partition("<main")[0]
    page = Visitor(lone_house).get("/sign-in").text
    assert "roleplay url" in page
    assert 'name="password"' not in page
    assert visitor.get("/admin").status == 200
