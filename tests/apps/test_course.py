"""Learning beside playing, through commands as the browser sends them: modules, checks, refreshers, pages, assessments."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay.apps import session
from roleplay.apps.session import desk_for
from roleplay.apps.trainee import TraineeApp
from roleplay.identity import Actor, Role
from roleplay.store import PersonRow
from tests.apps.test_trainee import JSON
from tests.learner import Learner
from tests.services.school import CRISIS, KIM, School, module

TWO_DAYS = 2 * 24 * 60 * 60 // 10
"""Looks at the clock of a rehearsal until two days have gone by."""


def told_apart(name: str, *right: str) -> dict[str, Any]:
    """An item whose texts can be told from those of every other item."""
    options = {
        f"{name}-{one}": {"text": f"Say {one} to {name}.", "why": f"Because of {one} in {name}.", "right": one in right}
        for one in ("ask", "wait", "tell", "leave")
    }
    return {"ask": f"What about {name}?", "several": len(right) > 1, "options": options}


ITEMS = {
    "door": told_apart("door", "ask"),
    "tea": told_apart("tea", "wait"),
    "rain": told_apart("rain", "ask", "leave"),
    "bus": told_apart("bus", "tell"),
}
LISTENING = module("listening", ITEMS, ["disclosure/small", "disclosure/other"], draw=3, **{"pass": 2})


@pytest.fixture
def school(tmp_path: Path) -> School:
    """A library with two modules and an assessment."""
    made = School(tmp_path)
    made.put(modules=(LISTENING, CRISIS))
    return made


def learner_at(school: School, name: str = "kim") -> Learner:
    """Somebody in front of a page."""
    row = PersonRow(name, name, frozenset({Role.TRAINEE}))
    if school.store.person(name) is None:
        school.store.add_person(row)
    seeds = school.seeds
    desk = desk_for(school.store, row, name=name, now=school.now, new_id=school.new_id, new_seed=lambda: next(seeds))
    return Learner(TraineeApp(desk))


@pytest.fixture
def kim(school: School) -> Learner:
    """Somebody who has done nothing yet."""
    return learner_at(school)


# --- a whole module ---


def test_a_module_is_gone_through_to_its_end(kim: Learner) -> None:
    """Library, module, check, role-play, reflection, and what is next: each leads to the other."""
    course = kim.opens("/learn")["course"]
    assert (course["done"], course["all"], course["next"]["id"]) == (0, 2, "listening")
    assert course["minutes_left"] == kim.opens("/learn/modules")["minutes_left"] > 0
    shown = kim.opens(course["next"]["path"])
    assert (shown["name"], shown["module"]["stage"], shown["best"], shown["next"]) == (
        "module",
        "untouched",
        None,
        None,
    )
    assert kim.opens(shown["check_path"])["number"] == 0
    assert kim.takes_check("listening", wrong=1) == {**kim.screen["result"], "right": 2, "all": 3, "passed": True}
    shown = kim.opens(kim.screen["back_path"])
    assert (shown["module"]["stage"], shown["module"]["checked"], shown["best"]) == ("begun", True, 2)
    (place,) = shown["places"]
    assert [one["id"] for one in place["plays"]] == ["disclosure/small", "disclosure/other"]
    debrief = kim.plays(place["plays"][0]["id"])
    assert debrief["outcome"] == "met"
    shown = kim.opens("/modules/listening")
    assert shown["places"][0]["filled"] == "disclosure/small"
    assert shown["places"][0]["plays"][0]["last"]["path"] == debrief["path"]
    assert (shown["module"]["stage"], shown["next"]["id"], shown["next"]["path"]) == (
        "done",
        "crisis",
        "/modules/crisis",
    )
    at = kim.keeps(shown["reflection"], {"think-1": "A lot.", "bring-1": "The bench."})
    form = kim.opens("/modules/listening")["reflection"]
    assert (form["at"], [one["answer"] for one in form["questions"]]) == (at, ["A lot.", "", "The bench."])
    assert kim.screen["thinking"] == 2
    course = kim.opens("/learn")["course"]
    assert (course["done"], course["next"]["id"], course["due"]) == (1, "crisis", 0)


def test_all_modules_say_what_is_done_next_and_left(kim: Learner) -> None:
    """In order, with the minutes that are left; a module that comes before another is named."""
    before = kim.opens("/learn/modules")
    assert [(one["id"], one["number"], one["stage"], one["waits_for"]) for one in before["way"]] == [
        ("listening", 1, "untouched", []),
        ("crisis", 2, "untouched", ["Module listening"]),
    ]
    assert (before["next"], before["others"]) == ("listening", [])
    assert before["minutes_left"] == sum(one["minutes"] for one in before["way"])
    kim.finishes("listening")
    after = kim.opens("/learn/modules")
    assert [(one["stage"], one["waits_for"]) for one in after["way"]] == [("done", []), ("begun", [])]
    assert after["next"] == "crisis"
    assert after["minutes_left"] < before["minutes_left"]
    assert [page["id"] for page in after["pages"]] == ["readiness"]


def test_a_whole_way_leads_to_its_end_and_what_was_played_fills_one_place_each(kim: Learner) -> None:
    """Once all is done nothing is next, and that is said on every screen."""
    kim.finishes("listening")
    shown = kim.finishes("crisis")
    assert sorted(place["filled"] for place in shown["places"]) == ["disclosure/other", "disclosure/small"]
    assert shown["next"] is None
    assert kim.opens("/learn/modules")["next"] is None
    assert kim.opens("/learn")["course"]["next"] is None


def test_another_way_is_taken_and_shows_what_belongs_to_it(kim: Learner) -> None:
    """The others stay within reach, after it."""
    kim.does("choose_way", pathway="groups")
    assert kim.screen["name"] == "modules"
    assert [one["id"] for one in kim.screen["way"]] == ["listening"]
    assert [one["id"] for one in kim.screen["others"]] == ["crisis"]
    assert [one["chosen"] for one in kim.screen["pathways"]] == [False, True]
    assert kim.opens("/learn")["course"]["pathway"] == "Only listening"


def test_without_a_curriculum_everything_else_works(school: School, kim: Learner) -> None:
    """The library has no part for it, and its addresses lead to a kind page."""
    school.put(without=True)
    assert kim.opens("/learn")["course"] is None
    for path in ("/learn/modules", "/modules/listening", "/modules/listening/check", "/learn/placement"):
        assert kim.opens(path)["name"] == "problem"
    assert kim.opens("/learn/refreshers")["name"] == "refreshers"
    assert kim.plays("disclosure/small")["name"] == "debrief"


# --- checks ---


def test_after_each_answer_every_reason_is_told(kim: Learner) -> None:
    """What was ticked, what helps, and why, in the order in which it was asked; then the next question."""
    kim.does("begin_check", check="listening")
    asked = kim.screen["question"]
    assert [one["id"] for one in asked["options"]] == ["1", "2", "3", "4"]
    review = kim.answers(kim.right(wrong=True))
    assert [one["text"] for one in review["options"]] == [one["text"] for one in asked["options"]]
    assert (review["ask"], review["right"]) == (asked["ask"], False)
    assert sum(one["ticked"] for one in review["options"]) == 1
    assert all(one["why"].startswith("Because of") for one in review["options"])
    assert (kim.screen["number"], kim.screen["question"], kim.screen["result"]) == (1, None, None)
    kim.opens(kim.screen["path"])
    assert kim.screen["number"] == 2
    assert kim.screen["question"]["item"] != asked["item"]


def test_a_check_goes_on_after_a_reload_and_is_begun_anew_after_its_end(kim: Learner) -> None:
    """The same question in the same order; beginning twice draws once; after the end other questions are drawn."""
    kim.does("begin_check", check="listening")
    kim.answers(kim.right())
    waiting = kim.opens("/modules/listening/check")["question"]
    kim.does("begin_check", check="listening")
    assert kim.screen["question"] == waiting
    assert kim.opens("/modules/listening/check")["question"] == waiting
    result = kim.takes_check("listening", wrong=2)
    assert (result["right"], result["passed"], len(result["items"])) == (1, False, 3)
    assert kim.opens("/modules/listening/check")["result"] == result
    kim.does("begin_check", check="listening")
    assert (kim.screen["number"], kim.screen["result"]) == (1, None)
    assert kim.takes_check("listening")["passed"]
    assert kim.opens("/modules/listening")["best"] == 3


def test_an_answer_counts_once(kim: Learner) -> None:
    """The same command again, as from a second tab, changes nothing, and the present question is shown."""
    kim.does("begin_check", check="listening")
    command = {"seq": kim.screen["seq"], "item": kim.screen["question"]["item"], "options": kim.right(wrong=True)}
    kim.does("answer_item", **command)
    again = kim.does("answer_item", **command)
    assert (again.screen["name"], again.screen["number"]) == ("check", 2)
    assert again.notice["tone"] == "info"
    assert len(kim.app.desk.studying().log) == 2


def test_nothing_about_an_item_is_told_before_it_is_answered(kim: Learner) -> None:
    """Of everything that was sent, from every screen: no reason, no author's id, and of the options only their words."""
    places = ("/learn", "/learn/modules", "/modules/listening", "/modules/listening/check", "/learn/progress")
    answered: set[str] = set()

    def told() -> set[str]:
        sent = "".join(kim.wire)
        assert [one for name in ITEMS for one in ITEMS[name]["options"] if f'"{one}"' in sent] == []
        return {name for name in ITEMS if f"in {name}." in sent}

    kim.does("begin_check", check="listening")
    drawn = {one.partition("/")[2] for one in kim.app.desk.studying().tries[-1].items}
    while kim.opens("/modules/listening/check")["question"]:
        question = kim.screen["question"]
        assert set(question) == {"item", "ask", "several", "options"}
        assert all(set(option) == {"id", "text"} for option in question["options"])
        for place in places:
            kim.opens(place)
            assert told() == answered
        kim.opens("/modules/listening/check")
        answered.add(question["item"].partition("/")[2])
        kim.answers(kim.right(wrong=True))
        assert told() == answered
    for place in places:
        kim.opens(place)
    assert told() == answered == drawn
    assert len(drawn) < len(ITEMS)


