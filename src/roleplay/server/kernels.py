"""Kernels: what they are started with, whom they belong to, and when they end."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import zmq
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from voila.voila_kernel_manager import voila_kernel_manager_factory

from roleplay.server.render import PageRenderer

if TYPE_CHECKING:
    from roleplay.server.app import RoleplayServer

ENVIRONMENT_KEPT = frozenset(
    {
        "APPDATA", "COMSPEC", "CONDA_DEFAULT_ENV", "CONDA_PREFIX", "HOME", "HOMEDRIVE", "HOMEPATH", "IPYTHONDIR",
        "LANG", "LANGUAGE", "LD_LIBRARY_PATH", "LOCALAPPDATA", "LOGNAME", "NUMBER_OF_PROCESSORS", "PATH", "PATHEXT",
        "PYTHONPATH", "PYTHONUTF8", "SYSTEMDRIVE", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "TZ", "USER", "USERNAME",
        "USERPROFILE", "VIRTUAL_ENV", "WINDIR",
    }
)  # fmt: skip
"""The variables of the server that a kernel may see. Everything else stays behind, whatever it holds."""

RUN_VARIABLE = "ROLEPLAY_RUN"
"""Names the file by which a kernel reaches the store."""

RESERVE_TRIED = 2
"""How many kernels in reserve may turn out to be dead before one is started for the visitor alone."""

MESSAGES_LET_IN = ("comm_open", "comm_msg", "comm_close", "comm_info_request", "kernel_info_request")
"""What a browser may say to a kernel."""


def kernel_environment(environment: Mapping[str, str], run_file: str) -> dict[str, str]:
    """The environment of a kernel: the harmless part of the server's, and the way to the store."""
    kept = {
        name: value
        for name, value in environment.items()
        if name.upper() in ENVIRONMENT_KEPT or name.upper().startswith("LC_")
    }
    # Python's frozen modules confuse the debugger that every kernel imports; it need not say so each time.
    return {**kept, RUN_VARIABLE: run_file, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}


class OwnPythonOnly(KernelSpecManager):
    """Knows one kernel, this very Python, whatever kernels are installed for this user."""

    def _kernel_dirs_default(self) -> list[str]:
        return []


class _ServerKernels(AsyncMappingKernelManager):
    """Starts kernels with a scrubbed environment, and ends those that nobody is connected to."""

    def __init__(self, **known: Any) -> None:
        self._alone_since: dict[str, float] = {}
        self._ending: set[str] = set()
        super().__init__(**known)  # type: ignore[no-untyped-call]
        self.allowed_message_types = list(MESSAGES_LET_IN)
        if zmq.has("curve") and self.has_trait("transport_encryption"):
            # Otherwise anybody with an account on this machine could listen to what a kernel tells its page.
            self.transport_encryption = "auto"

    @property
    def server(self) -> RoleplayServer:
        """The server that these kernels belong to."""
        return cast("RoleplayServer", self.parent)

    async def start_kernel(self, **known: Any) -> str:  # type: ignore[override]
        """Start a kernel. What the caller wants in its environment is ignored."""
        known["env"] = kernel_environment(os.environ, str(self.server.run_folder.kernel_file))
        with self.server.run_folder.kernel_log.open("ab") as log:
            started: str = await super()._async_start_kernel(**known, stdout=log, stderr=log)
        return started

    def belongs_now(self, kernel_id: str) -> None:
        """A page has taken this kernel: from now on somebody has to connect to it."""
        self._alone_since[kernel_id] = time.monotonic()

    def notify_connect(self, kernel_id: str) -> None:
        """Somebody is there."""
        super().notify_connect(kernel_id)  # type: ignore[no-untyped-call]
        self._alone_since.pop(kernel_id, None)

    def notify_disconnect(self, kernel_id: str) -> None:
        """Somebody went; when that was the last, the kernel's time runs."""
        super().notify_disconnect(kernel_id)  # type: ignore[no-untyped-call]
        if kernel_id in self and not self._kernel_connections.get(kernel_id):
            self._alone_since[kernel_id] = time.monotonic()

    def remove_kernel(self, kernel_id: str) -> Any:
        """Forget a kernel that has ended, and whose it was."""
        self._alone_since.pop(kernel_id, None)
        self.server.store.release_kernel(kernel_id)
        return super().remove_kernel(kernel_id)

    async def end(self, kernel_id: str) -> None:
        """End a kernel at once. What it acknowledged is committed, so it needs no time to finish."""
        if kernel_id not in self or kernel_id in self._ending:
            return
        self._ending.add(kernel_id)
        try:
            await self.shutdown_kernel(kernel_id, now=True)  # type: ignore[no-untyped-call]
        finally:
            self._ending.discard(kernel_id)

    async def reap(self, alone_s: float) -> None:
        """End every kernel that has had no connection for this many seconds.

        Activity does not count: a page that pushes a clock would live for ever after its tab is closed.
        """
        limit = time.monotonic() - alone_s
        for kernel_id, since in list(self._alone_since.items()):
            if since <= limit:
                self._alone_since.pop(kernel_id, None)
                await self.end(kernel_id)


@dataclass(frozen=True)
class Taken:
    """A kernel that a page has taken, and the page that it renders."""

    kernel_id: str
    """The kernel."""

    snippets: AsyncIterator[str]
    """The page's HTML, as it is made. Nothing of it may be sent before the kernel is bound."""


class Kernels(voila_kernel_manager_factory(_ServerKernels, preheat_kernel=True, default_pool_size=1)):  # type: ignore[misc]
    """The kernels of all pages, with some in reserve."""

    async def take(self, notebook: str) -> Taken:
        """A kernel for one visitor, from the reserve if there is one. `notebook` is relative to the root folder."""
        for _ in range(RESERVE_TRIED):
            if not self.get_pool_size(notebook):
                break
            try:
                task, cached, kernel_id = await self.get_rendered_notebook(notebook_name=notebook)
            except Exception:
                self.log.exception("A kernel in reserve could not be started")
                continue
            if kernel_id in self and await self.get_kernel(kernel_id).is_alive():
                self.belongs_now(kernel_id)
                return Taken(kernel_id, _preheated(task, cached))
        renderer = self._notebook_renderer_factory(notebook)
        await renderer.initialize()
        kernel_id = await self.start_kernel(kernel_name=renderer.notebook.metadata.kernelspec.name, path="")
        self.belongs_now(kernel_id)
        return Taken(kernel_id, _cold(renderer, kernel_id, self.get_kernel(kernel_id)))

    def in_reserve(self, kernel_id: str) -> bool:
        """Whether this kernel waits for its first visitor."""
        waiting = (task for pool in self._pools.values() for task in pool if task.done() and not task.cancelled())
        return any(task.exception() is None and task.result()["kernel_id"] == kernel_id for task in waiting)

    def _notebook_renderer_factory(self, notebook_path: str | None = None) -> PageRenderer:
        return PageRenderer.of(self.server, notebook_path or "")


async def _preheated(task: asyncio.Task[Any], cached: list[str]) -> AsyncIterator[str]:
    # The order of Voilà's own handler: what is there, then what the running cell makes, then the rest.
    sent = len(cached)
    for snippet in cached[:sent]:
        yield snippet
    rendered, rest = await task
    for snippet in rendered[sent:]:
        yield snippet
    async for snippet, _ in rest:
        yield snippet


async def _cold(renderer: PageRenderer, kernel_id: str, kernel: Any) -> AsyncIterator[str]:
    async for snippet, _ in renderer.generate_content_generator(kernel_id, kernel):
        yield snippet
