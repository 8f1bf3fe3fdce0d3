"""Sessions for programs: the programme, each session, and more for later."""

from services.sessions.api import programme, session
from services.sessions.api.routes import api, handler

__all__ = ["api", "handler", "programme", "session"]
