"""Single mails: a code, an invitation, a welcome, a kind no, the last one; each goes out once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from services.contracts.membership import (
    AddressTaken,
    ErasureReceiptIssued,
    FirstAddressChanged,
    MembershipApproved,
    PlaceEvent,
    SignInCodeIssued,
)
from services.notifications import handover, occasions, settling
from services.notifications.handover import Admitted, ComesAgain
from services.notifications.model.batch import NOBODY, Batch, Result, State
from services.notifications.model.kinds import (
    ANSWER_USEFUL_FOR,
    ANSWERS,
    KEPT_NOWHERE_USEFUL_FOR,
    Kind,
    is_stale,
)
from services.notifications.store import batches, facts, people
from services.notifications.store.table import table
from services.runtime import erasing, platform
from services.runtime.ports import Letter

if TYPE_CHECKING:
    from services.contracts.complaints import ComplaintAnswered, ComplaintReceived, ComplaintWaits
    from services.contracts.duties import (
        ChairOffered,
        MemberRemoved,
        RoleEnded,
        RoleEnding,
        SpinOffDeclined,
    )
    from services.contracts.invitations import (
        InvitationIssued,
    )
    from services.contracts.mydata import MyDataReady

AboutAPlace: TypeAlias = (
    "PlaceEvent | MemberRemoved | RoleEnding | RoleEnded | ChairOffered | SpinOffDeclined"
)
"""What tells of one person's place in one network."""


def code(event: SignInCodeIssued) -> None:
    """Mail a code at once, while it lives."""
    to_an_address(
        Batch(
            about=f"code#{event.event_id}",
            number=None,
            kind=Kind.CODE,
            network_id="",
            useful_until=event.expires_at,
            results={event.member_id: None},
        ),
        event.email,
        lambda: occasions.code(event),
    )


def receipt(event: ErasureReceiptIssued) -> None:
    """Mail the last mail to somebody of whom nothing is left, not even who they were (A21)."""
    to_an_address(
        Batch(
            about=f"receipt#{event.event_id}",
            number=None,
            kind=Kind.ERASED,
            network_id="",
            useful_until=event.occurred_at + KEPT_NOWHERE_USEFUL_FOR,
            results={NOBODY: None},
        ),
        event.email,
        occasions.erased,
    )


def invitation(event: InvitationIssued) -> None:
    """Mail an invitation; it comes again until the name of the network is known."""
    network = facts.network(event.network_id)
    if network is None:
        raise ComesAgain
    to_an_address(
        Batch(
            about=f"invitation#{event.invitation_id}",
            number=None,
            kind=Kind.INVITATION,
            network_id=event.network_id,
            useful_until=event.occurred_at + KEPT_NOWHERE_USEFUL_FOR,
            results={NOBODY: None},
        ),
        event.email,
        lambda: occasions.invitation(event, network),
    )


def address_taken(event: AddressTaken) -> None:
    """Tell the owner of an address that somebody else tried to add it."""
    to_an_address(
        _about_an_address(Kind.ADDRESS_TAKEN, event), event.email, occasions.address_taken
    )


def address_changed(event: FirstAddressChanged) -> None:
    """Tell whoever reads the old address that mail goes to another one from now on."""
    to_an_address(
        _about_an_address(Kind.ADDRESS_CHANGED, event), event.old_email, occasions.address_changed
    )


def my_data(event: MyDataReady) -> None:
    """Tell somebody that the copy of what is held about them is there (create once, claim)."""
    if not is_stale(event.occurred_at, platform.now()):
        batch = _about_an_address(Kind.MY_DATA, event)
        to_an_address(batch, event.email, lambda: occasions.my_data(event))


def complaint(event: ComplaintReceived | ComplaintAnswered | ComplaintWaits) -> None:
    """Mail about a complaint, to an address that need be nobody's here (create once, claim)."""
    if is_stale(event.occurred_at, platform.now()):
        return
    batch = Batch(
        about=f"complaint#{event.event_id}",
        number=None,
        kind=occasions.KIND_OF[type(event)],
        network_id="",
        useful_until=event.occurred_at + KEPT_NOWHERE_USEFUL_FOR,
        results={NOBODY: None},
    )
    to_an_address(batch, event.email, lambda: occasions.complaint(event))


