"""The report of a workshop: sections with sentences and tables, for the page and for paper. No pandas: it is small."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo

from roleplay.engine.attendance import Stay
from roleplay.reports.section import Report, Section, Table
from roleplay.reports.wording import day, percent, say
from roleplay.services.recounted import Attendee, Decision, Path, Recount, Step, Ticks, Vote, Wrote
from roleplay.services.surveying import FEWEST, SCALE, Results

WHO = "who"
"""The section that lists who was there, by name."""


def workshop_report(found: Recount, asks: Mapping[str, str], zone: tzinfo) -> Report:
    """What came of a workshop. `asks` are the questions of the survey and the steps of its scale, as they were put.

    Times are those of a time zone.
    """
    begin = found.ran[0].begin if found.ran else found.opened_at
    minutes = sum(int((run.end - run.begin).total_seconds() // 60) for run in found.ran)
    says = [
        say(
            "workshop.says",
            day=day(begin.astimezone(zone)),
            minutes=minutes,
            people=say("workshop.people", n=len(found.people)),
        ),
        say("workshop.few", fewest=FEWEST),
    ]
    if not found.over:
        says.insert(0, say("workshop.running"))
    return Report(say("workshop.title", title=found.title), says, list(_sections(found, asks, zone)))


def _sections(found: Recount, asks: Mapping[str, str], zone: tzinfo) -> Iterator[Section]:
    for number, decision in enumerate(found.decisions, start=1):
        yield _decision(number, decision)
    for number, path in enumerate(found.paths, start=1):
        yield _way(number, path)
    if found.touched:
        rows = [[one.competency, one.text, say(f"workshop.kind.{one.kind}"), str(one.times)] for one in found.touched]
        table = Table(say("workshop.touched.table"), _head("workshop.touched.head"), rows)
        yield Section("touched", say("workshop.touched"), [say("workshop.touched.says")], tables=[table])
    for number, ticks in enumerate(found.ticks, start=1):
        yield _ticks(number, ticks)
    for id_, places in (("questions", found.questions), ("replies", found.replies)):
        if places:
            yield Section(id_, say(f"workshop.{id_}"), _unshown(found), tables=[_texts(id_, one) for one in places])
    if found.over:
        yield _survey(found.survey, asks)
    yield _attendance(found, zone)


# --- votes ---


def _decision(number: int, decision: Decision) -> Section:
    says = [_said(place, one) for place, one in enumerate(decision.votes, start=1)]
    if decision.moved is not None:
        says.append(
            say("workshop.vote.moved", share=percent(decision.moved)) if decision.moved else say("workshop.vote.same")
        )
    tables = []
    told = [(place, one.votes, one.voted) for place, one in enumerate(decision.votes, start=1) if one.votes is not None]
    if told:
        head = [say(f"workshop.vote.{'reply' if decision.replies else 'choice'}")]
        head += [say("workshop.vote.column", number=place) for place, _, _ in told]
        rows = [
            [text or say("workshop.erased"), *(_share(votes[row], voted) for _, votes, voted in told)]
            for row, text in enumerate(decision.options)
        ]
        tables.append(Table(say("workshop.vote.table"), head, rows))
    if decision.reasons:
        tables.append(
            Table(say("workshop.reasons"), [say("workshop.reasons.head")], [[one] for one in decision.reasons])
        )
    title = say("workshop.vote", number=number, section=decision.section)
    return Section(f"vote-{number}", title, says, tables=tables)


def _said(place: int, vote: Vote) -> str:
    key = (
        "workshop.vote.told"
        if vote.votes is not None
        else "workshop.vote.few"
        if vote.small
        else "workshop.vote.unseen"
    )
    return say(key, number=place, n=vote.voted, fewest=FEWEST)


def _share(votes: int, voted: int) -> str:
    return say("workshop.share", votes=votes, share=percent(votes / voted))


# --- the conversation, and triads ---


def _way(number: int, path: Path) -> Section:
    rows = [[str(place), _step(step), _why(step)] for place, step in enumerate(path.steps, start=1)]
    says = [say("workshop.way.played", scenario=path.scenario)]
    says.append(say("workshop.way.end", ending=path.ending) if path.ending else say("workshop.way.open"))
    table = Table(say("workshop.way.table"), _head("workshop.way.head"), rows)
    return Section(f"way-{number}", say("workshop.way", section=path.section), says, tables=[table])


def _step(step: Step) -> str:
    if step.left is not None:
        return say("workshop.way.back", n=step.left)
    return say("workshop.way.reply") if step.said is None else step.said


def _why(step: Step) -> str:
    if step.said is None:
        return ""
    if step.why is None:
        return say("workshop.why.few", fewest=FEWEST)
    return say(f"workshop.why.{step.why}" if step.asked or step.why != "what-if" else "workshop.why.unasked")


def _ticks(number: int, ticks: Ticks) -> Section:
    apart = all(one.ticks is not None for one in ticks.rounds)
    says = [say("workshop.ticks.rounds", n=len(ticks.rounds))]
    tables = []
    if ticks.total is None:
        says.append(say("workshop.ticks.few", fewest=FEWEST))
    elif not ticks.behaviours:
        says.append(say("workshop.ticks.none"))
    else:
        shown = ticks.rounds if apart else ()
        head = [say("workshop.ticks.behaviour"), *(say("workshop.ticks.round", number=one.number) for one in shown)]
        rows = [
            [text, *(str((one.ticks or {}).get(id_, 0)) for one in shown), str(ticks.total.get(id_, 0))]
            for id_, text in ticks.behaviours.items()
        ]
        tables.append(Table(say("workshop.ticks.table"), [*head, say("workshop.ticks.all")], rows))
        if not apart:
            says.append(say("workshop.ticks.together", fewest=FEWEST))
    return Section(f"ticks-{number}", say("workshop.ticks", section=ticks.section), says, tables=tables)


# --- words ---


def _texts(id_: str, place: Wrote) -> Table:
    where = place.section or say("workshop.lobby")
    caption = say("workshop.asked", section=where, asked=place.asked) if place.asked else where
    return Table(caption, [say(f"workshop.{id_}.head")], [[one] for one in place.texts])


def _unshown(found: Recount) -> list[str]:
    says = [say("workshop.words")]
    if found.hidden:
        says.append(say("workshop.hidden", n=found.hidden))
    if found.unreadable:
        says.append(say("workshop.unreadable", n=found.unreadable))
    return says


# --- what participants thought ---


def _survey(results: Results, asks: Mapping[str, str]) -> Section:
    says = [say("workshop.survey.given", n=results.given)]
    tables = []
    if not results.over:
        says.append(say("workshop.survey.open"))
    elif results.words is None:
        says.append(say("workshop.survey.few", fewest=FEWEST))
    else:
        head = [say("workshop.survey.question"), *(asks[f"scale.{step}"] for step in SCALE)]
        rows = [[asks[f"item.{one.id}"], *map(str, one.answers)] for one in results.items if one.answers is not None]
        if rows:
            tables.append(Table(say("workshop.survey.table"), head, rows))
        if len(rows) < len(results.items):
            says.append(say("workshop.survey.left_out", fewest=FEWEST))
        tables += [
            Table(asks[f"field.{field}"], [say("workshop.survey.words")], [[text] for text in texts])
            for field, texts in results.words.items()
            if texts
        ]
        if results.unreadable:
            says.append(say("workshop.unreadable", n=results.unreadable))
    return Section("survey", say("workshop.survey"), says, tables=tables)


# --- who was there ---


def _attendance(found: Recount, zone: tzinfo) -> Section:
    rows = [_row(one, "led", zone) for one in found.leads] + [_row(one, "took", zone) for one in found.people]
    table = Table(say("workshop.who.table"), _head("workshop.who.head"), rows)
    return Section(WHO, say("workshop.who"), [say("workshop.who.says", zone=zone)], tables=[table])


def _row(one: Attendee, part: str, zone: tzinfo) -> list[str]:
    name = one.name or say("workshop.who.erased")
    return [name, say(f"workshop.who.{part}"), _times(one.stays, zone), str(one.minutes)]


def _times(stays: Sequence[Stay], zone: tzinfo) -> str:
    return ", ".join(
        say("workshop.who.stay", begin=f"{stay.begin.astimezone(zone):%H:%M}", end=f"{stay.end.astimezone(zone):%H:%M}")
        for stay in stays
    )


def _head(key: str) -> list[str]:
    return say(key).split("|")
