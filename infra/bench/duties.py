"""Roles that change hands, people who are removed, networks that are founded: each in its time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType

from infra.bench.network import Network
from infra.embedded import demo
from services.contracts.roles import Policy
from services.membership import commands as membership
from services.membership.commands import handover, opening, questions, removals, spinoffs
from services.membership.commands.handover import AppointChair, OfferChair
from services.membership.commands.opening import InviteChair, OpenNetwork
from services.membership.commands.questions import AnswerQuestion, AskApplicant
from services.membership.commands.removals import RemoveMember
from services.membership.commands.spinoffs import AskForNetwork
from services.membership.model import Cause

MODULES: Mapping[str, ModuleType] = {
    "handover": handover,
    "opening": opening,
    "questions": questions,
    "removals": removals,
    "spinoffs": spinoffs,
}
RULE, SOMEBODY = "Be kind.", "ira.lunn@ferndale.example"


def acts(network: Network) -> Mapping[str, Callable[[], object]]:
    """What is measured, by name, in a network with an offer and with a wish to found another."""
    here, people = demo.SLUG, network.people
    chair, facilitator, reviewer, member, _ = (people[one.email] for one in demo.PERSONAS)
    admin = people[demo.HOST_ADMIN.email]
    gives, away = OfferChair(step_down=True), RemoveMember(cause=Cause.SELLING)
    handover.offer(here, facilitator, gives, by=chair)
    wanted, more = (
        AskForNetwork(network_id=slug, name=slug.title(), ground_rules=RULE)
        for slug in ("founded", "further")
    )
    spinoffs.ask(here, wanted, by=member)
    opening.open_network(_opened("without-chair"), by=admin)
    membership.open_network("asking", "Asking", (RULE,), Policy.APPROVAL, listed=True)
    membership.appoint_first_chair("asking", chair)
    for one in (reviewer, facilitator):
        membership.ask("asking", by=one)
    question = AskApplicant(question="Where do we know you from?")
    questions.ask("asking", facilitator, question, by=chair)
    said = AnswerQuestion(answer="From the summer meeting.")
    whom = AppointChair(network_id=here, email=demo.MEMBER.email)
    invited = InviteChair(network_id="without-chair", chair=SOMEBODY)
    return {
        "handover.offer": lambda: handover.offer(here, reviewer, gives, by=chair),
        "handover.withdraw": lambda: handover.withdraw(here, facilitator, by=chair),
        "handover.accept": lambda: handover.accept(here, chair, by=facilitator),
        "handover.decline": lambda: handover.decline(here, by=facilitator),
        "handover.whose": lambda: handover.whose(whom),
        "handover.announce": lambda: handover.announce(here, member, by=admin),
        "questions.ask": lambda: questions.ask("asking", reviewer, question, by=chair),
        "questions.answer": lambda: questions.answer("asking", said, by=facilitator),
        "removals.remove": lambda: removals.remove(here, member, away, by=chair),
        "opening.open_network": lambda: opening.open_network(_opened("opened"), by=admin),
        "opening.invite_chair": lambda: opening.invite_chair(invited, by=admin),
        "spinoffs.ask": lambda: spinoffs.ask(here, more, by=member),
        "spinoffs.take_back": lambda: spinoffs.take_back(here, "founded", by=member),
        "spinoffs.agree": lambda: spinoffs.agree(here, member, "founded", by=chair),
        "spinoffs.decline": lambda: spinoffs.decline(here, member, "founded", by=chair),
    }


def _opened(slug: str) -> OpenNetwork:
    return OpenNetwork(network_id=slug, name=slug.title(), ground_rules=RULE, chair=SOMEBODY)
