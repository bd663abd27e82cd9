"""Where the server listens: on this machine only, at the port that was asked for or the next free one."""

from __future__ import annotations

import errno
import ipaddress
import socket

from roleplay.errors import Misconfigured

DEFAULT_PORT = 8866
PORTS_TRIED = 20
"""How many ports are tried when none was asked for."""


def require_loopback(ip: str) -> None:
    """Raise `Misconfigured` for an address that other machines could reach."""
    try:
        local = ip == "localhost" or ipaddress.ip_address(ip.strip("[]")).is_loopback
    except ValueError:
        local = False
    if not local:
        raise Misconfigured(
            f"The server cannot listen on {ip}: other machines could reach it, and there are no accounts yet.",
            "Leave --ip out, or use 127.0.0.1.",
        )


def listen(ip: str, port: int | None) -> list[socket.socket]:
    """Listen on this machine. Without a port, the default one or the next that is free."""
    require_loopback(ip)
    tried = [port] if port is not None else list(range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED))
    for candidate in tried:
        try:
            return [_listener(ip.strip("[]"), candidate)]
        except OSError as refused:
            if refused.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise Misconfigured(f"The server cannot listen on {ip}:{candidate}: {refused.strerror}.") from refused
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


def url_of(ip: str, sockets: list[socket.socket], base_url: str) -> str:
    """The address of a server for a browser, with a slash at its end."""
    port = sockets[0].getsockname()[1]
    host = f"[{ip}]" if ":" in ip and not ip.startswith("[") else ip
    return f"http://{host}:{port}{base_url}"


def clean_base_url(given: str) -> str:
    """A base URL with a slash at both ends."""
    inside = given.strip("/")
    return f"/{inside}/" if inside else "/"
