"""What a participant's page is told, and can say, when a workshop is over."""

from __future__ import annotations

import pytest

from roleplay.services.surveying import FIELDS, ITEMS
from roleplay.store.workshop_rows import Said
from tests.server.afternoon import FAY, Afternoon
from tests.server.visiting import House


@pytest.fixture
def over(school: House) -> Afternoon:
    """A workshop that is closed as soon as a test does it."""
    return Afternoon(school)


def close(afternoon: Afternoon) -> None:
    """End it."""
    afternoon.convening.close(afternoon.fay, afternoon.id, afternoon.seq, "Drink water.")


def test_after_the_end_everybody_has_what_is_theirs_and_nobody_elses(over: Afternoon) -> None:
    """Notes, replies, questions; before the end there is nothing of it."""
    mo, ana = over.guest("Mo"), over.guest("Ana")
    over.press("move", "welcome")
    with mo.line() as line, ana.line() as other:
        line.say("note", text="Mine alone.")
        other.say("question", text="Is there tea?")
        assert "after" not in line.own
        close(over)
        for one in (line, other):
            one.until(lambda it: "after" in it.own)
        assert line.state["aftercare"] == "Drink water."
        assert (line.own["after"]["items"], line.own["after"]["fields"]) == (list(ITEMS), list(FIELDS))
        assert [one["text"] for one in line.own["after"]["wrote"]] == ["Mine alone."]
        assert [one["text"] for one in other.own["after"]["wrote"]] == ["Is there tea?"]
        assert "Mine alone." not in " ".join(other.heard)
        assert line.own["after"]["guest"]


def test_the_survey_is_answered_once_over_the_wire(over: Afternoon) -> None:
    """A second time takes the place of the first; what was not asked is refused; somebody else sees nothing of it."""
    mo, ana = over.guest("Mo"), over.guest("Ana")
    over.press("move", "welcome")
    with mo.line() as line:
        early = line.say("survey", answers={"part": 5}, words={})
        assert (early["type"], early["late"]) == ("refused", True)
    close(over)
    with mo.line() as line, ana.line() as other:
        assert line.own["after"]["survey"] == "open"
        for wrong in ({"part": "5"}, {"part": [5]}, {"weather": 1}, {"part": {"": 1}}):
            assert line.say("survey", answers=wrong, words={})["type"] == "refused"
        for words in ("The tea.", "The talk."):
            assert line.say("survey", answers={"part": 5, "care": None}, words={"keep": words})["type"] == "done"
        line.until(lambda it: it.own["after"]["survey"] == "given")
        other.say("resync")
        assert other.own["after"]["survey"] == "open"
        assert "The talk." not in " ".join(other.heard + line.heard)
    assert [one.text.body for one in over.store.contributions(over.id, Said.SURVEY)] == ["The talk."]
    assert over.store.voted(over.id) == len(ITEMS)


def test_a_guest_who_has_it_forgotten_is_out(over: Afternoon) -> None:
    """The line is closed, the cookie leads nowhere, and the words are gone; not before the end."""
    mo = over.guest("Mo")
    over.press("move", "welcome")
    with mo.line() as line:
        line.say("question", text="Is there tea?")
        assert line.say("forget")["type"] == "refused"
        close(over)
        line.until(lambda it: it.state["stage"] == "closed")
        line.socket.send('{"do": "forget", "n": 99}')
        assert line.hears_to_the_end() == 4403
    assert mo.visitor.get(f"/w/{over.id}").status == 303
    assert over.store.contributions(over.id, Said.QUESTION) == ()


def test_whoever_has_left_finds_their_page_again_after_the_end(over: Afternoon) -> None:
    """With an account or as a guest; whoever was barred does not."""
    fay, mo, ana = over.house.visitor(FAY), over.guest("Mo"), over.guest("Ana")
    over.knock(over.code, "", fay)
    over.press("move", "welcome")
    ids = {row.name: row.id for row in over.store.participants_in(over.id)}
    for name in ("Fay", "Mo", "Ana"):
        over.convening.remove(over.fay, over.id, ids[name], barred=name == "Ana")
    assert [one.get(f"/w/{over.id}").status for one in (fay, mo.visitor, ana.visitor)] == [303, 303, 303]
    close(over)
    assert [one.get(f"/w/{over.id}").status for one in (fay, mo.visitor, ana.visitor)] == [200, 200, 303]
    with mo.line() as line:
        assert line.own["after"]["survey"] == "open"
