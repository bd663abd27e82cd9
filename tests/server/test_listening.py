"""Addresses, names and ports."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from roleplay.errors import Misconfigured
from roleplay.server import listening
from roleplay.server.listening import (
    HostName,
    answers_to,
    clean_base_url,
    host_name,
    is_loopback,
    listen,
    public_url,
    read_certificate,
    readable_by_others,
    require_accounts,
    require_name,
    url_of,
)
from tests.certificates import make_certificate

NAME = HostName("training.example.org")


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.mark.parametrize("ip", ["127.0.0.1", "127.8.9.1", "::1", "[::1]", "localhost"])
def test_this_machine_needs_no_accounts(ip: str) -> None:
    """Every loopback address may be listened on by whoever owns the machine, and nothing is said about encryption."""
    assert is_loopback(ip)
    require_accounts(ip, [], proxied=False, has_accounts=False)
    require_name(ip, [])
    assert readable_by_others(ip, proxied=False, encrypted=False) is None


@pytest.mark.parametrize(
    ("ip", "names", "proxied", "said"),
    [
        ("0.0.0.0", [], False, "listen on 0.0.0.0"),
        ("192.168.1.5", [], False, "listen on 192.168.1.5"),
        ("::", [NAME], True, "listen on ::"),
        ("127.0.0.1.evil.example", [], False, "listen on 127.0.0.1.evil.example"),
        ("127.0.0.1", [NAME], False, "answer to training.example.org"),
        ("127.0.0.1", [], True, "be behind a proxy"),
    ],
)
def test_others_come_in_only_with_accounts(ip: str, names: list[HostName], proxied: bool, said: str) -> None:  # noqa: FBT001
    """Wherever another machine could reach it there have to be accounts; the message says what to do."""
    with pytest.raises(Misconfigured, match=rf"cannot {said}: .*no accounts.* `roleplay people add`"):
        require_accounts(ip, names, proxied=proxied, has_accounts=False)
    require_accounts(ip, names, proxied=proxied, has_accounts=True)


@pytest.mark.parametrize("ip", ["0.0.0.0", "::", "[::]"])
def test_who_listens_everywhere_has_to_say_its_name(ip: str) -> None:
    """Otherwise it would answer to nobody; the message names the option."""
    with pytest.raises(Misconfigured, match="--host-name"):
        require_name(ip, [])
    require_name(ip, [NAME])


def test_passwords_that_travel_readable_are_spoken_of() -> None:
    """Without TLS from anybody, for addresses that others reach."""
    said = readable_by_others("10.0.0.5", proxied=False, encrypted=False)
    assert said is not None
    assert said.startswith("Passwords and everything else travel readable")
    assert readable_by_others("10.0.0.5", proxied=True, encrypted=False) is None
    assert readable_by_others("10.0.0.5", proxied=False, encrypted=True) is None


@pytest.mark.parametrize(
    ("given", "name", "port"),
    [
        ("Training.Example.ORG", "training.example.org", None),
        ("training.example.org:8443", "training.example.org", 8443),
        (" localhost ", "localhost", None),
        ("[fd00::1]:80", "[fd00::1]", 80),
        ("10.0.0.5", "10.0.0.5", None),
    ],
)
def test_names_are_understood(given: str, name: str, port: int | None) -> None:
    """With or without a port, in any case."""
    assert host_name(given) == HostName(name, port)


@pytest.mark.parametrize(
    "given", ["", "https://x.org", "x.org/", "x org", "x.org:", "x.org:99999", "*.x.org", "-", "x.org:1:2"]
)
def test_what_is_no_name_is_refused(given: str) -> None:
    """A whole address, a pattern or nothing gives a message with an example."""
    with pytest.raises(Misconfigured, match=r"is no host name\..* training\.example\.org"):
        host_name(given)


def test_it_answers_to_its_names_and_to_this_machine() -> None:
    """The given names, loopback, and an address of its own if it listens at one."""
    assert answers_to("0.0.0.0", [NAME]) == ("training.example.org", "localhost", "127.0.0.1", "[::1]")
    assert answers_to("10.0.0.5", [])[-1] == "10.0.0.5"
    assert answers_to("fd00::1", [])[-1] == "[fd00::1]"


def test_the_public_address_is_that_of_the_first_name() -> None:
    """Behind a proxy by https at the usual port or the given one; else at the port where it listens."""
    local = "http://127.0.0.1:8866/x/"
    assert public_url([], local, proxied=True) == local
    assert public_url([NAME, HostName("other.org")], local, proxied=True) == "https://training.example.org/x/"
    assert public_url([HostName("a.org", 8443)], local, proxied=True) == "https://a.org:8443/x/"
    assert public_url([NAME], local, proxied=False) == "http://training.example.org:8866/x/"
    assert public_url([NAME], "http://127.0.0.1:80/", proxied=False) == "http://training.example.org/"
    assert public_url([NAME], "https://127.0.0.1:443/", proxied=False) == "https://training.example.org/"
    assert public_url([NAME], "https://127.0.0.1:8443/", proxied=False) == "https://training.example.org:8443/"


def test_a_port_that_was_asked_for_and_is_taken_is_an_error(taken: int) -> None:
    """Who asks for a port gets that port or a message with a way out."""
    with pytest.raises(Misconfigured, match=rf"Port {taken} .* taken .*--port"):
        listen("127.0.0.1", taken)


def test_an_address_of_another_machine_is_an_error() -> None:
    """The message says that it cannot be listened on, and what to give instead."""
    with pytest.raises(Misconfigured, match=r"cannot listen on 192\.0\.2\.1:.* --ip"):
        listen("192.0.2.1", 0)


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
    """What is printed can be opened: an IPv6 address gets its brackets, and "everywhere" is this machine."""
    sockets = listen("127.0.0.1", 0)
    port = sockets[0].getsockname()[1]
    assert url_of("127.0.0.1", sockets, "/x/") == f"http://127.0.0.1:{port}/x/"
    assert url_of("::1", sockets, "/") == url_of("[::1]", sockets, "/") == f"http://[::1]:{port}/"
    assert url_of("0.0.0.0", sockets, "/", "https") == f"https://127.0.0.1:{port}/"
    assert url_of("::", sockets, "/") == f"http://[::1]:{port}/"
    for opened in sockets:
        opened.close()


def test_a_certificate_is_read_with_its_key(tmp_path: Path) -> None:
    """Two files that belong together make a server that speaks nothing older than TLS 1.2."""
    assert read_certificate(*make_certificate(tmp_path, "good")).minimum_version == ssl.TLSVersion.TLSv1_2


def test_files_that_make_no_certificate_are_explained(tmp_path: Path) -> None:
    """Missing, mixed up, foreign, locked by a password or no PEM at all: a message with the files, and never a question."""
    certificate, key = make_certificate(tmp_path, "good")
    _, foreign = make_certificate(tmp_path, "other")
    _, locked = make_certificate(tmp_path, "locked", password="secret")
    nonsense = tmp_path / "nonsense"
    nonsense.write_text("nothing")
    with pytest.raises(Misconfigured, match=r"none\.pem cannot be read: No such file.*--certificate"):
        read_certificate(tmp_path / "none.pem", key)
    for one, other in ((certificate, foreign), (key, certificate), (certificate, nonsense), (nonsense, key)):
        with pytest.raises(Misconfigured, match=r"make no certificate: .*own key"):
            read_certificate(one, other)
    with pytest.raises(Misconfigured, match="without a password"):
        read_certificate(certificate, locked)
