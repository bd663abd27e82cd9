"""Changing one field of a YAML text, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from roleplay.services.yaml_text import append, put, remove, replace


def read(text: str) -> Any:
    """What a parser finds in a text."""
    return YAML(typ="safe", pure=True).load(text)


OLD = (
    "",
    " # c",
    " x",
    " x # c",
    ' "x" # c',
    " [1, 2] # c",
    "\n  - a: 1\n    b: # c",
    "\n- a: 1 # c",
    "\n  k: v\n  l:",
)
"""Values as people write them, with comments."""
NEW: tuple[Any, ...] = (None, "y", "112", "a: b # c", [], [{"a": "1", "b": "x y"}], {"k": "v"})


@pytest.mark.parametrize("new", NEW, ids=repr)
@pytest.mark.parametrize("old", OLD, ids=repr)
@pytest.mark.parametrize("after", ["", "\n", "\n# below\n\nnext: 1\n"], ids=repr)
def test_a_field_gets_its_value_and_the_rest_stays(old: str, new: Any, after: str) -> None:
    """Whatever stood there, and whatever comes after it: the neighbours and the comments around are the same."""
    text = put(f"# above\nfirst: 1 # one\n'field' :{old}{after}", "field", new)
    rest = {"next": 1} if "next" in after else {}
    assert read(text) == {"first": 1, "field": new, **rest}
    assert text.startswith("# above\nfirst: 1 # one\n'field'")
    assert text.endswith(after)


@pytest.mark.parametrize("text", ["", "# only a comment", "first: 1", "first: 1\n"])
def test_a_new_field_comes_last(text: str) -> None:
    """On a line of its own."""
    changed = put(text, "field", "x")
    assert changed.startswith(text)
    assert changed.endswith("\nfield: x\n" if text else "field: x\n")
    assert read(changed)["field"] == "x"


@given(st.lists(st.tuples(st.sampled_from("arx"), st.integers(0, 4), st.text("ab:# -'\"\n", max_size=6)), max_size=10))
def test_a_list_becomes_what_was_done_to_it(changes: list[tuple[str, int, str]]) -> None:
    """Items added, replaced and removed in any order: a parser finds the same as in a list in memory."""
    text = "before: 1\nitems: []\nafter: 2 # end\n"
    model: list[dict[str, str]] = []
    for what, place, word in changes:
        item = {"a": word, "b": "x"}
        if what == "a" or place >= len(model):
            text, model = append(text, "items", item), [*model, item]
        elif what == "r":
            text, model = replace(text, "items", place, item), [*model[:place], item, *model[place + 1 :]]
        else:
            text, model = remove(text, "items", place), [*model[:place], *model[place + 1 :]]
        assert read(text) == {"before": 1, "items": model, "after": 2}
    assert text.endswith("\nafter: 2 # end\n")
