"""The audit log as a page: who did what to whom, in plain English, with names where there still are any."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import NamedTuple

from markupsafe import Markup

from roleplay.identity import ActorKind
from roleplay.server.administration import AdministrationHandler
from roleplay.server.assets import words
from roleplay.server.plain import called
from roleplay.services.auditing import Auditing
from roleplay.services.policy import Action
from roleplay.store import AuditEntry

PAGE = 50
"""How many entries stand on a page."""


class Said(NamedTuple):
    """An entry, as it is read."""

    at: datetime
    """When."""
    text: Markup
    """What happened, as a sentence; names lead to people."""


class LogHandler(AdministrationHandler):
    """The log, newest first."""

    action = Action.READ_AUDIT

    def get(self) -> None:
        """Show one page of it: of everybody, or of one person."""
        about = self.get_query_argument("about", "")
        before = self.get_query_argument("before", "")
        start = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
        store = self.server.store
        found = Auditing(store, lambda: datetime.now(UTC)).read(self.actor, start, PAGE + 1, about or None)
        entries = found[:PAGE]
        people = sorted((called(one.name), one.id) for one in store.people())
        namer = Namer(self)
        self.show(
            "log",
            words()["log_title"],
            entries=[Said(one.at, namer.sentence(one)) for one in entries],
            older=entries[-1].seq if len(found) > PAGE else None,
            newest=start is None,
            about=about,
            people=people,
            known=any(one == about for _, one in people),
        )


class Namer:
    """Turns ids into names, as far as there are any."""

    def __init__(self, handler: LogHandler) -> None:
        store = handler.server.store
        self._people_at = f"{handler.base_url}admin/people/"
        self._cohorts_at = f"{handler.base_url}admin/cohorts/"
        self._people = {one.id: one for one in store.people()}
        self._cohorts = {one.id: one.name for one in store.cohorts()}

    def sentence(self, entry: AuditEntry) -> Markup:
        """What happened."""
        who = self._somebody(entry.actor_kind, entry.actor_id)
        detail: defaultdict[str, object] = defaultdict(str, entry.detail)
        if "cohort" in entry.detail:
            detail["cohort"] = self._cohort(entry.detail["cohort"])
        detail["who"], detail["whom"] = who, self._subject(entry)
        template = Markup(words()[_key(entry)])  # noqa: S704 - our own words; what is put in is escaped
        return template.format_map(detail)

    def _subject(self, entry: AuditEntry) -> Markup:
        if entry.subject_kind == "person":
            return self._person(entry.subject_id)
        if entry.subject_kind == "cohort":
            return self._cohort(entry.subject_id)
        return Markup("{}").format(entry.subject_id)

    def _somebody(self, kind: ActorKind, actor_id: str) -> Markup:
        if kind is ActorKind.GUEST:
            return Markup("{}").format(words()["somebody_guest"])
        return self._person(actor_id, "somebody_erased_who") if actor_id else Markup("{}").format(words()["somebody"])

    def _person(self, person_id: str, gone: str = "somebody_erased") -> Markup:
        person = self._people.get(person_id)
        if person is None:
            return Markup("{}").format(words()[gone if person_id else "somebody_unknown"])
        return Markup('<a href="{}">{}</a>').format(f"{self._people_at}{person.id}", called(person.name))

    def _cohort(self, cohort_id: str) -> Markup:
        name = self._cohorts.get(cohort_id)
        if name is None:
            return Markup("{}").format(words()["cohort_gone"])
        return Markup('<a href="{}">{}</a>').format(f"{self._cohorts_at}{cohort_id}", name)


def _key(entry: AuditEntry) -> str:
    known = f"deed_{entry.action.replace('-', '_')}"
    if entry.action == "signed-in" and entry.detail.get("by") == "password":
        known = "deed_signed_in_password"
    return known if known in words() else "deed_other"