def test_a_placement_shortens_the_way(kim: Learner) -> None:
    """Where all of a module's items were right nothing is left to be asked; its role-plays stay."""
    assert kim.opens("/learn/modules")["placed"] is False
    assert (kim.opens("/learn/placement")["all"], kim.screen["enough"]) == (2, None)
    result = kim.takes_check("placement", wrong=1)
    assert (result["right"], result["placed"], result["passed"]) == (1, ["Module crisis"], False)
    assert kim.screen["path"] == "/learn/placement"
    assert kim.opens("/learn/modules")["placed"] is True
    shown = kim.opens("/modules/crisis")
    assert (shown["placed"], shown["module"]["checked"], shown["module"]["stage"]) == (True, True, "begun")
    assert kim.opens("/modules/listening")["module"]["checked"] is False
    assert kim.takes_check("placement")["placed"] == ["Module listening", "Module crisis"]


# --- refreshers and the other chair ---


def test_a_moment_comes_back_is_answered_and_comes_back_later(school: School, kim: Learner) -> None:
    """Due some days after it was played; what led to it, what can be said; then what it did, and when it is due again."""
    assert kim.opens("/learn/refreshers")["due"] == []
    kim.plays("disclosure/small")
    assert kim.opens("/learn/refreshers")["due"] == []
    assert kim.screen["later"]
    school.wait(days=60)
    due = kim.opens("/learn/refreshers")["due"]
    assert due
    for path in ("/learn", "/learn/modules", "/modules/listening"):
        screen = kim.opens(path)
        assert (screen["course"] if path == "/learn" else screen)["due"] == len(due)
    drill = kim.opens(due[0]["path"])
    assert drill["name"] == "drill"
    assert (drill["due"], drill["next_path"]) == (None, None)
    assert [choice["id"] for choice in drill["choices"]] == [str(n + 1) for n in range(len(drill["choices"]))]
    assert drill["items"][-1]["kind"] == "line"
    chosen = next(choice for choice in drill["choices"] if choice["open"])
    kim.does("refresh", seq=drill["seq"], moment=drill["moment"], choice=chosen["id"])
    after = kim.screen
    assert (after["name"], after["choices"], after["path"]) == ("drill", [], drill["path"])
    assert [item["text"] for item in after["items"] if item["kind"] == "said"][-1] == chosen["text"]
    assert after["items"][-1]["kind"] == "feedback"
    assert after["next_path"] == (due[1]["path"] if len(due) > 1 else None)
    assert drill["path"] not in [one["path"] for one in kim.opens("/learn/refreshers")["due"]]
    assert {one["path"]: one["times"] for one in kim.screen["later"]}[drill["path"]] == 1


