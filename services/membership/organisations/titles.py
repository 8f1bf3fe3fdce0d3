"""Names from files that shout, as they are written elsewhere."""

from __future__ import annotations

import re

from services.membership.organisations.spellings import SMALL

ALWAYS_SHORT = frozenset({"ccg", "csu", "icb", "nhs", "nhse", "uk"})
WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
SMALL_IN_TOWNS = SMALL | {"under", "le"}


def title(name: str) -> str:
    """The name with capitals where names have them; one that has small letters stays as it is."""
    if name != name.upper():
        return name
    return WORD.sub(lambda found: _word(found.group().casefold(), found.start() == 0), name)


def _word(word: str, is_first: bool) -> str:
    if word in ALWAYS_SHORT:
        return word.upper()
    if word in SMALL_IN_TOWNS and not is_first:
        return word
    return word[:1].upper() + word[1:]
