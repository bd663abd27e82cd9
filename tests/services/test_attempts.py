"""Playing: what is recorded, what is refused, and that nothing acknowledged is lost."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from roleplay.engine import Phase
from roleplay.errors import Conflict, NotAllowed, NotFound, RefusedEvent
from roleplay.identity import ANONYMOUS, Actor, ActorKind, Role
from roleplay.model.canonical import canonical
from roleplay.model.event import Branch, Chose, Compared, Ended, Expected, Recorded, Reflected, Started, Wrote
from roleplay.model.site import Site, YesNo
from roleplay.services.attempts import Playing, time_spent
from roleplay.services.shelf import Bookshelf
from roleplay.store import Feedback, Options, OwnerKind, Status
from tests.kept import HASH, MORNING, recorded, shelve
from tests.small import RUBRICS, small

WARM = ("opening/reflect", "asking/ask", "writing/")
LEE = Actor("lee", roles=frozenset({Role.TRAINEE}))


def kinds(playing: Playing) -> list[str]:
    """The kinds of the events, in order."""
    return [one.event.kind for one in playing.events]


def step(playing: Playing) -> int:
    """The number of the next event."""
    return len(playing.events)


# --- beginning ---


def test_a_start_pins_all_that_is_needed_to_replay(table: Any) -> None:
    """The first event holds the hashes of scenario and rubrics, the site's policies and words, the seed and the mode."""
    table.store.keep_site(canonical(Site(mandated_reporter=YesNo.YES, supervisor_title="coach")))
    playing = table.start()
    first = playing.events[0].event
    assert isinstance(first, Started)
    assert first.scenario == HASH == playing.attempt.scenario_hash
    assert set(Bookshelf(table.store).rubrics(first.rubrics)) == set(RUBRICS)
    assert (first.site["mandated_reporter"], first.site["supervisor_title"]) == ("yes", "coach")
    assert (first.seed, first.mode, first.branched_from) == (1, "practice", None)
    assert playing.state.phase is Phase.ANTICIPATE
    assert (playing.attempt.owner_kind, playing.attempt.owner_id) == (OwnerKind.PERSON, "kim")
    assert playing.attempt.status is Status.OPEN


def test_earlier_attempts_at_the_same_scenario_are_counted(table: Any) -> None:
    """Exposure is the number of one's own attempts at it before, whatever became of them; others' do not count."""
    shelve(table.store, small(), small(id="disclosure/other"))
    table.attempts.start(LEE, "disclosure/small", "practice")
    table.attempts.start(table.actor, "disclosure/other", "practice")
    first = table.start()
    table.attempts.leave(table.actor, first, 1)
    assert [first.attempt.exposure, table.start().attempt.exposure] == [0, 1]


def test_a_scenario_is_played_only_in_a_mode_that_it_is_for(table: Any) -> None:
    """Practice is no assessment, and the other way round."""
    shelve(table.store, small(use="practice"), small(id="disclosure/exam", use="assessment"))
    with pytest.raises(NotAllowed, match="for practice only"):
        table.start("assessment")
    with pytest.raises(NotAllowed, match="for assessment only"):
        table.attempts.start(table.actor, "disclosure/exam", "practice")
    assert table.attempts.history(table.actor) == ()


def test_a_scenario_that_is_not_on_the_shelf_cannot_be_started(table: Any) -> None:
    """The nearest one is suggested."""
    with pytest.raises(NotFound, match='Did you mean "disclosure/small"'):
        table.attempts.start(table.actor, "disclosure/smal", "practice")


def test_in_an_assessment_feedback_waits_for_the_end(table: Any) -> None:
    """Whatever was wished for; in practice the wish counts."""
    wish = Options(Feedback.EACH, say_first=True)
    assert table.start("assessment", wish).attempt.options == Options(Feedback.END, say_first=True)
    assert table.start("practice", wish).attempt.options == wish
    assert table.start("practice").attempt.options == Options()


