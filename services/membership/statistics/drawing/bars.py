"""Bars: one lies beside its label and ends in its number; months stand next to each other."""

from __future__ import annotations

from collections.abc import Sequence

from services.membership.statistics.drawing.svg import (
    BRAND,
    LINE,
    QUIET,
    Paper,
    drawing,
    element,
    hatching,
    letters,
    scale,
    text,
    wrapped,
)
from services.membership.statistics.words import month_name, plural

NOT_SHOWN = "not shown"
HIDDEN_LENGTH = 28
TOP_OF_COLUMNS = 26


def bars(
    key: str, paper: Paper, title: str, description: str, rows: Sequence[tuple[str, int | None]]
) -> str:
    """Groups, the largest on top; what is not shown has the same mark whatever it is."""
    most = max((value for _, value in rows if value is not None), default=1) or 1
    size = paper.size
    left = 0.0 if paper.narrow else min(max((letters(n, size) for n, _ in rows), default=0), 260.0)
    start = left + (0 if paper.narrow else 12)
    room = paper.width - start - letters(f" {most:,} ", size) - 4
    row_height, bar = (52, 18) if paper.narrow else (38, 22)
    parts = [hatching(f"{key}-{paper.name}")]
    y = 4.0
    for name, value in rows:
        lines = wrapped(name, size, paper.width if paper.narrow else left + 1)
        extra = (len(lines) - 1) * (size + 3)
        if paper.narrow:
            parts += [text(0, y + size + at * (size + 3), line) for at, line in enumerate(lines)]
            top = y + size + 7 + extra
        else:
            first = y + bar / 2 + size * 0.36 - extra / 2
            parts += [
                text(left, first + at * (size + 3), line, text_anchor="end")
                for at, line in enumerate(lines)
            ]
            top = y
        parts.append(_bar(f"{key}-{paper.name}", start, top, bar, value, room / most, size))
        y += row_height + (extra if paper.narrow else max(extra - 12, 0))
    return drawing(key, paper, y, title, description, parts)


def _bar(
    about: str, x: float, y: float, height: float, value: int | None, unit: float, size: int
) -> str:
    baseline = y + height / 2 + size * 0.36
    if value is None:
        mark = element(
            "rect", x=x, y=y, width=HIDDEN_LENGTH, height=height,
            fill=f"url(#{about}-hidden)", stroke=QUIET, stroke_dasharray="3 2",
        )  # fmt: skip
        return mark + text(x + HIDDEN_LENGTH + 8, baseline, NOT_SHOWN, fill=QUIET)
    length = max(value * unit, 2.0)
    return element("rect", x=x, y=y, width=length, height=height, rx=2, fill=BRAND) + text(
        x + length + 8, baseline, f"{value:,}", font_weight="bold"
    )


def columns(
    key: str, paper: Paper, title: str, description: str, rows: Sequence[tuple[str, int]]
) -> str:
    """A number for each month, with the first month of each year named below."""
    values = [value for _, value in rows]
    ticks = scale(max(values, default=1))
    left = letters(f"{ticks[-1]}", paper.size) + 10
    height = 150.0 if paper.narrow else 200.0
    unit = height / ticks[-1]
    floor = TOP_OF_COLUMNS + height
    step = (paper.width - left) / len(rows)
    parts = [_tick(paper, left, floor - tick * unit, f"{tick}") for tick in ticks]
    taken = -99.0
    for at, (month, value) in enumerate(rows):
        x = left + at * step
        if value:
            parts.append(
                element(
                    "rect", x=x + step * 0.14, y=floor - value * unit, width=step * 0.72,
                    height=value * unit, rx=min(2.0, step / 5), fill=BRAND,
                )
            )  # fmt: skip
        if (at == 0 or month.endswith("-01")) and x - taken > 3.2 * paper.size:
            parts.append(element("path", d=f"M{x:.1f} {floor:.1f}v6", stroke=QUIET))
            parts.append(text(x, floor + paper.size + 8, month[:4], fill=QUIET))
            taken = x
    parts.append(_peak(paper, rows, left, step, floor, unit))
    return drawing(key, paper, floor + paper.size + 16, title, description, parts)


def _tick(paper: Paper, left: float, y: float, words: str) -> str:
    line = element("path", d=f"M{left:.1f} {y:.1f}H{paper.width}", stroke=LINE)
    return line + text(
        left - 6, y + paper.size * 0.36, words, text_anchor="end", fill=QUIET,
    )  # fmt: skip


def _peak(
    paper: Paper,
    rows: Sequence[tuple[str, int]],
    left: float,
    step: float,
    floor: float,
    unit: float,
) -> str:
    """The best month, named where it stands."""
    at, (month, value) = max(enumerate(rows), key=lambda row: row[1][1])
    if not value:
        return ""
    words = f"{plural(value, 'note')} in {month_name(month)}"
    if [each for _, each in rows].count(value) > 1:
        words = f"up to {plural(value, 'note')} a month"
    half = letters(words, paper.size) / 2 + 4
    x = min(max(left + (at + 0.5) * step, left + half), paper.width - half)
    return text(
        x, floor - value * unit - 7, words, text_anchor="middle", font_weight="bold",
        paint_order="stroke", stroke="#ffffff", stroke_width=4, stroke_linejoin="round",
    )  # fmt: skip
