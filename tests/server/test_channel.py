"""What goes through between a page and its kernel, and who may."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from websockets.exceptions import InvalidStatus

from tests.server.visiting import OTHER, Answer, Channel, House, Visitor, eventually


@pytest.fixture(scope="module")
def owner(house: House) -> Visitor:
    """Somebody who is signed in."""
    return house.visitor()


@pytest.fixture(scope="module")
def page(owner: Visitor) -> Answer:
    """A page with a kernel of its own."""
    return owner.get("/learn/channel")


@pytest.fixture
def channel(owner: Visitor, page: Answer) -> Iterator[Channel]:
    """The owner's channel to the kernel of the page."""
    opened = owner.channel(page.kernel_id)
    yield opened
    opened.close()


def test_widget_messages_reach_the_kernel_and_come_back(page: Answer, channel: Channel) -> None:
    """A press arrives in the kernel, and the widget's new state arrives in the page."""
    before = channel.state(page.model_id)["said"]
    channel.tell(page.model_id, do="press")
    news = next(m for m in channel.messages() if m["type"] == "comm_msg" and "said" in m["content"]["data"]["state"])
    assert news["content"]["data"]["state"]["said"] != before


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (
            "execute_request",
            {"code": "import os; os.environ['CRACKED'] = '1'", "silent": False, "store_history": False},
        ),
        ("inspect_request", {"code": "os", "cursor_pos": 2, "detail_level": 1}),
        ("complete_request", {"code": "os.", "cursor_pos": 3}),
        ("history_request", {"hist_access_type": "tail", "n": 10, "raw": True, "output": False}),
        ("debug_request", {"seq": 1, "type": "request", "command": "initialize", "arguments": {}}),
        ("shutdown_request", {"restart": False}),
        ("interrupt_request", {}),
        ("input_reply", {"value": "x"}),
    ],
)
def test_nothing_but_widget_messages_passes(
    page: Answer, channel: Channel, kind: str, content: dict[str, object]
) -> None:
    """Code, completion, history, the debugger and a shutdown are dropped on every channel; the kernel never hears them."""
    asked = {channel.say(kind, content, name) for name in ("shell", "control", "stdin", "iopub")}
    channel.tell(page.model_id, do="press")
    state = channel.state(page.model_id)
    assert "CRACKED" not in state["environment"]
    assert not [message for message in channel.heard if message["parent"].get("msg_id") in asked]


@pytest.mark.parametrize(
    "message",
    ["text", "{}", b"", b"\x00", b"\xff" * 64, b"\x08" + b"\x00" * 200, (1 << 60).to_bytes(8, "little") + b"x" * 99],
)
def test_anything_that_cannot_be_read_is_dropped(page: Answer, channel: Channel, message: str | bytes) -> None:
    """A message that is no message changes nothing: the next one is answered as ever."""
    channel.send_raw(message)
    assert channel.state(page.model_id)["pid"] > 0


def test_a_page_hears_neither_what_a_kernel_prints_nor_why_it_failed(page: Answer, channel: Channel) -> None:
    """Printed text and tracebacks stay on the server: only widget messages and states come out."""
    channel.tell(page.model_id, do="print")
    channel.tell(page.model_id, do="fail")
    channel.tell(page.model_id, do="press")
    channel.state(page.model_id)
    known = {"comm_open", "comm_msg", "comm_close", "comm_info_reply", "kernel_info_reply", "status"}
    assert {message["type"] for message in channel.heard} <= known
    assert "in the kernel" not in str(channel.heard)


def test_another_person_cannot_open_the_channel(house: House, page: Answer) -> None:
    """Who knows a kernel's id but is somebody else is refused, and so is who is nobody."""
    for stranger in (house.visitor(OTHER), Visitor(house)):
        with pytest.raises(InvalidStatus) as refused:
            stranger.channel(page.kernel_id)
        assert refused.value.response.status_code in {403, 404}


