"""What those who lead a workshop see of it, and what they do not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from roleplay.errors import NotAllowed
from roleplay.model.gathering import Moved, Told
from roleplay.server.sealing import Texts
from roleplay.services.keys import sealer_of
from roleplay.services.leading import Leading
from roleplay.services.locksmith import begin
from roleplay.services.voting import Voting
from roleplay.store.workshop_rows import Said
from tests.services.hall import Afternoon
from tests.services.test_custody import Kernel


class Watched(Afternoon):
    """Fay leads, with a service that looks."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.leading = Leading(self.halls)


@pytest.fixture
def afternoon(tmp_path: Path) -> Watched:
    """A workshop in which the room decides."""
    made = Watched(tmp_path)
    made.to("bench")
    return made


def test_everything_that_changes_changes_the_signs_and_nothing_else_does(afternoon: Watched) -> None:
    """Whoever comes, connects, is renamed, calls, votes, writes, ticks, or is hidden; and the code."""

    def signs() -> object:
        return afternoon.leading.signs(afternoon.fay, afternoon.id)

    mo, ana, kit = afternoon.guests(3)
    poll = afternoon.ask()
    seen = [signs()]
    assert signs() == seen[0]
    acts: tuple[Callable[[], object], ...] = (
        lambda: afternoon.store.note_presence(afternoon.id, [mo.id]),
        lambda: afternoon.store.note_presence(afternoon.id, [ana.id]),
        lambda: afternoon.convening.rename(afternoon.fay, afternoon.id, mo.id, "Mo"),
        lambda: afternoon.voting.call(kit, afternoon.id, needed=True),
        lambda: afternoon.voting.call(kit, afternoon.id, needed=False),
        lambda: afternoon.vote(mo, 0),
        lambda: afternoon.voting.give_reason(mo, afternoon.id, "Because."),
        lambda: afternoon.voting.give_reason(mo, afternoon.id, "Because, again."),
        lambda: hide(afternoon, poll),
        lambda: afternoon.convening.renew_code(afternoon.fay, afternoon.id),
        lambda: afternoon.convening.leave(mo, afternoon.id),
    )
    for number, act in enumerate(acts):
        act()
        seen.append(signs())
        assert seen[-1] != seen[-2], number
    afternoon.convening.open(afternoon.fay, afternoon.plan)
    assert signs() == seen[-1]


def hide(afternoon: Watched, poll: str) -> None:
    """Take a reason off the screen."""
    (written,) = afternoon.store.contributions(afternoon.id, Said.REASON, poll)
    afternoon.conducting.hide(afternoon.fay, afternoon.id, written.text.id, hidden=True)


def test_what_was_pressed_since_a_step_names_who_pressed_it(afternoon: Watched) -> None:
    """What beside it came and went, and what was told to all, is none of it."""
    afternoon.convening.hand_over(afternoon.fay, afternoon.id, ("fay", "gil"))
    seq = afternoon.seq
    afternoon.guests(1)
    afternoon.conducting.tell(afternoon.gil, afternoon.id, "Hello.")
    afternoon.conducting.move(afternoon.gil, afternoon.id, seq, "welcome")
    for who, own in ((afternoon.fay, False), (afternoon.gil, True)):
        (pressed,) = afternoon.leading.pressed_since(who, afternoon.id, seq)
        assert (pressed.who, pressed.own, pressed.what) == ("Gil", own, Moved("welcome"))
    before = afternoon.leading.pressed_since(afternoon.fay, afternoon.id, seq - 1)
    assert [one.what.kind for one in before] == ["handed-over", "moved"]
    assert not any(isinstance(one.what, Told) for one in before)


def test_sealed_words_are_opened_for_whoever_leads_and_for_nobody_else(afternoon: Watched) -> None:
    """Those who lead have no keys; they are asked of the server, which looks who leads. Notes for oneself stay shut."""
    begin(afternoon.store, afternoon.house.data)
    ring = sealer_of(afternoon.store, afternoon.house.data)
    texts = Texts(afternoon.store, ring, lambda _: None)
    voting = Voting(afternoon.halls, afternoon._new_id, sealer=ring)
    (mo,) = afternoon.guests(1)
    afternoon.ask()
    voting.give_reason(mo, afternoon.id, "She is tired.")
    voting.raise_question(mo, afternoon.id, "May one be silent?")
    voting.note(mo, afternoon.id, "For myself.")
    for name in ("fay", "gil"):
        roles = afternoon.house.actor(name).roles
        afternoon.store.bind_kernel(f"of-{name}", name, roles, "/workshops", afternoon.house.time)
    seen = Leading(afternoon.halls, sealer=Kernel(texts, "of-fay")).look(afternoon.fay, afternoon.id)
    assert [one.text for one in (*seen.reasons, *seen.questions)] == ["She is tired.", "May one be silent?"]
    kept = [one.text for kind in Said for one in afternoon.store.contributions(afternoon.id, kind)]
    assert all(one.sealed for one in kept)
    assert sum(one.body is not None for one in Kernel(texts, "of-fay").open(kept)) == 2
    assert not any(one.body for one in Kernel(texts, "of-gil").open(kept))


def test_nobody_looks_who_does_not_lead(afternoon: Watched) -> None:
    """Not a facilitator who leads something else, nor a participant."""
    (mo,) = afternoon.guests(1)
    for who in (afternoon.gil, afternoon.kim, mo):
        with pytest.raises(NotAllowed):
            afternoon.leading.look(who, afternoon.id)
        with pytest.raises(NotAllowed):
            afternoon.leading.pressed_since(who, afternoon.id, 0)
    for who in (afternoon.kim, mo):
        with pytest.raises(NotAllowed):
            afternoon.leading.signs(who, afternoon.id)
