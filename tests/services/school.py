"""A small curriculum with two modules and an assessment, and somebody who learns, for tests of the services for that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from roleplay.identity import Actor, Role
from roleplay.model.canonical import canonical, digest
from roleplay.model.curriculum import Curriculum, Module
from roleplay.model.event import Mode
from roleplay.model.learning import Learnt
from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Scenario
from roleplay.scoring import score
from roleplay.services.assessing import Assessing
from roleplay.services.attempts import Attempts, Playing
from roleplay.services.authority import owner_of
from roleplay.services.course import Course, Studying
from roleplay.services.pages import Pages
from roleplay.services.refreshers import Refreshers
from roleplay.services.sealing import Sealer
from roleplay.services.shelf import Bookshelf
from roleplay.store import ShelfEntry, Store
from tests.kept import MORNING, contents, open_sqlite
from tests.small import RUBRICS, small

KIM = Actor("kim", roles=frozenset({Role.TRAINEE}))
LEE = Actor("lee", roles=frozenset({Role.TRAINEE}))
WARM = ("opening/reflect", "asking/ask", "writing/")
COLD = ("opening/pass",)
HARMED = ("opening/talk", "asking/sorry", "writing/")


def item(*right: str, ask: str = "What now?") -> dict[str, Any]:
    """An item with the options a, b, c and d, of which some are right."""
    options = {one: {"text": f"Answer {one}.", "why": f"Why {one}.", "right": one in right} for one in "abcd"}
    return {"ask": ask, "several": len(right) > 1, "options": options}


def module(module_id: str, items: dict[str, Any], *plays: list[str], **check: int) -> Module:
    """A module with these items and places for role-plays."""
    return Module.model_validate(
        {
            "format": "module/1",
            "id": module_id,
            "title": f"Module {module_id}",
            "minutes": 10,
            "summary": f"About {module_id}.",
            "aims": ["do it"],
            "competencies": ["listening"],
            "role_plays": [{"about": "A talk.", "any_of": some} for some in plays],
            "check": {"draw": len(items), "pass": len(items), **check, "items": items},
            "reflection": [f"What is {module_id} to you?", "And tomorrow?"],
            "supervision": [f"Bring {module_id}."],
        }
    )


ITEMS = {"one": item("a"), "two": item("b"), "both": item("a", "c"), "last": item("d")}
LISTENING = module("listening", ITEMS, ["disclosure/small", "disclosure/other"], draw=3, **{"pass": 2})
CRISIS = module("crisis", {"first": item("a"), "second": item("b")}, ["disclosure/other"], ["disclosure/small"])


def curriculum(**changes: Any) -> Curriculum:
    """The curriculum, with fields replaced."""
    whole = {
        "format": "curriculum/1",
        "id": "curriculum",
        "title": "Becoming a mentor",
        "about": "Two modules.",
        "modules": {"listening": {}, "crisis": {"after": ["listening"]}},
        "pathways": {
            "core": {"title": "Everything", "about": "For all.", "modules": ["crisis"]},
            "groups": {"title": "Only listening", "about": "For some.", "modules": ["listening"]},
        },
        "placement": {"draw_each": 1},
        "assessments": {
            "disclosure": {
                "title": "Sharing",
                "forms": ["disclosure/form-a", "disclosure/form-b"],
                "after": ["listening"],
            }
        },
        "pages": {
            "readiness": {
                "title": "Am I ready?",
                "about": "For you.",
                "fields": {
                    "steady": {"ask": "I am steady enough.", "kind": "scale"},
                    "who": {"ask": "Who is there for me?", "kind": "list"},
                    "why": {"ask": "Why do I want this?"},
                },
            }
        },
        **changes,
    }
    return Curriculum.model_validate(whole)


SCENARIOS = (
    small(use="practice"),
    small(id="disclosure/other", use="practice", title="Other"),
    small(id="disclosure/apart", use="practice", title="Apart", assesses={"repair": {"requires": ["says-sorry"]}}),
    small(id="disclosure/form-a", use="assessment", title="Form A"),
    small(id="disclosure/form-b", use="assessment", title="Form B"),
)


def stock(
    store: Store, courses: Iterable[Curriculum], modules: Iterable[Module], scenarios: Iterable[Scenario]
) -> None:
    """Put this on the shelf of a store, in place of what was there."""
    shelves: dict[str, Iterable[Scenario | Rubric | Module | Curriculum]] = {
        "scenario": scenarios,
        "rubric": RUBRICS.values(),
        "module": modules,
        "curriculum": courses,
    }
    entries = []
    for kind, things in shelves.items():
        for thing in things:
            store.keep_document(digest(thing), kind, thing.id, canonical(thing))
            entries.append(ShelfEntry(kind, thing.id, digest(thing), f"{thing.id}.yml"))
    store.shelve(entries, (), "now")


@cache
def stocked() -> bytes:
    """The file of a store with all that on its shelf: to copy it is quicker than to put it there again."""
    with TemporaryDirectory() as folder:
        stock(open_sqlite(Path(folder)), (curriculum(),), (LISTENING, CRISIS), SCENARIOS)
        return contents(Path(folder) / "roleplay.db")


@dataclass
class School:
    """A store with all that on its shelf. Time goes by a minute at every look at the clock, or as a test says."""

    folder: Path
    """Where the store is."""
    sealer: Sealer | None = None
    """What seals texts."""
    time: datetime = MORNING
    """What the clock said last."""
    seeds: count[int] = field(default_factory=lambda: count(1))
    """Seeds that have been given."""
    ids: count[int] = field(default_factory=lambda: count(1))
    """Ids that have been given."""

    def __post_init__(self) -> None:
        is_new = not (self.folder / "roleplay.db").exists()
        self.store: Store = open_sqlite(self.folder, stocked() if is_new else None)
        if not is_new:
            self.put()

    def put(
        self,
        course: Curriculum | None = None,
        modules: Iterable[Module] = (LISTENING, CRISIS),
        scenarios: Iterable[Scenario] = SCENARIOS,
        *,
        without: bool = False,
    ) -> None:
        """Put this on the shelf, in place of what was there; `without` a curriculum."""
        stock(self.store, () if without else (course or curriculum(),), modules, scenarios)

    def now(self) -> datetime:
        """The clock."""
        self.time += timedelta(minutes=1)
        return self.time

    def wait(self, **time: float) -> None:
        """Let time go by."""
        self.time += timedelta(**time)

    def new_id(self) -> str:
        """An id that nothing has."""
        return f"id-{next(self.ids)}"

    # --- services, each as in a process that was started just now ---

    @property
    def bookshelf(self) -> Bookshelf:
        """The shelf."""
        return Bookshelf(self.store)

    @property
    def attempts(self) -> Attempts:
        """Playing."""
        return Attempts(self.store, self.bookshelf, self.now, self.new_id, lambda: next(self.seeds), sealer=self.sealer)

    @property
    def course(self) -> Course:
        """Modules."""
        return Course(self.store, self.bookshelf, self.now, lambda: next(self.seeds))

    @property
    def pages(self) -> Pages:
        """Private pages."""
        return Pages(self.store, self.bookshelf, self.now, self.new_id, sealer=self.sealer)

    @property
    def refreshers(self) -> Refreshers:
        """What comes back."""
        return Refreshers(self.store, self.bookshelf, self.now)

    @property
    def assessing(self) -> Assessing:
        """Assessments."""
        return Assessing(self.bookshelf, self.attempts, self.met_standard)

    # --- what somebody has done ---

    def history(self, actor: Actor = KIM) -> tuple[Playing, ...]:
        """Somebody's attempts."""
        return self.attempts.history(actor)

    def met_standard(self, playing: Playing) -> bool:
        """Whether the standard was met."""
        return score(playing.game, RUBRICS, playing.state).met_standard

    def studying(self, actor: Actor = KIM) -> Studying:
        """Where somebody stands."""
        return self.course.studying(actor, self.history(actor), self.met_standard)

    def log(self, actor: Actor = KIM) -> list[Learnt]:
        """What somebody has done beside playing."""
        return [noted.event for noted in self.store.learnt(*owner_of(actor))]

    # --- doing it ---

    def play(
        self, *steps: str, scenario: str = "disclosure/small", actor: Actor = KIM, mode: Mode = Mode.PRACTICE
    ) -> Playing:
        """Play a scenario to its end by `node/choice` steps, `node/` skips a reply; without steps it stays open."""
        return self.go_on(self.attempts.start(actor, scenario, mode, offered=mode is Mode.ASSESSMENT), *steps)

    def go_on(self, playing: Playing, *steps: str) -> Playing:
        """Play one that was begun to its end; without steps it stays as it is."""
        attempts, actor = self.attempts, Actor(playing.attempt.owner_id, roles=frozenset({Role.TRAINEE}))
        if not steps:
            return playing
        playing = attempts.expect(actor, playing, len(playing.events), None)
        for step in steps:
            node, choice = step.split("/")
            if choice:
                playing = attempts.choose(actor, playing, len(playing.events), node, choice)
            else:
                playing = attempts.write(actor, playing, len(playing.events), node, None)
        return attempts.finish(actor, playing, len(playing.events))

    def answer(self, *options: str, actor: Actor = KIM) -> None:
        """Answer the question that waits, rightly if no options are given."""
        studying = self.studying(actor)
        waiting = studying.tries[-1].next_item
        assert waiting is not None
        asked = studying.item(waiting)
        assert asked is not None
        self.course.answer(actor, studying, len(studying.log), waiting, options or sorted(asked.right))

    def pass_check(self, check: str, actor: Actor = KIM) -> None:
        """Begin a check and answer all of it rightly."""
        self.course.begin_check(actor, self.studying(actor), check)
        while self.studying(actor).tries[-1].next_item is not None:
            self.answer(actor=actor)
