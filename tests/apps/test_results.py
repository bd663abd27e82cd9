"""What others say about an attempt, through commands as the browser sends them; and what never crosses the wire."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from roleplay.apps.catalogue import say
from roleplay.identity import Actor, Role
from roleplay.scoring.review import Rules
from roleplay.services.authority import actor_of
from roleplay.services.marking import Marks
from roleplay.services.returning import Returning
from roleplay.services.reviewing import Reviewing
from roleplay.services.shelf import Bookshelf
from roleplay.store import Asked, CohortRow, CohortRules, Membership, PersonRow
from tests.apps.conftest import Trainee
from tests.apps.test_trainee import every_secret
from tests.kept import MORNING
from tests.small import SMALL

WARM = ("opening/reflect", "asking/ask", "writing/")
HARMED = ("opening/talk", "asking/sorry", "writing/")
THREE = {"strength": "You waited.", "question": "Why there?", "thing_to_try": "A breath."}


class School:
    """Ada, Bea and Cal learn in the blue cohort, which Eve and Rob rate; their clock is later than that of trainees."""

    def __init__(self, person: Callable[..., Trainee]) -> None:
        self.ada, self.bea, self.cal = (person(name) for name in ("ada", "bea", "cal"))
        store = self.store = self.ada.house.store
        store.add_cohort(CohortRow("blue", "Blue", MORNING))
        for name in ("eve-9", "rob-9"):
            store.add_person(PersonRow(name, "Evaluating Person", frozenset({Role.EVALUATOR})))
            store.join_cohort(Membership("blue", name, Role.EVALUATOR))
        for name in ("ada", "bea", "cal"):
            store.join_cohort(Membership("blue", name, Role.TRAINEE))
        store.keep_review_rules("blue", CohortRules(Rules(share=0)))
        self._clock, ids = count(), count(1)
        services = (store, Bookshelf(store), self._now, lambda: f"e-{next(ids)}")
        self.reviewing, self.returning = Reviewing(*services), Returning(*services)

    def _now(self) -> Any:
        return self.ada.app.desk.now() + timedelta(seconds=next(self._clock))

    def rater(self, name: str = "eve-9") -> Actor:
        """An evaluator."""
        found = self.store.person(name)
        assert found is not None
        return actor_of(found)

    def plays(self, *steps: str, who: Trainee | None = None, mode: str = "practice") -> dict[str, Any]:
        """A finished attempt: its debrief."""
        trainee = who or self.ada
        trainee.starts(mode=mode)
        trainee.does("expect", seq=trainee.seq, text="my expectation")
        for step in steps or WARM:
            node, choice = step.split("/")
            if choice:
                trainee.says(node, choice)
            else:
                assert trainee.now is not None
                trainee.does("write", seq=trainee.seq, node=trainee.now["node"], text="my reply")
                if trainee.now["kind"] == "compare":
                    trainee.does("compare", seq=trainee.seq, node=trainee.now["node"], behaviours=[])
        screen = trainee.does("reflect", seq=trainee.seq, texts=["my reflection"]).screen
        return dict(screen)

    def marks(self, attempt_id: str, *ticks: tuple[str, int], who: str = "eve-9", **more: Any) -> None:
        """Open and mark."""
        self.reviewing.queue(self.rater(who), Asked("blue"))
        self.reviewing.open(self.rater(who), attempt_id)
        attempt = self.store.attempt(attempt_id)
        assert attempt is not None
        self.reviewing.mark(self.rater(who), attempt_id, Marks(attempt.scenario_hash, ticks, **more))

    def returns(self, attempt_id: str, *said: tuple[str, str, int | None]) -> None:
        """Write and return."""
        for kind, text, moment in said or (("strength", "Warm.", 1),):
            self.returning.comment(self.rater(), attempt_id, kind, text, moment)
        self.returning.give_back(self.rater(), attempt_id)

    def screen(self, trainee: Trainee, path: str) -> dict[str, Any]:
        """A screen, as the browser gets it."""
        found: dict[str, Any] = json.loads(json.dumps(trainee.does("go", path=path).screen))
        return found


@pytest.fixture
def school(person: Callable[..., Trainee]) -> School:
    """All of them."""
    return School(person)


# --- handing in ---


def test_handing_in_is_offered_where_somebody_learns_in_a_cohort(
    school: School, person: Callable[..., Trainee]
) -> None:
    """To nobody else, and not for what was left; an assessment comes by itself."""
    assert school.plays()["review"] == {
        "state": "can", "places": [{"id": "blue", "name": "Blue"}], "back": False, "path": None, "new": False
    }  # fmt: skip
    assert school.plays(mode="assessment")["review"]["state"] == "waiting"
    alone = person("zoe")
    debrief = school.plays(who=alone)
    assert (debrief["review"], debrief["fellows"]) == (None, None)
    school.ada.starts()
    school.ada.does("leave", seq=school.ada.seq)
    left = school.screen(school.ada, f"/learn/debrief/{school.ada.attempt}")
    assert (left["review"], left["fellows"]) == (None, None)


def test_what_is_handed_in_is_taken_back_until_it_is_opened(school: School) -> None:
    """The same page follows each time, and says what holds; Progress says that it is being looked at."""
    attempt = school.plays()["attempt"]
    school.screen(school.ada, f"/learn/debrief/{attempt}")
    done = school.ada.does("hand_in", attempt=attempt, cohort="blue")
    assert (done.screen["review"]["state"], done.screen["review"]["back"]) == ("waiting", True)
    assert done.notice == {"type": "notice", "tone": "info", "text": say("hand.done")}
    again = school.ada.does("hand_in", attempt=attempt, cohort="blue")
    assert (again.screen["review"]["state"], "handed in already" in again.notice["text"]) == ("waiting", True)
    (row,) = school.screen(school.ada, "/learn/progress")["results"]
    assert (row["state"], row["path"]) == ("waiting", f"/learn/debrief/{attempt}")
    school.screen(school.ada, f"/learn/debrief/{attempt}")
    assert school.ada.does("take_back_hand_in", attempt=attempt).screen["review"]["state"] == "can"
    school.ada.does("hand_in", attempt=attempt, cohort="blue")
    school.reviewing.queue(school.rater(), Asked("blue"))
    school.reviewing.open(school.rater(), attempt)
    late = school.ada.does("take_back_hand_in", attempt=attempt)
    assert (late.screen["review"]["back"], "begun to look" in late.notice["text"]) == (False, True)


# --- what came back ---


def test_a_result_says_what_was_found_where_and_what_it_rests_on(school: School) -> None:
    """Strengths, comments at their turns, levels, what is missing, and where to practise that."""
    attempt = school.plays(mode="assessment")["attempt"]
    school.marks(attempt, ("reflects", 1), ("waits", 1))
    school.returns(attempt, ("strength", "Warm.", 1), ("next-step", "Ask first.", None), ("comment", "Here.", 4))
    shown = school.screen(school.ada, f"/learn/results/{attempt}")
    assert [(one["kind"], one["text"], one["turn"]) for one in shown["remarks"]] == [
        ("strength", "Warm.", 1), ("next-step", "Ask first.", None), ("comment", "Here.", 2)
    ]  # fmt: skip
    listening, sharing = shown["competencies"]
    assert (listening["level"], listening["basis"], [one["turns"] for one in listening["seen"]]) == (
        4,
        "human",
        [[1], [1]],
    )
    assert (sharing["level"], sharing["seen"], len(sharing["lacking"])) == (2, [], 1)
    assert (shown["met"], shown["again"], shown["cleared"]) == (False, "can", None)
    assert shown["practise"] == [
        {
            "competency": "sharing",
            "module": None,
            "scenarios": [{"path": "/learn/scenario/disclosure/small", "title": "Small"}],
        }
    ]


def test_harm_is_shown_with_its_moment_and_what_helps_instead(school: School) -> None:
    """Whether people saw it, or the choice showed it and nobody took that away; in rubrics beside the assessed ones, too."""
    attempt = school.plays(*HARMED, mode="assessment")["attempt"]
    for who in ("eve-9", "rob-9"):
        school.marks(attempt, ("talks-over", 1), ("asks-first", 4), ("blames", 4), who=who)
    school.returns(attempt)
    shown = school.screen(school.ada, f"/learn/results/{attempt}")
    found = {one["id"]: one for one in shown["competencies"]}
    assert {name: (one["level"], one["assessed"], [h["by"] for h in one["harm"]]) for name, one in found.items()} == {
        "listening": (1, True, ["people"]), "sharing": (1, True, ["choices"]), "repair": (None, False, ["people"])
    }  # fmt: skip
    (moment,) = found["listening"]["harm"][0]["moments"]
    assert moment == {"turn": 1, "said": "Well, I once...", "did": "F3."}
    assert found["listening"]["instead"] == [{"text": "Does it.", "example": "Like so."}]
    assert (shown["met"], list(found)[-1]) == (False, "repair")


def test_cleared_harm_is_said_with_its_reason(school: School) -> None:
    """And the levels are without it."""
    attempt = school.plays(*HARMED, mode="assessment")["attempt"]
    for reason in (None, "It was a quotation."):
        for who in ("eve-9", "rob-9"):
            clears = ("talks-over", "shares-unasked") if reason else ()
            ticks = (("reflects", 1), ("asks-first", 4))
            school.marks(attempt, *ticks, who=who, clears=clears, reason=reason)
    school.returns(attempt)
    shown = school.screen(school.ada, f"/learn/results/{attempt}")
    assert shown["cleared"] == {"harm": ["Does it.", "Does it."], "reasons": ["It was a quotation."] * 2}
    assert ([one["level"] for one in shown["competencies"]], shown["met"]) == ([3, 3], True)


def test_a_result_is_news_until_it_was_read(school: School) -> None:
    """In the library and under Progress; and again when it was returned again."""
    ada = school.ada
    attempt = school.plays(mode="assessment")["attempt"]
    school.marks(attempt, ("reflects", 1), ("asks-first", 4))
    assert school.screen(ada, "/learn")["news"] == []
    school.returns(attempt)
    news = [{"key": "result", "n": 1, "path": f"/learn/results/{attempt}"}]
    for path in ("/learn", "/learn/progress"):
        assert school.screen(ada, path)["news"] == news
    debrief = school.screen(ada, f"/learn/debrief/{attempt}")
    assert (debrief["review"]["state"], debrief["review"]["new"]) == ("returned", True)
    school.screen(ada, f"/learn/results/{attempt}")
    assert school.screen(ada, "/learn")["news"] == []
    assert school.screen(ada, "/learn/progress")["results"][0]["new"] is False


def test_a_trainee_answers_and_asks_for_another_look_once(school: School) -> None:
    """Several answers are possible; asking twice is told, and changes nothing."""
    ada = school.ada
    attempt = school.plays(mode="assessment")["attempt"]
    school.marks(attempt, ("reflects", 1), ("asks-first", 4))
    school.returns(attempt)
    school.screen(ada, f"/learn/results/{attempt}")
    for text in ("First.", "Second."):
        shown = ada.does("answer_result", attempt=attempt, text=text).screen
    assert shown["answers"] == ["First.", "Second."]
    assert ada.does("answer_result", attempt=attempt, text="  ").notice["tone"] == "problem"
    assert ada.does("ask_again", attempt=attempt).screen["again"] == "looking"
    twice = ada.does("ask_again", attempt=attempt)
    assert (twice.screen["again"], twice.notice["tone"]) == ("looking", "info")
    assert school.screen(ada, f"/learn/debrief/{attempt}")["review"]["state"] == "again"


def test_nothing_that_was_not_returned_crosses_the_wire(school: School) -> None:
    """No rating since, no rater, no note, no concern, no reason but of what was cleared; not in any screen of hers."""
    ada = school.ada
    attempt = school.plays(mode="assessment")["attempt"]
    school.marks(attempt, ("reflects", 1), ("asks-first", 4), confidence=2)
    school.returning.comment(school.rater(), attempt, "note", "SECRET note")
    school.returns(attempt, ("strength", "Warm.", 1))
    ada.does("go", path=f"/learn/results/{attempt}")
    ada.does("ask_again", attempt=attempt)
    school.marks(attempt, ("talks-over", 1), who="rob-9")
    school.marks(attempt, ("reflects", 1), who="eve-9", reason="SECRET reason")
    school.returning.comment(school.rater("rob-9"), attempt, "comment", "SECRET comment")
    paths = ("/learn", "/learn/progress", f"/learn/debrief/{attempt}", f"/learn/results/{attempt}")
    wire = "".join(json.dumps(school.screen(ada, path)) for path in paths)
    assert "Warm." in wire
    for secret in ("SECRET", "eve-9", "rob-9", "Evaluating Person", "confidence", "disagrees", "needs-second"):
        assert secret not in wire
    levels = {one["id"]: one["level"] for one in school.screen(ada, paths[-1])["competencies"]}
    assert levels == {"listening": 3, "sharing": 3}


# --- fellow learners ---


def opened(school: School) -> str:
    """An attempt of Ada's that is open to Bea."""
    debrief = school.plays()
    school.screen(school.ada, debrief["path"])
    key = next(one["key"] for one in debrief["fellows"]["people"] if one["name"] == "bea")
    shown = school.ada.does("open_to", attempt=debrief["attempt"], fellows=[key]).screen
    assert [(one["name"], one["open"]) for one in shown["fellows"]["people"]] == [("bea", True), ("cal", False)]
    return str(debrief["attempt"])


