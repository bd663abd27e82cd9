"""What a library holds, as Markdown.

Scenarios, competencies, content notes, people, modules, what it covers, and whether any of it can be guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from roleplay.authoring.blind_reader import Blindness
from roleplay.authoring.bots import RANDOM, STRATEGIES, Rehearsal
from roleplay.authoring.diagnostic import Places
from roleplay.authoring.exploration import Exploration
from roleplay.authoring.library import Library
from roleplay.authoring.probes import habits
from roleplay.authoring.texts import texts
from roleplay.model.curriculum import Curriculum, Module
from roleplay.model.scenario import Scenario, Use

_BOTS = (RANDOM, *(name for name in STRATEGIES if name != RANDOM))


@dataclass(frozen=True, slots=True)
class Tried:
    """A scenario with what was proved of it, made ready for bots."""

    exploration: Exploration
    """What it can lead to."""
    rehearsal: Rehearsal
    """Ready for bots."""

    @property
    def scenario(self) -> Scenario:
        """Which."""
        return self.exploration.scenario


def listed(library: Library) -> tuple[Scenario, ...]:
    """The scenarios of a library in the order in which they are listed: to practise with first, then by id."""
    return tuple(sorted(library.playable.values(), key=lambda one: (one.use is Use.ASSESSMENT, one.pillar, one.id)))


def library_report(library: Library, tried: Sequence[Tried], read: Blindness | None) -> str:
    """The report. `tried` are all scenarios of the library in the order in which they are listed."""
    parts = [
        _INTRODUCTION.format(
            practice=sum(one.scenario.use is not Use.ASSESSMENT for one in tried),
            assessment=sum(one.scenario.use is Use.ASSESSMENT for one in tried),
            words=round(sum(_words(one.scenario) for one in tried), -3),
            unsigned=sum(one.scenario.sign_off.lived_experience is None for one in tried),
            all=len(tried),
        ),
        _section("Scenarios", _ABOUT_SCENARIOS, _scenarios(tried)),
        _section("What each practises", _ABOUT_COMPETENCIES, _competencies(library, tried)),
        _section("What comes up where", _ABOUT_NOTES, _notes(tried)),
        _section("Who appears where, and as what", _ABOUT_PEOPLE, _people(tried)),
    ]
    curriculum = next((one.thing for one in library.curricula if one.thing is not None), None)
    if curriculum is not None:
        modules = {one.thing.id: one.thing for one in library.modules if one.thing is not None}
        parts += [
            _section("Modules", _ABOUT_MODULES, _modules(curriculum, modules)),
            _section("What a training has to hold, and where it is", _ABOUT_NEEDS, _needs(curriculum, modules, tried)),
        ]
    parts.append(_section("Whether it can be guessed", _ABOUT_BOTS, _bots(tried)))
    parts.append("\n".join(_summary(tried, read)))
    return "\n\n".join(parts) + "\n"


# --- the parts ---

_INTRODUCTION = """# The library

