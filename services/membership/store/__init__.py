"""The membership table: the only package that knows its keys.

ADDRESS#<hash>   CLAIM          whose address it is, written with each wish; ends unless confirmed
JOIN#<member>    REQUEST        what somebody asked for before the address was confirmed; expires
DUE#<shard>      <time>#<m>     an address that has to be confirmed by then (runtime.due)
SIGNIN#<member>  CODE           the salted hash of the code that was mailed last; expires
SIGNIN#<member>  MAILS          when codes were mailed within the last hour; expires
MEMBER#<member>  STATE          name, address, organisation
MEMBER#<member>  NETWORK#<n>    the place; index NETWORK#<n> by standing and since when
NETWORK#<n>      STATE, NAME    the network; index LISTED by name
ORGANISATION#<o> STATE          the register
SESSION#<s>      STATE, TITLE, HELD   what sessions said; index NETWORK#<n>#SESSIONS by start
NOTE#<n>         TITLE, STATE   what notes said; index NETWORK#<n>#NOTES by week
"""

from services.membership.store.heard import (
    held_sessions,
    keep_note_hidden,
    keep_note_restored,
    keep_note_title,
    keep_note_withdrawn,
    keep_session,
    keep_session_held,
    keep_session_title,
    next_session,
    notes,
)
from services.membership.store.networks import (
    listed,
    network_and_member,
    network_and_places,
    networks,
    networks_and_claim,
    networks_and_places,
    people_in,
    places,
    put_network,
    put_network_name,
    put_organisation,
    put_place,
)
from services.membership.store.people import (
    asked,
    claim,
    code_and_mails,
    confirmed,
    look_again,
    mailed_lately,
    members,
    pending,
    put_sign_in_code,
    sign_in_code,
    still_asking,
    unconfirmed,
    use_sign_in_code,
)
from services.membership.store.table import save, table

__all__ = [
    "asked",
    "claim",
    "code_and_mails",
    "confirmed",
    "held_sessions",
    "keep_note_hidden",
    "keep_note_restored",
    "keep_note_title",
    "keep_note_withdrawn",
    "keep_session",
    "keep_session_held",
    "keep_session_title",
    "listed",
    "look_again",
    "mailed_lately",
    "members",
    "network_and_member",
    "network_and_places",
    "networks",
    "networks_and_claim",
    "networks_and_places",
    "next_session",
    "notes",
    "pending",
    "people_in",
    "places",
    "put_network",
    "put_network_name",
    "put_organisation",
    "put_place",
    "put_sign_in_code",
    "save",
    "sign_in_code",
    "still_asking",
    "table",
    "unconfirmed",
    "use_sign_in_code",
]
