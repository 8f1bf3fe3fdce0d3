"""Membership for people: joining, signing in, my networks, a network's home and its desk."""

from services.membership.pages import (
    affiliations,
    arriving,
    desk,
    erasing,
    invitations,
    mine,
    network,
    organisations,
    settings,
)
from services.membership.pages.site import handler, pages

__all__ = [
    "affiliations",
    "arriving",
    "desk",
    "erasing",
    "handler",
    "invitations",
    "mine",
    "network",
    "organisations",
    "pages",
    "settings",
]
