"""Kept levels are those that replaying gives, and what was there before levels were kept gets them."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from roleplay.scoring import score
from roleplay.scoring.kept import of_attempt, of_rating, of_review
from roleplay.scoring.review import State, harmful, results
from roleplay.services.cases import Cases
from roleplay.services.levels import Levels
from roleplay.services.shelf import Bookshelf
from roleplay.store import Store
from tests.kept import sqlite_in
from tests.services.school import KIM, School
from tests.services.test_reviewing import Desk
from tests.small import RUBRICS
from tests.store.samples import do, rows


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Evaluators, trainees, and a cohort of theirs."""
    return Desk(tmp_path)


def levels_of(desk: Desk) -> Levels:
    """What fills in what is missing."""
    shelf = Bookshelf(desk.store)
    return Levels(desk.store, shelf, Cases(desk.store, shelf, desk.house.now, str))


def forgotten(tmp_path: Path, store: Store) -> None:
    """As everything was before levels were kept."""
    do(
        sqlite_in(tmp_path),
        "DROP TRIGGER ratings_kept_levels",
        "UPDATE ratings SET levels = NULL",
        "UPDATE attempts SET result = NULL",
        "UPDATE reviews SET official = NULL",
    )
    assert set(store.rated_in("blue").levels) == {None}


def test_what_is_kept_of_an_attempt_is_what_its_log_replays_to(tmp_path: Path) -> None:
    """On every way through the small scenario; what was left has no result."""
    school = School(tmp_path)
    for first, second in product(("reflect", "wait", "talk"), ("ask", "brief", "sorry")):
        if (first, second) not in {("talk", "ask"), ("talk", "brief"), ("reflect", "brief")}:
            school.play(f"opening/{first}", f"asking/{second}", "writing/")
    school.play("opening/pass")
    playing = school.play()
    school.attempts.leave(KIM, playing, len(playing.events))
    kept = {row[0]: row[1] for row in _rows(tmp_path, "SELECT id, result FROM attempts")}
    assert len({*kept.values()}) > 4
    for one in school.history():
        replayed = of_attempt(score(one.game, RUBRICS, one.game.replay(e.event for e in one.events)), harmful(RUBRICS))
        assert kept[one.attempt.id] == (replayed if one.attempt.status == "finished" else None)


def test_what_is_kept_of_ratings_and_reviews_is_what_follows_from_them(desk: Desk, tmp_path: Path) -> None:
    """Also for those from before, which get theirs when somebody asks; then they are there."""
    ids = [desk.played(first=first) for first in ("reflect", "talk", "reflect")]
    desk.waiting()
    desk.mark("eve", ids[0])
    desk.mark("eve", ids[1], ("talks-over", 1), ("asks-first", 4))
    desk.mark("rob", ids[1], ("reflects", 1))
    desk.reviewing.open(desk.actor("max"), ids[1])
    cases = Cases(desk.store, Bookshelf(desk.store), desk.house.now, str)
    opened = [cases.load(review) for one in ids if (review := desk.store.review(one)) is not None]
    expected = {
        (one.attempt.id, seq): of_rating(one.case.levels(rating), decides=False)
        for one in opened
        for seq, rating in enumerate(one.ratings)
    }
    official = {one.attempt.id: of_review(results(one.case, one.standing)) for one in opened[:2]} | {ids[2]: None}
    before = _held(desk)
    assert before == (expected, official)
    forgotten(tmp_path, desk.store)
    levels = levels_of(desk)
    levels.played("blue")
    levels.rated("blue")
    assert _held(desk) == before
    assert None not in desk.store.played_in("blue").result


def test_levels_follow_when_a_review_moves_with_the_rules(desk: Desk) -> None:
    """What people agree on by new rules counts from then on, and what they do not counts no more."""
    attempt = desk.played()
    desk.waiting()
    desk.rules(raters=2)
    desk.mark("eve", attempt)
    desk.mark("rob", attempt, ("reflects", 1))
    assert desk.state(attempt) is State.DISAGREES
    assert '"basis":"machine"' in str(levels_of(desk).played("blue").official)
    desk.rules(raters=2, apart=1)
    assert desk.state(attempt) is State.AGREED
    assert '"basis":"human"' in str(levels_of(desk).played("blue").official)


def _held(desk: Desk) -> tuple[dict[tuple[str, int], str | None], dict[str, str | None]]:
    rated, played = desk.store.rated_in("blue"), desk.store.played_in("blue")
    levels = dict(zip(zip(rated.attempt, rated.seq, strict=True), rated.levels, strict=True))
    return levels, dict(zip(played.attempt, played.official, strict=True))


def _rows(folder: Path, statement: str) -> list[tuple[str, str | None]]:
    return [(row[0], row[1]) for row in rows(sqlite_in(folder), statement)]
