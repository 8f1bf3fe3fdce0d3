"""Organisations: what they are called, who is meant by a text, and what became of them."""

from services.membership.organisations.changing import add_alias, close, merge, rename, succeed
from services.membership.organisations.loading import Loaded, RowError, read_ods
from services.membership.organisations.organisation import (
    Ending,
    Organisation,
    Sector,
    Succession,
)
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
