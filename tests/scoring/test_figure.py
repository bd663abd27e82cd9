"""Why a figure is undefined, in words."""

from __future__ import annotations

import pytest

from roleplay.scoring.figure import Reason, Undefined


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_told_in_words(reason: Reason) -> None:
    """Each has words of its own, which are part of a sentence."""
    why = Undefined(reason).why
    assert why
    assert not why.endswith(".")
    assert [other for other in Reason if Undefined(other).why == why] == [reason]
