"""What is to be decided about published notes, and the receipts of those who objected."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from services.notes.model import Case, Note, NoteState, Objection, Outcome, Turn
from services.notes.store.published import note_item
from services.notes.store.tables import drafts_table, table
from services.runtime import platform
from services.runtime.ports import Absent, AtVersion, Check, Delete, Item, Key, Put, Write
from services.runtime.saving import save as save_all
from services.runtime.signing import keyed_hash

MONTHS_KEPT = 13


def case_key(note_id: str) -> tuple[str, Key]:
    """Where what is to be decided about a note is kept."""
    return drafts_table(), (f"CASE#{note_id}", "STATE")


def receipt_of(secret: str) -> str:
    """The receipt that this secret address opens; the secret itself is kept nowhere."""
    return keyed_hash("receipt", secret)


def receipt_key(receipt: str) -> tuple[str, Key]:
    """Where the outcome for a receipt is kept."""
    return drafts_table(), (f"RECEIPT#{receipt}", "STATE")


def take(turn: Turn, note: Note, case: Case, holds: Iterable[Check] = ()) -> None:
    """A note and its case go on from what was read, or neither; raises Conflict if one did already.

    `holds` is what must be true besides: that those who agreed may still check notes.
    A withdrawn note has no case any more: nothing is left that anybody said about it.
    """
    writes: list[Write] = []
    if turn.note != note:
        writes.append(Put(table(), note_item(turn.note), AtVersion(note.version)))
    if turn.note.state is NoteState.WITHDRAWN:
        writes.append(Delete(*case_key(case.note_id), AtVersion(case.version)))
    elif turn.case != case:
        expect = AtVersion(case.version) if case.version else Absent()
        writes.append(Put(drafts_table(), _case_item(turn), expect))
    for receipt, outcome in turn.answers.items():
        writes.append(_receipt(receipt, outcome))
    if writes:
        save_all([*writes, *holds], turn.events, outbox=table(), traceless=True)


def receive(receipt: str) -> None:
    """A receipt for an objection to nothing that can be hidden; it looks like any other (X7)."""
    save_all([_receipt(receipt, Outcome.RECEIVED)], outbox=table())


def outcome(receipt: str) -> Outcome | None:
    """What became of an objection; None if there is no such receipt."""
    table_, key = receipt_key(receipt)
    item = platform.current().tables.get(table_, key)
    return Outcome(item["outcome"]) if item else None


def cases_of(network_id: str, after: Item | None = None) -> tuple[list[Case], Item | None]:
    """What is to be decided in a network, the oldest week first, and where to go on."""
    page = platform.current().tables.query(
        drafts_table(), f"NETWORK#{network_id}#CASES", index=True, after=after
    )
    return [read_case(item) for item in page.items], page.next


def read_case(item: Item) -> Case:
    """The case in an item."""
    return Case(
        note_id=item["note_id"],
        network_id=item["network_id"],
        week=item["week"],
        objections=tuple(
            Objection(one["receipt"], one["text"], one["objector"]) for one in item["objections"]
        ),
        agreed=dict(item["agreed"]),
        dismissed=frozenset(item["dismissed"]),
        version=item["version"],
    )


def _case_item(turn: Turn) -> Item:
    case = turn.case
    _, (pk, sk) = case_key(case.note_id)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "note_id": case.note_id,
        "network_id": case.network_id,
        "week": case.week,
        "objections": [
            {"receipt": one.receipt, "text": one.text, "objector": one.objector}
            for one in case.objections
        ],
        "agreed": dict(case.agreed),
        "dismissed": sorted(case.dismissed),
        "version": case.version,
    }
    if turn.note.state is NoteState.HIDDEN:
        item["gsi1pk"] = f"NETWORK#{case.network_id}#CASES"
        item["gsi1sk"] = f"{case.week}#{case.note_id}"
    return item


def _receipt(receipt: str, outcome_: Outcome) -> Write:
    """Only a new one must be absent: whoever sends a form again has the receipt already.

    It ends on the first of a month, so that its end does not tell when it began.
    """
    now = platform.now()
    month = now.year * 12 + now.month + MONTHS_KEPT
    ends = datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
    _, (pk, sk) = receipt_key(receipt)
    item = {"pk": pk, "sk": sk, "outcome": outcome_, "expires_at": int(ends.timestamp())}
    return Put(drafts_table(), item, Absent() if outcome_ is Outcome.RECEIVED else None)
