"""What holds for the repository as a whole: its shape, its core, what it depends on, whom it talks to."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "roleplay"
SOURCES = sorted(PACKAGE.rglob("*.py"))
CORE = [path for path in SOURCES if path.relative_to(PACKAGE).parts[0] in {"model", "engine", "scoring", "errors.py"}]

CORE_IMPORTS = {
    "__future__",
    "numpy",
    "scipy",
    "bisect",
    "collections",
    "dataclasses",
    "datetime",  # its types; asking what time it is, is found below
    "difflib",
    "enum",
    "fractions",
    "functools",
    "hashlib",
    "heapq",
    "itertools",
    "json",
    "math",
    "operator",
    "pydantic",
    "pydantic_core",
    "re",
    "roleplay",
    "statistics",
    "string",
    "types",
    "typing",
}
"""What the pure core may import; none of it can read a clock, a file, the environment or chance."""

IMPURE_CALLS = {"__import__", "breakpoint", "compile", "eval", "exec", "input", "open", "print"}
"""Builtins that reach outside."""

IMPURE_METHODS = {"fromtimestamp", "now", "read_bytes", "read_text", "today", "utcnow", "write_bytes", "write_text"}
"""Methods of dates and paths that reach outside."""

ADDRESS = re.compile(
    r"""(?:https?|wss?):(?://|\\/\\/)(?P<host>[A-Za-z0-9.\-]+)|["'(]//(?P<bare>[a-z0-9\-]+(?:\.[a-z0-9\-]+)+)"""
)
"""An address with a host, also without its scheme as pages write it."""

HOSTS_THAT_ARE_NOT_ASKED = {
    "127.0.0.1": "this machine",
    "localhost": "this machine",
    "www.w3.org": "names of XML namespaces",
}
"""Hosts that may stand in the shipped files, each with the reason."""


def imported(path: Path) -> set[str]:
    """Top-level names of everything that a module imports, wherever in it."""
    return {name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) for name in named_by(node)}


def named_by(node: ast.AST) -> set[str]:
    """Top-level names of what one statement imports; nothing for any other."""
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module is not None:
        return {node.module.partition(".")[0]}
    return set()


def reaches_outside(path: Path) -> list[str]:
    """Calls in a module that read or write the world, as `line: name`."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in IMPURE_CALLS:
            found.append(f"{node.lineno}: {node.func.id}")
        elif isinstance(node.func, ast.Attribute) and node.func.attr in IMPURE_METHODS:
            found.append(f"{node.lineno}: .{node.func.attr}")
    return found


def project() -> dict[str, object]:
    """The table `[project]` of pyproject.toml."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        table: dict[str, object] = tomllib.load(file)["project"]
    return table


@pytest.mark.parametrize(
    "name",
    [
        ".binder/requirements.txt",
        ".ci/run",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "LICENSE",
        "Makefile",
        "README.md",
        "docs/decisions",
        "docs/editorial",
        "environment.yml",
        "notebooks/trainee.ipynb",
        "pyproject.toml",
        "scenarios/LICENSE",
        "scenarios/practice",
        "scenarios/rubrics",
        "src/roleplay/py.typed",
    ],
)
def test_everything_is_where_it_is_looked_for(name: str) -> None:
    """The names that people, packagers and other programs rely on exist."""
    assert (ROOT / name).exists()


def test_ci_runs_what_everybody_runs() -> None:
    """CI calls `make test` and no other command of the project."""
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]
    assert commands == ["exec make test"]


def test_decisions_are_numbered() -> None:
    """Every note in docs/decisions has a number of its own, which its title repeats."""
    notes = sorted((ROOT / "docs" / "decisions").iterdir())
    numbers = [int(note.name[:4]) for note in notes]
    assert numbers[0] == 1
    assert len(set(numbers)) == len(numbers)
    for number, note in zip(numbers, notes, strict=True):
        assert re.fullmatch(rf"{number:04d}-[a-z0-9-]+\.md", note.name), note.name
        assert re.match(rf"# 0*{number}\b", note.read_text(encoding="utf-8")), note.name


