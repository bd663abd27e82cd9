"""Conducting: what those who lead a workshop press. Each command names the step that its page has seen."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence

from roleplay.errors import NotAllowed, NotFound, RefusedEvent
from roleplay.identity import Actor
from roleplay.model.gathering import (
    Asked,
    Grouped,
    Happening,
    Moved,
    Passed,
    Played,
    Rested,
    Revealed,
    Seats,
    Timed,
    Told,
    Took,
    Wanted,
    WentBack,
    Why,
)
from roleplay.services.forged import chosen, text_of, whole_number, word
from roleplay.services.workshops import Hall, Halls, Talk
from roleplay.store.workshop_rows import PollRow, Said

FEWEST_REPLIES = 2
"""Replies that there have to be before the room votes on them."""


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

    def rest(self, actor: Actor, workshop_id: str, *, resting: bool) -> Hall:
        """Pause everything for a moment of grounding, or go on. It needs no step: whoever presses it means it."""
        return self._press(actor, workshop_id, None, Rested(resting))

    def tell(self, actor: Actor, workshop_id: str, text: str | None) -> Hall:
        """Tell everybody something; nothing takes it down again."""
        return self._press(actor, workshop_id, None, Told(text_of(text) or ""))

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
        self._store.count(hall.id, whole_number(seq, "step"), poll.id, actor.id, self._halls.now())
        return self._halls.hall(hall.id)

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
        written = {one.text.id for kind in Said for one in self._store.contributions(hall.id, kind)}
        if word(text_id, "reply") not in written:
            raise NotFound.of("reply", text_id)
        self._store.hide_contribution(text_id, hidden=hidden)

    # --- triads ---

    def group(self, actor: Actor, workshop_id: str, seq: int, rounds: Sequence[Sequence[Seats]]) -> Hall:
        """Form groups: for each round the groups, with everybody's part."""
        hall = self._halls.led(actor, workshop_id)
        wishes = self._store.wishes(hall.id)
        for participant, part in (seat for groups in rounds for group in groups for seat in group):
            if part == "peer" and participant in wishes and not wishes[participant].plays_peer:
                raise NotAllowed(
                    "Somebody would play the peer who has said that they do not want to.", "Form the groups again."
                )
        return self._halls.happen(hall, actor, Grouped(tuple(tuple(groups) for groups in rounds)), seq=seq)

    def begin_round(self, actor: Actor, workshop_id: str, seq: int) -> Hall:
        """Give the signal that the next round begins, for all groups."""
        groups = self._halls.led(actor, workshop_id).state.groups
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


def place_of(hall: Hall, node: str) -> str:
    """What is written at a place of the conversation belongs to the section and the place."""
    return f"{hall.state.section}/{len(hall.state.path)}/{node}"
