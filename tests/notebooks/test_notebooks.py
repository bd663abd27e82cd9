"""The notebooks that are shipped: short, saved as they were run, and really compared when nbval runs them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "notebooks" / "modules").glob("*.ipynb"))
"""One notebook for each module."""
APPS = [*sorted((ROOT / "notebooks").glob("*.ipynb")), *MODULES]
STUDIES = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
"""To be read: they compute something, so that others can check it."""
NOTEBOOKS = [*APPS, *STUDIES]

COMPARED = {
    **dict.fromkeys(
        ["author.ipynb", "evaluator.ipynb", "facilitator.ipynb", "program_report.ipynb", "trainee.ipynb"], 1
    ),
    "walkthrough.ipynb": 2,
    "planted.ipynb": 6,
    **{path.name: 1 for path in MODULES},
}
"""How many cells nbval compares in each notebook: all of its code cells."""


def code_cells(path: Path) -> list[Any]:
    """The code cells of a notebook."""
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def run_nbval(tmp_path: Path, *paths: Path) -> subprocess.CompletedProcess[str]:
    """Run strict nbval over notebooks, with `compared.py` counting."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval",
        "--nbval-current-env",
        "-p",
        "tests.notebooks.compared",
        "-p",
        "no:cacheprovider",
    ]
    command += ["--rootdir", str(ROOT), "-c", str(ROOT / "pyproject.toml"), *map(str, paths)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)


def counts(output: str) -> dict[str, int]:
    """Notebook -> number of cells compared, from what `compared.py` printed."""
    return {name: int(count) for name, count in re.findall(r"cells compared by nbval: (\S+) (\d+)", output)}


def test_every_notebook_is_known_here() -> None:
    """A notebook that is added gets its number of compared cells here, so that none goes unchecked."""
    held = [path for folder in ("notebooks", "docs") for path in (ROOT / folder).rglob("*.ipynb")]
    found = {path.name for path in held if ".ipynb_checkpoints" not in path.parts}
    assert found == set(COMPARED)
    assert len(MODULES) == 12


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_is_saved_as_it_was_run(path: Path) -> None:
    """Every code cell has its execution count, in order from 1, and an output; none is exempt from comparison."""
    cells = code_cells(path)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        assert cell.outputs
        assert "NBVAL" not in cell.source
        assert not cell.metadata.get("tags")


@pytest.mark.parametrize("path", APPS, ids=lambda path: path.name)
def test_a_notebook_has_few_code_cells(path: Path) -> None:
    """The logic sits in the package: at most two code cells."""
    assert 1 <= len(code_cells(path)) <= 2


def test_the_trainees_notebook_only_opens_the_app() -> None:
    """What every visitor's kernel runs is one import and one call; the walk-through is nothing that they wait for."""
    assert [cell.source for cell in code_cells(ROOT / "notebooks" / "trainee.ipynb")] == [
        "from roleplay.apps import session\n\nsession.trainee()"
    ]


def test_the_walk_through_reaches_a_debrief() -> None:
    """The saved walk-through was played to its end: every choice of its script taken, a level for each competency."""
    text = "".join(output.text for output in code_cells(ROOT / "notebooks" / "walkthrough.ipynb")[-1].outputs)
    assert re.match(r"(met|not-yet): ", text)
    assert len(re.findall(r"(?m)^[A-Z][a-z ]*(?:[ -][a-z]+)*: [1-4]$", text)) >= 2
    assert "script used up: True" in text


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_holds_no_trace_of_the_machine_it_was_run_on(path: Path) -> None:
    """No home folder, no temporary folder, no address in memory in what is saved."""
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"/home/|/root/|/tmp/|/Users/|0x[0-9a-f]{6,}", text)


def test_nbval_compares_every_cell(tmp_path: Path) -> None:
    """Strict nbval passes, and the number of comparisons is the number of code cells; of modules the first stands for all.

    `make test` runs nbval over every notebook beside this.
    """
    looked_at = [*(path for path in APPS if path not in MODULES), MODULES[0]]
    result = run_nbval(tmp_path, *looked_at)
    assert result.returncode == 0, result.stdout + result.stderr
    assert counts(result.stdout) == {path.name: COMPARED[path.name] for path in looked_at}
    assert {path.name: len(code_cells(path)) for path in NOTEBOOKS} == COMPARED


def test_nbval_refuses_another_transcript(tmp_path: Path) -> None:
    """One changed word in the saved walk-through fails: the comparison is a real one."""
    notebook = nbformat.read(ROOT / "notebooks" / "walkthrough.ipynb", as_version=4)
    changed = [
        output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs if "text" in output
    ]
    changed[-1]["text"] = "Something else altogether.\n"
    copy = tmp_path / "changed.ipynb"
    nbformat.write(notebook, copy)
    result = run_nbval(tmp_path, copy)
    assert result.returncode == 1
    assert "Cell outputs differ" in result.stdout


def test_the_count_sees_a_stripped_notebook(tmp_path: Path) -> None:
    """Nbval passes a notebook whose outputs were stripped; the count does not, which is why there is one."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print('never compared')")])
    stripped = tmp_path / "stripped.ipynb"
    nbformat.write(notebook, stripped)
    result = run_nbval(tmp_path, stripped)
    assert result.returncode == 0, result.stdout + result.stderr
    assert counts(result.stdout) == {}
