"""The register of organisations, and what members wrote that no rule understands."""

from __future__ import annotations

from datetime import date, datetime

from services.contracts.refusals import NotFound
from services.contracts.roles import Role
from services.membership import store
from services.membership.api.routes import api
from services.membership.commands import affiliations, organisations
from services.membership.commands.affiliations import ResolveText
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
from services.membership.model.affiliations import Text
from services.membership.organisations import Organisation, Sector, undoing
from services.runtime.http.wishes import Answer, FilledLine
from services.runtime.rights import viewer
from services.runtime.signing import after, cursor

ALL = "/api/membership/organisations"
TEXTS = f"{ALL}/texts"
ONE = f"{ALL}/<organisation>"


class NamesAnswer(Answer):
    """Names of organisations that may be meant, the likeliest first; nothing about people."""

    names: tuple[str, ...]


class OrganisationAnswer(Answer):
    """All that the register says of one; `successors` came after it, `since` their first day.

    `ending` is what became of it, to be sent with a wish to take that back.
    """

    organisation_id: str
    name: str
    code: str | None
    aliases: tuple[str, ...]
    sector: Sector
    town: str
    closed: date | None
    successors: tuple[str, ...]
    since: date | None
    ending: str | None


class RegisteredAnswer(Answer):
    """The id of an organisation that is new in the register."""

    organisation_id: str


class OrganisationsAnswer(Answer):
    """A part of the register by name, and where it goes on."""

    organisations: list[OrganisationAnswer]
    next: str | None


class TextAnswer(Answer):
    """What some people wrote, and ids of organisations that it may mean, the likeliest first."""

    text_id: str
    text: str
    people: int
    since: datetime
    waiting: bool
    candidates: tuple[str, ...] = ()


class TextsAnswer(Answer):
    """The texts that wait for a chair, the longest first, and where the list goes on."""

    texts: list[TextAnswer]
    next: str | None


@api.get(ALL, public=True)
def suggest_organisations(q: str = "") -> NamesAnswer:
    """Up to 8 names for what somebody has typed so far."""
    return NamesAnswer(names=organisations.suggest(q, source_ip=api.source_ip))


# --- the register -------------------------------------------------------------------------------


@api.get(f"{ALL}/register")
def list_register(network: FilledLine, next: str | None = None) -> OrganisationsAnswer:
    """The register by name, for a chair of this network."""
    _must_be_chair(network)
    found, more = store.organisations.by_name(after(ALL, api.member_id, next))
    return OrganisationsAnswer(
        organisations=[_organisation(one) for one in found],
        next=cursor(ALL, api.member_id, more),
    )


@api.post(ALL, status=201)
def register_organisation(wish: RegisterOrganisation) -> RegisteredAnswer:
    """Put an organisation into the register."""
    made = organisations.register(wish, by=api.member_id)
    return RegisteredAnswer(organisation_id=made)


@api.get(ONE)
def read_organisation(organisation: str, network: FilledLine) -> OrganisationAnswer:
    """One organisation, also if it has become another one, for a chair of this network."""
    _must_be_chair(network)
    found = store.organisations.some([organisation]).get(organisation)
    if found is None:
        raise NotFound("There is no such organisation in the register.")
    return _organisation(found)


@api.post(f"{ONE}/rename", status=204)
def rename_organisation(organisation: str, wish: RenameOrganisation) -> None:
    """Give an organisation a new name; the old one still leads to it."""
    organisations.rename_to(organisation, wish, by=api.member_id)


@api.post(f"{ONE}/remember", status=204)
def add_other_name(organisation: str, wish: RememberAlias) -> None:
    """Understand another way of writing an organisation."""
    organisations.remember(organisation, wish, by=api.member_id)


@api.post(f"{ONE}/forget", status=204)
def remove_other_name(organisation: str, wish: RememberAlias) -> None:
    """Do not understand a way of writing an organisation any more."""
    organisations.forget(organisation, wish, by=api.member_id)


@api.post(f"{ONE}/merge", status=204)
def merge_organisation(organisation: str, wish: MergeOrganisation) -> None:
    """Say that an organisation is another one of the register, and was all along."""
    organisations.merge(organisation, wish, by=api.member_id)


@api.post(f"{ONE}/succeed", status=204)
def succeed_organisation(organisation: str, wish: SucceedOrganisation) -> None:
    """Say who came after an organisation, and since when."""
    organisations.succeed(organisation, wish, by=api.member_id)


@api.post(f"{ONE}/close", status=204)
def close_organisation(organisation: str, wish: CloseOrganisation) -> None:
    """Say on which day an organisation closes, with nothing to come after it."""
    organisations.close(organisation, wish, by=api.member_id)


@api.post(f"{ONE}/take-back", status=204)
def take_ending_back(organisation: str, wish: TakeBackEnding) -> None:
    """Take back what became of an organisation; it is as it was before."""
    organisations.take_back(organisation, wish, by=api.member_id)


# --- texts --------------------------------------------------------------------------------------


@api.get(TEXTS)
def list_texts(network: FilledLine, next: str | None = None) -> TextsAnswer:
    """What members wrote and no rule understands, for a chair of this network."""
    _must_be_chair(network)
    found, more = store.affiliations.waiting_texts(after(TEXTS, api.member_id, next))
    return TextsAnswer(
        texts=[_text(text) for text in found], next=cursor(TEXTS, api.member_id, more)
    )


@api.get(f"{TEXTS}/<text>")
def read_text(text: str, network: FilledLine) -> TextAnswer:
    """A text with the organisations that it may mean, for a chair of this network."""
    _must_be_chair(network)
    there = store.affiliations.deciding(network, api.member_id, text)
    if there.text is None:
        raise NotFound("Nobody writes this any more, so there is nothing to decide.")
    like = there.known.register.resolve(there.text.text).candidates
    return _text(there.text, tuple(one.organisation_id for one in like))


@api.post(f"{TEXTS}/<text>/resolve", status=204)
def resolve_text(text: str, wish: ResolveText) -> None:
    """Say which organisation a text means, for everybody who wrote it so far."""
    affiliations.resolve(text, wish, by=api.member_id)


@api.post(f"{TEXTS}/<text>/none", status=204)
def resolve_text_to_none(text: str, wish: AsChair) -> None:
    """Say that a text means no organisation."""
    affiliations.resolve_to_none(text, wish, by=api.member_id)


@api.post(f"{TEXTS}/<text>/reopen", status=204)
def reopen_text(text: str, wish: AsChair) -> None:
    """Take back what was decided about a text."""
    affiliations.reopen(text, wish, by=api.member_id)


# --- parts --------------------------------------------------------------------------------------


def _must_be_chair(network: str) -> None:
    seen, _ = viewer(store.table(), api.member_id, network)
    seen.must_be(Role.CHAIR)


def _organisation(one: Organisation) -> OrganisationAnswer:
    became = one.succession
    return OrganisationAnswer(
        organisation_id=one.organisation_id,
        name=one.name,
        code=one.code,
        aliases=one.aliases,
        sector=one.sector,
        town=one.town,
        closed=one.closed,
        successors=became.into if became else (),
        since=became.since if became else None,
        ending=undoing.ending_of(one),
    )


def _text(text: Text, candidates: tuple[str, ...] = ()) -> TextAnswer:
    return TextAnswer(
        text_id=text.text_id,
        text=text.text,
        people=text.people,
        since=text.since,
        waiting=text.waiting,
        candidates=candidates,
    )