def test_an_opened_attempt_is_read_and_something_is_said(school: School) -> None:
    """By the fellow learner to whom it was opened; it is news for both, and stands in the debrief."""
    attempt = opened(school)
    assert school.screen(school.bea, "/learn")["news"] == [
        {"key": "opened", "n": 1, "path": f"/learn/opened/{attempt}"}
    ]
    shown = school.screen(school.bea, f"/learn/opened/{attempt}")
    first = shown["turns"][0]
    ticks = [["reflects", first["moment"]]]
    after = school.bea.does("say_as_fellow", attempt=attempt, **THREE, ticks=ticks).screen
    assert (after["own"]["strength"], after["turns"][0]["ticked"]) == ("You waited.", ["reflects"])
    assert school.screen(school.ada, "/learn")["news"] == [{"key": "said", "n": 1, "path": f"/learn/debrief/{attempt}"}]
    (said,) = school.screen(school.ada, f"/learn/debrief/{attempt}")["fellows"]["said"]
    assert (said["name"], said["thing_to_try"], said["ticks"]) == (
        "bea",
        "A breath.",
        [{"text": "Does it.", "turn": 1}],
    )
    assert school.screen(school.ada, "/learn")["news"] == []
    school.screen(school.ada, f"/learn/debrief/{attempt}")
    gone = school.ada.does("remove_said", attempt=attempt, said=said["key"]).screen
    assert gone["fellows"]["said"] == []


