"""Membership for programs."""

from __future__ import annotations

from datetime import datetime

from pydantic import model_validator

from services.contracts.refusals import Invalid
from services.contracts.roles import Policy, Role, Standing
from services.membership import commands, joining, store
from services.membership.commands import Address, DeclineRequest, GrantRole
from services.membership.erasing import asking
from services.membership.joining import Join
from services.runtime.http.api import Api
from services.runtime.http.wishes import Answer, FilledLine, Line, Wish
from services.runtime.rights import viewer
from services.runtime.signing import after, cursor

api = Api("membership")
handler = api.handler

ID_TOKEN_SECONDS = 3600


class NetworkAnswer(Answer):
    """A network that anybody may know of."""

    network_id: str
    name: str
    policy: Policy
    ground_rules: tuple[str, ...]


class NetworksAnswer(Answer):
    """The listed networks, by name."""

    networks: list[NetworkAnswer]


class ChallengeAnswer(Answer):
    """A code is on its way to the address, if it is known; send it back with this challenge."""

    challenge: str


class TokensAnswer(Answer):
    """A challenge to answer with the code, or tokens; the id token lasts `expires_in` seconds.

    `account_kept` says that the account was to be deleted and signing in has called that off.
    """

    challenge: str | None = None
    id_token: str | None = None
    refresh_token: str | None = None
    expires_in: int | None = None
    account_kept: bool = False


class TokensWish(Wish):
    """First the address; then the challenge with the code; later the refresh token."""

    email: Address | None = None
    challenge: str | None = None
    code: Line | None = None
    refresh_token: str | None = None

    @model_validator(mode="after")
    def _one_step(self) -> TokensWish:
        given = {name for name, value in self.model_dump().items() if value is not None}
        if given not in ({"email"}, {"challenge", "code"}, {"refresh_token"}):
            raise ValueError("Send email, or challenge and code, or refresh_token.")
        return self


class PlaceAnswer(Answer):
    """Somebody's place in one network."""

    network_id: str
    standing: Standing
    roles: tuple[Role, ...]
    since: datetime


class MeAnswer(Answer):
    """Who is signed in, and where they belong; when the account goes, if that was asked for."""

    member_id: str
    places: list[PlaceAnswer]
    erase_at: datetime | None


class ErasureWish(Wish):
    """The code from the mail, with the challenge that it answers."""

    challenge: str
    code: FilledLine


class ErasureAnswer(Answer):
    """When everything about you goes, unless you call it off until then."""

    erase_at: datetime


class PersonAnswer(Answer):
    """Somebody in a network, as chairs see them."""

    member_id: str
    name: str
    organisation: str
    roles: tuple[Role, ...]
    since: datetime


class PeopleAnswer(Answer):
    """Some people of a network, and where the list goes on."""

    people: list[PersonAnswer]
    next: str | None


@api.get("/api/membership/networks", public=True)
def networks() -> NetworksAnswer:
    """The networks that anybody may know of."""
    listed = [
        NetworkAnswer(
            network_id=network.network_id,
            name=network.name,
            policy=network.policy,
            ground_rules=network.ground_rules,
        )
        for network in store.listed()
    ]
    return NetworksAnswer(networks=listed)


@api.post("/api/membership/join", status=202, public=True)
def join(wish: Join) -> ChallengeAnswer:
    """Ask to join; a code goes to the address, to be answered at /api/membership/tokens."""
    return ChallengeAnswer(challenge=joining.join(wish, source_ip=api.source_ip))


@api.post("/api/membership/tokens", public=True)
def tokens(wish: TokensWish) -> TokensAnswer:
    """Sign in with a code by mail, in two steps; or renew an id token."""
    kept = False
    if wish.email is not None:
        return TokensAnswer(challenge=joining.sign_in(wish.email, source_ip=api.source_ip))
    if wish.refresh_token is not None:
        found = joining.refresh(wish.refresh_token)
    elif wish.challenge is not None and wish.code is not None:
        signed_in = joining.answer(wish.challenge, wish.code)
        found, kept = signed_in.tokens, signed_in.kept
    else:
        raise Invalid("Send email, or challenge and code, or refresh_token.")
    return TokensAnswer(
        id_token=found.id_token,
        refresh_token=found.refresh_token,
        expires_in=ID_TOKEN_SECONDS,
        account_kept=kept,
    )


@api.get("/api/membership/me")
def me() -> MeAnswer:
    """Who you are, and where you belong."""
    places = [
        PlaceAnswer(
            network_id=place.network_id,
            standing=place.standing,
            roles=place.roles,
            since=place.since,
        )
        for place in store.places(api.member_id)
    ]
    wanted = store.erasure(api.member_id)
    return MeAnswer(
        member_id=api.member_id, places=places, erase_at=wanted.due_at if wanted else None
    )


@api.post("/api/membership/me/erase", status=202)
def erase() -> ChallengeAnswer:
    """Ask for everything about you to go; a code comes by mail, to be sent to erase/confirm."""
    return ChallengeAnswer(challenge=asking.ask(by=api.member_id))


@api.post("/api/membership/me/erase/confirm", status=202)
def confirm_erase(wish: ErasureWish) -> ErasureAnswer:
    """Confirm it with the code; signing in within the next 7 days calls it off."""
    return ErasureAnswer(
        erase_at=asking.confirm(wish.challenge, wish.code, by=api.member_id).due_at
    )


@api.post("/api/membership/me/keep", status=204)
def keep() -> None:
    """Call it off and keep the account."""
    asking.keep(by=api.member_id)


@api.post("/api/membership/networks/<network>/leave", status=204)
def leave(network: str) -> None:
    """Leave a network."""
    commands.leave(network, by=api.member_id)


@api.get("/api/membership/networks/<network>/waiting")
def waiting(network: str, next: str | None = None) -> PeopleAnswer:
    """Who waits for a chair, the longest first."""
    return _people(network, Standing.WAITING, next)


@api.get("/api/membership/networks/<network>/members")
def members(network: str, next: str | None = None) -> PeopleAnswer:
    """Who is a member, the longest first."""
    return _people(network, Standing.MEMBER, next)


@api.post("/api/membership/networks/<network>/waiting/<member>/approve", status=204)
def approve(network: str, member: str) -> None:
    """Let somebody in."""
    commands.approve(network, member, by=api.member_id)


@api.post("/api/membership/networks/<network>/waiting/<member>/decline", status=204)
def decline(network: str, member: str, wish: DeclineRequest) -> None:
    """Say no to somebody."""
    commands.decline(network, member, wish, by=api.member_id)


@api.post("/api/membership/networks/<network>/members/<member>/grant", status=204)
def grant(network: str, member: str, wish: GrantRole) -> None:
    """Give a member a role."""
    commands.grant(network, member, wish.role, by=api.member_id)


@api.post("/api/membership/networks/<network>/members/<member>/revoke", status=204)
def revoke(network: str, member: str, wish: GrantRole) -> None:
    """Take a role back."""
    commands.revoke(network, member, wish.role, by=api.member_id)


def _people(network: str, standing: Standing, next_: str | None) -> PeopleAnswer:
    seen, _ = viewer(store.table(), api.member_id, network)
    seen.must_be(Role.CHAIR)
    route = f"{network}/{standing}"
    found, more = store.people_in(network, standing, after(route, api.member_id, next_))
    people = [
        PersonAnswer(
            member_id=place.member_id,
            name=person["name"],
            organisation=person["organisation"],
            roles=place.roles,
            since=place.since,
        )
        for place, person in found
    ]
    return PeopleAnswer(people=people, next=cursor(route, api.member_id, more))
