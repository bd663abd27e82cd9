"""The transcript of an attempt as items, and the turns by which a moment is found again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from roleplay.apps.catalogue import say
from roleplay.apps.desk import Desk
from roleplay.apps.readers import Readership
from roleplay.apps.view import Comparison, EndingItem, Item, LineItem, OwnWordsItem
from roleplay.engine.story import Moment, Spoken, fill, tell
from roleplay.model.event import Compared, Mode, Wrote
from roleplay.model.rubric import Rubric
from roleplay.model.scenario import Node, Reply
from roleplay.services.attempts import Playing
from roleplay.store.rows import Feedback, Status


def turn_of(moment: Moment) -> int:
    """The turn that a moment belongs to: lines after a decision belong to the next one."""
    return moment.turn if moment.choice is not None or moment.reply is not None else moment.turn + 1


def written(playing: Playing, node: str, purpose: str) -> Wrote | None:
    """What was written at a node, as an event; None when nothing was."""
    return next(
        (
            record.event
            for record in reversed(playing.events)
            if isinstance(record.event, Wrote) and record.event.node == node and record.event.purpose == purpose
        ),
        None,
    )


def body(playing: Playing, ref: str | None) -> str | None:
    """A personal text; None when it was skipped or erased."""
    row = playing.texts.get(ref) if ref is not None else None
    if row is not None and row.sealed:
        return say("text.unreadable")
    return row.body if row is not None else None


def own_words(playing: Playing, node: str) -> str | None:
    """What the trainee said first at a node, in own words."""
    event = written(playing, node, "say-first")
    return body(playing, event.ref) if event is not None else None


def comparison(desk: Desk, playing: Playing, node: str, reply: Reply) -> Comparison:
    """A model answer with its tick-list, and what the trainee found in the own reply."""
    found = next(
        (
            record.event.behaviours
            for record in reversed(playing.events)
            if isinstance(record.event, Compared) and record.event.node == node
        ),
        (),
    )
    return beside(reply, desk.rubrics(playing), desk.words(playing), found)


def beside(
    reply: Reply, rubrics: Mapping[str, Rubric], words: Mapping[str, str], found: Sequence[str] = ()
) -> Comparison:
    """A model answer with its tick-list, of which some were found."""
    texts = {b.id: b.text for rubric in rubrics.values() for b in rubric.behaviours}
    return {
        "model_answer": fill(reply.model_answer, words),
        "why": fill(reply.why, words),
        "looks_for": [{"behaviour": b, "text": texts.get(b, b)} for b in reply.looks_for],
        "found": list(found),
    }


def feedback_now(playing: Playing) -> bool:
    """Whether feedback is shown as the conversation goes: in practice, and only when the trainee likes it so."""
    return playing.attempt.mode is Mode.PRACTICE and playing.attempt.options.feedback is Feedback.EACH


def closed(playing: Playing) -> bool:
    """Whether the attempt is over, so that it may be looked at afterwards."""
    return playing.attempt.status is not Status.OPEN


def may_tell(desk: Desk, playing: Playing) -> bool:
    """Whether thoughts and roads not taken may be told: after the end, and never while an assessment can be retaken.

    It cannot once the standard was met.
    """
    return closed(playing) and (playing.attempt.mode is Mode.PRACTICE or desk.met_standard(playing))


def ending_item(words: Mapping[str, str], node: Node | None, turn: int) -> EndingItem | None:
    """An ending as an item."""
    if node is None or node.end is None:
        return None
    end = node.end
    return {
        "kind": "ending",
        "turn": turn,
        "title": fill(end.title, words),
        "text": fill(end.text, words),
        "handed_over_to": None if end.handed_over_to is None else fill(end.handed_over_to, words),
    }


def line_item(line: Spoken, turn: int, *, thoughts: bool = False) -> LineItem:
    """What somebody said as an item."""
    item: LineItem = {"kind": "line", "turn": turn, "who": line.who, "text": line.text, "cue": line.cue, "at": line.at}
    if thoughts and line.thought is not None:
        item["thought"] = line.thought
    return item


def _items(
    desk: Desk, playing: Playing, moment: Moment, *, feedback: bool, thoughts: bool, readership: Readership | None
) -> list[Item]:
    turn = turn_of(moment)
    items: list[Item] = []
    if moment.choice is not None:
        first = written(playing, moment.node, "say-first")
        if first is not None and (words := body(playing, first.ref)) is not None:
            own: OwnWordsItem = {"kind": "own-words", "turn": turn, "text": words}
            if readership is not None:
                own["readers"] = readership.readers(first.ref)
            items.append(own)
        items.append({"kind": "said", "turn": turn, "text": moment.choice.text})
    if moment.reply is not None:
        event = written(playing, moment.node, "reply")
        text = body(playing, event.ref) if event is not None else None
        if readership is not None:
            beside = comparison(desk, playing, moment.node, moment.reply)
            readers = readership.readers(event.ref if event is not None else None)
            items.append({"kind": "reply", "turn": turn, "text": text, "comparison": beside, "readers": readers})
        else:
            items.append({"kind": "reply", "turn": turn, "text": text})
    items += [line_item(line, turn, thoughts=thoughts) for line in moment.lines]
    if moment.choice is not None and feedback:
        items.append({"kind": "feedback", "turn": turn, "text": moment.choice.feedback})
    if moment.ending is not None:
        ending = ending_item(desk.words(playing), playing.game.nodes[moment.node].source, turn)
        if ending is not None:
            items.append(ending)
    return items


def conversation(desk: Desk, playing: Playing) -> list[Item]:
    """What was said by whom, as somebody else reads it: no feedback, no thoughts, nothing about who can read it."""
    moments = tell(playing.game, playing.state, desk.words(playing))
    return [
        item
        for moment in moments
        for item in _items(desk, playing, moment, feedback=False, thoughts=False, readership=None)
    ]


def transcript(desk: Desk, playing: Playing, *, until: int | None = None) -> list[Item]:
    """All items so far, or those of the moments before `until`. Items never change once shown while it is played."""
    feedback = closed(playing) or feedback_now(playing)
    thoughts = may_tell(desk, playing)
    moments = tell(playing.game, playing.state, desk.words(playing))[:until]
    readership = Readership.of(desk, playing) if closed(playing) else None
    return [
        item
        for moment in moments
        for item in _items(desk, playing, moment, feedback=feedback, thoughts=thoughts, readership=readership)
    ]
