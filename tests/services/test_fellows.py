"""Fellow learners: what is opened to them by name, what they read and say; and everything that a forged call could try."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from roleplay.errors import Conflict, NotAllowed, NotFound, RefusedEvent
from roleplay.identity import ANONYMOUS, Actor, Role
from roleplay.model.rubric import Kind
from roleplay.scoring.review import Seen
from roleplay.services.authority import Owner
from roleplay.services.fellows import Fellows, Saying
from roleplay.services.keys import sealer_of
from roleplay.services.locksmith import begin
from roleplay.services.openings import Openings
from roleplay.services.privacy import Privacy
from roleplay.services.shelf import Bookshelf
from roleplay.store import Membership, OwnerKind, Visibility
from tests.kept import sqlite_in
from tests.services.test_reviewing import Desk
from tests.store.samples import rows

KIND = Saying("You waited.", "What did you feel then?", "Try a shorter sentence.", (("reflects", 1),))
REFUSED = (NotAllowed, RefusedEvent)


class Circle(Desk):
    """The desk; Kim, Lee and Noa learn in the blue cohort, and Ole in the red one."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        for name, cohort in (("noa", "blue"), ("ole", "red")):
            self.house.add(name, Role.TRAINEE)
            self.store.join_cohort(Membership(cohort, name, Role.TRAINEE))
        self.fellows = Fellows(self.store, Bookshelf(self.store), self.house.now, self._new_id)

    def key(self, name: str, attempt_id: str, by: str = "kim") -> str:
        """What stands for somebody on the page of whoever opens an attempt."""
        found = self.fellows.fellows(self.actor(by), attempt_id)
        return next(one.key for one in found if one.name == name.capitalize())

    def opened(self, *names: str, who: str = "kim", **how: Any) -> str:
        """A finished practice that is open to these."""
        attempt_id = self.played(**{"mode": "practice", "who": who, **how})
        if names:
            self.fellows.open_to(self.actor(who), attempt_id, [self.key(name, attempt_id, who) for name in names])
        return attempt_id


@pytest.fixture
def circle(tmp_path: Path) -> Circle:
    """All of them."""
    return Circle(tmp_path)


# --- opening ---


def test_a_practice_is_opened_to_fellow_learners_by_name(circle: Circle) -> None:
    """Those of one's own cohorts are listed, without an id, and nobody else; who was chosen is written down."""
    attempt_id, kim = circle.opened(), circle.actor("kim")
    found = circle.fellows.fellows(kim, attempt_id)
    assert [(one.name, one.cohort, one.open) for one in found] == [("Lee", "blue", False), ("Noa", "blue", False)]
    assert not any(name in one.key for one in found for name in ("lee", "noa"))
    circle.fellows.open_to(kim, attempt_id, [found[0].key])
    entry = circle.house.last()
    assert (entry.action, entry.actor_id, entry.subject_id, entry.detail) == (
        "attempt-opened", "kim", "lee", {"attempt": attempt_id}
    )  # fmt: skip
    assert [one.open for one in circle.fellows.fellows(kim, attempt_id)] == [True, False]
    circle.fellows.open_to(kim, attempt_id, [found[0].key])
    assert circle.house.deeds().count("attempt-opened") == 1


def test_only_a_finished_practice_is_opened(circle: Circle) -> None:
    """No assessment, nothing that goes on, nothing that was left."""
    kim = circle.actor("kim")
    done = circle.opened()
    key = circle.key("lee", done)
    left = circle.attempts.start(kim, "disclosure/small", "practice")
    circle.attempts.leave(kim, left, 1)
    going = circle.attempts.start(kim, "disclosure/small", "practice")
    for attempt_id in (circle.played(), left.attempt.id, going.attempt.id):
        assert circle.fellows.fellows(kim, attempt_id) == ()
        with pytest.raises(RefusedEvent, match="finished"):
            circle.fellows.open_to(kim, attempt_id, [key])


