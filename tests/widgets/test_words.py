from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

import roleplay
from roleplay.apps.catalogue import OWN as OWN_WORDS
from roleplay.apps.catalogue import WORDS, load, say, words_of
from roleplay.apps.view.hall_watch import Doing
from roleplay.authoring.bots import STRATEGIES
from roleplay.engine.course import Stage
from roleplay.engine.planning import Worry
from roleplay.errors import NotFound
from roleplay.model.gathering import Part
from roleplay.model.wishes import Prefers, Style
from roleplay.model.workshop import Way
from roleplay.scoring.review import State
from roleplay.services.keepsakes import OWN
from roleplay.services.pages import SCALE
from roleplay.services.returning import Missing
from roleplay.services.surveying import FIELDS, ITEMS
from roleplay.services.surveying import SCALE as SURVEY_SCALE
from roleplay.store import SittingState
from roleplay.widgets import modules

PARTS = {
    "severity": ("error", "warning"),
    "role": ("clinician", "colleague", "family", "other"),
    "medium": ("in-person", "group", "phone", "video", "video-group", "text-chat"),
    "mode": ("practice", "assessment"),
    "outcome": ("met", "not-yet", "left", "running"),
    "standard": ("met", "not-yet", "left", "running"),
    "debrief": ("met", "not-yet", "left", "running"),
    "outcome.running": ("anticipate", "enact", "reflect", "closed"),
    "intensity": ("1", "2", "3"),
    "level": ("1", "2", "3", "4"),
    "pillar": ("disclosure", "de-escalation", "referral", "everyday", "team"),
    "length": ("short", "middle", "long"),
    "readers": ("you", "shared", "reviewers", "fellows"),
    "news": ("result", "said", "opened"),
    "hand.about": ("sees", "not", "back"),
    "hand.state": ("waiting", "returned", "again"),
    "result.state": ("waiting", "returned", "again"),
    "result.met": ("met", "not-yet", "open"),
    "result.level": ("1", "2", "3", "4"),
    "result.basis": ("human", "adjudicated", "machine"),
    "result.remark": ("strength", "next-step", "comment"),
    "result.again": ("can", "asked", "looking"),
    "fellow": ("strength", "question", "thing_to_try"),
    "fellow.rules": ("saw", "own", "worry"),
    "theme": ("system", "light", "dark"),
    "feedback": ("each", "end"),
    "kind.harmful": ("serious", "critical"),
    "kind": ("harmful.serious", "harmful.critical", "basic", "advanced"),
    "assessment": ("learn-first", "open", "going", "practise-first", "retake", "met"),
    "assessment.*.begin": ("open", "retake"),
    "grounding": ("feet", "breath", "five"),
    "scale": SCALE,
    "stage": tuple(Stage),
    "module.stage": tuple(Stage),
    "library": ("desk", "reports", "author", "watching"),
    "hall.report.take": ("pdf", "csv"),
    "hall.report.who": ("led", "took"),
    "hall.report.who.head": ("name", "part", "times", "minutes", "account"),
    "hall.bar": ("home", "watching"),
    "hall.plan": ("title", "begins", "about", "summary", "kept", "keeping", "wrong", "lost"),
    "hall.plan.next": ("running", "plan"),
    "hall.plan.next.*.go": ("running", "plan"),
    "hall.plan.rule": tuple(str(number) for number in range(1, 13)),
    "hall.plan.section": ("title", "minutes", "rounds", "round_minutes", "notes", "up", "down"),
    "hall.plan.section.*.label": ("up", "down", "twice", "remove"),
    "hall.plan.section.plays": ("room", "pace", "triads"),
    "hall.plan.section.prompt": ("up", "down", "remove"),
    "hall.plan.way": tuple(Way),
    "hall.plan.worry": tuple(Worry),
    "hall.watch.card": ("asked", "there", "done"),
    "hall.watch.doing": get_args(Doing),
    "hall.watch.kind": ("basic", "advanced", "harmful"),
    "hall.watch.look": ("1", "2", "3", "4"),
    "hall.watch.state": ("asked", "there", "done"),
    "desk.anchor": ("both", "only-key", "only-own"),
    "desk.bar": ("queue", "calibration", "stations", "concerns"),
    "desk.calibration.drift": ("stricter", "key", "milder", "when", "this", "lately", "kappa"),
    "desk.calibration.evaluator": ("enough", "practice"),
    "desk.make": ("key", "not-found", "leave"),
    "desk.concern.what": ("score", "trainee", "log", "danger"),
    "desk.queue.by": ("state", "who", "due", "scenario"),
    "desk.queue.due": ("any", "overdue", "week"),
    "desk.queue.empty": ("cohorts", "cohort", "done", "filter"),
    "desk.queue.key": ("row", "open", "choose", "filter", "next", "help"),
    "desk.queue.state": ("waiting", "all", *State),
    "desk.queue.who": ("anybody", "mine", "nobody"),
    "desk.rules": ("raters", "share", "apart", "bar", "lived", "contact"),
    "desk.rules.*.hint": ("raters", "share", "apart", "bar", "lived", "contact"),
    "desk.rules.apart": ("0", "1", "2", "3"),
    "desk.rules.moves": tuple(state for state in State if state is not State.UNMARKED),
    "desk.hand-in.about": ("first", "again", "decide"),
    "desk.hand-in.do": ("first", "again", "decide"),
    "desk.hand-in.title": ("first", "again", "decide"),
    "desk.hand-in.why": ("first", "again", "decide"),
    "desk.hand-in.why.*.hint": ("again", "decide"),
    "desk.keep": ("none", "keeping", "kept", "unkept"),
    "desk.keys": ("on", "back", "tick", "competency", "find", "none", "undo", "words", "hand-in", "next", "previous"),
    "desk.kind": ("harmful", "basic", "advanced"),
    "desk.return.missing": tuple(Missing),
    "desk.sheet": ("previous", "next"),
    "desk.sitting": tuple(SittingState),
    "desk.script": ("do", "beneath", "again"),
    "desk.observe": ("waits", "over", "off"),
    "desk.observe.kind": ("harmful", "basic", "advanced"),
    "desk.observe.sure": ("1", "2", "3"),
    "stations": ("agreed", "running", "ended"),
    "desk.state": tuple(State),
    "desk.sure": ("1", "2", "3"),
    "desk.words": ("strength", "next-step", "comment", "note", "reason"),
    "desk.words.*.hint": ("strength", "next-step", "comment", "note"),
    "hall.console.key": ("g", "p", "t", "m", "w", "c", "o", "help"),
    "hall.console.part": ("mentor", "peer", "observer"),
    "hall.console.pace.quarter": ("1", "2", "3", "4"),
    "hall.console.take": ("majority", "tie", "what-if"),
    "hall.console.way": ("talk", "room", "triads", "pace"),
    "hall.screen.timer": ("runs", "last", "over", "rests"),
    "hall.screen.part": ("mentor", "peer", "observer"),
    "hall.screen.now": ("mentor", "peer", "observer"),
    "hall.screen.leaving": ("name", "body", "differ", "look"),
    "report.take": ("pdf", "csv", "parquet"),
    "author.ui.tab": ("file", "preview", "map"),
    "author.ui.shown": ("all", "errors", "warnings", "changed"),
    "author.ui.kind": ("scenario", "rubric", "unknown"),
    "author.ui.change": ("new", "changed"),
    "author.ui.changed": ("new", "changed"),
    "author.ui.state": ("closed", "hidden"),
    "author.ui.tick": ("harmful", "basic", "advanced"),
    "author.ui.tally": ("harmful", "basic", "advanced"),
    "author.ui.node": ("decision", "reply", "onward", "ending"),
    "author.ui.zoom": ("in", "out", "fit"),
    "progress.workshops": ("attended", "facilitated", "observed"),
    "seat.after.field": FIELDS,
    "seat.after.item": ITEMS,
    "seat.after.scale": ("none", *map(str, SURVEY_SCALE)),
    "seat.after.wrote": tuple(OWN),
    "seat.done": ("vote", "reply", "reason", "question", "note", "wish"),
    "seat.mate": tuple(Part),
    "seat.next": tuple(Part),
    "seat.pace.share": ("way", "name", "nothing"),
    "seat.pace.shown": ("way", "name"),
    "seat.note.label": tuple(Part),
    "seat.part": tuple(Part),
    "seat.part.*.about": tuple(Part),
    "seat.vote": ("none", "sending", "unsent", "counted"),
    "seat.wishes.parts": ("both", "mentor", "watch"),
    "seat.wishes.practised": ("0", "1", "2"),
    "seat.wishes.prefers": ("none", *Prefers),
    "seat.wishes.style": ("none", *Style),
    "seat.wishes.topic": ("play", "watch", "away"),
}
"""What a code in a key can be; with `.*` and a tail for keys in which it can be less."""


