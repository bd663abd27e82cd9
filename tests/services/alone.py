"""A workshop in which everybody plays the small scenario alone, for tests of that."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from roleplay.identity import Actor
from roleplay.services.pacing import Alone, Pacing
from roleplay.store.workshop_rows import PaceRow, Said
from tests.services.hall import Afternoon

Did = tuple[str, int | str | None]
"""What somebody does: the kind, and what comes with it."""


class Own(Afternoon):
    """A workshop in which everybody plays the small scenario alone."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.pacing = Pacing(self.halls, self._new_id)

    def do(self, actor: Actor, step: int, did: Did, section: str = "alone") -> None:
        """Do something at a step, as a page asks for it."""
        kind, what = did
        acts: dict[str, Callable[..., None]] = {
            "play": self.pacing.play,
            "write": self.pacing.write,
            "share": self.pacing.share,
        }
        if kind == "again":
            self.pacing.begin_again(actor, self.id, section, step)
        else:
            acts[kind](actor, self.id, section, step, what)

    def all(self, actor: Actor, *did: Did) -> None:
        """Do one thing after the other."""
        for one in did:
            self.do(actor, self.row(actor).step, one)

    def here(self, actor: Actor) -> Alone:
        """Where somebody is."""
        found = self.pacing.own(self.halls.hall(self.id), actor.id)
        assert found is not None
        return found

    def row(self, actor: Actor) -> PaceRow:
        """The same as it is kept."""
        return self.here(actor).pace

    def place(self, actor: Actor, choice: str) -> int:
        """The place of a choice on somebody's page."""
        here = self.here(actor)
        return [offer.id for offer in here.game.offers(here.state)].index(choice)

    def choose(self, actor: Actor, *choices: str) -> None:
        """Choose one after the other."""
        for choice in choices:
            self.all(actor, ("play", self.place(actor, choice)))

    def to_the_end(self, actor: Actor, text: str | None = "Dear Dana.") -> None:
        """Play to the warm ending."""
        self.choose(actor, "wait", "ask")
        self.all(actor, ("write", text))

    def texts(self) -> list[str | None]:
        """What is kept of what people wrote here."""
        return [one.text.body for one in self.store.contributions(self.id, Said.ALONE)]
