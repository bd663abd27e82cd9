"""The headers that every answer carries, whoever wrote it."""

from __future__ import annotations

from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import OutputTransform


def content_security_policy(host: str, protocol: str) -> str:
    """What a page may load: files of this server, and nothing that stands in the page itself.

    `host` is the Host header, which was checked before. WebSockets are named because older Safari does not count them
    to 'self'. Both kinds are, unless it is known that the page came encrypted: there may be a tunnel with TLS in front.
    """
    sockets = f"wss://{host}" if protocol == "https" else f"ws://{host} wss://{host}"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            f"connect-src 'self' {sockets}",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class SecurityHeaders(OutputTransform):
    """Puts them on as the first chunk leaves, so that no handler can forget them."""

    def __init__(self, request: HTTPServerRequest) -> None:
        super().__init__(request)
        self._host = request.host
        self._protocol = request.protocol

    def transform_first_chunk(
        self,
        status_code: int,
        headers: HTTPHeaders,
        chunk: bytes,
        finishing: bool,  # noqa: FBT001 - tornado's signature
    ) -> tuple[int, HTTPHeaders, bytes]:
        """Set the headers; a handler's own value of the same header does not stand, but for what caches may keep."""
        del finishing
        headers["Content-Security-Policy"] = content_security_policy(self._host, self._protocol)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        # Not "no-referrer": then browsers send "Origin: null", and the beacon of a closing tab could not be told apart.
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        headers.setdefault("Cache-Control", "no-store")
        headers.pop("Server", None)
        return status_code, headers, chunk
