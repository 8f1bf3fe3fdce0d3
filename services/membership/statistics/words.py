"""Numbers and days as people say them."""

from __future__ import annotations

from datetime import date


def plural(number: int, one: str, many: str = "") -> str:
    """1 note, 2 notes."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def month_name(month: str) -> str:
    """March 2026, from 2026-03."""
    return f"{date(int(month[:4]), int(month[5:7]), 1):%B %Y}"


def step_name(step: str) -> str:
    """March 2026, January to March 2026, or 2026."""
    year, _, part = step.partition("-")
    if not part:
        return year
    if not part.startswith("Q"):
        return month_name(step)
    last = int(part[1:]) * 3
    return f"{date(2000, last - 2, 1):%B} to {date(2000, last, 1):%B} {year}"


def day_name(day: date) -> str:
    """20 November 2026."""
    return f"{day.day} {day:%B %Y}"
