"""Where the notebooks are that the server shows."""

from __future__ import annotations

from pathlib import Path

import roleplay
from roleplay.errors import Misconfigured
from roleplay.server.page import Page


def notebook_folder() -> Path:
    """The folder of the notebooks: inside the installed package, or beside `src` in a working copy."""
    package = Path(roleplay.__file__).resolve().parent
    candidates = (package / "notebooks", package.parents[1] / "notebooks")
    for folder in candidates:
        if folder.is_dir():
            return folder
    looked = " nor ".join(str(folder) for folder in candidates)
    raise Misconfigured(f"The notebooks are missing: there is neither {looked}.", "Install roleplay again.")


def module_pages(folder: Path) -> tuple[Page, ...]:
    """A page for each module that has a notebook with its readings (`modules/NN-ID.ipynb`), and one for all others."""
    notebooks = sorted((folder / "modules").glob("[0-9][0-9]-*.ipynb"))
    read = (Page(f"/modules/{one.stem[3:]}", one, one.stem[3:], preheat=False) for one in notebooks)
    return (*read, Page("/modules", folder / "trainee.ipynb", "Modules", preheat=False))
