"""Organisations: what they are called, who is meant by a text, and what became of them.

What reads texts and files is imported when it is first asked for: most of what functions do never
asks who is meant, and a cold one should not wait for it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from services.membership.organisations.changing import add_alias, close, merge, rename, succeed
from services.membership.organisations.organisation import (
    Ending,
    Organisation,
    Sector,
    Succession,
)

if TYPE_CHECKING:
    from services.membership.organisations.loading import Loaded, RowError, read_ods
    from services.membership.organisations.register import Register
    from services.membership.organisations.resolving import How, Resolution

__all__ = [
    "Ending",
    "How",
    "Loaded",
    "Organisation",
    "Register",
    "Resolution",
    "RowError",
    "Sector",
    "Succession",
    "add_alias",
    "close",
    "merge",
    "read_ods",
    "rename",
    "succeed",
]

LATER = {
    "How": "resolving",
    "Loaded": "loading",
    "Register": "register",
    "Resolution": "resolving",
    "RowError": "loading",
    "read_ods": "loading",
}
"""The file that holds each of these."""


def __getattr__(name: str) -> Any:
    if name not in LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{LATER[name]}"), name)
