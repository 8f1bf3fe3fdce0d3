"""What is asked of the register: with the draft if it can be named, and rightly in any case."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from pydantic import ValidationError

from services.notes import checking, commands, objecting, store
from services.notes.commands import ApproveNote, Desk, SaveDraft
from services.notes.model import OpenFindings, State
from services.notes.objecting import AgreeToNote
from tests.notes import network
from tests.notes.network import (
    CHAIR,
    CLEAN_TEXT,
    CLEAN_TITLE,
    FACILITATOR,
    NETWORK,
    REVIEWER,
    SECOND_REVIEWER,
    STRANGER,
    hear,
)
from tests.notes.objections import as_member, case, dismiss
from tests.notes.writing import approve, submit
from tests.world import Home

MANY = 1500


class Counting:
    """Tables that count what is asked of them."""

    def __init__(self, tables: Any) -> None:
        self._tables = tables
        self.reads = 0

    def __getattr__(self, name: str) -> Any:
        if name in ("get", "get_many", "query"):
            self.reads += 1
        return getattr(self._tables, name)


@contextmanager
def reads(home: Home, most: int) -> Iterator[None]:
    """Whatever is done in here reads so often."""
    tables = home.platform.tables
    home.platform.tables = counting = Counting(tables)  # type: ignore[assignment]
    yield
    home.platform.tables = tables
    assert counting.reads == most


@pytest.fixture
def large(home: Home, task: str) -> Home:
    """A register with more buckets than the fewest, and with somebody called Lovelock."""
    chance = random.Random(7)
    for number in range(MANY // 50):
        forms = {(f"{chance.getrandbits(80):020x}", "person") for _ in range(50)}
        store.keep_names(f"owner-{number}", forms)
    hear(network.contact(STRANGER, "Caoimhe Lovelock"))
    return home


def looked(task: str, by: str = REVIEWER) -> Desk:
    return commands.desk(NETWORK, task, by=by)


def given_along(seen: Desk) -> str:
    return checking.lookup(seen.draft.wording, seen.register)


def yes(task: str, lookup: str) -> ApproveNote:
    draft = looked(task).draft
    return ApproveNote(text_hash=commands.text_hash(draft), lookup=lookup, intruder_checked=True)


def test_what_the_pages_send_back_is_answered_by_one_read(large: Home, task: str) -> None:
    """Also in a process that knows nothing yet of a register that has grown."""
    seen = looked(task, FACILITATOR)
    assert seen.register.buckets > store.FEWEST
    wish = SaveDraft(title=CLEAN_TITLE, text=CLEAN_TEXT, version=1, lookup=given_along(seen))
    with reads(large, 1):
        commands.submit(NETWORK, task, wish, by=FACILITATOR)
    agreed = yes(task, given_along(looked(task)))
    with reads(large, 1):
        assert commands.approve(NETWORK, task, agreed, by=REVIEWER)


def test_a_register_that_nobody_named_is_read_after_the_draft(large: Home, task: str) -> None:
    with reads(large, 2):
        wish = SaveDraft(title=CLEAN_TITLE, text=CLEAN_TEXT, version=1)
        commands.submit(NETWORK, task, wish, by=FACILITATOR)
    agreed = yes(task, "")
    with reads(large, 2):
        assert commands.approve(NETWORK, task, agreed, by=REVIEWER)


def test_several_people_decide_with_one_read_each(home: Home, task: str) -> None:
    """Those who agreed before are counted without being looked at (C6)."""
    hear(network.changed_quorum(3))
    submit(task)
    assert not approve(task, by=REVIEWER)
    agreed = yes(task, given_along(looked(task)))
    with reads(home, 1):
        assert commands.approve(NETWORK, task, agreed, by=SECOND_REVIEWER)
    (note,) = [one.note_id for one in store.notes_of(NETWORK)[0]]
    as_member(note)
    dismiss(note, REVIEWER)
    for by, act in (
        (CHAIR, objecting.dismiss),
        (SECOND_REVIEWER, objecting.restore),
        (FACILITATOR, objecting.restore),
    ):
        wish = AgreeToNote(version=case(note).version)
        with reads(home, 1):
            act(NETWORK, note, wish, by=by)
    assert [one.note_id for one in store.notes_of(NETWORK)[0]] == [note]


def test_a_loss_voids_with_one_read(home: Home, task: str) -> None:
    """C6: of all drafts of the network as of now."""
    hear(network.changed_quorum(3))
    submit(task)
    assert not approve(task, by=REVIEWER)
    with reads(home, 1):
        commands.void_approvals(NETWORK, REVIEWER)
    assert looked(task).draft.approvals == ()


def test_no_lookup_hides_a_name(large: Home, task: str) -> None:
    """C9: whatever somebody sends, the check sees the register as of now."""
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    for _ in range(60):
        buckets = chance.choice([1, 7, 8, 9, 16, 21, 64, 4096, 9_999_999])
        numbers = [
            chance.randrange(min(2 * buckets, 9_999_999)) for _ in range(chance.randrange(91))
        ]
        lookup = " ".join(map(str, [buckets, *numbers]))
        draft = looked(task).draft
        with pytest.raises(OpenFindings) as refused:
            submit(task, text="We heard of lovelock there.", lookup=lookup)
        assert [one["words"] for one in refused.value.extension["findings"]] == ["lovelock"]
        named = looked(task).draft
        asked = checking.named_in(lookup)
        register = commands.desk(NETWORK, task, by=REVIEWER, asked=asked).register
        (decision,) = checking.decided(named.wording, register)
        assert decision.words == "lovelock"
        assert named.state is State.WRITING and named.version >= draft.version


def test_a_register_that_grew_since_the_page_is_looked_at_again(large: Home, task: str) -> None:
    before = given_along(looked(task))
    chance = random.Random(8)
    for number in range(MANY // 50):
        forms = {(f"{chance.getrandbits(80):020x}", "person") for _ in range(50)}
        store.keep_names(f"another-{number}", forms)
    assert looked(task).register.buckets > int(before.split()[0])
    with pytest.raises(OpenFindings):
        submit(task, text="We heard of lovelock there.", lookup=before)
    submit(task, text="We heard of nobody there.", lookup=before)
    assert commands.approve(NETWORK, task, yes(task, before), by=REVIEWER)


@pytest.mark.parametrize("lookup", ["0", "-1", "8  1", "8 x", "8 " + "1 " * 91, "8 ٨"])
def test_what_is_no_lookup_is_refused(lookup: str) -> None:
    with pytest.raises(ValidationError):
        SaveDraft(version=1, lookup=lookup)


def test_a_long_text_gives_along_what_one_read_can_hold(large: Home, task: str) -> None:
    submit(task, text=" ".join(f"word{number}" for number in range(500)))
    lookup = checking.lookup(looked(task).draft.wording, store.Seen(4096))
    assert len(lookup.split()) == 1 + checking.MOST_AT_ONCE
    assert commands.approve(NETWORK, task, yes(task, lookup), by=REVIEWER)
