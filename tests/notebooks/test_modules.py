"""The notebooks of the modules: what is in them, and that a trainee gets to the end of each."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from roleplay.apps import session
from roleplay.model.curriculum import MODULE_PAGE
from tests.learner import Learner
from tests.notebooks.test_notebooks import MODULES, code_cells


def module_of(name: str) -> str:
    """The id of the module that a notebook is called after."""
    return name.removesuffix(".ipynb")[3:]


@pytest.fixture(scope="module")
def learner() -> Learner:
    """Somebody who has the shipped library in front of them."""
    return Learner(session.rehearsal())


def test_each_module_of_the_curriculum_has_its_notebook_in_its_place(learner: Learner) -> None:
    """The numbers of the notebooks are the order of the curriculum; no module is left out, none is made up."""
    curriculum = learner.app.desk.bookshelf.curriculum()
    assert curriculum is not None
    listed = [f"{number:02}-{step.id}.ipynb" for number, step in enumerate(curriculum.modules, start=1)]
    assert [path.name for path in MODULES] == listed


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_a_module_is_readings_and_one_call_for_the_rest(path: Path) -> None:
    """Text cells, the first of them with the only h1, then one code cell that opens the same module in the app."""
    notebook = nbformat.read(path, as_version=4)
    kinds = [cell.cell_type for cell in notebook.cells]
    assert kinds == ["markdown"] * (len(kinds) - 1) + ["code"]
    assert len(kinds) > 4
    module = module_of(path.name)
    assert code_cells(path)[0].source == f'from roleplay.apps import session\n\nsession.module("{module}")'
    assert notebook.metadata["roleplay"] == {"app": "trainee", "reads": True}
    headings = [re.findall(r"(?m)^(#+) ", cell.source) for cell in notebook.cells[:-1]]
    assert headings[0] == ["#"]
    assert [some[0] for some in headings[1:] if some] == ["##"] * (len(headings) - 1)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_a_module_is_titled_as_in_the_curriculum_and_holds_no_markup(path: Path, learner: Learner) -> None:
    """The heading is the module's title, the aims are those of its file, and there is no HTML, picture or link."""
    notebook = nbformat.read(path, as_version=4)
    module = learner.app.desk.bookshelf.modules()[module_of(path.name)]
    first = notebook.cells[0].source
    assert first.splitlines()[0] == f"# {module.title}"
    for aim in module.aims:
        assert f"- {aim}" in first
    text = "\n".join(cell.source for cell in notebook.cells[:-1])
    assert re.findall(r"<[a-z/!][^>]*>|!\[|\]\(|https?:", text) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_a_trainee_gets_to_the_end_of_a_module(path: Path) -> None:
    """From the page that the notebook opens: check, role-plays, reflection; then it is done, and another one is next."""
    learner = Learner(session.rehearsal())
    module = module_of(path.name)
    screen = learner.finishes(module)
    assert screen["module"]["stage"] == "done"
    assert all(place["filled"] for place in screen["places"])
    assert screen["reflection"]["id"] == f"{MODULE_PAGE}{module}"
    assert screen["reflection"]["questions"][0]["answer"] == "My aunt, at the sink."
    following = learner.app.desk.studying().standing.next_module
    assert following not in {None, module}
    assert screen["next"]["id"] == following
