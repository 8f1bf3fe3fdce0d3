"""Finding each other: whoever fits a search, and whoever is asked for an introduction.

What follows from events is imported when one comes: most that happens has nothing to do with it,
and a cold function should not wait for it.
"""

from __future__ import annotations

from services.contracts.introductions import IntroductionAgreed, IntroductionAsked
from services.contracts.membership import MemberLeft, MembershipSuspended
from services.contracts.organisations import MemberAffiliationChanged
from services.runtime.ports import Item


def on_asked(event: IntroductionAsked) -> None:
    """Somebody wants to be introduced: ask whoever fits (M28; shape: advance)."""
    from services.membership.finding import matching

    matching.pass_on(event)


def on_agreed(event: IntroductionAgreed) -> None:
    """Both want it: give each the other's name and address (M28; shape: advance)."""
    from services.membership.finding import matching

    matching.introduce(event)


def on_affiliated(event: MemberAffiliationChanged) -> None:
    """Somebody works elsewhere: they are found there (shape: advance)."""
    from services.membership.finding import following

    following.affiliated(event)


def on_left(event: MemberLeft) -> None:
    """Somebody is out of a network, its directory and all introductions (M28; shape: advance)."""
    from services.membership.finding import following, matching

    matching.gone(event)
    following.left(event)


def on_suspended(event: MembershipSuspended) -> None:
    """Nothing comes of introductions to or of somebody who is suspended (M28; shape: advance)."""
    from services.membership.finding import matching

    matching.gone(event)


def forget(member_id: str) -> None:
    """Keep nothing of what somebody asked for, was asked about, or vouched for."""
    from services.membership.finding import matching

    matching.forget(member_id)


def is_due(row: Item) -> bool:
    """Whether a due row ends an introduction, or asks a contact outside again."""
    return "introduction_id" in row or "contact_id" in row


def look(row: Item) -> None:
    """Do what is due."""
    from services.membership.commands import vouching
    from services.membership.finding import matching

    if "introduction_id" in row:
        matching.expire(row)
    else:
        vouching.ask_again(row)
