"""What is mine: who I am, where I belong, leaving, and being forgotten."""

from __future__ import annotations

from datetime import date, datetime

from services.contracts.roles import Role, Standing
from services.membership import commands, store
from services.membership.api.arriving import ChallengeAnswer
from services.membership.api.routes import ME, NETWORK, api
from services.membership.commands import choosing
from services.membership.commands.choosing import ChooseOrganisation
from services.membership.erasing import asking
from services.runtime.http.wishes import Answer, FilledLine, Wish


class PlaceAnswer(Answer):
    """Somebody's place in one network; a `question` of its chairs waits to be answered."""

    network_id: str
    standing: Standing
    roles: tuple[Role, ...]
    since: datetime
    question: str | None


class MeAnswer(Answer):
    """Who is signed in, and where they belong; when the account goes, if that was asked for."""

    member_id: str
    places: list[PlaceAnswer]
    erase_at: datetime | None


class ErasureWish(Wish):
    """The code from the mail, with the challenge that it answers."""

    challenge: str
    code: FilledLine


class ErasureAnswer(Answer):
    """When everything about you goes, unless you call it off until then."""

    erase_at: datetime


class ChoiceAnswer(Answer):
    """An organisation that came after your own."""

    organisation_id: str
    name: str


class ChoicesAnswer(Answer):
    """What you are asked about your organisation, since it ends or has ended; mostly nothing.

    Of several that came after it you say which is yours. If it has closed and nothing came after
    it, you say in your profile where you work now. Its mail may stop: then add another address.
    """

    choices: list[ChoiceAnswer]
    last_day: date | None = None
    has_closed: bool = False
    add_address: bool = False


@api.get(ME)
def read_me() -> MeAnswer:
    """Who you are, and where you belong."""
    places = [
        PlaceAnswer(
            network_id=place.network_id,
            standing=place.standing,
            roles=place.roles,
            since=place.since,
            question=place.question.words if place.question and not place.question.answer else None,
        )
        for place in store.places(api.member_id)
    ]
    wanted = store.erasure(api.member_id)
    return MeAnswer(
        member_id=api.member_id, places=places, erase_at=wanted.due_at if wanted else None
    )


@api.get(f"{ME}/organisation")
def organisations_to_choose() -> ChoicesAnswer:
    """What you are asked about your organisation, such as which part of a split one is yours."""
    asked = choosing.asked_of(api.member_id)
    if asked is None:
        return ChoicesAnswer(choices=[])
    return ChoicesAnswer(
        choices=[
            ChoiceAnswer(organisation_id=one.organisation_id, name=one.name)
            for one in asked.choices
        ],
        last_day=asked.last_day,
        has_closed=asked.has_closed,
        add_address=asked.address,
    )


@api.post(f"{ME}/organisation", status=204)
def choose_organisation(wish: ChooseOrganisation) -> None:
    """Say which part of a split organisation is yours."""
    choosing.choose(wish, by=api.member_id)


@api.post(f"{ME}/erase", status=202)
def ask_for_erasure() -> ChallengeAnswer:
    """Ask for everything about you to go; a code comes by mail, to be sent to erase/confirm."""
    return ChallengeAnswer(challenge=asking.ask(by=api.member_id))


@api.post(f"{ME}/erase/confirm", status=202)
def confirm_erasure(wish: ErasureWish) -> ErasureAnswer:
    """Confirm with the code that everything goes; signing in within 7 days calls it off."""
    return ErasureAnswer(
        erase_at=asking.confirm(wish.challenge, wish.code, by=api.member_id).due_at
    )


@api.post(f"{ME}/keep", status=204)
def keep_account() -> None:
    """Call off that everything about you goes, and keep the account."""
    asking.keep(by=api.member_id)


@api.post(f"{NETWORK}/leave", status=204)
def leave_network(network: str) -> None:
    """Leave a network."""
    commands.leave(network, by=api.member_id)
