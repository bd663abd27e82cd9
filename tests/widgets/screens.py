"""A small evening group and what every screen shows of it: data for looking at the stage and for testing it."""

from __future__ import annotations

from roleplay.apps.view import (
    AttemptRow,
    BriefScreen,
    Care,
    Comparison,
    DebriefScreen,
    Item,
    LibraryScreen,
    MediumCode,
    Now,
    NowChoices,
    OutcomeCode,
    Persona,
    PhaseCode,
    Played,
    PlayerScreen,
    ProblemScreen,
    ProgressScreen,
    ScenarioCard,
    Screen,
    Speaker,
)

SAM: Persona = {
    "name": "Sam",
    "pronouns": "they/them",
    "story": "Two stays in hospital in their twenties, the second one not by choice. Ten years on, Sam works part-time "
    "in a garden centre and has been a peer mentor for three.",
    "limits": "Sam does not talk about the night before the second stay. That story belongs to their sister too.",
    "today": "Slept badly, nothing dramatic. Sam has told the supervisor that it is a low-battery day.",
}

CAST: list[Speaker] = [
    {
        "id": "dana",
        "name": "Dana",
        "pronouns": "she/her",
        "role": "peer",
        "about": "26, third week of the evening group. Quick with a joke, quicker with the mute button.",
    },
    {
        "id": "femi",
        "name": "Femi Adeyemi",
        "pronouns": "he/him",
        "role": "peer",
        "about": "51, a bus driver on long-term leave. Came to say goodbye and keeps staying.",
    },
    {
        "id": "ruth",
        "name": "Ruth",
        "pronouns": "she/her",
        "role": "colleague",
        "about": "Facilitates the group with Sam; a nurse by training.",
    },
]

CARE: Care = {
    "grounding": "Put both feet on the floor. Press down a little, and feel the floor press back.\n\n"
    "Look for three things that are blue. Say them to yourself.\n\nBreathe out a little longer than you breathe in.",
    "help": {
        "lines": [
            {
                "name": "Night line of the county",
                "reach": "555 0123",
                "hours": "at any time",
                "about": "Somebody answers within a minute or two. You do not have to say your name.",
            },
            {"name": "Text line", "reach": "write HELLO to the number on your card", "hours": "18 to 2", "about": None},
        ],
        "emergency_number": "555 000",
        "resources": [
            {
                "title": "Your supervisor",
                "text": "Ten minutes after a hard scenario are part of the training, not a favour.",
            }
        ],
    },
}

NO_HELP: Care = {"grounding": CARE["grounding"], "help": {"lines": [], "emergency_number": None, "resources": []}}


def attempt(
    number: int,
    *,
    outcome: OutcomeCode = "met",
    phase: PhaseCode = "closed",
    title: str = "What happened to you?",
    at: str = "2025-03-12T19:04:00+00:00",
    turn: int = 9,
    branched: bool = False,
) -> AttemptRow:
    """An attempt in a list."""
    return {
        "attempt": f"a{number}",
        "path": f"/learn/{'play' if outcome == 'running' else 'debrief'}/a{number}",
        "scenario": "disclosure/what-happened-to-you",
        "title": title,
        "mode": "practice",
        "outcome": outcome,
        "phase": phase,
        "turn": turn,
        "at": at,
        "minutes": 14 if outcome != "running" else None,
        "branched": branched,
    }


def card(
    scenario: str,
    title: str,
    summary: str,
    *,
    minutes: int = 12,
    medium: MediumCode = "video-group",
    notes: tuple[str, ...] = ("hospital stay", "panic"),
    last: AttemptRow | None = None,
    times: int = 0,
) -> ScenarioCard:
    """A scenario in the library."""
    return {
        "id": scenario,
        "path": f"/learn/scenario/{scenario}",
        "title": title,
        "summary": summary,
        "minutes": minutes,
        "intensity": 2,
        "medium": medium,
        "content_notes": list(notes),
        "use": "both",
        "times": times,
        "last": last,
        "reviewed": False,
    }


