"""Static files: the template's own for everybody, Voilà's for those who are signed in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tornado.web

from roleplay.server.assets import STATIC_FOLDER, extension_folders, own_files, package_stamp, voila_static
from roleplay.server.plain import PlainHandler

A_YEAR_S = 365 * 24 * 60 * 60


class StampedFileHandler(PlainHandler, tornado.web.StaticFileHandler):
    """A file whose address changes with its content."""

    needs_sign_in = True
    """Whether only a person who is signed in may have it."""

    def initialize(self) -> None:  # type: ignore[override]
        """The root is set by `locate`, for each request anew."""
        super().initialize(path=str(STATIC_FOLDER))

    def prepare(self) -> None:
        """Refuse who is not signed in."""
        if self.needs_sign_in and self.server.sign_in.person_id(self) is None:
            raise tornado.web.HTTPError(403)

    def locate(self, stamp: str, path: str) -> tuple[Path, str]:
        """The folder that holds the file, and the file's path in it. Raises 404."""
        raise NotImplementedError

    async def get(self, stamp: str, path: str, include_body: bool = True) -> None:  # type: ignore[override]  # noqa: FBT001, FBT002
        """Give the file."""
        if "\0" in path:
            raise tornado.web.HTTPError(404)
        folder, inside = self.locate(stamp, path)
        self.root = str(folder)
        await super().get(inside, include_body)

    async def head(self, stamp: str, path: str) -> None:  # type: ignore[override]
        """Give the file's headers."""
        await self.get(stamp, path, include_body=False)

    def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
        """Nothing outside of the folder, and no folder itself; a link that leads out counts as outside."""
        inside = Path(root).resolve()
        real = Path(absolute_path).resolve()
        if inside not in real.parents or not real.is_file():
            raise tornado.web.HTTPError(404)
        return super().validate_absolute_path(root, absolute_path)

    def set_extra_headers(self, path: str) -> None:
        """Kept by this browser for a year: another content has another address."""
        del path
        self.set_header("Cache-Control", f"private, max-age={A_YEAR_S}, immutable")

    def write_error(self, status_code: int, **known: Any) -> None:
        """No page stands for a missing file."""
        del known
        self.clear()
        self.set_status(status_code)
        self.no_store()
        self.finish()


class OwnFileHandler(StampedFileHandler):
    """The template's own style sheet and scripts, which the sign-in page needs too."""

    needs_sign_in = False

    def locate(self, stamp: str, path: str) -> tuple[Path, str]:
        """Only what the template ships, and only in the version that it ships."""
        if own_files().get(path) != stamp:
            raise tornado.web.HTTPError(404)
        return STATIC_FOLDER, path


class VoilaFileHandler(StampedFileHandler):
    """Voilà's own JavaScript."""

    def locate(self, stamp: str, path: str) -> tuple[Path, str]:
        """Only in the version that is installed."""
        if stamp != package_stamp():
            raise tornado.web.HTTPError(404)
        return voila_static(), path


class ExtensionFileHandler(StampedFileHandler):
    """The JupyterLab extensions that show widgets, and no other that may be installed."""

    def locate(self, stamp: str, path: str) -> tuple[Path, str]:
        """The file in its extension's folder."""
        if stamp == package_stamp():
            for name, folder in extension_folders().items():
                if path.startswith(f"{name}/"):
                    return folder, path.removeprefix(f"{name}/")
        raise tornado.web.HTTPError(404)
