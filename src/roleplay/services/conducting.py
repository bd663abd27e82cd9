"""Conducting: what those who lead a workshop press. Each command names the step that its page has seen."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from roleplay.engine.triads import form_groups, seat_groups
from roleplay.errors import Conflict, NotAllowed, NotFound, RefusedEvent
from roleplay.identity import Actor
from roleplay.model.gathering import (
    Asked,
    Grouped,
    Happening,
    Moved,
    Part,
    Passed,
    Played,
    Rested,
    Revealed,
    Seats,
    Timed,
    Told,
    Took,
    Turned,
    Wanted,
    WentBack,
    Why,
)
from roleplay.model.wishes import Wishes
from roleplay.model.workshop import Way
from roleplay.services.forged import chosen, text_of, whole_number, word, words
from roleplay.services.workshops import TRIES, Hall, Halls, Talk, place_of, questions_of
from roleplay.store.workshop_rows import PollRow, Said

FEWEST_REPLIES = 2
"""Replies that there have to be before the room votes on them."""


@dataclass(frozen=True, slots=True)
class Formed:
    """Groups that were formed."""

    hall: Hall
    """Where the workshop stands now."""
    against: int
    """How many pairs are together of whom one would rather not."""


class Conducting:
    """The console of a workshop."""

    def __init__(self, halls: Halls, new_id: Callable[[], str]) -> None:
        self._halls = halls
        self._new_id = new_id
        self._store = halls.store

    def hall(self, actor: Actor, workshop_id: str) -> Hall:
        """Where a workshop stands, for somebody who leads it."""
        return self._halls.led(actor, workshop_id)

    # --- sections, time, and care ---

    def move(self, actor: Actor, workshop_id: str, seq: int, section: str) -> Hall:
        """Go to a section of the plan."""
        return self._press(actor, workshop_id, seq, Moved(word(section, "section")))

    def set_timer(self, actor: Actor, workshop_id: str, seq: int, seconds: int) -> Hall:
        """Start a timer for all; with 0 seconds put it away."""
        return self._press(actor, workshop_id, seq, Timed(whole_number(seconds, "timer")))

    def give_time(self, actor: Actor, workshop_id: str, seq: int, seconds: int) -> Hall:
        """Let the timer run longer; one that is over begins again with what is given."""
        state = self._halls.led(actor, workshop_id).state
        if state.timer is None:
            raise RefusedEvent("No timer is running.", "Set one.")
        at = state.resting_since or self._halls.now()
        left = max(0, round((state.timer.ends_at - at).total_seconds()))
        return self._press(actor, workshop_id, seq, Timed(left + whole_number(seconds, "timer")))

    def rest(self, actor: Actor, workshop_id: str, *, resting: bool) -> Hall:
        """Pause everything for a moment of grounding, or go on. It needs no step: whoever presses it means it."""
        return self._press(actor, workshop_id, None, Rested(resting))

    def tell(self, actor: Actor, workshop_id: str, text: str | None) -> Hall:
        """Tell everybody something; nothing takes it down again."""
        return self._press(actor, workshop_id, None, Told(text_of(text) or ""))

    def turn(self, actor: Actor, workshop_id: str, question: int) -> Hall:
        """Show another one of the questions to talk about, counted from 0, on the screen."""
        hall = self._halls.led(actor, workshop_id)
        if whole_number(question, "question") >= len(questions_of(hall.state, self._halls.talk(hall))):
            raise RefusedEvent("There is no such question here.", "The page now shows where the workshop stands.")
        return self._press(actor, workshop_id, None, Turned(question))

    # --- the room decides ---

    def ask(self, actor: Actor, workshop_id: str, seq: int) -> Hall:
        """Ask the room what the mentor says now. Asked again at the same place, it is the next round."""
        hall, talk = self._talk(actor, workshop_id)
        options = tuple(offer.id for offer in talk.game.offers(talk.state) if offer.open)
        return self._open_poll(actor, hall, seq, talk.state.node, options)

    def ask_about_replies(self, actor: Actor, workshop_id: str, seq: int) -> Hall:
        """Ask the room which of the replies that are on the screen it would say."""
        hall, talk = self._talk(actor, workshop_id)
        found = self._store.contributions(hall.id, Said.REPLY, place_of(hall, talk.state.node))
        shown = tuple(one.text.id for one in found if not one.hidden and one.text.body is not None)
        if len(shown) < FEWEST_REPLIES:
            raise RefusedEvent("There are too few replies to choose between.", "Wait for more, or go on.")
        return self._open_poll(actor, hall, seq, "", shown)

    def _open_poll(self, actor: Actor, hall: Hall, seq: int, node: str, options: tuple[str, ...]) -> Hall:
        poll = PollRow(self._new_id(), hall.id, options, secrets.token_urlsafe(32))
        return self._halls.happen(hall, actor, Asked(poll.id, node, options), seq=seq, poll=poll)

    def close_poll(self, actor: Actor, workshop_id: str, seq: int) -> Hall:
        """Close the poll that is open. From now on nobody can find out who voted for what."""
        hall = self._halls.led(actor, workshop_id)
        poll = hall.state.open_poll
        if poll is None:
            raise RefusedEvent("No poll is open.", "The page now shows where the workshop stands.")
        for _ in range(TRIES):
            self._halls.require_seen(hall, seq)
            try:
                self._store.count(hall.id, hall.seq, poll.id, actor.id, self._halls.now())
            except (Conflict, NotFound):  # somebody has come in meanwhile, or was quicker
                hall = self._halls.hall(hall.id)
                continue
            return self._halls.hall(hall.id)
        raise Conflict("Too much happens at once just now.", "Try again in a moment.")

    def reveal(self, actor: Actor, workshop_id: str, seq: int) -> Hall:
        """Show everybody what the room has voted."""
        hall = self._halls.led(actor, workshop_id)
        if not hall.state.polls:
            raise RefusedEvent("The room was not asked anything yet.", "Ask it first.")
        return self._halls.happen(hall, actor, Revealed(hall.state.polls[-1].id), seq=seq)

    def take(self, actor: Actor, workshop_id: str, seq: int, choice: int, why: str) -> Hall:
        """Go on with what stands at a place of the screen, counted from 0, for a reason."""
        hall, talk = self._talk(actor, workshop_id)
        offers = talk.game.offers(talk.state)
        number = whole_number(choice, "choice")
        if number >= len(offers) or not offers[number].open:
            raise RefusedEvent("That cannot be chosen here.", "The page now shows where the workshop stands.")
        event = Took(talk.state.node, offers[number].id, chosen(Why, why, "reason"))
        return self._halls.happen(hall, actor, event, seq=seq)

    def go_back(self, actor: Actor, workshop_id: str, seq: int, steps: int) -> Hall:
        """Take the conversation back, until so many choices and replies are left of it."""
        return self._press(actor, workshop_id, seq, WentBack(whole_number(steps, "step")))

    # --- written replies ---

    def collect(self, actor: Actor, workshop_id: str, seq: int, *, wanted: bool) -> Hall:
        """Ask everybody to write what they would say at this place, or stop that."""
        hall, talk = self._talk(actor, workshop_id)
        return self._halls.happen(hall, actor, Wanted(talk.state.node, wanted), seq=seq)

    def pass_on(self, actor: Actor, workshop_id: str, seq: int) -> Hall:
        """Go on past a place that asks for a written reply."""
        hall, talk = self._talk(actor, workshop_id)
        if talk.game.nodes[talk.state.node].source.reply is None:
            raise RefusedEvent("The conversation waits for a choice here.", "Ask the room, or choose.")
        return self._halls.happen(hall, actor, Passed(talk.state.node), seq=seq)

    def hide(self, actor: Actor, workshop_id: str, text_id: str, *, hidden: bool) -> None:
        """Take what somebody wrote off the screen, or put it back."""
        hall = self._halls.led(actor, workshop_id)
        written = self._store.contributions_by_text([word(text_id, "reply")])
        if [one.workshop_id for one in written] != [hall.id]:
            raise NotFound.of("reply", text_id)
        self._store.hide_contribution(text_id, hidden=hidden)

    # --- triads ---

    def group(self, actor: Actor, workshop_id: str, seq: int, rounds: Sequence[Sequence[Seats]]) -> Hall:
        """Form groups: for each round the groups, with everybody's part."""
        hall = self._halls.led(actor, workshop_id)
        wishes, notes = self._store.wishes(hall.id), self._notes(hall)
        played = 0 if hall.state.groups is None else hall.state.groups.round
        for participant, part in (seat for groups in rounds[played:] for group in groups for seat in group):
            said = wishes.get(participant, Wishes()).about(notes)
            fits = {Part.PEER: said.plays_peer, Part.MENTOR: said.plays}.get(chosen(Part, part, "part"), True)
            if not fits or said.stays_away(notes):
                raise NotAllowed("Somebody would have a part that they do not want to have.", "Form the groups again.")
        return self._halls.happen(hall, actor, Grouped(tuple(tuple(groups) for groups in rounds)), seq=seq)

    def form(self, actor: Actor, workshop_id: str, seq: int, *, without: Sequence[str] = ()) -> Formed:
        """Form groups of everybody who is in but those, by what people have wished, for the rounds to come.

        Formed again, they are other groups, as far as wishes leave a choice.
        """
        hall = self._halls.led(actor, workshop_id)
        state = hall.state
        left_out = words(without, state.known, "participant")
        people = [one for one in state.present if one not in left_out]
        played, rounds = _rounds(hall)
        seed = state.seed + hall.seq
        wishes, notes = self._store.wishes(hall.id), self._notes(hall)
        found = form_groups(people, wishes, rounds, seed, played=played, notes=notes)
        return Formed(self.group(actor, workshop_id, seq, (*played, *found.rounds)), found.against)

    def change_places(self, actor: Actor, workshop_id: str, seq: int, one: str, other: str) -> Hall:
        """Let two people change places for the rounds to come; everybody's part in their groups is found anew."""
        hall = self._halls.led(actor, workshop_id)
        taken = {word(one, "participant"): other, word(other, "participant"): one}
        members = [[taken.get(each, each) for each in group] for group in groups_now(hall)]
        if not all(any(each in group for group in members) for each in taken):
            raise RefusedEvent("Somebody of the two is in no group.", "Put them into one first.")
        return self._seat(actor, hall, seq, members)

    def put_into(self, actor: Actor, workshop_id: str, seq: int, participant_id: str, group: int) -> Hall:
        """Put somebody into a group, counted from 0, who came late or is in another one, for the rounds to come."""
        hall = self._halls.led(actor, workshop_id)
        members = [[one for one in there if one != participant_id] for there in groups_now(hall)]
        if word(participant_id, "participant") not in hall.state.present:
            raise NotAllowed("There is nobody like that in this workshop.", "Reload the page.")
        if whole_number(group, "group") >= len(members):
            raise RefusedEvent("There is no such group.", "The page now shows where the workshop stands.")
        members[group].append(participant_id)
        return self._seat(actor, hall, seq, members)

    def _seat(self, actor: Actor, hall: Hall, seq: int, members: Sequence[Sequence[str]]) -> Hall:
        played, rounds = _rounds(hall)
        there = [group for group in members if group]
        found = seat_groups(there, self._store.wishes(hall.id), rounds, played=played, notes=self._notes(hall))
        return self.group(actor, hall.id, seq, (*played, *found.rounds))

    def _notes(self, hall: Hall) -> tuple[str, ...]:
        return self._halls.notes(hall.state, hall.state.section)

    def begin_round(self, actor: Actor, workshop_id: str, seq: int) -> Hall:
        """Give the signal that the next round begins, for all groups; where somebody has left, the others take over."""
        hall = self._halls.led(actor, workshop_id)
        groups = hall.state.groups
        coming = () if groups is None else groups.rounds[groups.round : groups.round + 1]
        if any(one not in hall.state.present for each in coming for group in each for one, _ in group):
            seq = self._seat(actor, hall, seq, groups_now(hall)).seq
        return self._press(actor, workshop_id, seq, Played(1 if groups is None else groups.round + 1, playing=True))

    def end_round(self, actor: Actor, workshop_id: str, seq: int) -> Hall:
        """Give the signal that it ends: everybody puts down their part."""
        groups = self._halls.led(actor, workshop_id).state.groups
        return self._press(actor, workshop_id, seq, Played(0 if groups is None else groups.round, playing=False))

    # --- what is behind all that ---

    def _press(self, actor: Actor, workshop_id: str, seq: int | None, event: Happening) -> Hall:
        return self._halls.happen(self._halls.led(actor, workshop_id), actor, event, seq=seq)

    def _talk(self, actor: Actor, workshop_id: str) -> tuple[Hall, Talk]:
        hall = self._halls.led(actor, workshop_id)
        talk = self._halls.talk(hall)
        if talk is None:
            raise RefusedEvent("Nothing is played just now.", "Move on to a section in which the room decides.")
        return hall, talk


def groups_now(hall: Hall) -> list[list[str]]:
    """The groups of this section as they are for the rounds to come, without those who have left."""
    groups = hall.state.groups
    latest = () if groups is None else groups.rounds[-1]
    return [[one for one, _ in group if one in hall.state.present] for group in latest]


def _rounds(hall: Hall) -> tuple[tuple[tuple[Seats, ...], ...], int]:
    """The rounds that were played in this section, and how many are to come; after the last one as many again."""
    section, groups = hall.state.here, hall.state.groups
    if section is None or section.way is not Way.TRIADS:
        raise RefusedEvent("This is not the place to form groups.", "Move on to a section for that.")
    played = () if groups is None else groups.rounds[: groups.round]
    return played, section.rounds - len(played) if len(played) < section.rounds else section.rounds
