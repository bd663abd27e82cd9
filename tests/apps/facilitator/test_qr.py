"""The QR picture, read back by a decoder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import zxingcpp

from roleplay.apps.facilitator.qr import address_with, is_entrance, squares


def seen(rows: Sequence[str], *, pixels: int = 4, quiet: int = 4) -> list[str]:
    """What a camera reads in a picture of them, dark on light."""
    dark = np.pad(np.array([[one == "1" for one in row] for row in rows]), quiet)
    image = np.where(dark, 0, 255).astype(np.uint8).repeat(pixels, axis=0).repeat(pixels, axis=1)
    return [one.text for one in zxingcpp.read_barcodes(image)]


@pytest.mark.parametrize(
    "entrance",
    [
        "http://192.168.1.20:8866/w",
        "https://workshops.peer-training.example.org/w",
        "https://a-rather-long-name-of-a-house-for-people.county.example.org/further/down/the/road/w",
    ],
)
def test_a_phone_that_reads_it_opens_the_page_with_the_code(entrance: str) -> None:
    """The decoder finds exactly the address; nothing else is in it."""
    address = address_with(entrance, "BCDFGHJK")
    assert is_entrance(entrance)
    assert address == f"{entrance}?code=BCDFGHJK"
    assert seen(squares(address)) == [address]


def test_it_is_read_when_some_of_it_is_hidden() -> None:
    """A lamp that shines on it, or somebody's head in the lower right corner."""
    address = address_with("https://workshops.example.org/w", "BCDFGHJK")
    rows = squares(address)
    third = len(rows) * 3 // 4
    spoilt = [row[:third] + "0" * (len(row) - third) if at >= third else row for at, row in enumerate(rows)]
    assert spoilt != list(rows)
    assert seen(spoilt) == [address]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:alert(1)/w",
        "https://example.org",
        "https://example.org/w?code=X",
        "https://example.org/w#",
        "https://user@example.org/w",
        "//example.org/w",
        "https://example.org/w\n",
        "https://example.org/" + "a" * 101 + "/w",
    ],
)
def test_nothing_else_is_taken_for_the_entrance(address: str) -> None:
    """A page names the address; whatever else it says is not drawn."""
    assert not is_entrance(address)
