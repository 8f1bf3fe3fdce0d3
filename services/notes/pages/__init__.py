"""Notes for people: reading them, the desk where they are made, objecting to them."""

from services.notes.pages import cases, desk, notes, objections
from services.notes.pages.site import handler, pages

__all__ = ["cases", "desk", "handler", "notes", "objections", "pages"]
