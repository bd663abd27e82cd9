"""`roleplay map`: a scenario's places and roads, drawn for its author."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from roleplay.cli.play import find
from roleplay.errors import Misconfigured


class Format(StrEnum):
    """How it is drawn."""

    SVG = "svg"
    MERMAID = "mermaid"


def draw(
    wanted: Annotated[
        str, typer.Argument(metavar="ID", help="Id of a scenario, the last part of it, or the path of a file.")
    ],
    *,
    drawn_as: Annotated[
        Format | None,
        typer.Option(
            "--format",
            help="mermaid is text for Markdown files and notebooks, svg a picture for any browser. "
            "Default: as the name of --output ends, else mermaid.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write it to this file instead of printing it."),
    ] = None,
    coverage: Annotated[
        str | None,
        typer.Option(
            metavar="STRATEGY", help="Show how probably this bot takes each way, e.g. random; see `roleplay bots`."
        ),
    ] = None,
    library: Annotated[
        list[Path] | None,
        typer.Option("--library", metavar="DIR", help="A folder with more scenarios. Can be given several times."),
    ] = None,
) -> None:
    """Draw the map of a scenario: every node and choice, what each is worth, and where it leads."""
    from roleplay.authoring import bots
    from roleplay.authoring.chart import chart
    from roleplay.authoring.mermaid import mermaid
    from roleplay.authoring.road_map import road_map
    from roleplay.authoring.svg_map import svg

    scenario, rubrics = find(wanted, library or ())
    chances = None if coverage is None else bots.coverage(scenario, rubrics, coverage)
    places = road_map(scenario, rubrics, chances)
    by_name = Format.SVG if output is not None and output.suffix.lower() == ".svg" else Format.MERMAID
    text = svg(chart(places)) if (drawn_as or by_name) is Format.SVG else mermaid(places)
    if output is None:
        print(text, end="")
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Misconfigured(
            f"{output} cannot be written: {error.strerror}.", "Name a file in a folder of yours."
        ) from None
    print(f"{scenario.id} is drawn in {output}.")