@pytest.mark.parametrize("keys", [[], ["x" * 24], "lee", None, [None], ["lee"], [{}], 7])
def test_forged_fellows_are_refused(circle: Circle, keys: Any) -> None:
    """An id of a person is none of the names on the page."""
    attempt_id = circle.opened()
    with pytest.raises(REFUSED):
        circle.fellows.open_to(circle.actor("kim"), attempt_id, keys)
    assert circle.store.openings(attempt_id) == ()


def test_nobody_opens_closes_or_hears_of_what_is_somebody_elses(circle: Circle) -> None:
    """Neither fellows nor those who accompany them, nor somebody without the role, nor anybody unknown."""
    attempt_id = circle.opened("lee")
    key = circle.key("lee", attempt_id)
    service = circle.fellows
    others = [circle.actor(name) for name in ("lee", "noa", "ole", "eve", "sue", "ann")]
    for actor in (*others, ANONYMOUS, Actor("", roles=frozenset(Role))):
        calls: list[Callable[[], object]] = [
            partial(service.fellows, actor, attempt_id),
            partial(service.open_to, actor, attempt_id, [key]),
            partial(service.close, actor, attempt_id, key),
            partial(service.said, actor, attempt_id),
            partial(service.remove, actor, attempt_id, key),
        ]
        for call in calls:
            with pytest.raises(NotAllowed):
                call()
    without = Actor("kim", roles=frozenset({Role.AUTHOR}))
    assert service.fellows(without, attempt_id) == ()
    with pytest.raises(NotAllowed):
        service.open_to(without, attempt_id, [key])


# --- reading ---


def test_a_fellow_reads_the_conversation_and_nothing_that_judges_or_is_private(circle: Circle) -> None:
    """With the written replies and the helpful half of the mark scheme; the look is written down."""
    attempt_id = circle.opened("lee")
    for row in circle.store.texts(attempt_id).values():  # shared with those who accompany Kim, which Lee does not
        circle.store.set_visibility(row.id, Visibility.SHARED)
    shared = circle.fellows.read(circle.actor("lee"), attempt_id)
    assert circle.house.last().action == "attempt-viewed"
    assert (shared.name, shared.own) == ("Kim", None)
    assert [row.body for row in shared.playing.texts.values()] == ["my reply"]
    assert set(shared.helpful) == {"listening", "sharing"}
    kinds = {one.kind for rubric in shared.helpful.values() for one in rubric.behaviours}
    assert kinds == {Kind.BASIC, Kind.ADVANCED}
    seen = repr((shared.playing.events, shared.playing.texts))
    assert "my expectation" not in seen
    assert "my reflection" not in seen
    assert len({one.at for one in shared.playing.events}) == 1


def test_only_those_read_it_to_whom_it_is_open(circle: Circle) -> None:
    """For everybody else it is as if there were none, whatever they accompany or look after."""
    attempt_id = circle.opened("lee")
    said = set()
    for name in ("noa", "ole", "eve", "sue", "ann", "kim"):
        for call in (
            partial(circle.fellows.read, circle.actor(name), attempt_id),
            partial(circle.fellows.say, circle.actor(name), attempt_id, KIND),
            partial(circle.fellows.read, circle.actor(name), "none"),
        ):
            with pytest.raises(NotAllowed) as refused:
                call()
            said.add(str(refused.value))
        assert circle.fellows.readable(circle.actor(name)) == ()
    assert len(said) == 1
    assert circle.store.fellow_words(attempt_id) == ()


