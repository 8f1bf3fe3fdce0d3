"""What must hold once everything has come to rest; what must hold at each moment is in `watch`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache

from pydantic_core import from_json

from infra.simulator import erased, introduced, mailed, reminded
from infra.simulator.world import World
from services.contracts.roles import Standing
from services.notes.model import NoteState
from services.notes.store import draft_id_of
from services.runtime.ports import Item
from services.runtime.rights import place_key
from services.sessions.model import State

Key = tuple[str, str]
Tables = dict[str, dict[Key, Item]]
"""Everything that is kept, by table and key."""


def look(world: World) -> None:
    """Write every broken promise into the journal."""
    tables = _everything(world)
    for promise, broken in PROMISES.items():
        for what in broken(world, tables):
            world.journal.wrong(promise, what)
    if world.journal.wrongs:
        return  # whoever has not heard of a thing cannot have mailed about it
    for promise, what in mailed.broken(world, tables[world.names.notifications]):
        world.journal.wrong(promise, what)


def _everything(world: World) -> Tables:
    tables: Tables = defaultdict(dict)
    # All but the registers of names and of organisations, which are most of it and play no part.
    rows = world.platform.database.rows(
        "SELECT tbl, pk, sk, body FROM items"
        " WHERE (pk < 'NAME#' OR pk > 'NAME$') AND pk <> 'ORGANISATIONS'"
    )
    for table, pk, sk, body in rows:
        tables[table][pk, sk] = _item(body)
    return tables


@lru_cache(maxsize=20_000)
def _item(body: str) -> Item:
    """Kept, to be looked at only: most rows are as they were when the world began, like others."""
    item: Item = from_json(body)
    return item


# --- events and messages ------------------------------------------------------------------------


def _lost_events(world: World, _tables: Tables) -> Iterator[str]:
    buses = {name: world.machine.wiring.settings[name] for name in ("PUBLIC_BUS", "PRIVATE_BUS")}
    bus_of = {"candour": buses["PUBLIC_BUS"], "candour-private": buses["PRIVATE_BUS"]}
    for said in world.journal.said.values():
        for queue in world.platform.bus.hearers(bus_of[said.bus], said.source, said.name):
            heard = world.journal.heard.get((queue, said.event_id))
            if heard is None or heard.taken is None:
                yield f"{said.name} for {queue}"


def _unfinished(world: World, tables: Tables) -> Iterator[str]:
    database = world.platform.database
    live = {mapping.queue for mapping in world.machine.wiring.queues}
    for queue, body in database.rows("SELECT queue, body FROM messages"):
        if queue in live:
            yield f"a message waits in {queue}"
        elif body not in world.journal.poison:
            yield f"given up in {queue}"
    for _ in database.rows("SELECT 1 FROM stream"):
        yield "a row waits in a stream"
    for table, items in tables.items():
        for pk, _ in items:
            if pk.startswith("OUTBOX#"):
                yield f"an event waits in {table}"


# --- people -------------------------------------------------------------------------------------


def _lost_members(world: World, tables: Tables) -> Iterator[str]:
    kept = tables[world.names.membership]
    gone = world.journal.erased.keys()
    for member_id in world.journal.confirmed - gone:
        if (f"MEMBER#{member_id}", "STATE") not in kept:
            yield "somebody who entered their code is gone"
    for (member_id, network_id), seen in world.journal.places.items():
        if member_id in gone:
            continue
        place = kept.get(place_key(member_id, network_id))
        if place is None or place["version"] != seen[-1].sequence:
            yield f"a place in {network_id} is not what was said last"


def _wrong_accounts(world: World, tables: Tables) -> Iterator[str]:
    """Members can sign in; whoever did not prove an address in time is forgotten (M5)."""
    accounts = {row[0] for row in world.platform.database.rows("SELECT member_id FROM users")}
    kept = tables[world.names.membership]
    members = {pk.removeprefix("MEMBER#") for pk, sk in kept if (pk, sk) == (pk, "STATE")}
    due = {item.get("member_id") for (pk, _), item in kept.items() if pk.startswith("DUE#")}
    for member_id in world.journal.confirmed - world.journal.erased.keys() - accounts:
        yield f"{world.name(member_id)} is a member and cannot sign in"
    for _ in accounts - members - due:
        yield "somebody who proved nothing is never forgotten"


def _chairless(world: World, tables: Tables) -> Iterator[str]:
    kept = tables[world.names.membership]
    for (pk, sk), item in kept.items():
        if sk == "STATE" and pk.startswith("NETWORK#") and not item["archived"]:
            chairs = {
                place["member_id"]
                for place in kept.values()
                if place.get("gsi1pk") == pk
                and place.get("standing") == Standing.MEMBER
                and "chair" in place["roles"]
            }
            if not chairs or chairs != set(item["chairs"]):
                yield pk


def _differing_rights(world: World, tables: Tables) -> Iterator[str]:
    """Each service decides by its own copy of places and networks."""
    truth = tables[world.names.membership]
    copies = (world.names.sessions, world.names.notes, world.names.notifications)
    for key, item in truth.items():
        if "standing" in item:
            for table in copies:
                if _rights(tables[table].get(key)) != _rights(item):
                    yield f"a place in {table}"
            if _rights(_place_for_mail(world, tables, key)) != _rights(item):
                yield "a place as mail knows it"
        elif key[0].startswith("NETWORK#") and key[1] == "STATE":
            for table in copies:
                copy = tables[table].get(key, {})
                if any(
                    copy.get(name) != item[name]
                    for name in ("policy", "listed", "quorum", "archived")
                ):
                    yield f"a network in {table}"


def _place_for_mail(world: World, tables: Tables, key: Key) -> Item | None:
    """What the gate asks, which lies with the person and not with the copy of rights."""
    pk, sk = key
    person = tables[world.names.notifications].get((pk, "PERSON"), {"places": {}})
    place: Item | None = person["places"].get(sk.removeprefix("NETWORK#"))
    return place


def _rights(place: Item | None) -> tuple[str, ...] | None:
    if place is None or place["standing"] != Standing.MEMBER:
        return None
    return tuple(sorted(place["roles"]))


def _differing_contacts(world: World, tables: Tables) -> Iterator[str]:
    for (pk, sk), item in tables[world.names.membership].items():
        if pk.startswith("MEMBER#") and sk == "STATE":
            kept = tables[world.names.notifications].get((pk, "PERSON"))
            if kept is None or (kept["name"], kept["address"]) != (item["name"], item["email"]):
                yield "in notifications"


# --- sessions and notes -------------------------------------------------------------------------


def _differing_sessions(world: World, tables: Tables) -> Iterator[str]:
    membership, mail = tables[world.names.membership], tables[world.names.notifications]
    for (pk, sk), session in tables[world.names.sessions].items():
        if not pk.startswith("SESSION#") or sk != "STATE":
            continue
        cancelled = session["state"] == State.CANCELLED
        for table in (membership, mail):
            title = table.get((pk, "TITLE"))
            if title is None or title["title"] != session["title"]:
                yield "a title"
        for time in (membership.get((pk, "STATE")), mail.get((pk, "TIME"))):
            if time is None or time["cancelled"] != cancelled:
                yield "whether it is cancelled"
            elif time["starts_at"] != session["starts_at"]:
                yield "its start"
        held = membership.get((pk, "HELD"))
        if (session["state"] == State.HELD) != (held is not None):
            yield "whether it was held"
        elif held is not None and held["headcount"] != session["headcount"]:
            yield "its headcount"


def _differing_notes(world: World, tables: Tables) -> Iterator[str]:
    home, mail = tables[world.names.membership], tables[world.names.notifications]
    for (pk, sk), note in tables[world.names.notes].items():
        if not pk.startswith("NOTE#") or sk != "STATE":
            continue
        for table in (home, mail):
            if table.get((pk, "TITLE"), {}).get("title") != note.get("title"):
                yield "a title"
        readable = home.get((pk, "STATE"), {"readable": True})["readable"]
        if readable != (note["state"] == NoteState.PUBLISHED):
            yield "whether it can be read"
        if mail.get((pk, "STATE"), {"version": 1})["version"] != note["version"]:
            yield "whether it was ever hidden"


def _traces_of_objections(world: World, tables: Tables) -> Iterator[str]:
    """What is withdrawn is nowhere, and what was said against a note ends with the decision."""
    for note_id, words in world.journal.withdrawn.items():
        if (f"CASE#{note_id}", "STATE") in tables[world.names.drafts]:
            yield "a withdrawn note has a case"
        for table, items in tables.items():
            for (pk, sk), item in items.items():
                is_note = pk.startswith("NOTE#") and pk != f"NOTE#{note_id}"
                another = is_note or "DRAFT#" in f"{pk} {sk}"
                if not another and any(word in json.dumps(item) for word in words):
                    yield f"words of a withdrawn note in {table}"
    for (pk, _), case in tables[world.names.drafts].items():
        if pk.startswith("CASE#"):
            note = tables[world.names.notes][f"NOTE#{case['note_id']}", "STATE"]
            if note["state"] != NoteState.HIDDEN and (case["objections"] or case["agreed"]):
                yield "a note that can be read has something said against it"


def _wrong_drafts(world: World, tables: Tables) -> Iterator[str]:
    kept = tables[world.names.drafts]
    there = {sk for _, sk in kept if sk.startswith("DRAFT#")}
    for draft_id in world.journal.drafts_published:
        # A title that comes late is let in again, and ends by itself.
        if f"DRAFT#{draft_id}" in there:
            yield "a published draft is still there"
    for (pk, sk), session in tables[world.names.sessions].items():
        if not pk.startswith("SESSION#") or sk != "STATE":
            continue
        draft = f"DRAFT#{draft_id_of(session['session_id'])}"
        if session["state"] == State.HELD and (draft, "OPENED") not in kept:
            yield "a session that was held has no task"
        if session["state"] == State.CANCELLED and draft in there:
            yield "a session that was cancelled has a draft"


PROMISES: dict[str, Callable[[World, Tables], Iterator[str]]] = {
    "everything comes to rest": _unfinished,
    "no event is lost": _lost_events,
    "no member is lost": _lost_members,
    "members have accounts, and nobody else": _wrong_accounts,
    "whoever wants it is erased": erased.unfinished,
    "whoever was erased has a receipt": erased.without_a_receipt,
    "nothing is left of whoever was erased": erased.traces,
    "a network keeps a chair": _chairless,
    "only members are in the directory": introduced.strangers,
    "people are introduced once, and after a yes": introduced.without_consent,
    "every service knows the same rights": _differing_rights,
    "every service knows the same people": _differing_contacts,
    "every service knows the same sessions": _differing_sessions,
    "every service knows the same notes": _differing_notes,
    "what is withdrawn or decided leaves no words": _traces_of_objections,
    "drafts are there and gone as they should": _wrong_drafts,
    "there is one reminder for a time of a session": reminded.wrongly,
}
