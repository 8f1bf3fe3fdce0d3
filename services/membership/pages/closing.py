"""The end of an organisation in the register: closing it, and taking an end back; for chairs."""

from __future__ import annotations

from services.membership import store
from services.membership.commands import organisations
from services.membership.commands.organisations import CloseOrganisation, TakeBackEnding
from services.membership.pages.organisations import as_chair, one, shown_at
from services.membership.pages.site import pages
from services.runtime.pages.answers import Shown

CLOSING = "/organisations/register/<organisation>/close"


@pages.get(CLOSING)
def close_page(organisation: str) -> Shown:
    """What closing means, and its last day."""
    viewer = as_chair()
    known, _ = store.organisations.known()
    return pages.show(
        "close-organisation.html",
        title="Say that it closes",
        viewer=viewer,
        organisation=known.organisation(organisation),
    )


@pages.post(CLOSING, again=close_page)
def close(organisation: str, wish: CloseOrganisation) -> Shown:
    """Give it a last day."""
    organisations.close(organisation, wish, by=pages.member_id)
    return shown_at(
        organisation, "Its last day is written down. Its members are asked once it is over."
    )


@pages.post("/organisations/register/<organisation>/take-back", again=one)
def take_back(organisation: str, wish: TakeBackEnding) -> Shown:
    """It is as it was before."""
    organisations.take_back(organisation, wish, by=pages.member_id)
    return shown_at(organisation, "It is taken back, and is as it was before.")
