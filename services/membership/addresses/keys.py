"""How addresses are compared: by keyed hashes, so that none is kept in a key."""

from __future__ import annotations

from services.runtime.signing import keyed_hash

DOTLESS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}
"""Mail services that are known to ignore dots before the @, by the name that they are one under.

Source: Gmail Help, "Dots don't matter in Gmail addresses" and "About googlemail.com".
"""


def address_key(address: str) -> str:
    """What two ways of writing one address have in common, as a keyed hash; for matching (M1).

    Never case-folded: that makes one domain out of two, such as those with ß and with ss.
    """
    return keyed_hash("address", address.lower())


def alias_key(address: str) -> str:
    """What the addresses of one mailbox have in common, as a keyed hash (M1).

    Only to notice that two may be one person (M3): nothing is delivered by it, and it makes
    nobody the same. A `+tag` goes, and dots go where the mail service ignores them.
    """
    local, _, domain = address.lower().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in DOTLESS:
        local, domain = local.replace(".", ""), DOTLESS[domain]
    return keyed_hash("alias", f"{local}@{domain}")
