"""What everything above asks of a store. Each method is one transaction: all of it holds, or nothing.

A store may be used from several threads and processes at once. A read sees all that was acknowledged before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from roleplay.identity import Role
from roleplay.model.event import Recorded
from roleplay.model.learning import Noted
from roleplay.scoring.review import Rating, Rules, State
from roleplay.store.anchor_rows import Anchors
from roleplay.store.columns import Played, Rated, Unlevelled
from roleplay.store.rows import (
    Asked,
    Assignment,
    Attempt,
    AuditEntry,
    Binding,
    CohortRow,
    CohortRules,
    Comment,
    Document,
    Draft,
    FellowLearner,
    FellowWords,
    LiveTick,
    Log,
    Membership,
    Opening,
    OwnerKind,
    ParticipantRow,
    PersonRow,
    Place,
    Purpose,
    Reading,
    ReviewRow,
    SessionRow,
    Shelf,
    ShelfEntry,
    ShelfProblem,
    Sitting,
    SittingState,
    Status,
    Tally,
    TextCount,
    TextKey,
    TextRow,
    TokenRow,
    Visibility,
)
from roleplay.store.watch_rows import Watches
from roleplay.store.workshop_protocol import Workshops


class Library(Protocol):
    """Documents, the shelf, and the settings of the site."""

    def keep_document(self, hash: str, kind: str, id: str, json: str) -> None:  # noqa: A002 - the nouns of a document
        """Keep a scenario or rubric for good; keeping it again changes nothing."""

    def document(self, hash: str) -> Document | None:  # noqa: A002 - the noun of a document
        """The scenario or rubric with this hash."""

    def shelve(self, entries: Sequence[ShelfEntry], problems: Sequence[ShelfProblem], fingerprint: str) -> None:
        """Say what the library holds now, instead of all that was said before. Its documents have to be kept first."""

    def shelf(self) -> Shelf:
        """What the library holds now."""

    def keep_site(self, json: str) -> None:
        """Keep the canonical JSON of the site's settings."""

    def site(self) -> str | None:
        """The canonical JSON of the site's settings; None before they were read for the first time."""


class People(Protocol):
    """Persons and their passwords."""

    def local_person(self) -> PersonRow:
        """The person who owns this machine and has every role; made when first asked for."""

    def person(self, person_id: str) -> PersonRow | None:
        """The person with this id."""

    def person_by_login(self, login: str) -> PersonRow | None:
        """The person who signs in by this login, which is in lower case."""

    def people(self) -> tuple[PersonRow, ...]:
        """Everybody, the owner of the machine among them, by name; those who were erased are left out."""

    def add_person(self, person: PersonRow) -> None:
        """Add somebody who is not the owner of this machine. Raises `Conflict` when the login is taken."""

    def keep_person(self, person: PersonRow) -> None:
        """Change everything about somebody but their id and password. Raises `NotFound`, or `Conflict` for a login.

        Somebody who was erased meanwhile is not found: what was known of them before does not come back.
        """

    def password(self, person_id: str) -> str | None:
        """The hash of somebody's password; None without one."""

    def keep_password(self, person_id: str, hashed: str | None) -> None:
        """Keep the hash of a password, or none; somebody who was erased has none."""

    def with_password(self) -> frozenset[str]:
        """The ids of everybody who has a password."""

    def has_accounts(self) -> bool:
        """Whether there is anybody beside the owner of this machine."""


