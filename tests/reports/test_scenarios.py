"""Scenarios that are too easy, too hard or broken, and choices that deserve a second look."""

from __future__ import annotations

from roleplay.reports.levelled import levelled
from roleplay.reports.scenarios import options, scenarios
from roleplay.services.usage import Decision, Taken, Use, Way
from tests.reports.planted import Planting


def test_what_is_too_easy_and_what_does_not_tell_strong_from_weak_is_called_out() -> None:
    """One is at 4 for nearly all; the other is done best by those who are weak elsewhere."""
    planting = Planting()
    for number in range(24):
        strong = number % 2
        planting.play(f"t{number}", {"listening": 4}, scenario="s/easy")
        planting.play(f"t{number}", {"listening": 3 + strong}, scenario="s/one")
        planting.play(f"t{number}", {"listening": 3 + strong}, scenario="s/two")
        planting.play(f"t{number}", {"listening": 2 - strong}, scenario="s/upside-down")
        planting.play(f"t{number}", {"listening": 4}, scenario="s/one", month="2026-02")
    section = scenarios(levelled(planting.cohort()))
    verdicts = {row[0]: row[4] for row in section.tables[0].rows}
    assert verdicts == {
        "s/easy": "too easy",
        "One talk": "in range",
        "Two talks": "in range",
        "s/upside-down": "look again",
    }
    assert section.says == [
        "Too easy for this cohort: s/easy.",
        "Worth a second look, because it does not tell strong trainees from weak ones: s/upside-down.",
    ]
    assert {row[0]: row[1] for row in section.tables[0].rows}["One talk"] == "24"


def test_with_few_trainees_nothing_is_called_out() -> None:
    """Neither with four nor with nine."""
    for many in (4, 9):
        planting = Planting()
        for number in range(many):
            planting.play(f"t{number}", {"listening": 4}, scenario="s/easy")
        section = scenarios(levelled(planting.cohort()))
        assert section.says == (
            ["Nothing is shown: no scenario was finished by 5 trainees yet."] if many == 4
            else ["No scenario stands out as too easy, too hard or broken."]
        )  # fmt: skip


def test_a_harmful_choice_that_strong_trainees_take_is_called_out() -> None:
    """With the words of the choice, and how its takers do elsewhere."""
    ways = (Way("ask", "Ask.", passes=True, harmful=False), Way("tell", "Tell all.", passes=False, harmful=True))
    taken = tuple(Taken("tell" if number % 2 else "ask", 3.5 if number % 2 else 2.5) for number in range(20))
    report = options(Use("A talk", 20, 20, (Decision("opening", "And now?", ways, taken),)))
    (section,) = report.sections
    assert section.says == [
        "A harmful choice is taken by trainees who do well elsewhere. Its wording may hide the harm."
    ]
    assert [(row[0], row[1], row[2], row[4], row[5]) for row in section.tables[0].rows] == [
        ("Ask.", "something helpful", "10", "2.50", ""), ("Tell all.", "harm", "10", "3.50", "look again"),
    ]  # fmt: skip
    assert section.title == "Decision 1: “And now?”"
