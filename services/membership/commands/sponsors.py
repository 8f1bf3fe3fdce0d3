"""What can be done about sponsors: chairs thank them, and anybody may read that (N15)."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

from services.contracts.refusals import NotFound
from services.contracts.roles import Standing
from services.membership import model, store
from services.membership.model import sponsors as rules
from services.membership.model.networks import must_go_on
from services.membership.model.sponsors import Sponsor
from services.membership.store import sponsors as shelf
from services.membership.store.sponsors import Thanked
from services.runtime import platform
from services.runtime.http.wishes import FilledLine, Line, Wish


def _safe(link: str) -> str:
    """A link that goes nowhere but to a site over an encrypted connection, as everybody sees it."""
    if not link:
        return link
    try:
        parts = urlsplit(link)
        plain = parts.scheme == "https" and parts.hostname and parts.port in (None, 443)
    except ValueError:
        plain = False
    if not plain or parts.username is not None or not link.isascii() or " " in link:
        raise ValueError("Write an address that begins with https:// or leave this empty.")
    return link


Link = Annotated[Line, AfterValidator(_safe)]


class ThankSponsor(Wish):
    """Who is thanked and for what; a link is not necessary."""

    name: FilledLine
    sentence: FilledLine
    link: Link = ""


# --- chairs -------------------------------------------------------------------------------------


def thank(network_id: str, wish: ThankSponsor, *, by: str) -> None:
    """Thank a sponsor in public; what is sent a second time changes nothing."""
    there = _as_chair(network_id, by)
    sponsor = Sponsor(platform.new_id(), wish.name, wish.sentence, wish.link)
    thanked = rules.thank(there.sponsors, sponsor)
    if thanked is not there.sponsors:
        store.save([shelf.put_sponsors(thanked)])


def part(network_id: str, sponsor_id: str, *, by: str) -> None:
    """Thank a sponsor no longer."""
    there = _as_chair(network_id, by)
    store.save([shelf.put_sponsors(rules.part(there.sponsors, sponsor_id))])


# --- everybody ----------------------------------------------------------------------------------


def about(network_id: str, *, by: str | None) -> Thanked:
    """What anybody may know of a listed network; of another one only its members (M16)."""
    there = shelf.thanked(network_id, by)
    is_member = there.place is not None and there.place.standing is Standing.MEMBER
    if not (there.network.listed or is_member):
        raise NotFound("There is no such network.")
    return there


def _as_chair(network_id: str, by: str) -> Thanked:
    there = shelf.thanked(network_id, by)
    model.must_be_chair(there.place)
    must_go_on(there.network)
    return there
