"""Membership for programs: arriving, what is mine, the desk of a network, and more for later."""

from services.membership.api import arriving, desk, mine
from services.membership.api.routes import api, handler

__all__ = ["api", "arriving", "desk", "handler", "mine"]
