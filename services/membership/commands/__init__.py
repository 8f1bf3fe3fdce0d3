"""What people can have done: each reads, asks the rules, and saves once.

A file for each thing that it is about, named as in `model`, `store`, `api` and `pages`.
"""

from services.membership.commands.belonging import (
    DeclineRequest,
    GrantRole,
    RevokeRole,
    appoint_first_chair,
    approve,
    ask,
    decline,
    grant,
    leave,
    place_of,
    reinstate,
    revoke,
    suspend,
)
from services.membership.commands.networks import (
    ChangePolicy,
    archive,
    change_policy,
    open_network,
)

__all__ = [
    "ChangePolicy",
    "DeclineRequest",
    "GrantRole",
    "RevokeRole",
    "appoint_first_chair",
    "approve",
    "archive",
    "ask",
    "change_policy",
    "decline",
    "grant",
    "leave",
    "open_network",
    "place_of",
    "reinstate",
    "revoke",
    "suspend",
]
