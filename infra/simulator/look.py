"""What people see when they look: read without danger, since nothing depends on it."""

from __future__ import annotations

import random

from infra.simulator.journal import Journal
from infra.simulator.watch import Names
from services.contracts.roles import Standing
from services.membership.store import imports
from services.membership.store.imports import Listed
from services.notes import store as notes
from services.notes.model import Case, Draft, Note, NoteState
from services.runtime.embedded.database import Database
from services.runtime.embedded.tables import EmbeddedTables
from services.runtime.ports import Item
from services.runtime.rights import network_keys
from services.sessions import store as sessions
from services.sessions.model import Session, State

NETWORKS = ("psmn", "open-door")
ANY_CODE = "Your code"
SIGN_IN, DELETE = f"{ANY_CODE} to sign in", f"{ANY_CODE} to delete"
"""How the subjects begin of mails with a code; each works for its own purpose only."""


class Look:
    """Looks into the tables of one world."""

    def __init__(
        self, tables: EmbeddedTables, database: Database, names: Names, journal: Journal
    ) -> None:
        self._tables = tables
        self._journal = journal
        self._database = database
        self._names = names

    def a_network(self, dice: random.Random) -> str:
        """One of the networks, mostly the first."""
        return NETWORKS[dice.random() < 0.2]

    def a_chair(self, network_id: str, dice: random.Random) -> str:
        """A chair of the network; now and then somebody else who may not do what chairs do."""
        state = self._tables.get(self._names.membership, network_keys(network_id)[0])
        chairs = [chair for chair in state["chairs"] if self.can_act(chair)] if state else []
        if dice.random() < 0.05 or not chairs:
            chairs = [place["member_id"] for place in self.who_can_act(network_id)] or chairs
        return str(dice.choice(chairs))

    def places(self, network_id: str, standing: Standing | None = None) -> list[Item]:
        """Places in a network, of one standing or of all."""
        return self._tables.query(
            self._names.membership,
            f"NETWORK#{network_id}",
            prefix=f"{standing}#" if standing else "",
            index=True,
            limit=100,
        ).items

    def can_act(self, member_id: str) -> bool:
        """Whether somebody has an address that they proved: nobody else is ever signed in."""
        journal = self._journal
        return member_id not in journal.imported or member_id in journal.confirmed

    def who_can_act(self, network_id: str, standing: Standing | None = None) -> list[Item]:
        """The places of those who can have something done themselves."""
        places = self.places(network_id, standing)
        return [place for place in places if self.can_act(place["member_id"])]

    def sessions(self, *states: State) -> list[Session]:
        """The sessions of all networks in one of these states."""
        found = []
        for network_id in NETWORKS:
            page = self._tables.query(
                self._names.sessions, f"NETWORK#{network_id}#SESSIONS", index=True
            )
            found += [sessions.read(item) for item in page.items]
        return [session for session in found if session.state in states]

    def drafts(self) -> list[Draft]:
        """The drafts of all networks."""
        found = []
        for network_id in NETWORKS:
            page = self._tables.query(
                self._names.drafts, f"NETWORK#{network_id}#DRAFTS", index=True
            )
            found += [notes.read(item) for item in page.items]
        return found

    def notes(self, *states: NoteState) -> list[Note]:
        """The notes of all networks in one of these states."""
        rows = self._database.rows(
            "SELECT pk FROM items WHERE tbl = ? AND pk >= 'NOTE#' AND pk < 'NOTE$' ORDER BY pk",
            (self._names.notes,),
        )
        items = [self._tables.get(self._names.notes, (pk, "STATE")) for (pk,) in rows]
        found = [notes.read_note(item) for item in items if item]
        return [note for note in found if note.state in states]

    def introductions(self) -> list[Item]:
        """The introductions of all networks."""
        table = self._names.membership
        rows = self._database.rows(
            "SELECT pk FROM items WHERE tbl = ? AND pk >= 'INTRODUCTION#' AND pk < 'INTRODUCTION$'"
            " ORDER BY pk",
            (table,),
        )
        return [item for (pk,) in rows if (item := self._tables.get(table, (pk, "STATE")))]

    def imports(self) -> list[Listed]:
        """The imports of all networks."""
        items = self._tables.query(self._names.membership, imports.IMPORTS, index=True).items
        return [imports.read_import(item) for item in items]

    def added(self) -> list[str]:
        """The texts of mails that say that somebody was added."""
        rows = self._database.rows("SELECT text FROM mail WHERE text LIKE '%/added/%' ORDER BY id")
        return [row[0] for row in rows]

    def case(self, note_id: str) -> Case | None:
        """What is to be decided about a note."""
        item = self._tables.get(*notes.case_key(note_id))
        return notes.read_case(item) if item else None

    def latest_code(self, email: str, subject: str = SIGN_IN) -> str:
        """The text of the latest mail with such a code to this address; empty if there is none."""
        return next(reversed(self.codes(email, subject)), "")

    def codes(self, email: str, subject: str = ANY_CODE) -> list[str]:
        """The texts of mails with a code to this address, the latest last."""
        rows = self._database.rows(
            "SELECT text FROM mail WHERE recipient = ? AND subject LIKE ? ORDER BY id",
            (email, f"{subject}%"),
        )
        return [row[0] for row in rows]

    def unsubscribe_links(self) -> list[str]:
        """The headers of mail that can be switched off."""
        rows = self._database.rows(
            "SELECT headers FROM mail WHERE headers LIKE '%List-Unsubscribe%'"
            # That button takes somebody out of the network, and is an act of its own.
            " AND headers NOT LIKE '%/added/%' ORDER BY id"
        )
        return [row[0] for row in rows]
