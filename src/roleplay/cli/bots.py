"""`roleplay bots`: how far somebody comes who picks answers without understanding them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from roleplay.authoring.blind_reader import BLIND_READER, Blindness, read_blind, readers
from roleplay.authoring.bots import BOTS, EXTREMES, STRATEGIES, Bot, Rehearsal
from roleplay.authoring.probes import habits, too_often
from roleplay.authoring.strategies import load_bot
from roleplay.authoring.worth import Decision
from roleplay.cli.explore import named
from roleplay.errors import Misconfigured

KNOWN = (*STRATEGIES, *EXTREMES, BLIND_READER)


def bots(  # noqa: PLR0917 - each is an option of the command
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Scenarios (default: all that can be played).")
    ] = None,
    strategy: Annotated[
        list[str] | None,
        typer.Option(
            help=f"One of {', '.join(KNOWN)}; or a function of your own as module:function. "
            f"Can be given several times; default: all but {BLIND_READER}."
        ),
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
    names = tuple(dict.fromkeys(strategy or (*STRATEGIES, *EXTREMES)))
    known = {**BOTS, **_own(names)}
    found = named(ids or (), library or ())
    rehearsals = {one.id: Rehearsal(one, found.rubrics) for one in found.scenarios}
    whole = {name: one.decisions for name, one in rehearsals.items()}
    blind = BLIND_READER in names
    if blind and ids:
        whole = {one.id: Rehearsal(one, found.rubrics).decisions for one in found.whole.values()}
    reader = readers(whole) if blind else {}
    read = read_blind(whole, reader) if blind else None
    rows: list[dict[str, object]] = []
    for scenario_id, rehearsal in rehearsals.items():
        with_reader = {**known, BLIND_READER: reader[scenario_id]} if blind else known
        for name in names:
            row: dict[str, object] = {"id": scenario_id, **rehearsal.outcome(name, with_reader)._asdict()}
            if runs:
                seen = rehearsal.played(name, range(seed, seed + runs), with_reader)
                row["runs"] = {"number": runs, "met_standard": seen.met_standard, "mean_level": seen.mean_level}
            if read is not None and name == BLIND_READER:
                row |= _of_reader(read, scenario_id)
            rows.append(row)
    if as_json:
        print(json.dumps(rows, indent=1))
        return
    for row in rows:
        print("".join(_told(row)))
    if not ids:
        print("\n".join(("", *_summary(whole, read, ask=strategy is None))))


def _own(names: Sequence[str]) -> Mapping[str, Bot]:
    """Functions of an author's; their modules are looked for in the present folder too."""
    own = [name for name in names if ":" in name]
    if own and "" not in sys.path:
        sys.path.insert(0, "")
    return {name: load_bot(name) for name in own}


def _of_reader(read: Blindness, scenario_id: str) -> dict[str, object]:
    found = next((one for one in read.readings if one.scenario == scenario_id), None)
    return {
        "accuracy": found.accuracy if found else None,
        "chance": found.chance if found else None,
        "library": {"accuracy": read.accuracy, "chance": read.chance, "interval": [read.low, read.high]},
    }


def _told(row: Mapping[str, object]) -> Iterator[str]:
    yield f"{row['id']:40} {row['strategy']:16} meets the standard {row['met_standard']:.2%}"
    yield f", mean level {row['mean_level']:.2f}"
    if row.get("accuracy") is not None:
        yield f", picks the best {row['accuracy']:.0%} (chance {row['chance']:.0%})"


def _summary(whole: Mapping[str, Sequence[Decision]], read: Blindness | None, *, ask: bool) -> Iterator[str]:
    """How the best choices of the library stand out, and whether their wording gives them away."""
    decisions = [decision for some in whole.values() for decision in some]
    for habit in habits(decisions):
        named = f"{habit.strategy} of the file" if habit.strategy in {"first", "last"} else habit.strategy
        yield f"the best choice is the {named} in {habit.share:.0%} of decisions (chance {habit.chance:.0%})"
    yield from too_often(whole)
    if read is None and ask:
        try:
            read = read_blind(whole, readers(whole))
        except Misconfigured as error:
            yield str(error)
    if read is not None:
        interval = f"95 % interval over {len(read.readings)} scenarios: {read.low:.0%} to {read.high:.0%}"
        yield f"the blind reader picks the best in {read.accuracy:.0%} (chance {read.chance:.0%}; {interval})"
        if read.gives_away:
            yield read.gives_away
