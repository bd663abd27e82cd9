"""Somebody who talks to the kernel of their own page with something else than its script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from tornado.web import create_signed_value
from websockets.exceptions import ConnectionClosed, InvalidStatus

from roleplay.server.app import LARGEST_FORM, LARGEST_MESSAGE
from roleplay.widgets.stage import LARGEST_MESSAGE as LARGEST_COMMAND
from tests.server.attacks.pages import Opened, asked_directly
from tests.server.inhabitants import stranger
from tests.server.visiting import House, Visitor

WIDGETS = "sorted(type(one).__name__ for one in __import__('ipywidgets').Widget.widgets.values())"
COMMS = "sorted(get_ipython().kernel.comm_manager.comms)"
CONTROLS, OUTPUT, BASE = "@jupyter-widgets/controls", "@jupyter-widgets/output", "@jupyter-widgets/base"
CLASSES = [
    (CONTROLS, "2.0.0", "Text"), (CONTROLS, "2.0.0", "FileUpload"), (CONTROLS, "2.0.0", "Button"),
    (OUTPUT, "1.0.0", "Output"), (BASE, "2.0.0", "Layout"), ("anywidget", "~0.11.*", "Any"),
]  # fmt: skip
TARGETS = [
    "jupyter.widget",
    "jupyter.widget.control",
    "jupyter.widget.version",
    "anywidget",
    "made-up",
    "os.system",
    "",
]


def opening(module: str, version: str, name: str) -> dict[str, Any]:
    """What asks a kernel for a widget of this class."""
    view = {"_view_module": module, "_view_module_version": version, "_view_name": f"{name}View"}
    model = {"_model_module": module, "_model_module_version": version, "_model_name": f"{name}Model"}
    return {"comm_id": uuid4().hex, "target_name": "jupyter.widget", "data": {"state": {**model, **view}}}


def test_nothing_can_be_opened_in_a_kernel(workbook: House, opened: Callable[..., Opened]) -> None:
    """No widget of any class, no comm of any target; nor can what there is be listed, closed, or asked for all at once."""
    ada = opened(workbook)
    widgets, comms = (asked_directly(workbook, ada.kernel_id, what) for what in (WIDGETS, COMMS))
    assert "Stage" in widgets
    before = len(ada.channel.heard)
    for one in CLASSES:
        ada.says("comm_open", opening(*one), {"version": "2.1.0"})
    for target in TARGETS:
        control = {"comm_id": uuid4().hex, "target_name": target, "data": {}}
        for version in ("1.0.0", "2.1.0"):
            ada.says("comm_open", control, {"version": version})
        ada.says("comm_msg", {"comm_id": control["comm_id"], "data": {"method": "request_states"}})
        ada.says("comm_info_request", {"target_name": target})
    ada.says("comm_close", {"comm_id": ada.page.model_id, "data": {}})
    ada.says("kernel_info_request", {})
    assert ada.state()["screen"]["name"] == "library"
    heard = ada.channel.heard[before:]
    assert "comm_info_reply" not in {message["type"] for message in heard}
    assert "update_states" not in str(heard)
    assert [asked_directly(workbook, ada.kernel_id, what) for what in (WIDGETS, COMMS)] == [widgets, comms]


FORGED: list[dict[str, Any]] = [
    {"screen": {"name": "debrief", "path": "/learn/debrief/x"}},
    {"words": {"player.title": "forged"}},
    {"screen": {}, "words": {}, "app": "author"},
    {"_esm": "author", "_css": "author", "_anywidget_id": "x"},
    {"layout": None, "comm": None, "keys": [], "_heard": None, "level": 3},
]


def test_a_page_cannot_change_what_its_widget_holds(one_workbook: House, opened: Callable[..., Opened]) -> None:
    """Whatever it says about screen, words, script or level, the kernel's own stay, and what comes next builds on those."""
    ada = opened(one_workbook)
    begun = ada.starts()
    before = ada.state()
    for forged in FORGED:
        for method in ("update", "update_states", "echo_update"):
            ada.says("comm_msg", {"comm_id": ada.page.model_id, "data": {"method": method, "state": forged}})
        assert ada.state() == before, forged
    assert ada.asks(do="expect", seq=begun["seq"], text=None)["type"] == "played"


NO_COMMANDS: list[Any] = [
    None, [], "choose", 7, {}, {"do": None}, {"do": ["choose"]}, {"do": {"do": "choose"}}, {"do": "CHOOSE"},
    {"do": "__init__"}, {"do": "handle"}, {"do": "choose"}, {"do": "go"}, {"do": "go", "path": 7},
    {"do": "go", "path": "x" * (LARGEST_COMMAND + 1)}, {"do": "choose", "seq": "1", "node": "turn-1", "choice": "1"},
    {"do": "start", "scenario": {}, "mode": [], "feedback": 1, "say_first": "no"},
]  # fmt: skip


