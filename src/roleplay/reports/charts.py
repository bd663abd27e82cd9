"""Charts: Altair says what is drawn, and it becomes SVG in this process, without a browser and without a network.

Levels keep their order and carry their numbers, so that nothing is said by colour alone. The colours can be told from
light and from dark paper, and have room for white numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt
import vl_convert

from roleplay.reports.wording import say
from roleplay.scoring.level import Level

INK = "#0a0a0a"
"""Stands for the colour of the text around a drawing until it is done."""
COLOURS = {
    Level.POTENTIALLY_HARMFUL: "#b3383d",
    Level.NEEDS_PRACTICE: "#94620b",
    Level.HELPFUL: "#2f72a3",
    Level.SKILLED: "#2f7d4f",
}
"""Of the four levels, by their number. At least 3:1 to both papers, and 4.5:1 to white."""
ACCENT = COLOURS[Level.HELPFUL]
"""Of points and lines that are no level."""

_WIDTH = 330
_BAR = 24
_LABELLED = 0.07  # a narrower part of a bar has no room for its number


class Share(NamedTuple):
    """A part of a bar."""

    group: str
    """The bars with this heading stand together."""
    bar: str
    """Which bar."""
    level: Level
    """Which part."""
    share: float
    """How much of it, 0 to 1."""


class Point(NamedTuple):
    """A figure with its interval."""

    label: str
    """Of what."""
    value: float
    """The figure."""
    low: float | None
    """Lower limit; None without an interval."""
    high: float | None
    """Upper limit."""


def bars(shares: Sequence[Share], order: Sequence[str]) -> str:
    """Bars of four parts, the lowest level on the left; one below the other in this order, in groups."""
    groups = list(dict.fromkeys(one.group for one in shares))
    begun: dict[tuple[str, str], float] = {}
    values = []
    for one in shares:
        start = begun.get((one.group, one.bar), 0.0)
        begun[one.group, one.bar] = start + one.share
        text = f"{one.level:d}" if one.share >= _LABELLED else ""
        values.append(
            {
                **one._asdict(),
                "level": _named(one.level),
                "from": start,
                "to": start + one.share,
                "middle": start + one.share / 2,
                "text": text,
            }
        )
    names = [_named(level) for level in Level]
    base = alt.Chart(_data(values)).encode(
        y=alt.Y("bar:N", sort=list(order), title=None, axis=alt.Axis(labelLimit=220))
    )
    colour = alt.Color(
        "level:N",
        scale=alt.Scale(domain=names, range=list(COLOURS.values())),
        legend=alt.Legend(title=None, orient="top", columns=2, symbolType="square"),
    )
    axis = alt.Axis(format="%", title=None, values=[0, 0.25, 0.5, 0.75, 1])
    parts = base.mark_bar(stroke="#ffffff", strokeWidth=1).encode(
        x=alt.X("from:Q", axis=axis, scale=alt.Scale(domain=[0, 1])), x2="to:Q", color=colour
    )
    numbers = base.mark_text(color="#ffffff", fontWeight="bold").encode(x="middle:Q", text="text:N")
    layer = alt.LayerChart(layer=[parts, numbers]).properties(width=_WIDTH, height=alt.Step(_BAR))
    if len(groups) < 2:
        return _drawn(layer)
    header = alt.Header(
        title=None, labelOrient="top", labelAngle=0, labelAnchor="start", labelFontWeight="bold", labelPadding=2
    )
    whole = layer.facet(row=alt.Row("group:N", sort=groups, header=header), spacing=10)
    return _drawn(whole.resolve_scale(y="independent"))


def points(found: Sequence[Point], line: float | None, *, domain: tuple[float, float] | None = None) -> str:
    """A point and its interval for each row; a dashed line where chance, the bar or no difference is."""
    values = [one._asdict() for one in found]
    scale = alt.Scale(zero=False, nice=True) if domain is None else alt.Scale(domain=list(domain), clamp=True)
    base = alt.Chart(_data(values)).encode(y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=220)))
    axis = alt.Axis(title=None, tickCount=5)
    spans = base.mark_rule(color=INK, strokeWidth=1.5).encode(x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q")
    dots = base.mark_point(filled=True, size=70, color=ACCENT, opacity=1).encode(x=alt.X("value:Q", scale=scale))
    return _drawn(_lined([spans, dots], line, "x").properties(width=_WIDTH - 60, height=alt.Step(_BAR)))


def course(found: Sequence[Point], line: float | None) -> str:
    """Points in the order of time, with their intervals, joined by a line."""
    values = [one._asdict() for one in found]
    base = alt.Chart(_data(values)).encode(x=alt.X("label:N", sort=None, title=None, axis=alt.Axis(labelAngle=-40)))
    scale = alt.Scale(zero=False, nice=True)
    axis = alt.Axis(title=None, tickCount=5)
    spans = base.mark_rule(color=INK, strokeWidth=1.5).encode(y=alt.Y("low:Q", scale=scale, axis=axis), y2="high:Q")
    joined = base.mark_line(color=ACCENT, strokeWidth=2).encode(y=alt.Y("value:Q", scale=scale))
    dots = base.mark_point(filled=True, size=70, color=ACCENT, opacity=1).encode(y=alt.Y("value:Q", scale=scale))
    return _drawn(_lined([spans, joined, dots], line, "y").properties(width=_WIDTH, height=170))


def _lined(parts: list[alt.Chart], at: float | None, along: str) -> alt.LayerChart:
    if at is not None:
        rule = alt.Chart(_data([{"at": at}])).mark_rule(color=INK, strokeDash=[4, 4], opacity=0.7)
        parts = [*parts, rule.encode(x="at:Q") if along == "x" else rule.encode(y="at:Q")]
    return alt.LayerChart(layer=parts)


def _data(values: list[dict[str, Any]]) -> alt.Data:
    return alt.Data(values=values)  # type: ignore[no-untyped-call]


def _named(level: Level) -> str:
    return say(f"level.{level:d}")


def _drawn(chart: alt.LayerChart | alt.FacetChart) -> str:
    """The SVG, in the ink of what stands around it."""
    spec: dict[str, Any] = chart.to_dict(validate=False)  # each part was checked when it was made
    spec["config"] = _DRESS
    drawn: str = vl_convert.vegalite_to_svg(spec, vl_version=_GRAMMAR)
    return drawn.replace(INK, "currentColor")


_TEXT = {"labelColor": INK, "titleColor": INK, "labelFontSize": 12}
_DRESS: dict[str, Any] = {
    "background": "transparent",
    "font": "sans-serif",
    "axis": {**_TEXT, "domainColor": INK, "tickColor": INK, "gridColor": INK, "gridOpacity": 0.18},
    "legend": {**_TEXT, "labelLimit": 0},
    "header": {**_TEXT, "labelFontSize": 13},
    "text": {"fontSize": 12},
    "view": {"stroke": None},
}
_GRAMMAR = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
