"""The facilitator's guide of a plan: what to do before, meanwhile and afterwards, section by section.

It holds what nobody else should read beforehand: what can be said at each decision, and what that shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from roleplay.engine.compiled import Compiled
from roleplay.engine.graph import onward, reachable
from roleplay.engine.planning import Weight, begins, cautions, ends
from roleplay.engine.story import fill
from roleplay.errors import NotFound
from roleplay.model.rubric import Behaviour, Kind
from roleplay.model.scenario import MENTOR, NARRATOR, Choice, Ending, Line, Scenario
from roleplay.model.station import Station
from roleplay.model.workshop import Plan, Section, Way
from roleplay.reports.typesetting import typeset
from roleplay.reports.wording import day, say
from roleplay.services.shelf import Bookshelf


@dataclass(frozen=True, slots=True)
class Told:
    """A line before a decision."""

    name: str
    """Who speaks; empty for the narrator."""
    text: str
    """What is said."""
    cue: str | None
    """What a camera would show."""


@dataclass(frozen=True, slots=True)
class Option:
    """What the mentor can say."""

    text: str
    """The words."""
    shows: tuple[str, ...]
    """What they show, in sentences."""
    leads: str
    """Where they lead, and whether they are always offered."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A decision."""

    title: str
    """Its number."""
    said: tuple[Told, ...]
    """What it follows on."""
    options: tuple[Option, ...]
    """What can be said; none where a reply is asked for."""
    asks: str = ""
    """What a reply is asked for."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the guide. What it does not have is left out."""

    title: str
    """Its heading."""
    says: tuple[str, ...] = ()
    """Paragraphs."""
    boxes: tuple[str, ...] = ()
    """A list to tick off."""
    items: tuple[str, ...] = ()
    """A plain list."""
    head: tuple[str, ...] = ()
    """Heads of the columns of a table."""
    rows: tuple[tuple[str, ...], ...] = ()
    """Its rows."""
    turns: tuple[Turn, ...] = ()
    """Decisions of a conversation."""
    parts: tuple[Chapter, ...] = ()
    """Chapters inside of it."""


@dataclass(frozen=True, slots=True)
class Guide:
    """The whole guide."""

    title: str
    """Of what."""
    says: tuple[str, ...]
    """What holds for all of it."""
    chapters: tuple[Chapter, ...]
    """The chapters."""


def guide_of(plan: Plan, bookshelf: Bookshelf) -> Guide:
    """The guide of a plan, with what the library holds now. What it does not hold is named."""
    return _Maker(plan, bookshelf).guide()


def guide_pdf(guide: Guide, made: date) -> bytes:
    """The guide on paper."""
    return typeset("guide.typ", {**asdict(guide), "footer": say("guide.footer", day=day(made))}, made)


def weights_of(plan: Plan, bookshelf: Bookshelf) -> dict[str, Weight]:
    """How long and how moving is what each section plays, as far as the library holds it."""
    found: dict[str, Weight] = {}
    for section in plan.sections:
        played = played_in(section, bookshelf)
        if isinstance(played, Station):
            found[section.id] = Weight(played.minutes, played.intensity)
        elif played is not None:
            found[section.id] = Weight(played.duration_min, played.intensity)
    return found


def played_in(section: Section, bookshelf: Bookshelf) -> Scenario | Station | None:
    """What a section plays; None for talk, and where the library does not hold it."""
    if section.plays is None:
        return None
    try:
        if section.way is Way.TRIADS:
            return bookshelf.station(section.plays)[1]
        return bookshelf.scenario(section.plays)[1]
    except NotFound:
        return None


