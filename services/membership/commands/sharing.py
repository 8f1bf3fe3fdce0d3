"""Putting a copy together: membership's own share, those of the others, and who is late."""

from __future__ import annotations

from services.contracts.mydata import MyDataAsked, MyDataShared
from services.membership import holdings
from services.membership.model import mydata as rules
from services.membership.model.mydata import MyData, Part
from services.membership.store import mydata as store
from services.membership.store.table import save
from services.runtime import logs, platform
from services.runtime.holdings import parts, share_id_of
from services.runtime.ports import Item


def collect(event: MyDataAsked) -> None:
    """Give membership's own share (shape: create once): whatever comes of it twice is the same."""
    waiting = store.find(event.member_id)
    if waiting is None or not waiting.takes(event.data_id, event.sequence):
        return
    cut = parts(holdings.of(event.member_id))
    for number, content in enumerate(cut):
        part = Part("membership", share_id_of(cut), number, len(cut), content)
        save(store.put_part(waiting, part))
    _complete(waiting)


def take(event: MyDataShared) -> None:
    """Keep a part, and tell the person if it was the last (shapes: create once, advance)."""
    member_id = store.owner(event.data_id)
    waiting = store.find(member_id) if member_id else None
    if waiting is None or not waiting.takes(event.data_id, event.sequence):
        return
    part = Part(event.service, event.share_id, event.part, event.parts, event.content)
    save(store.put_part(waiting, part))
    _complete(waiting)


def look(row: Item) -> None:
    """Ask once more if somebody is late, and say so aloud; delete what was there long enough."""
    found = store.find(row["member_id"])
    now = platform.now()
    if found is None or rules.is_gone(found, now):
        store.forget(row["member_id"])
        save([store.done(row)])
        return
    if found.ready_at is None and now >= found.look_at:
        late = rules.missing(store.parts(found))
        logs.error("my_data_late", service="membership", code="/".join(late))
        again = rules.wait_on(found, now)
        save(store.put(found, again), [rules.said(again)])
        return
    if not store.is_row_of(found, row):
        save([store.done(row)])


def _complete(waiting: MyData) -> None:
    """Tell the person, if nothing is missing and nobody else has told them just now."""
    if rules.missing(store.parts(waiting)):
        return
    _, member = store.find_with_member(waiting.member_id)
    if member is None:
        return
    ready, said = rules.complete(waiting, member["email"], platform.now())
    save(store.put(waiting, ready), [said])
