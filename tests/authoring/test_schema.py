"""The format as JSON Schema: it takes every good file, and refuses what editors should mark."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator  # type: ignore[import-untyped]

from roleplay.authoring.fields import meanings, name_in_file
from roleplay.authoring.folders import files_in, shipped
from roleplay.authoring.handbook import types_of
from roleplay.authoring.schema import KINDS, schema_of
from roleplay.authoring.source import parse
from tests.authoring.files import COFFEE, CURRICULUM, MODULE, SCENARIOS, changed

SCHEMAS = {kind: schema_of(kind) for kind in KINDS}
DIAGNOSTICS = SCENARIOS / "diagnostics"
MENDED = [path for path in files_in(DIAGNOSTICS) if "passes" in path.relative_to(DIAGNOSTICS).as_posix()]
GOOD = [*files_in(shipped()), *files_in(SCENARIOS / "features"), *files_in(SCENARIOS / "rubrics"), *MENDED]


@cache
def data_of(text: str) -> dict[str, Any]:
    """What stands in the text of a file."""
    return parse(Path("x.yml"), text.encode()).data


def wrong(text: str, validator: type[Draft202012Validator] = Draft202012Validator) -> list[str]:
    """What the schema of its kind finds in the text of a file."""
    data = data_of(text)
    schema = SCHEMAS[str(data["format"]).partition("/")[0]]
    return [error.json_path for error in validator(schema).iter_errors(data)]


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_a_schema_of_its_draft(kind: str) -> None:
    """By the rules of JSON Schema 2020-12."""
    Draft202012Validator.check_schema(SCHEMAS[kind])
    assert SCHEMAS[kind]["$schema"].endswith("2020-12/schema")


@pytest.mark.parametrize("validator", [Draft202012Validator, Draft7Validator])
def test_every_good_file_passes(validator: type[Draft202012Validator]) -> None:
    """Shipped ones, those of every feature, every mended example; also for editors that know the older draft only."""
    assert len(GOOD) > 80
    assert {str(path): found for path in GOOD if (found := wrong(path.read_text(encoding="utf-8"), validator))} == {}


@pytest.mark.parametrize(
    "change",
    [
        ("title:", "titel:"),
        ("        text: What made you stay?", "        txt: What made you stay?"),
        ("        feedback: She could", "        feedbak: She could"),
        ("start: opening", "strat: opening"),
        ("    say:", "    sya:"),
        ("{name: Vesna,", "{nmae: Vesna,"),
        ("{vesna: I nearly went home again.}", "{vesna: I nearly went home again., ceu: Hm.}"),
        ("{vesna: I nearly went home again.}", "{cue: Hm.}"),
        ("{vesna: I nearly went home again.}", "{who: vesna, txet: Hm.}"),
        ("{vesna: I nearly went home again.}", "{who: vesna, text: Hm., imre: Hm.}"),
        ("{vesna: See you Tuesday., if: warm}", "{vesna: See you Tuesday., only_if: warm}"),
        ("ticks: [asks-openly]", "ticks: [{tick: asks-openly, only_if: warm}]"),
        ("ticks: [asks-openly]", "ticks: [{tikc: asks-openly}]"),
        ("intensity: 1", "intensity: 4"),
        ("pillar: everyday", "pillar: evryday"),
        ("state: {warm: {flag: false}}", "state: {warm: {flag: false, start: 1}}"),
        ("state: {warm: {flag: false}}", "state: {warm: {range: [0, 3]}}"),
        ("state: {warm: {flag: false}}", "state: {warm: {flag: false, vary: [a, b]}}"),
        ("state: {warm: {flag: false}}", "state: {warm: {flag: false, cue: true}}"),
        ("      ask:", "      Ask:"),
    ],
    ids=lambda change: change[1].strip(),
)
def test_what_an_editor_should_mark_is_refused(change: tuple[str, str]) -> None:
    """Misspelt fields everywhere, names of the inside, words that are not allowed."""
    assert wrong(COFFEE) == []
    assert wrong(changed(change))


@pytest.mark.parametrize(
    "line",
    [
        "{vesna: Hm.}",
        '{vesna: Hm., cue: C, thought: T, at: "16:38", if: warm}',
        '{at: "16:38", narrator: Hm.}',
        "{who: mentor, text: Hm., cue: C}",
    ],
)
def test_a_line_has_a_short_and_a_long_form(line: str) -> None:
    """Its speaker before the text, or both as fields; what stands beside them is the same."""
    assert wrong(changed(("{vesna: I nearly went home again.}", line))) == []


def test_severity_belongs_to_harm() -> None:
    """As the loader wants it."""
    rubric = (SCENARIOS / "rubrics/listening.yml").read_text(encoding="utf-8")
    assert wrong(rubric) == []
    assert wrong(rubric.replace("kind: harmful", "kind: basic", 1))


@pytest.mark.parametrize(
    ("text", "change"),
    [
        (MODULE, ("minutes: 20", "minuts: 20")),
        (MODULE, ("minutes: 20", "minutes: 2")),
        (MODULE, ("  pass: 1", "  enough: 1")),
        (MODULE, (", why: She finds", ", wy: She finds")),
        (MODULE, ("right: true", "right: yes")),
        (MODULE, ("    any_of: [everyday/coffee]", "    any_of: [coffee]")),
        (MODULE, ("    any_of: [everyday/coffee]", "    any_of: []")),
        (MODULE, ("        cheer: {text: A joke., why: She laughs and leaves it unsaid.}\n", "")),
        (MODULE, ("        cheer:", "        Cheer:")),
        (MODULE, ("    silence:\n      ask", "    - id: silence\n      ask")),
        (CURRICULUM, ("id: curriculum", "id: ours")),
        (CURRICULUM, ("{after: [hearing-out]}", "{before: [hearing-out]}")),
        (CURRICULUM, ("  hearing-out: {}", "  hearing-out:")),
        (CURRICULUM, ("placement: {draw_each: 1}", "placement: {draw_each: 9}")),
        (CURRICULUM, ("placement:", "role_plays_count: sometimes\nplacement:")),
        (CURRICULUM, ("placement:", "assessments: {d: {title: D, forms: [a/b]}}\nplacement:")),
        (CURRICULUM, ("placement:", "assessments: {d: {title: D, forms: [a/b, a/c, a/d]}}\nplacement:")),
        (CURRICULUM, ("placement:", "pages: {p: {title: P, about: P, fields: {a: {ask: A, kind: txt}}}}\nplacement:")),
    ],
    ids=lambda part: part[1].strip() if isinstance(part, tuple) else "",
)
def test_what_an_editor_should_mark_in_a_module_or_curriculum_is_refused(text: str, change: tuple[str, str]) -> None:
    """Misspelt fields, lists where ids are wanted, too few options, one form only."""
    assert wrong(text) == []
    assert wrong(changed(change, text=text))


def test_an_item_has_five_options_at_most() -> None:
    """An editor marks the sixth."""
    more = "".join(f"        more-{n}: {{text: T, why: W}}\n" for n in range(3))
    cheer = "        cheer: {text: A joke., why: She laughs and leaves it unsaid.}\n"
    assert wrong(changed((cheer, cheer + more), text=MODULE))


def described(schema: dict[str, Any]) -> Iterator[str]:
    """Every description in a schema."""
    parts = [schema, *schema["$defs"].values()]
    for part in [*parts, *(option for one in parts for option in one.get("anyOf", ()))]:
        yield from (field["description"] for field in part.get("properties", {}).values())


@pytest.mark.parametrize(("kind", "model"), KINDS.items())
def test_every_field_says_what_it_holds(kind: str, model: Any) -> None:
    """What editors show beside a field is the sentence of the reference."""
    said = set(described(SCHEMAS[kind]))
    for one in types_of(model):
        for name, field in one.model_fields.items():
            if name != "id" or "format" in one.model_fields:
                assert " ".join(meanings(one)[name_in_file(name, field)].split()) in said


@pytest.mark.parametrize("inner", ['"only_if"', '"source"', '"prefixItems"', '"null"', '"default"'])
def test_nothing_of_the_inside_is_in_it(inner: str) -> None:
    """No names that files do not have, and no words that older editors do not know."""
    assert inner not in json.dumps(list(SCHEMAS.values()))
