"""A curriculum: modules to work through, in an order, and what a learner needs between them.

A module's readings are a notebook; its file says what is asked, played and thought about. How the two are shown stands
in `roleplay.apps`, what counts as done in `roleplay.engine.course`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from roleplay.model.frozen import Frozen, Named, ScenarioId, Short, Slug, Text

MODULE_PAGE = "module-"
"""What the id of a module's own private page begins with."""


class Option(Frozen):
    """One answer to an item."""

    id: Slug
    """Unique in its item."""
    text: Text
    """The answer as it is read."""
    right: bool = False
    """Whether it is to be ticked."""
    why: Text
    """What it would do to the people concerned, and so why it is to be ticked or not."""


class Item(Frozen):
    """One question of a knowledge check. Its options are shown in a shuffled order."""

    id: Slug
    """Unique in its module."""
    ask: Text
    """The question."""
    several: bool = False
    """Whether two options or more are right. Then the page says so."""
    options: Named[Option] = Field(min_length=3, max_length=5)
    """The answers to choose from."""

    @model_validator(mode="after")
    def _some_right(self) -> Item:
        right = sum(option.right for option in self.options)
        if right == len(self.options):
            raise ValueError("an item needs an option that is not right")
        if self.several and right < 2:
            raise ValueError("an item with several: true needs two options or more with right: true")
        if not self.several and right != 1:
            raise ValueError("an item needs exactly one option with right: true, or several: true")
        return self

    @property
    def right(self) -> frozenset[str]:
        """Ids of the options that are to be ticked."""
        return frozenset(option.id for option in self.options if option.right)


class Check(Frozen):
    """A knowledge check: each try draws other items. It may be tried as often as somebody likes."""

    draw: int = Field(ge=1, le=30)
    """How many items a try has."""
    enough: int = Field(alias="pass", ge=1, le=30)
    """How many of them have to be right."""
    items: Named[Item] = Field(min_length=1)
    """What is drawn from."""

    @model_validator(mode="after")
    def _enough_items(self) -> Check:
        if self.draw > len(self.items):
            raise ValueError(f"draw: {self.draw} are to be drawn, and there are {len(self.items)} items")
        if self.enough > self.draw:
            raise ValueError(f"pass: {self.enough} have to be right, and {self.draw} are drawn")
        return self


class RolePlay(Frozen):
    """A place for a role-play in a module. Playing one of its scenarios to an end fills it."""

    about: Short
    """What it practises, in a few words that give nothing away."""
    any_of: tuple[ScenarioId, ...] = Field(min_length=1)
    """What may be played for it: the first is offered first, the others when somebody would rather not."""


class Module(Frozen):
    """One part of the training."""

    format: Literal["module/1"]
    """Kind and version of the file."""
    id: Slug
    """Stable id; the notebook is called after it."""
    title: Short
    """Its name."""
    minutes: int = Field(ge=5, le=300)
    """For readings, example and check, unhurried. Role-plays come on top."""
    summary: Text
    """One sentence for the list of modules."""
    aims: tuple[Text, ...] = Field(min_length=1)
    """Each completes "Afterwards you can ..."."""
    competencies: tuple[Slug, ...] = Field(min_length=1)
    """Ids of the rubrics that it is about."""
    role_plays: tuple[RolePlay, ...] = Field(min_length=1)
    """What is played in it."""
    check: Check
    """What is asked in it."""
    reflection: tuple[Text, ...] = Field(min_length=1)
    """Questions that somebody answers for themselves; seen by nobody else."""
    supervision: tuple[Text, ...] = Field(min_length=1)
    """What is worth bringing to supervision."""

    def item(self, item_id: str) -> Item | None:
        """The item of its check with this id, or None."""
        return next((item for item in self.check.items if item.id == item_id), None)


class Step(Frozen):
    """A module in its place."""

    id: Slug
    """Id of the module."""
    after: tuple[Slug, ...] = ()
    """Modules that come before it. They say what is next; no page is locked."""


class Pathway(Frozen):
    """A way through the modules for somebody with an aim."""

    id: Slug
    """Stable id."""
    title: Short
    """Its name."""
    about: Text
    """For whom it is."""
    modules: tuple[Slug, ...] = Field(min_length=1)
    """What belongs to it. What has to come before is added to it."""


