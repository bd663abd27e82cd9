"""The facilitator's guide and the role cards: what they say, what they keep apart, and that it stands on paper."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from roleplay.authoring.folders import shipped
from roleplay.authoring.library import load_some
from roleplay.model.canonical import canonical
from roleplay.model.site import Site
from roleplay.model.workshop import Plan
from roleplay.reports.cards import cards_of, cards_pdf
from roleplay.reports.guide import Chapter, Guide, guide_of, guide_pdf, weights_of
from roleplay.services.edition import edition_of
from roleplay.services.shelf import Bookshelf
from tests.services.hall import PLAN, Afternoon

DAY = date(2026, 3, 12)


@pytest.fixture(scope="module")
def bookshelf(tmp_path_factory: pytest.TempPathFactory) -> Bookshelf:
    """A small scenario and a small station, and a place with a crisis line."""
    afternoon = Afternoon(tmp_path_factory.mktemp("guide"))
    line = {"name": "The night line", "reach": "123", "hours": "from 8 to 6"}
    site = Site.model_validate({"crisis_lines": [line], "emergency_number": "999"})
    afternoon.store.keep_site(canonical(site))
    return Bookshelf(afternoon.store)


def plan(**more: Any) -> Plan:
    """The plan of the small afternoon, changed."""
    return Plan.model_validate({**PLAN, **more})


def chapters(guide: Guide) -> dict[str, Chapter]:
    """All chapters by their titles, also those inside of others."""

    def all_of(some: tuple[Chapter, ...]) -> Iterator[Chapter]:
        for one in some:
            yield one
            yield from all_of(one.parts)

    return {one.title: one for one in all_of(guide.chapters)}


def read(pdf: bytes) -> str:
    """What stands in it, with single spaces."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def test_the_guide_has_times_notes_rules_care_and_help(bookshelf: Bookshelf) -> None:
    """What to do before, meanwhile and afterwards; and the lines of the place."""
    guide = guide_of(plan(begins="13:30"), bookshelf)
    found = chapters(guide)
    assert "85 minutes in all, from 13:30 to 14:55." in guide.says
    assert [row[0] for row in found["At a glance"].rows] == ["13:30", "13:35", "14:05", "14:35"]
    assert found["At a glance"].rows[1][2] == "The room decides: Small"
    assert found["What may be hard in it"].items[0] == "Small (everyday): none that we know of"
    assert found["Ground rules"].items == ("What is said here stays here.",)
    assert found["Help, here and now"].items == ("In an emergency: 999", "The night line: 123 (from 8 to 6)")
    for title in ("Before", "Meanwhile", "A pause for everybody", "When somebody struggles", "How votes stay secret"):
        assert len((*found[title].items, *found[title].boxes)) >= 4
    assert "1:25" not in str(guide)
    assert "85 minutes in all." in guide_of(plan(), bookshelf).says


def test_the_conversation_is_mapped_with_what_each_answer_shows_and_where_it_leads(bookshelf: Bookshelf) -> None:
    """Each decision by its number; harm, help and what is offered sometimes are told apart in words."""
    turns = chapters(guide_of(plan(), bookshelf))["Small"].turns
    assert [one.title for one in turns[:2]] == ["Decision 1", "Decision 2"]
    by_text = {one.text: one for one in turns[0].options}
    assert by_text["You sound tired."].shows == ("Helps: Does it.",)
    assert "Helps more: Does it." in by_text["*stays quiet*"].shows
    assert by_text["Well, I once..."].shows == (
        "Can harm: Does it.",
        "Can harm: Does it (depends on what went before)",
    )
    leads = [option.leads for turn in turns for option in turn.options]
    assert any(one.startswith("goes on at 2") for one in leads)
    assert any("ends: " in one for one in leads)
    assert any(one.startswith("only offered sometimes") for one in leads)
    assert any(turn.asks for turn in turns)


def test_a_section_has_its_notes_and_questions_and_what_is_gone_is_named(bookshelf: Bookshelf) -> None:
    """A guide is made all the same."""
    sections = {**PLAN["sections"]}
    sections["bench"] = {**sections["bench"], "plays": "disclosure/gone", "notes": "Slowly.", "prompts": ["Why?"]}
    found = chapters(guide_of(plan(sections=sections), bookshelf))
    said = found["On the bench"]
    assert "disclosure/gone" in said.says[-1]
    assert [(one.title, one.says + one.items) for one in said.parts] == [
        ("How to go about it", ("Slowly.",)),
        ("To talk about", ("Why?",)),
    ]
    assert weights_of(plan(sections=sections), bookshelf).keys() == {"threes", "alone"}


def test_nobodys_card_says_what_stands_on_another_ones(bookshelf: Bookshelf) -> None:
    """What the peer feels and holds back, the mentor does not read; harm is on nobody's list."""
    cards = {one.part: one for one in cards_of(plan(), bookshelf).cards}
    mentor, peer, observer = (str(cards[part]) for part in ("mentor", "peer", "observer"))
    for secret in ("says='B.'", "says='C.'", "says='D.'", "Line rain.", "shout"):
        assert secret in peer
        assert secret not in mentor
        assert secret not in observer
    assert "says='S.'" in mentor
    assert "says='S.'" not in peer
    assert {one.kind for one in cards["observer"].boxes} == {"helps", "helps more"}
    assert len(cards["observer"].boxes) == 4
    talk = plan(sections={"welcome": {"title": "Welcome", "way": "talk", "minutes": 5}})
    assert (cards_of(talk, bookshelf).cards, "no cards" in cards_of(talk, bookshelf).lead) == ((), True)


def test_both_stand_on_paper_as_they_are(bookshelf: Bookshelf) -> None:
    """Tagged, with title and language; nothing that looks like markup is taken for markup; the same again."""
    odd = plan(title="#emph[x] *b* $y$")
    guide, cards = guide_of(odd, bookshelf), cards_of(odd, bookshelf)
    pdf = guide_pdf(guide, DAY)
    said = read(pdf)
    assert "#emph[x] *b* $y$" in said
    assert "Made on 12 March 2026" in said
    assert "stays quiet" in said
    assert "*stays quiet*" not in said  # what is done stands in italics
    for chapter in guide.chapters:
        for sentence in (*chapter.says, *chapter.items, *chapter.boxes):
            assert sentence in said
    on_cards = read(cards_pdf(cards, DAY))
    for card in cards.cards:
        assert card.title in on_cards
        for passage in card.passages:
            assert " ".join(passage.says.split()) in on_cards
    reader = PdfReader(io.BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "en-GB")
    assert pdf == guide_pdf(guide, DAY)


def test_every_shipped_station_fits_onto_its_cards(tmp_path: Path) -> None:
    """Three cards on three pages each: nobody's card ends on somebody else's page."""
    afternoon = Afternoon(tmp_path)
    library = load_some([shipped() / "stations"])
    edition_of(library).shelve(afternoon.store, "shipped")
    for one in library.stations:
        section = {"title": "T", "way": "triads", "minutes": 40, "plays": one.id}
        cards = cards_of(Plan.model_validate({"title": "T", "sections": {"t": section}}), Bookshelf(afternoon.store))
        pages = PdfReader(io.BytesIO(cards_pdf(cards, DAY))).pages
        assert [card.title in page.extract_text() for card, page in zip(cards.cards, pages, strict=True)] == [True] * 3
