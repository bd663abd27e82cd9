"""The one thing to press next, out of where a workshop stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from roleplay.apps.catalogue import say
from roleplay.apps.view.hall import NextPart
from roleplay.engine.gathering import Gathering, Poll, Stage, Triads
from roleplay.model.gathering import Why
from roleplay.model.workshop import Section, Way
from roleplay.services.conducting import FEWEST_REPLIES
from roleplay.services.leading import Overview
from roleplay.services.workshops import Talk


def next_part(seen: Overview) -> NextPart | None:
    """What is to be pressed next; None after the end."""
    state = seen.hall.state
    if state.stage is Stage.CLOSED:
        return None
    if state.resting_since is not None:
        return _send("rest.end", {"do": "console_rest", "resting": False}, hint="rest.end.hint")
    if state.open_poll is not None:
        facts = {"n": seen.voted, "of": len(state.present)}
        return _send("count", {"do": "console_count"}, hint="count.hint", **facts)
    if seen.talk is not None:
        return _in_room(seen, seen.talk)
    if state.here is not None and state.here.way is Way.TRIADS:
        return _in_triads(state, state.here, state.groups)
    return _onward(state)


def following(state: Gathering) -> Section | None:
    """The section after this one; the first one in the lobby, None after the last."""
    ids = [one.id for one in state.plan.sections]
    after = 0 if state.section is None else ids.index(state.section) + 1
    return state.plan.sections[after] if after < len(ids) else None


def _in_room(seen: Overview, talk: Talk) -> NextPart:
    state = seen.hall.state
    poll = state.poll
    if poll is not None and not poll.revealed:
        return _send("reveal", {"do": "console_reveal"}, hint="reveal.hint", n=seen.voted)
    if talk.game.ending(talk.state) is not None:
        return _onward(state, hint="ended")
    if state.wanted is not None:
        command = {"do": "console_collect", "wanted": False}
        return _send("collected", command, hint="collected.hint", n=len(seen.replies), of=len(state.present))
    if talk.game.nodes[talk.state.node].source.reply is not None:
        return _at_reply(seen, poll)
    return _at_choice(talk, poll)


def _at_choice(talk: Talk, poll: Poll | None) -> NextPart:
    offers = [number for number, offer in enumerate(talk.game.offers(talk.state)) if offer.open]
    if len(offers) == 1:
        return _send("only", {"do": "console_take", "choice": offers[0], "why": Why.WHAT_IF.value})
    if poll is None or not poll.node:
        return _send("ask", {"do": "console_ask"}, hint="ask.hint")
    return _after_vote(talk, poll)


def _after_vote(talk: Talk, poll: Poll) -> NextPart:
    if len(poll.ahead) != 1:
        key = "tie" if poll.ahead else "nobody"
        return {"act": "choose", "label": _say(key), "hint": _say(f"{key}.hint"), "command": {}}
    ids = [offer.id for offer in talk.game.offers(talk.state)]
    command = {"do": "console_take", "choice": ids.index(poll.ahead[0]), "why": Why.MAJORITY.value}
    return _send("majority", command, hint="majority.hint")


def _at_reply(seen: Overview, poll: Poll | None) -> NextPart:
    if not seen.replies:
        return _send("collect", {"do": "console_collect", "wanted": True}, hint="collect.hint")
    shown = [one for one in seen.replies if not one.hidden]
    if poll is None and len(shown) >= FEWEST_REPLIES:
        return _send("ask_replies", {"do": "console_ask_replies"}, hint="ask_replies.hint", n=len(shown))
    return _send("pass", {"do": "console_pass"}, hint="pass.hint")


def _in_triads(state: Gathering, section: Section, groups: Triads | None) -> NextPart:
    if groups is None:
        return _send("form", {"do": "console_form", "here": False}, hint="form.hint")
    if groups.playing:
        return _send("end_round", {"do": "console_end_round"}, hint="end_round.hint", n=groups.round)
    if groups.round < len(groups.rounds):
        command = {"do": "console_begin_round"}
        minutes = section.round_minutes
        return _send("begin_round", command, hint="begin_round.hint", n=groups.round + 1, minutes=minutes)
    return _onward(state, hint="rounds")


def _onward(state: Gathering, hint: str = "") -> NextPart:
    after = following(state)
    about = _say(f"{hint}.hint") if hint else ""
    if after is None:
        return {"act": "end", "label": _say("end"), "hint": about, "command": {}}
    key = "begin" if state.section is None else "move"
    command = {"do": "console_move", "section": after.id}
    return {"act": "send", "label": _say(key, title=after.title), "hint": about, "command": command}


def _send(key: str, command: Mapping[str, Any], *, hint: str = "", **values: Any) -> NextPart:
    return {
        "act": "send",
        "label": _say(key, **values),
        "hint": _say(hint, **values) if hint else "",
        "command": command,
    }


def _say(key: str, **values: Any) -> str:
    return say(f"hall.console.next.{key}", **values)
