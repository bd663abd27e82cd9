"""Kernels: what they are started with, whom they belong to, and when they end."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast

import traitlets
import zmq
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpec, KernelSpecManager
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from nbformat import NotebookNode
from voila.voila_kernel_manager import voila_kernel_manager_factory

from roleplay.server import provisioner
from roleplay.server.forking import Warmth, code_now
from roleplay.server.logs import FIELDS
from roleplay.server.places import Full, Places
from roleplay.server.pool import Demand
from roleplay.server.ports import choose_quietly
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

CHECK_S = 5.0
"""How often a look is taken whether the reserve is too large by now, or memory scarce; its use is seen at once."""

AGAIN_S = 30.0
"""After a page in reserve could not be made, this long passes before the next is tried."""

VISITORS_FIRST_S = 10.0
"""A page in reserve waits no longer than this for visitors to have theirs; one of them may have a very slow line."""

STARTING_S = 3.0
"""Kernels that are only just starting get so long to be there, so that they can be ended with all others."""

SOCKETS = 16_384
"""How many sockets to kernels there may be; each kernel takes seven or so, and zmq alone would stop at 1,023."""

MESSAGES_LET_IN = ("comm_msg",)
"""What a browser may say to a kernel: something to a widget that is there. A page opens none; whoever could, could open
any class that the kernel has ever imported, as many as they like."""


def kernel_environment(environment: Mapping[str, str], run_file: str) -> dict[str, str]:
    """The environment of a kernel: the harmless part of the server's, and the way to the store."""
    kept = {
        name: value
        for name, value in environment.items()
        if name.upper() in ENVIRONMENT_KEPT or name.upper().startswith("LC_")
    }
    # Python's frozen modules confuse the debugger that every kernel imports; it need not say so each time.
    return {**kept, RUN_VARIABLE: run_file, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}


TABLES = "tables"
"""The kernel of pages that show tables: it has pandas. A notebook asks for it in its metadata (`own_kernel`)."""

_LIBRARY = "roleplay.zygote.library:show_library"
# What pandas asks pyarrow for as soon as it is there; reports bring it along.
_ARROW = ("pyarrow.pandas_compat", "pyarrow.vendored.version") if find_spec("pyarrow") else ()
_PANDAS = ("pandas", *(f"pandas.io.formats.{late}" for late in ("csvs", "html", "string", "style")))

ZYGOTES: Mapping[str, Warmth] = {
    NATIVE_KERNEL_NAME: Warmth((_LIBRARY,), at_once=True),
    TABLES: Warmth((_LIBRARY, *_PANDAS, *_ARROW, "roleplay.apps.programme.app")),
}
"""What is done before kernels of a name are forked. Each name has a zygote of its own."""


def own_kernel(_: object, notebook: NotebookNode, **known: Any) -> None:
    """Give a notebook the kernel that it names in its metadata: `"roleplay": {"kernel": "tables"}`.

    Its kernelspec stays that of Python. JupyterLab knows no other: it would ask, or write its own choice into the file.
    """
    del known
    name = notebook.metadata.get("roleplay", {}).get("kernel")
    if name is not None:
        notebook.metadata.kernelspec.name = name


class OwnPythonOnly(KernelSpecManager):
    """Knows this very Python, under the names of `ZYGOTES`, whatever kernels are installed for this user."""

    forks = traitlets.Bool(default_value=False)
    """Whether kernels are forked from a zygote where there is one for their name."""

    def _kernel_dirs_default(self) -> list[str]:
        return []

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """How a kernel is started. It keeps no history: nobody types into it."""
        # The other names are not listed: none may be taken for a notebook that does not ask for it.
        spec = super().get_kernel_spec(NATIVE_KERNEL_NAME if kernel_name in ZYGOTES else kernel_name)
        spec.argv = [*spec.argv, "--HistoryManager.enabled=False"]
        if self.forks and kernel_name in ZYGOTES:
            spec.metadata = {**spec.metadata, "kernel_provisioner": {"provisioner_name": provisioner.NAME}}
        return spec


