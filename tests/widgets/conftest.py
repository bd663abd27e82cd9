"""Browser contexts for looking at the stage."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A profile of its own with a large window, and without motion so that nothing moves while it is looked at."""
    made = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield made
    made.close()


@pytest.fixture(params=["light", "dark"])
def themed(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """The same in both themes."""
    made = browser.new_context(
        viewport={"width": 1280, "height": 900}, reduced_motion="reduce", color_scheme=request.param
    )
    yield made
    made.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """The smallest phone that is promised."""
    made = browser.new_context(
        viewport={"width": 320, "height": 568}, reduced_motion="reduce", is_mobile=True, has_touch=True
    )
    yield made
    made.close()
