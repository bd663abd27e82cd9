"""What every presenter works with: one person, the services, and what follows from an attempt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from roleplay.identity import Actor
from roleplay.model.event import Started
from roleplay.model.rubric import Rubric
from roleplay.model.site import Site
from roleplay.scoring import Score, score
from roleplay.services.assessing import Assessing
from roleplay.services.attempts import Attempts, Playing
from roleplay.services.attended import Attended
from roleplay.services.course import Course, Studying
from roleplay.services.fellows import Fellows
from roleplay.services.pages import Pages
from roleplay.services.refreshers import Refreshers
from roleplay.services.returning import Returning
from roleplay.services.sharing import Sharing
from roleplay.services.shelf import Bookshelf
from roleplay.services.stations import Stations
from roleplay.store.rows import Status


@dataclass(frozen=True)
class Desk:
    """One person at work. Nothing here is kept between two pages."""

    actor: Actor
    """Who acts."""
    name: str | None
    """What to call them."""
    attempts: Attempts
    """What they do."""
    bookshelf: Bookshelf
    """What there is to play."""
    sharing: Sharing
    """What of their texts others may read."""
    course: Course
    """What they learn beside playing."""
    refreshers: Refreshers
    """Moments that come back to them."""
    pages: Pages
    """What they write for themselves."""
    returning: Returning
    """What evaluators return to them."""
    fellows: Fellows
    """What they and their fellow learners show each other."""
    stations: Stations
    """Stations to which they are asked."""
    now: Callable[[], datetime]
    """The clock."""
    accompanied: Callable[[], bool]
    """Whether somebody in a cohort accompanies them, with whom a text can be shared."""
    attended: Attended
    """Their time in workshops."""
    to_watch: Callable[[], int]
    """How many workshops they were asked to watch and have not yet."""

    @cached_property
    def _scores(self) -> dict[tuple[str, int], Score]:
        return {}

    @property
    def site(self) -> Site:
        """The site's settings, as they are now."""
        return self.bookshelf.site()

    def started(self, playing: Playing) -> Started:
        """The first event of an attempt."""
        event = playing.events[0].event
        if not isinstance(event, Started):
            raise TypeError(f"attempt {playing.attempt.id} does not begin with its start")
        return event

    def words(self, playing: Playing) -> Mapping[str, str]:
        """The site's words as the attempt pins them."""
        return self.started(playing).site

    def rubrics(self, playing: Playing) -> Mapping[str, Rubric]:
        """The rubrics as the attempt pins them."""
        return self.bookshelf.rubrics(self.started(playing).rubrics)

    def score(self, playing: Playing) -> Score:
        """The score of an attempt as far as it has come."""
        key = (playing.attempt.id, len(playing.events))
        if key not in self._scores:
            self._scores[key] = score(playing.game, self.rubrics(playing), playing.state)
        return self._scores[key]

    @property
    def assessing(self) -> Assessing:
        """Assessments, which ask for scores."""
        return Assessing(self.bookshelf, self.attempts, self.met_standard)

    def studying(self) -> Studying:
        """Where the person stands in the curriculum. Raises `NotFound` where the library has none."""
        return self.course.studying(self.actor, self.attempts.history(self.actor), self.met_standard)

    def met_standard(self, playing: Playing) -> bool:
        """Whether a finished attempt met the standard; one that runs or was left never did, and that is no failure."""
        return playing.attempt.status is Status.FINISHED and self.score(playing).met_standard
