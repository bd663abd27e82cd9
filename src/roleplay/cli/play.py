"""`roleplay play`: a scenario in the terminal, for authors above all. Nothing is stored."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from roleplay.errors import Misconfigured, NotFound
from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Scenario


class Mode(StrEnum):
    """How it is played."""

    PRACTICE = "practice"
    ASSESSMENT = "assessment"


def play(
    wanted: Annotated[
        str, typer.Argument(metavar="ID", help="Id of a scenario, the last part of it, or the path of a file.")
    ],
    *,
    choices: Annotated[
        str | None,
        typer.Option(
            metavar="a,b,c", help="Play these choices and print how it went. A written reply is - or nothing."
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Decides what varies and in which order choices are shown.")] = 1,
    mode: Annotated[Mode, typer.Option(help="Feedback after each choice, or only at the end.")] = Mode.PRACTICE,
    profile: Annotated[
        str | None, typer.Option(metavar="NAME", help="Play under a site profile that the scenario declares.")
    ] = None,
    library: Annotated[
        list[Path] | None,
        typer.Option("--library", metavar="DIR", help="A folder with more scenarios. Can be given several times."),
    ] = None,
) -> None:
    """Play a scenario in the terminal. Nothing is stored."""
    from roleplay.cli.performance import Performance, Script, Terminal

    scenario, rubrics = find(wanted, library or ())
    if profile is not None and profile not in scenario.profiles:
        raise NotFound.of("profile", profile, scenario.profiles)
    site = scenario.profiles[profile] if profile is not None else {}
    player = Terminal() if choices is None else Script([c.strip() for c in choices.split(",") if c.strip()])
    try:
        Performance(scenario, rubrics, player, seed=seed, mode=mode.value, site=site).run()
    except (EOFError, KeyboardInterrupt):
        print("\nYou left. Nothing was stored.")


def find(wanted: str, folders: Sequence[Path]) -> tuple[Scenario, dict[str, Rubric]]:
    """Find a scenario by its id, by a slug that only one has, or by its file; with all rubrics.

    Raises `NotFound`, and `Misconfigured` for a file with errors.
    """
    from roleplay.authoring.folders import SUFFIXES
    from roleplay.authoring.library import load_some

    path = Path(wanted)
    if not (path.suffix in SUFFIXES and path.is_file()):
        path = file_of(wanted, folders)
    loaded = load_some((path,), folders)
    found = next((one.thing for one in loaded.scenarios if one.thing is not None), None)
    if found is None:
        raise Misconfigured(f"{path} cannot be played as it is.", f"What to mend: roleplay check {path}")
    return found, dict(loaded.competencies)


def file_of(wanted: str, folders: Sequence[Path]) -> Path:
    """The file of a scenario, by its id or by a slug that only one has. Raises `NotFound`."""
    from roleplay.authoring.folders import files_in, rubric_files, shipped

    files = {
        f"{file.parent.name}/{file.stem}": file
        for folder in (shipped(), *folders)
        if folder.is_dir()
        for file in sorted({*files_in(folder)} - {*rubric_files(folder)})
    }
    matching = [scenario_id for scenario_id in files if wanted in {scenario_id, scenario_id.partition("/")[2]}]
    if not matching:
        raise NotFound.of("scenario", wanted, files)
    if len(matching) > 1:
        raise NotFound(f'More than one scenario is called "{wanted}".', f"Say which: {', '.join(matching)}.")
    return files[matching[0]]


if __name__ == "__main__":
    from roleplay.errors import RoleplayError

    try:
        typer.run(play)
    except RoleplayError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
