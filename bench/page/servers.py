"""The servers that are compared: how each is installed, started, looked at and ended."""

from __future__ import annotations

import hashlib
import http.client
import os
import signal
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests import serving

PEERS = Path(__file__).parents[1] / "peers"
ENVIRONMENTS = Path(sys.prefix) / "peers"
"""Where the environments of the peers are, inside the one that runs the benchmark."""
START_LIMIT_S = 60.0
MIB = 1 << 20


@dataclass(frozen=True, eq=False)
class Kind:
    """One way to serve the conversation."""

    name: str
    """In tables."""
    folder: str
    """In `bench/peers`; empty for the workbook."""
    command: Callable[[str, int, Path], Sequence[str]]
    """The command, by the environment's folder with programs, the port and a folder to work in."""
    packages: tuple[str, ...] = ()
    """Whose versions are reported."""
    path: str = "/"
    """Where the conversation is; the workbook has one address for each attempt."""
    environment: Mapping[str, str] | None = None
    """Further settings."""
    spares: bool = False
    """Whether it keeps kernels in reserve; it begins to make new ones a second after one was taken."""


def _workbook(_: str, port: int, folder: Path) -> Sequence[str]:
    return [*serving.ROLEPLAY, "serve", "--no-browser", "--port", str(port), "--data", str(folder / "data")]


def _voila(*more: str) -> Callable[[str, int, Path], Sequence[str]]:
    def command(programs: str, port: int, _: Path) -> Sequence[str]:
        notebook = str(PEERS / "voila" / "conversation.ipynb")
        return [f"{programs}/voila", notebook, "--no-browser", f"--port={port}", "--Voila.ip=127.0.0.1", *more]

    return command


def _panel(programs: str, port: int, _: Path) -> Sequence[str]:
    app = str(PEERS / "panel" / "app.py")
    origin = f"--allow-websocket-origin=127.0.0.1:{port}"
    return [f"{programs}/panel", "serve", app, "--port", str(port), "--address", "127.0.0.1", origin]


def _streamlit(programs: str, port: int, _: Path) -> Sequence[str]:
    app = str(PEERS / "streamlit" / "app.py")
    quiet = ["--server.headless=true", "--browser.gatherUsageStats=false"]
    return [f"{programs}/streamlit", "run", app, f"--server.port={port}", "--server.address=127.0.0.1", *quiet]


def _solara(programs: str, port: int, _: Path) -> Sequence[str]:
    app = str(PEERS / "solara" / "app.py")
    return [f"{programs}/solara", "run", app, "--port", str(port), "--host", "127.0.0.1", "--production", "--no-open"]


def _floor(_: str, port: int, __: Path) -> Sequence[str]:
    return [sys.executable, str(PEERS / "floor" / "app.py"), str(port)]


WORKBOOK = Kind(
    "this workbook",
    "",
    _workbook,
    ("voila", "ipykernel", "ipywidgets", "anywidget", "jupyter_server"),
    spares=True,
)
COLD = Kind("Voilà", "voila", _voila(), ("voila", "ipykernel", "ipywidgets", "jupyter_server"))
PREHEATED = Kind(
    "Voilà (preheated)",
    "voila",
    _voila("--preheat_kernel=True", "--pool_size=2"),
    COLD.packages,
    spares=True,
)
PANEL = Kind("Panel", "panel", _panel, ("panel", "bokeh"), "/app")
STREAMLIT = Kind("Streamlit", "streamlit", _streamlit, ("streamlit", "starlette"))
SOLARA = Kind(
    "Solara",
    "solara",
    _solara,
    ("solara", "solara-assets"),
    environment={"SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False"},
)
FLOOR = Kind("the floor", "floor", _floor, ("tornado",))
KINDS = (WORKBOOK, COLD, PREHEATED, PANEL, STREAMLIT, SOLARA, FLOOR)


