"""Who is calibrated: what evaluators marked in anchors, and whether their ratings count in a cohort."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roleplay.identity import Actor
from roleplay.scoring.marked import Marked
from roleplay.services.anchored import items_in
from roleplay.services.authority import Authority
from roleplay.services.policy import Action
from roleplay.services.shelf import Bookshelf
from roleplay.store import AnchorUse, Store

if TYPE_CHECKING:
    from roleplay.scoring.calibration import Calibration


class Calibrated:
    """How evaluators stand. What somebody marked in one cohort counts in all: it is they who are calibrated."""

    def __init__(self, store: Store, bookshelf: Bookshelf) -> None:
        self._store = store
        self._bookshelf = bookshelf
        self._authority = Authority(store)

    def in_use(self, cohort_id: str) -> tuple[AnchorUse, ...]:
        """The anchors that a cohort uses now."""
        return tuple(one for one in self._store.anchor_uses(cohort_id) if one.retired_at is None)

    def marked(self, rater: str) -> tuple[Marked, ...]:
        """All anchors that somebody marked, the first one first."""
        known = {self._bookshelf.anchor(hash_).id for hash_ in self._store.known_anchors(rater)}
        found: list[Marked] = []
        for one in self._store.anchor_ratings(rater):
            anchor = self._bookshelf.anchor(one.anchor)  # its next version is no news to who marked this one
            items = items_in(self._bookshelf, one)
            found.append(Marked(anchor.id, one.rating.at, one.announced, anchor.id not in known, items))
            known.add(anchor.id)
        return tuple(found)

    def stands(self, rater: str, cohort_id: str) -> Calibration:
        """How somebody stands, by the bar of a cohort."""
        from roleplay.scoring.calibration import calibration  # noqa: PLC0415 - NumPy, which trainees never need

        return calibration(self.marked(rater), self._store.review_rules(cohort_id).rules.bar / 100)

    def practises(self, actor: Actor, cohort_id: str) -> bool:
        """Whether somebody marks for practice only: where anchors are used, until they agree with them enough."""
        if not self.in_use(cohort_id) or not self._authority.may_in_cohort(actor, Action.CALIBRATE, cohort_id):
            return False
        return not self.stands(actor.id, cohort_id).enough
