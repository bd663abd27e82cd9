"""Private pages: what somebody writes for themselves. Nobody else can read them, nothing on them counts.

A page is one personal text: its answers as JSON. The pages that a library asks for stand in its curriculum; those of a
module (its reflection, what to bring to supervision) are called `module-ID`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from roleplay.errors import NotFound, RefusedEvent
from roleplay.identity import Actor
from roleplay.model.curriculum import MODULE_PAGE, FieldKind, Module, PageField, PrivatePage
from roleplay.services.authority import Authority, owner_of
from roleplay.services.forged import text_of, word
from roleplay.services.policy import Action
from roleplay.services.sealing import Plain, Sealer
from roleplay.services.shelf import Bookshelf
from roleplay.store import Store, TextRow

PURPOSE = "page"
"""As what it is kept."""
SCALE = ("not-yet", "a-little", "mostly", "yes")
"""The answers to a question with a scale."""


@dataclass(frozen=True, slots=True)
class Written:
    """A page as somebody has written it."""

    page: PrivatePage
    """What is asked on it."""
    answers: Mapping[str, str]
    """Field -> what was written; without those that are empty."""
    at: datetime | None
    """When it was kept last; None before the first time."""
    readable: bool = True
    """Whether it can be read now; the server may be without its key."""


class Pages:
    """What somebody does with their own private pages."""

    def __init__(
        self,
        store: Store,
        bookshelf: Bookshelf,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
        *,
        sealer: Sealer | None = None,
    ) -> None:
        self._store = store
        self._bookshelf = bookshelf
        self._authority = Authority(store)
        self._now = now
        self._new_id = new_id
        self._sealer = sealer or Plain()

    def asked(self) -> tuple[PrivatePage, ...]:
        """Every page that the library asks for, those of modules last."""
        return pages_of(self._bookshelf)

    def read(self, actor: Actor, page_id: str) -> Written:
        """A page of the actor's own. Raises `NotFound` for one that the library does not ask for."""
        page = self._page(page_id)
        self._authority.require(actor, Action.READ_PRIVATE_TEXT, owner_of(actor))
        row = next((one for one in self._store.pages(*owner_of(actor)) if one.page == page.id), None)
        return Written(page, {}, None) if row is None else self._written(page, row)

    def kept(self, actor: Actor) -> Mapping[str, datetime]:
        """Page -> when it was kept last, for those on which something stands."""
        self._authority.require(actor, Action.READ_PRIVATE_TEXT, owner_of(actor))
        return {row.page: row.at for row in self._store.pages(*owner_of(actor)) if row.page is not None}

    def keep(self, actor: Actor, page_id: str, answers: Mapping[str, str], seen: datetime | None) -> Written:
        """Keep a page in place of what stood on it at `seen`. Without any answer it is erased.

        Raises `Conflict` when it was changed meanwhile, and `RefusedEvent` for answers that cannot be kept.
        """
        page = self._page(page_id)
        owner = owner_of(actor)
        self._authority.require(actor, Action.KEEP_PAGE, owner)
        given = _answers(page, answers)
        body = text_of(json.dumps(given, ensure_ascii=False)) if given else None
        now = self._now()
        row = TextRow(self._new_id(), owner.kind, owner.id, None, PURPOSE, body, now, page=page.id)
        (sealed,) = self._sealer.seal(owner, (row,)) if body else (row,)
        self._store.keep_page(sealed, seen)
        return Written(page, given, now if given else None)

    def _page(self, page_id: str) -> PrivatePage:
        known = {page.id: page for page in self.asked()}
        if word(page_id, "page") not in known:
            raise NotFound.of("page", page_id, known)
        return known[page_id]

    def _written(self, page: PrivatePage, row: TextRow) -> Written:
        (plain,) = self._sealer.open((row,))
        return Written(page, answers_of(plain), row.at, readable=plain.body is not None)


def pages_of(bookshelf: Bookshelf) -> tuple[PrivatePage, ...]:
    """Every page that a library asks for, those of modules last."""
    curriculum = bookshelf.curriculum()
    if curriculum is None:
        return ()
    modules = bookshelf.modules()
    listed = [modules[step.id] for step in curriculum.modules if step.id in modules]
    return (*curriculum.pages, *(_page_of(module) for module in listed))


def _page_of(module: Module) -> PrivatePage:
    thinking = (PageField(id=f"think-{n}", ask=ask) for n, ask in enumerate(module.reflection, start=1))
    bringing = (PageField(id=f"bring-{n}", ask=ask) for n, ask in enumerate(module.supervision, start=1))
    return PrivatePage(
        id=f"{MODULE_PAGE}{module.id}", title=module.title, about=module.summary, fields=(*thinking, *bringing)
    )


def answers_of(row: TextRow) -> dict[str, str]:
    """What a page that was opened says, by field."""
    return {} if row.body is None else dict(json.loads(row.body))


def _answers(page: PrivatePage, answers: object) -> dict[str, str]:
    if not isinstance(answers, dict):
        raise RefusedEvent("The page cannot be read.", "Copy what you wrote, and reload.")
    kinds = {field.id: field.kind for field in page.fields}
    given: dict[str, str] = {}
    for name, value in answers.items():
        if name not in kinds:
            raise RefusedEvent(f'This page does not ask for "{str(name)[:40]}".', "Copy what you wrote, and reload.")
        text = text_of(value)
        if text is None:
            continue
        if kinds[name] is FieldKind.SCALE and text not in SCALE:
            raise RefusedEvent("One of the answers is not on the scale.", "Choose again.")
        given[name] = text
    return {field.id: given[field.id] for field in page.fields if field.id in given}
