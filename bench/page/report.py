"""Figures as tables and charts, for the terminal and for docs/performance.md."""

from __future__ import annotations

import json
import re
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from bench.page.crowd import CROWDS, most, percentile

DOCS = Path(__file__).parents[2] / "docs"
CHARTS = "charts"
OURS = "this workbook"
FLOOR = "the floor"
Result = Mapping[str, Any]
Row = Sequence[str]


def spread(values: Sequence[float], digits: int = 0) -> str:
    """The median, and from the lowest to the highest."""
    if not values:
        return "-"
    low, middle, high = (f"{one:,.{digits}f}" for one in (min(values), statistics.median(values), max(values)))
    return f"{middle} ({low} to {high})"


def table(head: Row, rows: Sequence[Row]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _ready(rounds: Sequence[Result], visit: str) -> list[float]:
    return [one[visit]["ready_ms"] for one in rounds]


def _clicks(rounds: Sequence[Result]) -> list[float]:
    return [click for one in rounds for visit in ("first", "repeat") for click in one[visit]["clicks_ms"]]


def _click(rounds: Sequence[Result]) -> list[float]:
    """The median click of each round."""
    return [statistics.median([*one["first"]["clicks_ms"], *one["repeat"]["clicks_ms"]]) for one in rounds]


def _ratios(found: Mapping[str, Sequence[Result]], of: Callable[[Sequence[Result]], list[float]], peer: str) -> str:
    """Ours to a peer's, round by round."""
    if OURS not in found:
        return ""
    both = zip(of(found[OURS]), of(found[peer]), strict=True)
    return spread([ours / theirs for ours, theirs in both if theirs], 2)


def _first(rounds: Sequence[Result]) -> list[float]:
    return _ready(rounds, "first")


def _repeat(rounds: Sequence[Result]) -> list[float]:
    return _ready(rounds, "repeat")


def _further(rounds: Sequence[Result]) -> list[float]:
    """MiB for each further session, once there are some."""
    found = []
    for one in rounds:
        known = sorted((int(number), mib) for number, mib in one["mib"].items())
        (few, less), (many, more) = (known[-2], known[-1])
        found.append((more - less) / (many - few))
    return found


def _most(rounds: Sequence[Result]) -> list[float]:
    """The largest crowd of which at most one in twenty waited too long."""
    return [most((crowd["trainees"], crowd["p95_ms"]) for crowd in one["crowds"]) for one in rounds]


def _on(about: Result) -> str:
    parts = [f"{about['cores']} cores of an {about['processor']}", f"{about['gib']} GiB", about["system"]]
    parts += [f"Python {about['python']}", about["browser"]]
    versions = "; ".join(
        f"{name}: {', '.join(f'{package} {version}' for package, version in found.items())}"
        for name, found in about["versions"].items()
        if found
    )
    busy = " The machine had other work to do meanwhile." if about["load_before"] > about["cores"] / 2 else ""
    before = f"Load before the run: {about['load_before']:.1f}.{busy}"
    return f"Measured on {about['date']}: {', '.join(parts)}. {before} {versions}."


def pages(result: Result) -> str:
    """All tables of a run."""
    found: Mapping[str, Sequence[Result]] = result["pages"]
    rounds = f"medians of {result['rounds']} rounds, lowest and highest"
    waits = table(
        ["", "first visit, ms", "repeat visit, ms", "click p50, ms", "click p95, ms", "server's start, s"],
        [
            [
                name,
                spread(_first(one)),
                spread(_repeat(one)),
                spread(_click(one)),
                f"{percentile(_clicks(one), 0.95):.0f}",
                spread(result["starts"][name], 1),
            ]
            for name, one in found.items()
        ],
    )
    ratios = table(
        ["this workbook to", "first visit", "repeat visit", "click"],
        [
            [name, *(_ratios(found, of, name) for of in (_first, _repeat, _click))]
            for name in found
            if name not in {OURS, FLOOR}
        ],
    )
    wire = table(
        ["", "kB, first", "kB, repeat", "requests, first", "requests, repeat", "other hosts asked"],
        [
            [
                name,
                *(f"{statistics.median(r[v]['bytes'] for r in one) / 1000:,.0f}" for v in ("first", "repeat")),
                *(f"{statistics.median(r[v]['requests'] for r in one):.0f}" for v in ("first", "repeat")),
                ", ".join(sorted({host for r in one for v in ("first", "repeat") for host in r[v]["foreign"]}))
                or "none",
            ]
            for name, one in found.items()
        ],
    )
    parts = [
        _on(result["machine"]),
        f"Until the first choice can be clicked, and from a click to its feedback; {rounds}:",
        waits,
        f"The same as ratios within a round; {rounds}:",
        ratios,
        "What came over the wire until the first choice could be clicked:",
        wire,
    ]
    if result["sessions"]:
        parts += [f"Many sessions, each a WebSocket of its own; {rounds}:", sessions(result), lost(result)]
    else:
        parts.append(lost(result))
    return "\n\n".join(parts)


def sessions(result: Result) -> str:
    """Memory, and how many can answer."""
    found: Mapping[str, Sequence[Result]] = result["sessions"]
    numbers = sorted({int(number) for rounds in found.values() for one in rounds for number in one["mib"]})

    def mib(rounds: Sequence[Result], number: int) -> str:
        return f"{statistics.median(one['mib'].get(number, one['mib'].get(str(number))) for one in rounds):,.0f}"

    def ours(of: Callable[[Sequence[Result]], list[float]], name: str) -> str:
        return "" if name == OURS else _ratios(found, of, name)

    memory = table(
        ["", *(f"MiB with {number}" for number in numbers), "MiB for each further", "this workbook to it"],
        [
            [name, *(mib(one, number) for number in numbers), spread(_further(one), 1), ours(_further, name)]
            for name, one in found.items()
        ],
    )
    tried = ", ".join(f"{size:,}" for size in CROWDS)
    crowds = table(
        ["", f"the most trainees with a p95 within 300 ms ({tried} were tried)", "this workbook to it"],
        [[name, spread(_most(one)), ours(_most, name)] for name, one in found.items()],
    )
    return f"{memory}\n\n{crowds}"


def lost(result: Result) -> str:
    """In what a peer did better; found, not written."""
    rounds, many = result["pages"], result["sessions"]
    less: dict[str, dict[str, float]] = {
        "first visit, ms": {name: statistics.median(_first(one)) for name, one in rounds.items()},
        "repeat visit, ms": {name: statistics.median(_repeat(one)) for name, one in rounds.items()},
        "click p50, ms": {name: statistics.median(_click(one)) for name, one in rounds.items()},
        "click p95, ms": {name: percentile(_clicks(one), 0.95) for name, one in rounds.items()},
        "server's start, s": {name: statistics.median(one) for name, one in result["starts"].items() if one},
        "MiB for each further session": {name: statistics.median(_further(one)) for name, one in many.items()},
    }
    more = {"trainees who answered in time": {name: statistics.median(_most(one)) for name, one in many.items()}}
    found = []
    for measures, sign in ((less, 1), (more, -1)):
        for what, values in measures.items():
            mine = values.get(OURS)
            better = [] if mine is None else [name for name, one in values.items() if one * sign < mine * sign]
            beaten = ", ".join(f"{name} {values[name]:,.1f}" for name in better if name != FLOOR)
            if beaten:
                found.append(f"- {what}: {beaten}; this workbook {mine:,.1f}")
    head = "Where this workbook loses:" if found else "In none of these measures did a peer do better."
    return "\n".join([head, "", *found]).strip()


def load(result: Result) -> str:
    """The tables of `make load`."""
    active, idle, joining = result["active"], result["idle"], result["joining"]
    joined = table(
        ["", "the last can choose after, s", "half can choose within, s", "this workbook to it, the last"],
        [
            [
                name,
                spread(_last(found), 1),
                spread([statistics.median(one["waits_s"]) for one in found], 1),
                "" if name == OURS else _ratios(joining, _last, name),
            ]
            for name, found in joining.items()
        ],
    )
    some = joining[OURS][0]
    answered = (
        f"{active[0]['trainees']} trainees who answer every 5 s for {active[0]['seconds']:.0f} s: "
        f"p50 {spread([one['p50_ms'] for one in active])} ms, p95 {spread([one['p95_ms'] for one in active])} ms "
        f"from choice to feedback, committed ({sum(one['clicks'] for one in active):,} clicks in all)."
    )
    waited = (
        f"{idle[0]['people']} idle trainees: all there after {spread([one['all_there_s'] for one in idle])} s, "
        f"{spread([one['mib'] / 1024 for one in idle], 1)} GiB in all, "
        f"{spread([one['mib_each'] for one in idle], 1)} MiB each. One of them who then answers waits "
        f"{spread([statistics.median(one['probe_ms']) for one in idle])} ms; a further one can choose after "
        f"{spread([one['newcomer_s'] for one in idle], 2)} s."
    )
    measured = f"{_on(result['machine'])} Medians of {len(idle)} rounds, lowest and highest."
    heading = f"{some['people']} people open a scenario within {some['within_s']:.0f} seconds:"
    return f"{measured}\n\n{heading}\n\n{joined}\n\n{answered}\n\n{waited}"


def _last(rounds: Sequence[Result]) -> list[float]:
    return [one["last_s"] for one in rounds]


def accounts(result: Result) -> str:
    """The figures of `bench.page.accounts`."""
    found = result["accounts"]
    entered = found["signed_in_s"]
    return (
        f"{_on(result['machine'])}\n\n"
        f"{found['trainees']} trainees with accounts played for {found['seconds']:.0f} s and then to the end of their "
        f"scenario, {found['finished']} scenarios in all: p50 {found['p50_ms']:.0f} ms, p95 {found['p95_ms']:.0f} ms "
        f"from choice to feedback, committed ({found['choices']:,} choices). Signing in by password took "
        f"{statistics.median(entered):.2f} s (p95 {percentile(entered, 0.95):.2f} s) with four at a time. "
        f"{found['mib_each']:.1f} MiB a session. Players who could not go on: {len(found['failures'])}. "
        f"{_kept(found)}"
    )


def kills(result: Result) -> str:
    """The figures of `bench.page.kills`."""
    found = result["kills"]
    return (
        f"{_on(result['machine'])}\n\n"
        f"{found['trainees']} trainees with accounts played for {found['minutes']:.1f} minutes, in which the server "
        f"was killed {found['kills']} times: {found['finished']} scenarios to their end, {found['losses']:,} requests "
        f"and lines lost, each of which was taken up again. {_kept(found)} "
        f"Of {found['processes']} processes of dead servers, {found['left']} were left. "
        f"Pages whose kernel did not come to be, and that had to be loaded again: {found['broken']}. "
        f"Players who could not go on: {len(found['failures'])}."
    )


def _kept(found: Result) -> str:
    wrong = len(found["unaccounted"])
    return (
        f"Of {found['acknowledged']:,} acknowledged commands, "
        f"{'every one is' if not wrong else f'all but {wrong} are'} in the store, in order and once."
    )


# --- into the documents ---


def bars(title: str, unit: str, groups: Mapping[str, Sequence[float]], labels: Sequence[str]) -> str:
    """A chart with a group of bars for each name."""
    tall, left, wide = 18, 150, 430
    high = max(max(values) for values in groups.values()) or 1
    shades = ("#2f6f73", "#a9c7c4")
    lines, y = [], 46
    for place, label in enumerate(labels if len(labels) > 1 else ()):
        lines.append(f'<rect x="{left + place * 150}" y="26" width="10" height="10" fill="{shades[place]}"/>')
        lines.append(f'<text x="{left + 14 + place * 150}" y="35">{escape(label)}</text>')
    for name, values in groups.items():
        weight = ' font-weight="bold"' if name == OURS else ""
        lines.append(
            f'<text x="{left - 8}" y="{y + tall * len(values) / 2 + 4}" text-anchor="end"{weight}>{escape(name)}</text>'
        )
        for place, value in enumerate(values):
            width = max(1.0, wide * value / high)
            lines.append(f'<rect x="{left}" y="{y}" width="{width:.1f}" height="{tall - 3}" fill="{shades[place]}"/>')
            lines.append(f'<text x="{left + width + 5:.1f}" y="{y + 12}">{value:,.{int(value < 10)}f} {unit}</text>')
            y += tall
        y += 8
    body = "\n".join(lines)
    frame = f'viewBox="0 0 680 {y}" font-family="sans-serif" font-size="12" role="img"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {frame}>\n'
        f'<title>{escape(title)}</title>\n<rect width="680" height="{y}" fill="#fff"/>\n'
        f'<text x="8" y="16" font-weight="bold">{escape(title)}</text>\n{body}\n</svg>\n'
    )


