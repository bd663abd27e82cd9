"""What goes over the socket between server and zygote: a line of JSON each way, with descriptors beside an order."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

READY = b"ready\n"
"""What a zygote says once it has imported everything."""

NONE = -1
"""In place of a kernel's number: there is none."""

_LINE = 1 << 16
_DESCRIPTORS = 3


@dataclass(frozen=True, slots=True)
class Order:
    """A kernel that is asked for."""

    connection_file: str
    """Where it finds its ports and keys. Its name tells which kernel it is."""

    environment: Mapping[str, str]
    """All of its environment."""

    folder: str
    """Where it works."""

    def line(self) -> bytes:
        """The order as it is sent."""
        return _line({"fork": [self.connection_file, dict(self.environment), self.folder]})


@dataclass(frozen=True, slots=True)
class Burial:
    """The server has seen that this kernel ended, and asks how. Until then its number belongs to nobody else."""

    pid: int
    """The kernel's process."""

    def line(self) -> bytes:
        """The request as it is sent."""
        return _line({"bury": self.pid})


@dataclass(frozen=True, slots=True)
class Asked:
    """What the server wants."""

    what: Order | Burial
    """The request."""

    descriptors: Sequence[int]
    """What came with an order: the kernel's lifeline, a socket that closes with the server; its standard output; its
    standard error. Whoever receives them closes them."""


def receive(control: socket.socket) -> Asked | None:
    """The next thing that the server asks for, or None when the server is gone."""
    try:
        text, descriptors, _, _ = socket.recv_fds(control, _LINE, _DESCRIPTORS)
        while text and not text.endswith(b"\n"):
            more = control.recv(_LINE)
            text = text + more if more else b""
    except ConnectionResetError:
        return None
    if not text:
        return None
    said = json.loads(text)
    return Asked(Burial(said["bury"]) if "bury" in said else Order(*said["fork"]), descriptors)


def answer(control: socket.socket, number: int) -> None:
    """Answer with the number of a process, or with what it ended with."""
    control.sendall(_line(number))


def _line(said: Any) -> bytes:
    return json.dumps(said).encode() + b"\n"
