"""Levels, and the moments that they rest on."""

from __future__ import annotations

import pytest

from roleplay.engine import compile_scenario
from roleplay.model.rubric import Kind
from roleplay.scoring import Level, Source, Tick, derive, missed_cues, official, score
from roleplay.scoring.official import Basis
from tests.small import RUBRICS, small, way

GAME = compile_scenario(small())


def levels(*choices: str) -> dict[str, Level | None]:
    """Competency -> level for a way."""
    found = score(GAME, RUBRICS, GAME.replay(way(*choices)))
    return {c.competency: c.level for c in found.competencies}


@pytest.mark.parametrize(
    ("shown", "level"),
    [
        ((), Level.NEEDS_PRACTICE),
        (("waits",), Level.NEEDS_PRACTICE),
        (("reflects",), Level.HELPFUL),
        (("reflects", "waits"), Level.SKILLED),
        (("reflects", "waits", "talks-over"), Level.POTENTIALLY_HARMFUL),
        (("reflects", "blames"), Level.HELPFUL),
    ],
)
def test_the_level_is_derived_from_the_ticks(shown: tuple[str, ...], level: Level) -> None:
    """Harm is a ceiling; required basics make it helpful; an advanced behaviour besides makes it skilled."""
    assert derive(RUBRICS["listening"], shown, ("reflects",)) is level


def test_a_way_with_all_required_basics_and_no_harm_meets_the_standard() -> None:
    """Level 3 or 4 in everything that is assessed."""
    found = score(GAME, RUBRICS, GAME.replay(way("opening/wait", "asking/brief", "writing/")))
    assert {c.competency: c.level for c in found.competencies} == {"listening": 4, "sharing": 4}
    assert found.met_standard


def test_every_tick_points_at_its_moment() -> None:
    """A score can be traced to what was said."""
    found = score(GAME, RUBRICS, GAME.replay(way("opening/talk", "asking/sorry", "writing/")))
    listening = found.of("listening")
    assert listening is not None
    assert [(tick.behaviour, tick.moment) for tick in listening.harmful] == [("talks-over", 1)]


def test_a_repaired_harm_stays_a_harm_and_says_where_it_was_repaired() -> None:
    """Repair is honoured, and lifts nothing."""
    found = score(GAME, RUBRICS, GAME.replay(way("opening/talk", "asking/sorry", "writing/")))
    listening = found.of("listening")
    assert listening is not None
    assert (listening.level, listening.harmful[0].repaired_at) == (Level.POTENTIALLY_HARMFUL, 4)
    assert [tick.behaviour for tick in found.beside] == ["names-the-slip"]
    assert not found.met_standard


def test_without_an_opportunity_there_is_no_level() -> None:
    """Who never came to the point at which sharing could be shown has no level for it, not a low one."""
    found = score(GAME, RUBRICS, GAME.replay(way("opening/pass")))
    assert {c.competency: c.level for c in found.competencies} == {"listening": Level.NEEDS_PRACTICE, "sharing": None}
    assert not found.met_standard


def test_a_conditional_tick_is_read_before_the_effects_of_its_choice() -> None:
    """Sharing was not asked for at that time, so it counts as unasked."""
    assert levels("opening/talk")["sharing"] is Level.POTENTIALLY_HARMFUL


def test_harm_in_a_competency_that_is_not_assessed_fails_the_standard_too() -> None:
    """A harmful tick in any rubric means that the standard was not met."""
    marked = Tick("blames", Source.HUMAN, "evaluator", 1)
    found = score(GAME, RUBRICS, GAME.replay(way("opening/wait", "asking/brief", "writing/")), [marked])
    assert found.beside == (marked,)
    assert not found.met_standard


def test_what_people_mark_counts_like_what_was_chosen() -> None:
    """A tick is a tick, wherever it comes from."""
    marked = [Tick("reflects", Source.OBSERVER, "observer", None)]
    found = score(GAME, RUBRICS, GAME.replay(way("opening/pass")), marked).of("listening")
    assert found is not None
    assert found.level is Level.HELPFUL


def test_missed_cues_name_what_was_within_reach() -> None:
    """At the opening something basic was on offer and nothing of it was chosen."""
    missed = missed_cues(GAME, RUBRICS, GAME.replay(way("opening/talk", "asking/sorry")))
    assert [(m.moment, m.chosen, m.alternatives) for m in missed] == [
        (1, "talk", ("reflect", "wait")),
    ]


def test_nothing_was_missed_where_all_was_shown() -> None:
    """A good way has no missed cues."""
    assert missed_cues(GAME, RUBRICS, GAME.replay(way("opening/wait", "asking/brief", "writing/"))) == ()


def test_people_outrank_the_machine_and_adjudication_outranks_both() -> None:
    """The machine never clears a harm that a person marked."""
    assert official(Level.SKILLED, human=Level.POTENTIALLY_HARMFUL).level is Level.POTENTIALLY_HARMFUL
    assert official(Level.SKILLED, Level.HELPFUL, Level.NEEDS_PRACTICE).basis is Basis.ADJUDICATED
    assert official(Level.SKILLED).provisional
    assert not official(None, human=Level.HELPFUL).provisional


def test_no_rubric_of_the_tests_lacks_a_harmful_behaviour() -> None:
    """Otherwise the tests above could not fail."""
    assert all(any(b.kind is Kind.HARMFUL for b in rubric.behaviours) for rubric in RUBRICS.values())
