"""Where the notebooks are that the server shows."""

from __future__ import annotations

from pathlib import Path

import roleplay
from roleplay.errors import Misconfigured


def notebook_folder() -> Path:
    """The folder of the notebooks: inside the installed package, or beside `src` in a working copy."""
    package = Path(roleplay.__file__).resolve().parent
    candidates = (package / "notebooks", package.parents[1] / "notebooks")
    for folder in candidates:
        if folder.is_dir():
            return folder
    looked = " nor ".join(str(folder) for folder in candidates)
    raise Misconfigured(f"The notebooks are missing: there is neither {looked}.", "Install roleplay again.")
