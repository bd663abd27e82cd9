"""The shipped curriculum: whole, fair, and passable by somebody who would rather not meet one thing or another."""

from __future__ import annotations

from pathlib import Path

import pytest

from roleplay.authoring.courses import unreachable
from roleplay.authoring.loader import thing_of
from roleplay.authoring.source import read
from roleplay.model.curriculum import Curriculum, Forms, Module
from roleplay.model.scenario import Topic, Use
from tests.scenarios.proved import LIBRARY

NOTEBOOKS = Path(__file__).parents[2] / "notebooks/modules"


def _curriculum() -> Curriculum:
    """The curriculum as its file has it, whatever the rest of the library is like."""
    (one,) = LIBRARY.curricula
    thing = thing_of(Curriculum, read(one.path)).thing
    assert thing is not None
    return thing


def _modules() -> dict[str, Module]:
    """Id -> module, likewise."""
    things = [thing_of(Module, read(one.path)).thing for one in LIBRARY.modules]
    return {thing.id: thing for thing in things if thing is not None}


CURRICULUM = _curriculum()
MODULES = _modules()
ORDER = tuple(step.id for step in CURRICULUM.modules)

each = pytest.mark.parametrize("module", MODULES.values(), ids=list(MODULES))


def test_nothing_in_the_modules_and_the_curriculum_is_to_be_mended() -> None:
    """No errors and no warnings: every scenario, competency and module that is named is there, no check is given away."""
    files = {one.path for one in (*LIBRARY.modules, *LIBRARY.curricula)}
    assert [one for one in LIBRARY.diagnostics if one.path in files] == []


def test_every_module_is_listed_once_and_there() -> None:
    """The twelve of the training, each on the first way or on another one."""
    assert sorted(ORDER) == sorted(MODULES)
    assert len(ORDER) == 12
    assert {name for pathway in CURRICULUM.pathways for name in CURRICULUM.way(pathway.id)} == set(ORDER)


def test_the_order_keeps_what_comes_before_above() -> None:
    """Whoever works down the list never meets a module that waits for one further down."""
    for place, step in enumerate(CURRICULUM.modules):
        assert set(step.after) <= set(ORDER[:place]), step.id


def test_the_readings_stand_in_the_order_of_the_curriculum() -> None:
    """A notebook for each module, `NN-ID.ipynb`, and no other."""
    wanted = [f"{number:02}-{name}.ipynb" for number, name in enumerate(ORDER, start=1)]
    assert sorted(path.name for path in NOTEBOOKS.glob("*.ipynb")) == wanted


@each
def test_a_check_has_ten_items_with_a_reason_for_every_answer(module: Module) -> None:
    """Fewer are drawn, so that a second try asks something else too; a slip or two does not fail anybody."""
    check = module.check
    assert len(check.items) == 10
    assert check.draw < len(check.items)
    assert check.draw / 2 < check.enough < check.draw
    for item in check.items:
        assert all(len(option.why.split()) >= 4 for option in item.options), item.id
        assert len({option.why for option in item.options}) == len(item.options), item.id


@each
def test_no_check_is_passed_by_whoever_looks_at_the_outside_only(module: Module) -> None:
    """Always the longest answer, always the shortest, or always the same place in the file: none is right enough."""
    single = [item for item in module.check.items if not item.several]
    longest = sum(max(item.options, key=lambda one: len(one.text)).right for item in single)
    shortest = sum(min(item.options, key=lambda one: len(one.text)).right for item in single)
    places = [sum(item.options[place].right for item in single) for place in range(3)]
    share = module.check.enough / module.check.draw
    assert max(longest, shortest, *places) < share * len(single)


@each
def test_every_place_offers_another_scenario_to_somebody_who_would_rather_not(module: Module) -> None:
    """Two scenarios or more that are there; no content note is on all of them."""
    for place in module.role_plays:
        known = [LIBRARY.playable[one] for one in place.any_of]
        assert len(known) >= 2
        shared = frozenset.intersection(*(frozenset(one.content_notes) for one in known))
        assert not shared, place.about


@each
def test_a_module_can_be_done_without_playing_one_scenario_for_two_places(module: Module) -> None:
    """There are enough of them even for somebody who leaves out any one."""
    offered = {one for place in module.role_plays for one in place.any_of}
    for left_out in offered:
        ways: set[frozenset[str]] = {frozenset()}
        for place in module.role_plays:
            ways = {way | {one} for way in ways for one in place.any_of if one not in way and one != left_out}
        assert ways, left_out


@pytest.mark.parametrize("pathway", [one.id for one in CURRICULUM.pathways])
def test_every_competency_of_a_pathway_can_be_practised_without_any_single_content_note(pathway: str) -> None:
    """By what the library holds now, of all modules on the way."""
    modules = [MODULES[name] for name in CURRICULUM.way(pathway)]
    offered = sorted({one for module in modules for place in module.role_plays for one in place.any_of})
    wanted = tuple(dict.fromkeys(one for module in modules for one in module.competencies))
    assert wanted
    assert list(unreachable([LIBRARY.playable[one] for one in offered], wanted)) == []


@pytest.mark.parametrize("topic", sorted(set(Topic) - {Topic.CONFIDENTIALITY, Topic.MEDICATION}))
@pytest.mark.parametrize("pathway", [one.id for one in CURRICULUM.pathways])
def test_every_competency_of_a_pathway_can_be_practised_without_any_single_grave_topic(
    pathway: str, topic: Topic
) -> None:
    """Content notes are written freely, so that two of them can mean one thing; topics are the same word everywhere."""
    modules = [MODULES[name] for name in CURRICULUM.way(pathway)]
    offered = {one for module in modules for place in module.role_plays for one in place.any_of}
    without = [LIBRARY.playable[one] for one in offered if topic not in LIBRARY.playable[one].topics]
    practised = {competency for scenario in without for competency in scenario.assesses}
    assert {competency for module in modules for competency in module.competencies} <= practised


def test_practice_and_assessment_are_kept_apart() -> None:
    """Each scenario for practice is offered in a module; each form of an assessment is there, and in none."""
    offered = {one for module in MODULES.values() for place in module.role_plays for one in place.any_of}
    forms = [one for assessment in CURRICULUM.assessments for one in assessment.forms]
    assert {one.id for one in LIBRARY.playable.values() if one.use is Use.PRACTICE} == offered
    assert sorted(one.id for one in LIBRARY.playable.values() if one.use is Use.ASSESSMENT) == sorted(forms)


@pytest.mark.parametrize("assessment", CURRICULUM.assessments, ids=lambda one: one.id)
def test_the_two_forms_of_an_assessment_ask_for_the_same_competencies(assessment: Forms) -> None:
    """And come after modules that are about them."""
    first, second = (LIBRARY.playable[form] for form in assessment.forms)
    assert first.id != second.id
    assert tuple(first.assesses) == tuple(second.assesses)
    learnt = {competency for name in ORDER if name in assessment.after for competency in MODULES[name].competencies}
    assert set(first.assesses) <= learnt


def test_private_pages_ask_few_things() -> None:
    """Readiness, stories, care and early signs; none of them looks like a module's own page."""
    assert [page.id for page in CURRICULUM.pages] == ["readiness", "story-bank", "self-care-plan", "early-signs"]
    assert all(3 <= len(page.fields) <= 8 for page in CURRICULUM.pages)