class Sessions(Protocol):
    """How people come in: one-time tokens, browsers that are signed in, and who a kernel acts for."""

    def add_token(self, digest: str, person_id: str, expires: datetime, purpose: Purpose = Purpose.ENTER) -> None:
        """Let whoever has the token with this digest do this as this person, once, before it expires."""

    def token(self, digest: str, now: datetime) -> TokenRow | None:
        """What a token is good for, without spending it; None for one that is spent, expired or unknown."""

    def spend_token(self, digest: str, now: datetime, purpose: Purpose = Purpose.ENTER) -> str | None:
        """The person whose token for this it is, at most once; None for one that is spent, expired or unknown."""

    def drop_tokens(self, person_id: str) -> None:
        """Let no token of this person work any more."""

    def tokens_of(self, person_id: str, now: datetime) -> tuple[TokenRow, ...]:
        """The tokens of a person that still work, the last to expire first."""

    def add_session(self, session: SessionRow) -> None:
        """A browser has signed in."""

    def session(self, digest: str) -> tuple[SessionRow, PersonRow] | None:
        """The session with this digest, and whose it is."""

    def alive(self, digests: Iterable[str]) -> frozenset[str]:
        """Those of these sessions that have not ended, of people who may come in."""

    def touch_session(self, digest: str, at: datetime) -> None:
        """A browser was heard of."""

    def sessions_of(self, person_id: str) -> tuple[SessionRow, ...]:
        """Where somebody is signed in, the browser heard of last first."""

    def last_seen(self) -> dict[str, datetime]:
        """Who is signed in anywhere, by id, and when they were last heard of."""

    def end_session(self, digest: str) -> None:
        """A browser is signed out."""

    def end_sessions(self, person_id: str, but: str | None = None) -> None:
        """Sign somebody out everywhere, except in the browser of the session `but`."""

    def end_stale_sessions(self, created_before: datetime, seen_before: datetime) -> None:
        """Sign out whoever signed in, or was heard of, too long ago."""

    def bind_kernel(
        self,
        kernel_id: str,
        person_id: str,
        roles: Iterable[Role],
        asked: str,
        at: datetime,
        *,
        session: str | None = None,
    ) -> Binding:
        """Let a kernel act for a person. Raises `Conflict` for a kernel that is bound already."""

    def binding(self, kernel_id: str) -> Binding | None:
        """For whom a kernel acts."""

    def bindings(self) -> tuple[Binding, ...]:
        """All kernels that act for somebody, the oldest first."""

    def acting(self, kernel_id: str) -> PersonRow | None:
        """The person for whom a kernel acts at this moment, in the roles it was bound with, if still held.

        None for a kernel that is not bound, whose session has ended, or whose person may not come in any more.
        """

    def departed(self) -> frozenset[str]:
        """The kernels that are bound and act for nobody any more (`acting`)."""

    def release_kernel(self, kernel_id: str) -> None:
        """The kernel is gone and acts for nobody."""

    def release_all_kernels(self) -> None:
        """All kernels are gone, as when a server starts."""


class Cohorts(Protocol):
    """Who learns and works together."""

    def add_cohort(self, cohort: CohortRow) -> None:
        """Add a cohort. Raises `Conflict` when there is one of that name."""

    def cohorts(self) -> tuple[CohortRow, ...]:
        """All cohorts by name."""

    def remove_cohort(self, cohort_id: str) -> None:
        """Remove a cohort; its people stay."""

    def join_cohort(self, membership: Membership) -> None:
        """Give somebody a part in a cohort; giving it again changes nothing."""

    def leave_cohort(self, cohort_id: str, person_id: str, role: Role | None = None) -> None:
        """Take somebody's part in a cohort away, or all their parts; with that of a trainee go openings there."""

    def members(self, cohort_id: str) -> tuple[Membership, ...]:
        """Who has which part in a cohort."""

    def memberships_of(self, person_id: str) -> tuple[Membership, ...]:
        """The parts that somebody has."""

    def roles_towards(self, person_id: str, trainee_id: str) -> frozenset[Role]:
        """The parts that somebody has in those cohorts in which somebody else is a trainee."""

    def add_participant(self, participant: ParticipantRow) -> None:
        """Somebody has come to a workshop. Raises `Conflict` for a person who is there already."""

    def participant(self, participant_id: str) -> ParticipantRow | None:
        """The participant with this id."""

    def participants_of(self, person_id: str) -> tuple[ParticipantRow, ...]:
        """What somebody is in workshops, in the order in which they came."""


