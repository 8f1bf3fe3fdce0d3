"""The membership table: the only package that knows its keys.

ADDRESS#<hash>   CLAIM          whose address it is, written with each wish; ends unless confirmed
JOIN#<member>    REQUEST        what somebody asked for before the address was confirmed; expires
ALIAS#<hash>     INVITATION#<n> the invitation of that mailbox to a network; index
                                NETWORK#<n>#INVITATIONS by when it was sent; expires
ALIAS#<hash>     REMOVED#<n>    why somebody was removed from a network; expires
ADDRESS#<hash>   MAILS          when codes were mailed there within the last hour; expires
ADDRESS#<hash>   ERASED         that its owner was erased: no import and no marketing (M23)
DUE#<shard>      <time>#<m>     an address that has to be confirmed by then (runtime.due), or an
                                erasure to begin or to look at, or an invitation that ends, or a
                                network to look at (store.rounds)
SIGNIN#<member>  CODE           the salted hash of the code that was mailed last; expires
MEMBER#<member>  MAILS          when codes were mailed to them within the last hour; expires
MEMBER#<member>  STATE          name, organisation, role; the first address and the others
MEMBER#<member>  NETWORK#<n>    the place; index NETWORK#<n> by standing and since when
MEMBER#<member>  ONLY-CHAIR#<n> that a network that goes on has no other chair; with its name
HOST             ADMINS         who looks after the installation, and whom they asked (store.host)
MEMBER#<member>  ONLY-HOST      that nobody else does
MEMBER#<member>  ERASURE        that somebody asked to be erased, until it begins
MEMBER#<member>  CODE-TO-ERASE  the salted hash of the code that confirms it; expires
MEMBER#<member>  CODE-TO-ADD    the same of the code to add an address, with that address; expires
ERASURE#<hash>   STATE          an erasing on its way; when it is over, nothing but that it was
NETWORK#<n>      STATE, NAME    the network; index LISTED by name
MEMBER#<m>       AFFILIATION    the organisation they come from, or the text that stands for it
ORGANISATION#<o> STATE          an organisation; index ORGANISATIONS by name
ORGANISATIONS    HEAD, CHUNK#<n>   all of them packed, and the digests of that (store.organisations)
TEXT#<t>         STATE          what people wrote and no rule understands; while it waits for a
                                chair, index TEXTS by since when
TEXT#<t>         MEMBER#<m>     that somebody wrote it
MEMBER#<m>       ENTRY#<n>, FOUND#<n>#..   the directory (store.directory)
INTRODUCTION#<i> STATE; MEMBER#<m> INTRODUCTION#.., ASKS, HELPS   (store.introductions)
CONTACT#<c>      STATE; MEMBER#<m> CONTACT#..; ADDRESS#<hash> VOUCHED#<n>, NOT-VOUCHED
                                contacts outside (store.vouching)
SESSION#<s>      STATE, TITLE, HELD   what sessions said; index NETWORK#<n>#SESSIONS by start
NOTE#<n>         TITLE, STATE   what notes said; index NETWORK#<n>#NOTES by week
NETWORK#<n>#STATISTICS  NEXT, LATEST   its statistics, and more (store.statistics)

Most of it is named here. What is asked for seldom is a room of its own (`store.organisations.put`),
imported when it is: a cold function should not wait for it.

The keys of rooms that few ask for are told there: `break_glass`, `looking`, `sponsors`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from services.membership.store.addresses import (
    Adding,
    adding,
    asking,
    mailed_to,
    member,
    member_and_claim,
    put_member_changed,
    read_member,
)
from services.membership.store.codes import Purpose, put_code, tried_code, use_code
from services.membership.store.erasures import (
    all_about,
    asked_for,
    begun,
    called_off,
    claims_on,
    completed,
    erasure,
    forget_asking,
    forget_member,
    is_erasure,
    look_at_erasure,
    put_saga,
    row_of_erasure,
    saga,
    still_a_member,
    to_erase,
)
from services.membership.store.invitations import (
    Known,
    delete_invitation,
    delete_row,
    forget_invitations,
    invitation_and_network,
    invitations,
    invited,
    is_invitation,
    network_chair_and_invited,
    of_row,
    put_invitation,
)
from services.membership.store.networks import (
    listed,
    network_and_member,
    network_and_places,
    network_changed,
    network_places_and_member,
    networks,
    places,
    places_changed,
    put_network,
    put_network_name,
    put_place,
)
from services.membership.store.people import (
    COUNTED_FOR,
    SigningIn,
    mailed_lately,
    members,
    proved_now,
    put_sign_in_code,
    sign_in_code,
    signing_in,
    use_sign_in_code,
)
from services.membership.store.table import save, table
from services.membership.store.wishes import (
    Pending,
    asked,
    claim,
    confirmed,
    due_now,
    is_alike,
    is_proved,
    look_again,
    networks_and_claim,
    owned,
    pending,
    released,
    still_asking,
)

if TYPE_CHECKING:
    from services.membership.store import affiliations, heard, organisations, rounds

__all__ = [
    "COUNTED_FOR",
    "Adding",
    "Known",
    "Pending",
    "Purpose",
    "SigningIn",
    "adding",
    "affiliations",
    "all_about",
    "asked",
    "asked_for",
    "asking",
    "begun",
    "called_off",
    "claim",
    "claims_on",
    "completed",
    "confirmed",
    "delete_invitation",
    "delete_row",
    "due_now",
    "erasure",
    "forget_asking",
    "forget_invitations",
    "forget_member",
    "heard",
    "invitation_and_network",
    "invitations",
    "invited",
    "is_alike",
    "is_erasure",
    "is_invitation",
    "is_proved",
    "listed",
    "look_again",
    "look_at_erasure",
    "mailed_lately",
    "mailed_to",
    "member",
    "member_and_claim",
    "members",
    "network_and_member",
    "network_and_places",
    "network_chair_and_invited",
    "network_changed",
    "network_places_and_member",
    "networks",
    "networks_and_claim",
    "of_row",
    "organisations",
    "owned",
    "pending",
    "places",
    "places_changed",
    "proved_now",
    "put_code",
    "put_invitation",
    "put_member_changed",
    "put_network",
    "put_network_name",
    "put_place",
    "put_saga",
    "put_sign_in_code",
    "read_member",
    "released",
    "rounds",
    "row_of_erasure",
    "saga",
    "save",
    "sign_in_code",
    "signing_in",
    "still_a_member",
    "still_asking",
    "table",
    "to_erase",
    "tried_code",
    "use_code",
    "use_sign_in_code",
]

LATER = ("affiliations", "heard", "organisations", "rounds")


def __getattr__(room: str) -> Any:
    if room not in LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {room!r}")
    return import_module(f"{__name__}.{room}")
