"""A scenario as a story in ink's compiled JSON (version 21), so that ink's runtime can play the very same conversation.

What is carried over: nodes as knots, lines with their conditions, choices with theirs, effects within bounds,
responses, and where each choice leads. What ink has no words for (ticks, feedback, cues, thoughts) is left out, in
ink's favour.
"""

from __future__ import annotations

import json
from typing import Any

from roleplay.engine import Compiled, Phase, State
from roleplay.engine.compiled import CompiledChoice
from roleplay.model.condition import Compare, Name, Not, Value, parse
from roleplay.model.condition import Expr as Expression
from roleplay.model.scenario import Line, Node, SetTo

REPLY = "(write)"
"""The one choice that stands for a written reply."""

_STICKY = 4
_CONDITIONAL = 1
_INVISIBLE = 8


def _name(variable: str) -> str:
    return variable.replace(".", "_")


def _constant(value: Value) -> list[Any]:
    return ["str", f"^{value}", "/str"] if isinstance(value, str) else [value]


def _expression(tree: Expression) -> list[Any]:
    """A condition in ink's order: operands first."""
    if isinstance(tree, Name):
        return [{"VAR?": _name(tree.name)}]
    if isinstance(tree, Compare):
        return [{"VAR?": _name(tree.name.name)}, *_constant(tree.value), tree.op]
    if isinstance(tree, Not):
        return [*_expression(tree.inner), "!"]
    return [*_expression(tree.left), *_expression(tree.right), "&&" if tree.word == "and" else "||"]


def _said(lines: tuple[Line, ...], path: str, before: int) -> list[Any]:
    """Lines as content that stands at `path` behind `before` other elements."""
    content: list[Any] = []
    for line in lines:
        if line.only_if is None:
            content += [f"^{line.text}", "\n"]
        else:
            content += ["ev", *_expression(parse(line.only_if)), "/ev"]
            here = before + len(content)
            back = {"->": f"{path}.{here + 1}"}
            content += [[{"->": ".^.b", "c": True}, {"b": [f"^{line.text}", "\n", back, None]}], "nop"]
    return content


def _effects(game: Compiled, choice: CompiledChoice) -> list[Any]:
    content: list[Any] = []
    for name, effect in choice.source.effects.items():
        bounds = game.scenario.state[name].range
        value: list[Any]
        if isinstance(effect, SetTo):
            value = [effect.set]
        elif bounds is None:
            value = _constant(effect)
        else:
            value = [{"VAR?": _name(name)}, effect, "+", bounds[0], "MAX", bounds[1], "MIN"]
        content += ["ev", *value, "/ev", {"VAR=": _name(name), "re": True}]
    return content


def _open_if(choice: CompiledChoice) -> Expression | None:
    """The one condition under which a choice can be taken."""
    gate = choice.source.enabled_if
    texts = [text for text in (choice.source.shown_if, gate.when if gate else None) if text is not None]
    return parse(" and ".join(f"({text})" for text in texts)) if texts else None


def _knot(game: Compiled, node: Node) -> list[Any]:
    compiled = game.nodes[node.id]
    content = _said(node.say, node.id, 0)
    if node.end is not None:
        return [*content, f"^{node.end.text}", "\n", "end", None]
    bodies: dict[str, Any] = {}
    if node.reply is not None:
        content += ["ev", "str", f"^{REPLY}", "/str", "/ev", {"*": f"{node.id}.c-reply", "flg": _STICKY}]
        bodies["c-reply"] = ["\n", {"->": compiled.onward}, None]
    for name, choice in compiled.choices.items():
        condition = _open_if(choice)
        content += ["ev", "str", f"^{choice.source.text}", "/str"]
        content += _expression(condition) if condition is not None else []
        flags = _STICKY | (_CONDITIONAL if condition is not None else 0)
        content += ["/ev", {"*": f"{node.id}.c-{name}", "flg": flags}]
        body = ["\n", *_effects(game, choice)]
        body += _said(choice.source.response, f"{node.id}.c-{name}", len(body))
        bodies[f"c-{name}"] = [*body, {"->": choice.target}, None]
    if not bodies:
        return [*content, {"->": compiled.onward}, None]
    if not compiled.always_open:
        content += [{"*": f"{node.id}.c-otherwise", "flg": _INVISIBLE}]
        bodies["c-otherwise"] = ["\n", {"->": node.otherwise or compiled.onward}, None]
    return [*content, "done", bodies]


def ink_json(game: Compiled, state: State) -> str:
    """The scenario, with the values of `state` (site policies and what varies included) as those it begins with."""
    if state.phase is not Phase.ANTICIPATE:
        raise ValueError("the story begins where the conversation has not begun yet")
    knots = {node.id: _knot(game, node) for node in game.scenario.nodes}
    declared: list[Any] = ["ev"]
    for name, slot in game.slots.items():
        declared += [*_constant(state.values[slot]), {"VAR=": _name(name)}]
    knots["global decl"] = [*declared, "/ev", "end", None]
    root = [[{"->": game.scenario.start}, ["done", {"#n": "g-0"}], None], "done", knots]
    return json.dumps({"inkVersion": 21, "root": root, "listDefs": {}})