def programs(kind: Kind) -> str:
    """The folder with the programs of a peer's environment, made when it is not there or its requirements changed."""
    requirements = PEERS / kind.folder / "requirements.txt"
    if not kind.folder or not requirements.exists():
        return str(Path(sys.executable).parent)
    home, stamp = ENVIRONMENTS / kind.folder, hashlib.sha256(requirements.read_bytes()).hexdigest()
    mark = home / ".requirements"
    if not mark.exists() or mark.read_text().strip() != stamp:
        print(f"Making an environment for {kind.name}; this is done once ...", flush=True)
        venv.create(home, clear=True, with_pip=True)
        command = [str(home / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
        subprocess.run([*command, "--quiet", "-r", str(requirements)], check=True, timeout=600)
        mark.write_text(stamp)
    return str(home / "bin")


def versions(kind: Kind) -> dict[str, str]:
    """Of the packages that count."""
    look = "import sys, importlib.metadata as m; print(*[m.version(p) for p in sys.argv[1:]])"
    python = str(Path(programs(kind)) / "python")
    found = subprocess.run([python, "-c", look, *kind.packages], check=True, capture_output=True, text=True, timeout=60)
    return dict(zip(kind.packages, found.stdout.split(), strict=True))


class Running:
    """A server that runs, until it is closed."""

    def __init__(self, kind: Kind, folder: Path, conversation: Path) -> None:
        self.kind = kind
        """Which."""
        self.folder = folder
        """Its own, with its log; the workbook's data are in `data` there."""
        self.port = serving.free_port()
        """Where it listens, on 127.0.0.1."""
        folder.mkdir(parents=True, exist_ok=True)
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("JUPYTER_", "PYTHON"))}
        own = {
            "CONVERSATION": str(conversation),
            "HOME": str(folder),
            "IPYTHONDIR": str(folder / "ipython"),
            "JUPYTER_CONFIG_DIR": str(folder / "jupyter-config"),
            "JUPYTER_DATA_DIR": str(folder / "jupyter-data"),
            "JUPYTER_RUNTIME_DIR": str(folder / "jupyter-runtime"),
            "PYTHONUNBUFFERED": "1",
        }
        command = kind.command(programs(kind), self.port, folder)
        self.log_path = folder / "log"
        """What it printed."""
        self.started = time.time()
        """When its process began; seconds since 1970."""
        with self.log_path.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=folder,
                env={**kept, **own, **(kind.environment or {})},
                start_new_session=True,
            )

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.port}"

    def wait(self) -> None:
        """Until it answers. Raises when it does not, or has ended."""
        deadline = time.monotonic() + START_LIMIT_S
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            with suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                # A page would start a kernel; whether it answers at all is told by any answer.
                connection.request("GET", "/favicon.ico")
                connection.getresponse().read()
                connection.close()
                return
            time.sleep(0.02)
        raise RuntimeError(f"{self.kind.name} does not answer:\n{self.log_path.read_text()[-2000:]}")

    def family(self) -> list[psutil.Process]:
        """Its process and all that it started."""
        with suppress(psutil.NoSuchProcess):
            leader = psutil.Process(self.process.pid)
            return [leader, *leader.children(recursive=True)]
        return []

    def mib(self) -> float:
        """Memory of it and all that it started (PSS: a shared page is divided among those who share it)."""
        whole = 0
        for member in self.family():
            with suppress(psutil.NoSuchProcess):
                whole += member.memory_full_info().pss
        return whole / MIB

    def _seconds(self) -> float:
        whole = 0.0
        for member in self.family():
            with suppress(psutil.NoSuchProcess):
                times = member.cpu_times()
                whole += times.user + times.system
        return whole

    def settle(self, limit_s: float = 12.0) -> None:
        """Wait until it is hardly busy any more, with whatever it does after or between visits."""
        deadline, calm = time.monotonic() + limit_s, 0
        before, enough = self._seconds(), 7 if self.kind.spares else 2
        while calm < enough and time.monotonic() < deadline:
            time.sleep(0.25)
            now = self._seconds()
            calm = calm + 1 if now - before <= 0.03 else 0
            before = now

    def close(self) -> None:
        """End it and everything that it started."""
        family = self.family()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(5)
        for member in family:
            with suppress(psutil.NoSuchProcess):
                member.kill()
        self.process.wait(10)
