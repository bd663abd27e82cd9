"""A server on a real store, with tiny notebooks, in a process of its own: `python -m tests.server.house --data DIR`.

Prints one line of JSON when it answers: its URL and the ids of its people.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from pathlib import Path

from roleplay.identity import Role
from roleplay.server import kernels
from roleplay.server.app import RoleplayServer, Settings
from roleplay.server.listening import clean_base_url, listen, url_of
from roleplay.server.logs import keep_log
from roleplay.server.page import DESK_ROLES, FirstPaint, Page
from roleplay.server.proxies import network
from roleplay.server.render import PageRenderer
from roleplay.server.run import RunFolder
from roleplay.services.runtime import Runtime
from roleplay.store import PersonRow, open_store, sqlite_url

HERE = Path(__file__).parent
OTHER = "somebody-else"
EVALUATOR = "an-evaluator"


def first_paint(path: str, person: PersonRow) -> FirstPaint:
    """Says back what it was asked, with characters that HTML would take for its own."""
    return FirstPaint(f"At {path} & more", f"<Welcome> {person.name}", ("A setting.", "A note: <b>not bold</b>."))


_cold = kernels._cold


async def breaking_off(renderer: PageRenderer, kernel_id: str, kernel: object) -> AsyncGenerator[str]:
    """As the real one, but a page that is to break off half way does."""
    async for snippet in _cold(renderer, kernel_id, kernel):
        yield snippet
        if renderer.notebook_path.endswith("halfway.ipynb"):
            raise RuntimeError("its kernel is gone")


def main() -> None:
    """Run until a signal comes."""
    options = argparse.ArgumentParser()
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--base-url", default="/")
    options.add_argument("--preheat", type=int, default=0)
    options.add_argument("--start", type=float, default=None)
    options.add_argument("--alone", type=float, default=150.0)
    options.add_argument("--ping", type=float, default=30.0)
    options.add_argument("--kernels", choices=["fork", "spawn"], default="fork")
    options.add_argument("--each", type=int, default=100)
    options.add_argument("--in-all", type=int, default=None)
    options.add_argument("--drain", type=float, default=10.0)
    options.add_argument("--proxy", action="append", default=[])
    options.add_argument("--log", choices=["text", "json"], default=None)
    options.add_argument("--nobody-else", action="store_true", help="without anybody beside the owner")
    given = options.parse_args()
    kernels._cold = breaking_off
    if given.log is not None:
        keep_log(given.log, "debug")
    ahead = given.data / "ahead"  # how many seconds the clock of the reserve is put forward
    sockets = listen("127.0.0.1", given.port)
    run_folder = RunFolder(given.data)
    run_folder.claim()
    database = sqlite_url(given.data / "roleplay.db")
    store = open_store(database, given.data / "backups", lambda: datetime.now(UTC))
    for person in (
        PersonRow(OTHER, "Somebody Else", frozenset({Role.TRAINEE})),
        PersonRow(EVALUATOR, "An Evaluator", frozenset({Role.EVALUATOR})),
    ):
        if not given.nobody_else and store.person(person.id) is None:
            store.add_person(person)
    base_url = clean_base_url(given.base_url)
    url = url_of("127.0.0.1", sockets, base_url)
    settings = Settings(
        store=store,
        pages=[
            Page("/learn", HERE / "tiny.ipynb", "Learn", files=HERE),
            Page("/desk", HERE / "tiny.ipynb", "Desk", DESK_ROLES, preheat=False),
            Page("/broken", HERE / "broken.ipynb", "Broken", preheat=False),
            Page("/halfway", HERE / "halfway.ipynb", "Half way", preheat=False),
            Page("/unknown", HERE / "unknown.ipynb", "Unknown", preheat=False),
            Page("/tables", HERE / "tables.ipynb", "Tables", preheat=False),
        ],
        run_folder=run_folder,
        runtime=Runtime(database, given.data),
        first_paint=first_paint,
        base_url=base_url,
        preheat=given.preheat,
        now=lambda: time.monotonic() + (float(ahead.read_text()) if ahead.exists() else 0.0),
        start_s=given.start,
        alone_s=given.alone,
        ping_s=given.ping,
        forks=given.kernels == "fork",
        each=given.each,
        in_all=given.in_all,
        drain_s=given.drain,
        proxies=[network(one) for one in given.proxy],
    )
    ready = json.dumps({"url": url, "local": store.local_person().id})
    asyncio.run(RoleplayServer(settings, sockets, url).serve(lambda: print(ready, flush=True)))


if __name__ == "__main__":
    main()
