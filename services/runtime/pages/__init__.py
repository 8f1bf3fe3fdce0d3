"""The door for people: pages rendered on the server that work with scripts blocked."""

from services.runtime.pages.pages import PageRoute, Pages

__all__ = ["PageRoute", "Pages"]
