"""The training around the evening group: what its modules, checks, refreshers and private pages show."""

from __future__ import annotations

from roleplay.apps.view import (
    AssessmentCard,
    ChairScreen,
    CheckScreen,
    CourseCard,
    DrillScreen,
    ModuleCard,
    ModuleScreen,
    ModulesScreen,
    PageForm,
    PageScreen,
    Play,
    Question,
    RefreshersScreen,
    ReviewedItem,
    Screen,
)
from roleplay.apps.view.course import ReadinessCode, StageCode
from tests.widgets import screens

KEPT = "2025-03-14T20:10:00+00:00"


def module_card(number: int, module_id: str, title: str, stage: StageCode, **changes: object) -> ModuleCard:
    """A module in a list."""
    done = stage == "done"
    card: ModuleCard = {
        "id": module_id,
        "path": f"/modules/{module_id}",
        "number": number,
        "title": title,
        "summary": "What you are there for, what you are not there for, and how the one helps with the other.",
        "minutes": 95,
        "stage": stage,
        "checked": done,
        "played": 2 if done else 0,
        "plays": 2,
        "waits_for": [],
    }
    return {**card, **changes}  # type: ignore[typeddict-item] # as the tests give it


LISTENING = module_card(2, "listening", "Listening", "begun", checked=True, played=1, minutes=12)
STORY = module_card(3, "sharing-your-story", "Sharing your story", "untouched", waits_for=["Listening"])


def course() -> CourseCard:
    """The training at a glance."""
    return {
        "path": "/learn/modules",
        "pathway": "The way that everybody begins with",
        "done": 1,
        "all": 3,
        "next": LISTENING,
        "minutes_left": 570,
        "due": 2,
        "due_path": "/learn/refreshers",
    }


def assessment(pillar: str, title: str, readiness: ReadinessCode) -> AssessmentCard:
    """An assessment in a list."""
    taken = screens.attempt(5, outcome="met" if readiness == "met" else "not-yet")
    taken["mode"] = "assessment"
    return {
        "pillar": pillar,
        "title": title,
        "readiness": readiness,
        "path": f"/learn/assessment/{pillar}",
        "waits_for": ["Listening", "Sharing your story"] if readiness == "learn-first" else [],
        "going": screens.attempt(7, outcome="running", phase="enact", turn=4) if readiness == "going" else None,
        "taken": [taken, taken] if readiness in {"met", "retake"} else [],
    }


def modules() -> ModulesScreen:
    """All modules, one of them done."""
    return {
        "name": "modules",
        "path": "/learn/modules",
        "title": "Becoming a peer mentor",
        "about": "Each module has something to read, an example, a short check, and conversations to practise.",
        "pathways": [
            {
                "id": "core",
                "title": "The way that everybody begins with",
                "about": "What you need before you sit with somebody on your own.",
                "chosen": True,
                "modules": 3,
            },
            {
                "id": "groups",
                "title": "Groups and screens",
                "about": "For mentors who hold a group.",
                "chosen": False,
                "modules": 2,
            },
        ],
        "way": [module_card(1, "role", "The role, and recovery", "done"), LISTENING, STORY],
        "others": [module_card(4, "online", "Working online, and with groups", "untouched", minutes=60)],
        "next": "listening",
        "minutes_left": 300,
        "due": 2,
        "due_path": "/learn/refreshers",
        "placement_path": "/learn/placement",
        "placed": False,
        "assessments": [
            assessment("disclosure", "Sharing your story", "learn-first"),
            assessment("de-escalation", "When it gets loud", "open"),
            assessment("referral", "The edges of the role", "going"),
            assessment("everyday", "An ordinary day", "retake"),
            assessment("team", "In the team", "met"),
            assessment("later", "Somewhat later", "practise-first"),
        ],
        "pages": [
            {
                "id": "readiness",
                "path": "/learn/pages/readiness",
                "title": "Am I ready?",
                "about": "For you.",
                "at": None,
            },
            {
                "id": "story-bank",
                "path": "/learn/pages/story-bank",
                "title": "Story bank",
                "about": "Pieces of your own story, small enough to hold.",
                "at": KEPT,
            },
        ],
    }


def modules_done() -> ModulesScreen:
    """All modules, all of them done, nothing due, no assessment."""
    done = [module_card(1, "role", "The role, and recovery", "done")]
    return {
        **modules(),
        "way": done,
        "others": [],
        "next": None,
        "minutes_left": 0,
        "due": 0,
        "placed": True,
        "assessments": [],
    }


