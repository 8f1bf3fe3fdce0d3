"""What a member sees of introductions: those asked for, and those that wait for an answer."""

from __future__ import annotations

from typing import NamedTuple

from services.membership import store as people
from services.membership.model import directory, introductions
from services.membership.model.directory import Shown
from services.membership.model.introductions import Introduction, Outlook, Stage
from services.membership.store import directory as entries
from services.membership.store import introductions as store
from services.runtime import platform
from services.runtime.rights import viewer


class Involved(NamedTuple):
    """What somebody asked for with what they are told of it; what they are asked, and by whom.

    Of whoever asks they see what the directory shows, and never more. That they saw it is not
    written down for whoever asks, or no answer could be told from nobody found (M28). `agreed` are
    those to which they said yes.
    """

    asked: list[tuple[Introduction, Outlook]]
    to_answer: list[tuple[Introduction, Shown | None]]
    agreed: list[Introduction]


def in_introductions(network_id: str, *, by: str) -> Involved:
    """All introductions of a network that a member has to do with; raises NotAllowed."""
    seen, _ = viewer(people.table(), by, network_id)
    seen.must_be_member()
    now = platform.now()
    found = sorted(store.of(by, network_id), key=lambda one: one.asked_at, reverse=True)
    waiting = [one for one in found if one.waits_for(by, now)]
    askers = list(dict.fromkeys(one.asker for one in waiting))[: entries.AT_ONCE]
    shown = {
        entry.member_id: directory.seen(entry, about)
        for _, entry, about in entries.people(network_id, askers)
    }
    return Involved(
        [(one, introductions.outlook(one, now)) for one in found if one.asker == by],
        [(one, shown.get(one.asker)) for one in waiting],
        [one for one in found if one.helper == by and one.stage in (Stage.AGREED, Stage.MADE)],
    )
