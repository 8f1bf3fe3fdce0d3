"""Membership for programs: arriving, what is mine, the desk of a network, organisations."""

from services.membership.api import (
    addresses,
    arriving,
    desk,
    invitations,
    mine,
    networks,
    organisations,
    profile,
)
from services.membership.api.routes import api, handler

__all__ = [
    "addresses",
    "api",
    "arriving",
    "desk",
    "handler",
    "invitations",
    "mine",
    "networks",
    "organisations",
    "profile",
]
