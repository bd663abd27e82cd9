"""Links, cookies, and the page that says how to sign in."""

from __future__ import annotations

from datetime import timedelta

import pytest

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
    assert "roleplay url" in answer.text
    assert late.get("/").status == 403


def test_wrong_and_expired_links_say_what_to_do(house: House) -> None:
    """A link that was never minted and one that is too old look alike: a page with the way to another link."""
    expired = path_of(house, house.link(life=timedelta(seconds=-1)))
    for path in ("/?token=made-up", "/?token=", expired):
        answer = Visitor(house).get(path)
        assert answer.status == 403, path
        assert "roleplay url" in answer.text
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
    """The cookie is HttpOnly and SameSite=Lax, and signed: one that was made up or changed is worth nothing."""
    visitor = house.visitor()
    session = next(cookie for cookie in visitor.set_cookies if cookie.startswith(f"roleplay-{house.port}="))
    assert "HttpOnly" in session
    assert "SameSite=Lax" in session
    name, value = f"roleplay-{house.port}", visitor.cookies[f"roleplay-{house.port}"]
    for forged in (house.local, value[:-4] + "0000", value.replace("|10:", "|11:", 1), value[1:-1] + "x"):
        assert Visitor(house, {name: forged}).get("/").status == 403


def test_a_page_needs_its_role(house: House) -> None:
    """Somebody without the page's role gets an explanation and no kernel."""
    answer = house.visitor(EVALUATOR).get("/learn/only-for-trainees")
    assert answer.status == 403
    assert "another role" in answer.text
    assert "/learn/only-for-trainees" not in house.asked()
