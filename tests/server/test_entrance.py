"""Coming in by a password or an invitation, and going out."""

from __future__ import annotations

import asyncio
import itertools
import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from roleplay.identity import Role
from roleplay.identity.password import verified
from roleplay.server.signin import HASHED_AT_ONCE, HASHES_WAITING, Busy, SignIn
from roleplay.server.slowing import ADDRESS, PAIR, Pace
from roleplay.store import open_store, sqlite_url
from tests.server.inhabitants import (
    PASSWORD,
    WRONG,
    address,
    at_home,
    owner,
    path,
    people,
    settle,
    stranger,
    tries,
)
from tests.server.visiting import Answer, House, Visitor

NEW = "four words that differ"


def invitation(house: House, login: str = "") -> tuple[str, str]:
    """Somebody new: their id, and the token of their invitation."""
    person = settle(house, Role.TRAINEE, login=login)
    house.store.keep_password(person.id, None)
    return person.id, people(house).invite(owner(house), person.id).token


# ------------------------------------------------------------------------------------------------------------ passwords


def test_login_and_password_sign_a_browser_in(school: House) -> None:
    """From then on it is in, and the next page is the first that the person may open."""
    visitor = stranger(school)
    answer = tries(visitor, settle(school, Role.TRAINEE))
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert visitor.get("/").headers["location"] == "/learn"


@pytest.mark.parametrize("login", ["Casing", " casing ", "CASING"])
def test_how_a_login_is_written_does_not_matter(school: House, login: str) -> None:
    """Telephones begin with a capital, and add a space."""
    if school.store.person_by_login("casing") is None:
        settle(school, Role.TRAINEE, login="casing")
    assert stranger(school).send("/sign-in", login=login, password=PASSWORD).status == 303


def test_the_page_can_be_filled_in_by_a_password_manager(school: House) -> None:
    """The fields say what they are, have labels, and the page works without a script."""
    answer = stranger(school).get("/sign-in")
    assert answer.status == 200
    assert 'autocomplete="username"' in answer.text
    assert 'autocomplete="current-password"' in answer.text
    assert '<label for="in-login">' in answer.text
    assert '<label for="in-password">' in answer.text


def test_what_is_wrong_is_not_told(school: House) -> None:
    """A wrong password, an unknown login, a closed account and one without a password get the same words."""
    closed, unanswered = settle(school, Role.TRAINEE), settle(school, Role.TRAINEE)
    people(school).disable(owner(school), closed.id)
    school.store.keep_password(unanswered.id, None)
    logins = [settle(school, Role.TRAINEE).login, "nobody-at-all", closed.login, unanswered.login]
    passwords = [WRONG, PASSWORD, PASSWORD, PASSWORD]
    answers = []
    for login, password in zip(logins, passwords, strict=True):
        assert login is not None
        answer = stranger(school).send("/sign-in", login=login, password=password)
        assert answer.status == 403
        answers.append(answer.text.replace(login, "LOGIN"))
    assert len(set(answers)) == 1
    assert "do not fit together" in answers[0]


def test_what_was_typed_stays_but_for_the_password(school: House) -> None:
    """The login is still there, escaped; the message has the focus and is tied to both fields."""
    answer = stranger(school).send("/sign-in", login='"><i>', password=WRONG)
    assert 'value="&#34;&gt;&lt;i&gt;"' in answer.text
    assert WRONG not in answer.text
    assert 'id="in-wrong" role="alert" tabindex="-1" autofocus' in answer.text
    assert answer.text.count('aria-invalid="true"') == 2


def test_signing_in_leads_to_what_was_asked_for(school: House) -> None:
    """With its query, and once: the next time it is the first page again."""
    person, visitor = settle(school, Role.ADMINISTRATOR), stranger(school)
    assert visitor.get("/admin/people?q=x").status == 403
    assert tries(visitor, person).headers["location"] == "/admin/people?q=x"
    assert visitor.send("/sign-out").status == 303
    assert tries(visitor, person).headers["location"] == "/"


@pytest.mark.parametrize("asked", ["//evil.example", "/\\evil.example", "http://evil.example/", "/learn//evil.example"])
def test_signing_in_leads_nowhere_else(school: House, asked: str) -> None:
    """An address of another host, however it is written, is not gone to."""
    visitor = stranger(school)
    visitor.get(asked)
    location = tries(visitor, settle(school, Role.TRAINEE)).headers["location"]
    assert location in {"/", "/learn//evil.example"}


