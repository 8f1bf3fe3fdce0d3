"""What the front door, the control room and the demo need of whatever runs the network."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any, Protocol

from infra.embedded.events import Answer, Request
from services.runtime.ports import Tokens


class NotSettled(Exception):
    """It did not come to rest in time; the text says what still waits, and what to do."""


class Engine(Protocol):
    """Runs the functions of the template on this machine, one way or another."""

    def start(self) -> None:
        """From here on what waits is moved by itself."""

    def answer(self, request: Request) -> Answer:
        """What the function that the template names for this request says."""

    def wake(self) -> None:
        """Something may have started to wait."""

    def settle(self) -> None:
        """Let everything that was said be heard; raises NotSettled if that takes too long."""

    def now(self) -> datetime:
        """What the clock says."""

    def set_clock(self, to: datetime) -> None:
        """Turn the clock, even back; nothing happens on the way."""

    def move_clock(self, to: datetime) -> None:
        """Let time pass, stopping wherever something is due; raises ClockGoesForward."""

    def advance(self, by: timedelta) -> None:
        """Let this much time pass; none at all lets everything that was said be heard."""

    def mail(self) -> list[dict[str, Any]]:
        """Mail that would have gone out, the newest first."""

    def events(self) -> list[dict[str, Any]]:
        """What was said on the buses, the newest first; of private events only the ids."""

    def traces(self, words: Sequence[str]) -> list[str]:
        """Where one of these words still stands: rows, messages, files, accounts, and the log.

        Left out are mail and events that went out, and rows that are over: nobody reads them.
        """

    def dead_letters(self) -> list[dict[str, str]]:
        """What was given up: the names of events and where they lie, not what they said."""

    def redrive(self) -> None:
        """Let everything that was given up be tried again."""

    def beginning(self) -> AbstractContextManager[None]:
        """While the demo is made: whatever is interrupted then is made again from nothing."""

    def signed_in(self, member_id: str, tokens: Tokens) -> None:
        """Somebody of the demo has proved who they are; `sign_in` may build on it."""

    def sign_in(self, member_id: str) -> Tokens:
        """Proof of being somebody of the demo, without a code."""

    def remember(self, people: list[dict[str, str]]) -> None:
        """Keep whom one can be; from here on the network is there."""

    def people(self) -> list[dict[str, str]]:
        """Whom one can be; nobody if the network is not there yet."""

    def file(self, token: str) -> tuple[bytes, str] | None:
        """A file and its kind, if files are fetched from here."""
