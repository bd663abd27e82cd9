"""`roleplay report`: what there is and how it goes, on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from roleplay.authoring.blind_reader import Blindness, read_blind, readers
from roleplay.authoring.bots import Rehearsal
from roleplay.authoring.exploration import prove
from roleplay.authoring.folders import shipped
from roleplay.authoring.library import Library, load_library
from roleplay.cli.programme import cohort, trainee
from roleplay.errors import Misconfigured
from roleplay.reports.library import Tried, library_report, listed

app = typer.Typer(name="report", help="Reports: what there is and how it goes.", no_args_is_help=True)
app.command()(cohort)
app.command()(trainee)


@app.callback()
def _report() -> None:
    """Reports: what there is and how it goes."""


@app.command()
def library(
    folders: Annotated[
        list[Path] | None,
        typer.Option("--library", metavar="DIR", help="A folder with more scenarios. Can be given several times."),
    ] = None,
    *,
    read: Annotated[
        bool, typer.Option("--read", help="Also let a classifier guess the best choices by their tone.")
    ] = False,
    write: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it there instead of printing it.")] = None,
) -> None:
    """What the library holds: scenarios, competencies, content notes, people, and whether it can be guessed."""
    paths = [shipped(), *(folders or ())]
    held = load_library(paths, proved_before=paths)
    if not held.playable:
        raise Misconfigured("No scenario can be played.", "`roleplay check` says why.")
    text = library_report(held, tried := _tried(held), _read(tried) if read else None)
    if write is None:
        print(text, end="")
    else:
        write.write_text(text, encoding="utf-8")
        print(f"{len(tried)} scenarios are described in {write}.")


def _tried(held: Library) -> list[Tried]:
    explored = [prove(scenario, held.competencies) for scenario in listed(held)]
    return [Tried(one, Rehearsal(one.scenario, held.competencies, one)) for one in explored]


def _read(tried: list[Tried]) -> Blindness | None:
    decisions = {one.scenario.id: one.rehearsal.decisions for one in tried}
    try:
        return read_blind(decisions, readers(decisions))
    except Misconfigured:
        return None  # without scikit-learn, or with a single scenario, nothing can be said
