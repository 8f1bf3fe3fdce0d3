"""HTML for people: routes, forms, cookies, sign-in and the look that all services share."""

from services.runtime.pages.pages import Pages

__all__ = ["Pages"]
