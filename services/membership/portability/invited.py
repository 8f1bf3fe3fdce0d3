"""Who is invited to a network and has not answered.

The links in their mails lead to where the network was. At its new place a chair invites them again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ConfigDict

from services.membership import store
from services.membership.addresses import Address, alias_key
from services.membership.model import Invitation
from services.membership.store import portability
from services.runtime.portability import MOST_ROWS, Kind
from services.runtime.ports import Item


class Sent(BaseModel):
    """Where an invitation can have been sent."""

    model_config = ConfigDict(defer_build=True)

    email: Address


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation; its `alias` is empty where it travels, as it is made with another key."""

    invitation: Invitation

    @property
    def network_id(self) -> str:
        """The network that it is to."""
        return self.invitation.network_id

    def here(self) -> Invitation:
        """The same with the alias that the address has in this installation."""
        return replace(self.invitation, alias=alias_key(self.invitation.email))


def read(network_id: str, after: Item | None) -> tuple[Sequence[Invited], Item | None]:
    """Some invitations, the oldest first."""
    found, onwards = store.invitations(network_id, after, MOST_ROWS)
    return [Invited(replace(one, alias="")) for one in found], onwards


def subjects(invited: Sequence[Invited]) -> list[str]:
    """Whom these went to."""
    return [one.here().alias for one in invited]


def fits(one: Invited) -> None:
    """Raise ValueError unless it went to an address."""
    email = one.invitation.email
    if Sent(email=email).email != email or one.invitation.alias:
        raise ValueError("The address is not written in its normal form.")


def there(_network_id: str, invited: Sequence[Invited]) -> list[Any]:
    """The invitations of these people here."""
    found = portability.invitations([one.here() for one in invited])
    return [Invited(replace(one, alias="")) if one else None for one in found]


def write(_network_id: str, invited: Sequence[Invited]) -> None:
    """Invitations, of which nobody is mailed; they end when they would have ended."""
    for one in invited:
        store.save(store.put_invitation(one.here(), None))


KIND = Kind(lambda: Invited, read, there, write, fits)
