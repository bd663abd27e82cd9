"""The log: one line for each event, and nothing by which anybody could be known."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay.errors import Misconfigured
from roleplay.identity.token import new_token
from roleplay.server.logs import FIELDS, HIDDEN, keep_log, told, without_traces
from tests.server.visiting import OTHER, House

_log = logging.getLogger("tests.server.test_logs")


@pytest.fixture
def kept() -> Iterator[None]:
    """What this process logs goes where it went before, afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)


def logged(form: str, level: str, act: Callable[[], object]) -> list[str]:
    """The lines that something leaves in the log."""
    stream = io.StringIO()
    keep_log(form, level, stream)
    act()
    return stream.getvalue().splitlines()


@pytest.mark.usefixtures("kept")
def test_each_event_is_one_line_in_either_form() -> None:
    """Time, level and event come first, then what belongs to it; text and JSON say the same."""
    fields = {"method": "GET", "path": "/learn", "status": 200, "ms": 12}

    def act() -> None:
        _log.info("request", extra={FIELDS: fields})
        _log.warning("two\nlines")
        _log.debug("too quiet")

    text, second = logged("text", "info", act)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]{12}Z info request method=GET path=/learn status=200 ms=12", text)
    assert second.endswith("warning two lines")
    as_json = [json.loads(line) for line in logged("json", "info", act)]
    assert as_json[0] | {"time": ""} == {"time": "", "level": "info", "event": "request", **fields}
    assert [one["event"] for one in as_json] == ["request", "two\nlines"]
    assert len(logged("json", "error", act)) == 0


@pytest.mark.usefixtures("kept")
def test_an_error_says_where_and_not_what_it_was_given() -> None:
    """Class and place of an error are there; its words only when they are our own."""

    def act() -> None:
        exact = Misconfigured("The file is damaged.", "Mend it.")
        for error in (KeyError("Dana was here"), Misconfigured("Not just now.", exact=exact)):
            try:
                raise error
            except (KeyError, Misconfigured):
                _log.exception("it failed")

    foreign, own = (json.loads(line) for line in logged("json", "info", act))
    assert (foreign["error"], own["error"]) == ("KeyError", "Misconfigured")
    assert foreign["at"][-1].startswith("test_logs.py:")
    assert "Dana" not in json.dumps(foreign)
    assert own["says"] == "The file is damaged. Mend it."
    assert "Dana" not in "".join(logged("text", "info", act))


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("from 203.0.113.5:80", f"from {HIDDEN}:80"),
        ("from 2001:db8::1", f"from {HIDDEN}"),
        ("from ::1 again", f"from {HIDDEN} again"),
        ("dana@example.org came", f"{HIDDEN} came"),
        ("/api/kernels/0b6c71f6-9f2d-4ce0-b0ad-1a2b3c4d5e6f/channels", f"/api/kernels/{HIDDEN}/channels"),
        ("at 12:30:45 of 2026-11-22", "at 12:30:45 of 2026-11-22"),
        ("/learn/scenario/de-escalation/the-front-desk", "/learn/scenario/de-escalation/the-front-desk"),
        ("a-very-long-name-of-a-scenario", "a-very-long-name-of-a-scenario"),
    ],
)
def test_what_could_tell_somebody_is_left_out(said: str, left: str) -> None:
    """Addresses of machines and people, ids and tokens; times and the names of scenarios stay."""
    assert without_traces(said) == left


@given(st.integers(0, 2**32).map(lambda _: new_token()), st.ip_addresses().map(str))
def test_no_token_and_no_address_stays(token: str, address: str) -> None:
    """Wherever in a message they stand."""
    for said in (f"/sign-in/{token}", f"token={token}&x", f"({address})", f"from {address}"):
        cleaned = without_traces(said)
        assert token not in cleaned
        assert address not in cleaned, cleaned


def test_other_fields_of_a_record_are_not_told() -> None:
    """Only what an event was given on purpose is said, not all that Python keeps in a record."""
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "said %s", ("so",), None)
    assert told(record).keys() == {"time", "level", "event"}


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_whole_session_leaves_no_trace_of_the_person(own_house: Callable[..., House], form: str) -> None:
    """After links good and bad, pages, commands, errors and a farewell, no log holds a name, id, token, text or address."""
    house = own_house("--log", form)
    link = house.link(OTHER)
    visitor = house.visitor(OTHER)
    stranger = house.link(OTHER)
    private = "My sister is called Annegret"
    page = visitor.get("/learn/play/an-attempt?said=something-private")
    channel = visitor.channel(page.kernel_id)
    channel.tell(page.model_id, do="say", text=private)
    channel.state(page.model_id)
    channel.say("execute_request", {"code": f"print('{private}')"})
    channel.send_raw(b"nonsense")
    visitor.get("/broken")
    visitor.get("/nothing?name=Annegret", **{"X-Forwarded-For": "203.0.113.5"})
    visitor.get(stranger.removeprefix(house.origin))
    visitor.get(f"{stranger.removeprefix(house.origin)}&again=yes")
    visitor.post(
        "/sign-in", {"link": link, "login": "annegret@example.org", "password": "Tr0ub4dor&3"}, Origin=house.origin
    )
    visitor.post(f"/voila/api/shutdown/{page.kernel_id}", Origin=house.origin)
    channel.close()
    house.stop()
    own = house.log_path.read_text()
    said = own + (house.data / "run" / "kernels.log").read_text()
    lines = [line for line in own.splitlines() if not line.startswith('{"url"')]  # what the tests' own server prints
    assert "path=/learn/play/an-attempt status=200" in own or '"path": "/learn/play/an-attempt", "status": 200' in own
    tokens = [one.partition("token=")[2] for one in (link, stranger)]
    keys = [*visitor.cookies.values(), *tokens, (house.data / "run" / "metrics_token").read_text().strip(), OTHER]
    words = ["Somebody", "nnegret", "sister", "Tr0ub4dor", "something-private", "203.0.113.5"]
    for secret in (*keys, *words):
        assert secret
        assert secret not in said, secret
    # The kernels' log has their own numbers in the names of files; nothing opens to them alone.
    for hidden in (page.kernel_id, page.model_id, "127.0.0.1"):
        assert hidden not in "\n".join(lines), hidden
    if form == "json":
        assert {"time", "level", "event"} <= set.intersection(*(set(json.loads(line)) for line in lines))
    else:
        assert all(re.match(r"\d{4}-\d\d-\d\dT[\d:.]+Z \w+ ", line) for line in lines), lines


def test_the_log_of_kernels_is_their_owners(house: House) -> None:
    """What kernels print is kept apart, readable by its owner only."""
    file: Path = house.data / "run" / "kernels.log"
    assert file.stat().st_mode & 0o077 == 0
