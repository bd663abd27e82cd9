"""Making an anchor from an attempt that people have settled.

Only its choices are taken over, and what counts of what was ticked at them as a first draft. What the trainee wrote is
never copied, nor the seed: nothing leads from an anchor back to anybody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from roleplay.engine.anchored import turns_of
from roleplay.engine.story import fill
from roleplay.errors import NotAllowed, RefusedEvent
from roleplay.identity import Actor
from roleplay.model.anchor import Anchor
from roleplay.model.canonical import canonical, digest
from roleplay.model.event import Started
from roleplay.model.site import POLICIES
from roleplay.scoring.review import State, deciding
from roleplay.services.auditing import Deed
from roleplay.services.cases import Deskwork, Opened, pseudonym
from roleplay.services.forged import text_of, whole_number, word
from roleplay.services.policy import Action
from roleplay.services.shelf import ANCHOR
from roleplay.store import AnchorUse, Asked

MOST_TICKS = 200
"""No key is longer."""
_TRIES = 500


@dataclass(frozen=True, slots=True)
class Ticked:
    """A behaviour at a turn, with the maker's reason."""

    tick: str
    """Id of the behaviour."""
    turn: int
    """Number of the turn, from 1."""
    because: str
    """Why it is there, or why it is not."""


@dataclass(frozen=True, slots=True)
class Step:
    """A turn that is taken over."""

    turn: int
    """Its number, from 1."""
    chosen: str | None
    """The words that were chosen; None where a reply was asked for."""
    prompt: str | None
    """What the reply was asked for; the maker writes one."""
    carries: tuple[str, ...]
    """Ids of the behaviours that the choice carries."""
    counted: tuple[str, ...]
    """Ids of those that people ticked here, of what counts; none for a reply, which is another one now."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """What an anchor could be made of."""

    scenario: str
    """Title of the scenario."""
    cohort: str
    """Id of the cohort."""
    steps: tuple[Step, ...]
    """The turns."""
    assessed: Mapping[str, str]
    """Competency that is assessed -> its title."""
    behaviours: Mapping[str, str]
    """Every behaviour that can be ticked -> its words."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a maker has written. Nothing of it has been looked at yet."""

    title: str
    """What evaluators call it once they have marked it."""
    about: str
    """What is to be seen in it."""
    replies: Mapping[int, str]
    """Turn -> the reply, in the maker's own words."""
    key: Sequence[Ticked]
    """What is to be seen."""
    not_found: Sequence[Ticked] = ()
    """What the choices carry and the maker does not find, each with why."""
    no_opportunity: Mapping[str, str] | None = None
    """Competencies without opportunity, each with why."""


