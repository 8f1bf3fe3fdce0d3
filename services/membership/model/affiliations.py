"""The rules of where people come from: understood at once, or waiting for a chair to say (M9).

A text that no rule understands is kept once for all who wrote it. What chairs decide about it holds
for everybody who wrote it so far; whoever writes it later waits again, unless it is remembered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.contracts.event import Event
from services.contracts.organisations import (
    MemberAffiliationChanged,
    OrganisationTextDecided,
)
from services.contracts.refusals import Conflict, Invalid
from services.membership.organisations import Organisation


@dataclass(frozen=True, slots=True)
class Affiliation:
    """Where somebody comes from; nobody knows yet while it is `waiting`.

    `text_id` is the text that chairs decide or decided about. `as_of` is the sequence of what the
    person said last.
    """

    member_id: str
    organisation_id: str | None = None
    text_id: str | None = None
    waiting: bool = False
    as_of: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """What chairs said a text means: an organisation, or none; `remembered` is that for good."""

    organisation_id: str | None
    remembered: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A way in which people said where they work; `people` are all who did, however often decided.

    `decisions` counts what was decided, so that a late message about an older decision is known.
    """

    text_id: str
    text: str
    since: datetime
    people: int = 0
    waiting: bool = True
    decision: Decision | None = None
    decisions: int = 0
    version: int = 0


# --- people -------------------------------------------------------------------------------------


def settle(before: Affiliation, organisation_id: str | None, as_of: int) -> Affiliation:
    """Where somebody comes from was understood, or they said that it is nowhere (M10)."""
    return Affiliation(before.member_id, organisation_id, as_of=as_of, version=before.version + 1)


def wait(before: Affiliation, text: Text, as_of: int) -> Affiliation:
    """A text stands between somebody and their organisation, if it means any."""
    return Affiliation(
        before.member_id,
        text_id=text.text_id,
        waiting=text.waiting,
        as_of=as_of,
        version=before.version + 1,
    )


def follow(before: Affiliation, text: Text) -> Affiliation:
    """What was decided about the text, for one of those who wrote it; the same if it holds."""
    decision = text.decision
    organisation_id = decision.organisation_id if decision else None
    waiting = decision is None
    if (before.organisation_id, before.waiting) == (organisation_id, waiting):
        return before
    return replace(
        before, organisation_id=organisation_id, waiting=waiting, version=before.version + 1
    )


def choose(before: Affiliation, choices: Sequence[Organisation], chosen: str) -> Affiliation:
    """Which of several that came after their organisation is somebody's own (M12, M13)."""
    if len(choices) < 2:
        raise Conflict("There is nothing to choose any more. Load the page again.")
    if chosen not in {one.organisation_id for one in choices}:
        raise Invalid("Choose one of these.", {"organisation_id": "Choose from the list."})
    return replace(before, organisation_id=chosen, version=before.version + 1)


def said(before: Affiliation, now: Affiliation) -> list[Event]:
    """What is said of a change: nothing while the organisation is the same."""
    if before.organisation_id == now.organisation_id:
        return []
    return [
        MemberAffiliationChanged(
            member_id=now.member_id, organisation_id=now.organisation_id, sequence=now.version
        )
    ]


# --- texts --------------------------------------------------------------------------------------


def join(text: Text) -> Text:
    """One more person wrote it; that is for chairs to see, unless it means no organisation."""
    means_none = text.decision is not None and text.decision.organisation_id is None
    return replace(
        text,
        people=text.people + 1,
        waiting=text.waiting or not means_none,
        version=text.version + 1,
    )


def part(text: Text) -> Text:
    """One of those who wrote it is gone, or writes something else now."""
    return replace(text, people=text.people - 1, version=text.version + 1)


def decide(text: Text, decision: Decision) -> tuple[Text, Event]:
    """Say what the text means; raises Conflict if just that was said already."""
    if not text.waiting and text.decision == decision:
        raise Conflict("That has been decided already.")
    return _decided(replace(text, decision=decision, waiting=False))


def reopen(text: Text) -> tuple[Text, Event]:
    """Take back what was decided: everybody who wrote the text waits again."""
    if text.decision is None:
        raise Conflict("Nothing has been decided about this yet.")
    return _decided(replace(text, decision=None, waiting=True))


def _decided(text: Text) -> tuple[Text, Event]:
    now = replace(text, decisions=text.decisions + 1, version=text.version + 1)
    return now, OrganisationTextDecided(text_id=now.text_id, sequence=now.decisions)
