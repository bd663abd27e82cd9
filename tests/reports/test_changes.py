"""Change within people, feedback on and off, and how far decisions can be trusted."""

from __future__ import annotations

import random

from roleplay.reports.changes import before_and_after, decisions, feedback
from roleplay.reports.levelled import levelled
from tests.reports.planted import Planting, marked


def twice(people: int) -> Planting:
    """Everybody is assessed in both competencies, and again in listening, one level higher for three in four."""
    planting = Planting()
    for number in range(people):
        planting.play(f"t{number}", {"listening": 2, "safety": 1})
    for number in range(people):
        planting.play(f"t{number}", {"listening": 3 if number % 4 else 2}, month="2026-02")
    return planting


def test_the_same_people_are_held_against_themselves() -> None:
    """Only in what they were assessed in twice; bars show both times."""
    section = before_and_after(levelled(twice(20).cohort()))
    assert section.tables[0].rows[0][:3] == ["20", "2.00", "2.75"]
    assert "20 trainees rose from the first to the last time: +0.75 (" in section.says[0]
    assert (
        section.says[1]
        == "At 3 or 4 in everything: 0\N{NO-BREAK SPACE}% the first time, 75\N{NO-BREAK SPACE}% the last."
    )
    assert len(section.charts) == 1


def test_below_ten_people_no_change_is_shown() -> None:
    """The page says so, and shows none."""
    section = before_and_after(levelled(twice(9).cohort()))
    assert section.says == ["Nothing is shown: 9 trainees were assessed twice in the same competency, and it takes 10."]
    assert (list(section.charts), list(section.tables)) == ([], [])


def test_feedback_on_and_off_are_compared_within_people() -> None:
    """From practices only; whoever practised one way is left out."""
    planting, chance = Planting(), random.Random(1)
    for number in range(24):
        for _ in range(3):
            levels = {"listening": chance.choice((2, 3)), "safety": 2}
            planting.play(f"t{number}", levels, mode="practice", feedback="end")
            planting.play(f"t{number}", {**levels, "safety": 4}, mode="practice", feedback="each")
    planting.play("t99", {"listening": 4}, mode="practice", feedback="each")
    section = feedback(levelled(planting.cohort()))
    assert section.tables[0].rows[0][0] == "24"
    assert section.says[0].startswith("For 24 trainees who practise both ways, levels are higher with feedback")
    few = feedback(levelled(twice(20).cohort()))
    assert "0 trainees have practised both" in few.says[0]


def test_what_a_level_depends_on_is_told_where_two_have_marked() -> None:
    """With variances of trainees, scenarios and evaluators; otherwise why there is none."""
    chance, planting = random.Random(2), Planting()
    for number in range(20):
        for scenario in ("s/one", "s/two", "s/three"):
            attempt = planting.play(f"t{number:02}", {"listening": 3}, scenario=scenario)
            for rater in ("ada", "ben"):
                planting.rate(attempt, rater, {"listening": 2 + number % 2 + (chance.random() < 0.3)})
    section = decisions(levelled(planting.cohort()))
    assert section.says[0].startswith("From 20 trainees")
    assert [row[0] for row in section.tables[0].rows][:3] == ["trainees", "scenarios", "evaluators"]
    none = decisions(levelled(marked({"ada": 0.1, "ben": 0.1}, attempts=1).cohort()))
    assert none.says[0].startswith("Nothing can be said yet")
