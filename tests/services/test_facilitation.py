"""Who is asked to watch how a workshop is led, and what the one who was assessed reads and answers."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from roleplay.errors import Conflict, NotAllowed, NotFound, RefusedEvent, Unavailable
from roleplay.identity import ANONYMOUS, Actor, Role
from roleplay.server.sealing import Texts
from roleplay.services.attended import Attended, Part
from roleplay.services.authority import Owner
from roleplay.services.facilitation import Facilitation
from roleplay.services.keys import sealer_of
from roleplay.services.locksmith import begin
from roleplay.services.privacy import Privacy
from roleplay.services.shadowing import Shadowed, shadowed, to_watch
from roleplay.services.watching import Handing, Watching
from roleplay.store import OwnerKind, TextRow
from roleplay.store.watch_rows import WatchKind
from tests.services.test_custody import Kernel
from tests.services.watched import Watched, shelve_for_facilitators


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    """A workshop of the blue cohort."""
    return Watched(tmp_path)


# --- asking ---


def test_who_leads_asks_people_of_the_cohort(watched: Watched) -> None:
    """Anybody there can watch to learn, evaluators and supervisors can assess; nobody who leads is on the lists."""
    found = watched.facilitation.asking(watched.fay, watched.id)
    assert [one.id for one in found.leads] == ["fay"]
    assert [one.id for one in found.shadows] == ["eva", "eve", "gil", "kim", "sue"]
    assert [one.id for one in found.assessors] == ["eva", "eve", "sue"]
    shadow, assess = watched.shadow(), watched.assess()
    asked = watched.facilitation.asking(watched.fay, watched.id).asked
    assert [(one.id, one.kind, one.observer, one.facilitator) for one in asked] == [
        (shadow, WatchKind.SHADOWING, "kim", ""),
        (assess, WatchKind.ASSESSMENT, "eve", "fay"),
    ]
    assert len(asked[1].rubrics) == 2
    assert asked[0].rubrics == ()
    assert watched.house.deeds("eve")[-1] == "watch-asked"


def test_a_supervisor_of_the_cohort_assigns_and_nobody_else_asks(watched: Watched) -> None:
    """A facilitator who does not lead it asks nobody, nor does an evaluator, a trainee, or somebody of elsewhere."""
    watch = watched.facilitation.ask(watched.actor("sue"), watched.id, "eva", "fay")
    assert (watch.observer, watch.asked_by) == ("eva", "sue")
    assert [row.id for row in watched.facilitation.to_ask(watched.actor("sue"))] == [watched.id]
    for name in ("gil", "eve", "kim", "rob"):
        assert not watched.facilitation.may_ask(watched.actor(name), watched.id)
        assert watched.facilitation.to_ask(watched.actor(name)) == ()
        with pytest.raises(NotAllowed):
            watched.facilitation.ask(watched.actor(name), watched.id, "kim")
    with pytest.raises(NotAllowed):
        watched.facilitation.asking(watched.fay, "no-such-workshop")
    with pytest.raises(NotAllowed):
        watched.facilitation.asking(ANONYMOUS, watched.id)


def test_workshops_to_be_watched_are_those_that_one_leads_and_that_go_on(watched: Watched) -> None:
    """However one came to lead it; not after it is over."""
    watched.house.wait(minutes=1)
    later = watched.convening.open(watched.fay, watched.plan)
    assert [row.id for row in watched.facilitation.to_ask(watched.fay)][:2] == [later, watched.id]
    assert watched.facilitation.to_ask(watched.gil) == ()
    watched.convening.hand_over(watched.fay, watched.id, ("gil",))
    assert [row.id for row in watched.facilitation.to_ask(watched.gil)] == [watched.id]
    assert watched.id not in [row.id for row in watched.facilitation.to_ask(watched.fay)]
    watched.convening.close(watched.gil, watched.id, watched.seq)
    assert watched.facilitation.to_ask(watched.gil) == ()


CANNOT = (
    ("fay", "fay"), ("gil", "fay"), ("kim", "fay"), ("rob", "fay"), ("rob", ""), ("fay", ""), ("ann", ""),
    ("eve", "gil"), ("eve", "kim"), ("eve", "nobody"), ("nobody", ""), ("", "fay"),
)  # fmt: skip


def test_nobody_is_asked_who_cannot(watched: Watched) -> None:
    """Not the one who leads, not somebody without that part in the cohort; and only who leads is assessed."""
    for observer, facilitator in CANNOT:
        with pytest.raises(RefusedEvent):
            watched.facilitation.ask(watched.fay, watched.id, observer, facilitator)
    assert watched.store.watches_in(watched.id) == ()


def test_nobody_is_asked_twice(watched: Watched) -> None:
    """Two who press at once ask once."""
    watched.shadow()
    with pytest.raises(Conflict):
        watched.shadow()


def test_who_has_led_cannot_assess_even_if_it_was_handed_over_later(watched: Watched) -> None:
    """Somebody who was asked before that cannot go on; and those who led before are not on the list."""
    assess = watched.assess()
    watched.watching.arrive(watched.actor("eve"), assess)
    watched.convening.hand_over(watched.fay, watched.id, ("eve", "gil"))
    with pytest.raises(NotAllowed):
        watched.watching.sheet(watched.actor("eve"), assess)
    found = watched.facilitation.asking(watched.gil, watched.id)
    assert [one.id for one in found.assessors] == ["eva", "sue"]


def test_an_assessor_who_loses_the_part_loses_the_sheet(watched: Watched) -> None:
    """It is asked again at every command."""
    assess = watched.assess()
    watched.store.leave_cohort("blue", "eve", Role.EVALUATOR)
    with pytest.raises(NotAllowed):
        watched.watching.tick(watched.actor("eve"), assess, [])


def test_of_a_workshop_without_a_cohort_the_facilitators_own_cohorts_count(watched: Watched) -> None:
    """Nobody is assigned to it but by who leads it."""
    watched.id = watched.convening.open(watched.fay, watched.plan)
    assert not watched.facilitation.may_ask(watched.actor("sue"), watched.id)
    assess = watched.assess()
    assert watched.watching.sheet(watched.actor("eve"), assess).watch.id == assess


def test_a_library_without_rubrics_for_facilitators_says_so(watched: Watched) -> None:
    """To watch and learn takes none."""
    watched.store.shelve([one for one in watched.store.shelf().entries if one.kind != "facilitation"], (), "none")
    with pytest.raises(RefusedEvent, match="no rubrics for facilitators"):
        watched.assess()
    watched.shadow()
    shelve_for_facilitators(watched.store)
    watched.assess()


def test_it_can_be_called_off_by_both_sides_until_it_was_handed_in(watched: Watched) -> None:
    """By the observer, by who leads, by the supervisor; by nobody else, and not afterwards."""
    for name in ("kim", "fay", "sue"):
        watched.facilitation.call_off(watched.actor(name), watched.shadow())
    shadow = watched.shadow()
    for actor in (watched.actor("eve"), watched.gil, ANONYMOUS):
        with pytest.raises(NotAllowed):
            watched.facilitation.call_off(actor, shadow)
    with pytest.raises(NotAllowed):
        watched.facilitation.call_off(watched.fay, "no-such-watch")
    assess = watched.assess()
    watched.tick(assess, "agrees")
    watched.watching.hand_in(watched.actor("eve"), assess, Handing())
    with pytest.raises(Conflict):
        watched.facilitation.call_off(watched.fay, assess)


# --- reading ---


def handed_in(watched: Watched) -> str:
    """Eve has assessed Fay."""
    watched.to("welcome")
    assess = watched.assess()
    watched.tick(assess, "agrees", "presses")
    watched.watching.hand_in(watched.actor("eve"), assess, Handing(note="You waited. They came."))
    return assess


def test_the_result_is_read_by_the_two_whom_it_is_about_and_only_after_it_was_handed_in(watched: Watched) -> None:
    """Not by the supervisor, the other facilitator, or whoever has it asked for."""
    first = watched.assess("eva")
    for name in ("fay", "eva"):
        with pytest.raises(NotAllowed):
            watched.facilitation.result(watched.actor(name), first)
    assert watched.facilitation.watches(watched.fay) == ()
    assess = handed_in(watched)
    for name in ("fay", "eve"):
        found = watched.facilitation.result(watched.actor(name), assess)
        assert found.levels == {"care": 1, "opening": 3}
        note, reply = watched.facilitation.words(found)
        assert note is not None
        assert (note.body, reply) == ("You waited. They came.", None)
        assert [one.id for one in watched.facilitation.watches(watched.actor(name))] == [assess]
    for name in ("gil", "sue", "eva", "kim", "ann", "rob"):
        with pytest.raises(NotAllowed):
            watched.facilitation.result(watched.actor(name), assess)
    with pytest.raises(NotAllowed):
        watched.facilitation.result(ANONYMOUS, assess)


def test_the_one_who_was_assessed_answers_once(watched: Watched) -> None:
    """Nobody else does, and an empty answer is none."""
    assess = handed_in(watched)
    with pytest.raises(RefusedEvent):
        watched.facilitation.answer(watched.fay, assess, "  ")
    watched.facilitation.answer(watched.fay, assess, "I pushed. I know.")
    with pytest.raises(Conflict):
        watched.facilitation.answer(watched.fay, assess, "And another thing.")
    for name in ("eve", "gil"):
        with pytest.raises(NotAllowed):
            watched.facilitation.answer(watched.actor(name), assess, "Well.")
    reply = watched.facilitation.words(watched.facilitation.result(watched.actor("eve"), assess))[1]
    assert reply is not None
    assert (reply.body, reply.owner_id) == ("I pushed. I know.", "fay")


def test_what_was_watched_to_learn_stands_in_the_practice_log(watched: Watched) -> None:
    """Once it was logged, with the minutes; an assessment does not."""
    watched.to("welcome")
    shadow = watched.shadow()
    watched.watching.arrive(watched.actor("kim"), shadow)
    began = watched.house.time
    assert shadowed(watched.store, "kim") == ()
    assert to_watch(watched.store, "kim") == 1
    watched.house.wait(minutes=40)
    watched.watching.hand_in(watched.actor("kim"), shadow, Handing())
    handed_in(watched)
    assert shadowed(watched.store, "kim") == (Shadowed(watched.id, "An afternoon", began, 40),)
    (hours,) = Attended(watched.store).own(watched.actor("kim"))
    assert (hours.workshop_id, hours.part, hours.minutes) == (watched.id, Part.OBSERVED, 40)
    assert [to_watch(watched.store, name) for name in ("kim", "eve", "fay")] == [0, 0, 0]
    assert shadowed(watched.store, "eve") == shadowed(watched.store, "fay") == ()


def test_a_watch_of_somebody_who_was_erased_has_no_name(watched: Watched) -> None:
    """And reads on."""
    assess = handed_in(watched)
    watched.store.erase_person("eve", watched.house.now(), keep_logs=False)
    found = watched.facilitation.result(watched.fay, assess)
    assert watched.facilitation.name(found.observer) == ""
    assert watched.facilitation.name("fay") == "Fay"


def test_asking_reads_nothing_of_a_workshop_that_is_not_there(watched: Watched) -> None:
    """Whatever id a browser makes up."""
    for made_up in ("", "x" * 99, "../etc"):
        assert not watched.facilitation.may_ask(watched.fay, made_up)
    with pytest.raises(RefusedEvent):
        watched.facilitation.may_ask(watched.fay, None)  # type: ignore[arg-type]
    assert not watched.facilitation.may_ask(replace(watched.fay, roles=frozenset()), watched.id)
    with pytest.raises(NotFound):
        watched.halls.hall("made-up")
    assert watched.facilitation.watches(Actor("nobody")) == ()


# --- what is kept ---


def test_what_is_kept_of_it_can_be_taken_along(watched: Watched, tmp_path: Path) -> None:
    """By the one who watched and by the one who was watched, without the other's name or words."""
    watched.to("welcome")
    shadow = watched.shadow()
    watched.watching.arrive(watched.actor("kim"), shadow)
    watched.house.wait(minutes=40)
    watched.watching.hand_in(watched.actor("kim"), shadow, Handing(note="She let them talk."))
    assess = watched.assess()
    watched.tick(assess, "agrees", "presses")
    watched.watching.hand_in(watched.actor("eve"), assess, Handing(note="You waited."))
    watched.facilitation.answer(watched.fay, assess, "I know.")
    taken = {name: along(watched, tmp_path, name) for name in ("kim", "eve", "fay")}
    assert [(one["minutes"], one["note"]) for one in taken["kim"][0]["watched"]] == [(40, "She let them talk.")]
    (mine,) = taken["eve"][0]["watched"]
    assert ([one["behaviour"] for one in mine["ticks"]], mine["note"], mine["reply"]) == (
        ["agrees", "presses"],
        None,
        None,
    )
    (about,) = taken["fay"][0]["about_me"]
    assert (about["levels"], about["note"], about["reply"]) == ({"care": 1, "opening": 3}, "You waited.", "I know.")
    assert '"eve"' not in json.dumps(about)
    assert "She let them talk." in taken["kim"][1]
    assert "opening: 3" in taken["fay"][1]


