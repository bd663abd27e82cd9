"""How `make test` comes by an nginx."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests import nginx

APT_GET = """#!/bin/sh
echo "$@" >> {folder}/apt-get.log
if [ "$1" = install ]; then printf '#!/bin/sh\\n' > {folder}/nginx; /bin/chmod +x {folder}/nginx; fi
exit {status}
"""
"""A stand-in for Debian's, which "installs" an nginx into its own folder."""


def program(path: Path, text: str = "#!/bin/sh\n") -> Path:
    """Write a program that can be started."""
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A system of somebody who is not root, where nginx can be in one folder only, which is the PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(nginx.VARIABLE, raising=False)
    monkeypatch.setattr(nginx, "PLACES", ("nginx",))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    return tmp_path


def test_the_systems_nginx_is_found(system: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the PATH or where packages put it; who names one gets that one."""
    found = program(system / "nginx")
    assert nginx.require() == found
    mine = program(system / "mine")
    monkeypatch.setenv(nginx.VARIABLE, str(mine))
    assert nginx.require() == mine
    monkeypatch.setattr(nginx, "PLACES", (str(mine),))
    monkeypatch.delenv(nginx.VARIABLE)
    assert nginx.require() == mine


def test_without_one_it_says_what_to_install(
    system: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Somebody who is not root reads the command for their system; a named one that is not there is an error."""
    program(system / "apt-get", APT_GET.format(folder=system, status=0))
    assert nginx.main() == 1
    assert "apt-get install nginx-light" in capfd.readouterr().err
    assert not (system / "apt-get.log").exists()
    monkeypatch.setenv(nginx.VARIABLE, "/no/such/nginx")
    assert nginx.main() == 1
    assert "/no/such/nginx" in capfd.readouterr().err


@pytest.mark.parametrize("status", [0, 100])
def test_root_gets_one_installed(
    status: int, system: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """On Debian, once; when that fails the message says what to do."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    program(system / "apt-get", APT_GET.format(folder=system, status=status))
    assert nginx.main() == (1 if status else 0)
    said = capfd.readouterr()
    if status:
        assert "apt-get ended with status 100" in said.err
        return
    assert said.out.endswith(f"{system / 'nginx'}\n")
    assert (system / "apt-get.log").read_text().splitlines() == [
        "update",
        "install -y --no-install-recommends nginx-light",
    ]
    assert nginx.main() == 0
    assert len((system / "apt-get.log").read_text().splitlines()) == 2
