"""What each command asks of AWS: calls, and the capacity that they use up in tables.

Every command runs on the real adapters against a copy of one small network; its requests are built,
signed and stopped before the network (see answers.py). What its events cost on their way to the bus
is counted beside it: the relay reads, publishes and deletes each outbox row.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import cached_property
from types import ModuleType

from infra.bench import (
    addresses,
    affiliations,
    codes,
    drafts,
    duties,
    finding,
    fridays,
    imports,
    invitations,
    objections,
    statistics,
    trust,
    weeks,
)
from infra.bench.answers import Answers, Call
from infra.bench.figures import Chapter, Figure
from infra.bench.network import JOIN, Network
from infra.embedded import demo
from services.contracts.roles import Policy, Role, Standing
from services.membership import challenges
from services.membership import commands as membership
from services.membership import store as people
from services.membership.commands import addresses as my_addresses
from services.membership.commands import affiliations as from_where
from services.membership.commands import choosing, joining, organisations, profile, together
from services.membership.commands import invitations as inviting
from services.membership.commands import portability as moving
from services.membership.commands import statistics as numbers
from services.membership.erasing import asking
from services.membership.store import looking as lists
from services.notes import commands as notes
from services.notes import objecting
from services.notifications import commands as notifications
from services.notifications.model.kinds import MailClass

MODULES: Mapping[str, ModuleType] = {
    "membership": membership,
    "joining": joining,
    "organisations": organisations,
    "affiliations": from_where,
    "portability": moving,
    **trust.MODULES,
    "choosing": choosing,
    "invitations": inviting,
    "erasing": asking,
    "profile": profile,
    "addresses": my_addresses,
    "statistics": numbers,
    "together": together,
    **finding.MODULES,
    **imports.MODULES,
    **duties.MODULES,
    **fridays.MODULES,
    **weeks.MODULES,
    "notes": notes,
    "objecting": objecting,
    "notifications": notifications,
}
READS = frozenset({"GetItem", "BatchGetItem", "Query"})
SIGN_UP = "sign-up with its code"
MOST_READS, MOST_TRANSACTIONS, MOST_UNITS = 1, 1, 14
MORE = {"membership.ask": (2, 1), "invitations.accept": (2, 1)}
"""Which mailboxes to look at for a hint stands in the person, who is read first (M3, M20)."""
MEANWHILE = timedelta(days=7)


def measure(network: Network) -> Chapter:
    """A row for each command, and one for all that a sign-up sets going."""
    scene = Scene(network)
    figures = []
    for name in scene.acts:
        figures += _figures(name, *scene.play(name))
    return Chapter(
        "Calls and capacity", "Units of DynamoDB on demand, of a network of 12.", figures
    )


def commands() -> Iterator[str]:
    """Every command there is: the public functions of the files that hold them."""
    for service, module in MODULES.items():
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__.startswith(module.__name__) and not name.startswith("_"):
                yield f"{service}.{name}"


class Scene:
    """A network in which every command has something to do, and the acts that do it."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._chair, self._facilitator, self._reviewer, self._member, self._applicant = (
            network.people[person.email] for person in demo.PERSONAS
        )
        self._of_fridays = fridays.acts(network)
        self._of_notes = drafts.acts(network)
        self._challenge = joining.join(NEWCOMER, source_ip="")
        key, newcomer, _, wish_id, networks, _, alias = challenges.opened(self._challenge)
        self._to_confirm = newcomer, key, wish_id, networks, None, alias
        membership.open_network("second", "Second", demo.RULES, Policy.OPEN, listed=True)
        others, _ = lists.people_in(demo.SLUG, Standing.MEMBER, by=self._chair)
        self._suspended = next(
            place.member_id for place, _ in others if place.member_id not in network.people.values()
        )
        membership.suspend(demo.SLUG, self._suspended, by=self._chair)
        self._of_objecting = objections.acts(network)
        self._of_organisations = affiliations.acts(network)
        self._of_invitations = invitations.acts(network)
        self._of_trust = trust.acts(network)
        self._of_statistics = statistics.acts(network)
        self._of_imports = imports.acts(network)
        self._of_weeks = weeks.acts(network)
        self._leaver, self._waverer = (place.member_id for place, _ in others[-2:])
        self._of_addresses = addresses.acts(network)
        self._of_finding = finding.acts(network)
        self._of_duties = duties.acts(network)
        self._to_erase = asking.ask(by=self._leaver), self._code()
        asking.confirm(asking.ask(by=self._waverer), self._code(), by=self._waverer)
        network.pump.settle()
        due = people.due_now(network.platform.clock.now() + MEANWHILE)
        self._due = next(row for row in due if row.get("member_id") == self._applicant)
        self._tables = network.tables()

    def _code(self) -> str:
        """The digits in the latest mail with a code to delete an account."""
        self._network.pump.settle()
        newest = "SELECT text FROM mail WHERE subject LIKE '%delete%' ORDER BY id DESC"
        (text,) = self._network.platform.database.row(newest) or ("",)
        return str(re.findall(r"\b\d{8}\b", text)[0])

    def play(self, name: str) -> tuple[list[Call], list[Call]]:
        """The calls of an act, and those of the relay for what it said."""
        answers = Answers(
            dict(trust.found(name, self._tables)), codes.make if name == SIGN_UP else codes.none
        )
        with self._network.in_aws(answers):
            self.acts[name]()
            mine = len(answers.calls)
            codes.relay(answers.tables)
        return answers.calls[:mine], answers.calls[mine:]

    @cached_property
    def acts(self) -> Mapping[str, Callable[[], object]]:
        """What is measured, by name."""
        return {
            **self._of_membership,
            **self._of_joining,
            **self._of_organisations,
            **self._of_erasing,
            **self._of_addresses,
            **self._of_finding,
            **self._of_duties,
            **self._of_fridays,
            **self._of_the_others,
            **self._of_notes,
            **self._of_objecting,
            **self._of_invitations,
            **self._of_trust,
            **self._of_statistics,
            **self._of_imports,
            **self._of_weeks,
        }

    @property
    def _of_membership(self) -> dict[str, Callable[[], object]]:
        here, chair, member, asks = demo.SLUG, self._chair, self._member, self._applicant
        decline = membership.DeclineRequest(reason="")
        policy = membership.ChangePolicy(policy=Policy.OPEN, listed=True, quorum=3)
        return {
            "membership.approve": lambda: membership.approve(here, asks, by=chair),
            "membership.decline": lambda: membership.decline(here, asks, decline, by=chair),
            "membership.grant": lambda: membership.grant(here, member, Role.REVIEWER, by=chair),
            "membership.revoke": lambda: membership.revoke(
                here, self._reviewer, Role.REVIEWER, by=chair
            ),
            "membership.suspend": lambda: membership.suspend(here, member, by=chair),
            "membership.reinstate": lambda: membership.reinstate(here, self._suspended, by=chair),
            "membership.change_policy": lambda: membership.change_policy(here, policy, by=chair),
            "membership.archive": lambda: membership.archive(here, by=chair),
            "membership.leave": lambda: membership.leave(here, by=member),
            "membership.ask": lambda: membership.ask("second", by=member),
            "portability.begin": lambda: moving.begin(here, moving.BeginExport(), by=chair),
            "membership.place_of": lambda: membership.place_of(here, member),
            "membership.open_network": lambda: membership.open_network(
                "fourth", "Fourth", demo.RULES, Policy.OPEN, listed=True
            ),
            "membership.appoint_first_chair": lambda: membership.appoint_first_chair(
                "second", member
            ),
        }

    @property
    def _of_joining(self) -> dict[str, Callable[[], object]]:
        wish = joining.Join.model_validate({**JOIN, "email": "ada.lunn@ferndale.example"})
        return {
            SIGN_UP: lambda: joining.join(wish, source_ip="192.0.2.1"),
            "joining.join": lambda: joining.join(wish, source_ip="192.0.2.1"),
            "joining.sign_in": lambda: joining.sign_in(demo.MEMBER.email, source_ip="192.0.2.1"),
            "joining.answer": lambda: joining.answer(self._challenge, "12345678"),
            "joining.refresh": lambda: joining.refresh("a-refresh-token"),
            "joining.confirm": lambda: joining.confirm(*self._to_confirm),
            "joining.forget_unconfirmed": lambda: joining.forget_unconfirmed(self._due),
        }

    @property
    def _of_erasing(self) -> dict[str, Callable[[], object]]:
        challenge, code = self._to_erase
        return {
            "erasing.ask": lambda: asking.ask(by=self._member),
            "erasing.confirm": lambda: asking.confirm(challenge, code, by=self._leaver),
            "erasing.keep": lambda: asking.keep(by=self._waverer),
        }

    @property
    def _of_the_others(self) -> dict[str, Callable[[], object]]:
        here = demo.SLUG
        choices = notifications.SetChoices(reminders="off", notes="off")
        scope = self._member, here, MailClass.REMINDERS
        return {
            "notifications.choices_of": lambda: notifications.choices_of(self._member),
            "notifications.choices_in": lambda: notifications.choices_in(here, by=self._member),
            "notifications.set_choices": lambda: notifications.set_choices(
                here, choices, by=self._member
            ),
            "notifications.choose": lambda: notifications.choose(
                notifications.ChooseMail(networks=(here,)), by=self._member
            ),
            "notifications.stop": lambda: notifications.stop(scope, undo=False),
        }


def _figures(name: str, mine: list[Call], relayed: list[Call]) -> list[Figure]:
    reads = sum(call.action in READS for call in mine)
    transactions = sum(call.action == "TransactWriteItems" for call in mine)
    whole = name == SIGN_UP
    more = MORE | trust.MORE | imports.MORE | fridays.MORE | weeks.MORE
    most_reads, most_transactions = more.get(name, (MOST_READS, MOST_TRANSACTIONS))
    written = sum(call.writes for call in mine)
    with_relay = written + sum(call.writes for call in relayed)
    return [
        Figure(name, "reads", reads, gate=None if whole else most_reads),
        Figure(name, "transactions", transactions, gate=None if whole else most_transactions),
        Figure(name, "other calls", len(mine) - reads - transactions),
        Figure(name, "read units", sum(call.reads for call in mine)),
        Figure(name, "write units", written),
        Figure(
            name, "with the relay", with_relay, gate=MOST_UNITS if name == "joining.join" else None
        ),
    ]


NEWCOMER = joining.Join.model_validate(JOIN)
