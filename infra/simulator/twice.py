"""What must hold of mail once everything has come to rest: nobody is told twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from infra.simulator.letters import key_of, kind_of, network_of
from infra.simulator.world import World
from services.notifications.model.kinds import TELL_A_TIME, Kind

SAID_BY = {
    Kind.WELCOME: "MembershipApproved.v1",
    Kind.ADDED: "MembershipApproved.v1",
    Kind.DECLINED: "MembershipDeclined.v1",
    Kind.QUESTION: "ApplicantAsked.v1",
    Kind.NOTE_TO_CHECK: "NoteSubmitted.v1",
    Kind.NOTE_HIDDEN: "NoteHidden.v1",
    Kind.BREAK_GLASS: "BreakGlassOpened.v1",
    Kind.INTRODUCTION_ASKED: "IntroductionPassedOn.v1",
    Kind.SUSPENDED: "MembershipSuspended.v1",
    Kind.REMOVED: "MemberRemoved.v1",
    Kind.ROLE_ENDING: "RoleEnding.v1",
    Kind.ROLE_ENDED: "RoleEnded.v1",
    Kind.CHAIR_OFFERED: "ChairOffered.v1",
    Kind.SPIN_OFF_DECLINED: "SpinOffDeclined.v1",
    Kind.CHAIR_ANNOUNCED: "ChairAnnounced.v1",
}
"""Each of these mails tells of one such event."""
FOR_CHAIRS = (
    "RequestsWaiting.v1",
    "RoleEnding.v1",
    "RoleEnded.v1",
    "ChairOfferAnswered.v1",
    "ApplicantAnswered.v1",
    "SpinOffAsked.v1",
)


def same_words(world: World) -> Iterator[str]:
    """The same words to the same address, more often than there was an occasion."""
    for (address, subject, text), count in world.journal.copies.items():
        if count > 1 and count > _occasions(world, address, subject, text):
            yield f"{kind_of(subject)[0]}, the same words again"


def _occasions(world: World, address: str, subject: str, text: str) -> int:
    kind, rest = kind_of(subject)
    of_times = {Kind.REMINDER: "ReminderDue.v1", Kind.MOVE: "OccurrenceMoved.v1"}
    if kind in of_times:
        session_id = world.journal.sessions[rest.partition(",")[0]]
        said_so = world.journal.all_said(of_times[kind])
        return sum(said.detail["session_id"] == session_id for said in said_so)
    if kind is Kind.ERASED:
        receipts = world.journal.all_said("ErasureReceiptIssued.v1")
        return sum(said.detail["email"] == address for said in receipts)
    if kind is Kind.INTRODUCED:
        # The same two may be introduced again, each time after a yes of its own.
        whose = world.journal.contacts[address]
        made = world.journal.all_said("IntroductionMade.v1")
        return sum(not set(said.detail["member_ids"]).isdisjoint(whose) for said in made)
    if kind is Kind.FOR_CHAIRS:
        network_id = network_of(world.journal, rest, text)
        said_so = [said for name in FOR_CHAIRS for said in world.journal.all_said(name)]
        return sum(said.detail["network_id"] == network_id for said in said_so)
    if kind not in SAID_BY:
        return 1
    network_id = network_of(world.journal, rest, text)
    whose = world.journal.contacts[address]
    return sum(
        said.detail["network_id"] == network_id and said.detail.get("member_id", whose[0]) in whose
        for said in world.journal.all_said(SAID_BY[kind])
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
