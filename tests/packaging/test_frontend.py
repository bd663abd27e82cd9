"""What a browser loads is what its sources make, small enough, and says whose work is in it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from roleplay.server.assets import BUILT_FOLDER, own_assets

ROOT = Path(__file__).parents[2]
SCRIPTS = ("page.js", "trainee.js", "first.js", "theme.js")
"""What the trainee's page loads before the first choice."""


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of all that the build reads, with the packages that its lock file names, and the Node that pip installed."""
    place = tmp_path_factory.mktemp("sources")
    for folder in ("frontend", "src/roleplay/widgets", "src/roleplay/apps/catalogue", "src/roleplay/server/template"):
        shutil.copytree(ROOT / folder, place / folder, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    run(place, "npm", "ci", "--loglevel=error")
    return place


def run(place: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the frontend."""
    programs = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(
        [str(programs / command[0]), *command[1:]],
        cwd=place / "frontend",
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_the_built_files_are_what_their_sources_make(sources: Path) -> None:
    """Built again, nothing differs from what is kept in the package."""
    checked = run(sources, "node", "build.mjs", "--check")
    assert checked.returncode == 0, checked.stderr


def test_a_stale_file_is_named(sources: Path) -> None:
    """After a change that nobody built, the check names the files that the change makes different."""
    module = sources / "src/roleplay/widgets/js/brief.js"
    written = module.read_text(encoding="utf-8")
    module.write_text(f"{written}export const more = 1;\n", encoding="utf-8")
    checked = run(sources, "node", "build.mjs", "--check")
    module.write_text(written, encoding="utf-8")
    assert checked.returncode == 1
    assert "sums.json" in checked.stderr
    assert "make frontend" in checked.stderr


def test_the_types_agree(sources: Path) -> None:
    """The compiler of TypeScript has nothing to say."""
    checked = run(sources, "node", "node_modules/typescript/bin/tsc")
    assert checked.returncode == 0, checked.stdout


def test_the_scripts_are_small() -> None:
    """All script of the trainee's page is under 180 kB with brotli and under 215 kB with gzip."""
    assets = own_assets()
    for encoding, limit in (("br", 180_000), ("gzip", 215_000)):
        assert sum(len(assets[name].encoded[encoding]) for name in SCRIPTS) < limit, encoding


def test_the_notices_name_every_package_in_the_scripts() -> None:
    """There is none at present. Whoever brings one in has its notice made, and thinks about its licence here."""
    assert (BUILT_FOLDER / "NOTICES.txt").read_text(encoding="utf-8") == "Packages of others in these scripts: None.\n"
    manifest = json.loads((ROOT / "frontend" / "package.json").read_text(encoding="utf-8"))
    assert "dependencies" not in manifest
    assert manifest["devDependencies"].keys() == {"esbuild", "typescript"}


def test_the_lock_file_names_no_host() -> None:
    """Packages come from whichever registry npm was told to use, and each has a sum to be held against."""
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert not [name for name, entry in packages.items() if "resolved" in entry or "integrity" not in entry]
