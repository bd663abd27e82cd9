"""What server and zygote say to each other."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from roleplay.zygote.__main__ import serve
from roleplay.zygote.orders import Asked, Burial, Order, answer, receive


@pytest.fixture
def line() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The server's end and the zygote's."""
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close()
    theirs.close()


def test_an_order_arrives_whole(line: tuple[socket.socket, socket.socket], tmp_path: Path) -> None:
    """Connection file, environment and folder come as they were given, even when they fill many packets; so does a file."""
    ours, theirs = line
    order = Order("/run/kernel-1.json", {"PATH": "/bin", "LONG": "ä\n\"'" * 20_000}, str(tmp_path))
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    with (tmp_path / "out").open("wb") as file:
        sent = socket.send_fds(ours, [order.line()], [file.fileno()])
        ours.sendall(order.line()[sent:])
        asked = receive(theirs)
    assert asked is not None
    assert asked.what == order
    (descriptor,) = asked.descriptors
    os.write(descriptor, b"through the descriptor")
    os.close(descriptor)
    assert (tmp_path / "out").read_bytes() == b"through the descriptor"


def test_a_burial_is_asked_for_and_answered(line: tuple[socket.socket, socket.socket]) -> None:
    """The number of a process goes there, a number comes back."""
    ours, theirs = line
    ours.sendall(Burial(4711).line())
    assert receive(theirs) == Asked(Burial(4711), [])
    answer(theirs, -9)
    assert ours.recv(100) == b"-9\n"


def test_a_server_that_is_gone_asks_for_nothing(line: tuple[socket.socket, socket.socket]) -> None:
    """The end of the line is the end, also in the middle of an order."""
    ours, theirs = line
    ours.sendall(Burial(1).line()[:-1])
    ours.close()
    assert receive(theirs) is None
    assert receive(theirs) is None


def test_where_no_process_can_be_made_the_zygote_lives_on(
    line: tuple[socket.socket, socket.socket], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Short of memory it says that there is no kernel, lets go of what came with the order, and waits for the next."""

    def fork() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    server, zygote = line
    lifeline, theirs = socket.socketpair()
    monkeypatch.setattr(os, "fork", fork)
    with lifeline, theirs, (tmp_path / "log").open("wb") as log:
        order = Order("kernel-1.json", {}, str(tmp_path)).line()
        socket.send_fds(server, [order], [theirs.fileno(), log.fileno(), log.fileno()])
        theirs.close()
        server.shutdown(socket.SHUT_WR)
        assert serve(zygote) is None
        assert server.recv(64) == b"-1\n"
        assert lifeline.recv(1) == b""
