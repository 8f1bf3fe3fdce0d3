"""What must hold of people who wanted to be gone for good, once everything has come to rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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
BUT = {"items": " WHERE pk <> 'ORGANISATIONS'"}
"""What is not looked at: the chunks of the register, packed, in which no word would be seen."""
"""What was mailed to somebody lies in their own mailbox, and is no record of ours."""
CONTROL_ROOM = "bus_log"
"""This machine shows what was on the buses, by ids, as an operator of AWS may have it archived."""
INTRODUCED = "You are introduced to each other"
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
        # Of whom an undone import had brought in there is nobody to be told.
        if len(_said_of(world, member_id, "ErasureCompleted.v1")) != (
            member_id in world.journal.for_good
        ):
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


@dataclass(frozen=True)
class Gone:
    """Somebody who was erased, and the words that they could be found by, the id first."""

    member_id: str
    email: str
    words: tuple[str, ...]

    def is_in(self, table: str, row: str) -> bool:
        """Whether a row leads to them."""
        return any(word in row for word in self.words_for(table))

    def words_for(self, table: str) -> tuple[str, ...]:
        """What must not be in this table."""
        return self.words[1:] if table == CONTROL_ROOM else self.words


def traces(world: World, tables: Tables) -> Iterator[str]:
    """Every row of every table of this machine, whatever it is for, that leads to somebody."""
    people = [_gone(world, said) for said in world.journal.erased.values()]
    if not people:
        return
    for table, row in _rows_with(world, people):
        for gone in people:
            if gone.is_in(table, _counting(table, row, gone)):
                yield f"in {table}: {row['tbl']}, {row['sk']}" if "tbl" in row else f"in {table}"
    for (pk, sk), item in tables[world.names.notifications].items():
        if sk.startswith("PEOPLE#"):
            members = _unpacked(item["members"])
            yield from (f"among the people of {pk}" for gone in people if gone.member_id in members)


def _gone(world: World, erased: Said) -> Gone:
    """Whoever joins again is somebody new, with the same address and name."""
    member_id = erased.detail["member_id"]
    contact, *_ = _said_of(world, member_id, "MemberContactChanged.v1")
    name, email = contact.detail["name"], contact.detail["email"]
    words = [member_id]
    if world.journal.asked.get(email, 0) < erased.order:
        words += [email, address_key(email)]
        if not any(person.name == name and person.email != email for person in world.people):
            words.append(name)
    return Gone(member_id, email, tuple(words))


def _rows_with(world: World, people: Sequence[Gone]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The rows that hold a word of any of these people."""
    database = world.platform.database
    for table, columns in _schema(database).items():
        words = [word for gone in people for word in gone.words_for(table)]
        whole = " || ' ' || ".join(f"coalesce({column}, '')" for column in columns)
        tests = " OR ".join("instr(whole, ?)" for _ in words) or "0"
        for row in database.rows(
            f"SELECT * FROM (SELECT *, {whole} AS whole FROM {table}{BUT.get(table, '')})"  # noqa: S608
            f" WHERE {tests}",
            words,
        ):
            yield table, dict(zip(columns, row, strict=False))


@cache
def _schema(database: Database) -> Mapping[str, Sequence[str]]:
    """Every table that there is, with its columns; a new one is looked at without being named."""
    tables = [row[0] for row in database.rows("SELECT name FROM sqlite_master WHERE type='table'")]
    return {
        table: [row[1] for row in database.rows(f"PRAGMA table_info({table})")] for table in tables
    }


def _counting(table: str, row: Mapping[str, Any], gone: Gone) -> str:
    """What counts of a row: not somebody's own mail, nor the hash that stays of an address.

    Whoever was introduced to them has their name and address by mail; `letters` sees to it that it
    went out before.
    What is written in a draft is other people's words, which may hold any name until it is found.
    """
    if table == INBOXES and (row["recipient"] == gone.email or row["subject"] == INTRODUCED):
        return ""
    if table == "items" and row["pk"].startswith("ADDRESS#") and row["sk"] == "ERASED":
        return ""
    if table == "items" and row["sk"].startswith("DRAFT#"):
        left = {k: v for k, v in from_json(row["body"]).items() if k not in ("text", "title")}
        return f"{left} {row['gsi1pk']} {row['gsi1sk']}"
    return " ".join(map(str, row.values()))


def _said_of(world: World, member_id: str, name: str) -> list[Said]:
    return [said for said in world.journal.all_said(name) if said.detail["member_id"] == member_id]
