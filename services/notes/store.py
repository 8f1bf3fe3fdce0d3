"""The two tables of notes: the only file that knows their keys.

The notes table, with stream and backup:
NOTE#<n>         STATE          a published note; index NETWORK#<n>#NOTES by week, then random id
NAME#<hash>      NAME           that a way of writing is registered, and as what
NAME#<hash>      OF#<owner>     because of which member or organisation; index OWNER#<o>
DUE#<shard>      <time>#<o>     when to see whether an owner's names may go (runtime.due)
NETWORK#<n>, MEMBER#<m>         what membership said (runtime.rights)

The drafts table, without stream and without backup:
DRAFT#<d>        STATE          a draft with its writers; expires; index NETWORK#<n>#DRAFTS by week
DRAFT#<d>        TITLE          what the session was called; expires
DRAFT#<d>        OPENED         that there was a task, so that none is opened twice; never expires

OPENED is not touched again: had it a time of ending, that would be the time of a publication.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from services.contracts.event import Event
from services.contracts.refusals import Conflict
from services.contracts.sessions import SessionTitled
from services.notes.model import Approval, Draft, Keep, KeepReason, Note, State, Wording
from services.runtime import due, platform
from services.runtime.ports import Absent, AtVersion, Delete, Item, Key, Put, Write
from services.runtime.rights import place_key
from services.runtime.saving import project
from services.runtime.saving import save as save_all
from services.runtime.signing import keyed_hash

ITEM_FORMAT = 1
TITLE_KEPT_FOR = timedelta(days=900)
MOST_AT_ONCE = 100

Thing = TypeVar("Thing")


def table() -> str:
    """The name of the table of published notes."""
    return platform.setting("NOTES_TABLE")


def drafts() -> str:
    """The name of the table of drafts."""
    return platform.setting("DRAFTS_TABLE")


# --- drafts -------------------------------------------------------------------------------------


def draft_id_of(session_id: str) -> str:
    """The id of a session's note task: the same each time, and silent about the session."""
    return keyed_hash("draft", session_id)[:32]


def draft_keys(draft_id: str) -> list[tuple[str, Key]]:
    """Where a draft and the title of its session are kept."""
    return [(drafts(), (f"DRAFT#{draft_id}", sk)) for sk in ("STATE", "TITLE")]


def add(draft: Draft, events: Sequence[Event]) -> bool:
    """A new task; False if there was one before (shape: create once)."""
    try:
        _save([_opened(draft.draft_id, Absent()), Put(drafts(), _draft_item(draft))], events)
    except Conflict:
        return False
    return True


def change(draft: Draft, events: Sequence[Event] = ()) -> None:
    """A changed draft; raises Conflict if somebody else changed it meanwhile, or it is gone."""
    _save([Put(drafts(), _draft_item(draft), AtVersion(draft.version - 1))], events)


def destroy(draft_id: str) -> None:
    """No task and no draft any more, and none will be opened."""
    _save([_opened(draft_id, None), *_gone(draft_id)])


def publish(note: Note, draft: Draft, events: Sequence[Event]) -> None:
    """The note is there and the draft is gone, or neither; `draft` is as it was read."""
    state, title = _gone(draft.draft_id, AtVersion(draft.version))
    save_all(
        [Put(table(), _note_item(note), Absent()), state, title],
        events,
        outbox=table(),
        traceless=True,
    )


def find(draft_id: str) -> Draft | None:
    """One draft, if it is not gone."""
    table_, key = draft_keys(draft_id)[0]
    item = platform.current().tables.get(table_, key)
    return read(item) if item else None


def drafts_of(network_id: str, after: Item | None = None) -> tuple[list[Draft], Item | None]:
    """Tasks and drafts of a network, the oldest week first, and where to go on."""
    page = platform.current().tables.query(
        drafts(), f"NETWORK#{network_id}#DRAFTS", index=True, after=after
    )
    return [read(item) for item in page.items], page.next


def titles(found: Sequence[Draft]) -> dict[str, str]:
    """What the sessions of these drafts were called, as far as that is known, by draft."""
    keys = [draft_keys(draft.draft_id)[1] for draft in found]
    items = _get_many(keys)
    return {
        draft.draft_id: item["title"]
        for draft, item in zip(found, items, strict=True)
        if item is not None
    }


def keep_title(event: SessionTitled) -> None:
    """Keep what a session is called, which may come before or after its task (shape: project)."""
    _, (pk, sk) = draft_keys(draft_id_of(event.session_id))[1]
    expires_at = int((event.occurred_at + TITLE_KEPT_FOR).timestamp())
    item = {"pk": pk, "sk": sk, "title": event.title, "expires_at": expires_at}
    project(drafts(), item, sequence=event.sequence)


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
        approvals=tuple(Approval(a["reviewer"], a["text_hash"]) for a in item["approvals"]),
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
            {"reviewer": approval.reviewer, "text_hash": approval.text_hash}
            for approval in draft.approvals
        ],
        "comment": draft.comment,
        "version": draft.version,
        "expires_at": int(draft.expires_at.timestamp()),
    }
    return {
        "pk": f"DRAFT#{draft.draft_id}",
        "sk": "STATE",
        "gsi1pk": f"NETWORK#{draft.network_id}#DRAFTS",
        "gsi1sk": f"{draft.week}#{draft.draft_id}",
        **content,
    }


def _opened(draft_id: str, expect: Absent | None) -> Write:
    return Put(drafts(), {"pk": f"DRAFT#{draft_id}", "sk": "OPENED"}, expect)


