"""What members can have done about the directory: say what others may see of them (M27)."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from pydantic import Field as Bounds
from pydantic import field_validator

from services.contracts.refusals import NotAllowed, NotFound
from services.contracts.roles import Standing
from services.membership import families
from services.membership import store as people
from services.membership.families import Family, Guess
from services.membership.model import directory as rules
from services.membership.model.directory import About, Entry, Field, Region, Shown
from services.membership.model.networks import must_go_on
from services.membership.store import directory as store
from services.runtime import platform
from services.runtime.http.wishes import Prose, Wish
from services.runtime.limits import demand


class ShowInDirectory(Wish):
    """All that a member says for the directory of one network, and which of it is to be seen.

    `topics` are what they are willing to help with, one a line or with commas between.
    """

    shows: tuple[Field, ...] = ()
    family: Family | None = None
    region: Region | None = None
    topics: Prose = ""
    contact: bool = False
    most_a_month: int = Bounds(default=rules.ASKED_A_MONTH, ge=0, le=rules.MOST_A_MONTH)

    @field_validator("family", "region", mode="before")
    @classmethod
    def _nothing(cls, chosen: object) -> object:
        return chosen or None

    @field_validator("topics")
    @classmethod
    def _few(cls, topics: str) -> str:
        written = rules.topics(topics)
        if len(written) > rules.MOST_TOPICS:
            raise ValueError(f"Write {rules.MOST_TOPICS} topics at most.")
        if not all(map(rules.is_topic, written)):
            raise ValueError(
                f"Write each topic in plain words, {rules.LONGEST_TOPIC} characters at most."
            )
        return topics


class MyEntry(NamedTuple):
    """Somebody's own entry, what others see of it, and the family that their title speaks of."""

    entry: Entry
    seen: Shown
    about: About
    guess: Guess


# --- my own entry -------------------------------------------------------------------------------


def mine(network_id: str, *, by: str) -> MyEntry:
    """What I have said for the directory of a network, and exactly what others see of it."""
    there = store.mine(network_id, by)
    about = _must_be_in(there)
    entry = there.entry or Entry("", by, network_id)
    return MyEntry(entry, rules.seen(entry, about), about, families.guess(there.role))


def change(network_id: str, wish: ShowInDirectory, *, by: str) -> Entry:
    """Say anew what others may see; what is sent a second time changes nothing."""
    demand(people.table(), "directory-entry", by, most=30, within=timedelta(hours=1))
    there = store.mine(network_id, by)
    about = _must_be_in(there)
    must_go_on(there.network)
    before = there.entry or Entry(platform.new_id(), by, network_id)
    now, said = rules.change(
        before,
        Entry(
            entry_id=before.entry_id,
            member_id=by,
            network_id=network_id,
            shows=tuple(field for field in Field if field in wish.shows),
            family=wish.family,
            region=wish.region,
            topics=rules.topics(wish.topics),
            contact=wish.contact,
            most_a_month=wish.most_a_month,
        ),
    )
    if now is not before and there.place is not None:
        writes = store.put_entry(now, there.stored, rules.facets(now, about), about)
        people.save([*writes, store.still_in(there.place)], said)
    return now


# --- parts --------------------------------------------------------------------------------------


def _must_be_in(there: store.Mine) -> About:
    """What is known of a member; raises a refusal for whoever is none of the network."""
    if there.place is None or there.about is None:
        raise NotFound("You are in no such network.")
    if there.place.standing is not Standing.MEMBER:
        raise NotAllowed("This is for members of the network.")
    return there.about
