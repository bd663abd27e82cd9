"""One running workbook for each module of browser tests, and people in front of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.witness import LOG_TOLD
from tests.browser.workbook import Trainee, Workbook, new_context, witnesses, write_library


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell what pages and server of a failed test went through."""
    report = yield
    if report.failed:
        report.sections.extend((f"page {number}", one.told()) for number, one in enumerate(witnesses, 1))
        workbook: Workbook | None = getattr(item, "funcargs", {}).get("workbook")
        if workbook is not None:
            report.sections.append(("server", workbook.server.log[-LOG_TOLD:]))
    return report


@pytest.fixture(autouse=True)
def no_script_fails() -> Iterator[None]:
    """No script of a page may break off with an error that nobody has caught: half of the page would not work."""
    witnesses.clear()
    yield
    assert [error for one in witnesses for error in one.errors] == []


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbook]:
    """A workbook that runs, with the shipped library and the tests' own short scenario."""
    folder = tmp_path_factory.mktemp("workbook")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER_", "ROLEPLAY_"))}
    own = {
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_CONFIG_DIR": str(folder / "jupyter-config"),
        "JUPYTER_DATA_DIR": str(folder / "jupyter-data"),
        "PYTHONUNBUFFERED": "1",
    }
    opened = Workbook(folder, {**kept, **own})
    write_library(opened.library)
    opened.start()
    yield opened
    opened.server.stop()


@pytest.fixture
def visit(workbook: Workbook, browser: Browser) -> Iterator[Callable[..., Trainee]]:
    """Somebody with a browser profile of their own, not signed in yet: `visit(color_scheme="dark")`."""
    opened = []

    def come(**options: object) -> Trainee:
        opened.append(new_context(browser, **options))
        return Trainee(workbook, opened[-1].new_page())

    yield come
    for context in opened:
        context.close()


@pytest.fixture
def trainee(visit: Callable[..., Trainee]) -> Trainee:
    """Somebody who comes in when they first open an address: a page is not made only to be left."""
    return visit()


@pytest.fixture
def new_day(workbook: Workbook) -> Callable[[], None]:
    """End the server as somebody does in the evening, and start it the next morning."""

    def sleep() -> None:
        workbook.server.stop()
        workbook.start()

    return sleep
