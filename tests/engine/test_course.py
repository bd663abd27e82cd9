"""How far somebody has come, worked out from what they did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay.engine.course import Stage, Standing, draw, standing, tries
from roleplay.model.curriculum import Curriculum, Module
from roleplay.model.learning import PLACEMENT, Answered, ChoseWay, Drew, Learnt, Refreshed

OPTIONS = {
    "yes": {"text": "T", "why": "W", "right": True},
    "no": {"text": "T", "why": "W"},
    "oh": {"text": "T", "why": "W"},
}

FIELDS = {
    "format": "module/1",
    "title": "T",
    "minutes": 20,
    "summary": "S.",
    "aims": ["be"],
    "competencies": ["c"],
    "reflection": ["R"],
    "supervision": ["S"],
}
TITLE = {"format": "curriculum/1", "id": "curriculum", "title": "T", "about": "A.", "placement": {"draw_each": 2}}


def module(name: str, *places: Sequence[str], items: int = 3, count: int = 2, enough: int = 2) -> Module:
    """A module with role-plays and items `item-0`, `item-1`, ..."""
    role_plays: list[dict[str, Any]] = [{"about": "A.", "any_of": [f"x/{one}" for one in place]} for place in places]
    asked = {f"item-{n}": {"ask": "What?", "options": OPTIONS} for n in range(items)}
    return Module.model_validate(
        {
            **FIELDS,
            "id": name,
            "role_plays": role_plays,
            "check": {"draw": count, "pass": enough, "items": asked},
        }
    )


MODULES: Mapping[str, Module] = {
    one.id: one
    for one in (
        module("first", ["a", "b"]),
        module("second", ["b", "c"], ["d"]),
        module("third", ["e"], items=6, count=3, enough=2),
        module("aside", ["f"]),
    )
}
CURRICULUM = Curriculum.model_validate(
    {
        **TITLE,
        "modules": {"first": {}, "second": {"after": ["first"]}, "third": {"after": ["first"]}, "aside": {}},
        "pathways": {
            "core": {"title": "T", "about": "A.", "modules": ["first", "second", "third"]},
            "short": {"title": "T", "about": "A.", "modules": ["third", "aside"]},
        },
    }
)


def answers(items: Iterable[str], *, right: bool = True) -> list[Learnt]:
    """An answer to each of some items."""
    return [Answered(one, ("yes" if right else "no",), right) for one in items]


def tried(check: str, right: int, wrong: int = 0) -> list[Learnt]:
    """A try at the check of a module that is over."""
    items = tuple(f"{check}/item-{n}" for n in range(right + wrong))
    return [
        Drew(check, 1, items, MODULES[check].check.enough),
        *answers(items[:right]),
        *answers(items[right:], right=False),
    ]


def stands(log: Sequence[Learnt] = (), *played: str) -> Standing:
    """Where somebody stands who has played such scenarios."""
    return standing(CURRICULUM, MODULES, log, [f"x/{one}" for one in played])


def test_at_first_everything_is_untouched_and_the_first_module_is_next() -> None:
    """On the first pathway; what waits says for what."""
    now = stands()
    assert now.pathway == "core"
    assert now.way == ("first", "second", "third")
    assert {one.stage for one in now.modules.values()} == {Stage.UNTOUCHED}
    assert now.next_module == "first"
    assert now.done == ()
    assert now.modules["second"].waits_for == ("first",)
    assert now.modules["first"].waits_for == ()
    assert now.modules["first"].best is None


def test_a_module_is_done_when_its_check_is_passed_and_its_places_are_filled() -> None:
    """Either alone begins it."""
    passed, played = tried("first", 2), "b"
    assert stands(passed).modules["first"].stage is Stage.BEGUN
    assert stands([], played).modules["first"].stage is Stage.BEGUN
    now = stands(passed, played)
    assert now.modules["first"].stage is Stage.DONE
    assert now.modules["first"].filled == ("x/b",)
    assert now.done == ("first",)
    assert now.modules["second"].waits_for == ()


def test_a_check_is_passed_once_and_for_all_with_as_many_right_as_it_wants() -> None:
    """A worse try later takes nothing away; the best is what is shown."""
    assert not stands(tried("third", 1, 2)).modules["third"].checked
    assert stands(tried("third", 2, 1)).modules["third"].checked
    now = stands([*tried("third", 2, 1), *tried("third", 0, 3)]).modules["third"]
    assert (now.passed, now.best) == (True, 2)


def test_a_try_counts_when_it_is_over() -> None:
    """Right answers in a try that was broken off pass nothing; they begin the module."""
    *unfinished, _ = tried("third", 3)
    now = stands(unfinished).modules["third"]
    assert (now.passed, now.best, now.stage) == (False, None, Stage.BEGUN)
    assert tries(unfinished)[-1].next_item == "third/item-2"
    assert tries(unfinished)[-1].right == 2


def test_an_answer_belongs_to_the_latest_try() -> None:
    """An answer to what was not asked, or before anything was, is left aside."""
    stray = Answered("first/item-9", ("yes",), right=True)
    log = [stray, *tried("first", 1, 1), stray, *tried("third", 3)]
    assert [(one.check, one.right, len(one.answers)) for one in tries(log)] == [("first", 1, 2), ("third", 3, 3)]


def test_one_scenario_fills_one_place() -> None:
    """Where it could fill two, another one is still wanted."""
    assert stands([], "b").modules["second"].filled == ("x/b", None)
    twice = {"only": module("only", ["a"], ["a", "b"])}
    course = CURRICULUM.model_copy(update={"modules": (CURRICULUM.modules[0].model_copy(update={"id": "only"}),)})
    course = course.model_copy(update={"pathways": (CURRICULUM.pathways[0].model_copy(update={"modules": ("only",)}),)})
    assert standing(course, twice, [], ["x/a"]).modules["only"].filled == ("x/a", None)
    assert standing(course, twice, [], ["x/a", "x/b"]).modules["only"].filled == ("x/a", "x/b")


def course_of(after: Mapping[str, Sequence[str]]) -> Curriculum:
    """A curriculum of modules, each with what comes before it, all on one way."""
    return Curriculum.model_validate(
        {
            **TITLE,
            "modules": {name: {"after": list(before)} for name, before in after.items()},
            "pathways": {"core": {"title": "T", "about": "A.", "modules": list(after)}},
        }
    )


@given(
    st.lists(st.lists(st.sampled_from("abc"), min_size=1, unique=True), min_size=1, max_size=4),
    st.lists(st.sampled_from("abc"), unique=True),
)
def test_as_many_places_are_filled_as_can_be(places: list[list[str]], played: list[str]) -> None:
    """Whoever has played enough for two places has filled two, whichever scenario was meant for which."""
    one = {"only": module("only", *places)}
    filled = standing(course_of({"only": []}), one, [], [f"x/{name}" for name in played]).modules["only"].filled
    ways = product(*([*(name for name in place if name in played), None] for place in places))
    used = ([name for name in way if name is not None] for way in ways)
    most = max(len(names) for names in used if len(names) == len(set(names)))
    assert sum(scenario is not None for scenario in filled) == most


def test_what_comes_before_may_stand_further_down() -> None:
    """A module waits for it all the same."""
    upside_down = course_of({"second": ["first"], "first": []})
    now = standing(upside_down, MODULES, [], [])
    assert now.modules["second"].waits_for == ("first",)
    assert now.next_module == "first"


def test_a_scenario_counts_in_every_module_that_offers_it() -> None:
    """It fills one place in each."""
    now = stands([], "b")
    assert now.modules["first"].filled == ("x/b",)
    assert now.modules["second"].filled == ("x/b", None)


def test_placement_leaves_out_the_check_of_modules_that_were_all_right() -> None:
    """Not of one with a slip; role-plays stay."""
    items = ("first/item-0", "first/item-2", "second/item-0", "second/item-1")
    log = [Drew(PLACEMENT, 3, items), *answers(items[:3]), *answers(items[3:], right=False)]
    now = stands(log)
    assert (now.modules["first"].placed, now.modules["second"].placed, now.modules["third"].placed) == (
        True,
        False,
        False,
    )
    assert now.modules["first"].checked
    assert not now.modules["first"].passed
    assert now.modules["first"].stage is Stage.BEGUN
    assert stands(log, "a").modules["first"].stage is Stage.DONE


def test_placement_counts_when_it_is_over() -> None:
    """Half of it places nobody."""
    items = ("first/item-0", "second/item-0")
    assert not stands([Drew(PLACEMENT, 3, items), *answers(items[:1])]).modules["first"].placed
    assert stands([Drew(PLACEMENT, 3, items), *answers(items)]).modules["first"].placed


def test_a_second_placement_adds_to_the_first() -> None:
    """What was shown once stays shown."""
    good = [Drew(PLACEMENT, 3, ("first/item-0",)), *answers(["first/item-0"])]
    bad = [Drew(PLACEMENT, 4, ("first/item-1",)), *answers(["first/item-1"], right=False)]
    assert stands([*good, *bad]).modules["first"].placed
    assert stands([*bad, *good]).modules["first"].placed


def test_what_is_next_is_the_first_that_waits_for_nothing() -> None:
    """Going on further down is possible; at the end nothing is next."""
    done_first = stands(tried("first", 2), "a")
    assert done_first.next_module == "second"
    further = stands([*tried("first", 2), *tried("second", 2)], "a", "c", "d")
    assert further.next_module == "third"
    everything = stands([*tried("first", 2), *tried("second", 2), *tried("third", 3)], "a", "c", "d", "e")
    assert everything.next_module is None
    assert everything.done == everything.way


def test_what_waits_for_a_module_of_later_is_passed_over() -> None:
    """The second is not next while the first is open, though the first was begun."""
    now = stands(tried("second", 2), "c", "d")
    assert now.modules["second"].stage is Stage.DONE
    assert now.next_module == "first"


def test_another_pathway_keeps_what_was_done() -> None:
    """The last one chosen counts; one that is not there any more does not."""
    log: list[Learnt] = [*tried("first", 2), ChoseWay("short"), ChoseWay("gone")]
    now = stands(log, "a")
    assert (now.pathway, now.way) == ("short", ("first", "third", "aside"))
    assert now.done == ("first",)
    assert stands([*log, ChoseWay("core")], "a").pathway == "core"


def test_a_module_that_is_not_there_stops_nobody() -> None:
    """Its file is broken: nothing waits for it, and the way goes on without it."""
    without = {name: one for name, one in MODULES.items() if name != "first"}
    now = standing(CURRICULUM, without, tried("first", 2), [])
    assert now.way == ("second", "third")
    assert now.modules["second"].waits_for == ()
    assert now.next_module == "second"


CHECKS = st.sampled_from([*MODULES, PLACEMENT])
ITEMS = st.sampled_from([f"{name}/{item.id}" for name, one in MODULES.items() for item in one.check.items])
EVENTS: st.SearchStrategy[Learnt] = st.one_of(
    st.builds(Drew, CHECKS, st.integers(0, 9), st.lists(ITEMS, min_size=1, max_size=3, unique=True).map(tuple)),
    st.builds(lambda item, right: Answered(item, ("yes",), right), ITEMS, st.booleans()),
    st.builds(ChoseWay, st.sampled_from(["core", "short", "gone"])),
    st.just(Refreshed("x/a", "n", "c", 3)),
)
LOGS = st.lists(
    st.one_of(EVENTS.map(lambda event: [event]), st.builds(tried, st.sampled_from([*MODULES]), st.just(3)))
).map(lambda parts: [event for part in parts for event in part])
PLAYED = st.lists(st.sampled_from("abcdef"), unique=True)


def so_far(now: Standing) -> dict[str, tuple[bool, bool, bool, int]]:
    """What somebody has of each module."""
    return {
        name: (one.stage is Stage.DONE, one.passed, one.placed, sum(place is not None for place in one.filled))
        for name, one in now.modules.items()
    }


@given(LOGS, LOGS, PLAYED, PLAYED)
def test_nothing_that_somebody_does_takes_anything_away(
    log: list[Learnt], more: list[Learnt], played: list[str], then: list[str]
) -> None:
    """A module that is done, passed, placed or played in stays so, whatever comes after."""
    before, after = so_far(stands(log, *played)), so_far(stands([*log, *more], *played, *then))
    for name, one in before.items():
        assert all(old <= new for old, new in zip(one, after[name], strict=True)), name


@given(LOGS, PLAYED)
def test_what_is_next_is_on_the_way_and_open(log: list[Learnt], played: list[str]) -> None:
    """There is a next module exactly while one of the way is not done, and nothing comes before it."""
    now = stands(log, *played)
    assert (now.next_module is None) == (now.done == now.way)
    if now.next_module is not None:
        assert now.next_module in now.way
        assert now.next_module not in now.done
        assert now.modules[now.next_module].waits_for == ()


@given(LOGS, PLAYED)
def test_a_place_is_filled_by_what_was_played_and_by_nothing_twice(log: list[Learnt], played: list[str]) -> None:
    """Each with one of its own scenarios."""
    for name, one in stands(log, *played).modules.items():
        used = [scenario for scenario in one.filled if scenario is not None]
        assert len(used) == len(set(used))
        assert set(used) <= {f"x/{scenario}" for scenario in played}
        for place, scenario in zip(MODULES[name].role_plays, one.filled, strict=True):
            assert scenario is None or scenario in place.any_of


@given(st.integers(0, 2**48), st.integers(1, 6))
def test_a_draw_takes_different_items_and_the_same_for_the_same_seed(seed: int, count: int) -> None:
    """As many as the check says, each once: the beginning of a permutation."""
    all_of = [f"third/item-{n}" for n in range(6)]
    whole = draw(seed, [module("third", ["e"], items=6, count=6)])
    assert sorted(whole) == all_of
    assert draw(seed, [module("third", ["e"], items=6, count=count, enough=1)]) == whole[:count]


@given(st.integers(0, 2**48))
def test_a_placement_draws_from_every_module_in_order(seed: int) -> None:
    """So many of each, or all where there are fewer."""
    drawn = draw(seed, list(MODULES.values()), 4)
    assert [one.partition("/")[0] for one in drawn] == ["first"] * 3 + ["second"] * 3 + ["third"] * 4 + ["aside"] * 3
    assert len(set(drawn)) == len(drawn)


@pytest.mark.parametrize("place", range(3))
def test_over_the_seeds_every_item_comes_equally_often_at_every_place(place: int) -> None:
    """Of 1200 seeds each of 6 items is at a place about 200 times: within five standard deviations."""
    check = [module("third", ["e"], items=6, count=3)]
    counted = Counter(draw(seed, check)[place] for seed in range(1200))
    assert len(counted) == 6
    assert all(abs(times - 200) < 5 * (1200 * 1 / 6 * 5 / 6) ** 0.5 for times in counted.values())


def test_two_modules_are_drawn_from_independently() -> None:
    """The first item of the one says nothing of the first of the other: all nine pairs come up."""
    pairs = Counter(draw(seed, [MODULES["first"], MODULES["second"]], 1) for seed in range(900))
    assert len(pairs) == 9
    assert all(abs(times - 100) < 5 * (900 * 1 / 9 * 8 / 9) ** 0.5 for times in pairs.values())


def test_a_check_that_was_passed_stays_passed_when_more_is_asked_later() -> None:
    """What was enough when a try began is enough for good; a try that begins later has the new rule."""
    items = ("third/item-0", "third/item-1", "third/item-2")
    one_slip = [*answers(items[:2]), *answers(items[2:], right=False)]
    before, after = ([Drew("third", 1, items, enough), *one_slip] for enough in (2, 3))
    assert stands(before).modules["third"].passed
    assert not stands(after).modules["third"].passed
    assert stands([*before, *after]).modules["third"].passed
