"""What people saw in an attempt, how far they agree, and which levels count."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from roleplay.engine import compile_scenario
from roleplay.scoring import Level, score
from roleplay.scoring.official import Basis, Official
from roleplay.scoring.review import (
    Case,
    Rating,
    Rules,
    Seen,
    Standing,
    State,
    in_sample,
    raters_wanted,
    results,
    stand,
)
from tests.small import RUBRICS, small, way

GAME = compile_scenario(small())
ONE = Rules(raters=1, share=0)
TWO = Rules(raters=2, share=0)
GOOD = (Seen("asks-first", 3), Seen("reflects", 1))
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def case(*choices: str) -> Case:
    """What the review of a way needs to know."""
    taken = choices or ("opening/reflect", "asking/ask", "writing/")
    return Case("a1", GAME.scenario, RUBRICS, score(GAME, RUBRICS, GAME.replay(way(*taken))))


CASE = case()
HARMED = case("opening/talk", "asking/sorry", "writing/")


def by(rater: str, *ticks: Seen, **more: Any) -> Rating:
    """A rating; without ticks it is the one that finds both required basics."""
    values: dict[str, Any] = {"at": NOON, "revision": 1, "scenario": "s", "rubrics": (), "ticks": ticks or GOOD, **more}
    return Rating(rater, **values)


def officials(held: Case, standing: Standing) -> dict[str, Official]:
    """Competency -> level that counts."""
    return {one.competency: one.official for one in results(held, standing)}


def test_levels_of_a_rating_are_derived_from_its_ticks() -> None:
    """Harm first, required basics, then an advanced behaviour; "no opportunity" is no level at all."""
    assert CASE.levels(by("eve")) == {"listening": Level.HELPFUL, "sharing": Level.HELPFUL}
    assert CASE.levels(by("eve", Seen("reflects", 1), Seen("waits", 1), Seen("shares-unasked", 3))) == {
        "listening": Level.SKILLED,
        "sharing": Level.POTENTIALLY_HARMFUL,
    }
    assert CASE.levels(by("eve", Seen("waits", 1), no_opportunity=("sharing",))) == {
        "listening": Level.NEEDS_PRACTICE,
        "sharing": None,
    }


@pytest.mark.parametrize(
    ("rules", "ratings", "state"),
    [
        (ONE, [], State.UNMARKED),
        (ONE, [by("eve")], State.AGREED),
        (TWO, [by("eve")], State.NEEDS_SECOND),
        (TWO, [by("eve"), by("eve", revision=2, reason="r")], State.NEEDS_SECOND),
        (TWO, [by("eve"), by("rob")], State.AGREED),
        (TWO, [by("eve"), by("rob", Seen("reflects", 1))], State.DISAGREES),
        (replace(TWO, apart=1), [by("eve"), by("rob", Seen("reflects", 1))], State.AGREED),
        (TWO, [by("eve"), by("rob", Seen("reflects", 1)), by("rob", revision=2, reason="r")], State.AGREED),
        (replace(TWO, apart=3), [by("eve"), by("rob", no_opportunity=("sharing",))], State.DISAGREES),
        (replace(TWO, lived_experience=True), [by("eve"), by("rob")], State.NEEDS_SECOND),
        (replace(TWO, lived_experience=True), [by("eve"), by("rob", lived_experience=True)], State.AGREED),
        (replace(TWO, raters=4), [by("eve"), by("rob"), by("max")], State.NEEDS_SECOND),
    ],
)
def test_the_state_follows_from_ratings_and_rules(rules: Rules, ratings: list[Rating], state: State) -> None:
    """Only the last rating of each person counts, and any number of people can be asked for."""
    assert stand(CASE, rules, ratings).state is state


def test_it_says_how_far_raters_are_apart() -> None:
    """In each competency; one who saw no opportunity is not some number of levels away."""
    found = stand(CASE, TWO, [by("eve"), by("rob", Seen("reflects", 1), Seen("waits", 1), no_opportunity=("sharing",))])
    assert [(one.competency, one.levels, one.apart) for one in found.differences] == [
        ("listening", (3, 4), 1),
        ("sharing", (3, None), None),
    ]
    both = [by("eve", no_opportunity=("sharing",)), by("rob", no_opportunity=("sharing",))]
    assert [one.apart for one in stand(CASE, TWO, both).differences] == [0, 0]
    assert stand(CASE, TWO, [by("eve")]).differences == ()


def test_any_difference_in_a_harmful_tick_disagrees() -> None:
    """Though levels are the same, whatever the cohort lets pass, and in competencies that are not assessed as well."""
    loose = replace(TWO, apart=3)
    blamed = by("rob", *GOOD, Seen("blames", 3))
    assert CASE.levels(blamed) == CASE.levels(by("eve"))
    found = stand(CASE, loose, [by("eve"), blamed])
    assert (found.state, set(found.harm_differs)) == (State.DISAGREES, {"blames"})
    elsewhere = [by("eve", Seen("blames", 1)), by("rob", Seen("blames", 3))]
    assert stand(CASE, loose, elsewhere).state is State.DISAGREES
    assert stand(CASE, loose, [by("eve", Seen("blames", 1)), by("rob", Seen("blames", 1))]).state is State.AGREED


def test_every_attempt_with_harm_is_marked_twice() -> None:
    """Whether the machine saw it or a person, and whatever share is drawn."""
    assert (raters_wanted(ONE, CASE), raters_wanted(ONE, HARMED)) == (1, 2)
    assert stand(HARMED, ONE, [by("eve", Seen("talks-over", 1))]).state is State.NEEDS_SECOND
    assert stand(CASE, ONE, [by("eve", Seen("blames", 1))]).state is State.NEEDS_SECOND
    assert raters_wanted(replace(ONE, share=100), CASE) == 2
    assert raters_wanted(replace(TWO, raters=5), HARMED) == 5


def test_the_share_that_is_marked_twice_is_drawn_by_the_attempt_alone() -> None:
    """The same whenever it is asked, more with a greater share, and about as many as were asked for."""
    names = [f"attempt-{number}" for number in range(2000)]
    drawn = {share: {name for name in names if in_sample(name, share)} for share in (0, 20, 50, 100)}
    assert drawn[0] == set()
    assert drawn[100] == set(names)
    assert drawn[20] < drawn[50]
    assert 340 < len(drawn[20]) < 460


def test_an_adjudication_decides_until_somebody_marks_again() -> None:
    """It is neither of the two ratings, and its levels are the ones that count."""
    two = [by("eve"), by("rob", Seen("reflects", 1))]
    decided = [*two, by("max", *GOOD, Seen("waits", 1), adjudicates=True, reason="r")]
    found = stand(CASE, TWO, decided)
    assert (found.state, len(found.ratings)) == (State.ADJUDICATED, 2)
    assert officials(CASE, found) == {
        "listening": Official(Level.SKILLED, Basis.ADJUDICATED),
        "sharing": Official(Level.HELPFUL, Basis.ADJUDICATED),
    }
    again = stand(CASE, TWO, [*decided, by("eve", revision=2, reason="r")])
    assert (again.state, again.adjudication) == (State.DISAGREES, None)


def test_what_was_returned_stays_so_until_something_is_added() -> None:
    """A further look that the trainee asks for takes a further person, not a revision."""
    assert stand(CASE, ONE, [by("eve")], returned=1).state is State.RETURNED
    assert stand(CASE, ONE, [by("eve")], looks=1, returned=1).state is State.NEEDS_SECOND
    twice = [by("eve"), by("eve", revision=2, reason="r")]
    assert stand(CASE, ONE, twice, returned=1).state is State.AGREED
    assert stand(CASE, ONE, twice, looks=1, returned=1).state is State.NEEDS_SECOND
    assert stand(CASE, ONE, [by("eve"), by("rob")], looks=1, returned=1).state is State.AGREED


def test_the_machines_level_counts_provisionally_until_people_agree() -> None:
    """Then theirs does: the lower one where they may be apart, and none where there was no opportunity."""
    nobody = officials(CASE, stand(CASE, TWO, []))
    assert nobody["sharing"] == Official(Level.HELPFUL, Basis.MACHINE)
    assert nobody["sharing"].provisional
    assert officials(CASE, stand(CASE, TWO, [by("eve", Seen("waits", 1))])) == nobody
    close = stand(CASE, replace(TWO, apart=1), [by("eve"), by("rob", Seen("reflects", 1))])
    assert officials(CASE, close)["sharing"] == Official(Level.NEEDS_PRACTICE, Basis.HUMAN)
    none = stand(CASE, ONE, [by("eve", Seen("reflects", 1), no_opportunity=("sharing",))])
    assert officials(CASE, none)["sharing"] == Official(None, Basis.HUMAN)


def test_the_machine_never_clears_a_harm_that_a_person_marked() -> None:
    """Not even as long as people have not settled it and its own level counts."""
    for ratings in ([by("eve", Seen("talks-over", 1))], [by("eve"), by("rob", Seen("talks-over", 1))]):
        found = officials(CASE, stand(CASE, TWO, ratings))
        assert found["listening"] == Official(Level.POTENTIALLY_HARMFUL, Basis.MACHINE)
        assert found["sharing"].level is Level.HELPFUL


def test_the_machines_harm_stands_until_everybody_who_decides_has_cleared_it() -> None:
    """Who only did not tick it has cleared nothing; the reason is part of the result."""
    blind = stand(HARMED, TWO, [by("eve"), by("rob")])
    listening, _ = results(HARMED, blind)
    assert (listening.official.level, listening.standing_harm, listening.cleared) == (1, ("talks-over",), ())
    harm = ("shares-unasked", "talks-over")
    half = stand(HARMED, TWO, [by("eve", clears=harm, reason="why-e"), by("rob")])
    assert (half.state, set(half.harm_differs)) == (State.DISAGREES, set(harm))
    both = stand(HARMED, TWO, [by("eve", clears=harm, reason="why-e"), by("rob", clears=harm, reason="why-r")])
    listening, _ = results(HARMED, both)
    assert (listening.official, listening.standing_harm) == (Official(Level.HELPFUL, Basis.HUMAN), ())
    assert (listening.cleared, listening.reasons) == (("talks-over",), ("why-e", "why-r"))
    marked = stand(HARMED, TWO, [by("eve", Seen("talks-over", 1)), by("rob", Seen("talks-over", 1))])
    listening, _ = results(HARMED, marked)
    assert (listening.official.level, listening.standing_harm) == (1, ())


def test_one_who_adjudicates_can_clear_alone() -> None:
    """With the reason that an adjudication needs anyway."""
    decided = by("max", clears=("shares-unasked", "talks-over"), adjudicates=True, reason="why-m")
    found = stand(HARMED, TWO, [by("eve", Seen("talks-over", 1)), by("rob"), decided])
    listening, _ = results(HARMED, found)
    assert (found.state, listening.official.level) == (State.ADJUDICATED, Level.HELPFUL)
    assert (listening.cleared, listening.reasons) == (("talks-over",), ("why-m",))
