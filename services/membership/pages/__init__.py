"""Membership for people: joining, signing in, my networks, a network's home and its desk."""

from services.membership.pages import arriving, desk, erasing, invitations, mine, network, settings
from services.membership.pages.site import handler, pages

__all__ = [
    "arriving",
    "desk",
    "erasing",
    "handler",
    "invitations",
    "mine",
    "network",
    "pages",
    "settings",
]