APPS = ("trainee", "author", "evaluator", "report", "facilitator", "seat")


def codes(head: str, tail: str) -> tuple[str, ...]:
    """What can stand between the two."""
    return PARTS.get(f"{head}.*{tail}", PARTS[head])


def known(key: str) -> bool:
    """Whether the catalogue can say it."""
    return key in WORDS or {f"{key}.one", f"{key}.other"} <= set(WORDS)


def test_everything_that_the_browser_says_is_in_the_catalogue() -> None:
    """Each key in the modules has words, also where a code is part of it."""
    code = "".join(map(modules.joined, APPS))
    plain = set(re.findall(r"""\bt\("([^"]+)"[,)]""", code))
    chosen = {key for pair in re.findall(r"""\bt\([\w. =!"<&]+ \? "([^"]+)" : "([^"]+)\"""", code) for key in pair}
    built = set(re.findall(r"\bt\(`([\w.-]+)\.\$\{[^}]+\}((?:\.[\w-]+)?)`", code))
    assert {"response.label", "leave.title"} <= plain
    assert {"keys.on", "keys.off", "author.ui.atom.not"} <= chosen
    assert ("medium", "") in built
    assert [key for key in sorted(plain | chosen) if not known(key)] == []
    assert [
        f"{head}.{code}{tail}"
        for head, tail in built
        for code in codes(head, tail)
        if not known(f"{head}.{code}{tail}")
    ] == []


