"""What stands on the page before any script runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from roleplay.apps.session import desk_for
from roleplay.identity import Role
from roleplay.server.assets import STATIC_FOLDER
from roleplay.server.greeting import _COLUMNS, _HOMES, Greeting
from roleplay.services.opening import House, open_house
from roleplay.services.pages import pages_of
from roleplay.services.shelf import Bookshelf
from roleplay.store import PersonRow
from tests.apps.conftest import write_library
from tests.services.school import School
from tests.small import SMALL

ADA = PersonRow("ada", "Ada", frozenset({Role.TRAINEE}))
EVE = PersonRow("eve", "Eve", frozenset({Role.TRAINEE}))


@pytest.fixture
def small_house(tmp_path: Path) -> House:
    """A data folder with the small library and two trainees."""
    house = open_house(tmp_path / "data", [write_library(tmp_path / "library", SMALL)], shipped=False)
    house.store.add_person(ADA)
    house.store.add_person(EVE)
    return house


def paint(house: House, path: str, person: PersonRow = ADA) -> tuple[str, tuple[str, ...]]:
    """Heading and paragraphs for an address."""
    first = Greeting(house.store)(path, person)
    return first.heading, first.paragraphs


def test_a_brief_is_announced_with_its_content_note_and_setting(small_house: House) -> None:
    """Somebody on a slow line reads what comes up before anything else loads."""
    heading, paragraphs = paint(small_house, "/learn/scenario/disclosure/small")
    assert heading == "Small"
    assert "none that we know of" in paragraphs[0]
    assert paragraphs[1] == "A bench."


@pytest.mark.parametrize("path", ["/author", "/author/preview/0/practice/disclosure/small.yml"])
def test_the_authors_page_has_a_name_and_tells_nothing(small_house: House, path: str) -> None:
    """What is in the files comes from the kernel, after it has asked for the role."""
    assert paint(small_house, path) == ("Write scenarios", ())
    assert paint(small_house, "/authors")[0] == "Library"


def test_an_own_attempt_is_announced_and_nobody_elses_is(small_house: House) -> None:
    """The title of what somebody else plays is theirs, too."""
    desk = desk_for(small_house.store, ADA, name="Ada")
    attempt = desk.attempts.start(desk.actor, "disclosure/small", "practice").attempt
    assert paint(small_house, f"/learn/play/{attempt.id}")[0] == "Small"
    assert paint(small_house, f"/learn/play/{attempt.id}", EVE) == ("Library", ())


def test_an_address_that_leads_nowhere_is_announced_as_the_library(small_house: House) -> None:
    """The page itself then says kindly that there is no such thing."""
    assert paint(small_house, "/learn/scenario/no/such") == ("Library", ())
    assert paint(small_house, "/learn/nonsense") == ("Library", ())
    assert paint(small_house, "/learn/progress") == ("Progress", ())


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/learn/modules", "Modules"),
        ("/learn/placement", "Placement check"),
        ("/learn/refreshers", "Refreshers"),
        ("/learn/chair/none", "The other chair"),
        ("/learn/stations", "Stations"),
        ("/learn/opened", "Opened to you"),
        ("/reports", "Reports"),
        ("/reports/winter/choices/disclosure/small", "Reports"),
        ("/workshops", "Workshops"),
    ],
)
def test_a_place_of_the_training_is_announced_by_its_name(small_house: House, path: str, title: str) -> None:
    """Nothing of anybody's is needed for that."""
    assert paint(small_house, path) == (title, ())


def test_a_module_begins_with_its_readings_and_not_with_a_heading_of_its_own(tmp_path: Path) -> None:
    """The readings bring the h1; the document is called after the module. Its check has no readings and a heading."""
    house = open_house(tmp_path / "data")
    greeting = Greeting(house.store)
    module = greeting("/modules/role-and-recovery", ADA)
    assert (module.title, module.html()) == ("The role, and recovery", "")
    check = greeting("/modules/role-and-recovery/check", ADA)
    assert (check.title, check.heading) == ("The role, and recovery", "Check: The role, and recovery")
    assert greeting("/modules/no-such", ADA).heading


def test_a_form_of_an_assessment_is_announced_to_nobody(tmp_path: Path) -> None:
    """Whoever guesses an address reads neither title nor setting of what is kept for later."""
    school = School(tmp_path)
    greeting = Greeting(school.store)
    for form in ("disclosure/form-a", "disclosure/form-b"):
        first = greeting(f"/learn/scenario/{form}", ADA)
        assert (first.title, first.heading, first.paragraphs) == ("Library", "Library", ())
    assert greeting("/learn/scenario/disclosure/small", ADA).heading == "Small"


def test_a_private_page_is_announced_by_its_name(tmp_path: Path) -> None:
    """It is the name that the curriculum gives it; what somebody wrote there comes from the kernel."""
    house = open_house(tmp_path / "data")
    page = pages_of(Bookshelf(house.store))[0]
    assert paint(house, f"/learn/pages/{page.id}") == (page.title, ())
    assert paint(house, "/learn/pages/no-such") == ("Library", ())


def test_every_column_of_a_heading_has_a_style() -> None:
    """But for the column for reading, which is the one where nothing else is said."""
    style = (STATIC_FOLDER / "page.css").read_text(encoding="utf-8")
    named = {*_COLUMNS.values(), *(column for _, _, column in _HOMES), "wide"}
    assert set(re.findall(r"\.rp-at-(\w+)", style)) == named - {"text"}
