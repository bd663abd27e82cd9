"""An anchor laid out on a desk: as the attempt that it looks like, with the key that it is held against."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from roleplay.engine.anchored import log_of, same_but_for_order, site_of, turns_of
from roleplay.model.anchor import Anchor
from roleplay.model.event import Event, Mode, Recorded
from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Scenario
from roleplay.scoring import Level
from roleplay.scoring.marked import Item, items_of
from roleplay.scoring.review import Rating, Seen, levels_of
from roleplay.services.attempts import Playing
from roleplay.services.shelf import Bookshelf
from roleplay.store import AnchorRating, Attempt, Options, OwnerKind, Presented, Status, TextRow

_SEEDS = 1 << 31
_TRIES = 500
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Laid:
    """An anchor as it lies on a desk, or has lain there."""

    id: str
    """The id that it has there, which looks like an attempt's."""
    cohort_id: str
    """In which cohort."""
    rater: str
    """On whose desk."""
    anchor: Anchor
    """The anchor."""
    announced: bool
    """Whether the rater was told that it is one."""
    at: datetime
    """When it came, or was marked."""
    marked: Rating | None
    """What the rater marked; None before."""
    playing: Playing
    """The attempt that it looks like."""
    rubric_hashes: tuple[str, ...]
    """As an attempt would pin them."""
    words: dict[str, str]
    """The site's policies and words."""
    rubrics: Mapping[str, Rubric]
    """Competency -> rubric."""
    key: Rating
    """The key, as if somebody had marked it."""


def lay(bookshelf: Bookshelf, one: Presented | AnchorRating) -> Laid:
    """Lay out an anchor that is on somebody's desk, or was."""
    if isinstance(one, Presented):
        id_, rater, at, marked = one.id, one.rater, one.ready_at, None
    else:
        id_, rater, at, marked = one.presented_id, one.rating.rater, one.rating.at, one.rating
    anchor = bookshelf.anchor(one.anchor)
    game = bookshelf.game(anchor.pinned.scenario)
    hashes = _pinned(bookshelf, anchor)
    rubrics = bookshelf.rubrics(hashes)
    words = site_of(anchor, bookshelf.site())
    log = log_of(anchor, hashes, words, one.seed)
    state = game.replay(log)
    attempt = Attempt(
        id=id_,
        owner_kind=OwnerKind.PERSON,
        owner_id=id_,  # nobody has it, so that every one has a pseudonym of its own
        scenario_id=anchor.scenario,
        scenario_hash=anchor.pinned.scenario,
        mode=Mode.ASSESSMENT,
        seed=one.seed,
        options=Options(),
        branched_from=None,
        exposure=0,
        status=Status.FINISHED,
        started_at=at,
        ended_at=at,
    )
    turns = turns_of(state)
    key = Rating(
        rater="",
        at=at,
        revision=1,
        scenario=anchor.pinned.scenario,
        rubrics=hashes,
        ticks=tuple(sorted(Seen(tick.tick, turns[tick.turn - 1]) for tick in anchor.key)),
        no_opportunity=tuple(anchor.no_opportunity),
    )
    return Laid(
        id=id_,
        cohort_id=one.cohort_id,
        rater=rater,
        anchor=anchor,
        announced=one.announced,
        at=at,
        marked=marked,
        playing=Playing(attempt, game, _recorded(log, id_, at), state, _replies(anchor, id_, at)),
        rubric_hashes=hashes,
        words=words,
        rubrics=rubrics,
        key=key,
    )


def key_levels(anchor: Anchor, scenario: Scenario, rubrics: Mapping[str, Rubric]) -> dict[str, Level | None]:
    """Competency -> level by the key; None for no opportunity."""
    ticks = tuple(Seen(one.tick, one.turn) for one in anchor.key)
    none = tuple(anchor.no_opportunity)
    return levels_of(scenario, rubrics, Rating("", _NEVER, 1, anchor.pinned.scenario, (), ticks, none))


def items_in(bookshelf: Bookshelf, one: AnchorRating) -> tuple[Item, ...]:
    """What somebody marked in an anchor, beside its key."""
    anchor = bookshelf.anchor(one.anchor)
    scenario, rubrics = bookshelf.by_hash(anchor.pinned.scenario), bookshelf.rubrics(anchor.pinned.rubrics.values())
    return items_of(levels_of(scenario, rubrics, one.rating), key_levels(anchor, scenario, rubrics))


def seed_for(bookshelf: Bookshelf, anchor: Anchor, presented_id: str) -> int:
    """A seed under which the anchor tells the same, and choices stand in another order than for anybody else."""
    game = bookshelf.game(anchor.pinned.scenario)
    words = site_of(anchor, bookshelf.site())
    drawn = (_drawn(presented_id, number) for number in range(_TRIES))
    own = log_of(anchor, (), words)
    return next((seed for seed in drawn if same_but_for_order(game, own, log_of(anchor, (), words, seed))), anchor.seed)


def _drawn(presented_id: str, number: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{presented_id} {number}".encode()).digest()[:8]) % _SEEDS


def _pinned(bookshelf: Bookshelf, anchor: Anchor) -> tuple[str, ...]:
    """What an attempt would pin: every rubric on the shelf; of those that the key rests on its own versions."""
    here = dict(zip(bookshelf.rubrics(), bookshelf.rubric_hashes(), strict=True))
    return tuple(hash_ for _, hash_ in sorted({**here, **anchor.pinned.rubrics}.items()))


def _recorded(log: tuple[Event, ...], actor: str, at: datetime) -> tuple[Recorded, ...]:
    return tuple(Recorded(seq, event, actor, at) for seq, event in enumerate(log))


def _replies(anchor: Anchor, owner: str, at: datetime) -> dict[str, TextRow]:
    written = ((str(turn), step.write) for turn, step in enumerate(anchor.way, start=1) if step.write is not None)
    return {ref: TextRow(ref, OwnerKind.PERSON, owner, owner, "reply", body, at) for ref, body in written}
