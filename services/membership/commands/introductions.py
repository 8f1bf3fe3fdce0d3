"""What members can have done about introductions: ask for one, answer, take it back (M28).

What is done before an answer is the same whoever is looked for, and whether anybody fits: that is
found out when the event comes back (`finding.matching`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import StringConstraints

from services.contracts.refusals import Invalid, NotAllowed, NotFound
from services.contracts.roles import Standing
from services.membership import store as people
from services.membership.model import Place
from services.membership.model import introductions as rules
from services.membership.model.directory import LONGEST_TOPIC, is_topic, organisation_of, topic_key
from services.membership.model.introductions import (
    LONGEST_MESSAGE,
    Kind,
    Sought,
)
from services.membership.model.networks import must_go_on
from services.membership.store import directory
from services.membership.store import introductions as store
from services.runtime import platform
from services.runtime.http.wishes import Line, Prose, Wish
from services.runtime.limits import demand

ASKS_A_DAY = 10


class AskIntroduction(Wish):
    """To whom: somebody of the directory, whoever helps with a topic, or an organisation's contact.

    The message is all that whoever is asked reads of it, beside what the directory shows.
    """

    kind: Kind
    person: Line = ""
    topic: Line = ""
    organisation: Line = ""
    message: Annotated[Prose, StringConstraints(min_length=1, max_length=LONGEST_MESSAGE)]


class AnswerIntroduction(Wish):
    """Yes or no; a no is told to nobody."""

    answer: Literal["yes", "no"]

    @property
    def yes(self) -> bool:
        """Whether it says yes."""
        return self.answer == "yes"


# --- whoever asks -------------------------------------------------------------------------------


def ask(network_id: str, wish: AskIntroduction, *, by: str) -> str:
    """Ask for an introduction; its id. Asking for the same again while it is open changes nothing.

    Raises Conflict with three of them open.
    """
    demand(people.table(), "introduction", by, most=ASKS_A_DAY, within=timedelta(days=1))
    there = store.asking(network_id, by)
    place = _must_be_in(there)
    must_go_on(there.network)
    now, sought = platform.now(), _sought(there, wish)
    already = rules.same(there.asked, sought, now)
    if already:
        return already.introduction_id
    new, asked, said = rules.ask(
        platform.new_id(), network_id, by, sought, wish.message, there.asked, now
    )
    writes = [*store.asked_for(new, asked, there.asks), directory.still_in(place)]
    people.save(writes, said)
    return new.introduction_id


def take_back(network_id: str, introduction_id: str, *, by: str) -> None:
    """Want it no more; whoever was asked is told nothing."""
    there = store.asking(network_id, by, introduction_id)
    before = there.introduction
    after, said = rules.take_back(before, by, platform.now())
    if after is not before:
        left = store.without(there.asks, introduction_id)
        people.save([store.put(after), store.put_asks(by, left, there.asks)], said)


# --- whoever is asked ---------------------------------------------------------------------------


def answer(network_id: str, introduction_id: str, wish: AnswerIntroduction, *, by: str) -> bool:
    """Say yes or no to an introduction; whether it was a yes."""
    there = store.asking(network_id, by, introduction_id)
    place = _must_be_in(there)
    code = store.code_of(introduction_id, by)
    before = there.introduction
    after, said = rules.answer(before, by, code, platform.now(), yes=wish.yes)
    if after is not before:
        people.save([store.put(after), directory.still_in(place)], said)
    return wish.yes


# --- parts --------------------------------------------------------------------------------------


def _sought(there: store.Asking, wish: AskIntroduction) -> Sought:
    """Who is looked for; raises Invalid with what is missing."""
    match wish.kind:
        case Kind.PERSON if wish.person:
            return Sought(Kind.PERSON, wish.person, "")
        case Kind.TOPIC if is_topic(wish.topic):
            return Sought(Kind.TOPIC, topic_key(wish.topic), " ".join(wish.topic.split()))
        case Kind.ORGANISATION if wish.organisation:
            found = organisation_of(there.known, wish.organisation)
            return Sought(Kind.ORGANISATION, found.organisation_id, found.name)
    raise Invalid(
        "Say whom you want to be introduced to.",
        {
            wish.kind.value: {
                Kind.PERSON: "Choose somebody from the directory.",
                Kind.TOPIC: f"Write a topic in plain words, {LONGEST_TOPIC} characters at most.",
                Kind.ORGANISATION: "Write the name of an organisation.",
            }[wish.kind]
        },
    )


def _must_be_in(there: store.Asking) -> Place:
    if there.place is None:
        raise NotFound("You are in no such network.")
    if there.place.standing is not Standing.MEMBER:
        raise NotAllowed("This is for members of the network.")
    return there.place
