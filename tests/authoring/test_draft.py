"""Errors of form do not hide what else is wrong."""

from __future__ import annotations

import pytest

from tests.authoring.files import changed, check, codes

LOST = ("        ticks: [orders-about]\n", "        ticks: [orders-about]\n        goto: clos\n")
OPT_OUT = "opt_out: {goto: left, grounding: Feel both feet on the floor and breathe out slowly.}\n"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("title: By the coffee machine\n", ""), "RP109"),
        (("title: By the coffee machine", "title: 12"), "RP110"),
        (("expect: ", "expcet: "), "RP108"),
        (("duration_min: 5", "duration_min: 500"), "RP111"),
        (("content_notes: [a lonely evening]\n", ""), "RP121"),
        (("content_notes: [a lonely evening]", "content_notes: [1]"), "RP110"),
        (("resources: [{title: Your supervisor, text", "resources: [{text"), "RP109"),
        (("        feedback: She could say what kept her here, in her own words.\n", ""), "RP120"),
        (("- {vesna: I nearly went home again.}", "- {vesna: I nearly., cue: 7}"), "RP110"),
        (("mentor: {name: Ola, pronouns: they/them, ", "mentor: {name: Ola, "), "RP109"),
        (("        effects:", "        efects:"), "RP108"),
    ],
)
def test_a_target_that_does_not_exist_is_found_beside_an_error_of_form(change: tuple[str, str], code: str) -> None:
    """Both are said, and nothing that follows only from what stands in for the missing part."""
    assert sorted(codes(changed(change, LOST))) == sorted([code, "RP201"])
    assert check(changed(change)).thing is None


def test_without_a_way_out_the_rest_is_checked_too() -> None:
    """A missing opt-out is said, and the node that it would have led to is then seen to be unreachable."""
    assert codes(changed((OPT_OUT, ""), LOST)) == ["RP122", "RP201", "RP204"]


def test_where_too_much_would_be_made_up_only_the_form_is_said() -> None:
    """Without nodes there is nothing to look at further."""
    text = changed(LOST)
    assert codes(text[: text.index("nodes:")] + text[text.index("reflect:") :]) == ["RP109"]
