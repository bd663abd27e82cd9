"""What other numbers of scenarios and raters would be worth."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay.scoring.measurement import (
    Design,
    Interval,
    Reason,
    Undefined,
    cronbach_alpha,
    decision_table,
    dependability_at,
    plan,
    scenarios_needed,
    study,
)
from tests.scoring.measurement.published import (
    BRENNAN_1,
    BRENNAN_3,
    BRENNAN_4,
    crossed_ratings,
    estimate,
    flat_ratings,
    nested_ratings,
    number,
    whole,
)

ITEMS = whole(study(flat_ratings(BRENNAN_1), Design.SCENARIOS))
CROSSED = whole(study(crossed_ratings(BRENNAN_3)))
NESTED = whole(study(nested_ratings(BRENNAN_4), Design.NESTED))
ALIKE = whole(study(crossed_ratings({rater: [[3, 3, 3]] * 4 for rater in "ab"})))


def test_brennans_coefficients() -> None:
    """G and Phi of his synthetic data sets 1, 3 and 4 (2001, ch. 2 to 4), to all printed digits."""
    items, crossed, nested = plan(ITEMS, 12), plan(CROSSED, 4, 2), plan(NESTED, 3, 4)
    assert (round(number(items.g), 3), round(number(items.phi), 3)) == (0.844, 0.773)
    assert (round(number(crossed.g), 2), round(number(crossed.phi), 2)) == (0.64, 0.55)
    assert (round(number(nested.g), 2), round(number(nested.phi), 2)) == (0.55, 0.46)


def test_raters_of_their_own_are_averaged_over_scenarios_too() -> None:
    """Crossed components in a nested plan: r and sr, pr and psr become r:s and pr:s (Brennan 2001, ch. 4)."""
    p, s, r, ps, pr, sr, psr = (component.variance for component in CROSSED.components)
    nested = plan(CROSSED, 5, 3, nested=True)
    assert nested.relative_error == pytest.approx(ps / 5 + (pr + psr) / 15)
    assert nested.absolute_error == pytest.approx(s / 5 + ps / 5 + (r + sr + pr + psr) / 15)
    assert number(nested.phi) == pytest.approx(p / (p + nested.absolute_error))
    assert nested.absolute_error < plan(CROSSED, 5, 3).absolute_error
    assert nested.standard_error == pytest.approx(nested.absolute_error**0.5)
    assert nested.ratings == 15


@given(
    st.integers(2, 5).flatmap(
        lambda items: st.lists(st.lists(st.integers(1, 4), min_size=items, max_size=items), min_size=3, max_size=8)
    )
)
def test_g_of_persons_by_scenarios_is_alpha(table: list[list[int]]) -> None:
    """For as many scenarios as were seen; an alpha below zero is a G of zero."""
    found = plan(whole(study(flat_ratings(table), Design.SCENARIOS)), len(table[0])).g
    alpha = cronbach_alpha(table).coefficient
    if isinstance(alpha, Undefined):
        assert isinstance(found, Undefined) or found == pytest.approx(0, abs=1e-9)
    else:
        assert number(found) == pytest.approx(max(0.0, estimate(alpha).value), abs=1e-7)


@given(st.floats(0.5, 3.0))
def test_a_severe_rater_changes_phi_and_not_g(severity: float) -> None:
    """A constant taken from all ratings of one rater keeps the order of persons and shifts their means."""
    severe: dict[str, list[list[float]]] = {
        "o1": [[*row] for row in BRENNAN_3["o1"]],
        "o2": [[value - severity - 1 for value in row] for row in BRENNAN_3["o2"]],
    }
    found = plan(whole(study(crossed_ratings(severe))), 4, 2)
    before = plan(CROSSED, 4, 2)
    assert number(found.g) == pytest.approx(number(before.g))
    assert number(found.phi) < number(before.phi) - 0.005


def test_more_scenarios_and_more_raters_never_make_it_worse() -> None:
    """The table goes through scenarios for each number of raters; what was not varied stays at 1."""
    table = decision_table(CROSSED, range(1, 6), (1, 2))
    assert [(one.scenarios, one.raters) for one in table] == [(s, r) for r in (1, 2) for s in range(1, 6)]
    phi = [number(one.phi) for one in table]
    assert phi[:5] == sorted(phi[:5])
    assert all(two > one for one, two in zip(phi[:5], phi[5:], strict=True))
    assert {one.raters for one in decision_table(ITEMS)} == {1}


@pytest.mark.parametrize(("raters", "nested"), [(1, False), (2, False), (3, False), (2, True)])
def test_the_scenarios_needed_are_the_fewest(raters: int, nested: bool) -> None:  # noqa: FBT001
    """With them Phi is 0.80, with one fewer it is not."""
    needed = scenarios_needed(CROSSED, raters, nested=nested)
    assert isinstance(needed, int)
    assert number(plan(CROSSED, needed, raters, nested=nested).phi) >= 0.8
    assert number(plan(CROSSED, needed - 1, raters, nested=nested).phi) < 0.8


def test_endless_scenarios_do_not_help_against_raters_who_differ() -> None:
    """As p / (p + r + pr) with one rater is .836, no number of scenarios brings .85; raters of their own do."""
    p, _, r, _, pr, *_ = (component.variance for component in CROSSED.components)
    assert 0.8 < p / (p + r + pr) < 0.85
    found = scenarios_needed(CROSSED, 1, 0.85)
    assert isinstance(found, Undefined)
    assert found.reason is Reason.OUT_OF_REACH
    assert isinstance(scenarios_needed(CROSSED, 1, 0.85, nested=True), int)


def test_a_study_is_not_asked_for_what_it_did_not_vary() -> None:
    """Neither by a plan nor by the scenarios needed."""
    turned = whole(
        study([one._replace(scenario="s", rater=one.scenario) for one in flat_ratings(BRENNAN_1)], Design.RATERS)
    )
    assert isinstance(scenarios_needed(turned), Undefined)
    with pytest.raises(ValueError, match="more than one s"):
        plan(turned, 2, 2)
    with pytest.raises(ValueError, match="more than one r"):
        plan(ITEMS, 2, 2)
    with pytest.raises(ValueError, match="one scenario and one rater"):
        plan(CROSSED, 0, 1)


def test_phi_at_the_mean_is_kr_21() -> None:
    """For passed and failed items and a cut at the mean, Phi(lambda) is KR-21 (Brennan & Kane 1977)."""
    totals = [sum(row) for row in BRENNAN_1]
    m = sum(totals) / 10
    kr21 = 12 / 11 * (1 - m * (12 - m) / (12 * sum((total - m) ** 2 for total in totals) / 10))
    found = dependability_at(ITEMS, ITEMS.mean, plan(ITEMS, 12))
    assert number(found.phi) == pytest.approx(kr21)


def test_phi_of_a_cut_grows_with_the_distance_of_the_cut() -> None:
    """Where all are far from the cut, decisions are easy, however alike persons are."""
    planned = plan(CROSSED, 4, 2)
    phi = [number(dependability_at(CROSSED, CROSSED.mean - far, planned).phi) for far in (0, 0.5, 1, 3)]
    assert phi == sorted(phi)
    assert phi[0] < number(planned.phi) < phi[2]
    p, squared = CROSSED.components[0].variance, 3**2 - CROSSED.mean_variance
    assert phi[3] == pytest.approx((p + squared) / (p + squared + planned.absolute_error))


def test_means_within_chance_of_the_cut_are_undecided() -> None:
    """One and so many standard errors to each side, as the confidence asks."""
    planned = plan(CROSSED, 4, 2)
    found = dependability_at(CROSSED, 5.0, planned, 0.9).undecided
    assert isinstance(found, Interval)
    half = 1.6448536 * planned.standard_error
    assert (found.low, found.high) == pytest.approx((5 - half, 5 + half))


def test_where_nothing_varies_nothing_is_dependable() -> None:
    """G and Phi are undefined, not 0 and not 1; away from the cut all are on one side without error."""
    planned = plan(ALIKE, 3, 2)
    assert isinstance(planned.g, Undefined)
    assert isinstance(planned.phi, Undefined)
    assert planned.phi.reason is Reason.NO_SPREAD
    assert isinstance(dependability_at(ALIKE, 3, planned).phi, Undefined)
    assert dependability_at(ALIKE, 2, planned).phi == 1
