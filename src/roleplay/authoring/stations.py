"""What is checked of a station beyond its shape: that it can show what it rates, and how it speaks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from roleplay.authoring.diagnostic import Diagnostic, Places, Steps
from roleplay.authoring.people import unfilled
from roleplay.authoring.rubrics import Rubrics
from roleplay.authoring.texts import Said, Voice
from roleplay.authoring.ticks import Named, known, required_of, rightly_required
from roleplay.authoring.wording import unsafe
from roleplay.model.station import Prompt, Station

LEAST = 2
"""So many prompts at least give each competency its opportunity."""


class Opening(NamedTuple):
    """A behaviour that a prompt gives an opportunity for."""

    prompt: str
    """Id of the prompt."""
    named: Named
    """The behaviour, and where it stands."""


def check_station(station: Station, rubrics: Rubrics, places: Places) -> Iterator[Diagnostic]:
    """All that is wrong with a station: its behaviours, its opportunities (RP701 to RP707), its words."""
    openings = tuple(_openings(station))
    required = tuple(required_of(station.assesses))
    named = [*(one.named for one in openings), *(one for _, one in required)]
    yield from known(station.assesses, named, rubrics, places)
    yield from _opened(station, openings, rubrics, places)
    yield from _required(required, openings, rubrics, places)
    if len(station.prompts) > station.minutes:
        message = f"There are {len(station.prompts)} prompts in {station.minutes} minutes."
        yield places.report("RP706", ("minutes",), message)
    said = tuple(_texts(station))
    yield from unsafe(said, rubrics, places)
    yield from unfilled(said, places)


def _openings(station: Station) -> Iterator[Opening]:
    for prompt in station.prompts:
        for place, behaviour in enumerate(prompt.opens):
            yield Opening(prompt.id, Named(behaviour, ("prompts", prompt.id, "opens", place)))


def _opened(station: Station, openings: tuple[Opening, ...], rubrics: Rubrics, places: Places) -> Iterator[Diagnostic]:
    prompts: dict[str, set[str]] = {competency: set() for competency in station.assesses}
    seen: set[tuple[str, str]] = set()
    for prompt, (behaviour, steps) in openings:
        if (prompt, behaviour) in seen:
            yield places.report("RP707", steps, f'"{behaviour}" stands here twice.')
        seen.add((prompt, behaviour))
        found = rubrics.behaviours.get(behaviour)
        if found is None:
            continue
        home = found[0]
        if home not in prompts:
            if any(one not in rubrics for one in prompts):
                continue  # it may be the one that is misspelt, which has been said
            message = f'"{behaviour}" belongs to "{home}", which this station does not assess.'
            yield places.report("RP704", steps, message)
        elif rubrics.is_harmful(behaviour):
            yield places.report("RP703", steps, f'"{behaviour}" is harmful.')
        else:
            prompts[home].add(prompt)
    for competency, some in prompts.items():
        if competency in rubrics and len(some) < LEAST:
            many = "No prompt gives" if not some else "Only one prompt gives"
            message = f'{many} "{competency}" its opportunity.'
            yield places.report("RP701", ("assesses", competency), message, key=True)


def _required(
    required: tuple[tuple[str, Named], ...], openings: tuple[Opening, ...], rubrics: Rubrics, places: Places
) -> Iterator[Diagnostic]:
    opened = {one.named.behaviour for one in openings}
    for competency, (behaviour, steps) in required:
        wrong = tuple(rightly_required(competency, Named(behaviour, steps), rubrics, places))
        yield from wrong
        if not wrong and behaviour in rubrics.behaviours and behaviour not in opened:
            yield places.report("RP702", steps, f'No prompt opens "{behaviour}", and it is required.')


def _texts(station: Station) -> Iterator[Said]:
    """All texts, each with its place and voice. The actor's lines are the person's own words."""
    author = Voice.AUTHOR
    for name in ("title", "summary", "setting", "task", "grounding"):
        yield Said((name,), getattr(station, name), author)
    for name in ("content_notes", "sources"):
        yield from (Said((name, place), text, author) for place, text in enumerate(getattr(station, name)))
    for place, resource in enumerate(station.resources):
        yield Said(("resources", place, "title"), resource.title, author)
        yield Said(("resources", place, "text"), resource.text, author)
    for name in ("story", "limits", "today"):
        yield Said(("mentor", name), getattr(station.mentor, name), Voice.MENTOR)
    for name in ("about", "story", "feelings", "holds_back", "stop"):
        yield Said(("actor", name), getattr(station.actor, name), author)
    for name in ("never", "afterwards"):
        listed: tuple[str, ...] = getattr(station.actor, name)
        yield from (Said(("actor", name, place), text, author) for place, text in enumerate(listed))
    yield from chain.from_iterable(map(_of_prompt, station.prompts))
    yield Said(("end", "title"), station.end.title, author)
    yield Said(("end", "text"), station.end.text, author)
    yield Said(("end", "peer_view"), station.end.peer_view, Voice.OTHERS)
    if station.end.handed_over_to is not None:
        yield Said(("end", "handed_over_to"), station.end.handed_over_to, author)
    yield Said(("debrief", "question"), station.debrief.question, author)
    yield Said(("debrief", "twist"), station.debrief.twist, author)


def _of_prompt(prompt: Prompt) -> Iterator[Said]:
    here: Steps = ("prompts", prompt.id)
    yield Said((*here, "say"), prompt.say, Voice.OTHERS)
    if prompt.do is not None:
        yield Said((*here, "do"), prompt.do, Voice.AUTHOR)
    if prompt.beneath is not None:
        yield Said((*here, "beneath"), prompt.beneath, Voice.OTHERS)
    yield Said((*here, "again"), prompt.again, Voice.OTHERS)
    yield Said((*here, "listen_for"), prompt.listen_for, Voice.AUTHOR)
    yield Said((*here, "why"), prompt.why, Voice.AUTHOR)
