from __future__ import annotations

from typing import Any

import pytest

from roleplay.apps.catalogue import WORDS
from roleplay.services.runtime import VARIABLE
from roleplay.widgets import AuthorStage, Stage, modules
from roleplay.widgets.stage import LARGEST_MESSAGE
from tests.widgets import screens


class Wire(Stage):
    """A stage that keeps what it would send."""

    def __init__(self) -> None:
        self.out: list[Any] = []
        super().__init__(WORDS)

    def send(self, content: Any, buffers: Any = None) -> None:  # noqa: ARG002 # as the widget calls it
        """Keep the message."""
        self.out.append(content)


@pytest.fixture
def stage() -> Wire:
    """A stage and what it would send."""
    return Wire()


def arrive(stage: Stage, content: Any, buffers: Any = ()) -> None:
    """Let a message come in as it does over the wire."""
    stage._handle_custom_msg(content, buffers)


def test_a_command_reaches_the_callback(stage: Wire) -> None:
    """An object with a text under "do" is handed over as it came."""
    heard: list[Any] = []
    stage.on_command(heard.append)
    arrive(stage, {"do": "choose", "seq": 2, "node": "opening", "choice": "ask-first"})
    assert heard == [{"do": "choose", "seq": 2, "node": "opening", "choice": "ask-first"}]
    assert stage.out == []


@pytest.mark.parametrize(
    "content",
    [
        None,
        "ready",
        ["do", "ready"],
        {},
        {"do": 7},
        {"do": None, "seq": 2},
        {"do": "write", "text": "x" * LARGEST_MESSAGE},
        {"do": "write", "text": "ä" * (LARGEST_MESSAGE // 2)},
        {"do": "write", "text": {1, 2}},
        {"do": "write", "text": "\ud800"},
    ],
)
def test_anything_else_gets_a_polite_notice_and_goes_no_further(stage: Wire, content: Any) -> None:
    """What is no command, or is too large to be an honest one, reaches nobody, and nothing is raised."""
    heard: list[Any] = []
    stage.on_command(heard.append)
    arrive(stage, content)
    assert heard == []
    assert stage.out == [{"type": "notice", "tone": "problem", "text": WORDS["notice.unreadable"]}]


def test_a_deeply_nested_message_is_refused_without_an_error(stage: Wire) -> None:
    """A message that would exhaust the stack while it is measured is one that nobody honest sends."""
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    arrive(stage, {"do": "write", "text": deep})
    assert [message["tone"] for message in stage.out] == ["problem"]
    while deep:  # taken apart from the outside, or the interpreter does it by recursion
        deep = deep[0]


def test_a_message_with_buffers_is_refused(stage: Wire) -> None:
    """Binary attachments are never part of a command."""
    heard: list[Any] = []
    stage.on_command(heard.append)
    arrive(stage, {"do": "ready", "path": ""}, [b"\0" * 10])
    assert heard == []
    assert len(stage.out) == 1


def test_the_longest_honest_reflection_fits(stage: Wire) -> None:
    """Three texts of a thousand words each pass."""
    heard: list[Any] = []
    stage.on_command(heard.append)
    arrive(stage, {"do": "reflect", "seq": 9, "texts": ["remember " * 1000] * 3})
    assert len(heard) == 1


def test_the_latest_callback_counts(stage: Wire) -> None:
    """Setting a callback again replaces the one before, so that nothing is acted on twice."""
    first: list[Any] = []
    second: list[Any] = []
    stage.on_command(first.append)
    stage.on_command(second.append)
    arrive(stage, {"do": "resync"})
    assert (first, len(second)) == ([], 1)


def test_a_command_before_anybody_listens_is_dropped(stage: Wire) -> None:
    """Without a callback a command does nothing."""
    arrive(stage, {"do": "resync"})
    assert stage.out == []


def test_a_screen_is_sent_again_even_when_it_is_the_same(stage: Wire) -> None:
    """Showing an equal screen still changes the trait, because a browser is waiting for the answer."""
    seen: list[str] = []
    stage.observe(lambda change: seen.append(change["new"]["name"]), "screen")
    stage.show(screens.library())
    stage.show(screens.library())
    assert seen == ["library", "library"]


def test_the_browser_cannot_change_what_the_stage_holds(stage: Wire) -> None:
    """A forged state update leaves screen and words as they were."""
    stage.show(screens.problem())
    stage.set_state({"screen": {"name": "library", "person": "somebody else"}, "words": {}})
    assert stage.screen["name"] == "problem"
    assert stage.words == WORDS


def test_a_delta_and_a_notice_have_their_shapes(stage: Wire) -> None:
    """What is new in a conversation, and what is to be told, are sent as the contract says."""
    delta = screens.FIRST_DELTA
    stage.send_delta(delta["seq"], delta["append"], delta["now"])
    stage.send_notice("Saved.")
    assert stage.out == [delta, {"type": "notice", "tone": "info", "text": "Saved."}]


def test_the_repr_is_the_same_in_every_run(stage: Wire) -> None:
    """A stage in a notebook's output names its kind and its screen, and holds no address."""
    assert repr(Stage(WORDS)) == "Stage()"
    assert repr(AuthorStage(WORDS)) == "AuthorStage()"
    stage.show(screens.brief())
    assert repr(stage) == "Wire(brief)"
    bundle, _ = stage._repr_mimebundle_() or ({}, {})
    assert bundle["text/plain"] == "Wire(brief)"


@pytest.mark.parametrize(("kind", "app"), [(Stage, "trainee"), (AuthorStage, "author")])
def test_a_kernel_of_our_server_names_its_module(kind: type[Stage], app: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the page has script and style as files only their name is sent; in JupyterLab the texts are."""
    at_home = kind(WORDS)
    assert str(at_home._esm) == modules.joined(app)
    assert "rp-stage" in str(at_home._css)
    monkeypatch.setenv(VARIABLE, "/run/kernel.json")
    served = kind(WORDS)
    assert (str(served._esm), str(served._css)) == (app, "")