def test_nothing_is_in_the_catalogue_that_nobody_says() -> None:
    """Each key stands in the browser's code or in Python's, whole, or as the beginning of one that a code completes."""
    folder = Path(roleplay.__file__).parent
    code = "".join(map(modules.joined, APPS))
    code += "".join(file.read_text(encoding="utf-8") for file in folder.rglob("*.py"))
    said = set(re.findall(r"""["']([a-z][\w-]*(?:\.[\w-]+)*)["']""", code))
    begun = tuple(re.findall(r"`([\w.-]+\.)\$\{", code) + re.findall(r'f"([\w.-]+\.)\{', code))
    stems = {key: re.sub(r"(\.fix|\.one|\.other)$", "", key) for key in WORDS}
    assert [key for key, stem in stems.items() if not ({key, stem} & said or key.startswith(begun))] == []


@pytest.mark.parametrize("app", OWN_WORDS)
def test_a_page_has_all_the_words_that_it_says(app: str) -> None:
    """Whatever key stands in an app's modules that only some pages have, its page is one of these; and no page has all."""
    own = set(words_of(app))
    heads = tuple(sorted({key.partition(".")[0] + "." for key in set(WORDS) - set(words_of("trainee"))}))
    said = re.findall(r"""["'`]([a-z][\w-]*(?:\.[\w-]+)*\.?)(?=["'`$])""", modules.joined(app))
    needed = {key for key in WORDS for one in said if one.startswith(heads) and key.startswith(one)}
    assert needed - own == set()
    assert len(own) < len(WORDS)


def test_every_bot_has_a_name() -> None:
    """The strategies that ship with the software are named in words; one that somebody adds goes by its id."""
    assert [bot for bot in STRATEGIES if f"author.bot.{bot}" not in WORDS] == []


def test_a_number_decides_between_one_and_many() -> None:
    """One is singular, everything else plural."""
    assert [say("minutes", n=n) for n in (0, 1, 2)] == ["0 minutes", "1 minute", "2 minutes"]


def test_values_are_filled_in_once() -> None:
    """Braces in a value stay what they are."""
    assert say("library.greeting", name="{name} {n}") == "Good to see you, {name} {n}"


def test_an_unknown_key_is_named() -> None:
    """Asking for words that do not exist says which, and what is near."""
    with pytest.raises(NotFound, match=r'"response\.lable".*Did you mean "response\.label"'):
        say("response.lable")


@pytest.mark.parametrize("language", ["xx", "../en", ""])
def test_an_unknown_language_is_refused(language: str) -> None:
    """There is a catalogue for each language or a clear refusal; a language is never a path."""
    with pytest.raises(NotFound):
        load(language)


def test_the_words_of_the_interface_are_safe() -> None:
    """The catalogue never uses the verb that blames, and never congratulates for a right answer."""
    text = " ".join(WORDS.values()).lower()
    assert not re.search(r"commit\w* suicide|\bcorrect!|\bwrong!", text)
