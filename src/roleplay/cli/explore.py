"""`roleplay explore`: what a scenario can lead to, whatever anybody chooses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from roleplay.authoring.exploration import Exploration, prove, to_data
from roleplay.authoring.library import Library, load_library, shipped
from roleplay.errors import Misconfigured, NotFound
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
    found = load_library([shipped(), *(library or ())])
    rubrics = {loaded.thing.id: loaded.thing for loaded in found.rubrics if loaded.thing is not None}
    proved = [prove(scenario, rubrics) for scenario in _wanted(found, ids or ())]
    if as_json:
        print(json.dumps([to_data(one) for one in proved], indent=1))
    else:
        print("\n\n".join("\n".join(_told(one)) for one in proved))


def _wanted(library: Library, ids: list[str] | tuple[()]) -> Iterator[Scenario]:
    playable = {loaded.thing.id: loaded.thing for loaded in library.scenarios if loaded.thing is not None}
    if not playable:
        raise Misconfigured("No scenario can be played.", "`roleplay check` says why.")
    for wanted in ids or playable:
        named = [known for known in playable if wanted in {known, known.rpartition("/")[2]}]
        if len(named) != 1:
            raise NotFound.of("scenario", wanted, playable)
        yield playable[named[0]]


def _told(exploration: Exploration) -> Iterator[str]:
    data = to_data(exploration)
    decided = data["decisions"]
    yield f"{data['id']}: {data['states']} states under {len(data['settings'])} settings, all looked at"
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
