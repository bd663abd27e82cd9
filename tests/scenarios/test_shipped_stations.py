"""The stations that come with the workbook: what each has to have beside being without errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from roleplay.authoring.folders import files_in, released, shipped
from roleplay.authoring.library import load_some
from roleplay.model.rubric import Kind
from roleplay.model.scenario import Pillar, SignOffs
from roleplay.model.station import Station

FOLDER = shipped() / "stations"
LIBRARY = load_some([FOLDER])
STATIONS = {one.thing.id: one.thing for one in LIBRARY.stations if one.thing is not None}
EDITORIAL = Path(__file__).parents[2] / "docs/editorial"


def test_there_is_one_for_each_pillar_of_the_course_and_everybody_gets_them() -> None:
    """Sharing, de-escalation and referral; none has anything to mend."""
    assert len(files_in(FOLDER)) == len(STATIONS)
    assert {one.pillar for one in STATIONS.values()} == {Pillar.DISCLOSURE, Pillar.DE_ESCALATION, Pillar.REFERRAL}
    assert LIBRARY.diagnostics == ()
    assert FOLDER in released()


@pytest.mark.parametrize("station", STATIONS.values(), ids=lambda one: one.id)
def test_a_station_leaves_time_and_is_bearable(station: Station) -> None:
    """Eight to twelve prompts in twelve to fifteen minutes; the actor knows when to stop and how to leave the part."""
    assert 8 <= len(station.prompts) <= 12
    assert 12 <= station.minutes <= 15
    assert "pause" in station.actor.stop
    assert len(station.actor.never) >= 3
    assert any("own name" in one for one in station.actor.afterwards)


@pytest.mark.parametrize("station", STATIONS.values(), ids=lambda one: one.id)
def test_what_is_required_has_more_than_one_opportunity_or_can_be_shown_anywhere(station: Station) -> None:
    """Each competency is opened by three prompts at least, and advanced behaviours have an opportunity, too."""
    for competency in station.assesses:
        rubric = LIBRARY.competencies[competency]
        kinds = {one.id: one.kind for one in rubric.behaviours}
        opened = [[kinds[one] for one in prompt.opens if one in kinds] for prompt in station.prompts]
        assert sum(bool(some) for some in opened) >= 3, competency
        assert any(Kind.ADVANCED in some for some in opened), competency


@pytest.mark.parametrize("station", STATIONS.values(), ids=lambda one: one.id)
def test_nobody_has_signed_it_and_its_note_says_so(station: Station) -> None:
    """The field is empty until somebody has; the editorial note says what such readers should look at."""
    assert station.sign_off == SignOffs()
    note = (EDITORIAL / f"{station.id.replace('/', '-')}.md").read_text(encoding="utf-8")
    assert "**Not reviewed.**" in note
    assert f"scenarios/{station.id}.yml" in note
