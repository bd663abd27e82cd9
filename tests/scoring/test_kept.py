"""Levels as they are kept: what is read is what was written, and texts are the same for the same levels."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from roleplay.scoring import Level, Official
from roleplay.scoring.kept import Kept, of_attempt, of_rating, of_review, read
from roleplay.scoring.official import Basis
from roleplay.scoring.review import Result
from roleplay.scoring.score import CompetencyScore, Score
from roleplay.scoring.tick import Source, Tick

LEVELS = st.dictionaries(st.text(max_size=5), st.sampled_from([None, *Level]), max_size=4)


@given(LEVELS, st.booleans())
def test_a_rating_is_read_as_it_was_written(levels: dict[str, Level | None], decides: bool) -> None:  # noqa: FBT001 - drawn
    """In whatever order its competencies came."""
    text = of_rating(levels, decides=decides)
    assert read(text) == Kept(levels, decides=decides)
    assert of_rating(dict(reversed(levels.items())), decides=decides) == text


@given(LEVELS, st.sampled_from(Basis))
def test_a_review_is_read_as_it_was_written(levels: dict[str, Level | None], basis: Basis) -> None:
    """With what its levels rest on."""
    results = [Result(name, Official(level, basis), (), (), ()) for name, level in levels.items()]
    found = read(of_review(results))
    assert (found.levels, found.basis) == (levels, basis if levels else Basis.MACHINE)


def test_of_an_attempt_harm_is_kept_wherever_it_was_shown() -> None:
    """In what is assessed and beside it, each behaviour once; what helps is not kept."""
    harm, other, help_ = (Tick(name, Source.MACHINE, "scenario", 1) for name in ("talks-over", "blames", "waits"))
    one = CompetencyScore("listening", Level.POTENTIALLY_HARMFUL, (harm, harm), (), (help_,), ())
    found = read(of_attempt(Score((one,), (other, help_), met_standard=False), {"talks-over", "blames"}))
    assert found == Kept({"listening": Level.POTENTIALLY_HARMFUL}, harm=("blames", "talks-over"))
