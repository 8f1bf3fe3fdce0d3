"""Follows links as a person would, and looks whether the forms that it finds could be sent."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urljoin

from infra.embedded.events import Answer
from tests.membership.network import OURS, Network
from tests.page import Page

MOST = 200
MEETING = "https://meet.example/room"
CALENDARS = ("https://calendar.google.com/", "https://outlook.office.com/", "webcal://")
"""The only links that lead out: each adds to somebody's own calendar, if they choose it."""


def reached(network: Network, by: str | None, starts: Iterable[str]) -> dict[str, Answer]:
    """Every page of our two services that links lead to, by address."""
    to_see, seen = list(starts), dict[str, Answer]()
    while to_see:
        path = to_see.pop()
        if path in seen:
            continue
        assert len(seen) < MOST, "links without end"
        answer = network.get(path, by=by)
        seen[path] = answer
        if answer.status == 303:
            onwards = answer.header("location") or ""
            to_see += [onwards] if onwards != MEETING else []
            continue
        if not is_page(answer):
            continue
        to_see += [
            address
            for link in Page(answer.text).addresses
            if not link.startswith(CALENDARS)
            and (address := urljoin(path, link.partition("#")[0]))
            and is_ours(network, address)
        ]
    return seen


def is_page(answer: Answer) -> bool:
    """Whether this is for people to read, and no redirect or file, such as a calendar's entry."""
    return answer.status != 303 and (answer.header("content-type") or "").startswith("text/html")


def is_ours(network: Network, path: str) -> bool:
    """Whether the template gives this address to membership or sessions."""
    assert path.startswith("/"), f"a link leads elsewhere: {path}"
    return handler(network, "GET", path).startswith(OURS)


def is_known(network: Network, path: str) -> bool:
    """Whether the template gives this address to anybody by name, or it is a calendar of theirs."""
    return path.startswith(CALENDARS) or any(
        pattern.fullmatch(path.partition("?")[0]) and route.path != "/{proxy+}"
        for pattern, route in network.world.door._routes
    )


def handler(network: Network, method: str, path: str) -> str:
    """The function that answers there."""
    for pattern, route in network.world.door._routes:
        if pattern.fullmatch(path.partition("?")[0]) and route.method in ("ANY", method):
            return route.handler
    raise AssertionError(f"nobody answers at {path}")
