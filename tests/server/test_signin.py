"""Links, cookies, and the page that says how to sign in."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, datetime, timedelta

import pytest

from roleplay.identity.token import digest
from roleplay.services.entering import IDLE, LONGEST
from roleplay.store import SessionRow
from tests.server.visiting import EVALUATOR, House, Visitor


def path_of(house: House, link: str) -> str:
    """A link without scheme and host."""
    return link.removeprefix(house.origin)


def test_a_link_signs_a_browser_in_and_leaves_the_address(house: House) -> None:
    """The answer to a good link is a redirect to the address without the token, and from then on the browser is in."""
    visitor = Visitor(house)
    answer = visitor.get(path_of(house, house.link()))
    assert (answer.status, answer.headers["location"]) == (303, "/")
    home = visitor.get("/")
    assert (home.status, home.headers["location"]) == (302, "/learn")


def test_a_link_works_once(house: House) -> None:
    """The second browser that opens a link gets a page that says so, and how to make another link."""
    link = path_of(house, house.link())
    assert Visitor(house).get(link).status == 303
    late = Visitor(house)
    answer = late.get(link)
    assert answer.status == 403
    assert "used already" in answer.text
    assert 'name="link"' in answer.text
    assert late.get("/").status == 403


def test_wrong_and_expired_links_say_what_to_do(house: House) -> None:
    """A link that was never minted and one that is too old look alike: a page with the way to another link."""
    expired = path_of(house, house.link(life=timedelta(seconds=-1)))
    for path in ("/?token=made-up", "/?token=", expired):
        answer = Visitor(house).get(path)
        assert answer.status == 403, path
        assert 'name="link"' in answer.text
        assert "Traceback" not in answer.text


def test_a_spent_link_does_no_harm_to_who_is_in(house: House) -> None:
    """Somebody who is signed in and opens an old bookmark of a link simply goes on."""
    visitor = house.visitor()
    answer = visitor.get("/learn/progress?token=spent-long-ago")
    assert (answer.status, answer.headers["location"]) == (303, "/learn/progress")


def test_signing_in_leads_back_to_the_page_that_was_asked_for(house: House) -> None:
    """Who asked for a page before signing in comes to it with the link that leads to the home page."""
    visitor = Visitor(house)
    refused = visitor.get("/learn/scenario/disclosure/what-happened")
    assert refused.status == 403
    assert "not signed in" in refused.text
    answer = visitor.get(path_of(house, house.link()))
    assert answer.headers["location"] == "/learn/scenario/disclosure/what-happened"


def test_a_link_can_be_pasted(house: House) -> None:
    """The sign-in page takes a whole link or its token alone."""
    link = house.link()
    for pasted in (f"  {link} ", house.link().split("=", 1)[1]):
        visitor = Visitor(house)
        answer = visitor.post("/sign-in", {"link": pasted}, Origin=house.origin)
        assert answer.status == 303, answer.text
        assert visitor.get("/").status == 302


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://[", ""])
def test_another_site_cannot_sign_a_browser_in(house: House, origin: str) -> None:
    """A form on a page of another origin changes nothing, and the link stays good."""
    link = house.link()
    visitor = Visitor(house)
    headers = {"Origin": origin} if origin else {}
    assert visitor.post("/sign-in", {"link": link}, **headers).status == 403
    assert Visitor(house).get(path_of(house, link)).status == 303


@pytest.mark.parametrize("pasted", ["", "%%%", "http://[", "?token=", "é" * 1000, "<script>"])
def test_anything_at_all_can_be_pasted(house: House, pasted: str) -> None:
    """Nonsense in the field gives the sign-in page again."""
    answer = Visitor(house).post("/sign-in", {"link": pasted}, Origin=house.origin)
    assert answer.status == 403
    assert "<script>" not in answer.text.replace("<script src=", "")


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(house: House) -> None:
    """The cookie is HttpOnly and SameSite=Lax, holds for the base URL only, and names nobody."""
    visitor = house.visitor()
    session = cookie(visitor)
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(session.split("; "))
    assert "Secure" not in session
    assert f"Max-Age={30 * 24 * 3600}" in session
    assert house.local not in held_by(visitor)


def test_the_session_cookie_of_an_encrypted_server_goes_over_nothing_else(school: House) -> None:
    """Behind a proxy that speaks TLS the cookies are Secure."""
    visitor = Visitor(school)
    visitor.get(path_of(school, school.link()), **{"X-Forwarded-Proto": "https"})
    assert visitor.set_cookies
    assert all("Secure" in one.split("; ") for one in visitor.set_cookies)


def test_a_forged_session_opens_nothing(house: House, school: House) -> None:
    """A cookie that was made up or changed is worth nothing; nor is one that another server has signed."""
    name = f"roleplay-{house.port}"
    inside = house.visitor()
    value = inside.cookies[name]
    foreign = school.visitor().cookies[f"roleplay-{school.port}"]
    token = held_by(inside)
    for forged in (
        house.local,
        token,
        value[:-4] + "0000",
        value.replace("|10:", "|11:", 1),
        value[1:-1] + "x",
        foreign,
    ):
        assert Visitor(house, {name: forged}).get("/").status == 403
    assert Visitor(house, {name: value}).get("/").status == 302


def test_a_token_that_is_signed_but_not_kept_opens_nothing(house: House) -> None:
    """The store decides who is in; whoever could sign cookies would be in no further."""
    visitor = house.visitor()
    held = held_by(visitor)
    assert visitor.get("/").status == 302
    house.store.end_session(digest(held))
    assert visitor.get("/").status == 403


def test_signing_in_changes_the_token(house: House) -> None:
    """A session that somebody planted in a browser is not the one that its owner signs in with."""
    attacker = house.visitor(EVALUATOR)
    planted = attacker.cookies[f"roleplay-{house.port}"]
    victim = Visitor(house, dict(attacker.cookies))
    assert victim.get(path_of(house, house.link())).status == 303
    assert victim.cookies[f"roleplay-{house.port}"] != planted
    assert attacker.get("/account").status == 403
    assert victim.get("/account").status == 200


def test_another_link_in_a_browser_that_is_in_leaves_its_pages_open(house: House) -> None:
    """The same person stays signed in as before: what is open in another tab goes on. The link is spent nevertheless."""
    visitor = house.visitor()
    page = visitor.get("/learn/first-tab")
    link = path_of(house, house.link())
    assert visitor.get(link).status == 303
    assert visitor.get(f"/api/kernels/{page.kernel_id}").status == 200
    assert Visitor(house).get(link).status == 403


@pytest.mark.parametrize(("since", "seen"), [(LONGEST, timedelta()), (timedelta(days=1), IDLE)])
def test_sessions_end_by_themselves(house: House, since: timedelta, seen: timedelta) -> None:
    """A browser that was not heard of for a week, or came in a month ago, is signed out."""
    visitor = house.visitor()
    held = digest(held_by(visitor))
    found = house.store.session(held)
    assert found is not None
    now = datetime.now(UTC)
    house.store.end_session(held)
    almost = timedelta(minutes=-1)
    house.store.add_session(SessionRow(held, found[1].id, now - since - almost, now - seen - almost))
    assert visitor.get("/").status == 302
    house.store.end_session(held)
    house.store.add_session(SessionRow(held, found[1].id, now - since, now - seen))
    assert visitor.get("/").status == 403
    assert house.store.session(held) is None


def test_a_browser_that_is_used_stays_signed_in(house: House) -> None:
    """Each visit is noted, to a few minutes, so that a week without one can be told."""
    visitor = house.visitor()
    held = digest(held_by(visitor))
    before = datetime.now(UTC) - timedelta(days=3)
    house.store.touch_session(held, before)
    assert visitor.get("/").status == 302
    found = house.store.session(held)
    assert found is not None
    assert found[0].seen_at > before + timedelta(days=2)


def held_by(visitor: Visitor) -> str:
    """The token in a browser's session cookie."""
    value = cookie(visitor).partition("=")[2].split("|")[4].partition(":")[2]
    return b64decode(value + "==").decode()


def cookie(visitor: Visitor) -> str:
    """The Set-Cookie header of the session, whole."""
    name = f"roleplay-{visitor.house.port}="
    return next(one for one in visitor.set_cookies if one.startswith(name)).replace('"', "")


def test_a_page_needs_its_role(house: House) -> None:
    """Somebody without the page's role gets an explanation and no kernel."""
    answer = house.visitor(EVALUATOR).get("/learn/only-for-trainees")
    assert answer.status == 403
    assert "another role" in answer.text
    assert "/learn/only-for-trainees" not in house.asked()
