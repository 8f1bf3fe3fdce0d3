"""Notes for programs: reading, writing and checking, objecting."""

from services.notes.api import drafts, notes, objections
from services.notes.api.routes import api, handler

__all__ = ["api", "drafts", "handler", "notes", "objections"]
