"""What the chapters of the Friday share: the people, the sessions and the note of the story."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from infra.embedded import demo
from infra.embedded.friday.page import Page
from infra.embedded.friday.visitor import Program, Room, Visitor

HOME = f"/networks/{demo.SLUG}"
API = f"/networks/{demo.SLUG}"
LONDON = ZoneInfo("Europe/London")
TITLE = "What helps staff after an incident"
OTHER_TITLE = "Listening to patients and families"
MEETING = "https://meet.example/the-room-of-this-friday"


class Unexpected(Exception):
    """A step did not come out as it should."""

    def __init__(self, expected: str, came: str) -> None:
        super().__init__(f"expected {expected}, came {came}")
        self.expected = expected
        self.came = came


class Story:
    """Who plays, and what has been made so far."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.room = Room(site)
        people = self.room.people()
        self.chair, self.facilitator, self.reviewer, self.member, self.applicant = (
            Visitor(site, people[role]["email"], people[role]["name"])
            for role in ("chair", "facilitator", "reviewer", "member", "applicant")
        )
        self.newcomer = Visitor(site, "nadia.holroyd@harbour.example", "Nadia Holroyd")
        self.leaver = Visitor(site, "owen.latimer@harbour.example", "Owen Latimer")
        self.stranger = Visitor(site)
        self.program = Program(site)
        self.friday = self.room.now().date()
        self.door = ""
        self.draft = ""
        self.note = ""
        self.before: dict[str, Any] = {}
        self.imported = ""
        self.imported_one = self.stranger
        self.newcomers_id = ""

    def at(self, day: int, hour: int, minute: int) -> datetime:
        """A wall time in London, this many days after the Friday of the story."""
        return datetime.combine(self.friday + timedelta(days=day), time(hour, minute), LONDON)

    def sign_in(self, visitor: Visitor) -> Page:
        """Sign in on the page, with the code from the mailbox."""
        asked = visitor.open("/sign-in")
        if not any(form.action == "/sign-in" for form in asked.forms):
            return asked  # signed in before
        code_page = visitor.send(asked.form("/sign-in"), email=visitor.email)
        return self.enter_code(visitor, code_page)

    def enter_code(self, visitor: Visitor, page: Page) -> Page:
        """Type in the code from the mail."""
        code = self.room.code(visitor.email)
        check(bool(code), f"a mail with a code for {visitor.email}", "none")
        return visitor.send(page.form("/sign-in/code"), code=code)

    def program_of(self, visitor: Visitor) -> Program:
        """A program that signs in as somebody, as the API guide says."""
        program = Program(self.site)
        challenge = program.call("POST", "/api/membership/tokens", {"email": visitor.email})
        check(challenge.status == 200, "a challenge for the program", challenge.body)
        proof = {
            "challenge": challenge.json()["challenge"],
            "code": self.room.code(visitor.email),
        }
        tokens = program.call("POST", "/api/membership/tokens", proof)
        check(tokens.status == 200, "tokens for the right code", tokens.body)
        return Program(self.site, tokens.json()["id_token"])

    def members(self) -> int:
        """How many members the network has, as its chair counts them."""
        chair, counted, more = self.program_of(self.chair), 0, ""
        while True:
            answer = chair.call("GET", f"/api/membership{API}/members{more}")
            check(answer.status == 200, "the list of members for the chair", answer.body)
            counted += len(answer.json()["people"])
            if not answer.json()["next"]:
                return counted
            more = f"?next={answer.json()['next']}"


Step = tuple[str, Callable[[Story], None]]


def check(held: bool, expected: str, came: object) -> None:
    """Raise Unexpected unless it held."""
    if not held:
        raise Unexpected(expected, str(came)[:300])


def shows(page: Page, status: int, *words: str) -> Page:
    """The page, if it has this status and these words."""
    came = f"{page.status} at {page.path}: {page.text}"
    check(page.status == status, f"an answer with status {status}", came)
    for word in words:
        check(word in page.text, f"“{word}” on the page", came)
    return page
