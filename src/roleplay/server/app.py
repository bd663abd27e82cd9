"""The server: Voilà's standalone application with our own doors, pages and kernels."""

from __future__ import annotations

import asyncio
import logging
import math
import os
import re
import shutil
import signal
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

import traitlets
from traitlets.config import Config
from voila.app import Voila

from roleplay.errors import Misconfigured
from roleplay.server.assets import TEMPLATE_FOLDER, TEMPLATE_NAME, TEMPLATE_ROOT, assets_of
from roleplay.server.channel import ChannelHandler, CommConnection, FarewellHandler, KernelHandler
from roleplay.server.departures import Departures
from roleplay.server.descriptors import complaint, raise_limit
from roleplay.server.doors import doors
from roleplay.server.files import FileHandler
from roleplay.server.forking import Hearth, Recipe, Zygote, forks_here
from roleplay.server.headers import SecurityHeaders
from roleplay.server.health import Health, HealthHandler
from roleplay.server.hub import Hub
from roleplay.server.kernels import ZYGOTES, Kernels, OwnPythonOnly, kernel_environment
from roleplay.server.listening import LOOPBACK_NAMES
from roleplay.server.memory import available_mib
from roleplay.server.metrics import Metrics, MetricsHandler
from roleplay.server.notes import Notes
from roleplay.server.page import FirstPaint, FirstPaintSource, Page
from roleplay.server.places import EACH, Places, most_kernels
from roleplay.server.plain import MisdirectedHandler, MissingHandler, PulseHandler
from roleplay.server.pool import Demand, limits
from roleplay.server.proxies import Front, Network
from roleplay.server.refreshing import Refreshing
from roleplay.server.render import PageHandler
from roleplay.server.run import RunFolder, Running
from roleplay.server.sealing import TextDoor
from roleplay.server.seats import EnterHandler, SeatPageHandler, SeatSocket
from roleplay.server.signin import Owner, SignIn
from roleplay.server.traffic import Traffic
from roleplay.services.runtime import Runtime, write_runtime
from roleplay.store.people_rows import PersonRow
from roleplay.store.protocol import Store

_log = logging.getLogger(__name__)

KERNEL_ID = r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"
STOP_S = 5.0
"""How long kernels get to end by themselves when the server stops."""

GOING_AWAY = 1001
"""What a WebSocket is closed with when its server ends."""

LARGEST_MESSAGE = 1 << 20
"""Bytes that a page may send to its kernel at once; beyond this the line is cut. The widget itself takes far less."""

FORKED_START_S, SPAWNED_START_S = 15.0, 60.0
"""What a forked kernel may take until it answers, and a spawned one: a group that comes together waits for many."""

LARGEST_FORM = 256 * 1024
"""Bytes that a request may have, before anybody knows who sends it."""


def _nothing() -> None:
    """Do nothing."""


@dataclass(frozen=True)
class Settings:
    """What a server is started with."""

    store: Store
    """Persons, tokens, and which kernel is whose."""

    pages: Sequence[Page]
    """The pages; the first is the one that the base URL leads to."""

    run_folder: RunFolder
    """Claimed by this process."""

    runtime: Runtime
    """What kernels are told: how to reach the store. It goes into a file, which their environment names."""

    first_paint: FirstPaintSource | None = None
    """What a page shows before its widget is there; the page's title if nobody knows better."""

    refresh: Callable[[], object] = field(default=_nothing)
    """Called in a thread, once at a time, when pages are opened, so that edited scenarios show up."""

    base_url: str = "/"
    """Where the server lives on its host, with a slash at both ends."""

    host_names: Sequence[str] = LOOPBACK_NAMES
    """The names it answers to."""

    preheat: int = 10
    """The most pages in reserve, of each kind that may have some; 0 for none. How many there are follows demand."""

    remembered_s: float = 600.0
    """How long it counts for the reserve that people came together."""

    now: Callable[[], float] = time.monotonic
    """The clock for that, in seconds."""

    start_s: float | None = None
    """A kernel that does not answer for so long when it is new is given up; None for what its kind can take."""

    alone_s: float = 150.0
    """A kernel without a connection for this many seconds is ended."""

    ping_s: float = 30.0
    """How often a page is asked whether it is still there. After three times without an answer its line is closed."""

    each: int = EACH
    """How many kernels one person may have; the owner of this machine may have any number."""

    in_all: int | None = None
    """How many kernels all visitors together may have; None for what the memory allows at the start."""

    local_url: str = ""
    """Where programs of this machine reach it, if that is another address than the one for browsers."""

    proxies: Sequence[Network] = ()
    """Who is believed about where a request came from, and how."""

    certificate: str = ""
    """The file of its certificate, for programs of this machine that want to be sure whom they talk to."""

    encryption: ssl.SSLContext | None = None
    """How to speak TLS; None where a proxy does, or nobody."""

    drain_s: float = 10.0
    """How long requests get to end when the server stops."""

    forks: bool = field(default_factory=forks_here)
    """Whether kernels are forked from a process that has imported everything, or each is started for itself."""


