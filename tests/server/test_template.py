"""The template: its colours, its words, and what must not be in it."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from roleplay.identity import Role
from roleplay.server.assets import BUILT_FOLDER, STATIC_FOLDER, TEMPLATE_FOLDER, words
from roleplay.server.page import FirstPaint
from roleplay.server.plain import PLACES, plain_page
from roleplay.server.render import FIRST_MARK, TITLE_MARK, fill
from roleplay.services.auditing import Deed

CSS = (STATIC_FOLDER / "page.css").read_text(encoding="utf-8")
THEMES = {
    name: dict(re.findall(r"--rp-([\w-]+): (#\w{6});", block))
    for name, block in re.findall(r':root\[data-theme="(\w+)"\] \{(.*?)\n\}', CSS, re.DOTALL)
}
SURFACES = ("paper", "raised", "note", "accent-soft", "warm-soft", "good-soft", "harm-soft")
TEXTS = ("ink", "ink-soft", "accent", "warm", "good", "harm", "note-ink")
LINES = ("edge", "focus")


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG 2.2 defines it, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_on_every_surface(theme: str) -> None:
    """Every text colour has at least 4.5:1 on every surface, lines that carry meaning 3:1 (WCAG 2.2 AA)."""
    colours = THEMES[theme]
    for surface in SURFACES:
        for text in TEXTS:
            assert contrast(colours[text], colours[surface]) >= 4.5, (text, surface)
        for line in LINES:
            assert contrast(colours[line], colours[surface]) >= 3, (line, surface)
    assert contrast(colours["accent-ink"], colours["accent"]) >= 4.5


def test_the_system_and_the_chosen_theme_are_the_same() -> None:
    """Dark by the system's preference is the dark that can be chosen, and light likewise."""
    media = re.search(r"@media \(prefers-color-scheme: dark\) \{\s*:root \{(.*?)\n  \}", CSS, re.DOTALL)
    root = re.search(r"^:root \{(.*?)\n\}", CSS, re.DOTALL | re.MULTILINE)
    assert media is not None
    assert root is not None
    assert dict(re.findall(r"--rp-([\w-]+): (#\w{6});", media[1])) == THEMES["dark"]
    assert dict(re.findall(r"--rp-([\w-]+): (#\w{6});", root[1])) == THEMES["light"]


WRITTEN = [path for path in sorted(TEMPLATE_FOLDER.rglob("*.*")) if BUILT_FOLDER not in path.parents]


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.name))
def test_nothing_is_asked_from_another_host(path: object) -> None:
    """No file of the template names another host; the one address in it is the name of SVG."""
    text = (TEMPLATE_FOLDER / str(path)).read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|//[a-z]+\.[a-z]|url\(", text), path


@pytest.mark.parametrize("path", sorted(TEMPLATE_FOLDER.glob("*.j2")), ids=lambda path: str(path.name))
def test_there_is_no_inline_script(path: object) -> None:
    """Scripts are files, and no element has a handler in its markup: the policy allows neither."""
    text = (TEMPLATE_FOLDER / str(path)).read_text(encoding="utf-8")
    for tag, body in re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL):
        assert 'src="' in tag or "json" in tag, tag
        assert not body or "json" in tag, body
    assert not re.search(r"\son\w+=", text)


def test_every_word_is_used_and_every_word_that_is_used_exists() -> None:
    """The texts of the pages and the places that show them agree."""
    source = "".join(path.read_text(encoding="utf-8") for path in TEMPLATE_FOLDER.glob("*.j2"))
    folder = TEMPLATE_FOLDER.parents[1]
    code = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    known = set(words())
    shown = {*re.findall(r"words\.(\w+)", source), *re.findall(r'(?:words\(\)|texts)\["(\w+)"\]', code)}
    named = {f"role_{role}" for role in Role} | {f"deed_{deed.replace('-', '_')}" for deed in Deed}
    named |= {f"place_{place}" for place in PLACES}
    chosen = set(re.findall(r'"(\w+)"', code)) & known
    assert shown | named <= known
    assert known - shown - named - chosen == set()


def test_a_plain_page_escapes_what_it_is_given() -> None:
    """Whatever is said on a plain page is text."""
    page = plain_page("/x/", "<i>", ["<script>alert(1)</script>"])
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert 'href="/x/"' in page


def test_the_first_paint_is_put_in_its_place() -> None:
    """Marks are filled with escaped text wherever a snippet carries them, and other snippets stay as they are."""
    first = FirstPaint("<t>", "<h>", ("a & b",))
    assert fill(f"<title>{TITLE_MARK}</title>", first) == "<title>&lt;t&gt;</title>"
    assert fill(FIRST_MARK, first) == '<h1 class="rp-at-wide">&lt;h&gt;</h1><p>a &amp; b</p>'
    assert fill("plain", first) == "plain"


def test_a_mark_in_the_first_paint_is_only_text() -> None:
    """A title that spells the other mark does not bring the first paint into the title."""
    first = FirstPaint(FIRST_MARK, TITLE_MARK)
    assert "<h1" not in fill(f"<title>{TITLE_MARK}</title>", first)


def test_headings_begin_at_the_first_level() -> None:
    """The levels of a plain page's headings do not skip."""
    levels = [int(level) for level in re.findall(r"<h(\d)", plain_page("/", "Title", ["text"]))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
