"""Getting in: which networks there are, asking to join, and signing in by a code."""

from __future__ import annotations

from pydantic import model_validator

from services.contracts.refusals import Invalid
from services.contracts.roles import Policy
from services.membership import store
from services.membership.addresses import Address
from services.membership.api.routes import api
from services.membership.commands import joining
from services.membership.commands.joining import Join
from services.runtime.http.wishes import Answer, Line, Wish

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


@api.get("/api/membership/networks", public=True)
def list_networks() -> NetworksAnswer:
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
def ask_to_join(wish: Join) -> ChallengeAnswer:
    """Ask to join; a code goes to the address, to be answered at /api/membership/tokens."""
    return ChallengeAnswer(challenge=joining.join(wish, source_ip=api.source_ip))


@api.post("/api/membership/tokens", public=True)
def sign_in(wish: TokensWish) -> TokensAnswer:
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
