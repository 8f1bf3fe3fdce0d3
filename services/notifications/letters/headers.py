"""The headers that let programs treat our mail well."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from services.notifications import unsubscribe
from services.notifications.model.facts import Network
from services.notifications.model.kinds import SWITCHED_OFF_BY, Kind, MailClass
from services.runtime import platform
from services.runtime.signing import keyed_hash

SLOT = "unsubscribe"

AUTOMATIC = {
    "Auto-Submitted": "auto-generated",
    # Spares us a reply for everybody who is away.
    "X-Auto-Response-Suppress": "OOF, NRN, AutoReply, RN",
}


ONE_CLICK = {
    # Together with the address in each copy: one click, without signing in (RFC 8058).
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
}


def of_letter(kind: Kind, network: Network | None) -> dict[str, str]:
    """The headers that all copies have in common; none names a network that is in no list (M16)."""
    mail_class = SWITCHED_OFF_BY.get(kind)
    if kind is Kind.ADDED:
        return {**AUTOMATIC, **ONE_CLICK}
    if mail_class is None or network is None:
        return dict(AUTOMATIC)
    return {
        **AUTOMATIC,
        "List-Id": f"<{mail_class}.{_listed_as(network)}.{_host()}>",
        **ONE_CLICK,
    }


def of_copy(
    kind: Kind, network_id: str, member_id: str
) -> tuple[Mapping[str, str], dict[str, str]]:
    """The slots and the headers of one person's copy."""
    if kind is Kind.ADDED:
        token = unsubscribe.token_to_leave(member_id, network_id)
        return {SLOT: token}, {"List-Unsubscribe": f"<{unsubscribe.address_to_leave(token)}>"}
    mail_class: MailClass | None = SWITCHED_OFF_BY.get(kind)
    if mail_class is None:
        return {}, {}
    token = unsubscribe.token(member_id, network_id, mail_class)
    return {SLOT: token}, {"List-Unsubscribe": f"<{unsubscribe.address(token)}>"}


def _listed_as(network: Network) -> str:
    if network.listed:
        return network.network_id
    return keyed_hash("list-id", network.network_id)[:16]


def _host() -> str:
    return urlsplit(platform.setting("SITE_URL")).hostname or "localhost"
