"""`roleplay new`: begin a scenario."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from roleplay.authoring.starter import start


def new(
    scenario_id: Annotated[
        str, typer.Argument(metavar="ID", help="Pillar, slash and name of the new scenario, e.g. everyday/late-bus.")
    ],
    folder: Annotated[Path, typer.Option(metavar="DIR", help="Folder for your own scenarios.")] = Path("my-scenarios"),
    title: Annotated[str, typer.Option(help="As it stands in the library (default: made of the name in the id).")] = "",
) -> None:
    """Begin a scenario: write a small one that can be played and checked as it is, for you to change."""
    path = start(scenario_id, folder, title)
    file, library = shlex.quote(str(path)), shlex.quote(str(folder))
    print(f"Wrote {path}. It can be played as it is; now make it yours.")
    print()
    for command, what in (
        (f"roleplay watch {file}", "says at every save what is wrong"),
        (f"roleplay play {file}", "plays it here in the terminal"),
        (f"roleplay explore {scenario_id} --library {library}", "proves what it can lead to"),
        (f"roleplay serve --library {library}", "shows it in the workbook"),
    ):
        print(f"  {command}\n      {what}")
