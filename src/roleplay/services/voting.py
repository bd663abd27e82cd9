"""Voting, writing, and calling for a moment: what participants do in a workshop.

A ballot is kept under a code that is made of the participant and the poll's secret, and without a time. The secret goes
when the poll is closed; from then on nobody can say who voted for what, whatever they have. Before that somebody who
can read both database and memory of the server could.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from roleplay.engine.gathering import Poll
from roleplay.errors import Conflict, NotAllowed, RefusedEvent
from roleplay.identity import Actor
from roleplay.model.gathering import Part
from roleplay.model.wishes import MOST_PRACTISED, Prefers, Style, Wishes
from roleplay.services.authority import Owner
from roleplay.services.conducting import place_of
from roleplay.services.forged import chosen, text_of, whole_number, word, words
from roleplay.services.sealing import Plain, Sealer
from roleplay.services.workshops import Hall, Halls
from roleplay.store import OwnerKind, TextRow
from roleplay.store.workshop_rows import Ballot, Cast, Contribution, Observation, PollRow, Said

PURPOSE = "workshop"
"""What every text is that was written in a workshop."""
MOST_QUESTIONS = 20
"""Questions that one participant can ask."""


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote as it comes from a browser. Nothing of it has been looked at yet."""

    poll: str
    """Id of the poll."""
    option: int
    """Number of the option on the screen, from 0."""
    turn: int
    """How often the participant had changed their mind, as their page counts."""


