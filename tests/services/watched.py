"""An afternoon that is watched: Eve can assess, Kim learns, Sue supervises, Rob is of another cohort."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from roleplay.identity import Actor, Role
from roleplay.model.canonical import canonical, digest
from roleplay.model.rubric import Rubric
from roleplay.services.facilitation import Facilitation
from roleplay.services.sealing import Sealer
from roleplay.services.shelf import FACILITATION
from roleplay.services.watching import Watching
from roleplay.store import CohortRow, Membership, ShelfEntry, Store
from tests.services.hall import Afternoon
from tests.small import rubric

OPENING = rubric("opening", hurries="harmful", agrees="basic", asks="basic", comes_back="advanced")
CARE = rubric("care", presses="harmful", waits_for_a_yes="basic", steadies="advanced")
FOR_FACILITATORS = (
    Rubric.model_validate({**OPENING, "for": "facilitators", "requires": ["agrees"]}),
    Rubric.model_validate({**CARE, "for": "facilitators", "requires": ["waits-for-a-yes"]}),
)


def shelve_for_facilitators(store: Store) -> None:
    """Put the rubrics for facilitators beside what is on the shelf."""
    entries = list(store.shelf().entries)
    for one in FOR_FACILITATORS:
        store.keep_document(digest(one), FACILITATION, one.id, canonical(one))
        entries.append(ShelfEntry(FACILITATION, one.id, digest(one), f"{one.id}.yml"))
    store.shelve(entries, (), "with rubrics for facilitators")


class Watched(Afternoon):
    """The afternoon belongs to the blue cohort, in which Fay facilitates; Gil facilitates there, too."""

    def __init__(self, folder: Path, sealer: Sealer | None = None) -> None:
        super().__init__(folder)
        shelve_for_facilitators(self.store)
        for name, role in {"sue": Role.SUPERVISOR, "rob": Role.EVALUATOR, "eva": Role.EVALUATOR}.items():
            self.house.add(name, role)
        for colour in ("blue", "red"):
            self.store.add_cohort(CohortRow(colour, colour, self.house.time))
        parts = {
            "fay": Role.FACILITATOR, "gil": Role.FACILITATOR, "eve": Role.EVALUATOR, "eva": Role.EVALUATOR,
            "kim": Role.TRAINEE, "sue": Role.SUPERVISOR,
        }  # fmt: skip
        for name, role in parts.items():
            self.store.join_cohort(Membership("blue", name, role))
        self.store.join_cohort(Membership("red", "rob", Role.EVALUATOR))
        self.id = self.convening.open(self.fay, self.plan, "blue")
        self.facilitation = Facilitation(self.halls, self._new_id, sealer=sealer)
        self.watching = Watching(self.halls, self._new_id, sealer=sealer)

    def actor(self, name: str) -> Actor:
        """Somebody."""
        return self.house.actor(name)

    def shadow(self, who: str = "kim") -> str:
        """Ask somebody to watch and learn; the id of that."""
        return self.facilitation.ask(self.fay, self.id, who).id

    def assess(self, who: str = "eve", whom: str = "fay") -> str:
        """Ask somebody to assess; the id of that."""
        return self.facilitation.ask(self.fay, self.id, who, whom).id

    def tick(self, watch: str, *behaviours: str, who: str = "eve", **more: Any) -> None:
        """Tick behaviours; one that begins with a minus is taken back. Each has its own name as id."""
        ticks = [seen(one, seq=self.seq - 1, **more) for one in behaviours]
        self.watching.tick(self.actor(who), watch, ticks)


def seen(behaviour: str, **more: Any) -> dict[str, Any]:
    """A tick as a page sends it."""
    name = behaviour.removeprefix("-")
    return {"id": name, "behaviour": name, "seq": 0, "ago": 0, "undone": behaviour.startswith("-"), **more}
