"""Private pages: kept, changed and emptied by whoever writes them, and nobody else's business."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roleplay.errors import Conflict, NotAllowed, NotFound, RefusedEvent, RoleplayError, Unavailable
from roleplay.identity import ANONYMOUS, Actor, ActorKind, Role
from roleplay.services import locksmith
from roleplay.services.authority import owner_of
from roleplay.services.forged import MAX_TEXT
from roleplay.services.keys import key_file, sealer_of
from roleplay.services.pages import SCALE, answers_of
from roleplay.services.sealing import Plain
from roleplay.store import OwnerKind, TextRow, Visibility
from tests.kept import MORNING
from tests.services.school import CRISIS, KIM, LEE, School, curriculum

WRITTEN = {"steady": "a-little", "who": "Zebediah\nSam", "why": "Because of “Kürş” 🌦."}


@pytest.fixture
def school(tmp_path: Path) -> School:
    """Kim has written nothing yet."""
    return School(tmp_path)


def rows(school: School, actor: Actor = KIM) -> tuple[TextRow, ...]:
    """Somebody's pages as they are kept."""
    return school.store.pages(*owner_of(actor))


def test_a_page_is_kept_and_read_again(school: School) -> None:
    """By another process as well; as one private text, apart from all attempts, with the time at which it was kept."""
    before = school.pages.read(KIM, "readiness")
    assert (before.answers, before.at, before.readable) == ({}, None, True)
    kept = school.pages.keep(KIM, "readiness", WRITTEN, None)
    assert school.pages.read(KIM, "readiness") == kept
    assert (kept.answers, kept.at) == (WRITTEN, MORNING + timedelta(minutes=1))
    assert school.pages.kept(KIM) == {"readiness": kept.at}
    (row,) = rows(school)
    assert (row.attempt_id, row.purpose, row.visibility, row.page) == (None, "page", Visibility.PRIVATE, "readiness")


def test_every_module_has_a_page(school: School) -> None:
    """After those of the curriculum, in its order: what is thought about, then what is brought to supervision."""
    asked = school.pages.asked()
    assert [page.id for page in asked] == ["readiness", "module-listening", "module-crisis"]
    assert [(one.id, one.ask) for one in asked[1].fields] == [
        ("think-1", "What is listening to you?"),
        ("think-2", "And tomorrow?"),
        ("bring-1", "Bring listening."),
    ]
    school.pages.keep(KIM, "module-listening", {"bring-1": "The silence."}, None)
    assert school.pages.read(KIM, "module-listening").answers == {"bring-1": "The silence."}
    assert school.pages.read(KIM, "readiness").answers == {}


def test_empty_answers_are_not_kept(school: School) -> None:
    """Nor is the space around the others; a page without any is erased, and so is one that never was."""
    kept = school.pages.keep(KIM, "readiness", {"why": "  So.  ", "who": " \n ", "steady": ""}, None)
    assert kept.answers == {"why": "So."} == school.pages.read(KIM, "readiness").answers
    gone = school.pages.keep(KIM, "readiness", {"why": " "}, kept.at)
    assert (gone.answers, gone.at) == ({}, None)
    assert (rows(school), school.pages.kept(KIM)) == ((), {})
    assert school.pages.keep(KIM, "readiness", {}, None).at is None
    assert school.pages.keep(KIM, "readiness", WRITTEN, None).at is not None


def test_a_page_that_was_changed_in_another_window_is_not_overwritten(school: School) -> None:
    """Nor emptied; the older window is told so."""
    first = school.pages.keep(KIM, "readiness", WRITTEN, None)
    second = school.pages.keep(KIM, "readiness", {"why": "Later."}, first.at)
    for seen in (None, first.at, datetime(2026, 3, 1)):  # noqa: DTZ001 - a forged one
        for answers in (WRITTEN, {}):
            with pytest.raises(Conflict):
                school.pages.keep(KIM, "readiness", answers, seen)
    assert school.pages.read(KIM, "readiness") == second


