"""Handing the chair over, and a chair whom the host appoints where none answers any more (M19)."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.contracts.duties import ChairAnnounced, ChairOfferAnswered, ChairOffered
from services.contracts.refusals import NotFound
from services.contracts.roles import Standing
from services.membership import model, store
from services.membership.addresses import Address, address_key
from services.membership.commands import belonging
from services.membership.commands.opening import Slug
from services.membership.model import handover
from services.membership.model import host as hosting
from services.membership.model.handover import Offer
from services.membership.store import offers, openings, rounds
from services.runtime import platform
from services.runtime.http.wishes import Wish
from services.runtime.limits import demand
from services.runtime.signing import keyed_hash


class OfferChair(Wish):
    """The chair's role for somebody else; `step_down` if it is given away and not shared."""

    step_down: bool = False


class AppointChair(Wish):
    """A network of which no chair answers any more, and the address of one of its members."""

    network_id: Slug
    email: Address


# --- chairs -------------------------------------------------------------------------------------


def offer(network_id: str, member_id: str, wish: OfferChair, *, by: str) -> None:
    """Offer a member to be a chair; nothing changes until they accept."""
    there = offers.handing(network_id, member_id, by)
    model.must_be_chair(there.theirs, there.network)
    if there.mine is None:
        raise NotFound("This person is not in the network.")
    now = platform.now()
    made = handover.offer(
        there.network, there.mine, offers.veiled(by), now, steps_down=wish.step_down
    )
    said = ChairOffered(network_id=network_id, member_id=member_id, sequence=int(now.timestamp()))
    store.save([offers.put_offer(made), store.still_a_member(member_id)], [said])


def withdraw(network_id: str, member_id: str, *, by: str) -> None:
    """Take an offer back, or stop what the host has announced, as a chair who is there."""
    there = offers.handing(network_id, member_id, by)
    model.must_be_chair(there.theirs, there.network)
    open_ = handover.must_be_open(there.offer, platform.now())
    store.save([offers.delete_offer(open_)])


# --- whoever is asked ---------------------------------------------------------------------------


def accept(network_id: str, chair: str, *, by: str) -> None:
    """Be a chair, as `chair` has offered; in one step they step down, if that was wished."""
    there = offers.handing(network_id, by, chair)
    mine, made = there.mine, there.offer
    if mine is None or made is None or made.by != offers.veiled(chair):
        raise NotFound("There is no such offer.")
    now = platform.now()
    places, said = handover.accept(there.network, mine, there.theirs, made, now)
    belonging.save_places(
        there.network,
        places,
        [*said, _answered(made, accepted=True, now=now)],
        offers.delete_offer(made),
        store.still_a_member(by),
    )


def decline(network_id: str, *, by: str) -> None:
    """Rather not be a chair; the chairs are told that it was declined."""
    there = offers.handing(network_id, by, by)
    made = handover.must_be_open(there.offer, platform.now())
    store.save([offers.delete_offer(made)], [_answered(made, accepted=False, now=platform.now())])


# --- the host -----------------------------------------------------------------------------------


def whose(wish: AppointChair) -> str:
    """The member id of an address; of an unknown one an id that nobody has (X7)."""
    key = address_key(wish.email)
    claim = store.claim(key)
    proved = claim is not None and store.is_proved(claim)
    return str(claim["member_id"]) if claim and proved else keyed_hash("decoy", key)[:32]


def announce(network_id: str, member_id: str, *, by: str) -> None:
    """Give all members notice, as a host admin, that one of them becomes a chair.

    A chair who is still there can stop it; otherwise a due row makes it so.
    """
    demand(store.table(), "announce", by, most=10, within=timedelta(hours=1))
    network, place, member, host = openings.announcing(network_id, member_id)
    hosting.must_be_host(host, by)
    is_in = place is not None and place.standing is Standing.MEMBER
    if network is None or place is None or member is None or not is_in:
        raise NotFound("Nobody with this address is a member of that network.")
    model.must_have_signed_in(member["confirmed_at"])
    now = platform.now()
    made = handover.announce(network, place, now)
    said = ChairAnnounced(network_id=network_id, due_at=made.until, sequence=int(now.timestamp()))
    store.save(
        [
            offers.put_offer(made),
            rounds.round_of("appointment", network_id, made.until),
            store.still_a_member(member_id),
        ],
        [said],
    )


# --- parts --------------------------------------------------------------------------------------


def _answered(made: Offer, *, accepted: bool, now: datetime) -> ChairOfferAnswered:
    return ChairOfferAnswered(
        network_id=made.network_id,
        member_id=made.member_id,
        accepted=accepted,
        sequence=int(now.timestamp()),
    )
