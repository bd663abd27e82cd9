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
from roleplay.services.forged import chosen, text_of, whole_number, word, words
from roleplay.services.sealing import Plain, Sealer
from roleplay.services.workshops import Hall, Halls, key_of, place_of
from roleplay.store import OwnerKind, TextRow
from roleplay.store.workshop_rows import Ballot, Cast, Contribution, Observation, PollRow, Said

PURPOSE = "workshop"
"""What every text is that was written in a workshop."""
FOR_LEADS = (Said.REPLY, Said.REASON, Said.QUESTION)
"""What those who lead a workshop read of what was written in it, without names. The rest is for whoever wrote it."""
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

    # What is written may come late, and again, over a line that was gone. So it says for what it was written, and has
    # an id that the page has `made`: with the same one it counts once.

    def reply(
        self, actor: Actor, workshop_id: str, text: str, *, made: str | None = None, at: str | None = None
    ) -> None:
        """Write what one would say at the place that asks for it. Written again, it takes the place of the first."""
        hall, row = self._halls.part_of(actor, workshop_id)
        wanted, poll = hall.state.wanted, hall.state.open_poll
        if wanted is None or at not in {None, key_of(hall.state)} or (poll is not None and not poll.node):
            raise Conflict("Replies are not collected any more.", "What you wrote is still on your page.")
        self._write((hall, Said.REPLY, place_of(hall, wanted)), row.id, text, made)

    def give_reason(
        self, actor: Actor, workshop_id: str, text: str, *, made: str | None = None, poll: str | None = None
    ) -> None:
        """Say why one would choose like that, at the latest poll. It is shown without a name."""
        hall, row = self._halls.part_of(actor, workshop_id)
        latest = hall.state.poll
        if latest is None or poll not in {None, latest.id}:
            raise Conflict("There is no vote to give a reason for.", "The page now shows where the workshop stands.")
        self._write((hall, Said.REASON, latest.id), row.id, text, made)

    def raise_question(self, actor: Actor, workshop_id: str, text: str, *, made: str | None = None) -> None:
        """Ask those who lead something. They see it without a name."""
        hall, row = self._halls.part_of(actor, workshop_id)
        mine = [one for one in self._store.contributions(hall.id, Said.QUESTION) if one.text.owner_id == row.id]
        known = made is not None and any(one.text.id == _own_id(row.id, made) for one in mine)
        if len(mine) >= MOST_QUESTIONS and not known:
            raise RefusedEvent("You have asked many questions already.", "Ask aloud, or after the workshop.")
        self._write((hall, Said.QUESTION, hall.state.section or ""), row.id, text, made)

    def note(
        self,
        actor: Actor,
        workshop_id: str,
        text: str,
        *,
        made: str | None = None,
        section: str | None = None,
        round: int | None = None,  # noqa: A002 - the noun of triads
    ) -> None:
        """Write for oneself after a round of triads, or in any other section. Nobody else reads it."""
        hall, row = self._halls.part_of(actor, workshop_id)
        if section is None:
            section = hall.state.section or ""
        elif all(one.id != word(section, "section") for one in hall.state.plan.sections):
            raise RefusedEvent("There is no such section in the plan.", "Reload the page.")
        if round is None:
            round = 0 if hall.state.groups is None else hall.state.groups.round  # noqa: A001
        elif whole_number(round, "round") > len(_rounds(hall, section)):
            raise RefusedEvent("There is no such round.", "Reload the page.")
        self._write((hall, Said.DEBRIEF, f"{section}/{round}"), row.id, text, made)

    def written(self, hall: Hall, participant_id: str) -> dict[Said, str]:
        """What a participant has written for where the workshop stands now: a reply, a reason, a note."""
        state = hall.state
        places = {Said.DEBRIEF: f"{state.section or ''}/{0 if state.groups is None else state.groups.round}"}
        if state.wanted is not None:
            places[Said.REPLY] = place_of(hall, state.wanted)
        if state.poll is not None:
            places[Said.REASON] = state.poll.id
        found = {
            kind: one.text
            for kind, place in places.items()
            for one in self._store.contributions(hall.id, kind, place)
            if one.text.owner_id == participant_id
        }
        opened = self._sealer.open(list(found.values()))
        return {kind: text.body for kind, text in zip(found, opened, strict=True) if text.body is not None}

    def _write(self, place: tuple[Hall, Said, str], participant_id: str, text: str, made: str | None) -> None:
        hall, kind, where = place
        body = text_of(text)
        if body is None:
            raise RefusedEvent("There is nothing in it.", "Write something first.")
        owner = Owner(OwnerKind.PARTICIPANT, participant_id)
        id_ = self._new_id() if made is None else _own_id(participant_id, made)
        row = TextRow(id_, owner.kind, owner.id, None, PURPOSE, body, self._halls.now())
        (sealed,) = self._sealer.seal(owner, [row])
        self._store.contribute(Contribution(sealed, hall.id, kind, where))

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
            plays=wishes.plays is not False,
            watches=_some(wishes.watches, self._halls.notes(hall.state)),
            avoids=_some(wishes.avoids, self._halls.notes(hall.state)),
        )
        self._store.set_wishes(row.id, clean)

    def call(self, actor: Actor, workshop_id: str, *, needed: bool) -> None:
        """Say that one needs a moment, or does not any more. Only those who lead hear of it."""
        hall, row = self._halls.part_of(actor, workshop_id)
        self._store.call(row.id, hall.id, self._halls.now() if needed else None)

    # --- observing ---

    def observe(
        self,
        actor: Actor,
        workshop_id: str,
        tick_id: str,
        behaviour: str,
        known: Sequence[str],
        *,
        round: int | None = None,  # noqa: A002 - the noun of triads
    ) -> None:
        """Tick a behaviour of the mentor in one's own group, in this round or an earlier one. Twice it counts once."""
        hall, row = self._halls.part_of(actor, workshop_id)
        groups = hall.state.groups
        if groups is None or groups.round == 0:
            raise RefusedEvent("No round has begun.", "Wait for the signal.")
        number = groups.round if round is None else whole_number(round, "round")
        if not 1 <= number <= groups.round:
            raise RefusedEvent("That round has not begun.", "Wait for the signal.")
        seats = next((dict(group) for group in groups.rounds[number - 1] if row.id in dict(group)), {})
        if seats.get(row.id) != Part.OBSERVER:
            raise NotAllowed("In this round you do not observe.", "Ticks are for observers.")
        if word(behaviour, "behaviour") not in known:
            raise RefusedEvent("There is no such behaviour here.", "Reload the page.")
        mentor = next(one for one, part in seats.items() if part == Part.MENTOR)
        seen = Observation(
            _own_id(row.id, tick_id), hall.id, hall.state.section or "", number, row.id, mentor, behaviour
        )
        self._store.observe([seen])

    def unobserve(self, actor: Actor, workshop_id: str, tick_id: str) -> None:
        """Take a tick of one's own back, by the id that it is kept under, or that it was made with."""
        _, row = self._halls.part_of(actor, workshop_id)
        for one in (word(tick_id, "tick"), _own_id(row.id, tick_id)):
            self._store.take_back_observation(one, row.id)


def voter_of(participant_id: str, poll: PollRow) -> str:
    """What a ballot is kept under: the same for one participant in one poll, and for nobody to trace without both."""
    return hmac.new(poll.secret.encode(), participant_id.encode(), hashlib.sha256).hexdigest()


def _own_id(participant_id: str, made: str) -> str:
    """What a tick or a text is kept under: nobody's page can use up the ids of somebody else's."""
    return hashlib.sha256(f"{participant_id}/{word(made, 'id')}".encode()).hexdigest()[:40]


def _some(given: object, known: Sequence[str]) -> tuple[str, ...]:
    """Some of what comes up in what is played, in that order."""
    if not isinstance(given, (list, tuple)) or not all(isinstance(one, str) and one in known for one in given):
        raise RefusedEvent("What you would rather not play cannot be read.", "Reload the page and try again.")
    return tuple(one for one in known if one in given)


def _rounds(hall: Hall, section: str) -> Sequence[object]:
    triads = hall.state.triads.get(section)
    return () if triads is None else triads.rounds


def shown(poll: Poll) -> dict[str, int] | None:
    """The totals as participants may see them: none before they are revealed."""
    return None if poll.totals is None or not poll.revealed else dict(poll.totals)
