"""On which days the four nations have a bank holiday; a chair decides what follows of it (S5)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

NATIONS = {
    "ENG": "England",
    "WLS": "Wales",
    "SCT": "Scotland",
    "NIR": "Northern Ireland",
}


def bank_holidays(days: Collection[date]) -> dict[date, dict[str, list[str]]]:
    """Of these days those that are a bank holiday: how each is called, and in which nations."""
    # Has the calendars of all countries, and takes as long to import as everything else together.
    from holidays import country_holidays

    years = {day.year for day in days}
    found: dict[date, dict[str, list[str]]] = {}
    for code, nation in NATIONS.items():
        theirs = country_holidays("GB", subdiv=code, years=years, language="en_GB")
        for day in days:
            if day in theirs:
                found.setdefault(day, {}).setdefault(theirs[day], []).append(nation)
    return found
