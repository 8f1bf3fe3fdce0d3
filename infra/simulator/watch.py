"""Watches every write as it goes through for what must never be among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from infra.embedded.wiring import Wiring
from infra.simulator.agreements import Agreements
from infra.simulator.erasures import Erasures
from infra.simulator.hidden_notes import NOTE_ATTRIBUTES, HiddenNotes
from infra.simulator.journal import Journal, Said
from infra.simulator.letters import Letters
from services.membership.importing import Stage
from services.notes import model, names, store
from services.notes.anonymise import check, rules_version
from services.notifications.model.batch import State
from services.notifications.model.kinds import TELL_A_TIME, Kind
from services.runtime.embedded.tables import EmbeddedTables
from services.runtime.ports import AtVersion, Clock, Delete, Item, Put, Write

CODE_TO_ERASE = "CODE-TO-ERASE"
"""Under this sort key lies a code with its tries, which are counted anew for each code."""
COUNTED_ANEW = ("ADDRESS#", "MAILBOX#", "OWNER#", "SIGNIN#")
"""What is forgotten and begins again."""
MAILS = "MAILS"
"""Under this sort key lies when codes were mailed, which is forgotten after an hour."""


@dataclass(frozen=True)
class Names:
    """What the template calls the tables and the queues that the watch looks at."""

    membership: str
    sessions: str
    notes: str
    drafts: str
    notifications: str
    mail_inbox: str
    notes_inbox: str

    @classmethod
    def of(cls, wiring: Wiring) -> Names:
        """The names in this wiring."""
        said = wiring.settings
        inboxes = {mapping.handler: mapping.queue for mapping in wiring.queues}
        return cls(
            membership=said["MEMBERSHIP_TABLE"],
            sessions=said["SESSIONS_TABLE"],
            notes=said["NOTES_TABLE"],
            drafts=said["DRAFTS_TABLE"],
            notifications=said["NOTIFICATIONS_TABLE"],
            mail_inbox=inboxes["services.notifications.reactions.handler"],
            notes_inbox=inboxes["services.notes.reactions.handler"],
        )


class Watch:
    """Keeps the journal, and notes at once what breaks a promise."""

    def __init__(
        self, journal: Journal, tables: EmbeddedTables, clock: Clock, names_: Names
    ) -> None:
        self.journal = journal
        self.acting: str | None = None
        self.acting_since = 0
        self._tables = tables
        self._clock = clock
        self._names = names_
        self._agreements = Agreements(journal, names_)
        self._hidden_notes = HiddenNotes(journal, tables, names_)
        self._erasures = Erasures(journal, names_)
        self.letters = Letters(journal, tables, clock, names_)

    # --- writes ---------------------------------------------------------------------------------

    @contextmanager
    def writing(self, writes: Sequence[Write]) -> Iterator[None]:
        """A transaction is tried; what it held is looked at, a publication with its draft."""
        published = [
            write.item
            for write in writes
            if isinstance(write, Put)
            and write.table == self._names.notes
            and write.item["pk"].startswith("NOTE#")
            and write.item["version"] == 1
        ]
        drafts = self._drafts_that_go(writes) if published else []
        checks = self._hidden_notes.trying(writes, self.acting, self.acting_since)
        yield
        self._written(writes)
        self._erasures.written(writes)
        self._agreements.written(writes)
        for look in checks:
            look()
        for note in published:
            self._publication(note, drafts)

    def _drafts_that_go(self, writes: Sequence[Write]) -> list[Item]:
        keys = [
            write.key
            for write in writes
            if isinstance(write, Delete) and write.table == self._names.drafts
        ]
        found = [
            self._tables.get(self._names.drafts, key) for key in keys if key[1].startswith("DRAFT#")
        ]
        return [draft for draft in found if draft is not None]

    def _written(self, writes: Sequence[Write]) -> None:
        self._look_at_each(writes)
        if any(isinstance(write, Put) and _is_being_undone(write.item) for write in writes):
            for write in writes:
                if isinstance(write, Put) and write.item.get("detail_type") == "MemberLeft.v1":
                    detail = write.item["detail"]
                    self.journal.taken_back.add((detail["member_id"], detail["network_id"]))

    def _look_at_each(self, writes: Sequence[Write]) -> None:
        for write in writes:
            if not isinstance(write, Put):
                self._gone(write)
                continue
            item = write.item
            pk: str = item["pk"]
            if pk.startswith("OUTBOX#"):
                if item["attempts"] == 0:
                    self._said(item)
                continue
            anew = pk.startswith(COUNTED_ANEW) or item["sk"] in (CODE_TO_ERASE, MAILS)
            if "version" in item and "as_of" not in item and not anew:
                self._version(write.table, item)
            if write.table == self._names.membership:
                if item["sk"] == "STATE" and pk.startswith("NETWORK#"):
                    self._network(item)
            elif item.get("state") == State.CLAIMED and item["kind"] in TELL_A_TIME:
                self._claimed(*item["about"].split("#"))
            elif item.get("state") == State.CLAIMED and item["kind"] == Kind.NOTE:
                self._hidden_notes.claimed(item["about"].split("#")[1])

    def _gone(self, write: Write) -> None:
        """What goes as it was read, and comes again, begins anew."""
        if isinstance(write, Delete) and isinstance(write.expect, AtVersion):
            self.journal.versions.pop((write.table, *write.key), None)

    def _version(self, table: str, item: Item) -> None:
        """Each change of a thing moves its version on: the same one twice is a lost change."""
        key = table, item["pk"], item["sk"]
        if item["version"] <= self.journal.versions.get(key, 0):
            self.journal.wrong("no change is lost", f"two are version {item['version']} in {table}")
        self.journal.versions[key] = item["version"]

    def _said(self, row: Item) -> None:
        detail = row["detail"]
        said = Said(
            event_id=detail["event_id"],
            name=row["detail_type"],
            bus=row["bus"],
            source=row["source"],
            detail=detail,
            at=self._clock.now(),
            order=self.journal.next_order(),
        )
        self.journal.say(said)
        if row["bus"] == "candour" and "@" in str(detail):
            self.journal.wrong("no address on the public bus", said.name)
        if "note_id" in detail:
            at = datetime.fromisoformat(detail["occurred_at"])
            if detail["caused_by"] or at.minute or at.second or "session_id" in detail:
                self.journal.wrong("a published note leads to no person", f"by {said.name}")

    def _network(self, item: Item) -> None:
        if item["version"] > 2 and not item["chairs"] and not item["archived"]:
            self.journal.wrong("a network keeps a chair", item["network_id"])

    def _claimed(self, kind: str, session_id: str, version: str) -> None:
        for said in self.journal.times.get(session_id, ()):
            heard = self.journal.heard.get((self._names.mail_inbox, said.event_id))
            known = heard is not None and heard.taken is not None
            if known and said.detail["sequence"] > int(version):
                self.journal.wrong(
                    "nobody is told a time that is known to be over", f"{kind} after {said.name}"
                )

    def _publication(self, note: Item, drafts: Sequence[Item]) -> None:
        if set(note) != NOTE_ATTRIBUTES:
            strange = sorted(set(note) ^ NOTE_ATTRIBUTES)
            self.journal.wrong("a published note leads to no person", f"attributes {strange}")
        if len(drafts) != 1:
            self.journal.wrong("a published draft is destroyed", "no draft goes with the note")
        for draft in drafts:
            self.journal.drafts_published.add(draft["draft_id"])
            self._agreement(draft)
            self._cleared(draft)

    def _agreement(self, draft: Item) -> None:
        keeps = tuple(model.Keep(k["words"], k["reason"]) for k in draft["keeps"])
        wording = model.Wording(draft["title"], draft["text"], keeps)
        agreed = model.text_hash(wording, rules_version())
        yes = {one["reviewer"] for one in draft["approvals"] if one["text_hash"] == agreed}
        if self.acting is not None:
            yes.add(self.acting)
        if yes & set(draft["writers"]):
            self.journal.wrong("nobody approves their own words", "a writer said yes")
        inbox, network_id = self._names.notes_inbox, draft["network_id"]
        quorum = self.journal.quorum_known(inbox, network_id, self.acting_since)
        if len(yes - set(draft["writers"])) < quorum - 1:
            self.journal.wrong("a note needs its quorum", f"{len(yes)} of {quorum - 1}")
        counting = self._agreements.counting(draft, agreed)
        if self.acting and self._agreements.might(self.acting, draft, self.acting_since):
            counting.add(self.acting)
        if len(counting - set(draft["writers"])) < quorum - 1:
            self.journal.wrong("a yes counts while its reviewer may check", f"{len(counting)}")

    def _cleared(self, draft: Item) -> None:
        kept = {keep["words"] for keep in draft["keeps"]}
        known: dict[str, str] = {}
        for number in range(store.buckets_in(self._tables.get(self._names.notes, store.SIZE))):
            bucket = self._tables.get(self._names.notes, store.bucket_key(number))
            known |= store.names_in(bucket) if bucket else {}
        for part in ("title", "text"):
            for finding in check(draft[part], key=names.names_key(), known=known):
                if finding.decision not in kept or not finding.keepable:
                    self.journal.wrong("no note is published with an open finding", finding.kind)


def _is_being_undone(item: Item) -> bool:
    return "import_id" in item and item.get("stage") in (Stage.UNDOING, Stage.UNDONE)
