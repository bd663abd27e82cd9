"""An anchor: a conversation with an agreed key, on which evaluators find out how far they see what was agreed.

It is content, and nobody's data: whoever writes an anchor chooses the way through a scenario and writes the replies.
The key is a tick-list with reasons, so its levels are derived like everybody's.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from roleplay.model.frozen import Frozen, ScenarioId, Short, Slug, Text

Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""The hash of a scenario or rubric: 64 hexadecimal digits."""


class AnchorStep(Frozen):
    """One turn of the way through the scenario: a choice, or a written reply."""

    at: Slug
    """Id of the node."""
    choose: Slug | None = None
    """Id of the choice that is taken."""
    write: Text | None = None
    """The reply, in words of the anchor's author: never those of somebody who played it."""

    @model_validator(mode="after")
    def _one_of_both(self) -> AnchorStep:
        if (self.choose is None) == (self.write is None):
            raise ValueError("a step needs either choose (the id of a choice) or write (a reply)")
        return self


class KeyTick(Frozen):
    """A behaviour at a turn, and why."""

    tick: Slug
    """Id of the behaviour."""
    turn: int = Field(ge=1, le=60)
    """Which step of the way shows it; the first one is 1."""
    because: Text
    """What in these words shows it, or why it does not. Evaluators read it once they have marked the anchor."""


class Pinned(Frozen):
    """What the key was agreed on, by hash. `roleplay check` says which hashes are the present ones."""

    scenario: Hash
    """Hash of the scenario."""
    rubrics: dict[Slug, Hash]
    """Competency -> hash of its rubric, for each that the scenario assesses or the key has ticks of."""


class Anchor(Frozen):
    """A conversation with an agreed key."""

    format: Literal["anchor/1"]
    """Kind and version of the file."""
    id: Slug
    """Id of the anchor: the name of its file."""
    title: Short
    """What evaluators call it once they have marked it."""
    scenario: ScenarioId
    """Id of the scenario."""
    pinned: Pinned
    """The versions that the key was agreed on. When one of them changes, the key has to be read again."""
    seed: int = Field(default=1, ge=0, le=2**31 - 1)
    """Decides what varies in the scenario, and in which order choices are offered."""
    site: dict[str, Short] = Field(default_factory=dict)
    """Policies and words of the place where it is set, such as `mandated_reporter: yes`; the others are unset."""
    about: Text
    """What is to be seen in it, and where people come to differ. Evaluators read it with the key."""
    way: tuple[AnchorStep, ...] = Field(min_length=1)
    """The turns, from the first one to an ending."""
    key: tuple[KeyTick, ...]
    """What was agreed to be seen: every behaviour at every turn that shows it."""
    no_opportunity: dict[Slug, Text] = Field(default_factory=dict)
    """Competencies that there was no opportunity to show, each with why."""
    not_found: tuple[KeyTick, ...] = ()
    """Behaviours that a choice carries and the key does not find at that turn, each with why."""

    @model_validator(mode="after")
    def _each_once(self) -> Anchor:
        found = [(one.tick, one.turn) for one in (*self.key, *self.not_found)]
        if twice := next((one for one in found if found.count(one) > 1), None):
            raise ValueError(f"key: {twice[0]} stands twice at turn {twice[1]}")
        return self
