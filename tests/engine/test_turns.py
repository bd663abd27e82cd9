"""Where the conversation on a projector went, and why, by the log; and what can happen after the end."""

from __future__ import annotations

from datetime import timedelta

from roleplay.engine.turns import Turn, turns
from roleplay.model.gathering import (
    Asked,
    Closed,
    Counted,
    Happening,
    Joined,
    Logged,
    Moved,
    Passed,
    Removed,
    Revealed,
    Surveyed,
    Took,
    WentBack,
    Why,
)
from tests.engine.test_happenings import AT_GATE, OPENED, T0, after, refused


def log(*events: Happening) -> list[Logged]:
    """These events behind the opening."""
    return [Logged(seq, event, "fay", T0 + timedelta(minutes=seq)) for seq, event in enumerate((OPENED, *events))]


def test_each_step_knows_what_was_taken_before_it_and_what_the_room_was_asked() -> None:
    """The latest vote about it, if there was one; back is a step, too."""
    told = turns(
        log(
            *AT_GATE,
            Asked("p1", "fence", ("wait", "talk")),
            Counted("p1", {"talk": 2, "wait": 1}),
            Revealed("p1"),
            Took("fence", "talk", Why.MAJORITY),
            Passed("letter"),
            WentBack(0),
            Took("fence", "wait", Why.WHAT_IF),
        )
    )
    first, second, back, again = told
    assert (first.path, first.choice, first.why, first.leads_to) == ((), "talk", Why.MAJORITY, ("fence/talk",))
    assert first.poll is not None
    assert (first.poll.id, first.poll.voted) == ("p1", 3)
    assert second == Turn("gate", ("fence/talk",), "letter")
    assert second.leads_to == ("fence/talk", "letter")
    assert (back.left, back.leads_to) == (0, ())
    assert (again.why, again.leads_to) == (Why.WHAT_IF, ("fence/wait",))
    assert again.poll is not None  # the room had been asked about this before


def test_a_survey_is_counted_once_and_only_after_the_end() -> None:
    """Nothing else happens then."""
    refused(after(*AT_GATE), Surveyed({}), "goes on")
    over = after(*AT_GATE, Closed("Rest."))
    counted = after(Surveyed({"care=5": 3}), begin=over)
    assert counted.survey == {"care=5": 3}
    refused(counted, Surveyed({}), "over already")
    refused(counted, Moved("gate"), "is over")


def test_after_the_end_everybody_is_inside_who_may_come_back() -> None:
    """Before it only who is in."""
    left = after(Joined("a"), Joined("b"), Joined("c"), Removed("a", barred=False), Removed("b"))
    assert set(left.inside) == {"c"}
    assert set(after(Closed(), begin=left).inside) == {"a", "c"}
