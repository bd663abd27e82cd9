"""Whatever a browser sends, it ends in an error that a person can read, or in an event that fits."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roleplay.errors import RoleplayError
from roleplay.identity import Actor, Role
from roleplay.model.event import Mode
from roleplay.services.attempts import Attempts
from roleplay.services.forged import chosen, text_of, whole_number, word, words
from roleplay.services.shelf import Bookshelf
from roleplay.store import Options
from tests.kept import MORNING, open_sqlite, shelve

ODD: tuple[Any, ...] = (
    None,
    True,
    False,
    -1,
    10**30,
    1.5,
    float("nan"),
    "",
    "x" * 200,
    "\0",
    "\ud800",
    "a\nb",
    b"opening",
    [],
    {},
    [[]],
    {"a": 1},
)


@pytest.fixture(scope="module")
def attempts() -> Iterator[Attempts]:
    """A store with the small scenario on its shelf."""
    ids, ticks = count(), count()
    with tempfile.TemporaryDirectory() as folder:
        store = open_sqlite(Path(folder))
        shelve(store)
        yield Attempts(
            store,
            Bookshelf(store),
            now=lambda: MORNING + timedelta(seconds=next(ticks)),
            new_id=lambda: f"id-{next(ids)}",
            new_seed=lambda: 1,
        )


ANYTHING = st.one_of(
    st.sampled_from(ODD),
    st.sampled_from(("opening", "asking", "writing", "reflect", "ask", "disclosure/small", "practice", "id-1")),
    st.integers(0, 8),
    st.text(max_size=10),
    st.lists(st.one_of(st.none(), st.text(max_size=5), st.integers(), st.sampled_from(("reflects",))), max_size=3),
)
COMMANDS = {
    "expect": 1,
    "say_first": 2,
    "choose": 2,
    "write": 2,
    "compare": 2,
    "reflect": 1,
    "finish": 0,
    "leave": 0,
}


@given(
    commands=st.lists(
        st.tuples(st.sampled_from(sorted(COMMANDS)), st.booleans(), ANYTHING, ANYTHING, ANYTHING), max_size=8
    )
)
@settings(max_examples=60, deadline=None)
def test_no_command_breaks_an_attempt(attempts: Attempts, commands: list[tuple[Any, ...]]) -> None:
    """Any commands with any arguments, the step right or wrong: refused or recorded, and the log always replays."""
    actor = Actor("kim", roles=frozenset({Role.TRAINEE}))
    playing = attempts.start(actor, "disclosure/small", "practice")
    for name, in_step, *arguments in commands:
        before = attempts.resume(actor, playing.attempt.id)
        step = len(before.events) if in_step else arguments[-1]
        try:
            after = getattr(attempts, name)(actor, playing.attempt.id, step, *arguments[: COMMANDS[name]])
        except RoleplayError:
            assert attempts.resume(actor, playing.attempt.id) == before
        else:
            assert attempts.resume(actor, playing.attempt.id) == after
            assert len(after.events) > len(before.events)


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_no_argument_breaks_a_start_a_branch_or_a_look(attempts: Attempts, odd: Any) -> None:
    """Every argument in turn is something odd."""
    actor = Actor("lee", roles=frozenset({Role.TRAINEE}))
    playing = attempts.start(actor, "disclosure/small", "practice")
    no_options: Any = odd or "odd"
    no_flag: Any = None if isinstance(odd, bool) else odd
    calls: list[Callable[[], object]] = [
        lambda: attempts.start(actor, odd, "practice"),
        lambda: attempts.start(actor, "disclosure/small", odd),
        lambda: attempts.start(actor, "disclosure/small", "practice", no_options),
        lambda: attempts.start(actor, "disclosure/small", "practice", Options(feedback=odd)),
        lambda: attempts.start(actor, "disclosure/small", "practice", Options(say_first=no_flag)),
        lambda: attempts.resume(actor, odd),
        lambda: attempts.branch(actor, odd, 0),
        lambda: attempts.branch(actor, playing.attempt.id, odd),
    ]
    for call in calls:
        with pytest.raises(RoleplayError):
            call()


def test_a_word_is_short_and_printable() -> None:
    """Ids are; anything else is refused before anybody looks it up."""
    assert word("ask-first", "choice") == "ask-first"
    for odd in (*ODD[:7], *ODD[8:]):
        with pytest.raises(RoleplayError):
            word(odd, "choice")


def test_words_are_among_the_known_ones_each_once() -> None:
    """In the order of the known ones, however often they are named."""
    assert words(["b", "a", "b"], ("a", "b", "c"), "behaviour") == ("a", "b")
    for odd in ("ab", ["d"], ["a"] * 4, [1], None):
        with pytest.raises(RoleplayError):
            words(odd, ("a", "b", "c"), "behaviour")


def test_one_of_a_few_is_chosen_by_its_name() -> None:
    """The nearest is suggested."""
    assert chosen(Mode, "practice", "mode") is Mode.PRACTICE
    with pytest.raises(RoleplayError, match=r'There is no mode "practise".*Did you mean "practice"'):
        chosen(Mode, "practise", "mode")


def test_a_number_is_whole_and_counts_something() -> None:
    """True is no number, although Python thinks so."""
    assert [whole_number(number, "step") for number in (0, 7)] == [0, 7]
    for odd in (True, -1, 1.0, "1", 10**30, None):
        with pytest.raises(RoleplayError):
            whole_number(odd, "step")


def test_a_text_can_be_anything_that_can_be_written() -> None:
    """Any script and line breaks, up to four pages or so; halves of characters and nulls cannot be kept."""
    assert text_of(" 你好\n👋🏽 ") == "你好\n👋🏽"
    assert text_of("x" * 8000) == "x" * 8000
    assert text_of(" ") is text_of(None) is None
    for odd in ("x" * 8001, "a\0b", "\udc80", 3, ["text"]):
        with pytest.raises(RoleplayError):
            text_of(odd)
