"""Zygotes as the server sees them: started, asked for kernels, renewed when code changes, replaced when they die."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeAlias

import roleplay
from roleplay.zygote.orders import NONE, READY, Burial, Order

_log = logging.getLogger(__name__)

CHECK_S = 1.0
"""How often a look is taken whether the zygote still lives."""

PAUSE_S = 5.0
"""Zygotes that die are replaced no more often than this."""

FIRST_LIMIT_S = 10.0
"""Whoever comes before the first zygote is warm waits no longer than this: spawning takes as long, or less."""

AGAIN_S = 30.0
"""After one could not be made ready, this long passes before the next is tried with the same code."""

ANSWER_LIMIT_S = 10.0
"""A zygote that says nothing for so long is given up: it has nothing to do but fork."""

WARM_LIMIT_S = 120.0
"""The same, for its imports."""

FRUGAL = {
    "MALLOC_ARENA_MAX": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
"""Of a zygote. Otherwise the C library gives each thread memory of its own, half a MB for a kernel, and numpy and the
pyarrow that pandas takes along start threads when they are imported."""

UNKNOWN_END = 255
"""What a kernel ended with when its zygote is gone, and with it the only one who could tell."""


def forks_here() -> bool:
    """Whether kernels are forked unless somebody wants it otherwise.

    Not on macOS: its own libraries do not survive a fork without an exec (CPython changed the default of
    `multiprocessing` there for the same reason).
    """
    return os.name == "posix" and sys.platform != "darwin"


class ZygoteGone(Exception):
    """A zygote that did not answer, or could not fork. The kernel that was asked for has to be spawned."""


class Forked:
    """A kernel that was forked, with the interface of `subprocess.Popen` as far as jupyter_client uses it.

    It is the zygote's child, not ours. That it lives is seen at its lifeline, which ends with it; its number stays its
    own until `poll` has seen the end and has the zygote collect it, so no signal can reach another process.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, lifeline: socket.socket, zygote: Zygote) -> None:
        self.pid = pid
        """Its process, and its process group."""
        self.returncode: int | None = None
        """What it ended with, minus a signal's number, or None."""
        self._lifeline = lifeline
        self._zygote = zygote
        self._looking = threading.Lock()

    def ended(self) -> bool:
        """Whether it has come to its end. Quick, and asks nobody."""
        if self.returncode is not None:
            return True
        try:
            return not self._lifeline.recv(1)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def poll(self) -> int | None:
        """What it ended with; None while it lives."""
        with self._looking:
            if self.returncode is None and self.ended():
                self.returncode = self._zygote.bury(self.pid)
                self._lifeline.close()
            return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end. Raises `subprocess.TimeoutExpired`."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while (found := self.poll()) is None:
            if deadline is not None and time.monotonic() >= deadline:
                raise subprocess.TimeoutExpired("kernel", timeout or 0)
            time.sleep(0.02)
        return found

    def send_signal(self, number: int) -> None:
        """Send a signal to it alone. Nothing happens when it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)


class Zygote:
    """One warmed process. All methods block, some for as long as an import takes; any thread may call them."""

    def __init__(self, steps: Sequence[str], environment: Mapping[str, str], log: IO[bytes]) -> None:
        self._control, theirs = socket.socketpair()
        self._turn = threading.Lock()
        self._kernels: set[int] = set()
        self._retired = False
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - this very Python
                [sys.executable, "-P", "-m", "roleplay.zygote", *steps],
                stdin=theirs.fileno(), stdout=log, stderr=log, env={**environment, **FRUGAL}, start_new_session=True,
            )  # fmt: skip
        """The process. It ends by itself as soon as the socket closes, however that comes."""

    def warm(self) -> None:
        """Wait until it has imported everything. Raises `ZygoteGone`."""
        self._control.settimeout(WARM_LIMIT_S)
        try:
            said = self._heard()
        except OSError as error:
            self.process.kill()
            self._control.close()
            raise ZygoteGone("It could not import everything; the log of the kernels says why.") from error
        if said != READY:
            raise ZygoteGone(f"It was to say that it is ready, and said {said!r}.")
        self._control.settimeout(ANSWER_LIMIT_S)

    def fork(self, order: Order, out: int, err: int) -> Forked:
        """Have a kernel forked, with descriptors for its output. Raises `ZygoteGone`."""
        ours, theirs = socket.socketpair()
        try:
            with theirs, self._turn:
                pid = self._ask(order.line(), [theirs.fileno(), out, err])
                if pid != NONE:
                    self._kernels.add(pid)
        except ZygoteGone:
            ours.close()  # which also ends the child, should there be one
            raise
        if pid == NONE:
            ours.close()
            raise ZygoteGone("The system lets it have no further process.")
        ours.setblocking(False)
        return Forked(pid, ours, self)

    def bury(self, pid: int) -> int:
        """Let a kernel's number go that has ended, and tell what it ended with."""
        with self._turn:
            self._kernels.discard(pid)
            try:
                return self._ask(Burial(pid).line())
            except ZygoteGone:
                return UNKNOWN_END
            finally:
                self._leave()

    def lives(self) -> bool:
        """Whether the process is there."""
        return self.process.poll() is None

    def retire(self) -> None:
        """No more kernels: it ends with the last of those that it has."""
        with self._turn:
            self._retired = True
            self._leave()

    def _leave(self) -> None:
        if self._retired and not self._kernels:
            self._control.close()

    def end(self) -> None:
        """End it, whatever its kernels do, which lose nothing by it."""
        with self._turn, suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)  # wakes whoever still waits for it to get warm
            self._control.close()
        try:
            self.process.wait(ANSWER_LIMIT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _ask(self, line: bytes, descriptors: Sequence[int] = ()) -> int:
        try:
            sent = socket.send_fds(self._control, [line], descriptors)
            self._control.sendall(line[sent:])
            return int(json.loads(self._heard()))
        except (OSError, ValueError) as error:
            self.process.kill()  # a late answer would be taken for that to the next question
            raise ZygoteGone(f"It did not answer: {error}") from error

    def _heard(self) -> bytes:
        heard = b""
        while not heard.endswith(b"\n"):
            more = self._control.recv(256)
            if not more:
                raise ConnectionResetError("It has ended.")
            heard += more
        return heard


@dataclass(frozen=True, slots=True)
class Warmth:
    """What kernels of one name find done when they are forked."""

    steps: Sequence[str]
    """What their zygote does to get warm: modules that it imports, and `module:function` for what it calls."""

    at_once: bool = False
    """Whether it is there from the start. Otherwise it comes with the first kernel, and costs nothing until then."""


@dataclass(frozen=True)
class Recipe:
    """What a zygote is made from."""

    warmth: Warmth
    """What it does to get warm, and when."""

    environment: Mapping[str, str]
    """Its environment. Kernels get their own."""

    log: Path
    """Where it prints, and why it could not start."""


class Hearth:
    """Keeps one zygote warm."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._zygote: Zygote | None = None
        self._code: Code = frozenset()
        self._seen: Code = frozenset()
        self._old: list[Zygote] = []
        self._tried = asyncio.Event()
        self._cold = asyncio.Event()
        self._wanted = asyncio.Event()
        if recipe.warmth.at_once:
            self._wanted.set()
        self._again = 0.0

    async def keep(self) -> None:
        """Have a zygote ready, and another when it dies or its code is an old one. Runs until it is cancelled."""
        await self._wanted.wait()
        while True:
            if self._zygote is not None and not self._zygote.lives():
                _log.warning("The process that kernels are forked from has ended; another is started")
                await self._let_go()
            self._old = [zygote for zygote in self._old if zygote.lives()]
            if self._zygote is None and self._worth_it():
                await self._light()
            self._cold.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._cold.wait(), CHECK_S)

    def _worth_it(self) -> bool:
        """Whether to try now. Code that somebody is still changing would be an old one before the zygote is warm."""
        code, before = code_now(), self._seen
        self._seen = code
        if code == self._code:
            return time.monotonic() >= self._again
        return code == before or not self._tried.is_set()

    async def _light(self) -> None:
        self._code = code_now()
        self._again = time.monotonic() + PAUSE_S
        try:
            with self._recipe.log.open("ab") as log:
                zygote = Zygote(self._recipe.warmth.steps, self._recipe.environment, log)
            self._old.append(zygote)
            await asyncio.to_thread(zygote.warm)
        except (ZygoteGone, OSError) as error:
            _log.warning("Kernels cannot be forked and are started one by one: %s", error)
            self._again = time.monotonic() + AGAIN_S
        else:
            self._old.remove(zygote)
            self._zygote = zygote
        finally:
            self._tried.set()

    async def _let_go(self) -> None:
        zygote, self._zygote = self._zygote, None
        if zygote is not None:
            self._old.append(zygote)
            self._cold.set()
            await asyncio.to_thread(zygote.retire)

    async def zygote(self) -> Zygote | None:
        """A warm zygote with the code as it is now; None while there is none. The first is waited for, a little."""
        self._wanted.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._tried.wait(), FIRST_LIMIT_S)
        if self._zygote is not None and (not self._zygote.lives() or code_now() != self._code):
            await self._let_go()
        return self._zygote

    async def end(self) -> None:
        """End all zygotes. Kernels that still live stay for as long as this process."""
        await self._let_go()
        for zygote in self._old:
            await asyncio.to_thread(zygote.end)


_PACKAGE = Path(roleplay.__file__).parent


Code: TypeAlias = frozenset[tuple[str, int, int]]
"""The files of the package, each with its size and when it was written."""


def code_now() -> Code:
    """What changes whenever a file of the package does: modules, and the words, styles and scripts that they read."""
    found: set[tuple[str, int, int]] = set()
    folders = [str(_PACKAGE)]
    while folders:
        with suppress(FileNotFoundError), os.scandir(folders.pop()) as entries:  # removed just now
            for one in entries:
                if not one.is_dir():
                    told = one.stat()
                    found.add((one.path, told.st_size, told.st_mtime_ns))
                elif one.name != "__pycache__":
                    folders.append(one.path)
    return frozenset(found)
