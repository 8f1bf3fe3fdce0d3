"""Codes that confirm what somebody who is signed in has asked for: one at a time for each purpose.

They lie with the person, so that one query reads both and an erasure finds them.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from services.membership.store.table import table
from services.runtime import platform
from services.runtime.ports import AtVersion, Delete, Item, Key, Put, Write


class Purpose(StrEnum):
    """What a code confirms; it is good for nothing else."""

    ERASE = "code-to-erase"
    ADD = "code-to-add"


def code_key(member_id: str, purpose: Purpose) -> Key:
    """Where the latest code for a purpose is kept."""
    return f"MEMBER#{member_id}", purpose.upper()


def put_code(member_id: str, purpose: Purpose, content: Item, expires_at: datetime) -> Write:
    """The write of a new code in place of the one before; its `version` counts the tries."""
    pk, sk = code_key(member_id, purpose)
    expires = int(expires_at.timestamp())
    return Put(table(), {"pk": pk, "sk": sk, **content, "version": 1, "expires_at": expires})


def tried_code(code: Item) -> Write:
    """The write that counts a wrong try; holds if nobody else tried meanwhile."""
    version = code["version"]
    return Put(table(), {**code, "version": version + 1}, AtVersion(version))


def use_code(code: Item) -> Write:
    """The write that ends a code; holds only once."""
    return Delete(table(), (code["pk"], code["sk"]), AtVersion(code["version"]))


def is_alive(code: Item) -> bool:
    """Whether a code that a query has found can still be used."""
    return platform.now().timestamp() <= float(code["expires_at"])
