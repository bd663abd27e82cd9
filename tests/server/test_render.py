"""A page as it is sent."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import escape

import nbformat
import pytest

from roleplay.server.assets import words
from roleplay.server.render import AGAIN, _readings
from tests.server.visiting import House, eventually


def test_a_page_that_breaks_off_half_way_is_asked_for_again(house: House) -> None:
    """Half of it is out already: its end has the browser ask once more, and says so; its kernel is nobody's any more."""
    before = set(house.store.bindings())
    visitor = house.visitor()
    page = visitor.get("/halfway")
    assert page.status == 200
    assert page.text.endswith(AGAIN.format(escape(words()["broken"])))
    assert "Traceback" not in page.text
    assert eventually(lambda: set(house.store.bindings()) <= before)


def test_a_kernel_that_never_answers_is_given_up(own_house: Callable[..., House]) -> None:
    """Nobody waits a minute for it: the page asks once more, by then for another kernel, and that one is ended."""
    house = own_house("--start", "4")
    visitor = house.visitor()

    def stop_the_first() -> str:
        while not (found := house.kernels()):
            time.sleep(0.001)
        found[0].suspend()
        return visitor_said.result().text

    with ThreadPoolExecutor() as at_once:
        visitor_said = at_once.submit(visitor.get, "/learn/never")
        text = stop_the_first()
    assert text.endswith(AGAIN.format(escape(words()["broken"])))
    assert visitor.get("/learn/never").model_id
    assert eventually(lambda: len(house.kernels()) == 1)


def read(*sources: str) -> list[str]:
    """Text cells, and a code cell after them, as they are shown."""
    cells = [nbformat.v4.new_markdown_cell(source) for source in sources]
    return _readings(nbformat.v4.new_notebook(cells=[*cells, nbformat.v4.new_code_cell("secret = 1")]))


def test_readings_are_the_text_cells_as_html() -> None:
    """Headings, paragraphs, emphasis, lists and notes beside an example; no code cell, and no link to a heading."""
    first, second = read("# One\n\nA *small* **thing**.", "- this\n- that\n\n> Beside it.")
    assert "One</h1>" in first
    assert "<p>A <em>small</em> <strong>thing</strong>.</p>" in first
    assert second.count("<li>") == 2
    assert "<blockquote>" in second
    assert "<a" not in first
    assert "secret" not in first + second


@pytest.mark.parametrize(
    "source", ["<script>alert(1)</script>", "A <img src=x onerror=alert(1)> b", "<div onclick='x()'>\n\ntext\n\n</div>"]
)
def test_html_in_a_text_cell_is_shown_as_text(source: str) -> None:
    """Whoever may write a notebook for the folder still writes no script for the page."""
    (shown,) = read(source)
    assert not [one for one in ("<script", "<img", "<div") if one in shown]
    assert "&lt;" in shown
