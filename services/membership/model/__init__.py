"""The rules of belonging: pure functions from what is, what is wished and now, to what will be."""

from services.membership.model.affiliations import (
    Affiliation,
    Decision,
    Text,
)
from services.membership.model.affiliations import decide as decide_text
from services.membership.model.affiliations import follow as follow_text
from services.membership.model.affiliations import join as join_text
from services.membership.model.affiliations import part as part_text
from services.membership.model.affiliations import reopen as reopen_text
from services.membership.model.affiliations import said as said_of_affiliation
from services.membership.model.affiliations import settle as settle_affiliation
from services.membership.model.affiliations import wait as wait_for_text
from services.membership.model.erasure import (
    Erasure,
    Saga,
    answer,
    begin,
    complete,
    must_leave_a_chair,
)
from services.membership.model.erasure import request as request_erasure
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
from services.membership.model.organisations import (
    Known,
    OrganisationChange,
    aliased,
    forget_alias,
    merge_organisations,
    register_organisation,
    registered,
    remember_alias,
    rename_organisation,
    succeed_organisation,
    succeeded,
)
from services.membership.model.places import (
    APPLY_AGAIN_AFTER,
    Place,
    PlaceChange,
    approve,
    chairs_after,
    decline,
    grant,
    leave,
    may_ask_from,
    must_be_chair,
    must_be_free_to_leave,
    must_be_waiting,
    reinstate,
    request,
    revoke,
    suspend,
    without_chair,
)

__all__ = [
    "APPLY_AGAIN_AFTER",
    "SLUG",
    "Affiliation",
    "Decision",
    "Erasure",
    "Known",
    "Network",
    "NetworkChange",
    "OrganisationChange",
    "Place",
    "PlaceChange",
    "Saga",
    "Text",
    "aliased",
    "answer",
    "approve",
    "archive",
    "begin",
    "chairs_after",
    "change_policy",
    "complete",
    "decide_text",
    "decline",
    "follow_text",
    "forget_alias",
    "grant",
    "join_text",
    "leave",
    "may_ask_from",
    "merge_organisations",
    "must_be_chair",
    "must_be_free_to_leave",
    "must_be_waiting",
    "must_leave_a_chair",
    "only_chair",
    "open_network",
    "part_text",
    "register_organisation",
    "registered",
    "reinstate",
    "remember_alias",
    "rename_organisation",
    "reopen_text",
    "request",
    "request_erasure",
    "revoke",
    "said_of_affiliation",
    "settle_affiliation",
    "succeed_organisation",
    "succeeded",
    "suspend",
    "takes_requests",
    "wait_for_text",
    "without_chair",
]
