"""What the levels of a scenario are worth, against playing every way."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from roleplay.authoring import product
from roleplay.authoring.diagnostic import Diagnostic
from roleplay.authoring.loader import proved, scenario_of
from roleplay.authoring.proof import attempt, proof
from roleplay.authoring.rubrics import Rubrics
from roleplay.authoring.source import parse
from roleplay.model.scenario import Scenario
from tests.authoring.files import RUBRICS as RUBRICS_OF_FILES
from tests.authoring.files import proof_of
from tests.authoring.played import Found, Play, at, found_in, places_of, plays, scenarios
from tests.authoring.test_loader import mutants
from tests.small import RUBRICS

CODES = frozenset({"RP330", "RP331", "RP332", "RP333", "RP334", "RP336", "RP350"})
Steps = tuple[str | None, ...]


def found(data: dict[str, Any]) -> tuple[Diagnostic, ...]:
    """What a proof finds."""
    places = places_of(data)
    explored = attempt(Scenario.model_validate(data), RUBRICS, places)
    return (explored,) if isinstance(explored, Diagnostic) else tuple(proof(explored, RUBRICS, places))


class Naive:
    """What the ways of a scenario came to when each was played."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.scenario = Scenario.model_validate(data)
        self.places = places_of(data)
        self.plays = plays(self.scenario)
        self.by_setting: dict[tuple[str, ...], list[Play]] = defaultdict(list)
        self.ahead: dict[tuple[tuple[str, ...], Steps], dict[str | None, tuple[bool, tuple[str, ...]]]] = {}
        """Setting and place -> step -> whether it does harm, and what it shows."""
        for play in self.plays:
            self.by_setting[play.setting].append(play)
            for place, then in zip(play.places, play.arrivals[1:], strict=False):
                self.ahead.setdefault((play.setting, place), {})[then.choice] = (then.harms, then.ticks)

    def findings(self) -> Iterator[Found]:
        """All that should be found."""
        never = self._never_shown()
        for competency, asked in self.scenario.assesses.items():
            for index, basic in enumerate(asked.requires):
                steps = ("assesses", competency, "requires", index)
                if basic in never:
                    yield at(self.places, "RP330", *steps)
                elif 1 in {self._chances(basic, one) for one in self.by_setting.values()}:
                    yield at(self.places, "RP332", *steps)
        if not never:
            yield from self._standard()
        yield from self._levels(never)
        for node in self._only_harm():
            yield at(self.places, "RP336", "nodes", node)
        if "danger" in self.scenario.topics:
            kind = {play.arrivals[-1].passage.node for play in self.plays if play.kind_until(len(play.arrivals))}
            if "cold-end" in kind:
                yield at(self.places, "RP350", "nodes", "cold-end", "end", key=True)

    def _never_shown(self) -> set[str]:
        required = {basic for asked in self.scenario.assesses.values() for basic in asked.requires}
        kind = [(play, n) for play in self.plays for n in range(len(play.arrivals)) if play.kind_until(n)]
        return required - {tick for play, place in kind for tick in play.arrivals[place].ticks}

    def _chances(self, basic: str, some: list[Play]) -> int:
        """At how many places of a way without harm something could be shown without harm, at most."""
        most = 0
        for play in some:
            chances = int(basic in play.arrivals[0].ticks)
            for place, steps in enumerate(play.places):
                if not play.kind_until(place):
                    break
                ways_on = self.ahead.get((play.setting, steps), {}).values()
                chances += any(basic in ticks for harms, ticks in ways_on if not harms)
                most = max(most, chances)
        return most

    def _standard(self) -> Iterator[Found]:
        failing = [s for s, some in self.by_setting.items() if not any(play.score.met_standard for play in some)]
        if len(failing) == len(self.by_setting):
            yield at(self.places, "RP331", "assesses")
            return
        for profile, _ in failing:
            yield at(self.places, "RP331", *(("profiles", profile) if profile else ("state", "weather")))

    def _levels(self, never: set[str]) -> Iterator[Found]:
        harmed = False
        for competency, asked in self.scenario.assesses.items():
            reached: list[set[int]] = []
            for some in self.by_setting.values():
                scores = [play.score.of(competency) for play in some]
                reached.append({int(one.level) for one in scores if one is not None and one.level is not None})
            harmed = harmed or any(1 in levels for levels in reached)
            lacking = any(levels & {3, 4} and not levels >= {2, 3, 4} for levels in reached)
            if lacking and never.isdisjoint(asked.requires):
                yield at(self.places, "RP333", "assesses", competency, key=True)
        if not harmed:
            yield at(self.places, "RP334", "assesses", key=True)

    def _only_harm(self) -> set[str]:
        return {
            play.arrivals[place].passage.node
            for play in self.plays
            for place, steps in enumerate(play.places[:-1])
            if play.kind_until(place) and all(harms for harms, _ in self.ahead[play.setting, steps].values())
        }