def test_a_scale_has_four_answers(school: School) -> None:
    """Nothing else is kept; elsewhere any words are."""
    seen = None
    for word in SCALE:
        kept = school.pages.keep(KIM, "readiness", {"steady": word}, seen)
        seen = kept.at
        assert school.pages.read(KIM, "readiness").answers == {"steady": word}
    for word in ("maybe", "Yes", "yes no", "5"):
        with pytest.raises(RefusedEvent, match="not on the scale"):
            school.pages.keep(KIM, "readiness", {"steady": word}, seen)
    assert school.pages.keep(KIM, "readiness", {"why": "maybe"}, seen).answers == {"why": "maybe"}


@pytest.mark.parametrize(
    "answers",
    [
        None,
        7,
        "why",
        ["why"],
        [("why", "So.")],
        {"whence": "So."},
        {"why": 7},
        {"why": ["So."]},
        {"why": {"why": "So."}},
        {"why": True},
        {7: "So."},
        {None: None},
        {("why",): "So."},
        {"why": "So.", "module": "x"},
        {"why": "a\0b"},
        {"why": "a\ud800b"},
        {"think-1": "That is of another page."},
        {"x" * 10_000: "So."},
    ],
)
def test_what_is_no_answer_to_the_page_is_refused(school: School, answers: Any) -> None:
    """And what stood there stays."""
    kept = school.pages.keep(KIM, "readiness", WRITTEN, None)
    with pytest.raises(RefusedEvent):
        school.pages.keep(KIM, "readiness", answers, kept.at)
    assert school.pages.read(KIM, "readiness") == kept


def test_a_page_has_a_length(school: School) -> None:
    """All of it together; what fits is kept to the last character, what does not changes nothing."""
    room = MAX_TEXT - len(json.dumps({"why": "", "who": "b"}))
    kept = school.pages.keep(KIM, "readiness", {"why": "ü" * room, "who": "b"}, None)
    assert school.pages.read(KIM, "readiness").answers == {"who": "b", "why": "ü" * room}
    for answers in ({"why": "ü" * (room + 1), "who": "b"}, {"why": "a" * (MAX_TEXT + 1)}, {"why": '"' * MAX_TEXT}):
        with pytest.raises(RefusedEvent, match="at most 8,000"):
            school.pages.keep(KIM, "readiness", answers, kept.at)
    assert school.pages.read(KIM, "readiness") == kept


@pytest.mark.parametrize(
    "page", [None, 7, ["readiness"], "", "diary", "listening", "module-", "x" * 101, "readiness\n"]
)
def test_a_page_that_the_library_does_not_ask_for_is_not_there(school: School, page: Any) -> None:
    """Neither to be read nor to be written on."""
    calls: list[Callable[[], object]] = [
        lambda: school.pages.read(KIM, page),
        lambda: school.pages.keep(KIM, page, {"why": "So."}, None),
    ]
    for call in calls:
        with pytest.raises((NotFound, RefusedEvent)):
            call()
    assert rows(school) == ()


def test_a_page_that_is_not_asked_for_any_more_is_still_kept(school: School) -> None:
    """It is listed as kept, and is there again as soon as it is asked for; so is the answer to a question that went."""
    kept = school.pages.keep(KIM, "readiness", WRITTEN, None)
    school.pages.keep(KIM, "module-listening", {"think-1": "Much."}, None)
    school.put(curriculum(pages={}), modules=[CRISIS])
    assert sorted(school.pages.kept(KIM)) == ["module-listening", "readiness"]
    with pytest.raises(NotFound):
        school.pages.read(KIM, "readiness")
    school.put(without=True)
    assert school.pages.asked() == ()
    school.put()
    assert school.pages.read(KIM, "readiness") == kept


# --- whose it is ---


def test_a_page_of_somebody_else_never_comes(school: School) -> None:
    """A page of the same name is everybody's own, whatever roles they have; nobody can name another owner."""
    school.pages.keep(KIM, "readiness", WRITTEN, None)
    for other in (LEE, Actor("eve", roles=frozenset(Role)), Actor("kim", ActorKind.GUEST)):
        assert school.pages.read(other, "readiness").answers == {}
        assert school.pages.kept(other) == {}
    school.pages.keep(LEE, "readiness", {"why": "Mine."}, None)
    assert school.pages.read(KIM, "readiness").answers == WRITTEN
    assert [(row.owner_kind, row.owner_id) for row in rows(school, LEE)] == [(OwnerKind.PERSON, "lee")]