# --- going on ---


def test_a_whole_attempt_is_a_log_of_what_happened(table: Any, sit_down: Callable[[], Any]) -> None:
    """From expectation to reflection every step is in the log, in order, and another process finds it all."""
    playing = table.start()
    playing = table.attempts.expect(table.actor, playing, 1, "  It will rain. ")
    playing = table.attempts.say_first(table.actor, playing, 2, "opening", "You look tired.")
    playing = table.attempts.choose(table.actor, playing, 3, "opening", "reflect")
    playing = table.attempts.choose(table.actor, playing, 4, "asking", "ask")
    playing = table.attempts.write(table.actor, playing, 5, "writing", "Dear Dana, ...")
    playing = table.attempts.compare(table.actor, playing, 6, "writing", ["reflects"])
    playing = table.attempts.reflect(table.actor, playing, 7, ["The rain."])
    assert kinds(playing) == [
        "started",
        "expected",
        "wrote",
        "chose",
        "chose",
        "wrote",
        "compared",
        "reflected",
        "ended",
    ]
    assert [one.seq for one in playing.events] == list(range(9))
    assert {one.actor for one in playing.events} == {"kim"}
    assert playing.attempt.status is Status.FINISHED
    assert playing.attempt.ended_at == playing.events[-1].at
    assert {row.purpose: row.body for row in playing.texts.values()} == {
        "expectation": "It will rain.",
        "say-first": "You look tired.",
        "reply": "Dear Dana, ...",
        "reflection": "The rain.",
    }
    found = sit_down().attempts.resume(table.actor, playing.attempt.id)
    assert (found.attempt, found.events, found.state, dict(found.texts)) == (
        playing.attempt,
        playing.events,
        playing.state,
        dict(playing.texts),
    )


def test_the_log_holds_no_personal_text(table: Any) -> None:
    """Events refer to texts; the words themselves stand apart and belong to their writer, visible to nobody else."""
    playing = table.start()
    playing = table.attempts.expect(table.actor, playing, 1, "My own fear.")
    assert "My own fear." not in repr(playing.events)
    (row,) = table.store.texts(playing.attempt.id).values()
    assert (row.body, row.owner_kind, row.owner_id, row.visibility) == ("My own fear.", "person", "kim", "private")


def test_what_was_skipped_leaves_no_text(table: Any) -> None:
    """Nothing, and nothing but spaces, is a step without a reference."""
    playing = table.play(table.start(), "opening/reflect", "asking/ask")
    playing = table.attempts.write(table.actor, playing, step(playing), "writing", " \n ")
    playing = table.attempts.reflect(table.actor, playing, step(playing), [None])
    assert playing.events[-3].event == Wrote("writing", None)
    assert playing.events[-2].event == Reflected((None,))
    assert table.store.texts(playing.attempt.id) == {}


def test_an_erased_text_leaves_an_attempt_that_still_replays(table: Any) -> None:
    """The words are gone; where the attempt stands is the same."""
    playing = table.start()
    playing = table.attempts.expect(table.actor, playing, 1, "My own fear.")
    (ref,) = playing.texts
    table.store.erase_text(ref)
    again = table.attempts.resume(table.actor, playing.attempt.id)
    assert again.state == playing.state
    assert again.texts[ref].body is None


def test_a_double_click_counts_once(table: Any) -> None:
    """The second of two equal commands is refused, and the log has one choice."""
    playing = table.attempts.expect(table.actor, table.start(), 1, None)
    table.attempts.choose(table.actor, playing, 2, "opening", "reflect")
    with pytest.raises(Conflict, match="step 3, here it was 2"):
        table.attempts.choose(table.actor, playing, 2, "opening", "reflect")
    assert kinds(table.attempts.resume(table.actor, playing)) == ["started", "expected", "chose"]


