"""Cue twins, against a player who tries every way of going by the answers on offer alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roleplay.authoring import product
from roleplay.authoring.diagnostic import Places
from roleplay.authoring.exploration import prove
from roleplay.authoring.twins import between, blind_between, blind_within, inside, twins_data
from roleplay.engine import Compiled, Phase, State, compile_scenario
from roleplay.engine.display import drawn
from roleplay.model.event import Chose, Wrote
from roleplay.model.scenario import Scenario
from roleplay.scoring import score
from tests.small import RUBRICS, SMALL, small, way

NOWHERE = Places(Path("small.yml"))
LISTENING = {"listening": {"requires": ["reflects"]}}
HELPS, HARMS = "reflects", "talks-over"
ENDS = {name: SMALL["nodes"][name] for name in ("warm-end", "cold-end", "stepped-out")}


def choice(text: str, *ticks: Any, **more: Any) -> dict[str, Any]:
    """A choice with what it ticks."""
    return {"text": text, "feedback": "F.", "ticks": list(ticks), **more}


def under(tick: str, word: str) -> dict[str, str]:
    """A behaviour that is shown under one weather only."""
    return {"tick": tick, "if": f"weather == {word}"}


def scenario(nodes: Mapping[str, Any], *words: str, **more: Any) -> Scenario:
    """A scenario whose cue is the weather, and that begins at its first node."""
    state = {**SMALL["state"], "weather": {"vary": words or ("rain", "sun"), "cue": True}}
    return small(
        **{"state": state, "assesses": LISTENING, "start": next(iter(nodes)), "nodes": {**nodes, **ENDS}, **more}
    )


def once(*rain: Any, sun: Sequence[Any] = ()) -> dict[str, Any]:
    """A node with two answers: what the first ticks, and what the second does."""
    return {"choices": {"one": choice("One.", *rain), "two": choice("Two.", *sun)}, "goto": "warm-end"}


# --- every policy, by trying ---

Seen = tuple[tuple[frozenset[tuple[str, str | None]], str], ...]


def _passes(game: Compiled, state: State, policy: Mapping[Any, str]) -> tuple[Seen, list[str]] | bool:
    """Play by a policy: whether the standard is met, or what was seen where it says nothing, and what can be said."""
    seen: Seen = ()
    while state.phase is Phase.ENACT:
        offers = game.offers(state)
        if not offers:
            state = game.step(state, Wrote(state.node, None))
            continue
        looks = frozenset((offer.text, offer.reason) for offer in offers)
        if (seen, looks) not in policy:
            return (seen, looks), sorted({offer.text for offer in offers if offer.open})  # type: ignore[return-value]
        text = policy[seen, looks]
        taken = next(offer.id for offer in offers if offer.open and offer.text == text)
        state, seen = game.step(state, Chose(state.node, taken)), (*seen, (looks, text))
    return score(game, RUBRICS, state).met_standard


def can_be_passed(game: Compiled, starts: Sequence[State], policy: Mapping[Any, str]) -> bool:
    """Try every policy that goes on from this one."""
    for start in starts:
        outcome = _passes(game, start, policy)
        if outcome is False:
            return False
        if outcome is not True:
            where, texts = outcome
            return any(can_be_passed(game, starts, {**policy, where: text}) for text in texts)
    return True


def starts_of(one: Scenario) -> tuple[Compiled, list[State]]:
    """The beginning under every weather."""
    game, words = compile_scenario(one), one.state["weather"].vary
    seeds = [next(seed for seed in range(1000) if drawn(seed, "weather", words) == word) for word in words]
    return game, [game.replay(way(seed=seed)) for seed in seeds]


CONDITIONS = st.sampled_from(["weather == rain", "weather == sun", "asked", "not asked", "trust >= 2"])
RAIN, SUN = [under(HELPS, "rain"), under(HARMS, "sun")], [under(HELPS, "sun"), under(HARMS, "rain")]
WORTH: st.SearchStrategy[list[Any]] = st.sampled_from(
    [RAIN, SUN, RAIN, SUN, RAIN, SUN, [], RAIN[:1], SUN[:1], SUN[1:], [HELPS], [HARMS]]
)
GATES = st.builds(lambda when: {"enabled_if": {"when": when, "reason": "R."}}, CONDITIONS) | st.builds(
    lambda when: {"shown_if": when}, CONDITIONS
)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """A small scenario that leads forward; nodes share their texts, so that different places may look alike."""
    names = [f"node-{number}" for number in range(draw(st.integers(1, 3)))]
    nodes: dict[str, Any] = {}
    for number, name in enumerate(names):
        ahead = [*names[number + 1 : number + 2] * 3, *names[number + 2 :], "warm-end"]
        choices = {}
        for place in range(draw(st.integers(2, 3))):
            fields = {"effects": draw(st.sampled_from([{}, {}, {"asked": True}, {"trust": 1}]))}
            fields |= draw(st.just({}) | st.just({}) | GATES) if place else {}
            fields["goto"] = draw(st.sampled_from(ahead))
            choices[f"choice-{place}"] = choice(f"Answer {place}.", *draw(WORTH), **fields)
            if "shown_if" in fields and draw(st.booleans()):  # the same words, worth something else
                other = {**fields, "shown_if": f"not ({fields['shown_if']})"}
                choices[f"other-{place}"] = choice(f"Answer {place}.", *draw(WORTH), **other)
        nodes[name] = {"choices": choices}
    if draw(st.booleans()):
        nodes[names[-1]]["goto"] = "writing"
        nodes["writing"] = {**SMALL["nodes"]["writing"], "goto": "warm-end"}
    return scenario(nodes)


@given(scenarios())
@settings(max_examples=300)
def test_a_policy_is_found_when_there_is_one_and_only_then(one: Scenario) -> None:
    """The search agrees with trying every policy, and what it names really passes under every word."""
    game, starts = starts_of(one)
    blind = blind_within(one, RUBRICS, "weather")
    assert (blind is not None) == can_be_passed(game, starts, {})
    for start, found in zip(starts, blind.ways if blind is not None else (), strict=blind is not None):
        state, left = start, list(found)
        while state.phase is Phase.ENACT:
            chosen = game.open_choices(state)
            state = game.step(state, Chose(*left.pop(0).split("/")) if chosen else Wrote(state.node, None))
        assert not left
        assert score(game, RUBRICS, state).met_standard


# --- what counts as telling apart ---


def test_an_answer_that_helps_under_one_word_and_harms_under_the_other_makes_a_cue() -> None:
    """Nobody passes both who does not read it."""
    opposed = once(under(HELPS, "rain"), under(HARMS, "sun"), sun=[under(HELPS, "sun"), under(HARMS, "rain")])
    assert blind_within(scenario({"opening": opposed}), RUBRICS, "weather") is None


def test_an_answer_that_helps_under_both_words_is_named() -> None:
    """The way that needs no reading is said, under each word."""
    found = list(
        inside(prove(scenario({"opening": once(HELPS, sun=[under(HELPS, "sun")])}), RUBRICS), RUBRICS, NOWHERE)
    )
    assert [one.code for one in found] == ["RP342"]
    told = "under weather == rain, after opening/one; under weather == sun, after opening/one."
    assert found[0].message.endswith(told)


def test_what_one_word_does_not_need_can_be_done_for_the_other() -> None:
    """Two answers in a row, each right under one word and harmless under the other, need no reading."""
    nodes = {"one": {"choices": once(under(HELPS, "rain"))["choices"]}, "two": once(under(HELPS, "sun"))}
    assert blind_within(scenario(nodes), RUBRICS, "weather") is not None


OPPOSED = once(under(HELPS, "rain"), under(HARMS, "sun"), sun=[under(HELPS, "sun"), under(HARMS, "rain")])


@pytest.mark.parametrize("gate", ["shown_if", "enabled_if"])
def test_offers_that_differ_give_the_cue_away(gate: str) -> None:
    """A further answer, or a closed one, tells where one is; from there each goes on by itself."""
    condition = "weather == rain"
    value = condition if gate == "shown_if" else {"when": condition, "reason": "R."}
    giveaway = {"choices": {**OPPOSED["choices"], "three": choice("Three.", **{gate: value})}, "goto": "warm-end"}
    assert blind_within(scenario({"opening": giveaway}), RUBRICS, "weather") is not None


def test_the_same_words_under_other_ids_tell_nothing() -> None:
    """Two choices that read the same and are never open together are one answer to those who go by the words."""
    rain = {"one": choice("One.", HELPS), "two": choice("Two.", HARMS)}
    sun = {"three": choice("One.", HARMS), "four": choice("Two.", HELPS)}
    choices = {name: {**one, "shown_if": "weather == rain"} for name, one in rain.items()}
    choices |= {name: {**one, "shown_if": "weather == sun"} for name, one in sun.items()}
    nodes = {"opening": {"choices": choices, "otherwise": "cold-end", "goto": "warm-end"}}
    assert blind_within(scenario(nodes), RUBRICS, "weather") is None


def test_of_two_open_choices_that_read_the_same_the_right_one_may_be_hit() -> None:
    """Luck counts as a policy, so that a cue is never called needed when a guess at the same words could pass."""
    answers = {"one": choice("One.", under(HELPS, "rain")), "two": choice("One.", under(HELPS, "sun"))}
    nodes = {"opening": {"choices": answers, "goto": "warm-end"}}
    assert blind_within(scenario(nodes), RUBRICS, "weather") is not None


def test_a_written_reply_tells_nothing() -> None:
    """It is passed by, under one word and not under the other, and the same answers look the same after it."""
    rain = choice("A.", goto="writing", shown_if="weather == rain")
    sun = choice("A.", goto="opening", shown_if="weather == sun")
    lead = {"choices": {"rain": rain, "sun": sun}, "otherwise": "cold-end"}
    nodes = {"lead": lead, "writing": SMALL["nodes"]["writing"], "opening": OPPOSED}
    assert blind_within(scenario(nodes), RUBRICS, "weather") is None


def test_all_words_are_taken_together() -> None:
    """With three words it is enough that no answer passes under all of them."""
    snow = once(under(HELPS, "rain"), under(HELPS, "sun"), under(HARMS, "snow"), sun=[HARMS])
    both = once(under(HELPS, "rain"), under(HELPS, "sun"), sun=[under(HELPS, "snow"), under(HARMS, "rain")])
    free = once(HELPS)
    words = ("rain", "sun", "snow")
    assert blind_within(scenario({"opening": both}, *words), RUBRICS, "weather") is None
    assert blind_within(scenario({"opening": snow}, *words), RUBRICS, "weather") is None
    found = blind_within(scenario({"opening": free}, *words), RUBRICS, "weather")
    assert found is not None
    assert len(found.ways) == 3


def test_a_policy_under_one_setting_of_the_rest_is_enough_to_be_found() -> None:
    """Where a second variable makes the cue needless under one of its words, the finding says under which."""
    mood = {"vary": ["low", "high"]}
    state = {**SMALL["state"], "weather": {"vary": ["rain", "sun"], "cue": True}, "mood": mood}
    easy = choice("Three.", {"tick": HELPS, "if": "mood == high"})
    nodes = {"opening": {"choices": {**OPPOSED["choices"], "three": easy}, "goto": "warm-end"}}
    found = blind_within(scenario(nodes, state=state), RUBRICS, "weather")
    assert found is not None
    assert [one.vary["mood"] for one in found.under] == ["high", "high"]


def test_a_circle_does_not_keep_a_search_from_ending() -> None:
    """Going round is no way to meet the standard; what leads out of it still is found."""
    around = {"choices": {"one": choice("One.", goto="opening"), "two": choice("Two.", HELPS)}, "goto": "warm-end"}
    found = blind_within(scenario({"opening": around}), RUBRICS, "weather")
    assert found is not None
    assert found.ways == (("opening/two",),) * 2


def test_a_circle_without_any_decision_leads_nowhere() -> None:
    """Nobody gets out of it, so the answer that leads there is none."""
    opening = {"choices": {"one": choice("One.", goto="there"), "two": choice("Two.", HELPS)}, "goto": "warm-end"}
    nodes = {"opening": opening, "there": {"goto": "back"}, "back": {"goto": "there"}}
    found = blind_within(scenario(nodes), RUBRICS, "weather")
    assert found is not None
    assert found.ways == (("opening/two",),) * 2


def test_a_decision_that_can_come_early_and_late_counts_both_times() -> None:
    """What is left after a short cut is also what is left after the long way."""
    opening = {"cut": choice("Cut.", goto="late"), "on": choice("On.", goto="early")}
    nodes = {
        "opening": {"choices": opening},
        "early": {"choices": {"one": choice("One.", HELPS), "two": choice("Two.")}},
        "late": {"choices": {"three": choice("Three."), "four": choice("Four.", HARMS)}, "goto": "warm-end"},
    }
    found = blind_within(scenario(nodes), RUBRICS, "weather")
    assert found is not None
    assert found.ways == (("opening/on", "early/one", "late/three"),) * 2


def test_a_conversation_without_decisions_is_met_or_missed_by_itself() -> None:
    """Where nothing can be chosen, what is shown by getting on is all that counts."""
    assert blind_within(scenario({"opening": {"goto": "warm-end"}}), RUBRICS, "weather") is None
    met = blind_within(scenario({"opening": {"goto": "warm-end", "ticks": [HELPS]}}), RUBRICS, "weather")
    assert met is not None
    assert met.ways == ((), ())


# --- two files ---


def file(*answers: Sequence[str], of: str = "disclosure/other", **more: Any) -> Scenario:
    """One of two files: what each answer of its one decision shows."""
    choices = {f"c-{place}": choice(f"Answer {place}.", *ticks) for place, ticks in enumerate(answers)}
    nodes = {"opening": {"choices": choices, "goto": "warm-end"}}
    twin = {"of": of, "cue": "Her coat."}
    return small(
        **{"state": {}, "assesses": LISTENING, "start": "opening", "nodes": {**nodes, **ENDS}, "twin": twin, **more}
    )


def codes(one: Scenario, other: Scenario | None) -> list[str]:
    """What is found of two files."""
    return [
        found.code for found in (*inside(prove(one, RUBRICS), RUBRICS, NOWHERE), *between(one, other, RUBRICS, NOWHERE))
    ]


OTHER = file([HARMS], [HELPS], id="disclosure/other", twin=None)


def test_two_files_with_opposed_answers_are_twins() -> None:
    """No policy passes both."""
    assert codes(file([HELPS], [HARMS]), OTHER) == []
    assert blind_between(file([HELPS], [HARMS]), OTHER, RUBRICS) is None


def test_two_files_that_one_answer_passes_are_none() -> None:
    """The way is said for both."""
    (found,) = between(file([HARMS], [HELPS]), OTHER, RUBRICS, NOWHERE)
    assert found.code == "RP342"
    assert "disclosure/small, after opening/c-1; disclosure/other, after opening/c-1." in found.message


def test_a_twin_that_is_not_there_or_is_the_scenario_itself_is_said_once() -> None:
    """Neither can be compared with anything."""
    assert codes(file([HELPS], [HARMS]), None) == ["RP340"]
    itself = file([HELPS], [HARMS], of="disclosure/small")
    assert codes(itself, itself) == ["RP340"]


def test_other_answers_at_the_first_decision_make_no_twins() -> None:
    """They say at once which of the two it is."""
    assert codes(file([HELPS], [HARMS], []), OTHER) == ["RP341"]


def test_places_that_contradict_each_other_are_not_paired() -> None:
    """Nobody plays both where reporting is a duty and where it is none."""
    here, there = {"here": {"mandated_reporter": "yes"}}, {"there": {"mandated_reporter": "no"}}
    same = OTHER.model_copy(update={"profiles": here})
    other = OTHER.model_copy(update={"profiles": there})
    assert codes(file([HELPS], [HARMS], profiles=here), same) == []
    assert codes(file([HELPS], [HARMS], profiles=here), other) == ["RP341"]
    assert (
        codes(file([HELPS], [HARMS], profiles=here), OTHER) == []
    )  # it says nothing of places, and is played anywhere
    (found,) = between(file([HARMS], [HELPS], profiles=here), OTHER, RUBRICS, NOWHERE)
    assert found.code == "RP342"


def test_a_scenario_without_a_twin_has_nothing_to_show() -> None:
    """Neither as a finding nor as data."""
    alone = file([HELPS], [HARMS], twin=None)
    assert codes(alone, None) == []
    assert twins_data(alone, {}, RUBRICS) == []


def test_a_standard_that_cannot_be_met_is_no_matter_of_twins() -> None:
    """That is found elsewhere."""
    assert codes(file([HARMS], [HARMS]), OTHER) == []


def test_what_is_too_large_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is cut silently, neither in one file nor between two."""
    explored = prove(scenario({"opening": OPPOSED}), RUBRICS)
    monkeypatch.setattr(product, "MOST_STATES", 1)
    assert [one.code for one in between(file([HELPS], [HARMS]), OTHER, RUBRICS, NOWHERE)] == ["RP302"]
    assert [one.code for one in inside(explored, RUBRICS, NOWHERE)] == ["RP302"]