def test_closing_and_taking_back(school: School) -> None:
    """A closed attempt leads to a kind page; what was said can still be taken back."""
    attempt = opened(school)
    school.screen(school.bea, f"/learn/opened/{attempt}")
    school.bea.does("say_as_fellow", attempt=attempt, **THREE, ticks=[])
    debrief = school.screen(school.ada, f"/learn/debrief/{attempt}")
    key = debrief["fellows"]["people"][0]["key"]
    assert not school.ada.does("close_to", attempt=attempt, fellow=key).screen["fellows"]["people"][0]["open"]
    assert school.screen(school.bea, f"/learn/opened/{attempt}")["name"] == "problem"
    (row,) = school.screen(school.bea, "/learn/opened")["rows"]
    assert (row["path"], row["said"]) == (None, True)
    assert school.bea.does("unsay", attempt=attempt).screen["rows"] == []
    assert school.screen(school.ada, f"/learn/debrief/{attempt}")["fellows"]["said"] == []


def test_a_reply_says_that_fellow_learners_read_it_while_it_is_open(school: School) -> None:
    """And not any more when it is closed."""
    attempt = opened(school)

    def readers() -> list[str]:
        items = school.screen(school.ada, f"/learn/debrief/{attempt}")["items"]
        return [item["readers"]["who"] for item in items if item["kind"] == "reply"]

    assert readers() == ["fellows"]
    school.store.close_to(attempt, "bea", MORNING)
    assert readers() == ["reviewers"]


