"""A scenario played in a terminal, by somebody who types or by a list of choices."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Protocol

from rich.console import Console
from rich.markup import escape

from roleplay.engine import Offer, Phase, State, compile_scenario
from roleplay.engine.story import Moment, Spoken, fill, tell
from roleplay.errors import RefusedEvent
from roleplay.model.canonical import digest
from roleplay.model.event import Chose, Ended, Expected, Reflected, Started, Wrote
from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Reply, Scenario
from roleplay.model.site import Site
from roleplay.scoring import CompetencyScore, Tick, missed_cues, score


class Aside(StrEnum):
    """What can be typed at any decision instead of a choice."""

    PAUSE = "p"
    HELP = "h"
    LEAVE = "l"


class Player(Protocol):
    """Whoever plays."""

    console: Console
    """Where it is shown."""

    def choose(self, node: str, offers: Sequence[Offer]) -> str:
        """The id of a choice, or a wish to step aside."""

    def write(self) -> None:
        """Write something that is not kept."""

    def wait(self) -> None:
        """Go on when ready."""

    def finish(self) -> None:
        """Hear that the conversation has ended."""


class Terminal:
    """Somebody who types. Choices are numbered as they are displayed."""

    def __init__(self) -> None:
        self.console = Console(highlight=False)
        """Standard output."""

    def choose(self, node: str, offers: Sequence[Offer]) -> str:
        """Ask until the answer is the number or id of an open choice, or one of the letters."""
        del node
        self.console.print()
        for number, offer in enumerate(offers, start=1):
            closed = "" if offer.open else f"  [dim](closed: {escape(offer.reason or '')})[/dim]"
            self.console.print(f"  [bold]{number}[/bold]  {escape(offer.text)}{closed}")
        by_answer = {str(number): offer for number, offer in enumerate(offers, start=1)}
        by_answer |= {offer.id: offer for offer in offers}
        while True:
            answer = input("\nYour response (number; p pause, h help, l leave): ").strip()
            if answer in set(Aside):
                return Aside(answer)
            if answer in by_answer and by_answer[answer].open:
                return by_answer[answer].id
            self.console.print(f"Type a number from 1 to {len(offers)} that is not closed, or p, h or l.")

    def write(self) -> None:
        """Read lines up to an empty one."""
        while input("> ").strip():
            pass

    def wait(self) -> None:
        """Wait for Enter."""
        input("\n(Enter to go on) ")

    def finish(self) -> None:
        """Nothing is left to do."""


class Script:
    """A list of choices. Written replies are skipped, with or without a hyphen in the list."""

    def __init__(self, choices: Iterable[str]) -> None:
        self.console = Console(highlight=False, soft_wrap=True, color_system=None)
        """Standard output, without colours and without line breaks of its own."""
        self.left = deque(choices)
        """What is still to be chosen."""

    def choose(self, node: str, offers: Sequence[Offer]) -> str:
        """The next choice of the list. Raises `RefusedEvent` when the list is at its end."""
        if not self.left:
            listed = ", ".join(offer.id for offer in offers if offer.open)
            raise RefusedEvent(f'The choices end at the node "{node}".', f"Open there: {listed}.")
        return self.left.popleft()

    def write(self) -> None:
        """Skip it."""
        if self.left and self.left[0] == "-":
            self.left.popleft()

    def wait(self) -> None:
        """Go on at once."""

    def finish(self) -> None:
        """Raise `RefusedEvent` when there are choices left in the list."""
        if self.left:
            raise RefusedEvent(f'The conversation ended before "{", ".join(self.left)}".', "Leave that out.")


class Performance:
    """One way through a scenario."""

    def __init__(
        self,
        scenario: Scenario,
        rubrics: Mapping[str, Rubric],
        player: Player,
        *,
        seed: int,
        mode: str,
        site: Mapping[str, str],
    ) -> None:
        self.scenario = scenario
        """What is played."""
        self.game = compile_scenario(scenario)
        """The same, ready to be played."""
        self.rubrics = rubrics
        """By competency."""
        self.player = player
        """Whoever plays."""
        self.started = Started(
            scenario=digest(scenario),
            rubrics=tuple(digest(rubrics[competency]) for competency in scenario.assesses),
            site={**Site().policies(), **site},
            seed=seed,
            mode=mode,
        )
        """The first event."""
        self._words = Site().words()
        self._told = 0
        self._show = player.console.print

    def run(self) -> None:
        """Play from the brief to the debrief."""
        state = self.game.step(None, self.started)
        self._brief()
        self._say("What do you expect?", self.scenario.expect)
        self.player.wait()
        state = self.game.step(state, Expected())
        while True:
            state = self._tell(state)
            if state.phase is not Phase.ENACT:
                break
            reply = self.game.nodes[state.node].source.reply
            state = self._decide(state) if reply is None else self._reply(state, reply)
        if state.phase is Phase.CLOSED:
            return
        self.player.finish()
        for question in self.scenario.reflect:
            self._say("To think about", question)
            self.player.wait()
        state = self.game.step(state, Reflected((None,) * len(self.scenario.reflect)))
        self._debrief(self.game.step(state, Ended()))

    # --- the conversation ---

    def _say(self, heading: str, text: str) -> None:
        self._show(f"\n[bold]{escape(heading)}:[/bold] {escape(fill(text, self._words))}")

    def _brief(self) -> None:
        scenario, mentor = self.scenario, self.scenario.mentor
        self._show(f"[bold]{escape(scenario.title)}[/bold] ({scenario.id}), {scenario.duration_min} minutes")
        self._say("What comes up", ", ".join(scenario.content_notes))
        self._say("The setting", scenario.setting)
        self._say("You are", f"{mentor.name} ({mentor.pronouns}). {mentor.story}")
        self._say("Your limits", mentor.limits)
        self._say("Today", mentor.today)
        for person in scenario.cast:
            self._say(person.name, f"({person.pronouns}) {person.about}")

    def _tell(self, state: State) -> State:
        """Show what has happened since the last time."""
        for moment in tell(self.game, state, self._words, since=self._told):
            self._moment(moment)
        self._told = len(state.trail)
        return state

    def _moment(self, moment: Moment) -> None:
        if moment.choice is not None:
            name = escape(self.scenario.mentor.name)
            self._show(f"\n[bold]{name}[/bold] [dim]({moment.choice.id})[/dim]: {escape(moment.choice.text)}")
        for line in moment.lines:
            self._line(line)
        if moment.choice is not None and self.started.mode == "practice":
            self._show(f"    [italic]{escape(moment.choice.feedback)}[/italic]")
        if moment.ending is not None:
            self._say(moment.ending.title, moment.ending.text)
            if moment.ending.handed_over_to is not None:
                self._say("Handed over to", moment.ending.handed_over_to)

    def _line(self, line: Spoken) -> None:
        at = f"{line.at} " if line.at else ""
        speaker = f"[bold]{escape(line.name)}[/bold]: " if line.name else ""
        cue = f" [dim]({escape(line.cue)})[/dim]" if line.cue else ""
        self._show(f"\n{escape(at)}{speaker}{escape(line.text)}{cue}")

    def _decide(self, state: State) -> State:
        answer = self.player.choose(state.node, self.game.offers(state))
        if isinstance(answer, Aside):
            return self._step_aside(state, answer)
        return self.game.step(state, Chose(state.node, answer))

    def _step_aside(self, state: State, wish: Aside) -> State:
        if wish is Aside.HELP:
            for resource in self.scenario.resources:
                self._say(resource.title, resource.text)
        elif wish is Aside.PAUSE:
            self._say("Take your time", self.scenario.opt_out.grounding)
            self.player.wait()
        else:
            state = self.game.step(state, Ended(left=True))
            node = self.game.ending(state)
            if node is not None and node.end is not None:
                self._say(node.end.title, node.end.text)
        return state

    def _reply(self, state: State, reply: Reply) -> State:
        self._say("In your own words", reply.prompt)
        self.player.write()
        self._say("One good answer", reply.model_answer)
        self._say("Why", reply.why)
        looked_for = ", ".join(self._behaviour(behaviour) for behaviour in reply.looks_for)
        self._say("Look for", looked_for)
        return self.game.step(state, Wrote(state.node, None))

    # --- the debrief ---

    def _debrief(self, state: State) -> None:
        node = self.game.ending(state)
        if node is not None and node.end is not None:
            self._say("A day later, from the other side", node.end.peer_view)
        if self.started.mode != "practice":
            for moment in tell(self.game, state, self._words):
                if moment.choice is not None:
                    self._say(moment.choice.id, moment.choice.feedback)
        scored = score(self.game, self.rubrics, state)
        for competency in scored.competencies:
            self._competency(competency)
        for tick in scored.beside:
            self._say("Besides", self._tick(tick))
        met = "yes" if scored.met_standard else "not this time"
        self._say("Standard met", f"{met}. Choosing shows recognition, not yet skill.")
        for missed in missed_cues(self.game, self.rubrics, state):
            shown = ", ".join(self._behaviour(behaviour) for behaviour in missed.behaviours)
            alternatives = " or ".join(missed.alternatives)
            self._say(f"At {missed.node}", f"you chose {missed.chosen}; {alternatives} would have shown: {shown}")
        self._say("Underneath", self.scenario.debrief.twist)
        self._say("For supervision", self.scenario.debrief.question)

    def _competency(self, scored: CompetencyScore) -> None:
        level = "no level: no opportunity"
        if scored.level is not None:
            level = f"{scored.level.value} {scored.level.name.lower().replace('_', ' ')}"
        self._say(self.rubrics[scored.competency].title, level)
        for tick in (*scored.basic, *scored.advanced, *scored.harmful):
            self._show(f"    {escape(self._tick(tick))}")
        for behaviour in scored.missing:
            self._show(f"    not shown: {escape(self._behaviour(behaviour))}")

    def _tick(self, tick: Tick) -> str:
        repaired = "" if tick.repaired_at is None else ", repaired later"
        return f"{self._behaviour(tick.behaviour)} (moment {tick.moment}{repaired})"

    def _behaviour(self, behaviour_id: str) -> str:
        found = (rubric.behaviour(behaviour_id) for rubric in self.rubrics.values())
        known = next((behaviour for behaviour in found if behaviour is not None), None)
        return behaviour_id if known is None else f"{known.kind} {behaviour_id}"
