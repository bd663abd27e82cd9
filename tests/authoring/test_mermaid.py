"""The map as Mermaid text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from roleplay.authoring.mermaid import escaped, mermaid
from roleplay.authoring.road_map import OTHERWISE, RoadMap
from tests.authoring.maps import WORDS, road_maps, shipped_maps

LABEL = r'"(?P<label>[^"\n]+)"'
NODE = re.compile(rf"  (?P<name>n_\w+)(?:\{{\{{{LABEL.replace('label', 'a')}\}}\}}|\[/{LABEL.replace('label', 'b')}/\]"
                  rf"|\[{LABEL.replace('label', 'c')}\]|\(\[{LABEL.replace('label', 'd')}\]\)|>{LABEL.replace('label', 'e')}\])")  # fmt: skip
ROAD = re.compile(rf"  (?P<source>n_\w+) (?:-->|-\.->)(?:\|{LABEL}\|)? (?P<target>n_\w+)")
OTHER = re.compile(
    r'flowchart TD|  accTitle: [^;:#"]*|  accDescr: [^;:#"]*|  legend\["[^"]+"\]|  class(?:Def)? [\w ,:-]+'
)


def unescaped(label: str) -> str:
    """What a reader sees."""
    return re.sub(r"#(\d+);", lambda match: chr(int(match[1])), label)


def parsed(text: str) -> tuple[list[str], list[tuple[str, str, list[str]]]]:
    """Ids of all nodes; and of all roads source, target and the first words of the lines on it."""
    nodes, roads = [], []
    for line in text.splitlines():
        if node := NODE.fullmatch(line):
            label = next(node[name] for name in "abcde" if node[name])
            nodes.append(unescaped(re.findall(r"<b>(.*?)</b>", label)[0]))
        elif road := ROAD.fullmatch(line):
            words = [
                unescaped(part).split()[0]
                for part in (road["label"] or "").split("<br/>")
                if part and OTHERWISE not in part
            ]
            roads.append((road["source"], road["target"], words))
        else:
            assert OTHER.fullmatch(line), line
    return nodes, roads


@given(WORDS)
def test_a_label_says_what_the_text_says(text: str) -> None:
    """With its blanks joined; and nothing in it means anything to Mermaid or Markdown."""
    label = escaped(text)
    assert unescaped(label) == " ".join(text.split())
    assert re.fullmatch(r"(?:[^\W_]|[ ,.'?!-]|#\d+;)*", label)
    assert not re.match(r"[\d.*+'-]", label)


@pytest.mark.parametrize(
    "text", ['say "no"', "end", "a; b", "[x](y)", "#35;", "50 % %%{init}%%", "<b>", "1. first", "- x", "`x`"]
)
def test_what_has_broken_flowcharts_elsewhere_is_escaped(text: str) -> None:
    """Quotes, brackets, semicolons, hashes, directives, lists."""
    label = escaped(text)
    assert unescaped(label) == text
    assert not re.search(r'["\[\](){}<>`%:]|--|^\d|^-', label)


@given(road_maps())
def test_every_line_is_in_the_grammar_and_every_place_is_there_once(random: RoadMap) -> None:
    """Whatever words there are in it."""
    nodes, roads = parsed(mermaid(random))
    assert nodes == [place.id for place in random.places]
    assert len(roads) == len(random.roads)


@pytest.mark.parametrize("name", sorted(shipped_maps()))
def test_every_choice_of_a_shipped_scenario_is_there_once(name: str) -> None:
    """On the road from its node."""
    scenario, places = shipped_maps()[name]
    nodes, roads = parsed(mermaid(places))
    assert nodes == [node.id for node in scenario.nodes]
    for node in scenario.nodes:
        source = f"n_{node.id.replace('-', '_')}"
        words = [word for start, _, line in roads if start == source for word in line]
        assert [words.count(choice.id) for choice in node.choices] == [1] * len(node.choices)


def test_a_place_called_end_has_a_name_that_mermaid_can_read() -> None:
    """`end` alone would close a block."""
    scenario, places = shipped_maps()["referral/just-between-us"]
    assert scenario.opt_out.goto == "rest"
    text = mermaid(places)
    assert "  class n_opening start" in text
    assert "  class n_rest aside" in text