def ends(circle: Circle, attempt_id: str, how: str) -> None:
    """End the reading in one of the ways."""
    store = circle.store
    if how == "closed":
        circle.fellows.close(circle.actor("kim"), attempt_id, circle.key("lee", attempt_id))
    elif how in {"lee", "kim"}:
        store.leave_cohort("blue", how, Role.TRAINEE)
    elif how.endswith("unlearns"):
        person = store.person(how.split(maxsplit=1)[0])
        assert person is not None
        store.keep_person(replace(person, roles=frozenset({Role.AUTHOR})))
    elif how == "cohort":
        store.remove_cohort("blue")
    else:
        store.erase_person("kim", circle.house.time, keep_logs=False)


@pytest.mark.parametrize("how", ["closed", "lee", "kim", "lee unlearns", "kim unlearns", "cohort", "erased"])
def test_reading_ends_at_once(circle: Circle, how: str) -> None:
    """When it is closed, when either leaves the cohort or does not learn any more, when one of them is gone."""
    attempt_id = circle.opened("lee", "noa")
    lee = circle.actor("lee")
    reply = next(row for row in circle.store.texts(attempt_id).values() if row.purpose == "reply")
    openings = Openings(circle.store)
    assert openings.may_read_text(lee, reply)
    assert openings.may_write_to(lee, Owner(OwnerKind.PERSON, "kim"))
    ends(circle, attempt_id, how)
    lee = circle.actor("lee")
    for call in (partial(circle.fellows.read, lee, attempt_id), partial(circle.fellows.say, lee, attempt_id, KIND)):
        with pytest.raises(NotAllowed):
            call()
    assert circle.fellows.readable(lee) == ()
    assert not openings.may_read_text(lee, reply)
    assert not openings.may_write_to(lee, Owner(OwnerKind.PERSON, "kim"))


def test_of_texts_a_fellow_may_have_replies_and_own_words_opened(circle: Circle) -> None:
    """Those of the attempts before a branch among them; never what is private, even where it was shared."""
    kim, lee = circle.actor("kim"), circle.actor("lee")
    first = circle.played(mode="practice")
    branch = circle.attempts.branch(kim, first, 2)
    branch = circle.attempts.write(kim, branch, len(branch.events), "writing", "another reply")
    again = circle.attempts.finish(kim, branch, len(branch.events)).attempt.id
    circle.fellows.open_to(kim, again, [circle.key("lee", again)])
    circle.fellows.say(lee, again, KIND)
    openings = Openings(circle.store)
    texts = [*circle.store.texts(first).values(), *circle.store.texts(again).values()]
    own = [row for one in circle.store.fellow_words(again) for row in one.texts]
    pinned = {row.body: openings.may_read_text(lee, row) for row in (*texts, *own)}
    assert pinned == {
        "my expectation": False, "my reply": False, "my reflection": False, "another reply": True,
        "You waited.": True, "What did you feel then?": True, "Try a shorter sentence.": True,
    }  # fmt: skip
    assert not any(openings.may_read_text(circle.actor("noa"), row) for row in (*texts, *own))


# --- saying ---


def test_what_a_fellow_says_is_read_by_whoever_it_is_about(circle: Circle) -> None:
    """It is news until then; said again it takes the place of what was said before, and is news again."""
    attempt_id = circle.opened("lee")
    kim, lee = circle.actor("kim"), circle.actor("lee")
    circle.fellows.say(lee, attempt_id, KIND)
    assert circle.house.last().action == "fellow-said"
    assert circle.fellows.news(kim) == (attempt_id,)
    (said,) = circle.fellows.said(kim, attempt_id)
    assert (said.name, said.strength, said.question, said.thing_to_try, said.ticks) == (
        "Lee", KIND.strength, KIND.question, KIND.thing_to_try, (Seen("reflects", 1),)
    )  # fmt: skip
    assert circle.fellows.news(kim) == ()
    circle.house.wait(minutes=1)
    circle.fellows.say(lee, attempt_id, replace(KIND, strength="You stayed.", ticks=()))
    assert circle.fellows.news(kim) == (attempt_id,)
    shared = circle.fellows.read(lee, attempt_id)
    assert shared.own is not None
    assert shared.own.strength == "You stayed."
    (row,) = circle.fellows.readable(lee)
    assert (row.name, row.open, row.said) == ("Kim", True, True)


