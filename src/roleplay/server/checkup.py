"""What can be wrong with an installation, looked at one by one: `roleplay doctor` prints it.

Nothing is changed by looking. What is found is said with what to do about it.
"""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import ssl
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from roleplay.errors import RoleplayError
from roleplay.server.descriptors import complaint, raise_limit, visitors
from roleplay.server.listening import is_loopback
from roleplay.server.memory import available_mib
from roleplay.server.places import most_kernels
from roleplay.server.proxies import network
from roleplay.server.run import RunFolder, Running
from roleplay.server.standing import ask, look_at
from roleplay.services.keeping import privacy_file, read_keeping
from roleplay.services.locksmith import status
from roleplay.services.settings import gaps, read_site, site_file
from roleplay.store import Store, connect

LITTLE_ROOM_MIB = 1024
NO_ROOM_MIB = 100
"""Below the one somebody should look at the disk, below the other nothing works much longer."""

FEW_KERNELS = 10
"""With memory for fewer pages than this, a group has no room."""

OLD_BACKUP = timedelta(days=7)
SLACK = timedelta(minutes=2)
"""By so much the clocks of a database server and of this machine may differ."""

WIDE = 2**16
"""A range of more addresses than this is hardly one of proxies."""


class Verdict(StrEnum):
    """What came of looking."""

    OK = "ok"
    LOOK = "look at this"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """What was looked at, and what came of it."""

    about: str
    """The noun: `database`, `clock`."""

    verdict: Verdict
    """How it stands."""

    said: str
    """What was found."""

    fix: str = ""
    """What to do; empty when there is nothing to do."""


