"""The browser's part as one text: plain ES modules, joined without a build step.

Each file is a module that also works on its own. Joined, a file becomes a function that returns what it exports, and
takes what it uses from the files before it, so that names stay inside their file.
"""

from __future__ import annotations

import re
from importlib.resources import files

_USES = re.compile(r'^import (\{[^}]*\}) from "\./(\w+)\.js";\n', re.MULTILINE)
_GIVES = re.compile(r"^export (?=(?:function|const) (\w+))", re.MULTILINE)


def source(name: str) -> str:
    """The text of one module, e.g. `dom`."""
    return (files(__package__) / "js" / f"{name}.js").read_text(encoding="utf-8")


def style(*names: str) -> str:
    """Style sheets, one after the other: first what every page shares, then those that are named."""
    folder = files(__package__) / "css"
    return "\n".join((folder / f"{name}.css").read_text(encoding="utf-8") for name in ("stage", *names))


def order(app: str) -> tuple[str, ...]:
    """The files of an app, each after those that it uses; the app's own comes last. Refuses a circle."""
    found: list[str] = []

    def visit(name: str, *way: str) -> None:
        if name in way:
            raise ValueError(f"js/{way[0]}.js uses js/{name}.js, which already uses it")
        if name not in found:
            for _, used in _USES.findall(source(name)):
                visit(used, name, *way)
            found.append(name)

    visit(app)
    return tuple(found)


def joined(app: str) -> str:
    """All modules of an app as one, whose default export is the widget."""
    parts: list[str] = []
    for name in order(app):
        text = source(name)
        given = ", ".join(_GIVES.findall(text))
        text = _USES.sub(r"const \1 = $\2;\n", text)
        text = _GIVES.sub("", text).replace("export default ", "const widget = ")
        given = f"{given}, widget" if name == app else given
        parts.append(f"const ${name} = (() => {{\n{text}return {{ {given.removeprefix(', ')} }};\n}})();\n")
    return "".join(parts) + f"export default ${app}.widget;\n"
