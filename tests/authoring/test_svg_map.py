"""The map as a picture."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from playwright.sync_api import Browser

from roleplay.authoring.chart import chart
from roleplay.authoring.road_map import PlaceKind, RoadMap, road_map
from roleplay.authoring.svg_map import svg
from tests.authoring.maps import road_maps, shipped_maps, shipped_rubrics
from tests.small import RUBRICS, small

SVG = "{http://www.w3.org/2000/svg}"
SHIPPED = sorted(shipped_maps())

TEXTS = ("ink", "soft")
GROUNDS = ("paper", "raised", "decision-fill", "reply-fill", "ending-fill")
SIGNS = ("harmful", "basic", "advanced", "decision", "reply", "ending", "road")


def luminance(colour: str) -> float:
    """WCAG's relative luminance of `#rrggbb`."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG's contrast of two colours."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_node_choice_and_road_is_drawn_once(name: str) -> None:
    """With what is said, whole, for those who point at it."""
    scenario, places = shipped_maps()[name]
    root = ET.fromstring(svg(chart(places)))
    assert [g.get("data-node") for g in root.iter() if g.get("data-node")] == [node.id for node in scenario.nodes]
    ways = {g.get("data-way"): g.findtext(f"{SVG}title") for g in root.iter() if g.get("data-way")}
    assert len(ways) == sum(1 for g in root.iter() if g.get("data-way"))
    choices = {f"{node.id}/{choice.id}": choice.text for node in scenario.nodes for choice in node.choices}
    assert ways.keys() == choices.keys()
    assert all((ways[choice] or "").startswith(text) for choice, text in choices.items())
    roads = Counter(
        (p.get("data-source"), p.get("data-target")) for p in root.iter(f"{SVG}path") if p.get("data-source")
    )
    assert roads == Counter((road.source, road.target) for road in places.roads)


@given(road_maps())
def test_any_words_make_a_well_formed_picture(random: RoadMap) -> None:
    """Titled and described for those who do not see it; without anything that runs or is fetched."""
    text = svg(chart(random))
    root = ET.fromstring(text)
    assert root.get("role") == "img"
    named = {child.get("id") for child in root if child.tag in {f"{SVG}title", f"{SVG}desc"}}
    assert {*(root.get("aria-labelledby") or "").split()} == named
    assert not re.search(r"<script|<image|<foreignObject|href|@import|url\(|\bon\w+=\"", re.sub(r">[^<]*<", "><", text))


@given(road_maps())
def test_arrowheads_point_at_their_places_from_outside(random: RoadMap) -> None:
    """From above where a road leads on, from below where it leads back; boxes are drawn over roads and hide none."""
    drawn = chart(random)
    boxes = {box.place.id: box for box in drawn.boxes}
    root = ET.fromstring(svg(drawn))
    paths = [*root.iter(f"{SVG}path")]
    heads = [path.get("d") or "" for path in paths if path.get("class") == "arrow"]
    targets = [boxes[path.get("data-target") or ""] for path in paths if path.get("data-target")]
    assert len(heads) == len(targets) == len(random.roads)
    for head, box in zip(heads, targets, strict=True):
        found = re.match(r"M[-\d.]+ ([-\d.]+)l-5.5 (-?9)h", head)
        assert found is not None
        tip, back = float(found[1]), float(found[2])
        edge = box.y if back < 0 else box.y + box.height
        assert tip == pytest.approx(edge, abs=0.1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_told_apart_from_what_they_stand_on(scheme: str) -> None:
    """Texts, marks and lines at 4.5:1 on every ground that there is."""
    style = svg(chart(shipped_maps()[SHIPPED[0]][1])).partition("<style>")[2].partition("</style>")[0]
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#\w{6});", part)) for part in style.split("prefers-color-scheme: dark")
    )
    colours = light if scheme == "light" else light | dark
    assert light.keys() == dark.keys()
    pairs = [(text, ground) for text in TEXTS for ground in GROUNDS]
    pairs += [(sign, ground) for sign in SIGNS for ground in ("paper", "raised")]
    assert [pair for pair in pairs if contrast(colours[pair[0]], colours[pair[1]]) < 4.5] == []


def test_kinds_of_places_and_marks_differ_in_shape() -> None:
    """For those who do not see colours, and on paper."""
    drawn = chart(road_map(small(), RUBRICS))
    root = ET.fromstring(svg(drawn))
    outlines = {}
    for box in drawn.boxes:
        group = next(g for g in root.iter() if g.get("data-node") == box.place.id)
        shape = next(part for part in group if part.get("class") == "shape")
        path = re.sub(r"[-\d. ]+", "", shape.get("d") or "")
        outlines[box.place.kind] = (shape.tag, path, shape.get("rx"))
    assert len({*outlines.values()}) == len(PlaceKind)
    marks = {
        part.get("class", "").split()[1]: (part.tag, len(part.get("d") or ""))
        for part in root.iter()
        if (part.get("class") or "").startswith("mark")
    }
    assert len({*marks.values()}) == len(marks) == 3


def test_a_road_that_is_taken_more_often_is_drawn_thicker() -> None:
    """And the probability stands beside each way."""
    chances = {"opening": 1.0, "opening/pass": 0.125, "opening/wait": 0.875, "middle": 0.875}
    text = svg(chart(road_map(small(), RUBRICS, chances)))
    root = ET.fromstring(text)
    strokes = {
        (p.get("data-source"), p.get("data-target")): float((p.get("style") or "").removeprefix("stroke-width:"))
        for p in root.iter(f"{SVG}path")
        if p.get("data-source")
    }
    assert strokes["opening", "middle"] > strokes["opening", "cold-end"] > strokes["asking", "writing"]
    assert "12.5%" in text
    assert "87.5%" in text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_browser_shows_it_and_words_stay_within_their_boxes(
    scheme: Literal["light", "dark"], browser: Browser, tmp_path: Path
) -> None:
    """No error, no request, a background of its own; every text of a box or card lies inside of it."""
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    for name in SHIPPED:
        file = tmp_path / f"{name.rpartition('/')[2]}.svg"
        scenario, places = shipped_maps()[name]
        chances = {place.id: 1.0 for place in places.places}  # the widest there are
        file.write_text(svg(chart(road_map(scenario, shipped_rubrics(), chances))), encoding="utf-8")
        page.goto(file.as_uri())
        outside = page.evaluate(
            """() => [...document.querySelectorAll(".box, .ways")].flatMap((group) => {
              const edge = group.querySelector(".shape, .card").getBoundingClientRect();
              return [...group.querySelectorAll("text")].filter((text) => {
                const words = text.getBoundingClientRect();
                return words.left < edge.left || words.right > edge.right || words.top < edge.top - 1
                  || words.bottom > edge.bottom + 1;
              }).map((text) => text.textContent);
            })"""
        )
        assert outside == []
    paper = page.evaluate("getComputedStyle(document.querySelector('.paper')).fill")
    assert paper == {"light": "rgb(250, 246, 240)", "dark": "rgb(27, 24, 22)"}[scheme]
    assert said == []
    assert all(url.startswith("file:") for url in asked)
    context.close()
