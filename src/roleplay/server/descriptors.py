"""How many files and sockets the server may have open."""

from __future__ import annotations

EACH = 14
"""What a kernel and its page take of them (docs/decisions/0009)."""

BESIDE = 200
"""What the server takes for itself, the connections of browsers that load a page included."""

ENOUGH = 65_536
"""No more is asked for. Kernels inherit the limit, and some programs close every number that it allows, one by one."""

MANY = 200
"""With room for fewer visitors than this, whoever runs the server is told."""


def visitors(files: int) -> int:
    """How many people can be there at once with this limit."""
    return max(0, (files - BESIDE) // EACH)


def raise_limit() -> int | None:
    """Raise this process's limit as far as its user may, and return it; None where there is none to raise.

    On many systems it is 1,024 to begin with, though programs may have far more: they only have to ask.
    """
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return None
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    unlimited = resource.RLIM_INFINITY
    wanted = ENOUGH if hard == unlimited else min(ENOUGH, hard)
    if soft == unlimited or soft >= wanted:
        return None if soft == unlimited else soft
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError):  # macOS says that there is no limit, and has one
        return soft
    return wanted


def complaint(files: int | None) -> str | None:
    """What to tell whoever runs the server when its limit is a low one."""
    if files is None or visitors(files) >= MANY:
        return None
    return (
        f"This system lets a program open {files} files, which is enough for about {visitors(files)} people at once. "
        "Where more are expected, have the limit raised (`ulimit -Hn`, or LimitNOFILE= for a service)."
    )
