"""What members can have done about their addresses: add one with a code, choose the first, remove.

Whether an address belongs to somebody else is told to nobody but its owner, by mail (X7): the page,
and all that is done before it is shown, are the same.
"""

from __future__ import annotations

from datetime import timedelta

from services.contracts.event import Event
from services.contracts.membership import AddressTaken, FirstAddressChanged, SignInCodeIssued
from services.contracts.refusals import Conflict, NotFound
from services.membership import codes, model, store
from services.membership.addresses import Address, address_key
from services.membership.codes import NewCode
from services.membership.commands import confirming
from services.membership.model import Member
from services.membership.store import Purpose
from services.runtime import platform
from services.runtime.http.wishes import FilledLine, Wish
from services.runtime.limits import demand
from services.runtime.ports import Item


class AddAddress(Wish):
    """An address that is to be one more of one's own."""

    email: Address


class ChooseAddress(Wish):
    """One of one's own addresses."""

    email: FilledLine


def add(wish: AddAddress, *, by: str) -> str:
    """Mail a code to the new address; returns the challenge. A newer code ends an older one.

    An address that somebody else has proved gets a mail without a code, so that its owner knows.
    """
    demand(store.table(), "add-address", by, most=10, within=timedelta(hours=1))
    key = address_key(wish.email)
    there = store.asking(by, key)
    member = store.read_member(there.member)
    if key in map(address_key, member.addresses):
        raise Conflict("This is one of your addresses already.")
    model.must_have_room(member)
    codes.must_be_few(there.mails)
    code = codes.make()
    kept: Item = {"salt": code.salt, "hash": code.hash, "email": wish.email}
    store.save(
        [
            store.put_code(by, Purpose.ADD, kept, code.expires_at),
            store.mailed_to(key, there.mails),
            store.still_a_member(by),
        ],
        [_mail(wish.email, code, there.claim, by)],
    )
    return confirming.challenge(Purpose.ADD, code, by=by, about=key)


def confirm(challenge: str, code: str, *, by: str) -> Member:
    """Add the address, with the code from the mail; raises WrongCode or DeadCode."""
    asked = confirming.opened(Purpose.ADD, challenge, by=by)
    there = store.adding(by, asked.about)
    right = confirming.answered(asked, code, there.code, by=by)
    if _is_taken(there.claim, by):
        # Only whoever reads that mailbox hears this.
        raise Conflict("This address belongs to another account. Sign in with it to get there.")
    member, said = model.add_address(store.read_member(there.member), right["email"])
    store.save(
        [
            store.use_code(right),
            store.put_member_changed(there.member, member),
            *store.owned(asked.about, there.claim, by),
        ],
        said,
    )
    return member


def make_first(wish: ChooseAddress, *, by: str) -> Member:
    """Have mail and codes sent to this one of one's addresses."""
    before = store.member(by)
    member = store.read_member(before)
    after, said = model.make_first(member, _one_of(member, wish.email))
    if after is not member:
        store.save([store.put_member_changed(before, after)], said)
    return after


def remove(wish: ChooseAddress, *, by: str) -> Member:
    """Be without one of one's addresses, which somebody else may have from then on."""
    key = address_key(wish.email)
    before, claim = store.member_and_claim(by, key)
    member = store.read_member(before)
    after = model.remove_address(member, _one_of(member, wish.email))
    writes = [store.put_member_changed(before, after)]
    if claim is not None and claim["member_id"] == by:
        writes.append(store.released(key, claim))
    store.save(writes)
    return after


def follow(event: FirstAddressChanged) -> None:
    """Let the user pool know the first address, as of now (shape: project).

    The pool knows no versions. So what was said is set first and looked at then: of two messages at
    the same moment the one that is set last sees what is true.
    """
    email = event.email
    while True:
        platform.current().identity.move(event.member_id, email)
        try:
            now = store.read_member(store.member(event.member_id)).email
        except NotFound:
            return  # erased meanwhile, and the account with them
        if now == email:
            return
        email = now


def _mail(email: str, code: NewCode, claim: Item | None, by: str) -> Event:
    """The code, or to an address of somebody else that it was tried."""
    if claim is not None and _is_taken(claim, by):
        return AddressTaken(member_id=claim["member_id"], email=email)
    return SignInCodeIssued(
        member_id=by, email=email, code=code.digits, expires_at=code.expires_at, purpose="address"
    )


def _is_taken(claim: Item | None, by: str) -> bool:
    """Whether somebody else has proved the address; what nobody proves ends by itself."""
    return claim is not None and claim["member_id"] != by and store.is_proved(claim)


def _one_of(member: Member, email: str) -> str:
    """The address as it is kept, however it is written; raises NotFound for one of nobody's."""
    key = address_key(email)
    for one in member.addresses:
        if address_key(one) == key:
            return one
    raise NotFound("This is not one of your addresses.")
