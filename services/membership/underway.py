"""An import on its way, chunk by chunk: each together or not at all, wherever it was stopped.

What a transaction cannot hold comes after it: accounts in the user pool, and texts that nobody else
wrote. It is done again at the beginning of each look, for the chunk that came last.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from services.contracts.event import Event
from services.contracts.roles import Standing
from services.membership import importing, store, understanding
from services.membership.importing import (
    ROWS_OF_A_CHUNK,
    Chunk,
    Newcomer,
    Stage,
    Today,
    Undo,
    Written,
    turns,
)
from services.membership.model import Network
from services.membership.model import imports as rules
from services.membership.store import added as people
from services.membership.store import imports as shelf
from services.membership.store import lists, lookups, mailboxes
from services.membership.store.added import Added
from services.membership.store.imports import Listed
from services.membership.store.lookups import LookedUp
from services.membership.store.table import save
from services.runtime import platform
from services.runtime.ports import Item, Write

AT_A_LOOK = 30
"""Chunks: 300 people a minute, which a function does in half of its time."""
ON_ITS_WAY = (Stage.COMMITTING, Stage.UNDOING)

Plan = dict[int, Chunk]


class Turn(NamedTuple):
    """As which of a list somebody comes in, and when they hear of it."""

    number: int
    tell_at: datetime


def look(row: Item) -> None:
    """Go on with an import; raises Conflict if it changed meanwhile."""
    listed = shelf.find(row["import_id"])
    if listed is None:
        save([shelf.is_over(row)])
        return
    network = store.networks([listed.state.network_id])[listed.state.network_id]
    plan: Plan = {}
    _follow(listed, plan)
    for _ in range(AT_A_LOOK):
        if listed.state.stage not in ON_ITS_WAY:
            break
        chunk = _chunk(listed, listed.state.done, plan)
        if listed.state.stage is Stage.COMMITTING:
            listed = _commit(listed, network, chunk)
        else:
            listed = _undo(listed, chunk)
        _follow(listed, plan)
    if listed.state.stage not in ON_ITS_WAY:
        undone = listed.state.stage is Stage.UNDONE
        rest = lists.gone(listed.state.import_id, listed.lists) if undone else []
        save([shelf.is_over(row), *rest])


def _follow(listed: Listed, plan: Plan) -> None:
    """What comes after the transaction of the last chunk; fine if it was done before."""
    state = listed.state
    if not state.done:
        return
    chunk = _chunk(listed, state.done - 1, plan)
    known = store.members([newcomer.member_id for newcomer in chunk.newcomers])
    accounts = platform.current().identity
    for newcomer in chunk.newcomers:
        if state.stage in (Stage.COMMITTING, Stage.COMMITTED):
            if newcomer.member_id in known:
                accounts.create(newcomer.member_id, newcomer.email)
        elif newcomer.member_id not in known:
            understanding.forget(newcomer.member_id)
            mailboxes.forget(newcomer.member_id)
            store.forget_member(newcomer.member_id)
            store.save(people.forget_asking(newcomer))
            accounts.delete(newcomer.member_id)


def _chunk(listed: Listed, number: int, plan: Plan) -> Chunk:
    """A chunk, and with it those that are packed with it; empty once the lists are gone."""
    import_id = listed.state.import_id
    if number not in plan:
        plan |= {one.number: one for one in lists.chunks_of(import_id, listed.lists, number)}
    return plan.get(number) or Chunk(f"{import_id}-{number:04}", number, ())


# --- bringing in --------------------------------------------------------------------------------


def _commit(listed: Listed, network: Network, chunk: Chunk) -> Listed:
    now = platform.now()
    keys = {key for newcomer in chunk.newcomers for key in (newcomer.key, newcomer.alias_key)}
    found = lookups.look_up(network.network_id, sorted(keys))
    given = shelf.turns(network.network_id)
    still, _ = importing.still(chunk, found.facts)
    ready = [] if network.archived else _each_once(still, found)
    skipped = len(chunk.newcomers) - len(ready)
    state = importing.after_chunk(
        listed.state, chunk.number, written=len(ready), skipped=skipped, now=now
    )
    if state is None:
        return listed
    rank = {newcomer.row: place for place, newcomer in enumerate(chunk.newcomers, start=1)}
    taken, times = turns.take(given, len(ready), now)
    writes: list[Write] = [shelf.put_turns(taken)] if ready else []
    events: list[Event] = []
    for newcomer, tell_at in zip(ready, times, strict=True):
        number = chunk.number * ROWS_OF_A_CHUNK + rank[newcomer.row]
        turn = Turn(number, tell_at)
        wrote, said = _brought_in(newcomer, turn, network, found, listed.state.import_id)
        writes += wrote
        events += said
    if state.stage is Stage.COMMITTED:
        events.append(rules.committed(state))
    after = replace(listed, state=state)
    save([shelf.put_import(after), *writes], events)
    return after


def _each_once(newcomers: tuple[Newcomer, ...], found: LookedUp) -> list[Newcomer]:
    """Two addresses in a list may be those of one account."""
    return list({_who(newcomer, found): newcomer for newcomer in newcomers}.values())


def _who(newcomer: Newcomer, found: LookedUp) -> str:
    if newcomer.elsewhere:
        return str(found.claims[newcomer.key]["member_id"])
    return newcomer.member_id


def _brought_in(
    newcomer: Newcomer, turn: Turn, network: Network, found: LookedUp, import_id: str
) -> tuple[list[Write], list[Event]]:
    now = platform.now()
    member_id = _who(newcomer, found)
    before = found.places.get(member_id)
    place, said = rules.add(network, before, member_id, turn.number, now, tell_at=turn.tell_at)
    if newcomer.elsewhere:
        return people.somebody_from_elsewhere(place, import_id, now), [said]
    claim = found.claims.get(newcomer.key)
    writes = people.somebody_new(newcomer, claim, place, import_id, now)
    return writes, [said, rules.introduced(newcomer)]


# --- taking back --------------------------------------------------------------------------------


def _undo(listed: Listed, chunk: Chunk) -> Listed:
    brought_in = people.brought_in(chunk, listed.state.network_id) if chunk.newcomers else {}
    writes: list[Write] = []
    events: list[Event] = []
    removed = kept = 0
    for newcomer in chunk.newcomers:
        added = brought_in.get(newcomer.row)
        what = _what_to_do(newcomer, added) if added else Undo.NOTHING
        if added is None or added.place is None or what in (Undo.NOTHING, Undo.KEEP):
            kept += what is Undo.KEEP
            continue
        out, said = rules.take_back(added.place, platform.now())
        events.append(said)
        if what is Undo.REMOVE_PERSON:
            writes += people.take_person_back(newcomer, added)
            events.append(rules.forgotten(newcomer.member_id))
        else:
            writes += people.take_place_back(added, out)
        removed += 1
    state = importing.after_undo(listed.state, chunk.number, removed=removed, kept=kept)
    if state is None:
        return listed
    if state.stage is Stage.UNDONE:
        events.append(rules.undone(state))
    after = replace(listed, state=state)
    save([shelf.put_import(after), *writes], events)
    return after


def _what_to_do(newcomer: Newcomer, added: Added) -> Undo:
    place, member, new = added.place, added.member, added.row["new"]
    others = store.places(newcomer.member_id) if new else []
    written = Written(
        row=newcomer.row,
        member_id=newcomer.member_id,
        place_version=added.row["place_version"],
        member_version=1 if new else None,
    )
    today = Today(
        member_version=member["version"] if member else None,
        place_version=place.version if place and place.standing is Standing.MEMBER else None,
        signed_in=bool(new and member and member["confirmed_at"]),
        other_places=sum(1 for one in others if place and one.network_id != place.network_id),
    )
    return importing.undo(written, today)