def test_the_slower_of_two_tabs_is_told_and_goes_on_from_there(table: Any, sit_down: Callable[[], Any]) -> None:
    """What the quicker did stands; after looking again the slower continues."""
    slow, quick = table, sit_down()
    playing = table.start()
    quick.attempts.expect(quick.actor, playing.attempt.id, 1, None)
    with pytest.raises(Conflict):
        slow.attempts.expect(slow.actor, playing, 1, "Late.")
    assert slow.store.texts(playing.attempt.id) == {}
    playing = slow.attempts.resume(slow.actor, playing)
    assert kinds(slow.attempts.choose(slow.actor, playing, 2, "opening", "wait"))[-1] == "chose"


def test_a_stale_page_cannot_act_on_what_it_does_not_show(table: Any) -> None:
    """A command with the number of a later step is refused as well."""
    with pytest.raises(Conflict):
        table.attempts.expect(table.actor, table.start(), 2, None)


@pytest.mark.parametrize(
    ("node", "choice", "said"),
    [
        ("opening", "nonsense", "not open"),
        ("opening", "reflec", 'Did you mean "reflect"'),
        ("asking", "ask", 'at "opening"'),
        ("nowhere", "ask", 'at "opening"'),
    ],
)
def test_a_choice_that_is_not_offered_is_refused(table: Any, node: str, choice: str, said: str) -> None:
    """Unknown, out of turn, elsewhere: nothing is added to the log."""
    playing = table.play(table.start())
    with pytest.raises(RefusedEvent, match=said):
        table.attempts.choose(table.actor, playing, 2, node, choice)
    assert step(table.attempts.resume(table.actor, playing)) == 2


def test_a_closed_or_hidden_choice_is_refused(table: Any) -> None:
    """A disabled button can be pressed by somebody who writes to the server directly; it does nothing."""
    playing = table.play(table.start(), "opening/talk")
    for closed in ("ask", "brief"):
        with pytest.raises(RefusedEvent, match="not open"):
            table.attempts.choose(table.actor, playing, 3, "asking", closed)
    assert step(table.attempts.choose(table.actor, playing, 3, "asking", "sorry")) == 4


def test_a_conversation_does_not_begin_before_its_brief_was_read(table: Any) -> None:
    """A choice in the anticipate phase is refused, and so is expecting twice."""
    playing = table.start()
    with pytest.raises(RefusedEvent):
        table.attempts.choose(table.actor, playing, 1, "opening", "reflect")
    playing = table.play(playing)
    with pytest.raises(RefusedEvent):
        table.attempts.expect(table.actor, playing, 2, None)


def test_something_is_said_first_once_for_each_decision(table: Any) -> None:
    """A second time is refused, the next decision has its own, and a written reply has none."""
    playing = table.play(table.start())
    playing = table.attempts.say_first(table.actor, playing, 2, "opening", "Hm.")
    with pytest.raises(RefusedEvent, match="already"):
        table.attempts.say_first(table.actor, playing, 3, "opening", "Hm again.")
    playing = table.attempts.choose(table.actor, playing, 3, "opening", "reflect")
    playing = table.attempts.say_first(table.actor, playing, 4, "asking", "And you?")
    playing = table.attempts.choose(table.actor, playing, 5, "asking", "ask")
    with pytest.raises(RefusedEvent):
        table.attempts.say_first(table.actor, playing, 6, "writing", "Dear Dana")


def test_a_reply_may_be_as_long_as_the_scenario_says(table: Any) -> None:
    """The last word that fits is kept; one more is refused kindly, and nothing is lost."""
    playing = table.play(table.start(), "opening/reflect", "asking/ask")
    with pytest.raises(RefusedEvent, match="has 121 words; 120 are enough"):
        table.attempts.write(table.actor, playing, 4, "writing", "word " * 121)
    assert table.store.texts(playing.attempt.id) == {}
    assert step(table.attempts.write(table.actor, playing, 4, "writing", "word\n" * 120)) == 5


