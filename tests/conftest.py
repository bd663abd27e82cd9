"""What many tests share: a data folder, a running server, a real browser."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import chromium, serving
from tests.serving import Server

settings.register_profile("workbook", deadline=None)  # speed is measured by `make bench`, never by a test
settings.load_profile("workbook")

expect.set_options(timeout=20_000)  # a failing test may take long; on a busy machine a good one must not fail


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors, and four at the most: whoever has a browser or a server in front waits much."""
    return min(4, (os.cpu_count() or 1) + 1)


SLOW_FIRST = ("browser", "server", "packaging", "widgets")
"""Folders whose files take minutes rather than seconds: begun last, one of them would keep all other workers waiting."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays until the end: the collector need not go through it all again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.collect()
        gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long come first, else everything stays in its order (with `--no-loadscope-reorder`)."""
    here = Path(__file__).parent
    rank = {folder: place for place, folder in enumerate(SLOW_FIRST)}

    def place(item: pytest.Item) -> int:
        folder = item.path.relative_to(here).parts[0] if item.path.is_relative_to(here) else ""
        return rank.get(folder, len(rank))

    items.sort(key=place)


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The system's Chromium; without one the browser tests fail and say what to install."""
    return chromium.require()


# A module's, not the session's: Playwright's sync API leaves an event loop running in the thread while it is open, and
# a test in another module that starts a loop of its own would fail.
@pytest.fixture(scope="module")
def browser(chromium_path: Path) -> Iterator[Browser]:
    """A headless Chromium that makes no requests of its own."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium_path, args=list(chromium.FLAGS))
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page in a profile of its own, 1280 by 800."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture
def free_port() -> int:
    """A port of 127.0.0.1 that nobody listened on a moment ago."""
    return serving.free_port()


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """The path of a data folder that does not exist yet."""
    return tmp_path / "data"


@pytest.fixture
def jupyter_free_environment(tmp_path: Path) -> dict[str, str]:
    """This process's environment without anybody's Jupyter or IPython settings."""
    own = {
        "IPYTHONDIR": str(tmp_path / "ipython"),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "jupyter-config"),
        "JUPYTER_DATA_DIR": str(tmp_path / "jupyter-data"),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "jupyter-runtime"),
        "PYTHONUNBUFFERED": "1",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER_", "ROLEPLAY_"))}
    return {**kept, **own}


@pytest.fixture
def server(tmp_path: Path, data_dir: Path, jupyter_free_environment: dict[str, str]) -> Iterator[Callable[..., Server]]:
    """Start servers: `server(*arguments, data=..., port=..., env=..., program=...)` gives a `Server` that is ready.

    All are ended with the test. A second call with the same data folder is how a restart is tested. `program` is the
    command `roleplay` of another environment than the tests' own.
    """
    started: list[Server] = []

    def start(
        *arguments: str,
        data: Path = data_dir,
        port: int | None = None,
        env: dict[str, str] | None = None,
        program: Sequence[str] = serving.ROLEPLAY,
    ) -> Server:
        chosen = serving.free_port() if port is None else port
        command = [*program, "serve", "--no-browser", "--port", str(chosen), "--data", str(data), *arguments]
        log_path = tmp_path / f"server-{len(started)}.log"
        ready = serving.start(command, chosen, data, log_path, {**jupyter_free_environment, **(env or {})})
        started.append(ready)
        return ready

    yield start
    for running in started:
        running.stop()
