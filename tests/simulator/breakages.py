"""Deliberate breakages of the product: each is a mistake that somebody could make."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from typing import Any

import pytest

from infra.embedded import machine
from infra.simulator import world
from services.contracts.event import Event
from services.contracts.sessions import OccurrenceMoved
from services.membership.importing import verdicts
from services.membership.importing.verdicts import Known
from services.membership.model import places, removals, roles
from services.notes import commands as notes
from services.notes import erasing as notes_erasing
from services.notes import model as notes_model
from services.notes.model import Draft, review
from services.notes.model import objecting as objecting_rules
from services.notes.store import drafts, published
from services.notifications import handover, occasions, planning, reactions, settling
from services.notifications.model import batch as batches
from services.notifications.model import gate
from services.notifications.model.batch import Batch, Result
from services.notifications.model.facts import Network, Note
from services.notifications.model.fanout import Fanout
from services.notifications.model.kinds import TELL_A_TIME
from services.notifications.store import batches as ledger
from services.notifications.store import facts, fanouts, looks
from services.notifications.store.table import save, table
from services.runtime import erasing, inbox, platform, relay, saving
from services.runtime.ports import Absent, Check, Delete, Item, Put, Write
from services.sessions.model import Session, times

Patch = pytest.MonkeyPatch


def event_saved_after_the_state(patch: Patch) -> None:
    """Two transactions instead of one: a crash in between loses the event."""
    whole = saving.save

    def save(writes: Sequence[Write], events: Iterable[Event] = (), **how: Any) -> None:
        if writes:
            whole(writes, (), **how)
        for event in events:
            whole((), [event], **how)

    _everywhere(patch, whole, save)


def event_saved_before_the_state(patch: Patch) -> None:
    """Said, and then perhaps not done."""
    whole = saving.save

    def save(writes: Sequence[Write], events: Iterable[Event] = (), **how: Any) -> None:
        for event in events:
            whole((), [event], **how)
        if writes:
            whole(writes, (), **how)

    _everywhere(patch, whole, save)


def refused_events_forgotten(patch: Patch) -> None:
    """The relay does not look at which events the bus refused."""

    def publish(table: str, rows: Sequence[Item]) -> int:
        for row in rows:
            platform.current().bus.publish([relay._entry(row)])
            platform.current().tables.transact(Delete(table, (row["pk"], row["sk"])))
        return 0

    patch.setattr(relay, "_publish", publish)


def row_deleted_before_it_is_published(patch: Patch) -> None:
    """A crash in between loses the event."""

    def publish(table: str, rows: Sequence[Item]) -> int:
        for row in rows:
            platform.current().tables.transact(Delete(table, (row["pk"], row["sk"])))
            platform.current().bus.publish([relay._entry(row)])
        return 0

    patch.setattr(relay, "_publish", publish)


def no_sweep(patch: Patch) -> None:
    """What the stream has missed is missed for good."""
    patch.setattr(relay, "sweep", lambda _table: 0)


def last_arrival_wins(patch: Patch) -> None:
    """Projections take whatever comes last for the newest."""
    patch.setattr(saving, "OlderThan", lambda _sequence: None)


def poison_blocks_its_batch(patch: Patch) -> None:
    """One bad message fails all that came with it."""

    def handler(self: inbox.Inbox, event: dict[str, Any], _context: Any) -> Any:
        for record in event["Records"]:
            self._take(_Record(record["body"]))
        return {"batchItemFailures": []}

    patch.setattr(inbox.Inbox, "handler", handler)
    machine.function.cache_clear()
    for mapping in world.template().queues:
        module, _, name = mapping.handler.rpartition(".")
        if module.endswith(".reactions"):
            service = import_module(module)
            patch.setattr(service, name, service.inbox.handler)


def mail_marked_after_it_is_sent(patch: Patch) -> None:
    """The claim is left out: only what was sent is written down."""

    def keep(batch: Batch) -> None:
        save([Put(table(), ledger.item(batch))])

    def claim(_batch: Batch, _holds: Check | None) -> None:
        return None

    patch.setattr(ledger, "claim", claim)
    patch.setattr(ledger, "keep", keep)


def lost_answer_is_sent_again(patch: Patch) -> None:
    """No answer is taken for a no."""

    def in_doubt(batch: Batch, results: Mapping[str, Result]) -> Batch:
        return batches.settled(batch, results)

    patch.setattr(batches, "in_doubt", in_doubt)


def no_evidence_is_taken_for_a_no(patch: Patch) -> None:
    """Evidence that has not come yet is read as if nothing had been sent."""
    known = batches.by_evidence

    def by_evidence(batch: Batch, accepted: Mapping[str, bool | None], now: datetime) -> Batch:
        return known(batch, {one: bool(yes) for one, yes in accepted.items()}, now)

    patch.setattr(batches, "by_evidence", by_evidence)


def doubt_is_taken_for_sent(patch: Patch) -> None:
    """Whoever may have got the mail is written down as if they had."""

    def in_doubt(batch: Batch, results: Mapping[str, Result]) -> Batch:
        return batches.settled(batch, {**dict.fromkeys(batch.in_hand, Result.SENT), **results})

    patch.setattr(batches, "in_doubt", in_doubt)


def gate_left_open(patch: Patch) -> None:
    """Whoever was in the audience is mailed, whatever has happened since."""
    patch.setattr(handover, "reason_against", lambda *_person, **_now: None)


def late_mail_lets_go(patch: Patch) -> None:
    """A reminder goes out however late it is."""
    asked_at_the_gate = gate.reason_against

    def in_time(*asked: Any, archived: bool, **_late: bool) -> Result | None:
        return asked_at_the_gate(*asked, archived=archived, late=False)

    patch.setattr(handover, "reason_against", in_time)


def claim_without_a_fence(patch: Patch) -> None:
    """A reminder is claimed whether or not the session is still what it was."""
    fenced = ledger.claim

    def claim(batch: Batch, _holds: Check | None) -> None:
        fenced(batch, None)

    patch.setattr(ledger, "claim", claim)


def move_keeps_the_version(patch: Patch) -> None:
    """A session has another time under the version of the old one."""
    moved = times._at_another_time

    def at_another_time(changed: Session, before: Session, now: datetime) -> Session:
        later = moved(changed, before, now)
        return replace(later, occurrence_version=before.occurrence_version)

    patch.setattr(times, "_at_another_time", at_another_time)


def move_told_to_nobody(patch: Patch) -> None:
    """The new time is kept, and those who count on the old one do not hear of it."""
    heard = reactions.inbox.reactions
    patch.setitem(heard, "OccurrenceMoved.v1", (OccurrenceMoved, facts.keep_time))


def old_times_forgotten(patch: Patch) -> None:
    """Only whoever got the latest mail about a session hears that it is not true any more."""
    everything = fanouts.about_session

    def about_session(session_id: str) -> list[Fanout]:
        found = everything(session_id)
        told = [one.fence or 0 for one in found if one.kind in TELL_A_TIME and one.audience]
        return [one for one in found if (one.fence or 0) >= max(told, default=0)]

    patch.setattr(fanouts, "about_session", about_session)


def reminded_by_the_move_and_once_more(patch: Patch) -> None:
    """Whoever is told of a move within the day gets the reminder beside it."""
    patch.setattr(planning, "_told_by_the_move", lambda _fanout: frozenset())


def reminder_left_at_the_old_time(patch: Patch) -> None:
    """The due row stays where it was when the session moves."""
    moved = times._at_another_time

    def at_another_time(changed: Session, before: Session, now: datetime) -> Session:
        return replace(moved(changed, before, now), remind_at=before.remind_at)

    patch.setattr(times, "_at_another_time", at_another_time)


def nobody_looks_again(patch: Patch) -> None:
    """What got stuck stays stuck."""

    def look(_row: Item) -> bool:
        return True

    patch.setattr(settling, "look", look)


def places_saved_without_a_version(patch: Patch) -> None:
    """Of two changes at the same moment one is lost."""
    # The package's function of that name hides the module.
    store = import_module("services.membership.store.networks")
    patch.setattr(store, "_after", lambda _version, _changes=1: None)


def last_chair_may_go(patch: Patch) -> None:
    """A network is left without a chair."""
    for rules in (places, removals, roles):
        patch.setattr(rules, "must_keep_a_chair", lambda _network, _member_id: None)


def writers_agree_to_their_own_words(patch: Patch) -> None:
    """One person is enough for a note."""
    strict = review.approve

    def approve(draft: Draft, **yes: Any) -> Draft:
        agreed = strict(replace(draft, writers=frozenset()), **yes)
        return replace(agreed, writers=draft.writers)

    def is_agreed(draft: Draft, **_how: Any) -> bool:
        return bool(draft.approvals)

    patch.setattr(notes_model, "approve", approve)
    patch.setattr(notes_model, "is_agreed", is_agreed)


def findings_ignored(patch: Patch) -> None:
    """The check is not asked."""
    patch.setattr(notes, "decided", lambda *_asked: [])


def draft_kept_after_publishing(patch: Patch) -> None:
    """The note is there, and so is the draft with all who wrote in it."""
    whole = drafts.gone

    def gone(network_id: str, draft_id: str, *expect: Any) -> tuple[Write, Write]:
        (table_, key), _ = drafts.draft_keys(network_id, draft_id)
        return Check(table_, key, expect[0]), whole(network_id, draft_id, *expect)[1]

    patch.setattr(published, "gone", gone)


def mail_about_hidden_notes_goes_on(patch: Patch) -> None:
    """Whoever was to be told of a note is told, whether or not it was hidden since."""

    def letter(fanout: Fanout) -> tuple[Network, Note]:
        network, note, _ = facts.note(fanout.network_id, fanout.subject_id)
        if network is None or note is None:
            raise occasions.NotYet
        return network, note

    patch.setattr(occasions, "_note", letter)
    patch.setattr(facts, "never_hidden", lambda _note_id: None)


def title_of_a_withdrawn_note_kept(patch: Patch) -> None:
    """Mail keeps what a note was called that is gone for good."""
    patch.setattr(facts, "forget_note_title", lambda _event: True)


def two_bring_a_note_back(patch: Patch) -> None:
    """Those who dismissed an objection are enough to restore the note."""
    patch.setattr(objecting_rules, "needed", lambda _quorum: 2)


def objectors_decide(patch: Patch) -> None:
    """Whoever objected to a note counts among those who decide about it."""
    patch.setattr(objecting_rules, "_must_be_somebody_else", lambda _case, _objector: None)


def notes_with_a_cause(patch: Patch) -> None:
    """The event of a published note says when, and what led to it."""
    row = saving._row

    def said(event: Event, now: datetime, *, traceless: bool) -> dict[str, Any]:
        return row(event, now, traceless=False)

    patch.setattr(saving, "_row", said)


def rule_forgotten(patch: Patch) -> None:
    """Nobody tells notifications that somebody has left."""
    whole = world.template()
    rules = [
        replace(rule, detail_types=rule.detail_types - {"MemberLeft.v1"})
        if "notifications" in rule.queue
        else rule
        for rule in whole.rules
    ]
    patch.setattr(world, "template", lambda: replace(whole, rules=rules))


def look_forgotten_with_the_fanout(patch: Patch) -> None:
    """A fan-out that is stopped before its first message is never taken up again."""
    patch.setattr(looks, "rows", lambda _now: iter(()))


def drafts_forgotten_by_erasing(patch: Patch) -> None:
    """One service forgets one of its tables: who wrote a draft stays in it."""
    patch.setattr(notes_erasing, "_forget_in_drafts", lambda _network, _member: None)


def erased_brought_back(patch: Patch) -> None:
    """What comes late is kept, whether or not it is about somebody who was erased."""

    def not_erased(table: str, _member_id: str) -> Check:
        return Check(table, ("ERASED#nobody", "MEMBER"), Absent())

    patch.setattr(erasing, "not_erased", not_erased)


def lists_forget_who_left(patch: Patch) -> None:
    """Whoever left, or was removed, declined or erased, is imported like anybody else."""
    whole = verdicts.verdict

    def verdict(key: str, alias_key: str, facts: Mapping[str, Collection[Known]]) -> Any:
        gone = frozenset(verdicts.OF_THE_PERSON)
        return whole(key, alias_key, {one: set(known) - gone for one, known in facts.items()})

    _everywhere(patch, whole, verdict)


BREAKAGES: tuple[Callable[[Patch], None], ...] = (
    event_saved_after_the_state,
    event_saved_before_the_state,
    refused_events_forgotten,
    row_deleted_before_it_is_published,
    no_sweep,
    last_arrival_wins,
    poison_blocks_its_batch,
    mail_marked_after_it_is_sent,
    lost_answer_is_sent_again,
    no_evidence_is_taken_for_a_no,
    doubt_is_taken_for_sent,
    gate_left_open,
    late_mail_lets_go,
    claim_without_a_fence,
    move_keeps_the_version,
    move_told_to_nobody,
    old_times_forgotten,
    reminded_by_the_move_and_once_more,
    reminder_left_at_the_old_time,
    nobody_looks_again,
    places_saved_without_a_version,
    last_chair_may_go,
    writers_agree_to_their_own_words,
    findings_ignored,
    draft_kept_after_publishing,
    mail_about_hidden_notes_goes_on,
    title_of_a_withdrawn_note_kept,
    two_bring_a_note_back,
    objectors_decide,
    notes_with_a_cause,
    rule_forgotten,
    look_forgotten_with_the_fanout,
    drafts_forgotten_by_erasing,
    erased_brought_back,
    lists_forget_who_left,
)

BEGINS: Mapping[Callable[[Patch], None], str] = {
    no_evidence_is_taken_for_a_no: "moved",
    claim_without_a_fence: "moved",
    old_times_forgotten: "moved",
    writers_agree_to_their_own_words: "in review",
    findings_ignored: "held",
    mail_about_hidden_notes_goes_on: "published",
    title_of_a_withdrawn_note_kept: "dismissed",
    objectors_decide: "dismissed",
    erased_brought_back: "erasing",
}
"""Mistakes that matter at one stage of a network: where all worlds begin in which they are made."""


class _Record:
    def __init__(self, body: str) -> None:
        self.body = body


def _everywhere(patch: Patch, whole: Any, other: Any) -> None:
    """Put the other function wherever the whole one was imported to."""
    import sys

    for name, module in list(sys.modules.items()):
        if name.startswith("services."):
            for attribute, value in list(vars(module).items()):
                if value is whole:
                    patch.setattr(module, attribute, other)
