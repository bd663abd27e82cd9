"""Ready-made plans for workshops: what they play is there, they are bearable, and they speak safely."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from roleplay.authoring.diagnostic import Diagnostic, Places, Steps
from roleplay.authoring.people import unfilled
from roleplay.authoring.rubrics import Rubrics
from roleplay.authoring.texts import Said, Voice
from roleplay.authoring.wording import unsafe
from roleplay.engine.planning import Weight, Worry, cautions, rounds_take
from roleplay.errors import did_you_mean
from roleplay.model.scenario import Scenario, Use
from roleplay.model.station import Station
from roleplay.model.workshop import Plan, Section, Way


class Played(NamedTuple):
    """What there is to play."""

    scenarios: Mapping[str, Scenario]
    """Id -> scenario, for those without errors."""
    stations: Mapping[str, Station]
    """Id -> station, likewise."""


def of_plan(plan: Plan, played: Played, rubrics: Rubrics, places: Places) -> Iterator[Diagnostic]:
    """All that is wrong with a plan beyond its shape: its place (RP130), what it plays (RP901 to RP903), its words."""
    if plan.id is None:
        yield places.report("RP109", (), 'The plan has no "id".', "Add id: the name of the file without its ending.")
    elif plan.id != places.file.stem.lower():
        message = f'The id is "{plan.id}", and the file is called "{places.file.name}".'
        yield places.report("RP130", ("id",), message, f'Rename the file to "{plan.id}.yml", or change the id.')
    for section in plan.sections:
        yield from _plays(section, played, places)
    yield from _bearable(plan, played, places)
    said = tuple(_texts(plan))
    yield from unsafe(said, rubrics, places)
    yield from unfilled(said, places)


def _plays(section: Section, played: Played, places: Places) -> Iterator[Diagnostic]:
    if section.plays is None:
        return
    steps: Steps = ("sections", section.id, "plays")
    triads = section.way is Way.TRIADS
    known: Mapping[str, object] = played.stations if triads else played.scenarios
    if section.plays not in known:
        what = "station" if triads else "scenario"
        message = f'There is no {what} "{section.plays}" without errors.'
        yield places.report("RP901", steps, message, did_you_mean(section.plays, known).strip())
    elif not triads and played.scenarios[section.plays].use is Use.ASSESSMENT:
        yield places.report("RP902", steps, f'"{section.plays}" is an assessment.')


def _bearable(plan: Plan, played: Played, places: Places) -> Iterator[Diagnostic]:
    weights = {section.id: weight for section in plan.sections if (weight := _weight(section, played)) is not None}
    sections = {section.id: section for section in plan.sections}
    for worry, section_id in cautions(plan, weights):
        said = _SAID.get(worry)
        if said is not None:  # who facilitates something heavy is told so; a file need not be changed for it
            takes = rounds_take(sections[section_id]) if worry is Worry.ROUNDS else weights.get(section_id, (0, 0))[0]
            message = said.format(title=sections[section_id].title, takes=takes)
            yield places.report("RP903", ("sections", section_id), message, key=True)


_SAID = {
    Worry.NO_REST: 'With "{title}" more than an hour is played without a rest, and something in it is moving.',
    Worry.NO_CLOSING: 'The plan ends with "{title}", and there is no time to leave behind what was moving.',
    Worry.SHORT: 'What "{title}" plays takes {takes} minutes by itself.',
    Worry.ROUNDS: 'The rounds of "{title}" take {takes} minutes, with a little time around each.',
}


def _weight(section: Section, played: Played) -> Weight | None:
    plays = section.plays or ""
    if section.way is Way.TRIADS:
        station = played.stations.get(plays)
        return None if station is None else Weight(station.minutes, station.intensity)
    scenario = played.scenarios.get(plays)
    return None if scenario is None else Weight(scenario.duration_min, scenario.intensity)


def _texts(plan: Plan) -> Iterator[Said]:
    author = Voice.AUTHOR
    for name in ("title", "summary", "about"):
        yield Said((name,), getattr(plan, name), author)
    for place, rule in enumerate(plan.ground_rules):
        yield Said(("ground_rules", place), rule, author)
    for section in plan.sections:
        here: Steps = ("sections", section.id)
        yield Said((*here, "title"), section.title, author)
        yield Said((*here, "notes"), section.notes, author)
        for place, prompt in enumerate(section.prompts):
            yield Said((*here, "prompts", place), prompt, author)