def test_too_many_positions_are_too_large() -> None:
    """Each conversation may be small enough, and both together not."""
    nodes = {"one": {"choices": OPPOSED["choices"]}, "two": OPPOSED}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(product, "MOST_STATES", 8)
        assert codes(scenario(nodes), None) == []
        many = {f"n{number}": {"choices": once()["choices"]} for number in range(3)}
        patch.setattr(product, "MOST_STATES", 5)
        assert codes(scenario({**many, "last": OPPOSED}), None) == ["RP302"]


def test_data_has_every_relation() -> None:
    """With whom, by which cue, whether it needs reading, and the ways where it does not."""
    assert twins_data(file([HELPS], [HARMS]), {"disclosure/other": OTHER}, RUBRICS) == [
        {"with": "disclosure/other", "cue": "Her coat.", "separate": True, "witness": []}
    ]
    ways = [{"profile": "", "vary": {"weather": word}, "way": ["opening/one"]} for word in ("rain", "sun")]
    assert twins_data(scenario({"opening": once(HELPS)}), {}, RUBRICS) == [
        {"with": "disclosure/small", "cue": "weather", "separate": False, "witness": ways}
    ]


def test_a_cue_is_something_that_varies() -> None:
    """A flag that choices change is no cue that an attempt is given."""
    with pytest.raises(ValueError, match="cue belongs to vary"):
        small(state={**SMALL["state"], "asked": {"flag": False, "cue": True}})