def test_what_is_no_command_is_refused_politely(one_workbook: House, opened: Callable[..., Opened]) -> None:
    """The page hears a sentence, its kernel says nothing of what went wrong inside, and goes on."""
    ada = opened(one_workbook)
    for content in NO_COMMANDS:
        ada.says("comm_msg", {"comm_id": ada.page.model_id, "data": {"method": "custom", "content": content}})
        notice = ada.hears()
        assert (notice.get("type"), notice.get("tone")) == ("notice", "problem"), content
    assert ada.state()["screen"]["name"] == "library"
    assert "Traceback" not in str(ada.channel.heard)


def test_messages_to_a_widget_may_have_any_shape(one_workbook: House, opened: Callable[..., Opened]) -> None:
    """Without a method, to nobody, with buffers, nested without end: nothing comes of it, and the next one is answered."""
    ada = opened(one_workbook)
    model = ada.page.model_id
    nested: Any = "x"
    for _ in range(400):
        nested = [nested]
    for content in (
        {}, {"comm_id": model}, {"comm_id": model, "data": None}, {"comm_id": model, "data": []},
        {"comm_id": model, "data": {"method": "nothing"}}, {"comm_id": [model], "data": {}}, {"comm_id": "nobody", "data": {}},
        {"comm_id": model, "data": {"method": "update"}},
        {"comm_id": model, "data": {"method": "update", "state": [], "buffer_paths": [["screen", "name"]]}},
        {"comm_id": model, "data": {"method": "custom", "content": {"do": "go", "path": nested}}},
    ):  # fmt: skip
        ada.says("comm_msg", content, buffers=[b"\xff" * 100])
        ada.says("comm_msg", content)
    assert ada.state()["screen"]["name"] == "library"
    assert ada.asks(do="go", path="/learn/progress")["name"] == "progress"


def test_a_message_without_end_cuts_the_line_and_costs_no_kernel(
    one_workbook: House, opened: Callable[..., Opened]
) -> None:
    """Beyond a megabyte nothing is read; the page's kernel is as it was, and its owner comes back to it."""
    ada = opened(one_workbook)
    ada.starts()
    ada.channel.send_raw(b"\x00" * (LARGEST_MESSAGE + 1))
    with pytest.raises(ConnectionClosed) as closed:
        ada.state()
    # The server closes while the rest is still on its way, so its last words may get lost; then the line is just cut.
    assert closed.value.rcvd is None or closed.value.rcvd.code == 1009
    ada.channel = ada.visitor.channel(ada.kernel_id)
    assert ada.asks(do="resync")["name"] == "player"


def test_a_form_without_end_is_not_read(one_workbook: House) -> None:
    """A stranger's megabytes are refused before they arrive, let alone are hashed."""
    answer = stranger(one_workbook).ask(
        "POST",
        "/sign-in",
        "login=",
        {
            "Origin": one_workbook.origin,
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(LARGEST_FORM + 1),
        },
    )
    assert answer.status == 400


QUERY = (
    "voila-template=lab&voila-theme=dark&template=reveal&reporter_id=x&kernel_name=ir&kernel_id=1&notebook=/etc/passwd"
)


def test_an_address_changes_neither_template_nor_kernel(workbook: House, opened: Callable[..., Opened]) -> None:
    """What Voilà would read from a query string is not read: page, files and kernel are as they are without it."""
    ada = opened(workbook)
    asked = ada.visitor.get(f"/learn?{QUERY}")
    own, other = (page.text.replace(page.kernel_id, "").replace(page.model_id, "") for page in (ada.page, asked))
    assert own == other
    channel = ada.visitor.channel(asked.kernel_id)
    assert channel.state(asked.model_id)["_esm"] == "trainee"
    channel.close()


def test_settings_of_jupyter_and_voila_open_nothing(one_workbook: House, opened: Callable[..., Opened]) -> None:
    """Files with a token, a secret, another template and any origin, where both would look for them, are not read."""
    ada = opened(one_workbook)
    assert "/page/" in ada.page.text
    assert "voila/templates" not in ada.page.text
    name = f"roleplay-{one_workbook.port}"
    for cookie in (create_signed_value("known", name, ada.person.id), create_signed_value("known", name, "known")):
        forger = Visitor(one_workbook, {name: cookie.decode()})
        assert forger.get("/learn").status == 403
    nobody = stranger(one_workbook)
    assert nobody.get("/learn?token=known").status == 403
    assert nobody.get(f"/api/kernels/{ada.kernel_id}", Authorization="token known").status == 403
    with pytest.raises(InvalidStatus):
        ada.visitor.channel(ada.kernel_id, origin="http://evil.example")
