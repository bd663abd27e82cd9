"""Who can read what a trainee wrote, and what of it can be shared."""

from __future__ import annotations

from dataclasses import dataclass

from roleplay.apps.desk import Desk
from roleplay.apps.view import Readers
from roleplay.services.attempts import Playing
from roleplay.store.rows import Status, Visibility


@dataclass(frozen=True)
class Readership:
    """Those who can read the texts of one attempt."""

    playing: Playing
    """The attempt, after its end."""
    accompanied: bool
    """Whether there is anybody with whom its texts can be shared."""
    opened: bool = False
    """Whether fellow learners can read its replies."""

    @classmethod
    def of(cls, desk: Desk, playing: Playing) -> Readership:
        """As it is at this moment."""
        return cls(playing, desk.accompanied(), desk.fellows.is_open(desk.actor, playing.attempt.id))

    def readers(self, ref: str | None) -> Readers | None:
        """Who can read one text; None where nothing is written, or not any more."""
        row = self.playing.texts.get(ref) if ref is not None else None
        if row is None or (row.body is None and not row.sealed):
            return None
        if row.purpose == "reply":
            seen = self.accompanied and self.playing.attempt.status is Status.FINISHED
            return {"text": None, "who": "you" if not seen else "fellows" if self.opened else "reviewers"}
        shared = row.visibility is Visibility.SHARED
        return {"text": row.id if self.accompanied or shared else None, "who": "shared" if shared else "you"}
