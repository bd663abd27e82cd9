"""A page as it is sent."""

from __future__ import annotations

from html import escape

from roleplay.server.assets import words
from roleplay.server.render import AGAIN
from tests.server.visiting import House, eventually


def test_a_page_that_breaks_off_half_way_is_asked_for_again(house: House) -> None:
    """Half of it is out already: its end has the browser ask once more, and says so; its kernel is nobody's any more."""
    visitor = house.visitor()
    page = visitor.get("/halfway")
    assert page.status == 200
    assert page.text.endswith(AGAIN.format(escape(words()["broken"])))
    assert "Traceback" not in page.text
    assert eventually(lambda: house.store.bindings() == ())
