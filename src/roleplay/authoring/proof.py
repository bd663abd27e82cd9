"""What a proof finds in a scenario whose file is right: what is out of reach, endless, or not worth its score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain

from roleplay.authoring.diagnostic import Diagnostic, Places, Steps
from roleplay.authoring.exploration import Exploration, GoesInCircles, Proof, backwards, prove
from roleplay.authoring.moments import moments, moments_heard
from roleplay.authoring.product import Product, Step, TooLarge
from roleplay.authoring.reach import reach
from roleplay.authoring.repairs import Repairs
from roleplay.authoring.ticks import required_of
from roleplay.authoring.witness import Ways, told_setting, told_way
from roleplay.engine import compile_scenario
from roleplay.model.rubric import Kind, Rubric
from roleplay.model.scenario import Scenario, Topic
from roleplay.scoring import Level

CRISES = frozenset({Topic.SUICIDE, Topic.SELF_HARM, Topic.DANGER, Topic.THREAT_TO_OTHERS, Topic.ABUSE_OR_NEGLECT})
"""Topics in which somebody has to take over."""

_MET = frozenset({Level.HELPFUL, Level.SKILLED})


def attempt(scenario: Scenario, rubrics: Mapping[str, Rubric], places: Places) -> Exploration | Diagnostic:
    """Explore a scenario that has no errors so far, or say why that cannot be done (RP301, RP302)."""
    try:
        return prove(scenario, rubrics)
    except GoesInCircles as error:
        fix = "Let something change on the way that ends it, or lead on to another node."
        message = f'The conversation can come back to "{error.node}" with nothing changed, {told_way(error.way)}.'
        return places.report("RP301", ("nodes", error.node), message, fix)
    except TooLarge as error:
        return places.report("RP302", ("state",), f"{error.message} It is not proved.", error.fix)


def proof(exploration: Exploration, rubrics: Mapping[str, Rubric], places: Places) -> Iterator[Diagnostic]:
    """Say what is wrong with a scenario that was explored (RP303 to RP350)."""
    yield from _out_of_reach(exploration, places)
    yield from _Worth(exploration, rubrics, places).findings()


def _out_of_reach(exploration: Exploration, places: Places) -> Iterator[Diagnostic]:
    game = compile_scenario(exploration.scenario)
    products = [one.product for one in exploration.proofs]
    try:
        seen = moments_heard(game, [one.folded for one in exploration.proofs])
    except TooLarge as error:
        message = f"With what its lines read, {error.message[0].lower()}{error.message[1:]}"
        yield places.report("RP303", ("state",), message, error.fix)
        yield from reach(game, products, moments(game, products), places, lines=False)
    else:
        yield from reach(game, products, seen, places, lines=True)


class _Worth:
    """What the levels of a scenario are worth."""

    def __init__(self, exploration: Exploration, rubrics: Mapping[str, Rubric], places: Places) -> None:
        self.exploration = exploration
        self.scenario = exploration.scenario
        self.rubrics = rubrics
        self.places = places
        self.harms = frozenset(b.id for r in rubrics.values() for b in r.behaviours if b.kind is Kind.HARMFUL)

    def findings(self) -> Iterator[Diagnostic]:
        yield from self._requirements()
        yield from self._standard()
        yield from self._levels()
        yield from self._harm_that_pays()
        yield from self._only_harm()
        yield from self._crises()

    def _is_kind(self, step: Step) -> bool:
        return self.harms.isdisjoint(step.shows) and self.harms.isdisjoint(step.arrives)

    @cached_property
    def _without_harm(self) -> tuple[tuple[Proof, Ways], ...]:
        """Each proof, with the ways on which no harm is done."""
        return tuple(
            (one, Ways(one.product, self._is_kind))
            for one in self.exploration.proofs
            if self.harms.isdisjoint(one.product.begins)
        )

    def _kind_steps(self, product: Product, ways: Ways) -> Iterator[Step]:
        for state, steps in enumerate(product.steps):
            if state in ways:
                yield from filter(self._is_kind, steps)

    def _chances(self, product: Product) -> Mapping[str, int]:
        """Required basic -> at how many decisions of one way without harm it can be shown, at most."""
        basics = frozenset(named.behaviour for _, named in required_of(self.scenario.assesses))
        ahead = [
            (
                [step.target for step in kind],
                basics.intersection(chain.from_iterable((*s.shows, *s.arrives) for s in kind)),
            )
            for kind in (list(filter(self._is_kind, steps)) for steps in product.steps)
        ]
        order, found = backwards(product, self.scenario.id), {}
        for basic in basics:
            most = [0] * len(ahead)
            for state in order:
                targets, shown = ahead[state]
                most[state] = (basic in shown) + max([most[target] for target in targets], default=0)
            found[basic] = most[0] + (basic in product.begins)
        return found

    @cached_property
    def _never_shown(self) -> frozenset[str]:
        """Required basics that no way without harm shows, under any setting."""
        shown: set[str] = set()
        for one, ways in self._without_harm:
            shown.update(one.product.begins)
            shown.update(chain.from_iterable((*s.shows, *s.arrives) for s in self._kind_steps(one.product, ways)))
        return frozenset(named.behaviour for _, named in required_of(self.scenario.assesses)) - shown

    def _requirements(self) -> Iterator[Diagnostic]:
        chances = [(one, self._chances(one.folded)) for one, _ in self._without_harm]
        for _, (basic, steps) in required_of(self.scenario.assesses):
            if basic in self._never_shown:
                message = f"No way without harm shows `{basic}`, and it is required."
                yield self.places.report("RP330", steps, message)
                continue
            scarce = [one for one, most in chances if most[basic] == 1]
            if scarce:
                where = told_setting(scarce[0].setting) if len(scarce) < len(self.exploration.proofs) else ""
                message = (
                    f"`{basic}` is required, and can be shown at one moment only{where}: {self._where(basic, scarce)}."
                )
                yield self.places.report("RP332", steps, message)

    def _where(self, basic: str, proofs: Sequence[Proof]) -> str:
        found = dict.fromkeys(self.scenario.start for one in proofs if basic in one.product.begins)
        for one, ways in self._without_harm:
            for state, steps in enumerate(one.product.steps if one in proofs else ()):
                if state in ways and any(basic in (*s.shows, *s.arrives) for s in steps if self._is_kind(s)):
                    found[one.product.nodes[state]] = None
        return ", ".join(f'at "{node}"' for node in found)

    def _standard(self) -> Iterator[Diagnostic]:
        failing = [one for one in self.exploration.proofs if one.met_standard is None]
        if self._never_shown or not failing:
            return
        if len(failing) == len(self.exploration.proofs):
            message = "No way without harm shows everything that is required."
            yield self.places.report("RP331", ("assesses",), message)
            return
        for one in failing:
            profile = one.setting.profile
            steps: Steps = ("profiles", profile) if profile else ("state", next(iter(one.setting.vary)))
            message = f"The standard cannot be met{told_setting(one.setting)}."
            yield self.places.report("RP331", steps, message)

    def _levels(self) -> Iterator[Diagnostic]:
        reasons = {
            Level.NEEDS_PRACTICE: "every way without harm shows all that is required",
            Level.HELPFUL: "whoever shows all that is required shows something advanced too, or does harm",
            Level.SKILLED: "no way without harm that shows all that is required shows anything advanced",
        }
        for competency, asked in self.scenario.assesses.items():
            if not self._never_shown.isdisjoint(asked.requires):
                continue
            # where neither is possible the standard cannot be met, which is said by itself
            can_meet = [one for one in self.exploration.proofs if not _MET.isdisjoint(one.levels[competency])]
            for level, reason in reasons.items():
                without = [one for one in can_meet if level not in one.levels[competency]]
                if without:
                    where = told_setting(without[0].setting) if len(without) < len(self.exploration.proofs) else ""
                    message = f"Nobody can end with level {int(level)} in `{competency}`{where}: {reason}."
                    yield self.places.report("RP333", ("assesses", competency), message, key=True)
        if not any(
            Level.POTENTIALLY_HARMFUL in levels for one in self.exploration.proofs for levels in one.levels.values()
        ):
            message = "No choice does harm in a competency that is assessed."
            yield self.places.report("RP334", ("assesses",), message, key=True)

    def _harm_that_pays(self) -> Iterator[Diagnostic]:
        told: set[str] = set()
        for one in self.exploration.different:
            order = backwards(one.folded, self.scenario.id)
            repairs = Repairs(one.folded, self.scenario, self.harms, order)
            for competency, asked in self.scenario.assesses.items():
                found = None if competency in told else repairs.paid(self.rubrics[competency], asked.requires)
                if found is None:
                    continue
                told.add(competency)
                message = (
                    f"In `{competency}` a harm that is repaired can end with level {int(found.with_repair)}, "
                    f"{self._told(found.way, one)}; "
                    f"without the harm {_or_none(found.without_harm)} is the most from there."
                )
                yield self.places.report("RP335", ("assesses", competency), message, key=True)

    def _only_harm(self) -> Iterator[Diagnostic]:
        told: set[str] = set()
        for one, ways in self._without_harm:
            for state, steps in enumerate(one.product.steps):
                node = one.product.nodes[state]
                if steps and state in ways and node not in told and not any(map(self._is_kind, steps)):
                    told.add(node)
                    message = f'At "{node}" every way on does harm, {self._told(ways.to(state), one)}.'
                    yield self.places.report("RP336", ("nodes", node), message)

    def _crises(self) -> Iterator[Diagnostic]:
        crisis = next((topic for topic in self.scenario.topics if topic in CRISES), None)
        if crisis is None:
            return
        for node in self.scenario.nodes:
            if node.end is None or node.end.handed_over_to:
                continue
            found = min(self._kind_ways_to(node.id), key=lambda way_there: len(way_there[0]), default=None)
            if found is not None:
                message = f'The topics include "{crisis}", and nobody takes over at "{node.id}", {self._told(*found)}.'
                yield self.places.report("RP350", ("nodes", node.id, "end"), message, key=True)

    def _kind_ways_to(self, node: str) -> Iterator[tuple[tuple[str, ...], Proof]]:
        for one, ways in self._without_harm:
            for state, there in enumerate(one.product.nodes):
                if there == node and state in ways:
                    yield ways.to(state), one

    def _told(self, way: Sequence[str], one: Proof) -> str:
        return told_way(way) + (told_setting(one.setting) if len(self.exploration.proofs) > 1 else "")


def _or_none(level: Level | None) -> str:
    return "no level" if level is None else f"level {int(level)}"
