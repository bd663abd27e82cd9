"""The same notebook in JupyterLab, on one's own machine."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Page, expect

from tests import serving
from tests.browser.workbook import eventually

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
TOKEN = "only-for-this-test"
LAB_MS = 60_000


@pytest.fixture
def lab(tmp_path: Path, jupyter_free_environment: dict[str, str]) -> Iterator[str]:
    """The address of a JupyterLab with the notebooks in its folder and a data folder of its own."""
    notebooks = tmp_path / "notebooks"
    shutil.copytree(NOTEBOOKS, notebooks)
    port = serving.free_port()
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}", "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={notebooks}", "--allow-root",
        "--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip
    log = (tmp_path / "lab.log").open("wb")
    process = subprocess.Popen(
        command,
        env={**jupyter_free_environment, "ROLEPLAY_DATA": str(tmp_path / "data")},
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        cwd=notebooks,
        start_new_session=True,
    )

    def answers() -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api?token={TOKEN}", timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            return False

    try:
        assert eventually(answers, 60), (tmp_path / "lab.log").read_text()
        yield f"http://127.0.0.1:{port}"
    finally:
        family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
        os.killpg(process.pid, signal.SIGTERM)
        psutil.wait_procs(family[:1], timeout=10)
        for member in family:
            if member.is_running():
                member.kill()
        process.wait()
        log.close()


def test_the_notebook_plays_in_jupyterlab(lab: str, page: Page) -> None:
    """In JupyterLab a scenario can be started and answered; the address bar stays JupyterLab's own."""
    page.set_default_timeout(LAB_MS)
    page.goto(f"{lab}/lab/tree/trainee.ipynb?token={TOKEN}")
    expect(page.locator(".jp-Notebook .jp-CodeCell")).to_be_visible(timeout=LAB_MS)
    expect(page.get_by_role("button", name="Python 3 (ipykernel) | Idle")).to_be_visible(timeout=LAB_MS)
    page.locator(".jp-CodeCell .cm-content").click()
    page.keyboard.press("Shift+Enter")
    stage = page.locator(".rp-stage")
    expect(stage.get_by_role("heading", name="Disclosure")).to_be_visible(timeout=LAB_MS)
    address, title = page.url, page.title()
    stage.get_by_role("link", name="The first question").click()
    expect(stage.get_by_role("heading", level=1)).to_have_text("The first question")
    stage.get_by_role("button", name="Start", exact=True).click()
    stage.get_by_role("button", name="Begin without writing").click()
    choices = stage.locator(".rp-choice")
    expect(choices.first).to_be_visible()
    said = choices.first.inner_text().split("\n")[-1]
    choices.first.click()
    expect(stage.get_by_role("log")).to_contain_text(said)
    expect(stage.get_by_role("note")).to_be_visible()
    assert page.url == address
    assert page.title() == title
    assert os.environ.get("ROLEPLAY_DATA") is None


def test_a_module_is_read_and_checked_in_jupyterlab(lab: str, page: Page) -> None:
    """Its readings are cells; below them is what is to be done, and its check opens, is answered and leads back."""
    page.set_default_timeout(LAB_MS)
    page.goto(f"{lab}/lab/tree/modules/01-role-and-recovery.ipynb?token={TOKEN}")
    expect(page.get_by_role("heading", name="The hole and the ladder")).to_be_visible(timeout=LAB_MS)
    expect(page.get_by_role("button", name="Python 3 (ipykernel) | Idle")).to_be_visible(timeout=LAB_MS)
    page.locator(".lm-MenuBar-itemLabel", has_text=re.compile("^Run$")).click()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Run All Cells$")).click()
    stage = page.locator(".rp-stage")
    expect(stage.get_by_role("heading", name="Now you")).to_be_attached(timeout=LAB_MS)
    address = page.url
    stage.get_by_role("link", name="Open the check").click()
    expect(stage.get_by_role("heading", level=1)).to_have_text("Check: The role, and recovery")
    stage.get_by_role("button", name="Begin", exact=True).press("Enter")
    stage.get_by_role("radio").or_(stage.get_by_role("checkbox")).first.check()
    stage.get_by_role("button", name="Answer", exact=True).press("Enter")
    expect(stage.locator(".rp-reasons > li").first).to_be_visible()
    stage.get_by_role("link", name="The role, and recovery").click()
    expect(stage.get_by_role("heading", name="Now you")).to_be_visible()
    assert page.url == address