@pytest.mark.parametrize("origin", ["http://evil.example", "null", ""])
def test_another_site_cannot_sign_anybody_in_or_out(school: House, origin: str) -> None:
    """Not even with the right password: whoever is signed in as somebody else writes into a stranger's account."""
    person, headers = settle(school, Role.TRAINEE), {"Origin": origin} if origin else {}
    assert person.login is not None
    visitor = stranger(school)
    assert visitor.post("/sign-in", {"login": person.login, "password": PASSWORD}, **headers).status == 403
    assert visitor.get("/").status == 403
    inside = at_home(school, person)
    assert inside.post("/sign-out", {}, **headers).status == 403
    assert inside.get("/").status == 302


@pytest.mark.parametrize("typed", ["", " ", "x" * 100_000, "\x00", "é", "\ud83d"])
def test_anything_at_all_can_be_typed(school: House, typed: str) -> None:
    """Nonsense is refused as any wrong password is."""
    fields = {"login": typed.encode("utf-8", "surrogatepass"), "password": typed.encode("utf-8", "surrogatepass")}
    answer = stranger(school).post("/sign-in", fields, Origin=school.origin)  # type: ignore[arg-type]
    assert answer.status in {400, 403}
    assert "Traceback" not in answer.text


def waits(trying: Callable[[], Answer], pace: Pace) -> None:
    """All free tries are looked at, and soon one has to wait; on a busy machine the first short waits pass unseen."""
    assert [trying().status for _ in range(pace.free)] == [403] * pace.free
    assert 429 in (trying().status for _ in range(8))


def test_too_many_tries_have_to_wait(school: House) -> None:
    """The sixth gets a kind page and the seconds, and the right password is not looked at either; others go on."""
    person, visitor = settle(school, Role.TRAINEE), stranger(school)
    waits(lambda: tries(visitor, person, WRONG), PAIR)
    refused = tries(visitor, person)
    assert refused.status == 429
    assert f"Please wait {int(refused.headers['retry-after'])} second" in refused.text
    assert tries(stranger(school), person).status == 303


def test_an_unknown_login_waits_like_any_other(school: House) -> None:
    """Whether there is an account shows neither in words nor in how soon one has to wait."""
    visitor = stranger(school)
    waits(lambda: visitor.send("/sign-in", login="no-such-login", password=WRONG), PAIR)


def test_one_address_cannot_try_everybody(school: House) -> None:
    """Neither with a new browser for each try."""
    home, number = address(), itertools.count()
    waits(
        lambda: stranger(school, home).send("/sign-in", login=f"guessed-{next(number)}", password=WRONG),
        ADDRESS,
    )


def test_a_stranger_cannot_lock_the_owner_out(school: House) -> None:
    """In a browser that was hers before, she comes in while somebody at the same address has to wait."""
    person, home = settle(school, Role.TRAINEE), address()
    hers = stranger(school, home)
    assert tries(hers, person).status == 303
    hers.send("/sign-out")
    attacker = stranger(school, home)
    waits(lambda: tries(attacker, person, WRONG), PAIR)
    assert tries(hers, person).status == 303
    known = next(one for one in hers.set_cookies if one.startswith(f"roleplay-{school.port}-known="))
    assert {"HttpOnly", "SameSite=Lax"} <= set(known.split("; "))


def test_a_browser_is_known_for_its_own_logins_only(school: House) -> None:
    """Somebody with an account of their own gets no more tries at another's."""
    own, other, visitor = settle(school, Role.TRAINEE), settle(school, Role.TRAINEE), stranger(school)
    assert tries(visitor, own).status == 303
    visitor.send("/sign-out")
    waits(lambda: tries(visitor, other, WRONG), PAIR)
    stolen = stranger(school, visitor.address)
    stolen.cookies[f"roleplay-{school.port}-known"] = "made-up." + visitor.cookies[f"roleplay-{school.port}-known"]
    assert tries(stolen, other, WRONG).status == 429


