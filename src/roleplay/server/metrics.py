"""What the server counts, for Prometheus and for `roleplay status`. Nothing in it tells one person from another."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from prometheus_client import (
    CONTENT_TYPE_PLAIN_0_0_4,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

from roleplay.server.plain import PlainHandler
from roleplay.server.proxies import is_direct_from_here

LATENCIES_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""The upper ends of the histogram's steps."""

STATES = ("connected", "alone", "reserve")
"""Of kernels: with a page, without one at the moment, and with none yet."""


class Metrics:
    """The counters of one server."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        """Its own: jupyter_server puts dozens of numbers that nobody asked for into the common one."""
        known: dict[str, Any] = {"registry": self.registry}
        self.requests = Histogram(
            "roleplay_request_seconds", "How long requests took.", ["kind", "status"], buckets=LATENCIES_S, **known
        )
        self._sign_ins = Counter("roleplay_sign_ins", "Attempts to sign in.", ["result"], **known)
        self._pages = Counter("roleplay_pages_opened", "Pages opened, by where from.", ["by"], **known)
        self._refused = Counter("roleplay_pages_refused", "Pages refused, by whose limit.", ["limit"], **known)
        self._store_errors = Counter(
            "roleplay_store_errors", "Errors of the database that the server itself met.", **known
        )
        self._kernels = Gauge("roleplay_kernels", "Kernels that run.", ["state"], **known)
        self._most = Gauge("roleplay_kernels_most", "How many kernels visitors may have.", **known)
        self._start = Gauge("roleplay_start_time_seconds", "When the server started, in seconds since 1970.", **known)
        self._start.set_to_current_time()
        for result in ("ok", "failed"):
            self._sign_ins.labels(result)
        for limit in ("person", "all"):
            self._refused.labels(limit)
        for way in ("reserve", "start"):
            self._pages.labels(way)
        ProcessCollector(registry=self.registry)

    def sign_in(self, *, ok: bool) -> None:
        """Somebody has signed in, or tried to."""
        self._sign_ins.labels("ok" if ok else "failed").inc()

    def page_opened(self, *, from_reserve: bool) -> None:
        """Somebody has a page."""
        self._pages.labels("reserve" if from_reserve else "start").inc()

    def page_refused(self, *, own: bool) -> None:
        """Somebody did not get one: there are too many of theirs, or of everybody's."""
        self._refused.labels("person" if own else "all").inc()

    def watch(self, kernels: Callable[[], Mapping[str, int]], most: Callable[[], int]) -> None:
        """Ask for the number of kernels by state, and for how many there may be, whenever somebody wants to know."""
        for state in STATES:
            self._kernels.labels(state).set_function(lambda state=state: float(kernels().get(state, 0)))  # type: ignore[misc]
        self._most.set_function(lambda: float(most()))

    def watch_store(self) -> Callable[[], None]:
        """Count every error of a database from now on, and return what ends that.

        A row that is there already is no trouble of the database; it is how two who come at once are told apart.
        """

        def note(context: sa.ExceptionContext) -> None:
            if not isinstance(context.original_exception, self._expected(context)):
                self._store_errors.inc()

        sa.event.listen(sa.Engine, "handle_error", note)
        return lambda: sa.event.remove(sa.Engine, "handle_error", note)

    @staticmethod
    def _expected(context: sa.ExceptionContext) -> type[BaseException]:
        dialect = context.dialect
        expected: type[BaseException] = dialect.loaded_dbapi.IntegrityError
        return expected

    def text(self) -> bytes:
        """All of it as Prometheus reads it."""
        return generate_latest(self.registry)


class MetricsHandler(PlainHandler):
    """The counters, for programs of this machine and for whoever has the token of `run/metrics_token`."""

    def get(self) -> None:
        """All counters as text; for anybody else there is nothing here."""
        if not (is_direct_from_here(self.request) or self._has_token()):
            self.send_error(404)
            return
        self.set_header("Content-Type", CONTENT_TYPE_PLAIN_0_0_4)
        self.finish(self.server.metrics.text())

    def _has_token(self) -> bool:
        kind, _, token = self.request.headers.get("Authorization", "").partition(" ")
        return kind == "Bearer" and hmac.compare_digest(token.encode(), self.server.run_folder.metrics_token().encode())
