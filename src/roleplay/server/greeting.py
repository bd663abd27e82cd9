"""What the trainee's page says before any script: title, content note and setting of what was asked for."""

from __future__ import annotations

from roleplay.apps.address import LIBRARY, Address, Place, read_address
from roleplay.apps.author.paths import HOME as AUTHOR
from roleplay.apps.catalogue import say
from roleplay.apps.evaluator.room import HOME as DESK
from roleplay.apps.facilitator.lobby import HOME as WORKSHOPS
from roleplay.engine.story import fill
from roleplay.errors import RoleplayError
from roleplay.model.scenario import Scenario
from roleplay.server.page import FirstPaint
from roleplay.services.authority import Authority, Owner, actor_of
from roleplay.services.pages import pages_of
from roleplay.services.policy import Action
from roleplay.services.shelf import Bookshelf
from roleplay.store import PersonRow, Store

REPORTS = "/reports"
"""Where the page of reports begins; its app brings pandas along, which a server does without."""

_TITLES = {
    Place.PROGRESS: "progress.title",
    Place.MODULES: "nav.modules",
    Place.PLACEMENT: "check.placement",
    Place.REFRESHERS: "refreshers.title",
    Place.CHAIR: "chair.title",
    Place.OPENED: "opened.title",
    Place.STATIONS: "stations.title",
}
_COLUMNS = {
    Place.PLAY: "play",
    Place.SCENARIO: "brief",
    Place.DEBRIEF: "debrief",
    Place.REFRESHERS: "refreshers",
    Place.CHECK: "text",
    Place.STATIONS: "text",
}
_HOMES = (
    (AUTHOR, "author.title", "author"),
    (DESK, "desk.title", "wide"),
    (WORKSHOPS, "hall.title", "hall"),
    (REPORTS, "report.title", "report"),
)


class Greeting:
    """Answers from the store alone, in a millisecond or two; a kernel would take longer to say the same."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._bookshelf = Bookshelf(store)
        self._authority = Authority(store)

    def __call__(self, path: str, person: PersonRow) -> FirstPaint:
        """The first paint of an address, for somebody who is signed in."""
        for home, title, column in _HOMES:
            if path == home or path.startswith(f"{home}/"):
                return FirstPaint(say(title), say(title), column=column)
        address = read_address(path) or LIBRARY
        column = _COLUMNS.get(address.place, "wide")
        try:
            scenario = self._scenario(address, person)
        except RoleplayError:  # the page itself will say kindly that there is no such thing
            scenario = None
        if address.place in {Place.MODULE, Place.CHECK}:
            module = self._bookshelf.modules().get(address.id)
            if module is None:
                return FirstPaint(say("library.title"), say("app.name"))
            check = say("check.heading", title=module.title) if address.place is Place.CHECK else ""
            return FirstPaint(module.title, check, column=column)
        if scenario is None:
            title = self._page_title(address) or say(_TITLES.get(address.place, "library.title"))
            return FirstPaint(title, title, column=column if address.place in _TITLES else "wide")
        if address.place is Place.DEBRIEF:
            return FirstPaint(scenario.title, scenario.title, column=column)
        notes = f"{say('content.label')} {' · '.join(scenario.content_notes)}"
        setting = fill(scenario.setting, self._bookshelf.site().pinned())
        return FirstPaint(scenario.title, scenario.title, (notes, setting), column)

    def _page_title(self, address: Address) -> str | None:
        if address.place is not Place.PAGE:
            return None
        return next((page.title for page in pages_of(self._bookshelf) if page.id == address.id), None)

    def _scenario(self, address: Address, person: PersonRow) -> Scenario | None:
        if address.place is Place.SCENARIO:
            if address.id in self._bookshelf.forms():
                return None  # nobody reads beforehand what they are assessed with
            return self._bookshelf.scenario(address.id)[1]
        if address.place in {Place.PLAY, Place.DEBRIEF}:
            attempt = self._store.attempt(address.id)
            if attempt is None:
                return None
            owner = Owner(attempt.owner_kind, attempt.owner_id)
            if self._authority.may(actor_of(person), Action.READ_ATTEMPT, owner):
                return self._bookshelf.by_hash(attempt.scenario_hash)
        return None
