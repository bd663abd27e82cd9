"""Requests that are being answered: counted, and let end."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable

from tests.server.visiting import House, eventually


def begin(house: House, path: str, cookies: dict[str, str]) -> socket.socket:
    """A line on which a request was begun, all but its last bytes."""
    line = socket.create_connection(("127.0.0.1", house.port), timeout=30)
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    line.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{house.port}\r\nCookie: {cookie}\r\n".encode())
    return line


def whole(line: socket.socket) -> str:
    """All that comes until the other side hangs up."""
    parts = []
    while part := line.recv(65536):
        parts.append(part)
    return b"".join(parts).decode(errors="replace")


def refuses(house: House) -> bool:
    """Whether nobody can come any more."""
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", house.port)) != 0


def test_a_page_that_is_being_made_is_finished_when_the_server_stops(own_house: Callable[..., House]) -> None:
    """After SIGTERM nobody new comes in, whoever waits for a page gets all of it, and the server ends well."""
    house = own_house("--kernels", "spawn")
    visitor = house.visitor()
    with begin(house, "/learn/last", visitor.cookies) as line:
        line.sendall(b"\r\n")
        assert eventually(house.kernels)
        house.process.send_signal(signal.SIGTERM)
        assert eventually(lambda: refuses(house))
        answer = whole(line)
    assert answer.startswith("HTTP/1.1 200")
    assert "</html>" in answer
    assert house.process.wait(30) == 0


def test_whoever_comes_on_an_open_line_meanwhile_is_told_to_come_again(own_house: Callable[..., House]) -> None:
    """A line that was open before is answered with a kind page and when to come again; health says no."""
    house = own_house("--kernels", "spawn")
    visitor = house.visitor()
    lines = [begin(house, path, visitor.cookies) for path in ("/learn/next", "/healthz")]
    with begin(house, "/learn/last", visitor.cookies) as making:
        making.sendall(b"\r\n")
        assert eventually(house.kernels)
        house.process.send_signal(signal.SIGTERM)
        assert eventually(lambda: refuses(house))
        for line in lines:
            line.sendall(b"\r\n")
        page, health = (whole(line) for line in lines)
        whole(making)
    for line in lines:
        line.close()
    assert page.startswith("HTTP/1.1 503")
    assert "Retry-After: 5" in page
    assert "being restarted" in page
    assert health.startswith("HTTP/1.1 503")
    assert house.process.wait(30) == 0


def test_it_waits_no_longer_than_it_said(own_house: Callable[..., House]) -> None:
    """A request that never ends does not keep the server: it is left, and the log says that one was."""
    house = own_house("--drain", "0.5", "--log", "text")
    visitor = house.visitor()
    page = visitor.get("/learn")
    kernel = house.kernel(page.kernel_id)
    channel = visitor.channel(page.kernel_id)
    for process in house.processes():
        process.suspend()  # the zygote among them: no page can be made
    with begin(house, "/learn/never", visitor.cookies) as line:
        line.sendall(b"\r\n")
        line.settimeout(0.5)
        house.process.send_signal(signal.SIGTERM)
        code = house.process.wait(40)
    assert code == 0
    assert "Requests that were not answered in time: 1" in house.log_path.read_text()
    assert eventually(lambda: not kernel.is_running())
    channel.close()


def test_a_second_signal_ends_it_at_once(own_house: Callable[..., House]) -> None:
    """Whoever cannot wait sends the signal twice; kernels end all the same."""
    house = own_house("--drain", "600")
    visitor = house.visitor()
    page = visitor.get("/learn")
    kernel = house.kernel(page.kernel_id)
    zygotes = [one for one in house.processes() if one.pid != kernel.pid]
    for process in zygotes:
        process.suspend()
    with begin(house, "/learn/never", visitor.cookies) as line:
        line.sendall(b"\r\n")
        assert eventually(lambda: "/learn/never" not in house.asked())
        house.process.send_signal(signal.SIGTERM)
        assert eventually(lambda: refuses(house))
        assert house.process.poll() is None
        house.process.send_signal(signal.SIGTERM)
        assert house.process.wait(20) == -signal.SIGTERM
    for process in zygotes:
        process.resume()
    assert eventually(lambda: not kernel.is_running())


def test_open_pages_hear_that_the_server_goes(own_house: Callable[..., House]) -> None:
    """Their sockets are closed with the word for it, so that pages say at once that the connection is gone."""
    import pytest
    from websockets.exceptions import ConnectionClosed

    house = own_house()
    visitor = house.visitor()
    page = visitor.get("/learn")
    channel = visitor.channel(page.kernel_id)
    channel.state(page.model_id)
    house.process.send_signal(signal.SIGTERM)
    with pytest.raises(ConnectionClosed) as closed:
        list(channel.messages())
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1001
    assert house.process.wait(20) == 0
