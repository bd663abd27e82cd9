"""Whether the best choice can be told by its wording alone."""

from __future__ import annotations

import hashlib
import re
import sys

import pytest

from roleplay.authoring import blind_reader
from roleplay.authoring.blind_reader import Blindness, read_blind, readers
from roleplay.authoring.worth import Decision
from roleplay.errors import Misconfigured

WORDS = [
    "rain",
    "lamp",
    "cup",
    "door",
    "late",
    "seven",
    "bread",
    "coat",
    "chair",
    "bus",
    "letter",
    "window",
    "stairs",
    "soup",
    "radio",
    "key",
    "pan",
    "street",
]


def words(*seed: object) -> str:
    """A few words that nothing follows from."""
    digest = hashlib.sha256(repr(seed).encode()).digest()
    return " ".join(WORDS[byte % len(WORDS)] for byte in digest[: 6 + digest[0] % 6])


def hash_of(*seed: object) -> str:
    """Letters and digits that nothing follows from."""
    return hashlib.sha256(repr(seed).encode()).hexdigest()


def library(opening: str = "", *, scenarios: int = 3, decisions: int = 18, every: int = 1) -> dict[str, list[Decision]]:
    """Scenarios of chance words, in which the best choice of `every` so many decisions begins with `opening`."""
    found: dict[str, list[Decision]] = {}
    for scenario in range(scenarios):
        found[f"s/{scenario}"] = []
        for number in range(decisions):
            best = hashlib.sha256(f"{scenario} {number}".encode()).digest()[0] % 4
            texts = [words(scenario, number, place) for place in range(4)]
            if number % every == 0:
                texts[best] = f"{opening} {texts[best]}".strip()
            ids = ("a", "b", "c", "d")
            found[f"s/{scenario}"].append(
                Decision(f"n{number}", ids, tuple(texts), frozenset({ids[best]}), fixed=False, weight=1.0)
            )
    return found


def read(found: dict[str, list[Decision]]) -> Blindness:
    """Let a library be read."""
    return read_blind(found, readers(found))


def test_a_way_of_speaking_that_gives_the_best_away_is_noticed() -> None:
    """Where every best answer has the same tone, the reader finds nearly all of them, in scenarios it has never seen."""
    found = read(library("It sounds as if"))
    assert found.accuracy > 0.95
    assert found.chance == pytest.approx(0.25)
    assert not found.near_chance


def test_a_tone_that_is_heard_seldom_is_noticed_with_the_scenarios_where_it_helps_most() -> None:
    """Some of the decisions are enough; at most three scenarios are named, with how to mend them."""
    found = read(library("It sounds as if", scenarios=5, decisions=12, every=3))
    assert 0.25 < found.accuracy < 0.7
    mend = "The wording gives the best away. Let other choices speak in the same tone, or the best differ: "
    named = re.findall(r"(s/\d) \((\d+)%, chance 25%\)", found.gives_away.removeprefix(mend))
    most = sorted((round(one.accuracy * 100) for one in found.readings), reverse=True)[:3]
    assert found.gives_away.startswith(mend)
    assert [int(accuracy) for _, accuracy in named] == most


def test_of_many_words_the_most_frequent_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes again and again is what can be learnt; rare words are left out first."""
    monkeypatch.setattr(blind_reader, "_MOST_FEATURES", 150)
    found = library(scenarios=2)
    for decisions in found.values():
        for number, one in enumerate(decisions):
            openings = ["It sounds as if" if c in one.best else f"{hash_of(c, one.texts):.15}" for c in one.choices]
            said = tuple(f"{opening} {text}" for opening, text in zip(openings, one.texts, strict=True))
            decisions[number] = one._replace(texts=said)
    assert read(found).accuracy > 0.9


def test_a_tone_that_all_choices_share_gives_nothing_away() -> None:
    """What is said everywhere tells nothing apart."""
    found = library()
    same = {
        name: [d._replace(texts=tuple(f"It sounds as if {t}" for t in d.texts)) for d in found[name]] for name in found
    }
    assert read(same).near_chance
    assert read(same).gives_away == ""


def test_where_the_wording_says_nothing_the_reader_guesses() -> None:
    """The interval has chance in it, and lies well below certainty."""
    found = read(library())
    assert found.low <= found.chance <= found.high < 0.6
    assert found.near_chance


def test_below_chance_is_no_fault() -> None:
    """A reader who is led astray gives nothing away."""
    found = Blindness((), accuracy=0.1, chance=0.3, low=0.05, high=0.15)
    assert found.near_chance


def test_a_scenario_is_read_by_a_reader_who_has_not_seen_it() -> None:
    """What only its own choices have in common is of no use."""
    found = library("It sounds as if", scenarios=2)
    found["s/2"] = library("Bread and", scenarios=3)["s/2"]
    by_scenario = {one.scenario: one.accuracy for one in read(found).readings}
    assert by_scenario["s/0"] > 0.9
    assert by_scenario["s/2"] < 0.6


def test_a_reader_knows_no_words_but_those_of_the_others() -> None:
    """Whatever its own scenario says, it picks the same, of texts with words that it alone uses too."""
    found = library()
    odd = {
        **found,
        "s/0": [one._replace(texts=tuple(f"{text} {text[::-1]}" for text in one.texts)) for one in found["s/0"]],
    }
    offers = [one.texts for decisions in (*found.values(), odd["s/0"]) for one in decisions]
    plain, other = readers(found)["s/0"], readers(odd)["s/0"]
    assert [plain(texts) for texts in offers] == [other(texts) for texts in offers]


def test_reading_twice_gives_the_same() -> None:
    """Nothing in it is random."""
    assert read(library("Perhaps")) == read(library("Perhaps"))


def test_the_order_of_choices_tells_the_reader_nothing() -> None:
    """Turned round, the same text is picked."""
    found = library("It sounds as if")
    reader = readers(found)["s/0"]
    for one in found["s/0"]:
        assert one.texts[reader(one.texts)] == one.texts[::-1][reader(one.texts[::-1])]


def test_the_interval_is_over_scenarios() -> None:
    """Few scenarios leave it wide, however many decisions they have."""
    few, many = read(library(scenarios=2)), read(library(scenarios=6))
    assert many.high - many.low < few.high - few.low


def test_scenarios_that_agree_by_luck_do_not_make_it_certain() -> None:
    """The interval is never narrower than that of as many independent decisions."""
    found = library()
    same = read_blind(found, dict.fromkeys(found, lambda _: 0))
    assert {one.accuracy for one in same.readings} == {0.25}
    assert same.high - same.accuracy == pytest.approx(1.96 * (0.25 * 0.75 / (3 * 18)) ** 0.5, rel=0.001)


def test_one_scenario_alone_cannot_be_read() -> None:
    """There is nothing to learn from."""
    with pytest.raises(Misconfigured, match="learns from other scenarios"):
        read(library(scenarios=1))
    with pytest.raises(Misconfigured, match="No scenario but"):
        read({**library(scenarios=1), "s/empty": []})


def test_without_scikit_learn_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra that few need."""
    monkeypatch.setitem(sys.modules, "sklearn.linear_model", None)
    with pytest.raises(Misconfigured, match=r"pip install 'roleplay\[authoring\]'"):
        read(library())
