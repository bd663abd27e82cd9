"""A station, and the scenario that it becomes when it was played."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from roleplay.engine import Phase, compile_scenario
from roleplay.model.canonical import digest
from roleplay.model.event import Ended, Expected, Wrote
from roleplay.model.scenario import Use
from roleplay.model.station import as_played
from roleplay.scoring import score
from tests.services.stage import STATION, station
from tests.small import RUBRICS, started

PROMPTS = list(STATION["prompts"])


@given(st.integers(1, len(PROMPTS)))
def test_what_was_played_is_a_scenario_that_replays_to_its_end(reached: int) -> None:
    """One spoken reply for each prompt that was reached, none for the others, and then the end; nobody chose anything."""
    scenario = as_played(station(), reached)
    assert [node.id for node in scenario.nodes if node.reply] == PROMPTS[:reached]
    assert (scenario.use, scenario.id) == (Use.STATION, "stations/bench")
    game = compile_scenario(scenario)
    replies = [Wrote(prompt, None) for prompt in PROMPTS[:reached]]
    state = game.replay([started(), Expected(), *replies])
    assert state.phase is Phase.REFLECT
    assert game.step(state, Ended()).phase is Phase.CLOSED
    moments = [place for place, passage in enumerate(state.trail) if passage.replied]
    assert moments == [2 * number + 1 for number in range(reached)]
    assert [one.level for one in score(game, RUBRICS, state).competencies] == [None, None]


def test_how_far_it_came_is_part_of_what_is_pinned() -> None:
    """The same station played as far has the same hash; played further, or in another version, it has not."""
    assert digest(as_played(station(), 2)) == digest(as_played(station(), 2))
    hashes = {digest(as_played(one, far)) for one in (station(), station(title="Else")) for far in (2, 3)}
    assert len(hashes) == 4
    for reached in (0, len(PROMPTS) + 1):
        with pytest.raises(ValueError, match="as far as"):
            as_played(station(), reached)


def test_a_prompt_may_be_called_like_an_end() -> None:
    """Its name is the author's business."""
    prompts = {f"end-{number}": STATION["prompts"]["rain"] for number in range(3)}
    scenario = as_played(station(prompts=prompts), 3)
    assert len({node.id for node in scenario.nodes}) == 4


@pytest.mark.parametrize(
    "changes", [{"intensity": 3}, {"medium": "text-chat"}, {"prompts": {}}, {"content_notes": []}, {"minutes": 60}]
)
def test_a_living_person_is_not_played_hard_nor_in_writing(changes: dict[str, object]) -> None:
    """There is no intensity 3, no chat, nothing without content notes, and nothing without an end."""
    with pytest.raises(ValidationError):
        station(**changes)