class Audit(Protocol):
    """Who did what, for good."""

    def note(self, entry: AuditEntry) -> None:
        """Add to the log. The number of the entry is given by the store."""

    def noted(self, before: int | None = None, limit: int = 100, about: str | None = None) -> tuple[AuditEntry, ...]:
        """The last entries, newest first; those before a number, or those by or about somebody, if that is given."""


class Attempts(Protocol):
    """Attempts, their logs of events, and personal texts apart from them."""

    def add_attempt(self, attempt: Attempt, events: Sequence[Recorded]) -> None:
        """Add an attempt with the beginning of its log. Raises `NotFound` for an owner who was erased meanwhile."""

    def attempt(self, attempt_id: str) -> Attempt | None:
        """The attempt with this id."""

    def attempts_of(self, owner_kind: OwnerKind, owner_id: str) -> tuple[Attempt, ...]:
        """All attempts of an owner, newest first."""

    def lengths_of(self, owner_kind: OwnerKind, owner_id: str) -> dict[str, int]:
        """How long the log of each attempt of an owner is."""

    def log(self, attempt_id: str, after: int = -1) -> Log | None:
        """The attempt with this id, what was added to its log after a place in it, and all its texts, at one moment."""

    def append(
        self,
        attempt_id: str,
        recorded: Recorded | Sequence[Recorded],
        texts: Sequence[TextRow] = (),
        status: Status | None = None,
        result: str | None = None,
    ) -> None:
        """Add to a log, with the texts that the events refer to, and the new status of the attempt if it changes.

        With its end comes the `result` of its choices, as `scoring.kept` writes it.

        Raises `Conflict` when the log has moved on, or is not that long yet, and `NotFound` without such an attempt.
        """

    def events(self, attempt_id: str, after: int = -1) -> tuple[Recorded, ...]:
        """The log of an attempt, or what was added after a place in it."""

    def events_of(self, attempt_ids: Iterable[str]) -> dict[str, tuple[Recorded, ...]]:
        """The logs of many attempts; an attempt without events, or unknown, has an empty one."""

    def texts(self, attempt_id: str) -> dict[str, TextRow]:
        """The personal texts of an attempt by id."""

    def erase_text(self, text_id: str) -> None:
        """Erase what was written; its row stays, so that the log still replays."""


class Learning(Protocol):
    """What somebody learns beside playing, and pages that they write for themselves."""

    def learnt(self, owner_kind: OwnerKind, owner_id: str) -> tuple[Noted, ...]:
        """The log of a learner."""

    def learn(self, owner_kind: OwnerKind, owner_id: str, noted: Noted) -> None:
        """Add to the log of a learner.

        Raises `Conflict` when it has moved on, or is not that long yet, and `NotFound` for somebody who was erased.
        """

    def pages(self, owner_kind: OwnerKind, owner_id: str) -> tuple[TextRow, ...]:
        """What somebody has written for themselves, by page."""

    def keep_page(self, row: TextRow, seen: datetime | None) -> None:
        """Put a page in place of what stood on it at `seen`; None when there was none. Without a body it goes.

        Raises `Conflict` when it was changed meanwhile, and `NotFound` for somebody who was erased.
        """


