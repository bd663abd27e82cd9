"""Who can read what a trainee wrote: as the debrief says it, and as sharing changes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from roleplay.apps.catalogue import say
from roleplay.apps.readers import Readership
from roleplay.errors import Unavailable
from roleplay.identity import Role
from roleplay.services.authority import Owner
from roleplay.services.sealing import Plain
from roleplay.store import CohortRow, Membership, Status, TextRow, Visibility
from tests.apps.conftest import Trainee
from tests.kept import MORNING

ONLY_YOU, SHARED = "you", "shared"


def join(trainee: Trainee, role: Role = Role.TRAINEE) -> None:
    """Give somebody a part in a cohort."""
    store = trainee.house.store
    if not store.cohorts():
        store.add_cohort(CohortRow("c", "Spring", MORNING))
    store.join_cohort(Membership("c", trainee.app.desk.actor.id, role))


def writes(trainee: Trainee) -> dict[str, Any]:
    """Expect, say first, reply, reflect: a debrief with a text of every kind."""
    trainee.starts(say_first=True)
    trainee.does("expect", seq=trainee.seq, text="Rain.")
    for node, choice in (("opening", "reflect"), ("asking", "ask")):
        assert trainee.now is not None
        trainee.does("say_first", seq=trainee.seq, node=trainee.now["node"], text=f"First at {node}.")
        trainee.says(node, choice)
    assert trainee.now is not None
    trainee.does("write", seq=trainee.seq, node=trainee.now["node"], text="Dear Dana.")
    trainee.does("compare", seq=trainee.seq, node=trainee.now["node"], behaviours=[])
    answer = trainee.does("reflect", seq=trainee.seq, texts=["The rain."])
    assert answer.screen is not None
    return dict(answer.screen)


def told(screen: dict[str, Any]) -> dict[str, Any]:
    """Text -> who can read it, all over a debrief."""
    rows = [screen["expectation"], *screen["reflections"], *(item for item in screen["items"] if "readers" in item)]
    return {row["text"]: row["readers"] for row in rows}


def again(trainee: Trainee) -> dict[str, Any]:
    """The debrief, asked for anew."""
    screen: dict[str, Any] = trainee.does("go", path=f"/learn/debrief/{trainee.attempt}").screen
    return screen


def test_nothing_is_shared_by_default(ada: Trainee) -> None:
    """In a cohort each own text says that it is private and can be shared; a reply says who looks at attempts."""
    join(ada)
    shown = told(writes(ada))
    assert {text: readers["who"] for text, readers in shown.items()} == {
        "Rain.": ONLY_YOU,
        "First at opening.": ONLY_YOU,
        "First at asking.": ONLY_YOU,
        "The rain.": ONLY_YOU,
        "Dear Dana.": "reviewers",
    }
    assert {text for text, readers in shown.items() if readers["text"] is None} == {"Dear Dana."}
    rows = ada.house.store.texts(ada.attempt).values()
    assert {row.visibility for row in rows} == {Visibility.PRIVATE}


def test_a_text_is_shared_and_taken_back(ada: Trainee) -> None:
    """Each for itself: the answer says who can read it now, and so does the debrief from then on."""
    join(ada)
    ref = told(writes(ada))["Rain."]["text"]
    for do, who in (("share", SHARED), ("unshare", ONLY_YOU)):
        given = ada.app.handle({"do": do, "text": ref})
        assert given.readers == {"type": "readers", "text": ref, "who": who}
        assert (given.screen, given.notice) == (None, None)
        shown = told(again(ada))
        assert shown.pop("Rain.") == {"text": ref, "who": who}
        assert {readers["who"] for text, readers in shown.items() if text != "Dear Dana."} == {ONLY_YOU}


@pytest.mark.parametrize("role", [None, Role.EVALUATOR])
def test_somebody_who_is_no_trainee_of_a_cohort_has_nobody_to_share_with(ada: Trainee, role: Role | None) -> None:
    """Nothing can be shared, and replies are read by nobody else; what was shared before can be taken back."""
    if role is not None:
        join(ada, role)
    shown = told(writes(ada))
    assert {(readers["text"], readers["who"]) for readers in shown.values()} == {(None, ONLY_YOU)}
    shared = next(row.id for row in ada.house.store.texts(ada.attempt).values() if row.purpose == "expectation")
    ada.house.store.set_visibility(shared, Visibility.SHARED)
    assert told(again(ada))["Rain."] == {"text": shared, "who": SHARED}


def test_a_reply_of_an_attempt_that_was_left_is_read_by_nobody(ada: Trainee) -> None:
    """It never reaches an evaluator."""
    join(ada)
    writes(ada)
    desk = ada.app.desk
    finished = desk.attempts.resume(desk.actor, ada.attempt)
    left = replace(finished, attempt=replace(finished.attempt, status=Status.LEFT))
    reply = next(row.id for row in finished.texts.values() if row.purpose == "reply")
    found = [Readership.of(desk, playing).readers(reply) for playing in (finished, left)]
    assert found == [{"text": None, "who": "reviewers"}, {"text": None, "who": ONLY_YOU}]


def test_what_was_not_written_has_no_readers(ada: Trainee) -> None:
    """Skipped and erased texts say nothing about who could read them."""
    join(ada)
    screen = writes(ada)
    ada.house.store.erase_text(told(screen)["The rain."]["text"])
    assert again(ada)["reflections"] == [{**screen["reflections"][0], "text": None, "readers": None}]


def test_a_running_attempt_says_nothing_about_readers(ada: Trainee) -> None:
    """Nothing can be shared before the end."""
    join(ada)
    ada.starts(say_first=True)
    ada.plays()
    assert ada.now is not None
    ada.does("say_first", seq=ada.seq, node=ada.now["node"], text="First.")
    ada.says("opening", "reflect")
    assert [item["kind"] for item in ada.items or () if "readers" in item] == []
    assert "own-words" in [item["kind"] for item in ada.items or ()]


def test_nobody_shares_what_somebody_else_wrote(ada: Trainee, person: Callable[..., Trainee]) -> None:
    """Another trainee of the cohort is told the same as for a text that there is not, and nothing changes."""
    join(ada)
    ref = told(writes(ada))["Rain."]["text"]
    eve = person("eve")
    join(eve)
    notices = [eve.does(do, text=text).notice for do in ("share", "unshare") for text in (ref, "nothing")]
    assert [notice["tone"] for notice in notices] == ["problem"] * 4
    assert len({notice["text"] for notice in notices}) == 1
    assert ada.house.store.texts(ada.attempt)[ref].visibility is Visibility.PRIVATE


@pytest.mark.parametrize("text", [None, 7, ["a"], {"id": "a"}, True])
def test_a_command_in_another_shape_is_refused(ada: Trainee, text: object) -> None:
    """Sharing takes an id, and nothing is looked up for anything else."""
    for do in ("share", "unshare"):
        assert ada.does(do, text=text).notice["text"] == say("notice.unreadable")
        assert ada.does(do).notice["text"] == say("notice.unreadable")


class Broken(Plain):
    """The part of a server that keeps texts, when it cannot be reached."""

    def seal(self, owner: Owner, rows: Sequence[TextRow]) -> tuple[TextRow, ...]:
        """Fail where there is something to be sealed."""
        if rows:
            raise Unavailable("It cannot be reached.", "Try again.")
        return super().seal(owner, rows)


@pytest.fixture
def cut_off(ada: Trainee) -> Trainee:
    """Ada, whose kernel does not reach the part of the server that keeps texts."""
    ada.app.desk.attempts._sealer = Broken()
    return ada


def test_an_unreadable_text_says_so_and_the_rest_is_there(ada: Trainee) -> None:
    """A debrief without the keys shows all but the words, and can be shared all the same."""
    join(ada)
    writes(ada)
    store = ada.house.store
    row = next(row for row in store.texts(ada.attempt).values() if row.body == "Rain.")
    store.replace_bodies([(row, replace(row, body="1.sealed", sealed=True))])
    screen = again(ada)
    assert screen["expectation"] == {
        "question": "What will be hard?",
        "text": "*This text cannot be read at the moment.*",
        "readers": {"text": row.id, "who": ONLY_YOU},
    }
    assert screen["reflections"][0]["text"] == "The rain."


def test_what_cannot_be_sealed_is_not_written_and_the_attempt_goes_on(cut_off: Trainee) -> None:
    """The notice says why, nothing is half-written, and without writing the way is open."""
    cut_off.starts()
    before = cut_off.house.store.events(cut_off.attempt)
    refused = cut_off.does("expect", seq=cut_off.seq, text="Rain.")
    assert refused.notice == {"type": "notice", "tone": "problem", "text": "It cannot be reached. Try again."}
    assert cut_off.house.store.events(cut_off.attempt) == before
    assert cut_off.house.store.texts(cut_off.attempt) == {}
    cut_off.does("expect", seq=cut_off.seq, text=None)
    assert cut_off.now is not None
    assert cut_off.now["kind"] == "choices"
