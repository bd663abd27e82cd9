"""`roleplay explore`: what a scenario can lead to, whatever anybody chooses."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from roleplay.authoring.exploration import prove, to_data
from roleplay.authoring.folders import shipped
from roleplay.authoring.library import load_library
from roleplay.authoring.twins import twins_data
from roleplay.errors import Misconfigured, NotFound
from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Scenario


def explore(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Scenarios (default: all that can be played).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Everything that was proved, for programs.")] = False,
    library: Annotated[
        list[Path] | None,
        typer.Option("--library", metavar="DIR", help="A folder with more scenarios. Can be given several times."),
    ] = None,
) -> None:
    """Prove what scenarios can lead to: endings, levels, ways, and whether the standard can be met."""
    found = named(ids or (), library or ())
    proved = [
        {**to_data(prove(one, found.rubrics)), "twins": twins_data(one, found.whole, found.rubrics)}
        for one in found.scenarios
    ]
    if as_json:
        print(json.dumps(proved, indent=1))
    else:
        print("\n\n".join("\n".join(_told(one)) for one in proved))


class Named(NamedTuple):
    """Scenarios that were asked for, and the library that they stand in."""

    scenarios: tuple[Scenario, ...]
    """Those that were asked for."""
    whole: Mapping[str, Scenario]
    """Id -> scenario, for all whose files are in order; not yet proved."""
    rubrics: Mapping[str, Rubric]
    """Competency -> rubric."""


def named(ids: Sequence[str], libraries: Sequence[Path]) -> Named:
    """The scenarios with these ids, or all without any. Raises `NotFound` and `Misconfigured`."""
    folders = [shipped(), *libraries]
    library = load_library(folders, proved_before=folders)  # here the proof is the answer
    whole = library.playable
    if not whole:
        raise Misconfigured("No scenario can be played.", "`roleplay check` says why.")
    wanted: list[Scenario] = []
    for asked in ids or whole:
        meant = [known for known in whole if asked in {known, known.rpartition("/")[2]}]
        if len(meant) != 1:
            raise NotFound.of("scenario", asked, whole)
        wanted.append(whole[meant[0]])
    return Named(tuple(wanted), whole, library.competencies)


def _told(data: Mapping[str, Any]) -> Iterator[str]:
    decided, under = data["decisions"], len(data["settings"])
    settings = f"{under} settings" if under > 1 else "one setting"
    yield f"{data['id']}: {data['states']} states under {settings}, all looked at"
    yield f"  decisions    {decided['min']} to {decided['max']}"
    yield f"  endings      {', '.join(data['endings'])}"
    yield f"  coverage     {data['node_coverage']:.0%} of nodes, {data['choice_coverage']:.0%} of choices"
    for competency, reached in data["levels"].items():
        yield f"  levels       {competency}: {', '.join(map(str, reached))}"
    met = data["met_standard"]
    if met["possible"]:
        yield f"  standard     can be met under every setting; shortest: {', '.join(met['shortest'])}"
    else:
        failing = [
            f"{s['profile'] or 'no profile'} {s['vary'] or ''}" for s in data["settings"] if not s["met_standard"]
        ]
        yield f"  standard     cannot be met under {'; '.join(failing)}"
    for twin in data["twins"]:
        where = f"in the file, {twin['cue']}" if twin["with"] == data["id"] else f"{twin['with']}, {twin['cue']}"
        passed = "; ".join(", ".join(side["way"]) for side in twin["witness"])
        told = "nobody passes without reading it" if twin["separate"] else f"can be passed unread: {passed}"
        yield f"  cue          {where}: {told}"
