"""Browser contexts for looking at the stage. A module's tests use the same ones, which each leaves as new."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeAlias

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.widgets.page import forget, leave

LARGE = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
SMALL = {"viewport": {"width": 320, "height": 568}, "reduced_motion": "reduce", "is_mobile": True, "has_touch": True}

Lend: TypeAlias = Callable[..., AbstractContextManager[BrowserContext]]


@pytest.fixture(scope="module")
def lend(browser: Browser) -> Iterator[Lend]:
    """Lend a profile with some options to one test after the other."""
    idle: dict[str, BrowserContext] = {}

    @contextmanager
    def lent(**options: Any) -> Iterator[BrowserContext]:
        made = idle.pop(str(options), None) or browser.new_context(**options)
        yield made
        if leave(made, **options):
            idle[str(options)] = made
        else:
            forget(made)

    yield lent
    for made in idle.values():
        forget(made)


@pytest.fixture
def context(lend: Lend) -> Iterator[BrowserContext]:
    """A profile with a large window, and without motion so that nothing moves while it is looked at."""
    with lend(**LARGE) as lent:
        yield lent


@pytest.fixture(params=["light", "dark"])
def themed(lend: Lend, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """The same in both themes."""
    with lend(**LARGE, color_scheme=request.param) as lent:
        yield lent


@pytest.fixture
def phone(lend: Lend) -> Iterator[BrowserContext]:
    """The smallest phone that is promised."""
    with lend(**SMALL) as lent:
        yield lent
