"""What a plain page says when something went wrong."""

from __future__ import annotations

import errno
import os
from types import SimpleNamespace

import pytest
import tornado.testing
import tornado.web

from roleplay.errors import Misconfigured, Unavailable
from roleplay.server.plain import PlainHandler

PLACE = "/srv/workbook/data"
TROUBLES = {
    "full": OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), f"{PLACE}/run/kernel.json"),
    "read-only": OSError(errno.EROFS, os.strerror(errno.EROFS), f"{PLACE}/run/kernel.json"),
    "store": Unavailable("Nothing is kept.", exact=Unavailable(f"No room for {PLACE}/roleplay.db.")),
    "damaged": Misconfigured(f"The database {PLACE}/roleplay.db is damaged."),
    "bug": OSError(errno.EBADF, os.strerror(errno.EBADF), PLACE),
}


class Troubled(PlainHandler):
    """A page that is never there."""

    def get(self, trouble: str) -> None:
        """Whatever is asked for happens."""
        raise TROUBLES[trouble]

    def strip(self) -> str:
        """Nobody can be looked up, either."""
        raise TROUBLES["store"]


class TestTrouble(tornado.testing.AsyncHTTPTestCase):
    """Requests that cannot be answered."""

    @pytest.fixture(autouse=True)
    def logged(self, caplog: pytest.LogCaptureFixture) -> None:
        """What was logged."""
        self.log = caplog

    def get_app(self) -> tornado.web.Application:
        """Nothing but that page."""
        return tornado.web.Application([("/(.*)", Troubled)], roleplay=SimpleNamespace(base_url="/"))

    def test_a_page_says_that_it_will_pass_and_never_where_it_happened(self) -> None:
        """Without room, and without a database; a fault of the program is one. The log has all of it."""
        for name in TROUBLES:
            answer = self.fetch(f"/{name}")
            said = answer.body.decode()
            status, title = (500, "Something went wrong") if name == "bug" else (503, "Not just now")
            assert (answer.code, f"<h1>{title}</h1>" in said) == (status, True), name
            assert PLACE not in said, name
        assert self.log.text.count("could not be answered") == len(TROUBLES)