def along(watched: Watched, folder: Path, name: str) -> tuple[dict[str, Any], str]:
    """What somebody takes along of it, and the page that they read."""
    privacy = Privacy(watched.store, watched.halls.bookshelf, folder, watched.house.now)
    with zipfile.ZipFile(io.BytesIO(privacy.export(watched.actor(name)))) as archive:
        return json.loads(archive.read("watches.json")), archive.read("index.html").decode()


# --- sealed ---


def test_words_about_leading_are_sealed_with_the_key_of_who_led_and_opened_to_the_two(
    watched: Watched, tmp_path: Path
) -> None:
    """Nobody else's kernel gets them, whatever ids it asks for; and nobody writes to them who was not asked to."""
    begin(watched.store, tmp_path)
    texts = Texts(watched.store, sealer_of(watched.store, tmp_path), lambda _: None)
    kernels = {}
    for name in ("fay", "eve", "eva", "gil", "sue", "kim"):
        roles = watched.actor(name).roles
        watched.store.bind_kernel(f"of-{name}", name, roles, "/workshops", watched.house.time)
        kernels[name] = Kernel(texts, f"of-{name}")
    watched.to("welcome")
    assess = watched.assess()
    for name in ("eva", "sue", "gil"):
        row = TextRow("mine", OwnerKind.PERSON, "fay", None, "facilitation", "You!", watched.house.now())
        with pytest.raises(Unavailable):
            kernels[name].seal(Owner(OwnerKind.PERSON, "fay"), [row])
    watching = Watching(watched.halls, watched._new_id, sealer=kernels["eve"])
    watching.hand_in(watched.actor("eve"), assess, Handing(note="You waited."))
    Facilitation(watched.halls, watched._new_id, sealer=kernels["fay"]).answer(watched.fay, assess, "I know.")
    found = watched.store.watch(assess)
    assert found is not None
    rows = watched.store.personal_texts(filter(None, (found.note, found.reply))).values()
    assert all(one.sealed and one.owner_id == "fay" for one in rows)
    opened = {name: [one.body for one in kernel.open(rows)] for name, kernel in kernels.items()}
    assert sorted(map(str, opened.pop("fay"))) == sorted(map(str, opened.pop("eve"))) == ["I know.", "You waited."]
    assert set(map(tuple, opened.values())) == {(None, None)}
    with pytest.raises(Unavailable):  # it was handed in
        kernels["eve"].seal(Owner(OwnerKind.PERSON, "fay"), [replace(next(iter(rows)), id="more", sealed=False)])
