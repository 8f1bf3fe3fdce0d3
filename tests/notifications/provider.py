"""A mail provider that can be told to misbehave, and a machine that can be told to die."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

from services.runtime.embedded.mail import EmbeddedMail
from services.runtime.ports import Letter, LostAnswer, Outcome, Recipient


class Killed(BaseException):
    """The process is gone; no handler of ours sees this."""


class Fate(StrEnum):
    """What happens to one call."""

    FINE = "fine"
    ALL_AGAIN = "all again"
    HALF_AGAIN = "half again"
    ALL_REJECTED = "all rejected"
    LOST_BUT_ACCEPTED = "lost but accepted"
    LOST_AND_NEVER_SEEN = "lost and never seen"
    KILLED_BEFORE = "killed before"
    KILLED_AFTER = "killed after"


Script = Callable[[int], Fate]


def always(fate: Fate) -> Script:
    """The same fate for every call."""
    return lambda _call: fate


def first(*fates: Fate) -> Script:
    """These fates in turn, and then no more trouble."""
    return lambda call: fates[call] if call < len(fates) else Fate.FINE


class Provider:
    """The Mail port over the embedded mailbox; `knows` is whether it can give evidence."""

    def __init__(self, mailbox: EmbeddedMail) -> None:
        self._mailbox = mailbox
        self.script: Script = always(Fate.FINE)
        self.knows = True
        self.calls = 0
        self.watch: Callable[[Letter, Recipient], None] = lambda _letter, _recipient: None
        self.refused: set[tuple[str, str]] = set()

    def send(self, letter: Letter, recipients: Sequence[Recipient]) -> list[Outcome]:
        """Accept, refuse, or leave everybody in doubt, as the script says."""
        fate = self.script(self.calls)
        self.calls += 1
        match fate:
            case Fate.ALL_AGAIN:
                return [Outcome.AGAIN] * len(recipients)
            case Fate.ALL_REJECTED:
                self.refused |= {(letter.subject, recipient.address) for recipient in recipients}
                return [Outcome.REJECTED] * len(recipients)
            case Fate.LOST_AND_NEVER_SEEN:
                raise LostAnswer
            case Fate.KILLED_BEFORE:
                raise Killed
            case Fate.HALF_AGAIN:
                half = (len(recipients) + 1) // 2
                self._accept(letter, recipients[:half])
                refused = len(recipients) - half
                return [Outcome.ACCEPTED] * half + [Outcome.AGAIN] * refused
        self._accept(letter, recipients)
        if fate is Fate.LOST_BUT_ACCEPTED:
            raise LostAnswer
        if fate is Fate.KILLED_AFTER:
            raise Killed
        return [Outcome.ACCEPTED] * len(recipients)

    def accepted(self, key: str) -> bool | None:
        """What the mailbox knows, if it may tell."""
        return self._mailbox.accepted(key) if self.knows else None

    def _accept(self, letter: Letter, recipients: Sequence[Recipient]) -> None:
        for recipient in recipients:
            self.watch(letter, recipient)
        if recipients:
            self._mailbox.send(letter, recipients)


class Mortal:
    """A port whose n-th effect on the outside is the last: it dies just before or just after."""

    def __init__(self, port: Any, deaths: Deaths) -> None:
        self._port = port
        self._deaths = deaths

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if name not in ("transact", "send"):
            return found

        def effect(*arguments: Any, **named: Any) -> Any:
            self._deaths.before()
            answer = found(*arguments, **named)
            self._deaths.after()
            return answer

        return effect


class Interrupted:
    """The Tables port; just before one of its transactions somebody else is quicker."""

    def __init__(self, port: Any) -> None:
        self._port = port
        self._left = -1
        self._meanwhile: Callable[[], object] = lambda: None

    def at_write(self, number: int, meanwhile: Callable[[], object]) -> None:
        """Do this just before the transaction of that number from now on, the first being 1."""
        self._left, self._meanwhile = number, meanwhile

    def transact(self, *writes: Any) -> None:
        """Write, perhaps too late."""
        self._left -= 1
        if self._left == 0:
            self._meanwhile()
        self._port.transact(*writes)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._port, name)


class Deaths:
    """Counts effects and dies once, at the one that was chosen."""

    def __init__(self, at: int, *, before: bool) -> None:
        self._at = at
        self._before = before
        self.effects = 0

    def before(self) -> None:
        """An effect is about to happen."""
        if self._before and self.effects == self._at:
            self.effects += 1
            raise Killed

    def after(self) -> None:
        """An effect has happened."""
        self.effects += 1
        if not self._before and self.effects == self._at + 1:
            raise Killed
