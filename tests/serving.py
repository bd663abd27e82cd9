"""A `roleplay serve` in a process of its own, for tests that need a real one."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

PRINTED_URL = re.compile(r"https?://(?:127\.0\.0\.1|localhost|\[::1\]):\d+/\S*(?=\s)")
"""What `roleplay serve` prints for the person who started it, once its line is complete."""

ROLEPLAY = (sys.executable, "-m", "roleplay.cli.main")
"""The command `roleplay` of the environment that the tests run in."""

START_LIMIT_S = 60.0
STOP_LIMIT_S = 15.0


@dataclass(frozen=True)
class Server:
    """A `roleplay serve` of its own process, as somebody would start it."""

    url: str
    """The printed URL, with its one-time token."""

    process: subprocess.Popen[bytes]
    """The server's process; its kernels are its children."""

    port: int
    """The port it listens on, on 127.0.0.1."""

    data: Path
    """Its data folder."""

    log_path: Path
    """Where its output goes, standard output and standard error together."""

    @property
    def origin(self) -> str:
        """Scheme, host and port, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """All that it has printed so far."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def family(self) -> list[psutil.Process]:
        """The server and everything it started, kernels included (they lead process groups of their own)."""
        try:
            leader = psutil.Process(self.process.pid)
            return [leader, *leader.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def stop(self) -> None:
        """End it as Ctrl+C does, and by force what is then still there."""
        family = self.family()
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
            try:
                self.process.wait(STOP_LIMIT_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
        _end(family)
        self.process.wait()

    def kill(self) -> None:
        """End it without warning (power cut); its kernels go as well."""
        family = self.family()
        self.process.kill()
        _end(family)
        self.process.wait()


def _end(family: list[psutil.Process]) -> None:
    for member in family:
        try:
            member.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(family, timeout=STOP_LIMIT_S)


def is_kernel(process: psutil.Process, kernel_id: str = "") -> bool:
    """Whether a process is a kernel, or this very kernel. One that was forked shows it by its name alone."""
    try:
        words = process.cmdline()
        if any("ipykernel_launcher" in word for word in words):
            return any(f"kernel-{kernel_id}" in word for word in words)
        return process.name().startswith(f"kernel-{kernel_id[:8]}")
    except psutil.Error:
        return False


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(
    command: Sequence[str],
    port: int,
    data: Path,
    log_path: Path,
    environment: Mapping[str, str],
    *,
    folder: Path | None = None,
    limit_s: float = START_LIMIT_S,
    printed: re.Pattern[str] = PRINTED_URL,
) -> Server:
    """Start a server by a command that names its port and data folder, in the log's folder unless another one is given.

    Gives it back when it has printed its URL (`printed` is how that looks); ends it and raises when it does not within the limit.
    """
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=folder or log_path.parent,
            start_new_session=True,
        )
    silent = Server(url="", process=process, port=port, data=data, log_path=log_path)
    try:
        return replace(silent, url=_printed_url(silent, limit_s, printed))
    except BaseException:
        silent.kill()
        raise


def _printed_url(server: Server, limit_s: float, pattern: re.Pattern[str]) -> str:
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        printed = pattern.search(server.log)
        if printed is not None:
            return printed[0]
        if server.process.poll() is not None:
            raise RuntimeError(f"the server ended with status {server.process.returncode}:\n{server.log}")
        time.sleep(0.05)
    raise TimeoutError(f"the server printed no URL within {limit_s:.0f} s:\n{server.log}")