class Reviews(Protocol):
    """Attempts that evaluators look at, what they mark, and what is written about it."""

    def gather(self, cohort_id: str) -> None:
        """Let every finished assessment of a cohort's trainees be looked at that nobody can look at yet."""

    def add_review(self, review: ReviewRow) -> None:
        """Let an attempt be looked at; one that is already stays as it is. Raises `NotFound` without the attempt."""

    def looked_into(self, attempt_id: str) -> bool:
        """Whether somebody has opened an attempt to mark it."""

    def drop_review(self, attempt_id: str) -> None:
        """Let an attempt not be looked at any more; without a review nothing happens.

        Raises `Conflict` as soon as somebody has opened it.
        """

    def review(self, attempt_id: str) -> ReviewRow | None:
        """The review of an attempt."""

    def reviews_of(self, owner_kind: OwnerKind, owner_id: str) -> tuple[ReviewRow, ...]:
        """The reviews of somebody's attempts, the newest first."""

    def queue(
        self, asked: Asked, limit: int, *, after: str | None = None, before: str | None = None
    ) -> tuple[ReviewRow, ...]:
        """The reviews asked for, in the order in which their attempts ended: the first ones, or those next to one.

        `after` and `before` are ids of attempts; the nearest ones come. Nothing comes next to one that is not there.
        """

    def set_review(self, review: ReviewRow, seen: int) -> None:
        """Change how a review stands. Raises `Conflict` when there are not `seen` ratings, and `NotFound`."""

    def ratings(self, attempt_id: str) -> tuple[Rating, ...]:
        """All ratings of an attempt, the first one first."""

    def rate(
        self,
        review: ReviewRow,
        rating: Rating,
        seen: int,
        comments: Sequence[Comment] = (),
        levels: str | None = None,
    ) -> None:
        """Add a rating with its `levels`, and what the review comes to by it; the lease and the draft of its rater end.

        Raises `Conflict` when there are not `seen` ratings, or the attempt is not leased to the rater at that time.
        """

    def assign(self, assigned: Iterable[Assignment]) -> None:
        """Ask people to mark attempts; who was asked before is asked anew, and a lease goes on."""

    def assignments(self, attempt_ids: Iterable[str]) -> tuple[Assignment, ...]:
        """Who is asked to mark these attempts, or has opened them."""

    def lease(self, attempt_id: str, rater: str, now: datetime, until: datetime, places: int) -> None:
        """Hold an attempt for somebody until a moment; who holds it already goes on holding it.

        Raises `Conflict` when as many others who have not marked it hold it as there are places, and `NotFound` for no
        review.
        """

    def load_of(self, cohort_id: str) -> dict[str, int]:
        """How many attempts of a cohort each person is asked to mark, or holds, and has not marked yet."""

    def comment(self, comment: Comment) -> None:
        """Keep what somebody wrote. Raises `NotFound` when the attempt, or whose text it is, was erased meanwhile."""

    def change_comment(self, comment: Comment) -> None:
        """Put other words in place of what was written; without a body it goes.

        Raises `NotFound` when its author has written no such thing, and `Conflict` when it was returned meanwhile.
        """

    def notes_by(self, author: str) -> tuple[Comment, ...]:
        """All notes that somebody wrote for themselves, in their order."""

    def comments(self, attempt_id: str) -> tuple[Comment, ...]:
        """All that was written in the review of an attempt, in its order."""

    def comments_by_text(self, text_ids: Iterable[str]) -> tuple[Comment, ...]:
        """Those of some texts that were written in reviews."""

    def concerns(self, cohort_id: str) -> tuple[Comment, ...]:
        """All concerns about trainees in the reviews of a cohort, and what was done about them, in their order."""

    def review_rules(self, cohort_id: str) -> CohortRules:
        """The rules of a cohort; the usual ones for one that has none."""

    def keep_review_rules(self, cohort_id: str, rules: CohortRules) -> None:
        """Put these rules in place of those that the cohort has.

        What is neither returned nor decided, and has its gist, stands by them from now on.
        """


