"""What nobody can ever see: nodes, choices, lines and behaviours that state keeps out of reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from roleplay.authoring.diagnostic import Diagnostic, Places, Steps
from roleplay.authoring.memory import always, conditions, domains, names_in
from roleplay.authoring.moments import Moments
from roleplay.authoring.product import Product
from roleplay.authoring.witness import Ways, told_setting, told_way
from roleplay.engine import Compiled
from roleplay.model.condition import Both, Compare, Expr, Name, Not, Value, parse
from roleplay.model.scenario import Choice, Lines, Node, Ticks


def _written(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _read_aloud(tree: Expr) -> str:
    if isinstance(tree, Name):
        return tree.name
    if isinstance(tree, Compare):
        return f"{tree.name.name} {tree.op} {_written(tree.value)}"
    if isinstance(tree, Not):
        return f"not {_read_aloud(tree.inner)}" if isinstance(tree.inner, Name) else f"not ({_read_aloud(tree.inner)})"
    parts = [
        f"({_read_aloud(p)})" if isinstance(p, Both) and p.word == "or" else _read_aloud(p)
        for p in (tree.left, tree.right)
    ]
    return f" {tree.word} ".join(parts)


def _joined(tree: Expr) -> Iterator[Expr]:
    """The parts that must all hold."""
    if isinstance(tree, Both) and tree.word == "and":
        yield from _joined(tree.left)
        yield from _joined(tree.right)
    else:
        yield tree


def why_never(text: str, moments: Moments) -> str:
    """Say why a condition never holds at some place: what it needs, and what there is."""
    for part in _joined(parse(text)):
        aloud = _read_aloud(part)
        if moments.when(aloud).values:
            continue
        atom = part.inner if isinstance(part, Not) else part
        if isinstance(atom, Both | Not):
            return f"{aloud} never holds here"
        found = moments.of(atom.name if isinstance(atom, Name) else atom.name.name)
        op = part.op if isinstance(part, Compare) else "=="
        return f"needs {aloud}, {_there_is(found, op)}"
    return f"needs {text}, and here these never come together"


def _there_is(found: Sequence[Value], op: str) -> str:
    if op in {">", ">="}:
        return f"at most {found[-1]} is reachable here"
    if op in {"<", "<="}:
        return f"at least {found[0]} is reachable here"
    *others, last = map(_written, found)
    return f"and here it is always {last}" if not others else f"and here it is {', '.join(others)} or {last}"


class Reach:
    """What can be seen of a scenario over some products of it, one for each setting."""

    def __init__(
        self,
        game: Compiled,
        products: Sequence[Product],
        seen: Mapping[str, Moments],
        places: Places,
        *,
        lines: bool,
    ) -> None:
        self.game = game
        """The scenario."""
        self._products = products
        self._seen = seen
        self._places = places
        self._lines = lines
        self._domains = domains(game.scenario)
        choices = [choice for node in game.scenario.nodes for choice in node.choices]
        changed = {name for choice in choices for name in choice.effects}
        self._bounded = changed & {name for _, text in conditions(game.scenario) for name in names_in(parse(text))}
        """Variables of which it has not been said already that nothing reads or changes them."""
        self._met = {name: {v for moments in seen.values() for v in moments.of(name)} for name in self._bounded}

    def findings(self) -> Iterator[Diagnostic]:
        """Everything that is out of reach, by node in the order of the file; bounds last."""
        for node in self.game.scenario.nodes:
            here = self._seen.get(node.id)
            if here is not None:
                yield from self._node(node, here)
            elif node.id != self.game.scenario.opt_out.goto:
                yield self._unreached(node)
        if self._lines:
            yield from self._bounds()

    def _node(self, node: Node, here: Moments) -> Iterator[Diagnostic]:
        steps: Steps = ("nodes", node.id)
        yield from self._ticks(node.ticks, steps, here)
        yield from self._said(node.say, (*steps, "say"), here)
        for choice in node.choices:
            yield from self._choice(choice, (*steps, "choices", choice.id), here)
        if node.choices:
            yield from self._decision(node, steps)

    def _choice(self, choice: Choice, steps: Steps, here: Moments) -> Iterator[Diagnostic]:
        shown = here.when(choice.shown_if)
        if not shown.values:
            message = f"The choice `{choice.id}` can never be shown: {why_never(choice.shown_if or '', here)}."
            yield self._places.report("RP312", (*steps, "shown_if"), message)
            return
        yield from self._always(choice.shown_if, (*steps, "shown_if"), here)
        gate = choice.enabled_if.when if choice.enabled_if else None
        taken = shown.when(gate)
        if not taken.values:
            message = f"The choice `{choice.id}` can never be taken: {why_never(gate or '', shown)}."
            yield self._places.report("RP313", (*steps, "enabled_if", "when"), message)
            return
        yield from self._always(gate, (*steps, "enabled_if", "when"), shown)
        yield from self._ticks(choice.ticks, steps, taken)
        heard = [line.only_if for line in choice.response if line.only_if is not None]
        if heard:
            after = taken.after(self.game.nodes[str(steps[1])].choices[choice.id])
            for name in self._bounded.intersection(name for text in heard for name in names_in(parse(text))):
                self._met[name].update(after.of(name))
            yield from self._said(choice.response, (*steps, "response"), after)

    def _ticks(self, rules: Ticks, steps: Steps, here: Moments) -> Iterator[Diagnostic]:
        for index, rule in enumerate(rules):
            where: Steps = (*steps, "ticks", index, "if")
            if rule.only_if is not None and not here.when(rule.only_if).values:
                message = f"`{rule.tick}` can never be shown here: {why_never(rule.only_if, here)}."
                yield self._places.report("RP314", where, message)
            else:
                yield from self._always(rule.only_if, where, here)

    def _said(self, lines: Lines, steps: Steps, here: Moments) -> Iterator[Diagnostic]:
        for index, line in enumerate(lines if self._lines else ()):
            where: Steps = (*steps, index, "if")
            if line.only_if is not None and not here.when(line.only_if).values:
                message = f"This line is never said: {why_never(line.only_if, here)}."
                yield self._places.report("RP311", where, message)
            else:
                yield from self._always(line.only_if, where, here)

    def _always(self, text: str | None, steps: Steps, here: Moments) -> Iterator[Diagnostic]:
        if text is None or always(text, self._domains):
            return
        if len(here.when(text).values) == len(here.values):
            yield self._places.report("RP315", steps, f'"{text}" holds whenever the conversation gets here.')

    def _decision(self, node: Node, steps: Steps) -> Iterator[Diagnostic]:
        states = [(p, s) for p in self._products for s, node_id in enumerate(p.nodes) if node_id == node.id]
        closed = next(((p, s) for p, s in states if p.steps[s][0].choice is None), None)
        if closed is not None and node.otherwise is None:
            message = f'All choices of "{node.id}" can be closed, {self._told(*closed)}, and there is no otherwise.'
            yield self._places.report("RP316", steps, message)
        some_open = any(choice.shown_if is None and choice.enabled_if is None for choice in node.choices)
        if closed is None and node.otherwise is not None and not some_open:
            message = f'Some choice of "{node.id}" is always open, so this is never needed.'
            yield self._places.report("RP317", (*steps, "otherwise"), message)
        single = next(((p, s) for p, s in states if len(p.steps[s]) == 1 and p.steps[s][0].choice is not None), None)
        if single is not None and len(node.choices) > 1:
            only = single[0].steps[single[1]][0].choice
            message = f'At "{node.id}" only `{only}` is open {self._told(*single)}.'
            yield self._places.report("RP318", steps, message)

    def _told(self, product: Product, state: int) -> str:
        setting = told_setting(product.setting) if len(self._products) > 1 else ""
        return told_way(Ways(product).to(state)) + setting

    def _unreached(self, node: Node) -> Diagnostic:
        ways = [
            f"{other.id}/{choice.id}"
            for other in self.game.scenario.nodes
            for choice in other.choices
            if self.game.nodes[other.id].choices[choice.id].target == node.id
        ]
        through = f": what leads to it is never taken ({', '.join(ways)})" if ways else ""
        message = f'The node "{node.id}" cannot be reached{through}.'
        return self._places.report("RP310", ("nodes", node.id), message)

    def _bounds(self) -> Iterator[Diagnostic]:
        for name, variable in self.game.scenario.state.items():
            if variable.range is None or name not in self._bounded:
                continue
            numbers = [value for value in self._met[name] if isinstance(value, int)]
            for bound, reached, word in zip(
                variable.range, (min(numbers), max(numbers)), ("at least", "at most"), strict=True
            ):
                if bound != reached:
                    message = f'"{name}" can be {bound}, it says; where it is read it is {word} {reached}.'
                    yield self._places.report("RP320", ("state", name, "range"), message)


def reach(
    game: Compiled, products: Sequence[Product], seen: Mapping[str, Moments], places: Places, *, lines: bool
) -> Iterator[Diagnostic]:
    """Find what is never seen (RP310 to RP320). `lines` says that `seen` has what lines read."""
    yield from Reach(game, products, seen, places, lines=lines).findings()
