"""Playing: what a step does, and what it refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay.engine import Phase, State, compile_scenario
from roleplay.errors import NotFound, RefusedEvent
from roleplay.model.event import Chose, Compared, Ended, Event, Expected, Reflected, Wrote
from tests.small import SMALL, small, started, way

GAME = compile_scenario(small())


def value(state: State, name: str) -> object:
    """The value of a variable."""
    return state.values[GAME.slots[name]]


def test_an_attempt_begins_with_expectations_and_then_opens_the_conversation() -> None:
    """Nothing is said before the trainee has said (or skipped) what to expect."""
    state = GAME.step(None, started())
    assert (state.phase, state.trail) == (Phase.ANTICIPATE, ())
    state = GAME.step(state, Expected())
    assert (state.phase, state.node) == (Phase.ENACT, "opening")


def test_choices_gather_at_the_next_node_and_pass_through_nodes_without_a_question() -> None:
    """A choice without goto leads to the node's goto or to the next of the file; plain nodes are walked through."""
    state = GAME.replay(way("opening/reflect"))
    assert [passage.node for passage in state.trail] == ["opening", "opening", "middle", "asking"]


def test_numbers_stay_within_their_range() -> None:
    """An effect that would leave the range stops at its end."""
    assert value(GAME.replay(way("opening/wait")), "trust") == 3
    assert value(GAME.replay(way("opening/talk")), "trust") == 0


def test_a_hidden_choice_is_not_offered_and_a_closed_one_is_offered_with_its_reason() -> None:
    """`shown_if` hides; `enabled_if` shows the choice closed."""
    offers = {offer.id: offer for offer in GAME.offers(GAME.replay(way("opening/talk")))}
    assert "brief" not in offers
    assert (offers["ask"].open, offers["ask"].reason) == (False, "She has turned away.")
    assert offers["sorry"].open


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (Chose("asking", "ask"), "not open"),
        (Chose("asking", "brief"), "not open"),
        (Chose("asking", "nonsense"), "not open"),
        (Chose("opening", "reflect"), 'is at "asking"'),
        (Wrote("asking", None), "no written reply"),
        (Wrote("writing", None), 'is at "asking"'),
        (Expected(), "phase"),
        (Reflected(), "phase"),
        (Ended(), "phase"),
        (Compared("writing", ()), "no reply"),
        (started(), "phase"),
    ],
)
def test_an_event_that_does_not_fit_is_refused(event: Event, message: str) -> None:
    """A hostile or late browser changes nothing."""
    state = GAME.replay(way("opening/talk"))
    with pytest.raises(RefusedEvent, match=message):
        GAME.step(state, event)


@pytest.mark.parametrize("event", [Expected(), Chose("opening", "reflect"), Ended(left=True)])
def test_nothing_comes_before_the_start(event: Event) -> None:
    """A log that does not begin with its start is refused."""
    with pytest.raises(RefusedEvent, match="cannot be first"):
        GAME.step(None, event)


def test_an_empty_log_is_refused() -> None:
    """There is no state without a start."""
    with pytest.raises(RefusedEvent, match="empty"):
        GAME.replay([])


def test_a_finished_conversation_is_reflected_on_and_closed() -> None:
    """The end of the conversation is not yet the end of the attempt."""
    state = GAME.replay(way("opening/reflect", "asking/ask", "writing/"))
    ending = GAME.ending(state)
    assert (state.phase, state.turns) == (Phase.REFLECT, 3)
    assert ending is not None
    assert ending.id == "warm-end"
    assert GAME.step(GAME.step(state, Reflected()), Ended()).phase is Phase.CLOSED


def test_leaving_leads_to_the_opt_out() -> None:
    """Who leaves is met by the scene that the scenario keeps for that."""
    state = GAME.replay([*way("opening/reflect"), Ended(left=True)])
    ending = GAME.ending(state)
    assert (state.phase, state.left) == (Phase.CLOSED, True)
    assert ending is not None
    assert ending.id == "stepped-out"


def test_a_finished_attempt_cannot_be_left_nor_an_open_one_ended() -> None:
    """Leaving is for those who stop before an ending."""
    with pytest.raises(RefusedEvent):
        GAME.replay([*way("opening/pass"), Ended(left=True)])
    with pytest.raises(RefusedEvent):
        GAME.replay([*way("opening/reflect"), Ended(left=False)])


def test_own_words_before_a_choice_change_nothing() -> None:
    """Saying it first is practice; the choice decides."""
    before = GAME.replay(way())
    assert GAME.step(before, Wrote("opening", "ref", "say-first")) == before


def test_when_every_choice_is_closed_the_conversation_goes_on_by_itself() -> None:
    """`otherwise` is where a node without an open choice leads."""
    closed = {"go": {"text": "G.", "feedback": "F.", "shown_if": "trust >= 3"}}
    nodes = {**SMALL["nodes"], "asking": {"choices": closed, "otherwise": "cold-end"}}
    state = compile_scenario(small(nodes=nodes)).replay(way("opening/reflect"))
    assert (state.phase, state.node) == (Phase.REFLECT, "cold-end")


def test_a_target_that_does_not_exist_is_named() -> None:
    """Compiling refuses what the checker would have found."""
    with pytest.raises(NotFound, match='Did you mean "opening"'):
        compile_scenario(small(start="openning"))


def test_a_circle_without_a_question_is_refused_instead_of_running_for_ever() -> None:
    """A scenario that escaped the checker cannot hang a kernel."""
    nodes = {**SMALL["nodes"], "middle": {"goto": "loop"}, "loop": {"goto": "middle"}}
    with pytest.raises(RefusedEvent, match="circle"):
        compile_scenario(small(nodes=nodes)).replay(way("opening/reflect"))


@given(st.integers(min_value=0, max_value=2**63), st.lists(st.integers(min_value=0, max_value=9), max_size=6))
def test_playing_the_same_log_again_gives_the_same_state(seed: int, picks: list[int]) -> None:
    """Replay is exact: whatever was played, the log alone gives back where it stands."""
    events: list[Event] = [started(seed), Expected()]
    state = GAME.replay(events)
    for pick in picks:
        offers = [offer for offer in GAME.offers(state) if offer.open]
        if state.phase is not Phase.ENACT:
            break
        event: Event = Chose(state.node, offers[pick % len(offers)].id) if offers else Wrote(state.node, None)
        events.append(event)
        state = GAME.step(state, event)
    assert GAME.replay(events) == state
