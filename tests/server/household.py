"""Kernels without a server around them, started by the one way or the other, and asked directly."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar, cast

import psutil
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.multikernelmanager import AsyncMultiKernelManager

from roleplay.server.forking import Hearth, Recipe, Warmth
from roleplay.server.kernels import OwnPythonOnly, kernel_environment

LIMIT_S = 30.0
SESSION = ("roleplay.apps.session",)
WARM = Warmth(SESSION, at_once=True)

T = TypeVar("T")


class Living:
    """A kernel that runs."""

    def __init__(self, household: Household, kernel_id: str) -> None:
        self.household = household
        self.kernel_id = kernel_id
        self.manager = cast("AsyncKernelManager", household.manager.get_kernel(kernel_id))
        self.client = self.manager.client()
        self.client.start_channels()
        household.run(self.client.wait_for_ready(timeout=LIMIT_S))

    @property
    def pid(self) -> int:
        """Its process."""
        pid: int = self.manager.provisioner.pid  # type: ignore[union-attr]
        return pid

    @property
    def process(self) -> psutil.Process:
        """Its process, which knows the difference when its number goes to another."""
        return psutil.Process(self.pid)

    def do(self, code: str) -> str:
        """Run code; what it printed, or the name of the error that it ended with."""
        printed: list[str] = []

        def hear(message: Mapping[str, Any]) -> None:
            if message["msg_type"] == "stream":
                printed.append(message["content"]["text"])

        reply = self.household.run(
            self.client.execute_interactive(code, output_hook=hear, timeout=LIMIT_S, store_history=False)
        )
        content = reply["content"]
        return "".join(printed) if content["status"] == "ok" else str(content["ename"])

    def tell(self, expression: str) -> Any:
        """The value of an expression, through JSON."""
        said = self.do(f"import json\nprint(json.dumps({expression}))")
        return json.loads(said)

    def status(self) -> int | None:
        """What it ended with; None while it lives."""
        provisioner = self.manager.provisioner
        assert provisioner is not None
        found: int | None = self.household.run(provisioner.poll())
        return found

    def hang_up(self) -> None:
        """Say nothing more to it."""
        self.client.stop_channels()


class Household:
    """A kernel manager, and the hearth that it has its zygotes from when it forks."""

    def __init__(
        self, folder: Path, way: str, warmth: Warmth = WARM, kernel: str = NATIVE_KERNEL_NAME, **environment: str
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.environment = {**kernel_environment(os.environ, str(folder / "none.json")), **environment}
        self._kernel_name = kernel
        self._runner = asyncio.Runner()
        self._living: list[Living] = []
        self.log_path = folder / "log"
        self._log = self.log_path.open("ab")
        self.hearth: Hearth | None = None
        self._keeper: asyncio.Task[None] | None = None
        if way == "fork":
            self.hearth = self.run(self._light(Recipe(warmth, self.environment, self.log_path)))
        self.manager = AsyncMultiKernelManager(
            connection_dir=str(folder), kernel_spec_manager=OwnPythonOnly(forks=way == "fork")
        )
        zygote = self.hearth.zygote if self.hearth else None
        self.manager.server = SimpleNamespace(zygote=lambda _: zygote())  # type: ignore[attr-defined, misc]

    async def _light(self, recipe: Recipe) -> Hearth:
        hearth = Hearth(recipe)
        self._keeper = asyncio.create_task(hearth.keep())
        return hearth

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something asynchronous to its end; what is kept in the background goes on meanwhile."""
        return self._runner.run(work)

    def eventually(self, happens: Callable[[], T]) -> T:
        """What `happens()` gives as soon as that is true; its last word when it never is."""
        deadline = time.monotonic() + LIMIT_S
        while not (found := happens()) and time.monotonic() < deadline:
            self.run(asyncio.sleep(0.05))
        return found

    def zygote_pid(self) -> int | None:
        """The process that a kernel would be forked from now."""
        assert self.hearth is not None
        zygote = self.run(self.hearth.zygote())
        return zygote.process.pid if zygote else None

    def start(self, **environment: str) -> Living:
        """Start a kernel and wait until it answers."""
        started = self.run(
            self.manager._async_start_kernel(
                kernel_name=self._kernel_name,
                env={**self.environment, **environment},
                cwd=str(self.folder),
                stdout=self._log,
                stderr=self._log,
            )
        )
        self._living.append(Living(self, started))
        return self._living[-1]

    def close(self) -> None:
        """End all of it."""
        for living in self._living:
            living.hang_up()
            living.manager.stop_restarter()  # or it starts again what is ended here, and nobody ends that
        self.run(self.manager._async_shutdown_all(now=True))
        if self.hearth is not None and self._keeper is not None:
            self._keeper.cancel()
            self.run(self.hearth.end())
        self.manager.context.destroy(linger=0)
        self._log.close()
        self._runner.close()