def play(name: str, title: str, *, played: bool = False) -> Play:
    """A scenario that may be played for a place."""
    return {
        "id": f"disclosure/{name}",
        "path": f"/learn/scenario/disclosure/{name}",
        "title": title,
        "minutes": 14,
        "intensity": 2,
        "medium": "video-group",
        "content_notes": ["hospital stay", "panic"],
        "last": screens.attempt(5) if played else None,
    }


def form(page_id: str = "module-listening") -> PageForm:
    """What is asked on a page: a line or two, a list, a scale."""
    return {
        "id": page_id,
        "questions": [
            {
                "id": "think-1",
                "ask": "When did somebody last listen to *you*?",
                "hint": None,
                "kind": "text",
                "answer": "",
            },
            {"id": "steady", "ask": "My own recovery is steady enough.", "hint": None, "kind": "scale", "answer": ""},
            {
                "id": "bring-1",
                "ask": "Which silences could you not bear?",
                "hint": "One is enough.",
                "kind": "list",
                "answer": "",
            },
        ],
        "at": None,
        "readable": True,
    }


def module() -> ModuleScreen:
    """A module of which one role-play is left."""
    return {
        "name": "module",
        "path": "/modules/listening",
        "title": "Listening",
        "module": LISTENING,
        "aims": ["stay with what somebody says", "leave a silence alone"],
        "check_path": "/modules/listening/check",
        "draw": 6,
        "enough": 4,
        "best": 5,
        "placed": False,
        "places": [
            {
                "about": "A question that is asked straight out.",
                "filled": "disclosure/what-happened-to-you",
                "plays": [
                    play("my-brothers-story", "My brother's story"),
                    play("what-happened-to-you", "What happened to you?", played=True),
                ],
            },
            {"about": "Silence.", "filled": None, "plays": [play("the-bench-outside", "The bench outside")]},
            {"about": "A text at night.", "filled": None, "plays": []},
        ],
        "reflection": form(),
        "thinking": 2,
        "next": STORY,
        "due": 1,
        "due_path": "/learn/refreshers",
    }


def module_untouched() -> ModuleScreen:
    """A module that nobody has begun, with nothing after it, and a page that cannot be read."""
    return {
        **module(),
        "module": STORY,
        "best": None,
        "reflection": {**form(), "readable": False},
        "next": None,
        "due": 0,
    }


OPTIONS = (
    ("ask", "Ask what the silence is like for them."),
    ("fill", "Tell how it was for *you*, so that it is not so quiet."),
    ("wait", "Wait a little longer than is comfortable."),
    ("close", "Say that the hour is over."),
)

QUESTION: Question = {
    "item": "listening/silence",
    "ask": "Femi has said *nothing* for a minute. What helps?",
    "several": False,
    "options": [{"id": str(number), "text": text} for number, (_, text) in enumerate(OPTIONS, start=1)],
}

REVIEW: ReviewedItem = {
    "ask": QUESTION["ask"],
    "right": False,
    "options": [
        {
            "text": text,
            "ticked": name == "fill",
            "right": name == "wait",
            "why": f"This is why {name} does what it does.",
        }
        for name, text in OPTIONS
    ],
}


def check(**changes: object) -> CheckScreen:
    """A check that was not begun."""
    opening: CheckScreen = {
        "name": "check",
        "path": "/modules/listening/check",
        "title": "Listening",
        "check": "listening",
        "back_path": "/modules/listening",
        "back_label": "Listening",
        "seq": 3,
        "number": 0,
        "all": 6,
        "enough": 4,
        "question": None,
        "review": None,
        "result": None,
    }
    return {**opening, **changes}  # type: ignore[typeddict-item] # as the tests give it


def question() -> CheckScreen:
    """A question that has one answer."""
    return check(number=2, question=QUESTION)


def several() -> CheckScreen:
    """A question that has more than one."""
    return check(number=2, question={**QUESTION, "several": True})


def review() -> CheckScreen:
    """What was answered just now."""
    return check(number=2, seq=4, review=REVIEW)


def result(right: int) -> CheckScreen:
    """A try that is over."""
    items = [{**REVIEW, "right": n < right} for n in range(6)]
    done = {"right": right, "all": 6, "enough": 4, "passed": right >= 4, "placed": [], "items": items}
    return check(number=6, seq=9, result=done)


