from __future__ import annotations

import re
from importlib.resources import files

import pytest

from roleplay.server.assets import STATIC_FOLDER
from roleplay.widgets import AuthorStage, Stage, modules

APPS = ("trainee", "author", "evaluator", "report", "facilitator", "seat")
"""What is joined: one text for each app."""


@pytest.mark.parametrize("app", APPS)
def test_joined_modules_are_one_module_without_imports(app: str) -> None:
    """Nothing is left to be fetched: no import of any kind, one default export."""
    text = modules.joined(app)
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(("//", "/*", "*")))
    assert not re.search(r"\bimport\b", code)
    assert re.findall(r"^export .*$", code, re.MULTILINE) == [f"export default ${app}.widget;"]


@pytest.mark.parametrize(
    "word", ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("]
)
@pytest.mark.parametrize("app", APPS)
def test_data_never_become_markup_or_code(app: str, word: str) -> None:
    """The browser's part has no way to turn a text into elements or into a program."""
    assert word not in modules.joined(app)


@pytest.mark.parametrize("app", APPS)
def test_no_address_of_another_host_is_in_it(app: str) -> None:
    """The one address in scripts and styles is the name of the SVG vocabulary, which nobody fetches."""
    found = re.findall(r"https?://[^\s\"')]*|url\(", modules.joined(app) + modules.style("author"))
    assert found == ["http://www.w3.org/2000/svg"]


def test_every_module_is_joined() -> None:
    """No file is forgotten: each belongs to an app."""
    folder = files("roleplay.widgets") / "js"
    used = {f"{name}.js" for app in APPS for name in modules.order(app)}
    assert sorted(used) == sorted(file.name for file in folder.iterdir())


@pytest.mark.parametrize("app", APPS)
def test_a_module_comes_after_those_that_it_uses(app: str) -> None:
    """Whatever a file takes from another has been made before it."""
    order = modules.order(app)
    assert order[-1] == app
    for place, name in enumerate(order):
        used = set(re.findall(r'from "\./(\w+)\.js"', modules.source(name)))
        assert used <= set(order[:place]), name


def test_modules_that_use_each_other_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two files that take from each other have no order, and the refusal says which they are."""
    texts = {"a": 'import { b } from "./b.js";\n', "b": 'import { a } from "./a.js";\n'}
    monkeypatch.setattr(modules, "source", texts.__getitem__)
    with pytest.raises(ValueError, match=r"js/b\.js uses js/a\.js"):
        modules.order("a")


def test_a_trainee_gets_nothing_of_the_author() -> None:
    """Neither the author's modules nor their style are in what a trainee's page loads."""
    assert not [name for name in modules.order("trainee") if name.startswith("author")]
    assert "rp-author" not in str(Stage._esm)
    assert "rp-author" not in str(Stage._css)
    assert "rp-author" in str(AuthorStage._esm)
    assert "rp-author" in str(AuthorStage._css)


def test_styles_touch_nothing_outside_the_stage() -> None:
    """Every rule is held under .rp-stage, because JupyterLab's document belongs to others as well."""
    text = re.sub(r"/\*.*?\*/", "", modules.style("author"), flags=re.DOTALL)
    selectors = [part.strip() for part in re.findall(r"([^{}]+)\{", text)]
    loose = [
        one for one in selectors if not one.startswith("@") and ".rp-stage" not in one and one not in {"from", "50%"}
    ]
    assert loose == []


def test_the_style_of_the_page_means_nothing_inside_the_stage() -> None:
    """A class has one meaning: but for the readings, which the page brings, no name of the page's is used by the stage."""
    page = re.sub(r"/\*.*?\*/", "", (STATIC_FOLDER / "page.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    stage = "".join([modules.style("author"), *(modules.joined(app) for app in APPS)])
    named, used = set(re.findall(r"\.(rp-[\w-]+)", page)), set(re.findall(r"(?<![\w-])rp-[\w-]+", stage))
    assert "rp-who" in named
    assert named & used == {"rp-page", "rp-readings", "rp-reading"}
