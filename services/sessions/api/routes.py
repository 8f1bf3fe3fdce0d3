"""The JSON routes of sessions and their handler; the other files register what they answer."""

from __future__ import annotations

from services.runtime.http.api import Api

LATER = ["services.sessions.api.feed", "services.sessions.portability"]
"""What is asked for seldom."""

api = Api("sessions", later=LATER)
handler = api.handler

NETWORK = "/api/sessions/networks/<network>"