def test_passwords_are_looked_at_by_few_at_once(tmp_path: Path) -> None:
    """Each takes 64 MiB: two at a time, some more wait, and whoever comes then is asked to come again."""
    store = open_store(sqlite_url(tmp_path / "roleplay.db"), tmp_path / "backups", lambda: datetime.now(UTC))
    sign_in = SignIn(store, "roleplay")
    busy, most, opened = 0, 0, threading.Event()
    counting = threading.Lock()

    def work() -> str:
        nonlocal busy, most
        with counting:
            busy += 1
            most = max(most, busy)
        opened.wait(30)
        with counting:
            busy -= 1
        return "done"

    async def rush() -> list[str | BaseException]:
        tasks = [asyncio.create_task(sign_in.slowly(work)) for _ in range(HASHED_AT_ONCE + HASHES_WAITING + 3)]
        await asyncio.sleep(0)
        opened.set()
        return await asyncio.gather(*tasks, return_exceptions=True)

    found = asyncio.run(rush())
    assert most <= HASHED_AT_ONCE == 2
    assert [one for one in found if one == "done"] == ["done"] * (HASHED_AT_ONCE + HASHES_WAITING)
    assert [type(one) for one in found[-3:]] == [Busy] * 3


# ---------------------------------------------------------------------------------------------------------- invitations


def test_an_invitation_lets_somebody_choose_a_password(school: House) -> None:
    """It shows for whom it is; after the form the browser is in, and the password is theirs."""
    person_id, token = invitation(school, "invited-ada")
    visitor = stranger(school)
    opened = visitor.get(f"/invite?token={token}")
    assert (opened.status, opened.headers["location"]) == (303, "/invite")
    page = visitor.get("/invite")
    assert page.status == 200
    assert "invited-ada" in page.text
    assert token not in page.text
    assert visitor.send("/invite", new=NEW, again=NEW).status == 303
    assert visitor.get("/").status == 302
    kept = school.store.password(person_id)
    assert kept is not None
    assert verified(kept, NEW)


def test_looking_at_an_invitation_does_not_spend_it(school: House) -> None:
    """Programs that preview links open them; however often, the person comes in afterwards."""
    _, token = invitation(school)
    for _ in range(3):
        preview = stranger(school)
        preview.get(f"/invite?token={token}")
        preview.get("/invite")
        preview.ask("HEAD", f"/invite?token={token}")
    visitor = stranger(school)
    visitor.get(f"/invite?token={token}")
    assert visitor.send("/invite", new=NEW, again=NEW).status == 303


def test_an_invitation_works_once(school: House) -> None:
    """The second gets a kind page, and so does whoever has none, or one that was made up."""
    _, token = invitation(school)
    first, second = stranger(school), stranger(school)
    for visitor in (first, second):
        visitor.get(f"/invite?token={token}")
    assert first.send("/invite", new=NEW, again=NEW).status == 303
    late = second.send("/invite", new=NEW, again=NEW)
    assert late.status == 403
    assert "does not work any more" in late.text
    assert second.get("/").status == 403
    for made_up in ("/invite", "/invite?token=made-up", "/invite?token=", "/invite?token=%00"):
        visitor = stranger(school)
        answer = visitor.get(made_up)
        answer = visitor.get("/invite") if answer.status == 303 else answer
        assert answer.status == 403
        assert "does not work any more" in answer.text


@pytest.mark.parametrize(
    ("new", "again", "said"),
    [
        ("short", "short", "5 characters"),
        ("password12345", "password12345", "stranger would try"),
        (NEW, WRONG, "differ"),
    ],
)
def test_a_password_that_will_not_do_spends_nothing(school: House, new: str, again: str, said: str) -> None:
    """The form comes back with what is wrong, without what was typed, and works then."""
    _, token = invitation(school)
    visitor = stranger(school)
    visitor.get(f"/invite?token={token}")
    answer = visitor.send("/invite", new=new, again=again)
    assert answer.status == 422
    assert said in answer.text
    assert f'value="{new}"' not in answer.text
    assert visitor.send("/invite", new=NEW, again=NEW).status == 303


def test_a_link_that_signs_in_is_no_invitation_and_the_other_way_round(school: House) -> None:
    """Each does what it was made for."""
    _, token = invitation(school)
    visitor = stranger(school)
    assert visitor.get(f"/?token={token}").status == 403
    entering = school.link().partition("token=")[2]
    visitor.get(f"/invite?token={entering}")
    assert visitor.get("/invite").status == 403


def test_another_site_cannot_answer_an_invitation(school: House) -> None:
    """Whoever lures somebody with an open invitation does not choose their password."""
    _, token = invitation(school)
    visitor = stranger(school)
    visitor.get(f"/invite?token={token}")
    assert visitor.post("/invite", {"new": NEW, "again": NEW}, Origin="http://evil.example").status == 403
    assert visitor.send("/invite", new=NEW, again=NEW).status == 303


