"""Sections that everybody plays alone: a step counts once, what is somebody's stays theirs, and counts name nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roleplay.errors import Conflict, NotAllowed, RefusedEvent
from roleplay.identity import ANONYMOUS, Actor, Role
from roleplay.services.authority import Owner
from roleplay.services.pacing import Paces, Pacing
from roleplay.store import TextRow
from roleplay.store.workshop_rows import AT_ENDING, Shares
from tests.services.alone import Did, Own


@pytest.fixture
def own(tmp_path: Path) -> Own:
    """A workshop that has come to the section that is played alone."""
    made = Own(tmp_path)
    made.to("alone")
    return made


# --- playing ---


def test_everybody_plays_on_from_where_they_are_and_a_restart_finds_them_there(own: Own) -> None:
    """Nobody stands where somebody else does; before the first step nothing is kept of anybody."""
    mo, ana = own.guests(2)
    assert (own.row(mo).step, own.store.pace(mo.id, "alone")) == (0, None)
    own.to_the_end(mo)
    own.choose(ana, "talk")
    own.again()
    own.pacing = Pacing(own.halls, own._new_id)
    assert own.row(mo).path == ("opening/wait", "asking/ask", "writing")
    assert own.here(mo).state.node == "warm-end"
    assert own.here(mo).replies["writing"].body == "Dear Dana."
    assert own.row(ana).path == ("opening/talk",)
    assert own.here(ana).replies == {}


def test_what_does_not_fit_is_refused_and_changes_nothing(own: Own) -> None:
    """Choices that are closed or not there, numbers that are none, words too many, and the wrong kind of answer."""
    (mo,) = own.guests(1)
    own.choose(mo, "talk")
    before = own.row(mo)
    closed = own.place(mo, "ask")
    wrongs: Iterable[Did] = [
        ("play", closed), ("play", 99), ("play", -1), ("play", True), ("play", "1"), ("write", "Dear Dana."),
        ("share", "way"), ("share", "everything"),
    ]  # fmt: skip
    for wrong in wrongs:
        with pytest.raises(RefusedEvent) as refused:
            own.do(mo, before.step, wrong)
        assert "opening" not in str(refused.value)  # what the author calls things could give them away
        assert "asking" not in str(refused.value)
    with pytest.raises(RefusedEvent):
        own.do(mo, True, ("play", 0))
    assert own.row(mo) == before
    own.choose(mo, "sorry")
    most = own.here(mo).game.nodes["writing"].source.reply
    assert most is not None
    for text in ("word " * (most.max_words + 1), 7):
        with pytest.raises(RefusedEvent):
            own.all(mo, ("write", text))
    with pytest.raises(RefusedEvent, match="cannot be chosen"):
        own.all(mo, ("play", 0))
    own.all(mo, ("write", None))
    assert own.here(mo).state.node == "warm-end"
    assert own.texts() == []
    for late in (("play", 0), ("write", "More.")):
        with pytest.raises(RefusedEvent):
            own.all(mo, late)


def test_only_who_is_in_plays_and_only_while_the_section_goes_on(own: Own) -> None:
    """A facilitator, somebody with an account who has not come in, a stranger; and after the section is over."""
    (mo,) = own.guests(1)
    for stranger in (own.fay, own.kim, Actor("nobody", kind=mo.kind), ANONYMOUS):
        with pytest.raises(NotAllowed):
            own.do(stranger, 0, ("play", 0))
    for section in ("bench", "nowhere"):
        with pytest.raises(RefusedEvent, match="plays alone"):
            own.do(mo, 0, ("play", 0), section)
    own.to("bench")
    with pytest.raises(Conflict, match="gone on"):
        own.do(mo, 0, ("play", 0))
    assert own.pacing.own(own.halls.hall(own.id), mo.id) is None
    own.to("alone")
    assert own.pacing.own(own.halls.hall(own.id), mo.id) is not None
    own.convening.close(own.fay, own.id, own.seq)
    assert own.pacing.own(own.halls.hall(own.id), mo.id) is None
    assert own.store.paces(own.id, "alone") == ()


def test_a_reply_is_sealed_like_every_other_and_opened_for_its_writer(own: Own) -> None:
    """The owner of the key is the participant."""
    owners: list[Owner] = []

    class Sealed:
        def seal(self, owner: Owner, rows: Iterable[TextRow]) -> tuple[TextRow, ...]:
            owners.append(owner)
            return tuple(replace(row, body="shut", sealed=True) for row in rows)

        def open(self, rows: Iterable[TextRow]) -> tuple[TextRow, ...]:
            return tuple(replace(row, body="Dear Dana.", sealed=False) for row in rows)

    own.pacing = Pacing(own.halls, own._new_id, sealer=Sealed())
    (mo,) = own.guests(1)
    own.to_the_end(mo)
    assert own.texts() == ["shut"]
    assert [owner.id for owner in owners] == [mo.id]
    assert own.here(mo).replies["writing"].body == "Dear Dana."


def test_a_second_go_takes_the_place_of_the_first_with_its_words(own: Own) -> None:
    """What was shown is not shown any more; how far somebody had come is remembered."""
    mo, ana = own.guests(2)
    own.to_the_end(mo)
    own.to_the_end(ana, "Hers.")
    own.all(mo, ("share", "way"), ("again", None))
    row = own.row(mo)
    assert (row.path, row.goes, row.shares, row.far) == ((), 2, Shares.NOTHING, AT_ENDING)
    assert own.texts() == ["Hers."]
    with pytest.raises(RefusedEvent, match="the start"):
        own.all(mo, ("again", None))
    own.choose(mo, "pass")
    assert own.here(mo).state.node == "cold-end"


# --- steps ---


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Own:
    """A workshop to which each example brings somebody new."""
    made = Own(tmp_path_factory.mktemp("own"))
    made.to("alone")
    return made


DEEDS = st.one_of(
    st.tuples(st.just("play"), st.integers(0, 4)),
    st.tuples(st.just("write"), st.sampled_from([None, "Dear Dana."])),
    st.tuples(st.just("share"), st.sampled_from(list(Shares))),
    st.just(("again", None)),
)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 7), DEEDS), max_size=12), st.randoms(use_true_random=False))
def test_whatever_the_network_does_people_end_where_the_commands_that_were_taken_lead(
    shared: Own, sent: list[tuple[int, Did]], chance: object
) -> None:
    """Commands arrive doubled, late and in any order: each step is taken once, and what is kept follows from those."""
    (mo,) = shared.guests(1)
    arriving = sent * 2
    chance.shuffle(arriving)  # type: ignore[attr-defined]
    taken: list[tuple[int, Did]] = []
    path: list[str] = []
    for step, did in arriving:
        here = shared.here(mo)
        try:
            shared.do(mo, step, did)
        except Conflict:
            assert step != here.pace.step
            continue
        except RefusedEvent:
            continue
        taken.append((step, did))
        if did[0] == "again":
            path = []
        elif did[0] == "play":
            path.append(f"{here.state.node}/{here.game.offers(here.state)[int(str(did[1]))].id}")
        elif did[0] == "write":
            path.append(here.state.node)
    row = shared.row(mo)
    assert [step for step, _ in taken] == list(range(len(taken)))
    assert (row.step, row.path) == (len(taken), tuple(path))
    assert row.goes == 1 + sum(did[0] == "again" for _, did in taken)
    for step, did in taken:
        with pytest.raises(Conflict):
            shared.do(mo, step, did)
    assert shared.row(mo) == row
    shared.convening.leave(mo, shared.id)


# --- what others learn ---


def test_those_who_lead_learn_how_many_are_where(own: Own) -> None:
    """By the farthest that each has been; who has left is not counted."""
    people = own.guests(6)
    mo, ana, kit, lou, joe, _ = people
    own.choose(mo, "wait")
    own.choose(ana, "wait", "ask")
    own.to_the_end(kit)
    own.all(kit, ("again", None))
    own.choose(kit, "talk")
    own.choose(lou, "pass")
    own.choose(joe, "pass")
    own.convening.leave(joe, own.id)
    assert own.pacing.paces(own.fay, own.id, "alone") == Paces(5, 4, 2, (0, 1, 1, 0))


def test_in_a_small_group_it_is_only_told_how_many_have_begun_and_ended(own: Own) -> None:
    """There, how far one is would be told of somebody."""
    mo, ana, *_ = own.guests(4)
    own.choose(mo, "wait")
    own.choose(ana, "pass")
    assert own.pacing.paces(own.fay, own.id, "alone") == Paces(4, 2, 1, None)


def test_only_those_who_lead_learn_it(own: Own) -> None:
    """Neither participants nor another facilitator."""
    (mo,) = own.guests(1)
    for who in (mo, own.gil, own.kim, ANONYMOUS):
        with pytest.raises(NotAllowed):
            own.pacing.paces(who, own.id, "alone")
        with pytest.raises(NotAllowed):
            own.pacing.shared(who, own.id, "alone")
    with pytest.raises(RefusedEvent):
        own.pacing.paces(own.fay, own.id, "bench")


def test_of_a_way_only_what_somebody_shows_is_seen_and_never_the_words_that_they_wrote(own: Own) -> None:
    """Without a name, with it, and taken back, also when the workshop has gone on."""
    mo, ana, kit = own.guests(3)
    for one in (mo, ana, kit):
        own.to_the_end(one, "My own words.")
    own.all(mo, ("share", "way"))
    own.all(ana, ("share", "name"))
    ways = own.pacing.shared(own.fay, own.id, "alone")
    assert [way.name for way in ways] == [None, "Guest 1"]
    assert {way.said for way in ways} == {("*stays quiet*", "Shall I tell you?", None)}
    assert {way.ending for way in ways} == {"Warm"}
    assert "My own words." not in str(ways)
    own.to("bench")
    rows = {pace.participant_id: pace.step for pace in own.store.paces(own.id, "alone")}
    own.do(ana, rows[ana.id], ("share", "nothing"))
    own.do(mo, rows[mo.id], ("share", "name"))
    assert [way.name for way in own.pacing.shared(own.fay, own.id, "alone")] == ["Guest 0"]


# --- as an attempt ---


def test_who_has_an_account_and_learns_can_play_it_as_an_attempt(own: Own) -> None:
    """Not a guest, not somebody who does not learn, and not what the library does not hold."""
    (mo,) = own.guests(1)
    asked = [(own.kim, "disclosure/small"), (mo, "disclosure/small"), (own.kim, "disclosure/gone")]
    assert [own.pacing.playable(*one) for one in asked] == [True, False, False]
    own.house.add("una", Role.AUTHOR)
    assert not own.pacing.playable(own.house.actor("una"), "disclosure/small")
