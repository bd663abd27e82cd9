"""The page template, its words and its files, and the parts of Voilà's JavaScript that the page uses.

Everything that a browser loads is addressed by a stamp of its content or of the packages it comes from, so that it is
kept for a year and still never stale.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_path

from roleplay.errors import Misconfigured

TEMPLATE_NAME = "roleplay"
TEMPLATE_ROOT = Path(__file__).resolve().parent / "template"
"""The folder in which the template's folder lies."""

TEMPLATE_FOLDER = TEMPLATE_ROOT / TEMPLATE_NAME
STATIC_FOLDER = TEMPLATE_FOLDER / "static"

EXTENSIONS = ("@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8", "anywidget")
"""The JupyterLab extensions that reach a browser; whatever else is installed stays out of the page."""

STAMPED_PACKAGES = ("voila", "jupyterlab_widgets", "ipywidgets", "anywidget")


@cache
def words() -> dict[str, str]:
    """The texts of the pages, by key."""
    read: dict[str, str] = json.loads((TEMPLATE_FOLDER / "words.json").read_text(encoding="utf-8"))
    return read


@cache
def own_files() -> dict[str, str]:
    """The template's own files: name to a stamp of its content."""
    files = sorted(path for path in STATIC_FOLDER.iterdir() if path.is_file())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in files}


def own_addresses(base_url: str) -> dict[str, str]:
    """Where a page finds the template's own files: name to address."""
    return {name: f"{base_url}page/{stamp}/{name}" for name, stamp in own_files().items()}


@cache
def package_stamp() -> str:
    """A stamp of the installed versions whose JavaScript is served."""
    installed = ",".join(f"{name}={version(name)}" for name in STAMPED_PACKAGES)
    return hashlib.sha256(installed.encode()).hexdigest()[:16]


@cache
def voila_static() -> Path:
    """The folder of Voilà's own JavaScript."""
    for folder in jupyter_path("voila", "templates", "base", "static"):
        if (Path(folder) / "voila.js").is_file():
            return Path(folder)
    raise Misconfigured("The JavaScript of Voilà is missing.", "Install voila again.")


@cache
def extension_folders() -> dict[str, Path]:
    """The folder of every extension in `EXTENSIONS`."""
    roots = [*jupyter_path("labextensions"), *(str(Path(path) / "labextensions") for path in jupyter_path("voila"))]
    found: dict[str, Path] = {}
    for name in EXTENSIONS:
        folder = next((Path(root) / name for root in roots if (Path(root) / name / "package.json").is_file()), None)
        if folder is None:
            raise Misconfigured(f"The widget extension {name} is missing.", "Install voila, ipywidgets and anywidget.")
        found[name] = folder.resolve()
    return found


def point_at_stamped_addresses(page_config: dict[str, Any], **known: Any) -> dict[str, Any]:
    """Voilà's hook for a page's settings: no MathJax from elsewhere, and our addresses for its files."""
    base = known["base_url"]
    return {
        **page_config,
        "fullStaticUrl": f"{base}voila/static/{package_stamp()}",
        "fullLabextensionsUrl": f"{base}voila/labextensions/{package_stamp()}",
        "mathjaxConfig": None,  # with None Voilà takes the MathJax that it carries, should a formula ever need it
        "fullMathjaxUrl": None,
    }
