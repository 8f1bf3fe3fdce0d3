"""Who takes part: people with a browser, a program with a token, and whoever has the control room.

All of them speak HTTP to the front door and know nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from infra.embedded.friday.page import Form, Page

MOST_REDIRECTS = 6
TYPED = "application/x-www-form-urlencoded"
BOUNDARY = "f0rm"
PATIENCE = 60.0
CODE = re.compile(r"\b\d{8}\b")


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: str

    def header(self, name: str) -> str:
        """The first header of this name, or nothing."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


def ask(
    site: str, method: str, path: str, body: str = "", headers: Mapping[str, str] | None = None
) -> Answer:
    """One request on a connection of its own."""
    connection = HTTPConnection(urlsplit(site).netloc, timeout=PATIENCE)
    try:
        connection.request(method, path, body.encode() or None, dict(headers or {}))
        response: HTTPResponse = connection.getresponse()
        return Answer(response.status, response.getheaders(), response.read().decode())
    finally:
        connection.close()


class Visitor:
    """Somebody with a browser without scripts: cookies, links and forms as they are served."""

    def __init__(self, site: str, email: str = "", name: str = "") -> None:
        self.email = email
        self.name = name
        self._site = site
        self._cookies: dict[str, tuple[str, str]] = {}

    def open(self, address: str) -> Page:
        """Go to an address of the site."""
        return self._go("GET", address)

    def send(self, form: Form, action: str = "", **typed: str) -> Page:
        """Fill a form in and send it, with its own button or with another one of it."""
        fields = {**form.fields, **{name: [value] for name, value in typed.items()}}
        return self._go("POST", action or form.action, urlencode(fields, doseq=True))

    def upload(self, form: Form, name: str, content: str) -> Page:
        """Send the form of this page that takes a file, with a file in it."""
        head = f'Content-Disposition: form-data; name="file"; filename="{name}"'
        body = (
            f"--{BOUNDARY}\r\n{head}\r\nContent-Type: text/csv\r\n\r\n{content}\r\n--{BOUNDARY}--"
        )
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        return self._go("POST", form.action, f"{body}\r\n", kind)

    def _go(self, method: str, address: str, body: str = "", kind: str = TYPED) -> Page:
        """Follow redirects as browsers do, but not to another site."""
        for _ in range(MOST_REDIRECTS):
            where = urlsplit(urljoin(self._site, address))
            if f"{where.scheme}://{where.netloc}" != self._site:
                return Page(303, address, "", location=address)
            path = f"{where.path}?{where.query}" if where.query else where.path
            answer = ask(self._site, method, path, body, self._headers(method, where.path, kind))
            self._keep(answer)
            if answer.status not in (302, 303):
                return Page(answer.status, path, answer.body)
            method, address, body = "GET", answer.header("location"), ""
        return Page(508, address, "")

    def _headers(self, method: str, path: str, kind: str) -> dict[str, str]:
        sent = [f"{n}={v}" for n, (v, under) in self._cookies.items() if path.startswith(under)]
        headers = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
        if sent:
            headers["Cookie"] = "; ".join(sent)
        if method == "POST":
            headers["Content-Type"] = kind
            headers["Origin"] = self._site
        return headers

    def _keep(self, answer: Answer) -> None:
        for name, value in answer.headers:
            if name.lower() != "set-cookie":
                continue
            for cookie in SimpleCookie(value).values():
                # Plain http: a browser would not send these.
                if cookie["secure"]:
                    continue
                self._cookies.pop(cookie.key, None)
                if cookie["max-age"] != "0":
                    self._cookies[cookie.key] = (cookie.value, cookie["path"] or "/")


class Program:
    """A program that signed in as somebody; it sends JSON and a bearer token."""

    def __init__(self, site: str, token: str = "") -> None:
        self._site = site
        self._token = token

    def call(self, method: str, path: str, content: Any = None) -> Answer:
        """Ask the JSON door."""
        headers = {"Content-Type": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        body = "" if content is None else json.dumps(content)
        return ask(self._site, method, path, body, headers)


class Room:
    """The control room: the mailbox, the clock, and everything that was given up."""

    def __init__(self, site: str) -> None:
        self._program = Program(site)

    def mail(self, to: str = "") -> list[dict[str, Any]]:
        """Mail to this address, or all of it, the newest first, once everything has settled."""
        self.advance("PT0S")
        mails: list[dict[str, Any]] = self._program.call("GET", "/_local/mail").json()
        return [mail for mail in mails if not to or mail["to"] == to]

    def code(self, to: str) -> str:
        """The code in the latest mail to an address."""
        latest = self.mail(to)[:1]
        found = CODE.search(latest[0]["text"]) if latest else None
        return found[0] if found else ""

    def now(self) -> datetime:
        """What the clock says."""
        return datetime.fromisoformat(self._program.call("GET", "/_local/clock").json()["now"])

    def move_to(self, instant: datetime) -> None:
        """Let time pass until then."""
        self._move({"to": instant.isoformat()})

    def advance(self, by: str) -> None:
        """Let this much time pass; none at all lets everything that was said be heard."""
        self._move({"advance": by})

    def _move(self, how: dict[str, str]) -> None:
        moved = self._program.call("POST", "/_local/clock", how)
        if moved.status != 200:
            raise ValueError(f"the clock did not move: {moved.body}")

    def people(self) -> dict[str, dict[str, Any]]:
        """The personas by role."""
        people = self._program.call("GET", "/_local/people").json()
        return {role: person for person in people for role in person["roles"]}

    def traces(self, *words: str) -> list[str]:
        """Where one of these words still stands."""
        found: list[str] = self._program.call("POST", "/_local/traces", {"words": words}).json()
        return found

    def events(self) -> list[dict[str, Any]]:
        """What was said on the buses."""
        said: list[dict[str, Any]] = self._program.call("GET", "/_local/events").json()
        return said

    def dead_letters(self) -> list[Any]:
        """What was given up."""
        found: list[Any] = self._program.call("GET", "/_local/dead-letters").json()
        return found
