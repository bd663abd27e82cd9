"""Who may do what to whose what: one table, from which code, tests and docs/policy.md all read."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from roleplay.identity import Role


class Action(StrEnum):
    """What somebody wants to do."""

    PLAY = "play"
    READ_ATTEMPT = "read-attempt"
    REVIEW_ATTEMPT = "review-attempt"
    SUBMIT_ATTEMPT = "submit-attempt"
    SEE_QUEUE = "see-queue"
    MARK_ATTEMPT = "mark-attempt"
    ADJUDICATE = "adjudicate"
    RETURN_REVIEW = "return-review"
    READ_REVIEW = "read-review"
    ASSIGN_REVIEW = "assign-review"
    SET_REVIEW_RULES = "set-review-rules"
    RAISE_CONCERN = "raise-concern"
    READ_CONCERN = "read-concern"
    SEE_NAME = "see-name"
    CONDUCT_STATION = "conduct-station"
    OBSERVE_STATION = "observe-station"
    ANSWER_STATION = "answer-station"
    SEE_REPORT = "see-report"
    SEE_REPORT_ROWS = "see-report-rows"
    EXPORT_REPORT = "export-report"
    READ_RECORD = "read-record"
    CALIBRATE = "calibrate"
    SET_CALIBRATION = "set-calibration"
    OPEN_ATTEMPT = "open-attempt"
    READ_OPENED = "read-opened"
    LEARN = "learn"
    KEEP_PAGE = "keep-page"
    PLAN_WORKSHOP = "plan-workshop"
    LEAD_WORKSHOP = "lead-workshop"
    TAKE_PART = "take-part"
    SHADOW_WORKSHOP = "shadow-workshop"
    ASSESS_FACILITATION = "assess-facilitation"
    ASSIGN_WATCH = "assign-watch"
    READ_FACILITATION = "read-facilitation"
    READ_PRIVATE_TEXT = "read-private-text"
    READ_SHARED_TEXT = "read-shared-text"
    SHARE_TEXT = "share-text"
    CHANGE_OWN_ACCOUNT = "change-own-account"
    EXPORT = "export"
    ERASE = "erase"
    SEE_COHORT = "see-cohort"
    MANAGE_PEOPLE = "manage-people"
    READ_AUDIT = "read-audit"
    OPERATE = "operate"
    WRITE_SCENARIOS = "write-scenarios"
    SEE_COVERAGE = "see-coverage"


class Relation(StrEnum):
    """What somebody is to the owner of what they want to do something with."""

    OWN = "own"
    """It is theirs."""
    COHORT = "cohort"
    """It is a trainee's of a cohort in which they have a part."""
    FOREIGN = "foreign"
    """It is nobody's that they have anything to do with, or it belongs to the house."""


PERSON = "person"
"""Stands beside the roles for anybody with an account, whatever their roles."""
GUEST = "guest"
"""Stands beside the roles for a participant of a workshop who has no account."""

Who = Role | str


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may do one thing."""

    about: str
    """What the action is, in a sentence."""
    own: frozenset[Who] = frozenset()
    """Who may do it with what is their own: by any of these roles, or as a guest."""
    cohort: frozenset[Who] = frozenset()
    """Who may do it with what is a trainee's, by their part in a cohort with that trainee."""
    foreign: frozenset[Who] = frozenset()
    """Who may do it with what is anybody's, or the house's."""

    def allowed(self, relation: Relation) -> frozenset[Who]:
        """Who may do it in this relation."""
        if relation is Relation.OWN:
            return self.own | self.foreign
        return self.cohort | self.foreign if relation is Relation.COHORT else self.foreign


_ANYBODY: frozenset[Who] = frozenset({PERSON, GUEST})
_PERSON: frozenset[Who] = frozenset({PERSON})
_ADMINISTRATOR: frozenset[Who] = frozenset({Role.ADMINISTRATOR})
_COMPANIONS: frozenset[Who] = frozenset({Role.FACILITATOR, Role.EVALUATOR, Role.SUPERVISOR})