def test_a_reply_is_compared_once_with_what_it_could_show(table: Any) -> None:
    """Only behaviours that the scenario looks for there, and only after something was written."""
    playing = table.play(table.start(), "opening/reflect", "asking/ask")
    with pytest.raises(RefusedEvent, match="no reply"):
        table.attempts.compare(table.actor, playing, 4, "writing", [])
    playing = table.attempts.write(table.actor, playing, 4, "writing", None)
    with pytest.raises(RefusedEvent, match='"waits" does not belong here'):
        table.attempts.compare(table.actor, playing, 5, "writing", ["waits"])
    with pytest.raises(RefusedEvent, match='"opening" asks for no written reply'):
        table.attempts.compare(table.actor, playing, 5, "opening", ["reflects"])
    playing = table.attempts.compare(table.actor, playing, 5, "writing", ["reflects"])
    assert playing.events[-1].event == Compared("writing", ("reflects",))
    with pytest.raises(RefusedEvent, match="already"):
        table.attempts.compare(table.actor, playing, 6, "writing", [])


def test_in_an_assessment_replies_are_compared_after_the_end(table: Any) -> None:
    """Before, the model answer would help with what is still to come."""
    shelved = small()
    nodes = {
        **{node.id: node.model_dump(by_alias=True, exclude_defaults=True) for node in shelved.nodes},
        "again": {"reply": {"prompt": "P.", "model_answer": "M.", "why": "W.", "looks_for": ["waits"]}},
    }
    order = ["opening", "middle", "asking", "writing", "again", "warm-end", "cold-end", "stepped-out"]
    for node in nodes.values():
        node.pop("id", None)
        node["choices"] = {c.pop("id"): c for c in node.get("choices", ())}
    shelve(table.store, small(nodes={name: nodes[name] for name in order}))
    playing = table.play(table.start("assessment"), "opening/reflect", "asking/ask", "writing/")
    with pytest.raises(RefusedEvent, match="after the end"):
        table.attempts.compare(table.actor, playing, 5, "writing", [])
    playing = table.attempts.write(table.actor, playing, 5, "again", None)
    playing = table.attempts.compare(table.actor, playing, 6, "writing", [])
    playing = table.attempts.finish(table.actor, playing, 7)
    playing = table.attempts.compare(table.actor, playing, 8, "again", ["waits"])
    assert playing.attempt.status is Status.FINISHED


# --- ending ---


def test_an_attempt_can_be_finished_without_reflecting(table: Any) -> None:
    """But not before the conversation has reached its end."""
    playing = table.play(table.start(), *WARM[:-1])
    with pytest.raises(RefusedEvent):
        table.attempts.finish(table.actor, playing, 4)
    playing = table.attempts.write(table.actor, playing, 4, "writing", None)
    playing = table.attempts.finish(table.actor, playing, 5)
    assert (playing.attempt.status, playing.state.phase) == (Status.FINISHED, Phase.CLOSED)


def test_no_more_is_reflected_on_than_was_asked(table: Any) -> None:
    """Fewer answers are fine, more are refused, and a finished attempt takes none."""
    playing = table.play(table.start(), *WARM)
    with pytest.raises(RefusedEvent, match="1 questions"):
        table.attempts.reflect(table.actor, playing, 5, ["a", "b"])
    playing = table.attempts.reflect(table.actor, playing, 5, [])
    with pytest.raises(RefusedEvent):
        table.attempts.reflect(table.actor, playing, step(playing), ["late"])


@pytest.mark.parametrize("steps", [(), ("opening/reflect",)])
def test_one_can_leave_at_any_time(table: Any, steps: tuple[str, ...]) -> None:
    """Even before the conversation has begun; then nothing more can be done with the attempt."""
    playing = table.start()
    playing = table.play(playing, *steps) if steps else playing
    playing = table.attempts.leave(table.actor, playing, step(playing))
    assert (playing.attempt.status, playing.events[-1].event) == (Status.LEFT, Ended(left=True))
    with pytest.raises(RefusedEvent):
        table.attempts.leave(table.actor, playing, step(playing))
    with pytest.raises(RefusedEvent):
        table.attempts.choose(table.actor, playing, step(playing), "asking", "ask")


