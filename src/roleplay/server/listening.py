"""Where the server listens, and by which addresses browsers and programs reach it."""

from __future__ import annotations

import errno
import ipaddress
import re
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from roleplay.errors import Misconfigured

DEFAULT_PORT = 8866
PORTS_TRIED = 20
"""How many ports are tried when none was asked for."""

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
"""The names by which a browser on the same machine reaches it."""

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to reach, from inside, what listens everywhere
_USUAL = {"http": 80, "https": 443}
_NAME = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(?P<port>[0-9]{1,5}))?")


@dataclass(frozen=True)
class HostName:
    """A name that the server answers to."""

    name: str
    """In lower case; an IPv6 address in brackets."""

    port: int | None = None
    """The port that browsers see, where it is not the usual one of the scheme."""


def host_name(given: str) -> HostName:
    """A name as it was given on the command line, `training.example.org` or with `:8443`. Raises `Misconfigured`."""
    found = _NAME.fullmatch(given.strip().lower())
    if found is None or int(found["port"] or 0) > 65535:
        raise Misconfigured(
            f'"{given}" is no host name.',
            "Give the name alone, such as training.example.org, or with a port, such as training.example.org:8443.",
        )
    return HostName(found["name"], int(found["port"]) if found["port"] else None)


def is_loopback(ip: str) -> bool:
    """Whether an address to listen on is one that only this machine reaches."""
    try:
        return ip == "localhost" or ipaddress.ip_address(ip.strip("[]")).is_loopback
    except ValueError:
        return False


def is_for_others(ip: str, names: Sequence[HostName], *, proxied: bool) -> bool:
    """Whether a server is meant to be reached from other machines."""
    return not is_loopback(ip) or proxied or bool(names)


def require_accounts(ip: str, names: Sequence[HostName], *, proxied: bool, has_accounts: bool) -> None:
    """Raise `Misconfigured` when other people are to reach a server that knows nobody but the owner of the machine."""
    if has_accounts or not is_for_others(ip, names, proxied=proxied):
        return
    what = f"listen on {ip}" if not is_loopback(ip) else f"answer to {names[0].name}" if names else "be behind a proxy"
    raise Misconfigured(
        f"The server cannot {what}: other machines could reach it, and there are no accounts.",
        "Make one first with `roleplay people add`. Or leave --ip, --host-name and --proxy out, and it stays on "
        "127.0.0.1.",
    )


def require_name(ip: str, names: Sequence[HostName]) -> None:
    """Raise `Misconfigured` for a server that listens at every address of a machine and does not know its name."""
    if ip.strip("[]") in _EVERYWHERE and not names:
        raise Misconfigured(
            f"The server is to listen on {ip}, at all addresses of this machine, and does not know what it is called.",
            "Say it with --host-name, such as --host-name training.example.org; to any other name it does not answer.",
        )


def listen(ip: str, port: int | None) -> list[socket.socket]:
    """Listen at an address. Without a port, the default one or the next that is free."""
    tried = [port] if port is not None else list(range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED))
    for candidate in tried:
        try:
            return [_listener(ip.strip("[]"), candidate)]
        except OSError as refused:
            if refused.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise Misconfigured(
                    f"The server cannot listen on {ip}:{candidate}: {refused.strerror}.",
                    "Give an address of this machine with --ip, or leave it out.",
                ) from refused
    if port is not None:
        raise Misconfigured(
            f"Port {port} on {ip} is taken by another program, or not permitted.",
            "Choose another with --port, or leave --port out and the next free one is taken.",
        )
    raise Misconfigured(f"No port from {tried[0]} to {tried[-1]} is free on {ip}.", "Choose one with --port.")


def _listener(ip: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in ip else socket.AF_INET
    opened = socket.create_server((ip, port), family=family, backlog=128)
    opened.setblocking(False)
    return opened


def url_of(ip: str, sockets: Sequence[socket.socket], base_url: str, scheme: str = "http") -> str:
    """The address of a server for programs of the same machine, with a slash at its end."""
    port = sockets[0].getsockname()[1]
    reached = _EVERYWHERE.get(ip.strip("[]"), ip.strip("[]"))
    host = f"[{reached}]" if ":" in reached else reached
    return f"{scheme}://{host}:{port}{base_url}"


def public_url(names: Sequence[HostName], local: str, *, proxied: bool) -> str:
    """The address for browsers: by the first name if there is one, over TLS if a proxy or the server itself does that.

    `local` is what `url_of` says.
    """
    if not names:
        return local
    scheme, _, rest = local.partition("://")
    at, _, base = rest.partition("/")
    public = "https" if proxied else scheme
    port = names[0].port or (_USUAL[public] if proxied else int(at.rpartition(":")[2]))
    shown = "" if port == _USUAL[public] else f":{port}"
    return f"{public}://{names[0].name}{shown}/{base}"


def answers_to(ip: str, names: Sequence[HostName]) -> tuple[str, ...]:
    """All names that a server answers to: those it was given, those of this machine, the address it listens on."""
    bare = ip.strip("[]")
    own = () if bare in _EVERYWHERE else (f"[{bare}]" if ":" in bare else bare,)
    return tuple(dict.fromkeys([*(name.name for name in names), *LOOPBACK_NAMES, *own]))


def read_certificate(certificate: Path, key: Path) -> ssl.SSLContext:
    """What a server needs to speak TLS by itself. Raises `Misconfigured` when the two files do not make it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    for file in (certificate, key):
        try:
            file.open("rb").close()
        except OSError as error:
            raise Misconfigured(
                f"{file} cannot be read: {error.strerror}.",
                "--certificate wants the certificate with its chain, --key its key, both as PEM files that the user "
                "who starts the server may read.",
            ) from error
    try:
        # An empty password instead of a question on the terminal, which a service does not have.
        context.load_cert_chain(certificate, key, password="")
    except ssl.SSLError as error:
        reason = str(error.reason or error).replace("_", " ").lower()
        raise Misconfigured(
            f"{certificate} and {key} make no certificate: {reason}.",
            "Give the PEM files of a certificate and of its own key, the key without a password.",
        ) from error
    return context


def readable_by_others(ip: str, *, proxied: bool, encrypted: bool) -> str | None:
    """What to tell whoever starts a server whose passwords others could read on their way."""
    if is_loopback(ip) or proxied or encrypted:
        return None
    return (
        f"Passwords and everything else travel readable: the server listens on {ip} without encryption, and whoever is "
        "on the way can read along. Put it behind a proxy with TLS (--proxy), or give it a certificate (--certificate "
        "and --key)."
    )


def clean_base_url(given: str) -> str:
    """A base URL with a slash at both ends."""
    inside = given.strip("/")
    return f"/{inside}/" if inside else "/"
