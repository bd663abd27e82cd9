"""The report of a cohort: all its questions, in the order in which somebody asks them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from roleplay.reports import changes, competence, raters
from roleplay.reports.levelled import Levelled, levelled
from roleplay.reports.scenarios import scenarios
from roleplay.reports.section import Report, Section
from roleplay.reports.wording import count, say
from roleplay.services.reporting import Cohort

SECTIONS: tuple[Callable[[Levelled], Section], ...] = (
    competence.now,
    competence.over_time,
    competence.needs,
    changes.before_and_after,
    changes.feedback,
    scenarios,
    raters.agreement_by_competency,
    raters.severity,
    raters.drift,
    changes.decisions,
)
"""What is asked."""


def cohort_report(cohort: Cohort) -> Report:
    """All of it."""
    data = levelled(cohort)
    return Report(title_of(cohort), opening(data), list(sections(data)))


def sections(data: Levelled) -> Iterator[Section]:
    """One after the other, each as it is worked out; none for a cohort in which nothing was finished."""
    if data.attempts.id:
        for make in SECTIONS:
            yield make(data)


def title_of(cohort: Cohort) -> str:
    """What a report is called."""
    return say("cohort.title", cohort=cohort.name)


def opening(data: Levelled) -> list[str]:
    """What holds for all of a report."""
    attempts, ratings = data.attempts, data.ratings
    if not attempts.id:
        return [say("cohort.nobody")]
    return [
        say(
            "cohort.says",
            trainees=say("cohort.trainees", n=data.cohort.trainees),
            attempts=count(len(attempts.id)),
            assessed=count(int(np.count_nonzero(attempts.assessed))),
            people=count(int(np.count_nonzero(attempts.people))),
            raters=say("cohort.raters", n=len(ratings.rater.names)),
            ratings=count(len(ratings.rater.codes) + data.decisions),
        ),
        say("cohort.provisional"),
        say("cohort.intervals"),
    ]
