"""Watching how a workshop is led: being there, ticking, handing in."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from roleplay.errors import Conflict, NotAllowed, RefusedEvent
from roleplay.identity import ANONYMOUS
from roleplay.services.watching import MOST_TICKS, Handing
from tests.services.watched import Watched, seen


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    """A workshop of the blue cohort, in its first section."""
    made = Watched(tmp_path)
    made.to("welcome")
    return made


def test_only_its_observer_has_the_sheet(watched: Watched) -> None:
    """Neither the one who is assessed, nor who asked, nor another observer of the same workshop."""
    assess, shadow = watched.assess(), watched.shadow()
    sheet = watched.watching.sheet(watched.actor("eve"), assess)
    assert list(sheet.rubrics) == ["care", "opening"]
    assert watched.watching.sheet(watched.actor("kim"), shadow).rubrics == {}
    for name in ("fay", "kim", "sue", "eva", "gil", "ann"):
        with pytest.raises(NotAllowed):
            watched.watching.sheet(watched.actor(name), assess)
    for wrong in (ANONYMOUS, *watched.guests(1)):
        with pytest.raises(NotAllowed):
            watched.watching.sheet(wrong, shadow)


def test_a_tick_stands_at_the_moment_that_the_page_had_seen(watched: Watched) -> None:
    """Between that step and the next one, whatever the page's clock says and however late it arrives."""
    assess, began = watched.assess(), watched.house.time
    watched.house.wait(minutes=10)
    watched.to("bench")
    watched.house.wait(minutes=10)
    eve = watched.actor("eve")
    ticks = [
        seen("agrees", seq=1, ago=15 * 60),
        seen("asks", seq=1, ago=0),
        seen("presses", seq=2, ago=20 * 60),
        seen("comes-back", seq=2, ago=60),
    ]
    sheet = watched.watching.tick(eve, assess, ticks)
    minutes = {one.behaviour: (one.at - began) / timedelta(minutes=1) for one in sheet.ticks}
    assert minutes == {"agrees": 5, "asks": 10, "presses": 10, "comes-back": 19}
    assert sheet.watch.begun_at == watched.house.time


def test_a_tick_that_is_sent_twice_counts_once_and_one_taken_back_stays_so(watched: Watched) -> None:
    """In whatever order they come."""
    assess = watched.assess()
    watched.tick(assess, "agrees", "-asks")
    watched.tick(assess, "asks", "agrees")
    kept = watched.watching.sheet(watched.actor("eve"), assess).ticks
    assert {one.id: one.undone for one in kept} == {"agrees": False, "asks": True}


WRONG: tuple[Any, ...] = (
    None,
    "agrees",
    [None],
    [{}],
    [seen("agrees", undone="no")],
    [seen("agrees", id="")],
    [seen("agrees", id="x" * 41)],
    [seen("agrees", seq=99)],
    [seen("agrees", seq=-1)],
    [seen("agrees", seq=True)],
    [seen("agrees", ago=10**6)],
    [seen("agrees", ago=1.5)],
    [seen("reflects")],
    [seen("agrees", id=f"t{n}") for n in range(MOST_TICKS + 1)],
)


def test_what_is_no_tick_is_refused(watched: Watched) -> None:
    """Nothing of it is kept; a behaviour of a rubric for mentors is none here."""
    assess, eve = watched.assess(), watched.actor("eve")
    for wrong in WRONG:
        with pytest.raises(RefusedEvent):
            watched.watching.tick(eve, assess, wrong)
    assert watched.watching.sheet(eve, assess).ticks == ()


def test_ticks_have_an_end(watched: Watched) -> None:
    """Those taken back count."""
    assess = watched.assess()
    for some in (range(400), range(400, MOST_TICKS)):
        ticks = [seen("agrees", id=f"t{n}", undone=True) for n in some]
        watched.watching.tick(watched.actor("eve"), assess, ticks)
    with pytest.raises(RefusedEvent, match="Hand in"):
        watched.tick(assess, "asks")


def test_a_shadow_has_nothing_to_tick(watched: Watched) -> None:
    """To watch and learn is not to assess."""
    shadow = watched.shadow()
    with pytest.raises(RefusedEvent, match="no behaviour"):
        watched.tick(shadow, "agrees", who="kim")


