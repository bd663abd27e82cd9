"""Pacing: sections of a workshop that everybody plays alone.

Whatever somebody does names the step that their page has seen, so that a second click, a message that is sent again
and one that arrives late change nothing. What they chose and wrote is theirs. Those who facilitate learn how many are
where, and of a way only what somebody has chosen to show. Nothing of it is an attempt, and no score is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from roleplay.engine import Phase, State
from roleplay.engine.compiled import Compiled
from roleplay.engine.gathering import Stage
from roleplay.engine.graph import decisions_left
from roleplay.engine.story import fill
from roleplay.errors import Conflict, NotFound, RefusedEvent
from roleplay.identity import Actor, ActorKind
from roleplay.model.event import Chose, Wrote
from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Use
from roleplay.model.workshop import Section, Way
from roleplay.services.authority import Authority, Owner, owner_of
from roleplay.services.forged import chosen, text_of, whole_number, word
from roleplay.services.policy import Action
from roleplay.services.sealing import Plain, Sealer
from roleplay.services.voting import PURPOSE
from roleplay.services.workshops import Hall, Halls, events_of
from roleplay.store import OwnerKind, TextRow
from roleplay.store.workshop_rows import AT_ENDING, Contribution, PaceRow, Said, Shares

FEWEST_TO_TELL_APART = 5
"""In a smaller group nobody is told how far people are: only how many have begun, and have come to an ending."""


@dataclass(frozen=True, slots=True)
class Alone:
    """A conversation that somebody plays alone, as it stands."""

    pace: PaceRow
    """How far they have come; step 0 for who has not begun."""
    game: Compiled
    """What is played."""
    state: State
    """Where it stands."""
    words: Mapping[str, str]
    """The site's words, as the workshop pins them."""
    rubrics: Mapping[str, Rubric]
    """The rubrics, likewise."""
    replies: Mapping[str, TextRow]
    """Node -> what they wrote there in this go, opened."""


@dataclass(frozen=True, slots=True)
class Paces:
    """How many are where. It says of nobody where they are, nor what they have chosen."""

    people: int
    """Participants who are in."""
    begun: int
    """Those of them who have begun."""
    ended: int
    """Those who have come to an ending, in this go or an earlier one."""
    quarters: tuple[int, int, int, int] | None
    """The others who have begun, by how far they have been; None in a group of fewer than five."""


@dataclass(frozen=True, slots=True)
class SharedWay:
    """The way that somebody has chosen to show."""

    name: str | None
    """Who, if they want that to be read; only those who facilitate read it."""
    said: tuple[str | None, ...]
    """What the mentor said at each decision; None where a reply was written, which nobody else reads."""
    ending: str
    """What it led to."""


