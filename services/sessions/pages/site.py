"""The pages of sessions and their handler; the other files register what they show."""

from __future__ import annotations

from services.runtime.pages.pages import Pages

pages = Pages("sessions")
handler = pages.handler