def answer(kind: Kind, event: AboutAPlace, occasion: str = "") -> None:
    """Mail what becomes of somebody's place, such as the chairs' answer, once for each occasion."""
    batch = Batch(
        about=f"{kind}#{event.network_id}#{occasion or event.sequence}",
        number=None,
        kind=kind,
        network_id=event.network_id,
        useful_until=event.occurred_at + ANSWER_USEFUL_FOR,
        results={event.member_id: None},
    )
    batches.add_single(batch)
    carry_on(event.member_id, batch.about)


def added(event: MembershipApproved, at: datetime) -> None:
    """Mail somebody who was imported, in their turn: not all at once, and not at once (A24)."""
    batch = Batch(
        about=f"{Kind.ADDED}#{event.network_id}#{event.sequence}",
        number=None,
        kind=Kind.ADDED,
        network_id=event.network_id,
        useful_until=at + ANSWER_USEFUL_FOR,
        results={event.member_id: None},
    )
    batches.add_single(batch, at=at)


def carry_on(member_id: str, about: str) -> None:
    """Send an answer that was not sent yet; without an address or a network's name it waits.

    Whoever hears of the address, and every tick's look, comes back here.
    """
    batch = batches.find_single(member_id, about)
    if batch is None or batch.kind not in ANSWERS:
        return
    if batch.kind is Kind.ADDED and platform.now() < batch.useful_until - ANSWER_USEFUL_FOR:
        return  # their turn comes
    network = facts.network(batch.network_id)
    person = people.find(member_id)
    late = platform.now() >= batch.useful_until
    if network is None or (not person.address and not late):
        return
    _send(member_id, about, lambda: occasions.answer(batch.kind, network, person.name))


def contact_known(member_id: str) -> None:
    """Send what has been waiting for the address."""
    for batch in batches.open_singles(member_id):
        carry_on(member_id, batch.about)


def _about_an_address(kind: Kind, event: AddressTaken | FirstAddressChanged | MyDataReady) -> Batch:
    return Batch(
        about=f"{kind}#{event.event_id}",
        number=None,
        kind=kind,
        network_id="",
        useful_until=event.occurred_at + KEPT_NOWHERE_USEFUL_FOR,
        results={event.member_id: None},
    )


def to_an_address(batch: Batch, address: str, letter: Callable[[], Letter]) -> None:
    """Mail to an address that is kept nowhere, so that only its event can send it."""
    (whom,) = batch.results

    def to_the_address(mine: Batch) -> Admitted:
        if platform.now() >= batch.useful_until:
            return {whom: Result.TOO_LATE}, []
        return {}, [(whom, handover.copy(mine, whom, address))]

    to_somebody(batch, letter, to_the_address)


def to_somebody(
    batch: Batch, letter: Callable[[], Letter], admit: Callable[[Batch], Admitted]
) -> None:
    """Mail that only its event can send, if `admit` lets it pass at the hand-over."""
    (whom,) = batch.results
    batches.add_single(batch)
    _send(whom, batch.about, letter, admit=admit)


def _send(
    member_id: str,
    about: str,
    letter: Callable[[], Letter],
    admit: Callable[[Batch], Admitted] = handover.members,
) -> None:
    """Send a single mail unless that was done; raises ComesAgain if it is not over.

    The claim itself fails for somebody who was erased meanwhile: a gate knows no address that only
    an event holds, and sees a place for as long as the erasing is still on its way to it.
    """
    batch = batches.find_single(member_id, about)
    if batch is None:
        return
    known: Batch | None = settling.by_evidence(batch)
    if known is not None and known.state is State.OPEN:
        here = erasing.not_erased(table(), member_id)
        known = handover.hand_over(known, letter(), holds=here, admit=admit)
    if known is None or known.state in (State.OPEN, State.CLAIMED):
        raise ComesAgain
