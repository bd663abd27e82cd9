"""Behaviours and competencies, held against the rubrics."""

from __future__ import annotations

from tests.authoring.files import changed, codes, found

REPLY = (
    "  left:\n",
    "  writing:\n    reply: {prompt: P., model_answer: M., why: W., looks_for: [%s]}\n    goto: close\n  left:\n",
)
TO_REPLY = ("        ticks: [orders-about]\n", "        ticks: [orders-about]\n        goto: writing\n")


def test_behaviours_are_known_wherever_they_stand() -> None:
    """Ticks of choices and nodes, repairs, written replies, requirements: each is marked at its own place."""
    text = changed(
        ("requires: [asks-openly]", "requires: [asks-openly, nods]"),
        ("ticks: [asks-openly]", "ticks: [asks-openly, nods]\n        repairs: [nods]"),
        ("ticks: [orders-about]", 'ticks: [{tick: nods, if: "not warm"}]\n        goto: writing'),
        (REPLY[0], REPLY[1] % "nods"),
        ("  close:\n", "  close:\n    ticks: [nods]\n"),
    )
    assert [line.split()[0] for line in found(text) if "RP230" in line] == [
        "15:48",
        "28:30",
        "29:19",
        "34:24",
        "53:13",
        "58:64",
    ]
    assert set(codes(text)) == {"RP230"}


def test_what_only_a_reply_shows_cannot_be_required() -> None:
    """People mark replies; the level never waits for them."""
    text = changed(
        ("requires: [asks-openly]", "requires: [mirrors-feeling]"), TO_REPLY, (REPLY[0], REPLY[1] % "mirrors-feeling")
    )
    assert codes(text) == ["RP234"]


def test_what_a_node_ticks_is_shown() -> None:
    """A requirement can be met, and a harm done, by getting somewhere."""
    text = changed(
        ("requires: [asks-openly]", "requires: [mirrors-feeling]"),
        ("  close:\n", "  close:\n    ticks: [mirrors-feeling, swears-secrecy]\n"),
        ("ticks: [asks-openly]", "ticks: [asks-openly]\n        repairs: [swears-secrecy]"),
    )
    assert codes(text) == []


def test_a_misspelt_tick_is_one_finding() -> None:
    """The requirement that it was meant for is not said to be shown by nothing as well."""
    assert codes(changed(("ticks: [asks-openly]", "ticks: [asks-openyl]"))) == ["RP230"]


def test_nearest_words_are_offered() -> None:
    """For behaviours and for competencies."""
    text = changed(("assesses: {listening:", "assesses: {lisening:"), ("ticks: [orders-about]", "ticks: [order-about]"))
    assert found(text) == [
        '15:12 RP231 There is no rubric "lisening". Did you mean "listening"?',
        '33:17 RP230 No rubric has a behaviour "order-about". Did you mean "orders-about"?',
    ]
