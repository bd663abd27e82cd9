"""The cable between a browser and a server, which can be pulled out: what a closed laptop or a tunnel does."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

from tests import serving


class Cable:
    """Passes bytes between a port of its own and a server's."""

    def __init__(self, server_port: int) -> None:
        self.port = serving.free_port()
        """The port that browsers use."""
        self._server_port = server_port
        self._lock = threading.Lock()
        self._ends: list[socket.socket] = []
        self._listener: socket.socket | None = None
        self._silent: set[socket.socket] = set()
        self.plug_in()

    @property
    def origin(self) -> str:
        """The server's address, by this cable."""
        return f"http://127.0.0.1:{self.port}"

    def plug_in(self) -> None:
        """From now on connections are possible."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen()
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def pull_out(self) -> None:
        """Every connection is lost, and no new one is possible."""
        with self._lock:
            if self._listener is not None:
                with suppress(OSError):
                    self._listener.shutdown(socket.SHUT_RDWR)
                self._listener.close()
                self._listener = None
            for end in self._ends:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()
            self._ends.clear()

    def fall_silent(self) -> None:
        """Nothing comes through the connections that there are, and neither end hears that: a phone that sleeps."""
        with self._lock:
            self._silent.update(self._ends)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
                far = socket.create_connection(("127.0.0.1", self._server_port))
            except OSError:
                return
            with self._lock:
                self._ends += [near, far]
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=self._pass_on, args=(source, target), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if source not in self._silent:
                    target.sendall(data)
        if source in self._silent:
            return
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
