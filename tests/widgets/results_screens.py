"""What others say about the evening group: data for looking at the stage and for testing it."""

from __future__ import annotations

from roleplay.apps.view import (
    DebriefScreen,
    FellowScreen,
    Item,
    LibraryScreen,
    NewsRow,
    OpenedScreen,
    ProgressScreen,
    ResultScreen,
    ReviewCard,
    Screen,
)
from tests.widgets import screens

AT = "2025-03-20T17:00:00+00:00"

CAN: ReviewCard = {
    "state": "can",
    "places": [{"id": "c1", "name": "Spring evenings"}, {"id": "c2", "name": "Saturday course"}],
    "back": False,
    "path": None,
    "new": False,
}
WAITING: ReviewCard = {**CAN, "state": "waiting", "places": [], "back": True}
RETURNED: ReviewCard = {**CAN, "state": "returned", "places": [], "path": "/learn/results/a9", "new": True}
NEWS: list[NewsRow] = [
    {"key": "result", "n": 1, "path": "/learn/results/a9"},
    {"key": "said", "n": 1, "path": "/learn/debrief/a9"},
    {"key": "opened", "n": 2, "path": "/learn/opened"},
]


def debrief(review: ReviewCard = CAN) -> DebriefScreen:
    """A debrief of somebody who learns with others, two of whom have something to do with it."""
    return {
        **screens.debrief(),
        "review": review,
        "fellows": {
            "people": [
                {"key": "k1", "name": "Bea", "cohort": "Spring evenings", "open": True},
                {"key": "k2", "name": "Maximiliane-Charlotte Baumgartner", "cohort": "Spring evenings", "open": False},
                {"key": "k3", "name": "Tom", "cohort": "Saturday course", "open": False},
            ],
            "said": [
                {
                    "key": "s1",
                    "name": "Bea",
                    "at": AT,
                    "strength": "You let Dana finish before you said anything about yourself.",
                    "question": "What told you that she was about to leave?",
                    "thing_to_try": "Leave one more breath before the second question.",
                    "ticks": [{"text": "Names the feeling that is in the room", "turn": 1}],
                },
                {
                    "key": "s2",
                    "name": "",
                    "at": AT,
                    "strength": None,
                    "question": None,
                    "thing_to_try": None,
                    "ticks": [],
                },
            ],
        },
    }


def result() -> ResultScreen:
    """One harm, one competency that needs practice, one that is skilled, and harm that did not count."""
    told = screens.debrief()
    return {
        "name": "result",
        "path": "/learn/results/a9",
        "title": told["title"],
        "attempt": "a9",
        "debrief_path": "/learn/debrief/a9",
        "mode": "practice",
        "medium": told["medium"],
        "at": AT,
        "mentor": told["mentor"],
        "cast": told["cast"],
        "met": False,
        "remarks": [
            {"kind": "strength", "text": "You said plainly what the group can keep to itself.", "turn": 1},
            {"kind": "strength", "text": "You came back to Dana after your own story.", "turn": None},
            {"kind": "next-step", "text": "Try to name what you see before you ask.", "turn": None},
            {"kind": "comment", "text": "Here Femi was looking at the door. Did you see it?", "turn": 2},
            {"kind": "comment", "text": "Thank you for handing this one in.", "turn": None},
        ],
        "competencies": [
            {
                "id": "purposeful-disclosure",
                "title": "Purposeful disclosure",
                "about": "Sharing of one's own story what helps the other person, and no more.",
                "assessed": True,
                "level": 4,
                "basis": "human",
                "harm": [],
                "instead": [],
                "seen": [
                    {"text": "Asks whether sharing is wanted first", "kind": "basic", "turns": [1], "everybody": True},
                    {"text": "Hands the lead back", "kind": "advanced", "turns": [1, 2], "everybody": False},
                ],
                "lacking": [],
            },
            {
                "id": "active-listening",
                "title": "Active listening",
                "about": "Staying with what somebody says, so that they hear themselves better.",
                "assessed": True,
                "level": 2,
                "basis": "adjudicated",
                "harm": [],
                "instead": [],
                "seen": [],
                "lacking": [{"text": "Names the feeling that was shown", "example": "That sounds lonely."}],
            },
            {
                "id": "safety",
                "title": "Safety",
                "about": "Noticing danger, and not staying alone with it.",
                "assessed": True,
                "level": None,
                "basis": "human",
                "harm": [],
                "instead": [],
                "seen": [],
                "lacking": [],
            },
            {
                "id": "boundaries",
                "title": "Boundaries",
                "about": "Knowing what the role is, and what it is not.",
                "assessed": False,
                "level": None,
                "basis": "human",
                "harm": [
                    {
                        "text": "Gives advice about medication",
                        "severity": "critical",
                        "by": "people",
                        "moments": [
                            {
                                "turn": 2,
                                "said": "I stopped mine and never looked back.",
                                "did": "Femi heard advice in it, and he has stopped before.",
                            }
                        ],
                    },
                    {
                        "text": "Promises what cannot be kept",
                        "severity": "serious",
                        "by": "choices",
                        "moments": [{"turn": 1, "said": "It stays between us.", "did": "It cannot always."}],
                    },
                ],
                "instead": [
                    {"text": "Says who can help with it", "example": "That is one for your doctor. Shall we ring?"}
                ],
                "seen": [],
                "lacking": [],
            },
        ],
        "cleared": {"harm": ["Talks over somebody"], "reasons": ["It was an echo of what Dana had said herself."]},
        "practise": [
            {
                "competency": "Active listening",
                "module": {"path": "/modules/listening", "title": "Listening"},
                "scenarios": [{"path": "/learn/scenario/everyday/the-bench", "title": "The bench outside"}],
            }
        ],
        "items": told["items"],
        "answers": ["Thank you. I had not seen that he was looking at the door."],
        "again": "can",
        "care": screens.CARE,
    }


