"""The link that stops a class of mail: signed, without an address, good for as long as the mail.

Its scope is one member, one network and one class (A5). Following it changes nothing.
"""

from __future__ import annotations

from services.contracts.importing import LEAVE
from services.contracts.refusals import Invalid
from services.notifications.model.choices import OFFERED
from services.notifications.model.kinds import MailClass
from services.runtime import platform
from services.runtime.signing import sign, unsign, unveiled, veiled

PURPOSE = "unsubscribe"
VEILED = 1
"""Says that the network is not written out; mail of earlier days has links without it."""

Scope = tuple[str, str, MailClass]


def token(member_id: str, network_id: str, mail_class: MailClass) -> str:
    """Stops this class of mail from this network to this member."""
    return sign(PURPOSE, [member_id, veiled(network_id, member_id), mail_class, VEILED])


def scope(signed: str) -> Scope:
    """Member, network and class of a token; raises Invalid for one that is not ours."""
    member_id, network_id, name, *is_veiled = unsign(PURPOSE, signed)
    if is_veiled:
        network_id = unveiled(network_id, member_id)
    mail_class = MailClass(name)
    if mail_class not in OFFERED:
        raise Invalid("This mail cannot be switched off. It ends when you leave the network.")
    return member_id, network_id, mail_class


def address(signed: str) -> str:
    """Where the token is used; a GET shows a page, a POST acts."""
    return f"{platform.setting('SITE_URL')}/unsubscribe?token={signed}"


def token_to_leave(member_id: str, network_id: str) -> str:
    """Takes somebody out of a network who was imported into it; membership does that (M25)."""
    return sign(LEAVE, [member_id, veiled(network_id, member_id)])


def address_to_leave(signed: str) -> str:
    """Where that token is used; a GET shows a page, a POST acts."""
    return f"{platform.setting('SITE_URL')}/added/{signed}"
