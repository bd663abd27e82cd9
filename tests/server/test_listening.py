"""Addresses and ports."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from roleplay.errors import Misconfigured
from roleplay.server import listening
from roleplay.server.listening import clean_base_url, listen, require_loopback, url_of


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.mark.parametrize("ip", ["127.0.0.1", "127.8.9.1", "::1", "[::1]", "localhost"])
def test_this_machine_is_fine(ip: str) -> None:
    """Every loopback address may be listened on."""
    require_loopback(ip)


@pytest.mark.parametrize("ip", ["0.0.0.0", "192.168.1.5", "::", "", "example.org", "127.0.0.1.evil.example", "*"])
def test_other_addresses_are_refused_with_a_reason(ip: str) -> None:
    """Without accounts the server does not let other machines in, and says what to do instead."""
    with pytest.raises(Misconfigured, match=r"other machines could reach it.* 127\.0\.0\.1"):
        listen(ip, 0)


def test_a_port_that_was_asked_for_and_is_taken_is_an_error(taken: int) -> None:
    """Who asks for a port gets that port or a message with a way out."""
    with pytest.raises(Misconfigured, match=rf"Port {taken} .* taken .*--port"):
        listen("127.0.0.1", taken)


def test_without_a_port_the_next_free_one_is_taken(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the default port is taken, one of the next is used."""
    monkeypatch.setattr(listening, "DEFAULT_PORT", taken)
    sockets = listen("127.0.0.1", None)
    port = sockets[0].getsockname()[1]
    for opened in sockets:
        opened.close()
    assert taken < port < taken + listening.PORTS_TRIED


def test_when_no_port_is_free_it_says_so(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names what was tried."""
    monkeypatch.setattr(listening, "DEFAULT_PORT", taken)
    monkeypatch.setattr(listening, "PORTS_TRIED", 1)
    with pytest.raises(Misconfigured, match=f"No port from {taken} to {taken} is free"):
        listen("127.0.0.1", None)


@pytest.mark.parametrize(("given", "clean"), [("/", "/"), ("", "/"), ("x", "/x/"), ("/x/y", "/x/y/"), ("/x/", "/x/")])
def test_a_base_url_has_a_slash_at_both_ends(given: str, clean: str) -> None:
    """However it is written, it comes out one way."""
    assert clean_base_url(given) == clean


def test_the_url_names_address_and_port() -> None:
    """What is printed can be opened; an IPv6 address gets its brackets."""
    sockets = listen("127.0.0.1", 0)
    port = sockets[0].getsockname()[1]
    assert url_of("127.0.0.1", sockets, "/x/") == f"http://127.0.0.1:{port}/x/"
    assert url_of("::1", sockets, "/") == f"http://[::1]:{port}/"
    for opened in sockets:
        opened.close()
