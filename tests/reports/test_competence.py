"""Where trainees stand, how that changed, and who would profit from what: from planted levels."""

from __future__ import annotations

from roleplay.reports.competence import needs, now, over_time
from roleplay.reports.levelled import levelled
from tests.reports.planted import Planting


def planted(trainees: int = 10) -> Planting:
    """Each trainee is assessed twice: in January at 2 in listening; in March 4 of 10 are at 3, and one at 1."""
    planting = Planting()
    for number in range(trainees):
        planting.play(f"t{number}", {"listening": 2, "safety": None})
    for number in range(trainees):
        level = 1 if number == 9 else 3 if number < 4 else 2
        planting.play(f"t{number}", {"listening": level, "safety": 4}, month="2026-03", scenario="s/two")
    return planting


def test_each_trainees_last_level_counts() -> None:
    """In the order in which attempts ended; no opportunity is no level."""
    section = now(levelled(planted().cohort()))
    rows = {row[0]: [cell.partition(" (")[0] for cell in row[1:]] for row in section.tables[0].rows}
    assert rows == {
        "Active listening": ["10", "10\N{NO-BREAK SPACE}%", "50\N{NO-BREAK SPACE}%", "40\N{NO-BREAK SPACE}%", "0\N{NO-BREAK SPACE}%"],
        "Safety": ["10", "0\N{NO-BREAK SPACE}%", "0\N{NO-BREAK SPACE}%", "0\N{NO-BREAK SPACE}%", "100\N{NO-BREAK SPACE}%"],
    }  # fmt: skip
    assert section.says[0].startswith("In Safety, 100")
    assert section.says[1].startswith("In Active listening it is 40")
    assert len(section.charts) == 1


def test_a_level_that_people_settled_counts_instead_of_the_machines() -> None:
    """So does a practice that was handed in, but no other."""
    planting = Planting()
    for number in range(6):
        planting.play(f"t{number}", {"listening": 4}, official={"listening": 2})
        planting.play(f"t{number}", {"safety": 4}, mode="practice", official={"safety": 3})
        planting.play(f"t{number}", {"listening": 4, "safety": 4}, mode="practice", month="2026-02")
    rows = {row[0]: row[3:5] for row in now(levelled(planting.cohort())).tables[0].rows}
    assert [row[0][:3] for row in rows.values()] == ["100", "0\N{NO-BREAK SPACE}%"]
    assert rows["Safety"][1].startswith("100")


def test_months_are_held_against_each_other() -> None:
    """In their order, and the sentence says from where to where."""
    section = over_time(levelled(planted().cohort()))
    assert [tuple(row[:3]) for row in section.tables[0].rows] == [
        ("Active listening", "January 2026", "10"), ("Active listening", "March 2026", "10"), ("Safety", "March 2026", "10"),
    ]  # fmt: skip
    assert (
        section.says[0]
        == "In March 2026, 70\N{NO-BREAK SPACE}% of levels were 3 or 4, up from 0\N{NO-BREAK SPACE}% in January 2026."
    )
    assert section.says[1].startswith("One bar is left out")


def test_of_fewer_than_five_there_is_no_bar_and_that_is_said() -> None:
    """Neither in the drawing nor in the table."""
    section = now(levelled(planted(4).cohort()))
    assert (list(section.charts), list(section.tables)) == ([], [])
    assert section.says == ["Nothing is shown: behind every figure there would be fewer than 5 trainees."]


def test_who_would_profit_from_what() -> None:
    """Whose last level is under 3, the lowest first, with a conversation that they have not finished."""
    section = needs(levelled(planted().cohort()))
    totals, rows = section.tables
    assert totals.rows[0] == ("Active listening", "10", "6", "Listening well", "One talk")
    assert section.says[0].startswith("Active listening comes first: 6 of 10")
    assert [row[0] for row in rows.rows] == ["t9", "t4", "t5", "t6", "t7", "t8"]
    assert rows.rows[0] == ("t9", "Active listening", "1 Potentially harmful", "Listening well", "One talk")
    fresh = planted()
    fresh.rows = [row for row in fresh.rows if row[2] == "s/two"]
    assert needs(levelled(fresh.cohort())).tables[1].rows[0][4] == "One talk"
    played = planted()
    played.play("t9", {"listening": None}, month="2026-04")
    assert needs(levelled(played.cohort())).tables[1].rows[0][2] == "1 Potentially harmful"


def test_whoever_sees_no_rows_gets_none() -> None:
    """Only how many there are, and nothing where fewer than five have a level."""
    section = needs(levelled(planted().cohort(rows=False)))
    assert [len(one.rows) for one in section.tables] == [2]
    assert "t9" not in repr(section)
    assert needs(levelled(planted(4).cohort(rows=False))).tables == ()
