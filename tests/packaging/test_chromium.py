"""How `make test` comes by a browser."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests import chromium

APT_GET = """#!/bin/sh
echo "$@" >> {folder}/apt-get.log
if [ "$1" = install ]; then printf '#!/bin/sh\\n' > {folder}/chromium; /bin/chmod +x {folder}/chromium; fi
exit {status}
"""
"""A stand-in for Debian's, which "installs" a browser into its own folder."""


def program(path: Path, text: str = "#!/bin/sh\n") -> Path:
    """Write a program that can be started."""
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A system of somebody who is not root, with an empty PATH; gives the one folder on that PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(chromium.VARIABLE, raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    return tmp_path


@pytest.mark.parametrize("name", chromium.NAMES)
def test_a_browser_on_the_path_is_found(name: str, system: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Chromium, Chrome and Edge do, under the names that they go by."""
    browser = program(system / name)
    assert chromium.main() == 0
    assert capfd.readouterr().out == f"{browser}\n"


def test_the_variable_goes_before_the_path(system: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who names a browser gets that one."""
    program(system / "chromium")
    mine = program(system / "my-browser")
    monkeypatch.setenv(chromium.VARIABLE, str(mine))
    assert chromium.require() == mine


def test_a_named_browser_that_is_not_there_is_an_error(
    system: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Another one is not taken in its place without a word."""
    program(system / "chromium")
    monkeypatch.setenv(chromium.VARIABLE, "/no/such/browser")
    assert chromium.main() == 1
    assert "/no/such/browser" in capfd.readouterr().err


def test_without_a_browser_it_says_what_to_install(system: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Who is not root is told, and nothing is tried."""
    program(system / "apt-get", APT_GET.format(folder=system, status=0))
    assert chromium.main() == 1
    assert "apt-get install chromium" in capfd.readouterr().err
    assert not (system / "apt-get.log").exists()


def test_root_on_debian_gets_the_systems_browser(
    system: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The package lists are brought up to date, the package is installed, and what it brought is used."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    program(system / "apt-get", APT_GET.format(folder=system, status=0))
    assert chromium.main() == 0
    assert capfd.readouterr().out == f"{system / 'chromium'}\n"
    calls = (system / "apt-get.log").read_text(encoding="utf-8").splitlines()
    assert calls == ["update", "install -y --no-install-recommends chromium"]


def test_a_failing_installation_says_so(
    system: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Without network, for example, there is a message and no traceback."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    program(system / "apt-get", APT_GET.format(folder=system, status=100))
    assert chromium.main() == 1
    assert "status 100" in capfd.readouterr().err
