"""What a page says once."""

from __future__ import annotations

from roleplay.server.notes import MOST, Note, Notes


def test_a_note_is_for_one_browser_and_shown_once() -> None:
    """The browser that it was left for takes it; a second time there is nothing, and others get nothing."""
    notes = Notes()
    notes.leave("hers", Note("Done.", "https://host/invite?token=x"))
    assert notes.take("his") is None
    assert notes.take("hers") == Note("Done.", "https://host/invite?token=x")
    assert notes.take("hers") is None


def test_the_last_note_counts() -> None:
    """Nobody reads what was done before the last thing."""
    notes = Notes()
    notes.leave("hers", Note("One."))
    notes.leave("hers", Note("Two."))
    assert notes.take("hers") == Note("Two.")


def test_notes_that_nobody_takes_make_room() -> None:
    """There are never more than so many; the oldest go."""
    notes = Notes()
    for number in range(MOST + 1):
        notes.leave(str(number), Note(str(number)))
    assert notes.take("0") is None
    assert notes.take("1") == Note("1")
