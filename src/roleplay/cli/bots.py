"""`roleplay bots`: how far somebody comes who picks answers without understanding them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from roleplay.authoring.bots import STRATEGIES, outcome, played
from roleplay.cli.explore import playable_scenarios


def bots(  # noqa: PLR0917 - each is an option of the command
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Scenarios (default: all that can be played).")
    ] = None,
    strategy: Annotated[
        list[str] | None,
        typer.Option(help=f"One of {', '.join(STRATEGIES)}. Can be given several times; default: all."),
    ] = None,
    runs: Annotated[int, typer.Option(min=0, max=100_000, help="Also let the bot really play so often.")] = 0,
    seed: Annotated[int, typer.Option(help="Seed of the first run.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    library: Annotated[
        list[Path] | None,
        typer.Option("--library", metavar="DIR", help="A folder with more scenarios. Can be given several times."),
    ] = None,
) -> None:
    """Compute the chance that a bot meets the standard, over every displayed order, profile and variation."""
    scenarios, rubrics = playable_scenarios(ids or (), library or ())
    rows: list[dict[str, object]] = []
    for scenario in scenarios:
        for name in strategy or STRATEGIES:
            exact = outcome(scenario, rubrics, name)
            row: dict[str, object] = {"id": scenario.id, **exact._asdict()}
            if runs:
                seen = played(scenario, rubrics, name, range(seed, seed + runs))
                row["runs"] = {"number": runs, "met_standard": seen.met_standard, "mean_level": seen.mean_level}
            rows.append(row)
    if as_json:
        print(json.dumps(rows, indent=1))
        return
    for row in rows:
        print(f"{row['id']:40} {row['strategy']:16} meets the standard {row['met_standard']:.2%}", end="")
        print(f", mean level {row['mean_level']:.2f}")