Made by `roleplay report library --read --write docs/library.md`; a test holds it current. {practice} scenarios to
practise with, {assessment} for assessment, about {words:,} words. Nobody with lived experience of what they show has
signed off {unsigned} of the {all} yet ([how they were made](editorial/README.md))."""
_ABOUT_SCENARIOS = """One line each. *Decisions*: choices on the shortest and the longest way, under every setting.
*States*: places and values that can be told apart, under the setting with the most. *Replies*: what is written in own
words."""
_ABOUT_COMPETENCIES = "A dot where a scenario assesses a competency. Behaviours of the others may be shown, too."
_ABOUT_NOTES = "Every content note, with the scenarios that have it. The page shows them before anything else."
_ABOUT_PEOPLE = "The mentor in whose shoes the trainee is, and everybody in the cast."
_ABOUT_MODULES = (
    "In the order of the curriculum. The scenarios of a place are alternatives; the first is offered first."
)
_ABOUT_NEEDS = """What those who want such a training ask for, and what in this one answers it. What is not content but
a part of the software is said in words."""
_ABOUT_BOTS = """How often a player who does not understand a word meets the standard: by luck, by place, by length, by
tone. Computed over every displayed order and every setting, not sampled."""
_COLUMNS = (
    "id",
    "title",
    "use",
    "medium",
    "intensity",
    "minutes",
    "decisions",
    "states",
    "endings",
    "replies",
    "words",
)


def _section(title: str, about: str, table: Iterable[str]) -> str:
    return "\n".join([f"## {title}", "", about, "", *table])


def _row(cells: Iterable[object]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "/") for cell in cells) + " |"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield _row(head)
    yield f"|{'---|' * len(head)}"
    yield from (_row(cells) for cells in rows)


def _words(scenario: Scenario) -> int:
    return sum(len(one.text.split()) for one in texts(scenario, _NOWHERE))


def _scenarios(tried: Sequence[Tried]) -> Iterator[str]:
    yield from _table(_COLUMNS, (_scenario(one) for one in tried))


def _scenario(one: Tried) -> Sequence[object]:
    scenario, proofs = one.scenario, one.exploration.proofs
    least = min(proof.decisions.least for proof in proofs)
    most = max(proof.decisions.most for proof in proofs)
    return (
        f"`{scenario.id}`",
        scenario.title,
        scenario.use,
        scenario.medium,
        scenario.intensity,
        scenario.duration_min,
        str(most) if least == most else f"{least}-{most}",
        max(len(proof.product.nodes) for proof in proofs),
        len(one.exploration.endings),
        sum(node.reply is not None for node in scenario.nodes),
        _words(scenario),
    )


def _competencies(library: Library, tried: Sequence[Tried]) -> Iterator[str]:
    used = [name for name in sorted(library.competencies) if any(name in one.scenario.assesses for one in tried)]
    titles = [library.competencies[name].title for name in used]
    rows = ([f"`{one.scenario.id}`", *("●" if name in one.scenario.assesses else "" for name in used)] for one in tried)
    counts = [sum(name in one.scenario.assesses for one in tried) for name in used]
    yield from _table(["", *titles], (*rows, ["**in all**", *counts]))


def _notes(tried: Sequence[Tried]) -> Iterator[str]:
    having: dict[str, list[str]] = {}
    for one in tried:
        for note in one.scenario.content_notes:
            having.setdefault(note, []).append(f"`{one.scenario.id}`")
    yield from _table(["content note", "scenarios"], ((note, ", ".join(having[note])) for note in sorted(having)))


def _people(tried: Sequence[Tried]) -> Iterator[str]:
    rows: list[tuple[str, str, str, str]] = []
    for one in tried:
        mentor = one.scenario.mentor
        rows.append((mentor.name, mentor.pronouns, "mentor", f"`{one.scenario.id}`"))
        rows += [(person.name, person.pronouns, person.role, f"`{one.scenario.id}`") for person in one.scenario.cast]
    yield from _table(["name", "pronouns", "as", "in"], sorted(rows, key=lambda row: (row[3], row[2] != "mentor")))


def _modules(curriculum: Curriculum, modules: Mapping[str, Module]) -> Iterator[str]:
    ways = {step.id: [one.id for one in curriculum.pathways if step.id in one.modules] for step in curriculum.modules}
    listed = [(number, modules[step.id]) for number, step in enumerate(curriculum.modules, 1) if step.id in modules]
    yield from _table(
        ["", "module", "minutes", "ways", "competencies", "items", "role-plays"],
        (
            (
                number,
                module.title,
                module.minutes,
                ", ".join(ways[module.id]),
                ", ".join(module.competencies),
                len(module.check.items),
                "; ".join(" or ".join(f"`{one}`" for one in place.any_of) for place in module.role_plays),
            )
            for number, module in listed
        ),
    )


def _needs(curriculum: Curriculum, modules: Mapping[str, Module], tried: Sequence[Tried]) -> Iterator[str]:
    held = {one.scenario.id for one in tried}
    rows = (
        (
            need.id.upper(),
            need.title,
            ", ".join(modules[one].title for one in need.modules if one in modules),
            ", ".join(f"`{one}`" for one in need.scenarios if one in held),
            need.also or "",
        )
        for need in curriculum.needs
    )
    yield from _table(["", "what is asked for", "modules", "scenarios", "beside that"], rows)


def _bots(tried: Sequence[Tried]) -> Iterator[str]:
    rows = ([f"`{one.scenario.id}`", *(_percent(one.rehearsal.met_standard(bot)) for bot in _BOTS)] for one in tried)
    yield from _table(["scenario", *_BOTS], rows)


def _percent(part: float) -> str:
    return "0" if part == 0 else "< 0.1 %" if part < 0.001 else f"{part:.1%}".replace("%", " %")


def _summary(tried: Sequence[Tried], read: Blindness | None) -> Iterator[str]:
    decisions = [decision for one in tried for decision in one.rehearsal.decisions]
    for habit in habits(decisions):
        place = f"{habit.strategy} in its file" if habit.strategy in {"first", "last"} else habit.strategy
        yield f"- The best choice is the {place} in {habit.share:.0%} of the decisions (chance {habit.chance:.0%})."
    if read is not None:
        yield (
            f"- {READER} in {read.accuracy:.0%} of the decisions (chance {read.chance:.0%}; "
            f"95 % interval over scenarios {read.low:.0%} to {read.high:.0%})."
        )


READER = "A classifier that has read the choices of all other scenarios picks a best one"
"""How the line about the blind reader begins."""
_NOWHERE = Places(Path())
