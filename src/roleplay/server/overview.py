"""The first page of whoever looks after the house."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.metadata import version

import psutil

from roleplay.server.administration import AdministrationHandler
from roleplay.server.assets import words
from roleplay.server.people import listed
from roleplay.services.policy import Action


class OverviewHandler(AdministrationHandler):
    """How the server is doing, and how many people there are."""

    action = Action.OPERATE

    async def get(self) -> None:
        """Show it."""
        server = self.server
        people = listed(self, self.people.listed(self.actor))
        self.show(
            "overview",
            words()["overview_title"],
            people=len(people),
            invited=sum(row.state == words()["state_invited"] for row in people),
            disabled=sum(not row.person.active for row in people),
            here_now=sum(row.seen is not None for row in people),
            cohorts=len(self.people.cohorts(self.actor)),
            kernels=server.kernels.counted(),
            most=server.kernels.places.in_all,
            each=server.given.each,
            good=await server.health.is_good(),
            version=version("roleplay"),
            since=datetime.fromtimestamp(psutil.Process().create_time(), UTC),
            url=server.url,
            note=self.take_note(),
        )
