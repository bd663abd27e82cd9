"""What came of a workshop, for whoever leads it: votes, where the room went, ticks, words, time, and the survey.

Groups under five are not broken down. A group are the people behind a figure:

- of a vote, those who voted. Of fewer than `FEWEST` only their number is told, and so for a vote that was never shown
  to the room. What was shown to it is told as it was, down to an option with a single vote: the room has seen that.
- of ticks, the mentors who were observed, and the observers, whichever are fewer. Rounds are told apart only where
  there were enough in each round that was played; otherwise one round would follow from the others and the whole.
  Where there were too few in all rounds together, nothing is told.
- of a question of the survey, those who have answered it; of its words, all who have sent something.

So no figure that is left out follows from those that are told. Words are without names, in the order of their ids,
which are drawn by lot; what was taken off the screen is not repeated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from roleplay.engine import State
from roleplay.engine.attendance import Attendance, attendance
from roleplay.engine.compiled import Compiled
from roleplay.engine.gathering import Gathering, Poll
from roleplay.engine.story import fill
from roleplay.engine.turns import Turn, turns
from roleplay.identity import Actor
from roleplay.model.gathering import Part, Why
from roleplay.model.rubric import Rubric
from roleplay.model.workshop import Section, Way
from roleplay.scoring.shift import shift
from roleplay.services.auditing import Auditing, Deed
from roleplay.services.recounted import Attendee, Decision, Path, Recount, Round, Step, Ticks, Touched, Vote, Wrote
from roleplay.services.sealing import Plain, Sealer
from roleplay.services.surveying import FEWEST, Surveying
from roleplay.services.workshops import Hall, Halls, events_of
from roleplay.store.workshop_rows import Contribution, Observation, Said


class Recounts:
    """Puts it together."""

    def __init__(self, halls: Halls, surveying: Surveying, *, sealer: Sealer | None = None) -> None:
        self._halls = halls
        self._store = halls.store
        self._bookshelf = halls.bookshelf
        self._surveying = surveying
        self._sealer = sealer or Plain()
        self._audit = Auditing(halls.store, halls.now)

    def of(self, actor: Actor, workshop_id: str) -> Recount:
        """What came of a workshop until now. Raises `NotAllowed` for whoever does not lead it."""
        hall = self._halls.led(actor, workshop_id)
        state, log = hall.state, self._store.gathering(hall.id)
        steps = turns(log)
        there = attendance(log)
        written, hidden, unreadable = self._written(hall)
        words = {one.text.id: one.text.body or "" for one in written}
        return Recount(
            title=state.plan.title,
            opened_at=log[0].at,
            ran=there.ran,
            over=state.over,
            leads=self._leads(there),
            people=tuple(
                Attendee(row.name, row.person_id is not None, stays, there.minutes(stays))
                for row in self._store.participants_in(hall.id)
                if (stays := there.stays.get(row.id, ()))
            ),
            decisions=tuple(self._decisions(state, written, words)),
            paths=tuple(self._path(hall, one, steps) for one in _sections(state, Way.ROOM) if _of(steps, one)),
            touched=self._touched(hall, steps),
            ticks=tuple(self._ticks(hall)),
            replies=tuple(self._places(state, [one for one in written if one.kind is Said.REPLY])),
            questions=tuple(self._places(state, [one for one in written if one.kind is Said.QUESTION])),
            hidden=hidden,
            unreadable=unreadable,
            survey=self._surveying.results(actor, hall.id),
        )

    def taken(self, actor: Actor, workshop_id: str, form: str) -> Recount:
        """The same to be taken along as a file. It goes into the audit log."""
        found = self.of(actor, workshop_id)
        self._audit.note(actor, Deed.REPORT_EXPORTED, ("workshop", workshop_id), {"form": form})
        return found

    # --- people ---

    def _leads(self, there: Attendance) -> tuple[Attendee, ...]:
        found = []
        for person_id, stays in there.led.items():
            person = self._store.person(person_id)
            found.append(Attendee("" if person is None else person.name, True, stays, there.minutes(stays)))
        return tuple(found)

    # --- words ---

    def _written(self, hall: Hall) -> tuple[list[Contribution], int, int]:
        """What those who lead may read, opened; how much was taken off the screen, and how much cannot be read."""
        kinds = (Said.REPLY, Said.REASON, Said.QUESTION)
        rows = [one for kind in kinds for one in self._store.contributions(hall.id, kind) if not _is_gone(one)]
        shown = [one for one in rows if not one.hidden]
        texts = self._sealer.open(one.text for one in shown)
        opened = [
            Contribution(text, one.workshop_id, one.kind, one.place)
            for one, text in zip(shown, texts, strict=True)
            if text.body is not None
        ]
        return opened, len(rows) - len(shown), len(shown) - len(opened)

    def _places(self, state: Gathering, written: Sequence[Contribution]) -> Iterator[Wrote]:
        for place in dict.fromkeys(one.place for one in written):
            texts = tuple(one.text.body or "" for one in written if one.place == place)
            section = _section(state, place.partition("/")[0])
            yield Wrote("" if section is None else section.title, self._asked(state, section, place), texts)

    def _asked(self, state: Gathering, section: Section | None, place: str) -> str:
        if section is None or section.way is not Way.ROOM:
            return ""
        node = self._bookshelf.game(state.content[section.id]).nodes.get(place.rpartition("/")[2])
        reply = None if node is None else node.source.reply
        return "" if reply is None else fill(reply.prompt, state.site)

    # --- votes ---

    def _decisions(
        self, state: Gathering, written: Sequence[Contribution], words: Mapping[str, str]
    ) -> Iterator[Decision]:
        about: dict[tuple[object, ...], list[Poll]] = {}
        for poll in state.polls:
            if not poll.open:
                about.setdefault((poll.section, poll.path, poll.node, poll.options), []).append(poll)
        for polls in about.values():
            first = polls[0]
            section = _section(state, first.section)
            votes = tuple(_vote(one) for one in polls)
            counted = [one.votes for one in votes if one.votes is not None]
            ids = {one.id for one in polls}
            yield Decision(
                section="" if section is None else section.title,
                replies=not first.node,
                options=tuple(
                    words.get(one, "") if not first.node else self._choice(state, first.section, first.node, one)
                    for one in first.options
                ),
                votes=votes,
                moved=shift(counted[0], counted[-1]) if len(counted) == len(votes) > 1 else None,
                reasons=tuple(one.text.body or "" for one in written if one.kind is Said.REASON and one.place in ids),
            )

    def _choice(self, state: Gathering, section: str, node: str, choice: str) -> str:
        game = self._bookshelf.game(state.content[section])
        return fill(game.nodes[node].choices[choice].source.text, state.site)

    # --- the conversation ---

    def _path(self, hall: Hall, section: Section, steps: Sequence[Turn]) -> Path:
        state, mine = hall.state, _of(steps, section)
        game, now = self._replayed(hall, section.id, mine[-1].leads_to)
        ending = game.ending(now)
        return Path(
            section=section.title,
            scenario=game.scenario.title,
            steps=tuple(
                Step(
                    None if one.choice is None else self._choice(state, section.id, one.node, one.choice),
                    _why(one),
                    one.poll is not None,
                    one.left,
                )
                for one in mine
            ),
            ending=None if ending is None or ending.end is None else ending.end.title,
        )

    def _touched(self, hall: Hall, steps: Sequence[Turn]) -> tuple[Touched, ...]:
        """What all that was taken has shown; what was taken back and taken again counts once."""
        seen: dict[tuple[str, tuple[str, ...], int], tuple[str, ...]] = {}
        for turn in steps:
            game, state = self._replayed(hall, turn.section, turn.leads_to)
            done: tuple[str, ...] = ()
            for place, passage in enumerate(state.trail):
                if passage.choice is not None or passage.replied:
                    done = turn.leads_to[: len(done) + 1]
                seen[turn.section, done, place] = game.ticks(passage)
        counts = Counter(behaviour for ticks in seen.values() for behaviour in ticks)
        rubrics = self._bookshelf.rubrics(hall.state.rubrics)
        return tuple(_touched(rubrics, counts))

    def _replayed(self, hall: Hall, section: str, path: tuple[str, ...]) -> tuple[Compiled, State]:
        game = self._bookshelf.game(hall.state.content[section])
        return game, game.replay(events_of(hall, path, section))

    # --- triads ---

    def _ticks(self, hall: Hall) -> Iterator[Ticks]:
        rubrics = self._bookshelf.rubrics(hall.state.rubrics)
        names = {one.id: one.text for rubric in rubrics.values() for one in rubric.behaviours}
        seen = self._store.observations(hall.id)
        for section in _sections(hall.state, Way.TRIADS):
            triads = hall.state.triads.get(section.id)
            if triads is not None and triads.round:
                played = [_observed(groups) for groups in triads.rounds[: triads.round]]
                yield _tally(section, played, [one for one in seen if one.section == section.id], names)


class _Observed(NamedTuple):
    """Who was behind the ticks of a round."""

    mentors: frozenset[str]
    observers: frozenset[str]

    @property
    def people(self) -> int:
        return min(len(self.mentors), len(self.observers))


def _observed(groups: Iterable[Iterable[tuple[str, str]]]) -> _Observed:
    parts = [{part: {who for who, what in group if what == part} for part in Part} for group in map(tuple, groups)]
    watched = [one for one in parts if one[Part.OBSERVER]]
    mentors = frozenset(who for one in watched for who in one[Part.MENTOR])
    return _Observed(mentors, frozenset(who for one in watched for who in one[Part.OBSERVER]))


def _tally(
    section: Section, played: Sequence[_Observed], seen: Sequence[Observation], names: Mapping[str, str]
) -> Ticks:
    whole = _Observed(
        frozenset[str]().union(*(one.mentors for one in played)),
        frozenset[str]().union(*(one.observers for one in played)),
    )
    together, apart = whole.people >= FEWEST, all(one.people >= FEWEST for one in played)
    rounds = tuple(
        Round(number, len(one.mentors), Counter(it.behaviour for it in seen if it.round == number) if apart else None)
        for number, one in enumerate(played, start=1)
    )
    total = Counter(one.behaviour for one in seen) if together else None
    known = {one: text for one, text in names.items() if total is not None and total[one]}
    return Ticks(section.title, known, rounds, total)


def _vote(poll: Poll) -> Vote:
    voted, totals = poll.voted or 0, poll.totals or {}
    told = voted >= FEWEST and poll.revealed
    return Vote(voted, tuple(totals.get(one, 0) for one in poll.options) if told else None, voted < FEWEST)


def _why(turn: Turn) -> Why | None:
    """Why the room went on like that; of a vote of few, majority and tie would say how somebody voted."""
    few = turn.poll is not None and (turn.poll.voted or 0) < FEWEST
    return None if few and turn.why is not Why.WHAT_IF else turn.why


def _touched(rubrics: Mapping[str, Rubric], counts: Mapping[str, int]) -> Iterator[Touched]:
    for rubric in rubrics.values():
        for one in rubric.behaviours:
            if counts.get(one.id):
                yield Touched(rubric.title, one.text, one.kind, counts[one.id])


def _is_gone(one: Contribution) -> bool:
    return one.text.body is None


def _of(steps: Iterable[Turn], section: Section) -> list[Turn]:
    return [one for one in steps if one.section == section.id]


def _section(state: Gathering, section: str) -> Section | None:
    return next((one for one in state.plan.sections if one.id == section), None)


def _sections(state: Gathering, way: Way) -> list[Section]:
    return [one for one in state.plan.sections if one.way is way]