class Forms(Frozen):
    """Two parallel assessments of one pillar. A retake takes the form that was not taken."""

    id: Slug
    """The pillar."""
    title: Short
    """Its name."""
    forms: tuple[ScenarioId, ScenarioId]
    """The two scenarios."""
    after: tuple[Slug, ...] = ()
    """Modules that have to be done first."""

    @model_validator(mode="after")
    def _two_forms(self) -> Forms:
        if self.forms[0] == self.forms[1]:
            raise ValueError("the two forms are the same scenario, and a retake needs another one")
        return self


class Placement(Frozen):
    """A check at the start by which somebody can leave out the readings and checks that they do not need."""

    draw_each: int = Field(ge=1, le=5)
    """Items from each module. All of a module's have to be right; its role-plays stay."""


class FieldKind(StrEnum):
    """How a question of a private page is answered."""

    TEXT = "text"
    """A few lines."""
    LIST = "list"
    """One thing a line."""
    SCALE = "scale"
    """One of four words, from not yet to yes."""


class PageField(Frozen):
    """One question of a private page."""

    id: Slug
    """Unique in its page."""
    ask: Text
    """The question."""
    hint: Text | None = None
    """What may help to answer."""
    kind: FieldKind = FieldKind.TEXT
    """How it is answered."""


class PrivatePage(Frozen):
    """A page that somebody writes for themselves. Nobody else can open it, and nothing on it counts."""

    id: Slug
    """Stable id."""
    title: Short
    """Its name."""
    about: Text
    """What it is good for."""
    fields: Named[PageField] = Field(min_length=1)
    """What is asked on it."""


class Need(Frozen):
    """Something that a training has to hold, and what in this one answers it. For the report on the library."""

    id: Slug
    """Its number, e.g. `s4`."""
    title: Short
    """What is asked for."""
    modules: tuple[Slug, ...] = ()
    """Modules about it."""
    scenarios: tuple[ScenarioId, ...] = ()
    """Scenarios set in it."""
    also: Text | None = None
    """What else answers it: a part of the software, or what is not there yet."""


class CountsAs(StrEnum):
    """When a role-play of a module is done."""

    FINISHED = "finished"
    """When it was played to an ending, whatever its levels: it is practice."""
    MET_STANDARD = "met-standard"
    """When the standard was met in it."""


class Curriculum(Frozen):
    """The whole of a training."""

    format: Literal["curriculum/1"]
    """Kind and version of the file."""
    id: Literal["curriculum"]
    """There is one in a library."""
    title: Short
    """Its name."""
    about: Text
    """What it is, in two or three sentences."""
    role_plays_count: CountsAs = CountsAs.FINISHED
    """When a role-play of a module is done."""
    modules: Named[Step] = Field(min_length=1)
    """The modules in order, each with what comes before it."""
    pathways: Named[Pathway] = Field(min_length=1)
    """Ways through them; the first is the one that everybody begins with."""
    placement: Placement
    """How somebody can begin further on."""
    assessments: Named[Forms] = ()
    """What is taken at the end, two forms each. Scenarios that the library does not hold are not offered."""
    pages: Named[PrivatePage] = ()
    """What somebody writes for themselves along the way."""
    needs: Named[Need] = ()
    """What a training has to hold, for the report on the library."""

    @model_validator(mode="after")
    def _pages_of_their_own(self) -> Curriculum:
        for page in self.pages:
            if page.id.startswith(MODULE_PAGE):
                raise ValueError(f"pages that begin with {MODULE_PAGE} belong to modules: {page.id}")
        return self

    def way(self, pathway: str) -> tuple[str, ...]:
        """The modules of a pathway with all that has to come before them, in order. Raises `KeyError`."""
        wanted = set({one.id: one.modules for one in self.pathways}[pathway])
        before = {step.id: step.after for step in self.modules}
        waiting = list(wanted)
        while waiting:
            new = set(before[waiting.pop()]) - wanted
            wanted |= new
            waiting += new
        return tuple(step.id for step in self.modules if step.id in wanted)
