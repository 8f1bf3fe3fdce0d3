"""The answers of the other services; apart from the saga, whose steps need more permissions."""

from __future__ import annotations

from services.contracts.erasure import ServiceErased
from services.membership import model, store


def on_answer(event: ServiceErased) -> None:
    """A service holds nothing any more (shape: advance); nothing if the saga is over."""
    saga = store.saga(event.member_id)
    if saga is None:
        return
    answered = model.answer(saga, event.service)
    if answered is not saga:
        store.save([store.put_saga(answered)])
