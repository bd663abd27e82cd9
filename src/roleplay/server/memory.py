"""What the processes of a server take of memory, pages that several share counted once (PSS), and what is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

PROCESSES = Path("/proc")
"""Where Linux tells about processes, and how much memory there is; other systems do not."""

CONTROL_GROUPS = Path("/sys/fs/cgroup")
"""Where it says what a container, or a service, may have."""


@dataclass(frozen=True, slots=True)
class _Tongue:
    """How one version of control groups names things."""

    folder: str
    most: str
    used: str
    given_up: str


_SECOND = _Tongue("", "memory.max", "memory.current", "inactive_file")
_FIRST = _Tongue("memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")


def available_mib(processes: Path = PROCESSES, groups: Path = CONTROL_GROUPS) -> float | None:
    """MiB that new processes can have without others being pushed out: free on the machine, and allowed to this one.

    None where nobody tells.
    """
    known = [one for one in (_free_mib(processes), *_allowed_mib(processes, groups)) if one is not None]
    return min(known, default=None)


def _free_mib(processes: Path) -> float | None:
    return _told(processes / "meminfo", "MemAvailable:", 1024)


def _allowed_mib(processes: Path, groups: Path) -> Iterator[float]:
    """What is left of each limit that holds for this process: of its own group, and of all that this one is in."""
    try:
        lines = (processes / "self" / "cgroup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return
    for line in lines:
        number, names, path = line.split(":", 2)  # 0::/system.slice/workbook.service, 4:memory:/docker/1234
        if number != "0" and "memory" not in names.split(","):
            continue
        tongue = _SECOND if number == "0" else _FIRST
        root = groups / tongue.folder
        # In a container the path can be one of the machine outside; its own group is then the root.
        steps = [step for step in path.split("/") if step not in {"", ".."}]
        for depth in range(len(steps) + 1):
            if (left := _left_mib(root.joinpath(*steps[:depth]), tongue)) is not None:
                yield left


def _left_mib(group: Path, tongue: _Tongue) -> float | None:
    try:
        most, used = (int((group / name).read_text(encoding="ascii")) for name in (tongue.most, tongue.used))
    except (OSError, ValueError):  # no such group, or "max": no limit
        return None
    # Of what is used, files that nobody reads any more are given up as soon as somebody needs room.
    unused_files = _told(group / "memory.stat", tongue.given_up, 2**20) or 0.0
    return max(0.0, (most - used) / 2**20 + unused_files)


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
    files = (processes / str(pid) / "smaps_rollup" for pid in pids)
    sizes = [size for file in files if (size := _told(file, "Pss:", 1024)) is not None]
    return sum(sizes) if sizes else None


def _told(file: Path, name: str, of_a_mib: int) -> float | None:
    """The number after a name at the beginning of a line, in MiB; None where there is none."""
    try:
        lines = file.read_text(encoding="ascii", errors="replace").splitlines()
        return next(int(words[1]) / of_a_mib for line in lines if (words := line.split()) and words[0] == name)
    except (OSError, ValueError, IndexError, StopIteration):
        return None