POLICY: Mapping[Action, Rule] = {
    Action.PLAY: Rule("Start an attempt, go on with it, end it.", own=frozenset({Role.TRAINEE, GUEST})),
    Action.READ_ATTEMPT: Rule("See an attempt with everything that was written in it, at any time.", own=_ANYBODY),
    Action.REVIEW_ATTEMPT: Rule(
        "See a finished attempt of somebody else, with replies, and of the other texts only those that were shared. "
        "It goes into the audit log.",
        cohort=frozenset({Role.EVALUATOR, Role.SUPERVISOR}),
    ),
    Action.SUBMIT_ATTEMPT: Rule(
        "Have a finished practice looked at by evaluators, and take that back before anybody has. It goes into the "
        "audit log.",
        own=frozenset({Role.TRAINEE}),
    ),
    Action.SEE_QUEUE: Rule("See which attempts of a cohort wait to be marked, without names.", cohort=_COMPANIONS),
    Action.MARK_ATTEMPT: Rule(
        "Open an attempt of the queue without a name, mark it, and write to its trainee. Nobody marks their own, and "
        "nobody sees what others marked before they have.",
        cohort=frozenset({Role.EVALUATOR}),
    ),
    Action.ADJUDICATE: Rule(
        "Decide where ratings disagree, with a reason, and write to the trainee about it. Not for those who have "
        "marked it.",
        cohort=frozenset({Role.EVALUATOR, Role.SUPERVISOR}),
    ),
    Action.RETURN_REVIEW: Rule(
        "Return an attempt that was marked to its trainee.", cohort=frozenset({Role.EVALUATOR, Role.SUPERVISOR})
    ),
    Action.READ_REVIEW: Rule(
        "Read what evaluators have returned, answer it, and ask for another look by somebody else.", own=_PERSON
    ),
    Action.ASSIGN_REVIEW: Rule("Ask evaluators of the cohort to mark attempts.", cohort=_COMPANIONS),
    Action.SET_REVIEW_RULES: Rule(
        "Say how a cohort has its attempts marked, and who is told of a concern.",
        cohort=frozenset({Role.SUPERVISOR}),
        foreign=_ADMINISTRATOR,
    ),
    Action.RAISE_CONCERN: Rule(
        "Tell the contact of the cohort of a concern about a trainee. It goes into the audit log, and into no score.",
        cohort=frozenset({Role.EVALUATOR, Role.SUPERVISOR}),
    ),
    Action.READ_CONCERN: Rule(
        "Read concerns and write down what was done, for whom the cohort has named as its contact.", cohort=_COMPANIONS
    ),
    Action.SEE_NAME: Rule(
        "See whose an attempt of the queue is, one at a time; the cohort's contact may, too, where there is a concern. "
        "It goes into the audit log.",
        cohort=frozenset({Role.SUPERVISOR}),
    ),
    Action.CONDUCT_STATION: Rule(
        "Ask a trainee of the cohort to a role-play station, lead through it, and stop it. That it was played goes "
        "into the audit log, that it was stopped does not.",
        cohort=_COMPANIONS,
    ),
    Action.OBSERVE_STATION: Rule(
        "Tick at a station that one was asked to watch, and see nobody else's ticks.",
        cohort=frozenset({Role.EVALUATOR}),
    ),
    Action.ANSWER_STATION: Rule(
        "Say yes to a station to which one is asked, or no without a reason. Only the yes goes into the audit log.",
        own=frozenset({Role.TRAINEE}),
    ),
    Action.SEE_REPORT: Rule(
        "See how a cohort does as a whole: levels, scenarios, agreement. No names, and nothing about fewer than five.",
        cohort=_COMPANIONS,
        foreign=_ADMINISTRATOR,
    ),
    Action.SEE_REPORT_ROWS: Rule(
        "See trainees and raters one by one in that report, without names.",
        cohort=frozenset({Role.SUPERVISOR}),
        foreign=_ADMINISTRATOR,
    ),
    Action.EXPORT_REPORT: Rule(
        "Take levels and ratings of a cohort along, without names, texts and days. It goes into the audit log.",
        cohort=frozenset({Role.SUPERVISOR}),
        foreign=_ADMINISTRATOR,
    ),
    Action.READ_RECORD: Rule(
        "Print a trainee's record, with the name: what was returned, and how much was practised. It goes into the "
        "audit log.",
        own=_PERSON,
        cohort=frozenset({Role.SUPERVISOR}),
        foreign=_ADMINISTRATOR,
    ),
    Action.CALIBRATE: Rule(
        "Mark the anchors that a cohort uses, and see how far one agrees with their keys.",
        cohort=frozenset({Role.EVALUATOR}),
    ),
    Action.SET_CALIBRATION: Rule(
        "Say which anchors a cohort uses and how often one comes back, make one from an attempt that was decided "
        "about, and see how its evaluators stand. It goes into the audit log.",
        cohort=frozenset({Role.SUPERVISOR}),
    ),
    Action.OPEN_ATTEMPT: Rule(
        "Open a finished practice to fellow learners of one's cohorts, each by name, and close it again; for that one "
        "sees their names. It goes into the audit log.",
        own=frozenset({Role.TRAINEE}),
    ),
    Action.READ_OPENED: Rule(
        "Read a practice that a fellow learner has opened to one, and say a strength, a question and a thing to try. "
        "It goes into the audit log, and into no score.",
        cohort=frozenset({Role.TRAINEE}),
    ),
    Action.LEARN: Rule(
        "Take a check or a refresher, choose a pathway, and see how far one has come.",
        own=frozenset({Role.TRAINEE, GUEST}),
    ),
    Action.KEEP_PAGE: Rule("Write on a private page. Nobody else can read it, in any role.", own=_PERSON),
    Action.PLAN_WORKSHOP: Rule("Plan workshops and open them.", own=frozenset({Role.FACILITATOR})),
    Action.LEAD_WORKSHOP: Rule(
        "Lead a workshop that one has opened, or that was handed over to one, and read its report.",
        own=frozenset({Role.FACILITATOR}),
    ),
    Action.TAKE_PART: Rule("Come into a workshop with its code, and do there what participants do.", own=_ANYBODY),
    Action.SHADOW_WORKSHOP: Rule(
        "Watch a workshop to which one was asked, to learn how it is led, and log that; without votes, names, or "
        "anything that is private there.",
        own=_PERSON,
    ),
    Action.ASSESS_FACILITATION: Rule(
        "Assess how somebody leads a workshop, asked to by those who lead it or supervise its cohort. Nobody assesses "
        "themselves, or a workshop that they have led. It goes into the audit log.",
        cohort=frozenset({Role.EVALUATOR, Role.SUPERVISOR}),
    ),
    Action.ASSIGN_WATCH: Rule(
        "Ask people to watch the workshops of a cohort. It goes into the audit log.",
        cohort=frozenset({Role.SUPERVISOR}),
    ),
    Action.READ_FACILITATION: Rule(
        "Read what was handed in about how one leads workshops, and answer it.", own=_PERSON
    ),
    Action.READ_PRIVATE_TEXT: Rule("Read an expectation, a reflection or whatever else is private.", own=_ANYBODY),
    Action.READ_SHARED_TEXT: Rule("Read a text that its owner has shared.", own=_ANYBODY, cohort=_COMPANIONS),
    Action.SHARE_TEXT: Rule("Share one text, or take that back.", own=_PERSON),
    Action.CHANGE_OWN_ACCOUNT: Rule("Change one's password, sign out everywhere.", own=_PERSON),
    Action.EXPORT: Rule("Take everything along that is kept about somebody, private texts included.", own=_PERSON),
    Action.ERASE: Rule("Erase everything personal. It goes into the audit log.", own=_PERSON, foreign=_ADMINISTRATOR),
    Action.SEE_COHORT: Rule("See who is in a cohort.", cohort=_COMPANIONS, foreign=_ADMINISTRATOR),
    Action.MANAGE_PEOPLE: Rule(
        "Add people, invite them, give and take roles and cohorts, let nobody in as them any more.",
        foreign=_ADMINISTRATOR,
    ),
    Action.READ_AUDIT: Rule("Read the audit log.", foreign=_ADMINISTRATOR),
    Action.OPERATE: Rule("See how the server is doing.", foreign=_ADMINISTRATOR),
    Action.WRITE_SCENARIOS: Rule("See scenarios with everything in them.", foreign=frozenset({Role.AUTHOR})),
    Action.SEE_COVERAGE: Rule(
        "See how many finished attempts went through each place and choice of a scenario: rounded down to fives, and "
        "nothing about fewer than five people.",
        foreign=frozenset({Role.AUTHOR}),
    ),
}
"""Every rule there is. What does not stand here nobody may do."""


def table() -> str:
    """The policy as Markdown, for docs/policy.md."""
    parts = [
        _INTRODUCTION,
        "| | with one's own | with a trainee's of one's cohort | with anybody's, or the house's |",
        "|---|---|---|---|",
    ]
    for action, rule in POLICY.items():
        cells = (_said(rule.own), _said(rule.cohort), _said(rule.foreign))
        parts.append(f"| **{action}**: {rule.about} | {' | '.join(cells)} |")
    return "\n".join(parts) + "\n"


_INTRODUCTION = """# Who may do what

Made from `src/roleplay/services/policy.py` by `python -m roleplay.services.policy docs/policy.md`; a test holds the
two in agreement, and another asks for every kind of actor, action and relation, with cohorts in a real store. What does
not stand here nobody may do. A *person* is anybody with an account, whatever their roles; a *guest* takes part in one
workshop without an account. A part in a cohort counts only for somebody who still has the role itself. Somebody who is
not signed in, or whose account was closed, may do nothing.
"""


def _said(who: frozenset[Who]) -> str:
    order = [PERSON, GUEST, *Role]
    return ", ".join(str(one) for one in order if one in who)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(table(), encoding="utf-8")
