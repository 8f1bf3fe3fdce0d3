"""Membership for people: joining, signing in, my networks, a network's home and its desk."""

from services.membership.pages import arriving, desk, mine, network
from services.membership.pages.site import handler, pages

__all__ = ["arriving", "desk", "handler", "mine", "network", "pages"]
