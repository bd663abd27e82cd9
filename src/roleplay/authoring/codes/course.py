"""RP6xx: modules and the curriculum."""

from __future__ import annotations

from roleplay.authoring.codes.code import Code, Severity

CODES: tuple[Code, ...] = (
    Code(
        "RP601",
        "A scenario that is not there",
        "A module would offer a role-play that nobody can open.",
        "Correct the id, or put the scenario's file into the library.",
    ),
    Code(
        "RP602",
        "A competency that is not there",
        "A module is about competencies that have a rubric; without one nobody knows what it practises.",
        "Use the id of a rubric.",
    ),
    Code(
        "RP603",
        "A module that is not there",
        "The curriculum would lead to a page that nobody can open.",
        "Correct the id, put the module's file into the library, or list it under `modules`.",
    ),
    Code(
        "RP604",
        "Modules that wait for each other",
        "Each comes after the other, so none of them is ever next.",
        "Take one out of the other's `after`.",
    ),
    Code(
        "RP605",
        "A role-play that is about something else",
        "It fills a place in a module, and practises none of the module's competencies.",
        "Choose a scenario that assesses one of them, or add its competency to the module.",
    ),
    Code(
        "RP606",
        "A competency that cannot be reached without a content note",
        "Whoever would rather not meet one thing on one day would have to meet it, or could not go on.",
        "Add a scenario that practises the competency to `any_of` in one of the modules, without that note.",
    ),
    Code(
        "RP607",
        "A check that gives itself away",
        "The right answers are mostly the longest ones: somebody who reads none of them would pass.",
        "Shorten right answers, or let wrong ones say as much.",
        Severity.WARNING,
    ),
)
"""The codes, in their order."""
