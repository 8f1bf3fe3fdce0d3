"""The JSON routes of notes and their handler; the other files register what they answer."""

from __future__ import annotations

from services.runtime.http.api import Api

api = Api("notes", later=["services.notes.portability"])
handler = api.handler

NETWORK = "/api/notes/networks/<network>"
