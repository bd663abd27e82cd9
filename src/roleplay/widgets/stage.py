"""The stage: one widget that shows every screen of an app, and the two apps that have one."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeAlias

import anywidget
import traitlets

from roleplay.services.runtime import VARIABLE
from roleplay.widgets import modules

LARGEST_MESSAGE = 64 * 1024
"""Bytes of JSON that a message from the browser may have; the longest honest one is a reflection of three texts."""

Command: TypeAlias = Mapping[str, Any]
"""A message from the browser: an object with a text under `do`. Its other parts are unchecked."""


class Stage(anywidget.AnyWidget):
    """Shows one screen at a time and passes on what the trainee does. It carries the trainee's app and no other.

    The browser is not trusted: what it says about the widget's own state is ignored, and a message that is no
    command, or is too large, gets a polite notice and goes no further.
    """

    app = "trainee"
    """Its name. The page that our server sends has the app's script, style and words as files under it."""
    _esm = modules.joined(app)
    _css = modules.style()
    screen = traitlets.Dict().tag(sync=True)
    """The screen that is shown; empty until there is one. Set it with `show`."""
    words = traitlets.Dict().tag(sync=True)
    """The catalogue's words, key -> text; empty where the page has them as a file."""

    def __init__(self, words: Mapping[str, str], **traits: Any) -> None:
        if VARIABLE in os.environ:  # our server started this kernel
            self._esm, self._css = self.app, ""
            super().__init__(**traits)
        else:
            super().__init__(words=dict(words), **traits)
        self._unreadable = words.get("notice.unreadable", "")
        self._heard: Callable[[Command], None] | None = None
        self._shown = 0
        self.on_msg(self._receive)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.screen.get('name', '')})"

    def on_command(self, callback: Callable[[Command], None]) -> None:
        """Call `callback(command)` for every command from the browser. The latest callback counts."""
        self._heard = callback

    def show(self, screen: Mapping[str, Any]) -> None:
        """Show a screen, whole. It is sent even when it equals the one before: somebody waits for an answer."""
        self._shown += 1
        self.screen = {**screen, "shown": self._shown}

    def send_delta(self, seq: int, append: Sequence[Mapping[str, Any]], now: Mapping[str, Any]) -> None:
        """Add to the running conversation: what is new, and what is asked now."""
        self.send({"type": "played", "seq": seq, "append": list(append), "now": dict(now)})

    def send_readers(self, text: str, who: Literal["you", "shared"]) -> None:
        """Say who can read a text of the trainee's now."""
        self.send({"type": "readers", "text": text, "who": who})

    def send_kept(self, page: str, at: str | None) -> None:
        """Say that a private page was kept, and when; None when it is empty now."""
        self.send({"type": "kept", "page": page, "at": at})

    def send_news(self, news: Mapping[str, Any]) -> None:
        """Tell the screen that is up something small, of which it knows what to make."""
        self.send({**news, "type": "news"})

    def send_file(self, news: Mapping[str, Any], content: bytes) -> None:
        """Tell the screen that is up of a file, and hand it over."""
        self.send({**news, "type": "news"}, [content])

    def send_notice(self, text: str, tone: Literal["info", "problem"] = "info") -> None:
        """Tell the trainee something. A problem also gives a pressed button back."""
        self.send({"type": "notice", "tone": tone, "text": text})

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Ignore what the browser says about the widget's state: it only shows it."""

    def _receive(self, _widget: Any, content: Any, buffers: Any) -> None:
        if not buffers and _is_command(content):
            if self._heard is not None:
                self._heard(content)
        else:
            self.send_notice(self._unreadable, "problem")


class AuthorStage(Stage):
    """The same with the author's app, which never reaches a trainee."""

    app = "author"
    _esm = modules.joined(app)
    _css = modules.style("author")


class EvaluatorStage(Stage):
    """The same with the evaluator's app, which never reaches a trainee."""

    app = "evaluator"
    _esm = modules.joined(app)
    _css = modules.style("ticks", "desk")


class ReportStage(Stage):
    """The same with the app of reports, which never reaches a trainee."""

    app = "report"
    _esm = modules.joined(app)
    _css = modules.style("report")


class FacilitatorStage(Stage):
    """The same with the facilitator's app, which never reaches a trainee."""

    app = "facilitator"
    _esm = modules.joined(app)
    _css = modules.style("ticks", "hall")


def _is_command(content: Any) -> bool:
    if not (isinstance(content, dict) and isinstance(content.get("do"), str)):
        return False
    try:
        return len(json.dumps(content, ensure_ascii=False).encode()) <= LARGEST_MESSAGE
    except (TypeError, ValueError, RecursionError):
        return False
