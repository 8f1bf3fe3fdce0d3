"""The desk of a network: who waits, who is in, who does what."""

from __future__ import annotations

from datetime import date, datetime

from services.contracts.roles import Role, Standing
from services.membership import commands, store
from services.membership.api.routes import NETWORK, api
from services.membership.commands import DeclineRequest, GrantRole, RevokeRole
from services.membership.model import Hint, Place
from services.membership.store import looking
from services.runtime.http.wishes import Answer
from services.runtime.ports import Item
from services.runtime.rights import viewer
from services.runtime.signing import after, cursor


class PersonAnswer(Answer):
    """Somebody in a network, as chairs see them."""

    member_id: str
    name: str
    organisation: str
    roles: tuple[Role, ...]
    hints: tuple[Hint, ...]
    since: datetime
    last_days: dict[Role, date]
    question: str | None
    answer: str | None


class PeopleAnswer(Answer):
    """Some people of a network, and where the list goes on."""

    people: list[PersonAnswer]
    next: str | None


@api.get(f"{NETWORK}/waiting")
def list_waiting(network: str, next: str | None = None) -> PeopleAnswer:
    """Who waits for a chair, the longest first."""
    return _people(network, Standing.WAITING, next)


@api.get(f"{NETWORK}/members")
def list_members(network: str, next: str | None = None) -> PeopleAnswer:
    """Who is a member, the longest first."""
    return _people(network, Standing.MEMBER, next)


@api.post(f"{NETWORK}/waiting/<member>/approve", status=204)
def approve_applicant(network: str, member: str) -> None:
    """Let somebody in."""
    commands.approve(network, member, by=api.member_id)


@api.post(f"{NETWORK}/waiting/<member>/decline", status=204)
def decline_applicant(network: str, member: str, wish: DeclineRequest) -> None:
    """Say no to somebody."""
    commands.decline(network, member, wish, by=api.member_id)


@api.post(f"{NETWORK}/members/<member>/grant", status=204)
def grant_role(network: str, member: str, wish: GrantRole) -> None:
    """Give a member a role, for good or until the end of a day."""
    commands.grant(network, member, wish.role, by=api.member_id, last_day=wish.last_day)


@api.post(f"{NETWORK}/members/<member>/revoke", status=204)
def revoke_role(network: str, member: str, wish: RevokeRole) -> None:
    """Take a role back."""
    commands.revoke(network, member, wish.role, by=api.member_id)


def _people(network: str, standing: Standing, next_: str | None) -> PeopleAnswer:
    seen, _ = viewer(store.table(), api.member_id, network)
    seen.must_be(Role.CHAIR)
    route = f"{network}/{standing}"
    found, more = looking.people_in(
        network, standing, after(route, api.member_id, next_), by=api.member_id
    )
    people = [answer_of(place, person) for place, person in found]
    return PeopleAnswer(people=people, next=cursor(route, api.member_id, more))


def answer_of(place: Place, person: Item) -> PersonAnswer:
    """Somebody as they are on a list."""
    return PersonAnswer(
        member_id=place.member_id,
        name=person["name"],
        organisation=person["organisation"],
        roles=place.roles,
        hints=place.hints,
        since=place.since,
        last_days=dict(place.ends),
        question=place.question.words if place.question else None,
        answer=(place.question.answer or None) if place.question else None,
    )
