"""What one request for a page says: where, who, and from which page."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from services.runtime import platform
from services.runtime.pages import addresses, cookies
from services.runtime.pages.filled import Filled
from services.runtime.ports import SignInRefused


class SignInFirst(Exception):
    """The page is for signed-in people; `then` is where they wanted to go."""

    def __init__(self, then: str) -> None:
        super().__init__("sign in first")
        self.then = then


class Request:
    """An HTTP API event; an anonymous one reads no cookies, whatever was sent."""

    def __init__(self, event: dict[str, Any]) -> None:
        self.event = event
        self.anonymous = False
        self.filled = Filled(self.path)

    @property
    def path(self) -> str:
        """The path without the query."""
        return str(self.event.get("rawPath") or "/")

    @property
    def headers(self) -> dict[str, str]:
        """Headers by lower-case name."""
        return self.event.get("headers") or {}

    @property
    def query(self) -> dict[str, str]:
        """Query parameters by name."""
        return self.event.get("queryStringParameters") or {}

    @cached_property
    def member_id(self) -> str | None:
        """Whom the session cookie proves, if anybody."""
        token = None if self.anonymous else cookies.read(self.event, cookies.SESSION)
        if not token:
            return None
        try:
            return platform.current().identity.verify(token)
        except SignInRefused:
            return None

    @cached_property
    def banner(self) -> str | None:
        """The sentence that the page before left for this one."""
        return None if self.anonymous else cookies.read_banner(self.event)

    def demand_member(self) -> str:
        """The member id; raises SignInFirst if nobody is signed in."""
        if self.member_id is None:
            raise SignInFirst(self._here())
        return self.member_id

    def _here(self) -> str:
        """This page, or for a form the page that it stands on."""
        if self.event["requestContext"]["http"]["method"] == "GET":
            query = self.event.get("rawQueryString")
            return f"{self.path}?{query}" if query else self.path
        referrer = self.headers.get("referer", "")
        same = addresses.host_of(referrer) == self.headers.get("host", "").lower()
        return addresses.path_of(referrer) if same else "/me"