@given(scenarios())
@settings(max_examples=250)
def test_what_a_scenario_is_worth_is_what_playing_every_way_comes_to(data: dict[str, Any]) -> None:
    """Requirements, chances, the standard, levels, harm that nobody can avoid, crises: found where they are, only."""
    assert found_in(found(data), CODES) == set(Naive(data).findings())


def _told(message: str) -> tuple[str, ...]:
    """The way in a message."""
    said = re.search(r"after (\S+(?: > [^\s,;]+)*)", message)
    return () if said is None else tuple(part.strip(",;.") for part in said[1].split(" > "))


@given(scenarios())
@settings(max_examples=100)
def test_whoever_plays_the_way_that_is_told_gets_to_what_is_said(data: dict[str, Any]) -> None:
    """The way in a message can be played, under the setting that it names, and leads to the place that it names."""
    played = plays(Scenario.model_validate(data))
    for one in found(data):
        if one.code not in {"RP316", "RP318", "RP336", "RP350"}:
            continue
        node = re.findall(r'"(node-\d|cold-end)"', one.message)[0]
        there = [
            play
            for play in played
            for place in range(len(play.arrivals))
            if play.way(place) == _told(one.message) and play.arrivals[place].passage.node == node
            if play.kind_until(place) or one.code in {"RP316", "RP318"}
        ]
        words = [word for word in ("weather == rain", "weather == sun", '"here"', '"there"') if word in one.message]
        assert len(words) == (2 if data["profiles"] else 1)
        under = {word.strip('"').removeprefix("weather == ") for word in words}
        assert any(under <= set(play.setting) for play in there), one.message


NOTHING_ADVANCED = "no way without harm that shows all that is required shows anything advanced"


@given(mutants())
@settings(max_examples=150)
def test_however_a_good_file_is_damaged_its_proof_ends(text: str) -> None:
    """What is left of it is proved, or has errors already; an error of a proof keeps it from being used."""
    for rubrics in (RUBRICS_OF_FILES, Rubrics(RUBRICS_OF_FILES, partial=True)):
        loaded = proved(scenario_of(parse(Path("everyday/coffee.yml"), text.encode()), rubrics), rubrics)
        assert (loaded.thing is None) == any(one.is_error for one in loaded.diagnostics)
        assert list(loaded.diagnostics) == sorted(set(loaded.diagnostics))


TWO = "assesses:\n  listening: {requires: [asks-openly]}\n  privacy: {requires: [names-limits]}"
ONE = "assesses: {listening: {requires: [asks-openly]}}"
SITE = "state: {warm: {flag: false}}"
PROFILES = f"{SITE}\nprofiles:\n  here: {{mandated_reporter: yes}}\n  there: {{mandated_reporter: no}}"
ASK = "        text: What made you stay?\n"
ASK_ON = "        text: What went through your mind there?\n"
NOD = "        text: Long day?\n"
AGAIN_END = "        feedback: She had not yet seen that hour as something she managed.\n"
SIT = "      sit:\n        text: Shall we sit?\n        feedback: There was room for her to say nothing, and she took it.\n"
TICK = "        ticks: [asks-openly]\n"
ONLY_HERE = "        shown_if: site.mandated_reporter == yes\n"


def test_levels_of_one_competency_do_not_hide_those_of_another() -> None:
    """What is never shown in one says nothing about the levels of the other."""
    said = proof_of((ONE, TWO), ("[orders-about]", "[orders-about, names-limits]"), ("[notices-strength]", "[]"))
    assert said == [
        f"RP333 Nobody can end with level 4 in `listening`: {NOTHING_ADVANCED}.",
        "RP330 No way without harm shows `names-limits`, and it is required.",
    ]


def test_a_chance_is_named_for_the_setting_that_has_only_one() -> None:
    """Where there are two everywhere else, the setting is said, and the node that it is left with; levels likewise."""
    assert proof_of((SITE, PROFILES), (ASK_ON, ASK_ON + ONLY_HERE), (NOD, NOD)) == [
        (
            'RP333 Nobody can end with level 3 in `listening` under the profile "there": '
            "whoever shows all that is required shows something advanced too, or does harm."
        ),
        'RP332 `asks-openly` is required, and can be shown at one moment only under the profile "there": at "opening".',
        'RP318 At "again" only `admire` is open after opening/ask under the profile "there".',
    ]


def test_a_chance_that_does_harm_is_none() -> None:
    """What can be shown again only by doing harm counts as shown at one moment."""
    harmful = (ASK_ON + TICK, f"{ASK_ON}        ticks: [asks-openly, orders-about]\n")
    assert proof_of(harmful, (AGAIN_END, AGAIN_END + SIT)) == [
        'RP332 `asks-openly` is required, and can be shown at one moment only: at "opening".'
    ]


