"""What goes with a code to sign in, in a hidden field: whose it is, and which wish it confirms.

Signed, so that nobody changes it, and with the member id veiled: whoever asks twice about an
address must not learn whether it got an account in between (X7).
"""

from __future__ import annotations

from typing import NamedTuple

from services.membership.model import Link
from services.runtime.signing import keyed_hash, sign, unsign

PURPOSE = "code-to-sign-in"
ANY = "any"
"""In place of a wish's id, for somebody who signed in: no wish of this moment goes with it."""


class Challenge(NamedTuple):
    """A code is on its way to the address with this `key`; `session` is the user pool's.

    `networks` are those of the wish, and `link` that of the invitation by which it came, so that
    whoever confirms it can read them together with it, and with what is known of the `alias`.
    """

    key: str
    member_id: str
    session: str
    wish_id: str = ANY
    networks: tuple[str, ...] = ()
    link: Link | None = None
    alias: str = ""


def sealed(challenge: Challenge) -> str:
    """The challenge as a form and a program hold it."""
    veiled = _veil(challenge.session, challenge.member_id)
    return sign(PURPOSE, challenge._replace(member_id=veiled))


def opened(token: str) -> Challenge:
    """The challenge again; raises Invalid if it was not sealed here."""
    key, veiled, session, wish_id, networks, link, alias = unsign(PURPOSE, token)
    member_id = _veil(session, veiled)
    invited = Link(*link) if link else None
    return Challenge(key, member_id, session, wish_id, tuple(networks), invited, alias)


def _veil(session: str, member_id: str) -> str:
    """The id under a pad of the same length; once more, and it is the id.

    Nothing else is ever under the same pad, because the pool gives each challenge a session of its
    own: so one veiled id says nothing, and two say nothing about each other.
    """
    pad = keyed_hash("veil", session)[: len(member_id)]
    return f"{int(member_id, 16) ^ int(pad, 16):0{len(member_id)}x}"
