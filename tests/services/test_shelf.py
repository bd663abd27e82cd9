"""What the library holds now, and what was ever played."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from roleplay.errors import NotFound
from roleplay.model.canonical import canonical, digest
from roleplay.model.site import Site
from roleplay.services.shelf import Bookshelf
from roleplay.store import ShelfProblem
from tests.kept import HASH, shelve
from tests.services.school import CRISIS, LISTENING, School, curriculum
from tests.small import RUBRICS, small


@pytest.fixture
def bookshelf(table: Any) -> Bookshelf:
    """A bookshelf with the small scenario."""
    return Bookshelf(table.store)


def test_a_summary_gives_nothing_away(bookshelf: Bookshelf) -> None:
    """It has what the library shows, and no node, behaviour or ending."""
    (summary,) = bookshelf.scenarios()
    assert (summary.id, summary.hash, summary.title, summary.assesses) == (
        "disclosure/small",
        HASH,
        "Small",
        ("listening", "sharing"),
    )
    assert not {"nodes", "state", "debrief", "reflect"} & set(dir(summary))


def test_a_scenario_is_found_by_its_id_and_by_its_hash(bookshelf: Bookshelf) -> None:
    """Both give the same; what is not there is not found, with the nearest id suggested."""
    assert bookshelf.scenario("disclosure/small") == (HASH, small())
    assert bookshelf.by_hash(HASH) == small()
    with pytest.raises(NotFound, match='Did you mean "disclosure/small"'):
        bookshelf.scenario("disclosure/smal")
    with pytest.raises(NotFound):
        bookshelf.by_hash("0" * 64)


def test_what_a_hash_stands_for_is_read_once(bookshelf: Bookshelf) -> None:
    """It never changes, so the second look gives the very same thing."""
    assert bookshelf.by_hash(HASH) is bookshelf.by_hash(HASH)
    assert bookshelf.game(HASH) is bookshelf.game(HASH)


def test_an_edited_scenario_shows_at_the_next_look(table: Any, bookshelf: Bookshelf) -> None:
    """The shelf has the new version, the hash still leads to the old one."""
    edited = small(title="Edited")
    shelve(table.store, edited)
    assert bookshelf.scenario("disclosure/small") == (digest(edited), edited)
    assert bookshelf.by_hash(HASH).title == "Small"


def test_rubrics_are_those_of_now_or_those_that_were_pinned(table: Any, bookshelf: Bookshelf) -> None:
    """By competency; pinned ones are found after the shelf has become empty."""
    assert bookshelf.rubrics() == RUBRICS
    pinned = bookshelf.rubric_hashes()
    table.store.shelve([], [], "empty")
    assert bookshelf.rubrics() == {}
    assert bookshelf.rubrics(pinned[:1]) == {"listening": RUBRICS["listening"]}


def test_a_rubric_is_no_scenario(bookshelf: Bookshelf) -> None:
    """A hash leads only to what it is the hash of."""
    (first, *_) = bookshelf.rubric_hashes()
    for _ in range(2):
        with pytest.raises(NotFound):
            bookshelf.by_hash(first)
    bookshelf.rubrics([first])
    with pytest.raises(NotFound):
        bookshelf.by_hash(first)


def test_problems_and_settings_are_handed_on(table: Any, bookshelf: Bookshelf) -> None:
    """What the store has; without settings, those of a site that has set nothing."""
    assert bookshelf.site() == Site()
    table.store.keep_site(canonical(Site(organisation="Lighthouse")))
    table.store.shelve([], [ShelfProblem("x.yml", ())], "broken")
    assert bookshelf.site().organisation == "Lighthouse"
    assert bookshelf.problems() == (ShelfProblem("x.yml", ()),)


def test_the_curriculum_and_its_modules_are_those_of_now(tmp_path: Path) -> None:
    """By id, without those that are not on the shelf; the forms of its assessments are known as such."""
    school = School(tmp_path)
    bookshelf = school.bookshelf
    assert bookshelf.curriculum() == curriculum()
    assert bookshelf.modules() == {"listening": LISTENING, "crisis": CRISIS}
    assert bookshelf.forms() == {"disclosure/form-a", "disclosure/form-b"}
    school.put(curriculum(title="Edited", assessments={}), modules=[CRISIS])
    found = bookshelf.curriculum()
    assert found is not None
    assert found.title == "Edited"
    assert (bookshelf.modules(), bookshelf.forms()) == ({"crisis": CRISIS}, frozenset())
    school.put(without=True, modules=())
    assert (bookshelf.curriculum(), bookshelf.modules(), bookshelf.forms()) == (None, {}, frozenset())
