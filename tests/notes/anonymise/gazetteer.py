"""A register in memory, and checks against it."""

from __future__ import annotations

from collections.abc import Iterable

from services.notes.anonymise import Finding, check, register

KEY = "a key for tests"


class Gazetteer:
    """Registered names of people and organisations."""

    def __init__(self, people: Iterable[str] = (), organisations: Iterable[str] = ()) -> None:
        self.entries: dict[str, str] = {}
        for name in organisations:
            runs = register.organisation(name)
            self.entries |= register.entries(KEY, register.ORGANISATION, runs)
        for name in people:
            self.entries |= register.entries(KEY, register.PERSON, register.person(name))

    def check(self, text: str) -> list[Finding]:
        """The findings in a text."""
        return check(text, key=KEY, known=self.entries)


def found(text: str) -> list[Finding]:
    """The findings in a text when nobody is registered."""
    return Gazetteer().check(text)


def covered(text: str, findings: Iterable[Finding]) -> set[int]:
    """The positions of all letters and digits that some finding covers."""
    return {
        position
        for finding in findings
        for position in range(finding.start, finding.end)
        if text[position].isalnum()
    }