def test_it_is_taken_back_even_after_it_was_closed(circle: Circle) -> None:
    """By its author; nothing of it is left."""
    attempt_id = circle.opened("lee")
    kim, lee = circle.actor("kim"), circle.actor("lee")
    circle.fellows.say(lee, attempt_id, KIND)
    ends(circle, attempt_id, "closed")
    (row,) = circle.fellows.readable(lee)
    assert (row.open, row.said) == (False, True)
    assert len(circle.fellows.said(kim, attempt_id)) == 1
    circle.fellows.take_back(lee, attempt_id)
    assert (circle.fellows.said(kim, attempt_id), circle.fellows.readable(lee)) == ((), ())
    for actor in (lee, circle.actor("noa"), kim):
        with pytest.raises(NotAllowed):
            circle.fellows.take_back(actor, attempt_id)


def test_whoever_it_is_about_removes_it(circle: Circle) -> None:
    """Only by what it is called on their page."""
    attempt_id = circle.opened("lee", "noa")
    kim = circle.actor("kim")
    for name in ("lee", "noa"):
        circle.fellows.say(circle.actor(name), attempt_id, KIND)
    first = circle.fellows.said(kim, attempt_id)[0]
    for forged in ("lee", "", "x" * 24):
        with pytest.raises(NotAllowed):
            circle.fellows.remove(kim, attempt_id, forged)
    circle.fellows.remove(kim, attempt_id, first.key)
    assert first.name not in [one.name for one in circle.fellows.said(kim, attempt_id)]
    assert len(circle.fellows.said(kim, attempt_id)) == 1


@pytest.mark.parametrize("part", ["strength", "question", "thing_to_try"])
@pytest.mark.parametrize("text", ["", "   ", None, 7, "x" * 8001, "a\0b"])
def test_words_that_are_missing_or_cannot_be_kept_are_refused(circle: Circle, part: str, text: Any) -> None:
    """All three belong together."""
    attempt_id = circle.opened("lee")
    with pytest.raises(RefusedEvent):
        circle.fellows.say(circle.actor("lee"), attempt_id, replace(KIND, **{part: text}))
    assert circle.store.fellow_words(attempt_id) == ()


@pytest.mark.parametrize(
    "ticks",
    [[("talks-over", 1)], [("shares-unasked", 4)], [("says-sorry", 4)], [("reflects", 0)], [("reflects", 99)],
     [("reflects", -1)], [("reflects", "1")], [("nothing", 1)], [["reflects"]], "reflects", None, [("reflects", 1)] * 99],
)  # fmt: skip
def test_only_helpful_behaviours_are_ticked_where_something_was_said(circle: Circle, ticks: Any) -> None:
    """Nothing harmful, nothing of a rubric that is not assessed, no moment at which the learner did nothing."""
    attempt_id = circle.opened("lee")
    with pytest.raises(RefusedEvent):
        circle.fellows.say(circle.actor("lee"), attempt_id, replace(KIND, ticks=ticks))
    assert circle.store.fellow_words(attempt_id) == ()


# --- what it never touches ---


def test_it_is_never_counted_and_no_evaluator_sees_it(circle: Circle) -> None:
    """The same attempt, handed in as well: its sheet, state, marks and return know nothing of what a fellow said."""
    attempt_id = circle.opened("lee")
    circle.fellows.say(circle.actor("lee"), attempt_id, replace(KIND, ticks=(("waits", 1), ("asks-first", 4))))
    circle.returning.submit(circle.actor("kim"), attempt_id, "blue")
    circle.waiting()
    sheet = circle.reviewing.open(circle.actor("eve"), attempt_id)
    assert "You waited" not in repr(sheet)
    circle.mark("eve", attempt_id, ("reflects", 1))
    circle.returning.comment(circle.actor("eve"), attempt_id, "strength", "Warm.")
    circle.returning.give_back(circle.actor("eve"), attempt_id)
    read = circle.returning.read(circle.actor("kim"), attempt_id)
    assert {one.competency: one.official.level for one in read.results} == {"listening": 3, "sharing": 2}
    assert "You waited" not in repr(read)
    assert "You waited" not in repr(circle.returning.own_words(circle.actor("eve"), attempt_id))