def library() -> LibraryScreen:
    """The library on an evening in spring."""
    return {
        "name": "library",
        "path": "/learn",
        "title": "Library",
        "person": "Ana",
        "course": None,
        "news": [],
        "unfinished": [
            attempt(
                7,
                outcome="running",
                phase="enact",
                turn=4,
                title="The bench outside",
                at="2025-03-14T21:40:00+00:00",
            )
        ],
        "pillars": [
            {
                "id": "disclosure",
                "scenarios": [
                    card(
                        "disclosure/what-happened-to-you",
                        "What happened to you?",
                        "In an online group, somebody asks you straight out what you have been through.",
                        times=2,
                        last=attempt(5),
                    ),
                    card(
                        "disclosure/my-brothers-story",
                        "My brother's story",
                        "Over tea, a father wants to know how your family got through it. It was not only yours to get "
                        "through.",
                        medium="in-person",
                        notes=("addiction in the family", "a relative who died"),
                        minutes=15,
                    ),
                ],
            },
            {
                "id": "de-escalation",
                "scenarios": [
                    card(
                        "de-escalation/the-bench-outside",
                        "The bench outside",
                        "Tomasz has walked out of the waiting room and is not speaking quietly.",
                        medium="in-person",
                        notes=("shouting", "fear of being taken to hospital"),
                        times=1,
                        last=attempt(4, outcome="left"),
                    )
                ],
            },
            {
                "id": "referral",
                "scenarios": [
                    card(
                        "referral/one-in-the-morning",
                        "One in the morning",
                        "A text message comes in after hours. It sounds calm.",
                        medium="text-chat",
                        notes=("thoughts of suicide",),
                        minutes=22,
                    ),
                    card(
                        "referral/half-a-tablet",
                        "Half a tablet",
                        "“You took the same ones. What would you do?”",
                        medium="phone",
                        notes=("medication",),
                        minutes=9,
                        times=1,
                        last=attempt(3, outcome="not-yet"),
                    ),
                ],
            },
        ],
        "mending": [],
        "ways": [],
    }


def large_library() -> LibraryScreen:
    """A library with so many scenarios that one filters, and with files that need mending."""
    screen = library()
    screen["pillars"][0]["scenarios"] += [
        card(f"disclosure/more-{n}", f"Another evening {n}", "A further conversation.", minutes=5 + 4 * n)
        for n in range(5)
    ]
    screen["mending"] = [
        {
            "file": "scenarios/practice/disclosure/draft.yml",
            "diagnostics": [
                {
                    "line": 11,
                    "column": 5,
                    "code": "RP104",
                    "severity": "error",
                    "message": 'The choice "ask" goes to "invted": no such node.',
                    "fix": 'Did you mean "invited"?',
                },
                {
                    "line": 40,
                    "column": 9,
                    "code": "RP301",
                    "severity": "warning",
                    "message": "The state “trust” is declared and never read.",
                    "fix": "",
                },
            ],
        }
    ]
    return screen


def empty_library() -> LibraryScreen:
    """A library in which there is nothing yet."""
    return {**library(), "person": None, "unfinished": [], "pillars": []}


def brief() -> BriefScreen:
    """The brief of the evening group."""
    return {
        "name": "brief",
        "path": "/learn/scenario/disclosure/what-happened-to-you",
        "title": "What happened to you?",
        "scenario": "disclosure/what-happened-to-you",
        "summary": "In an online group, somebody asks you straight out what you have been through.",
        "content_notes": ["hospital stay", "panic"],
        "intensity": 2,
        "minutes": 12,
        "medium": "video-group",
        "setting": "Thursday, half past seven in the evening. The group meets on video; there are six tiles tonight, "
        "four of them with a face.\n\nYou have just said that recovery is not a straight line. You have said it "
        "before.",
        "mentor": SAM,
        "cast": CAST,
        "practises": [
            {
                "id": "purposeful-disclosure",
                "title": "Purposeful disclosure",
                "about": "Sharing something of one's own story because it serves the other person, and only then.",
            },
            {
                "id": "active-listening",
                "title": "Active listening",
                "about": "Staying with what somebody says, so that they hear themselves better.",
            },
        ],
        "modes": ["practice", "assessment"],
        "options": {"feedback": "each", "say_first": False},
        "localised": False,
        "reviewed": False,
        "assessment": None,
        "others": [
            {
                "path": "/learn/scenario/disclosure/my-brothers-story",
                "title": "My brother's story",
                "summary": "Over tea, a father wants to know how your family got through it.",
                "content_notes": ["addiction in the family"],
            }
        ],
        "earlier": [attempt(5), attempt(2, outcome="not-yet", at="2025-03-02T08:00:00+00:00", branched=True)],
        "unfinished": None,
        "care": CARE,
    }


