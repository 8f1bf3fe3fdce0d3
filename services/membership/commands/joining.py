"""Joining and signing in: a wish, a code by mail, and the proof that makes somebody a member.

Known and unknown addresses are answered alike, and what happens before the answer is alike too.
Whoever types a code has said with the challenge whose it is, so that what it confirms is read once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Annotated, NamedTuple, TypeVar

from pydantic import Field, StringConstraints, field_validator

from services.contracts.event import Event
from services.contracts.membership import AddressConfirmed, MemberContactChanged
from services.contracts.refusals import Conflict, Invalid
from services.membership import challenges, model, store
from services.membership.addresses import Address, address_key, alias_key, is_shared
from services.membership.challenges import Challenge
from services.membership.commands import invitations
from services.membership.commands.belonging import Agreed
from services.membership.model import Hint, Link, Network, Place
from services.membership.store.wishes import Pending
from services.runtime import platform
from services.runtime.http.wishes import FilledLine, Line, Wish
from services.runtime.limits import demand
from services.runtime.ports import Item, SignInRefused, Tokens, Write
from services.runtime.signing import keyed_hash

MOST_NETWORKS = 20
TRIES = 3

Found = TypeVar("Found")


class Join(Wish):
    """Asking to join one or more networks; `role` is for statistics only and never read (M7).

    `invitation` is what the link in an invitation ends with.
    """

    name: FilledLine
    email: Address
    organisation: FilledLine
    role: Line = ""
    network: Annotated[tuple[str, ...], Field(validate_default=True)] = ()
    invitation: Annotated[str, StringConstraints(max_length=600)] = ""
    agree: Agreed = False

    @field_validator("network")
    @classmethod
    def _some(cls, network: tuple[str, ...]) -> tuple[str, ...]:
        if not 1 <= len(network) <= MOST_NETWORKS:
            raise ValueError("Choose at least one network.")
        if not all(model.SLUG.fullmatch(network_id) for network_id in network):
            raise ValueError("Choose from the networks in the list.")
        return tuple(dict.fromkeys(network))


class WrongCode(Invalid):
    """The code was not the one that was mailed; `extension` holds the challenge to go on with."""

    def __init__(self, challenge: str) -> None:
        super().__init__(
            "That is not the code we sent.",
            {"code": "Check the latest mail from us and type the 8 digits again."},
        )
        self.extension = {"challenge": challenge}


class DeadCode(Invalid):
    """The code was tried too often, came too late or was used before; `extension` says so."""

    def __init__(self) -> None:
        super().__init__(
            "This code can no longer be used.",
            {"code": "Ask for a new code; the old one has ended."},
        )
        self.extension = {"ended": True}


class SignedIn(NamedTuple):
    """Who it is, the proof of it, and whether that has called an erasure off (M22)."""

    member_id: str
    tokens: Tokens
    kept: bool


def join(wish: Join, *, source_ip: str) -> str:
    """Keep the wish until the address is confirmed, and mail a code; returns the challenge."""
    demand(store.table(), "join", source_ip, most=60, within=timedelta(hours=1))
    key = address_key(wish.email)
    link = invitations.opened(wish.invitation) if wish.invitation else None
    content: Item = {
        **wish.model_dump(mode="json", exclude={"agree"}),
        "invitation": link,
        "wish_id": platform.new_id(),
        "agreed_at": platform.now().isoformat(),
    }
    member_id = _unless_overtaken(lambda: _keep(wish.network, key, content, link))
    platform.current().identity.create(member_id, wish.email)
    return _begin(
        Challenge(key, member_id, "", content["wish_id"], wish.network, link, alias_key(wish.email))
    )


def sign_in(email: str, *, source_ip: str) -> str:
    """Mail a code if the address is known; returns a challenge either way."""
    demand(store.table(), "sign-in", source_ip, most=60, within=timedelta(hours=1))
    key = address_key(email)
    return _begin(Challenge(key, _whose(key), "", alias=alias_key(email)))


def answer(challenge: str, code: str) -> SignedIn:
    """Sign in with the right code; raises WrongCode or DeadCode."""
    try:
        asked = challenges.opened(challenge)
    except Invalid as changed:
        raise DeadCode from changed
    digits = "".join(character for character in code if not character.isspace())
    try:
        found = platform.current().identity.answer(asked.member_id, asked.session, digits)
    except SignInRefused as refused:
        raise DeadCode from refused
    if not isinstance(found, Tokens):
        raise WrongCode(challenges.sealed(asked._replace(session=found.session)))
    kept = _unless_overtaken(
        lambda: confirm(
            asked.member_id, asked.key, asked.wish_id, asked.networks, asked.link, asked.alias
        )
    )
    return SignedIn(asked.member_id, found, kept)


def refresh(token: str) -> Tokens:
    """New tokens for a refresh token; raises Invalid when it has ended."""
    try:
        return platform.current().identity.refresh(token)
    except SignInRefused as refused:
        raise Invalid("You have been signed out. Sign in again.") from refused


def confirm(
    member_id: str,
    key: str,
    wish_id: str,
    networks: Sequence[str] = (),
    link: Link | None = None,
    alias: str = "",
) -> bool:
    """Turn what was asked for into a member with places; fine if it was done before.

    A member's own sign-in confirms nothing but the wish that it belongs to: somebody else may have
    asked with the same address, and the member has not agreed to that. It calls off what would end
    the account (M22); tells if it did. `networks`, `link` and `alias` are those of the wish with
    this id, if its code was asked for together with it. Raises DeadCode if the address is no longer
    theirs.
    """
    there = store.pending(member_id, key, alias, networks, link)
    wish, claim, new = there.wish, there.claim, there.member is None
    if claim is None or claim["member_id"] != member_id:
        raise DeadCode
    kept = there.erasure is not None
    writes, events = _by_being_here(there, member_id)
    if wish is None or (wish["wish_id"] != wish_id and not new):
        if writes:
            store.save(writes, events)
        return kept
    writes += store.confirmed(key, claim, member_id, wish, new=new)
    events += _introduced(member_id, wish) if new else []
    if wish["network"] != [*networks]:
        # The code was asked for apart from the wish. That challenge names no networks: whoever
        # asks must not learn from it whether a wish waits for the address (X7).
        link = Link(*wish["invitation"]) if wish["invitation"] else None
        there = store.pending(member_id, key, alias_key(wish["email"]), wish["network"], link)
    for asked, said in _asked_for(member_id, wish["email"], there, link):
        writes += asked
        events += said
    store.save(writes, events)
    return kept


def forget_unconfirmed(row: Item) -> None:
    """Remove the account behind an address that nobody proved; a later wish puts it off (M5)."""
    is_member, until = store.still_asking(row)
    if not is_member and until is None:
        platform.current().identity.delete(row["member_id"])
    store.save(store.look_again(row, None if is_member else until))


def _by_being_here(there: Pending, member_id: str) -> tuple[list[Write], list[Event]]:
    """What a member's sign-in does by itself: no erasing begins, and an imported address is proved.

    Nobody has said before that the address of somebody who was imported is theirs.
    """
    kept = store.called_off(there.erasure) if there.erasure else []
    proved = store.proved_now(there.member)
    return [*kept, *proved], [AddressConfirmed(member_id=member_id, sequence=2)] if proved else []


def _keep(network_ids: tuple[str, ...], key: str, content: Item, link: Link | None) -> str:
    """The member id that the wish is kept under: the address's own, or a new one."""
    networks, claim, invitation = store.networks_and_claim(network_ids, key, link)
    invited = link and model.must_be_open(link, invitation, platform.now()).network_id
    for network_id in network_ids:
        network = networks.get(network_id)
        # A network that is in no list is for those who are invited, as if there were none (M16).
        asks = network is not None and network.listed and model.takes_requests(network)
        if network is None or not (network_id == invited or asks):
            raise Invalid(
                "One of the networks cannot be joined this way.",
                {"network": "Choose from the networks in the list."},
            )
    member_id = str(claim["member_id"]) if claim else platform.new_id()
    store.save(store.asked(key, claim, member_id, content))
    return member_id