def _gone(draft_id: str, expect: AtVersion | None = None) -> tuple[Write, Write]:
    (_, state), (_, title) = draft_keys(draft_id)
    return Delete(drafts(), state, expect), Delete(drafts(), title)


# --- published notes ----------------------------------------------------------------------------


def note_key(note_id: str) -> Key:
    """Where a published note is kept."""
    return f"NOTE#{note_id}", "STATE"


def notes_of(network_id: str, after: Item | None = None) -> tuple[list[Note], Item | None]:
    """Notes of a network, the latest week first, and where to go on.

    Within a week they are in the order of their random ids, so that the list says nothing about
    who published when (C3).
    """
    page = platform.current().tables.query(
        table(), f"NETWORK#{network_id}#NOTES", index=True, backwards=True, after=after
    )
    return [read_note(item) for item in page.items], page.next


def read_note(item: Item) -> Note:
    """The note in an item."""
    return Note(
        note_id=item["note_id"],
        network_id=item["network_id"],
        week=item["week"],
        title=item["title"],
        text=item["text"],
    )


def _note_item(note: Note) -> Item:
    """The closed list of what a published note is (U2): add nothing that has a person or a time."""
    pk, sk = note_key(note.note_id)
    return {
        "pk": pk,
        "sk": sk,
        "gsi1pk": f"NETWORK#{note.network_id}#NOTES",
        "gsi1sk": f"{note.week}#{note.note_id}",
        "note_id": note.note_id,
        "network_id": note.network_id,
        "week": note.week,
        "title": note.title,
        "text": note.text,
        "format": ITEM_FORMAT,
    }


# --- the register of names ----------------------------------------------------------------------


def look_up(hashes: Sequence[str]) -> dict[str, str]:
    """Which of these hashes are registered, and as what."""
    wanted = list(dict.fromkeys(hashes))
    items = _get_many([(table(), _name_key(hash_)) for hash_ in wanted])
    return {hash_: item["kind"] for hash_, item in zip(wanted, items, strict=True) if item}


def keep_names(owner: str, entries: Mapping[str, str]) -> None:
    """Register ways of writing because of this owner; doing it again changes nothing."""
    for some in _chunks(sorted(entries.items()), MOST_AT_ONCE // 2):
        writes: list[Write] = []
        for hash_, kind in some:
            pk, sk = _name_key(hash_)
            # A random version, so that whoever removes the name notices that it was kept again.
            name = {"pk": pk, "sk": sk, "kind": kind, "version": int(platform.new_id()[:8], 16)}
            because = {"pk": pk, "sk": f"OF#{owner}", "gsi1pk": f"OWNER#{owner}", "gsi1sk": hash_}
            writes += [Put(table(), name), Put(table(), because)]
        _save(writes)


def forget_names(owner: str) -> None:
    """Take an owner's names out of the register, except those that others have too."""
    tables = platform.current().tables
    while rows := tables.query(table(), f"OWNER#{owner}", index=True).items:
        for row in rows:
            name = tables.get(table(), _name_key(row["gsi1sk"]))
            others = tables.query(table(), row["pk"], prefix="OF#", limit=2).items
            writes: list[Write] = [Delete(table(), (row["pk"], row["sk"]))]
            if name is not None and [other["sk"] for other in others] == [row["sk"]]:
                writes.append(Delete(table(), (name["pk"], "NAME"), AtVersion(name["version"])))
            _save(writes)


def look_at_names(owner: str, at: datetime, *, now_done: Item | None = None) -> None:
    """See then whether an owner's names may go; `now_done` is the row that this one replaces."""
    pk, sk = due.key(at, owner)
    writes: list[Write] = [Put(table(), {"pk": pk, "sk": sk, "owner": owner})]
    if now_done is not None and (now_done["pk"], now_done["sk"]) != (pk, sk):
        writes.append(Delete(table(), (now_done["pk"], now_done["sk"])))
    _save(writes)


def names_to_look_at(now: datetime) -> Iterator[Item]:
    """The due rows up to now."""
    return due.rows(table(), now)


def done_looking(row: Item) -> None:
    """A due row that was dealt with."""
    _save([Delete(table(), (row["pk"], row["sk"]))])


def places_of(member_id: str) -> list[Item]:
    """Somebody's places in all networks, as membership said them."""
    return (
        platform.current()
        .tables.query(table(), f"MEMBER#{member_id}", prefix="NETWORK#", limit=1000)
        .items
    )


def places_in(network_id: str, member_ids: Iterable[str]) -> list[Item]:
    """The places of these people in a network, of those who have one."""
    keys = [(table(), place_key(member_id, network_id)) for member_id in sorted(member_ids)]
    return [item for item in _get_many(keys) if item]


def _name_key(hash_: str) -> Key:
    return f"NAME#{hash_}", "NAME"


# --- parts --------------------------------------------------------------------------------------


def _get_many(keys: Sequence[tuple[str, Key]]) -> list[Item | None]:
    tables = platform.current().tables
    return [item for some in _chunks(keys, MOST_AT_ONCE) for item in tables.get_many(some)]


def _chunks(things: Sequence[Thing], size: int) -> Iterator[Sequence[Thing]]:
    return (things[start : start + size] for start in range(0, len(things), size))


def _save(writes: Sequence[Write], events: Sequence[Event] = ()) -> None:
    save_all(writes, events, outbox=table())