OPENING: list[Item] = [
    {
        "kind": "line",
        "turn": 1,
        "who": "narrator",
        "text": "Rain on Femi's window, loud enough for everybody. Ruth is looking for the shared notes.",
        "cue": None,
        "at": None,
    },
    {
        "kind": "line",
        "turn": 1,
        "who": "dana",
        "text": "You keep saying you've been there. Been where, exactly?",
        "cue": "arms crossed, camera tilted so that half her face is out of the picture",
        "at": None,
    },
    {"kind": "line", "turn": 1, "who": "femi", "text": "Easy, girl.", "cue": "unmutes, mutes again", "at": None},
]

FIRST_CHOICES: NowChoices = {
    "kind": "choices",
    "turn": 1,
    "node": "opening",
    "own_words": None,
    "choices": [
        {
            "id": "whole-story",
            "text": "Hospital. Twice. The second time they took my shoelaces. So when I say I have been there, I mean "
            "that I know what the ceiling looks like.",
            "open": True,
            "reason": None,
        },
        {
            "id": "ask-first",
            "text": "Fair question. I can tell you a bit of it. Would that help right now, or would you rather stay "
            "with what you were saying?",
            "open": True,
            "reason": None,
        },
        {
            "id": "not-about-me",
            "text": "This hour is yours, and I would like to keep it that way. *looks at the clock* Who wants to go on?",
            "open": True,
            "reason": None,
        },
        {
            "id": "hand-to-ruth",
            "text": "Ruth, would you like to say something about how we handle questions like that?",
            "open": False,
            "reason": "Ruth has just left to let somebody in.",
        },
    ],
}

FIRST_DELTA: Played = {
    "type": "played",
    "seq": 3,
    "append": [
        {
            "kind": "said",
            "turn": 1,
            "text": "Fair question. I can tell you a bit of it. Would that help right now, or would you rather stay "
            "with what you were saying?",
        },
        {
            "kind": "line",
            "turn": 1,
            "who": "dana",
            "text": "Huh. Nobody asks that. A bit, then. Not the director's cut.",
            "cue": "tilts the camera back, both eyes in the picture now",
            "at": None,
        },
        {
            "kind": "feedback",
            "turn": 1,
            "text": "You checked what the question was for before you filled the space with a story of your own. That "
            "left the choice with Dana, and she took it. What is still open is how much “a bit” is.",
        },
        {
            "kind": "line",
            "turn": 2,
            "who": "narrator",
            "text": "Nobody is looking at the notes any more.",
            "cue": None,
            "at": None,
        },
        {"kind": "line", "turn": 2, "who": "femi", "text": "I'd listen to a bit, too.", "cue": None, "at": None},
    ],
    "now": {
        "kind": "choices",
        "turn": 2,
        "node": "invited",
        "own_words": None,
        "choices": [
            {
                "id": "brief",
                "text": "I was in hospital twice. What helped was one person who kept asking what I wanted for lunch.",
                "open": True,
                "reason": None,
            },
            {
                "id": "hedge",
                "text": "It is a long story, and I'm not sure that it fits into ten minutes.",
                "open": True,
                "reason": None,
            },
            {
                "id": "long",
                "text": "All right. It started when I was nineteen, with my father leaving, and then the flat.",
                "open": True,
                "reason": None,
            },
        ],
    },
}

SECOND_DELTA: Played = {
    "type": "played",
    "seq": 4,
    "append": [
        {
            "kind": "said",
            "turn": 2,
            "text": "I was in hospital twice. What helped was one person who kept asking what I wanted for lunch.",
        },
        {
            "kind": "line",
            "turn": 2,
            "who": "dana",
            "text": "Lunch.",
            "cue": "laughs, then does not",
            "at": None,
        },
        {
            "kind": "feedback",
            "turn": 2,
            "text": "Short, and it had a reason: somebody small and stubborn in the middle of it. Dana got something to "
            "hold on to, and nobody had to carry the rest.",
        },
        {
            "kind": "line",
            "turn": 3,
            "who": "dana",
            "text": "They asked me nothing. They asked my mum.",
            "cue": "looks at something beside the screen",
            "at": None,
        },
    ],
    "now": {
        "kind": "choices",
        "turn": 3,
        "node": "mum",
        "own_words": None,
        "choices": [
            {"id": "back", "text": "They asked your mum. What would you have told them?", "open": True, "reason": None},
            {"id": "agree", "text": "Typical. Mine did the same, every single time.", "open": True, "reason": None},
        ],
    },
}

