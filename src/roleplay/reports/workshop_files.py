"""A workshop as tables to be taken along: CSV files in a zip. `docs/reports.md` says what each column is."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from roleplay.services.recounted import Recount
from roleplay.services.surveying import SCALE

Row = Sequence[str | int | None]

_EPOCH = (1980, 1, 1, 0, 0, 0)  # of every file in an archive: when it was made is nobody's business
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def workshop_archive(found: Recount) -> bytes:
    """All tables as one zip file."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as target:
        for name, rows in workshop_tables(found).items():
            target.writestr(zipfile.ZipInfo(f"{name}.csv", _EPOCH), _csv(rows), zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def workshop_tables(found: Recount) -> Mapping[str, Sequence[Row]]:
    """Name -> rows, the names of the columns first. What is not broken down is empty, and never 0."""
    return {
        "votes": [("decision", "section", "about", "vote", "voted", "option", "votes"), *_votes(found)],
        "way": [("section", "scenario", "step", "said", "why", "back_to"), *_way(found)],
        "touched": [("competency", "behaviour", "kind", "times"), *found.touched],
        "ticks": [("section", "round", "groups", "behaviour", "ticks"), *_ticks(found)],
        "words": [("kind", "section", "asked", "text"), *_words(found)],
        "survey": [("question", "answer", "times"), *_survey(found)],
        "attendance": [("name", "account", "part", "from", "to", "minutes_in_all"), *_attendance(found)],
    }


def _votes(found: Recount) -> Iterable[Row]:
    for number, decision in enumerate(found.decisions, start=1):
        about = (number, decision.section, "replies" if decision.replies else "choices")
        for place, vote in enumerate(decision.votes, start=1):
            if vote.votes is None:
                yield (*about, place, vote.voted, None, None)
            else:
                pairs = zip(decision.options, vote.votes, strict=True)
                yield from ((*about, place, vote.voted, text, votes) for text, votes in pairs)


def _way(found: Recount) -> Iterable[Row]:
    for path in found.paths:
        for number, step in enumerate(path.steps, start=1):
            why = None if step.why is None else str(step.why)
            yield (path.section, path.scenario, number, step.said, why, step.left)


def _ticks(found: Recount) -> Iterable[Row]:
    for ticks in found.ticks:
        apart = all(one.ticks is not None for one in ticks.rounds)
        for one in ticks.rounds:
            if not apart:
                yield (ticks.section, one.number, one.groups, None, None)
                continue
            for behaviour, text in ticks.behaviours.items():
                yield (ticks.section, one.number, one.groups, text, (one.ticks or {}).get(behaviour, 0))
        if ticks.total is not None and not apart:
            for behaviour, text in ticks.behaviours.items():
                yield (ticks.section, "all", None, text, ticks.total.get(behaviour, 0))


def _words(found: Recount) -> Iterable[Row]:
    for decision in found.decisions:
        yield from (("reason", decision.section, None, text) for text in decision.reasons)
    for kind, places in (("reply", found.replies), ("question", found.questions)):
        for place in places:
            yield from ((kind, place.section, place.asked, text) for text in place.texts)


def _survey(found: Recount) -> Iterable[Row]:
    yield ("sent", None, found.survey.given)
    for item in found.survey.items:
        if item.answers is None:
            yield (item.id, None, None)
        else:
            yield from ((item.id, str(step), many) for step, many in zip(SCALE, item.answers, strict=True))
    for field, texts in (found.survey.words or {}).items():
        yield from ((field, text, None) for text in texts)


def _attendance(found: Recount) -> Iterable[Row]:
    for part, people in (("facilitated", found.leads), ("attended", found.people)):
        for one in people:
            account = "yes" if one.account else "no"
            for stay in one.stays:
                yield (one.name, account, part, _moment(stay.begin), _moment(stay.end), one.minutes)


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="minutes")


def _csv(rows: Iterable[Row]) -> bytes:
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerows([_plain(cell) for cell in row] for row in rows)
    return target.getvalue().encode()


def _plain(cell: str | int | None) -> str | int:
    """A cell that no spreadsheet takes for a formula: people choose their names themselves."""
    if cell is None:
        return ""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