class _Maker:
    def __init__(self, plan: Plan, bookshelf: Bookshelf) -> None:
        self._plan = plan
        self._bookshelf = bookshelf
        self._site = bookshelf.site()
        self._words = self._site.pinned()
        self._played = {one.id: played_in(one, bookshelf) for one in plan.sections}
        self._behaviours: Mapping[str, Behaviour] = {
            one.id: one for rubric in bookshelf.rubrics().values() for one in rubric.behaviours
        }

    def guide(self) -> Guide:
        plan = self._plan
        length = {"minutes": plan.minutes, "begins": begins(plan)[0], "ends": ends(plan)}
        worries = cautions(plan, weights_of(plan, self._bookshelf))
        titles = {one.id: one.title for one in plan.sections}
        chapters = (
            Chapter(say("guide.glance"), head=_listed("guide.glance.head"), rows=tuple(self._glance())),
            self._content_notes(),
            Chapter(
                say("guide.worries"),
                items=tuple(say(f"guide.worry.{one.worry}", title=titles[one.section]) for one in worries),
            ),
            Chapter(say("guide.before"), boxes=_listed("guide.before.items")),
            Chapter(say("guide.rules"), items=plan.ground_rules),
            Chapter(say("guide.meanwhile"), items=_listed("guide.meanwhile.items")),
            Chapter(say("guide.sections"), parts=tuple(self._sections())),
            Chapter(
                say("guide.grounding"), says=(say("guide.grounding.says"),), items=_listed("guide.grounding.items")
            ),
            Chapter(
                say("guide.struggling"), says=(say("guide.struggling.says"),), items=_listed("guide.struggling.items")
            ),
            Chapter(say("guide.help"), items=tuple(self._help())),
            Chapter(say("guide.votes"), says=(say("guide.votes.says"),), items=_listed("guide.votes.items")),
            Chapter(say("guide.after"), boxes=_listed("guide.after.items"), parts=(_aftercare(),)),
            Chapter(say("guide.map"), parts=tuple(self._maps())),
        )
        said = say("guide.length", **length) if plan.begins is None else say("guide.length.clock", **length)
        opening = (say("guide.lead"), said, *([fill(plan.summary, self._words)] if plan.summary else []))
        return Guide(say("guide.title", title=plan.title), opening, tuple(one for one in chapters if _has(one)))

    def _glance(self) -> Iterator[tuple[str, ...]]:
        for at, section in zip(begins(self._plan), self._plan.sections, strict=True):
            yield at, section.title, self._way(section), str(section.minutes)

    def _way(self, section: Section) -> str:
        way = say(f"guide.way.{section.way}")
        played = self._played[section.id]
        return way if played is None else say("guide.way.plays", way=way, title=played.title)

    def _content_notes(self) -> Chapter:
        played = {one.id: one for one in self._played.values() if one is not None}
        notes = tuple(
            say(
                "guide.notes.one",
                title=one.title,
                intensity=say(f"guide.intensity.{one.intensity}"),
                notes="; ".join(one.content_notes),
            )
            for one in played.values()
        )
        return Chapter(say("guide.notes"), (say("guide.notes.says" if notes else "guide.notes.none"),), items=notes)

    def _help(self) -> Iterator[str]:
        if self._site.emergency_number is not None:
            yield say("guide.help.emergency", number=self._site.emergency_number)
        for line in self._site.crisis_lines:
            yield say("guide.help.line", name=line.name, reach=line.reach, hours=line.hours)
        if not self._site.crisis_lines:
            yield say("guide.help.none")

    # --- sections ---

    def _sections(self) -> Iterator[Chapter]:
        for at, section in zip(begins(self._plan), self._plan.sections, strict=True):
            when = say("guide.section.when", begins=at, minutes=section.minutes, way=self._way(section))
            inside = [
                Chapter(say("guide.section.aim"), says=_paragraphs(fill(section.notes, self._words))),
                Chapter(say("guide.section.prompts"), items=tuple(fill(one, self._words) for one in section.prompts)),
            ]
            played = self._played[section.id]
            says = [when]
            if isinstance(played, Scenario):
                says += self._about_scenario(section, played)
            elif isinstance(played, Station):
                says += self._about_station(section, played)
                inside += self._round(played)
            elif section.plays is not None:
                says.append(say("guide.missing", id=section.plays))
            yield Chapter(section.title, tuple(says), parts=tuple(one for one in inside if _has(one)))

    def _about_scenario(self, section: Section, played: Scenario) -> Iterator[str]:
        mentor = played.mentor
        yield say("guide.room.says", title=played.title, setting=fill(played.setting, self._words))
        told = {name: fill(getattr(mentor, name), self._words) for name in ("name", "story", "today", "limits")}
        yield say("guide.room.mentor", **told)
        yield say("guide.room.twist", twist=fill(played.debrief.twist, self._words))
        if section.way is Way.PACE:
            yield say("guide.room.pace", minutes=played.duration_min)

    def _about_station(self, section: Section, played: Station) -> Iterator[str]:
        yield say("guide.triads.says", title=played.title, setting=fill(played.setting, self._words))
        yield say("guide.triads.rounds", rounds=section.rounds, minutes=section.round_minutes)
        yield say("guide.triads.parts", mentor=played.mentor.name, peer=played.actor.name)
        yield say("guide.triads.fours")

    def _round(self, played: Station) -> Iterator[Chapter]:
        actor = played.actor
        told = {name: tuple(fill(one, self._words) for one in getattr(actor, name)) for name in ("never", "afterwards")}
        yield Chapter(say("guide.triads.never", peer=actor.name), items=told["never"])
        yield Chapter(say("guide.triads.afterwards"), items=told["afterwards"])

    # --- the conversation ---

    def _maps(self) -> Iterator[Chapter]:
        played = {one.id: one for one in self._played.values() if isinstance(one, Scenario)}
        for number, one in enumerate(played.values()):
            says = () if number else (say("guide.map.says"),)
            turns, endings = self._conversation(self._bookshelf.game(self._bookshelf.scenario(one.id)[0]))
            told = tuple(f"{end.title}. {fill(end.text, self._words)}" for end in endings)
            yield Chapter(one.title, says, turns=turns, parts=(Chapter(say("guide.ends"), items=told),))

    def _conversation(self, game: Compiled) -> tuple[tuple[Turn, ...], tuple[Ending, ...]]:
        """Its decisions and its endings."""
        nodes = [game.nodes[one] for one in reachable(game)]
        decisions = [one for one in nodes if one.choices or one.source.reply is not None]
        numbers = {one.source.id: number for number, one in enumerate(decisions, 1)}
        turns = []
        for number, node in enumerate(decisions, 1):
            options = tuple(
                self._option(one.source, _leads(game, one.target, numbers)) for one in node.choices.values()
            )
            reply = node.source.reply
            title = say("guide.turn" if reply is None else "guide.turn.reply", number=number)
            asks = "" if reply is None else fill(reply.prompt, self._words)
            turns.append(Turn(title, self._said(game.scenario, node.source.say), options, asks))
        return tuple(turns), tuple(one.source.end for one in nodes if one.source.end is not None)

    def _said(self, played: Scenario, lines: Sequence[Line]) -> tuple[Told, ...]:
        """The last two lines, of those that are always said where there are any."""
        always = [one for one in lines if one.only_if is None]
        names = {person.id: person.name for person in played.cast} | {MENTOR: played.mentor.name, NARRATOR: ""}
        return tuple(
            Told(names.get(one.who, one.who), fill(one.text, self._words), one.cue) for one in (always or lines)[-2:]
        )

    def _option(self, choice: Choice, leads: str) -> Option:
        shows = []
        for tick in choice.ticks:
            behaviour = self._behaviours.get(tick.tick)
            text = tick.tick if behaviour is None else behaviour.text
            kind = Kind.BASIC if behaviour is None else behaviour.kind
            said = text if tick.only_if is None else say("guide.option.maybe", text=text.rstrip("."))
            shows.append(say(f"guide.option.{kind}", text=said))
        for one in choice.repairs:
            repaired = self._behaviours.get(one)
            shows.append(say("guide.option.repairs", text=one if repaired is None else repaired.text))
        if choice.shown_if is not None or choice.enabled_if is not None:
            leads = f"{say('guide.option.sometimes')}; {leads}"
        return Option(fill(choice.text, self._words), tuple(shows) or (say("guide.option.nothing"),), leads)


def _leads(game: Compiled, target: str, numbers: Mapping[str, int]) -> str:
    """The next decision, or the ending, that a place leads to."""
    for _ in game.nodes:
        end = game.nodes[target].source.end
        if end is not None:
            return say("guide.option.ends", title=end.title)
        if target in numbers:
            break
        target = onward(game, target)[0]
    return say("guide.option.leads", number=numbers[target])


def _aftercare() -> Chapter:
    return Chapter(say("guide.aftercare"), says=(say("guide.aftercare.text"),))


def _listed(key: str) -> tuple[str, ...]:
    return tuple(say(key).split("|"))


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split("\n\n") if one.strip())


def _has(chapter: Chapter) -> bool:
    """Whether there is anything in it."""
    return bool(chapter.says or chapter.boxes or chapter.items or chapter.rows or chapter.turns or chapter.parts)