class Queue(Protocol):
    """The queue of a cohort as a whole."""

    def tally(self, cohort_id: str, rater: str, now: datetime) -> Tally:
        """How many attempts of a cohort are in which state, and how much somebody is asked for."""

    def waiting_for(self, rater: str) -> int:
        """How many requests wait for somebody, in all cohorts."""

    def marked_by(self, attempt_ids: Iterable[str]) -> dict[str, frozenset[str]]:
        """Who has marked each of these attempts, or decided about it."""

    def scenarios_in(self, cohort_id: str) -> tuple[str, ...]:
        """Ids of all scenarios of which there are attempts in a cohort's queue."""

    def moves(self, cohort_id: str, rules: Rules) -> dict[tuple[State, State], int]:
        """How many reviews would go from which state to which by these rules."""

    def without_gist(self, cohort_id: str, states: Iterable[State], limit: int) -> dict[str, str | None]:
        """Ids of attempts in these states whose gist nobody has worked out yet, with what their choices come to.

        That is as `scoring.kept` writes it; None where that is still to be worked out, too.
        """

    def weigh(self, drawn: Mapping[str, int]) -> None:
        """Keep the gist of attempts that nobody has marked: from which share on two people mark them."""

    def places(
        self, cohort_id: str, rules: Rules, now: datetime, limit: int, after: Place | None = None
    ) -> tuple[Place, ...]:
        """Open attempts that lack people whom nobody has asked, in the order of the queue, after one."""

    def lacking(self, cohort_id: str, rules: Rules, now: datetime, most: int) -> tuple[int, int]:
        """How many open attempts lack people whom nobody has asked, and how many people, at most `most` for each."""

    def ask(self, assigned: Iterable[Assignment]) -> None:
        """The same as `assign`, for hundreds of attempts of a queue at once."""

    def unassign(self, asked: Iterable[Assignment], now: datetime) -> int:
        """Ask people no longer, unless they have marked the attempt or have it open; return how many that was."""

    def take_back(self, cohort_id: str, batch: str, now: datetime, limit: int) -> int:
        """The same for some of what was asked with one press, in a cohort."""

    def next_for(
        self, rater: str, cohort_id: str, rules: Rules, now: datetime, *, limit: int, scenario_id: str | None = None
    ) -> tuple[str, ...]:
        """Ids of attempts that somebody could mark, the best one first.

        First what they are asked for, by its day; then what needs a further person; then what nobody has marked.
        """

    def open_concerns(self, contact: str) -> dict[str, int]:
        """Cohort -> attempts with a concern of which the contact has not said what was done; for their contact."""


class Drafts(Protocol):
    """Marks that are not handed in yet; and all that somebody marked, for themselves."""

    def draft(self, attempt_id: str, rater: str) -> Draft | None:
        """What somebody has ticked in an attempt and not handed in."""

    def keep_draft(self, draft: Draft, seen: datetime | None) -> None:
        """Put it in place of the one that was kept at `seen`; None when there was none.

        Raises `Conflict` when it was changed meanwhile, and `NotFound` when the attempt or the rater was erased.
        """

    def drop_draft(self, attempt_id: str, rater: str) -> None:
        """Give up what somebody has begun; without any, nothing happens."""

    def drafts_by(self, rater: str) -> tuple[Draft, ...]:
        """All that somebody has begun, the oldest first."""

    def ratings_by(self, rater: str) -> tuple[tuple[str, Rating], ...]:
        """All that somebody marked, each with the id of the attempt, the first one first."""


