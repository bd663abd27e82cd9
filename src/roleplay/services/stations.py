"""Stations: somebody sets one up, the trainee says yes or no, somebody leads through it; what comes of it is marked.

Nothing of a station is recorded. As long as it goes on there is no attempt, so that one that was stopped leaves none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from roleplay.engine import compile_scenario
from roleplay.errors import NotAllowed, NotFound, RefusedEvent
from roleplay.identity import Actor, Role
from roleplay.model.canonical import canonical, digest
from roleplay.model.event import Ended, Event, Expected, Mode, Recorded, Started, Wrote
from roleplay.model.scenario import Scenario
from roleplay.model.station import Station, as_played
from roleplay.scoring import score
from roleplay.scoring.kept import of_attempt
from roleplay.scoring.review import Gist, drawn, harmful
from roleplay.services.auditing import Auditing, Deed
from roleplay.services.authority import Authority, Owner, owner_of
from roleplay.services.forged import text_of, whole_number, word, words
from roleplay.services.policy import Action
from roleplay.services.shelf import SCENARIO, Bookshelf
from roleplay.store import Attempt, Feedback, Options, OwnerKind, ReviewRow, Sitting, SittingState, Status, Store

LONGEST_NAME = 100
"""Characters of the name of an actor without an account."""

_COMPANIONS = frozenset({Role.FACILITATOR, Role.EVALUATOR, Role.SUPERVISOR})
_BEFORE_ITS_END = frozenset({SittingState.ASKED, SittingState.AGREED, SittingState.RUNNING})


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody, as they are chosen from a list."""

    id: str
    """Who."""
    name: str
    """What they are called."""


@dataclass(frozen=True, slots=True)
class Choice:
    """All that a sitting in a cohort can be set up with."""

    stations: Sequence[Station]
    """What can be played, by id."""
    trainees: Sequence[Named]
    """Who learns there."""
    observers: Sequence[Named]
    """Who can observe."""
    team: Sequence[Named]
    """Who can play, with an account."""
    at_least: int
    """How many observers the cohort's rules ask for."""
    lived_experience: bool
    """Whether they ask for one with lived experience."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A sitting, with what it is about."""

    sitting: Sitting
    """Who, and how far."""
    station: Station
    """What, in the version that was set up."""
    handed_in: frozenset[str]
    """Observers who have handed in."""


