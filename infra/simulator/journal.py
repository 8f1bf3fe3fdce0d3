"""What has been seen in a world: said, heard, mailed; apart from what the tables hold of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
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

PERSON_EVENTS = frozenset(
    {
        "MemberContactChanged.v1", "SignInCodeIssued.v1",
        "ErasureRequested.v1", "MemberErased.v1",
    }
)  # fmt: skip

HIDING_EVENTS = frozenset({"NoteHidden.v1", "NoteWithdrawn.v1"})
"""After these nothing more is mailed about a note."""

WEEK = timedelta(days=7)
"""How long somebody who wants to be erased may think again (M22)."""


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
    contacts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    codes: dict[tuple[str, str], str] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    wanted: dict[str, Said] = field(default_factory=dict)
    erased: dict[str, Said] = field(default_factory=dict)
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
    imported: set[str] = field(default_factory=set)
    taken_back: set[PlaceId] = field(default_factory=set)
    for_good: set[str] = field(default_factory=set)
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
            self._come_in_by_a_list(said, place)
            self.taken_back.discard(place)
            self.places[place] = (*self.places.get(place, ()), seen)
        elif said.name == "MemberRemoved.v1":
            place = detail["member_id"], detail["network_id"]
            gone = PlaceSeen(
                said.event_id, detail["sequence"], Standing.LEFT, frozenset(), said.order
            )
            self.places[place] = (*self.places.get(place, ()), gone)
        elif said.name in PERSON_EVENTS:
            self._say_of_a_person(said, detail["member_id"])
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

    def listed(self, addresses: Iterable[str]) -> None:
        """These addresses stand in a list from now on, whoever had them before."""
        for address in addresses:
            self.asked[address] = self.next_order()

    def _come_in_by_a_list(self, said: Said, place: PlaceId) -> None:
        """Nobody who has left, or who was removed or declined, comes back by a list (M23)."""
        if not said.detail.get("imported_as"):
            return
        seen = self.places.get(place, ())
        if seen and place not in self.taken_back:
            self.wrong("no list brings anybody back", f"after {seen[-1].standing}")
        self.imported.add(place[0])

    def _say_of_a_person(self, said: Said, member_id: str) -> None:
        match said.name:
            case "MemberContactChanged.v1":
                email = said.detail["email"]
                before = self.contacts.get(email, ())
                if member_id in self.imported and not self.for_good.isdisjoint(before):
                    self.wrong("no list brings anybody back", "after an erasure")
                self.contacts[email] = (*before, member_id)
            case "SignInCodeIssued.v1":
                self.codes[said.detail["email"], said.detail["code"]] = member_id
            case "ErasureRequested.v1":
                self.wanted[member_id] = said
            case "MemberErased.v1":
                wanted = self.wanted.pop(member_id, None)
                # Whom only a list brought in, an undo or the link takes out at once.
                at_once = member_id in self.imported - self.confirmed
                if not at_once and (wanted is None or said.at < wanted.at + WEEK):
                    self.wrong("nobody is erased who did not want it for a week", said.name)
                if wanted is not None:
                    self.for_good.add(member_id)
                self.erased[member_id] = said

    def called_off(self, member_id: str, since: int) -> None:
        """Somebody was told that an erasure, if they had asked for one by then, is called off."""
        wanted = self.wanted.get(member_id)
        if wanted is not None and wanted.order <= since:
            del self.wanted[member_id]

    def gone(self, queue: str, member_id: str) -> int | None:
        """When this queue's function had finished with somebody's erasing; None if it has not."""
        said = self.erased.get(member_id)
        heard = self.heard.get((queue, said.event_id)) if said else None
        return heard.taken if heard else None

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

    def quorum_known(self, queue: str, network_id: str, since: int) -> int:
        """The smallest quorum that a request which began then may count on.

        As with rights, what this queue's function hears while the request goes on is too late.
        """
        said = [
            (one.detail, heard)
            for one in self.all_said("NetworkOpened.v1", "NetworkPolicyChanged.v1")
            if one.detail["network_id"] == network_id
            and (heard := self.heard.get((queue, one.event_id)))
        ]
        finished = [
            detail["sequence"]
            for detail, heard in said
            if heard.taken is not None and heard.taken <= since
        ]
        newest = max(finished, default=0)
        known = [detail["quorum"] for detail, _ in said if detail["sequence"] >= newest]
        return max(min(known, default=0), 2)


@dataclass(frozen=True)
class Wrong:
    """A promise that was broken, and how."""

    promise: str
    what: str

    def __str__(self) -> str:
        return f"{self.promise}: {self.what}"
