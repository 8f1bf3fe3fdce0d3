"""The rules of introductions: nobody learns who somebody is before both have said yes (M28).

looking ──somebody found──▶ waiting ──yes──▶ agreed ──both still members──▶ made: one mail to each
   ▲                           │ no
   └───────────────────────────┘
any of them ──ten days, taken back, or one of the two is gone──▶ closed

Whoever asks sees no difference between a no, no answer and nobody found: it ends on the same day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from services.contracts.event import Event
from services.contracts.introductions import (
    IntroductionAgreed,
    IntroductionAsked,
    IntroductionClosed,
    IntroductionMade,
    IntroductionPassedOn,
)
from services.contracts.refusals import Conflict, NotFound

OPEN_FOR = timedelta(days=10)
SHOWN_FOR = timedelta(days=30)
"""How long after it is over anybody can still see that there was one."""
MOST_OPEN = 3
MOST_TRIED = 3
"""How many people are asked one after another; then it rests until it ends."""
LONGEST_MESSAGE = 600


class Kind(StrEnum):
    """Who is looked for: somebody in the directory, or whoever fits."""

    PERSON = "person"
    TOPIC = "topic"
    ORGANISATION = "organisation"


class Stage(StrEnum):
    """Where it stands; whoever asked is told of less (`Outlook`)."""

    LOOKING = "looking"
    WAITING = "waiting"
    AGREED = "agreed"
    MADE = "made"
    CLOSED = "closed"


class Outlook(StrEnum):
    """What whoever asked is told."""

    ASKED = "asked"
    MADE = "made"
    TAKEN_BACK = "taken_back"
    ENDED = "ended"


class Sought(NamedTuple):
    """Who is looked for: the id of an entry, a topic or an organisation's id, and it in words."""

    kind: Kind
    value: str
    words: str


class Asked(NamedTuple):
    """One of the introductions that somebody has open: until when, and for what."""

    introduction_id: str
    until: datetime
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Introduction:
    """Somebody wants to be introduced; `helper` is whoever is asked about it just now.

    `helper` is a member's id, or with `outside` that of a contact whom a member vouches for.
    `tried` are codes of those who were asked before, from which nobody can be named.
    """

    introduction_id: str
    network_id: str
    asker: str
    sought: Sought
    message: str
    asked_at: datetime
    stage: Stage = Stage.LOOKING
    helper: str | None = None
    outside: bool = False
    tried: tuple[str, ...] = ()
    taken_back: bool = False
    version: int = 1

    @property
    def closes_at(self) -> datetime:
        """When it ends, whatever came of it."""
        return self.asked_at + OPEN_FOR

    def is_open(self, now: datetime) -> bool:
        """Whether something may still come of it."""
        return self.stage not in (Stage.MADE, Stage.CLOSED) and now < self.closes_at

    def waits_for(self, helper: str, now: datetime) -> bool:
        """Whether this helper is to answer."""
        return self.stage is Stage.WAITING and self.helper == helper and self.is_open(now)


Change = tuple[Introduction, list[Event]]


# --- asking -------------------------------------------------------------------------------------


def still_open(asked: Sequence[Asked], now: datetime) -> list[Asked]:
    """Those that count: the others have ended by themselves."""
    return [one for one in asked if now < one.until]


def same(asked: Sequence[Asked], sought: Sought, now: datetime) -> Asked | None:
    """The one that asks for the same already, so that nobody is asked twice."""
    alike = (one for one in still_open(asked, now) if (one.kind, one.value) == sought[:2])
    return next(alike, None)


def ask(
    introduction_id: str,
    network_id: str,
    asker: str,
    sought: Sought,
    message: str,
    asked: Sequence[Asked],
    now: datetime,
) -> tuple[Introduction, list[Asked], list[Event]]:
    """Ask for an introduction; raises Conflict with three of them open."""
    opened = still_open(asked, now)
    if len(opened) >= MOST_OPEN:
        first = min(one.until for one in opened)
        raise Conflict(
            f"You have {MOST_OPEN} introductions open, which is the most. Take one back, or wait"
            f" until one ends: the first does on {first.day} {first:%B}."
        )
    made = Introduction(introduction_id, network_id, asker, sought, message, now)
    listed = [*opened, Asked(introduction_id, made.closes_at, sought.kind, sought.value)]
    return made, listed, [_asked(made)]


