"""The `run` folder of a data folder: the keys and addresses of the running server, readable by their owner only."""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from roleplay.errors import Misconfigured

try:
    import fcntl
except ImportError:  # Windows has no such locks; there the pid decides
    HAS_LOCKS = False
else:
    HAS_LOCKS = True

SECRET_BYTES = 64
TOKEN_CHARACTERS = 80


@dataclass(frozen=True)
class Running:
    """A server that runs on a data folder."""

    url: str
    """Where it answers, base URL included, with a slash at the end."""

    pid: int
    """Its process."""

    local: str = ""
    """Where programs of this machine reach it, written like the other one; the same when it is empty."""

    since: float = 0.0
    """When it started, in seconds since 1970."""

    version: str = ""
    """Of roleplay."""

    names: tuple[str, ...] = ()
    """What it answers to."""

    proxies: tuple[str, ...] = ()
    """Whose word it takes on who sent a request."""

    certificate: str = ""
    """The file of its certificate, if it speaks TLS by itself."""

    def __post_init__(self) -> None:
        if not self.local:
            object.__setattr__(self, "local", self.url)


@dataclass(frozen=True)
class Backup:
    """A backup that was made."""

    path: Path
    """Where it is, or was put."""

    at: datetime
    """When it was made, in UTC."""


class RunFolder:
    """The files that a running server keeps beside its data."""

    def __init__(self, data: Path) -> None:
        self.path = data / "run"
        """The folder itself."""
        self._lock: int | None = None

    @property
    def kernel_file(self) -> Path:
        """What kernels read; their environment names it."""
        return self.path / "kernel.json"

    @property
    def kernel_log(self) -> Path:
        """What kernels print outside of their pages, such as why one could not start; begun anew with each server."""
        return self.path / "kernels.log"

    @property
    def connections(self) -> Path:
        """Where the connection files of kernels go."""
        return self.path / "kernels"

    @property
    def _server_file(self) -> Path:
        return self.path / "server.json"

    def claim(self) -> None:
        """Make the folder and hold it until this process ends.

        Raises `Misconfigured` if another server holds it, and where it cannot be written.
        """
        with self._explained():
            self._claim()

    def _claim(self) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.mkdir(mode=0o700, exist_ok=True)
        self.path.chmod(0o700)
        running = self.running()
        if running is not None:
            raise self._taken(running)
        if HAS_LOCKS:
            lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as held:
                os.close(lock)
                raise self._taken(None) from held
            self._lock = lock
        self._write(self.kernel_log, b"")
        self.connections.mkdir(mode=0o700, exist_ok=True)
        for leftover in self.connections.glob("kernel-*.json"):
            leftover.unlink(missing_ok=True)

    def _taken(self, running: Running | None) -> Misconfigured:
        where = f" at {running.url} (process {running.pid})" if running else ""
        return Misconfigured(
            f"A server already runs on the data folder {self.path.parent}{where}.",
            "`roleplay url` prints a link to it; or choose another folder with --data.",
        )

    def cookie_secret(self) -> bytes:
        """The key that signs cookies: made once, so that people stay signed in when the server restarts."""
        path = self.path / "cookie_secret"
        if path.exists():
            known = path.read_bytes()
            if len(known) >= SECRET_BYTES:
                path.chmod(0o600)
                return known
        made = secrets.token_bytes(SECRET_BYTES)
        self._write(path, made)
        return made

    def metrics_token(self) -> str:
        """What a program of another machine has to say to see the counters; made once."""
        path = self.path / "metrics_token"
        if path.exists() and len(known := path.read_text(encoding="ascii").strip()) >= TOKEN_CHARACTERS:
            path.chmod(0o600)
            return known
        made = secrets.token_urlsafe(SECRET_BYTES)
        self._write(path, f"{made}\n".encode("ascii"))
        return made

    def note_backup(self, path: Path, at: datetime) -> None:
        """Keep in mind that a backup was made."""
        with self._explained():
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        said = {"path": str(path.absolute()), "at": at.astimezone(UTC).isoformat()}
        self._write(self.path / "backup.json", json.dumps(said).encode())

    def last_backup(self) -> Backup | None:
        """The last one, whether it was asked for or made before a migration; None if there was none."""
        made = [Backup(one, _changed(one)) for one in (self.path.parent / "backups").glob("*.db")]
        try:
            said = json.loads((self.path / "backup.json").read_bytes())
            made.append(Backup(Path(said["path"]), datetime.fromisoformat(said["at"])))
        except (OSError, ValueError, KeyError, TypeError):
            pass  # none was asked for, or nobody can say any more
        return max(made, key=lambda one: one.at, default=None)

    def announce(self, running: Running) -> None:
        """Say where the server answers, for `roleplay url`."""
        self._write(self._server_file, json.dumps(asdict(running)).encode())

    def running(self) -> Running | None:
        """The server that runs on this data folder, or None."""
        try:
            running = _running(json.loads(self._server_file.read_bytes()))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if running.pid == os.getpid() or not _alive(running.pid):
            return None
        # A number may have gone to another process since; a lock has not.
        return running if self._locked() else None

    def _locked(self) -> bool:
        if not HAS_LOCKS:
            return True
        try:
            lock = os.open(self.path / "lock", os.O_RDWR)
        except OSError:
            return False
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(lock)
        return False

    def release(self) -> None:
        """Take back what `announce` said, and let the folder go."""
        self._server_file.unlink(missing_ok=True)
        self.kernel_file.unlink(missing_ok=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _write(self, path: Path, content: bytes) -> None:
        # mkstemp makes the file for its owner only, and the rename shows it complete or not at all.
        with self._explained():
            handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=self.path)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                Path(name).replace(path)
            except OSError:
                Path(name).unlink()
                raise

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            fix = "Make room on its disk, or see to it that you may write there."
            raise Misconfigured(
                f"The data folder {self.path.parent} cannot be written: {error.strerror}.", fix
            ) from error


def _running(said: dict[str, Any]) -> Running:
    known: dict[str, Any] = {one.name: said[one.name] for one in fields(Running) if one.name in said}
    known |= {"url": str(said["url"]), "pid": int(said["pid"])}
    for name in ("names", "proxies"):
        known[name] = tuple(map(str, known.get(name, ())))
    return Running(**known)


def _changed(file: Path) -> datetime:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except OSError:
        return False
    return True
