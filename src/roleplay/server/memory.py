"""What the processes of a server take of the machine's memory, pages that several share counted once (PSS)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

PROCESSES = Path("/proc")
"""Where Linux tells about processes; other systems do not."""


def family(pid: int, processes: Path = PROCESSES) -> tuple[int, ...]:
    """A process and all that it, and what it started, has started."""
    children: dict[int, list[int]] = {}
    for folder in processes.glob("[0-9]*"):
        try:
            # pid (name, which can hold anything) state parent ...
            parent = int((folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):  # it has just ended
            continue
        children.setdefault(parent, []).append(int(folder.name))
    found = [pid]
    for one in found:  # grows meanwhile
        found += children.get(one, ())
    return tuple(found)


def pss_mib(pids: Iterable[int], processes: Path = PROCESSES) -> float | None:
    """MiB that processes take together; None where nobody tells."""
    sizes = [size for pid in pids if (size := _pss_kib(processes / str(pid))) is not None]
    return sum(sizes) / 1024 if sizes else None


def _pss_kib(folder: Path) -> int | None:
    try:
        lines = (folder / "smaps_rollup").read_text(encoding="ascii", errors="replace").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    except (OSError, ValueError, IndexError, StopIteration):
        return None