def test_a_drill_tells_nothing_before_it_is_answered(school: School, kim: Learner) -> None:
    """Neither feedback, behaviour nor thought of what was not chosen; and afterwards only of what was."""
    kim.plays("disclosure/small")
    school.wait(days=60)
    due = kim.opens("/learn/refreshers")["due"]
    kim.wire.clear()
    drill = kim.opens(due[0]["path"])
    secrets = {"talks-over", "shares-unasked", "asks-first", "keeps-it-brief", "names-the-slip", "Say something."}
    secrets |= {'"talk"', '"pass"', '"sorry"', '"ticks"', '"thought"', *(f"F{n}." for n in range(1, 8))}
    assert [one for one in secrets if one in "".join(kim.wire)] == []
    chosen = next(choice for choice in drill["choices"] if choice["open"])
    kim.does("refresh", seq=drill["seq"], moment=drill["moment"], choice=chosen["id"])
    assert len([one for one in secrets if one in "".join(kim.wire)]) == 1


def test_a_refresher_counts_once(school: School, kim: Learner) -> None:
    """The same answer again ends in the present screen and a notice."""
    kim.plays("disclosure/small")
    school.wait(days=60)
    drill = kim.opens(kim.opens("/learn/refreshers")["due"][0]["path"])
    command = {"seq": drill["seq"], "moment": drill["moment"], "choice": "1"}
    kim.does("refresh", **command)
    log = len(kim.app.desk.studying().log)
    assert kim.does("refresh", **command).notice["tone"] == "info"
    assert len(kim.app.desk.studying().log) == log == 1