def test_a_second_browser_of_the_same_person_can(house: House, page: Answer) -> None:
    """The kernel belongs to the person, not to one browser."""
    channel = house.visitor().channel(page.kernel_id)
    assert channel.state(page.model_id)["pid"] > 0
    channel.close()


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "http://[", None])
def test_another_site_cannot_open_the_channel(owner: Visitor, page: Answer, origin: str | None) -> None:
    """A page of another origin is refused although the browser sends the session with it; so is who names none."""
    with pytest.raises(InvalidStatus) as refused:
        owner.channel(page.kernel_id, origin=origin)
    assert refused.value.response.status_code == 403


def test_only_the_owner_learns_that_a_kernel_is_there(house: House, owner: Visitor, page: Answer) -> None:
    """A kernel of somebody else and one that never was are the same to ask for."""
    mine = owner.get(f"/api/kernels/{page.kernel_id}")
    assert mine.status == 200
    assert page.kernel_id in mine.text
    stranger = house.visitor(OTHER)
    theirs = stranger.get(f"/api/kernels/{page.kernel_id}")
    none = stranger.get("/api/kernels/12345678-1234-1234-1234-123456789abc")
    assert (theirs.status, theirs.text) == (none.status, none.text) == (404, "{}")


@pytest.mark.parametrize("method", ["DELETE", "POST", "PUT", "PATCH"])
def test_a_kernel_cannot_be_changed_over_http(house: House, owner: Visitor, page: Answer, method: str) -> None:
    """There is no way to end, restart or interrupt a kernel but the farewell of its page."""
    answer = owner.ask(method, f"/api/kernels/{page.kernel_id}", headers={"Origin": house.origin})
    assert answer.status == 405
    assert owner.get(f"/api/kernels/{page.kernel_id}").status == 200


def test_only_the_owner_can_say_farewell(house: House, owner: Visitor) -> None:
    """Another person, a stranger and another site cannot end a kernel; its own page can, and its binding goes with it."""
    kernel_id = owner.get("/learn/farewell").kernel_id
    path = f"/voila/api/shutdown/{kernel_id}"
    process = house.kernel(kernel_id)
    assert house.visitor(OTHER).post(path, Origin=house.origin).status == 404
    assert Visitor(house).post(path, Origin=house.origin).status == 403
    for origin in ("http://evil.example", "null"):
        assert owner.post(path, Origin=origin).status == 403
    assert owner.post(path).status == 403
    assert owner.get(path).status == 405
    assert house.store.binding(kernel_id) is not None
    assert process.is_running()
    assert owner.post(path, Origin=house.origin).status == 204
    assert eventually(lambda: not process.is_running())
    assert house.store.binding(kernel_id) is None
    assert owner.get(f"/api/kernels/{kernel_id}").status == 404


def test_a_farewell_twice_is_harmless(house: House, owner: Visitor) -> None:
    """The second beacon of a page that is gone finds nothing."""
    kernel_id = owner.get("/learn/twice").kernel_id
    path = f"/voila/api/shutdown/{kernel_id}"
    assert owner.post(path, Origin=house.origin).status == 204
    assert owner.post(path, Origin=house.origin).status == 404


def test_a_dead_kernel_is_told_and_forgotten(house: House, owner: Visitor) -> None:
    """A kernel that is killed is not started again behind the page's back: the page hears that it is dead."""
    page = owner.get("/learn/killed")
    channel = owner.channel(page.kernel_id)
    channel.state(page.model_id)
    house.kernel(page.kernel_id).kill()
    last = next(m for m in channel.messages() if m["content"].get("execution_state") in {"dead", "restarting"})
    assert last["content"]["execution_state"] == "dead"
    assert eventually(lambda: house.store.binding(page.kernel_id) is None)
    assert owner.get(f"/api/kernels/{page.kernel_id}").status == 404
    channel.close()