def test_leaving_after_the_end_is_finishing(table: Any) -> None:
    """Whoever does not want to reflect has still played to the end."""
    playing = table.play(table.start(), *WARM)
    assert table.attempts.leave(table.actor, playing, 5).attempt.status is Status.FINISHED


# --- trying again ---


def test_a_branch_takes_over_the_beginning_and_replays_by_itself(table: Any) -> None:
    """It has the seed, version and site of the old attempt, its first turns, and says where it comes from."""
    old = table.play(table.start(), *WARM)
    old = table.attempts.reflect(table.actor, old, 5, ["Done."])
    shelve(table.store, small(title="Edited since"))
    table.store.keep_site(canonical(Site(supervisor_title="coach")))
    new = table.attempts.branch(table.actor, old.attempt.id, 1)
    first, old_first = new.events[0].event, old.events[0].event
    assert isinstance(first, Started)
    assert isinstance(old_first, Started)
    assert first.branched_from == new.attempt.branched_from == Branch(old.attempt.id, 1)
    assert (first.seed, first.scenario, first.site) == (old_first.seed, HASH, old_first.site)
    assert [one.event for one in new.events[1:]] == [Expected(), Chose("opening", "reflect")]
    assert (new.state.node, new.state.values) == ("asking", old.state.trail[3].values)
    assert new.game.replay(one.event for one in table.store.events(new.attempt.id)) == new.state
    assert new.attempt.exposure == 1
    assert kinds(table.attempts.resume(table.actor, old)) == kinds(old)
    assert table.attempts.choose(table.actor, new, 3, "asking", "sorry").state.node == "writing"


def test_what_was_written_before_a_branch_is_shown_and_not_copied(table: Any) -> None:
    """The texts stay rows of the attempt that they were written in, through a branch of a branch; erasing one erases it."""
    old = table.attempts.expect(table.actor, table.start(), 1, "My fear.")
    old = table.attempts.say_first(table.actor, old, 2, "opening", "You look tired.")
    old = table.attempts.choose(table.actor, old, 3, "opening", "reflect")
    old = table.attempts.say_first(table.actor, old, 4, "asking", "Not taken over.")
    old = table.attempts.choose(table.actor, old, 5, "asking", "ask")
    new = table.attempts.branch(table.actor, old.attempt.id, 1)
    new = table.attempts.choose(table.actor, new, step(new), "asking", "sorry")
    newer = table.attempts.branch(table.actor, new.attempt.id, 1)
    assert kinds(newer) == ["started", "expected", "wrote", "chose"]
    shown = [
        newer.texts[one.event.ref].body
        for one in newer.events
        if isinstance(one.event, (Expected, Wrote)) and one.event.ref
    ]
    assert shown == ["My fear.", "You look tired."]
    assert table.store.texts(newer.attempt.id) == table.store.texts(new.attempt.id) == {}
    (ref,) = [row.id for row in newer.texts.values() if row.body == "My fear."]
    table.store.erase_text(ref)
    assert table.attempts.resume(table.actor, newer).texts[ref].body is None


def test_a_branch_begins_at_a_decision_of_the_attempt(table: Any) -> None:
    """From the first to the last of them; beyond there is nothing."""
    old = table.play(table.start(), *WARM)
    assert [table.attempts.branch(table.actor, old.attempt.id, turns).state.node for turns in (0, 1, 2)] == [
        "opening",
        "asking",
        "writing",
    ]
    for turns in (3, 99):
        with pytest.raises(RefusedEvent, match="no decision"):
            table.attempts.branch(table.actor, old.attempt.id, turns)