class AnchorMaking(Deskwork):
    """What a supervisor does to make an anchor."""

    def settled(self, actor: Actor, cohort_id: str, limit: int = 10) -> tuple[tuple[str, str, str], ...]:
        """Attempts of a cohort of which an anchor could be made: id, pseudonym and scenario. Raises `NotAllowed`."""
        self._cases.require_in(actor, Action.SET_CALIBRATION, cohort_id)
        found = [
            one
            for state in (State.ADJUDICATED, State.AGREED, State.RETURNED)
            for one in self._store.queue(Asked(cohort_id, state=state), limit)
            if one.gist is None or one.gist.observers is None
        ]
        return tuple((one.attempt_id, pseudonym(cohort_id, one.owner_id), one.scenario_id) for one in found[:limit])

    def proposed(self, actor: Actor, attempt_id: str) -> Proposed:
        """What an anchor could be made of. Raises `NotAllowed` for an attempt that people have not settled."""
        opened = self._settled(actor, attempt_id)
        game = self._bookshelf.game(opened.attempt.scenario_hash)
        counting = deciding(opened.standing)
        shared = [{(tick.behaviour, tick.moment) for tick in rating.ticks} for rating in counting]
        agreed = set.intersection(*shared) if shared else set[tuple[str, int]]()
        steps = []
        for number, moment in enumerate(turns_of(opened.played), start=1):
            passage = opened.played.trail[moment]
            node = game.nodes[passage.node]
            chosen = None if passage.choice is None else fill(node.choices[passage.choice].source.text, opened.words)
            asked = None if node.source.reply is None or not passage.replied else node.source.reply.prompt
            counted = tuple(sorted(tick for tick, at in agreed if at == moment)) if chosen is not None else ()
            prompt = None if asked is None else fill(asked, opened.words)
            steps.append(Step(number, chosen, prompt, game.ticks(passage), counted))
        rubrics = opened.case.rubrics
        return Proposed(
            scenario=opened.case.scenario.title,
            cohort=opened.review.cohort_id,
            steps=tuple(steps),
            assessed={name: rubrics[name].title for name in opened.case.scenario.assesses},
            behaviours={one.id: one.text for rubric in rubrics.values() for one in rubric.behaviours},
        )

    def make(self, actor: Actor, attempt_id: str, written: Written) -> str:
        """Make an anchor, put it to use in the cohort, and return its hash.

        Whoever makes it, or has rated the attempt, knows the key. Raises `NotAllowed`, and `RefusedEvent` for whatever
        `roleplay check` would find in it.
        """
        from roleplay.authoring.anchors import of_anchor  # noqa: PLC0415 - what a kernel seldom needs
        from roleplay.authoring.diagnostic import Places  # noqa: PLC0415

        opened = self._settled(actor, attempt_id)
        anchor = self._anchor(opened, written)
        scenario = opened.case.scenario
        found = of_anchor(anchor, {scenario.id: scenario}, opened.case.rubrics, Places(Path(f"{anchor.id}.yml")))
        if (wrong := next(iter(found), None)) is not None:
            raise RefusedEvent(wrong.message, wrong.fix)
        hash_ = digest(anchor)
        self._store.keep_document(hash_, ANCHOR, anchor.id, canonical(anchor))
        raters = {rating.rater for rating in (*opened.ratings, *opened.practised)}
        self._store.know_anchor(hash_, {actor.id, *(one for one in raters if self._store.person(one) is not None)})
        self._store.use_anchor(AnchorUse(opened.review.cohort_id, hash_, actor.id, self._now()))
        self._audit.note(actor, Deed.ANCHOR_MADE, ("cohort", opened.review.cohort_id), {"anchor": anchor.id})
        return hash_

    def _settled(self, actor: Actor, attempt_id: str) -> Opened:
        opened = self._cases.for_work(actor, Action.SET_CALIBRATION, word(attempt_id, "attempt"))
        if not deciding(opened.standing) or opened.case.observers is not None or opened.anchor is not None:
            raise NotAllowed(
                "No anchor can be made of this attempt.", "It takes one on which evaluators agree, or somebody decided."
            )
        return opened

    def _anchor(self, opened: Opened, written: Written) -> Anchor:
        way: list[dict[str, Any]] = []
        for number, moment in enumerate(turns_of(opened.played), start=1):
            passage = opened.played.trail[moment]
            if passage.choice is not None:
                way.append({"at": passage.node, "choose": passage.choice})
                continue
            reply = text_of(written.replies.get(number))
            if reply is None:
                raise RefusedEvent(f"Turn {number} has no reply.", "Write one in your own words.")
            way.append({"at": passage.node, "write": reply})
        pinned = dict(zip(opened.case.rubrics, opened.rubric_hashes, strict=True))
        ticked = {one.tick for one in _ticks(written.key)}
        needed = [
            name
            for name, rubric in opened.case.rubrics.items()
            if name in opened.case.scenario.assesses or not ticked.isdisjoint(one.id for one in rubric.behaviours)
        ]
        name = hashlib.sha256(self._new_id().encode()).hexdigest()[:12]
        try:
            return Anchor.model_validate(
                {
                    "format": "anchor/1",
                    "id": f"made-{name}",
                    "title": written.title,
                    "scenario": opened.case.scenario.id,
                    "pinned": {
                        "scenario": opened.attempt.scenario_hash,
                        "rubrics": {one: pinned[one] for one in needed},
                    },
                    "seed": self._seed(opened, name),
                    "site": {key: value for key, value in opened.words.items() if key in POLICIES},
                    "about": written.about,
                    "way": way,
                    "key": [_data(one) for one in _ticks(written.key)],
                    "not_found": [_data(one) for one in _ticks(written.not_found)],
                    "no_opportunity": dict(written.no_opportunity or {}),
                }
            )
        except ValidationError as error:
            wrong = error.errors(include_url=False)[0]
            where = ", ".join(str(part + 1) if isinstance(part, int) else part for part in wrong["loc"])
            raise RefusedEvent(f"This is no anchor yet: {where or 'the key'}.", f"{wrong['msg']}.") from error

    def _seed(self, opened: Opened, name: str) -> int:
        """Another seed than the attempt's, under which its choices can be taken just the same."""
        game = self._bookshelf.game(opened.attempt.scenario_hash)

        def start(seed: int) -> object:
            hash_ = opened.attempt.scenario_hash
            return game.step(None, Started(hash_, (), opened.words, seed, opened.attempt.mode)).values

        wanted = start(opened.attempt.seed)
        drawn = (int(hashlib.sha256(f"{name} {number}".encode()).hexdigest()[:7], 16) for number in range(_TRIES))
        found = next((seed for seed in drawn if start(seed) == wanted), None)
        if found is None:
            raise RefusedEvent("What varies in this attempt is too rare to be met again.", "Take another attempt.")
        return found


def _ticks(given: Sequence[Ticked]) -> Sequence[Ticked]:
    if len(given) > MOST_TICKS:
        raise RefusedEvent("These are too many ticks.", f"A key has at most {MOST_TICKS}.")
    for one in given:
        word(one.tick, "behaviour")
        whole_number(one.turn, "turn")
    return given


def _data(one: Ticked) -> dict[str, Any]:
    return {"tick": one.tick, "turn": one.turn, "because": one.because}
