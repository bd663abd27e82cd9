"""A workshop in bad weather: at the end every page agrees with the log, and nothing is lost or there twice."""

from __future__ import annotations

from pathlib import Path

from tests.server.storm import Storm


def test_on_a_bad_network_under_two_who_lead_and_a_killed_server_nothing_is_lost(tmp_path: Path) -> None:
    """Connections break, messages come twice and late, two facilitators press on stale pages, the server gets a SIGKILL.

    `python -m bench.workshop.faults` plays longer ones.
    """
    outcome = Storm(tmp_path, people=5, seconds=2.0, kills=1, seed=5).play()
    assert outcome.wrong == []
    assert outcome.kills == 1
    assert outcome.polls >= 1
    assert outcome.acknowledged["vote"] >= 5