def test_time_before_a_branch_is_not_counted_again(table: Any) -> None:
    """What was taken over happened at the moment of the branch."""
    old = table.play(table.start(), *WARM)
    assert time_spent(table.attempts.branch(table.actor, old.attempt.id, 2).events) == timedelta()


def test_an_assessment_cannot_be_tried_again_from_the_middle(table: Any) -> None:
    """There is no going back in it, running or ended."""
    old = table.play(table.start("assessment"), *WARM)
    with pytest.raises(NotAllowed, match="from the middle"):
        table.attempts.branch(table.actor, old.attempt.id, 1)
    assert len(table.attempts.history(table.actor)) == 1


# --- whose it is ---


def test_an_attempt_of_somebody_else_is_as_good_as_none(table: Any) -> None:
    """Every way to it is refused with the words that are used for an attempt that does not exist."""
    playing = table.play(table.start(), "opening/reflect")
    name, a = playing.attempt.id, table.attempts
    ways: list[Callable[[str], Any]] = [
        lambda attempt: a.resume(LEE, attempt),
        lambda attempt: a.expect(LEE, attempt, 3, None),
        lambda attempt: a.say_first(LEE, attempt, 3, "asking", "Hm."),
        lambda attempt: a.choose(LEE, attempt, 3, "asking", "ask"),
        lambda attempt: a.write(LEE, attempt, 3, "writing", "Hm."),
        lambda attempt: a.compare(LEE, attempt, 3, "writing", []),
        lambda attempt: a.reflect(LEE, attempt, 3, []),
        lambda attempt: a.finish(LEE, attempt, 3),
        lambda attempt: a.leave(LEE, attempt, 3),
        lambda attempt: a.branch(LEE, attempt, 0),
    ]
    for way in ways:
        said = []
        for attempt in (name, "no-such-attempt"):
            with pytest.raises(NotAllowed) as refused:
                way(attempt)
            said.append(str(refused.value))
        assert said[0] == said[1]
    with pytest.raises(NotAllowed):
        a.resume(LEE, playing)
    assert a.history(LEE) == ()
    assert a.resume(table.actor, name).events == playing.events


@pytest.mark.parametrize(
    "actor",
    [
        ANONYMOUS,
        Actor("kim", ActorKind.ANONYMOUS, frozenset(Role)),
        Actor("", roles=frozenset(Role)),
        Actor("kim", roles=frozenset({Role.EVALUATOR, Role.ADMINISTRATOR})),
    ],
)
def test_only_trainees_and_guests_play(table: Any, actor: Actor) -> None:
    """Nobody else starts an attempt or goes on with one, not even with one of their own."""
    playing = table.start()
    with pytest.raises(NotAllowed):
        table.attempts.start(actor, "disclosure/small", "practice")
    with pytest.raises(NotAllowed):
        table.attempts.expect(actor, playing, 1, None)


def test_a_guest_owns_what_a_guest_played(table: Any) -> None:
    """A participant with the id of a person is somebody else."""
    guest = Actor("kim", ActorKind.GUEST)
    playing = table.attempts.start(guest, "disclosure/small", "practice")
    assert playing.attempt.owner_kind is OwnerKind.PARTICIPANT
    assert table.attempts.history(table.actor) == ()
    with pytest.raises(NotAllowed):
        table.attempts.resume(table.actor, playing)


# --- looking back ---


def test_the_history_is_newest_first_and_holds_the_logs(table: Any) -> None:
    """With where each attempt stands, so that it can be scored."""
    first = table.play(table.start(), *WARM)
    second = table.start()
    history = table.attempts.history(table.actor)
    assert [one.attempt.id for one in history] == [second.attempt.id, first.attempt.id]
    assert [one.events for one in history] == [second.events, first.events]
    assert history[1].state == first.state


