"""How a server stands, as a program of the same machine can find out: from its run folder, and by asking it."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

import sqlalchemy as sa
from prometheus_client.parser import text_string_to_metric_families

from roleplay.errors import RoleplayError
from roleplay.server.memory import family, pss_mib
from roleplay.server.run import RunFolder, Running
from roleplay.services.database import database_url
from roleplay.services.runtime import read_runtime
from roleplay.store import connect
from roleplay.store.connection import make_engine

PATIENCE_S = 10.0
"""A server that has not answered after this long does not."""


@dataclass(frozen=True)
class Database:
    """Where everything is kept."""

    kind: str
    """`sqlite` or `postgresql`."""

    size: int | None
    """In bytes; None when it could not be found out."""


@dataclass(frozen=True)
class Standing:
    """How a server stands."""

    healthy: bool
    """Whether it answers, and its database."""

    kernels: dict[str, int]
    """How many in each state, and `most`; empty if it did not tell."""

    people: int | None
    """How many people have a page open; None when it could not be found out."""

    memory_mib: float | None
    """What it takes together with all kernels; None where nobody tells."""


def ask(running: Running, path: str, token: str = "") -> tuple[int, str]:
    """Ask a running server; `path` is below its base URL. Status and text. Raises `OSError` when nobody answers."""
    parts = urlsplit(running.local)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        if parts.scheme == "https":
            connection: HTTPConnection = HTTPSConnection(
                parts.hostname or "", parts.port, timeout=PATIENCE_S, context=_only(Path(running.certificate))
            )
        else:
            connection = HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE_S)
        try:
            connection.request("GET", f"{parts.path}{path}", headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        finally:
            connection.close()
    except HTTPException as error:
        raise OSError(str(error)) from error


def _only(certificate: Path) -> ssl.SSLContext:
    """Believe the server's own certificate and no other, whatever name it was made for."""
    context = ssl.create_default_context(cafile=str(certificate))
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def standing(folder: RunFolder, running: Running) -> Standing:
    """How a running server stands now."""
    try:
        healthy = ask(running, "healthz")[0] == 200
        status, text = ask(running, "metrics", folder.metrics_token())
    except OSError:
        healthy, status, text = False, 0, ""
    return Standing(healthy, _kernels(text) if status == 200 else {}, _people(folder), pss_mib(family(running.pid)))


def _kernels(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for metric in text_string_to_metric_families(text):
        for sample in metric.samples:
            if sample.name == "roleplay_kernels":
                found[sample.labels["state"]] = int(sample.value)
            elif sample.name == "roleplay_kernels_most":
                found["most"] = int(sample.value)
    return found


def _people(folder: RunFolder) -> int | None:
    try:
        return len({binding.person_id for binding in connect(used_database(folder)).bindings()})
    except RoleplayError:
        return None


def used_database(folder: RunFolder) -> str:
    """URL of the database of the server that runs, or of the one in the data folder when none does."""
    try:
        return read_runtime(folder.kernel_file).database
    except RoleplayError:
        return database_url(folder.path.parent)


def look_at(url: str) -> Database:
    """What a database is, and how large."""
    engine = make_engine(url)
    kind = engine.dialect.name
    if kind == "sqlite":
        file = Path(engine.url.database or "")
        parts = [file, *(file.with_name(f"{file.name}{side}") for side in ("-wal", "-shm"))]
        sizes = [part.stat().st_size for part in parts if part.is_file()]
        return Database(kind, sum(sizes) if sizes else None)
    try:
        with engine.connect() as connection:
            return Database(kind, connection.scalar(sa.text("SELECT pg_database_size(current_database())")))
    except (sa.exc.SQLAlchemyError, RoleplayError):
        return Database(kind, None)