class Fellows(Protocol):
    """Attempts that learners open to each other, what they say about them, and what was read of what came back."""

    def fellow_learners(self, person_id: str) -> tuple[FellowLearner, ...]:
        """Everybody else who learns where somebody does, by cohort and name; once for each cohort that they share."""

    def open_to(self, openings: Iterable[Opening]) -> None:
        """Let people read attempts, anew where that was taken back. Raises `NotFound` without the attempt."""

    def close_to(self, attempt_id: str, reader: str, at: datetime) -> None:
        """Take that back; where it is not open nothing happens."""

    def openings(self, attempt_id: str) -> tuple[Opening, ...]:
        """To whom an attempt is or was open, the first one first."""

    def openings_to(self, reader: str) -> tuple[Opening, ...]:
        """What is or was open to somebody, the latest first."""

    def say_as_fellow(self, words: FellowWords) -> None:
        """Put words in place of what their author said before about the attempt.

        Raises `NotFound` where the attempt is not open to the author any more, and when its owner was erased.
        """

    def unsay_as_fellow(self, attempt_id: str, author: str) -> None:
        """Forget what somebody said about an attempt; where that is nothing, nothing happens."""

    def fellow_words(self, attempt_id: str) -> tuple[FellowWords, ...]:
        """What fellow learners say about an attempt, in its order."""

    def fellow_words_by(self, author: str) -> tuple[FellowWords, ...]:
        """All that somebody says about the attempts of others, the latest first."""

    def fellow_words_about(self, owner_kind: OwnerKind, owner_id: str) -> tuple[FellowWords, ...]:
        """All that is said about somebody's attempts, the latest first."""

    def note_reading(self, attempt_id: str, what: Reading, at: datetime) -> None:
        """The owner of an attempt has read this. Raises `NotFound` without the attempt."""

    def readings_of(self, owner_kind: OwnerKind, owner_id: str) -> dict[tuple[str, Reading], datetime]:
        """When somebody last read what, by attempt."""


class Stations(Protocol):
    """Stations that are played: sittings, their observers, and ticks that are not handed in yet."""

    def add_sitting(self, sitting: Sitting) -> None:
        """Add a sitting. Raises `NotFound` when somebody in it was erased meanwhile."""

    def sitting(self, sitting_id: str) -> Sitting | None:
        """The sitting with this id."""

    def sittings_in(self, cohort_id: str) -> tuple[Sitting, ...]:
        """All sittings of a cohort, the newest first."""

    def sittings_of(self, trainee: str) -> tuple[Sitting, ...]:
        """All sittings with somebody as the trainee, the newest first."""

    def sittings_with(self, person_id: str) -> tuple[Sitting, ...]:
        """All sittings in which somebody plays or observes, the newest first."""

    def observers_of(self, attempt_id: str) -> frozenset[str]:
        """Who observed the sitting that became an attempt; nobody where none did."""

    def change_sitting(self, sitting: Sitting, before: SittingState) -> None:
        """Keep how far a sitting has come. One that is off has neither ticks nor an actor's name any more.

        Prompts only get more; the observers stay. Raises `Conflict` when it is not in the state `before` any more.
        """

    def drop_sitting(self, sitting_id: str) -> None:
        """Forget a sitting that is off; any other stays."""

    def end_sitting(
        self, sitting: Sitting, attempt: Attempt, events: Sequence[Recorded], result: str, review: ReviewRow
    ) -> None:
        """Keep what became of a sitting that goes on: an attempt that its observers are asked to mark.

        Raises `Conflict` when it does not go on any more, and `NotFound` when the trainee was erased meanwhile.
        """

    def release_observer(self, sitting_id: str, person_id: str) -> None:
        """Let somebody not be an observer any more; what they ticked goes.

        Raises `Conflict` for somebody who is none, or who has handed in.
        """

    def add_ticks(self, sitting_id: str, observer: str, ticks: Iterable[LiveTick]) -> None:
        """Keep ticks. The same one again changes nothing, and one that was taken back stays so, in whatever order.

        Raises `Conflict` where nothing is observed, or somebody else is asked to.
        """

    def live_ticks(self, sitting_id: str, observer: str) -> tuple[LiveTick, ...]:
        """What somebody has ticked and not handed in, in no order that matters."""

    def drop_ticks(self, sitting_id: str, observer: str) -> None:
        """Forget them: they were handed in."""


class Reporting(Protocol):
    """What reports read, in columns, and levels that are worked out late."""

    def played_in(self, cohort_id: str) -> Played:
        """The finished attempts of everybody who learns in a cohort, with their reviews there."""

    def rated_in(self, cohort_id: str) -> Rated:
        """All ratings in a cohort, decisions among them."""

    def unlevelled(self, cohort_id: str, limit: int) -> tuple[Unlevelled, ...]:
        """Some ratings in a cohort whose levels are still to be worked out."""

    def keep_levels(self, levels: Mapping[tuple[str, int], str]) -> None:
        """Keep what ratings come to, by attempt and number; what is kept already stays."""

    def keep_results(self, results: Mapping[str, str]) -> None:
        """Keep what finished attempts come to, by id; what is kept already stays."""

    def keep_official(self, official: Mapping[str, tuple[str, str]]) -> None:
        """Keep what reviews come to, by attempt, each with the state for which that holds."""


