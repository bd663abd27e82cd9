"""What changed for those who play, between two versions of a scenario."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple, TypeAlias, TypeVar

from roleplay.authoring.exploration import Exploration, GoesInCircles, prove, to_data
from roleplay.authoring.product import TooLarge
from roleplay.engine import Compiled, compile_scenario
from roleplay.errors import RoleplayError
from roleplay.model.condition import Both, Compare, Expr, Name, Not, Value, parse
from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Choice, Effects, Line, Lines, Node, Scenario, SetTo, Ticks, Variable

T = TypeVar("T", bound=Hashable)

ALIKE = 0.5
"""Two texts are versions of one another from this share of letters in common, as `difflib` counts it."""


class Part(StrEnum):
    """What a difference is about, in the order in which a trainee or an evaluator would notice it."""

    UNKNOWN = "not compared"
    """What could not be compared."""
    WORTH = "worth"
    """What answers are worth: what is required, ticks, repairs, and the levels that come of it."""
    WAYS = "ways"
    """Where the conversation can go: nodes, choices, targets, conditions, effects, state."""
    WORDING = "wording"
    """What is said and shown on the way."""
    ABOUT = "about"
    """What stands around it: content notes, title, people, sources, reviews."""


class Difference(NamedTuple):
    """One thing that is not as it was."""

    part: Part
    """What it is about."""
    kind: str
    """What changed, in a word or two: `ticks`, `leads to`, `feedback`."""
    where: str
    """A node, `node/choice`, a line, a competency, a variable, a person; empty for the whole scenario."""
    before: str | None
    """How it was; None where it was not there."""
    after: str | None
    """How it is; None where it is no longer there."""


Facts: TypeAlias = Mapping[tuple[Part, str, str], str | None]
"""Part, kind and where -> how it is; None where there is nothing of the kind."""


def differences(old: Scenario, new: Scenario, rubrics: Mapping[str, Rubric]) -> tuple[Difference, ...]:
    """Everything that changed for those who play, by part; nothing where only the form of the file did.

    Both are weighed by the same rubrics. Where one of them cannot be proved, a difference of the part `UNKNOWN` says
    why. Nothing has to be proved again where neither worth nor ways changed.
    """
    shared = _places(old) & _places(new)
    found = [*_changed(_facts(old, shared), _facts(new, shared)), *_arrivals(old, new, shared)]
    for where in (place for place in _said(old) if place in shared):
        found += _in_lines(where, _said(old)[where], _said(new)[where])
    for kind, before in _lists(old).items():
        found += _in_lists(kind, before, _lists(new)[kind])
    if any(one.part in {Part.WORTH, Part.WAYS} for one in found):
        found += _in_proofs(old, new, rubrics, shared)
    order = list(Part)
    return tuple(sorted(found, key=lambda one: order.index(one.part)))


def _changed(old: Facts, new: Facts) -> Iterator[Difference]:
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) != new.get(key):
            yield Difference(*key, old.get(key), new.get(key))


# ------------------------------------------------------------------------------------------------- nodes and choices


def _places(scenario: Scenario) -> frozenset[str]:
    """Every node, and every choice as `node/choice`."""
    choices = (f"{node.id}/{choice.id}" for node in scenario.nodes for choice in node.choices)
    return frozenset((*(node.id for node in scenario.nodes), *choices))


def _arrivals(old: Scenario, new: Scenario, shared: frozenset[str]) -> Iterator[Difference]:
    """Nodes and choices that only one of both has. What stands in such a node is part of it."""
    for scenario, is_new in ((old, False), (new, True)):
        game = compile_scenario(scenario)
        for node in scenario.nodes:
            told = {("choice", f"{node.id}/{choice.id}"): _told_choice(game, node, choice) for choice in node.choices}
            for (kind, where), text in (told if node.id in shared else {("node", node.id): _told_node(node)}).items():
                if where not in shared:
                    yield Difference(Part.WAYS, kind, where, None if is_new else text, text if is_new else None)


def _told_node(node: Node) -> str:
    if node.choices:
        return f"choices {', '.join(choice.id for choice in node.choices)}"
    if node.end is not None:
        return f'an ending, "{node.end.title}"'
    return "a written reply" if node.reply is not None else "lines only"


def _told_choice(game: Compiled, node: Node, choice: Choice) -> str:
    shows = _ticks(choice.ticks)
    worth = f", shows {shows}" if shows else ""
    return f'"{choice.text}"{worth}, leads to {game.nodes[node.id].choices[choice.id].target}'


# ------------------------------------------------------------------------------------------------------------- facts


def _facts(scenario: Scenario, shared: frozenset[str]) -> Facts:
    """Everything but lines and lists of texts; of nodes and choices those that both versions have."""
    facts: dict[tuple[Part, str, str], str | None] = {}
    for competency, required in scenario.assesses.items():
        facts[Part.WORTH, "requires", competency] = _listed(required.requires)
    facts[Part.WAYS, "start", ""] = scenario.start
    facts[Part.WAYS, "opt-out", ""] = scenario.opt_out.goto
    for name, variable in scenario.state.items():
        facts[Part.WAYS, "variable", name] = _variable(variable)
    for name, site in scenario.profiles.items():
        facts[Part.WAYS, "profile", name] = _listed(f"{key} = {value}" for key, value in site.items()) or "nothing set"
    game = compile_scenario(scenario)
    for node in scenario.nodes:
        if node.id in shared:
            facts |= _of_node(game, node, shared)
    facts |= _about(scenario)
    return facts


def _of_node(game: Compiled, node: Node, shared: frozenset[str]) -> Facts:
    where, ending, reply = node.id, node.end, node.reply
    fixed = [choice.id for choice in node.choices if f"{where}/{choice.id}" in shared]
    facts: dict[tuple[Part, str, str], str | None] = {
        (Part.WORTH, "ticks", where): _ticks(node.ticks),
        (Part.WAYS, "purpose", where): _purpose(node),
        (Part.WAYS, "order", where): f"fixed: {', '.join(fixed)}" if node.order == "fixed" else "shuffled",
        (Part.WAYS, "otherwise", where): node.otherwise,
        (Part.WAYS, "leads to", where): None if node.choices else game.nodes[where].onward,
    }
    if reply is not None:
        facts[Part.WORTH, "looks for", where] = _listed(reply.looks_for)
        facts[Part.WORDING, "prompt", where] = reply.prompt
        facts[Part.WORDING, "model answer", where] = reply.model_answer
        facts[Part.WORDING, "why", where] = reply.why
        facts[Part.WORDING, "most words", where] = str(reply.max_words)
    if ending is not None:
        facts[Part.WORDING, "title of the ending", where] = ending.title
        facts[Part.WORDING, "ending", where] = ending.text
        facts[Part.WORDING, "a day later", where] = ending.peer_view
        facts[Part.WORDING, "handed over to", where] = ending.handed_over_to
    for choice in node.choices:
        if f"{where}/{choice.id}" in shared:
            facts |= _of_choice(choice, f"{where}/{choice.id}", game.nodes[where].choices[choice.id].target)
    return facts


def _purpose(node: Node) -> str:
    if node.choices:
        return "choices"
    return "an ending" if node.end is not None else "a written reply" if node.reply is not None else "lines only"


def _of_choice(choice: Choice, where: str, target: str) -> Facts:
    gate = choice.enabled_if
    return {
        (Part.WORTH, "ticks", where): _ticks(choice.ticks),
        (Part.WORTH, "repairs", where): _listed(choice.repairs),
        (Part.WAYS, "shown if", where): _condition(choice.shown_if),
        (Part.WAYS, "open if", where): None if gate is None else _condition(gate.when),
        (Part.WAYS, "effects", where): _effects(choice.effects),
        (Part.WAYS, "leads to", where): target,
        (Part.WORDING, "choice", where): choice.text,
        (Part.WORDING, "feedback", where): choice.feedback,
        (Part.WORDING, "why it is closed", where): None if gate is None else gate.reason,
    }


def _about(scenario: Scenario) -> Facts:
    """What stands around the conversation; first what people decide by whether to play at all."""
    whole: dict[str, str | None] = {
        "content notes": "; ".join(scenario.content_notes),
        "intensity": str(scenario.intensity),
        "topics": _listed(scenario.topics),
        "title": scenario.title,
        "id": scenario.id,
        "summary": scenario.summary,
        "pillar": scenario.pillar.value,
        "use": scenario.use.value,
        "minutes": str(scenario.duration_min),
        "medium": scenario.medium.value,
        "setting": scenario.setting,
        "expect": scenario.expect,
        "grounding": scenario.opt_out.grounding,
        "question for supervision": scenario.debrief.question,
        "twist": scenario.debrief.twist,
        "twin": None if scenario.twin is None else f"{scenario.twin.of}: {scenario.twin.cue}",
    }
    facts: dict[tuple[Part, str, str], str | None] = {(Part.ABOUT, kind, ""): text for kind, text in whole.items()}
    for field, value in scenario.mentor:
        facts[Part.ABOUT, field, "mentor"] = value
    for person in scenario.cast:
        facts[Part.ABOUT, "person", person.id] = f"{person.name} ({person.pronouns}), {person.role}: {person.about}"
    for reader, review in scenario.sign_off:
        told = None if review is None else f"{review.who}, {review.on}, due again {review.review_by}"
        facts[Part.ABOUT, reader.replace("_", " "), "sign-off"] = told
    return facts


# -------------------------------------------------------------------------------------------------- how it is written


def _listed(words: Iterable[str]) -> str | None:
    return ", ".join(sorted(words)) or None


def _ticks(ticks: Ticks) -> str | None:
    return _listed(rule.tick + (f" if {_condition(rule.only_if)}" if rule.only_if else "") for rule in ticks)


def _effects(effects: Effects) -> str | None:
    return _listed(f"{name} {_effect(effect)}" for name, effect in effects.items())


def _effect(effect: Value | SetTo) -> str:
    if isinstance(effect, SetTo):
        return f"= {effect.set}"
    if isinstance(effect, int) and not isinstance(effect, bool):
        return f"{effect:+d}"
    return f"= {_constant(effect)}"


def _variable(variable: Variable) -> str:
    if variable.range is not None:
        return f"{variable.range[0]} to {variable.range[1]}, starts at {variable.start}"
    if variable.flag is not None:
        return f"true or false, starts as {_constant(variable.flag)}"
    if variable.words:
        return f"{_listed(variable.words)}; starts as {variable.start}"
    return f"varies: {_listed(variable.vary)}{'; a cue that must be read' if variable.cue else ''}"


def _constant(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _condition(text: str | None) -> str | None:
    """A condition in one form, so that spaces, quotes and needless brackets make no difference."""
    return None if text is None else _written(parse(text))


def _written(tree: Expr, around: str = "") -> str:
    match tree:
        case Name():
            return tree.name
        case Compare():
            return f"{tree.name.name} {tree.op} {_constant(tree.value)}"
        case Not():
            return f"not {_written(tree.inner, 'not')}"
        case Both():
            both = f"{_written(tree.left, tree.word)} {tree.word} {_written(tree.right, tree.word)}"
            return f"({both})" if around not in {"", tree.word} else both


# -------------------------------------------------------------------------------------------------- lines and lists


def _said(scenario: Scenario) -> Mapping[str, Lines]:
    """Node, or `node/choice` -> what is said there."""
    found: dict[str, Lines] = {}
    for node in scenario.nodes:
        found[node.id] = node.say
        found |= {f"{node.id}/{choice.id}": choice.response for choice in node.choices}
    return found


def _lists(scenario: Scenario) -> Mapping[str, tuple[str, ...]]:
    resources = tuple(f"{resource.title}: {resource.text}" for resource in scenario.resources)
    return {
        "resource": resources,
        "to reflect": scenario.reflect,
        "to discuss": scenario.discussion,
        "source": scenario.sources,
    }


def _in_lists(kind: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Difference]:
    for i, j in aligned(old, new, str):
        before, after = None if i is None else old[i], None if j is None else new[j]
        if before != after:
            yield Difference(Part.ABOUT, kind, "", before, after)


def _in_lines(where: str, old: Lines, new: Lines) -> Iterator[Difference]:
    kind = "response" if "/" in where else "line"
    for i, j in aligned(old, new, _spoken):
        if j is None and i is not None:
            yield Difference(Part.WORDING, kind, f"{where}, {kind} {i + 1}", _whole(old[i]), None)
        elif i is None and j is not None:
            yield Difference(Part.WORDING, kind, f"{where}, {kind} {j + 1}", None, _whole(new[j]))
        elif i is not None and j is not None:
            place = f"{where}, {kind} {j + 1}"
            yield from _changed(_of_line(old[i], place, kind), _of_line(new[j], place, kind))


def _of_line(line: Line, where: str, kind: str) -> Facts:
    return {
        (Part.WAYS, "said if", where): _condition(line.only_if),
        (Part.WORDING, "speaker", where): line.who,
        (Part.WORDING, kind, where): line.text,
        (Part.WORDING, "cue", where): line.cue,
        (Part.WORDING, "thought", where): line.thought,
        (Part.WORDING, "time", where): line.at,
    }


def _spoken(line: Line) -> str:
    return f"{line.who}: {line.text}"


def _whole(line: Line) -> str:
    more = {"cue": line.cue, "thought": line.thought, "at": line.at, "if": _condition(line.only_if)}
    return _spoken(line) + "".join(f" ({name}: {text})" for name, text in more.items() if text is not None)


def aligned(old: Sequence[T], new: Sequence[T], text: Callable[[T], str]) -> Iterator[tuple[int | None, int | None]]:
    """Places of both that belong together, in order; None on the side where there is nothing of the kind."""
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal" or i2 - i1 == j2 - j1 == 1:
            yield from zip(range(i1, i2), range(j1, j2), strict=True)
            continue
        rest = j1
        for i in range(i1, i2):
            j = next((j for j in range(rest, j2) if _alike(text(old[i]), text(new[j]))), None)
            if j is not None:
                yield from ((None, before) for before in range(rest, j))
                rest = j + 1
            yield i, j
        yield from ((None, j) for j in range(rest, j2))


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE


# ------------------------------------------------------------------------------------------------- what can be proved


def _in_proofs(
    old: Scenario, new: Scenario, rubrics: Mapping[str, Rubric], shared: frozenset[str]
) -> Iterator[Difference]:
    before, after = _proved(old, rubrics), _proved(new, rubrics)
    if isinstance(before, Exploration) and isinstance(after, Exploration):
        yield from _changed(_of_proof(before, shared), _of_proof(after, shared))
    else:
        why = (str(one) if isinstance(one, RoleplayError) else None for one in (before, after))
        yield Difference(Part.UNKNOWN, "levels and ways", "", *why)


def _proved(scenario: Scenario, rubrics: Mapping[str, Rubric]) -> Exploration | RoleplayError:
    try:
        return prove(scenario, rubrics)
    except (TooLarge, GoesInCircles) as error:
        return error


def _of_proof(exploration: Exploration, shared: frozenset[str]) -> Facts:
    data = to_data(exploration)
    met, number = {one["met_standard"] for one in data["settings"]}, data["decisions"]
    facts: dict[tuple[Part, str, str], str | None] = {
        (Part.WORTH, "levels", competency): ", ".join(map(str, levels)) or "none"
        for competency, levels in data["levels"].items()
    }
    under = "some settings only" if len(met) > 1 else "every setting" if met == {True} else "no setting"
    facts[Part.WORTH, "standard", ""] = f"can be met under {under}"
    facts[Part.WAYS, "decisions", ""] = f"{number['min']} to {number['max']}"
    open_to_some = exploration.nodes_reached | exploration.choices_open
    for place in sorted(shared):
        facts[Part.WAYS, "reach", place] = "on some way" if place in open_to_some else "on no way"
    return facts
