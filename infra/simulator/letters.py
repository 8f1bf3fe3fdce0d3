"""Watches every mail that is handed to the provider: each copy must be allowed at this moment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from infra.simulator.journal import Journal, PlaceSeen
from services.contracts.roles import Standing
from services.notifications.letters.duties import ERRANDS
from services.notifications.model.kinds import ABOUT_A_SESSION, ONLY_FOR, Kind
from services.notifications.store import people
from services.runtime.embedded.tables import EmbeddedTables
from services.runtime.ports import Clock, Letter, Recipient
from services.runtime.signing import keyed_hash

if TYPE_CHECKING:
    from infra.simulator.watch import Names

SUBJECTS = (
    ("Reminder: ", "", Kind.REMINDER),
    ("New time: ", "", Kind.MOVE),
    ("Cancelled: ", "", Kind.CANCELLATION),
    ("New note: ", "", Kind.NOTE),
    ("A note waits for a second person in ", "", Kind.NOTE_TO_CHECK),
    ("A note is hidden in ", "", Kind.NOTE_HIDDEN),
    ("Welcome to ", "", Kind.WELCOME),
    ("You were added to ", "", Kind.ADDED),
    ("Your request to join ", "", Kind.DECLINED),
    ("A question about your request to join ", "", Kind.QUESTION),
    ("Emergency access was opened to ", "", Kind.BREAK_GLASS),
    ("Your membership of ", " is paused", Kind.SUSPENDED),
    ("Your membership of ", " has ended", Kind.REMOVED),
    ("Your role in ", " ends soon", Kind.ROLE_ENDING),
    ("Your role in ", " has ended", Kind.ROLE_ENDED),
    ("Would you be a chair of ", "?", Kind.CHAIR_OFFERED),
    ("The network that you wanted to found under ", "", Kind.SPIN_OFF_DECLINED),
    *(("For the chairs of ", f": {words}", Kind.FOR_CHAIRS) for words in ERRANDS.values()),
    ("A new chair for ", "", Kind.CHAIR_ANNOUNCED),
    ("Somebody in ", " would like to meet you", Kind.INTRODUCTION_ASKED),
    ("You are introduced to each other", "", Kind.INTRODUCED),
    ("Your code", "", Kind.CODE),
    ("Your account is deleted", "", Kind.ERASED),
    ("Somebody tried to add your address", "", Kind.ADDRESS_TAKEN),
    ("Your mail goes to another address", "", Kind.ADDRESS_CHANGED),
)
"""How the subjects of each kind begin and end."""
INTRODUCED = re.compile(r"introduction in (.+?)\. The other one .*?\n- .+\n- (\S+)", re.DOTALL)
CODE = re.compile(r"\b\d{8}\b")
SWITCH = {Kind.REMINDER: "reminders", Kind.NOTE: "notes"}


STANDS = {
    Kind.DECLINED: Standing.DECLINED,
    Kind.QUESTION: Standing.WAITING,
    Kind.SUSPENDED: Standing.SUSPENDED,
    Kind.REMOVED: Standing.LEFT,
}
UNNAMED = ("your network", "a network of peers")
"""In a subject, for a network that is in no list (M16)."""


class Letters:
    """Keeps in the journal what was mailed, and notes at once what should not have been."""

    def __init__(
        self, journal: Journal, tables: EmbeddedTables, clock: Clock, names: Names
    ) -> None:
        self._journal = journal
        self._tables = tables
        self._clock = clock
        self._names = names

    def handed(self, letter: Letter, recipients: Sequence[Recipient]) -> None:
        """Copies are handed to the provider: each of them must be allowed at this moment."""
        kind, rest = kind_of(letter.subject)
        for to in recipients:
            reason = self._reason(kind, letter, rest, to)
            if reason:
                self._journal.wrong(
                    "nothing is mailed to who should not have it", f"{kind} {reason}"
                )

    def _reason(self, kind: Kind, letter: Letter, rest: str, to: Recipient) -> str:
        """Why this copy must not go out, or nothing.

        Several people may have had an address, one after another: one of them is enough.
        """
        if kind is Kind.ERASED:
            return ""
        if kind is Kind.CODE:
            (code,) = CODE.findall(letter.text)
            return self._gone(self._journal.codes.get((to.address, code), ""))
        about = self._about(kind, letter, rest)
        told = [to.address]
        if kind is Kind.INTRODUCED:
            # Whose name and address it is must be as right as who gets them.
            told += [address for _, address in INTRODUCED.findall(letter.text)]
        for address in told:
            reasons = [
                self._gone(member_id) or self._reason_against(kind, to, member_id, *about)
                for member_id in self._journal.contacts.get(address, ())
            ]
            if not reasons:
                return "to an address that nobody has"
            if "" not in reasons:
                return reasons[-1]
        return ""

    def _gone(self, member_id: str) -> str:
        inbox = self._names.mail_inbox
        return "to who was erased" if self._journal.gone(inbox, member_id) is not None else ""

    def accepted(self, letter: Letter, recipients: Sequence[Recipient]) -> None:
        """The provider took these copies."""
        kind, _ = kind_of(letter.subject)
        for to in recipients:
            self._journal.accepted[to.key] += 1
            if self._journal.accepted[to.key] > 1:
                self._journal.wrong("nobody is mailed twice", f"{kind} with one key")
            self._journal.copies[to.address, letter.subject, letter.text] += 1

    def rejected(self, recipients: Sequence[Recipient]) -> None:
        """The provider will never take these copies."""
        self._journal.rejected |= {to.key for to in recipients}

    def _about(self, kind: Kind, letter: Letter, rest: str) -> tuple[str, str]:
        """The network of a letter, and the session that it is about."""
        if kind in ABOUT_A_SESSION or kind is Kind.NOTE:
            listed_as = letter.headers["List-Id"].split(".")[1]
            ids = self._journal.networks.values()
            network_id = next(one for one in ids if listed_as in (one, veiled(one)))
            return network_id, self._journal.sessions.get(rest.partition(",")[0], "")
        if kind is Kind.INTRODUCED:
            ((rest, _),) = INTRODUCED.findall(letter.text)
        return network_of(self._journal, rest, letter.text), ""

    def _reason_against(
        self, kind: Kind, to: Recipient, member_id: str, network_id: str, session_id: str
    ) -> str:
        known = self._journal.places_known(self._names.mail_inbox, (member_id, network_id))
        if not any(_may_have(kind, seen) for seen in known):
            return f"as {sorted({str(seen.standing) for seen in known})}"
        table = self._names.notifications
        person = self._tables.get(table, people.key(member_id))
        chosen = person["choices"].get(network_id) if person else None
        if chosen and kind in SWITCH and chosen[SWITCH[kind]] == "off":
            return "to who switched it off"
        late = kind is Kind.REMINDER and self._has_begun(kind, to, member_id, session_id)
        return "after the start" if late else ""

    def _has_begun(self, kind: Kind, to: Recipient, member_id: str, session_id: str) -> bool:
        """Whether the time that a copy tells has come.

        That is the time of its claim: of a newer one notifications may hear while it goes out.
        """
        return not any(
            key_of(f"{kind}#{session_id}#{said.detail['sequence']}", member_id) == to.key
            and self._clock.now() < datetime.fromisoformat(said.detail["starts_at"])
            for said in self._journal.times.get(session_id, ())
        )


def _may_have(kind: Kind, seen: PlaceSeen) -> bool:
    if kind in STANDS:
        return seen.standing is STANDS[kind]
    if kind in ONLY_FOR:
        return seen.is_member() and not ONLY_FOR[kind].isdisjoint(seen.roles)
    return seen.is_member()


def key_of(about: str, member_id: str) -> str:
    """How one person's copy about one thing is known to the provider (A2)."""
    return keyed_hash("mail", f"{about}:{member_id}")[:32]


def veiled(network_id: str) -> str:
    """What stands in a header for a network that is in no list (M16)."""
    return keyed_hash("list-id", network_id)[:16]


def network_of(journal: Journal, called: str, text: str) -> str:
    """The network that a subject names, or the text, if it is in no list (M16)."""
    if called not in UNNAMED:
        return journal.networks[called]
    return next(one for name, one in journal.networks.items() if name in text)


def kind_of(subject: str) -> tuple[Kind, str]:
    """The kind of a mail, and what else its subject says."""
    for beginning, end, kind in SUBJECTS:
        if subject.startswith(beginning) and subject.endswith(end):
            return kind, subject.removeprefix(beginning).removesuffix(end)
    raise ValueError("a mail that the simulator does not know: teach it")