def test_refreshers_are_due_in_a_rehearsal_after_days_of_looking_at_the_clock() -> None:
    """With the shipped library: what slipped comes back within two days, and later once it was answered."""
    app = session.rehearsal()
    learner = Learner(app)
    scenario = learner.opens("/modules/role-and-recovery")["places"][0]["plays"][0]["id"]
    learner.does("start", scenario=scenario, mode="practice", feedback="each", say_first=False)
    learner.worst = True
    learner.plays_on()
    assert learner.opens("/learn/refreshers")["due"] == []
    for _ in range(TWO_DAYS):
        app.desk.now()
    due = learner.opens("/learn/refreshers")["due"]
    assert due
    drill = learner.opens(due[0]["path"])
    chosen = next(choice["id"] for choice in drill["choices"] if choice["open"])
    learner.does("refresh", seq=drill["seq"], moment=drill["moment"], choice=chosen)
    assert learner.screen["due"] > due[0]["at"]
    assert len(learner.opens("/learn/refreshers")["due"]) == len(due) - 1


def test_the_other_chair_opens_after_the_end(kim: Learner) -> None:
    """While the conversation runs it is closed, and no thought is sent; then thoughts come with what was said before."""
    kim.does("start", scenario="disclosure/small", mode="practice", feedback="each", say_first=False)
    attempt, play = kim.screen["attempt"], kim.screen["path"]
    closed = kim.opens(f"/learn/chair/{attempt}")
    assert closed["name"] == "problem"
    assert "Say something." not in "".join(kim.wire)
    kim.opens(play)
    debrief = kim.plays_on()
    assert debrief["chair_path"] == f"/learn/chair/{attempt}"
    chair = kim.opens(debrief["chair_path"])
    assert (chair["name"], chair["back_path"], chair["scenario"]) == ("chair", debrief["path"], "Small")
    thoughts = [item["thought"] for item in debrief["items"] if item.get("thought")]
    assert [one["thought"] for one in chair["guesses"]] == thoughts
    assert all(one["who"] == "Dana" for one in chair["guesses"])


