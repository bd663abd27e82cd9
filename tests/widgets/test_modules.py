from __future__ import annotations

import re
from importlib.resources import files

import pytest

from roleplay.widgets import modules


def test_joined_modules_are_one_module_without_imports() -> None:
    """Nothing is left to be fetched: no import of any kind, one default export."""
    text = modules.joined()
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(("//", "/*", "*")))
    assert not re.search(r"\bimport\b", code)
    assert re.findall(r"^export .*$", code, re.MULTILINE) == ["export default $stage.widget;"]


@pytest.mark.parametrize(
    "word", ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("]
)
def test_data_never_become_markup_or_code(word: str) -> None:
    """The browser's part has no way to turn a text into elements or into a program."""
    assert word not in modules.joined()


def test_no_address_of_another_host_is_in_it() -> None:
    """The one address in scripts and styles is the name of the SVG vocabulary, which nobody fetches."""
    found = re.findall(r"https?://[^\s\"')]*|url\(", modules.joined() + modules.style())
    assert found == ["http://www.w3.org/2000/svg"]


def test_every_module_is_joined() -> None:
    """No file is forgotten in the order."""
    folder = files("roleplay.widgets") / "js"
    assert sorted(f"{name}.js" for name in modules.ORDER) == sorted(file.name for file in folder.iterdir())


def test_a_module_that_comes_too_early_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """An order in which a file uses a later one is refused with both names."""
    monkeypatch.setattr(modules, "ORDER", ("words", "parts", "dom"))
    with pytest.raises(ValueError, match=r"js/parts\.js uses dom"):
        modules.joined()


def test_styles_touch_nothing_outside_the_stage() -> None:
    """Every rule is held under .rp-stage, because JupyterLab's document belongs to others as well."""
    text = re.sub(r"/\*.*?\*/", "", modules.style(), flags=re.DOTALL)
    selectors = [part.strip() for part in re.findall(r"([^{}]+)\{", text)]
    loose = [
        one for one in selectors if not one.startswith("@") and ".rp-stage" not in one and one not in {"from", "50%"}
    ]
    assert loose == []
