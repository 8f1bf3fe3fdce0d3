"""What must hold of people who wanted to be gone for good, once everything has come to rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from pydantic_core import from_json

from infra.simulator.journal import Said
from infra.simulator.letters import key_of
from infra.simulator.world import World
from services.membership.addresses import address_key
from services.notifications.model.batch import NOBODY
from services.notifications.store.batches import _unpacked
from services.runtime.embedded.database import Database
from services.runtime.ports import Item

Tables = Mapping[str, Mapping[tuple[str, str], Item]]

INBOXES = "mail"
"""What was mailed to somebody lies in their own mailbox, and is no record of ours."""
CONTROL_ROOM = "bus_log"
"""This machine shows what was on the buses, by ids, as an operator of AWS may have it archived."""
SURELY_IN_TIME = timedelta(hours=4)
"""A receipt that is issued so long after the faults have stopped is kept away by nothing."""
ANSWERS = ["notes", "notifications", "sessions"]


def unfinished(world: World, tables: Tables) -> Iterator[str]:
    """Whoever asked, confirmed and did not think again is gone by now, but for the last chair."""
    kept = tables[world.names.membership]
    for member_id in world.journal.wanted:
        if not any(
            sk == "STATE" and pk.startswith("NETWORK#") and item["chairs"] == [member_id]
            for (pk, sk), item in kept.items()
            if not item.get("archived")
        ):
            yield "somebody is still here after their day"
    for member_id in world.journal.erased:
        answers = _said_of(world, member_id, "ServiceErased.v1")
        if {said.detail["service"] for said in answers} != set(ANSWERS):
            yield "a service has not answered"
        if len(_said_of(world, member_id, "ErasureCompleted.v1")) != 1:
            yield "it does not end exactly once"
    receipts = world.journal.all_said("ErasureReceiptIssued.v1")
    if len(receipts) != len(world.journal.all_said("ErasureCompleted.v1")):
        yield "not everybody has a receipt"


def without_a_receipt(world: World, _tables: Tables) -> Iterator[str]:
    """The last mail, which only its event can send, within two hours; never a second one."""
    for said in world.journal.all_said("ErasureReceiptIssued.v1"):
        key = key_of(f"receipt#{said.event_id}", NOBODY)
        settled = world.journal.accepted[key] or key in world.journal.rejected
        if said.at > world.calm_from + SURELY_IN_TIME and not settled:
            yield "somebody is not told that it is done"


def traces(world: World, tables: Tables) -> Iterator[str]:
    """Every row of every table of this machine, whatever it is for, that leads to somebody."""
    for member_id, said in world.journal.erased.items():
        (contact,) = _said_of(world, member_id, "MemberContactChanged.v1")
        words = _words(world, said, contact)
        for table, row in _rows_with(world, words):
            if not _is_allowed(table, row, words, contact.detail["email"]):
                yield f"in {table}: {_told(table, row)}"
        for (pk, sk), item in tables[world.names.notifications].items():
            if sk.startswith("PEOPLE#") and member_id in _unpacked(item["members"]):
                yield f"among the people of {pk}"


def _words(world: World, erased: Said, contact: Said) -> list[str]:
    """Whatever somebody can be found by, the id first.

    Whoever joins again under the same address is somebody new, with the same address and name.
    """
    words = [erased.detail["member_id"]]
    name, email = contact.detail["name"], contact.detail["email"]
    if world.journal.asked.get(email, 0) < erased.order:
        words += [email, address_key(email)]
        if not any(person.name == name and person.email != email for person in world.people):
            words.append(name)
    return words


def _rows_with(world: World, words: Sequence[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    database = world.platform.database
    for table, columns in _schema(database).items():
        some = words[1:] if table == CONTROL_ROOM else words
        if not some:
            continue
        whole = " || ' ' || ".join(f"coalesce({column}, '')" for column in columns)
        tests = " OR ".join("instr(whole, ?)" for _ in some)
        for row in database.rows(
            f"SELECT * FROM (SELECT *, {whole} AS whole FROM {table}) WHERE {tests}",  # noqa: S608
            some,
        ):
            yield table, dict(zip(columns, row, strict=False))


@cache
def _schema(database: Database) -> Mapping[str, Sequence[str]]:
    """Every table that there is, with its columns; a new one is looked at without being named."""
    tables = [row[0] for row in database.rows("SELECT name FROM sqlite_master WHERE type='table'")]
    return {
        table: [row[1] for row in database.rows(f"PRAGMA table_info({table})")] for table in tables
    }


def _is_allowed(table: str, row: Mapping[str, Any], words: Sequence[str], email: str) -> bool:
    if table == INBOXES:
        return bool(row["recipient"] == email)
    if table != "items":
        return False
    if row["pk"].startswith("ADDRESS#"):
        return bool(row["sk"] == "ERASED")
    if row["pk"].startswith("DRAFT#"):
        # What is written in a draft is somebody's words, which may hold any name until it is found.
        item = {k: v for k, v in from_json(row["body"]).items() if k not in ("text", "title")}
        return not any(word in str(item) for word in words)
    return False


def _told(table: str, row: Mapping[str, Any]) -> str:
    return f"{row['tbl']}, {row['sk']}" if table == "items" else str(sorted(row))


def _said_of(world: World, member_id: str, name: str) -> list[Said]:
    return [said for said in world.journal.all_said(name) if said.detail["member_id"] == member_id]
