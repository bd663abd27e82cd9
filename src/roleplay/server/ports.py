"""Ports for kernels, chosen where nobody else is given one meanwhile.

A kernel is told its ports before it binds them. Those that the system hands out are also handed out to whatever goes on
on this machine: a connection that somebody opens in that moment takes one, the kernel dies at once, and its page with
it. Below the range from which the system hands out, only programs that ask for one number are.
"""

from __future__ import annotations

import random
import socket
from contextlib import suppress
from pathlib import Path

from jupyter_client.connect import LocalPortCache

HANDED_OUT = Path("/proc/sys/net/ipv4/ip_local_port_range")
"""Where Linux says from which number on it hands out ports."""

LOWEST, USUAL = 15_000, 32_768
"""Numbers are chosen from the first on, up to where the system begins; Linux does so at the second."""

FEWEST = 2_000
"""Of fewer numbers a free one is not looked for at random."""

_TRIES = 200


class QuietPorts(LocalPortCache):
    """Chooses ports for kernels of this process. jupyter_client asks for them through its own class."""

    def find_available_port(self, ip: str) -> int:
        """A port that is free, and that no kernel of this process has. As jupyter_client's where none is found."""
        below = first_handed_out()
        if below - LOWEST >= FEWEST:
            for _ in range(_TRIES):
                port = random.randrange(LOWEST, below)  # noqa: S311 - nobody has to guess it: the key is a secret
                if port not in self.currently_used_ports and _is_free(ip, port):
                    self.currently_used_ports.add(port)
                    return port
        return super().find_available_port(ip)


def choose_quietly() -> None:
    """Have the kernels of this process get their ports so. Whoever has asked for one before is left alone."""
    if not LocalPortCache.initialized():
        QuietPorts.instance()


def first_handed_out() -> int:
    """The first number that the system hands out."""
    with suppress(OSError, ValueError, IndexError):
        return int(HANDED_OUT.read_text(encoding="ascii").split()[0])
    return USUAL


def _is_free(ip: str, port: int) -> bool:
    with socket.socket() as tried:
        try:
            tried.bind((ip, port))
        except OSError:
            return False
    return True
