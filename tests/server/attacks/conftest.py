"""Whole workbooks with accounts, whose kernels come to be in every way there is."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.workbook import write_library
from tests.server.attacks.pages import Opened
from tests.server.players import Workbook
from tests.server.visiting import House

COLD = {
    "forked, cold": ("--kernels", "fork", "--preheat", "0"),
    "spawned, cold": ("--kernels", "spawn", "--preheat", "0"),
}
RESERVE = {
    "forked, in reserve": ("--kernels", "fork", "--preheat", "2"),
    "spawned, in reserve": ("--kernels", "spawn", "--preheat", "2"),
}
WAYS = {**COLD, **RESERVE}


def write_settings(folder: Path) -> None:
    """Settings that Voilà and Jupyter would follow, and open a stock installation to everybody."""
    folder.mkdir()
    stock = {"template": "lab", "allow_template_override": "YES", "show_tracebacks": True, "strip_sources": False}
    voila = {"Voila": {"ip": "0.0.0.0", "tornado_settings": {"cookie_secret": "known"}}, "VoilaConfiguration": stock}
    jupyter = {"IdentityProvider": {"token": "known"}, "ServerApp": {"disable_check_xsrf": True, "allow_origin": "*"}}
    (folder / "voila.json").write_text(json.dumps(voila))
    (folder / "jupyter_server_config.json").write_text(json.dumps(jupyter))
    (folder / "jupyter_config.json").write_text(json.dumps({**voila, **jupyter}))


@pytest.fixture(scope="session")
def workbook_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], House]]:
    """The workbook whose kernels come to be in this way; started when first asked for."""
    started: dict[str, Workbook] = {}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER_", "ROLEPLAY_"))}

    def of(way: str) -> House:
        if way not in started:
            folder = tmp_path_factory.mktemp("attacked")
            library = write_library(folder / "library")
            for place in ("jupyter", "workbook"):  # where Jupyter looks, and where the server is started
                write_settings(folder / place)
            environment = {**kept, "IPYTHONDIR": str(folder / "ipython"), "JUPYTER_CONFIG_DIR": str(folder / "jupyter")}
            started[way] = Workbook(folder / "workbook", 0, environment, "--library", str(library), *WAYS[way])
        return started[way].house

    yield of
    for workbook in started.values():
        workbook.stop()


@pytest.fixture(params=list(WAYS))
def workbook(request: pytest.FixtureRequest, workbook_of: Callable[[str], House]) -> House:
    """Each of them."""
    return workbook_of(request.param)


@pytest.fixture(params=list(RESERVE))
def stocked(request: pytest.FixtureRequest, workbook_of: Callable[[str], House]) -> House:
    """Each of those that keep kernels in reserve."""
    return workbook_of(request.param)


@pytest.fixture
def one_workbook(workbook_of: Callable[[str], House]) -> House:
    """One of them, where it does not matter how kernels come to be."""
    return workbook_of("forked, in reserve")


@pytest.fixture
def opened() -> Iterator[Callable[..., Opened]]:
    """Open pages that are closed with the test."""
    pages: list[Opened] = []

    def open_page(*given: object, **known: object) -> Opened:
        pages.append(Opened(*given, **known))  # type: ignore[arg-type]
        return pages[-1]

    yield open_page
    for page in pages:
        page.closes()