ENDING_DELTA: Played = {
    "type": "played",
    "seq": 5,
    "append": [
        {"kind": "said", "turn": 3, "text": "They asked your mum. What would you have told them?"},
        {
            "kind": "line",
            "turn": 3,
            "who": "dana",
            "text": "That I was tired. Just that. That I was tired and I wanted my own socks.",
            "cue": "camera level, eyes wet, half a grin",
            "at": None,
        },
        {
            "kind": "feedback",
            "turn": 3,
            "text": "You gave the question back to her that nobody had asked her then.",
        },
        {
            "kind": "ending",
            "turn": 4,
            "title": "She stays for the second half",
            "text": "Dana leaves her camera on. At nine she is the last to say good night, and she says it twice.",
            "handed_over_to": None,
        },
    ],
    "now": {
        "kind": "reflect",
        "questions": [
            "What did you notice in yourself when Dana asked?",
            "Which of your own words would you have used?",
        ],
    },
}

COMPARISON: Comparison = {
    "model_answer": "Good to hear from you, Dana. Nothing has to be decided tonight. If you come on Thursday, there is "
    "a place; if not, I would be glad to know how you are. Is there something that I should tell Ruth?",
    "why": "It is warm without pulling. It says what is on offer, leaves the decision with Dana and tells her before "
    "anybody else is told.",
    "looks_for": [
        {"behaviour": "leaves-choice", "text": "Leaves the decision with the peer"},
        {"behaviour": "says-limits", "text": "Says what will be passed on, and to whom"},
        {"behaviour": "pressures", "text": "Pushes for a promise"},
    ],
    "found": [],
}

OWN_REPLY = (
    "Hi Dana, no pressure about Thursday. It was good that you were there. Write if you want to, I read it at nine."
)

NOWS: dict[str, Now] = {
    "anticipate": {
        "kind": "anticipate",
        "question": "Somebody may ask you about your own story tonight. What do you expect will be hard about that?",
    },
    "choices": FIRST_CHOICES,
    "say-first": {"kind": "say-first", "turn": 1, "node": "opening"},
    "own-words": {
        **FIRST_CHOICES,
        "own_words": "I have been in hospital, yes. Do you want to hear about it or is it more that you are fed up?",
    },
    "reply": {
        "kind": "reply",
        "turn": 1,
        "node": "message",
        "prompt": "After the group, Dana writes: “sorry if i was rude. not sure about thursday.” Answer her.",
        "max_words": 80,
    },
    "compare": {"kind": "compare", "turn": 1, "node": "message", "own": OWN_REPLY, "comparison": COMPARISON},
    "reflect": ENDING_DELTA["now"],
    "finish": {"kind": "finish"},
}
"""Everything that can be asked, by name."""


def player(now: Now | None = None, items: list[Item] | None = None) -> PlayerScreen:
    """The evening group, running; at its first decision unless told otherwise."""
    asked = NOWS["choices"] if now is None else now
    begun = [] if asked["kind"] == "anticipate" else OPENING
    return {
        "name": "player",
        "path": "/learn/play/a9",
        "title": "What happened to you?",
        "attempt": "a9",
        "scenario": "disclosure/what-happened-to-you",
        "scenario_path": "/learn/scenario/disclosure/what-happened-to-you",
        "mode": "practice",
        "feedback": "each",
        "medium": "video-group",
        "setting": brief()["setting"],
        "content_notes": ["hospital stay", "panic"],
        "mentor": SAM,
        "cast": CAST,
        "branched": None,
        "seq": 2,
        "items": list(begun if items is None else items),
        "now": asked,
        "care": CARE,
    }


def middle() -> PlayerScreen:
    """The evening group after two decisions."""
    items = [*OPENING, *FIRST_DELTA["append"], *SECOND_DELTA["append"]]
    return {**player(SECOND_DELTA["now"], items), "seq": 4}