def test_nobody_sits_in_a_chair_of_somebody_elses_conversation(school: School, kim: Learner) -> None:
    """Nor goes through a moment of it: it is as if there were none."""
    debrief = kim.plays("disclosure/small")
    school.wait(days=60)
    due = kim.opens("/learn/refreshers")["due"]
    lee = learner_at(school, "lee")
    assert lee.opens(debrief["chair_path"])["name"] == "problem"
    assert lee.opens(due[0]["path"])["name"] == "problem"
    lee.is_refused("refresh", seq=0, moment="disclosure/small/opening", choice="1")
    assert "Say something." not in "".join(lee.wire)


# --- private pages ---


def test_a_page_is_kept_changed_and_erased(kim: Learner) -> None:
    """What was written is there again; an empty one is gone; the list says when something was kept."""
    form = kim.opens("/learn/pages/readiness")["form"]
    assert [(one["kind"], one["answer"]) for one in form["questions"]] == [("scale", ""), ("list", ""), ("text", "")]
    at = kim.keeps(form, {"steady": "mostly", "why": "Because of my aunt."})
    form = kim.opens("/learn/pages/readiness")["form"]
    assert form["at"] == at
    assert [one["answer"] for one in form["questions"]] == ["mostly", "", "Because of my aunt."]
    assert kim.opens("/learn/modules")["pages"][0]["at"] == at
    assert kim.keeps(form, {}) is None
    form = kim.opens("/learn/pages/readiness")["form"]
    assert (form["at"], {one["answer"] for one in form["questions"]}) == (None, {""})


def test_a_page_that_was_changed_in_another_tab_is_not_overwritten(school: School, kim: Learner) -> None:
    """The later tab is shown what stands there now, and what it wrote is still its draft."""
    other = learner_at(school)
    form = kim.opens("/learn/pages/readiness")["form"]
    other.keeps(other.opens("/learn/pages/readiness")["form"], {"why": "First."})
    answer = kim.does("keep_page", page="readiness", answers={"why": "Second."}, seen=form["at"])
    assert (answer.kept, answer.notice["tone"]) == (None, "info")
    assert [one["answer"] for one in answer.screen["form"]["questions"]] == ["", "", "First."]
    assert kim.keeps(answer.screen["form"], {"why": "Second."}) is not None


def test_a_page_is_on_no_screen_of_anybody_else(school: School, kim: Learner) -> None:
    """Everybody has their own."""
    kim.keeps(kim.opens("/learn/pages/readiness")["form"], {"why": "Because of my aunt."})
    lee = learner_at(school, "lee")
    for path in ("/learn/pages/readiness", "/learn/modules", "/modules/listening", "/learn"):
        lee.opens(path)
    assert "my aunt" not in "".join(lee.wire)


# --- assessments ---


def ready(kim: Learner) -> None:
    """Everything is done that comes before the assessment."""
    kim.finishes("listening")
    assert [one["readiness"] for one in kim.opens("/learn/modules")["assessments"]] == ["open"]


def test_forms_of_an_assessment_are_withheld(kim: Learner) -> None:
    """They are on no list, have no brief, and no forged command starts one."""
    assert "form-" not in json.dumps([kim.opens("/learn"), kim.opens("/learn/modules")])
    (offered,) = kim.screen["assessments"]
    assert (offered["readiness"], offered["waits_for"]) == ("learn-first", ["Module listening"])
    assert kim.opens(offered["path"])["name"] == "problem"
    kim.is_refused("start_assessment", pillar="disclosure")
    for form in ("disclosure/form-a", "disclosure/form-b"):
        assert kim.opens(f"/learn/scenario/{form}")["name"] == "problem"
        for mode in ("assessment", "practice"):
            kim.is_refused("start", scenario=form, mode=mode, feedback="each", say_first=False)
    ready(kim)
    for form in ("disclosure/form-a", "disclosure/form-b"):
        assert kim.opens(f"/learn/scenario/{form}")["name"] == "problem"
        kim.is_refused("start", scenario=form, mode="assessment", feedback="each", say_first=False)
    assert kim.app.desk.attempts.history(KIM)[0].attempt.scenario_id == "disclosure/small"


