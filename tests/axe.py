"""What axe finds on a page that a browser shows."""

from __future__ import annotations

from collections.abc import Sequence

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

COLOURS = ("color-contrast", "link-in-text-block")
"""The rules that depend on the theme. Where a page is looked at in light and in dark, the others are asked once."""


def faults(page: Page, *, rules: Sequence[str] = (), tags: Sequence[str] = ()) -> list[str]:
    """What breaks one of these rules, or a rule with one of these tags, or without both any rule; in a line each."""
    if not page.evaluate("'axe' in window"):  # the script is large: once for each document
        page.evaluate(AXE_SCRIPT)
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": list(tags)}
    options = {"resultTypes": ["violations"], "preload": False, **({"runOnly": only} if rules or tags else {})}
    found = page.evaluate("(options) => axe.run(document, options).then((results) => results.violations)", options)
    return [f"{one['id']}: {node['target']} {node.get('failureSummary', '')}" for one in found for node in one["nodes"]]
