"""Errors that a person reads: where it went wrong, what is wrong, and how to mend it.

`RoleplayError` is never raised itself. Each subclass also inherits the builtin that a programmer would expect.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `` Did you mean "x"?`` for the nearest known word, or an empty string when nothing is near."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f' Did you mean "{near[0]}"?' if near else ""


class RoleplayError(Exception):
    """Base of every error that is meant to be read by a user. Never raised itself."""

    def __init__(self, message: str, fix: str = "", *, exact: RoleplayError | None = None) -> None:
        super().__init__(message)
        self.message = message
        """What is wrong, and where."""
        self.fix = fix
        """What to do about it; may be empty."""
        self._exact = exact

    @property
    def exact(self) -> RoleplayError:
        """The same for whoever runs the workbook: it may name files and hosts. A console and a log say it, no page."""
        return self._exact or self

    def __str__(self) -> str:
        return f"{self.message} {self.fix}".strip()


class ConditionError(RoleplayError, ValueError):
    """A condition that cannot be read, or that compares things which cannot be compared."""

    def __init__(self, text: str, offset: int, message: str, fix: str = "") -> None:
        super().__init__(f'In the condition "{text}", at character {offset + 1}: {message}', fix)
        self.text = text
        """The whole condition, as written."""
        self.offset = offset
        """Where the trouble starts: characters from the beginning of the condition, from 0."""


class RefusedEvent(RoleplayError, ValueError):
    """An event that the present state of an attempt does not allow."""

    @classmethod
    def not_offered(cls, node: str, choice: str, offered: Iterable[str]) -> RefusedEvent:
        """The choice is hidden, closed, or does not exist at this node."""
        known = tuple(offered)
        listed = ", ".join(f'"{c}"' for c in known) or "none"
        return cls(
            f'The choice "{choice}" is not open at "{node}".', f"Open here: {listed}.{did_you_mean(choice, known)}"
        )

    @classmethod
    def elsewhere(cls, expected: str, given: str) -> RefusedEvent:
        """The event names another node than the one that the conversation has reached."""
        return cls(f'The conversation is at "{expected}", not at "{given}".', "Reload to continue from there.")

    @classmethod
    def out_of_phase(cls, kind: str, phase: str) -> RefusedEvent:
        """The event belongs to another phase of the attempt."""
        return cls(f'"{kind}" does not belong to the phase "{phase}".', "Reload to continue where the attempt stands.")


class NotFound(RoleplayError, LookupError):
    """Something was asked for by an id that nothing has."""

    @classmethod
    def of(cls, kind: str, wanted: str, known: Iterable[str] = ()) -> NotFound:
        """`kind` is the noun a user would say, `known` the ids that exist."""
        return cls(f'There is no {kind} "{wanted}".', did_you_mean(wanted, known).strip())


class NotAllowed(RoleplayError, PermissionError):
    """The actor may not do this."""


class Conflict(RoleplayError, RuntimeError):
    """Somebody (often the same person in another tab) was quicker; what they did stands."""

    @classmethod
    def moved_on(cls, expected: int, actual: int) -> Conflict:
        """The command expected `expected` events in the log, and there are `actual`."""
        return cls(
            f"This has moved on in another tab (step {actual}, here it was {expected}).",
            "The page now shows where it stands.",
        )


class Misconfigured(RoleplayError, RuntimeError):
    """The installation, the data folder or a settings file is not as it must be."""


class Unavailable(RoleplayError, RuntimeError):
    """The database cannot be used just now: full, held, not to be written, out of reach. Later the same may succeed."""