class _ServerKernels(AsyncMappingKernelManager):
    """Starts kernels with a scrubbed environment, and ends those that nobody is connected to."""

    def __init__(self, **known: Any) -> None:
        self._alone_since: dict[str, float] = {}
        self._ending: set[str] = set()
        choose_quietly()
        super().__init__(**known)  # type: ignore[no-untyped-call]
        self.allowed_message_types = list(MESSAGES_LET_IN)
        self.context.max_sockets = SOCKETS
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

    def was_silent(self, kernel_id: str, for_s: float) -> None:
        """Whoever has just gone had said nothing for so long; the kernel's time runs since then."""
        if kernel_id in self._alone_since:
            self._alone_since[kernel_id] = time.monotonic() - for_s

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

    def alone(self) -> Mapping[str, float]:
        """The kernels that have a page but no connection at the moment, and since when."""
        return dict(self._alone_since)

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


class Kernels(voila_kernel_manager_factory(_ServerKernels, preheat_kernel=True, default_pool_size=0)):  # type: ignore[misc]
    """The kernels of all pages, with as many in reserve as are wanted."""

    def __init__(self, demands: Mapping[str, Demand], places: Places, **known: Any) -> None:
        self._demands = demands
        self.places = places
        """How many there may be, and who has one."""
        self._due = asyncio.Event()
        self._visits: set[object] = set()
        self._idle = asyncio.Event()
        self._idle.set()
        self._again: dict[str, float] = {}
        self._code = code_now()
        super().__init__(**known)

    async def take(self, notebook: str, person_id: str) -> Taken:
        """A kernel for one visitor, from the reserve if there is one. `notebook` is relative to the root folder.

        Raises `Full` when this person, or everybody together, has as many as there may be and all are connected.
        """
        coming = object()
        await self._make_room(coming, person_id)
        if notebook in self._demands:
            self._demands[notebook].taken()
            self._due.set()
        self._comes(coming)
        try:
            await self.server.refreshed()
            taken = await self._take(notebook)
            self._comes(taken.kernel_id)
            if taken.kernel_id in self:
                self.places.pass_on(coming, taken.kernel_id)
        finally:
            self.places.release(coming)
            self._served(coming)
        return taken

    async def _make_room(self, coming: object, person_id: str) -> None:
        try:
            ending = self.places.claim(coming, person_id, self.alone(), time.monotonic())
        except Full as full:
            self.server.metrics.page_refused(own=full.own)
            raise
        for kernel_id in ending:
            self.log.info("kernel ended for a newer page", extra={FIELDS: {"connected": False}})
            await self.end(kernel_id)

    async def _take(self, notebook: str) -> Taken:
        for _ in range(RESERVE_TRIED):
            if not self.get_pool_size(notebook) or self._code != code_now():
                break
            try:
                task, cached, kernel_id = await self.get_rendered_notebook(notebook_name=notebook)
            except Exception:
                self.log.exception("A kernel in reserve could not be started")
                continue
            if kernel_id in self and await self.get_kernel(kernel_id).is_alive():
                self.belongs_now(kernel_id)
                self.server.metrics.page_opened(from_reserve=True)
                return Taken(kernel_id, self._until_served(kernel_id, _preheated(task, cached)))
        renderer = self._notebook_renderer_factory(notebook)
        await renderer.initialize()
        kernel_id = await self.start_kernel(kernel_name=renderer.notebook.metadata.kernelspec.name, path="")
        self.belongs_now(kernel_id)
        self.server.metrics.page_opened(from_reserve=False)
        return Taken(kernel_id, self._until_served(kernel_id, _cold(renderer, kernel_id, self.get_kernel(kernel_id))))

    # --------------------------------------------------------------------------- whoever waits for a page now

    def _comes(self, visit: object) -> None:
        self._visits.add(visit)
        self._idle.clear()

    def _served(self, visit: object) -> None:
        self._visits.discard(visit)
        if not self._visits:
            self._idle.set()

    async def _until_served(self, kernel_id: str, snippets: AsyncGenerator[str]) -> AsyncIterator[str]:
        try:
            async with aclosing(snippets):
                async for snippet in snippets:
                    yield snippet
        finally:
            self._served(kernel_id)

    def counted(self) -> Mapping[str, int]:
        """How many there are in each state (`metrics.STATES`)."""
        reserve = sum(len(pool) for pool in self._pools.values())
        alone = len(self._alone_since)
        connected = sum(bool(count) for count in self._kernel_connections.values())
        return {"reserve": reserve, "alone": alone, "connected": connected}

    # ------------------------------------------------------------------------------------------- the reserve

    def fill_if_needed(self, *given: Any, **known: Any) -> None:
        """Voilà says that a page was taken. Whether another is made, and when, is decided in `keep_reserve`."""
        del given, known
        self._due.set()

    async def keep_reserve(self) -> None:
        """Hold as many pages ready as are wanted. Runs until it is cancelled.

        They are made one at a time, and none is begun while somebody waits for a page: with a core or two, a group that
        comes together needs all of them.
        """
        while True:
            self._due.clear()
            try:
                if await self._is_of_this_code():
                    for notebook, demand in self._demands.items():
                        await self._adjust(notebook, demand)
            except Exception:
                self.log.exception("The pages in reserve could not be looked after")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._due.wait(), CHECK_S)

    async def _is_of_this_code(self) -> bool:
        """Whether no file of the package has changed since the last look. If one has, the reserve is ended.

        Its kernels would import the rest of the package from another version. Nothing takes their place before the
        next look: pages that nobody gets would keep a processor busy for as long as somebody changes files.
        """
        code, before = code_now(), self._code
        self._code = code
        if code != before:
            for pool in self._pools.values():
                while pool:
                    made = pool.pop()
                    await self.end(made.result()["kernel_id"])  # none is being made now
        return code == before

    async def _adjust(self, notebook: str, demand: Demand) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._idle.wait(), VISITORS_FIRST_S)
            pool = self._pools.setdefault(notebook, [])
            others = sum(len(one) for name, one in self._pools.items() if name != notebook)
            wanted = min(demand.wanted(len(pool)), max(0, self.places.left - others))
            if len(pool) > wanted:
                made = await pool.pop(0)  # the oldest
                await self.end(made["kernel_id"])
            elif len(pool) == wanted or time.monotonic() < self._again.get(notebook, 0.0):
                return
            elif not await self._add(notebook, pool):
                self._again[notebook] = time.monotonic() + AGAIN_S

    async def _add(self, notebook: str, pool: list[asyncio.Task[Any]]) -> bool:
        """Make one page; a visitor may take it while it is being made."""
        making = asyncio.create_task(self._initialize(notebook, path=""))
        pool.append(making)
        try:
            # Whatever becomes of this task, the kernel that is starting has to be known when all are ended.
            made = await asyncio.shield(making)
            await asyncio.shield(made["task"])
        except Exception:
            if making not in pool:
                return True  # it has its visitor, who hears of it
            self.log.exception("A page in reserve could not be made")
            pool.remove(making)
            if making.exception() is None:
                await self.end(making.result()["kernel_id"])
            return False
        return True

    async def shutdown_all(self, *given: Any, **known: Any) -> None:
        """End all kernels. jupyter_server would stop at one that is starting, and leave the rest."""
        starting = [*self._pending_kernels.values(), *(one for pool in self._pools.values() for one in pool)]
        if starting:
            await asyncio.wait(starting, timeout=STARTING_S)
        self._pending_kernels.clear()  # what is not there now will see that the server is gone
        await super().shutdown_all(*given, **known)

    def remove_kernel(self, kernel_id: str) -> Any:
        """Forget a kernel that has ended, in reserve as well."""
        self.places.release(kernel_id)
        self._served(kernel_id)
        for pool in self._pools.values():
            pool[:] = [one for one in pool if not _is_of(one, kernel_id)]
        self._due.set()
        return super().remove_kernel(kernel_id)

    def _notebook_renderer_factory(self, notebook_path: str | None = None) -> PageRenderer:
        renderer = PageRenderer.of(self.server, notebook_path or "")
        renderer.prelaunch_hook = own_kernel
        return renderer


def _is_of(making: asyncio.Task[Any], kernel_id: str) -> bool:
    made = making.done() and not making.cancelled() and making.exception() is None
    return made and making.result()["kernel_id"] == kernel_id


async def _preheated(task: asyncio.Task[Any], cached: list[str]) -> AsyncGenerator[str]:
    # The order of Voilà's own handler: what is there, then what the running cell makes, then the rest.
    sent = len(cached)
    for snippet in cached[:sent]:
        yield snippet
    rendered, rest = await task
    for snippet in rendered[sent:]:
        yield snippet
    async for snippet, _ in rest:
        yield snippet


async def _cold(renderer: PageRenderer, kernel_id: str, kernel: Any) -> AsyncGenerator[str]:
    async for snippet, _ in renderer.generate_content_generator(kernel_id, kernel):
        yield snippet
