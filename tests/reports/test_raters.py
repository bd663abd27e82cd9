"""Agreement, severity and drift, from planted ratings, and against the figures of `scoring`."""

from __future__ import annotations

import random

import numpy as np
import pytest

from roleplay.reports.levelled import levelled
from roleplay.reports.raters import agreed, agreement_by_competency, differences, drift, severity, table_of
from roleplay.scoring import agreement
from roleplay.scoring.figure import Estimate
from roleplay.scoring.measurement import Rating
from roleplay.scoring.measurement.severity import severities
from tests.reports.planted import Planting, marked

FAIR = {"ada": 0.1, "ben": 0.1, "cem": 0.1, "dan": 0.9}


def test_a_table_without_names_has_the_figures_of_one_with_names() -> None:
    """Alpha, AC2 and the share of equal pairs do not ask who gave a level."""
    chance = random.Random(5)
    given = [
        agreement.Rating(f"i{item}", rater, float(chance.choice((1, 2, 3, 4))))
        for item in range(40)
        for rater in chance.sample("abcdef", chance.choice((1, 2, 3)))
    ]
    named = agreement.Ratings.of(given, (1.0, 2.0, 3.0, 4.0))
    items = np.array([int(one.item[1:]) for one in given])
    levels = np.array([int(one.value) for one in given])
    nameless = table_of(items, levels)
    assert (nameless.items, nameless.number) == (named.items, named.number)
    for coefficient in (
        agreement.percent_agreement,
        agreement.gwet_ac2,
        lambda t: agreement.krippendorff_alpha(t, "ordinal"),
    ):
        one, other = (
            agreement.estimates(table, {"": coefficient(table)}, agreement.Bootstrap(0))[""][0]
            for table in (named, nameless)
        )
        assert isinstance(one, Estimate)
        assert isinstance(other, Estimate)
        assert one.value == pytest.approx(other.value)


def test_no_opportunity_and_what_was_not_assessed_are_no_levels() -> None:
    """They neither agree nor disagree."""
    found = agreed(np.array([1, 1, 1, 2, 2, 3]), np.array([3, 3, 0, 2, -1, 4]))
    assert (found.items, found.ratings) == (1, 2)


def test_severity_is_that_of_scoring() -> None:
    """The same differences, worked out for all at once; and the strict one is found."""
    planting = marked(FAIR)
    data = levelled(planting.cohort())
    apart = differences(data)
    ratings = [
        Rating(attempt, "", data.ratings.rater.names[rater], float(levels[0] + levels[1]) / 2)
        for attempt, rater, levels in zip(
            data.ratings.attempt.codes.tolist(), data.ratings.rater.codes.tolist(), data.ratings.levels.tolist(), strict=True
        )
    ]  # fmt: skip
    for one in severities([rating._replace(person=str(rating.person)) for rating in ratings]):
        own = apart[data.ratings.rater.codes == data.ratings.rater.names.index(one.rater)]
        assert isinstance(one.severity, Estimate)
        assert float(np.nanmean(own)) == pytest.approx(one.severity.value)
    section = severity(data)
    assert [row[0] for row in section.tables[0].rows if row[3] == "stricter"] == ["dan"]
    assert section.says[0].startswith("4 evaluators lie between")


def test_whoever_sees_no_rows_reads_of_no_rater() -> None:
    """Only how far they are apart."""
    section = severity(levelled(marked(FAIR).cohort(rows=False)))
    assert section.says[1].startswith("One of them differs")
    assert (list(section.tables), list(section.charts)) == ([], [])


def test_agreement_is_told_by_competency_with_its_interval() -> None:
    """Where everybody says the same there is no figure, and that is said."""
    section = agreement_by_competency(levelled(marked(FAIR).cohort()))
    by_name = {row[0]: row for row in section.tables[0].rows}
    assert by_name["Active listening"][1:3] == ("60", "120")
    assert " to " in by_name["Active listening"][4]
    assert by_name["Safety"][4].startswith("no figure")
    assert "It is lowest in Active listening" in section.says[1]


def test_revisions_replace_and_decisions_do_not_count() -> None:
    """Of each rater the last rating; what somebody decided is no agreement."""
    planting = Planting()
    for number in range(6):
        attempt = planting.play(f"t{number}", {"listening": 3})
        planting.rate(attempt, "ada", {"listening": 1})
        planting.rate(attempt, "ben", {"listening": 3 + number % 2})
        planting.rate(attempt, "ada", {"listening": 3 + number % 2})
        planting.rate(attempt, "cem", {"listening": 2}, decides=True)
    data = levelled(planting.cohort())
    (row,) = agreement_by_competency(data).tables[0].rows
    assert (row[1:3], row[3][:3], data.decisions) == (("6", "12"), "100", 6)


def test_drift_is_seen_by_month() -> None:
    """Four months of agreement, in their order; one month alone tells nothing."""
    section = drift(levelled(marked(FAIR).cohort()))
    assert [row[0] for row in section.tables[0].rows] == ["January 2026", "February 2026", "March 2026", "April 2026"]
    alone = marked(FAIR)
    alone.marks = [row for row in alone.marks if row[3] == "2026-01"]
    assert drift(levelled(alone.cohort())).says[0].startswith("Nothing can be said yet")


def test_without_two_who_marked_the_same_nothing_is_said() -> None:
    """No figure of agreement or severity."""
    planting = Planting()
    planting.rate(planting.play("t1", {"listening": 3}), "ada", {"listening": 3})
    data = levelled(planting.cohort())
    assert agreement_by_competency(data).says[0].startswith("Nothing can be said yet")
    assert severity(data).says[0].startswith("Nothing can be said yet")
