"""What each row of a list would do, before anything is done (M24).

What is known of addresses comes as a lookup by their keys, so that this knows no store.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Protocol

from pydantic import Field, ValidationError

from services.membership.importing.table import Row, Table
from services.membership.importing.verdicts import Class, Known, Lookup, verdict
from services.runtime.http.problems import invalid
from services.runtime.http.wishes import FilledLine, Line, Wish

AT_ONCE = 100
"""As many keys as one batched read takes."""
SPREADSHEET_ERRORS = ("#N/A", "#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!")
MOST_SUGGESTED = 3

SURPLUS = "There are more cells than headings. A cell with a comma in it needs quotation marks."
SEVERAL = "There is more than one address in this cell. Leave one, or use a row for each."


class Named(Protocol):
    """An organisation of the register."""

    @property
    def organisation_id(self) -> str:
        """What it is called in keys and events."""

    @property
    def name(self) -> str:
        """What it is called by people."""


class Resolution(Protocol):
    """What the register makes of a text: an organisation, or candidates in rank (M9)."""

    @property
    def organisation(self) -> Named | None:
        """The one that is meant, if that is certain."""

    @property
    def candidates(self) -> Sequence[Named]:
        """Those that may be meant, the likeliest first."""


class Addresses(Protocol):
    """How addresses are checked and compared: the package `addresses` is this."""

    def checked(self, address: str) -> str:
        """The address in its normal form; raises ValueError with a sentence for the person."""

    def address_key(self, address: str) -> str:
        """What ways of writing one address have in common (M1)."""

    def alias_key(self, address: str) -> str:
        """What the addresses of one mailbox have in common; only to notice (M1)."""

    def is_shared(self, address: str) -> bool:
        """Whether several people seem to read it (M4)."""


Resolve = Callable[[str], Resolution]


class Person(Wish):
    """Somebody as a row has them; the address is in its normal form."""

    name: FilledLine = Field(repr=False)
    email: FilledLine = Field(repr=False)
    organisation: Line = Field(default="", repr=False)
    role: Line = Field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about one row.

    `cells` are sentences by cell, `why` is one about the whole row, `hints` are for whoever knows
    these people: they change nothing. A malformed row has neither person nor keys.
    """

    row: Row
    what: Class
    why: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    hints: tuple[str, ...] = ()
    person: Person | None = field(default=None, repr=False)
    key: str = field(default="", repr=False)
    alias_key: str = field(default="", repr=False)
    organisation: Named | None = field(default=None, repr=False)
    elsewhere: bool = False


def classify(
    table: Table, addresses: Addresses, known: Lookup, resolve: Resolve
) -> tuple[Finding, ...]:
    """A finding for each row, in their order; nothing is written, sent or remembered."""
    findings = [_read(row, addresses) for row in table.rows]
    findings = list(_without_duplicates(findings))
    keys = {key for found in findings if found.key for key in (found.key, found.alias_key)}
    facts = _known(sorted(keys), known)
    findings = [_judged(found, facts) for found in findings]
    return tuple(_resolved(findings, resolve))


# --- one row ------------------------------------------------------------------------------------


def _read(row: Row, addresses: Addresses) -> Finding:
    try:
        person = Person(
            name=row.name, email=row.email, organisation=row.organisation, role=row.role
        )
    except ValidationError as error:
        cells = dict(invalid(error).fields)
    else:
        cells = {}
    cells |= _of_the_spreadsheet(row)
    email = ""
    if "email" not in cells:
        try:
            email = addresses.checked(row.email)
        except ValueError as error:
            cells["email"] = SEVERAL if row.email.count("@") > 1 else str(error)
    if cells or row.surplus:
        return Finding(row, Class.MALFORMED, SURPLUS if row.surplus else "", cells)
    return Finding(
        row,
        Class.READY,
        hints=tuple(_hints(person, addresses)),
        person=person.model_copy(update={"email": email}),
        key=addresses.address_key(email),
        alias_key=addresses.alias_key(email),
    )


def _of_the_spreadsheet(row: Row) -> dict[str, str]:
    """What is no text of a person: formulas as text, and what failing formulas leave behind."""
    cells: dict[str, str] = {}
    for cell in ("name", "email", "organisation", "role"):
        text = getattr(row, cell)
        if text.startswith("="):
            cells[cell] = "This is a formula. Put its result there."
        elif text.upper() in SPREADSHEET_ERRORS:
            cells[cell] = "This is an error of the spreadsheet. Write what is meant."
    return cells


def _hints(person: Person, addresses: Addresses) -> Iterator[str]:
    if addresses.is_shared(person.email):
        yield "Looks like a mailbox that several people read; members are persons."
    if "," in person.name:
        yield "The name has a comma in it and is shown as it is written."


# --- all rows -----------------------------------------------------------------------------------


def _without_duplicates(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Of rows with one address the first stays; another way of writing it is only pointed out."""
    first: dict[str, int] = {}
    mailboxes: dict[str, int] = {}
    for found in findings:
        if not found.key:
            yield found
        elif found.key in first:
            why = f"The address is that of row {first[found.key]:,}."
            yield replace(found, what=Class.DUPLICATE, why=why, hints=())
        else:
            first[found.key] = found.row.number
            before = mailboxes.setdefault(found.alias_key, found.row.number)
            if before != found.row.number:
                hint = (
                    f"May be the person of row {before:,}, with another way to write the address."
                )
                found = replace(found, hints=(*found.hints, hint))
            yield found


def _judged(found: Finding, facts: Mapping[str, Collection[Known]]) -> Finding:
    if not found.what.goes_in:
        return found
    kept_out = verdict(found.key, found.alias_key, facts)
    if kept_out:
        what, why = kept_out
        return replace(found, what=what, why=why, hints=())
    if Known.MEMBER in facts.get(found.alias_key, ()):
        hint = "May be a member already, with another way to write the address."
        found = replace(found, hints=(*found.hints, hint))
    return replace(found, elsewhere=Known.ELSEWHERE in facts.get(found.key, ()))


def _known(keys: Sequence[str], known: Lookup) -> Mapping[str, Collection[Known]]:
    facts: dict[str, Collection[Known]] = {}
    remaining = iter(keys)
    while some := list(islice(remaining, AT_ONCE)):
        facts.update(known(some))
    return facts


def _resolved(findings: Sequence[Finding], resolve: Resolve) -> Iterator[Finding]:
    """Who is imported gets an organisation, if the register is sure which one is meant."""
    understood: dict[str, Resolution] = {}
    for found in findings:
        if not found.what.goes_in or not found.person:
            yield found
            continue
        text = found.person.organisation
        if text and text not in understood:
            understood[text] = resolve(text)
        resolution = understood.get(text)
        if resolution and resolution.organisation:
            yield replace(found, organisation=resolution.organisation)
        else:
            yield replace(found, what=Class.UNRESOLVED, why=_unresolved(resolution))


def _unresolved(resolution: Resolution | None) -> str:
    if resolution is None:
        return "There is no organisation. They are imported, and counted apart."
    names = [f"“{one.name}”" for one in resolution.candidates[:MOST_SUGGESTED]]
    likely = f" Is it {' or '.join(names)}?" if names else ""
    return f"The organisation is not known. They are imported, and counted apart.{likely}"
