"""One Friday and what comes after it, played over HTTP from outside: `python3 run.py --check`."""

from __future__ import annotations

import time
from collections.abc import Callable

from infra.embedded.friday import erasing, importing, joining, note, session, succession
from infra.embedded.friday.page import NotOnPage
from infra.embedded.friday.story import Story, Unexpected

CHAPTERS = (
    joining.STEPS,
    session.STEPS,
    note.STEPS,
    succession.STEPS,
    importing.STEPS,
    erasing.STEPS,
)


def play(site: str, say: Callable[[str], None]) -> bool:
    """Play every step against this site; says each with its time, and tells whether all held."""
    steps = [step for chapter in CHAPTERS for step in chapter]
    try:
        story = Story(site)
    except (OSError, ValueError, LookupError) as error:
        say(f"✗ There is no network to play on at {site}: {type(error).__name__}: {error}")
        return False
    for number, (words, act) in enumerate(steps, 1):
        began = time.monotonic()
        try:
            act(story)
        except Exception as error:
            say(f"✗ {words}, {time.monotonic() - began:.2f} s")
            for line in _why(error):
                say(f"  {line}")
            if number < len(steps):
                say(f"  {len(steps) - number} more steps build on this one and were not tried")
            return False
        say(f"✓ {words}, {time.monotonic() - began:.2f} s")
    return True


def _why(error: Exception) -> list[str]:
    if isinstance(error, Unexpected):
        return [f"expected: {error.expected}", f"came: {error.came}"]
    if isinstance(error, NotOnPage):
        return [f"expected: {error}", "came: a page without it"]
    return ["expected: the step to go through", f"came: {type(error).__name__}: {error}"]
