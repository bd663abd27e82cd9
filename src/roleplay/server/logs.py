"""The server's log: one line for each event, as text or as JSON, and nothing in it by which a person could be known.

No names, logins, ids, addresses of machines, texts, tokens. Paths come without their query, and whatever in a message
looks like an id, a token, an e-mail address or an IP address is left out. Of an error there are its class and where it
happened; what it says only when it is one of ours, because others quote what they were given.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from roleplay.errors import RoleplayError

FIELDS = "fields"
"""Under this name a record carries what belongs to its event: `log.info("request", extra={"fields": {...}})`."""

HIDDEN = "…"

_TELLING = re.compile(
    r"[^\s@/?&=\"']+@[^\s@/?&=\"']+"  # an e-mail address
    r"|\b\d{1,3}(?:\.\d{1,3}){3}\b"  # an IPv4 address
    r"|(?<![\w:.])(?=[0-9a-fA-F:]*::|(?:[0-9a-fA-F]{1,4}:){7})[0-9a-fA-F:]{2,39}(?!\w)"  # an IPv6 address
    r"|(?<![\w-])(?:(?=[\w-]*\d)[\w-]{20,}|[\w-]{32,})(?![\w-])"  # an id or a token: long, mostly with a digit
)
_FRAMES = 8


def without_traces(text: str) -> str:
    """A text without what could tell who it was about."""
    return _TELLING.sub(HIDDEN, text)


def told(record: logging.LogRecord) -> dict[str, Any]:
    """What is said of an event: time, level, event, and what belongs to it."""
    fields: Mapping[str, Any] = getattr(record, FIELDS, {})
    said = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname.lower(),
        "event": without_traces(record.getMessage()),
        **{name: without_traces(value) if isinstance(value, str) else value for name, value in fields.items()},
    }
    if record.exc_info and record.exc_info[1] is not None:
        said |= _error(record.exc_info[1])
    return said


def _error(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    known = {
        "error": type(error).__name__,
        "at": [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames],
    }
    return {**known, "says": without_traces(str(error.exact))} if isinstance(error, RoleplayError) else known


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(told(record), ensure_ascii=False, default=str)


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        said = told(record)
        head = f"{said.pop('time')} {said.pop('level')} {said.pop('event')}"
        return " ".join([head, *(f"{name}={_short(value)}" for name, value in said.items())]).replace("\n", " ")


def _short(value: object) -> str:
    if isinstance(value, list):
        return "<".join(str(one).replace(" ", ":") for one in reversed(value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) and " " in value else str(value)


def keep_log(form: str, level: str, stream: TextIO | None = None) -> None:
    """Send everything that this process logs to the console: `form` is text or json, `level` as logging calls them."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Json() if form == "json" else _Text())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.getLevelNamesMapping()[level.upper()])
    logging.captureWarnings(capture=True)
    for name in ("alembic", "asyncio", "tornado.general", "tornado.access"):  # whose news are no news of ours
        logging.getLogger(name).setLevel(max(root.level, logging.WARNING))