def text_chat() -> PlayerScreen:
    """A conversation by text message."""
    items: list[Item] = [
        {
            "kind": "line",
            "turn": 1,
            "who": "narrator",
            "text": "The program's phone lights up on the kitchen table.",
            "cue": None,
            "at": None,
        },
        {"kind": "line", "turn": 1, "who": "dana", "text": "u up", "cue": None, "at": "01:12"},
        {"kind": "line", "turn": 1, "who": "dana", "text": "doesnt matter", "cue": None, "at": "01:12"},
        {
            "kind": "line",
            "turn": 1,
            "who": "dana",
            "text": "just cant do the whole thursday thing anymore. or the other days tbh",
            "cue": "typing, stops, typing",
            "at": "01:15",
        },
        {"kind": "said", "turn": 1, "text": "I'm up. What's the part you can't do?"},
        {"kind": "line", "turn": 1, "who": "dana", "text": "being a person lol", "cue": None, "at": "01:19"},
        {
            "kind": "feedback",
            "turn": 1,
            "text": "You answered, and you asked. The joke at the end is a door that is still open.",
        },
    ]
    return {
        **player({**FIRST_CHOICES, "turn": 2}, items),
        "title": "One in the morning",
        "medium": "text-chat",
        "path": "/learn/play/a10",
        "attempt": "a10",
    }


