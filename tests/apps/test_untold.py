"""What a page is told while somebody plays, in every scenario that comes with the workbook: nothing before its time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from roleplay.apps.session import rehearsal
from roleplay.apps.trainee import TraineeApp
from roleplay.model.event import Chose, Event, Mode, Wrote
from roleplay.model.scenario import Line, Node, Scenario, Use

ASKS_NOTHING_MORE = {"reflect", "finish"}


def lines_of(node: Node) -> list[Line]:
    """All that can be said there."""
    return [*node.say, *(line for choice in node.choices for line in choice.response)]


def hidden(scenario: Scenario) -> dict[str, str]:
    """Where it stands -> the longest piece of it without a name in it, or a quotation mark."""
    found = {"twist": scenario.debrief.twist}
    for node in scenario.nodes:
        thoughts = [one.thought for one in lines_of(node) if one.thought]
        found |= {f"thought {node.id}/{place}": thought for place, thought in enumerate(thoughts)}
        found |= {f"feedback {node.id}/{choice.id}": choice.feedback for choice in node.choices}
        if node.reply is not None:
            found |= {f"answer {node.id}": node.reply.model_answer, f"why {node.id}": node.reply.why}
        if node.end is not None:
            found[f"view {node.id}"] = node.end.peer_view
    pieces = {place: max(re.split(r'\{[^}]*\}|["\n]', text), key=len).strip() for place, text in found.items()}
    said = " ".join(line.text for node in scenario.nodes for line in lines_of(node))
    return {place: piece for place, piece in pieces.items() if piece not in said}


def sent(app: TraineeApp, attempt: str, chance: Random) -> Iterator[Any]:
    """What comes while somebody plays to the end of the way, whatever they choose."""
    answer = app.handle({"do": "go", "path": f"/learn/play/{attempt}"})
    while True:
        yield answer
        at: Any = answer.screen or answer.played
        now, told = at["now"], {"seq": at["seq"]}
        match now["kind"]:
            case "anticipate":
                answer = app.handle({"do": "expect", **told, "text": None})
            case "choices":
                number = chance.choice([one["id"] for one in now["choices"] if one["open"]])
                answer = app.handle({"do": "choose", **told, "node": now["node"], "choice": number})
            case "reply":
                answer = app.handle({"do": "write", **told, "node": now["node"], "text": "I would say this."})
            case "compare":
                answer = app.handle({"do": "compare", **told, "node": now["node"], "behaviours": []})
            case kind:
                assert kind in ASKS_NOTHING_MORE, kind
                return


def due(log: Sequence[Event]) -> set[str]:
    """What may be told in a practice with feedback at each step, after all this."""
    feedback = {f"feedback {one.node}/{one.choice}" for one in log if isinstance(one, Chose)}
    return feedback | {f"{what} {one.node}" for one in log if isinstance(one, Wrote) for what in ("answer", "why")}


def test_no_scenario_tells_anything_before_its_time() -> None:
    """In a practice the feedback to what was chosen, with the choice; of everything else, and in an assessment, nothing."""
    app, chance = rehearsal(), Random(5)
    desk = app.desk
    played = 0
    for summary in desk.bookshelf.scenarios():
        if summary.use is Use.STATION:
            continue
        scenario = desk.bookshelf.scenario(summary.id)[1]
        mode = Mode.ASSESSMENT if scenario.use is Use.ASSESSMENT else Mode.PRACTICE
        attempt = desk.attempts.start(desk.actor, scenario.id, mode, offered=True).attempt.id
        secret, wire, told = hidden(scenario), "", list[tuple[int, set[str]]]()
        for answer in sent(app, attempt, chance):
            at: Any = answer.screen or answer.played
            wire += json.dumps(at, ensure_ascii=False)
            told.append((at["seq"], {place for place, text in secret.items() if text in wire}))
        log = [one.event for one in desk.attempts.resume(desk.actor, attempt).events]
        for seq, places in told:
            assert places == (set() if mode is Mode.ASSESSMENT else due(log[:seq])), scenario.id
        played += 1
    assert played > 20
