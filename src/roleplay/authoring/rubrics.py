"""The rubrics that a scenario is checked against, those with errors included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from roleplay.model.rubric import Behaviour, Rubric


@dataclass(frozen=True)
class Rubrics(Mapping[str, Rubric]):
    """Competency -> rubric, for the rubrics that can be used."""

    whole: Mapping[str, Rubric]
    """The rubrics without errors."""
    broken: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Ids of rubrics with errors -> ids of the behaviours in them, as far as they can be read."""
    partial: bool = False
    """True when a rubric could not be read to its end, so that nobody knows which behaviours it has."""
    for_facilitators: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Ids of rubrics for those who lead workshops -> ids of their behaviours. No scenario can use them."""

    def __post_init__(self) -> None:
        known = {b.id: (rubric.id, b) for rubric in self.whole.values() for b in rubric.behaviours}
        object.__setattr__(self, "_known", known)

    @property
    def behaviours(self) -> Mapping[str, tuple[str, Behaviour]]:
        """Behaviour -> its competency and itself."""
        known: Mapping[str, tuple[str, Behaviour]] = self.__dict__["_known"]
        return known

    def in_broken(self, behaviour: str) -> str | None:
        """The rubric with errors that a behaviour belongs to, or None."""
        return next((rubric for rubric, ids in self.broken.items() if behaviour in ids), None)

    def is_for_facilitators(self, name: str) -> bool:
        """True for the id of a rubric, or of a behaviour, that is about those who lead workshops."""
        return name in self.for_facilitators or any(name in ids for ids in self.for_facilitators.values())

    def is_harmful(self, behaviour: str) -> bool:
        """True for a behaviour that is known to be harmful."""
        found = self.behaviours.get(behaviour)
        return found is not None and found[1].severity is not None

    def __getitem__(self, competency: str) -> Rubric:
        return self.whole[competency]

    def __iter__(self) -> Iterator[str]:
        return iter(self.whole)

    def __len__(self) -> int:
        return len(self.whole)
