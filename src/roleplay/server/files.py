"""What a browser loads beside a page: the same for everybody, and kept for a year."""

from __future__ import annotations

from typing import Any

import tornado.web

from roleplay.server.plain import PlainHandler

A_YEAR_S = 365 * 24 * 60 * 60


def accepted(header: str, encodings: list[str]) -> str:
    """The first of `encodings` that an Accept-Encoding header allows; `identity` if there is none."""
    allowed = {}
    for part in header.lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";q=")
        allowed[name] = weight.strip("0.") != "" if weight else True
    return next((one for one in encodings if allowed.get(one, allowed.get("*", False))), "identity")


class FileHandler(PlainHandler):
    """A file whose address changes with its content. It holds nothing that is anybody's own."""

    mark: str | None = None
    """By which a browser knows the file again."""

    def get(self, stamp: str, name: str) -> None:
        """Give the file, as small as the browser can read it."""
        asset = self.server.assets.get(name)
        if asset is None or asset.stamp != stamp:
            raise tornado.web.HTTPError(404)
        encoding = accepted(self.request.headers.get("Accept-Encoding", ""), list(asset.encoded))
        self.set_header("Content-Type", asset.media_type)
        self.set_header("Cache-Control", f"public, max-age={A_YEAR_S}, immutable")
        self.set_header("Vary", "Accept-Encoding")
        self.mark = f'"{stamp}-{encoding}"'
        if encoding != "identity":
            self.set_header("Content-Encoding", encoding)
        self.finish(asset.encoded.get(encoding, asset.body))

    head = get

    def compute_etag(self) -> str | None:
        """The stamp, and in which form: tornado asks when the answer is finished."""
        return self.mark

    def write_error(self, status_code: int, **known: Any) -> None:
        """No page stands for a missing file."""
        del known
        self.clear()
        self.set_status(status_code)
        self.finish()
