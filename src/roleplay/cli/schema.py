"""`roleplay schema`: the format of the files, for editors."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from roleplay.authoring.schema import schema_of
from roleplay.errors import Misconfigured


class Kind(StrEnum):
    """What a file holds."""

    SCENARIO = "scenario"
    RUBRIC = "rubric"
    MODULE = "module"
    CURRICULUM = "curriculum"
    STATION = "station"
    ANCHOR = "anchor"
    PLAN = "plan"


def schema(
    kind: Annotated[Kind, typer.Argument(help="What the files hold.")] = Kind.SCENARIO,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Write it to a file, and say how to use it.")
    ] = None,
) -> None:
    """Print the format of a kind of files as JSON Schema, by which editors complete and check as you type."""
    text = json.dumps(schema_of(kind.value), ensure_ascii=False, indent=2)
    if output is None:
        print(text)
        return
    try:
        output.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        message = f'"{output}" cannot be written: {error.strerror or error}.'
        raise Misconfigured(message, "Name a file in a folder that exists and that you may write to.") from error
    print(f"Wrote {output}. An editor that knows YAML schemas uses it when a {kind} begins with this line:")
    print(f"# yaml-language-server: $schema={output.absolute().as_uri()}")
    print("docs/scenarios.md says what to set up in VS Code and in JupyterLab.", file=sys.stderr)
