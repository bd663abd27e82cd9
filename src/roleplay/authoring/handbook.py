"""The parts of docs/ that are made from the code: every field of the format, every diagnostic.

`python -m roleplay.authoring.handbook docs` writes them; a test holds them in agreement.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from roleplay.authoring.codes import CODES, Code
from roleplay.authoring.examples import difference
from roleplay.authoring.fields import meanings, models, name_in_file
from roleplay.model.anchor import Anchor
from roleplay.model.curriculum import Curriculum, Module
from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Scenario
from roleplay.model.station import Station
from roleplay.model.workshop import Plan

BEGIN, END = "<!-- every field, made from the code -->", "<!-- end -->"
"""What stands around the generated part of a guide."""
GUIDES: dict[str, tuple[type[BaseModel], ...]] = {
    "scenarios.md": (Scenario, Rubric),
    "curriculum.md": (Module, Curriculum),
    "stations.md": (Station,),
    "calibration.md": (Anchor,),
    "workshops.md": (Plan,),
}
"""Guide in docs/ -> the kinds of files whose fields it lists."""

_INTRODUCTION = (
    """What `roleplay check` can find in scenarios, stations, rubrics, modules and the curriculum, why it matters, and
how to mend it. An *error* keeps a file from being used; a *warning* does not. Below each stands what differs between a
file that has it (`-`) and the same file mended (`+`); the whole files are in `tests/scenarios/diagnostics/`.
`roleplay explain CODE` shows the same.""",
    """A finding names its place, `scenarios/practice/disclosure/x.yml:31:15 error RP201 There is no node "clos".`, and
on the next line what to do. `roleplay check --format json` prints the same for programs. It ends with 0 when there are
no errors, with 1 when there are, with 2 when it was called in a wrong way.""",
)
_FAMILIES = {
    "RP1": ("The file and its format", ""),
    "RP2": ("What the parts of a scenario are to each other", ""),
    "RP3": ("What a proof finds", "Nothing yet."),
    "RP4": ("What probes find", "Nothing yet."),
    "RP5": ("Wording", ""),
    "RP6": ("Modules and the curriculum", ""),
    "RP7": ("Stations", ""),
    "RP8": ("Anchors", ""),
    "RP9": ("Plans for workshops", ""),
}


def types_of(model: type[BaseModel]) -> tuple[type[BaseModel], ...]:
    """The type and every type that its fields lead to, each once, from the outside in."""
    found: dict[type[BaseModel], None] = {}

    def visit(one: type[BaseModel]) -> None:
        if one not in found:
            found[one] = None
            for field in one.model_fields.values():
                for inner in models(field.annotation):
                    visit(inner)

    visit(model)
    return tuple(found)


def _words(annotation: Any) -> Iterator[str]:
    """The words that a field can be, where it has a list of them."""
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        yield from (str(member) for member in annotation)
    elif get_origin(annotation) is Literal:
        yield from (str(word) for word in get_args(annotation))
    elif get_origin(annotation) is not dict:
        for inner in get_args(annotation):
            yield from _words(inner)


def _row(model: type[BaseModel], name: str, field: FieldInfo) -> str:
    written = name_in_file(name, field)
    said = meanings(model).get(written, "").replace("\n", " ").replace("|", "\\|")
    words = tuple(_words(field.annotation))
    listed = f" One of: {', '.join(f'`{word}`' for word in words)}." if words else ""
    return f"| `{written}` | {'yes' if field.is_required() else ''} | {said}{listed} |"


def _table(model: type[BaseModel]) -> str:
    about = (model.__doc__ or "").split("\n\n")[0].replace("\n", " ")
    rows = [_row(model, name, field) for name, field in model.model_fields.items() if not _is_key(model, name)]
    return "\n".join(
        [f"### {model.__name__}", "", about, "", "| field | needed | what it holds |", "|---|---|---|", *rows]
    )


def _is_key(model: type[BaseModel], name: str) -> bool:
    """True for an id that is written before the colon."""
    return name == "id" and "format" not in model.model_fields


def field_reference(kinds: Iterable[type[BaseModel]]) -> str:
    """Every field of some kinds of files, as Markdown."""
    seen = dict.fromkeys(inner for kind in kinds for inner in types_of(kind))
    return "\n\n".join(_table(model) for model in seen)


def with_fields(page: str, kinds: Iterable[type[BaseModel]]) -> str:
    """A guide with its generated part made anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{field_reference(kinds)}\n\n{END}{after}"


def _entry(code: Code) -> str:
    said = [f"### {code.id}: {code.title}", "", f"*{code.severity}.* {code.why}", "", f"**To mend it:** {code.mend}"]
    example = difference(code.id)
    return "\n".join([*said, "", "```diff", *example, "```"] if example else said)


def diagnostics_page() -> str:
    """docs/diagnostics.md."""
    parts = ["# Diagnostics", *_INTRODUCTION]
    for family, (title, without) in _FAMILIES.items():
        entries = [_entry(code) for code in CODES.values() if code.id.startswith(family)]
        parts += [f"## {family}xx: {title}", *(entries or [without])]
    return "\n\n".join(parts) + "\n"


def write(folder: Path) -> None:
    """Write the page of diagnostics, and the generated part of each guide."""
    for name, kinds in GUIDES.items():
        guide = folder / name
        guide.write_text(with_fields(guide.read_text(encoding="utf-8"), kinds), encoding="utf-8")
    (folder / "diagnostics.md").write_text(diagnostics_page(), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
