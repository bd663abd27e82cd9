"""The page template, its words, and every file that a browser loads.

A file is addressed by a stamp of its content, so that a browser keeps it for a year and it is still never stale.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from roleplay.apps.catalogue import OWN, words_of
from roleplay.widgets import modules

TEMPLATE_NAME = "roleplay"
TEMPLATE_ROOT = Path(__file__).resolve().parent / "template"
"""The folder in which the template's folder lies."""

TEMPLATE_FOLDER = TEMPLATE_ROOT / TEMPLATE_NAME
STATIC_FOLDER = TEMPLATE_FOLDER / "static"
"""Files as they were written."""

BUILT_FOLDER = TEMPLATE_FOLDER / "built"
"""What `make frontend` makes: the page's script, scripts and styles of the apps, and all of them compressed."""

APPS: Mapping[str, tuple[str, ...]] = {
    "trainee": (),
    "author": ("author",),
    "evaluator": ("ticks", "desk"),
    "report": ("report",),
    "facilitator": ("ticks", "hall"),
    "seat": ("seat",),
}
"""The apps of the package, each with the style sheets that it has beside the stage's."""

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
COMPRESSED = {"br": ".br", "gzip": ".gz"}
"""Content encodings, the better one first, and how files in them are called."""


@dataclass(frozen=True)
class Asset:
    """A file that a browser loads."""

    name: str
    """Its name, such as `page.js`."""

    body: bytes
    """What is in it."""

    encoded: Mapping[str, bytes] = field(default_factory=dict)
    """The same by content encoding."""

    @property
    def media_type(self) -> str:
        """Its Content-Type."""
        return MEDIA_TYPES[Path(self.name).suffix]

    @cached_property
    def stamp(self) -> str:
        """Changes with the content."""
        return _sum(self.body)[:16]

    def address(self, base_url: str) -> str:
        """Where a page finds it."""
        return f"{base_url}page/{self.stamp}/{self.name}"


@cache
def words() -> dict[str, str]:
    """The texts of the pages, by key."""
    read: dict[str, str] = json.loads((TEMPLATE_FOLDER / "words.json").read_text(encoding="utf-8"))
    return read


@cache
def own_assets() -> Mapping[str, Asset]:
    """The package's own files by name."""
    sums = json.loads((BUILT_FOLDER / "sums.json").read_text(encoding="utf-8"))
    bodies = {path.name: path.read_bytes() for path in sorted(STATIC_FOLDER.iterdir()) if path.is_file()}
    bodies["page.js"] = (BUILT_FOLDER / "page.js").read_bytes()
    for app, sheets in APPS.items():
        bodies[f"{app}.js"] = _script(app, sums["apps"][app]["script"])
        bodies[f"{app}.css"] = _style(app, sheets, sums["apps"][app]["style"])
    for app in OWN:
        said = json.dumps(words_of(app), ensure_ascii=False, separators=(",", ":"))
        bodies[f"{app}.words.js"] = f"export default {said};\n".encode()
    return {name: Asset(name, body, _compressed(name, body, sums["files"])) for name, body in bodies.items()}


def assets_of(folders: Iterable[Path]) -> dict[str, Asset]:
    """The package's own files, and the scripts and styles in these folders."""
    paths = [path for folder in folders for suffix in ("*.js", "*.css") for path in sorted(folder.glob(suffix))]
    return {**own_assets(), **{path.name: Asset(path.name, path.read_bytes()) for path in paths}}


def addresses(base_url: str, assets: Mapping[str, Asset] | None = None) -> dict[str, str]:
    """Where a page finds files: name to address."""
    return {name: asset.address(base_url) for name, asset in (assets or own_assets()).items()}


# A working copy may have sources that nobody has built yet. Then these are what a page loads: as they stand, and not
# compressed, but never older than what is written in them.


def _script(app: str, built_of: str) -> bytes:
    sources = sorted(modules.source(name).encode() for name in modules.order(app))
    if _sum(b"".join(sources)) == built_of:
        return (BUILT_FOLDER / f"{app}.js").read_bytes()
    return modules.joined(app).encode()


def _style(app: str, sheets: tuple[str, ...], built_of: str) -> bytes:
    written = modules.style(*sheets).encode()
    return (BUILT_FOLDER / f"{app}.css").read_bytes() if _sum(written) == built_of else written


def _compressed(name: str, body: bytes, sums: Mapping[str, str]) -> dict[str, bytes]:
    if sums.get(name) != _sum(body):
        return {}
    return {encoding: (BUILT_FOLDER / f"{name}{suffix}").read_bytes() for encoding, suffix in COMPRESSED.items()}


def _sum(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
