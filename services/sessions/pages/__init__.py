"""Sessions for people: the programme, the way in, and the desk where sessions are run."""

from services.sessions.pages import programme, session
from services.sessions.pages.site import handler, pages

__all__ = ["handler", "pages", "programme", "session"]
