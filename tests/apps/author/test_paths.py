"""Addresses of the author's page."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay.apps.author.paths import Address, Place, name_of, path_of, read_address

NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="/\\"), min_size=1, max_size=12)


@given(
    st.sampled_from((Place.PREVIEW, Place.MAP)),
    st.lists(NAMES.filter(lambda n: not n.lower().endswith((".yml", ".yaml"))), min_size=1, max_size=3),
    st.sampled_from(("", "opening", "most-hedged")),
)
def test_a_file_of_any_name_has_an_address(place: Place, parts: list[str], part: str) -> None:
    """What is written into an address is read out of it again, whatever the file is called."""
    file = f"1/{'/'.join(parts)}.yml"
    path = path_of(place, file, part)
    assert path.isascii()
    assert not set(path) & {"?", "#", " "}
    assert read_address(path) == Address(place, file, part)


@pytest.mark.parametrize("path", ["", "/", "/author", "/author/", "/author?x=1"])
def test_home_is_the_library(path: str) -> None:
    """Also where a page has no address at all, as in JupyterLab."""
    assert read_address(path) == Address(Place.LIBRARY)


@pytest.mark.parametrize(
    "path", ["/learn", "/authors", "/author/file", "/author/file/x.yml", "/author/file/0/x.txt", "/author/0/x.yml"]
)
def test_other_addresses_lead_nowhere(path: str) -> None:
    """The app says so kindly."""
    assert read_address(path) is None


def test_a_file_is_named_by_the_first_folder_that_holds_it() -> None:
    """Folders may lie in one another."""
    folders = [Path("/a/b"), Path("/a")]
    assert name_of(Path("/a/b/c.yml"), folders) == "0/c.yml"
    assert name_of(Path("/a/c/d.yml"), folders) == "1/c/d.yml"
