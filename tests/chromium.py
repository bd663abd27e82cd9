"""Find a Chromium for the browser tests, or install the system's own.

`python tests/chromium.py` prints the path that the tests will use. It is the browser named by `ROLEPLAY_CHROMIUM`,
else the first of `NAMES` on the PATH; on Debian and Ubuntu, as root, the system's package is installed when there is
none. Standard library only, because `make test` runs it before anything is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

VARIABLE = "ROLEPLAY_CHROMIUM"
"""The environment variable that names a browser and goes before the search."""

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
"""Commands that are looked for on the PATH, in this order."""

FLAGS = (
    "--no-sandbox",  # Chromium refuses to run as root with its sandbox, and containers are root
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
)
"""How the tests start it: no requests of its own, no screen, root allowed."""

MISSING = f"""\
The browser tests need Chromium, and none was found.
  Debian, as root     apt-get install chromium
  Fedora, as root     dnf install chromium
  macOS               brew install --cask chromium
  anywhere else       install Chromium, Google Chrome or Microsoft Edge,
                      or say where yours is: {VARIABLE}=/path/to/it make test
"""


class NoChromiumError(RuntimeError):
    """There is no browser to test with; the message names what to install."""


def find() -> Path | None:
    """The browser to use, or None when there is none."""
    named = os.environ.get(VARIABLE)
    if named:
        chosen = shutil.which(named)
        if chosen is None:
            raise NoChromiumError(f"{VARIABLE} says {named}, and that is not a program that can be started.")
        return Path(chosen)
    for name in NAMES:
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    return None


def may_install() -> bool:
    """Whether the system's package may and can be installed: root, and a system with apt-get."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install() -> None:
    """Install the system's Chromium with apt-get."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]):
        print("+", " ".join(command), file=sys.stderr)
        subprocess.run(command, check=True, env=environment, stdout=sys.stderr)


def require() -> Path:
    """The browser to use; raises `NoChromiumError` with what to install when there is none."""
    found = find()
    if found is None:
        raise NoChromiumError(MISSING)
    return found


def main() -> int:
    """Print the browser's path, after installing one if need be; 1 when there is none."""
    try:
        if find() is None and may_install():
            install()
        print(require())
    except NoChromiumError as missing:
        print(missing, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as failed:
        print(f"apt-get ended with status {failed.returncode}.\n{MISSING}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
