"""Whose word is taken on where a request came from."""

from __future__ import annotations

import http.client
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay.errors import Misconfigured
from roleplay.server.proxies import network, sender, trusts
from tests.server.visiting import House

OURS = (network("127.0.0.1"), network("10.0.0.0/24"), network("fd00::/8"))
PROXY = "127.0.0.9"
ADDRESSES = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)).map(str)


def test_ranges_are_understood() -> None:
    """An address or a range, also one that was written by an address inside it; anything else is refused by name."""
    assert trusts(OURS, "10.0.0.77")
    assert trusts([network("10.0.0.5/24")], "10.0.0.77")
    assert trusts(OURS, "::ffff:127.0.0.1")
    assert trusts(OURS, "fd12::1")
    assert not trusts(OURS, "10.0.1.1")
    assert not trusts(OURS, "0.0.0.0x")
    assert not trusts((), "127.0.0.1")
    with pytest.raises(Misconfigured, match=r'"proxy.local" is no address of a proxy'):
        network("proxy.local")


@pytest.mark.parametrize(
    ("told", "believed"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("1.1.1.1, 203.0.113.5", "203.0.113.5"),
        ("1.1.1.1, 203.0.113.5, 10.0.0.7", "203.0.113.5"),
        ("203.0.113.5, unknown", "127.0.0.1"),
        ("203.0.113.5, , 10.0.0.7", "10.0.0.7"),
        ("", "127.0.0.1"),
        ("2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_sender_is_whom_the_first_of_our_proxies_names(told: str, believed: str) -> None:
    """Read from the end, as far as proxies of ours have written it; the rest is anybody's claim."""
    assert sender(OURS, "127.0.0.1", told) == believed


@given(st.lists(ADDRESSES, max_size=5), ADDRESSES.filter(lambda one: not trusts(OURS, one)))
def test_no_claim_hides_who_asks_a_proxy(claimed: list[str], real: str) -> None:
    """Whatever somebody writes into the header before it comes to a proxy, the proxy's word decides."""
    assert sender(OURS, "127.0.0.1", ", ".join([*claimed, real])) == real


def ask(house: House, source: str, **headers: str) -> http.client.HTTPResponse:
    """Ask for the page that says how to sign in, from an address of this machine."""
    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30, source_address=(source, 0))
    connection.request("GET", "/learn", headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def test_only_a_proxy_is_believed(own_house: Callable[..., House]) -> None:
    """That a request came encrypted holds when the proxy says so, for that request alone, and for nobody else's claims."""
    house = own_house("--proxy", PROXY)
    encrypted = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.5"}
    for source, headers, secure in (
        (PROXY, encrypted, True),
        (PROXY, {"X-Forwarded-Proto": "http"}, False),
        (PROXY, {"X-Forwarded-Proto": "https, http"}, False),
        (PROXY, {"X-Forwarded-Proto": "gopher"}, False),
        (PROXY, {"X-Scheme": "https", "X-Forwarded-Ssl": "on"}, False),
        ("127.0.0.1", encrypted, False),
    ):
        answer = ask(house, source, **headers)
        policy = answer.headers["Content-Security-Policy"]
        assert ("ws://" in policy.replace("wss://", "")) is not secure, (source, headers)
        assert "wss://" in policy
    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30, source_address=(PROXY, 0))
    seen = []
    for headers in (encrypted, {}):  # on one line, as a proxy sends the requests of different people
        connection.request("GET", "/pulse", headers=headers)
        answer = connection.getresponse()
        answer.read()
        seen.append("ws://" in answer.headers["Content-Security-Policy"].replace("wss://", ""))
    connection.close()
    assert seen == [False, True]


def test_a_page_without_encryption_is_not_of_a_server_with(own_house: Callable[..., House]) -> None:
    """Behind TLS, a page of the same name that came without it cannot use anybody's session; one that came with it can."""
    house = own_house("--proxy", "127.0.0.1")
    visitor = house.visitor()
    page = visitor.get("/learn")
    path = f"/voila/api/shutdown/{page.kernel_id}"
    host = f"127.0.0.1:{house.port}"
    for scheme, status in (("http", 403), ("https", 204)):
        headers = {"X-Forwarded-Proto": "https", "Origin": f"{scheme}://{host}"}
        assert visitor.ask("POST", path, headers=headers).status == status, scheme
