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

from bench.page.crowd import SLOW_MS, percentile

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


def _ratios(result: Result, of: Callable[[Sequence[Result]], list[float]], peer: str) -> str:
    if OURS not in result["pages"] or peer in {OURS, FLOOR}:
        return ""
    both = zip(of(result["pages"][OURS]), of(result["pages"][peer]), strict=True)
    return spread([ours / theirs for ours, theirs in both], 2)


def _first(rounds: Sequence[Result]) -> list[float]:
    return _ready(rounds, "first")


def _repeat(rounds: Sequence[Result]) -> list[float]:
    return _ready(rounds, "repeat")


def _further(found: Result) -> float:
    """MiB for each further session, once there are some."""
    known = sorted((int(number), mib) for number, mib in found["mib"].items())
    (few, less), (many, more) = (known[-2], known[-1])
    return float((more - less) / (many - few))


def _until(found: Result) -> str:
    """How many trainees can answer before one in twenty waits too long."""
    tried = found["crowds"]
    if not tried:
        return "-"
    good = [one["trainees"] for one in tried if one["p95_ms"] <= SLOW_MS]
    if len(good) == len(tried):
        return f"over {good[-1]}"
    return f"{good[-1] if good else 0} to {tried[-1]['trainees']}"


def _on(about: Result) -> str:
    parts = [f"{about['cores']} cores of an {about['processor']}", f"{about['gib']} GiB", about["system"]]
    parts += [f"Python {about['python']}", about["browser"]]
    versions = "; ".join(
        f"{name}: {', '.join(f'{package} {version}' for package, version in found.items())}"
        for name, found in about["versions"].items()
        if found
    )
    before = f"Load before the run: {about['load_before']:.1f}."
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
            [name, *(_ratios(result, of, name) for of in (_first, _repeat, _click))]
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
        parts += ["Many sessions, each a WebSocket of its own:", sessions(result), lost(result)]
    else:
        parts.append(lost(result))
    return "\n\n".join(parts)


def sessions(result: Result) -> str:
    """Memory, and how many can answer."""
    numbers = sorted({int(number) for one in result["sessions"].values() for number in one["mib"]})
    return table(
        ["", *(f"MiB with {number}" for number in numbers), "MiB for each further", "trainees until p95 passes 300 ms"],
        [
            [
                name,
                *(f"{one['mib'].get(number, one['mib'].get(str(number))):,.0f}" for number in numbers),
                f"{_further(one):.1f}",
                _until(one),
            ]
            for name, one in result["sessions"].items()
        ],
    )


def _most(found: Result) -> float:
    """The largest crowd of which at most one in twenty waited too long."""
    return float(max((one["trainees"] for one in found["crowds"] if one["p95_ms"] <= SLOW_MS), default=0))


def lost(result: Result) -> str:
    """In what a peer did better; found, not written."""
    rounds, many = result["pages"], result["sessions"]
    less: dict[str, dict[str, float]] = {
        "first visit, ms": {name: statistics.median(_first(one)) for name, one in rounds.items()},
        "repeat visit, ms": {name: statistics.median(_repeat(one)) for name, one in rounds.items()},
        "click p50, ms": {name: statistics.median(_click(one)) for name, one in rounds.items()},
        "click p95, ms": {name: percentile(_clicks(one), 0.95) for name, one in rounds.items()},
        "server's start, s": {name: statistics.median(one) for name, one in result["starts"].items() if one},
        "MiB for each further session": {name: _further(one) for name, one in many.items()},
    }
    more = {"trainees who answered in time": {name: _most(one) for name, one in many.items()}}
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
    active, idle = result["active"], result["idle"]
    joined = table(
        ["", "the last can choose after, s", "half can choose within, s"],
        [
            [
                name,
                spread([one["last_s"] for one in found], 1),
                spread([statistics.median(one["waits_s"]) for one in found], 1),
            ]
            for name, found in result["joining"].items()
        ],
    )
    some = next(iter(result["joining"].values()))[0]
    answered = (
        f"{active['trainees']} trainees who answer every 5 s for {active['seconds']:.0f} s: "
        f"p50 {active['p50_ms']:.0f} ms, p95 {active['p95_ms']:.0f} ms from choice to feedback, committed "
        f"({active['clicks']} clicks)."
    )
    waited = (
        f"{idle['people']} idle trainees: all there after {idle['all_there_s']:.0f} s, {idle['mib'] / 1024:.1f} GiB "
        f"in all, {idle['mib_each']:.1f} MiB each. One of them who then answers waits {spread(idle['probe_ms'])} ms; "
        f"a further one can choose after {idle['newcomer_s']:.2f} s."
    )
    joining = f"{some['people']} people open a scenario within {some['within_s']:.0f} seconds:"
    return "\n\n".join([_on(result["machine"]), joining, joined, answered, waited])


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
        memory = {name: [_further(one)] for name, one in result["sessions"].items()}
        made["memory.svg"] = ("Memory of each further session", "MiB", memory, [""])
    return {name: (title, bars(title, unit, groups, labels)) for name, (title, unit, groups, labels) in made.items()}


def _put(name: str, text: str) -> None:
    """Put text between the marks of this name in docs/performance.md."""
    file = DOCS / "performance.md"
    before = file.read_text(encoding="utf-8")
    marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
    assert marks.search(before), f"docs/performance.md has no marks for {name}"
    file.write_text(marks.sub(lambda found: f"{found[1]}\n{text}\n\n{found[2]}", before), encoding="utf-8")


def write_docs(result: Result) -> None:
    """Write the tables and charts of `make bench-pages`."""
    (DOCS / CHARTS).mkdir(exist_ok=True)
    pictures = []
    for name, (title, picture) in charts(result).items():
        (DOCS / CHARTS / name).write_text(picture, encoding="utf-8")
        pictures.append(f"![{title}]({CHARTS}/{name})")
    _put("pages", "\n\n".join([pages(result), *pictures]))


def write_load(result: Result) -> None:
    """Write the tables of `make load`."""
    _put("load", load(result))


def main() -> None:
    """Write the documents from kept figures: `python -m bench.page.report bench/results/pages.json`."""
    for name in sys.argv[1:]:
        result = json.loads(Path(name).read_text(encoding="utf-8"))
        if "active" in result:
            write_load(result)
        else:
            write_docs(result)


if __name__ == "__main__":
    main()