LEVELS: tuple[tuple[list[str], dict[str, int]], ...] = (
    ([], {"opening": 2, "care": 2}),
    (["agrees", "waits-for-a-yes"], {"opening": 3, "care": 3}),
    (["agrees", "comes-back", "waits-for-a-yes", "steadies"], {"opening": 4, "care": 4}),
    (["agrees", "comes-back", "hurries", "steadies"], {"opening": 1, "care": 2}),
    (["agrees", "hurries", "-hurries"], {"opening": 3, "care": 2}),
)


def test_levels_follow_from_ticks(watched: Watched) -> None:
    """As everywhere: a harm makes it 1, a basic that is missing 2, an advanced one beside all basics 4."""
    for ticks, levels in LEVELS:
        watched.id = watched.convening.open(watched.fay, watched.plan, "blue")
        assess = watched.assess()
        watched.tick(assess, *ticks)
        done = watched.watching.hand_in(watched.actor("eve"), assess, Handing())
        assert done.levels == levels
        assert watched.store.watch(assess) == done
    assert watched.house.deeds("fay")[-1] == "watch-handed-in"


def test_without_an_opportunity_there_is_no_level(watched: Watched) -> None:
    """What has ticks had one."""
    assess = watched.assess()
    watched.tick(assess, "agrees")
    eve = watched.actor("eve")
    for wrong in (["opening"], ["listening"], "care", None):
        with pytest.raises(RefusedEvent):
            watched.watching.hand_in(eve, assess, Handing(no_opportunity=wrong))  # type: ignore[arg-type]
    done = watched.watching.hand_in(eve, assess, Handing(no_opportunity=["care"]))
    assert done.levels == {"opening": 3, "care": None}
    assert done.no_opportunity == ("care",)


def test_what_was_handed_in_is_not_changed(watched: Watched) -> None:
    """Handing in again gives the same; ticks come too late."""
    assess = watched.assess()
    watched.tick(assess, "agrees")
    first = watched.watching.hand_in(watched.actor("eve"), assess, Handing(note="One."))
    watched.house.wait(minutes=5)
    assert watched.watching.hand_in(watched.actor("eve"), assess, Handing(note="Two.")) == first
    with pytest.raises(Conflict):
        watched.tick(assess, "presses")


def test_minutes_run_from_coming_to_the_end_and_not_before_it_begins(watched: Watched) -> None:
    """Somebody who left earlier says so; nobody was there longer than it lasted."""
    watched.id = watched.convening.open(watched.fay, watched.plan, "blue")
    shadow, kim = watched.shadow(), watched.actor("kim")
    with pytest.raises(RefusedEvent, match="nothing to log"):
        watched.watching.hand_in(kim, shadow, Handing())
    watched.watching.arrive(kim, shadow)
    watched.house.wait(minutes=20)
    assert watched.watching.most_minutes(watched.watching.sheet(kim, shadow)) == 0
    watched.to("welcome")
    watched.house.wait(minutes=50)
    watched.watching.arrive(kim, shadow)
    watched.convening.close(watched.fay, watched.id, watched.seq)
    watched.house.wait(minutes=500)
    assert watched.watching.most_minutes(watched.watching.sheet(kim, shadow)) == 50
    for wrong in (51, -1, True, "50"):
        with pytest.raises(RefusedEvent):
            watched.watching.hand_in(kim, shadow, Handing(minutes=wrong))  # type: ignore[arg-type]
    assert watched.watching.hand_in(kim, shadow, Handing(minutes=45)).minutes == 45


def test_a_note_is_the_facilitators_and_a_reflection_ones_own(watched: Watched) -> None:
    """So each goes with the person whom it is about."""
    assess, shadow = watched.assess(), watched.shadow()
    watched.watching.arrive(watched.actor("kim"), shadow)
    watched.house.wait(minutes=5)
    note = watched.watching.hand_in(watched.actor("eve"), assess, Handing(note="You waited.")).note
    mine = watched.watching.hand_in(watched.actor("kim"), shadow, Handing(note="She let them talk.")).note
    found = watched.store.personal_texts(filter(None, (note, mine)))
    assert {one.body: (one.owner_id, one.purpose) for one in found.values()} == {
        "You waited.": ("fay", "facilitation"),
        "She let them talk.": ("kim", "shadowing"),
    }
