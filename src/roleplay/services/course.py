"""Learning beside playing: where somebody stands in the curriculum, checks, the placement, pathways."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from roleplay.engine.course import Standing, Try, draw, standing, tries
from roleplay.errors import Conflict, NotFound, RefusedEvent
from roleplay.identity import Actor
from roleplay.model.curriculum import CountsAs, Curriculum, Item, Module
from roleplay.model.learning import PLACEMENT, Answered, ChoseWay, Drew, Learnt, Noted
from roleplay.services.attempts import Playing
from roleplay.services.authority import Authority, owner_of
from roleplay.services.forged import whole_number, word, words
from roleplay.services.policy import Action
from roleplay.services.shelf import Bookshelf
from roleplay.store import Status, Store


@dataclass(frozen=True, slots=True)
class Studying:
    """Somebody with what they have learnt so far."""

    curriculum: Curriculum
    """The curriculum as it is now."""
    modules: Mapping[str, Module]
    """Id -> module, for those that are there."""
    log: tuple[Noted, ...]
    """What they did beside playing. The next entry has the number `len(log)`."""
    standing: Standing
    """Where they stand."""

    @property
    def tries(self) -> tuple[Try, ...]:
        """Every try at a check, the oldest first."""
        return tries(noted.event for noted in self.log)

    def latest(self, check: str) -> Try | None:
        """The latest try at one check."""
        return next((one for one in reversed(self.tries) if one.check == check), None)

    def item(self, reference: str) -> Item | None:
        """The item that `module/item` names; None when the module has changed since."""
        module_id, _, item_id = reference.partition("/")
        module = self.modules.get(module_id)
        return None if module is None else module.item(item_id)


class Course:
    """What a learner does with modules."""

    def __init__(
        self,
        store: Store,
        bookshelf: Bookshelf,
        now: Callable[[], datetime],
        new_seed: Callable[[], int],
    ) -> None:
        self._store = store
        self._bookshelf = bookshelf
        self._authority = Authority(store)
        self._now = now
        self._new_seed = new_seed

    def studying(self, actor: Actor, history: Iterable[Playing], met_standard: Callable[[Playing], bool]) -> Studying:
        """Where somebody stands, given all their attempts. Raises `NotFound` where the library has no curriculum."""
        self._authority.require(actor, Action.LEARN, owner_of(actor))
        curriculum = self._bookshelf.curriculum()
        if curriculum is None:
            raise NotFound("This library has no curriculum.", "Play its scenarios in any order.")
        modules = self._bookshelf.modules()
        log = self._store.learnt(*owner_of(actor))
        met = curriculum.role_plays_count is CountsAs.MET_STANDARD
        played = {
            one.attempt.scenario_id
            for one in history
            if one.attempt.status is Status.FINISHED and (not met or met_standard(one))
        }
        stands = standing(curriculum, modules, [noted.event for noted in log], played)
        return Studying(curriculum, modules, log, stands)

    def begin_check(self, actor: Actor, studying: Studying, check: str) -> None:
        """Draw the items of a new try. The latest, if it is not over, goes on instead."""
        wanted = word(check, "check")
        going = studying.tries[-1] if studying.tries else None
        if going is not None and going.check == wanted and self.open_item(studying, going) is not None:
            return
        seed = self._new_seed()
        if wanted == PLACEMENT:
            order = [studying.modules[one.id] for one in studying.curriculum.modules if one.id in studying.modules]
            items = draw(seed, order, studying.curriculum.placement.draw_each)
        else:
            items = draw(seed, [self._module(studying, wanted)])
        enough = None if wanted == PLACEMENT else self._module(studying, wanted).check.enough
        self._note(actor, studying, Drew(wanted, seed, items, enough))

    @staticmethod
    def open_item(studying: Studying, going: Try) -> str | None:
        """The item of a try that waits for an answer; None when it is over, or a module has changed meanwhile."""
        if any(studying.item(one) is None for one in going.items):
            return None
        return going.next_item

    def answer(self, actor: Actor, studying: Studying, seq: int, item: str, options: Sequence[str]) -> None:
        """Answer the item that waits in the latest try, once. Raises `Conflict`, `RefusedEvent`."""
        if whole_number(seq, "step") != len(studying.log):
            raise Conflict.moved_on(seq, len(studying.log))
        latest = studying.tries[-1] if studying.tries else None
        waiting = None if latest is None else self.open_item(studying, latest)
        asked = None if waiting is None else studying.item(waiting)
        if asked is None or waiting != word(item, "question"):
            raise RefusedEvent("This question does not wait for an answer.", "Go back to the module and begin again.")
        ticked = words(options, [option.id for option in asked.options], "answer")
        if not ticked or (not asked.several and len(ticked) > 1):
            raise RefusedEvent("Nothing was chosen that can be an answer.", "Choose one, or two where it says so.")
        self._note(actor, studying, Answered(waiting, ticked, frozenset(ticked) == asked.right))

    def choose_way(self, actor: Actor, studying: Studying, pathway: str) -> None:
        """Take another pathway."""
        known = [one.id for one in studying.curriculum.pathways]
        if word(pathway, "pathway") not in known:
            raise NotFound.of("pathway", pathway, known)
        if pathway != studying.standing.pathway:
            self._note(actor, studying, ChoseWay(pathway))

    @staticmethod
    def _module(studying: Studying, module_id: str) -> Module:
        if module_id not in studying.modules:
            raise NotFound.of("module", module_id, studying.modules)
        return studying.modules[module_id]

    def _note(self, actor: Actor, studying: Studying, event: Learnt) -> None:
        self._authority.require(actor, Action.LEARN, owner_of(actor))
        self._store.learn(*owner_of(actor), Noted(len(studying.log), event, self._now()))
