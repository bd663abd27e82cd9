"""Bots: plain functions that pick by something other than sense."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from roleplay.authoring.strategies import BOTS, RANDOM, Bot, NotABot, TooManyOpen, load_bot, picked, picks
from roleplay.errors import NotFound

TEXTS = ("Yes.", "Would you like a nurse, maybe?", "Thank you. That sounds hard.")


@pytest.mark.parametrize(
    ("strategy", "chosen"),
    [("longest", 1), ("shortest", 0), ("politest", 2), ("questions", 1), ("most-hedged", 1), ("safest-sounding", 1)],
)
def test_a_bot_picks_by_what_it_is_named_after(strategy: str, chosen: int) -> None:
    """Whatever the displayed order, the same words are picked."""
    chances = picks(strategy, TEXTS, fixed=False)
    assert chances[chosen] == 1.0


@pytest.mark.parametrize("strategy", ["first", "last", RANDOM])
def test_by_place_every_choice_is_as_likely_where_choices_are_shuffled(strategy: str) -> None:
    """The place says nothing, so neither does picking by it."""
    assert picks(strategy, TEXTS, fixed=False) == pytest.approx((1 / 3, 1 / 3, 1 / 3))


def test_by_place_the_first_is_the_first_where_the_order_is_fixed() -> None:
    """An author who fixes an order gives the place a meaning."""
    assert picks("first", TEXTS, fixed=True) == (1, 0, 0)
    assert picks("last", TEXTS, fixed=True) == (0, 0, 1)


def test_of_equal_texts_each_is_as_likely() -> None:
    """Ties are broken by the displayed order, and that is shuffled."""
    assert picks("longest", ("aaaa", "bbbb", "cc"), fixed=False) == pytest.approx((0.5, 0.5, 0))


@pytest.mark.parametrize("strategy", BOTS)
def test_what_is_said_of_a_bot_at_once_is_what_comes_of_all_orders(strategy: str) -> None:
    """Bots that measure are not asked for every order; asked for every order, they would say the same."""

    def asked(texts: Sequence[str]) -> int:
        return BOTS[strategy](texts)

    texts = (*TEXTS, "No.", "Would you, nurse?")
    found = picks("asked", texts, fixed=False, bots={"asked": asked})
    assert picks(strategy, texts, fixed=False) == pytest.approx(found)


def middle(texts: Sequence[str]) -> int:
    """A bot of an author's."""
    return len(texts) // 2


def test_a_bot_of_an_author_is_asked_for_every_order() -> None:
    """It is a plain function, and goes by a name of its own."""
    assert picks("mine", TEXTS, fixed=False, bots={"mine": middle}) == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert picks("mine", TEXTS, fixed=True, bots={"mine": middle}) == (0, 1, 0)


def test_too_many_orders_are_refused_not_cut() -> None:
    """Eight choices have 40,320 orders."""
    eight = tuple(str(number) for number in range(8))
    with pytest.raises(TooManyOpen, match="8 choices are open at once"):
        picks("mine", eight, fixed=False, bots={"mine": middle})
    assert picks("longest", eight, fixed=False) == (1 / 8,) * 8
    assert picks("mine", eight, fixed=True, bots={"mine": middle}) == (0, 0, 0, 0, 1, 0, 0, 0)


def test_an_unknown_strategy_is_named() -> None:
    """With the nearest one that there is."""
    with pytest.raises(NotFound, match='Did you mean "longest"'):
        picks("longst", TEXTS, fixed=False)


def fails(texts: Sequence[str]) -> int:
    """A bot that stumbles."""
    raise KeyError(texts[0])


@pytest.mark.parametrize(
    ("bot", "said"),
    [
        (lambda _: 3, "picked 3 of 3 texts"),
        (lambda _: -1, "picked -1 of 3 texts"),
        (lambda _: "Yes.", "picked 'Yes.' of 3 texts"),
        (lambda _: True, "picked True of 3 texts"),
        (lambda: 0, "The bot failed: TypeError"),
        (fails, "The bot failed: KeyError"),
    ],
)
def test_what_is_no_bot_is_told_what_a_bot_does(bot: Bot, said: str) -> None:
    """Nothing that an author's function does ends in a traceback."""
    with pytest.raises(NotABot, match=said) as error:
        picked(bot, TEXTS)
    assert "from a list of texts to the place of one of them" in error.value.fix


def test_a_bot_is_loaded_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Module and function; what is wrong with either is said."""
    code = "def second(texts):\n    return 1\n\ndef out(texts):\n    return len(texts)\n\nplace = 1\n"
    (tmp_path / "bots_of_mine.py").write_text(code, encoding="utf-8")
    (tmp_path / "bots_with_a_slip.py").write_text("def second(texts:\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert load_bot("bots_of_mine:second")(TEXTS) == 1
    for name, said in (
        ("bots_of_mine:third", 'no function "third" in the module "bots_of_mine"'),
        ("bots_of_mine:place", 'no function "place"'),
        ("bots_of_mine:out", "picked 3 of 3 texts"),
        ("bots_of_nobody:second", "cannot be loaded: ModuleNotFoundError"),
        ("bots_with_a_slip:second", "cannot be loaded: SyntaxError"),
    ):
        with pytest.raises(NotABot, match=said):
            load_bot(name)
