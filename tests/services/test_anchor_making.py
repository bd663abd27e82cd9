"""Making an anchor: only choices are taken over, every tick has the maker's reason, and nothing leads back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from roleplay.errors import NotAllowed, RefusedEvent
from roleplay.services.anchor_making import AnchorMaking, Ticked, Written
from roleplay.services.shelf import Bookshelf
from tests.services.anchors import Gauge

WRITTEN = Written(
    title="Rain on a bench",
    about="A tired voice is heard before anything is told.",
    replies={3: "Dear Dana, in words of my own."},
    key=[Ticked("reflects", 1, "She is heard."), Ticked("asks-first", 2, "It is asked.")],
)


@pytest.fixture
def desk(tmp_path: Path) -> Gauge:
    """All of them."""
    return Gauge(tmp_path)


@pytest.fixture
def making(desk: Gauge) -> AnchorMaking:
    """The service."""
    return AnchorMaking(desk.store, Bookshelf(desk.store), desk.house.now, desk._new_id)


@pytest.fixture
def settled(desk: Gauge) -> str:
    """An attempt of Kim's that Eve has marked, and nobody else has to."""
    attempt = desk.played()
    desk.waiting()
    desk.mark("eve", attempt, ("reflects", 1), ("asks-first", 4), ("keeps-it-brief", 6))
    return attempt


def test_choices_are_proposed_and_replies_are_asked_for_anew(desk: Gauge, making: AnchorMaking, settled: str) -> None:
    """What was written is not there, nor what was ticked at it; what was ticked at choices is a first draft."""
    found = making.proposed(desk.actor("sue"), settled)
    assert [(one.turn, one.chosen, one.prompt, one.carries, one.counted) for one in found.steps] == [
        (1, "You sound tired.", None, ("reflects",), ("reflects",)),
        (2, "Shall I tell you?", None, ("asks-first",), ("asks-first",)),
        (3, None, "Write to Dana.", (), ()),
    ]
    assert "my reply" not in str(found)
    assert set(found.assessed) == {"listening", "sharing"}


def test_an_anchor_that_is_made_holds_nothing_of_the_trainee(desk: Gauge, making: AnchorMaking, settled: str) -> None:
    """Neither words nor ids nor the seed; it is in use at once, and known to its maker and to who rated the attempt."""
    hash_ = making.make(desk.actor("sue"), settled, WRITTEN)
    document = desk.store.document(hash_)
    assert document is not None
    said = json.loads(document.json)
    assert all(word not in document.json for word in ("my reply", "my reflection", "my expectation", settled, "kim"))
    assert said["seed"] != 1
    assert [step.get("write") for step in said["way"]] == [None, None, "Dear Dana, in words of my own."]
    assert [one.anchor for one in desk.store.anchor_uses("blue")] == [hash_]
    assert desk.store.known_anchors("eve") == desk.store.known_anchors("sue") == {hash_}
    assert desk.calibrating.standing(desk.actor("eve"), "blue").tasks == ()
    assert [one.anchor for one in desk.calibrating.standing(desk.actor("rob"), "blue").tasks] == [hash_]
    assert desk.house.last().action == "anchor-made"
    desk.anchors[hash_] = Bookshelf(desk.store).anchor(hash_)
    told = desk.gauge("rob", hash_, ticks=[("reflects", 1)])
    assert told.key == {"listening": 3, "sharing": 3}
    desk.store.erase_person("kim", desk.house.time, keep_logs=False)
    assert desk.store.document(hash_) == document


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"replies": {}}, "Turn 3 has no reply"),
        ({"key": WRITTEN.key[:1]}, 'carries "asks-first"'),
        ({"key": [*WRITTEN.key, Ticked("reads", 1, "No.")]}, 'no behaviour "reads"'),
        ({"key": [*WRITTEN.key, Ticked("waits", 9, "No.")]}, "no turn 9"),
        ({"key": [replace(WRITTEN.key[0], because=""), WRITTEN.key[1]]}, "no anchor yet: key, 1, because"),
        ({"title": " "}, "no anchor yet: title"),
        ({"no_opportunity": {"listening": "None."}}, "without opportunity"),
        ({"key": [Ticked("reflects", 1, "Why.")] * 201}, "too many"),
    ],
)
def test_what_a_check_would_find_is_refused(
    desk: Gauge, making: AnchorMaking, settled: str, changes: dict[str, Any], said: str
) -> None:
    """With what to do; nothing is kept."""
    with pytest.raises(RefusedEvent, match=said):
        making.make(desk.actor("sue"), settled, replace(WRITTEN, **changes))
    assert desk.store.anchor_uses("blue") == ()


def test_it_takes_an_attempt_that_people_have_settled_and_a_supervisor(
    desk: Gauge, making: AnchorMaking, settled: str
) -> None:
    """Not one that still waits, and not by an evaluator, nor in another cohort."""
    waiting = desk.played()
    desk.waiting()
    for who, attempt in (("sue", waiting), ("eve", settled), ("ida", settled), ("kim", settled), ("sue", "none")):
        with pytest.raises(NotAllowed):
            making.proposed(desk.actor(who), attempt)
        with pytest.raises(NotAllowed):
            making.make(desk.actor(who), attempt, WRITTEN)