class Voting:
    """What participants do."""

    def __init__(self, halls: Halls, new_id: Callable[[], str], *, sealer: Sealer | None = None) -> None:
        self._halls = halls
        self._store = halls.store
        self._new_id = new_id
        self._sealer = sealer or Plain()
        self._polls: dict[str, PollRow] = {}  # the latest of each workshop: nothing in it changes

    # --- votes ---

    def ballot(self, actor: Actor, workshop_id: str, vote: Vote) -> Ballot:
        """The ballot that a vote is. Raises `RefusedEvent` for one that does not fit, `Conflict` for a closed poll.

        Many ballots are cast together (`cast`): each commit waits for the disk.
        """
        hall, row = self._halls.part_of(actor, workshop_id)
        open_poll = self._open(hall, vote.poll)
        number = whole_number(vote.option, "option")
        if number >= len(open_poll.options):
            raise RefusedEvent("That cannot be voted for.", "Reload the page.")
        turn = whole_number(vote.turn, "turn")
        return Ballot(open_poll.id, voter_of(row.id, open_poll), open_poll.options[number], turn)

    def cast(self, votes: Sequence[Ballot]) -> Cast:
        """Take ballots that `ballot` has made, all in one go."""
        return self._store.cast(votes)

    def forget(self, workshop_id: str) -> None:
        """Hold on to no secret of a workshop whose poll was closed."""
        self._polls.pop(workshop_id, None)

    def own(self, actor: Actor, workshop_id: str) -> tuple[int, int] | None:
        """What the actor has voted in the poll that is open: option and turn; None for nothing yet."""
        hall, row = self._halls.part_of(actor, workshop_id)
        poll = hall.state.open_poll
        kept = None if poll is None else self._store.poll(poll.id)
        found = None if kept is None else self._store.ballot(kept.id, voter_of(row.id, kept))
        if kept is None or found is None:
            return None
        return kept.options.index(found.option), found.turn

    def _open(self, hall: Hall, poll_id: str) -> PollRow:
        now = hall.state.open_poll
        found = None
        if now is not None and now.id == word(poll_id, "poll"):
            known = self._polls.get(hall.id)
            found = known if known is not None and known.id == poll_id else self._store.poll(poll_id)
        if found is None:
            raise Conflict("This vote is closed.", "The page now shows where the workshop stands.")
        self._polls[hall.id] = found
        return found

    # --- words ---

    def reply(self, actor: Actor, workshop_id: str, text: str) -> None:
        """Write what one would say at the place that asks for it. Written again, it takes the place of the first."""
        hall, row = self._halls.part_of(actor, workshop_id)
        if hall.state.wanted is None:
            raise Conflict("Replies are not collected any more.", "What you wrote is still on your page.")
        self._write(hall, row.id, Said.REPLY, place_of(hall, hall.state.wanted), text)

    def give_reason(self, actor: Actor, workshop_id: str, text: str) -> None:
        """Say why one would choose like that, at the latest poll. It is shown without a name."""
        hall, row = self._halls.part_of(actor, workshop_id)
        poll = hall.state.poll
        if poll is None:
            raise Conflict("There is no vote to give a reason for.", "The page now shows where the workshop stands.")
        self._write(hall, row.id, Said.REASON, poll.id, text)

    def raise_question(self, actor: Actor, workshop_id: str, text: str) -> None:
        """Ask those who lead something. They see it without a name."""
        hall, row = self._halls.part_of(actor, workshop_id)
        mine = [one for one in self._store.contributions(hall.id, Said.QUESTION) if one.text.owner_id == row.id]
        if len(mine) >= MOST_QUESTIONS:
            raise RefusedEvent("You have asked many questions already.", "Ask aloud, or after the workshop.")
        self._write(hall, row.id, Said.QUESTION, hall.state.section or "", text)

    def note(self, actor: Actor, workshop_id: str, text: str) -> None:
        """Write for oneself after a round of triads, or in any other section. Nobody else reads it."""
        hall, row = self._halls.part_of(actor, workshop_id)
        groups = hall.state.groups
        round_ = 0 if groups is None else groups.round
        self._write(hall, row.id, Said.DEBRIEF, f"{hall.state.section or ''}/{round_}", text)

    def _write(self, hall: Hall, participant_id: str, kind: Said, place: str, text: str) -> None:
        body = text_of(text)
        if body is None:
            raise RefusedEvent("There is nothing in it.", "Write something first.")
        owner = Owner(OwnerKind.PARTICIPANT, participant_id)
        row = TextRow(self._new_id(), owner.kind, owner.id, None, PURPOSE, body, self._halls.now())
        (sealed,) = self._sealer.seal(owner, [row])
        self._store.contribute(Contribution(sealed, hall.id, kind, place))

    # --- oneself ---

    def wish(self, actor: Actor, workshop_id: str, wishes: Wishes) -> None:
        """Say in private how one would like to take part in triads."""
        hall, row = self._halls.part_of(actor, workshop_id)
        if whole_number(wishes.practised, "practice") > MOST_PRACTISED:
            raise RefusedEvent("How much you have practised cannot be read.", "Reload the page and try again.")
        clean = Wishes(
            plays_peer=wishes.plays_peer is True,
            practised=wishes.practised,
            style=None if wishes.style is None else chosen(Style, wishes.style, "style"),
            prefers=None if wishes.prefers is None else chosen(Prefers, wishes.prefers, "preference"),
            rather_with=words(wishes.rather_with, hall.state.known, "participant"),
            rather_not=words(wishes.rather_not, hall.state.known, "participant"),
        )
        self._store.set_wishes(row.id, clean)

    def call(self, actor: Actor, workshop_id: str, *, needed: bool) -> None:
        """Say that one needs a moment, or does not any more. Only those who lead hear of it."""
        hall, row = self._halls.part_of(actor, workshop_id)
        self._store.call(row.id, hall.id, self._halls.now() if needed else None)

    # --- observing ---

    def observe(self, actor: Actor, workshop_id: str, tick_id: str, behaviour: str, known: Sequence[str]) -> None:
        """Tick a behaviour of the mentor in one's own group. Sent twice it counts once."""
        hall, row = self._halls.part_of(actor, workshop_id)
        groups = hall.state.groups
        if groups is None or groups.round == 0:
            raise RefusedEvent("No round has begun.", "Wait for the signal.")
        seats = next((dict(group) for group in groups.rounds[groups.round - 1] if row.id in dict(group)), {})
        if seats.get(row.id) != Part.OBSERVER:
            raise NotAllowed("In this round you do not observe.", "Ticks are for observers.")
        if word(behaviour, "behaviour") not in known:
            raise RefusedEvent("There is no such behaviour here.", "Reload the page.")
        mentor = next(one for one, part in seats.items() if part == Part.MENTOR)
        seen = Observation(
            _tick_of(row.id, tick_id), hall.id, hall.state.section or "", groups.round, row.id, mentor, behaviour
        )
        self._store.observe([seen])

    def unobserve(self, actor: Actor, workshop_id: str, tick_id: str) -> None:
        """Take a tick of one's own back, by the id that it is kept under."""
        _, row = self._halls.part_of(actor, workshop_id)
        self._store.take_back_observation(word(tick_id, "tick"), row.id)


def voter_of(participant_id: str, poll: PollRow) -> str:
    """What a ballot is kept under: the same for one participant in one poll, and for nobody to trace without both."""
    return hmac.new(poll.secret.encode(), participant_id.encode(), hashlib.sha256).hexdigest()


def _tick_of(participant_id: str, tick_id: str) -> str:
    """What a tick is kept under: nobody's page can use up the ids of somebody else's."""
    return hashlib.sha256(f"{participant_id}/{word(tick_id, 'tick')}".encode()).hexdigest()[:40]


def shown(poll: Poll) -> dict[str, int] | None:
    """The totals as participants may see them: none before they are revealed."""
    return None if poll.totals is None or not poll.revealed else dict(poll.totals)