class Keys(Protocol):
    """How personal texts are sealed, and with whom they are shared."""

    def text_master(self) -> str | None:
        """Id of the master key that is in use; None as long as personal texts are not sealed."""

    def begin_sealing(self, master: str, *, anew: bool = False) -> None:
        """From now on personal texts are sealed, under this master key. Raises `Conflict` when they are already.

        `anew` forgets the keys of all owners: what was sealed with them nobody can read any more.
        """

    def text_key(self, owner_kind: OwnerKind, owner_id: str) -> TextKey | None:
        """The key of an owner's texts."""

    def text_keys(self) -> tuple[TextKey, ...]:
        """The keys of all owners."""

    def add_text_key(self, key: TextKey) -> TextKey:
        """Keep the key of an owner who has none, and return the one that stands.

        Raises `Conflict` when its master key is not the one in use any more.
        """

    def rewrap_text_keys(self, master: str, change: Callable[[TextKey], TextKey]) -> int:
        """Put another master key in use, and change every owner's key to it: all, or none. Return how many."""

    def forget_text_key(self, owner_kind: OwnerKind, owner_id: str) -> None:
        """Forget the key of an owner, so that nobody can read their sealed texts any more."""

    def personal_texts(self, text_ids: Iterable[str]) -> dict[str, TextRow]:
        """The personal texts that have one of these ids."""

    def unsealed_texts(self, limit: int) -> tuple[TextRow, ...]:
        """Some of the personal texts that are not sealed, those of an owner together."""

    def replace_bodies(self, changed: Sequence[tuple[TextRow, TextRow]]) -> None:
        """Put a sealed row in place of each plain one, or the other way round; one that has changed since is left."""

    def count_texts(self) -> TextCount:
        """How many personal texts are sealed, and how many are not."""

    def set_visibility(self, text_id: str, visibility: Visibility) -> None:
        """Say who may read a text beside its owner. Raises `NotFound` without such a text."""

    def scrub(self) -> None:
        """Write the texts anew, so that no file of the database still holds what they were before. Others wait."""


class Erasing(Protocol):
    """What is forgotten, for good."""

    def private_texts_before(self, moment: datetime) -> tuple[str, ...]:
        """Ids of the texts in attempts that are no replies and were written before a moment."""

    def attempts_before(self, moment: datetime) -> tuple[str, ...]:
        """Ids of somebody's attempts that ended, or saw their last event, before a moment.

        Attempts that branched off from each other are old only together.
        """

    def erase_texts(self, text_ids: Iterable[str]) -> None:
        """Erase what was written; the rows stay, so that logs still replay."""

    def erase_attempts(self, attempt_ids: Iterable[str], *, keep_logs: bool) -> None:
        """Erase attempts with their logs and texts.

        With `keep_logs`, finished ones stay and still replay: without texts, under new ids, as nobody's, and with the
        month instead of the time at which something happened.
        """

    def erase_person(self, person_id: str, at: datetime, *, keep_logs: bool) -> None:
        """Erase everything personal of somebody; a row without a name stays. Raises `NotFound`.

        `keep_logs` is for their attempts. The owner of the machine stays that, with every role.
        """


class Store(
    Library,
    People,
    Sessions,
    Cohorts,
    Audit,
    Attempts,
    Learning,
    Reviews,
    Queue,
    Drafts,
    Anchors,
    Fellows,
    Stations,
    Workshops,
    Watches,
    Reporting,
    Keys,
    Erasing,
    Protocol,
):
    """All of it."""