class Pacing:
    """What participants do alone, and what those who facilitate see of it."""

    def __init__(self, halls: Halls, new_id: Callable[[], str], *, sealer: Sealer | None = None) -> None:
        self._halls = halls
        self._store = halls.store
        self._new_id = new_id
        self._sealer = sealer or Plain()
        self._authority = Authority(halls.store)
        self._left: dict[str, Mapping[str, int]] = {}  # by the hash of what is played, which never changes
        self._ways: Mapping[PaceRow, SharedWay] = {}  # those that were shown last

    # --- playing ---

    def play(self, actor: Actor, workshop_id: str, section: str, step: int, choice: int) -> None:
        """Choose what stands at a place of the page, counted from 0. Raises `Conflict` for a step that has passed."""
        hall, alone = self._here(actor, workshop_id, section, step)
        offers = alone.game.offers(alone.state)
        number = whole_number(choice, "choice")
        if number >= len(offers) or not offers[number].open:
            raise RefusedEvent("That cannot be chosen here.", "The page now shows where you are.")
        node, chose = alone.state.node, offers[number].id
        self._go_on(hall, alone, alone.game.step(alone.state, Chose(node, chose)), f"{node}/{chose}")

    def write(self, actor: Actor, workshop_id: str, section: str, step: int, text: str | None) -> None:
        """Write the reply that is asked for, or go on without. Nobody else reads it."""
        hall, alone = self._here(actor, workshop_id, section, step)
        node, body = alone.state.node, text_of(text)
        reply = alone.game.nodes[node].source.reply
        if reply is None:
            raise RefusedEvent("No reply is asked for here.", "The page now shows where you are.")
        if body is not None and (many := len(body.split())) > reply.max_words:
            raise RefusedEvent(
                f"The reply has {many} words; {reply.max_words} are enough here.", "Shorten it a little."
            )
        state = alone.game.step(alone.state, Wrote(node, None))
        self._go_on(hall, alone, state, node, None if body is None else self._written(hall, alone, node, body))

    def begin_again(self, actor: Actor, workshop_id: str, section: str, step: int) -> None:
        """Play again from the start. The way before, its replies, and what was shown of it are not kept."""
        _, alone = self._here(actor, workshop_id, section, step)
        if not alone.pace.path:
            raise RefusedEvent("This is the start.", "Go on from here.")
        pace = replace(alone.pace, path=(), goes=alone.pace.goes + 1, shares=Shares.NOTHING)
        self._store.keep_pace(_later(pace))

    def share(self, actor: Actor, workshop_id: str, section: str, step: int, shares: str) -> None:
        """Show the way that led to an ending, without or with one's name, or take that back at any time."""
        hall, me = self._halls.part_of(actor, workshop_id)
        pace = self._pace(hall, me.id, self._paced(hall, section))
        self._require(pace, step)
        wanted = chosen(Shares, shares, "kind of showing")
        if wanted is not Shares.NOTHING and self.alone(hall, pace).state.phase is not Phase.REFLECT:
            raise RefusedEvent("There is no ending to show the way to yet.", "Go on first.")
        self._store.keep_pace(_later(replace(pace, shares=wanted)))

    # --- looking ---

    def own(self, hall: Hall, participant_id: str) -> Alone | None:
        """Where somebody is in the section that goes on; None where it is none to play alone.

        For the server, which has asked already who they are.
        """
        here = _goes_on(hall)
        if here is None:
            return None
        return self.alone(hall, self._pace(hall, participant_id, here))

    def alone(self, hall: Hall, pace: PaceRow) -> Alone:
        """A way with all that belongs to it. For the server."""
        game = self._halls.bookshelf.game(hall.state.content[pace.section])
        state = game.replay(events_of(hall, pace.path, pace.section))
        rubrics = self._halls.bookshelf.rubrics(hall.state.rubrics)
        return Alone(pace, game, state, hall.state.site, rubrics, self._replies(pace))

    def steps(self, hall: Hall) -> Mapping[str, int]:
        """Participant -> the step of whoever has begun in the section that goes on. For the server."""
        here = _goes_on(hall)
        begun = () if here is None else self._store.paces(hall.id, here.id)
        return {pace.participant_id: pace.step for pace in begun}

    def playable(self, actor: Actor, scenario_id: str) -> bool:
        """Whether somebody can play a scenario as an attempt: with an account, and while it is there for practice."""
        if actor.kind is not ActorKind.PERSON or not self._authority.may(actor, Action.PLAY, owner_of(actor)):
            return False
        try:
            _, scenario = self._halls.bookshelf.scenario(scenario_id)
        except NotFound:
            return False
        return scenario.use in {Use.PRACTICE, Use.BOTH}

    # --- for those who facilitate ---

    def paces(self, actor: Actor, workshop_id: str, section: str) -> Paces:
        """How many are where in a section, for somebody who leads the workshop."""
        hall = self._halls.led(actor, workshop_id)
        here = hall.state.present
        found = self._store.paces(hall.id, self._paced(hall, section).id)
        far = [pace.far for pace in found if pace.participant_id in here]
        ended = far.count(AT_ENDING)
        quarters = (far.count(0), far.count(1), far.count(2), far.count(3))
        tells = len(here) >= FEWEST_TO_TELL_APART
        return Paces(len(here), len(far), ended, quarters if tells else None)

    def shared(self, actor: Actor, workshop_id: str, section: str) -> tuple[SharedWay, ...]:
        """The ways that people show, for somebody who leads. Their order says nothing about who came first."""
        hall = self._halls.led(actor, workshop_id)
        found = self._store.paces(hall.id, self._paced(hall, section).id)
        shown = [pace for pace in found if pace.shares is not Shares.NOTHING]
        names = {row.id: row.name for row in self._store.participants_in(hall.id)} if shown else {}
        self._ways = {pace: self._ways.get(pace) or self._way(hall, pace) for pace in shown}
        named = [(names.get(pace.participant_id, "") if pace.shares is Shares.NAME else None) for pace in shown]
        ways = [replace(way, name=name) for way, name in zip(self._ways.values(), named, strict=True)]
        return tuple(sorted(ways, key=lambda way: (way.ending, [one or "" for one in way.said], way.name or "")))

    # --- what is behind all that ---

    def _here(self, actor: Actor, workshop_id: str, section: str, step: int) -> tuple[Hall, Alone]:
        hall, me = self._halls.part_of(actor, workshop_id)
        here = self._paced(hall, section)
        if _goes_on(hall) != here:
            raise Conflict("The workshop has gone on.", "The page now shows where it stands.")
        pace = self._pace(hall, me.id, here)
        self._require(pace, step)
        return hall, self.alone(hall, pace)

    def _paced(self, hall: Hall, section: str) -> Section:
        wanted = word(section, "section")
        found = next((one for one in hall.state.plan.sections if one.id == wanted), None)
        if found is None or found.way is not Way.PACE:
            raise RefusedEvent("Nobody plays alone there.", "Reload the page.")
        return found

    def _pace(self, hall: Hall, participant_id: str, section: Section) -> PaceRow:
        found = self._store.pace(participant_id, section.id)
        return found or PaceRow(participant_id, section.id, hall.id, step=0, goes=1, path=(), far=0)

    def _require(self, pace: PaceRow, step: int) -> None:
        if whole_number(step, "step") != pace.step:
            raise Conflict("This was done already, or in another window.", "The page now shows where you are.")

    def _go_on(self, hall: Hall, alone: Alone, state: State, did: str, reply: Contribution | None = None) -> None:
        pace = alone.pace
        far = max(pace.far, self._far(hall.state.content[pace.section], alone.game, state))
        self._store.keep_pace(_later(replace(pace, path=(*pace.path, did), far=far)), reply)

    def _far(self, content: str, game: Compiled, state: State) -> int:
        if state.phase is not Phase.ENACT:
            return AT_ENDING
        if content not in self._left:
            self._left[content] = decisions_left(game)
        whole = state.turns + self._left[content][state.node]
        return AT_ENDING * state.turns // whole

    def _written(self, hall: Hall, alone: Alone, node: str, body: str) -> Contribution:
        owner = Owner(OwnerKind.PARTICIPANT, alone.pace.participant_id)
        row = TextRow(self._new_id(), owner.kind, owner.id, None, PURPOSE, body, self._halls.now())
        (sealed,) = self._sealer.seal(owner, [row])
        return Contribution(sealed, hall.id, Said.ALONE, f"{alone.pace.section}/{node}")

    def _replies(self, pace: PaceRow) -> Mapping[str, TextRow]:
        if not any("/" not in step for step in pace.path):
            return {}
        kept = self._store.replies_alone(pace.participant_id, pace.section)
        return dict(zip(kept, self._sealer.open(kept.values()), strict=True))

    def _way(self, hall: Hall, pace: PaceRow) -> SharedWay:
        game = self._halls.bookshelf.game(hall.state.content[pace.section])
        said: list[str | None] = []
        for step in pace.path:
            node, _, choice = step.partition("/")
            words = game.nodes[node].choices[choice].source.text if choice else None
            said.append(None if words is None else fill(words, hall.state.site))
        end = game.replay(events_of(hall, pace.path, pace.section))
        ending = game.nodes[end.node].source.end
        title = "" if ending is None else fill(ending.title, hall.state.site)
        return SharedWay(None, tuple(said), title)


def _goes_on(hall: Hall) -> Section | None:
    """The section that everybody plays alone just now; None where it is another one."""
    here = hall.state.here
    return here if here is not None and here.way is Way.PACE and hall.state.stage is Stage.RUNNING else None


def _later(pace: PaceRow) -> PaceRow:
    return replace(pace, step=pace.step + 1)
