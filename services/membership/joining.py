"""Joining and signing in: a wish, a code by mail, and the proof that makes somebody a member.

Known and unknown addresses are answered alike, and what happens before the answer is alike too.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pydantic import field_validator

from services.contracts.membership import AddressConfirmed, MemberContactChanged
from services.contracts.refusals import Conflict, Invalid
from services.membership import model, store
from services.membership.addresses import address_key
from services.membership.commands import Address
from services.runtime import platform
from services.runtime.http.wishes import FilledLine, Line, Wish
from services.runtime.limits import demand
from services.runtime.ports import Item, SignInRefused, Tokens, Write
from services.runtime.signing import keyed_hash, sign, unsign

PURPOSE = "sign-in"
CLAIM_TRIES = 3


class Join(Wish):
    """Asking to join one or more networks; `role` is for statistics only and never read (M7)."""

    name: FilledLine
    email: Address
    organisation: FilledLine
    role: Line = ""
    network: tuple[str, ...]
    agree: bool = False

    @field_validator("network")
    @classmethod
    def _some(cls, network: tuple[str, ...]) -> tuple[str, ...]:
        if not 1 <= len(network) <= 20:
            raise ValueError("Choose at least one network.")
        return tuple(dict.fromkeys(network))

    @field_validator("agree")
    @classmethod
    def _agreed(cls, agree: bool) -> bool:
        if not agree:
            raise ValueError("Tick the box if you agree to the ground rules.")
        return agree


class WrongCode(Invalid):
    """The code was not the one that was mailed; `extension` holds the challenge to go on with."""

    def __init__(self, challenge: str) -> None:
        super().__init__(
            "That is not the code we sent.",
            {"code": "Check the latest mail from us and type the 8 digits again."},
        )
        self.extension = {"challenge": challenge}


def join(wish: Join, *, source_ip: str) -> str:
    """Keep the wish until the address is confirmed, and mail a code; returns the challenge."""
    demand(store.table(), "join", source_ip, most=60, within=timedelta(hours=1))
    _must_take_requests(wish.network)
    content: Item = {
        **wish.model_dump(mode="json", exclude={"agree"}),
        "agreed_at": platform.now().isoformat(),
    }
    key = address_key(wish.email)
    member_id = _keep_wish(key, content)
    platform.current().identity.create(member_id, wish.email)
    return _begin(member_id)


def sign_in(email: str, *, source_ip: str) -> str:
    """Mail a code if the address is known; returns a challenge either way."""
    demand(store.table(), "sign-in", source_ip, most=60, within=timedelta(hours=1))
    key = address_key(email)
    return _begin(store.claim(key) or keyed_hash("decoy", key)[:32])


def answer(challenge: str, code: str) -> tuple[str, Tokens]:
    """The member id and tokens for the right code; raises WrongCode or Invalid."""
    member_id, session = unsign(PURPOSE, challenge)
    digits = "".join(character for character in code if not character.isspace())
    try:
        found = platform.current().identity.answer(member_id, session, digits)
    except SignInRefused as refused:
        raise Invalid(
            "This code can no longer be used. Ask for a new one.",
            {"code": "Ask for a new code; the old one has ended."},
        ) from refused
    if not isinstance(found, Tokens):
        raise WrongCode(sign(PURPOSE, [member_id, found.session]))
    confirm(member_id)
    return member_id, found


def refresh(token: str) -> Tokens:
    """New tokens for a refresh token; raises Invalid when it has ended."""
    try:
        return platform.current().identity.refresh(token)
    except SignInRefused as refused:
        raise Invalid("You have been signed out. Sign in again.") from refused


def confirm(member_id: str) -> None:
    """Turn what was asked for into a member with places; fine if it was done before."""
    wish, member = store.pending(member_id)
    if wish is None:
        return
    now = platform.now()
    writes = store.confirmed(member_id, wish, member, now=now)
    events: list[Any] = []
    if member is None:
        events = [
            AddressConfirmed(member_id=member_id, sequence=1),
            MemberContactChanged(
                member_id=member_id, email=wish["email"], name=wish["name"],
                organisation=wish["organisation"], sequence=1,
            ),
        ]  # fmt: skip
    for network_id in wish["network"]:
        network, place = store.network_and_place(network_id, member_id)
        change = model.request(network, place, member_id, now)
        if change is not None:
            writes.append(store.put_place(change[0]))
            events.append(change[1])
    store.save(writes, events)


def _keep_wish(key: str, content: Item) -> str:
    """The member id that the wish is kept under: the address's own, or a new one."""
    for _ in range(CLAIM_TRIES):
        known = store.claim(key)
        member_id = known or platform.new_id()
        writes: list[Write] = store.asked(key, member_id, content, new=known is None)
        try:
            store.save(writes)
        except Conflict:
            continue  # the same person asked twice at once; the other one made the claim
        return member_id
    raise Conflict("This was sent more than once. Try again in a minute.")


def _must_take_requests(network_ids: tuple[str, ...]) -> None:
    found = store.networks(network_ids)
    for network_id in network_ids:
        network = found.get(network_id)
        if network is None or not model.takes_requests(network):
            raise Invalid(
                "One of the networks cannot be joined this way.",
                {"network": "Choose from the networks in the list."},
            )


def _begin(member_id: str) -> str:
    return sign(PURPOSE, [member_id, platform.current().identity.begin(member_id).session])
