"""The rules of belonging: pure functions from what is, what is wished and now, to what will be.

What is asked for seldom is a room of its own (`model.organisations.merge`), imported when it is.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from services.membership.model.addresses import (
    add_address,
    make_first,
    must_have_room,
    remove_address,
)
from services.membership.model.erasure import (
    Erasure,
    Saga,
    answer,
    begin,
    complete,
    must_leave_a_chair,
    must_leave_a_host,
)
from services.membership.model.erasure import request as request_erasure
from services.membership.model.invitations import (
    Invitation,
    Link,
    accept,
    expire,
    is_fresh,
    issue,
    issued,
    leads_to,
    must_be_open,
    must_invite,
)
from services.membership.model.invitations import revoke as take_back
from services.membership.model.networks import (
    SLUG,
    Network,
    NetworkChange,
    archive,
    change_policy,
    only_chair,
    open_network,
    takes_requests,
)
from services.membership.model.places import (
    APPLY_AGAIN_AFTER,
    Cause,
    Hint,
    Place,
    PlaceChange,
    Question,
    Removal,
    approve,
    decline,
    leave,
    may_ask_from,
    must_be_free_to_leave,
    must_be_waiting,
    reinstate,
    request,
    suspend,
)
from services.membership.model.profile import Member, MemberChange, change_profile
from services.membership.model.roles import (
    chairs_after,
    enter,
    grant,
    must_be_chair,
    must_have_signed_in,
    revoke,
    without_chair,
)

if TYPE_CHECKING:
    from services.membership.model import affiliations, organisations

__all__ = [
    "APPLY_AGAIN_AFTER",
    "SLUG",
    "Cause",
    "Erasure",
    "Hint",
    "Invitation",
    "Link",
    "Member",
    "MemberChange",
    "Network",
    "NetworkChange",
    "Place",
    "PlaceChange",
    "Question",
    "Removal",
    "Saga",
    "accept",
    "add_address",
    "affiliations",
    "answer",
    "approve",
    "archive",
    "begin",
    "chairs_after",
    "change_policy",
    "change_profile",
    "complete",
    "decline",
    "enter",
    "expire",
    "grant",
    "is_fresh",
    "issue",
    "issued",
    "leads_to",
    "leave",
    "make_first",
    "may_ask_from",
    "must_be_chair",
    "must_be_free_to_leave",
    "must_be_open",
    "must_be_waiting",
    "must_have_room",
    "must_have_signed_in",
    "must_invite",
    "must_leave_a_chair",
    "must_leave_a_host",
    "only_chair",
    "open_network",
    "organisations",
    "reinstate",
    "remove_address",
    "request",
    "request_erasure",
    "revoke",
    "suspend",
    "take_back",
    "takes_requests",
    "without_chair",
]

LATER = ("affiliations", "organisations")


def __getattr__(room: str) -> Any:
    if room not in LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {room!r}")
    return import_module(f"{__name__}.{room}")