def test_a_closing_that_comes_first_wins(circle: Circle, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was allowed when somebody began to write is asked again when it is kept."""
    attempt_id = circle.opened("lee")
    service = circle.fellows
    seal = service._sealer.seal

    def close_then_seal(owner: Owner, texts: Any) -> Any:
        circle.store.close_to(attempt_id, "lee", circle.house.time)
        return seal(owner, texts)

    monkeypatch.setattr(service._sealer, "seal", close_then_seal)
    with pytest.raises((NotFound, Conflict)):
        service.say(circle.actor("lee"), attempt_id, KIND)
    assert circle.store.fellow_words(attempt_id) == ()


# --- sealed, taken along, erased ---


def test_words_are_sealed_with_the_key_of_whoever_they_are_about(circle: Circle, tmp_path: Path) -> None:
    """Both read them; without that key nobody does."""
    attempt_id = circle.opened("lee")
    begin(circle.store, tmp_path)
    sealer = sealer_of(circle.store, tmp_path)
    service = Fellows(circle.store, Bookshelf(circle.store), circle.house.now, circle._new_id, sealer=sealer)
    kim, lee = circle.actor("kim"), circle.actor("lee")
    service.say(lee, attempt_id, KIND)
    kept = rows(sqlite_in(tmp_path), "SELECT owner_id, body FROM texts WHERE sealed")
    assert [owner for owner, _ in kept] == ["kim"] * 3
    assert "You waited" not in repr(kept)
    shared = service.read(lee, attempt_id)
    assert shared.own is not None
    assert shared.own.strength == service.said(kim, attempt_id)[0].strength == KIND.strength
    circle.store.forget_text_key(OwnerKind.PERSON, "kim")
    assert service.said(kim, attempt_id)[0].strength is None


def test_both_sides_are_in_what_somebody_takes_along(circle: Circle, tmp_path: Path) -> None:
    """Kim what was said to her and by whom, and to whom it is open; Lee what he said; nobody anything else."""
    attempt_id = circle.opened("lee", "noa")
    circle.fellows.say(circle.actor("lee"), attempt_id, KIND)
    privacy = Privacy(circle.store, Bookshelf(circle.store), tmp_path, circle.house.now)

    def taken(name: str) -> tuple[dict[str, Any], str]:
        with zipfile.ZipFile(io.BytesIO(privacy.export(circle.actor(name)))) as archive:
            return json.loads(archive.read("fellows.json")), archive.read("index.html").decode()

    kims, page = taken("kim")
    assert [(one["name"], one["cohort"]) for one in kims["opened"]] == [("Lee", "blue"), ("Noa", "blue")]
    assert [(one["name"], one["strength"], one["ticks"]) for one in kims["heard"]] == [
        ("Lee", "You waited.", [{"behaviour": "reflects", "moment": 1}])
    ]
    assert (kims["said"], kims["opened_to_me"], kims["read"]) == ([], [], [])
    assert "You waited." in page
    lees, page = taken("lee")
    assert [(one["attempt_id"], one["question"]) for one in lees["said"]] == [(attempt_id, KIND.question)]
    assert (lees["opened"], lees["heard"]) == ([], [])
    assert "You waited." in page
    noas, page = taken("noa")
    assert [one["name"] for one in noas.pop("opened_to_me")] == ["Kim"]
    assert noas == {"opened": [], "heard": [], "said": [], "read": []}
    assert "You waited." not in page
