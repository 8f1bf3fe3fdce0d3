"""The saga of an erasing: membership says MemberErased and lets go of what it holds.

Sessions, notes and notifications each say when they hold nothing; then the address gets a receipt
and is forgotten with it. A due row comes back every minute until it is over, so that whatever was
stopped half-way goes on.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from services.contracts.event import Event
from services.contracts.roles import Role, Standing
from services.membership import finding, model, store, understanding
from services.membership.addresses import address_key, alias_key
from services.membership.commands import break_glass
from services.membership.model import Place, Saga
from services.membership.model import host as hosting
from services.membership.store import host as host_shelf
from services.membership.store import looking, mailboxes, mydata
from services.runtime import logs, platform
from services.runtime.ports import Item

NEXT_LOOK = timedelta(minutes=1)
LATE_LOOK = timedelta(hours=1)
MOST_PLACES = 21
"""What one transaction has room for, chairs first; places beyond that go a moment later.

A chair's takes three writes: the place, the network, and who is its only chair now. Of five
addresses each takes four: the claim, when codes went there, and two hashes that stay. A host
admin's going takes three.
"""
WITHOUT_A_SUCCESSOR = timedelta(days=1)
"""How long an erasure waits whose owner has become the only chair meanwhile (M19)."""


def look(row: Item) -> None:
    """Begin what is due, or go on with what has begun; raises Conflict if it changed meanwhile."""
    member_id = row["member_id"]
    saga = store.saga(member_id)
    if saga is None:
        saga = _begin(member_id, row)
        if saga is None:
            return
        row = store.row_of_erasure(member_id, saga.begun_at + NEXT_LOOK)
    _go_on(saga, row)


def _begin(member_id: str, row: Item) -> Saga | None:
    """Take the step that cannot be taken back; None if it is not to be taken, or not today."""
    now = platform.now()
    wanted = store.erasure(member_id)
    if wanted is None or now < wanted.due_at:
        # Whoever asked and was never looked at again would be here for good.
        store.save(store.look_at_erasure(row, wanted.due_at if wanted else None))
        return None
    places = sorted(store.places(member_id), key=_has_a_chair, reverse=True)[:MOST_PLACES]
    chaired = store.networks([place.network_id for place in places if _has_a_chair(place)])
    host = host_shelf.host()
    alone = [*map(model.only_chair, chaired.values()), hosting.only_admin(host)]
    if member_id in alone:
        logs.info("erasure_waits_for_a_successor", service="membership")
        store.save(store.look_at_erasure(row, now + WITHOUT_A_SUCCESSOR))
        return None
    who = store.to_erase(member_id)
    member = store.read_member(who)
    claims = store.claims_on([address_key(address) for address in member.addresses])
    saga, said = model.begin(wanted, member.email, now)
    left = [(network, model.without_chair(network, member_id)) for network in chaired.values()]
    writes = store.begun(wanted, saga, who, claims, places, left, row, now + NEXT_LOOK)
    aliases = [alias_key(address) for address in member.addresses]
    writes += mailboxes.kept_out(aliases, mailboxes.ERASED)
    _forget_in_lists(claims)
    events: list[Event] = [said]
    if member_id in host.admins:
        rest, host_said = hosting.without(host, member_id)
        writes += host_shelf.host_changed(host, rest)
        events.append(host_said)
    store.save(writes, events)
    return saga


def _has_a_chair(place: Place) -> bool:
    return place.standing is Standing.MEMBER and Role.CHAIR in place.roles


def _go_on(saga: Saga, row: Item) -> None:
    """Let go of whatever is left here, again each time; end the saga once all have answered."""
    understanding.forget(saga.member_id)
    break_glass.veil(saga.member_id)
    finding.forget(saga.member_id)
    mailboxes.forget(saga.member_id)
    _forget_that_they_imported(saga.member_id)
    mydata.forget(saga.member_id)
    store.forget_member(saga.member_id)
    store.save(store.forget_asking(saga.member_id))
    store.forget_invitations(alias_key(saga.email))
    for subject in (saga.member_id, alias_key(saga.email)):
        looking.forget(subject)
    platform.current().identity.delete(saga.member_id)
    now = platform.now()
    if not saga.missing:
        store.save([store.completed(saga), *store.look_at_erasure(row, None)], model.complete(saga))
        return
    late = saga.is_late(now)
    if late:
        logs.error("erasure_late", service="membership", code="/".join(saga.missing))
    store.save(store.look_at_erasure(row, now + (LATE_LOOK if late else NEXT_LOOK)))


def _forget_in_lists(address_keys: Collection[str]) -> None:
    """Take them out of what is left of lists that were to be imported."""
    # Inline on purpose: a tick comes every minute, and an erasure begins some times in a year.
    from services.membership.store import imports, lists

    def is_theirs(address: str) -> bool:
        return address_key(address) in address_keys

    for listed in imports.with_lists(platform.now()):
        state = listed.state
        lists.forget_in(state.import_id, listed.lists, is_theirs, listed.lists_until)


def _forget_that_they_imported(member_id: str) -> None:
    """Keep no import under their name; on what ground it was done stays (M25)."""
    from services.membership.store import imports

    imports.forget_who_ran_them(member_id)
