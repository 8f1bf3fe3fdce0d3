"""What has been seen in a world: said, heard, mailed; apart from what the tables hold of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from services.contracts.roles import Role, Standing

PlaceId = tuple[str, str]
"""A member and a network."""

PLACE_EVENTS = frozenset(
    {
        "MembershipRequested.v1", "MembershipApproved.v1", "MembershipDeclined.v1",
        "MembershipSuspended.v1", "MembershipReinstated.v1", "MemberLeft.v1",
        "RoleGranted.v1", "RoleRevoked.v1",
    }
)  # fmt: skip

TIME_EVENTS = frozenset({"OccurrenceScheduled.v1", "OccurrenceMoved.v1", "OccurrenceCancelled.v1"})
"""What tells when a session is, or that it is not; its sequence is the occurrence version."""

HIDING_EVENTS = frozenset({"NoteHidden.v1", "NoteWithdrawn.v1"})
"""After these nothing more is mailed about a note."""


@dataclass(frozen=True)
class Said:
    """An event that was saved: `order` counts what was seen, `detail` is what travels."""

    event_id: str
    name: str
    bus: str
    source: str
    detail: dict[str, Any]
    at: datetime
    order: int


@dataclass(frozen=True)
class PlaceSeen:
    """A place as an event told it."""

    event_id: str
    sequence: int
    standing: Standing
    roles: frozenset[Role]
    order: int

    def is_member(self) -> bool:
        """Whether this was a member."""
        return self.standing is Standing.MEMBER


@dataclass(frozen=True)
class Heard:
    """When a queue's function first had an event in its hands, and whether it ever finished."""

    first: int
    first_at: datetime
    taken: int | None = None


@dataclass
class Journal:
    """Everything that was seen; `wrongs` are the promises that were broken, in order."""

    order: int = 0
    said: dict[str, Said] = field(default_factory=dict)
    heard: dict[tuple[str, str], Heard] = field(default_factory=dict)
    places: dict[PlaceId, tuple[PlaceSeen, ...]] = field(default_factory=dict)
    contacts: dict[str, str] = field(default_factory=dict)
    networks: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    times: dict[str, tuple[Said, ...]] = field(default_factory=dict)
    cancelled: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    agreed: dict[str, dict[tuple[str, str], int]] = field(default_factory=dict)
    hidden: dict[str, tuple[str, ...]] = field(default_factory=dict)
    withdrawn: dict[str, tuple[str, str]] = field(default_factory=dict)
    versions: dict[tuple[str, str, str], int] = field(default_factory=dict)
    confirmed: set[str] = field(default_factory=set)
    choosers: set[PlaceId] = field(default_factory=set)
    accepted: Counter[str] = field(default_factory=Counter)
    copies: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    rejected: set[str] = field(default_factory=set)
    drafts_published: set[str] = field(default_factory=set)
    poison: set[str] = field(default_factory=set)
    wrongs: list[Wrong] = field(default_factory=list)

    def copied(self) -> Journal:
        """The same journal, to be continued by another world."""
        return Journal(**{one.name: copy(getattr(self, one.name)) for one in fields(self)})

    def wrong(self, promise: str, what: str) -> None:
        """A promise was broken."""
        self.wrongs.append(Wrong(promise, what))

    def next_order(self) -> int:
        """The number of what is seen now."""
        self.order += 1
        return self.order

    def say(self, said: Said) -> None:
        """An event was saved, with whatever made it."""
        self.said[said.event_id] = said
        detail = said.detail
        if said.name in PLACE_EVENTS:
            place = detail["member_id"], detail["network_id"]
            seen = PlaceSeen(
                said.event_id,
                detail["sequence"],
                Standing(detail["standing"]),
                frozenset(Role(role) for role in detail["roles"]),
                said.order,
            )
            self.places[place] = (*self.places.get(place, ()), seen)
        elif said.name == "MemberContactChanged.v1":
            self.contacts[detail["email"]] = detail["member_id"]
        elif said.name == "NetworkNamed.v1":
            self.networks[detail["name"]] = detail["network_id"]
        elif said.name == "SessionTitled.v1":
            self.sessions[detail["title"]] = detail["session_id"]
        elif said.name in TIME_EVENTS:
            session_id = detail["session_id"]
            self.times[session_id] = (*self.times.get(session_id, ()), said)
            if detail["cancelled"]:
                self.cancelled[session_id] = said.event_id
        elif said.name == "NoteTitled.v1":
            self.notes[detail["title"]] = detail["note_id"]
        elif said.name in HIDING_EVENTS:
            note_id = detail["note_id"]
            self.hidden[note_id] = (*self.hidden.get(note_id, ()), said.event_id)

    def all_said(self, *names: str) -> list[Said]:
        """Every event with one of these names, in the order in which they were saved."""
        return [said for said in self.said.values() if said.name in names]

    def hear(self, queue: str, event_id: str, at: datetime) -> None:
        """A function has an event in its hands."""
        if (queue, event_id) not in self.heard:
            self.heard[queue, event_id] = Heard(self.next_order(), at)

    def take(self, queue: str, event_id: str) -> None:
        """A function has finished with an event."""
        heard = self.heard[queue, event_id]
        if heard.taken is None:
            self.heard[queue, event_id] = Heard(heard.first, heard.first_at, self.next_order())

    def places_known(self, queue: str, place: PlaceId) -> Sequence[PlaceSeen]:
        """What this queue's function may take for the truth.

        The newest place that it finished with, and any newer one that it has had in its hands.
        """
        seen = [one for one in self.places.get(place, ()) if (queue, one.event_id) in self.heard]
        finished = [
            one.sequence for one in seen if self.heard[queue, one.event_id].taken is not None
        ]
        return [one for one in seen if one.sequence >= max(finished, default=0)]


@dataclass(frozen=True)
class Wrong:
    """A promise that was broken, and how."""

    promise: str
    what: str

    def __str__(self) -> str:
        return f"{self.promise}: {self.what}"
