"""What sessions does when others spoke: it keeps who may do what, and the names of networks."""

from __future__ import annotations

from services.contracts.membership import MemberErased
from services.contracts.mydata import MyDataAsked
from services.contracts.sessions import ServiceErased
from services.runtime import erasing, platform, rights
from services.runtime.inbox import Inbox
from services.sessions import holdings, store
from services.sessions.store import feed


def on_erased(event: MemberErased) -> None:
    """Somebody is gone for good, with their places and their calendar (shape: project)."""
    erasing.bury(store.table(), event.member_id)
    feed.forget(event.member_id, platform.now())
    erasing.forget(store.table(), event.member_id)
    store.say([ServiceErased(member_id=event.member_id, sequence=1)])


inbox = Inbox(
    "sessions",
    {
        **rights.reactions(store.table),
        MemberErased: on_erased,
        MyDataAsked: holdings.on_asked,
    },
)
handler = inbox.handler
