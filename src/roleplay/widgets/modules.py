"""The browser's part as one text: plain ES modules, joined without a build step.

Each file is a module that also works on its own. Joined, a file becomes a function that returns what it exports, and
takes what it uses from the files before it, so that names stay inside their file.
"""

from __future__ import annotations

import re
from importlib.resources import files

ORDER = (
    "dom",
    "words",
    "parts",
    "care",
    "library",
    "brief",
    "conversation",
    "player",
    "chart",
    "map",
    "debrief",
    "progress",
    "stage",
)
"""The files, each after those that it uses."""

_USES = re.compile(r'^import (\{[^}]*\}) from "\./(\w+)\.js";\n', re.MULTILINE)
_GIVES = re.compile(r"^export (?=(?:function|const) (\w+))", re.MULTILINE)


def source(name: str) -> str:
    """The text of one module, e.g. `dom`."""
    return (files(__package__) / "js" / f"{name}.js").read_text(encoding="utf-8")


def style() -> str:
    """The style sheet."""
    return (files(__package__) / "css" / "stage.css").read_text(encoding="utf-8")


def joined() -> str:
    """All modules as one, whose default export is the widget."""
    parts: list[str] = []
    for place, name in enumerate(ORDER):
        text = source(name)
        if early := {used for _, used in _USES.findall(text)} - set(ORDER[:place]):
            raise ValueError(f"js/{name}.js uses {', '.join(sorted(early))}, which come later in ORDER")
        given = ", ".join(_GIVES.findall(text))
        text = _USES.sub(r"const \1 = $\2;\n", text)
        text = _GIVES.sub("", text).replace("export default ", "const widget = ")
        given = f"{given}, widget" if name == ORDER[-1] else given
        parts.append(f"const ${name} = (() => {{\n{text}return {{ {given} }};\n}})();\n")
    return "".join(parts) + f"export default ${ORDER[-1]}.widget;\n"
