"""What must hold of mail once everything has come to rest: nobody is told twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from infra.simulator.letters import MEET, key_of, kind_of
from infra.simulator.world import World
from services.notifications.model.kinds import TELL_A_TIME, Kind


def same_words(world: World) -> Iterator[str]:
    """The same words to the same address, more often than there was an occasion."""
    for (address, subject, _), count in world.journal.copies.items():
        if count > 1 and count > _occasions(world, address, subject):
            yield f"{kind_of(subject)[0]}, the same words again"


def _occasions(world: World, address: str, subject: str) -> int:
    kind, rest = kind_of(subject)
    of_times = {Kind.REMINDER: "ReminderDue.v1", Kind.MOVE: "OccurrenceMoved.v1"}
    if kind in of_times:
        session_id = world.journal.sessions[rest.partition(",")[0]]
        said_so = world.journal.all_said(of_times[kind])
        return sum(said.detail["session_id"] == session_id for said in said_so)
    names = {
        Kind.WELCOME: "MembershipApproved.v1",
        Kind.DECLINED: "MembershipDeclined.v1",
        Kind.NOTE_TO_CHECK: "NoteSubmitted.v1",
        Kind.NOTE_HIDDEN: "NoteHidden.v1",
        Kind.BREAK_GLASS: "BreakGlassOpened.v1",
        Kind.INTRODUCTION_ASKED: "IntroductionPassedOn.v1",
    }
    if kind is Kind.ERASED:
        receipts = world.journal.all_said("ErasureReceiptIssued.v1")
        return sum(said.detail["email"] == address for said in receipts)
    if kind is Kind.INTRODUCED:
        # The same two may be introduced again, each time after a yes of its own.
        whose = world.journal.contacts[address]
        made = world.journal.all_said("IntroductionMade.v1")
        return sum(not set(said.detail["member_ids"]).isdisjoint(whose) for said in made)
    if kind not in names:
        return 1
    network_id, whose = (
        world.journal.networks[rest.removesuffix(MEET)],
        world.journal.contacts[address],
    )
    return sum(
        said.detail["network_id"] == network_id and said.detail.get("member_id", whose[0]) in whose
        for said in world.journal.all_said(names[kind])
    )


def two_about_one_time(world: World) -> Iterator[str]:
    """A move that came when members would be reminded anyway is their reminder (A11)."""
    for said in world.journal.all_said("OccurrenceMoved.v1"):
        detail = said.detail
        if not detail["reminded"] or detail["occurred_at"] < detail["remind_at"]:
            continue
        abouts = [f"{kind}#{detail['session_id']}#{detail['sequence']}" for kind in TELL_A_TIME]
        for member_id in chain.from_iterable(world.journal.contacts.values()):
            if all(world.journal.accepted[key_of(about, member_id)] for about in abouts):
                yield "by a mail about the move and by a reminder"
