"""People who have gone: pages of whoever was signed out or shut out end, whatever was open.

When something changes through the server's own pages that is at once; a change from elsewhere, such as a command on the
console, is noticed within seconds.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from roleplay.server.channel import CommConnection

if TYPE_CHECKING:
    from roleplay.server.app import RoleplayServer

_log = logging.getLogger(__name__)

LOOK_S = 10.0
"""How often it is looked who has gone."""
SWEEP_S = 600.0
"""How often browsers that were not heard of for long are signed out."""
SIGNED_OUT = 4403
"""What the socket of a page is closed with when its person has gone."""


class Departures:
    """Ends the kernels that act for nobody any more."""

    def __init__(self, server: RoleplayServer) -> None:
        self._server = server
        self._swept = time.monotonic()

    async def keep(self) -> None:
        """Look again and again."""
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                if time.monotonic() - self._swept >= SWEEP_S:
                    self._swept = time.monotonic()
                    await asyncio.to_thread(self._server.sign_in.entering.sweep)
                await self.end()
            except Exception:  # noqa: BLE001 - the next round tries again
                _log.exception("It could not be looked who is signed out")

    async def end(self) -> None:
        """End every kernel whose person was signed out or shut out, and close its sockets before that.

        Their lines in workshops are closed, too.
        """
        await self._server.hub.dismiss_departed()
        gone = await asyncio.to_thread(self._server.store.departed)
        if not gone:
            return
        for line in list(CommConnection._open_sockets):  # noqa: SLF001 - tornado keeps no list of its own
            if line.kernel_id in gone:
                line.websocket_handler.close(SIGNED_OUT)
        for kernel_id in gone:
            await self._server.kernels.end(kernel_id)
