"""Private pages."""

from __future__ import annotations

from roleplay.apps.address import Address, Place
from roleplay.apps.desk import Desk
from roleplay.apps.view import PageCard, PageForm, PageScreen
from roleplay.model.curriculum import MODULE_PAGE
from roleplay.services.pages import Written


def page_path(page_id: str) -> str:
    """Address of a private page."""
    return Address(Place.PAGE, page_id).path


def page_cards(desk: Desk) -> list[PageCard]:
    """The pages that stand by themselves; those of modules are on their modules."""
    kept = desk.pages.kept(desk.actor)
    return [
        {
            "id": page.id,
            "path": page_path(page.id),
            "title": page.title,
            "about": page.about,
            "at": kept[page.id].isoformat() if page.id in kept else None,
        }
        for page in desk.pages.asked()
        if not page.id.startswith(MODULE_PAGE)
    ]


def page_form(written: Written) -> PageForm:
    """A page as a form."""
    return {
        "id": written.page.id,
        "questions": [
            {
                "id": field.id,
                "ask": field.ask,
                "hint": field.hint,
                "kind": field.kind.value,
                "answer": written.answers.get(field.id, ""),
            }
            for field in written.page.fields
        ],
        "at": None if written.at is None else written.at.isoformat(),
        "readable": written.readable,
    }


def page(desk: Desk, page_id: str) -> PageScreen:
    """A private page. Raises `NotFound`."""
    written = desk.pages.read(desk.actor, page_id)
    return {
        "name": "page",
        "path": page_path(page_id),
        "title": written.page.title,
        "about": written.page.about,
        "form": page_form(written),
    }