def test_a_setting_that_begins_with_harm_has_no_chances_to_count() -> None:
    """That the standard cannot be met there is said, and nothing about how often something could be shown."""
    harmed = ("  opening:\n", "  opening:\n    ticks: [{tick: orders-about, if: site.mandated_reporter == no}]\n")
    said = proof_of((SITE, PROFILES), harmed, (ASK_ON, ASK_ON + ONLY_HERE), (AGAIN_END, AGAIN_END + SIT))
    assert said == ['RP331 The standard cannot be met under the profile "there".']


def test_a_moment_with_harm_alone_is_said_once() -> None:
    """Under however many settings, and on however many ways, nobody gets past it without harm."""
    harm = "        ticks: [orders-about]\n"
    admire = "        ticks: [notices-strength]\n"
    said = proof_of((SITE, PROFILES), (ASK_ON + TICK, ASK_ON + harm), (admire, harm))
    assert [one for one in said if one.startswith("RP336")] == [
        'RP336 At "again" every way on does harm, after opening/ask under the profile "here".'
    ]


def test_the_only_profile_is_not_told() -> None:
    """It says nothing where there is no other."""
    one_place = f"{SITE}\nprofiles:\n  here: {{mandated_reporter: yes}}"
    danger = ("intensity: 1\n", "intensity: 1\ntopics: [danger]\n")
    assert proof_of((SITE, one_place), danger) == [
        'RP350 The topics include "danger", and nobody takes over at "close", after opening/ask > again/ask-on.'
    ]
    closed = proof_of((SITE, one_place), (ASK_ON, f"{ASK_ON}        shown_if: not warm\n"))
    assert 'RP318 At "again" only `admire` is open after opening/ask.' in closed


def test_what_is_shown_by_arriving_at_the_start_is_a_chance() -> None:
    """It is named by the node at which the conversation begins."""
    said = proof_of(("  opening:\n", "  opening:\n    ticks: [asks-openly]\n"), (TICK, ""), (ASK_ON + TICK, ASK_ON))
    assert (
        said
        == [
            'RP332 `asks-openly` is required, and can be shown at one moment only: at "opening".',
            "RP333 Nobody can end with level 2 in `listening`: every way without harm shows all that is required.",
        ][::-1]
    )


def test_a_standard_that_cannot_be_met_in_one_place_is_said_at_its_profile() -> None:
    """Everywhere else it can."""
    said = proof_of((SITE, PROFILES), (ASK, ASK + ONLY_HERE), (ASK_ON, ASK_ON + ONLY_HERE))
    assert 'RP331 The standard cannot be met under the profile "there".' in said


def test_an_ending_for_those_who_leave_is_no_hand_over_when_a_choice_leads_there() -> None:
    """Leaving needs no hand-over; a conversation about danger that ends there does."""
    handed = ("peer_view: I might come again.}", "peer_view: I might come again., handed_over_to: Imre}")
    danger = ("intensity: 1\n", "intensity: 1\ntopics: [danger]\n")
    assert proof_of(handed, danger) == []
    assert proof_of(handed, danger, (NOD, f"{NOD}        goto: left\n")) == [
        'RP350 The topics include "danger", and nobody takes over at "left", after opening/nod.'
    ]


@pytest.mark.parametrize(
    ("topic", "codes"),
    [
        ("suicide", ["RP350"]),
        ("self-harm", ["RP350"]),
        ("abuse-or-neglect", ["RP350"]),
        ("threat-to-others", ["RP350"]),
        ("confidentiality", []),
        ("medication", []),
    ],
)
def test_a_crisis_needs_somebody_who_takes_over(topic: str, codes: list[str]) -> None:
    """Other topics do not."""
    assert [one[:5] for one in proof_of(("intensity: 1", f"intensity: 1\ntopics: [{topic}]"))] == codes


def test_a_scenario_that_is_too_large_is_said_and_nothing_else_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a scenario that is not proved nothing is said as if it were."""
    monkeypatch.setattr(product, "MOST_STATES", 2)
    assert proof_of((TICK, "")) == ['RP302 "everyday/coffee" has more than 2 states. It is not proved.']


def test_lines_that_make_it_too_large_leave_the_rest_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong with levels and choices is said all the same."""
    monkeypatch.setattr(product, "MOST_STATES", 3)
    assert [one[:5] for one in proof_of((TICK, ""))] == ["RP333", "RP332", "RP303"]


def test_a_scenario_with_an_error_of_its_own_is_not_proved() -> None:
    """First things first."""
    assert [one[:5] for one in proof_of(("start: opening", "start: nowhere"), ("[orders-about]", "[]"))] == ["RP201"]


def test_a_conversation_without_end_names_the_way_around() -> None:
    """The choices by which it gets there and comes back."""
    around = 'RP301 The conversation can come back to "opening" with nothing changed, after opening/ask > again/ask-on.'
    assert around in proof_of((ASK_ON, f"{ASK_ON}        goto: opening\n"))
