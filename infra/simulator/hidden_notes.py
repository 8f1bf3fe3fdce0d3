"""Watches notes that are hidden, taken away and brought back; the watch asks it at each write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from infra.simulator.journal import Journal
from services.contracts.roles import Standing
from services.notes import objecting, store
from services.notes.model import CHECKERS, Case, Note, NoteState
from services.runtime.embedded.tables import EmbeddedTables
from services.runtime.ports import Item, Put, Write
from services.runtime.rights import place_key

if TYPE_CHECKING:
    from infra.simulator.watch import Names

Check = Callable[[], None]
NOTE_ATTRIBUTES = {
    "pk", "sk", "gsi1pk", "gsi1sk", "note_id", "network_id", "week", "title", "text", "format",
    "state", "version",
}  # fmt: skip
WITHDRAWN_ATTRIBUTES = NOTE_ATTRIBUTES - {"gsi1pk", "gsi1sk", "title", "text"}


class HiddenNotes:
    """Keeps in the journal what was withdrawn, and notes at once what breaks a promise."""

    def __init__(self, journal: Journal, tables: EmbeddedTables, names: Names) -> None:
        self._journal = journal
        self._tables = tables
        self._names = names

    def trying(self, writes: Sequence[Write], acting: str | None, since: int) -> list[Check]:
        """What is to be looked at if these writes hold, with everything as it is before them."""
        checks: list[Check] = []
        for item in self._notes(writes):
            if item["state"] == NoteState.PUBLISHED and item["version"] > 1:
                checks.append(self._coming_back(item, acting, since))
            elif item["state"] == NoteState.WITHDRAWN:
                checks.append(self._going(item))
        return checks

    def claimed(self, note_id: str) -> None:
        """Mail about a published note is about to be sent (C18, C19)."""
        for event_id in self._journal.hidden.get(note_id, ()):
            heard = self._journal.heard.get((self._names.mail_inbox, event_id))
            if heard is not None and heard.taken is not None:
                self._journal.wrong("nobody is mailed about a hidden note", "claimed after it")

    def _notes(self, writes: Sequence[Write]) -> Iterator[Item]:
        for write in writes:
            if (
                isinstance(write, Put)
                and write.table == self._names.notes
                and write.item["pk"].startswith("NOTE#")
            ):
                yield write.item

    def _before(self, note_id: str) -> tuple[Note, Case]:
        note = self._tables.get(self._names.notes, store.note_key(note_id))
        case = self._tables.get(*store.case_key(note_id))
        assert note  # noqa: S101
        read = store.read_note(note)
        return read, store.read_case(case) if case else Case(note_id, read.network_id, read.week)

    def _coming_back(self, item: Item, acting: str | None, since: int) -> Check:
        """Quorum + 1 who may check notes and have not objected agree (C4, C6, C19)."""
        note, case = self._before(item["note_id"])
        objectors = {*case.dismissed, *(one.objector for one in case.objections)}
        yes = {
            member_id
            for member_id in {*case.agreed, acting or ""}
            if objecting._token(member_id, note) not in objectors
            and self._may_check(member_id, note.network_id)
        }
        inbox = self._names.notes_inbox
        enough = self._journal.quorum_known(inbox, note.network_id, since) + 1

        def look() -> None:
            if len(yes) < enough or case.objections:
                self._journal.wrong(
                    "a hidden note comes back by quorum and one more", f"{len(yes)} of {enough}"
                )

        return look

    def _may_check(self, member_id: str, network_id: str) -> bool:
        place = self._tables.get(self._names.notes, place_key(member_id, network_id))
        return (
            place is not None
            and place["standing"] == Standing.MEMBER
            and not set(CHECKERS).isdisjoint(place["roles"])
        )

    def _going(self, item: Item) -> Check:
        note, _ = self._before(item["note_id"])

        def look() -> None:
            self._journal.withdrawn[note.note_id] = (note.title, note.text)
            if set(item) != WITHDRAWN_ATTRIBUTES:
                self._journal.wrong("what is withdrawn is gone", "more than the week is left")

        return look
