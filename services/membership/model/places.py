"""The rules of somebody's place in a network: asking, being let in, being in, leaving.

Roles are in `roles`, and being sent away in `removals`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from services.contracts.membership import (
    MemberLeft,
    MembershipApproved,
    MembershipDeclined,
    MembershipReinstated,
    MembershipRequested,
    MembershipSuspended,
    PlaceEvent,
)
from services.contracts.refusals import Conflict
from services.contracts.roles import Policy, Role, Standing
from services.membership.model.invitations import must_invite
from services.membership.model.networks import (
    Network,
    must_go_on,
    must_keep_a_chair,
    takes_requests,
)

APPLY_AGAIN_AFTER = timedelta(days=30)


class Hint(StrEnum):
    """What chairs should know before they let somebody in; it decides nothing by itself."""

    OTHER_ADDRESS = "other_address"
    """The invitation went to another address (M15)."""
    SHARED_MAILBOX = "shared_mailbox"
    """Several people may read this address (M4)."""
    ALIKE_ADDRESS = "alike_address"
    """Somebody else has proved an address that may be of the same mailbox (M3)."""
    EARLIER_REMOVED = "earlier_removed"
    """Somebody with such an address was removed for cause, not long ago (M20)."""


FOR_A_CHAIR = frozenset({Hint.SHARED_MAILBOX, Hint.EARLIER_REMOVED})
"""With these a chair has a look, also where anybody may come in."""


class Cause(StrEnum):
    """Why somebody was removed; nothing more is kept of it (M20)."""

    GROUND_RULES = "ground_rules"
    RECORDING = "recording"
    SELLING = "selling"
    UNKIND = "unkind"
    NOT_WHO_THEY_SAID = "not_who_they_said"


@dataclass(frozen=True, slots=True)
class Removal:
    """That somebody was removed, and until when that counts."""

    cause: Cause
    until: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """What a chair asks somebody who waits, and the answer, which is empty until there is one."""

    words: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """One person's place in one network; `since` is when the standing began.

    `reason` is what the chairs noted on declining, `hints` what they should know of whoever waits;
    only they may see them (M21). `joined` is when they came in, which a suspension leaves as it is.
    A `question` is gone with the waiting.
    `ends` has the last day of each role that ends (X3). A `removal`
    goes with them until a chair lets them in again (M20).
    """

    member_id: str
    network_id: str
    standing: Standing
    since: datetime
    roles: tuple[Role, ...] = ()
    reason: str = ""
    hints: tuple[Hint, ...] = ()
    joined: datetime | None = None
    ends: Mapping[Role, date] = field(default_factory=dict)
    removal: Removal | None = None
    question: Question | None = None
    version: int = 0

    def is_barred(self, now: datetime) -> bool:
        """Whether a chair has to have a look before they come back (M20)."""
        return self.removal is not None and now < self.removal.until


PlaceChange = tuple[Place, PlaceEvent]


# --- getting in ---------------------------------------------------------------------------------


def may_ask_from(place: Place) -> datetime | None:
    """Since when somebody who is not in the network may ask to join it; None if they are in."""
    if place.standing is Standing.DECLINED:
        return place.since + APPLY_AGAIN_AFTER
    return place.since if place.standing is Standing.LEFT else None


def request(
    network: Network,
    place: Place | None,
    member_id: str,
    now: datetime,
    *,
    hints: Collection[Hint] = (),
) -> PlaceChange:
    """Ask to join; raises Conflict, with the reason, if that would change nothing.

    With some `hints` it is for a chair to say, whatever the policy (M4, M20). Nobody's job title is
    asked for by this rule, because it may not count (M7).
    """
    if not takes_requests(network):
        raise Conflict("Nobody can ask to join this network at the moment. Speak to its chairs.")
    if place is not None:
        _must_be_free_to_ask(place, now)
    known = _known(place, hints, now)
    if network.policy is Policy.OPEN and FOR_A_CHAIR.isdisjoint(known):
        return moved(place, network, member_id, Standing.MEMBER, MembershipApproved, now)
    return _waiting(place, network, member_id, now, known)


def come_in(
    network: Network,
    place: Place | None,
    member_id: str,
    now: datetime,
    *,
    fits: bool,
    hints: Collection[Hint] = (),
) -> PlaceChange:
    """Come in by an invitation, whatever the policy; raises Conflict if that changes nothing.

    Whoever was invited under another address (not `fits`) waits for a chair (M15), and so does
    whoever was removed, since one chair may not know what another has done (M20).
    """
    must_invite(network)
    answered = (Standing.WAITING, Standing.DECLINED)
    if place is not None and not (fits and place.standing in answered):
        _must_be_free_to_ask(place, now)
    known = _known(place, hints, now)
    if fits and Hint.EARLIER_REMOVED not in known:
        return moved(place, network, member_id, Standing.MEMBER, MembershipApproved, now)
    if place is not None and place.standing is Standing.WAITING:
        _must_be_free_to_ask(place, now)
    return _waiting(place, network, member_id, now, known if fits else known | {Hint.OTHER_ADDRESS})


def approve(network: Network, place: Place, now: datetime) -> PlaceChange:
    """A chair lets somebody in; whatever they were removed for is over with that (M20)."""
    must_go_on(network)
    must_be_waiting(place)
    return moved(place, network, place.member_id, Standing.MEMBER, MembershipApproved, now)


def decline(network: Network, place: Place, reason: str, now: datetime) -> PlaceChange:
    """A chair says no; the person may ask again after 30 days (M21)."""
    must_go_on(network)
    must_be_waiting(place)
    declined, said = moved(
        place, network, place.member_id, Standing.DECLINED, MembershipDeclined, now
    )
    return replace(declined, reason=reason), said


def must_be_waiting(place: Place) -> None:
    """Raise Conflict if nobody is to answer this request any more."""
    if place.standing is not Standing.WAITING:
        raise Conflict("This request was already answered. Load the list again.")


# --- being in -----------------------------------------------------------------------------------


def leave(network: Network, place: Place, now: datetime) -> PlaceChange:
    """Somebody leaves, or takes a request back; the last chair hands over first (M19).

    A suspension cannot be left behind by leaving and asking anew (M20).
    """
    must_be_free_to_leave(place)
    must_keep_a_chair(network, place.member_id)
    return moved(place, network, place.member_id, Standing.LEFT, MemberLeft, now)


def must_be_free_to_leave(place: Place) -> None:
    """Raise Conflict, with the reason, if there is nothing to leave, or not now."""
    if place.standing is Standing.SUSPENDED:
        raise Conflict("Your membership is paused. Speak to the chairs of the network first.")
    if place.standing not in (Standing.MEMBER, Standing.WAITING):
        raise Conflict("You are not in this network.")


def suspend(network: Network, place: Place, now: datetime) -> PlaceChange:
    """No reading and no mail until reinstated (M20); roles stay for then."""
    must_go_on(network)
    must_be_member(place)
    must_keep_a_chair(network, place.member_id)
    changed = replace(place, standing=Standing.SUSPENDED, since=now, version=place.version + 1)
    return changed, place_said(MembershipSuspended, changed)


def reinstate(network: Network, place: Place, now: datetime) -> PlaceChange:
    """A suspension ends."""
    must_go_on(network)
    if place.standing is not Standing.SUSPENDED:
        raise Conflict("This person is not suspended.")
    changed = replace(place, standing=Standing.MEMBER, since=now, version=place.version + 1)
    return changed, place_said(MembershipReinstated, changed)


# --- parts --------------------------------------------------------------------------------------


def _must_be_free_to_ask(place: Place, now: datetime) -> None:
    match place.standing:
        case Standing.WAITING:
            raise Conflict("The chairs have your request already. You get a mail when they answer.")
        case Standing.MEMBER:
            raise Conflict("You are in this network already.")
        case Standing.SUSPENDED:
            raise Conflict("Your membership is paused. Speak to the chairs of the network.")
        case Standing.DECLINED if now < place.since + APPLY_AGAIN_AFTER:
            raise Conflict("You may ask again 30 days after the answer.")


def must_be_member(place: Place) -> None:
    """Raise Conflict unless this is the place of a member."""
    if place.standing is not Standing.MEMBER:
        raise Conflict("This person is not a member of the network at the moment.")


def _known(place: Place | None, hints: Collection[Hint], now: datetime) -> frozenset[Hint]:
    removed = {Hint.EARLIER_REMOVED} if place is not None and place.is_barred(now) else set()
    return frozenset({*hints, *removed})


def _waiting(
    place: Place | None,
    network: Network,
    member_id: str,
    now: datetime,
    hints: Collection[Hint],
) -> PlaceChange:
    waits, said = moved(place, network, member_id, Standing.WAITING, MembershipRequested, now)
    return replace(waits, hints=tuple(sorted(hints))), said


def moved(
    place: Place | None,
    network: Network,
    member_id: str,
    standing: Standing,
    said: type[PlaceEvent],
    now: datetime,
) -> PlaceChange:
    """The place with a new standing and without roles: whoever comes back starts anew."""
    version = (place.version if place else 0) + 1
    changed = Place(
        member_id,
        network.network_id,
        standing,
        since=now,
        joined=now if standing is Standing.MEMBER else None,
        removal=place.removal if place and standing is not Standing.MEMBER else None,
        version=version,
    )
    return changed, place_said(said, changed)


def place_said(kind: type[PlaceEvent], place: Place) -> PlaceEvent:
    """What is said of a place after a change: all of it."""
    return kind(
        member_id=place.member_id,
        network_id=place.network_id,
        standing=place.standing,
        roles=place.roles,
        sequence=place.version,
    )
