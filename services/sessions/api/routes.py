"""The JSON routes of sessions and their handler; the other files register what they answer."""

from __future__ import annotations

from services.runtime.http.api import Api

LATER = [
    f"services.sessions.{room}"
    for room in (
        "api.feed",
        "api.headcount",
        "api.room",
        "api.running",
        "api.series",
        "portability",
    )
]
"""What is asked for seldom."""

api = Api("sessions", later=LATER)
handler = api.handler

NETWORK = "/api/sessions/networks/<network>"
