"""Where a conversation can go."""

from __future__ import annotations

from tests.authoring.files import changed, check, codes, found

ORDER = "        ticks: [orders-about]\n"
LEFT = "  left:\n"
AGAIN = "  again:\n"
ASK_ON = "        text: What went through your mind there?\n"
ADMIRE = "        text: And then you came in all the same.\n"


def with_nodes(nodes: str, goto: str) -> str:
    """The scenario with further nodes before its last, and a choice that leads to them."""
    return changed((ORDER, f"{ORDER}        goto: {goto}\n"), (LEFT, nodes + LEFT))


def test_choices_gather_at_the_next_node_of_the_file() -> None:
    """Without goto the way leads on to the next node, which is then reached."""
    assert codes(changed()) == []


def test_a_misspelt_target_does_not_make_other_nodes_unreachable() -> None:
    """It is followed to where it was meant to lead, so that one slip is one finding."""
    nodes = "  corridor:\n    say:\n      - {vesna: Wait.}\n    goto: close\n"
    assert codes(with_nodes(nodes, "corridoor")) == ["RP201"]


def test_a_misspelt_start_does_not_make_everything_unreachable() -> None:
    """Not even when nothing is near it."""
    assert codes(changed(("start: opening", "start: oppening"))) == ["RP201"]
    assert codes(changed(("start: opening", "start: zzz"))) == ["RP201"]


def test_a_circle_is_said_once_with_all_its_nodes() -> None:
    """At its first node in the file."""
    nodes = (
        "  one:\n    say:\n      - {vesna: And.}\n"
        "  two:\n    choices:\n"
        "      again: {text: Again?, goto: one, feedback: She said it once more and it got no shorter.}\n"
        "      on: {text: On., goto: close, feedback: She took her bag and came along.}\n"
    )
    text = with_nodes(nodes, "one")
    assert codes(text) == ["RP205"]
    assert '"one", "two"' in found(text)[0]
    assert check(text).thing is not None


def test_a_circle_without_a_way_out_is_a_dead_end() -> None:
    """Every node of it is said to lead nowhere, and the circle is not said again."""
    nodes = "  one:\n    say:\n      - {vesna: And.}\n  two:\n    say:\n      - {vesna: Then.}\n    goto: one\n"
    assert codes(with_nodes(nodes, "one")) == ["RP203", "RP203"]


def test_a_reply_at_the_end_of_the_file_falls_off() -> None:
    """A written reply leads on like a choice."""
    nodes = (
        "  far:\n    end: {title: A, text: B., peer_view: C.}\n"
        "  writing:\n    reply: {prompt: P., model_answer: M., why: W., looks_for: [asks-openly]}\n"
    )
    text = changed((ORDER, f"{ORDER}        goto: writing\n"), ("reflect:", f"{nodes}reflect:"))
    assert codes(text) == ["RP204", "RP202"]


def test_a_fallback_leads_somewhere() -> None:
    """`otherwise` is followed like a goto: what it leads to is reached."""
    text = changed(
        (ASK_ON, f"{ASK_ON}        shown_if: warm\n"),
        (ADMIRE, f"{ADMIRE}        shown_if: warm\n"),
        (AGAIN, f"{AGAIN}    otherwise: aside\n"),
        (LEFT, "  aside:\n    end: {title: A, text: B., peer_view: C.}\n" + LEFT),
    )
    assert codes(text) == []


def test_leaving_needs_no_way() -> None:
    """The ending for those who leave is reached by leaving alone; any other needs a way to it."""
    assert codes(changed()) == []
    assert codes(changed(("opt_out: {goto: left", "opt_out: {goto: close"))) == ["RP207", "RP207", "RP204"]