def charts(result: Result) -> dict[str, tuple[str, str]]:
    """File name -> what it shows, and the picture."""
    found = result["pages"]
    both = {name: [statistics.median(_first(one)), statistics.median(_repeat(one))] for name, one in found.items()}
    clicks = {name: [statistics.median(_click(one)), percentile(_clicks(one), 0.95)] for name, one in found.items()}
    made = {
        "first-choice.svg": ("Until the first choice can be clicked", "ms", both, ["first visit", "repeat visit"]),
        "click.svg": ("From a click to its feedback", "ms", clicks, ["p50", "p95"]),
    }
    if result["sessions"]:
        memory = {name: [statistics.median(_further(one))] for name, one in result["sessions"].items()}
        made["memory.svg"] = ("Memory of each further session", "MiB", memory, [""])
    return {name: (title, bars(title, unit, groups, labels)) for name, (title, unit, groups, labels) in made.items()}


def put(file: Path, name: str, text: str) -> None:
    """Put text between the marks of this name in a document."""
    before = file.read_text(encoding="utf-8")
    marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
    assert marks.search(before), f"{file} has no marks for {name}"
    file.write_text(marks.sub(lambda found: f"{found[1]}\n{text}\n\n{found[2]}", before), encoding="utf-8")


def write_docs(result: Result) -> None:
    """Write the tables and charts of `make bench-pages`."""
    (DOCS / CHARTS).mkdir(exist_ok=True)
    pictures = []
    for name, (title, picture) in charts(result).items():
        (DOCS / CHARTS / name).write_text(picture, encoding="utf-8")
        pictures.append(f"![{title}]({CHARTS}/{name})")
    put(DOCS / "performance.md", "pages", "\n\n".join([pages(result), *pictures]))


def write_load(result: Result) -> None:
    """Write the tables of `make load`."""
    put(DOCS / "performance.md", "load", load(result))
    write_parts(result)


PARTS: Mapping[str, Callable[[Result], str]] = {"accounts": accounts, "kills": kills}
"""What `make load` measures besides, by its name in results and in docs/performance.md."""


def write_parts(result: Result) -> None:
    """Write the figures of `bench.page.accounts` and `bench.page.kills`, as far as they are there."""
    for name, made in PARTS.items():
        if name in result:
            put(DOCS / "performance.md", name, made(result))


def main() -> None:
    """Write the documents from kept figures: `python -m bench.page.report bench/results/pages.json`."""
    for name in sys.argv[1:]:
        result = json.loads(Path(name).read_text(encoding="utf-8"))
        if "active" in result:
            write_load(result)
        elif "pages" in result:
            write_docs(result)
        else:
            write_parts(result)


if __name__ == "__main__":
    main()