class RoleplayServer(Voila):  # type: ignore[misc]
    """Serves pages, each with a kernel of its own, to people who are signed in."""

    name = "roleplay"

    def __init__(self, settings: Settings, sockets: Sequence[socket.socket], url: str) -> None:
        for page in settings.pages:
            if not page.notebook.is_file():
                raise Misconfigured(f"The notebook {page.notebook} is missing.", "Install roleplay again.")
        self.given = settings
        self.sockets = sockets
        self.url = url
        self.store = settings.store
        self.pages = tuple(settings.pages)
        self.assets = assets_of(page.files for page in self.pages if page.files is not None)
        self.run_folder = settings.run_folder
        self.refresh = Refreshing(settings.refresh)
        self.port_shown = sockets[0].getsockname()[1]
        self.metrics = Metrics()
        self.notes = Notes()
        self.departures = Departures(self)
        self.health = Health(self.store.has_accounts)
        super().__init__(config=_voila_config(settings), config_file_paths=[], log_level=logging.ERROR)
        self.base_url = settings.base_url
        self.open_browser = False
        self.notebook_path = str(self.pages[0].notebook)
        self.root_dir = str(self.pages[0].notebook.parent)

    def first_paint(self, path: str, person: PersonRow) -> FirstPaint:
        """What stands on the page at this path, below the base URL, until its widget is there."""
        if self.given.first_paint is not None:
            return self.given.first_paint(path, person)
        return next(page for page in self.pages if _is_below(path, page.prefix)).plain_first_paint()

    def notebook_name(self, page: Page) -> str:
        """A page's notebook as kernels know it: relative to the root folder."""
        return os.path.relpath(page.notebook, self.root_dir)

    @property
    def stopping(self) -> bool:
        """Whether it is about to end."""
        return self.app.stopping

    # ------------------------------------------------------------------------------------- what Voilà calls

    @traitlets.default("log")
    def _log_default(self) -> logging.Logger:
        """Where Voilà and jupyter_server write: to our log, and only what matters to whoever runs the server."""
        log = logging.getLogger("roleplay.jupyter")
        log.setLevel(logging.ERROR)
        return log

    def _configure_logging(self) -> None:
        """Nothing: whoever starts the server decides what becomes of its log (`logs.keep_log`)."""

    def setup_template_dirs(self) -> None:
        """Our template, from inside the package, and no other: Voilà would look in the user's folders first."""
        self.template_paths = [str(TEMPLATE_FOLDER)]
        self.static_paths: list[str] = []

    def init_settings(self) -> dict[str, Any]:
        """The web application's settings. Voilà's own would bring contents, themes and a login of jupyter_server."""
        self.server_url = self.base_url
        self.kernel_spec_manager = OwnPythonOnly(parent=self, forks=self.given.forks)
        self.sign_in = SignIn(self.store, f"roleplay-{self.port_shown}", parent=self)
        self.owner = Owner(parent=self, identity_provider=self.sign_in)
        self.owner.store = self.store
        return {
            "roleplay": self,
            "base_url": self.base_url,
            "cookie_secret": self.run_folder.cookie_secret(),
            "identity_provider": self.sign_in,
            "authorizer": self.owner,
            "kernel_spec_manager": self.kernel_spec_manager,
            "kernel_websocket_connection_class": CommConnection,
            "websocket_max_message_size": LARGEST_MESSAGE,
            "ws_ping_interval": round(self.given.ping_s * 1000),
            "ws_ping_timeout": round(self.given.ping_s * 3000),
            "allow_remote_access": True,  # the routes themselves ask for the host's name
            "default_handler_class": MisdirectedHandler,
            "transforms": [SecurityHeaders],
            "config": self.config,
        }

    def init_handlers(self) -> list[tuple[Any, ...]]:
        """Every address that there is."""
        base = re.escape(self.base_url)
        pages = [
            (rf"{base}{re.escape(page.prefix.lstrip('/'))}(?:/[^?]*)?", PageHandler, {"page": page})
            for page in self.pages
        ]
        return [
            *doors(base),
            (rf"{base}w", EnterHandler),
            (rf"{base}w/([\w-]+)", SeatPageHandler),
            (rf"{base}w/([\w-]+)/line", SeatSocket),
            (rf"{base}pulse", PulseHandler),
            (rf"{base}healthz", HealthHandler),
            (rf"{base}metrics", MetricsHandler),
            *pages,
            (rf"{base}page/(\w+)/([\w.-]+)", FileHandler),
            (rf"{base}api/kernels/{KERNEL_ID}", KernelHandler),
            (rf"{base}api/kernels/{KERNEL_ID}/channels", ChannelHandler),
            (rf"{base}voila/api/shutdown/{KERNEL_ID}", FarewellHandler),
            (r".*", MissingHandler),
        ]

    # ---------------------------------------------------------------------------------------------- its life

    def start(self) -> None:
        """Run until SIGINT or SIGTERM. `announced` has been called once everything answers."""
        asyncio.run(self.serve())

    async def serve(self, announced: Callable[[], None] = _nothing) -> None:
        """Answer requests until a signal comes; then end all kernels."""
        self.files = raise_limit()
        if (warning := complaint(self.files)) is not None:
            _log.warning(warning)
        self.initialize([])
        stopping = _stop_on_signal()  # instead of the handler that Voilà has just set
        self.connection_dir = str(self.run_folder.connections)
        self.app = Traffic(self.metrics, **self.init_settings())
        names = "|".join(re.escape(name) for name in self.given.host_names)
        self.app.add_handlers(f"(?:{names})$", self.init_handlers())
        self.store.release_all_kernels()
        self.store.nobody_is_connected()
        self.hub = Hub(self)
        self.text_door = TextDoor(self)
        write_runtime(await self.text_door.start())
        self.hearths = self._hearths()
        keepers = [asyncio.create_task(hearth.keep()) for hearth in self.hearths.values()]
        self.kernels = self._make_kernels()
        self.app.settings["kernel_manager"] = self.kernels
        self.metrics.watch(self.kernels.counted, lambda: self.kernels.places.in_all)
        unwatch_store = self.metrics.watch_store()
        self.run_folder.metrics_token()
        http = Front(
            self.app,
            self.given.proxies,
            max_buffer_size=16 * 1024 * 1024,
            max_body_size=LARGEST_FORM,
            ssl_options=self.given.encryption,
        )
        http.add_sockets(list(self.sockets))
        self.run_folder.announce(self._running())
        _log.info("started")
        duties = (self._reap(), self.kernels.keep_reserve(), self.departures.keep(), self.hub.keep())
        staff = [asyncio.create_task(duty) for duty in duties]
        try:
            announced()
            await stopping.wait()
        finally:
            _log.info("stopping")
            for one in staff:
                one.cancel()
            http.stop()
            self.app.stopping = True
            if left := await self.app.ended(self.given.drain_s):
                _log.warning("Requests that were not answered in time: %d", left)
            for line in list(CommConnection._open_sockets):  # noqa: SLF001 - tornado keeps no list of its own
                line.websocket_handler.close(GOING_AWAY)
            await self._end_kernels()
            for keeper in keepers:
                keeper.cancel()
            for hearth in self.hearths.values():
                await hearth.end()
            await http.close_all_connections()
            unwatch_store()
            await self.text_door.stop()
            self.run_folder.release()
            _log.info("stopped")

    async def zygote(self, kernel_name: str) -> Zygote | None:
        """The process that kernels of this name are forked from; None while there is none."""
        return await self.hearths[kernel_name].zygote()

    def _hearths(self) -> dict[str, Hearth]:
        if not self.given.forks:
            return {}
        environment = kernel_environment(os.environ, str(self.run_folder.kernel_file))
        log = self.run_folder.kernel_log
        return {name: Hearth(Recipe(steps, environment, log)) for name, steps in ZYGOTES.items()}

    def _make_kernels(self) -> Kernels:
        in_all = self.given.in_all or most_kernels(available_mib(), self.files, forks=self.given.forks)
        held = limits(self.given.preheat, self.given.remembered_s, forks=self.given.forks)
        self.kernel_manager = Kernels(
            {self.notebook_name(page): Demand(held, self.given.now) for page in self.pages if page.preheat},
            Places(self.given.each, in_all, self.store.local_person().id),
            parent=self,
            connection_dir=self.connection_dir,
            kernel_spec_manager=self.kernel_spec_manager,
        )
        return self.kernel_manager

    def _running(self) -> Running:
        given = self.given
        return Running(
            self.url,
            os.getpid(),
            given.local_url,
            time.time(),
            version("roleplay"),
            tuple(given.host_names),
            tuple(map(str, given.proxies)),
            given.certificate,
        )

    async def refreshed(self) -> None:
        """Wait until what has changed on disk is read, if that does not take long."""
        await self.refresh.done()

    async def _reap(self) -> None:
        while True:
            await asyncio.sleep(min(self.given.alone_s / 10, 15.0))
            try:
                await self.kernels.reap(self.given.alone_s)
            except Exception:  # noqa: BLE001 - the next round tries again
                _log.exception("Kernels without a connection could not be ended")

    async def _end_kernels(self) -> None:
        try:
            await asyncio.wait_for(self.kernels.shutdown_all(now=True), STOP_S)
        except Exception as error:  # noqa: BLE001 - nothing may keep the server from ending
            # One that was only just starting, or has ended meanwhile. Each watches for the end of this process anyway.
            _log.warning("Some kernels were left to end by themselves: %r", error)
        shutil.rmtree(self.connection_dir, ignore_errors=True)


