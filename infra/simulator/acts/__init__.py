"""What people do: each act looks where a person would look, and asks for something by a command.

To add one, write a function and a line in `ACTS`. An act returns False if there is nothing that
it could be done to; a Refusal is a fine answer, and people ask for nonsense now and then.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra.simulator.acts import (
    belonging,
    duties,
    erasing,
    finding,
    importing,
    joining,
    mail,
    notes,
    objecting,
    sessions,
)

if TYPE_CHECKING:
    from infra.simulator.world import World


@dataclass(frozen=True)
class Act:
    """Something that people do, how often among all that they do, and how it is done."""

    name: str
    weight: int
    do: Callable[[World, random.Random], bool]


ACTS: tuple[Act, ...] = (
    Act("ask to join", 8, joining.ask_to_join),
    Act("sign in", 3, joining.sign_in),
    Act("enter a code", 16, joining.enter_code),
    Act("ask again", 4, joining.ask_again),
    Act("approve", 12, belonging.approve),
    Act("decline", 4, belonging.decline),
    Act("suspend", 4, belonging.suspend),
    Act("reinstate", 3, belonging.reinstate),
    Act("grant", 4, belonging.grant),
    Act("revoke", 3, belonging.revoke),
    Act("leave", 6, belonging.leave),
    Act("remove", 2, duties.remove),
    Act("offer the chair", 3, duties.offer_chair),
    Act("answer an offer", 4, duties.answer_offer),
    Act("ask for a network", 1, duties.ask_for_network),
    Act("decide about a network", 2, duties.decide_network),
    Act("change policy", 2, belonging.change_policy),
    Act("archive", 1, belonging.archive),
    Act("schedule", 8, sessions.schedule),
    Act("move", 8, sessions.move),
    Act("cancel", 5, sessions.cancel),
    Act("hold", 8, sessions.hold),
    Act("write", 4, notes.write),
    Act("submit", 8, notes.submit),
    Act("approve a note", 8, notes.approve_note),
    Act("send back", 3, notes.send_back),
    Act("object", 8, objecting.object_to_note),
    Act("hide", 3, objecting.hide),
    Act("uphold", 3, objecting.uphold),
    Act("dismiss", 8, objecting.dismiss),
    Act("restore", 6, objecting.restore),
    Act("show in the directory", 14, finding.show),
    Act("search the directory", 2, finding.search),
    Act("ask for an introduction", 10, finding.ask),
    Act("answer an introduction", 24, finding.answer),
    Act("take an introduction back", 1, finding.take_back),
    Act("bring a list", 4, importing.bring_a_list),
    Act("go on with a list", 6, importing.go_on),
    Act("undo an import", 10, importing.undo),
    Act("leave by the link of an import", 12, importing.leave_by_the_link),
    Act("choose mail", 4, mail.choose_mail),
    Act("unsubscribe", 4, mail.follow_unsubscribe_link),
    Act("ask to be erased", 3, erasing.ask_to_be_erased),
    Act("confirm with the code", 6, erasing.confirm_with_the_code),
    Act("keep my account", 2, erasing.keep_my_account),
)
"""Everything that people can have done."""
