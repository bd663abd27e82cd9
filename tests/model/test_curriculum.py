"""Modules and curricula: what their types hold, refuse, and work out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from roleplay.model.curriculum import Check, CountsAs, Curriculum, FieldKind, Item, Module


def options(*right: bool) -> dict[str, dict[str, Any]]:
    """Options as a file has them, of which some are right."""
    return {f"option-{n}": {"text": "T", "why": "W", "right": one} for n, one in enumerate(right)}


def item(*right: bool, several: bool = False) -> Item:
    """An item with such options."""
    return Item.model_validate({"id": "an-item", "ask": "What?", "several": several, "options": options(*right)})


def module(**fields: Any) -> Module:
    """A module with one item, or with other fields."""
    check = {"draw": 1, "pass": 1, "items": {"one": {"ask": "What?", "options": options(True, False, False)}}}
    return Module.model_validate(
        {
            "format": "module/1",
            "id": "sitting-still",
            "title": "T",
            "minutes": 20,
            "summary": "S.",
            "aims": ["be still"],
            "competencies": ["listening"],
            "role_plays": [{"about": "A.", "any_of": ["everyday/coffee"]}],
            "check": check,
            "reflection": ["Where?"],
            "supervision": ["What?"],
            **fields,
        }
    )


def curriculum(after: dict[str, list[str]], pathway: list[str], **fields: Any) -> Curriculum:
    """A curriculum of modules, each with what comes before it, and one pathway."""
    return Curriculum.model_validate(
        {
            "format": "curriculum/1",
            "id": "curriculum",
            "title": "T",
            "about": "A.",
            "modules": {name: {"after": before} for name, before in after.items()},
            "pathways": {"core": {"title": "T", "about": "A.", "modules": pathway}},
            "placement": {"draw_each": 1},
            **fields,
        }
    )


def test_an_item_knows_what_is_to_be_ticked() -> None:
    """One option, or several."""
    assert item(True, False, False).right == {"option-0"}
    assert item(True, False, True, several=True).right == {"option-0", "option-2"}


@pytest.mark.parametrize(
    ("right", "several", "said"),
    [
        ((False, False, False), False, "exactly one option"),
        ((True, True, False), False, "exactly one option"),
        ((True, False, False), True, "two options or more"),
        ((False, False, False), True, "two options or more"),
        ((True, True, True), True, "not right"),
        ((True, True, True), False, "not right"),
    ],
)
def test_an_item_has_as_many_right_options_as_it_says(right: tuple[bool, ...], several: bool, said: str) -> None:  # noqa: FBT001 - as in the file
    """None at all, two where one is wanted, or nothing that could be wrong: each is refused."""
    with pytest.raises(ValidationError, match=said):
        item(*right, several=several)


@given(st.lists(st.booleans(), min_size=1, max_size=7), st.booleans())
def test_an_item_is_taken_exactly_when_it_can_be_answered_wrongly_and_rightly(
    right: list[bool],
    several: bool,  # noqa: FBT001 - drawn
) -> None:
    """Three to five options; one right, or two and more where it says so; never all."""
    count = sum(right)
    good = 3 <= len(right) <= 5 and count < len(right) and (count >= 2 if several else count == 1)
    try:
        item(*right, several=several)
        taken = True
    except ValidationError:
        taken = False
    assert taken is good


def test_every_option_says_why() -> None:
    """Right or not; an empty reason is none."""
    written = options(True, False, False)
    written["option-1"]["why"] = "  "
    with pytest.raises(ValidationError, match="option"):
        Item.model_validate({"id": "an-item", "ask": "What?", "options": written})
    del written["option-1"]["why"]
    with pytest.raises(ValidationError, match="why"):
        Item.model_validate({"id": "an-item", "ask": "What?", "options": written})


@pytest.mark.parametrize(
    ("draw", "enough", "said"), [(2, 1, "draw: 2 .* there are 1"), (1, 2, "pass: 2 .* 1 are drawn"), (0, 1, "draw")]
)
def test_a_check_can_be_drawn_and_passed(draw: int, enough: int, said: str) -> None:
    """No more drawn than there are, no more right than drawn."""
    written = {"one": {"ask": "What?", "options": options(True, False, False)}}
    with pytest.raises(ValidationError, match=said):
        Check.model_validate({"draw": draw, "pass": enough, "items": written})


def test_a_module_finds_an_item_by_its_id() -> None:
    """Or says that there is none."""
    found = module().item("one")
    assert found is not None
    assert found.ask == "What?"
    assert module().item("two") is None


@pytest.mark.parametrize(
    "fields",
    [
        {"role_plays": []},
        {"role_plays": [{"about": "A.", "any_of": []}]},
        {"role_plays": [{"about": "A.", "any_of": ["coffee"]}]},
        {"competencies": []},
        {"aims": []},
        {"reflection": []},
        {"supervision": []},
        {"minutes": 4},
        {"readings": "x.md"},
    ],
    ids=str,
)
def test_a_module_lacks_nothing(fields: dict[str, Any]) -> None:
    """Something to play, to aim at, to think about; and nothing that is unknown."""
    assert module().id == "sitting-still"
    with pytest.raises(ValidationError):
        module(**fields)


def test_a_way_holds_all_that_has_to_come_before_in_the_order_of_the_curriculum() -> None:
    """However far back it reaches, and in whatever order the pathway names it."""
    made = curriculum({"a": [], "b": ["a"], "c": [], "d": ["b"], "e": []}, ["e", "d"])
    assert made.way("core") == ("a", "b", "d", "e")


def test_a_pathway_that_is_not_there_has_no_way() -> None:
    """Nothing is made up for it."""
    with pytest.raises(KeyError):
        curriculum({"a": []}, ["a"]).way("other")


@given(st.data())
def test_a_way_is_closed_and_in_order_for_any_curriculum(data: st.DataObject) -> None:
    """Each module of it stands in it once, with all that comes before it; nothing is there that nobody needs."""
    names = [f"m{n}" for n in range(data.draw(st.integers(1, 7)))]
    after = {
        name: data.draw(st.lists(st.sampled_from(names[:place]), unique=True)) if place else []
        for place, name in enumerate(names)
    }
    wanted = data.draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    way = curriculum(after, wanted).way("core")
    assert list(way) == [name for name in names if name in way]
    assert set(way) >= set(wanted)
    assert all(set(after[name]) <= set(way) for name in way)
    needed = {name for one in way for name in after[one]}
    assert set(way) <= set(wanted) | needed


def test_what_a_curriculum_does_not_say_is_what_most_want() -> None:
    """Playing to an ending counts; no assessments, no private pages; a question is answered in a few lines."""
    made = curriculum(
        {"a": []}, ["a"], pages={"me": {"title": "T", "about": "A.", "fields": {"one": {"ask": "What?"}}}}
    )
    assert made.role_plays_count is CountsAs.FINISHED
    assert made.assessments == ()
    assert made.pages[0].fields[0].kind is FieldKind.TEXT


def test_no_private_page_is_called_like_those_of_modules() -> None:
    """A module's own page is called after it."""
    page = {"title": "T", "about": "A.", "fields": {"one": {"ask": "What?"}}}
    with pytest.raises(ValidationError, match="module-"):
        curriculum({"a": []}, ["a"], pages={"module-a": page})


@pytest.mark.parametrize("forms", [["a/b"], ["a/b", "a/c", "a/d"], ["b", "c"], ["a/b", "a/b"]])
def test_an_assessment_has_two_forms(forms: list[str]) -> None:
    """Neither one nor three nor twice the same, and each is a scenario."""
    with pytest.raises(ValidationError, match="forms"):
        curriculum({"a": []}, ["a"], assessments={"d": {"title": "T", "forms": forms}})


def test_a_module_keeps_its_pass_mark_when_it_is_written_and_read_again() -> None:
    """By the name in the file, which is a word of the language."""
    made = module()
    written = made.model_dump_json(by_alias=True)
    assert '"pass":1' in written
    assert Module.model_validate_json(written) == made