def test_an_attempt_replays_after_its_scenario_was_edited_or_removed(table: Any, sit_down: Callable[[], Any]) -> None:
    """It stays on its version, goes on in it, and can be looked at."""
    playing = table.play(table.start(), "opening/reflect")
    shelve(table.store, small(title="Edited", start="asking"))
    table.store.shelve([], [], "empty")
    later = sit_down()
    again = later.attempts.resume(later.actor, playing.attempt.id)
    assert (again.state, again.game.scenario.title) == (playing.state, "Small")
    assert later.attempts.choose(later.actor, again, 3, "asking", "ask").state.node == "writing"


# --- what is remembered ---


def test_what_another_process_did_is_seen_by_one_that_remembers(table: Any, sit_down: Callable[[], Any]) -> None:
    """Two processes in turn: each goes on from where the other stopped, and both see the same log and state."""
    first, second = table, sit_down()
    playing = first.play(first.start(), "opening/reflect")
    there = second.attempts.resume(second.actor, playing.attempt.id)
    there = second.attempts.choose(second.actor, there, step(there), "asking", "ask")
    here = first.attempts.resume(first.actor, playing.attempt.id)
    assert here == there == sit_down().attempts.resume(first.actor, playing.attempt.id)
    first.attempts.leave(first.actor, here, step(here))
    assert second.attempts.resume(second.actor, there).attempt.status is Status.LEFT


def test_an_erased_text_is_not_remembered(table: Any, sit_down: Callable[[], Any]) -> None:
    """What was erased elsewhere is gone at the next look, also where it was shown before."""
    playing = table.start()
    playing = table.attempts.expect(table.actor, playing, step(playing), "I am afraid.")
    (ref,) = playing.texts
    sit_down().store.erase_text(ref)
    assert table.attempts.resume(table.actor, playing).texts[ref].body is None


def test_another_log_is_read_anew(table: Any, tmp_path: Path) -> None:
    """When an older database was put in place, what is remembered of the log no longer counts."""
    playing = table.play(table.start(), "opening/reflect")
    with closing(sqlite3.connect(tmp_path / "roleplay.db")) as database, database:
        database.execute("DELETE FROM events WHERE seq > 1")
    again = table.attempts.resume(table.actor, playing)
    assert kinds(again) == ["started", "expected"]
    assert step(table.attempts.choose(table.actor, again, 2, "opening", "reflect")) == 3


def test_the_history_is_remembered_by_owner_and_never_stale(table: Any, sit_down: Callable[..., Any]) -> None:
    """Whatever others start, add or end is in it at the next look, and nothing of somebody else."""
    other, lee = sit_down(), sit_down(LEE)
    lee.start()
    one = table.play(table.start(), "opening/reflect")
    assert table.attempts.history(table.actor) == other.attempts.history(table.actor)
    two = other.start()
    other.attempts.leave(other.actor, one, step(one))
    found = table.attempts.history(table.actor)
    assert [(playing.attempt.id, playing.attempt.status) for playing in found] == [
        (two.attempt.id, Status.OPEN),
        (one.attempt.id, Status.LEFT),
    ]
    assert found == sit_down().attempts.history(table.actor)
    assert len(table.attempts.history(LEE)) == 1


def test_a_long_pause_counts_as_five_minutes() -> None:
    """Time spent is the sum of the gaps between events, each as long as five minutes at most, and never negative."""
    minutes = [0, 2, 60, 59, 61]
    events = [Recorded(n, recorded(n).event, "kim", MORNING + timedelta(minutes=m)) for n, m in enumerate(minutes)]
    assert time_spent(events) == timedelta(minutes=2 + 5 + 0 + 2)
    assert time_spent(events[:1]) == timedelta() == time_spent([])


def test_playing_needs_no_parser_of_yaml() -> None:
    """What a trainee's kernel imports to play is light: no YAML, no pandas, no migrations."""
    script = (
        "import sys; import roleplay.services.attempts, roleplay.services.shelf, roleplay.services.runtime; "
        "print([name for name in ('ruamel', 'yaml', 'pandas', 'alembic', 'typer') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
