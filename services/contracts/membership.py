"""What membership says: who belongs where, which networks there are, how to reach people."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from services.contracts.event import PrivateEvent, PublicEvent
from services.contracts.roles import Policy, Role, Standing

SOURCE = "candour.membership"


class PlaceEvent(PublicEvent):
    """A change of one person's place in one network.

    Each carries the whole place after the change, so that a listener keeps the one with the
    highest sequence and needs none of the others.
    """

    source: ClassVar[str] = SOURCE
    member_id: str
    network_id: str
    standing: Standing
    roles: tuple[Role, ...] = ()


class MembershipRequested(PlaceEvent):
    """Somebody confirmed the address and waits for a chair."""


class MembershipApproved(PlaceEvent):
    """Somebody is a member from now on.

    It is `retold` when their network has moved here: they were welcomed where they came in.
    `imported_as` is the number in a list, from one, of somebody who was imported and did not ask,
    and `tell_at` when it is their turn to hear of it.
    """

    retold: bool = False
    imported_as: int | None = None
    tell_at: datetime | None = None


class MembershipDeclined(PlaceEvent):
    """A chair said no; the reason stays with the chairs (rule M21)."""


class MembershipSuspended(PlaceEvent):
    """No reading and no mail until further notice (rule M20).

    It is `retold` when their network has moved here: they had a mail about it there.
    """

    retold: bool = False


class MembershipReinstated(PlaceEvent):
    """A suspension has ended."""


class MemberLeft(PlaceEvent):
    """Somebody left the network; every right in it ends now."""


class RoleGranted(PlaceEvent):
    """A member was given a role in the network."""


class RoleRevoked(PlaceEvent):
    """A member no longer has a role in the network."""


class NetworkEvent(PublicEvent):
    """A change of one network; each carries its whole public state."""

    source: ClassVar[str] = SOURCE
    network_id: str
    policy: Policy
    listed: bool
    quorum: int
    archived: bool = False


class NetworkOpened(NetworkEvent):
    """A network exists from now on."""


class NetworkPolicyChanged(NetworkEvent):
    """How people get in, or how many must agree to a note, has changed (rule M14)."""


class NetworkArchived(NetworkEvent):
    """The network has ended; nothing more happens in it."""


class NetworkNamed(PrivateEvent):
    """A network's name and ground rules, for pages and mail."""

    source: ClassVar[str] = SOURCE
    network_id: str
    name: str
    ground_rules: tuple[str, ...]


class AddressConfirmed(PublicEvent):
    """Somebody proved with a code that the address is theirs."""

    source: ClassVar[str] = SOURCE
    member_id: str


class MemberContactChanged(PrivateEvent):
    """How to reach and greet somebody, and what a note must never say of them."""

    source: ClassVar[str] = SOURCE
    member_id: str
    email: str
    name: str
    organisation: str = ""


class SignInCodeIssued(PrivateEvent):
    """A code to be mailed at once; it is dead after `expires_at`, and good for its purpose only."""

    source: ClassVar[str] = SOURCE
    member_id: str
    email: str
    code: str
    expires_at: datetime
    purpose: Literal["sign_in", "erasure", "address"] = "sign_in"


class AddressTaken(PrivateEvent):
    """Somebody else has tried to add an address; whoever has proved it hears of that by mail."""

    source: ClassVar[str] = SOURCE
    member_id: str
    email: str


class FirstAddressChanged(PrivateEvent):
    """Mail and codes for somebody go to another of their addresses; the old one is told once."""

    source: ClassVar[str] = SOURCE
    member_id: str
    email: str
    old_email: str


class ErasureRequested(PublicEvent):
    """Somebody wants everything about them to go; they have some days to change their mind."""

    source: ClassVar[str] = SOURCE
    member_id: str


class MemberErased(PublicEvent):
    """Somebody is gone for good: every service removes what it holds about them, and says so."""

    source: ClassVar[str] = SOURCE
    member_id: str


class ErasureCompleted(PublicEvent):
    """No service holds anything about somebody any more."""

    source: ClassVar[str] = SOURCE
    member_id: str


class ErasureReceiptIssued(PrivateEvent):
    """The last mail to somebody who was erased; the address is kept nowhere from now on."""

    source: ClassVar[str] = SOURCE
    email: str