def test_everybody_with_an_account_can_write_and_nobody_else(school: School) -> None:
    """Whatever their roles, even none; a guest of a workshop reads that there is nothing, and keeps nothing."""
    for role in Role:
        assert school.pages.keep(Actor(role, roles=frozenset({role})), "readiness", WRITTEN, None).answers == WRITTEN
    assert school.pages.keep(Actor("nobody"), "readiness", WRITTEN, None).answers == WRITTEN
    for actor in (ANONYMOUS, Actor("", roles=frozenset(Role)), Actor("kim", ActorKind.GUEST)):
        with pytest.raises(NotAllowed):
            school.pages.keep(actor, "readiness", WRITTEN, None)
    for actor in (ANONYMOUS, Actor("", roles=frozenset(Role))):
        for call in (lambda: school.pages.read(actor, "readiness"), lambda: school.pages.kept(actor)):  # noqa: B023
            with pytest.raises(NotAllowed):
                call()


# --- sealed ---


@pytest.fixture
def sealed(tmp_path: Path) -> School:
    """The same with keys."""
    made = School(tmp_path)
    locksmith.begin(made.store, tmp_path)
    made.sealer = sealer_of(made.store, tmp_path)
    return made


def test_a_page_is_sealed_before_it_is_kept(sealed: School) -> None:
    """Its words are nowhere in the files; it opens for its owner, and not as another's page."""
    kept = sealed.pages.keep(KIM, "readiness", WRITTEN, None)
    (row,) = rows(sealed)
    assert row.sealed
    assert not any(b"Zebediah" in file.read_bytes() for file in sealed.folder.glob("roleplay.db*"))
    assert sealed.pages.read(KIM, "readiness") == kept
    again = sealed.pages.keep(KIM, "readiness", {"why": "Later."}, kept.at)
    assert sealed.pages.read(KIM, "readiness") == again
    sealed.store.keep_page(TextRow("id-1", OwnerKind.PERSON, "lee", None, "page", row.body, MORNING, sealed=True, page="readiness"), None)  # fmt: skip
    assert not sealed.pages.read(LEE, "readiness").readable


def test_without_the_key_a_page_says_so_and_nothing_is_lost(sealed: School) -> None:
    """It is not shown as empty, nothing is kept in the open, and with the key back all is there."""
    kept = sealed.pages.keep(KIM, "readiness", WRITTEN, None)
    aside = key_file(sealed.folder).rename(sealed.folder / "aside")
    shut = sealed.pages.read(KIM, "readiness")
    assert (shut.answers, shut.at, shut.readable) == ({}, kept.at, False)
    with pytest.raises(Unavailable):
        sealed.pages.keep(KIM, "readiness", {"why": "In the open?"}, kept.at)
    sealed.sealer = Plain()
    assert not sealed.pages.read(KIM, "readiness").readable
    sealed.sealer = sealer_of(sealed.store, sealed.folder)
    aside.rename(key_file(sealed.folder))
    assert sealed.pages.read(KIM, "readiness") == kept


def test_without_the_key_a_page_can_still_be_emptied(sealed: School) -> None:
    """To erase takes no key."""
    kept = sealed.pages.keep(KIM, "readiness", WRITTEN, None)
    key_file(sealed.folder).unlink()
    sealed.pages.keep(KIM, "readiness", {}, kept.at)
    assert rows(sealed) == ()


# --- whatever comes ---

_VALUES = st.one_of(st.text(max_size=30), st.none(), st.integers(), st.sampled_from(SCALE), st.just("x" * 5000))
_ANSWERS = st.dictionaries(st.sampled_from(["steady", "who", "why", "whence"]), _VALUES, max_size=4)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.lists(_ANSWERS, max_size=4))
def test_what_was_kept_is_read_as_it_was_written(school: School, sent: Iterable[dict[str, Any]]) -> None:
    """Without the space around it; what is refused changes nothing."""
    for answers in sent:
        before = school.pages.read(KIM, "readiness")
        try:
            kept = school.pages.keep(KIM, "readiness", answers, before.at)
        except RoleplayError:
            assert school.pages.read(KIM, "readiness") == before
        else:
            wanted = {name: value.strip() for name, value in answers.items() if value is not None and value.strip()}
            assert kept.answers == wanted == school.pages.read(KIM, "readiness").answers
            assert [answers_of(row) for row in rows(school)] == ([wanted] if wanted else [])
