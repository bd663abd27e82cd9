"""Two who lead at once, each with a page and a process of their own, and one log."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roleplay.engine.happenings import follow
from roleplay.errors import Conflict, RefusedEvent
from roleplay.identity import ANONYMOUS
from roleplay.model.gathering import Joined, Logged, Told
from tests.services.hall import Afternoon

PRESSES: tuple[tuple[Any, ...], ...] = (
    *(("move", section) for section in ("welcome", "bench", "threes")),
    *[("ask",), ("close_poll",), ("reveal",), ("take", 0, "what-if"), ("go_back", 0), ("set_timer", 60)] * 2,
    *(("rest",), ("tell", "Back at ten."), ("come",)),
)
"""What is pressed on a console, with what goes along; the last three go without a step."""

KINDS = {
    "move": "moved", "ask": "asked", "close_poll": "counted", "reveal": "revealed", "take": "took",
    "go_back": "went-back", "set_timer": "timed", "rest": "rested", "tell": "told", "come": "joined",
}  # fmt: skip
"""What stands in the log for it."""


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=True))
def test_two_who_press_with_steps_that_are_stale_neither_lose_nor_double_anything(
    tmp_path_factory: pytest.TempPathFactory, chance: Random
) -> None:
    """What was taken is in the log once, and behind what its page had seen nobody had pressed anything; what was refused is not in it."""
    first = Afternoon(tmp_path_factory.mktemp("two"))
    first.convening.hand_over(first.fay, first.id, ("fay", "gil"))
    second = Afternoon.__new__(Afternoon)
    second.house, second.store, second.id = first.house, first.store, first.id
    second.fay, second.gil = first.fay, first.gil
    second.again()
    sides = ((first, first.fay), (second, first.gil))
    seen = [side.seq for side, _ in sides]
    taken: list[tuple[int | None, str, str]] = []  # step, who, what
    for _ in range(40):
        place = chance.randrange(2)
        side, who = sides[place]
        what, *given_ = chance.choice(PRESSES)
        if chance.random() < 0.5:  # the page hears what happened; else it presses with what it saw before
            seen[place] = side.seq
        try:
            if what == "come":
                side.convening.enter(ANONYMOUS, first.code, "Mo")
                taken.append((None, "", what))
            elif what in {"rest", "tell"}:
                getattr(side.conducting, what)(who, first.id, *given_, **({"resting": True} if what == "rest" else {}))
                taken.append((None, who.id, what))
            else:
                getattr(side.conducting, what)(who, first.id, seen[place], *given_)
                taken.append((seen[place], who.id, what))
        except (Conflict, RefusedEvent):
            continue
    log = first.store.gathering(first.id)
    assert [one.seq for one in log] == list(range(len(log)))
    assert len(log) == 2 + len(taken)  # behind the opening and the handing over
    for (step, actor, what), entry in zip(taken, log[2:], strict=True):
        assert step is None or all(isinstance(one.event, Joined | Told) for one in log[step : entry.seq])
        assert entry.event.kind == KINDS[what]
        assert entry.actor == actor or isinstance(entry.event, Joined)
    assert first.state == second.state == follow(log)
    assert len(first.store.participants_in(first.id)) == sum(isinstance(one.event, Joined) for one in log)


def test_a_page_that_claims_a_step_that_is_still_to_come_is_told_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whoever guesses ahead changes nothing."""
    afternoon = Afternoon(tmp_path_factory.mktemp("ahead"))
    before: tuple[Logged, ...] = afternoon.store.gathering(afternoon.id)
    for step in (len(before) + 1, 10**6):
        with pytest.raises(Conflict):
            afternoon.conducting.move(afternoon.fay, afternoon.id, step, "bench")
    assert afternoon.store.gathering(afternoon.id) == before
