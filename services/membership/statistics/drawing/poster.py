"""The poster: six big numbers and the line of growth on one sheet of paper, for a wall."""

from __future__ import annotations

from services.membership.statistics.drawing.svg import (
    BRAND,
    INK,
    PALE,
    PAPER,
    QUIET,
    Paper,
    drawing,
    element,
    letters,
    path,
    text,
    wrapped,
)
from services.membership.statistics.figures import Figures, Headline
from services.membership.statistics.together import Totals
from services.membership.statistics.words import day_name, month_name

SHEET = Paper("poster", 595, 13)
HEIGHT = 842
MARGIN = 48.0
BAND = 190.0
LARGEST = 54


def big_numbers(headline: Headline) -> list[tuple[str, str]]:
    """The six numbers and what each of them counts, here and at the top of the page."""
    typical = headline.typical_headcount
    return [
        (f"{headline.members:,}", "member" if headline.members == 1 else "members"),
        (
            f"{headline.organisations:,}",
            "organisation" if headline.organisations == 1 else "organisations",
        ),
        (
            f"{headline.sectors:,}",
            "kind of organisation" if headline.sectors == 1 else "kinds of organisation",
        ),
        (f"{headline.sessions:,}", "session held" if headline.sessions == 1 else "sessions held"),
        ("–" if typical is None else f"{typical:,}", "people in a typical session"),
        (f"{headline.notes:,}", "note shared" if headline.notes == 1 else "notes shared"),
    ]


def poster(figures: Figures, network: str) -> str:
    """One sheet, A4 upright; all of it is on the page in words and tables as well."""
    return on_a_sheet(figures, network, big_numbers(figures.headline), _line(figures))


def on_a_sheet(
    figures: Figures | Totals, network: str, numbers: list[tuple[str, str]], below: list[str]
) -> str:
    """Big numbers on a sheet of paper, with a drawing below them."""
    parts = _heading(figures, network)
    column = (SHEET.width - 2 * MARGIN) / 2
    for at, (figure, label) in enumerate(numbers):
        x = MARGIN + (at % 2) * column
        y = BAND + 78 + (at // 2) * 106
        parts.append(
            text(x, y, figure, font_size=LARGEST, font_weight="bold", fill=BRAND)
            + text(x, y + 24, label, font_size=16)
        )
    parts += below
    parts += _foot(figures)
    said = ", ".join(f"{figure} {label}" for figure, label in numbers)
    return drawing("poster", SHEET, HEIGHT, f"{network} in numbers", f"{said}.", parts)


def _heading(figures: Figures | Totals, network: str) -> list[str]:
    size = 34
    while size > 20 and len(wrapped(network, size, SHEET.width - 2 * MARGIN)) > 2:
        size -= 2
    lines = wrapped(network, size, SHEET.width - 2 * MARGIN)[:3]
    y = BAND - 62 - len(lines) * (size + 6)
    parts = [element("rect", width=SHEET.width, height=BAND, fill=BRAND)]
    for at, line in enumerate(lines):
        parts.append(
            text(MARGIN, y + (at + 1) * (size + 6) - 6, line, font_size=size,
                 font_weight="bold", fill=PAPER)
        )  # fmt: skip
    since = f"In numbers, {month_name(figures.opened)} to {day_name(figures.as_of)}"
    parts.append(text(MARGIN, BAND - 30, since, font_size=16, fill=PALE))
    return parts


def _line(figures: Figures) -> list[str]:
    """Growth: where it began and where it is; nothing at all for a network that is too young."""
    top, height = BAND + 392.0, 112.0
    members = figures.headline.members
    known = [row.members for row in figures.growth]
    if not members or any(value is None for value in known) or not known:
        return []
    axis = path([(MARGIN, top + height), (SHEET.width - MARGIN, top + height)], stroke=QUIET)
    width = (SHEET.width - 2 * MARGIN) / len(known)
    points = [(MARGIN, top + height)] + [
        (MARGIN + (at + 1) * width, top + height - (value or 0) / members * height)
        for at, value in enumerate(known)
    ]
    below = [*points, (points[-1][0], top + height)]
    return [
        path(below, fill=PALE),
        axis,
        path(points, stroke=BRAND, stroke_width=3, stroke_linejoin="round"),
        element("circle", cx=points[-1][0], cy=points[-1][1], r=5, fill=BRAND),
        text(MARGIN, top + height + 20, month_name(figures.opened), fill=QUIET),
        text(SHEET.width - MARGIN, top + height + 20, day_name(figures.people_as_of),
             fill=QUIET, text_anchor="end"),
        text(MARGIN, top - 14, "How we grew", font_size=16, font_weight="bold", fill=INK),
    ]  # fmt: skip


def _foot(figures: Figures | Totals) -> list[str]:
    lines = [
        "What is said in a session stays there. Nothing is recorded, and notes name nobody.",
        f"Counted by rules version {figures.rules_version}.",
        f"Fingerprint {figures.inputs}",
    ]
    size = 9.5
    room = SHEET.width - 2 * MARGIN
    if letters(lines[2], size) > room:
        size = size * room / letters(lines[2], size)
    return [
        text(MARGIN, HEIGHT - 64 + at * 15, line, font_size=size if at else 11, fill=QUIET)
        for at, line in enumerate(lines)
    ]
