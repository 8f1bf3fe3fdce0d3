"""Who has looked at my data: in which office, on which day, at what."""

from __future__ import annotations

from services.membership import store
from services.membership.commands import looking
from services.membership.model.looking import Reader, What
from services.membership.pages.site import pages
from services.runtime.pages.answers import Shown
from services.runtime.signing import after, cursor

READERS = {
    Reader.CHAIR: ("A chair", "of"),
    Reader.CHAIR_ABOVE: ("A chair", "of the network above"),
    Reader.MEMBER: ("A member", "of"),
    Reader.HOST: ("Host staff", "with access to"),
}
WORDS = {
    What.WAITING: "the list of those who wait to join",
    What.MEMBERS: "the list of members",
    What.REQUEST: "your request to join",
    What.INVITATIONS: "the list of invitations",
    What.DIRECTORY: "the directory",
    What.INTRODUCTION: "an introduction to you",
    What.EXPORT: "a copy of the whole network",
    What.HOST: "the list of those who look after the installation",
    What.ACCESS: "emergency access that you opened",
    What.MEMBER: "your page among the members",
    What.OFFER: "that somebody is asked to be a chair",
    What.FOUNDING: "a network that you want to found",
}


@pages.get("/me/looks")
def looks(next: str = "") -> Shown:
    """Everything that others have looked at, the newest first."""
    found, onwards = looking.mine(after("looks", pages.member_id, next), by=pages.member_id)
    names = store.networks(sorted({look.network_id for look in found if look.network_id}))
    return pages.show(
        "looks.html",
        title="Who has looked at my data",
        looks=[
            {
                "day": f"{look.day:%A} {look.day.day} {look.day:%B %Y}",
                "who": READERS[look.reader][0],
                "of": READERS[look.reader][1],
                "network": names.get(look.network_id),
                "what": WORDS[look.what],
            }
            for look in found
        ],
        more=cursor("looks", pages.member_id, onwards),
    )