def test_what_a_fellow_gets_holds_no_harm_no_judgement_and_nothing_private(school: School) -> None:
    """On the bytes: no harmful behaviour, level, feedback or thought, no text but replies, no id of anybody."""
    debrief = school.plays(*HARMED)
    attempt = debrief["attempt"]
    school.screen(school.ada, debrief["path"])
    school.ada.does("open_to", attempt=attempt, fellows=[debrief["fellows"]["people"][0]["key"]])
    wire = json.dumps(
        [school.screen(school.bea, path) for path in (f"/learn/opened/{attempt}", "/learn/opened", "/learn")]
    )
    assert "my reply" in wire
    secrets = every_secret(SMALL) - {"reflects", "asks-first", "waits", "keeps-it-brief"}
    for secret in (*secrets, "F3.", "F7.", "harmful", '"level"', "my expectation", "my reflection", "Say something."):
        assert secret not in wire, secret
    assert "talks-over" not in wire
    assert '"key": "bea"' not in json.dumps(debrief)


@pytest.mark.parametrize("path", ["/learn/opened/{}", "/learn/results/{}"])
def test_a_guessed_address_leads_to_a_kind_page(school: School, path: str) -> None:
    """For an attempt of somebody else, one's own that is not there, and none at all, in the same words."""
    attempt = opened(school)
    texts = {school.screen(school.cal, path.format(one))["text"] for one in (attempt, "none")}
    assert len(texts) == 1
    assert school.screen(school.cal, path.format(attempt))["name"] == "problem"


