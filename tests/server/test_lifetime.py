"""How servers and kernels end, and begin again."""

from __future__ import annotations

import signal
from collections.abc import Callable

import psutil
import pytest

from tests.server.visiting import House, eventually

WAYS = pytest.mark.parametrize("way", ["fork", "spawn"])


def gone(processes: list[psutil.Process]) -> bool:
    """Whether none of these processes runs any more."""
    return all(not process.is_running() or process.status() == psutil.STATUS_ZOMBIE for process in processes)


def test_a_kernel_without_a_connection_is_ended(own_house: Callable[..., House]) -> None:
    """A page that never connected, and one whose connection went, end after their time; one that is connected stays."""
    house = own_house("--alone", "4")
    visitor = house.visitor()
    stays = visitor.get("/learn/stays")
    channel = visitor.channel(stays.kernel_id)
    never = visitor.get("/learn/never")
    went = visitor.get("/learn/went")
    short = visitor.channel(went.kernel_id)
    short.state(went.model_id)
    short.close()
    assert eventually(lambda: len(house.kernels()) == 1)
    assert eventually(lambda: house.asked() == ["/learn/stays"])
    assert house.store.binding(never.kernel_id) is None
    assert channel.state(stays.model_id)["pid"] == house.kernels()[0].pid
    channel.close()
    assert eventually(lambda: not house.kernels())


def test_a_line_that_went_dead_counts_from_when_it_did(own_house: Callable[..., House]) -> None:
    """A page that answers no ping is gone since it last did, not since its line was closed: its kernel ends first."""
    house = own_house("--alone", "6", "--ping", "1")
    visitor = house.visitor()
    dead, left = visitor.get("/learn/dead"), visitor.get("/learn/left")
    other = visitor.channel(left.kernel_id)
    with visitor.silent_channel(dead.kernel_id) as line:
        while line.recv(4096):  # pings, until the server has had enough
            pass
    other.close()
    assert eventually(lambda: house.asked() == ["/learn/left"])
    assert eventually(lambda: not house.asked())


@WAYS
def test_a_signal_ends_the_server_and_its_kernels(own_house: Callable[..., House], way: str) -> None:
    """After SIGTERM the process ends well, no kernel is left, nothing says that it still runs, and nothing was printed."""
    house = own_house("--preheat", "1", "--kernels", way)
    visitor = house.visitor()
    page = visitor.get("/learn")
    channel = visitor.channel(page.kernel_id)
    channel.state(page.model_id)
    started = house.processes()
    house.process.send_signal(signal.SIGTERM)
    assert house.process.wait(20) == 0
    channel.close()
    assert eventually(lambda: gone(started))
    assert {path.name for path in (house.data / "run").iterdir()} == {
        "cookie_secret",
        "kernels.log",
        "lock",
        "metrics_token",
    }
    assert len(house.log_path.read_text().splitlines()) == 1


@WAYS
def test_after_a_power_cut_everything_starts_again(own_house: Callable[..., House], way: str) -> None:
    """When the server is killed all it started follows; a new one starts at once on the same port, and people stay in."""
    house = own_house("--preheat", "1", "--kernels", way)
    visitor = house.visitor()
    page = visitor.get("/learn/before")
    started = house.processes()
    house.process.kill()
    house.process.wait()
    again = own_house("--port", str(house.port), "--kernels", way)
    assert again.port == house.port
    assert visitor.get("/").status == 302
    assert again.store.binding(page.kernel_id) is None
    assert visitor.get(f"/api/kernels/{page.kernel_id}").status == 404
    assert eventually(lambda: gone(started))
    after = visitor.get("/learn/after")
    channel = visitor.channel(after.kernel_id)
    assert channel.state(after.model_id)["said"] == "nothing yet"
    channel.close()


def test_a_visitor_who_leaves_before_the_page_is_there_leaves_no_kernel(house: House) -> None:
    """A connection that is closed while the page is made ends the kernel that was taken for it."""
    import socket

    visitor = house.visitor()
    cookie = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    with socket.create_connection(("127.0.0.1", house.port), timeout=30) as connection:
        connection.sendall(f"GET /learn/left-early HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode())
        assert connection.recv(1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    assert eventually(lambda: "/learn/left-early" not in house.asked())