def test_an_assessment_gives_feedback_at_its_end_and_tells_the_rest_once_it_was_met(kim: Learner) -> None:
    """Not met: no other roads, no chair, and a retake, in the other form, after a practice. Met: all of it is told."""
    ready(kim)
    brief = kim.opens("/learn/assessment/disclosure")
    assert (brief["name"], brief["assessment"], brief["modes"], brief["others"]) == (
        "brief",
        "disclosure",
        ["assessment"],
        [],
    )
    kim.wire.clear()
    kim.does("start_assessment", pillar="disclosure")
    assert kim.screen["mode"] == "assessment"
    kim.worst = True
    debrief = kim.plays_on()
    assert [one for one in kim.wire[:-1] if '"feedback"' in one and '"kind": "feedback"' in one] == []
    assert (debrief["outcome"], debrief["chair_path"], debrief["map"], debrief["twist"]) == (
        "not-yet",
        None,
        None,
        None,
    )
    assert kim.opens(f"/learn/chair/{debrief['attempt']}")["name"] == "problem"
    assert "Say something." not in "".join(kim.wire)
    (card,) = kim.opens("/learn/modules")["assessments"]
    assert (card["readiness"], [one["path"] for one in card["taken"]]) == ("practise-first", [debrief["path"]])
    kim.is_refused("start_assessment", pillar="disclosure")
    kim.worst = False
    kim.plays("disclosure/other")
    kim.does("start_assessment", pillar="disclosure")
    second = kim.plays_on()
    assert (second["outcome"], second["scenario"] != debrief["scenario"]) == ("met", True)
    assert second["map"] is not None
    assert kim.opens(second["chair_path"])["name"] == "chair"
    (card,) = kim.opens("/learn/modules")["assessments"]
    assert (card["readiness"], len(card["taken"])) == ("met", 2)
    assert card["taken"][0]["path"] == debrief["path"]


def test_an_assessment_that_runs_is_gone_on_with(kim: Learner) -> None:
    """It is begun once; the list leads to where it stands."""
    ready(kim)
    kim.does("start_assessment", pillar="disclosure")
    path = kim.screen["path"]
    kim.is_refused("start_assessment", pillar="disclosure")
    (card,) = kim.opens("/learn/modules")["assessments"]
    assert (card["readiness"], card["going"]["path"]) == ("going", path)


# --- whatever a browser sends ---


@pytest.mark.parametrize(
    "command",
    [
        {"do": "begin_check"},
        {"do": "begin_check", "check": 7},
        {"do": "begin_check", "check": "no-such"},
        {"do": "begin_check", "check": "x" * 500},
        {"do": "answer_item"},
        {"do": "answer_item", "seq": "1", "item": "listening/door", "options": ["1"]},
        {"do": "answer_item", "seq": True, "item": "listening/door", "options": ["1"]},
        {"do": "answer_item", "seq": 1, "item": "listening/door", "options": "1"},
        {"do": "answer_item", "seq": 1, "item": "crisis/first", "options": ["1"]},
        {"do": "answer_item", "seq": 1, "item": "", "options": ["1"]},
        {"do": "choose_way", "pathway": None},
        {"do": "choose_way", "pathway": "no-such"},
        {"do": "start_assessment", "pillar": "disclosure"},
        {"do": "start_assessment", "pillar": ["disclosure"]},
        {"do": "start_assessment", "pillar": "referral"},
        {"do": "refresh", "seq": 1, "moment": "disclosure/small/opening", "choice": "1"},
        {"do": "refresh", "seq": 1, "moment": {}, "choice": "1"},
        {"do": "keep_page", "page": "readiness", "answers": [], "seen": None},
        {"do": "keep_page", "page": "readiness", "answers": {"why": 7}, "seen": None},
        {"do": "keep_page", "page": "readiness", "answers": {"else": "x"}, "seen": None},
        {"do": "keep_page", "page": "readiness", "answers": {"steady": "very"}, "seen": None},
        {"do": "keep_page", "page": "readiness", "answers": {"why": "x"}, "seen": "yesterday"},
        {"do": "keep_page", "page": "readiness", "answers": {"why": "x"}},
        {"do": "keep_page", "page": "no-such", "answers": {"why": "x"}, "seen": None},
        {"do": "keep_page", "page": "readiness", "answers": {"why": "x" * 10_000}, "seen": None},
    ],
)
def test_a_forged_command_ends_in_a_notice_and_changes_nothing(kim: Learner, command: dict[str, Any]) -> None:
    """Whatever a browser sends, the answer is a polite sentence, and log and pages stay as they were."""
    kim.does("begin_check", check="listening")
    before = kim.screen
    fields = {key: value for key, value in command.items() if key != "do"}
    kim.is_refused(command["do"], **fields)
    assert kim.does("resync").screen == before
    assert kim.opens("/learn/pages/readiness")["form"]["at"] is None
    assert len(kim.app.desk.studying().log) == 1


