"""What participants take along from a workshop: their own words, their ticks, what was ticked of them, their time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from roleplay.engine.attendance import attendance
from roleplay.engine.gathering import Gathering
from roleplay.engine.story import fill
from roleplay.errors import NotAllowed
from roleplay.identity import Actor
from roleplay.services.sealing import Plain, Sealer
from roleplay.services.shelf import Bookshelf
from roleplay.services.workshops import Hall, Halls
from roleplay.store import ParticipantRow, Store
from roleplay.store.workshop_rows import Contribution, Said

OWN = (Said.REPLY, Said.REASON, Said.QUESTION, Said.DEBRIEF, Said.ALONE)
"""What they wrote that is theirs, in the order in which it is shown. What they said in the survey is nobody's."""


@dataclass(frozen=True, slots=True)
class Wrote:
    """Something that somebody wrote."""

    kind: Said
    """What it is."""
    section: str
    """Title of the section in which it was written; empty for one of the lobby."""
    asked: str
    """What was asked for; empty where it was asked aloud, or not asked."""
    round: int
    """The round of triads after which it was written; 0 for none."""
    text: str | None
    """The words; None where they cannot be read at the moment."""


class Ticked(NamedTuple):
    """A behaviour that was ticked."""

    behaviour: str
    """Its id."""
    text: str
    """What it is."""
    times: int
    """How often."""


@dataclass(frozen=True, slots=True)
class Keepsake:
    """What one participant takes along."""

    minutes: int
    """For how long they were in while the workshop ran."""
    wrote: tuple[Wrote, ...]
    """What they wrote, section by section."""
    gave: tuple[Ticked, ...]
    """What they ticked as an observer."""
    got: tuple[Ticked, ...]
    """What was ticked when they were the mentor. By whom is not said."""


class Keepsakes:
    """Puts that together, and forgets it. Who may see it is asked by whoever calls: it is for the participant alone."""

    def __init__(self, halls: Halls, *, sealer: Sealer | None = None) -> None:
        self._halls = halls
        self._store = halls.store
        self._sealer = sealer or Plain()

    def of(self, hall: Hall, only: str | None = None) -> Mapping[str, Keepsake]:
        """Participant -> what they take along; of one alone with `only`."""
        who = hall.state.known if only is None else {only}
        rows = [one for kind in OWN for one in self._store.contributions(hall.id, kind) if one.text.owner_id in who]
        texts = self._sealer.open(one.text for one in rows)
        wrote: dict[str, list[Wrote]] = {}
        for one, text in sorted(zip(rows, texts, strict=True), key=lambda pair: _order(hall.state, pair[0])):
            wrote.setdefault(text.owner_id, []).append(self._wrote(hall, one, text.body))
        there = attendance(self._store.gathering(hall.id))
        names = self._behaviours(hall.state)
        ticks = self._store.observations(hall.id)
        return {
            participant: Keepsake(
                minutes=there.minutes(there.stays.get(participant, ())),
                wrote=tuple(wrote.get(participant, ())),
                gave=_counted(names, (one.behaviour for one in ticks if one.observer == participant)),
                got=_counted(names, (one.behaviour for one in ticks if one.mentor == participant)),
            )
            for participant in who
        }

    def forget(self, actor: Actor, workshop_id: str) -> None:
        """Erase a guest's name, words and wishes here, when it is over; they do not come back. `Privacy` is for others.

        Raises `NotAllowed` for somebody with an account, and as long as the workshop goes on.
        """
        hall, row = self._halls.part_of(actor, workshop_id)
        if row.person_id is not None:
            raise NotAllowed("You are here with your account.", "Erase what is yours there, under your name.")
        if not hall.state.over:
            raise NotAllowed("This workshop goes on.", "You can have it forgotten when it is over.")
        self._store.erase_participant(row.id)

    def _wrote(self, hall: Hall, one: Contribution, body: str | None) -> Wrote:
        state = hall.state
        section, asked, round_ = one.place, "", 0
        if one.kind is Said.REASON:
            section = next((poll.section for poll in state.polls if poll.id == one.place), "")
        elif one.kind is not Said.QUESTION:
            section, _, rest = one.place.partition("/")
            node = rest.rpartition("/")[2]
            if one.kind is Said.DEBRIEF:
                round_ = int(rest) if rest.isdecimal() else 0
            else:
                asked = self._asked(state, section, node)
        title = next((it.title for it in state.plan.sections if it.id == section), "")
        return Wrote(one.kind, title, asked, round_, body)

    def _asked(self, state: Gathering, section: str, node: str) -> str:
        """What a place of a conversation asks for."""
        if section not in state.content:
            return ""
        found = self._halls.bookshelf.game(state.content[section]).nodes.get(node)
        reply = None if found is None else found.source.reply
        return "" if reply is None else fill(reply.prompt, state.site)

    def _behaviours(self, state: Gathering) -> dict[str, str]:
        rubrics = self._halls.bookshelf.rubrics(state.rubrics)
        return {one.id: one.text for rubric in rubrics.values() for one in rubric.behaviours}


def keepsakes_of(
    store: Store, bookshelf: Bookshelf, sealer: Sealer, parts: Iterable[ParticipantRow]
) -> list[dict[str, Any]]:
    """What is kept of somebody in workshops, for them to take along. Nobody else's name or words are in it."""
    halls = Halls(store, bookshelf, lambda: datetime.now(UTC))
    found: list[dict[str, Any]] = []
    for row in parts:
        told: dict[str, Any] = {
            "workshop_id": row.workshop_id,
            "title": "",
            "name": row.name,
            "joined_at": row.joined_at,
        }
        wishes = store.wishes(row.workshop_id).get(row.id)
        told["wishes"] = None if wishes is None else asdict(wishes)
        told["alone"] = [asdict(one) for one in store.paces_of(row.id)]
        told |= {"minutes": 0, "wrote": [], "ticked": [], "ticked_about_me": []}
        if store.gathering(row.workshop_id):
            hall = halls.hall(row.workshop_id)
            mine = Keepsakes(halls, sealer=sealer).of(hall, row.id)[row.id]
            told |= {
                "title": hall.state.plan.title,
                "minutes": mine.minutes,
                "wrote": [asdict(one) for one in mine.wrote],
            }
            told |= {
                "ticked": [one._asdict() for one in mine.gave],
                "ticked_about_me": [one._asdict() for one in mine.got],
            }
        found.append(told)
    return found


def _order(state: Gathering, one: Contribution) -> tuple[int, int, str]:
    sections = [section.id for section in state.plan.sections]
    section = one.place.partition("/")[0]
    if one.kind is Said.REASON:
        section = next((poll.section for poll in state.polls if poll.id == one.place), "")
    return (sections.index(section) if section in sections else -1, OWN.index(one.kind), one.place)


def _counted(names: Mapping[str, str], behaviours: Iterable[str]) -> tuple[Ticked, ...]:
    counts = Counter(behaviours)
    return tuple(Ticked(one, text, counts[one]) for one, text in names.items() if counts[one])
