"""Who may do what at each door: a table of routes, and how a row of it is walked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from services.runtime import platform
from tests.membership.network import PEOPLE, SLUG, Network

NOBODY = "signed out"
VIEWERS = (NOBODY, *PEOPLE)
MEMBERS = ("member", "note_taker", "reviewer", "facilitator", "co_chair", "chair")
IN_OFFICE = ("note_taker", "reviewer", "facilitator", "co_chair", "chair")
CHAIRS = ("co_chair", "chair")
RUNNERS = ("facilitator", "co_chair", "chair")


@dataclass(frozen=True)
class Door:
    """A route and what each viewer gets; whoever is not in `answers` gets `otherwise`."""

    method: str
    path: str
    answers: Mapping[str, int]
    otherwise: int = 403
    content: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def status(self, viewer: str) -> int:
        """What this viewer gets."""
        if viewer in self.answers:
            return self.answers[viewer]
        if viewer == NOBODY and self.path.startswith("/api/"):
            return 401
        if viewer == NOBODY:
            return 303 if self.method == "GET" else 403  # to the sign-in page, or kept
        return self.otherwise

    @property
    def changes(self) -> bool:
        """Whether a viewer who may would change what the next one finds."""
        return self.method != "GET"


def of_a_network(door: Door) -> bool:
    """Whether a door is of a network that is there; into one that is not, something may come."""
    unread = door.otherwise == 415
    return "<network>" in door.path and not door.path.endswith("/import") and not unread


NOTHING = {"kind": "network", "rows": []}
"""What comes of a network without anything in it."""


def given(status: int, *viewers: str) -> dict[str, int]:
    """The same answer for these."""
    return dict.fromkeys(viewers, status)


def knock(network: Network, door: Door, viewer: str, slug: str = SLUG, **parts: str) -> int:
    """Try a door as a viewer; returns the status."""
    path = door.path
    for name, value in {"network": slug, **parts}.items():
        path = path.replace(f"<{name}>", value)
    by = None if viewer == NOBODY else viewer
    if path.startswith("/api/"):
        content = None if door.method == "GET" or not door.content else dict(door.content)
        return network.api(door.method, path, content, by=by).status
    if door.method == "GET":
        return network.get(path, by=by).status
    return network.post(path, dict(door.content), by=by).status


def forget() -> None:
    """Take the platform of the last network away."""
    platform.install(None)
