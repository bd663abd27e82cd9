"""A network that is none to rely on: a man in the middle who delays, breaks off, and delivers late what was given up."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from random import Random

CHUNK = 65_536


@dataclass
class Lossy:
    """Passes connections on to a port of this machine, as badly as it is told to."""

    upstream: int
    """The port that is really meant."""
    chance: Random
    """Decides what goes wrong."""
    delay_s: float = 0.02
    """How long what is sent is held back at most."""
    lasts_s: float = 1.0
    """After how long a connection breaks on the average."""
    calm: bool = False
    """Whether nothing goes wrong any more."""
    broken: int = 0
    """How many connections were broken."""
    passed: int = 0
    """How many bytes came from the server."""
    port: int = 0
    """Where it listens."""

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._pass_on, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Hang up on everybody."""
        self._server.close()

    async def _pass_on(self, near: asyncio.StreamReader, phone: asyncio.StreamWriter) -> None:
        try:
            far, server = await asyncio.open_connection("127.0.0.1", self.upstream)
        except OSError:  # it was killed
            phone.transport.abort()
            return
        up = asyncio.create_task(self._pump(near, server))
        down = asyncio.create_task(self._pump(far, phone, counts=True))
        try:
            lasts = self.chance.expovariate(1 / self.lasts_s)
            ended, _ = await asyncio.wait((up, down), timeout=lasts, return_when=asyncio.FIRST_COMPLETED)
            if not ended and self.calm:
                await asyncio.wait((up, down), return_when=asyncio.FIRST_COMPLETED)
            elif not ended:
                self.broken += 1
                await self._break(up, down, phone)
        finally:
            for task in (up, down):
                task.cancel()
            for writer in (phone, server):
                writer.transport.abort()

    async def _break(self, up: asyncio.Task[None], down: asyncio.Task[None], phone: asyncio.StreamWriter) -> None:
        how = self.chance.random()
        if how < 0.3:  # the phone has gone to another network; what it had said still arrives, when it is long back
            down.cancel()
            phone.transport.abort()
            await asyncio.wait((up,), timeout=self.chance.uniform(0.05, 0.4))
        elif how < 0.6:  # nothing comes through, and nobody says so
            up.cancel()
            down.cancel()
            await asyncio.sleep(self.chance.uniform(0.1, 0.5))

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, counts: bool = False) -> None:
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                self.passed += len(data) if counts else 0
                if not self.calm:
                    await asyncio.sleep(self.chance.uniform(0, self.delay_s))
                writer.write(data)
                await writer.drain()
