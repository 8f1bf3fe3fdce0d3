"""Which column is for what: people head them in many ways, and none is guessed from its content."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
APART = re.compile(r"[^\w]+|_+")
OR = re.compile(r"\s*(?:/|\||,|\bor\b|\band\b|&)\s*")

FILLING = frozenset(
    [
        "a", "an", "are", "attendee", "attendees", "contact", "contacts", "current", "delegate",
        "do", "employee", "enter", "for", "from", "give", "in", "is", "main", "member", "members",
        "my", "of", "participant", "participants", "person", "persons", "please", "primary",
        "provide", "required", "s", "staff", "state", "the", "their", "to", "us", "value", "what",
        "which", "work", "you", "your", "1",
    ]
)  # fmt: skip
"""Words of headings and of questions in forms that do not change what is asked for."""

WORDS: Mapping[str, frozenset[str]] = {
    "name": frozenset(["name", "full name", "fullname", "display name", "displayname", "names"]),
    "first": frozenset(
        [
            "first name", "firstname", "forename", "fore name", "given name", "givenname", "first",
            "forenames", "first names", "given names",
        ]
    ),
    "last": frozenset(
        [
            "last name", "lastname", "surname", "sur name", "family name", "familyname", "last",
            "second name",
        ]
    ),
    "email": frozenset(
        [
            "e mail", "email", "mail", "e mail address", "email address", "emailaddress",
            "mail address", "emails", "email addresses", "e mails", "e mail addresses", "email id",
            "e mail id", "nhs email", "nhs email address", "nhs mail", "nhsmail", "nhsmail address",
            "email add", "smtp address", "primarysmtpaddress", "primary smtp address",
        ]
    ),
    "organisation": frozenset(
        [
            "organisation", "organization", "organisation name", "organization name",
            "name organisation", "name organization", "organisations", "organizations", "org",
            "org name", "orgname", "trust", "trust name", "nhs trust", "nhs organisation",
            "employer", "employer name", "employing organisation", "employing trust", "company",
            "company name", "companyname", "institution", "workplace", "place of work", "hospital",
            "hospital trust", "name trust", "name employer", "provider", "provider name",
            "name institution", "where do you work", "who do you work for",
        ]
    ),
    "role": frozenset(
        [
            "role", "job title", "jobtitle", "job role", "job", "position", "post", "occupation",
            "organisation title", "organization title", "role title", "post title", "designation",
            "job title role", "roles", "profession", "role organisation", "job position",
        ]
    ),
}  # fmt: skip
"""What each column may be headed, in small letters and without signs and filling words.

"Title" alone is left out: as often as a job it is Dr or Mrs.
"""

NEEDED = {
    "name": "the name (such as “Name”, or “First name” and “Last name”)",
    "email": "the mail address (such as “E-mail”)",
    "organisation": "the organisation (such as “Organisation”)",
}
LONGEST_SHOWN = 40
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a row each thing stands, by position; `others` are positions that nobody reads."""

    at: Mapping[str, int]
    others: tuple[int, ...]
    again: tuple[int, ...]
    """Columns for something that an earlier one is for already; nobody reads them either."""

    @property
    def missing(self) -> list[str]:
        """What is needed and has no column."""
        there = set(self.at)
        if {"first", "last"} <= there:
            there.add("name")
        return [kind for kind in NEEDED if kind not in there]

    def of(self, cells: Sequence[str], kind: str) -> str:
        """The cell that is for this, tidied; empty if there is none."""
        place = self.at.get(kind, len(cells))
        return tidied(cells[place]) if place < len(cells) else ""

    def name(self, cells: Sequence[str]) -> str:
        """The full name, or first and last name; "Name" beside "Surname" alone is the first."""
        full, first, last = (self.of(cells, kind) for kind in ("name", "first", "last"))
        if "first" not in self.at and not full.casefold().endswith(last.casefold()):
            return f"{full} {last}".strip()
        return full or f"{first} {last}".strip()


def recognise(cells: Sequence[str]) -> Columns:
    """What the cells of a row are for, if it is a row of headings."""
    at: dict[str, int] = {}
    others: list[int] = []
    again: list[int] = []
    for place, cell in enumerate(cells):
        kind = _kind(cell)
        if kind and kind not in at:
            at[kind] = place
        elif cell.strip():
            (again if kind else others).append(place)
    return Columns(at, tuple(others), tuple(again))


def tidied(cell: str) -> str:
    """The text without what spreadsheets put around and between words by accident."""
    if cell.isascii():
        return " ".join(part for part in cell.strip().split(" ") if part)
    spaced = "".join(" " if unicodedata.category(ch) == "Zs" else ch for ch in cell)
    return " ".join(part for part in spaced.strip().split(" ") if part)


def shown(cells: Sequence[str]) -> str:
    """Headings for a sentence; of what is no heading, such as an address, nothing is repeated."""
    said = [tidied(cell) for cell in cells]
    fit = [cell for cell in said if cell and len(cell) <= LONGEST_SHOWN and _may_be_shown(cell)]
    more = sum(map(bool, said)) - len(fit[:MOST_SHOWN])
    listed = ", ".join(f"“{cell}”" for cell in fit[:MOST_SHOWN])
    if not more:
        return listed
    return f"{listed} and {more} more" if listed else f"{more} that cannot be shown"


def _may_be_shown(cell: str) -> bool:
    return "@" not in cell and cell.isprintable() and any(ch.isalpha() for ch in cell)


def _kind(heading: str) -> str | None:
    if len(heading) > 200:
        return None
    found = {_meaning(part) for part in (heading, IN_BRACKETS.sub(" ", heading))} - {None}
    if not found:
        # "Organisation / Trust" is for one thing, "Name and organisation" for none.
        parts = [_meaning(part) for part in OR.split(heading) if part]
        found = set(parts)
    return found.pop() if len(found) == 1 else None


def _meaning(heading: str) -> str | None:
    spelt = unicodedata.normalize("NFKC", CAMEL.sub(" ", heading)).casefold()
    words = [word for word in APART.split(spelt) if word]
    for said in (" ".join(words), " ".join(word for word in words if word not in FILLING)):
        for kind, ways in WORDS.items():
            if said in ways:
                return kind
    return None
