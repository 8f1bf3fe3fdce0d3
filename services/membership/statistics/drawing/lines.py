"""Lines: members over time, and headcounts with the band in which half of them lie."""

from __future__ import annotations

from collections.abc import Sequence

from services.membership.statistics.drawing.svg import (
    BRAND,
    LINE,
    PALE,
    PAPER,
    QUIET,
    Paper,
    drawing,
    element,
    letters,
    number,
    path,
    scale,
    text,
)
from services.membership.statistics.figures import Figures, SessionRow
from services.membership.statistics.words import plural

TOP = 30.0
LEGEND = 30.0
Point = tuple[float, float]


def _height(paper: Paper) -> float:
    return 170.0 if paper.narrow else 210.0


def _ticks(paper: Paper, ticks: Sequence[int], left: float, unit: float, floor: float) -> list[str]:
    parts = []
    for tick in ticks:
        y = floor - tick * unit
        parts.append(element("path", d=f"M{left:.1f} {y:.1f}H{paper.width}", stroke=LINE))
        parts.append(
            text(left - 6, y + paper.size * 0.36, f"{tick:,}", text_anchor="end", fill=QUIET)
        )
    return parts


def _years(paper: Paper, years: Sequence[tuple[float, str]], floor: float) -> list[str]:
    parts, taken = [], -99.0
    for x, year in years:
        if x - taken < 3.2 * paper.size:
            continue
        parts.append(element("path", d=f"M{x:.1f} {floor:.1f}v6", stroke=QUIET))
        anchor = "end" if x + letters(year, paper.size) > paper.width else "start"
        parts.append(text(x, floor + paper.size + 8, year, fill=QUIET, text_anchor=anchor))
        taken = x
    return parts


def growth(key: str, paper: Paper, title: str, description: str, figures: Figures) -> str:
    """Members over time; a step that is not shown is dashed, at the pace of all such steps."""
    rows = figures.growth
    ticks = scale(figures.headline.members)
    left = letters(f"{ticks[-1]:,}", paper.size) + 8
    unit = _height(paper) / ticks[-1]
    floor = TOP + _height(paper)
    right = paper.width - 8.0
    step = (right - left) / len(rows)
    points: list[Point] = [(left, floor)]
    points += [
        (left + (at + 1) * step, floor - row.members * unit)
        for at, row in enumerate(rows)
        if row.members is not None
    ]
    parts = _ticks(paper, ticks, left, unit, floor)
    drawn = len(points) == len(rows) + 1
    if drawn:
        below = [*points, (points[-1][0], floor), points[0]]
        parts.append(path(below, fill=PALE, fill_opacity="0.6"))
        parts += _runs(points, [row.joined is None for row in rows])
    parts += _years(paper, _first_of_years([row.step for row in rows], left, step), floor)
    x, y = points[-1]
    parts.append(element("circle", cx=x, cy=y, r=5, fill=BRAND))
    parts.append(
        text(x, y - 11, plural(figures.headline.members, "member"), text_anchor="end",
             font_weight="bold", font_size=paper.size + 2)
    )  # fmt: skip
    height = floor + paper.size + 16
    if any(row.joined is None for row in rows):
        parts.append(_dashed(paper, height + 12, drawn=drawn))
        height += LEGEND
    return drawing(key, paper, height, title, description, parts)


def _first_of_years(steps: Sequence[str], left: float, step: float) -> list[tuple[float, str]]:
    years = [name[:4] for name in steps]
    return [
        (left + at * step, year)
        for at, year in enumerate(years)
        if at == 0 or years[at - 1] != year
    ]


def _runs(points: Sequence[Point], hidden: Sequence[bool]) -> list[str]:
    """The line in pieces, solid where the step is shown and dashed where it is not."""
    parts, begin = [], 0
    for at in range(1, len(hidden) + 1):
        if at == len(hidden) or hidden[at] != hidden[begin]:
            parts.append(
                path(
                    list(points[begin : at + 1]), stroke=BRAND, stroke_width=3,
                    stroke_linejoin="round", stroke_linecap="butt" if hidden[begin] else "round",
                    stroke_dasharray="3 4" if hidden[begin] else None,
                )
            )  # fmt: skip
            begin = at
    return parts


