"""What the pages of whoever looks after the house have in common."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from functools import cached_property
from typing import ClassVar

from roleplay.identity import Role
from roleplay.server.assets import words
from roleplay.server.entrance import EntranceHandler
from roleplay.server.notes import Note
from roleplay.server.plain import called
from roleplay.services.people import Invited, People
from roleplay.services.policy import Action


class AdministrationHandler(EntranceHandler):
    """A page that only some may see."""

    action: ClassVar[Action] = Action.MANAGE_PEOPLE
    """What somebody has to be allowed to."""

    def prepare(self) -> None:
        """Turn away whoever may not do this."""
        super().prepare()
        if not self._finished and not self.may(self.action):
            self.say(403, words()["refused_title"], words()["refused"])

    @cached_property
    def people(self) -> People:
        """The service that asks again whether this person may."""
        return People(self.server.store, _utc_now, lambda: secrets.token_urlsafe(12))

    def done(self, word: str, path: str, **known: str) -> None:
        """Come back to a page, which says what was done."""
        self.leave_note(Note(words()[word].format(**known)))
        self.go(path)

    def hand_out(self, invited: Invited, path: str) -> None:
        """Come back to a page, which shows the link for somebody, once."""
        link = f"{self.server.url}invite?token={invited.token}"
        text = words()["invited"].format(name=called(invited.person.name))
        self.leave_note(Note(text, link, invited.expires))
        self.go(path)

    def go(self, path: str) -> None:
        """On to a page below the base URL."""
        self.redirect(f"{self.base_url}{path}", status=303)

    def roles(self) -> frozenset[Role]:
        """The roles that were ticked; what is none counts for nothing."""
        given = self.get_body_arguments("role")
        return frozenset(role for role in Role if role in given)


def _utc_now() -> datetime:
    return datetime.now(UTC)


def role_name(role: Role) -> str:
    """A role in the words of the page."""
    return words()[f"role_{role}"]
