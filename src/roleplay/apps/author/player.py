"""The preview's screen: the conversation as a trainee would live it, with everything behind it laid open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from roleplay.apps.author.conditions import condition_card
from roleplay.apps.author.paths import Place, path_of
from roleplay.apps.author.preview import Preview
from roleplay.apps.author.raw import (
    Rubrics,
    raw_levels,
    score_so_far,
    site_now,
    tick_card,
    ticks_so_far,
    values_now,
)
from roleplay.apps.cards import persona, speakers
from roleplay.apps.transcript import turn_of
from roleplay.apps.view.player import Item, LineItem
from roleplay.apps.view.preview import (
    EffectCard,
    PreviewChoice,
    PreviewNow,
    PreviewScreen,
    TickCard,
)
from roleplay.engine.compiled import CompiledChoice, Offer
from roleplay.engine.story import Moment, fill, tell
from roleplay.model.scenario import Reply


@dataclass(frozen=True, slots=True)
class Shown:
    """A preview with all that its screen needs."""

    file: str
    """Which file."""
    preview: Preview
    """As far as it has come."""
    rubrics: Rubrics
    """Those without errors."""
    words: Mapping[str, str]
    """What texts fill in here."""
    stale: bool
    """Whether the file has errors now."""


def preview_screen(shown: Shown, looked_at: str, news: list[str]) -> PreviewScreen:
    """The whole screen."""
    preview, words = shown.preview, shown.words
    scenario = preview.game.scenario
    found = score_so_far(preview, shown.rubrics)
    return {
        "name": "author-preview",
        "path": path_of(Place.PREVIEW, shown.file, preview.setup.node),
        "title": scenario.title,
        "looked_at": looked_at,
        "news": news,
        "file": shown.file,
        "file_path": path_of(Place.FILE, shown.file),
        "map_path": path_of(Place.MAP, shown.file),
        "stale": shown.stale,
        "medium": scenario.medium.value,
        "setting": fill(scenario.setting, words),
        "mentor": persona(scenario, words),
        "cast": speakers(scenario, words),
        "nodes": [node.id for node in scenario.nodes],
        "profiles": [{"name": name, "policies": dict(policies)} for name, policies in scenario.profiles.items()],
        "profile": preview.setup.profile,
        "start": preview.setup.node,
        "node": preview.state.node,
        "seq": len(preview.steps),
        "can_undo": bool(preview.steps),
        "values": values_now(preview),
        "site": site_now(preview),
        "items": _items(shown),
        "now": _now(shown),
        "ticks": ticks_so_far(preview, shown.rubrics),
        "levels": [] if found is None else raw_levels(preview, shown.rubrics, found),
        "met_standard": None if found is None else found.met_standard,
    }


def _items(shown: Shown) -> list[Item]:
    preview = shown.preview
    written = iter([step.text for step in preview.steps if step.choice is None])
    items: list[Item] = []
    for moment in tell(preview.game, preview.state, shown.words):
        turn = turn_of(moment)
        if moment.choice is not None:
            items.append({"kind": "said", "turn": turn, "text": moment.choice.text})
        if moment.reply is not None:
            items.append(_replied(shown, moment.reply, turn, next(written)))
        items += _lines(moment, turn)
        if moment.choice is not None:
            items.append({"kind": "feedback", "turn": turn, "text": moment.choice.feedback})
        if moment.ending is not None:
            end = moment.ending
            to = None if end.handed_over_to is None else fill(end.handed_over_to, shown.words)
            title, text = fill(end.title, shown.words), fill(end.text, shown.words)
            items.append({"kind": "ending", "turn": turn, "title": title, "text": text, "handed_over_to": to})
    return items


def _lines(moment: Moment, turn: int) -> list[LineItem]:
    return [
        {
            "kind": "line",
            "turn": turn,
            "who": line.who,
            "text": line.text,
            "cue": line.cue,
            "at": line.at,
            "thought": line.thought,
        }
        for line in moment.lines
    ]


def _replied(shown: Shown, reply: Reply, turn: int, text: str | None) -> Item:
    looks_for = [tick_card(shown.rubrics, behaviour) for behaviour in reply.looks_for]
    return {
        "kind": "reply",
        "turn": turn,
        "text": text,
        "comparison": {
            "model_answer": fill(reply.model_answer, shown.words),
            "why": fill(reply.why, shown.words),
            "looks_for": [{"behaviour": card["behaviour"], "text": card["text"]} for card in looks_for],
            "found": [],
        },
    }


def _now(shown: Shown) -> PreviewNow:
    preview, words = shown.preview, shown.words
    node = preview.game.nodes[preview.state.node].source
    if node.end is not None:
        reflect = [fill(question, words) for question in preview.game.scenario.reflect]
        return {"kind": "end", "peer_view": fill(node.end.peer_view, words), "reflect": reflect}
    if node.reply is not None:
        return {
            "kind": "reply",
            "prompt": fill(node.reply.prompt, words),
            "max_words": node.reply.max_words,
            "model_answer": fill(node.reply.model_answer, words),
            "why": fill(node.reply.why, words),
            "looks_for": [tick_card(shown.rubrics, behaviour) for behaviour in node.reply.looks_for],
        }
    offers = {offer.id: (place, offer) for place, offer in enumerate(preview.game.offers(preview.state), start=1)}
    choices = preview.game.nodes[preview.state.node].choices
    order = [*offers, *(choice for choice in choices if choice not in offers)]
    return {
        "kind": "choices",
        "choices": [_choice(shown, choices[choice], *offers.get(choice, (None, None))) for choice in order],
    }


def _choice(shown: Shown, choice: CompiledChoice, place: int | None, offer: Offer | None) -> PreviewChoice:
    game, values, words = shown.preview.game, shown.preview.state.values, shown.words
    source, after = choice.source, choice.apply(values)
    effects: list[EffectCard] = [
        {"name": name, "before": values[game.slots[name]], "after": after[game.slots[name]]} for name in source.effects
    ]
    conditions = []
    if source.shown_if is not None:
        conditions.append(condition_card(game, "shown_if", source.shown_if, values))
    if source.enabled_if is not None:
        conditions.append(condition_card(game, "enabled_if", source.enabled_if.when, values))
    ticks: list[TickCard] = []
    for rule in source.ticks:
        card = tick_card(shown.rubrics, rule.tick)
        if rule.only_if is not None:
            card["condition"] = condition_card(game, "if", rule.only_if, values)
        ticks.append(card)
    return {
        "id": source.id,
        "place": place,
        "text": fill(source.text, words),
        "state": "hidden" if offer is None else "open" if offer.open else "closed",
        "reason": None if offer is None or offer.reason is None else fill(offer.reason, words),
        "conditions": conditions,
        "ticks": ticks,
        "effects": effects,
        "repairs": list(source.repairs),
        "target": choice.target,
        "feedback": fill(source.feedback, words),
    }
