"""The list of role-play stations in a real browser, with a model in place of the kernel."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, expect

from roleplay.apps.view.desk_stations import CohortStations, DeskStationsScreen, StationCard, StationPerson
from roleplay.widgets import EvaluatorStage
from tests.widgets.page import open_stage, sent
from tests.widgets.test_browser import violations

SHED: StationCard = {
    "id": "shed",
    "title": "The shed",
    "summary": "A secret.",
    "minutes": 10,
    "prompts": 4,
    "intensity": 1,
    "content_notes": ["a secret"],
    "assesses": ["Listening"],
    "reviewed": True,
}
TRAINEES: list[StationPerson] = [
    {"id": f"t{number}", "name": f"{name} {number}"} for number in range(20) for name in ("Ada", "Bo", "Cem")
]
BLUE: CohortStations = {
    "id": "blue",
    "name": "Blue",
    "sittings": [],
    "trainees": [{"id": f"t{place}", "name": one["name"]} for place, one in enumerate(TRAINEES)],
    "observers": [{"id": "eve", "name": "Eve"}],
    "team": [{"id": "sue", "name": "Sue"}],
    "at_least": 1,
    "lived_experience": False,
}
STATIONS: DeskStationsScreen = {
    "name": "desk_stations",
    "path": "/desk/stations",
    "title": "Role-play stations",
    "stations": [SHED],
    "cohorts": [BLUE],
}


def test_looking_for_a_trainee_chooses_nobody(context: BrowserContext) -> None:
    """A name shortens the list and says to how many; whoever was chosen stays so, and nobody comes to be by being left."""
    page = open_stage(context, {**STATIONS}, address="/hub/desk/stations", kind=EvaluatorStage)
    find, choose = page.get_by_label("Look for a trainee"), page.get_by_label("Trainee", exact=True)
    find.press_sequentially("cem")
    expect(page.get_by_text("The list below has 20 with this in their names.")).to_be_visible()
    expect(choose).to_have_value("")
    expect(choose.locator("option")).to_have_count(21)
    choose.select_option("Cem 7")
    find.fill("bo 1")
    expect(choose.locator("option:checked")).to_have_text("Cem 7")
    find.fill("zebra")
    expect(page.get_by_text("Nobody here has this in their name.")).to_be_visible()
    assert violations(page) == []
    find.fill("")
    expect(choose.locator("option")).to_have_count(61)
    page.get_by_role("button", name="Ask", exact=True).click()
    assert sent(page)[-1]["trainee"] == "t23"
