"""What the server counts, and who may know."""

from __future__ import annotations

import http.client
import stat
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from prometheus_client.parser import text_string_to_metric_families

from roleplay.server.metrics import Metrics
from tests.server.visiting import OTHER, Answer, House, Visitor


def numbers(text: str) -> dict[tuple[str, ...], float]:
    """Every number by its name and the values of its labels."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for metric in text_string_to_metric_families(text)
        for sample in metric.samples
    }


def test_what_happened_is_counted(own_house: Callable[..., House]) -> None:
    """Kernels by state, pages, requests with their times, and since when it runs."""
    house = own_house("--in-all", "7", "--each", "2")
    visitor = house.visitor(OTHER)
    pages = [visitor.get(f"/learn/{number}") for number in range(2)]
    channel = visitor.channel(pages[0].kernel_id)
    assert visitor.get("/learn/too-many").status == 503
    found = numbers(Visitor(house).get("/metrics").text)
    assert {state: found["roleplay_kernels", state] for state in ("connected", "alone", "reserve")} == {
        "connected": 1,
        "alone": 1,
        "reserve": 0,
    }
    assert found["roleplay_kernels_most",] == 7
    assert found["roleplay_pages_opened_total", "start"] == 2
    assert found["roleplay_pages_refused_total", "person"] == 1
    assert found["roleplay_request_seconds_count", "page", "2xx"] == 2
    assert found["roleplay_request_seconds_count", "page", "5xx"] == 1
    assert found["roleplay_start_time_seconds",] > 1_700_000_000
    assert found["process_resident_memory_bytes",] > 0
    channel.close()


def test_nothing_in_it_is_about_anybody(house: House) -> None:
    """No label holds a person, an address or a path."""
    visitor = house.visitor(OTHER)
    page = visitor.get("/learn/play/some-attempt?secret=query")
    text = visitor.get("/metrics").text
    assert "roleplay_request_seconds" in text
    for told in (OTHER, "Somebody", page.kernel_id, "some-attempt", "secret", "127.0.0.1", "learn"):
        assert told not in text, told


@pytest.mark.parametrize(
    ("source", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.5"}, 404),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.5"}, 404),
        ("127.0.0.1", {"Via": "1.1 proxy"}, 404),
    ],
)
def test_a_program_of_this_machine_may_know(house: House, source: str, headers: dict[str, str], status: int) -> None:
    """Asked directly from here it answers; passed on by a proxy, for whomever, there is nothing."""
    assert asked(house, source, headers).status == status


def asked(house: House, source: str, headers: dict[str, str]) -> Answer:
    """Ask from an address of this machine."""
    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30, source_address=(source, 0))
    connection.request("GET", "/metrics", headers=headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return Answer(answer.status, dict(answer.headers), text)


def test_from_elsewhere_it_takes_the_token(house: House) -> None:
    """The token of an owner-only file opens the counters from anywhere; anything else opens nothing, whatever it is."""
    file = house.data / "run" / "metrics_token"
    token = file.read_text().strip()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    passed_on = {"X-Forwarded-For": "203.0.113.5"}
    assert asked(house, "127.0.0.1", {**passed_on, "Authorization": f"Bearer {token}"}).status == 200
    for wrong in (f"Bearer {token[:-1]}", "Bearer ", "", token, f"Basic {token}", "Bearer \xff"):
        assert asked(house, "127.0.0.1", {**passed_on, "Authorization": wrong}).status == 404, wrong


@pytest.fixture
def metrics() -> Iterator[Metrics]:
    """Counters that watch the databases of this process."""
    counted = Metrics()
    unwatch = counted.watch_store()
    yield counted
    unwatch()


def test_errors_of_the_database_are_counted(metrics: Metrics) -> None:
    """Each is, but a row that is there already is none: it is how a second tab is told from the first."""
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        connection.exec_driver_sql("create table t (a integer primary key)")
        connection.exec_driver_sql("insert into t values (1)")
        with pytest.raises(sa.exc.IntegrityError):
            connection.exec_driver_sql("insert into t values (1)")
        assert numbers(metrics.text().decode())["roleplay_store_errors_total",] == 0
        with pytest.raises(sa.exc.OperationalError):
            connection.exec_driver_sql("select * from missing")
    assert numbers(metrics.text().decode())["roleplay_store_errors_total",] == 1
    engine.dispose()


def test_sign_ins_are_counted() -> None:
    """Those that worked and those that did not, from the first question on."""
    counted = Metrics()
    assert numbers(counted.text().decode())["roleplay_sign_ins_total", "failed"] == 0
    for ok in (True, False, False):
        counted.sign_in(ok=ok)
    found = numbers(counted.text().decode())
    assert found["roleplay_sign_ins_total", "ok"] == 1
    assert found["roleplay_sign_ins_total", "failed"] == 2
