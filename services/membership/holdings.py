"""What membership holds about somebody: what lies with the person, and what lies elsewhere.

A new room adds one line: to KINDS if it keeps rows in the person's own partition, to ROOMS if it
keeps them elsewhere, to KEPT_BACK with the reason if they are not given. Rows of a person's own
partition that no line names are given as they are; `tests/flows/test_my_data.py` then asks for one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from services.membership.addresses import address_key, alias_key
from services.membership.store import affiliations, complaints
from services.membership.store.table import read, table
from services.membership.store.wishes import wish_key
from services.runtime import holdings
from services.runtime.holdings import Kind, Section
from services.runtime.ports import Item
from services.runtime.rights import HOST

CHAIRS_WORDS = frozenset({"reason", "hints"})

KINDS: dict[str, Kind | None] = {
    "STATE": Kind(
        "profile",
        "Who you say that you are, and your addresses: mail goes to the first, which is also the"
        " one with which your account to sign in is kept.",
    ),
    "NETWORK#": Kind(
        "places",
        "Each network that you are or were in, or asked to join, since when, and your roles.",
        CHAIRS_WORDS,
    ),
    "ONLY-HOST": Kind("only-host", "That nobody but you looks after this installation."),
    "ENTRY#": Kind("directory", "What you show of yourself in the directory of a network."),
    "FOUND#": Kind("directory-found-by", "By what your entry in a directory is found."),
    "INTRODUCTION#": Kind("introductions", "That you asked for an introduction, or were asked."),
    "ASKS": Kind("introductions-open", "For which introductions you ask just now."),
    "HELPS": Kind("introductions-asked", "How often you were asked for one this month."),
    "CONTACT#": Kind("contacts", "That you vouch for somebody outside the network."),
    "IMPORT#": Kind("imports", "Lists of members that you brought in."),
    "MAILBOX#": None,
    "BROKE#": Kind("emergency-access", "Emergency access to a network that you opened."),
    "ONLY-CHAIR#": Kind("only-chair", "Networks that have no chair but you."),
    "AFFILIATION": None,
    "ERASURE": Kind("deleting", "That you asked for your account to be deleted, and when it is."),
    "CODE-TO-": None,
    "MAILS": None,
}
"""Rows of the person's own partition by how their sort key begins; None is given elsewhere or not.
"""


def of_addresses(member: Item) -> Iterable[Section]:
    """That each address is theirs, and whoever invited it to a network."""
    mine = [member["email"], *member.get("also", ())]
    claims = read([(f"ADDRESS#{address_key(address)}", "CLAIM") for address in mine])
    yield Section(
        "addresses",
        "Your addresses, of which a scrambled form is kept, so that nobody else can have them.",
        [
            {"address": address, "is_yours": claim is not None}
            for address, claim in zip(mine, claims, strict=True)
        ],
    )
    yield Section(
        "invitations",
        "Invitations that were sent to one of your addresses and not accepted yet.",
        [
            holdings.shown(item, frozenset({"alias", "invitation_id"}))
            for alias in dict.fromkeys(alias_key(address) for address in mine)
            for item in holdings.rows(table(), f"ALIAS#{alias}", "INVITATION#")
        ],
    )


def of_organisation(member: Item) -> Iterable[Section]:
    """Where they come from, and their words for it if no rule understands them."""
    found = affiliations.of_member(member["member_id"])
    if found is None:
        return
    text = affiliations.text(found.text_id) if found.text_id else None
    row = {
        "organisation_id": found.organisation_id,
        "your_words": text.text if text else None,
        "waits_for_a_chair": found.waiting,
    }
    yield Section("organisation", "Which organisation we think that you mean.", [row])


def of_wishes(member: Item) -> Iterable[Section]:
    """What they asked for and have not confirmed yet."""
    (wish,) = read([wish_key(member["member_id"])])
    rows = [holdings.shown(wish, frozenset({"wish_id", "invitation"}))] if wish else []
    yield Section("requests", "What you asked for and did not confirm with a code yet.", rows)


def of_complaints(member: Item) -> Iterable[Section]:
    """What they complained about with one of their addresses, and what was done."""
    rows = [
        {
            "reference": one.reference,
            "name": one.name,
            "address": one.email,
            "network": one.network_id,
            "received_at": one.received_at.isoformat(),
            "what_happened": one.words,
            "steps": [f"{step.at.isoformat()}: {step.words}" for step in one.steps],
            "outcome": one.outcome,
        }
        for address in (member["email"], *member.get("also", ()))
        for one in complaints.of_address(address_key(address))
    ]
    yield Section("complaints", "Complaints that you made with one of your addresses.", rows)


def of_looks(member: Item) -> Iterable[Section]:
    """Who has looked at what is kept about them (X5)."""
    mine = (member["email"], *member.get("also", ()))
    subjects = [member["member_id"], *dict.fromkeys(alias_key(address) for address in mine)]
    looks = [item for one in subjects for item in holdings.rows(table(), f"LOOKS#{one}")]
    rows = [holdings.shown(look) for look in looks]
    yield Section(
        "looks", "Days on which somebody in an office looked at a list with you on it.", rows
    )


def of_host(member: Item) -> Iterable[Section]:
    """That they look after the installation."""
    (host,) = read([HOST])
    looks_after = host is not None and member["member_id"] in host["admins"]
    rows = [{"looks_after_this_installation": True}] if looks_after else []
    yield Section("host", "That you look after this installation for all its networks.", rows)


ROOMS: tuple[Callable[[Item], Iterable[Section]], ...] = (
    of_addresses,
    of_organisation,
    of_wishes,
    of_host,
    of_looks,
    of_complaints,
)
"""What lies elsewhere: each takes who somebody is, and gives sections."""

GIVEN = frozenset(
    {
        "ADDRESS CLAIM",
        "ALIAS INVITATION",
        "HOST ADMINS",
        "LOOKS *",
        "NETWORK BREAK-GLASS",  # the same as in MEMBER BROKE, for the chairs
        "NETWORK BROKEN",
        "JOIN REQUEST",
        "MEMBER AFFILIATION",
        "NETWORK STATE",  # who its chairs are, which is among somebody's places
        "TEXT MEMBER",
    }
)
"""Rows that are in the file in other words than their own, by how their keys begin."""

FILE = "That you asked for this file, and its parts, until it is deleted."
MAILBOX = "A scrambled form of your first address, by which two people of one mailbox are noticed."
CODE = "Codes that were mailed to you, which live for ten minutes and are kept scrambled."
KEPT_BACK = {
    "MEMBER CODE-TO-ADD": CODE,
    "MEMBER CODE-TO-ERASE": CODE,
    "SIGNIN CODE": CODE,
    "MEMBER MAILS": "When codes were mailed to you within the last hour.",
    "DUE *": "When to look again at something that is in this file.",
    "DATA STATE": FILE,
    "DATA PART": FILE,
    "DATA OWNER": FILE,
    "OUTBOX EVENT": "Messages between the parts of the system, which are gone after seconds.",
    "INTRODUCTION STATE": (
        "Who asked for an introduction and who was asked: neither is told before both agree."
    ),
    "CONTACT STATE": "Somebody outside for whom you vouch: it is about them, and on your page.",
    "MEMBER MAILBOX": MAILBOX,
    "MAILBOX PEOPLE": MAILBOX,
    "IMPORT STATE": "A list of members that you brought in: it is about them.",
    "NETWORK reason": (
        "What a chair wrote about a request or a membership, and hints to chairs: they may speak"
        " of others. Complain on the page Make a complaint if you want them to be looked at."
    ),
}
"""Rows that name somebody and are not in the file, by how their keys begin, with the reason."""


def of(member_id: str) -> list[Section]:
    """Everything, in the order in which a person would want to read it."""
    (member,) = read([(f"MEMBER#{member_id}", "STATE")])
    return [
        Section("account", "The id under which all of this is kept.", [{"member_id": member_id}]),
        *holdings.of_person(table(), member_id, KINDS),
        *(section for room in ROOMS if member for section in room(member) if section.rows),
        holdings.not_given(KEPT_BACK),
    ]