def debrief() -> DebriefScreen:
    """The evening group, looked back at: one harm, repaired; one level missing something."""
    told: list[Item] = [
        OPENING[0],
        {
            "kind": "line",
            "turn": 1,
            "who": "dana",
            "text": "You keep saying you've been there. Been where, exactly?",
            "cue": "arms crossed, camera tilted so that half her face is out of the picture",
            "at": None,
            "thought": "If it's a slogan I'm leaving.",
        },
        OPENING[2],
        *FIRST_DELTA["append"],
        *SECOND_DELTA["append"],
        *ENDING_DELTA["append"],
    ]
    return {
        "name": "debrief",
        "path": "/learn/debrief/a9",
        "title": "What happened to you?",
        "attempt": "a9",
        "scenario": "disclosure/what-happened-to-you",
        "scenario_path": "/learn/scenario/disclosure/what-happened-to-you",
        "chair_path": "/learn/chair/a9",
        "mode": "practice",
        "medium": "video-group",
        "at": "2025-03-14T20:10:00+00:00",
        "minutes": 13,
        "outcome": "not-yet",
        "mentor": SAM,
        "cast": CAST,
        "branched": {"path": "/learn/debrief/a5", "turn": 2},
        "went_well": [
            {
                "text": "Asks whether sharing is wanted before sharing",
                "turn": 1,
                "said": "Fair question. I can tell you a bit of it. Would that help right now?",
            },
            {"text": "Returns to what the peer was saying", "turn": 3, "said": "What would you have told them?"},
        ],
        "peer": {
            "who": "dana",
            "text": "I was being a pain, and Sam didn't make it a thing. I got one sentence of hospital and then I was "
            "talking about socks. I don't know how that happened.",
        },
        "ending": {
            "kind": "ending",
            "turn": 4,
            "title": "She stays for the second half",
            "text": "Dana leaves her camera on. At nine she is the last to say good night, and she says it twice.",
            "handed_over_to": "Ruth, until Thursday",
        },
        "twist": "Dana did not ask about hospital. She asked whether you are real. A story can answer that, and so can "
        "a question that is not in the handbook.",
        "competencies": [
            {
                "id": "purposeful-disclosure",
                "title": "Purposeful disclosure",
                "about": "Sharing something of one's own story because it serves the other person, and only then.",
                "assessed": True,
                "level": 4,
                "shown": [
                    {
                        "text": "Asks whether sharing is wanted before sharing",
                        "kind": "basic",
                        "severity": None,
                        "turns": [1],
                        "repaired": None,
                    },
                    {
                        "text": "Shares something brief, with a purpose, without a tidy ending",
                        "kind": "advanced",
                        "severity": None,
                        "turns": [2],
                        "repaired": None,
                    },
                ],
                "missing": [],
            },
            {
                "id": "active-listening",
                "title": "Active listening",
                "about": "Staying with what somebody says, so that they hear themselves better.",
                "assessed": True,
                "level": 2,
                "shown": [
                    {
                        "text": "Asks an open question about the peer's own experience",
                        "kind": "basic",
                        "severity": None,
                        "turns": [1, 3],
                        "repaired": None,
                    }
                ],
                "missing": [
                    {
                        "text": "Names a feeling that is there",
                        "example": "It sounds as if you were worn out, and nobody saw it.",
                        "turns": [2],
                    }
                ],
            },
            {
                "id": "confidentiality",
                "title": "Confidentiality",
                "about": "Saying early and plainly what stays in the room and what does not.",
                "assessed": False,
                "level": None,
                "shown": [
                    {
                        "text": "Promises to keep everything secret",
                        "kind": "harmful",
                        "severity": "serious",
                        "turns": [2],
                        "repaired": 3,
                    }
                ],
                "missing": [],
            },
            {
                "id": "repair",
                "title": "Repair",
                "about": "Mending what went wrong between two people, without excuses.",
                "assessed": True,
                "level": None,
                "shown": [],
                "missing": [],
            },
        ],
        "missed_cues": [
            {
                "turn": 2,
                "who": "dana",
                "cue": "laughs, then does not",
                "chose": "I was in hospital twice. What helped was one person who kept asking what I wanted for lunch.",
                "offered": ["You laughed, and then your face did something else. What was that?"],
            }
        ],
        "items": told,
        "decisions": [
            {
                "turn": 1,
                "offers": [{"text": c["text"], "chosen": c["id"] == "ask-first"} for c in FIRST_CHOICES["choices"]],
                "branch": 0,
            },
            {
                "turn": 2,
                "offers": [
                    {
                        "text": "I was in hospital twice. What helped was one person who kept asking what I wanted for "
                        "lunch.",
                        "chosen": True,
                    },
                    {"text": "It is a long story, and I'm not sure that it fits into ten minutes.", "chosen": False},
                ],
                "branch": 1,
            },
            {
                "turn": 3,
                "offers": [
                    {"text": "They asked your mum. What would you have told them?", "chosen": True},
                    {"text": "Typical. Mine did the same, every single time.", "chosen": False},
                ],
                "branch": 2,
            },
        ],
        "map": {
            "nodes": [
                {"id": "opening", "kind": "moment", "turn": 1, "title": None},
                {"id": "invited", "kind": "moment", "turn": 2, "title": None},
                {"id": "lecture", "kind": "moment", "turn": None, "title": None},
                {"id": "silence", "kind": "onward", "turn": None, "title": None},
                {"id": "mum", "kind": "moment", "turn": 3, "title": None},
                {"id": "message", "kind": "reply", "turn": None, "title": None},
                {"id": "stays", "kind": "ending", "turn": 4, "title": "She stays for the second half"},
                {"id": "drifts", "kind": "ending", "turn": None, "title": "The tile goes dark"},
                {"id": "writes", "kind": "ending", "turn": None, "title": "A message at midnight"},
            ],
            "roads": [
                {"source": "opening", "target": "invited", "taken": True},
                {"source": "opening", "target": "lecture", "taken": False},
                {"source": "opening", "target": "silence", "taken": False},
                {"source": "lecture", "target": "mum", "taken": False},
                {"source": "silence", "target": "drifts", "taken": False},
                {"source": "invited", "target": "mum", "taken": True},
                {"source": "invited", "target": "stays", "taken": False},
                {"source": "mum", "target": "stays", "taken": True},
                {"source": "mum", "target": "message", "taken": False},
                {"source": "message", "target": "writes", "taken": False},
            ],
        },
        "question": "When did you last share something and notice afterwards that it was for you? What told you?",
        "expectation": {
            "question": "What do you expect will be hard about that?",
            "text": "That I go blank, and then say too much.",
            "readers": {"text": "t1", "who": "you"},
        },
        "reflections": [
            {
                "question": "What did you notice in yourself when Dana asked?",
                "text": "A hot face. I wanted her to like me.",
                "readers": {"text": "t2", "who": "shared"},
            },
            {"question": "Which of your own words would you have used?", "text": None, "readers": None},
        ],
        "earlier": [
            {
                "attempt": "a2",
                "path": "/learn/debrief/a2",
                "at": "2025-03-02T08:00:00+00:00",
                "mode": "practice",
                "this": False,
                "outcome": "not-yet",
                "branched": False,
                "levels": {"purposeful-disclosure": 1, "active-listening": 2, "repair": 2},
            },
            {
                "attempt": "a5",
                "path": "/learn/debrief/a5",
                "at": "2025-03-12T19:04:00+00:00",
                "mode": "assessment",
                "this": False,
                "outcome": "met",
                "branched": False,
                "levels": {"purposeful-disclosure": 3, "active-listening": 3, "repair": None},
            },
            {
                "attempt": "a9",
                "path": "/learn/debrief/a9",
                "at": "2025-03-14T20:10:00+00:00",
                "mode": "practice",
                "this": True,
                "outcome": "not-yet",
                "branched": True,
                "levels": {"purposeful-disclosure": 4, "active-listening": 2, "repair": None},
            },
        ],
        "review": None,
        "fellows": None,
        "care": CARE,
    }


