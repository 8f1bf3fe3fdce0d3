"""The letters about somebody's place and roles, and those for the chairs of a network."""

from __future__ import annotations

from datetime import datetime

from services.notifications.letters.words import called, letter, page, site
from services.notifications.model.facts import Network
from services.notifications.model.kinds import Errand, Kind
from services.runtime.pages.rendering import day
from services.runtime.ports import Letter

SUBJECTS = {
    Kind.DECLINED: "Your request to join {}",
    Kind.QUESTION: "A question about your request to join {}",
    Kind.SUSPENDED: "Your membership of {} is paused",
    Kind.REMOVED: "Your membership of {} has ended",
    Kind.ROLE_ENDING: "Your role in {} ends soon",
    Kind.ROLE_ENDED: "Your role in {} has ended",
    Kind.CHAIR_OFFERED: "Would you be a chair of {}?",
    Kind.SPIN_OFF_DECLINED: "The network that you wanted to found under {}",
}
"""Of mail to one person about their place."""

ERRANDS = {
    Errand.REQUESTS: "somebody waits to join",
    Errand.ROLE_ENDING: "a role ends soon",
    Errand.ROLE_ENDED: "a role has ended",
    Errand.CHAIR_STAYS: "the last day of the only chair is past",
    Errand.CHAIR_ACCEPTED: "there is a new chair",
    Errand.CHAIR_DECLINED: "somebody would rather not be a chair",
    Errand.ANSWERED: "somebody who waits has answered",
    Errand.SPIN_OFF: "a member wants to found a network",
}
"""What a mail to the chairs is about, for its subject."""


def about_a_place(kind: Kind, network: Network, name: str) -> Letter:
    """What becomes of somebody's place: a no, kindly and without the reason (M21), and the like."""
    subject = SUBJECTS[kind].format(called(network))
    offer = site("me", "networks", network.network_id, "offer")
    question = site("me", "networks", network.network_id, "answer")
    return letter(
        kind, subject, network, name=name, home=page(network), offer=offer, question=question
    )


def for_chairs(network: Network, errand: Errand) -> Letter:
    """Something that chairs have to see to, or to know; it names nobody."""
    subject = f"For the chairs of {called(network)}: {ERRANDS[errand]}"
    return letter(Kind.FOR_CHAIRS, subject, network, errand=errand, desk=page(network, "desk"))


def chair_announced(network: Network, due_at: datetime) -> Letter:
    """The host will appoint a chair where none answers any more; who it is, is on the page."""
    subject = f"A new chair for {called(network)}"
    return letter(Kind.CHAIR_ANNOUNCED, subject, network, due=day(due_at), home=page(network))
