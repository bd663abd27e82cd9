"""`roleplay explore`: what a scenario can lead to, whatever anybody chooses."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from roleplay.authoring.exploration import Exploration, prove, to_data
from roleplay.authoring.library import load_library, shipped
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
    scenarios, rubrics = playable_scenarios(ids or (), library or ())
    proved = [prove(scenario, rubrics) for scenario in scenarios]
    if as_json:
        print(json.dumps([to_data(one) for one in proved], indent=1))
    else:
        print("\n\n".join("\n".join(_told(one)) for one in proved))


def playable_scenarios(
    ids: Sequence[str], libraries: Sequence[Path]
) -> tuple[tuple[Scenario, ...], Mapping[str, Rubric]]:
    """The scenarios with these ids (all without any), and all rubrics. Raises `NotFound` and `Misconfigured`."""
    library = load_library([shipped(), *libraries])
    playable = {loaded.thing.id: loaded.thing for loaded in library.scenarios if loaded.thing is not None}
    if not playable:
        raise Misconfigured("No scenario can be played.", "`roleplay check` says why.")
    wanted: list[Scenario] = []
    for named in ids or playable:
        meant = [known for known in playable if named in {known, known.rpartition("/")[2]}]
        if len(meant) != 1:
            raise NotFound.of("scenario", named, playable)
        wanted.append(playable[meant[0]])
    rubrics = {loaded.thing.id: loaded.thing for loaded in library.rubrics if loaded.thing is not None}
    return tuple(wanted), rubrics


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
