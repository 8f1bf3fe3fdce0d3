"""Who is asked for an introduction, and what becomes of it when both said yes or somebody is gone.

All of it follows from events, so that asking takes the same time whether anybody fits or not.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from services.contracts.introductions import IntroductionAgreed, IntroductionAsked
from services.contracts.membership import PlaceEvent
from services.contracts.refusals import Conflict
from services.contracts.roles import Standing
from services.contracts.vouching import ContactIntroduced, ContactSought
from services.membership import store as people
from services.membership.commands.vouching import INTRODUCTION
from services.membership.model import Place
from services.membership.model import introductions as rules
from services.membership.model.directory import About, Entry, Facet, topic_key
from services.membership.model.introductions import MOST_TRIED, Introduction, Kind, Stage
from services.membership.store import directory, vouching
from services.membership.store import introductions as store
from services.runtime import platform
from services.runtime.ports import Item
from services.runtime.signing import sign

TRIES = 5

Found = TypeVar("Found")


def pass_on(event: IntroductionAsked) -> None:
    """Ask whoever fits, or the next one; if nobody does, all stays silent (shape: advance)."""
    _unless_overtaken(lambda: _pass_on(event))


def introduce(event: IntroductionAgreed) -> None:
    """Let both have each other's names and addresses, if both are members (shape: advance)."""
    _unless_overtaken(lambda: _introduce(event))


def gone(event: PlaceEvent) -> None:
    """Nothing comes of an introduction to or of somebody who is out (M28; shape: advance)."""
    for one in store.of(event.member_id, event.network_id):
        _unless_overtaken(partial(_close_if_out, one.introduction_id, event))


def forget(member_id: str) -> None:
    """Keep nothing of what somebody asked for, nor that they were asked about anything."""
    for one in store.of(member_id):
        if one.asker == member_id:
            people.save(store.delete(one), rules.close(one)[1] if _is_under_way(one) else [])
        elif one.helper == member_id:
            after, said = rules.close(one) if _is_under_way(one) else rules.without_helper(one)
            people.save([store.put(after)], said)
    for contact in vouching.of(member_id):
        people.save(vouching.delete_contact(contact, never_again=False))


def expire(row: Item) -> None:
    """End an introduction of which nothing came in time."""
    one = store.one(row["introduction_id"])
    writes = [people.delete_row(row)]
    if one is None or not _is_under_way(one):
        people.save(writes)
        return
    closed, said = rules.close(one)
    people.save([store.put(closed), *writes], said)


# --- who is asked -------------------------------------------------------------------------------


def _pass_on(event: IntroductionAsked) -> None:
    one = store.one(event.introduction_id)
    is_news = one is not None and (one.stage, one.version) == (Stage.LOOKING, event.sequence)
    if one is None or not is_news or not one.is_open(platform.now()):
        return
    if len(one.tried) >= MOST_TRIED:
        return
    _, (asker,) = people.network_and_places(one.network_id, [one.asker])
    if asker is None or asker.standing is not Standing.MEMBER:
        return  # they are gone, and what they asked for is being closed
    if not _ask_a_member(one, asker) and one.sought.kind is Kind.TOPIC:
        _ask_outside(one, asker)


def _ask_a_member(one: Introduction, asker: Place) -> bool:
    ids = [id_ for id_ in _who_may_fit(one) if id_ != one.asker]
    helps = store.helps_of(ids)
    for place, entry, about in directory.people(one.network_id, ids):
        helper = entry.member_id
        code = store.code_of(one.introduction_id, helper)
        is_asked_too_often = store.asked_in_month(helps[helper]) >= entry.most_a_month
        if is_asked_too_often or code in one.tried or not _fits(one, entry, about):
            continue
        now, said = rules.pass_on(one, helper, code)
        writes = store.passed_on(now, helper, helps[helper])
        people.save([*writes, directory.still_in(place), directory.still_in(asker)], said)
        return True
    return False


def _who_may_fit(one: Introduction) -> list[str]:
    kind, value, _ = one.sought
    if kind is Kind.PERSON:
        owner = directory.owner_of(one.network_id, value)
        return [owner] if owner else []
    facet = Facet("topic" if kind is Kind.TOPIC else "contact", value, shown=False)
    return directory.found_by(one.network_id, facet, one.introduction_id, lambda _: True)


def _fits(one: Introduction, entry: Entry, about: About) -> bool:
    """Whether they still say what they were found by; the index may lag."""
    kind, value, _ = one.sought
    match kind:
        case Kind.PERSON:
            return entry.entry_id == value and bool(entry.shows)
        case Kind.TOPIC:
            return value in map(topic_key, entry.topics)
        case Kind.ORGANISATION:
            return entry.contact and about.organisation_id == value


def _ask_outside(one: Introduction, asker: Place) -> None:
    for contact_id in vouching.willing(one.network_id, one.sought.value, one.introduction_id):
        contact = vouching.one(contact_id)
        code = store.code_of(one.introduction_id, contact_id)
        if contact is None or contact.since is None or code in one.tried:
            continue
        now, said = rules.pass_on(one, contact_id, code, outside=True)
        asked = ContactSought(
            network_id=one.network_id,
            introduction_id=one.introduction_id,
            email=contact.email,
            topic=contact.topic,
            token=sign(INTRODUCTION, [contact_id, one.introduction_id]),
            sequence=now.version,
        )
        people.save([store.put(now), directory.still_in(asker)], [*said, asked])
        return


# --- what becomes of it -------------------------------------------------------------------------


def _introduce(event: IntroductionAgreed) -> None:
    one = store.one(event.introduction_id)
    if one is None or (one.stage, one.version) != (Stage.AGREED, event.sequence):
        return
    wanted = [one.asker] if one.outside else [one.asker, one.helper or ""]
    _, places = people.network_and_places(one.network_id, wanted)
    members = [p for p in places if p is not None and p.standing is Standing.MEMBER]
    contact = vouching.one(one.helper or "") if one.outside else None
    willing = contact is not None and contact.since is not None
    if len(members) < len(wanted) or (one.outside and not willing):
        closed, said = rules.close(one)
        people.save([store.put(closed)], said)
        return
    now, said = rules.make(one)
    if contact is not None:
        said.append(
            ContactIntroduced(
                network_id=one.network_id,
                introduction_id=one.introduction_id,
                member_id=one.asker,
                email=contact.email,
                name=contact.name,
                sequence=now.version,
            )
        )
    asks = store.asks_of(one.asker)
    left = store.put_asks(one.asker, store.without(asks, one.introduction_id), asks)
    people.save([store.put(now), left, *map(directory.still_in, members)], said)


def _close_if_out(introduction_id: str, event: PlaceEvent) -> None:
    one = store.one(introduction_id)
    if one is None or not _is_under_way(one):
        return
    if event.member_id not in (one.asker, one.helper):
        return
    _, (place,) = people.network_and_places(event.network_id, [event.member_id])
    if place is not None and place.version > event.sequence and place.standing is Standing.MEMBER:
        return  # they are back already
    closed, said = rules.close(one)
    people.save([store.put(closed)], said)


def _is_under_way(one: Introduction) -> bool:
    return one.stage not in (Stage.MADE, Stage.CLOSED)


def _unless_overtaken(act: Callable[[], Found]) -> Found:
    """Do this; anew, if somebody else changed the same at the same moment."""
    for _ in range(TRIES - 1):
        try:
            return act()
        except Conflict:
            continue
    return act()