def test_the_changelog_begins_with_the_version_that_is_built() -> None:
    """Who reads the changelog of a package finds that package's version first."""
    headings = re.findall(r"(?m)^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert headings[0] == project()["version"]


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_the_core_is_pure(path: Path) -> None:
    """Model, engine and scoring import nothing that reaches outside, and call no builtin or method that does."""
    assert imported(path) <= CORE_IMPORTS
    assert reaches_outside(path) == []


def test_the_core_is_found() -> None:
    """The purity test looks at every part of the core, so that moving a folder cannot empty it."""
    assert {path.relative_to(PACKAGE).parts[0] for path in CORE} == {"model", "engine", "scoring", "errors.py"}


def test_impurity_is_noticed(tmp_path: Path) -> None:
    """The purity test sees a clock, a file and a hidden import."""
    module = tmp_path / "impure.py"
    module.write_text("def f():\n    import random\n    open('x')\n    return datetime.now()\n", encoding="utf-8")
    assert imported(module) == {"random"}
    assert reaches_outside(module) == ["3: open", "4: .now"]


def test_a_trainees_kernel_starts_light() -> None:
    """What the trainee's notebook imports brings in no table, chart, YAML or server library: every trainee pays for it."""
    script = "import sys, roleplay.apps.session; print(*sys.modules)"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT.anchor)
    loaded = {name.partition(".")[0] for name in result.stdout.split()}
    assert "roleplay" in loaded
    assert (
        loaded
        & {"altair", "jupyter_server", "jupyterlab", "nbval", "numpy", "pandas", "ruamel", "scipy", "typer", "voila"}
        == set()
    )


def test_the_server_starts_without_a_grammar_of_addresses() -> None:
    """The second that building it takes at every start is saved, and what checks documents works without it."""
    script = (
        "import sys, roleplay.server.app, jsonschema; jsonschema.validate('x', {'format': 'iri'}); print(*sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT.anchor)
    loaded = result.stdout.split()
    assert "jupyter_server" in loaded
    assert "lark" not in loaded


def test_every_direct_import_is_a_declared_dependency() -> None:
    """A package that the code imports is named in pyproject.toml, not merely brought along by another one.

    What an extra brings is imported inside of functions only, or by the folder of reports, which is itself imported so.
    """
    declared = {canonicalize_name(Requirement(text).name) for text in project()["dependencies"]}  # type: ignore[attr-defined]
    extra = {
        canonicalize_name(Requirement(text).name)
        for name in ("authoring", "reports")
        for text in project()["optional-dependencies"][name]  # type: ignore[index]
    }
    owners = packages_distributions()
    missing: dict[str, list[str]] = {}
    for path in SOURCES:
        at_the_top = {name for node in ast.parse(path.read_text(encoding="utf-8")).body for name in named_by(node)}
        for name in imported(path) - sys.stdlib_module_names - {"roleplay"}:
            late = name not in at_the_top or path.parent.name == "reports"
            if late and {canonicalize_name(owner) for owner in owners.get(name, [])} & extra:
                continue
            if not {canonicalize_name(owner) for owner in owners.get(name, [])} & declared:
                missing.setdefault(name, []).append(str(path.relative_to(ROOT)))
    assert missing == {}


def test_nothing_that_is_shipped_names_another_host() -> None:
    """No file of the package and no notebook holds the address of a foreign host, so none can be asked for anything."""
    found: dict[str, set[str]] = {}
    texts = {".css", ".html", ".ipynb", ".j2", ".js", ".json", ".mjs", ".py", ".svg"}
    for path in [*PACKAGE.rglob("*"), *(ROOT / "notebooks").glob("*.ipynb")]:
        if path.suffix in texts:
            text = path.read_text(encoding="utf-8")
            hosts = {match["host"] or match["bare"] for match in ADDRESS.finditer(text)} - set(HOSTS_THAT_ARE_NOT_ASKED)
            if hosts:
                found[str(path.relative_to(ROOT))] = hosts
    assert found == {}


@pytest.mark.parametrize(
    "line",
    ['<script src="//cdn.example.org/x.js">', "fetch('https://example.org/x')", "new WebSocket(`wss://example.org`)"],
)
def test_a_foreign_host_is_noticed(line: str) -> None:
    """The test on hosts sees full addresses, sockets, and addresses without a scheme."""
    match = ADDRESS.search(line)
    assert match is not None
    assert (match["host"] or match["bare"]).endswith("example.org")
