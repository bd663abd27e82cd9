"""What participants take along from a workshop, and what a guest can have forgotten."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from roleplay.errors import NotAllowed
from roleplay.identity import Actor
from roleplay.model.gathering import Why
from roleplay.services import keys, locksmith
from roleplay.services.keepsakes import Keepsake, Keepsakes, Ticked, Wrote
from roleplay.services.privacy import Privacy
from roleplay.services.voting import Voting
from roleplay.store.workshop_rows import Said
from tests.services.hall import Afternoon, seats

TEXT = "Does it."  # of every behaviour of the small rubrics


class Written(Afternoon):
    """An afternoon in which Ana and Ben wrote, and Kit ticked."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        locksmith.begin(self.store, folder)
        sealer = keys.sealer_of(self.store, folder)
        self.voting = Voting(self.halls, self._new_id, sealer=sealer)
        self.keepsakes = Keepsakes(self.halls, sealer=sealer)
        self.ana, self.ben, self.kit = self.guests(3)
        self.voting.raise_question(self.ana, self.id, "Is there tea?")
        self.to("bench")
        self.ask()
        self.voting.give_reason(self.ana, self.id, "She is tired.")
        self.voting.give_reason(self.ben, self.id, "Ben's reason.")
        self.count()
        self.take("reflect")
        self.take("ask")
        self.conducting.collect(self.fay, self.id, self.seq, wanted=True)
        self.voting.reply(self.ana, self.id, "Dear Dana.")
        self.house.wait(minutes=20)
        self.to("threes")
        self.conducting.group(self.fay, self.id, self.seq, [[seats(self.ana, self.ben, self.kit)]])
        self.conducting.begin_round(self.fay, self.id, self.seq)
        for number in (1, 2):
            self.voting.observe(self.kit, self.id, f"t{number}", "reflects", ["reflects"])
        self.conducting.end_round(self.fay, self.id, self.seq)
        self.voting.note(self.ana, self.id, "I spoke slowly.")

    def take(self, choice: str) -> None:
        """Go on with a choice."""
        talk = self.halls.talk(self.halls.hall(self.id))
        assert talk is not None
        number = [offer.id for offer in talk.game.offers(talk.state)].index(choice)
        self.conducting.take(self.fay, self.id, self.seq, number, Why.WHAT_IF)

    def of(self, actor: Actor) -> Keepsake:
        """What somebody takes along."""
        return self.keepsakes.of(self.halls.hall(self.id), actor.id)[actor.id]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """One afternoon for all tests that only read."""
    return Written(tmp_path_factory.mktemp("written"))


def test_everything_that_somebody_wrote_is_there_in_the_order_of_the_plan(written: Written) -> None:
    """With what was asked for, and after which round; sealed texts are opened."""
    assert written.of(written.ana).wrote == (
        Wrote(Said.QUESTION, "", "", 0, "Is there tea?"),
        Wrote(Said.REPLY, "On the bench", "Write to Dana.", 0, "Dear Dana."),
        Wrote(Said.REASON, "On the bench", "", 0, "She is tired."),
        Wrote(Said.DEBRIEF, "In threes", "", 1, "I spoke slowly."),
    )


def test_observers_see_what_they_ticked_and_mentors_what_was_ticked(written: Written) -> None:
    """Nobody sees anybody else's."""
    assert (written.of(written.kit).gave, written.of(written.kit).got) == ((Ticked("reflects", TEXT, 2),), ())
    assert (written.of(written.ana).gave, written.of(written.ana).got) == ((), (Ticked("reflects", TEXT, 2),))
    assert (written.of(written.ben).gave, written.of(written.ben).got) == ((), ())


def test_for_all_at_once_it_is_the_same_as_for_each(written: Written) -> None:
    """And nobody's words come to anybody else."""
    hall = written.halls.hall(written.id)
    assert written.keepsakes.of(hall) == {
        actor.id: written.of(actor) for actor in (written.ana, written.ben, written.kit)
    }
    assert [one.text for one in written.of(written.ben).wrote] == ["Ben's reason."]
    assert written.of(written.ben).minutes == 20


def test_a_guest_can_have_their_words_forgotten_when_it_is_over(tmp_path: Path) -> None:
    """They do not come back. Others have an account for that, and stay."""
    afternoon = Written(tmp_path)
    kim = afternoon.kim
    afternoon.convening.enter(kim, afternoon.code)
    with pytest.raises(NotAllowed, match="goes on"):
        afternoon.keepsakes.forget(afternoon.ana, afternoon.id)
    afternoon.convening.close(afternoon.fay, afternoon.id, afternoon.seq)
    afternoon.keepsakes.forget(afternoon.ana, afternoon.id)
    assert afternoon.of(afternoon.ana).wrote == ()
    assert [one.name for one in afternoon.store.participants_in(afternoon.id)] == ["", "Guest 1", "Guest 2", "Kim"]
    with pytest.raises(NotAllowed, match="account"):
        afternoon.keepsakes.forget(kim, afternoon.id)


def test_somebody_with_an_account_takes_it_along_with_all_that_is_kept_about_them(tmp_path: Path) -> None:
    """Their words and ticks, and what they planned and led; nobody else's."""
    made = Written(tmp_path)
    made.convening.enter(made.kim, made.code)
    made.voting.raise_question(made.kim, made.id, "May I watch?")
    made.convening.close(made.fay, made.id, made.seq)
    privacy = Privacy(made.store, made.halls.bookshelf, tmp_path, made.house.now)
    files = {}
    for actor in (made.kim, made.fay):
        with zipfile.ZipFile(io.BytesIO(privacy.export(actor))) as archive:
            files[actor.id] = {name: archive.read(name).decode() for name in archive.namelist()}
    (mine,) = json.loads(files["kim"]["workshops.json"])
    assert (mine["title"], mine["name"]) == ("An afternoon", "Kim")
    assert [one["text"] for one in mine["wrote"]] == ["May I watch?"]
    assert "May I watch?" in files["kim"]["index.html"]
    assert not any("Dear Dana" in text for text in (*files["kim"].values(), *files["fay"].values()))
    led = json.loads(files["fay"]["led.json"])
    assert [one["data"]["title"] for one in led["plans"]] == ["An afternoon"]
    assert [one["minutes"] for one in led["workshops"]] == [20]
    assert "led on" in files["fay"]["index.html"]