def opened() -> OpenedScreen:
    """Two that can be read, one that was closed again."""
    return {
        "name": "opened",
        "path": "/learn/opened",
        "title": "Opened to you",
        "rows": [
            {"attempt": "b1", "path": "/learn/opened/b1", "who": "Bea", "title": "Small", "at": AT, "said": False},
            {
                "attempt": "b2",
                "path": "/learn/opened/b2",
                "who": "Tom",
                "title": "The bench outside",
                "at": AT,
                "said": True,
            },
            {"attempt": "b3", "path": None, "who": "Ida", "title": "The front desk", "at": AT, "said": True},
        ],
    }


def fellow(*, said: bool = False) -> FellowScreen:
    """An attempt of Bea's, to be read."""
    told = screens.debrief()
    plain: list[Item] = [
        {**item, "thought": None} if item["kind"] == "line" else item
        for item in told["items"]
        if item["kind"] != "feedback"
    ]
    return {
        "name": "fellow",
        "path": "/learn/opened/b1",
        "title": told["title"],
        "attempt": "b1",
        "who": "Bea",
        "medium": told["medium"],
        "setting": "An evening group on video. Six squares, two of them dark.",
        "mentor": told["mentor"],
        "cast": told["cast"],
        "items": plain,
        "scheme": [
            {
                "title": "Active listening",
                "about": "Staying with what somebody says.",
                "behaviours": [
                    {"id": "names", "text": "Names the feeling", "example": "That sounds lonely.", "kind": "basic"},
                    {"id": "waits", "text": "Leaves a silence", "example": "*waits*", "kind": "advanced"},
                ],
            }
        ],
        "turns": [
            {"turn": 1, "moment": 1, "ticked": ["names"] if said else []},
            {"turn": 2, "moment": 4, "ticked": []},
        ],
        "own": {"strength": "You waited.", "question": "What did you see?", "thing_to_try": "A breath.", "at": AT}
        if said
        else None,
        "care": screens.CARE,
    }


def library() -> LibraryScreen:
    """The library of somebody who has not read everything."""
    return {**screens.library(), "news": NEWS}


def progress() -> ProgressScreen:
    """Progress of somebody who learns with others."""
    return {
        **screens.progress(),
        "news": NEWS[:1],
        "results": [
            {"path": "/learn/results/a9", "title": "What happened to you?", "at": AT, "mode": "practice", "state": "returned",
             "new": True},
            {"path": "/learn/debrief/a7", "title": "The front desk", "at": AT, "mode": "assessment", "state": "waiting",
             "new": False},
        ],
        "opened_path": "/learn/opened",
    }  # fmt: skip


def every_screen() -> dict[str, Screen]:
    """Every screen in every state that looks different, by name."""
    return {
        "debrief-hand-in": debrief(),
        "debrief-waiting": debrief(WAITING),
        "debrief-returned": debrief(RETURNED),
        "result": result(),
        "result-met": {**result(), "met": True, "cleared": None, "practise": [], "answers": [], "again": "looking"},
        "result-open": {**result(), "met": None, "again": "asked"},
        "opened": opened(),
        "opened-none": {**opened(), "rows": []},
        "fellow": fellow(),
        "fellow-said": fellow(said=True),
        "library-news": library(),
        "progress-results": progress(),
    }
