"""Ports of kernels: chosen where the system hands none out, and none twice."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from jupyter_client.connect import LocalPortCache

from roleplay.server import ports
from roleplay.server.ports import LOWEST, QuietPorts, choose_quietly, first_handed_out

HERE = "127.0.0.1"


def test_ports_are_free_lie_below_those_that_the_system_hands_out_and_come_once() -> None:
    """A hundred of them; whoever gives one back makes it available again."""
    chosen = QuietPorts()
    found = [chosen.find_available_port(HERE) for _ in range(100)]
    assert len(set(found)) == 100
    assert all(LOWEST <= port < first_handed_out() for port in found)
    with socket.create_server((HERE, found[0])):
        pass
    chosen.return_port(found[0])
    assert found[0] not in chosen.currently_used_ports


def test_a_port_that_somebody_listens_on_is_not_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nor one of another kernel; where the system leaves no room, it is asked as ever."""
    told = tmp_path / "range"
    told.write_text(f"{LOWEST + ports.FEWEST} 60999\n")
    monkeypatch.setattr(ports, "HANDED_OUT", told)
    chosen = QuietPorts()
    with socket.socket() as listening:
        taken = chosen.find_available_port(HERE)
        listening.bind((HERE, taken))
        listening.listen()
        chosen.return_port(taken)
        monkeypatch.setattr("random.randrange", lambda *_: taken)
        assert chosen.find_available_port(HERE) >= LOWEST + ports.FEWEST
    told.write_text("1024 60999\n")
    assert chosen.find_available_port(HERE) >= 1024
    told.write_text("nothing of the kind")
    assert first_handed_out() == ports.USUAL


def test_jupyter_client_asks_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless somebody has asked for a port before, which is left as it is."""
    LocalPortCache.clear_instance()
    monkeypatch.setattr(QuietPorts, "_instance", None, raising=False)
    try:
        choose_quietly()
        first = LocalPortCache.instance()
        assert isinstance(first, QuietPorts)
        choose_quietly()
        assert LocalPortCache.instance() is first
    finally:
        QuietPorts.clear_instance()
