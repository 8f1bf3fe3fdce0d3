"""Membership for programs: arriving, what is mine, the desk of a network, organisations."""

from services.membership.api import arriving, desk, invitations, mine, networks, organisations
from services.membership.api.routes import api, handler

__all__ = [
    "api",
    "arriving",
    "desk",
    "handler",
    "invitations",
    "mine",
    "networks",
    "organisations",
]