def test_forged_commands_change_nothing(school: School) -> None:
    """Of somebody to whom it is not open, about what is not theirs, and in shapes that make no sense."""
    attempt = opened(school)
    tries: list[dict[str, Any]] = [
        {"do": "say_as_fellow", "attempt": attempt, **THREE, "ticks": []},
        {"do": "unsay", "attempt": attempt},
        {"do": "hand_in", "attempt": attempt, "cohort": "blue"},
        {"do": "take_back_hand_in", "attempt": attempt},
        {"do": "answer_result", "attempt": attempt, "text": "x"},
        {"do": "ask_again", "attempt": attempt},
        {"do": "open_to", "attempt": attempt, "fellows": ["cal"]},
        {"do": "close_to", "attempt": attempt, "fellow": "bea"},
        {"do": "remove_said", "attempt": attempt, "said": "x"},
    ]
    for command in tries:
        assert school.cal.does(**command).notice["tone"] == "problem", command
        for field in set(command) - {"do"}:
            for value in (None, 7, {"a": 1}):
                forged = school.cal.does(**{**command, field: value})
                assert forged.notice["text"] == say("notice.unreadable"), (command, field)
    harmful: dict[str, Any] = {"do": "say_as_fellow", "attempt": attempt, **THREE, "ticks": [["talks-over", 1]]}
    assert school.bea.does(**harmful).notice["tone"] == "problem"
    store = school.store
    assert (store.fellow_words(attempt), store.review(attempt)) == ((), None)
    assert [(one.reader, one.closed_at) for one in store.openings(attempt)] == [("bea", None)]


def test_reading_is_kept_with_the_attempt(school: School) -> None:
    """Only of what there was to read."""
    attempt = school.plays()["attempt"]
    school.screen(school.ada, f"/learn/debrief/{attempt}")
    school.screen(school.ada, f"/learn/results/{attempt}")
    owner = school.store.attempt(attempt)
    assert owner is not None
    assert school.store.readings_of(owner.owner_kind, owner.owner_id) == {}