@pytest.mark.parametrize(
    "options", [[], ["5"], ["0"], ["door-ask"], [["1"]], [{"1": 1}], [1], ["1", "2"], ["1"] * 9, [""]]
)
def test_what_was_never_shown_cannot_be_ticked(school: School, kim: Learner, options: list[Any]) -> None:
    """Neither an author's id nor a number beyond, nor two where one fits; and the refusal tells no id."""
    school.put(modules=(module("listening", {"door": ITEMS["door"]}, ["disclosure/small"]), CRISIS))
    kim.does("begin_check", check="listening")
    said = kim.is_refused("answer_item", seq=1, item="listening/door", options=options)
    assert "door-" not in said
    assert len(kim.app.desk.studying().log) == 1


PATHS = (
    "/modules/no-such", "/modules/listening/check/x", "/modules/", "/modules/../learn", "/learn/pages/no-such",
    "/learn/pages/module-no-such", "/learn/refreshers/a/b", "/learn/refreshers/disclosure/small/opening",
    "/learn/chair/none", "/learn/assessment/none", "/learn/placement/x",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_an_address_that_leads_nowhere_ends_in_a_kind_page(kim: Learner, path: str) -> None:
    """With a way back."""
    screen = kim.opens(path)
    assert (screen["name"], screen["back_path"]) == ("problem", "/learn")


COMMANDS = ("begin_check", "answer_item", "choose_way", "start_assessment", "refresh", "keep_page", "go")
FIELDS = ("check", "seq", "item", "options", "pathway", "pillar", "moment", "choice", "page", "answers", "seen", "path")


def test_any_command_at_all_is_answered(kim: Learner) -> None:
    """No JSON that can be thought of raises anything but an answer."""
    kim.does("begin_check", check="listening")
    item = kim.screen["question"]["item"]
    known = {"check": "listening", "seq": 1, "item": item, "pathway": "groups", "page": "readiness", "seen": None}

    @given(st.sampled_from(COMMANDS), st.dictionaries(st.sampled_from(FIELDS), JSON))
    def answered(do: str, fields: dict[str, Any]) -> None:
        for own in ({}, known):
            answer = kim.app.handle({"answers": {}, "options": [], **own, **fields, "do": do})
            assert answer.screen is not None or answer.kept is not None or answer.notice is not None

    answered()


def test_somebody_who_is_no_trainee_any_more_learns_nothing_more(school: School) -> None:
    """The rights are asked for anew with each command, while a page is open."""
    lee = learner_at(school, "lee")
    lee.does("begin_check", check="listening")
    shut = Learner(TraineeApp(lee.app.desk, lambda: Actor("lee", roles=frozenset())))
    for path in ("/learn/modules", "/modules/listening", "/modules/listening/check", "/learn/refreshers"):
        assert shut.opens(path)["name"] == "problem"
    shut.is_refused("answer_item", seq=1, item=lee.screen["question"]["item"], options=["1"])
    assert "What about" not in "".join(shut.wire)
