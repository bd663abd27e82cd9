"""What came of a workshop, for whoever leads it; and what is not told of fewer than five."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from roleplay.errors import NotAllowed
from roleplay.identity import Actor
from roleplay.model.gathering import Part, Seats, Why
from roleplay.model.rubric import Kind
from roleplay.services.recounted import Recount, Step, Touched
from roleplay.services.recounts import Recounts
from roleplay.services.surveying import Surveying
from roleplay.store.workshop_rows import Said
from tests.services.hall import Afternoon


class Recounted(Afternoon):
    """An afternoon with guests."""

    def __init__(self, folder: Path, people: int) -> None:
        super().__init__(folder)
        self.people = self.guests(people)

    @property
    def recounts(self) -> Recounts:
        """The service."""
        return Recounts(self.halls, Surveying(self.halls, self._new_id))

    def recount(self) -> Recount:
        """What came of it until now."""
        return self.recounts.of(self.fay, self.id)

    def offers(self) -> list[str]:
        """What the mentor could say now, in the order of the screen."""
        talk = self.halls.talk(self.halls.hall(self.id))
        assert talk is not None
        return [offer.id for offer in talk.game.offers(talk.state) if offer.open]

    def poll(self, *, reveal: bool = True, **votes: int) -> None:
        """The room votes: so many for each choice."""
        self.ask()
        voters, places = iter(self.people), self.offers()
        for choice, many in votes.items():
            for _ in range(many):
                self.vote(next(voters), places.index(choice))
        self.count(reveal=reveal)

    def take(self, choice: str, why: Why = Why.WHAT_IF) -> None:
        """Go on with a choice."""
        self.conducting.take(self.fay, self.id, self.seq, self.offers().index(choice), why)

    def play(self, *rounds: Sequence[Seats]) -> None:
        """Triads: in each round each observer ticks once that the mentor reflects."""
        self.to("threes")
        self.conducting.group(self.fay, self.id, self.seq, rounds)
        for groups in rounds:
            self.conducting.begin_round(self.fay, self.id, self.seq)
            for group in groups:
                for who, part in group:
                    if part == Part.OBSERVER:
                        self.voting.observe(_guest(who, self.people), self.id, "t", "reflects", ["reflects"])
            self.conducting.end_round(self.fay, self.id, self.seq)


def _guest(participant: str, people: Sequence[Actor]) -> Actor:
    return next(one for one in people if one.id == participant)


def groups(people: Sequence[Actor], *, turned: int = 0) -> list[Seats]:
    """Groups of three, with parts turned on."""
    parts = (Part.MENTOR, Part.PEER, Part.OBSERVER)
    return [
        tuple((actor.id, parts[(place + turned) % 3]) for place, actor in enumerate(people[first : first + 3]))
        for first in range(0, len(people), 3)
    ]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Recounted:
    """Fifteen guests: a vote, another one after a discussion, a small one, one that nobody saw, and the way back."""
    made = Recounted(tmp_path_factory.mktemp("full"), 15)
    made.to("bench")
    made.poll(reflect=10, wait=2)
    made.voting.give_reason(made.people[0], made.id, "She looks up.")
    made.voting.give_reason(made.people[1], made.id, "Damn the rain.")
    made.poll(reflect=6, wait=3, talk=3)
    written = {one.text.body: one.text.id for one in made.store.contributions(made.id, Said.REASON)}
    made.conducting.hide(made.fay, made.id, written["Damn the rain."], hidden=True)
    made.take("reflect", Why.MAJORITY)
    made.poll(ask=4)
    made.take("ask", Why.MAJORITY)
    made.conducting.go_back(made.fay, made.id, made.seq, 0)
    made.take("reflect")
    made.poll(ask=3, sorry=3, reveal=False)
    made.take("ask")
    made.conducting.collect(made.fay, made.id, made.seq, wanted=True)
    made.voting.reply(made.people[2], made.id, "Dear Dana.")
    made.conducting.pass_on(made.fay, made.id, made.seq)
    made.voting.raise_question(made.people[3], made.id, "What if she leaves?")
    made.house.wait(minutes=30)
    made.play(groups(made.people), groups(made.people, turned=1))
    made.convening.close(made.fay, made.id, made.seq)
    return made


def test_votes_before_and_after_a_discussion_stand_side_by_side(full: Recounted) -> None:
    """As shares, with how far they are apart, and with the reasons that were not taken off the screen."""
    first = full.recount().decisions[0]
    assert {(one.voted, one.small) for one in first.votes} == {(12, False)}
    assert [dict(zip(first.options, one.votes or (), strict=True)) for one in first.votes] == [
        {"You sound tired.": 10, "*stays quiet*": 2, "Well, I once...": 0, "Hm.": 0},
        {"You sound tired.": 6, "*stays quiet*": 3, "Well, I once...": 3, "Hm.": 0},
    ]
    assert first.moved == pytest.approx(1 / 3)
    assert first.reasons == ("She looks up.",)
    assert full.recount().hidden == 1


def test_of_a_vote_of_few_and_of_one_that_nobody_saw_only_the_number_is_told(full: Recounted) -> None:
    """Not even why the room went on, since most and a tie would say how somebody voted."""
    decisions = full.recount().decisions
    assert [(one.voted, one.votes, one.small) for it in decisions[1:] for one in it.votes] == [
        (4, None, True),
        (6, None, False),
    ]
    assert [one.moved for one in decisions[1:]] == [None]
    (path,) = full.recount().paths
    assert (path.steps[1].asked, path.steps[1].why) == (True, None)


def test_the_way_of_the_room_is_told_with_its_turns(full: Recounted) -> None:
    """What was said and why, the way back, and the ending."""
    (path,) = full.recount().paths
    assert (path.section, path.scenario, path.ending) == ("On the bench", "Small", "Warm")
    assert path.steps[0].why is Why.MAJORITY
    assert path.steps[2:] == (
        Step(None, None, asked=False, left=0),
        Step("You sound tired.", Why.WHAT_IF, asked=False),
        Step("Shall I tell you?", Why.WHAT_IF, asked=True),
        Step(None, None, asked=False),
    )


def test_what_was_taken_on_every_way_counts_once(tmp_path: Path) -> None:
    """What the room took again after going back is not counted twice; what it took instead is."""
    made = Recounted(tmp_path, 0)
    made.to("bench")
    made.take("reflect")
    made.take("ask")
    made.conducting.go_back(made.fay, made.id, made.seq, 1)
    made.take("sorry")
    assert made.recount().touched == (
        Touched("listening", "Does it.", Kind.BASIC, 1),
        Touched("repair", "Does it.", Kind.ADVANCED, 1),
        Touched("sharing", "Does it.", Kind.BASIC, 1),
    )


def test_ticks_are_told_round_by_round_where_enough_people_are_behind_each(full: Recounted) -> None:
    """Five groups in each round."""
    (ticks,) = full.recount().ticks
    assert (ticks.section, dict(ticks.behaviours)) == ("In threes", {"reflects": "Does it."})
    assert [(one.number, one.groups, dict(one.ticks or {})) for one in ticks.rounds] == [
        (1, 5, {"reflects": 5}),
        (2, 5, {"reflects": 5}),
    ]
    assert dict(ticks.total or {}) == {"reflects": 10}


def test_a_round_of_few_hides_the_others_so_that_it_cannot_be_found_by_subtraction(tmp_path: Path) -> None:
    """All rounds together are told as soon as five mentors were watched by five observers."""
    made = Recounted(tmp_path, 15)
    made.play(groups(made.people), groups(made.people[:3], turned=1))
    (ticks,) = made.recount().ticks
    assert [one.ticks for one in ticks.rounds] == [None, None]
    assert dict(ticks.total or {}) == {"reflects": 6}


def test_of_a_small_workshop_no_ticks_are_told(tmp_path: Path) -> None:
    """Two groups who change parts once: four mentors, four observers."""
    made = Recounted(tmp_path, 6)
    made.play(groups(made.people), groups(made.people, turned=1))
    (ticks,) = made.recount().ticks
    assert (dict(ticks.behaviours), ticks.total, [one.ticks for one in ticks.rounds]) == ({}, None, [None, None])
    assert [one.groups for one in ticks.rounds] == [2, 2]


def test_words_are_told_without_names_by_place(full: Recounted) -> None:
    """Replies with what was asked for, questions with where; notes for oneself are not in it."""
    found = full.recount()
    assert [(one.section, one.asked, one.texts) for one in found.replies] == [
        ("On the bench", "Write to Dana.", ("Dear Dana.",))
    ]
    assert [one.texts for one in found.questions] == [("What if she leaves?",)]


def test_who_was_there_is_told_with_times(full: Recounted) -> None:
    """And who led."""
    found = full.recount()
    assert {one.name for one in found.people} == {f"Guest {number}" for number in range(15)}
    assert {(one.minutes, one.account, len(one.stays)) for one in found.people} == {(30, False, 1)}
    assert [(one.name, one.minutes) for one in found.leads] == [("Fay", 30)]
    assert (found.over, found.title, found.survey.over) == (True, "An afternoon", False)


def test_only_whoever_leads_reads_it_and_taking_it_along_is_written_down(full: Recounted) -> None:
    """By id; looking at it is not."""
    for actor in (full.gil, full.people[0]):
        with pytest.raises(NotAllowed):
            full.recounts.of(actor, full.id)
    before = full.house.deeds()
    full.recounts.of(full.fay, full.id)
    assert full.house.deeds() == before
    full.recounts.taken(full.fay, full.id, "csv")
    entry = full.house.last()
    assert (entry.action, entry.subject_id, entry.detail) == ("report-exported", full.id, {"form": "csv"})
