"""From a forked process to a kernel of its own."""

from __future__ import annotations

import os
import random
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from roleplay.zygote.orders import Order

LIFELINE = 3
"""The descriptor that closes when the server is gone."""


@dataclass(frozen=True, slots=True)
class Birth:
    """What a child of the zygote is to become."""

    order: Order
    """What the server asked for."""

    lifeline: int
    """The descriptor of a socket that closes with the server."""

    out: int
    """The descriptor of standard output."""

    err: int
    """The descriptor of standard error."""


def become(birth: Birth) -> None:
    """Become the kernel that was ordered. Returns when the kernel was asked to end."""
    _leave_the_family(birth)
    threading.Thread(target=_end_with_the_server, name="lifeline", daemon=True).start()
    _live_here(birth.order)
    _be_somebody_else()
    _name_process(birth.order)
    _run(birth.order.connection_file)


def _leave_the_family(birth: Birth) -> None:
    """A session of its own, and no descriptor but the wanted ones."""
    os.setsid()
    null = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((null, 0), (birth.out, 1), (birth.err, 2)):
        os.dup2(source, target)
    if birth.lifeline != LIFELINE:
        os.dup2(birth.lifeline, LIFELINE, inheritable=False)
    os.closerange(LIFELINE + 1, max(os.sysconf("SC_OPEN_MAX"), 4096))


def _end_with_the_server() -> None:
    os.read(LIFELINE, 1)  # nothing is ever sent: it returns when the other side is closed
    os._exit(1)


def _live_here(order: Order) -> None:
    os.environ.clear()
    os.environ.update(order.environment)
    time.tzset()
    os.chdir(order.folder)


def _be_somebody_else() -> None:
    """Forget what the zygote may have decided by chance, or for itself."""
    random.seed()
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()
    tempfile.tempdir = None
    tempfile._name_sequence = None  # type: ignore[attr-defined]  # noqa: SLF001 - it begins anew


def _name_process(order: Order) -> None:
    """Let lists of processes show which kernel this is: its command line is the zygote's."""
    name = Path("/proc/self/comm")
    if name.exists():
        name.write_bytes(os.fsencode(Path(order.connection_file).stem))


class _FewModules:
    """`sys` as far as ipykernel's kernel is concerned, while it is made.

    It would list the files of all modules for a debugger that nobody can reach, and so write a count into every one of
    them: 5 MB that would no longer be shared.
    """

    modules: dict[str, Any] = {}  # noqa: RUF012 - it stays empty

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)


def _run(connection_file: str) -> None:
    import ipykernel.ipkernel  # noqa: PLC0415 - the server reads this module too, and needs no kernel
    import ipywidgets  # noqa: PLC0415
    from ipykernel.kernelapp import IPKernelApp  # noqa: PLC0415

    class Kernel(IPKernelApp):
        """A kernel whose settings do not come from a command line, which takes its time to read."""

        def parse_command_line(self, argv: Any = None) -> None:
            """There is none."""

    app = Kernel.instance(connection_file=connection_file)
    app.config.HistoryManager.enabled = False  # as in the command line of one that is spawned
    app.capture_fd_output = False  # what is printed below Python goes where the server wants it
    ipykernel.ipkernel.sys = _FewModules()  # type: ignore[attr-defined, assignment]
    app.initialize([])  # type: ignore[no-untyped-call]
    ipykernel.ipkernel.sys = sys  # type: ignore[attr-defined]
    ipywidgets.register_comm_target()  # it does so itself only when it is imported by a kernel
    app.start()  # type: ignore[no-untyped-call]