@dataclass(frozen=True)
class Patient:
    """What is looked at."""

    data: Path
    """The data folder."""

    database: str
    """URL of the database."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    """The clock."""

    store: Store | None = None
    """The store, once the database was found to be good."""

    @property
    def folder(self) -> RunFolder:
        """The run folder."""
        return RunFolder(self.data)


def examine(patient: Patient) -> Iterator[Finding]:
    """Look at everything. What cannot be looked at because something else is wrong is left out."""
    if not patient.data.is_dir():
        yield _wrong("data folder", f"There is no folder {patient.data}.", "Start `roleplay serve`: it makes one.")
        return
    yield from _rights(patient.data)
    yield _room(patient.data)
    try:
        patient = replace(patient, store=connect(patient.database))
    except RoleplayError as error:
        yield _wrong("database", error.exact.message, error.exact.fix)
    else:
        size = look_at(patient.database)
        yield _ok("database", f"{size.kind}, up to date, {(size.size or 0) / 2**20:,.1f} MiB")
    if patient.store is not None:
        yield _accounts(patient.store)
        yield _keys(patient, patient.store)
        yield from _library(patient.store)
        yield _clock(patient, patient.store)
    yield _settings(patient)
    yield _backup(patient)
    yield _memory()
    yield _files()
    running = patient.folder.running()
    if running is None:
        yield _ok("address", "no workbook runs on this folder; its address is looked at while one does")
    else:
        yield from _address(running)


def _ok(about: str, said: str) -> Finding:
    return Finding(about, Verdict.OK, said)


def _look(about: str, said: str, fix: str) -> Finding:
    return Finding(about, Verdict.LOOK, said, fix)


def _wrong(about: str, said: str, fix: str) -> Finding:
    return Finding(about, Verdict.WRONG, said, fix)


# --- the folder ---


def _rights(data: Path) -> Iterator[Finding]:
    if os.name != "posix":
        yield _look(
            "rights", f"Who can read {data} is not looked at on this system.", "See to it that only its owner can."
        )
        return
    unwritable = [path for path in (data, data / "roleplay.db") if path.exists() and not os.access(path, os.W_OK)]
    if unwritable:
        yield _wrong(
            "rights",
            f"{unwritable[0]} cannot be written, so nothing can be kept.",
            "Run this as the user who runs the workbook; if that is you, look whether the disk is mounted read-only.",
        )
    open_to_others = [path for path in _belongings(data) if _open_to_others(path)]
    foreign = [path for path in _belongings(data) if path.lstat().st_uid != os.getuid()]
    if foreign:
        yield _wrong(
            "rights",
            f"{foreign[0]} belongs to another user ({_owner(foreign[0])}), and you are {os.getuid()}.",
            f"Run this as the user who runs the workbook, or: chown -R {os.getuid()} {data}",
        )
    if open_to_others:
        more = f" and {len(open_to_others) - 1} more" if len(open_to_others) > 1 else ""
        yield _wrong(
            "rights", f"Other users of this machine can get at {open_to_others[0]}{more}.", f"chmod -R go= {data}"
        )
    if not foreign and not open_to_others and not unwritable:
        yield _ok("rights", f"{data} and what is in it are closed to other users")


def _belongings(data: Path) -> Iterator[Path]:
    yield data
    for path in sorted(data.rglob("*")):
        if not path.is_symlink() and path.name != "lost+found":
            yield path


def _open_to_others(path: Path) -> bool:
    # In a folder that nobody else may enter it does not matter, but folders are copied, with the rights of what is in.
    return bool(stat.S_IMODE(path.lstat().st_mode) & 0o077) and not stat.S_ISSOCK(path.lstat().st_mode)


def _owner(path: Path) -> int:
    return path.lstat().st_uid


def _room(data: Path) -> Finding:
    free = shutil.disk_usage(data).free / 2**20
    said = f"{free:,.0f} MiB free on the disk of {data}"
    if free < NO_ROOM_MIB:
        return _wrong("room", said, "Make room, or nothing can be kept any more.")
    if free < LITTLE_ROOM_MIB:
        return _look("room", said, "Make room before it runs out; backups take as much as the database.")
    return _ok("room", said)


# --- what is kept ---


def _accounts(store: Store) -> Finding:
    if store.has_accounts():
        return _ok("accounts", "there are accounts")
    return _ok("accounts", "none: the workbook is for the owner of this machine, and answers on this machine only")


def _keys(patient: Patient, store: Store) -> Finding:
    found = status(store, patient.data)
    if found.trouble is not None:
        return _wrong("keys", found.trouble.message, found.trouble.fix)
    if found.lost:
        said = f"The keys of {found.lost} people cannot be opened; nobody can read what they wrote."
        return _wrong("keys", said, "`roleplay keys status` says what to do.")
    if not found.on:
        return _ok("keys", "none: texts are kept as they were written")
    return _ok("keys", f"texts are encrypted, and their keys are in {found.file}")


def _library(store: Store) -> Iterator[Finding]:
    problems = store.shelf().problems
    for problem in problems:
        why = f": {problem.findings[0].message}" if problem.findings else ""
        yield _look("library", f"{problem.path} is left out{why}", "`roleplay check` shows all that is wrong with it.")
    if not problems:
        yield _ok("library", f"{len(store.shelf().entries)} scenarios and rubrics, none left out")


def _clock(patient: Patient, store: Store) -> Finding:
    now = patient.now()
    backup = patient.folder.last_backup()
    seen = [entry.at for entry in store.noted(limit=1)] + ([backup.at] if backup else [])
    latest = max(seen, default=None)
    said = f"{now:%Y-%m-%d %H:%M} UTC by the clock of this machine"
    if latest is not None and latest > now + SLACK:
        return _wrong(
            "clock",
            f"It is {said}, but something was done at {latest:%Y-%m-%d %H:%M} UTC.",
            "Set the clock, and let it be kept right (NTP): sign-ins and invitations expire by it.",
        )
    return _ok("clock", said)


def _settings(patient: Patient) -> Finding:
    kept = read_keeping(privacy_file(patient.data))
    if kept.settings is None:
        return _wrong("settings", kept.problems[0], "`roleplay retention show` shows all of it.")
    read = read_site(site_file(patient.data))
    if read.site is None:
        return _wrong("settings", read.problems[0], "`roleplay site check` shows all of it.")
    missing = [name for name, _ in gaps(read.site, patient.now().date())]
    if "attested" in missing:
        return _look(
            "settings",
            f"Nobody vouches for the settings of this site{_unset(missing)}.",
            "`roleplay site check` says what is open; `roleplay site attest` when it is right.",
        )
    if missing:
        return _look("settings", f"Some settings of this site are open{_unset(missing)}.", "See `roleplay site check`.")
    return _ok("settings", "all set, and vouched for")


def _unset(missing: list[str]) -> str:
    others = [name for name in missing if name != "attested"]
    return f"; not set: {', '.join(others)}" if others else ""


def _backup(patient: Patient) -> Finding:
    backup = patient.folder.last_backup()
    fix = "`roleplay backup FILE` makes one while the workbook runs; keep it on another machine."
    if backup is None:
        return _look("backup", "There is no backup.", fix)
    said = f"the last one was made at {backup.at:%Y-%m-%d %H:%M} UTC"
    if patient.now() - backup.at > OLD_BACKUP:
        return _look("backup", f"It is old: {said}.", fix)
    return _ok("backup", said)


# --- the machine ---


def _memory() -> Finding:
    free = available_mib()
    if free is None:
        return _ok("memory", "this system does not say how much is free")
    most = most_kernels(free, None, forks=True)
    said = f"{free:,.0f} MiB free, enough for about {most} more pages"
    if most < FEW_KERNELS:
        return _look("memory", said, "A group needs about 25 MiB for each person: give the machine more memory.")
    return _ok("memory", said)


def _files() -> Finding:
    files = raise_limit()
    if (trouble := complaint(files)) is not None:
        first, _, rest = trouble.partition(". ")
        return _look("open files", f"{first}.", rest)
    return _ok("open files", "no limit" if files is None else f"{files}, enough for {visitors(files)} people at once")


# --- how it is reached ---


def _address(running: Running) -> Iterator[Finding]:
    parts = urlsplit(running.url)
    local = urlsplit(running.local)
    try:
        good = ask(running, "healthz")[0] == 200
    except ssl.SSLCertVerificationError as error:
        yield _wrong(
            "address",
            f"Its certificate {running.certificate} is not good: {error.verify_message}.",
            "Renew the certificate, and start the workbook again.",
        )
    except OSError as error:
        yield _wrong("address", f"{running.local} does not answer: {error}.", "Look at its log, and start it again.")
    else:
        yield (
            _ok("address", f"{running.url} answers")
            if good
            else _wrong("address", f"{running.local} answers that it is not well.", "Look at its log.")
        )
    if parts.scheme == "http" and not (is_loopback(local.hostname or "") and is_loopback(parts.hostname or "")):
        yield _wrong(
            "address",
            f"{running.url} is not encrypted: passwords travel readable.",
            "Put it behind a proxy with TLS (--proxy), or give it a certificate (--certificate and --key).",
        )
    yield from _proxies(running)
    yield from _names(running)


def _proxies(running: Running) -> Iterator[Finding]:
    for one in running.proxies:
        if network(one).num_addresses > WIDE:
            yield _wrong(
                "proxies",
                f"Every machine in {one} is believed about who sent a request.",
                "Name the proxy alone: --proxy 127.0.0.1",
            )


def _names(running: Running) -> Iterator[Finding]:
    for name in running.names:
        bare = name.strip("[]")
        try:
            ipaddress.ip_address(bare)
        except ValueError:
            try:
                socket.getaddrinfo(bare, None)
            except OSError:
                yield _look(
                    "names",
                    f"It answers to {name}, and nobody here knows where that is.",
                    "Look whether the name is right, and known to DNS.",
                )
