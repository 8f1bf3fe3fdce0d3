"""Mailboxes that several people read: notes are for persons, so chairs decide about these (M4)."""

from __future__ import annotations

import re

APART = re.compile(r"[^a-z]+")
GROUPS = frozenset(
    ["department", "dept", "helpdesk", "inbox", "mailbox", "noreply", "team", "teams"]
)
"""A word that says by itself that nobody in particular is meant."""

MATTERS = frozenset(
    [
        "admin", "administration", "advice", "and", "appointments", "board", "bookings", "clinical",
        "comms", "communications", "complaints", "contact", "contacts", "corporate", "customer",
        "education", "enquiries", "enquiry", "events", "experience", "feedback", "foi", "general",
        "governance", "hello", "help", "hr", "improvement", "incident", "incidents", "info",
        "information", "inquiries", "investigation", "investigations", "learning", "library",
        "mail", "matron", "media", "membership", "news", "no", "nursing", "office", "pals",
        "patient", "patients", "post", "practice", "press", "psirf", "quality", "reception",
        "reply", "research", "response", "risk", "safeguarding", "safety", "secretary", "service",
        "services", "staff", "support", "surgery", "the", "training", "ward",
    ]
)  # fmt: skip
"""Words for a matter: an address of nothing else is nobody's own."""


def is_shared(address: str) -> bool:
    """Whether the address looks like one that several people read; it may still be a person's."""
    local = address.rpartition("@")[0].partition("+")[0].lower()
    words = [word for word in APART.split(local) if word]
    if not GROUPS.isdisjoint(words):
        return True
    return bool(words) and all(map(_of_matters, words))


def _of_matters(word: str) -> bool:
    """Whether a word is made of such words alone, as `patientsafetyteam` is."""
    reached = {0}
    for end in range(1, len(word) + 1):
        if any(word[start:end] in MATTERS | GROUPS for start in reached):
            reached.add(end)
    return len(word) in reached
