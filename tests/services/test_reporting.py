"""Reports: who may see and take along what, and that nothing in it leads to a person."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pandas as pd
import pytest

from roleplay.errors import NotAllowed, NotFound
from roleplay.identity import ANONYMOUS, Role
from roleplay.reports.export import Form, archive, files
from roleplay.services.cases import pseudonym
from roleplay.services.records import Records
from roleplay.services.reporting import Reporting
from roleplay.services.shelf import Bookshelf
from roleplay.services.usage import Usage
from roleplay.store import Membership
from tests.services.test_reviewing import Desk


class Reports:
    """Kim and Lee have each finished something that Eve and Rob marked; Fay facilitates."""

    def __init__(self, folder: Path) -> None:
        self.desk = desk = Desk(folder)
        self.store = desk.store
        desk.house.add("fay", Role.FACILITATOR)
        self.store.join_cohort(Membership("blue", "fay", Role.FACILITATOR))
        self.ids = [desk.played(), desk.played(who="lee", first="talk"), desk.played(mode="practice")]
        desk.waiting()
        desk.mark("eve", self.ids[0])
        desk.mark("rob", self.ids[1], ("talks-over", 1))
        shelf = Bookshelf(self.store)
        self.reporting = Reporting(self.store, shelf, desk.house.now, str)
        self.usage = Usage(self.store, shelf, self.reporting)
        self.records = Records(self.store, shelf, desk.house.now, desk._new_id)

    def more(self, *names: str) -> None:
        """Others who learn in the cohort, and have done nothing."""
        for name in names:
            self.desk.house.add(name, Role.TRAINEE)
            self.store.join_cohort(Membership("blue", name, Role.TRAINEE))


@pytest.fixture
def reports(tmp_path: Path) -> Reports:
    """All of them."""
    return Reports(tmp_path)


def test_whoever_accompanies_a_cohort_sees_its_report_and_a_supervisor_its_rows(reports: Reports) -> None:
    """Nobody else does, and of fewer than five trainees only who sees them one by one."""
    reporting, actor = reports.reporting, reports.desk.actor
    assert reporting.cohort(actor("sue"), "blue").rows
    assert reporting.cohort(actor("ann"), "blue").rows
    with pytest.raises(NotAllowed, match="Fewer than 5"):
        reporting.cohort(actor("fay"), "blue")
    reports.more("mo", "noa", "ola")
    for name in ("fay", "eve"):
        found = reporting.cohort(actor(name), "blue")
        assert (found.rows, found.trainees) == (False, 5)
        assert [one.name for one in reporting.cohorts(actor(name))] == ["blue"]
        with pytest.raises(NotAllowed):
            reporting.exported(actor(name), "blue", "csv")
    for outsider in (actor("kim"), actor("ida"), ANONYMOUS):
        with pytest.raises(NotAllowed):
            reporting.cohort(outsider, "blue")
    assert [one.name for one in reporting.cohorts(actor("ida"))] == ["red"]


def test_people_are_called_as_at_the_desk_and_otherwise_in_what_is_taken_along(reports: Reports) -> None:
    """Always the same, so that files of two months can be put together; and it goes into the log."""
    sue = reports.desk.actor("sue")
    found = reports.reporting.cohort(sue, "blue")
    assert set(found.played.owner) == {pseudonym("blue", "kim"), pseudonym("blue", "lee")}
    taken = reports.reporting.exported(sue, "blue", "csv")
    entry = reports.desk.house.last()
    assert (entry.action, entry.subject_id, dict(entry.detail)) == ("report-exported", "blue", {"form": "csv"})
    again = reports.reporting.exported(sue, "blue", "csv")
    assert (taken.played.owner, taken.rated.rater) == (again.played.owner, again.rated.rater)
    assert not {one[:6].upper() for one in taken.played.owner} & set(found.played.owner)


@pytest.mark.parametrize("form", Form)
def test_no_byte_that_is_taken_along_leads_to_anybody(reports: Reports, form: Form) -> None:
    """No id, login or name, no day or hour, and nothing that anybody wrote; nor when the archive was made."""
    found = files(reports.reporting.exported(reports.desk.actor("sue"), "blue", form), form)
    told = said = b"".join(found.values())
    if form is Form.PARQUET:
        told = b"".join(pd.read_parquet(io.BytesIO(one)).to_csv().encode() for one in found.values())
        said += told
    hidden = ["kim", "lee", "eve", "rob", "sue", "my reply", "my expectation", *reports.ids]
    assert [one for one in hidden if re.search(rf"\b{re.escape(one)}\b".encode(), said.lower())] == []
    assert re.search(rb"\d{4}-\d\d-\d|\d\d:\d\d", told) is None
    assert archive(found) == archive(found)
    assert b"2026-03" in said


def test_what_is_taken_along_has_the_levels(reports: Reports) -> None:
    """Of choices, of reviews and of ratings."""
    found = files(reports.reporting.exported(reports.desk.actor("sue"), "blue", "csv"), Form.CSV)
    tables = {name: pd.read_csv(io.BytesIO(content)) for name, content in found.items()}
    assert sorted(tables) == ["attempt_levels.csv", "attempts.csv", "rating_levels.csv", "ratings.csv"]
    attempts = tables["attempts.csv"]
    assert attempts[["mode", "feedback", "choices_harmful", "choices_met_standard"]].to_numpy().tolist().count(
        ["assessment", "end", 2, False]
    ) == 1  # fmt: skip
    levels = tables["attempt_levels.csv"].merge(attempts, on="attempt")
    marked = levels[(levels["review_x"].notna()) & (levels["review_basis"] == "human")]
    assert marked[["competency", "choices", "review_x"]].to_numpy().tolist() == [["listening", 3, 3], ["sharing", 3, 3]]
    assert tables["rating_levels.csv"]["level"].tolist().count(1) == 1


def test_choices_are_told_by_decision(reports: Reports) -> None:
    """The first attempt of each trainee, and how they do elsewhere; of few trainees only to who sees rows."""
    sue = reports.desk.actor("sue")
    use = reports.usage.of(sue, "blue", "disclosure/small")
    assert (use.title, use.trainees, use.looked_at) == ("Small", 2, 2)
    opening = use.decisions[0]
    assert sorted(one.choice for one in opening.taken) == ["reflect", "talk"]
    assert {(one.id, one.passes, one.harmful) for one in opening.ways} == {
        ("reflect", True, False), ("wait", True, False), ("talk", False, True), ("pass", False, False),
    }  # fmt: skip
    with pytest.raises(NotFound):
        reports.usage.of(sue, "blue", "disclosure/none")
    reports.more("mo", "noa", "ola")
    with pytest.raises(NotFound, match="Fewer than 5"):
        reports.usage.of(reports.desk.actor("fay"), "blue", "disclosure/small")


def test_a_record_holds_what_was_returned_and_counts_of_practice(reports: Reports) -> None:
    """With the name, for the trainee and the supervisor; what was not returned is not in it. It goes into the log."""
    desk = reports.desk
    assert reports.records.record(desk.actor("sue"), "kim").occasions == []
    desk.returning.comment(desk.actor("eve"), reports.ids[0], "strength", "You waited.")
    desk.returning.comment(desk.actor("eve"), reports.ids[0], "note", "for me")
    desk.returning.give_back(desk.actor("eve"), reports.ids[0])
    for who in ("sue", "kim", "ann"):
        record = reports.records.record(desk.actor(who), "kim")
        assert desk.house.last().action == "record-printed"
    (one,) = record.occasions
    assert (record.name, dict(record.practised), record.assessed, record.waiting) == ("Kim", {"Small": 1}, 1, 0)
    assert (one.scenario, one.assessment, one.strengths, one.steps) == ("Small", True, ["You waited."], [])
    assert [(level.competency, level.level, [(s.times, s.kind) for s in level.shown]) for level in one.levels] == [
        ("listening", 3, [(1, "basic")]), ("sharing", 3, [(1, "basic")]),
    ]  # fmt: skip
    assert json.dumps(repr(record)).count("for me") == 0
    for who in ("eve", "fay", "lee", "ida"):
        with pytest.raises(NotAllowed):
            reports.records.record(desk.actor(who), "kim")
    with pytest.raises(NotFound):
        reports.records.record(desk.actor("ann"), "nobody")


def test_whose_record_can_be_printed_is_told_to_whom_it_concerns(reports: Reports) -> None:
    """Names go to a supervisor, and to nobody who only sees figures."""
    assert reports.reporting.trainees(reports.desk.actor("sue"), "blue") == (("kim", "Kim"), ("lee", "Lee"))
    assert reports.reporting.trainees(reports.desk.actor("eve"), "blue") == ()
