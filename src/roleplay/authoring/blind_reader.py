"""A reader who never sees the conversation, to find out whether the wording of choices gives the best one away.

A text classifier learns from the choices of all *other* scenarios what best choices sound like, and is asked which
choice of each decision is best. If it does well, so will people who have learnt the tone and not the skill. Only texts
of choices are read, and what sets them apart within their decision; neither order nor what was said before.

The classifier is scikit-learn's (BSD-3-Clause), which comes with `pip install 'roleplay[authoring]'` and is imported
only when a reader is asked for. Nothing in it is random: the same files give the same figures.

The interval. Decisions of one scenario are no independent draws: they share an author, a voice and the very
classifier that reads them. An interval over decisions alone would take them for independent and come out too narrow,
and a bootstrap over three scenarios knows ten samples. So each scenario is one observation, of how far its accuracy
lies above its own chance, and the interval is Student's over scenarios. Few scenarios can agree by luck; therefore it
is never narrower than if all decisions were independent draws. With three scenarios it is wide, as it should be: they
cannot prove much. It narrows as the library grows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from math import sqrt
from statistics import NormalDist, fmean, stdev
from typing import Any, NamedTuple

from roleplay.authoring.strategies import Bot, picks
from roleplay.authoring.worth import Decision
from roleplay.errors import Misconfigured

BLIND_READER = "blind-reader"
"""Its name among the strategies."""

_MOST_FEATURES = 2000  # of words, and again of letters: the matrix is dense
_UPPER = 0.975  # so that the interval has 95 %


class Reading(NamedTuple):
    """How one scenario was read."""

    scenario: str
    """Id."""
    accuracy: float
    """Part of its decisions at which a best choice was picked."""
    chance: float
    """What picking at random comes to."""
    decisions: float
    """How many there are, each node counting once."""


class Blindness(NamedTuple):
    """How the library was read; every scenario counts alike."""

    readings: tuple[Reading, ...]
    """One for each scenario."""
    accuracy: float
    """Mean accuracy."""
    chance: float
    """Mean of what picking at random comes to."""
    low: float
    """Lower bound of the accuracy, with 95 % confidence."""
    high: float
    """Upper bound."""

    @property
    def near_chance(self) -> bool:
        """True unless the whole interval lies above chance."""
        return self.low <= self.chance


def readers(library: Mapping[str, Sequence[Decision]]) -> Mapping[str, Bot]:
    """Scenario -> a reader that has learnt from all the others, as a bot.

    Raises `Misconfigured` without scikit-learn, and where there are fewer than two scenarios.
    """
    if len(library) < 2:
        raise Misconfigured("The blind reader learns from other scenarios, and there is none.", "Add a second one.")
    found: dict[str, Bot] = {}
    for scenario in library:
        others = [decision for name, decisions in library.items() if name != scenario for decision in decisions]
        if not others:
            message = f'No scenario but "{scenario}" has a decision with a best choice to learn from.'
            raise Misconfigured(message, "Let choices of other scenarios show behaviours.")
        found[scenario] = _trained(others)
    return found


def read_blind(library: Mapping[str, Sequence[Decision]], bots: Mapping[str, Bot]) -> Blindness:
    """Let every scenario be read by its own of some `readers`. Raises `Misconfigured` with fewer than two scenarios."""
    readings = tuple(_reading(name, library[name], bot) for name, bot in bots.items() if library[name])
    if len(readings) < 2:
        raise Misconfigured("Fewer than two scenarios have decisions to be read.", "Add another one.")
    accuracy, chance = fmean(one.accuracy for one in readings), fmean(one.chance for one in readings)
    between = stdev(one.accuracy - one.chance for one in readings) / sqrt(len(readings))
    within = sqrt(sum(one.accuracy * (1 - one.accuracy) / one.decisions for one in readings)) / len(readings)
    margin = max(_student(len(readings) - 1) * between, NormalDist().inv_cdf(_UPPER) * within)
    return Blindness(readings, accuracy, chance, max(0.0, accuracy - margin), min(1.0, accuracy + margin))


def _reading(scenario: str, decisions: Sequence[Decision], bot: Bot) -> Reading:
    whole = sum(one.weight for one in decisions)
    right = 0.0
    for one in decisions:
        chances = picks(BLIND_READER, one.texts, fixed=one.fixed, bots={BLIND_READER: bot})
        right += one.weight * sum(p for choice, p in zip(one.choices, chances, strict=True) if choice in one.best)
    return Reading(scenario, right / whole, sum(one.weight * one.chance for one in decisions) / whole, whole)


class _Sklearn(NamedTuple):
    numpy: Any
    vectorizer: Callable[..., Any]
    regression: Callable[..., Any]
    student: Any


def _sklearn() -> _Sklearn:
    try:
        import numpy as np  # noqa: PLC0415 - an extra, and slow to import: only for those who ask
        from scipy.stats import t  # noqa: PLC0415
        from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise Misconfigured(
            "The blind reader needs scikit-learn, which is not installed.",
            "Install it with `pip install 'roleplay[authoring]'`.",
        ) from error
    return _Sklearn(np, TfidfVectorizer, LogisticRegression, t)


def _student(freedom: int) -> float:
    return float(_sklearn().student.ppf(_UPPER, freedom))


def _trained(decisions: Sequence[Decision]) -> Bot:
    """Learn what best choices sound like, and return what picks by it."""
    sk = _sklearn()
    texts = [text for one in decisions for text in one.texts]
    vectorizers = [
        sk.vectorizer(analyzer="word", ngram_range=(1, 2), sublinear_tf=True, max_features=_MOST_FEATURES),
        sk.vectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, max_features=_MOST_FEATURES),
    ]
    for vectorizer in vectorizers:
        vectorizer.fit(texts)

    def features(offered: Sequence[str]) -> Any:
        """One row for each text: what sets it apart from the mean of its decision."""
        lengths = [len(text) for text in offered]
        ranks = [[sum(other < own for other in lengths) / len(lengths), own / fmean(lengths)] for own in lengths]
        marks = [[text.count(mark) for mark in "?!,*…"] for text in offered]
        rows = sk.numpy.hstack([*(one.transform(offered).toarray() for one in vectorizers), ranks, marks])
        return rows - rows.mean(axis=0)

    learnt = sk.regression(class_weight="balanced", max_iter=2000)
    learnt.fit(
        sk.numpy.vstack([features(one.texts) for one in decisions]),
        [choice in one.best for one in decisions for choice in one.choices],
        sample_weight=[one.weight for one in decisions for _ in one.choices],
    )

    @lru_cache(maxsize=4096)
    def scores(offered: tuple[str, ...]) -> Mapping[str, float]:
        return dict(zip(offered, map(float, learnt.decision_function(features(offered))), strict=True))

    def reader(offered: Sequence[str]) -> int:
        found = scores(tuple(sorted(offered)))
        return max(range(len(offered)), key=lambda place: (found[offered[place]], -place))

    return reader
