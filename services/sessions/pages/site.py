"""The pages of sessions and their handler; the other files register what they show."""

from __future__ import annotations

from services.runtime.pages.pages import Pages

LATER = [
    f"services.sessions.pages.{room}"
    for room in ("calendar", "headcount", "room", "running", "series")
]
"""What is asked for seldom, or needs a library of its own."""

pages = Pages("sessions", later=LATER)
handler = pages.handler