def _dashed(paper: Paper, y: float, *, drawn: bool) -> str:
    if not drawn:
        return text(0, y, "Too few joined at a time to draw a line.", fill=QUIET)
    words = "not shown, drawn evenly" if paper.narrow else "numbers not shown, drawn evenly"
    sample = path([(0, y - 5), (30, y - 5)], stroke=BRAND, stroke_width=3, stroke_dasharray="3 4")
    return sample + text(40, y, words, fill=QUIET)


def headcounts(key: str, paper: Paper, title: str, description: str, figures: Figures) -> str:
    """People in the room, session by session; small ones as rings on the floor."""
    rows = figures.sessions
    ticks = scale(max((row.headcount or 5 for row in rows), default=5))
    left = letters(f"{ticks[-1]}", paper.size) + 10
    unit = _height(paper) / ticks[-1]
    floor = TOP + _height(paper)
    first, last = rows[0].held_on, rows[-1].held_on
    days = max((last - first).days, 1)
    pace = (paper.width - 8 - left - 6) / days

    def place(row: SessionRow) -> Point:
        return left + 6 + (row.held_on - first).days * pace, floor - (row.headcount or 2) * unit

    parts = []
    if figures.usual_headcounts:
        low, high = figures.usual_headcounts
        parts.append(
            element("rect", x=left, y=floor - high * unit, width=paper.width - left,
                    height=max((high - low) * unit, 2.0), fill=PALE)
        )  # fmt: skip
    parts += _ticks(paper, ticks, left, unit, floor)
    parts += _dots(rows, [place(row) for row in rows], 2.2 if paper.narrow else 2.8)
    years = {row.held_on.year: place(row)[0] for row in reversed(rows)}
    parts += _years(paper, [(x, str(year)) for year, x in sorted(years.items())], floor)
    height = floor + paper.size + 16
    for words, mark in _legend(figures):
        height += LEGEND - 6
        parts.append(_sample(mark, height - 14) + text(40, height - 9, words, fill=QUIET))
    return drawing(key, paper, height, title, description, parts)


def _dots(rows: Sequence[SessionRow], points: Sequence[Point], radius: float) -> list[str]:
    """A line through what was counted, broken where nothing can be said."""
    parts: list[str] = []
    run: list[Point] = []
    for row, point in zip([*rows, None], [*points, (0.0, 0.0)], strict=True):
        if row is not None and row.count == "counted":
            run.append(point)
            continue
        if len(run) > 1:
            parts.append(path(run, stroke=BRAND, stroke_width=1.5, stroke_linejoin="round"))
        if run:
            # Dots as points of one line: one element instead of one for each Friday.
            dots = "".join(f"M{number(x)} {number(y)}h0" for x, y in run)
            parts.append(
                element("path", d=dots, stroke=BRAND, stroke_width=2 * radius,
                        stroke_linecap="round")
            )  # fmt: skip
        run = []
        if row is not None and row.count == "fewer than 5":
            x, y = point
            parts.append(
                element("circle", cx=x, cy=y, r=3.5, fill=PAPER, stroke=BRAND, stroke_width=1.5)
            )
    return parts


def _legend(figures: Figures) -> list[tuple[str, str]]:
    found = []
    if figures.usual_headcounts:
        low, high = figures.usual_headcounts
        found.append((f"half of all sessions: {low} to {high}", "band"))
    if any(row.count == "fewer than 5" for row in figures.sessions):
        found.append(("fewer than 5 people", "ring"))
    return found


def _sample(mark: str, y: float) -> str:
    if mark == "ring":
        return element("circle", cx=15, cy=y, r=3.5, fill=PAPER, stroke=BRAND, stroke_width=1.5)
    return element("rect", x=0, y=y - 7, width=30, height=14, fill=PALE)
