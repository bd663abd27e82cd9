"""Players who do not understand a word: they pick by length, by place, by politeness. None of them should do well.

A bot is a plain function from the texts on display to the place of the one that it picks, so an author can add one.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from typing import TypeAlias, cast

from roleplay.errors import NotFound, RoleplayError

Bot: TypeAlias = Callable[[Sequence[str]], int]
"""From the texts of the open choices, in displayed order, to the place of the one that is picked."""

MOST_OPEN = 7
"""With more open choices than this there are too many displayed orders to try an author's bot on them all."""


class TooManyOpen(RoleplayError, OverflowError):
    """More choices are open together than displayed orders can be tried for."""


class NotABot(RoleplayError, TypeError):
    """A function of an author's that does not do what a bot does."""


_POLITE = re.compile(
    r"\b(?:sorry|thank(?:s| you)|please|i hear you|i understand|sounds? like|must (?:be|have)|of course|appreciate"
    r"|feel)\b",
    re.IGNORECASE,
)
_HEDGES = re.compile(
    r"\b(?:maybe|perhaps|might|could|would|a bit|a little|sort of|kind of|if you like|i (?:think|guess)|possibly"
    r"|probably)\b",
    re.IGNORECASE,
)
_STAFF = re.compile(
    r"\b(?:staff|supervisor(?:_title)?|clinician|doctor|nurse|pharmacist|therapist|crisis|line|team|emergency)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Most:
    """A bot that picks the text of which something is most; of several that are equal it picks the first on display."""

    measure: Callable[[str], float]
    """What is measured of a text."""
    latest: bool = False
    """Of several that are equal it picks the last on display instead."""

    def __call__(self, texts: Sequence[str]) -> int:
        """Pick one."""
        sign = 1 if self.latest else -1
        return max(range(len(texts)), key=lambda place: (self.measure(texts[place]), sign * place))


BOTS: Mapping[str, Bot] = {
    "longest": Most(len),
    "shortest": Most(lambda text: -len(text)),
    "first": Most(lambda _: 0),
    "last": Most(lambda _: 0, latest=True),
    "politest": Most(lambda text: len(_POLITE.findall(text))),
    "questions": Most(lambda text: text.count("?")),
    "most-hedged": Most(lambda text: len(_HEDGES.findall(text))),
    "safest-sounding": Most(lambda text: len(_STAFF.findall(text))),
}
"""Name -> bot."""

RANDOM = "random"
"""Picks any choice with equal chance; no function of the texts."""

STRATEGIES = (*BOTS, RANDOM)
"""Those that come with this software and know nothing but the texts on display."""


def picks(strategy: str, texts: tuple[str, ...], *, fixed: bool, bots: Mapping[str, Bot] = BOTS) -> tuple[float, ...]:
    """Probability of each choice, in the order of the file, over all displayed orders (one where it is `fixed`).

    Raises `NotFound` for an unknown strategy, `NotABot`, and `TooManyOpen`: nothing is ever cut silently.
    """
    if strategy == RANDOM:
        return (1 / len(texts),) * len(texts)
    if strategy not in bots:
        raise NotFound.of("strategy", strategy, (*bots, RANDOM))
    return _picks(bots[strategy], texts, fixed=fixed)


@lru_cache(maxsize=4096)
def _picks(bot: Bot, texts: tuple[str, ...], *, fixed: bool) -> tuple[float, ...]:
    if isinstance(bot, Most) and not fixed:  # equal ones stand in any order, so each is as likely
        measured = [bot.measure(text) for text in texts]
        most = [place for place, much in enumerate(measured) if much == max(measured)]
        return tuple(1 / len(most) if place in most else 0.0 for place in range(len(texts)))
    if len(texts) > MOST_OPEN and not fixed:
        message = f"{len(texts)} choices are open at once, which can be displayed in too many orders to try them all."
        raise TooManyOpen(message, f"Offer at most {MOST_OPEN}.")
    orders = [tuple(range(len(texts)))] if fixed else list(permutations(range(len(texts))))
    counts = [0] * len(texts)
    for order in orders:
        counts[order[picked(bot, [texts[place] for place in order])]] += 1
    return tuple(count / len(orders) for count in counts)


def picked(bot: Bot, texts: Sequence[str]) -> int:
    """The place that a bot picks. Raises `NotABot` when it fails, or picks what is not there."""
    try:
        place: object = bot(texts)
    except RoleplayError:
        raise
    except Exception as error:  # whatever an author's function does
        raise NotABot(f"The bot failed: {type(error).__name__}: {error}", _CONTRACT) from error
    if not isinstance(place, int) or isinstance(place, bool) or not 0 <= place < len(texts):
        raise NotABot(f"The bot picked {place!r} of {len(texts)} texts.", _CONTRACT)
    return place


_CONTRACT = "A bot is a function from a list of texts to the place of one of them, counted from 0."


def load_bot(name: str) -> Bot:
    """Return the function that `module:function` names. Raises `NotABot` when there is none, or it takes no texts."""
    module_name, _, function_name = name.partition(":")
    try:
        found = getattr(importlib.import_module(module_name), function_name, None)
    except Exception as error:  # whatever an author's module does when it is imported
        message = f'The bot "{name}" cannot be loaded: {type(error).__name__}: {error}'
        raise NotABot(message, "Name it as module:function; the module is looked for in this folder too.") from error
    if not callable(found):
        message = f'There is no function "{function_name}" in the module "{module_name}".'
        raise NotABot(message, "Name it as module:function.")
    bot = cast("Bot", found)
    picked(bot, ["One.", "Another?", "A third, and longer."])
    return bot
