"""All that is kept of what somebody and their fellow learners showed and told each other, to take along."""

from __future__ import annotations

from typing import Any

from roleplay.services.authority import Owner
from roleplay.services.sealing import Sealer
from roleplay.store import FellowWords, OwnerKind, Store


def fellowship(store: Store, sealer: Sealer, person_id: str) -> dict[str, list[dict[str, Any]]]:
    """To whom somebody opened what, what was said to them, what they last read when; what was opened to them and said.

    By names, as both see them on their pages; whoever was erased has none.
    """
    cohorts = {cohort.id: cohort.name for cohort in store.cohorts()}

    def name(of: str) -> str:
        person = store.person(of)
        return "" if person is None else person.name

    def whose(attempt_id: str) -> str:
        attempt = store.attempt(attempt_id)
        return "" if attempt is None else name(attempt.owner_id)

    def said(words: FellowWords, other: str) -> dict[str, Any]:
        strength, question, thing_to_try = sealer.open(words.texts)
        return {
            "attempt_id": words.attempt_id,
            "name": other,
            "at": words.at,
            "strength": strength.body,
            "question": question.body,
            "thing_to_try": thing_to_try.body,
            "ticks": [{"behaviour": one.behaviour, "moment": one.moment} for one in words.ticks],
        }

    owner = Owner(OwnerKind.PERSON, person_id)
    own = (opening for attempt in store.attempts_of(*owner) for opening in store.openings(attempt.id))
    return {
        "opened": [
            {
                "attempt_id": one.attempt_id,
                "name": name(one.reader),
                "cohort": cohorts[one.cohort_id],
                "at": one.at,
                "closed_at": one.closed_at,
            }
            for one in own
        ],
        "heard": [said(words, name(words.author)) for words in store.fellow_words_about(*owner)],
        "opened_to_me": [
            {
                "attempt_id": one.attempt_id,
                "name": whose(one.attempt_id),
                "cohort": cohorts[one.cohort_id],
                "at": one.at,
                "closed_at": one.closed_at,
            }
            for one in store.openings_to(person_id)
        ],
        "read": [
            {"attempt_id": attempt_id, "what": what, "at": at}
            for (attempt_id, what), at in sorted(store.readings_of(*owner).items())
        ],
        "said": [said(words, whose(words.attempt_id)) for words in store.fellow_words_by(person_id)],
    }
