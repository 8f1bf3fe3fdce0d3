"""Drafts: written, changed, destroyed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from services.contracts.event import Event
from services.contracts.refusals import Conflict
from services.notes.model import Approval, Draft, Keep, KeepReason, State, Wording
from services.notes.store.tables import drafts_table, get_many, save
from services.runtime import platform
from services.runtime.ports import Absent, AtVersion, Check, Delete, Item, Key, Put, Write
from services.runtime.saving import project
from services.runtime.signing import keyed_hash

if TYPE_CHECKING:
    from services.contracts.sessions import SessionTitled

TITLE_KEPT_FOR = timedelta(days=900)


def draft_id_of(session_id: str) -> str:
    """The id of a session's note task: the same each time, and silent about the session."""
    return keyed_hash("draft", session_id)[:32]


def draft_keys(network_id: str, draft_id: str) -> list[tuple[str, Key]]:
    """Where a draft and the title of its session are kept."""
    return [(drafts_table(), _state_key(network_id, draft_id)), _title_key(draft_id)]


def add(draft: Draft, events: Sequence[Event]) -> bool:
    """A new task; False if there was one before (shape: create once)."""
    try:
        save([_opened(draft.draft_id, Absent()), Put(drafts_table(), _draft_item(draft))], events)
    except Conflict:
        return False
    return True


def change(
    draft: Draft, events: Sequence[Event] = (), *holds: Check, since: int | None = None
) -> None:
    """A changed draft; raises Conflict if somebody else changed it meanwhile, or it is gone.

    `since` is the version that was read, where more than one step was taken from there; `holds` is
    what must be true besides.
    """
    read_at = draft.version - 1 if since is None else since
    save([Put(drafts_table(), _draft_item(draft), AtVersion(read_at)), *holds], events)


def destroy(network_id: str, draft_id: str) -> None:
    """No task and no draft any more, and none will be opened."""
    save([_opened(draft_id, None), *gone(network_id, draft_id)])


def find(network_id: str, draft_id: str) -> Draft | None:
    """One draft, if it is not gone."""
    item = platform.current().tables.get(drafts_table(), _state_key(network_id, draft_id))
    return read(item) if item else None


def drafts_of(network_id: str, after: Item | None = None) -> tuple[list[Draft], Item | None]:
    """Tasks and drafts of a network, the oldest week first, and where to go on.

    This list may lag behind writes; for all that there is as of now see `drafts_now`.
    """
    page = platform.current().tables.query(
        drafts_table(), f"NETWORK#{network_id}#DRAFTS", index=True, after=after
    )
    return [read(item) for item in page.items], page.next


def drafts_now(network_id: str) -> Iterator[Draft]:
    """Every task and draft of a network as of now, in no order that means anything."""
    after: Item | None = None
    while True:
        page = platform.current().tables.query(
            drafts_table(), f"NETWORK#{network_id}", prefix="DRAFT#", after=after
        )
        yield from (read(item) for item in page.items)
        after = page.next
        if after is None:
            return


def titles(found: Sequence[Draft]) -> dict[str, str]:
    """What the sessions of these drafts were called, as far as that is known, by draft."""
    items = get_many([_title_key(draft.draft_id) for draft in found])
    return {
        draft.draft_id: item["title"]
        for draft, item in zip(found, items, strict=True)
        if item is not None
    }


def keep_title(event: SessionTitled) -> None:
    """Keep what a session is called, which may come before or after its task (shape: project)."""
    _, (pk, sk) = _title_key(draft_id_of(event.session_id))
    expires_at = int((event.occurred_at + TITLE_KEPT_FOR).timestamp())
    item = {"pk": pk, "sk": sk, "title": event.title, "expires_at": expires_at}
    project(drafts_table(), item, sequence=event.sequence)


def read(item: Item) -> Draft:
    """The draft in an item."""
    return Draft(
        draft_id=item["draft_id"],
        network_id=item["network_id"],
        week=item["week"],
        expires_at=datetime.fromtimestamp(item["expires_at"], UTC),
        wording=Wording(
            title=item["title"],
            text=item["text"],
            keeps=tuple(Keep(k["words"], KeepReason(k["reason"])) for k in item["keeps"]),
        ),
        state=State(item["state"]),
        writers=frozenset(item["writers"]),
        approvals=tuple(
            Approval(a["reviewer"], a["text_hash"], a["place"]) for a in item["approvals"]
        ),
        comment=item["comment"],
        version=item["version"],
    )


def _draft_item(draft: Draft) -> Item:
    wording = draft.wording
    content: dict[str, Any] = {
        "draft_id": draft.draft_id,
        "network_id": draft.network_id,
        "week": draft.week,
        "title": wording.title,
        "text": wording.text,
        "keeps": [{"words": keep.words, "reason": keep.reason} for keep in wording.keeps],
        "state": draft.state,
        "writers": sorted(draft.writers),
        "approvals": [
            {"reviewer": one.reviewer, "text_hash": one.text_hash, "place": one.place}
            for one in draft.approvals
        ],
        "comment": draft.comment,
        "version": draft.version,
        "expires_at": int(draft.expires_at.timestamp()),
    }
    pk, sk = _state_key(draft.network_id, draft.draft_id)
    return {
        "pk": pk,
        "sk": sk,
        "gsi1pk": f"NETWORK#{draft.network_id}#DRAFTS",
        "gsi1sk": f"{draft.week}#{draft.draft_id}",
        **content,
    }


def _opened(draft_id: str, expect: Absent | None) -> Write:
    return Put(drafts_table(), {"pk": f"DRAFT#{draft_id}", "sk": "OPENED"}, expect)


def gone(network_id: str, draft_id: str, expect: AtVersion | None = None) -> tuple[Write, Write]:
    """The writes that leave nothing of a draft but that there was one."""
    (_, state), (_, title) = draft_keys(network_id, draft_id)
    return Delete(drafts_table(), state, expect), Delete(drafts_table(), title)


def _state_key(network_id: str, draft_id: str) -> Key:
    return f"NETWORK#{network_id}", f"DRAFT#{draft_id}"


def _title_key(draft_id: str) -> tuple[str, Key]:
    """A title may come before the task does, so it lies by itself."""
    return drafts_table(), (f"DRAFT#{draft_id}", "TITLE")
