"""The conversation as it was lived."""

from __future__ import annotations

from roleplay.engine import compile_scenario
from roleplay.engine.story import tell
from roleplay.model.site import Site
from tests.small import small, way

GAME = compile_scenario(small())
WORDS = {**Site().pinned(), "supervisor_title": "team lead"}


def test_each_passage_is_a_moment_with_its_lines_and_its_turn() -> None:
    """What was said and chosen stands in its order, under the index that scores point at."""
    moments = tell(GAME, GAME.replay(way("opening/talk")), WORDS)
    assert [(m.index, m.turn, m.node) for m in moments] == [
        (0, 0, "opening"),
        (1, 1, "opening"),
        (2, 1, "middle"),
        (3, 1, "asking"),
    ]
    assert moments[1].choice is not None
    assert moments[1].choice.id == "talk"
    assert {offer.id for offer in moments[1].offers} == {"reflect", "wait", "talk", "pass"}
    assert moments[1].ticks == ("talks-over", "shares-unasked")


def test_lines_of_a_response_are_read_after_the_effects() -> None:
    """Dana says goodbye because the choice itself brought trust down."""
    moments = tell(GAME, GAME.replay(way("opening/talk")), WORDS)
    assert [line.text for line in moments[1].lines] == ["Right.", "Bye then."]


def test_what_varies_is_one_of_its_words() -> None:
    """Over the seeds, both weathers are seen, and never both at once."""
    seen = {tuple(s.text for s in tell(GAME, GAME.replay(way(seed=n)), WORDS)[0].lines) for n in range(20)}
    assert seen == {("Rain again.",), ("Sun at last.",)}


def test_site_words_are_filled_in() -> None:
    """The supervisor is called what the site calls them."""
    moments = tell(GAME, GAME.replay(way("opening/reflect")), WORDS)
    assert moments[2].lines[0].text == "A pause, team lead passes."


def test_the_story_can_be_told_from_a_moment_on() -> None:
    """Only what is new needs to be shown."""
    state = GAME.replay(way("opening/reflect", "asking/ask"))
    assert tell(GAME, state, WORDS, since=4) == tell(GAME, state, WORDS)[4:]
