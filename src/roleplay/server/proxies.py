"""Requests that a proxy passes on: who sent them, and whether they came encrypted.

Everybody can write X-Forwarded-For and X-Forwarded-Proto. They are believed when they come from a proxy that the server
was told of, judged by the other end of the connection, and from nobody else. No other header of that kind is looked at;
the name that the browser asked for has to stand in Host, where a proxy leaves it if it is told to.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Any, cast

from tornado.httpserver import HTTPServer
from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPMessageDelegate,
    HTTPServerRequest,
    RequestStartLine,
    ResponseStartLine,
)

from roleplay.errors import Misconfigured

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via")
"""What tells that a request was passed on by somebody."""

IDLE_S = 120.0
"""How long a line may be open on which nobody asks anything, or somebody only begins to."""

BODY_S = 30.0
"""How long a form may take to arrive; none is large."""


def network(given: str) -> Network:
    """The addresses of a proxy, `10.0.0.5` or `10.0.0.0/24`. Raises `Misconfigured` for anything else."""
    try:
        return ipaddress.ip_network(given.strip(), strict=False)
    except ValueError as error:
        raise Misconfigured(
            f'"{given}" is no address of a proxy.', "Give its IP address, such as 127.0.0.1, or a range: 10.0.0.0/24."
        ) from error


def trusts(proxies: Sequence[Network], address: str) -> bool:
    """Whether an address is that of a proxy."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return any(found in one for one in proxies)


def sender(proxies: Sequence[Network], peer: str, forwarded_for: str) -> str:
    """The address of whoever sent a request to the first of our proxies, as the proxies tell it.

    Each proxy adds, at the end, from whom it has the request. What stands before was written by who knows whom.
    """
    believed = peer
    for told in reversed([one.strip() for one in forwarded_for.split(",")]):
        try:
            believed = str(ipaddress.ip_address(told))
        except ValueError:
            break
        if not trusts(proxies, believed):
            break
    return believed


def is_direct_from_here(request: HTTPServerRequest) -> bool:
    """Whether a program of this very machine asks, and not a proxy on it for somebody else."""
    try:
        local = ipaddress.ip_address(request.remote_ip or "").is_loopback
    except ValueError:
        return False
    return local and not any(name in request.headers for name in FORWARDED)


class Front(HTTPServer):
    """Takes requests, believes what proxies say of them, and does not wait for ever for one that never ends."""

    def initialize(self, request_callback: Any, proxies: Sequence[Network] = (), **known: Any) -> None:  # type: ignore[override]
        """As tornado's own, with the proxies."""
        super().initialize(request_callback, idle_connection_timeout=IDLE_S, body_timeout=BODY_S, **known)
        self.proxies = tuple(proxies)

    def start_request(self, server_conn: object, request_conn: HTTPConnection) -> HTTPMessageDelegate:
        """A request begins."""
        delegate = super().start_request(server_conn, request_conn)
        context = cast("Any", request_conn).context
        return _Forwarded(delegate, context, self.proxies) if trusts(self.proxies, context.remote_ip) else delegate


class _Forwarded(HTTPMessageDelegate):
    """A request from a proxy. What it says holds for this request; the next on the same line may be another's."""

    def __init__(self, delegate: HTTPMessageDelegate, context: Any, proxies: Sequence[Network]) -> None:
        self._delegate = delegate
        self._context = context
        self._proxies = proxies
        self._own = (context.remote_ip, context.protocol)

    def headers_received(self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders) -> Any:
        peer, _ = self._own
        self._context.remote_ip = sender(self._proxies, peer, headers.get("X-Forwarded-For", peer))
        told = headers.get("X-Forwarded-Proto", "").rpartition(",")[2].strip().lower()
        if told in {"http", "https"}:
            self._context.protocol = told
        return self._delegate.headers_received(start_line, headers)

    def data_received(self, chunk: bytes) -> Any:
        return self._delegate.data_received(chunk)

    def finish(self) -> None:
        self._delegate.finish()
        self._context.remote_ip, self._context.protocol = self._own

    def on_connection_close(self) -> None:
        self._delegate.on_connection_close()
        self._context.remote_ip, self._context.protocol = self._own
