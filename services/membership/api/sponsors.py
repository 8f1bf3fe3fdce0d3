"""Whom a network thanks: its chairs decide, and whoever may know of the network may read it."""

from __future__ import annotations

from services.membership.api.routes import NETWORK, api
from services.membership.commands import sponsors
from services.membership.commands.sponsors import ThankSponsor
from services.runtime.http.wishes import Answer


class SponsorAnswer(Answer):
    """A sponsor as the network's public page shows it; `sponsor_id` names it when it is removed."""

    sponsor_id: str
    name: str
    sentence: str
    link: str


class SponsorsAnswer(Answer):
    """All sponsors of a network."""

    sponsors: list[SponsorAnswer]


@api.get(f"{NETWORK}/sponsors")
def list_sponsors(network: str) -> SponsorsAnswer:
    """Whom the network thanks."""
    found = sponsors.about(network, by=api.member_id).sponsors.all
    return SponsorsAnswer(
        sponsors=[
            SponsorAnswer(
                sponsor_id=one.sponsor_id, name=one.name, sentence=one.sentence, link=one.link
            )
            for one in found
        ]
    )


@api.post(f"{NETWORK}/sponsors", status=204)
def thank_sponsor(network: str, wish: ThankSponsor) -> None:
    """Thank a sponsor; under the same name it takes the place of what was said before."""
    sponsors.thank(network, wish, by=api.member_id)


@api.post(f"{NETWORK}/sponsors/<sponsor>/remove", status=204)
def remove_sponsor(network: str, sponsor: str) -> None:
    """Thank a sponsor no longer."""
    sponsors.part(network, sponsor, by=api.member_id)