def placement(*placed: str) -> CheckScreen:
    """The placement check, over."""
    done = {"right": 3, "all": 6, "enough": None, "passed": False, "placed": list(placed), "items": [REVIEW]}
    return {
        **check(number=6, result=done, enough=None),
        "path": "/learn/placement",
        "title": "Placement check",
        "check": "placement",
        "back_path": "/learn/modules",
        "back_label": "Becoming a peer mentor",
    }


def refreshers() -> RefreshersScreen:
    """Two moments that are due, and one that is not."""
    path = "/learn/refreshers/disclosure/what-happened-to-you"
    title = "What happened to you?"
    return {
        "name": "refreshers",
        "path": "/learn/refreshers",
        "title": "Refreshers",
        "due": [
            {"path": f"{path}/opening", "title": title, "at": KEPT, "times": 0},
            {"path": f"{path}/invited", "title": title, "at": KEPT, "times": 1},
        ],
        "later": [{"path": f"{path}/mum", "title": title, "at": "2025-04-01T10:00:00+00:00", "times": 3}],
    }


def drill() -> DrillScreen:
    """A moment that comes back."""
    return {
        "name": "drill",
        "path": "/learn/refreshers/disclosure/what-happened-to-you/opening",
        "title": "What happened to you?",
        "moment": "disclosure/what-happened-to-you/opening",
        "seq": 5,
        "cast": screens.CAST,
        "mentor": screens.SAM,
        "medium": "video-group",
        "items": [{**item} for item in screens.OPENING],  # type: ignore[misc] # copies, or one test changes another's
        "choices": [
            {**choice, "id": str(number)} for number, choice in enumerate(screens.FIRST_CHOICES["choices"], start=1)
        ],
        "due": None,
        "next_path": None,
    }


def drilled() -> DrillScreen:
    """The same after the answer."""
    return {
        **drill(),
        "seq": 6,
        "items": [*drill()["items"], *screens.FIRST_DELTA["append"][:3]],
        "choices": [],
        "due": "2025-04-01T10:00:00+00:00",
        "next_path": "/learn/refreshers/disclosure/what-happened-to-you/invited",
    }


def chair() -> ChairScreen:
    """The evening group from the other chair."""
    return {
        "name": "chair",
        "path": "/learn/chair/a9",
        "title": "The other chair",
        "scenario": "What happened to you?",
        "about": "26, third week of the evening group. Quick with a joke, quicker with the mute button.",
        "guesses": [
            {
                "turn": turn,
                "who": "Dana",
                "before": ["Femi Adeyemi: Easy, girl.", "Sam: Fair question. I can tell you *a bit* of it."],
                "said": "Huh. Nobody asks that. A bit, then.",
                "cue": "tilts the camera back" if turn == 1 else None,
                "thought": f"If it's a slogan I'm leaving. Thought {turn}.",
            }
            for turn in (1, 2, 3)
        ],
        "back_path": "/learn/debrief/a9",
    }


def page() -> PageScreen:
    """A private page on which nothing stands."""
    return {
        "name": "page",
        "path": "/learn/pages/story-bank",
        "title": "Story bank",
        "about": "Pieces of your own story that you might share one day, small enough to hold.",
        "form": form("story-bank"),
    }


def page_kept() -> PageScreen:
    """The same with something on it."""
    answers = {"think-1": "My aunt.\nAt the sink.", "steady": "mostly", "bring-1": "The one in the car."}
    kept = form("story-bank")
    for one in kept["questions"]:
        one["answer"] = answers[one["id"]]
    kept["at"] = KEPT
    return {**page(), "form": kept}


def every_screen() -> dict[str, Screen]:
    """Every screen of the training in every state that looks different, by name."""
    return {
        "modules": modules(),
        "modules-done": modules_done(),
        "module": module(),
        "module-untouched": module_untouched(),
        "check-opening": check(),
        "check-question": question(),
        "check-several": several(),
        "check-review": review(),
        "check-passed": result(5),
        "check-not-yet": result(2),
        "placement-opening": {**placement(), "number": 0, "result": None},
        "placement-some": placement("Listening", "Sharing your story"),
        "placement-none": placement(),
        "refreshers": refreshers(),
        "refreshers-none": {**refreshers(), "due": [], "later": []},
        "drill": drill(),
        "drill-after": drilled(),
        "drill-last": {**drilled(), "next_path": None},
        "chair": chair(),
        "chair-none": {**chair(), "guesses": []},
        "page": page(),
        "page-kept": page_kept(),
    }
