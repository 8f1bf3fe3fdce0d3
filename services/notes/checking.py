"""Checking a wording with the register as of now, and publishing it or not.

The register lies in buckets, and a text tells which of them it asks for. They are read in the same
batch as the draft if they can be named before it is there: whoever shows a draft gives a `lookup`
along, and whoever wishes something about it sends that back. It saves a read and decides nothing:
buckets that it does not name, or names wrongly, are read then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import StringConstraints

from services.contracts.refusals import Invalid
from services.notes import model, names, store
from services.notes.anonymise import check, register
from services.notes.model import Decision, Draft, Wording
from services.runtime import platform

MOST_AT_ONCE = 90
"""Of the 100 keys of a batch some are for the draft and for whoever asks."""

Lookup = Annotated[str, StringConstraints(pattern=r"^([1-9][0-9]{0,6}( [0-9]{1,7}){0,90})?$")]
"""How many buckets there are, and which of them the text as it is saved asks for."""


class SentBack(Invalid):
    """The last check found something new; the draft is with its writers again."""

    status = 409
    code = "sent-back"


def lookup(wording: Wording, seen: store.Seen) -> str:
    """What to give along with a draft of this wording."""
    numbers = store.numbers_of(_heads(wording), seen.buckets)[:MOST_AT_ONCE]
    return " ".join(map(str, [seen.buckets, *numbers]))


def named_in(lookup: str) -> list[int]:
    """The buckets that the text asks for which whoever sends this saw."""
    return [int(number) for number in lookup.split()[1:]]


def asked_by(wording: Wording, lookup: str) -> list[int]:
    """The buckets that this wording asks for, if there are as many as whoever sends this saw."""
    said = lookup.split()
    buckets = int(said[0]) if said else store.FEWEST
    return store.numbers_of(_heads(wording), buckets)[:MOST_AT_ONCE]


def decided(wording: Wording, seen: store.Seen) -> list[Decision]:
    """What there is to decide about a wording; `seen` is what was just read of the register."""
    key, known = names.names_key(), store.look_up(_heads(wording), seen)
    found = [
        *check(wording.title, key=key, known=known, part="title"),
        *check(wording.text, key=key, known=known, part="text"),
    ]
    return model.decisions(found, wording.keeps)


def publish(draft: Draft, found: Sequence[Decision], may_check: Mapping[str, int]) -> None:
    """Publish what was checked just now, or send it back.

    Either holds only while those who agreed `may_check`: see `store.unchanged`.
    """
    holds = store.unchanged(draft.network_id, may_check)
    try:
        note, events = model.publish(draft, found, platform.new_id())
    except model.OpenFindings as new:
        returned, said = model.send_back(draft, new.sentence, platform.now())
        store.change(returned, said, *holds)
        refused = SentBack(new.sentence)
        refused.extension = new.extension
        raise refused from new
    store.publish(note, draft, events, holds)


def _heads(wording: Wording) -> set[str]:
    key = names.names_key()
    return register.heads(key, wording.title) | register.heads(key, wording.text)