def _voila_config(settings: Settings) -> Config:
    """Voilà's settings, in code: a voila.json beside the notebooks or in a user's folder changes nothing."""
    config = Config()
    config.VoilaConfiguration.template = TEMPLATE_NAME
    config.VoilaConfiguration.allow_template_override = "NO"
    config.VoilaConfiguration.allow_theme_override = "NO"
    config.VoilaConfiguration.strip_sources = True
    config.VoilaConfiguration.show_tracebacks = False
    config.VoilaConfiguration.preheat_kernel = settings.preheat > 0
    config.VoilaExporter.extra_template_basedirs = [str(TEMPLATE_ROOT)]
    # A kernel that died has lost its widgets. Started again it would look alive and answer nothing.
    config.AsyncIOLoopKernelRestarter.restart_limit = 0
    config.AsyncIOLoopKernelRestarter.time_to_dead = 1.0
    start_s = settings.start_s or (FORKED_START_S if settings.forks else SPAWNED_START_S)
    config.VoilaExecutor.startup_timeout = math.ceil(start_s)
    config.MappingKernelManager.kernel_info_timeout = start_s
    return config


def _is_below(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(f"{prefix}/")


def _stop_on_signal() -> asyncio.Event:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop() -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)  # the second one ends the process, whatever it is busy with
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop)
        except NotImplementedError:  # the event loop of Windows takes no signal handlers
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
    return stopping
