"""Find an nginx for the tests behind a proxy, or install the system's own.

`python tests/nginx.py` prints the path that the tests will use: the program named by `ROLEPLAY_NGINX`, else `nginx` on
the PATH or in /usr/sbin; on Debian and Ubuntu, as root, the system's package is installed when there is none. Standard
library only, because `make test` runs it before anything is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

VARIABLE = "ROLEPLAY_NGINX"
"""The environment variable that names an nginx and goes before the search."""

PLACES = ("nginx", "/usr/sbin/nginx", "/usr/local/sbin/nginx", "/opt/homebrew/bin/nginx")
"""Commands that are looked for, in this order; packages put it where ordinary users do not look for programs."""

MISSING = f"""\
The tests behind a proxy need nginx, and none was found.
  Debian, as root     apt-get install nginx-light
  Fedora, as root     dnf install nginx-core
  macOS               brew install nginx
  anywhere else       install nginx, or say where yours is: {VARIABLE}=/path/to/it make test
It need not run: the tests start their own.
"""


class NoNginxError(RuntimeError):
    """There is no nginx to test with; the message names what to install."""


def find() -> Path | None:
    """The program to use, or None when there is none."""
    named = os.environ.get(VARIABLE)
    if named:
        chosen = shutil.which(named)
        if chosen is None:
            raise NoNginxError(f"{VARIABLE} says {named}, and that is not a program that can be started.")
        return Path(chosen)
    return next((Path(found) for place in PLACES if (found := shutil.which(place)) is not None), None)


def may_install() -> bool:
    """Whether the system's package may and can be installed: root, and a system with apt-get."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install() -> None:
    """Install the system's nginx with apt-get."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "nginx-light"]):
        print("+", " ".join(command), file=sys.stderr)
        subprocess.run(command, check=True, env=environment, stdout=sys.stderr)


def require() -> Path:
    """The program to use; raises `NoNginxError` with what to install when there is none."""
    found = find()
    if found is None:
        raise NoNginxError(MISSING)
    return found


def main() -> int:
    """Print the program's path, after installing it if need be; 1 when there is none."""
    try:
        if find() is None and may_install():
            install()
        print(require())
    except NoNginxError as missing:
        print(missing, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as failed:
        print(f"apt-get ended with status {failed.returncode}.\n{MISSING}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
