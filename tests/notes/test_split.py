"""Unattributable by construction (U2): nothing that is kept or said leads from a note to anybody.

The whole product runs, a note goes all the way with three people's hands on it, and then every
table, queue, bus and log is searched.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from services.notes import commands, store
from services.notes.commands import ApproveNote, SaveDraft
from services.runtime import logs
from tests.notes import desk, network
from tests.notes.desk import agree, path, send
from tests.notes.network import (
    CHAIR,
    CLEAN_TEXT,
    FACILITATOR,
    NETWORK,
    NOTE_TAKER,
    REVIEWER,
    SECOND_REVIEWER,
    SESSION,
    WEEK,
)
from tests.world import Home, World

HANDS = (FACILITATOR, NOTE_TAKER, REVIEWER, SECOND_REVIEWER, CHAIR)
SECRET = "Once written and then taken out again."
NOTE_ATTRIBUTES = {
    "pk", "sk", "gsi1pk", "gsi1sk", "note_id", "network_id", "week", "title", "text", "format",
    "state", "version",
}  # fmt: skip


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    kept = io.StringIO()
    logs.write_to(kept)
    yield kept
    logs.write_to(None)  # type: ignore[arg-type]


@pytest.fixture
def published(world: World, log: io.StringIO) -> World:
    """A note that two people wrote, one sent back and two agreed to."""
    desk.ready(world)
    network.hear(network.changed_quorum(3))
    world.advance(timedelta(minutes=7, seconds=11))
    send(world, text=SECRET)
    send(world, "/submit", by=NOTE_TAKER, text=f"{CLEAN_TEXT}\n\n{SECRET}")
    world.post(path("/return"), {"comment": "Take the last line out."}, by=CHAIR)
    send(world, "/submit", by=FACILITATOR)
    world.advance(timedelta(minutes=5, seconds=13))
    agree(world, REVIEWER)
    agree(world, SECOND_REVIEWER)
    return world


def tables(world: World) -> list[dict[str, Any]]:
    rows = world.platform.database.rows("SELECT tbl, body FROM items")
    return [{"table": table, **json.loads(body)} for table, body in rows]


def everything(world: World) -> dict[str, str]:
    """Every row of every SQL table there is, as text, by the table's name."""
    names = world.platform.database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {
        name: repr(world.platform.database.rows(f"SELECT * FROM {name}"))  # noqa: S608
        for (name,) in names
        if not name.startswith("sqlite_")
    }


def note_of(world: World) -> dict[str, Any]:
    (note,) = [item for item in tables(world) if item["pk"].startswith("NOTE#")
               and item["table"] == store.table()]  # fmt: skip
    return note


def test_a_published_note_is_the_closed_list_and_nothing_else(published: World) -> None:
    """U2, C3."""
    note = note_of(published)
    assert set(note) == NOTE_ATTRIBUTES | {"table"}
    assert (note["week"], note["format"]) == (WEEK, 1)
    assert note["gsi1sk"] == f"{WEEK}#{note['note_id']}"


def test_nothing_of_the_draft_is_left_but_that_there_was_a_task(published: World) -> None:
    """C2: draft, versions, comments, findings, approvals are gone."""
    drafts = [item for item in tables(published) if item["table"].endswith("-drafts")]
    draft_id = store.draft_id_of(SESSION)
    assert drafts == [{"table": store.drafts_table(), "pk": f"DRAFT#{draft_id}", "sk": "OPENED"}]
    for name, content in everything(published).items():
        assert SECRET not in content, name
        assert "Take the last line out" not in content, name


def test_no_chain_of_ids_leads_from_the_note_to_a_person_a_draft_or_a_session(
    published: World,
) -> None:
    """U2: from the note over every id in every item and event that shares one, as far as it goes.

    The network and the week are shared by design and are not followed.
    """
    shared = {NETWORK, WEEK}
    things = [*tables(published), *published.events()]
    reached = {note_of(published)["note_id"]}
    while True:
        near = [thing for thing in things if reached & ids(thing)]
        grown = reached | {id_ for thing in near for id_ in ids(thing)} - shared
        if grown == reached:
            break
        reached = grown
    forbidden = {*HANDS, SESSION, store.draft_id_of(SESSION)}
    assert not reached & forbidden
    assert len(near) >= 3, "the note and its two events at least"


def ids(thing: Any) -> set[str]:
    """Everything in a thing that could name another thing, keys taken apart at the `#`."""
    if isinstance(thing, dict):
        return {id_ for value in thing.values() for id_ in ids(value)}
    if isinstance(thing, list):
        return {id_ for value in thing for id_ in ids(value)}
    if isinstance(thing, str):
        return {part for part in thing.split("#") if len(part) == 32 or part in (*HANDS, SESSION)}
    return set()


def test_events_about_the_note_say_the_hour_and_no_cause(home: Home) -> None:
    """Decisions, "Who owns what": no cause, no session, no finer time, and a count of 1."""
    network.found()
    network.hear(network.held())
    draft_id = store.draft_id_of(SESSION)
    home.clock.advance(timedelta(minutes=7, seconds=11))
    wish = SaveDraft(title="Families", text=CLEAN_TEXT, version=1)
    draft = commands.submit(NETWORK, draft_id, wish, by=FACILITATOR)
    yes = ApproveNote(text_hash=commands.text_hash(draft), intruder_checked=True)
    assert commands.approve(NETWORK, draft_id, yes, by=REVIEWER)
    about = [event for event in home.said() if "note_id" in event]
    assert {event["detail_type"] for event in about} == {"NotePublished.v1", "NoteTitled.v1"}
    for event in about:
        assert event["occurred_at"] == "2026-11-23T09:00:00Z"
        assert (event["caused_by"], event["sequence"]) == (None, 1)
        assert "session_id" not in event and "draft_id" not in event


def test_no_event_of_notes_names_anybody(published: World) -> None:
    said = [event for event in published.events() if event.get("draft_id") or event.get("note_id")]
    assert len(said) >= 6
    assert not [person for person in HANDS if person in json.dumps(said)]


def test_no_log_line_names_anybody_or_the_note(published: World, log: io.StringIO) -> None:
    """C2: log lines contain ids of the draft at most."""
    written = log.getvalue()
    for secret in (*HANDS, note_of(published)["note_id"], SECRET, "families", SESSION):
        assert secret not in written


def test_the_time_of_publishing_is_kept_nowhere(published: World) -> None:
    """C3: no item of notes holds an instant between the first word and the last yes."""
    now = published.now
    own = [
        item for item in tables(published)
        if item["table"] in (store.table(), store.drafts_table())
    ]  # fmt: skip
    text = json.dumps(own)
    for instant in (now, now - timedelta(minutes=5, seconds=13)):
        assert instant.isoformat(timespec="seconds") not in text
        assert str(int(instant.timestamp())) not in text


def test_while_a_draft_lives_its_writers_are_in_the_drafts_table_only(world: World) -> None:
    """C1."""
    desk.ready(world)
    send(world, "/submit")
    holding = {
        item["table"] for item in tables(world) if FACILITATOR in json.dumps(item.get("writers"))
    }
    assert holding == {store.drafts_table()}
    assert FACILITATOR not in json.dumps([event for event in world.events() if "draft_id" in event])