def take_back(before: Introduction | None, by: str, now: datetime) -> Change:
    """Whoever asked wants it no more; nothing is said to who was asked. The same if it is over."""
    if before is None or before.asker != by:
        raise NotFound("There is no such introduction.")
    if not before.is_open(now):
        return before, []
    after, said = close(before)
    return replace(after, taken_back=True), said


# --- being asked --------------------------------------------------------------------------------


def pass_on(before: Introduction, helper: str, code: str, *, outside: bool = False) -> Change:
    """Ask this one about it; `code` is what is kept of whom it was passed on to."""
    after = replace(
        before,
        stage=Stage.WAITING,
        helper=helper,
        outside=outside,
        tried=(*before.tried, code),
        version=before.version + 1,
    )
    if outside:
        return after, []
    return after, [
        IntroductionPassedOn(
            network_id=after.network_id,
            introduction_id=after.introduction_id,
            member_id=helper,
            sequence=after.version,
        )
    ]


def answer(
    before: Introduction | None, helper: str, code: str, now: datetime, *, yes: bool
) -> Change:
    """Say yes or no; the same once more if that was said already.

    `code` is what is kept of this helper, so that a second no is no error.
    """
    if before is None:
        raise NotFound("There is no such introduction. It may have ended.")
    if before.waits_for(helper, now):
        return agree(before) if yes else decline(before)
    said_yes = before.helper == helper and before.stage in (Stage.AGREED, Stage.MADE)
    if said_yes == yes and (yes or code in before.tried):
        return before, []
    if said_yes:
        raise Conflict("You have said yes to it already.")
    raise NotFound("There is no such introduction. It may have ended.")


def agree(before: Introduction) -> Change:
    """Whoever was asked said yes."""
    after = replace(before, stage=Stage.AGREED, version=before.version + 1)
    return after, [
        IntroductionAgreed(
            network_id=after.network_id,
            introduction_id=after.introduction_id,
            sequence=after.version,
        )
    ]


def decline(before: Introduction) -> Change:
    """Whoever was asked said no: the next one may be asked, and whoever asked hears nothing."""
    after = replace(
        before, stage=Stage.LOOKING, helper=None, outside=False, version=before.version + 1
    )
    return after, [_asked(after)]


# --- the end ------------------------------------------------------------------------------------


def make(before: Introduction) -> Change:
    """Both said yes and are members: each gets a mail, and the message is kept no longer."""
    after = replace(before, stage=Stage.MADE, message="", version=before.version + 1)
    if before.outside or before.helper is None:
        return after, []
    return after, [
        IntroductionMade(
            network_id=after.network_id,
            introduction_id=after.introduction_id,
            member_ids=(before.asker, before.helper),
            sequence=after.version,
        )
    ]


def close(before: Introduction) -> Change:
    """It ends, and the message with it; who was asked is known no more."""
    after = replace(
        before,
        stage=Stage.CLOSED,
        helper=None,
        outside=False,
        message="",
        version=before.version + 1,
    )
    return after, [
        IntroductionClosed(
            network_id=after.network_id,
            introduction_id=after.introduction_id,
            sequence=after.version,
        )
    ]


def without_helper(before: Introduction) -> Change:
    """Nobody knows any more who it was; for whoever asked it stays what it is."""
    return replace(before, helper=None, outside=False, version=before.version + 1), []


def outlook(introduction: Introduction, now: datetime) -> Outlook:
    """What whoever asked is told: the same, whatever was or was not answered (M28)."""
    if introduction.stage is Stage.MADE:
        return Outlook.MADE
    if introduction.taken_back:
        return Outlook.TAKEN_BACK
    return Outlook.ASKED if now < introduction.closes_at else Outlook.ENDED


def _asked(introduction: Introduction) -> Event:
    return IntroductionAsked(
        network_id=introduction.network_id,
        introduction_id=introduction.introduction_id,
        sequence=introduction.version,
    )
