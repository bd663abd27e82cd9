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
from typing import Any, NamedTuple, TypeAlias

from roleplay.authoring.strategies import Bot, picks
from roleplay.authoring.worth import Decision
from roleplay.errors import Misconfigured

BLIND_READER = "blind-reader"
"""Its name among the strategies."""

_MOST_FEATURES = 2000  # of words, and again of letters
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

    @property
    def gives_away(self) -> str:
        """Where the wording gives the best away most, and how to mend it; empty where the reader is near chance."""
        if self.near_chance:
            return ""
        worst = sorted(self.readings, key=lambda one: one.chance - one.accuracy)[:3]
        where = ", ".join(f"{one.scenario} ({one.accuracy:.0%}, chance {one.chance:.0%})" for one in worst)
        return (
            f"The wording gives the best away. Let other choices speak in the same tone, or the best differ: {where}."
        )


def readers(library: Mapping[str, Sequence[Decision]]) -> Mapping[str, Bot]:
    """Scenario -> a reader that has learnt from all the others, as a bot.

    Raises `Misconfigured` without scikit-learn, and where there are fewer than two scenarios.
    """
    if len(library) < 2:
        raise Misconfigured("The blind reader learns from other scenarios, and there is none.", "Add a second one.")
    others = {
        scenario: [one for name, decisions in library.items() if name != scenario for one in decisions]
        for scenario in library
    }
    for scenario, decisions in others.items():
        if not decisions:
            message = f'No scenario but "{scenario}" has a decision with a best choice to learn from.'
            raise Misconfigured(message, "Let choices of other scenarios show behaviours.")
    sk = _sklearn()
    offers = [one.texts for decisions in library.values() for one in decisions]
    count = _counter([text for offered in offers for text in offered])
    counts = count(offers)
    origins = sk.numpy.array([name for name, decisions in library.items() for one in decisions for _ in one.texts])
    with sk.threads(limits=1, user_api="blas"):  # with so little to do, several only wait for one another
        return {
            scenario: _trained(count, [one[origins != scenario] for one in counts], decisions)
            for scenario, decisions in others.items()
        }


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
    sparse: Any
    student: Any
    counter: Callable[..., Any]
    weights: Callable[..., Any]
    regression: Callable[..., Any]
    threads: Callable[..., Any]


def _sklearn() -> _Sklearn:
    try:
        import numpy as np  # noqa: PLC0415 - an extra, and slow to import: only for those who ask
        from scipy import sparse  # noqa: PLC0415
        from scipy.stats import t  # noqa: PLC0415
        from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer  # noqa: PLC0415
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise Misconfigured(
            "The blind reader needs scikit-learn, which is not installed.",
            "Install it with `pip install 'roleplay[authoring]'`.",
        ) from error
    return _Sklearn(np, sparse, t, CountVectorizer, TfidfTransformer, LogisticRegression, threadpool_limits)


def _student(freedom: int) -> float:
    return float(_sklearn().student.ppf(_UPPER, freedom))


_Counter: TypeAlias = Callable[[Sequence[Sequence[str]]], Sequence[Any]]
"""From the texts of decisions to tables of their words, letters and shapes; one row for each text."""


def _counter(texts: Sequence[str]) -> _Counter:
    """Find out which words and letters there are to be counted; once, because for every reader it takes long."""
    sk = _sklearn()
    terms = [
        sk.counter(analyzer="word", ngram_range=(1, 2)).fit(texts),
        sk.counter(analyzer="char_wb", ngram_range=(2, 4)).fit(texts),
    ]

    def count(offers: Sequence[Sequence[str]]) -> Sequence[Any]:
        counts = [one.transform([text for offered in offers for text in offered]) for one in terms]
        shapes = [shape for offered in offers for shape in _shapes(offered)]
        return [sk.sparse.csr_array(one) for one in (*counts, shapes)]

    return count


def _shapes(offered: Sequence[str]) -> Sequence[Sequence[float]]:
    """Of each text: its length among those of its decision, and its marks."""
    lengths = [len(text) for text in offered]
    ranks = [[sum(other < own for other in lengths) / len(lengths), own / fmean(lengths)] for own in lengths]
    return [[*rank, *(text.count(mark) for mark in "?!,*…")] for rank, text in zip(ranks, offered, strict=True)]


def _weigher(counts: Any) -> Callable[[Any], Any]:
    """Return what weighs the terms that are most frequent in some texts by how rare they are in these."""
    sk = _sklearn()
    frequency = sk.numpy.asarray(counts.sum(axis=0)).ravel()
    seen = sk.numpy.flatnonzero(frequency)
    kept = sk.numpy.sort(seen[(-frequency[seen]).argsort(kind="stable")[:_MOST_FEATURES]])
    weights = sk.weights(sublinear_tf=True).fit(counts[:, kept])
    return lambda some: weights.transform(some[:, kept])


def _trained(count: _Counter, counts: Sequence[Any], decisions: Sequence[Decision]) -> Bot:
    """Learn from decisions and their `counts` what best choices sound like, and return what picks by it."""
    sk = _sklearn()
    weighers = [_weigher(one) for one in counts[:-1]]

    def features(counts: Sequence[Any], sizes: Sequence[int]) -> Any:
        """One row for each text: what sets it apart from the mean of its decision."""
        *terms, shapes = counts
        weighed = [weigh(one) for weigh, one in zip(weighers, terms, strict=True)]
        apart = sk.sparse.block_diag([sk.numpy.eye(size) - 1 / size for size in sizes], format="csr")
        return apart @ sk.sparse.hstack([*weighed, shapes], format="csr")

    learnt = sk.regression(class_weight="balanced", max_iter=2000)
    learnt.fit(
        features(counts, [len(one.texts) for one in decisions]),
        [choice in one.best for one in decisions for choice in one.choices],
        sample_weight=[one.weight for one in decisions for _ in one.choices],
    )

    @lru_cache(maxsize=4096)
    def scores(offered: tuple[str, ...]) -> Mapping[str, float]:
        found = learnt.decision_function(features(count([offered]), [len(offered)]))
        return dict(zip(offered, map(float, found), strict=True))

    def reader(offered: Sequence[str]) -> int:
        found = scores(tuple(sorted(offered)))
        return max(range(len(offered)), key=lambda place: (found[offered[place]], -place))

    return reader
