"""The pages of notes and their handler; the other files register what they show."""

from __future__ import annotations

from services.runtime.pages.pages import Pages

pages = Pages("notes")
handler = pages.handler
