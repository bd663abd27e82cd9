"""The language of conditions: any text is a tree or a refusal that says where."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from roleplay.errors import ConditionError
from roleplay.model.condition import Both, Compare, Domain, Expr, Name, Not, atoms, mismatches, parse

DOMAINS = {
    "trust": Domain(low=0, high=10),
    "asked": Domain(flag=True),
    "mood": Domain(words=("calm", "tense")),
    "site.ask_or_alert": Domain(words=("unset", "ask-first", "alert-first")),
}


def shown(tree: Expr) -> str:
    """A tree as a fully bracketed text."""
    if isinstance(tree, Name):
        return tree.name
    if isinstance(tree, Compare):
        return f"{tree.name.name} {tree.op} {tree.value}"
    if isinstance(tree, Not):
        return f"not ({shown(tree.inner)})"
    return f"({shown(tree.left)}) {tree.word} ({shown(tree.right)})"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("asked", "asked"),
        ("trust >= 3", "trust >= 3"),
        ("trust>=3", "trust >= 3"),
        ("trust > -3", "trust > -3"),
        ("asked == true", "asked == True"),
        ("mood == tense", "mood == tense"),
        ("mood == 'tense'", "mood == tense"),
        ('mood == "very tense"', "mood == very tense"),
        ("site.ask_or_alert == alert-first", "site.ask_or_alert == alert-first"),
        ("not asked and trust < 3", "(not (asked)) and (trust < 3)"),
        ("a or b and c", "(a) or ((b) and (c))"),
        ("(a or b) and c", "((a) or (b)) and (c)"),
        ("a and b and c", "((a) and (b)) and (c)"),
        ("not not a", "not (not (a))"),
        ("  a  ", "a"),
    ],
)
def test_a_condition_reads_as_it_is_said(text: str, tree: str) -> None:
    """`or` binds weakest, then `and`, then `not`."""
    assert shown(parse(text)) == tree


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("", 0),
        ("   ", 3),
        ("and", 0),
        ("a and", 5),
        ("a b", 2),
        ("a ==", 4),
        ("a = 1", 2),
        ("a == and", 5),
        ("(a", 2),
        ("a)", 1),
        ("3 < a", 0),
        ("a & b", 2),
        ("a == 'x", 5),
        ("not", 3),
        ("true", 0),
        ("(" * 50 + "a" + ")" * 50, 40),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_place(text: str, offset: int) -> None:
    """The offset leads to the trouble; the message quotes the condition."""
    with pytest.raises(ConditionError) as caught:
        parse(text)
    assert caught.value.offset == offset
    assert text in caught.value.message


@pytest.mark.parametrize(
    ("text", "offsets"),
    [
        ("asked and trust >= 3 and mood == calm", []),
        ("truss >= 3", [0]),
        ("asked and trust >= 30", [19]),
        ("trust", [0]),
        ("trust == calm", [9]),
        ("trust == true", [9]),
        ("asked == 1", [9]),
        ("mood", [0]),
        ("mood == clam", [8]),
        ("mood > calm", [7]),
        ("asked >= true", [9]),
        ("wat and mood == nil", [0, 16]),
    ],
)
def test_every_comparison_is_held_against_what_is_declared(text: str, offsets: list[int]) -> None:
    """Unknown names, values out of range, and orders among words are each found at their place."""
    assert [error.offset for error in mismatches(text, parse(text), DOMAINS)] == offsets


def test_what_was_meant_is_offered() -> None:
    """For names and for words."""
    (name,) = mismatches("truss >= 3", parse("truss >= 3"), DOMAINS)
    (word,) = mismatches("mood == clam", parse("mood == clam"), DOMAINS)
    assert (name.fix, word.fix) == ('Did you mean "trust"?', 'Did you mean "calm"?')


PIECES = st.sampled_from(
    [
        "a",
        "b.c",
        "and",
        "or",
        "not",
        "(",
        ")",
        "==",
        "!=",
        "<",
        ">=",
        "=",
        "3",
        "-1",
        "'x'",
        '"',
        "true",
        " ",
        "\n",
        "&",
        "é",
    ]
)


@given(st.text(max_size=60) | st.lists(PIECES, max_size=25).map(" ".join))
@example("(" * 400)
@example("not " * 400)
@example("a == '" * 3)
def test_any_text_is_a_tree_or_a_refusal(text: str) -> None:
    """Nothing else is ever raised, and a refusal points into the text."""
    refused: ConditionError | None = None
    try:
        tree = parse(text)
    except ConditionError as error:
        refused = error
    if refused is not None:
        assert 0 <= refused.offset <= len(text)
    else:
        names = [atom.name.name if isinstance(atom, Compare) else atom.name for atom in atoms(tree)]
        assert names
        assert all(name in text for name in names)


LEAVES = st.sampled_from(["asked", "trust >= 3", "mood == calm", "trust != 4"])
TREES = st.recursive(
    LEAVES.map(parse),
    lambda inner: (
        inner.map(Not) | st.tuples(st.sampled_from(["and", "or"]), inner, inner).map(lambda parts: Both(*parts))
    ),
    max_leaves=10,
)


@given(TREES)
def test_a_bracketed_tree_reads_back_as_itself(tree: Expr) -> None:
    """Writing a tree down and parsing it changes nothing."""
    assert shown(parse(shown(tree))) == shown(tree)
