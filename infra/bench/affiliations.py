"""Where members come from, and the register of organisations: what each act on them costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from infra.bench.network import Network
from infra.embedded import demo
from services.contracts.membership import MemberContactChanged
from services.membership import store, understanding
from services.membership.commands import affiliations, choosing, organisations, published
from services.membership.commands.affiliations import ResolveText
from services.membership.commands.choosing import ChooseOrganisation
from services.membership.commands.organisations import (
    AsChair,
    CloseOrganisation,
    MergeOrganisation,
    RegisterOrganisation,
    RememberAlias,
    RenameOrganisation,
    SucceedOrganisation,
    TakeBackEnding,
)
from services.membership.organisations import Sector

HERE = {"network": demo.SLUG}
OPEN, DECIDED = "The harbour team", "The lighthouse team"
ROWS = (("ZZ1", "HARBOUR VIEW NHS TRUST"),)
FILE = b"ZZ2,LIGHTHOUSE NHS TRUST,,,,,,WICK,,,20010401,\n"


def acts(network: Network) -> Mapping[str, Callable[[], object]]:
    """What is measured, by name, in a network in which each of them has something to do."""
    chair, facilitator, reviewer, member, applicant = (
        network.people[person.email] for person in demo.PERSONAS
    )
    admin = network.people[demo.HOST_ADMIN.email]
    for member_id, text in ((member, OPEN), (applicant, DECIDED)):
        understanding.understand(_said(member_id, text, 2))
    waits, decided = store.affiliations.text_id_of(OPEN), store.affiliations.text_id_of(DECIDED)
    organisations.remember("wolds", RememberAlias(**HERE, alias="The Holme"), by=chair)
    meant = ResolveText(**HERE, organisation_id="ellerbeck", remember=True)
    affiliations.resolve(decided, meant, by=chair)
    split = SucceedOrganisation(**HERE, successors=("wolds", "thornleigh"), since="2020-04-01")
    organisations.succeed("ellerbeck", split, by=chair)
    store.organisations.known()
    return {
        **_of_the_register(chair),
        "published.take_in": lambda: published.take_in(FILE, by=admin),
        "choosing.asked_of": lambda: choosing.asked_of(reviewer),
        "choosing.choose": lambda: choosing.choose(
            ChooseOrganisation(organisation_id="wolds"), by=facilitator
        ),
        "affiliations.resolve": lambda: affiliations.resolve(waits, meant, by=chair),
        "affiliations.resolve_to_none": lambda: affiliations.resolve_to_none(
            waits, AsChair(**HERE), by=chair
        ),
        "affiliations.reopen": lambda: affiliations.reopen(decided, AsChair(**HERE), by=chair),
    }


def _of_the_register(chair: str) -> dict[str, Callable[[], object]]:
    new = RegisterOrganisation(**HERE, name="Harbour View Surgery", sector=Sector.OTHER)
    after = SucceedOrganisation(**HERE, successors=("wolds",), since="2027-04-01")
    return {
        "organisations.suggest": lambda: organisations.suggest("ellerb", source_ip="192.0.2.1"),
        "organisations.register": lambda: organisations.register(new, by=chair),
        "organisations.rename_to": lambda: organisations.rename_to(
            "wolds", RenameOrganisation(**HERE, name="Wolds Board"), by=chair
        ),
        "organisations.remember": lambda: organisations.remember(
            "wolds", RememberAlias(**HERE, alias="The Wolds"), by=chair
        ),
        "organisations.forget": lambda: organisations.forget(
            "wolds", RememberAlias(**HERE, alias="The Holme"), by=chair
        ),
        "organisations.merge": lambda: organisations.merge(
            "thornleigh", MergeOrganisation(**HERE, into="wolds"), by=chair
        ),
        "organisations.succeed": lambda: organisations.succeed("thornleigh", after, by=chair),
        "organisations.close": lambda: organisations.close(
            "thornleigh", CloseOrganisation(**HERE, on="2027-03-31"), by=chair
        ),
        "organisations.take_back": lambda: organisations.take_back(
            "ellerbeck", TakeBackEnding(**HERE, ending="split"), by=chair
        ),
        "organisations.register_local": lambda: organisations.register_local(
            "harbour", "Harbour View Surgery"
        ),
        "organisations.register_ods": lambda: organisations.register_ods(ROWS),
    }


def _said(member_id: str, organisation: str, sequence: int) -> MemberContactChanged:
    return MemberContactChanged(
        member_id=member_id, email="", name="", organisation=organisation, sequence=sequence
    )