def test_an_invitation_in_a_browser_of_somebody_else_says_so(school: House) -> None:
    """Going on signs the other one out: their session ends, and what they had open ends with it."""
    ada = settle(school, Role.TRAINEE, name="Ada of before")
    visitor = at_home(school, ada)
    page = visitor.get("/learn/before")
    _, token = invitation(school)
    visitor.get(f"/invite?token={token}")
    assert "Ada of before" in visitor.get("/invite").text
    assert visitor.send("/invite", new=NEW, again=NEW).status == 303
    assert school.store.binding(page.kernel_id) is None
    assert school.store.sessions_of(ada.id) == ()


# ------------------------------------------------------------------------------------------------------------ going out


def test_signing_out_ends_the_session_and_what_was_open(school: House) -> None:
    """The token opens nothing more, the cookie is taken back, and the next page says that one is out."""
    visitor = at_home(school, settle(school, Role.TRAINEE))
    before = dict(visitor.cookies)
    page = visitor.get("/learn/leaving")
    answer = visitor.send("/sign-out")
    assert (answer.status, answer.headers["location"]) == (303, "/sign-in?left")
    assert "You are signed out" in visitor.get("/sign-in?left").text
    assert Visitor(school, before).get("/account").status == 403
    assert school.store.binding(page.kernel_id) is None


def test_a_link_signs_nobody_out(school: House) -> None:
    """Only the button does: an address in a picture or a mail changes nothing."""
    visitor = at_home(school, settle(school, Role.TRAINEE))
    assert visitor.get("/sign-out").headers["location"] == "/"
    assert visitor.get("/account").status == 200


def test_below_a_base_url_everything_stays_there(warm_house: House) -> None:
    """Cookies, forms and links hold below it, and the page that was asked for is come back to."""
    person, visitor = settle(warm_house, *Role), stranger(warm_house)
    asked = path(warm_house, "admin/people")
    refused = visitor.get(asked)
    assert f'action="{path(warm_house, "sign-in")}"' in refused.text
    assert tries(visitor, person).headers["location"] == asked
    assert all(f"Path={path(warm_house, '')}" in one.split("; ") for one in visitor.set_cookies)
    for below in ("admin", "admin/people", "admin/cohorts", "admin/log", f"admin/people/{person.id}", "account"):
        text = visitor.get(path(warm_house, below)).text
        addresses = re.findall(r'(?:href|src|action)="(/[^"]*)"', text)
        assert len(addresses) > 5
        assert not [one for one in addresses if not one.startswith("/training/book/")]


def test_somebody_without_a_page_comes_to_their_account(school: House) -> None:
    """Nobody is led to a page that refuses them."""
    for role, home in (
        (Role.AUTHOR, "/account"),
        (Role.ADMINISTRATOR, "/admin"),
        (Role.EVALUATOR, "/desk"),
        (Role.TRAINEE, "/learn"),
    ):
        assert at_home(school, settle(school, role)).get("/").headers["location"] == home


# ------------------------------------------------------------------------------------------------------------- the log


def test_nothing_of_it_is_in_the_log(school: House) -> None:
    """No login, password, name, token or address of a visitor is written anywhere by the server."""
    person, visitor = settle(school, Role.TRAINEE, login="logged-ada", name="Ada Logged"), stranger(school)
    tries(visitor, person, WRONG)
    tries(visitor, person)
    _, token = invitation(school)
    invited = stranger(school)
    invited.get(f"/invite?token={token}")
    invited.send("/invite", new=NEW, again=NEW)
    link = school.link()
    Visitor(school).get(link.removeprefix(school.origin))
    log = school.log_path.read_text()
    assert '"path": "/sign-in"' in log
    for secret in (WRONG, PASSWORD, NEW, "logged-ada", "Ada Logged", token, link.partition("=")[2], visitor.address):
        assert secret not in log


def test_attempts_are_counted(school: House) -> None:
    """Whoever watches the server sees that passwords are being tried."""

    def counted(result: str) -> float:
        text = Visitor(school).get("/metrics").text
        lines = [line for line in text.splitlines() if line.startswith(f'roleplay_sign_ins_total{{result="{result}"}}')]
        return float(lines[0].rpartition(" ")[2])

    before = counted("ok"), counted("failed")
    person, visitor = settle(school, Role.TRAINEE), stranger(school)
    tries(visitor, person, WRONG)
    tries(visitor, person)
    assert (counted("ok"), counted("failed")) == (before[0] + 1, before[1] + 1)