class Stations:
    """What those do who lead through stations, and what their trainees say to it."""

    def __init__(
        self,
        store: Store,
        bookshelf: Bookshelf,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
        new_seed: Callable[[], int],
    ) -> None:
        self._store = store
        self._bookshelf = bookshelf
        self._now = now
        self._new_id = new_id
        self._new_seed = new_seed
        self._authority = Authority(store)
        self._audit = Auditing(store, now)

    # --- setting up ---

    def cohorts(self, actor: Actor) -> tuple[Named, ...]:
        """The cohorts in which the actor leads through stations, by name."""
        names = {cohort.id: cohort.name for cohort in self._store.cohorts()}
        own = {one.cohort_id for one in self._store.memberships_of(actor.id)}
        led = (one for one in own if self._authority.may_in_cohort(actor, Action.CONDUCT_STATION, one))
        return tuple(sorted((Named(one, names[one]) for one in led), key=lambda one: one.name.casefold()))

    def waiting(self, actor: Actor) -> int:
        """How many stations wait for the actor's ticks: those that go on, and those not handed in."""
        found = (self._seat(one) for one in self._store.sittings_with(actor.id) if actor.id in one.observers)
        open_ = (SittingState.RUNNING, SittingState.ENDED)
        return sum(one.sitting.state in open_ and actor.id not in one.handed_in for one in found)

    def choice(self, actor: Actor, cohort_id: str) -> Choice:
        """What can be set up in a cohort. Raises `NotAllowed`."""
        self._require_in(actor, cohort_id)
        parts = self._store.members(cohort_id)
        rules = self._store.review_rules(cohort_id).rules
        names = {one.id: one.name for one in self._store.people()}

        def those(roles: frozenset[Role]) -> tuple[Named, ...]:
            ids = {part.person_id for part in parts if part.role in roles}
            found = (Named(one, names.get(one, "")) for one in ids)
            return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.id)))

        return Choice(
            stations=tuple(self._bookshelf.stations().values()),
            trainees=tuple(one for one in those(frozenset({Role.TRAINEE})) if one.id != actor.id),
            observers=those(frozenset({Role.EVALUATOR})),
            team=those(_COMPANIONS),
            at_least=rules.raters,
            lived_experience=rules.lived_experience,
        )

    def set_up(
        self,
        actor: Actor,
        cohort_id: str,
        station_id: str,
        trainee: str,
        observers: Sequence[str],
        *,
        plays: str | None = None,
        name: str | None = None,
    ) -> Sitting:
        """Ask a trainee to a station. `plays` is the actor's id, or `name` what one without an account is called.

        Raises `RefusedEvent` for people who cannot have these parts, and `NotAllowed`.
        """
        found = self.choice(actor, cohort_id)
        try:
            hash_, station = self._bookshelf.station(word(station_id, "station"))
        except NotFound as error:
            raise RefusedEvent("There is no such station any more.", "Reload the page and choose another.") from error
        if word(trainee, "trainee") not in {one.id for one in found.trainees}:
            raise RefusedEvent("This person does not learn in this cohort.", "Choose one of its trainees.")
        watching = words(observers, (one.id for one in found.observers if one.id != trainee), "observer")
        if len(watching) < found.at_least:
            raise RefusedEvent(
                f"This cohort wants {found.at_least} to mark an attempt, and a station is marked by who was there.",
                f"Choose {found.at_least} observers or more.",
            )
        if plays is not None and (
            word(plays, "actor") not in {one.id for one in found.team} or plays in {trainee, *watching}
        ):
            raise RefusedEvent("This person cannot play here.", "Choose somebody of the team who does not observe.")
        called = text_of(name)
        if called is not None and (len(called) > LONGEST_NAME or not called.isprintable()):
            raise RefusedEvent("The actor's name cannot be read.", f"Use at most {LONGEST_NAME} characters.")
        sitting = Sitting(
            id=self._new_id(),
            cohort_id=cohort_id,
            station_id=station.id,
            station_hash=hash_,
            rubrics=self._bookshelf.rubric_hashes(),
            trainee=trainee,
            set_up_by=actor.id,
            set_up_at=self._now(),
            observers=watching,
            actor=plays,
            actor_name=None if plays is not None else called,
        )
        self._store.add_sitting(sitting)
        self._note(actor, Deed.STATION_SET_UP, sitting)
        return sitting

    # --- leading through it ---

    def sittings(self, actor: Actor, cohort_id: str) -> tuple[Seat, ...]:
        """All sittings of a cohort but one's own, the newest first. Raises `NotAllowed`."""
        self._require_in(actor, cohort_id)
        return tuple(self._seat(one) for one in self._store.sittings_in(cohort_id) if one.trainee != actor.id)

    def seat(self, actor: Actor, sitting_id: str) -> Seat:
        """A sitting, for those who lead through it. Raises `NotAllowed`, in the same words for none."""
        return self._seat(self._theirs(actor, sitting_id))

    def begin(self, actor: Actor, sitting_id: str) -> Seat:
        """Let it begin. Raises `RefusedEvent` without the trainee's yes."""
        sitting = self._theirs(actor, sitting_id)
        if sitting.state is SittingState.RUNNING:
            return self._seat(sitting)
        if sitting.state is not SittingState.AGREED:
            raise RefusedEvent("The trainee has not said yes to this.", "Wait for it, or talk to them.")
        begun = replace(sitting, state=SittingState.RUNNING, reached=1, started_at=self._now())
        self._store.change_sitting(begun, SittingState.AGREED)
        return self.seat(actor, sitting_id)

    def move_on(self, actor: Actor, sitting_id: str, reached: int) -> Seat:
        """So many prompts have begun. A smaller number changes nothing: it comes late."""
        sitting = self._theirs(actor, sitting_id)
        self._require_running(sitting)
        many = self._reached(sitting, reached)
        self._store.change_sitting(replace(sitting, reached=many), SittingState.RUNNING)
        return self.seat(actor, sitting_id)

    def call_off(self, actor: Actor, sitting_id: str) -> None:
        """Stop it, or let it not take place. Nothing of it is kept. Raises `RefusedEvent` once it was played."""
        self._off(self._theirs(actor, sitting_id))

    def tidy(self, actor: Actor, sitting_id: str) -> None:
        """Take a sitting that does not take place off the list."""
        self._store.drop_sitting(self._theirs(actor, sitting_id).id)

    def release(self, actor: Actor, sitting_id: str, observer: str) -> Seat:
        """Let somebody not be an observer: they could not come. Raises `RefusedEvent` for the last one."""
        sitting = self._theirs(actor, sitting_id)
        if sitting.state is SittingState.OFF or sitting.observers == (word(observer, "observer"),):
            raise RefusedEvent("Somebody has to observe.", "Call the station off instead.")
        self._store.release_observer(sitting.id, observer)
        return self.seat(actor, sitting_id)

    def end(self, actor: Actor, sitting_id: str, reached: int) -> Seat:
        """It was played as far as its first `reached` prompts: an attempt comes of it, which its observers mark."""
        sitting = self._theirs(actor, sitting_id)
        if sitting.state is SittingState.ENDED:
            return self._seat(sitting)
        self._require_running(sitting)
        many = self._reached(sitting, reached)
        scenario = as_played(self._bookshelf.station_as(sitting.station_hash), many)
        self._store.keep_document(digest(scenario), SCENARIO, scenario.id, canonical(scenario))
        attempt, events = self._attempt(sitting, scenario)
        game, rubrics = compile_scenario(scenario), self._bookshelf.rubrics(sitting.rubrics)
        played = score(game, rubrics, game.replay(one.event for one in events))
        gist = Gist(drawn(attempt.id, harm=False), 0, False, False, 0, len(sitting.observers))
        review = ReviewRow(attempt.id, sitting.cohort_id, scenario.id, sitting.trainee, attempt.started_at, gist=gist)
        ended = replace(sitting, reached=many)
        self._store.end_sitting(ended, attempt, events, of_attempt(played, harmful(rubrics)), review)
        self._note(actor, Deed.STATION_PLAYED, sitting, attempt=attempt.id)
        return self.seat(actor, sitting_id)

    def _attempt(self, sitting: Sitting, scenario: Scenario) -> tuple[Attempt, tuple[Recorded, ...]]:
        """What is kept of a station: which prompts there were. All of it has one time, and no text."""
        at, seed = self._now(), self._new_seed()
        started = Started(digest(scenario), sitting.rubrics, self._bookshelf.site().pinned(), seed, Mode.ASSESSMENT)
        replies = (Wrote(node.id, None) for node in scenario.nodes if node.reply is not None)
        happened: tuple[Event, ...] = (started, Expected(), *replies, Ended())
        earlier = self._store.attempts_of(OwnerKind.PERSON, sitting.trainee)
        attempt = Attempt(
            id=self._new_id(),
            owner_kind=OwnerKind.PERSON,
            owner_id=sitting.trainee,
            scenario_id=scenario.id,
            scenario_hash=started.scenario,
            mode=Mode.ASSESSMENT,
            seed=seed,
            options=Options(Feedback.END),
            branched_from=None,
            exposure=sum(one.scenario_id == scenario.id for one in earlier),
            status=Status.FINISHED,
            started_at=at,
            ended_at=at,
        )
        return attempt, tuple(Recorded(seq, event, sitting.trainee, at) for seq, event in enumerate(happened))

    # --- the trainee's ---

    def own(self, actor: Actor) -> tuple[Seat, ...]:
        """The sittings to which the actor was asked, the newest first; what is off is not among them."""
        self._authority.require(actor, Action.ANSWER_STATION, owner_of(actor))
        found = self._store.sittings_of(actor.id)
        return tuple(self._seat(one) for one in found if one.state is not SittingState.OFF)

    def answer(self, actor: Actor, sitting_id: str, *, yes: bool) -> None:
        """Say yes, or no without a reason. A no counts until it was played, also after a yes."""
        self._authority.require(actor, Action.ANSWER_STATION, owner_of(actor))
        sitting = self._store.sitting(word(sitting_id, "station"))
        if sitting is None or sitting.trainee != actor.id or sitting.state is SittingState.OFF:
            raise NotAllowed("You are not asked to any such station.", "Go back to the list.")
        if yes is not True:
            self._off(sitting)
        elif sitting.state is SittingState.ASKED:
            self._store.change_sitting(replace(sitting, state=SittingState.AGREED), SittingState.ASKED)
            self._note(actor, Deed.STATION_AGREED, sitting)

    def name(self, person_id: str | None) -> str:
        """What somebody in a sitting is called; empty for nobody. For those who may see the sitting."""
        person = None if person_id is None else self._store.person(person_id)
        return "" if person is None else person.name

    # --- inside ---

    def _off(self, sitting: Sitting) -> None:
        if sitting.state is SittingState.OFF:
            return
        if sitting.state not in _BEFORE_ITS_END:
            raise RefusedEvent(
                "This station has been played.", "If it should not count, talk to the supervisor of your cohort."
            )
        self._store.change_sitting(replace(sitting, state=SittingState.OFF), sitting.state)

    def _theirs(self, actor: Actor, sitting_id: str) -> Sitting:
        sitting = self._store.sitting(word(sitting_id, "station"))
        if (
            sitting is None
            or not self._authority.may_in_cohort(actor, Action.CONDUCT_STATION, sitting.cohort_id)
            or not self._authority.may(actor, Action.CONDUCT_STATION, Owner(OwnerKind.PERSON, sitting.trainee))
        ):
            raise NotAllowed(*NOT_THERE)
        return sitting

    def _require_in(self, actor: Actor, cohort_id: str) -> None:
        if not self._authority.may_in_cohort(actor, Action.CONDUCT_STATION, word(cohort_id, "cohort")):
            raise NotAllowed(*NOT_THERE)

    def _require_running(self, sitting: Sitting) -> None:
        if sitting.state is not SittingState.RUNNING:
            raise RefusedEvent("This station does not go on now.", "Look at how it stands.")

    def _reached(self, sitting: Sitting, reached: int) -> int:
        prompts = self._bookshelf.station_as(sitting.station_hash).prompts
        if not 1 <= whole_number(reached, "prompt") <= len(prompts):
            raise RefusedEvent(f"This station has {len(prompts)} prompts.", "Say how far you came.")
        return reached

    def _seat(self, sitting: Sitting) -> Seat:
        marked = () if sitting.attempt_id is None else self._store.ratings(sitting.attempt_id)
        done = frozenset(one.rater for one in marked) & frozenset(sitting.observers)
        return Seat(sitting, self._bookshelf.station_as(sitting.station_hash), done)

    def _note(self, actor: Actor, deed: Deed, sitting: Sitting, **detail: str) -> None:
        about = {"sitting": sitting.id, "station": sitting.station_id, **detail}
        self._audit.note(actor, deed, ("person", sitting.trainee), about)


NOT_THERE = (
    "There is no such station in a cohort of yours.",
    "You see the stations of the cohorts that you accompany, and none that you are asked to yourself.",
)
"""What everybody reads who may not see a sitting, whether it is there or not."""


def stations_of(store: Store, person_id: str) -> dict[str, list[dict[str, Any]]]:
    """What is kept of somebody at stations, for them to take along. Nobody else's name or ticks are in it."""
    asked = [one for one in store.sittings_of(person_id) if one.state is not SittingState.OFF]
    others = [one for one in store.sittings_with(person_id) if one.state is not SittingState.OFF]
    return {
        "asked": [_told(one) for one in asked],
        "played": [_told(one) for one in others if one.actor == person_id],
        "watched": [
            {**_told(one), "not_handed_in": [asdict(tick) for tick in store.live_ticks(one.id, person_id)]}
            for one in others
            if person_id in one.observers
        ],
    }


def _told(sitting: Sitting) -> dict[str, Any]:
    names = ("id", "station_id", "state", "set_up_at", "reached", "attempt_id")
    return {name: getattr(sitting, name) for name in names}