def _asked_for(
    member_id: str, email: str, there: Pending, link: Link | None
) -> list[tuple[list[Write], list[Event]]]:
    """The places that somebody asked for, where there is something to ask for."""
    asked = []
    for network, place in there.networks:
        # In already, waiting already, or closed meanwhile: there is nothing to ask for there.
        with suppress(Conflict):
            asked.append(_one_asked_for(network, place, member_id, email, there, link))
    return asked


def _one_asked_for(
    network: Network,
    place: Place | None,
    member_id: str,
    email: str,
    there: Pending,
    link: Link | None,
) -> tuple[list[Write], list[Event]]:
    """The place that somebody asked for, by an invitation or without; raises Conflict for none."""
    now = platform.now()
    hints = _hints(network, member_id, email, there)
    invited = model.leads_to(link, there.invitation, now) and there.invitation
    if not invited or invited.network_id != network.network_id:
        asked, said = model.request(network, place, member_id, now, hints=hints)
        return [store.put_place(asked)], [said]
    fits = alias_key(email) == invited.alias
    entered, entering = model.enter(network, place, member_id, now, invited, fits=fits, hints=hints)
    writes = [*store.places_changed(network, [entered], entering)]
    return [*writes, *store.delete_invitation(invited)], [*entering, model.accept(invited)]


def _hints(network: Network, member_id: str, email: str, there: Pending) -> set[Hint]:
    """What chairs should know of whoever asks: only what the address says, and never a title."""
    holds = {
        Hint.SHARED_MAILBOX: is_shared(email),
        Hint.ALIKE_ADDRESS: store.is_alike(there, member_id),
        Hint.EARLIER_REMOVED: network.network_id in there.removed,
    }
    return {hint for hint, held in holds.items() if held}


def _introduced(member_id: str, wish: Item) -> list[Event]:
    return [
        AddressConfirmed(member_id=member_id, sequence=1),
        MemberContactChanged(
            member_id=member_id, email=wish["email"], name=wish["name"],
            organisation=wish["organisation"], sequence=1,
        ),
    ]  # fmt: skip


def _unless_overtaken(act: Callable[[], Found]) -> Found:
    """Do this; anew, if somebody did something with the same address at the same moment."""
    for _ in range(TRIES):
        try:
            return act()
        except Conflict:
            continue
    raise Conflict("This was sent more than once. Try again in a minute.")


def _whose(key: str) -> str:
    """The member id of an address; of an unknown one an id that nobody has."""
    claim = store.claim(key)
    return str(claim["member_id"]) if claim else keyed_hash("decoy", key)[:32]


def _begin(asked: Challenge) -> str:
    session = platform.current().identity.begin(asked.member_id).session
    return challenges.sealed(asked._replace(session=session))
