"""Addresses of the trainee's app."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay.apps.address import Address, Place, read_address

IDS = {
    Place.SCENARIO: "disclosure/the-first-question",
    Place.PLAY: "aB3-_x",
    Place.DEBRIEF: "aB3-_x",
    Place.CHAIR: "aB3-_x",
    Place.DRILL: "disclosure/the-first-question/opening",
    Place.PAGE: "story-bank",
    Place.MODULE: "role-and-recovery",
    Place.CHECK: "role-and-recovery",
    Place.ASSESSMENT: "disclosure",
    Place.RESULTS: "aB3-_x",
}
"""Something that each place can be about; the others stand for themselves."""


@pytest.mark.parametrize("place", Place)
def test_an_address_is_read_back(place: Place) -> None:
    """What stands in the address bar leads to the same screen again, whatever stands behind it."""
    address = Address(place, IDS.get(place, ""))
    for more in ("", "/", "?from=mail", "#top"):
        assert read_address(address.path + more) == address


def test_what_is_opened_has_a_list_and_pages() -> None:
    """The same place with something on it, or without."""
    for address in (Address(Place.OPENED), Address(Place.OPENED, "aB3-_x")):
        assert read_address(address.path) == address


@pytest.mark.parametrize("path", ["", "/", "/learn", "/learn/", "/learn?x=1", "/learn#top"])
def test_home_has_many_spellings(path: str) -> None:
    """An empty path is home: a notebook in JupyterLab has no address."""
    assert read_address(path) == Address(Place.LIBRARY)


@pytest.mark.parametrize(
    "path",
    ["/learn/play", "/learn/play/", "/learn/play/a/b", "/learn/scenario/x", "/etc/passwd", "/modules", "/modules/a/b"],
)
def test_other_addresses_lead_nowhere(path: str) -> None:
    """They get a kind page, not a guess."""
    assert read_address(path) is None


@given(st.text())
def test_any_text_is_read_without_trouble(path: str) -> None:
    """An address can be typed by anybody."""
    found = read_address(path)
    assert found is None or isinstance(found, Address)