def left() -> DebriefScreen:
    """An attempt that was left: a debrief without levels."""
    return {
        **debrief(),
        "outcome": "left",
        "chair_path": None,
        "competencies": [],
        "peer": None,
        "ending": None,
        "missed_cues": [],
        "map": None,
        "expectation": None,
        "reflections": [],
    }


def progress() -> ProgressScreen:
    """Three attempts in two weeks."""
    rows = debrief()["earlier"]
    names = {
        "purposeful-disclosure": "Purposeful disclosure",
        "active-listening": "Active listening",
        "repair": "Repair",
    }
    return {
        "name": "progress",
        "path": "/learn/progress",
        "title": "Progress",
        "minutes": 41,
        "finished": 3,
        "news": [],
        "results": [],
        "opened_path": None,
        "stations_path": None,
        "workshops": [
            {
                "title": "An afternoon of listening",
                "at": "2025-03-13T18:00:00+00:00",
                "minutes": 95,
                "part": "attended",
                "own_path": "/w/w1",
                "aftercare": "Drink something warm. Call somebody, if it stays with you.",
            },
            {
                "title": "First steps",
                "at": "2025-02-13T18:00:00+00:00",
                "minutes": 60,
                "part": "facilitated",
                "own_path": None,
                "aftercare": "",
            },
        ],
        "competencies": [
            {
                "id": key,
                "title": title,
                "about": "Staying with what somebody says, so that they hear themselves better.",
                "points": [
                    {
                        "attempt": row["attempt"],
                        "path": row["path"],
                        "title": "What happened to you?",
                        "at": row["at"],
                        "mode": row["mode"],
                        "level": row["levels"][key],
                    }
                    for row in rows
                ],
            }
            for key, title in names.items()
        ],
        "attempts": [
            attempt(9, outcome="not-yet", at="2025-03-14T20:10:00+00:00", branched=True),
            attempt(5),
            attempt(4, outcome="left", title="The bench outside"),
            attempt(2, outcome="not-yet", at="2025-03-02T08:00:00+00:00"),
        ],
    }


def empty_progress() -> ProgressScreen:
    """Nothing yet."""
    return {**progress(), "minutes": 0, "finished": 0, "workshops": [], "competencies": [], "attempts": []}


def problem() -> ProblemScreen:
    """Somebody followed an old link."""
    return {
        "name": "problem",
        "path": "/learn/scenario/disclosure/gone",
        "title": "That scenario is not here any more",
        "text": "Somebody may have renamed it or taken it out of the library. Your attempts at it are kept.",
        "fix": "You find them under Progress.",
        "back_path": "/learn",
        "back_label": "Back to the library",
    }


def every_screen() -> dict[str, Screen]:
    """Every screen in every state that looks different, by name."""
    told = [*OPENING, *FIRST_DELTA["append"], *SECOND_DELTA["append"], *ENDING_DELTA["append"]]
    return {
        "library": library(),
        "library-large": large_library(),
        "library-empty": empty_library(),
        "brief": brief(),
        "brief-unfinished": {**brief(), "unfinished": library()["unfinished"][0], "modes": ["practice"]},
        "anticipate": player(NOWS["anticipate"]),
        "first-choices": player(),
        "middle": middle(),
        "assessment": {**middle(), "mode": "assessment", "feedback": "end"},
        "branched": {**middle(), "branched": {"path": "/learn/debrief/a5", "turn": 2}},
        "text-chat": text_chat(),
        "say-first": player(NOWS["say-first"]),
        "own-words": player(NOWS["own-words"]),
        "reply": player(NOWS["reply"]),
        "compare": player(NOWS["compare"]),
        "reflect": player(NOWS["reflect"], told),
        "finish": player(NOWS["finish"], told),
        "debrief": debrief(),
        "debrief-left": left(),
        "progress": progress(),
        "progress-empty": empty_progress(),
        "problem": problem(),
    }
