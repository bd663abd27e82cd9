"""The zygote: imports, waits, forks."""

from __future__ import annotations

import gc
import importlib
import os
import socket
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from roleplay.zygote.kernel import Birth, become
from roleplay.zygote.orders import NONE, READY, Burial, answer, receive

EVERY_KERNEL = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "IPython.utils.wildcard",
    "faulthandler",
    "ipykernel.debugger",
    "ipykernel.kernelapp",
    "ipywidgets",
    "pdb",
    "psutil",
    "pwd",
    "resource",
    "tornado.platform.asyncio",
    "unicodedata",
    "zmq.utils.garbage",
)
"""What a kernel imports whatever its notebook is about, some of it only as it starts."""


def warm(steps: Sequence[str]) -> None:
    """Import what the kernels will need, and put it where the garbage collector never writes to it.

    A step names a module to import, or `module:function`, which is called.
    """
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # no debugger: nobody could reach it
    gc.disable()  # what a collection frees among shared memory, children would fill again, each for itself
    for step in (*EVERY_KERNEL, *steps):
        name, _, function = step.partition(":")
        module = importlib.import_module(name)
        if function:
            getattr(module, function)()
    if _threads() > 1:
        raise RuntimeError("A module that was imported has started a thread, so that a fork would not be safe.")
    gc.freeze()
    gc.enable()


def _threads() -> int:
    try:
        return len(list(Path("/proc/self/task").iterdir()))  # those that Python did not start as well
    except FileNotFoundError:
        return threading.active_count()


def serve(control: socket.socket) -> Birth | None:
    """Do what the server asks for until it is gone. Returns in every child as well, with what it has to become."""
    while (asked := receive(control)) is not None:
        if isinstance(asked.what, Burial):
            _, status = os.waitpid(asked.what.pid, 0)
            answer(control, os.waitstatus_to_exitcode(status))
            continue
        try:
            child = os.fork()
        except OSError as error:  # no memory, or too many processes: it has kernels to bury, and may have room again
            sys.stderr.write(f"No kernel could be forked: {error}\n")
            child = NONE
        if not child:
            return Birth(asked.what, *asked.descriptors)
        for descriptor in asked.descriptors:
            os.close(descriptor)
        answer(control, child)
    return None


def main() -> None:
    """Be the zygote, and then, in each child, a kernel."""
    control = socket.socket(fileno=os.dup(0))
    warm(sys.argv[1:])
    control.sendall(READY)
    birth = serve(control)
    if birth is not None:
        control.detach()  # `become` closes all that the zygote had open
        become(birth)


if __name__ == "__main__":
    main()
