"""What is proved beside the page."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from roleplay.apps.author.proving import MOST_BOTS, Manuscript, Prover
from tests.apps.author.conftest import AtOnce
from tests.small import RUBRICS, small


def test_two_versions_that_are_alike_are_proved_once() -> None:
    """The same scenario read anew is no new work; another title or another rubric is."""
    prover = Prover(AtOnce())
    prover.proof(Manuscript(small(), RUBRICS))
    prover.proof(Manuscript(small(), dict(RUBRICS)))
    assert prover.finished() == 1
    prover.proof(Manuscript(small(title="Other"), RUBRICS))
    prover.proof(Manuscript(small(), {**RUBRICS, "repair": RUBRICS["repair"].model_copy(update={"title": "Mending"})}))
    assert prover.finished() == 3


def test_a_version_that_was_replaced_before_its_turn_is_never_proved() -> None:
    """Saving again and again does not keep the last version waiting for the others."""
    begin = Event()
    with ThreadPoolExecutor(1) as executor:
        executor.submit(begin.wait)
        prover = Prover(executor)
        versions = [Manuscript(small(title=f"Version {n}"), RUBRICS) for n in range(4)]
        for version in versions:
            prover.proof(version)
            prover.bots(version)
        for version in versions[:-1]:
            prover.drop(version)
        begin.set()
    assert prover.finished() == 2
    assert prover.state(versions[0]) == "none"
    assert prover.state(versions[-1]) == "ready"


def test_what_cannot_be_proved_says_why() -> None:
    """A circle, a rubric that is missing: the page shows it as a text."""
    prover = Prover(AtOnce())
    found, facts = prover.proof(Manuscript(small(), {"listening": RUBRICS["listening"]}))
    assert (found.state, facts) == ("refused", None)
    assert found.problem == 'There is no rubric "sharing" without errors. Mend the rubric first.'
    assert prover.bots(Manuscript(small(), {}))[0].state == "refused"
    middle = {
        "say": [{"narrator": "Round."}],
        "choices": {c: {"text": c, "feedback": c, "goto": "opening"} for c in "ab"},
    }
    raw = small().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    raw["nodes"] = [{"id": "middle", **middle} if node["id"] == "middle" else node for node in raw["nodes"]]
    raw["nodes"][0]["choices"] = [{**choice, "effects": {}} for choice in raw["nodes"][0]["choices"]]
    found, _ = prover.proof(Manuscript(small(nodes=raw["nodes"]), RUBRICS))
    assert found.state == "refused"
    assert "go on for ever" in found.problem


def test_the_shortest_way_of_all_settings_is_given_with_its_setting() -> None:
    """One that is open in the sun only is shorter than any in the rain."""
    raw = small().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    short = {"id": "short", "text": "Tired?", "feedback": "F8.", "goto": "warm-end", "shown_if": "weather == sun"}
    raw["nodes"][0]["choices"].append({**short, "ticks": ["reflects"]})
    _, facts = Prover(AtOnce()).proof(Manuscript(small(nodes=raw["nodes"]), RUBRICS))
    assert facts is not None
    (helpful,) = [way for way in facts["competencies"][0]["ways"] if way["level"] == 3]
    assert (helpful["choices"], helpful["profile"], helpful["vary"]) == (["opening/short"], None, {"weather": "sun"})


def test_of_old_versions_not_everything_is_kept() -> None:
    """A long day of saving does not fill the memory."""
    prover = Prover(AtOnce())
    for number in range(MOST_BOTS + 3):
        prover.bots(Manuscript(small(title=f"Version {number}"), {}))
    assert prover.finished() == MOST_BOTS
