"""From the outbox to the bus: the stream says it at once, the sweep says what the stream missed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from services.runtime import logs, platform
from services.runtime.ports import Delete, Entry, Item, Put
from services.runtime.saving import OUTBOX_SHARDS, SENT_SOON

BATCH = 10
MAX_ATTEMPTS = 5
SWEEP_AFTER = timedelta(minutes=2)
SET_ASIDE = "OUTBOX#ASIDE"
BUS_SETTING = {"candour": "PUBLIC_BUS", "candour-private": "PRIVATE_BUS"}


class NotPublished(Exception):
    """Some events were not accepted by the bus; the platform delivers the batch again."""


def handler(event: dict[str, Any], context: object) -> None:
    """Publish the outbox rows of one batch of a table's stream.

    Raises NotPublished if the bus refused any: the whole batch then comes again, and what was
    published twice is ignored by its event id and sequence.
    """
    table = event["Records"][0]["eventSourceARN"].split("/")[1]
    keys = [record["dynamodb"]["Keys"] for record in event["Records"]]
    # Read again instead of trusting the image: a row that is gone was published before.
    rows = platform.current().tables.get_many(
        [(table, (key["pk"]["S"], key["sk"]["S"])) for key in keys]
    )
    if _publish(table, [row for row in rows if row is not None]):
        raise NotPublished


def sweep(table: str) -> int:
    """Publish rows that are older than two minutes; returns how many were waiting."""
    before = (platform.now() - SWEEP_AFTER).isoformat(timespec="seconds")
    waiting = 0
    for shard in range(OUTBOX_SHARDS):
        page = platform.current().tables.query(
            table, SENT_SOON.format(shard=shard), up_to=before, index=True, limit=100
        )
        waiting += len(page.items)
        _publish(table, page.items)
    return waiting


def _publish(table: str, rows: Sequence[Item]) -> int:
    """Publish and delete; count attempts of the refused ones; returns how many are still due."""
    refused = 0
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        failed = set(platform.current().bus.publish([_entry(row) for row in batch]))
        said = [row for position, row in enumerate(batch) if position not in failed]
        if said:
            platform.current().tables.transact(
                *(Delete(table, (row["pk"], row["sk"])) for row in said)
            )
        refused += sum(not _set_aside(table, batch[position]) for position in failed)
    return refused


def _entry(row: Item) -> Entry:
    bus = platform.setting(BUS_SETTING[row["bus"]])
    return Entry(bus, row["source"], row["detail_type"], row["detail"])


def _set_aside(table: str, row: Item) -> bool:
    """Count one failed attempt; the last puts the row aside, where an operator sees it."""
    attempts: int = row["attempts"] + 1
    aside = attempts >= MAX_ATTEMPTS
    counted = {**row, "attempts": attempts}
    if aside:
        counted["gsi1pk"] = SET_ASIDE
        logs.error("outbox_row_set_aside", table=table, detail_type=row["detail_type"])
    platform.current().tables.transact(Put(table, counted))
    return aside
