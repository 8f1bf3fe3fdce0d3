"""Membership for people: joining, signing in, my networks, a network's home and its desk."""

from services.membership.pages import (
    addresses,
    affiliations,
    arriving,
    desk,
    erasing,
    invitations,
    mine,
    network,
    organisations,
    profile,
    settings,
)
from services.membership.pages.site import handler, pages

__all__ = [
    "addresses",
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
    "profile",
    "settings",
]
