"""What membership does when a minute has passed."""

from __future__ import annotations

from services.membership import store
from services.runtime import relay


def handler(event: object, context: object) -> None:
    """Say again what the stream has missed."""
    relay.sweep(store.table())
