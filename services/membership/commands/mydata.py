"""A copy of everything that is held about somebody: asked for and fetched (see `sharing`)."""

from __future__ import annotations

from collections.abc import Mapping

from services.contracts.refusals import Conflict, NotFound
from services.membership.model import mydata as rules
from services.membership.model.mydata import MyData
from services.membership.store import mydata as store
from services.membership.store.erasures import still_a_member
from services.membership.store.table import save
from services.runtime import platform
from services.runtime.holdings import Section, joined
from services.runtime.ports import Item


def ask(*, by: str) -> MyData:
    """Ask for a copy; the same again while it is being made, a new one once it was ready."""
    before, member = store.find_with_member(by)
    _must_be_there(member)
    after, asked = rules.ask(before, by, platform.new_id(), platform.now())
    if asked is None:
        return after
    save([*store.put(before, after), store.put_owner(after), still_a_member(by)], [asked])
    return after


def mine(*, by: str) -> MyData | None:
    """The copy that somebody asked for last; None if there is none, or none any more."""
    found = store.find(by)
    return None if found is None or rules.is_gone(found, platform.now()) else found


def contents(*, by: str) -> tuple[MyData, Mapping[str, list[Section]]]:
    """A copy that is ready, by service; raises NotFound for none, Conflict for not yet."""
    found, parts = store.find_with_parts(by)
    if found is None or rules.is_gone(found, platform.now()):
        raise NotFound("There is no file to fetch. Ask for a new one.")
    if found.ready_at is None:
        raise Conflict("Your file is not ready yet. We will mail you when it is.")
    shares = rules.shares(parts)
    return found, {service: joined(shares[service]) for service in sorted(shares)}


def _must_be_there(member: Item | None) -> None:
    if member is None:
        raise NotFound("There is no such account any more.")
