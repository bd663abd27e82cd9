"""Which level counts, where machine and people have both rated."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from roleplay.scoring.level import Level


class Basis(StrEnum):
    """What an official level rests on."""

    ADJUDICATED = "adjudicated"
    HUMAN = "human"
    MACHINE = "machine"
    OPEN = "open"
    """On nothing yet: people have not settled it, and no machine can."""


@dataclass(frozen=True, slots=True)
class Official:
    """The level that counts."""

    level: Level | None
    """None where there was no opportunity."""
    basis: Basis
    """What it rests on."""

    @property
    def provisional(self) -> bool:
        """True as long as no person has looked."""
        return self.basis is Basis.MACHINE


def official(machine: Level | None, human: Level | None = None, adjudicated: Level | None = None) -> Official:
    """The adjudicated level, else the one that people agreed on, else the machine's, which is provisional.

    So the machine never clears a harm that a person has marked: where people rated, its level does not count.
    """
    if adjudicated is not None:
        return Official(adjudicated, Basis.ADJUDICATED)
    if human is not None:
        return Official(human, Basis.HUMAN)
    return Official(machine, Basis.MACHINE)
