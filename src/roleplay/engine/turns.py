"""Where the conversations on a projector went, and why, by the log of a workshop. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from roleplay.engine.gathering import Gathering, Poll
from roleplay.engine.happenings import step
from roleplay.model.gathering import Logged, Passed, Took, WentBack, Why


@dataclass(frozen=True, slots=True)
class Turn:
    """One step of the conversation of a section."""

    section: str
    """Which section."""
    path: tuple[str, ...]
    """What had been taken before it."""
    node: str
    """The decision, or the place that asked for a reply; empty for going back."""
    choice: str | None = None
    """What the mentor said; None where the room went on past a reply, or back."""
    why: Why | None = None
    """Why it was that."""
    poll: Poll | None = None
    """The latest vote about it; None where the room was not asked."""
    left: int | None = None
    """When the room went back: how many steps were left."""

    @property
    def leads_to(self) -> tuple[str, ...]:
        """What has been taken after it."""
        if self.left is not None:
            return self.path[: self.left]
        return (*self.path, self.node if self.choice is None else f"{self.node}/{self.choice}")


def turns(log: Iterable[Logged]) -> tuple[Turn, ...]:
    """All steps of all sections, the first one first."""
    state: Gathering | None = None
    found: list[Turn] = []
    for entry in log:
        if state is not None and isinstance(entry.event, (Took, Passed, WentBack)):
            found.append(_turn(state, entry.event))
        state = step(state, entry.event, entry.at)
    return tuple(found)


def _turn(before: Gathering, event: Took | Passed | WentBack) -> Turn:
    section, path = before.section or "", before.path
    match event:
        case WentBack(steps):
            return Turn(section, path, "", left=steps)
        case Passed(node):
            return Turn(section, path, node)
        case Took(node, choice, why):
            asked = before.poll if before.poll is not None and before.poll.node == node else None
            return Turn(section, path, node, choice, Why(why), asked)
