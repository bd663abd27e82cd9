"""Requests that are being answered: each is counted, logged without a trace of who sent it, and let end."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import tornado.web
from tornado.httputil import HTTPServerRequest

from roleplay.server.logs import FIELDS
from roleplay.server.plain import StoppingHandler

if TYPE_CHECKING:
    from roleplay.server.metrics import Metrics

_log = logging.getLogger(__name__)

LOOK_S = 0.05
"""How often it is looked whether the last request has ended."""

QUIET = frozenset({"file", "health", "metrics", "pulse"})
"""Kinds of requests that say nothing about what people do; they are logged only where everything is."""


class Traffic(tornado.web.Application):
    """The web application, which knows what it is doing at the moment."""

    def __init__(self, metrics: Metrics, **settings: Any) -> None:
        super().__init__(**settings)
        self._metrics = metrics
        self._answering: WeakSet[HTTPServerRequest] = WeakSet()
        self.stopping = False
        """Whether nothing new is begun."""

    def get_handler_delegate(self, request: HTTPServerRequest, target_class: Any, *given: Any, **known: Any) -> Any:
        """A request has come: it is counted until it is answered, or refused when the server is stopping."""
        if self.stopping:
            return super().get_handler_delegate(request, StoppingHandler)
        self._answering.add(request)
        return super().get_handler_delegate(request, target_class, *given, **known)

    def log_request(self, handler: tornado.web.RequestHandler) -> None:
        """A request is answered."""
        request, status = handler.request, handler.get_status()
        self._answering.discard(request)
        kind = type(handler).__name__.removesuffix("Handler").lower()
        took = request.request_time()
        self._metrics.requests.labels(kind, f"{status // 100}xx").observe(took)
        level = logging.DEBUG if kind in QUIET and status < 500 else logging.INFO
        if status >= 500:
            level = logging.WARNING if status == 503 else logging.ERROR
        fields = {"method": request.method, "path": request.path, "status": status, "ms": round(took * 1000)}
        _log.log(level, "request", extra={FIELDS: fields})

    async def ended(self, limit_s: float) -> int:
        """Wait until all requests are answered, no longer than this; return how many are not."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + limit_s
        # Looked at again and again: a request whose client has gone is simply forgotten, and nobody says so.
        while self._answering and loop.time() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(LOOK_S)
        return len(self._answering)
